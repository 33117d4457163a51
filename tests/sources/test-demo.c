#include <string.h>

#include "demo-fixture.h"
#include "model/spill-change.h"
#include "model/spill-log.h"
#include "model/spill-request.h"
#include "model/spill-step.h"
#include "model/spill-worker.h"
#include "sources/demo/spill-demo-options.h"

/* Everything there is, as text */

static void
dump_build (SpillBuild *build,
            GString    *text)
{
  g_string_append_printf (text, "  #%u id %" G_GINT64_FORMAT " %s %.3f %.3f %s %s\n",
                          spill_build_get_number (build), spill_build_get_id (build),
                          spill_result_to_nick (spill_build_get_result (build)),
                          spill_build_get_started (build), spill_build_get_finished (build),
                          spill_build_get_worker_name (build), spill_build_get_text (build));
}

static void
dump_builder (SpillBuilder *builder,
              GString      *text)
{
  g_autofree char *tags = g_strjoinv (",", (char **) spill_builder_get_tags (builder));
  SpillList *builds = spill_builder_get_builds (builder);

  g_string_append_printf (text, "builder %s [%s] %s state %u pending %u\n",
                          spill_builder_get_name (builder), tags,
                          spill_builder_get_description (builder),
                          spill_builder_get_state (builder), spill_builder_get_n_pending (builder));
  for (guint i = 0; i < spill_list_get_length (builds); i++)
    dump_build (spill_list_peek (builds, i), text);
}

static char *
dump (Demo *demo)
{
  GString *text = g_string_new (NULL);
  SpillList *list = spill_master_get_builders (demo->master);

  for (guint i = 0; i < spill_list_get_length (list); i++)
    dump_builder (spill_list_peek (list, i), text);
  list = spill_master_get_workers (demo->master);
  for (guint i = 0; i < spill_list_get_length (list); i++)
    {
      SpillWorker *worker = spill_list_peek (list, i);

      g_string_append_printf (text, "worker %s %d %d %u\n", spill_worker_get_name (worker),
                              spill_worker_is_connected (worker), spill_worker_is_paused (worker),
                              spill_worker_get_builder_ids (worker)->len);
    }
  list = spill_master_get_changes (demo->master);
  for (guint i = 0; i < spill_list_get_length (list); i++)
    {
      SpillChange *change = spill_list_peek (list, i);

      g_string_append_printf (text, "change %" G_GINT64_FORMAT " %s %s %.3f %s\n",
                              spill_change_get_id (change), spill_change_get_author (change),
                              spill_change_get_revision (change), spill_change_get_when (change),
                              spill_change_get_comments (change));
    }
  list = spill_master_get_requests (demo->master);
  for (guint i = 0; i < spill_list_get_length (list); i++)
    {
      SpillRequest *request = spill_list_peek (list, i);

      g_string_append_printf (text, "request %" G_GINT64_FORMAT " %s %.3f %s\n",
                              spill_request_get_id (request),
                              spill_builder_get_name (spill_request_get_builder (request)),
                              spill_request_get_submitted (request),
                              spill_request_get_reason (request));
    }

  return g_string_free (text, FALSE);
}

