/* Against a real Buildbot master: run by tests/support/with-live-buildbot. */

#include <gio/gunixsocketaddress.h>
#include <string.h>

#include "model/spill-change.h"
#include "model/spill-command.h"
#include "model/spill-force.h"
#include "model/spill-log.h"
#include "model/spill-request.h"
#include "model/spill-step.h"
#include "model/spill-worker.h"
#include "watch.h"

static const char *url;

/* The other end of the stage: starts, stops and freezes the master, and speaks to it as others do. */

typedef struct
{
  char    *line;
  char    *answer;
  gboolean is_done;
} Tell;

static gpointer
run_tell (gpointer data)
{
  Tell *tell = data;
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (g_getenv ("SPILL_LIVE_CONTROL"));
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GDataInputStream) input = NULL;
  g_autofree char *text = g_strconcat (tell->line, "\n", NULL);

  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  g_assert_nonnull (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text,
                             strlen (text), NULL, NULL, NULL);
  input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  tell->answer = g_data_input_stream_read_line (input, NULL, NULL, NULL);
  g_atomic_int_set (&tell->is_done, TRUE);
  return NULL;
}

static GThread *
tell_start (Tell       *tell,
            const char *line)
{
  *tell = (Tell) { .line = g_strdup (line) };
  return g_thread_new ("tell", run_tell, tell);
}

static void
tell_end (Tell    *tell,
          GThread *thread)
{
  wait_for (g_atomic_int_get (&tell->is_done));
  g_thread_join (thread);
  g_assert_cmpstr (tell->answer, ==, "ok");
  g_free (tell->answer);
  g_free (tell->line);
}

static void
live (const char *line)
{
  Tell tell;
  GThread *thread = tell_start (&tell, line);

  tell_end (&tell, thread);
}

static Watch *
connected (const char *user)
{
  Watch *watch = watch_new (url);
  SpillSourceLimits patient = watch_limits;

  patient.headers_ms = 10000;
  patient.total_ms = 30000;
  patient.slow_ms = 2000;
  patient.pong_ms = 1000;
  spill_nine_source_set_limits (watch->source, &patient);
  if (g_strcmp0 (user, "ada") == 0)
    watch_log_in (watch, "ada", "open sesame");
  else if (user != NULL)
    watch_log_in (watch, user, "guest pass");
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));

  return watch;
}

static SpillWorker *
find_worker (Watch      *watch,
             const char *name)
{
  SpillList *workers = spill_master_get_workers (watch->master);

  for (guint i = 0; i < spill_list_get_length (workers); i++)
    if (g_str_equal (spill_worker_get_name (spill_list_peek (workers, i)), name))
      return spill_list_peek (workers, i);

  g_error ("no worker %s", name);
}

static void
run (Watch        *watch,
     SpillCommand *command)
{
  spill_master_run (watch->master, command);
  wait_for (spill_command_has_ended (command));
}

static SpillCommand *
force_new (SpillBuilder *builder,
           const char   *scheduler,
           const char   *outcome,
           int           seconds)
{
  SpillCommand *command = spill_command_new (SPILL_COMMAND_FORCE, builder);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "outcome", "s", outcome);
  g_variant_dict_insert (&dict, "seconds", "x", (gint64) seconds);
  spill_command_set_scheduler (command, scheduler);
  spill_command_set_reason (command, "to see it");
  spill_command_set_values (command, g_variant_dict_end (&dict));
  return command;
}

/* Forces a build and returns it, running or just over. */
static SpillBuild *
force (Watch        *watch,
       const char   *name,
       const char   *outcome,
       int           seconds)
{
  SpillBuilder *builder = watch_builder (watch, name);
  SpillList *builds = spill_builder_get_builds (builder);
  guint n = spill_list_get_length (builds);
  g_autoptr(SpillCommand) command = force_new (builder, "force", outcome, seconds);

  run (watch, command);
  g_assert_no_error (spill_command_get_error (command));
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_DONE);
  wait_for (spill_list_get_length (builds) > n);
  return spill_list_peek (builds, 0);
}

