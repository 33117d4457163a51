/* Our source for pb:// watches our own listener: what one master has, the other shows. */

#include <string.h>

#include "model/spill-request.h"
#include "pb-world.h"
#include "sources/eight/spill-eight-pb-source.h"
#include "sources/spill-sources.h"

static const SpillPbOptions everybody = { "user", "secret", NULL, NULL };

typedef struct
{
  World         world;
  SpillStatus  *status;
  SpillMaster  *master;
  SpillSource  *source;
  GString      *events;
} Both;

static void
on_event (SpillStatus      *status,
          const SpillEvent *event,
          Both             *self)
{
  g_string_append_printf (self->events, "%s ", spill_event_kind_to_nick (event->kind));
}

/* @password: NULL for none */
static void
watch (Both       *self,
       const char *password)
{
  SpillSourceLimits limits = SPILL_SOURCE_LIMITS_INIT;
  g_autofree char *url = g_strdup_printf ("pb://user@127.0.0.1:%u", spill_pb_listener_get_port (self->world.listener));
  g_autoptr(SpillCredentials) credentials = spill_credentials_new ();
  g_autoptr(GError) error = NULL;

  limits.retry_min_ms = 20;
  limits.retry_max_ms = 100;
  self->status = spill_status_new ();
  self->master = spill_master_new ("both", url);
  self->events = g_string_new (NULL);
  spill_status_add_master (self->status, self->master);
  self->source = spill_sources_new (self->master, &error);
  g_assert_no_error (error);
  spill_eight_pb_source_set_limits (SPILL_EIGHT_PB_SOURCE (self->source), &limits);
  credentials->password = g_strdup (password);
  spill_source_set_credentials (self->source, credentials);
  spill_source_start (self->source);
}

static void
unwatch (Both *self)
{
  spill_source_stop (self->source);
  world_settle ();
  g_signal_handlers_disconnect_by_data (self->status, self);
  spill_status_remove_master (self->status, self->master);
  g_assert_finalize_object (self->source);
  g_assert_finalize_object (self->master);
  g_assert_finalize_object (self->status);
  g_string_free (self->events, TRUE);
  world_clear (&self->world);
}

static gboolean
is_live (Both *self)
{
  return spill_master_get_connection (self->master) == SPILL_CONNECTION_LIVE;
}

static SpillBuild *
find (SpillMaster *master,
      const char  *builder,
      guint        number)
{
  SpillBuilder *found = spill_master_find_builder (master, builder);

  return found != NULL ? spill_builder_get_build (found, number) : NULL;
}

static void
check_same (Both       *self,
            const char *builder,
            guint       number)
{
  SpillBuild *theirs = find (self->world.master, builder, number), *ours = find (self->master, builder, number);
  g_autofree char *words = g_strjoinv (" ", (char **) spill_build_get_words (theirs));
  g_autofree char *our_words = NULL;

  g_assert_nonnull (ours);
  our_words = g_strjoinv (" ", (char **) spill_build_get_words (ours));
  g_assert_cmpint (spill_build_is_finished (ours), ==, spill_build_is_finished (theirs));
  g_assert_cmpint (spill_build_get_result (ours), ==, spill_build_get_result (theirs));
  g_assert_cmpfloat (spill_build_get_started (ours), ==, spill_build_get_started (theirs));
  g_assert_cmpfloat (spill_build_get_finished (ours), ==, spill_build_get_finished (theirs));
  g_assert_cmpstr (our_words, ==, words);
}