static void
test_options (void)
{
  const struct { const char *url; gboolean ok; guint n_builders; } rows[] = {
    { "demo:", TRUE, 40 },
    { "demo:?builders=3", TRUE, 3 },
    { "demo:?seed=18446744073709551615&builders=4000&builds=1000&workers=1000&events=0&log=10",
      TRUE, 4000 },
    { "demo:?builders=0", FALSE, 0 },
    { "demo:?builders=4001", FALSE, 0 },
    { "demo:?builders=-1", FALSE, 0 },
    { "demo:?builders=", FALSE, 0 },
    { "demo:?builders", FALSE, 0 },
    { "demo:?colour=3", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      SpillDemoOptions options;

      g_test_message ("%s", rows[i].url);
      g_assert_cmpint (spill_demo_options_parse (&options, rows[i].url, &error), ==, rows[i].ok);
      g_assert_true ((error == NULL) == rows[i].ok);
      if (rows[i].ok)
        g_assert_cmpuint (options.n_builders, ==, rows[i].n_builders);
    }
}

static void
test_same (void)
{
  Demo one, other, coarse, seeded;
  g_autofree char *begin = NULL;
  g_autofree char *begin_other = NULL;
  g_autofree char *begin_seeded = NULL;
  g_autofree char *end = NULL;
  g_autofree char *end_other = NULL;
  g_autofree char *end_coarse = NULL;

  demo_init (&one, "demo:?events=0", NULL);
  demo_init (&other, "demo:?events=0", NULL);
  demo_init (&coarse, "demo:?events=0", NULL);
  demo_init (&seeded, "demo:?events=0&seed=2", NULL);
  begin = dump (&one);
  begin_other = dump (&other);
  begin_seeded = dump (&seeded);
  g_assert_cmpstr (begin, ==, begin_other);
  g_assert_cmpstr (begin, !=, begin_seeded);

  demo_advance (&one, 2 * 3600, 30);
  demo_advance (&other, 2 * 3600, 30);
  demo_advance (&coarse, 2 * 3600, 3600);
  end = dump (&one);
  end_other = dump (&other);
  end_coarse = dump (&coarse);
  g_assert_cmpstr (end, !=, begin);
  g_assert_cmpstr (end, ==, end_other);
  g_assert_cmpstr (end, ==, end_coarse);

  demo_clear (&one);
  demo_clear (&other);
  demo_clear (&coarse);
  demo_clear (&seeded);
}

/* What the first picture must have for every view to have something to show. */
static void
test_picture (void)
{
  Demo demo;
  guint results[8] = { 0 };
  guint states[4] = { 0 };
  SpillStreak streak;
  SpillBuilder *builder;
  SpillList *builders;

  demo_init (&demo, "demo:", NULL);
  g_assert_cmpint (spill_master_get_connection (demo.master), ==, SPILL_CONNECTION_LIVE);
  g_assert_cmpstr (spill_master_get_kind (demo.master), ==, "demo");
  g_assert_cmpstr (spill_master_get_title (demo.master), ==, "Demo of Spillway");
  builders = spill_master_get_builders (demo.master);
  g_assert_cmpuint (spill_list_get_length (builders), ==, 40);
  for (guint i = 0; i < 40; i++)
    {
      builder = spill_list_peek (builders, i);
      g_assert_true (spill_builder_is_known (builder));
      results[spill_builder_get_last_result (builder) + 1]++;
      states[spill_builder_get_state (builder)]++;
    }
  g_assert_cmpuint (results[SPILL_RESULT_SUCCESS + 1], >=, 20);
  g_assert_cmpuint (results[SPILL_RESULT_FAILURE + 1], >=, 4);
  g_assert_cmpuint (results[SPILL_RESULT_WARNINGS + 1], >=, 3);
  g_assert_cmpuint (results[SPILL_RESULT_NONE + 1], >=, 1);
  g_assert_cmpuint (states[SPILL_BUILDER_BUILDING], >=, 3);
  g_assert_cmpuint (states[SPILL_BUILDER_OFFLINE], >=, 1);
  g_assert_cmpuint (states[SPILL_BUILDER_UNKNOWN], ==, 0);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_running (demo.master)), >=, 3);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_workers (demo.master)), ==, 12);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_changes (demo.master)), ==, 60);
  g_assert_cmpuint (spill_builder_get_n_pending (demo_builder (&demo, "solaris-sparc")), ==, 1);

  spill_builder_get_streak (demo_builder (&demo, "windows-msvc"), &streak);
  g_assert_cmpint (streak.result, ==, SPILL_RESULT_FAILURE);
  g_assert_true (streak.open_ended);
  spill_builder_get_streak (demo_builder (&demo, "fedora39-clang"), &streak);
  g_assert_cmpint (streak.result, ==, SPILL_RESULT_FAILURE);
  g_assert_cmpuint (streak.n_builds, ==, 1);
  g_assert_nonnull (demo_builder (&demo, "Zürich \"nightly\"/full"));
  builder = demo_builder (&demo, "freebsd14-clang");
  g_assert_cmpint (spill_build_get_result (demo_last_build (builder)), ==, SPILL_RESULT_EXCEPTION);
  demo_clear (&demo);
}

