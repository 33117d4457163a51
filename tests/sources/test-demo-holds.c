#include <string.h>

#include "demo-fixture.h"
#include "model/spill-force.h"
#include "model/spill-log.h"
#include "model/spill-source-stamp.h"
#include "model/spill-step.h"

static SpillStep *
step_named (SpillBuild *build,
            const char *name)
{
  SpillList *steps = spill_build_get_steps (build);

  for (guint i = 0; i < spill_list_get_length (steps); i++)
    if (strcmp (spill_step_get_name (spill_list_peek (steps, i)), name) == 0)
      return spill_list_peek (steps, i);

  return NULL;
}

static void
test_hold_build (void)
{
  const SpillParts all = SPILL_PART_STEPS | SPILL_PART_PROPERTIES | SPILL_PART_CHANGES;
  Demo demo;
  SpillBuild *build;
  SpillStep *failed;

  demo_init (&demo, "demo:", NULL);
  build = g_object_ref (demo_last_build (demo_builder (&demo, "fedora39-clang")));
  spill_build_hold (build, all);
  g_assert_cmpint (spill_build_get_part_state (build, SPILL_PART_STEPS), ==, SPILL_PART_HERE);
  g_assert_cmpint (spill_build_get_part_state (build, SPILL_PART_PROPERTIES), ==, SPILL_PART_HERE);
  g_assert_cmpint (spill_build_get_part_state (build, SPILL_PART_CHANGES), ==, SPILL_PART_HERE);
  g_assert_cmpuint (spill_list_get_length (spill_build_get_steps (build)), >=, 3);
  failed = spill_build_get_failed_step (build);
  g_assert_nonnull (failed);
  g_assert_cmpint (spill_step_get_result (failed), ==, SPILL_RESULT_FAILURE);
  g_assert_true (spill_step_is_hidden (step_named (build, "worker_preparation")));
  g_assert_cmpstr (spill_build_get_property_value (build, "project"), ==, "\"aurora\"");
  g_assert_nonnull (spill_build_get_revision (build));
  g_assert_cmpuint (strlen (spill_build_get_revision (build)), ==, 40);
  g_assert_nonnull (spill_build_get_reason (build));
  g_assert_cmpuint (g_list_model_get_n_items (spill_build_get_source_stamps (build)), ==, 1);
  spill_build_release (build, all);
  g_object_unref (build);

  /* The website has numbers. */
  build = g_object_ref (demo_last_build (demo_builder (&demo, "website")));
  spill_build_hold (build, SPILL_PART_CHANGES);
  g_assert_cmpuint (strlen (spill_build_get_revision (build)), ==, 5);
  spill_build_release (build, SPILL_PART_CHANGES);
  g_object_unref (build);
  demo_clear (&demo);
}

static void
test_hold_family (void)
{
  Demo demo;
  SpillBuild *parent, *child;
  const SpillBuildLink *link;
  GPtrArray *urls, *children;

  demo_init (&demo, "demo:", NULL);
  parent = g_object_ref (demo_last_build (demo_builder (&demo, "pipeline")));
  spill_build_hold (parent, SPILL_PART_STEPS);
  children = spill_build_get_children (parent);
  g_assert_nonnull (children);
  g_assert_cmpuint (children->len, ==, 2);
  link = g_ptr_array_index (children, 0);
  urls = spill_step_get_urls (step_named (parent, "trigger parts"));
  g_assert_cmpuint (urls->len, ==, 2);

  child = spill_builder_get_build (demo_builder (&demo, "pipeline-core"), link->number);
  g_object_ref (child);
  g_assert_cmpint (spill_build_get_id (child), ==, link->build_id);
  spill_build_hold (child, SPILL_PART_CHANGES);
  link = spill_build_get_parent (child);
  g_assert_nonnull (link);
  g_assert_cmpint (link->build_id, ==, spill_build_get_id (parent));
  g_assert_cmpfloat (spill_build_get_started (child), >, spill_build_get_started (parent));

  spill_build_release (child, SPILL_PART_CHANGES);
  spill_build_release (parent, SPILL_PART_STEPS);
  g_object_unref (child);
  g_object_unref (parent);
  demo_clear (&demo);
}

static void
check_lines (SpillLog *log)
{
  guint64 n = spill_log_get_n_lines (log);

  g_assert_cmpuint (n, >, 0);
  spill_log_request_lines (log, 0, MIN (n, 500));
  g_assert_true (spill_log_has_lines (log, 0, MIN (n, 500)));
  for (guint64 i = 0; i < MIN (n, 500); i++)
    {
      char channel;
      gsize length;
      const char *line = spill_log_get_line (log, i, &length, &channel);

      g_assert_nonnull (line);
      g_assert_true (g_utf8_validate (line, length, NULL));
      if (spill_log_get_log_type (log) == SPILL_LOG_STDIO)
        g_assert_nonnull (strchr ("oeh", channel));
    }
}