/* What there is when one comes. */
static void
test_sync (void)
{
  static const char *const words[] = { "failed", "compile", NULL };
  static const char *const tags[] = { "linux", NULL };
  static const SpillResult results[] = { SPILL_RESULT_SUCCESS, SPILL_RESULT_FAILURE, SPILL_RESULT_EXCEPTION, SPILL_RESULT_WARNINGS };
  Both both;
  SpillBuild *build;

  world_init (&both.world, &everybody);
  for (guint i = 0; i < 30; i++)
    {
      build = world_start_build (&both.world, "many");
      if (i % 4 == 1)
        spill_build_set_words (build, words);
      world_finish_build (build, results[i % 4]);
    }
  spill_builder_set_tags (world_builder (&both.world, "many"), tags);
  world_start_build (&both.world, "many");
  world_builder (&both.world, "none");
  spill_builder_set_state (world_builder (&both.world, "off"), SPILL_BUILDER_OFFLINE);

  watch (&both, "secret");
  AWAIT (is_live (&both));
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (both.master)), ==, 3);
  g_assert_cmpint (spill_builder_get_state (spill_master_find_builder (both.master, "many")), ==, SPILL_BUILDER_BUILDING);
  g_assert_cmpint (spill_builder_get_state (spill_master_find_builder (both.master, "none")), ==, SPILL_BUILDER_IDLE);
  g_assert_cmpint (spill_builder_get_state (spill_master_find_builder (both.master, "off")), ==, SPILL_BUILDER_OFFLINE);
  g_assert_cmpstr (spill_builder_get_category (spill_master_find_builder (both.master, "many")), ==, "linux");
  g_assert_true (spill_builder_is_known (spill_master_find_builder (both.master, "none")));
  check_same (&both, "many", 30);
  check_same (&both, "many", 29);

  /* Ten come by themselves, all others when they are asked for. */
  AWAIT (find (both.master, "many", 19) != NULL);
  AWAIT (spill_builder_get_older_state (spill_master_find_builder (both.master, "many")) == SPILL_PART_UNKNOWN);
  g_assert_null (find (both.master, "many", 18));
  spill_builder_request_older (spill_master_find_builder (both.master, "many"), 100);
  AWAIT (spill_builder_get_older_state (spill_master_find_builder (both.master, "many")) == SPILL_PART_HERE);
  for (guint i = 0; i <= 30; i++)
    check_same (&both, "many", i);
  unwatch (&both);
}

/* What happens while one watches. */
static void
test_live (void)
{
  static const char *const text2[] = { "style", NULL };
  Both both;
  SpillBuild *theirs, *ours;
  SpillStep *step, *our_step;
  SpillLog *log, *our_log;
  const char *line;
  gsize length;
  char channel;

  world_init (&both.world, &everybody);
  world_finish_build (world_start_build (&both.world, "b"), SPILL_RESULT_SUCCESS);
  watch (&both, "secret");
  AWAIT (is_live (&both));
  g_signal_connect (both.status, "event", G_CALLBACK (on_event), &both);

  theirs = world_start_build (&both.world, "b");
  AWAIT (find (both.master, "b", 1) != NULL);
  ours = find (both.master, "b", 1);
  g_assert_false (spill_build_is_finished (ours));
  spill_build_hold (ours, SPILL_PART_STEPS);
  AWAIT (spill_build_get_part_state (ours, SPILL_PART_STEPS) == SPILL_PART_HERE);
  step = world_start_step (theirs, "compile");
  AWAIT (spill_list_get_length (spill_build_get_steps (ours)) == 1);
  our_step = spill_list_peek (spill_build_get_steps (ours), 0);
  g_assert_cmpstr (spill_step_get_name (our_step), ==, "compile");
  g_assert_true (spill_step_is_started (our_step));
  log = world_start_log (&both.world, step, "stdio");
  spill_step_hold (our_step, SPILL_PART_LOGS);
  AWAIT (spill_list_get_length (spill_step_get_logs (our_step)) == 1);
  AWAIT (spill_step_get_part_state (our_step, SPILL_PART_LOGS) == SPILL_PART_HERE);
  our_log = spill_list_peek (spill_step_get_logs (our_step), 0);

  /* The text there is, and then, in mode full, what comes. */
  spill_log_hold (log);
  world_add_text (log, 'h', "make\n", 5);
  world_add_text (log, 'o', "one\n", 4);
  spill_log_hold (our_log);
  AWAIT (spill_log_get_n_lines (our_log) == 2);
  world_settle ();
  world_add_text (log, 'e', "bad\n", 4);
  world_add_text (log, 'o', "two\n", 4);
  AWAIT (is_live (&both) && spill_log_get_n_lines (our_log) == 4);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *seen = NULL;

      line = spill_log_get_line (our_log, i, &length, &channel);
      g_assert_nonnull (line);
      seen = g_strdup_printf ("%c%.*s", channel, (int) length, line);
      g_assert_cmpstr (seen, ==, ((const char *const[]) { "hmake", "oone", "ebad", "otwo" })[i]);
    }
  spill_log_set_complete (log);
  AWAIT (spill_log_is_complete (our_log));
  spill_step_set_words (step, (const char *const[]) { "compiled", "badly", NULL });
  world_finish_step (step, SPILL_RESULT_WARNINGS, text2);
  AWAIT (spill_step_is_finished (our_step));
  AWAIT (g_strcmp0 (spill_step_get_text (our_step), "compiled badly") == 0);
  g_assert_cmpint (spill_step_get_result (our_step), ==, SPILL_RESULT_WARNINGS);
  g_assert_cmpstr (spill_step_get_text2 (our_step)[0], ==, "style");
  world_finish_build (theirs, SPILL_RESULT_WARNINGS);
  AWAIT (spill_build_is_finished (ours));
  check_same (&both, "b", 1);
  AWAIT (spill_builder_get_state (spill_master_find_builder (both.master, "b")) == SPILL_BUILDER_IDLE);

  world_builder (&both.world, "new");
  AWAIT (spill_master_find_builder (both.master, "new") != NULL);
  spill_master_remove_builder (both.world.master, spill_builder_get_id (world_builder (&both.world, "new")));
  AWAIT (spill_master_find_builder (both.master, "new") == NULL);

  spill_log_release (our_log);
  spill_log_release (log);
  spill_step_release (our_step, SPILL_PART_LOGS);
  spill_build_release (ours, SPILL_PART_STEPS);
  g_assert_nonnull (strstr (both.events->str, "build-started"));
  g_assert_nonnull (strstr (both.events->str, "build-finished"));
  unwatch (&both);
}