/* The past is in order: no build begins before the one before it has ended. */
static void
test_past (void)
{
  Demo demo;
  SpillList *builders;

  demo_init (&demo, "demo:?builders=200&workers=40", NULL);
  builders = spill_master_get_builders (demo.master);
  for (guint i = 0; i < spill_list_get_length (builders); i++)
    {
      SpillList *builds = spill_builder_get_builds (spill_list_peek (builders, i));

      for (guint j = 0; j + 1 < spill_list_get_length (builds); j++)
        {
          SpillBuild *newer = spill_list_peek (builds, j);
          SpillBuild *older = spill_list_peek (builds, j + 1);

          g_assert_cmpuint (spill_build_get_number (newer), ==, spill_build_get_number (older) + 1);
          g_assert_cmpfloat (spill_build_get_started (older), <, spill_build_get_finished (older));
          g_assert_cmpfloat (spill_build_get_finished (older), <, spill_build_get_started (newer));
          if (spill_build_is_finished (newer))
            g_assert_cmpfloat (spill_build_get_finished (newer), <=, NOW);
        }
    }
  demo_clear (&demo);
}

static void
test_sizes (void)
{
  const struct { const char *url; guint n_builders, n_workers; } rows[] = {
    { "demo:?builders=1&workers=1&builds=1", 1, 1 },
    { "demo:?builders=5&workers=2", 5, 2 },
    { "demo:?builders=1200&workers=190&builds=25", 1200, 190 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Demo demo;

      demo_init (&demo, rows[i].url, NULL);
      g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (demo.master)), ==,
                        rows[i].n_builders);
      g_assert_cmpuint (spill_list_get_length (spill_master_get_workers (demo.master)), ==,
                        rows[i].n_workers);
      demo_advance (&demo, 600, 10);
      demo_clear (&demo);
    }
}

/* Events */

typedef struct
{
  GPtrArray  *lines;      /* of char */
  const char *builder;
  SpillBuild *build;      /* that is followed */
} Story;

static void
story_on_event (SpillStatus      *status,
                const SpillEvent *event,
                Story            *story)
{
  GString *line;

  if (event->builder == NULL && event->build == NULL)
    return;
  if (strcmp (spill_builder_get_name (event->builder != NULL ? event->builder
                                      : spill_build_get_builder (event->build)),
              story->builder) != 0)
    return;

  line = g_string_new (spill_event_kind_to_nick (event->kind));
  if (event->kind == SPILL_EVENT_BUILDER_CHANGED_STATE)
    g_string_append_printf (line, " %u", spill_builder_get_state (event->builder));
  if (event->step != NULL)
    g_string_append_printf (line, " %s", spill_step_get_name (event->step));
  if (event->log != NULL)
    g_string_append_printf (line, "/%s", spill_log_get_name (event->log));
  /* Of what repeats, one is enough. */
  if (story->lines->len > 0
      && strcmp (line->str, g_ptr_array_index (story->lines, story->lines->len - 1)) == 0)
    g_string_free (line, TRUE);
  else
    g_ptr_array_add (story->lines, g_string_free (line, FALSE));

  if (event->kind == SPILL_EVENT_BUILD_STARTED && story->build == NULL)
    {
      story->build = g_object_ref (event->build);
      spill_build_hold (story->build, SPILL_PART_STEPS);
    }
  if (event->kind == SPILL_EVENT_LOG_STARTED && story->build == event->build)
    spill_log_hold (event->log);
}

static int
position_of (Story      *story,
             const char *line)
{
  for (guint i = 0; i < story->lines->len; i++)
    if (strcmp (g_ptr_array_index (story->lines, i), line) == 0)
      return i;

  g_test_message ("There is no “%s”", line);
  return -1;
}