static void
test_picture (void)
{
  g_autoptr(Watch) watch = connected (NULL);
  SpillBuilder *builder;
  SpillWorker *worker;
  guint n;

  g_assert_cmpstr (spill_master_get_title (watch->master), ==, "Harbour <w> & sons");
  g_assert_true (g_str_has_prefix (spill_master_get_version (watch->master), "3.7"));
  g_assert_cmpstr (spill_master_get_kind (watch->master), ==, "nine");
  g_assert_null (spill_master_get_user (watch->master));
  g_assert_null (spill_master_get_notice (watch->master));
  g_assert_cmpuint (spill_nine_source_get_n_requests (watch->source), <=, 20);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), ==, 8);

  builder = watch_builder (watch, "linux-gcc");
  g_assert_cmpstr (spill_builder_get_description (builder), ==, "The <b>main</b> one");
  g_assert_cmpstr (spill_builder_get_tags (builder)[0], ==, "linux");
  g_assert_cmpint (spill_builder_get_state (builder), ==, SPILL_BUILDER_IDLE);
  g_assert_true (spill_builder_is_known (builder));
  g_assert_cmpint (spill_builder_get_state (watch_builder (watch, "nobody")), ==,
                   SPILL_BUILDER_OFFLINE);
  g_assert_nonnull (watch_builder (watch, "odd \"name\" <b>&amp;</b> 50% ü/é?#;+"));

  worker = find_worker (watch, "north");
  g_assert_true (spill_worker_is_connected (worker));
  g_assert_nonnull (strstr (spill_worker_get_admin (worker), "Keeper of north"));

  /* Nothing was news, and nothing is asked while nothing happens. */
  wait_for (spill_nine_source_is_idle (watch->source));
  g_assert_false (watch_saw (watch, "build-"));
  g_assert_false (watch_saw (watch, "request-"));
  n = spill_nine_source_get_n_requests (watch->source);
  watch_for_ms (1500);
  g_assert_cmpuint (spill_nine_source_get_n_requests (watch->source), ==, n);
  g_assert_true (watch_is (watch, SPILL_CONNECTION_LIVE));
}

static void
test_login (void)
{
  g_autoptr(Watch) watch = watch_new (url);
  g_autoptr(SpillCommand) command = NULL;

  watch_log_in (watch, "ada", "wrong");
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_FAILED));
  g_assert_cmpint (spill_master_get_problem (watch->master), ==, SPILL_PROBLEM_LOGIN_REFUSED);
  g_assert_null (strstr (spill_master_get_problem_text (watch->master), "wrong\""));

  watch_log_in (watch, "ada", "open sesame");
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  g_assert_cmpstr (spill_master_get_user (watch->master), ==, "ada");

  /* Logged in while connected: nothing is lost on the way. */
  watch_log_in (watch, "gus", "guest pass");
  wait_for (g_strcmp0 (spill_master_get_user (watch->master), "gus") == 0);
  g_assert_true (watch_is (watch, SPILL_CONNECTION_LIVE));
  command = force_new (watch_builder (watch, "linux-gcc"), "force", "success", 1);
  run (watch, command);
  g_assert_error (spill_command_get_error (command), SPILL_ERROR, SPILL_ERROR_REFUSED);
}

static void
test_refused (void)
{
  g_autoptr(Watch) watch = connected (NULL);
  g_autoptr(SpillCommand) command = force_new (watch_builder (watch, "linux-gcc"), "force",
                                               "success", 1);

  run (watch, command);
  g_assert_error (spill_command_get_error (command), SPILL_ERROR, SPILL_ERROR_REFUSED);
  g_assert_nonnull (strstr (spill_command_get_error (command)->message, "admins"));
  g_assert_true (watch_is (watch, SPILL_CONNECTION_LIVE));
}