/* One comes in the midst of a build, and looks at it later still. */
static void
test_midst (void)
{
  static const char *const names[] = { "first", "second", "third" };
  Both both;
  SpillBuild *theirs, *ours;
  SpillStep *step;

  world_init (&both.world, &everybody);
  theirs = world_start_build (&both.world, "b");
  world_finish_step (world_start_step (theirs, "first"), SPILL_RESULT_SUCCESS, NULL);
  step = world_start_step (theirs, "second");
  watch (&both, "secret");
  AWAIT (is_live (&both));
  ours = find (both.master, "b", 0);
  world_finish_step (step, SPILL_RESULT_FAILURE, NULL);
  world_start_step (theirs, "third");
  world_settle ();
  spill_build_hold (ours, SPILL_PART_STEPS);
  AWAIT (spill_build_get_part_state (ours, SPILL_PART_STEPS) == SPILL_PART_HERE);
  g_assert_cmpuint (spill_list_get_length (spill_build_get_steps (ours)), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      step = spill_list_peek (spill_build_get_steps (ours), i);
      g_assert_cmpstr (spill_step_get_name (step), ==, names[i]);
      g_assert_true (spill_step_is_started (step));
      g_assert_cmpint (spill_step_is_finished (step), ==, i < 2);
    }
  world_finish_step (spill_list_peek (spill_build_get_steps (theirs), 2), SPILL_RESULT_SUCCESS, NULL);
  AWAIT (spill_step_is_finished (step));
  world_start_step (theirs, "fourth");
  AWAIT (spill_list_get_length (spill_build_get_steps (ours)) == 4);
  spill_build_release (ours, SPILL_PART_STEPS);
  unwatch (&both);
}

