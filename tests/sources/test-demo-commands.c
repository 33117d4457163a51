#include <string.h>

#include "demo-fixture.h"
#include "model/spill-change.h"
#include "model/spill-force.h"
#include "model/spill-request.h"
#include "model/spill-worker.h"

static void
wait_for_end (SpillCommand *command)
{
  gint64 end = g_get_monotonic_time () + 15 * G_USEC_PER_SEC;

  while (!spill_command_has_ended (command) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (spill_command_has_ended (command));
}

static SpillCommandState
run_command (Demo             *demo,
             SpillCommandKind  kind,
             gpointer          target)
{
  g_autoptr(SpillCommand) command = spill_command_new (kind, target);

  g_assert_true (spill_master_can (demo->master, kind, NULL));
  spill_command_set_reason (command, "just so");
  spill_command_set_who (command, "Tess Tester <tess@example.org>");
  spill_master_run (demo->master, command);
  wait_for_end (command);
  if (spill_command_get_error (command) != NULL)
    g_test_message ("%s", spill_command_get_error (command)->message);

  return spill_command_get_state (command);
}

static void
test_force (void)
{
  Demo demo;
  g_autoptr(SpillCommand) command = NULL;
  SpillBuild *build;

  demo_init (&demo, "demo:", NULL);
  command = demo_force (&demo, "riscv64-qemu");
  wait_for_end (command);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_DONE);
  build = spill_builder_get_build (demo_builder (&demo, "riscv64-qemu"), 1);
  g_assert_nonnull (build);
  g_assert_false (spill_build_is_finished (build));
  spill_build_hold (build, SPILL_PART_PROPERTIES | SPILL_PART_CHANGES);
  g_assert_nonnull (strstr (spill_build_get_reason (build), "because"));
  g_assert_cmpstr (spill_build_get_property_value (build, "reason"), ==, "\"because\"");
  spill_build_release (build, SPILL_PART_PROPERTIES | SPILL_PART_CHANGES);
  demo_clear (&demo);
}

/* Every type of parameter there is. */
static guint
collect_types (GPtrArray *fields)
{
  guint types = 0;

  for (guint i = 0; i < fields->len; i++)
    {
      SpillForceField *field = g_ptr_array_index (fields, i);

      types |= 1u << field->type;
      if (field->fields != NULL)
        types |= collect_types (field->fields);
    }

  return types;
}

static void
test_force_fields (void)
{
  Demo demo;
  SpillBuilder *builder;
  GListModel *schedulers;
  g_autoptr(SpillForceScheduler) scheduler = NULL;
  g_autoptr(SpillCommand) command = NULL;
  g_autoptr(SpillCommand) good = NULL;
  GHashTable *errors;

  demo_init (&demo, "demo:", NULL);
  builder = demo_builder (&demo, "debian12-gcc");
  spill_builder_hold (builder, SPILL_PART_FORCE);
  schedulers = spill_builder_get_force_schedulers (builder);
  g_assert_cmpuint (g_list_model_get_n_items (schedulers), ==, 2);
  scheduler = g_list_model_get_item (schedulers, 1);
  g_assert_cmpuint (collect_types (spill_force_scheduler_get_fields (scheduler)), ==,
                    (1u << (SPILL_FORCE_NESTED + 1)) - 1);

  command = spill_command_new (SPILL_COMMAND_FORCE, builder);
  spill_command_set_scheduler (command, "force-release");
  spill_command_set_values (command, g_variant_new_parsed (
                              "{'version': <'one'>, 'branch': <'a b'>, 'reason': <'x'>}"));
  spill_master_run (demo.master, command);
  wait_for_end (command);
  g_assert_error (spill_command_get_error (command), SPILL_ERROR, SPILL_ERROR_INVALID);
  errors = spill_command_get_field_errors (command);
  g_assert_nonnull (g_hash_table_lookup (errors, "version"));
  g_assert_nonnull (g_hash_table_lookup (errors, "branch"));

  good = spill_command_new (SPILL_COMMAND_FORCE, builder);
  spill_command_set_scheduler (good, "force-release");
  spill_command_set_values (good, g_variant_new_parsed (
                              "{'version': <'1.2'>, 'channel': <'beta'>, 'reason': <'x'>,"
                              " 'username': <'Tess <tess@example.org>'>, 'options_jobs': <int64 4>,"
                              " 'options_sign': <false>, 'formats': <['deb']>}"));
  spill_master_run (demo.master, good);
  wait_for_end (good);
  g_assert_no_error (spill_command_get_error (good));
  spill_builder_release (builder, SPILL_PART_FORCE);
  demo_clear (&demo);
}