static void
test_build (void)
{
  g_autoptr(Watch) watch = connected ("ada");
  SpillParts parts = SPILL_PART_STEPS | SPILL_PART_PROPERTIES | SPILL_PART_CHANGES;
  SpillBuild *build = force (watch, "soak", "success", 1);
  SpillStep *step;
  SpillLog *log;
  gsize length;
  char channel;

  spill_build_hold (build, parts);
  wait_for (spill_build_get_part_state (build, SPILL_PART_STEPS) == SPILL_PART_HERE);
  wait_for (spill_build_is_finished (build));
  g_assert_cmpint (spill_build_get_result (build), ==, SPILL_RESULT_SUCCESS);
  g_assert_true (watch_saw (watch, "request-submitted soak"));
  g_assert_true (watch_saw (watch, "build-started soak"));
  g_assert_true (watch_saw (watch, "build-finished soak"));
  g_assert_true (watch_saw (watch, "step-started soak"));
  g_assert_true (watch_saw (watch, "step-finished soak"));

  wait_for (spill_build_get_part_state (build, SPILL_PART_CHANGES) == SPILL_PART_HERE);
  wait_for (spill_build_get_part_state (build, SPILL_PART_PROPERTIES) == SPILL_PART_HERE);
  g_assert_nonnull (strstr (spill_build_get_reason (build), "to see it"));
  g_assert_cmpstr (spill_build_get_property_value (build, "seconds"), ==, "1");
  g_assert_cmpstr (spill_build_get_scheduler (build), ==, "force");
  g_assert_cmpuint (g_list_model_get_n_items (spill_build_get_source_stamps (build)), ==, 1);

  /* worker_preparation, prepare, soak, finish: each over, with the times of the master. */
  wait_for (spill_list_get_length (spill_build_get_steps (build)) == 4);
  step = spill_list_peek (spill_build_get_steps (build), 2);
  g_assert_cmpstr (spill_step_get_name (step), ==, "soak");
  wait_for (spill_step_is_finished (spill_list_peek (spill_build_get_steps (build), 3)));
  g_assert_cmpfloat (spill_step_get_finished (step), >=, spill_step_get_started (step));
  g_assert_cmpuint (spill_step_get_urls (step)->len, ==, 1);

  spill_step_hold (step, SPILL_PART_LOGS);
  wait_for (spill_step_get_part_state (step, SPILL_PART_LOGS) == SPILL_PART_HERE);
  g_assert_cmpuint (spill_list_get_length (spill_step_get_logs (step)), ==, 1);
  log = spill_list_peek (spill_step_get_logs (step), 0);
  spill_log_hold (log);
  wait_for (spill_log_get_part_state (log) == SPILL_PART_HERE);
  wait_for (spill_log_get_line (log, 4, &length, &channel) != NULL);
  g_assert_cmpstr (spill_log_get_line (log, 4, &length, &channel), ==, "tick 5 of 5");
  g_assert_cmpint (channel, ==, 'o');

  spill_log_release (log);
  spill_step_release (step, SPILL_PART_LOGS);
  spill_build_release (build, parts);
}

/* A log is followed while it grows. */
static void
test_follow (void)
{
  g_autoptr(Watch) watch = connected ("ada");
  SpillBuild *build = force (watch, "soak", "success", 4);
  SpillStep *step = NULL;
  SpillLog *log;
  gsize length;
  char channel;

  spill_build_hold (build, SPILL_PART_STEPS);
  wait_for ((step = spill_list_find (spill_build_get_steps (build), 2)) != NULL
            && spill_step_is_started (step));
  spill_step_hold (step, SPILL_PART_LOGS);
  wait_for (spill_list_get_length (spill_step_get_logs (step)) == 1);
  log = spill_list_peek (spill_step_get_logs (step), 0);
  spill_log_hold (log);
  wait_for (spill_log_get_line (log, 1, &length, &channel) != NULL);
  g_assert_false (spill_log_is_complete (log));
  wait_for (spill_log_get_line (log, 19, &length, &channel) != NULL);
  g_assert_cmpstr (spill_log_get_line (log, 19, &length, &channel), ==, "tick 20 of 20");
  wait_for (spill_log_is_complete (log));
  g_assert_true (watch_saw (watch, "log-chunk"));
  g_assert_true (watch_saw (watch, "log-finished"));

  wait_for (spill_build_is_finished (build));
  spill_log_release (log);
  spill_step_release (step, SPILL_PART_LOGS);
  spill_build_release (build, SPILL_PART_STEPS);
}