/* What a finished build has. */
static void
test_parts (void)
{
  static const char *const people[] = { "Zoë <zoe@example.org>", NULL };
  Both both;
  SpillBuild *theirs, *ours;
  SpillStep *step, *our_step;
  SpillLog *log, *our_log;

  world_init (&both.world, &everybody);
  theirs = world_start_build (&both.world, "b");
  spill_build_set_reason (theirs, "because ☃");
  spill_build_set_people (theirs, people);
  spill_build_set_property (theirs, "got_revision", "\"abc123\"", "Git");
  spill_build_set_property (theirs, "branch", "\"stable\"", "Build");
  spill_build_set_property (theirs, "slavename", "\"arm-1\"", "BuildSlave");
  spill_build_set_property (theirs, "list", "[1,\"b\",null,true,2.5,{\"k\":[]}]", "Change");
  world_finish_step (world_start_step (theirs, "first"), SPILL_RESULT_SUCCESS, NULL);
  step = world_start_step (theirs, "second");
  log = world_start_log (&both.world, step, "stdio");
  spill_log_hold (log);
  world_add_text (log, 'h', "make\n", 5);
  world_add_text (log, 'o', "text\n", 5);
  spill_log_set_complete (log);
  world_finish_step (step, SPILL_RESULT_FAILURE, (const char *const[]) { "second", NULL });
  world_finish_build (theirs, SPILL_RESULT_FAILURE);

  watch (&both, "secret");
  AWAIT (is_live (&both));
  ours = g_object_ref (find (both.master, "b", 0));
  spill_build_hold (ours, SPILL_PART_STEPS | SPILL_PART_PROPERTIES | SPILL_PART_CHANGES);
  AWAIT (spill_build_get_part_state (ours, SPILL_PART_STEPS) == SPILL_PART_HERE);
  AWAIT (spill_build_get_part_state (ours, SPILL_PART_PROPERTIES) == SPILL_PART_HERE);
  AWAIT (spill_build_get_part_state (ours, SPILL_PART_CHANGES) == SPILL_PART_HERE);
  g_assert_cmpstr (spill_build_get_reason (ours), ==, "because ☃");
  g_assert_cmpstr (spill_build_get_people (ours)[0], ==, people[0]);
  /* Stamps cannot be sent; what was built is in the properties. */
  g_assert_cmpuint (g_list_model_get_n_items (spill_build_get_source_stamps (ours)), ==, 1);
  g_assert_cmpstr (spill_build_get_revision (ours), ==, "abc123");
  g_assert_cmpstr (spill_build_get_branch (ours), ==, "stable");
  g_assert_cmpstr (spill_build_get_worker_name (ours), ==, "arm-1");
  g_assert_nonnull (spill_master_get_changes_untold (both.master));
  g_assert_cmpstr (spill_build_get_property_value (ours, "list"), ==, "[1,\"b\",null,true,2.5,{\"k\":[]}]");
  g_assert_cmpuint (spill_list_get_length (spill_build_get_steps (ours)), ==, 2);
  our_step = spill_list_peek (spill_build_get_steps (ours), 1);
  g_assert_cmpstr (spill_step_get_name (our_step), ==, "second");
  g_assert_cmpint (spill_step_get_result (our_step), ==, SPILL_RESULT_FAILURE);
  g_assert_cmpfloat (spill_step_get_started (our_step), ==, 1795289136.25);
  spill_step_hold (our_step, SPILL_PART_LOGS);
  AWAIT (spill_step_get_part_state (our_step, SPILL_PART_LOGS) == SPILL_PART_HERE);
  our_log = spill_list_peek (spill_step_get_logs (our_step), 0);
  spill_log_hold (our_log);
  AWAIT (spill_log_get_part_state (our_log) == SPILL_PART_HERE && spill_log_get_n_lines (our_log) == 2);
  g_assert_true (spill_log_is_complete (our_log));

  spill_log_release (our_log);
  spill_log_release (log);
  spill_step_release (our_step, SPILL_PART_LOGS);
  spill_build_release (ours, SPILL_PART_STEPS | SPILL_PART_PROPERTIES | SPILL_PART_CHANGES);
  g_object_unref (ours);
  unwatch (&both);
}