static void
test_hold_logs (void)
{
  Demo demo;
  SpillBuild *build;
  SpillStep *step;
  SpillLog *log;
  guint n_html = 0;

  demo_init (&demo, "demo:?log=5000", NULL);
  build = g_object_ref (demo_last_build (demo_builder (&demo, "debian12-clang")));
  spill_build_hold (build, SPILL_PART_STEPS);
  step = g_object_ref (step_named (build, "compile"));
  spill_step_hold (step, SPILL_PART_LOGS);
  g_assert_cmpint (spill_step_get_part_state (step, SPILL_PART_LOGS), ==, SPILL_PART_HERE);
  log = g_object_ref (spill_list_peek (spill_step_get_logs (step), 0));
  g_assert_cmpstr (spill_log_get_name (log), ==, "stdio");
  g_assert_true (spill_log_is_complete (log));
  g_assert_cmpuint (spill_log_get_n_lines (log), >, 2000);
  g_assert_null (spill_log_get_line (log, 0, NULL, NULL));
  spill_log_hold (log);
  g_assert_cmpint (spill_log_get_part_state (log), ==, SPILL_PART_HERE);
  g_assert_true (spill_log_has_lines (log, spill_log_get_n_lines (log) - 1000, 1000));
  check_lines (log);
  spill_log_release (log);
  g_object_unref (log);
  spill_step_release (step, SPILL_PART_LOGS);
  g_object_unref (step);

  step = step_named (build, "test");
  for (guint i = 0; i < spill_list_get_length (spill_step_get_logs (step)); i++)
    {
      log = spill_list_peek (spill_step_get_logs (step), i);
      spill_log_hold (log);
      check_lines (log);
      n_html += spill_log_get_log_type (log) == SPILL_LOG_HTML;
      spill_log_release (log);
    }
  g_assert_cmpuint (n_html, ==, 1);
  spill_build_release (build, SPILL_PART_STEPS);
  g_object_unref (build);
  demo_clear (&demo);
}

static void
test_hold_builder (void)
{
  const SpillParts all = SPILL_PART_FORCE | SPILL_PART_EXPECTATIONS | SPILL_PART_STREAK
                         | SPILL_PART_REQUESTS;
  Demo demo;
  SpillBuilder *builder;
  SpillStreak streak;
  guint n_before;

  demo_init (&demo, "demo:", NULL);
  builder = demo_builder (&demo, "windows-msvc");
  n_before = spill_list_get_length (spill_builder_get_builds (builder));
  spill_builder_hold (builder, all);
  for (guint part = SPILL_PART_FORCE; part <= SPILL_PART_REQUESTS; part <<= 1)
    g_assert_cmpint (spill_builder_get_part_state (builder, part), ==, SPILL_PART_HERE);

  spill_builder_get_streak (builder, &streak);
  g_assert_cmpint (streak.result, ==, SPILL_RESULT_FAILURE);
  g_assert_false (streak.open_ended);
  g_assert_nonnull (streak.last_other);
  g_assert_cmpuint (streak.n_builds, >=, 25);
  g_assert_cmpuint (spill_list_get_length (spill_builder_get_builds (builder)), >, n_before);
  {
    g_auto(GStrv) people = spill_builder_dup_streak_people (builder);

    g_assert_nonnull (people[0]);
  }
  g_assert_cmpfloat (spill_builder_get_expected_duration (builder), >, 60);
  g_assert_cmpfloat (spill_builder_get_expected_step_duration (builder, "compile"), >, 10);
  g_assert_cmpuint (g_list_model_get_n_items (spill_builder_get_force_schedulers (builder)), ==, 1);
  spill_builder_release (builder, all);
  demo_clear (&demo);
}

static void
test_older (void)
{
  Demo demo;
  SpillBuilder *builder;
  guint n, last_n = 0;

  demo_init (&demo, "demo:", NULL);
  builder = demo_builder (&demo, "asan-ubsan");
  g_assert_cmpint (spill_builder_get_older_state (builder), ==, SPILL_PART_HERE);

  builder = demo_builder (&demo, "debian12-gcc");
  g_assert_cmpint (spill_builder_get_older_state (builder), ==, SPILL_PART_UNKNOWN);
  while (spill_builder_get_older_state (builder) != SPILL_PART_HERE)
    {
      n = spill_list_get_length (spill_builder_get_builds (builder));
      g_assert_cmpuint (n, >, last_n);
      last_n = n;
      spill_builder_request_older (builder, 200);
    }
  n = spill_list_get_length (spill_builder_get_builds (builder));
  g_assert_cmpuint (spill_build_get_number (
                      spill_list_peek (spill_builder_get_builds (builder), n - 1)), ==, 1);
  demo_clear (&demo);
}

/* After a long run the builds between the newest and the past are deleted, as masters do. */
static void
test_deleted (void)
{
  Demo demo;
  SpillBuilder *builder;
  SpillList *builds;
  guint n_gaps = 0;

  demo_init (&demo, "demo:?builders=1&workers=1&events=0", NULL);
  builder = demo_builder (&demo, "debian12-gcc");
  demo_advance (&demo, 24 * 3600, 600);
  for (guint i = 0; i < 50 && spill_builder_get_older_state (builder) != SPILL_PART_HERE; i++)
    spill_builder_request_older (builder, 100);
  g_assert_cmpint (spill_builder_get_older_state (builder), ==, SPILL_PART_HERE);

  builds = spill_builder_get_builds (builder);
  for (guint i = 0; i + 1 < spill_list_get_length (builds); i++)
    {
      SpillBuild *newer = spill_list_peek (builds, i);
      SpillBuild *older = spill_list_peek (builds, i + 1);

      n_gaps += spill_build_get_number (newer) != spill_build_get_number (older) + 1;
      g_assert_cmpfloat (spill_build_get_started (older), <, spill_build_get_started (newer));
    }
  g_assert_cmpuint (n_gaps, ==, 1);
  demo_clear (&demo);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sources/demo/hold/build", test_hold_build);
  g_test_add_func ("/sources/demo/hold/family", test_hold_family);
  g_test_add_func ("/sources/demo/hold/logs", test_hold_logs);
  g_test_add_func ("/sources/demo/hold/builder", test_hold_builder);
  g_test_add_func ("/sources/demo/older", test_older);
  g_test_add_func ("/sources/demo/deleted", test_deleted);

  return g_test_run ();
}