/* The order of 0.8's status receivers, as its spec has it. */
static void
test_events (void)
{
  static const char * const order[] = {
    "request-submitted", "builder-changed-state 2", "build-started", "step-started git",
    "log-started git/stdio", "log-chunk git/stdio", "log-finished git/stdio", "step-finished git",
    "step-started compile", "log-started compile/stdio", "log-chunk compile/stdio",
    "log-finished compile/stdio", "step-finished compile", "step-started test",
    "log-started test/stdio", "log-finished test/stdio", "step-finished test", "build-finished",
    "builder-changed-state 1",
  };
  Demo demo;
  Story story = { NULL };
  g_autoptr(SpillCommand) command = NULL;
  int last = -1;

  demo_init (&demo, "demo:?seed=3", NULL);
  story.lines = g_ptr_array_new_with_free_func (g_free);
  story.builder = "riscv64-qemu";
  g_signal_connect (demo.status, "event", G_CALLBACK (story_on_event), &story);
  command = demo_force (&demo, story.builder);
  g_assert_nonnull (story.build);
  for (guint i = 0; i < 7200 && !spill_build_is_finished (story.build); i++)
    spill_clock_advance (demo.clock, 1);
  for (guint i = 0; i < story.lines->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (story.lines, i));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      int position = position_of (&story, order[i]);

      g_test_message ("%s: %d", order[i], position);
      g_assert_cmpint (position, >, last);
      last = position;
    }

  g_signal_handlers_disconnect_by_data (demo.status, &story);
  g_ptr_array_unref (story.lines);
  spill_build_release (story.build, SPILL_PART_STEPS);
  g_clear_object (&story.build);
  demo_clear (&demo);
}

/* A held log grows by itself, line for line what it will be in the end. */
static void
test_live_log (void)
{
  Demo demo;
  SpillBuild *build;
  SpillStep *step;
  SpillLog *log;
  guint64 n;

  demo_init (&demo, "demo:", NULL);
  build = g_object_ref (spill_list_peek (spill_master_get_running (demo.master), 0));
  spill_build_hold (build, SPILL_PART_STEPS);
  for (guint i = 0; i < 3600; i++)
    {
      step = spill_build_get_current_step (build);
      if (step != NULL && spill_list_get_length (spill_step_get_logs (step)) > 0)
        break;
      spill_clock_advance (demo.clock, 1);
    }
  g_assert_nonnull (step);
  log = g_object_ref (spill_list_peek (spill_step_get_logs (step), 0));
  spill_log_hold (log);
  n = spill_log_get_n_lines (log);
  g_assert_false (spill_log_is_complete (log));
  for (guint i = 0; i < 3600 && !spill_log_is_complete (log); i++)
    {
      spill_clock_advance (demo.clock, 1);
      g_assert_cmpuint (spill_log_get_n_lines (log), >=, n);
      g_assert_true (spill_log_has_lines (log, n, spill_log_get_n_lines (log) - n));
      n = spill_log_get_n_lines (log);
    }
  g_assert_true (spill_log_is_complete (log));
  spill_log_release (log);
  g_object_unref (log);
  spill_build_release (build, SPILL_PART_STEPS);
  g_object_unref (build);
  demo_clear (&demo);
}

/* By the wall clock it is there soon, and answers after a moment in which it says that it loads. */
static void
test_wall_clock (void)
{
  gint64 end = g_get_monotonic_time () + 15 * G_USEC_PER_SEC;
  Demo demo;
  SpillBuild *build;

  demo_init (&demo, "demo:", spill_clock_get_default ());
  while (spill_master_get_connection (demo.master) != SPILL_CONNECTION_LIVE
         && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (spill_master_get_connection (demo.master), ==, SPILL_CONNECTION_LIVE);

  build = g_object_ref (demo_last_build (demo_builder (&demo, "docs")));
  spill_build_hold (build, SPILL_PART_STEPS);
  g_assert_cmpint (spill_build_get_part_state (build, SPILL_PART_STEPS), ==, SPILL_PART_LOADING);
  while (spill_build_get_part_state (build, SPILL_PART_STEPS) != SPILL_PART_HERE
         && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (spill_build_get_part_state (build, SPILL_PART_STEPS), ==, SPILL_PART_HERE);
  spill_build_release (build, SPILL_PART_STEPS);
  g_object_unref (build);

  spill_source_stop (demo.source);
  spill_status_remove_master (demo.status, demo.master);
  g_assert_finalize_object (demo.source);
  g_assert_finalize_object (demo.master);
  g_assert_finalize_object (demo.status);
  g_object_unref (demo.clock);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sources/demo/options", test_options);
  g_test_add_func ("/sources/demo/same", test_same);
  g_test_add_func ("/sources/demo/picture", test_picture);
  g_test_add_func ("/sources/demo/past", test_past);
  g_test_add_func ("/sources/demo/sizes", test_sizes);
  g_test_add_func ("/sources/demo/events", test_events);
  g_test_add_func ("/sources/demo/live-log", test_live_log);
  g_test_add_func ("/sources/demo/wall-clock", test_wall_clock);

  return g_test_run ();
}