static void
test_login (void)
{
  Both both;
  g_autoptr(SpillCredentials) credentials = spill_credentials_new ();

  world_init (&both.world, &everybody);
  world_builder (&both.world, "b");
  watch (&both, NULL);
  AWAIT (spill_master_get_problem (both.master) == SPILL_PROBLEM_LOGIN_REQUIRED);
  g_assert_null (spill_master_get_user (both.master));
  credentials->password = g_strdup ("wrong");
  spill_source_set_credentials (both.source, credentials);
  AWAIT (spill_master_get_problem (both.master) == SPILL_PROBLEM_LOGIN_REFUSED);
  g_assert_null (strstr (spill_master_get_problem_text (both.master), "wrong-"));
  g_free (credentials->password);
  credentials->password = g_strdup ("secret");
  spill_source_set_credentials (both.source, credentials);
  AWAIT (is_live (&both));
  g_assert_cmpstr (spill_master_get_user (both.master), ==, "user");
  unwatch (&both);
}

/* A build that ended unseen has ended. */
static void
test_lost (void)
{
  Both both;
  SpillBuild *build;
  g_autofree char *port = NULL;
  g_auto(GStrv) events = NULL;
  g_autoptr(GError) error = NULL;

  world_init (&both.world, &everybody);
  build = world_start_build (&both.world, "b");
  watch (&both, "secret");
  AWAIT (is_live (&both));
  port = g_strdup_printf ("%u", spill_pb_listener_get_port (both.world.listener));
  spill_pb_listener_stop (both.world.listener);
  AWAIT (spill_master_get_connection (both.master) == SPILL_CONNECTION_RECONNECTING);
  g_signal_connect (both.status, "event", G_CALLBACK (on_event), &both);
  world_finish_build (build, SPILL_RESULT_FAILURE);
  for (guint i = 0; i < 3; i++)
    world_finish_build (world_start_build (&both.world, "b"), SPILL_RESULT_SUCCESS);
  world_start_build (&both.world, "b");
  spill_pb_listener_start (both.world.listener, port, &error);
  g_assert_no_error (error);
  AWAIT (is_live (&both));
  AWAIT (find (both.master, "b", 4) != NULL && spill_build_is_finished (find (both.master, "b", 0)));
  for (guint i = 0; i < 5; i++)
    check_same (&both, "b", i);
  /* Of those that nobody saw as well everybody is told. */
  events = g_strsplit (both.events->str, "build-finished ", -1);
  g_assert_cmpuint (g_strv_length (events), ==, 5);
  unwatch (&both);
}

/* The connection goes while older builds are asked for: they can be asked for again. */
static void
test_older_lost (void)
{
  Both both;
  SpillBuilder *builder;
  g_autofree char *port = NULL;
  g_autoptr(GError) error = NULL;

  world_init (&both.world, &everybody);
  for (guint i = 0; i < 300; i++)
    world_finish_build (world_start_build (&both.world, "many"), SPILL_RESULT_SUCCESS);
  watch (&both, "secret");
  AWAIT (is_live (&both));
  builder = spill_master_find_builder (both.master, "many");
  AWAIT (find (both.master, "many", 289) != NULL && spill_builder_get_older_state (builder) == SPILL_PART_UNKNOWN);
  spill_builder_request_older (builder, 1000);
  AWAIT (find (both.master, "many", 280) != NULL);
  g_assert_cmpint (spill_builder_get_older_state (builder), ==, SPILL_PART_LOADING);
  port = g_strdup_printf ("%u", spill_pb_listener_get_port (both.world.listener));
  spill_pb_listener_stop (both.world.listener);
  AWAIT (!is_live (&both));
  g_assert_cmpint (spill_builder_get_older_state (builder), ==, SPILL_PART_UNKNOWN);
  spill_pb_listener_start (both.world.listener, port, &error);
  g_assert_no_error (error);
  AWAIT (is_live (&both));
  spill_builder_request_older (builder, 1000);
  AWAIT (spill_builder_get_older_state (builder) == SPILL_PART_HERE);
  for (guint i = 0; i < 300; i++)
    check_same (&both, "many", i);
  unwatch (&both);
}