static void
test_stop_and_rebuild (void)
{
  g_autoptr(Watch) watch = connected ("ada");
  SpillBuild *build = force (watch, "soak", "success", 20);
  g_autoptr(SpillCommand) stop = spill_command_new (SPILL_COMMAND_STOP, build);
  g_autoptr(SpillCommand) rebuild = spill_command_new (SPILL_COMMAND_REBUILD, build);
  g_autoptr(SpillCommand) stop_all = NULL;
  SpillBuilder *builder = watch_builder (watch, "soak");
  guint number = spill_build_get_number (build);

  spill_command_set_reason (stop, "it takes too long");
  run (watch, stop);
  g_assert_cmpint (spill_command_get_state (stop), ==, SPILL_COMMAND_DONE);
  wait_for (spill_build_is_finished (build));
  g_assert_cmpint (spill_build_get_result (build), ==, SPILL_RESULT_CANCELLED);
  g_assert_nonnull (strstr (spill_build_get_text (build), "it takes too long"));

  run (watch, rebuild);
  g_assert_cmpint (spill_command_get_state (rebuild), ==, SPILL_COMMAND_DONE);
  wait_for (spill_builder_get_build (builder, number + 1) != NULL);

  stop_all = spill_command_new (SPILL_COMMAND_STOP_ALL, builder);
  run (watch, stop_all);
  wait_for (spill_list_get_length (spill_builder_get_running (builder)) == 0);
}

static void
test_cancel (void)
{
  g_autoptr(Watch) watch = connected ("ada");
  SpillBuilder *builder = watch_builder (watch, "nobody");
  SpillList *waiting = spill_builder_get_requests (builder);
  g_autoptr(SpillCommand) cancel = NULL;
  g_autoptr(SpillCommand) cancel_all = spill_command_new (SPILL_COMMAND_CANCEL_ALL, builder);

  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr(SpillCommand) command = force_new (builder, "force", "success", 1);

      spill_master_run (watch->master, command);
      wait_for (spill_list_get_length (waiting) == i);
    }
  g_assert_cmpuint (spill_builder_get_n_pending (builder), ==, 3);

  spill_builder_hold (builder, SPILL_PART_REQUESTS);
  wait_for (spill_builder_get_part_state (builder, SPILL_PART_REQUESTS) == SPILL_PART_HERE);
  g_assert_nonnull (strstr (spill_request_get_reason (spill_list_peek (waiting, 0)), "to see it"));
  g_assert_cmpstr (spill_request_get_owner (spill_list_peek (waiting, 0)), ==, "ada");
  spill_builder_release (builder, SPILL_PART_REQUESTS);

  cancel = spill_command_new (SPILL_COMMAND_CANCEL, spill_list_peek (waiting, 0));
  run (watch, cancel);
  g_assert_cmpint (spill_command_get_state (cancel), ==, SPILL_COMMAND_DONE);
  wait_for (spill_list_get_length (waiting) == 2);
  g_assert_true (watch_saw (watch, "request-cancelled nobody"));

  run (watch, cancel_all);
  wait_for (spill_list_get_length (waiting) == 0);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_requests (watch->master)), ==, 0);
}