static void
test_refused (void)
{
  Demo demo;
  g_autoptr(SpillCommand) command = NULL;
  g_autoptr(SpillCommand) again = NULL;
  SpillCredentials credentials = { .user = (char *) "demo", .password = (char *) "wrong" };

  demo_init (&demo, "demo:", NULL);
  command = demo_force (&demo, "release");
  wait_for_end (command);
  g_assert_error (spill_command_get_error (command), SPILL_ERROR, SPILL_ERROR_REFUSED);
  g_assert_cmpstr (spill_command_get_error (command)->message, ==,
                   "you need to have role 'admins'");

  spill_source_set_credentials (demo.source, &credentials);
  g_assert_cmpint (spill_master_get_connection (demo.master), ==, SPILL_CONNECTION_FAILED);
  g_assert_cmpint (spill_master_get_problem (demo.master), ==, SPILL_PROBLEM_LOGIN_REFUSED);
  credentials.password = (char *) "demo";
  spill_source_set_credentials (demo.source, &credentials);
  g_assert_cmpint (spill_master_get_connection (demo.master), ==, SPILL_CONNECTION_LIVE);
  g_assert_cmpstr (spill_master_get_user (demo.master), ==, "demo");
  again = demo_force (&demo, "release");
  g_assert_cmpint (spill_command_get_state (again), !=, SPILL_COMMAND_FAILED);
  spill_source_set_credentials (demo.source, NULL);
  g_assert_null (spill_master_get_user (demo.master));
  demo_clear (&demo);
}

static void
test_build_commands (void)
{
  Demo demo;
  SpillBuild *build, *finished;
  SpillBuilder *builder;

  demo_init (&demo, "demo:", NULL);
  build = g_object_ref (spill_list_peek (spill_master_get_running (demo.master), 0));
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_STOP, build), ==, SPILL_COMMAND_DONE);
  g_assert_true (spill_build_is_finished (build));
  g_assert_cmpint (spill_build_get_result (build), ==, SPILL_RESULT_CANCELLED);
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_STOP, build), ==, SPILL_COMMAND_FAILED);
  g_object_unref (build);

  build = g_object_ref (spill_list_peek (spill_master_get_running (demo.master), 0));
  builder = spill_build_get_builder (build);
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_STOP_ALL, builder), ==, SPILL_COMMAND_DONE);
  g_assert_true (spill_build_is_finished (build));
  g_object_unref (build);

  builder = demo_builder (&demo, "riscv64-qemu");
  {
    g_autoptr(SpillCommand) command = demo_force (&demo, "riscv64-qemu");

    wait_for_end (command);
  }
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_STOP_ALL, builder), ==, SPILL_COMMAND_DONE);
  finished = demo_last_build (builder);
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_REBUILD, finished), ==, SPILL_COMMAND_DONE);
  g_assert_nonnull (spill_builder_get_build (builder, 2));
  demo_clear (&demo);
}

static void
test_request_commands (void)
{
  Demo demo;
  SpillBuilder *builder;
  SpillRequest *request;

  demo_init (&demo, "demo:", NULL);
  builder = demo_builder (&demo, "solaris-sparc");
  request = g_object_ref (spill_list_peek (spill_builder_get_requests (builder), 0));
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_CANCEL, request), ==, SPILL_COMMAND_DONE);
  g_assert_cmpuint (spill_builder_get_n_pending (builder), ==, 0);
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_CANCEL, request), !=, SPILL_COMMAND_ACCEPTED);
  g_object_unref (request);

  for (guint i = 0; i < 3; i++)
    g_object_unref (demo_force (&demo, "solaris-sparc"));
  g_assert_cmpuint (spill_builder_get_n_pending (builder), ==, 3);
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_CANCEL_ALL, builder), ==, SPILL_COMMAND_DONE);
  g_assert_cmpuint (spill_builder_get_n_pending (builder), ==, 0);
  demo_clear (&demo);
}

static SpillWorker *
worker_of (Demo       *demo,
           const char *name)
{
  SpillList *workers = spill_master_get_workers (demo->master);

  for (guint i = 0; i < spill_list_get_length (workers); i++)
    if (strcmp (spill_worker_get_name (spill_list_peek (workers, i)), name) == 0)
      return spill_list_peek (workers, i);

  g_assert_not_reached ();
}