/* A log is left and looked at again. */
static void
test_log_again (gconstpointer is_over)
{
  static const char *const lines[] = { "one", "two", "three", "four" };
  Both both;
  SpillBuild *theirs, *ours;
  SpillStep *step, *our_step;
  SpillLog *log, *our_log;

  world_init (&both.world, &everybody);
  theirs = world_start_build (&both.world, "b");
  step = world_start_step (theirs, "compile");
  log = world_start_log (&both.world, step, "stdio");
  spill_log_hold (log);
  world_add_text (log, 'o', "one\ntwo\nthree\n", 14);
  if (is_over != NULL)
    {
      spill_log_set_complete (log);
      world_finish_step (step, SPILL_RESULT_SUCCESS, NULL);
      world_finish_build (theirs, SPILL_RESULT_SUCCESS);
    }
  watch (&both, "secret");
  AWAIT (is_live (&both));
  ours = find (both.master, "b", 0);
  spill_build_hold (ours, SPILL_PART_STEPS);
  AWAIT (spill_build_get_part_state (ours, SPILL_PART_STEPS) == SPILL_PART_HERE);
  our_step = spill_list_peek (spill_build_get_steps (ours), 0);
  spill_step_hold (our_step, SPILL_PART_LOGS);
  AWAIT (spill_step_get_part_state (our_step, SPILL_PART_LOGS) == SPILL_PART_HERE);
  our_log = spill_list_peek (spill_step_get_logs (our_step), 0);
  for (guint i = 0; i < 3; i++)
    {
      guint n = i > 0 && is_over == NULL ? 4 : 3;

      /* Others write meanwhile. */
      if (i == 1 && is_over == NULL)
        world_add_text (log, 'o', "four\n", 5);
      spill_log_hold (our_log);
      AWAIT (spill_log_get_part_state (our_log) == SPILL_PART_HERE);
      AWAIT (spill_log_get_n_lines (our_log) == n && spill_log_has_lines (our_log, 0, n));
      for (guint k = 0; k < n; k++)
        g_assert_cmpstr (spill_log_get_line (our_log, k, NULL, NULL), ==, lines[k]);
      g_assert_cmpint (spill_log_is_complete (our_log), ==, is_over != NULL);
      spill_log_release (our_log);
      g_assert_null (spill_log_get_line (our_log, 0, NULL, NULL));
    }
  spill_step_release (our_step, SPILL_PART_LOGS);
  spill_build_release (ours, SPILL_PART_STEPS);
  spill_log_release (log);
  unwatch (&both);
}

static const struct { const char *name, *text, *url; } urls[] = {
  { "whole", "pb://statusClient@host:9988", "pb://statusClient@host:9988" },
  { "no-user", "pb://host:1234", "pb://host:1234" },
  { "no-port", "pb://me@host", "pb://me@host:9988" },
  { "slash", "pb://host/", "pb://host:9988" },
  { "case", "PB://host:9988", "pb://host:9988" },
  { "ipv6", "pb://[::1]:9988", "pb://[::1]:9988" },
  { "odd-user", "pb://a%40b@host:1", "pb://a%40b@host:1" },
  { "password", "pb://me:secret@host", NULL },
  { "no-host", "pb://", NULL },
  { "no-authority", "pb:host", NULL },
};

static void
test_url (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GError) error = NULL;
  g_autofree char *url = spill_sources_normalize_url (urls[i].text, &error);

  g_assert_cmpstr (url, ==, urls[i].url);
  g_assert_cmpint (error != NULL, ==, urls[i].url == NULL);
  if (error != NULL)
    g_assert_null (strstr (error->message, "secret"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/targets/pb-both/sync", test_sync);
  g_test_add_func ("/targets/pb-both/live", test_live);
  g_test_add_func ("/targets/pb-both/midst", test_midst);
  g_test_add_func ("/targets/pb-both/parts", test_parts);
  g_test_add_func ("/targets/pb-both/login", test_login);
  g_test_add_func ("/targets/pb-both/lost", test_lost);
  g_test_add_func ("/targets/pb-both/older-lost", test_older_lost);
  g_test_add_data_func ("/targets/pb-both/log-again/finished", "", test_log_again);
  g_test_add_data_func ("/targets/pb-both/log-again/running", NULL, test_log_again);
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autofree char *path = g_strdup_printf ("/targets/pb-both/url/%s", urls[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_url);
    }
  return g_test_run ();
}