static void
test_force_form (void)
{
  g_autoptr(Watch) watch = connected ("ada");
  SpillBuilder *builder = watch_builder (watch, "release");
  g_autoptr(SpillForceScheduler) scheduler = NULL;
  g_autoptr(SpillCommand) wrong = NULL;
  g_autoptr(SpillCommand) right = NULL;
  g_autoptr(SpillCommand) elsewhere = NULL;
  GVariantDict dict;

  spill_builder_hold (builder, SPILL_PART_FORCE);
  wait_for (spill_builder_get_part_state (builder, SPILL_PART_FORCE) == SPILL_PART_HERE);
  g_assert_cmpuint (g_list_model_get_n_items (spill_builder_get_force_schedulers (builder)), ==, 1);
  scheduler = g_list_model_get_item (spill_builder_get_force_schedulers (builder), 0);
  g_assert_cmpstr (spill_force_scheduler_get_name (scheduler), ==, "force-release");
  g_assert_cmpstr (spill_force_scheduler_get_button_name (scheduler), ==, "Release");

  /* What is wrong is told at the field. */
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "reason", "s", "");
  g_variant_dict_insert (&dict, "options_jobs", "s", "many");
  wrong = spill_command_new (SPILL_COMMAND_FORCE, builder);
  spill_command_set_scheduler (wrong, "force-release");
  spill_command_set_values (wrong, g_variant_dict_end (&dict));
  run (watch, wrong);
  g_assert_error (spill_command_get_error (wrong), SPILL_ERROR, SPILL_ERROR_INVALID);
  g_assert_nonnull (spill_command_get_field_errors (wrong));
  g_assert_true (g_hash_table_contains (spill_command_get_field_errors (wrong), "reason"));
  g_assert_true (g_hash_table_contains (spill_command_get_field_errors (wrong), "options_jobs"));

  /* The form's own defaults are accepted. */
  right = spill_command_new (SPILL_COMMAND_FORCE, builder);
  spill_command_set_scheduler (right, "force-release");
  spill_command_set_values (right, spill_force_scheduler_dup_defaults (scheduler));
  run (watch, right);
  g_assert_no_error (spill_command_get_error (right));
  wait_for (spill_list_get_length (spill_builder_get_builds (builder)) > 0);

  /* A builder that a scheduler does not serve is not forced with it, though the master would. */
  elsewhere = force_new (builder, "force", "success", 1);
  run (watch, elsewhere);
  g_assert_nonnull (spill_command_get_error (elsewhere));
  spill_builder_release (builder, SPILL_PART_FORCE);
}

static void
test_gone (void)
{
  g_autoptr(Watch) watch = connected ("ada");
  g_autoptr(SpillCommand) command = force_new (watch_builder (watch, "linux-gcc"), "no-such",
                                               "success", 1);

  run (watch, command);
  g_assert_error (spill_command_get_error (command), SPILL_ERROR, SPILL_ERROR_GONE);
  g_assert_null (strstr (spill_command_get_error (command)->message, "Error"));
  g_assert_null (strstr (spill_command_get_error (command)->message, "'"));
}

static void
test_workers (void)
{
  g_autoptr(Watch) watch = connected ("ada");
  SpillWorker *worker = find_worker (watch, "south");
  g_autoptr(SpillCommand) pause = spill_command_new (SPILL_COMMAND_WORKER_PAUSE, worker);
  g_autoptr(SpillCommand) unpause = spill_command_new (SPILL_COMMAND_WORKER_UNPAUSE, worker);
  g_autoptr(SpillCommand) graceful = spill_command_new (SPILL_COMMAND_WORKER_GRACEFUL, worker);
  g_autoptr(SpillCommand) kill = spill_command_new (SPILL_COMMAND_WORKER_KILL, worker);

  run (watch, pause);
  g_assert_cmpint (spill_command_get_state (pause), ==, SPILL_COMMAND_DONE);
  wait_for (spill_worker_is_paused (worker));
  g_assert_true (watch_saw (watch, "worker-paused"));
  run (watch, unpause);
  wait_for (!spill_worker_is_paused (worker));

  live ("kill-worker south");
  wait_for (!spill_worker_is_connected (worker));
  g_assert_true (watch_saw (watch, "worker-disconnected"));
  live ("start-worker south");
  wait_for (spill_worker_is_connected (worker));
  g_assert_true (watch_saw (watch, "worker-connected"));

  /* Idle as it is, both end it. */
  run (watch, graceful);
  g_assert_cmpint (spill_command_get_state (graceful), ==, SPILL_COMMAND_DONE);
  wait_for (!spill_worker_is_connected (worker));
  live ("stop-worker south");
  live ("start-worker south");
  wait_for (spill_worker_is_connected (worker));
  run (watch, kill);
  g_assert_cmpint (spill_command_get_state (kill), ==, SPILL_COMMAND_DONE);
  wait_for (!spill_worker_is_connected (worker));
  live ("stop-worker south");
  live ("start-worker south");
  wait_for (spill_worker_is_connected (worker));
}