static void
test_worker_commands (void)
{
  Demo demo;
  SpillWorker *worker;

  demo_init (&demo, "demo:", NULL);
  worker = worker_of (&demo, "windows-2");
  g_assert_true (spill_worker_is_paused (worker));
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_WORKER_UNPAUSE, worker), ==,
                   SPILL_COMMAND_DONE);
  g_assert_false (spill_worker_is_paused (worker));
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_WORKER_PAUSE, worker), ==,
                   SPILL_COMMAND_DONE);
  g_assert_true (spill_worker_is_paused (worker));
  g_assert_cmpstr (spill_worker_get_pause_reason (worker), ==, "just so");

  worker = worker_of (&demo, "linux-big-1");
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_WORKER_GRACEFUL, worker), ==,
                   SPILL_COMMAND_DONE);
  g_assert_true (spill_worker_is_graceful (worker) || !spill_worker_is_connected (worker));
  worker = worker_of (&demo, "macos-m2");
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_WORKER_KILL, worker), ==,
                   SPILL_COMMAND_DONE);
  g_assert_false (spill_worker_is_connected (worker));
  g_assert_cmpint (spill_builder_get_state (demo_builder (&demo, "macos-arm64")), ==,
                   SPILL_BUILDER_OFFLINE);
  demo_clear (&demo);
}

static void
test_other_commands (void)
{
  Demo demo;
  g_autoptr(SpillCommand) command = NULL;
  SpillChange *change;
  guint n_running;

  demo_init (&demo, "demo:", NULL);
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_PING, demo_builder (&demo, "debian12-gcc")),
                   ==, SPILL_COMMAND_DONE);
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_PING, demo_builder (&demo, "solaris-sparc")),
                   ==, SPILL_COMMAND_FAILED);

  command = spill_command_new (SPILL_COMMAND_ADD_CHANGE, demo.master);
  spill_command_set_values (command, g_variant_new_parsed (
                              "{'author': <'Tess'>, 'comments': <'Mine'>, 'files': <['a', 'b']>}"));
  spill_master_run (demo.master, command);
  wait_for_end (command);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_DONE);
  g_clear_object (&command);
  change = spill_list_peek (spill_master_get_changes (demo.master), 0);
  g_assert_cmpstr (spill_change_get_author (change), ==, "Tess");
  g_assert_cmpstr (spill_change_get_files (change)[1], ==, "b");
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_STOP_CHANGE, change), ==, SPILL_COMMAND_DONE);

  /* While shutting down nothing new starts. */
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_CLEAN_SHUTDOWN, demo.master), ==,
                   SPILL_COMMAND_DONE);
  demo_advance (&demo, 3600, 60);
  n_running = spill_list_get_length (spill_master_get_running (demo.master));
  g_assert_cmpuint (n_running, ==, 0);
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_CANCEL_SHUTDOWN, demo.master), ==,
                   SPILL_COMMAND_DONE);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_running (demo.master)), >, 0);
  demo_clear (&demo);
}

/* Stopping keeps the picture; starting again catches up. */
static void
test_restart (void)
{
  Demo demo;
  SpillBuild *build;

  demo_init (&demo, "demo:", NULL);
  build = g_object_ref (spill_list_peek (spill_master_get_running (demo.master), 0));
  spill_source_stop (demo.source);
  g_assert_cmpint (spill_master_get_connection (demo.master), ==, SPILL_CONNECTION_OFF);
  demo_advance (&demo, 3600, 600);
  g_assert_false (spill_build_is_finished (build));
  g_assert_cmpint (run_command (&demo, SPILL_COMMAND_STOP, build), ==, SPILL_COMMAND_FAILED);
  spill_source_start (demo.source);
  g_assert_cmpint (spill_master_get_connection (demo.master), ==, SPILL_CONNECTION_LIVE);
  g_assert_true (spill_build_is_finished (build));
  g_object_unref (build);
  demo_clear (&demo);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sources/demo/command/force", test_force);
  g_test_add_func ("/sources/demo/command/force-fields", test_force_fields);
  g_test_add_func ("/sources/demo/command/refused", test_refused);
  g_test_add_func ("/sources/demo/command/build", test_build_commands);
  g_test_add_func ("/sources/demo/command/request", test_request_commands);
  g_test_add_func ("/sources/demo/command/worker", test_worker_commands);
  g_test_add_func ("/sources/demo/command/other", test_other_commands);
  g_test_add_func ("/sources/demo/restart", test_restart);

  return g_test_run ();
}