static void
test_children (void)
{
  g_autoptr(Watch) watch = connected ("ada");
  SpillBuild *build = force (watch, "fleet", "success", 1);
  const SpillBuildLink *link = NULL;
  SpillBuild *child;

  spill_build_hold (build, SPILL_PART_STEPS);
  wait_for (spill_build_is_finished (build));
  wait_for (spill_build_get_children (build) != NULL && spill_build_get_children (build)->len == 2);
  for (guint i = 0; i < 2; i++)
    {
      const SpillBuildLink *one = spill_build_get_children (build)->pdata[i];

      if (one->number > 0)
        link = one;
    }
  g_assert_nonnull (link);
  child = spill_builder_get_build (watch_builder (watch, "fleet-ship"), link->number);
  g_assert_nonnull (child);

  spill_build_hold (child, SPILL_PART_CHANGES);
  wait_for (spill_build_get_part_state (child, SPILL_PART_CHANGES) == SPILL_PART_HERE);
  g_assert_nonnull (spill_build_get_parent (child));
  g_assert_cmpint (spill_build_get_parent (child)->build_id, ==, spill_build_get_id (build));
  g_assert_cmpuint (spill_build_get_parent (child)->number, ==, spill_build_get_number (build));
  spill_build_release (child, SPILL_PART_CHANGES);
  spill_build_release (build, SPILL_PART_STEPS);
}

static void
test_change_and_people (void)
{
  g_autoptr(Watch) watch = connected ("ada");
  SpillBuilder *builder = watch_builder (watch, "linux-gcc");
  guint n = spill_list_get_length (spill_builder_get_builds (builder));
  SpillChange *change;
  SpillBuild *build;

  wait_for (spill_nine_source_is_idle (watch->source));
  g_assert_false (watch_saw (watch, "change-added"));
  live ("change {\"author\": \"Ann Quay <ann@example.invalid>\"}");
  wait_for (watch_saw (watch, "change-added"));
  change = spill_list_peek (spill_master_get_changes (watch->master), 0);
  g_assert_cmpstr (spill_change_get_author (change), ==, "Ann Quay <ann@example.invalid>");
  g_assert_cmpstr (spill_change_get_files (change)[0], ==, "src/quay.c");

  wait_for (spill_list_get_length (spill_builder_get_builds (builder)) > n);
  build = spill_list_peek (spill_builder_get_builds (builder), 0);
  spill_build_hold (build, SPILL_PART_CHANGES);
  wait_for (spill_build_get_part_state (build, SPILL_PART_CHANGES) == SPILL_PART_HERE);
  g_assert_cmpstr (spill_build_get_people (build)[0], ==, "Ann Quay <ann@example.invalid>");
  g_assert_cmpuint (g_list_model_get_n_items (spill_build_get_changes (build)), >=, 1);
  spill_build_release (build, SPILL_PART_CHANGES);
}

static void
test_streak_and_expectations (void)
{
  g_autoptr(Watch) watch = connected ("ada");
  SpillBuilder *builder = watch_builder (watch, "windows-debug");
  SpillBuilder *soak = watch_builder (watch, "soak");
  SpillBuild *first = force (watch, "windows-debug", "failure", 1);
  SpillBuild *second;
  SpillStreak streak;
  g_auto(GStrv) people = NULL;

  wait_for (spill_build_is_finished (first));
  second = force (watch, "windows-debug", "failure", 1);
  wait_for (spill_build_is_finished (second));
  spill_builder_hold (builder, SPILL_PART_STREAK);
  wait_for (spill_builder_get_part_state (builder, SPILL_PART_STREAK) == SPILL_PART_HERE);
  spill_builder_get_streak (builder, &streak);
  g_assert_cmpint (streak.result, ==, SPILL_RESULT_FAILURE);
  g_assert_cmpuint (streak.n_builds, >=, 2);
  /* Forced builds have no changes: who forced them is whose they are. */
  people = spill_builder_dup_streak_people (builder);
  g_assert_true (g_strv_contains ((const char * const *) people, "ada"));
  spill_builder_release (builder, SPILL_PART_STREAK);

  spill_builder_hold (soak, SPILL_PART_EXPECTATIONS);
  wait_for (spill_builder_get_part_state (soak, SPILL_PART_EXPECTATIONS) == SPILL_PART_HERE);
  g_assert_cmpfloat (spill_builder_get_expected_step_duration (soak, "soak"), >, 0.5);
  spill_builder_release (soak, SPILL_PART_EXPECTATIONS);
}

static void
test_older (void)
{
  g_autoptr(Watch) watch = connected (NULL);
  SpillBuilder *builder = watch_builder (watch, "soak");

  wait_for (spill_nine_source_is_idle (watch->source));
  spill_builder_request_older (builder, 50);
  wait_for (spill_builder_get_older_state (builder) == SPILL_PART_HERE);
  g_assert_nonnull (spill_builder_get_build (builder, 1));
}

/* The master ends as in a power cut and starts again: what is held stays, what was missed comes. */
static void
test_restart (void)
{
  g_autoptr(Watch) watch = connected ("ada");
  SpillBuild *build = force (watch, "soak", "success", 20);
  SpillBuilder *builder = watch_builder (watch, "soak");
  SpillList *builders = spill_master_get_builders (watch->master);
  guint n = spill_list_get_length (builders);
  guint n_requests;

  spill_build_hold (build, SPILL_PART_STEPS);
  wait_for (spill_build_get_part_state (build, SPILL_PART_STEPS) == SPILL_PART_HERE
            && spill_list_get_length (spill_build_get_steps (build)) >= 3);
  n_requests = spill_nine_source_get_n_requests (watch->source);

  live ("kill");
  wait_for (watch_is (watch, SPILL_CONNECTION_RECONNECTING));
  g_assert_cmpint (spill_master_get_problem (watch->master), ==, SPILL_PROBLEM_UNREACHABLE);
  g_assert_cmpuint (spill_list_get_length (builders), ==, n);
  g_assert_cmpuint (spill_list_get_length (spill_build_get_steps (build)), >=, 3);
  live ("start");
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));

  g_assert_true (watch_builder (watch, "soak") == builder);
  g_assert_cmpuint (spill_list_get_length (builders), ==, n);
  wait_for (spill_build_is_finished (build));
  g_assert_cmpint (spill_build_get_result (build), ==, SPILL_RESULT_RETRY);
  g_assert_cmpint (spill_build_get_part_state (build, SPILL_PART_STEPS), ==, SPILL_PART_HERE);
  g_test_message ("%u requests for the reconnection",
                  spill_nine_source_get_n_requests (watch->source) - n_requests);

  /* Its request has returned: stop what came of it. */
  wait_for (spill_list_get_length (spill_builder_get_running (builder)) > 0);
  {
    g_autoptr(SpillCommand) stop = spill_command_new (SPILL_COMMAND_STOP_ALL, builder);

    run (watch, stop);
    wait_for (spill_list_get_length (spill_builder_get_running (builder)) == 0);
  }
  spill_build_release (build, SPILL_PART_STEPS);
}

/* What happened while nobody listened is there afterwards. */
static void
test_missed (void)
{
  g_autoptr(Watch) watch = connected ("ada");
  SpillBuilder *builder = watch_builder (watch, "release");
  SpillList *builds = spill_builder_get_builds (builder);
  guint n = spill_list_get_length (builds);

  spill_source_stop (SPILL_SOURCE (watch->source));
  g_assert_true (watch_is (watch, SPILL_CONNECTION_OFF));
  live ("force {\"builder\": \"release\", \"scheduler\": \"force-release\"}");
  g_assert_cmpuint (spill_list_get_length (builds), ==, n);
  g_ptr_array_set_size (watch->events, 0);
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  g_assert_cmpuint (spill_list_get_length (builds), ==, n + 1);
  g_assert_cmpuint (spill_nine_source_get_n_requests (watch->source), <=, 20);
  g_assert_true (watch_saw (watch, "build-finished release"));
}

/* A builder that is configured away leaves, and only when the master that had it runs. */
static void
test_builder_goes_and_comes (void)
{
  g_autoptr(Watch) watch = connected (NULL);
  Tell tell;
  GThread *thread;

  live ("set WITHOUT release");
  thread = tell_start (&tell, "restart");
  wait_for (watch_is (watch, SPILL_CONNECTION_RECONNECTING));
  g_assert_nonnull (spill_master_find_builder (watch->master, "release"));
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  tell_end (&tell, thread);
  wait_for (spill_master_find_builder (watch->master, "release") == NULL);
  g_assert_nonnull (spill_master_find_builder (watch->master, "linux-gcc"));
  g_assert_true (watch_saw (watch, "builder-removed release"));

  live ("set WITHOUT ''");
  live ("restart");
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE)
            && spill_master_find_builder (watch->master, "release") != NULL);
}

/* It accepts connections and says nothing. */
static void
test_freeze (void)
{
  g_autoptr(Watch) watch = connected (NULL);

  live ("freeze");
  wait_for (watch_is (watch, SPILL_CONNECTION_RECONNECTING));
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), ==, 8);
  live ("thaw");
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
}

static void
test_private (void)
{
  g_autoptr(Watch) watch = watch_new (url);

  live ("set PRIVATE 1");
  live ("restart");
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_FAILED));
  g_assert_cmpint (spill_master_get_problem (watch->master), ==, SPILL_PROBLEM_LOGIN_REQUIRED);
  watch_log_in (watch, "ada", "open sesame");
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), ==, 8);

  live ("set PRIVATE 0");
  live ("restart");
}

/* At any moment all may go: no thread, no callback, no memory is left. */
static void
test_stop_anywhere (void)
{
  for (guint us = 0; us < 60000; us += us / 4 + 500)
    {
      g_autoptr(Watch) watch = watch_new (url);
      gint64 end = g_get_monotonic_time () + us;

      watch_start (watch);
      while (g_get_monotonic_time () < end)
        g_main_context_iteration (NULL, FALSE);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; GTestFunc test; } tests[] = {
    { "picture", test_picture },
    { "login", test_login },
    { "refused", test_refused },
    { "build", test_build },
    { "follow", test_follow },
    { "stop-and-rebuild", test_stop_and_rebuild },
    { "cancel", test_cancel },
    { "force-form", test_force_form },
    { "gone", test_gone },
    { "workers", test_workers },
    { "children", test_children },
    { "change-and-people", test_change_and_people },
    { "streak-and-expectations", test_streak_and_expectations },
    { "older", test_older },
    { "restart", test_restart },
    { "missed", test_missed },
    { "builder-goes-and-comes", test_builder_goes_and_comes },
    { "freeze", test_freeze },
    { "private", test_private },
    { "stop-anywhere", test_stop_anywhere },
  };

  g_test_init (&argc, &argv, NULL);
  url = g_getenv ("SPILL_LIVE_URL");
  if (url == NULL)
    {
      g_printerr ("Run by tests/support/with-live-buildbot\n");
      return 2;
    }
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sources/nine-live/%s", tests[i].name);

      g_test_add_func (path, tests[i].test);
    }
  return g_test_run ();
}
