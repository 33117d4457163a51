#include "model/spill-change.h"
#include "model/spill-request.h"
#include "model/spill-worker.h"

#include "model-fixture.h"

/* What a row does to the model, before the command is run, after it was accepted, or never. */
typedef void (*Act) (Fixture *fixture);

typedef struct
{
  const char       *name;
  SpillCommandKind  kind;
  gint64            request_id;   /* as told by accepted */
  Act               effect;       /* that ends it; NULL: nothing is seen */
  const char       *summary;
  const char       *led_to;       /* type of its effect */
  Act               other;        /* something that is no effect of it */
} CommandCase;

#define REQUEST_ID 40
#define WORKER_ID 4

static SpillWorker *
worker_of (Fixture *fixture)
{
  return spill_master_add_worker (fixture->master, WORKER_ID, "w4");
}

static SpillRequest *
request_of (Fixture *fixture,
            gint64   id)
{
  return spill_list_find (spill_master_get_requests (fixture->master), id);
}

static void
build_request_50 (Fixture *fixture)
{
  SpillBuild *build = spill_builder_add_build (fixture->builder, 0, 20);

  spill_build_begin (build);
  spill_build_set_request_id (build, 50);
  spill_build_set_started (build, 10);
  spill_build_end (build);
}

static void
queue_request_50 (Fixture *fixture)
{
  spill_master_add_request (fixture->master, 50, fixture->builder);
}

static void
build_other_request (Fixture *fixture)
{
  SpillBuild *build = spill_builder_add_build (fixture->builder, 0, 19);

  spill_build_set_request_id (build, 49);
  spill_master_add_request (fixture->master, 48, fixture->builder);
}

static void
load_older_build (Fixture *fixture)
{
  add_finished (fixture, 3, SPILL_RESULT_SUCCESS);
}

static void
finish_8 (Fixture *fixture)
{
  finish_build (fixture, 8, SPILL_RESULT_CANCELLED);
}

static void
finish_9 (Fixture *fixture)
{
  finish_build (fixture, 9, SPILL_RESULT_CANCELLED);
}

static void
finish_8_and_9 (Fixture *fixture)
{
  add_running (fixture, 10);   /* was not there: may run on */
  finish_8 (fixture);
  finish_9 (fixture);
}

static void
cancel_40 (Fixture *fixture)
{
  spill_request_set_complete (request_of (fixture, 40), SPILL_RESULT_CANCELLED);
}

static void
forget_40 (Fixture *fixture)
{
  spill_master_remove_request (fixture->master, 40);
}

static void
cancel_41 (Fixture *fixture)
{
  spill_request_set_complete (request_of (fixture, 41), SPILL_RESULT_CANCELLED);
}

static void
cancel_40_and_claim_41 (Fixture *fixture)
{
  cancel_40 (fixture);
  spill_master_add_request (fixture->master, 42, fixture->builder);
  spill_request_set_claimed (request_of (fixture, 41), TRUE);
}

static void
pause_worker (Fixture *fixture)
{
  spill_worker_set_paused (worker_of (fixture), TRUE, NULL);
}

static void
resume_worker (Fixture *fixture)
{
  spill_worker_set_paused (worker_of (fixture), FALSE, NULL);
}

static void
drain_worker (Fixture *fixture)
{
  spill_worker_set_graceful (worker_of (fixture), TRUE);
}

static void
lose_worker (Fixture *fixture)
{
  spill_worker_set_connected (worker_of (fixture), FALSE);
}

static void
hear_of_worker (Fixture *fixture)
{
  spill_worker_set_last_heard (worker_of (fixture), 77);
}

static void
lose_master (Fixture *fixture)
{
  spill_master_set_connection (fixture->master, SPILL_CONNECTION_RECONNECTING);
}

static void
push_change (Fixture *fixture)
{
  g_autoptr(SpillChange) change = g_object_new (SPILL_TYPE_CHANGE, "id", (gint64) 9, NULL);

  spill_master_add_change (fixture->master, change);
}

static const CommandCase cases[] = {
  { "force", SPILL_COMMAND_FORCE, 50, build_request_50,
    "Forcing linux gcc/ä", "SpillBuild", build_other_request },
  { "force-waits", SPILL_COMMAND_FORCE, 50, queue_request_50,
    "Forcing linux gcc/ä", "SpillRequest", build_other_request },
  { "force-not-told", SPILL_COMMAND_FORCE, 0, build_request_50,
    "Forcing linux gcc/ä", "SpillBuild", load_older_build },
  { "force-not-told-waits", SPILL_COMMAND_FORCE, 0, queue_request_50,
    "Forcing linux gcc/ä", "SpillRequest", load_older_build },
  { "rebuild", SPILL_COMMAND_REBUILD, 50, build_request_50,
    "Rebuilding linux gcc/ä #8", "SpillBuild", finish_8 },
  { "stop", SPILL_COMMAND_STOP, 0, finish_8,
    "Stopping linux gcc/ä #8", NULL, finish_9 },
  { "cancel", SPILL_COMMAND_CANCEL, 0, cancel_40,
    "Cancelling a request for linux gcc/ä", NULL, cancel_41 },
  { "cancel-gone", SPILL_COMMAND_CANCEL, 0, forget_40,
    "Cancelling a request for linux gcc/ä", NULL, cancel_41 },
  { "cancel-all", SPILL_COMMAND_CANCEL_ALL, 0, cancel_40_and_claim_41,
    "Cancelling all requests for linux gcc/ä", NULL, finish_8 },
  { "stop-all", SPILL_COMMAND_STOP_ALL, 0, finish_8_and_9,
    "Stopping all builds of linux gcc/ä", NULL, cancel_40 },
  { "pause", SPILL_COMMAND_WORKER_PAUSE, 0, pause_worker, "Pausing w4", NULL, hear_of_worker },
  { "graceful", SPILL_COMMAND_WORKER_GRACEFUL, 0, drain_worker,
    "Shutting down w4 once it is idle", NULL, pause_worker },
  { "graceful-gone", SPILL_COMMAND_WORKER_GRACEFUL, 0, lose_worker,
    "Shutting down w4 once it is idle", NULL, pause_worker },
  { "kill", SPILL_COMMAND_WORKER_KILL, 0, lose_worker, "Shutting down w4", NULL, drain_worker },
  { "clean-shutdown", SPILL_COMMAND_CLEAN_SHUTDOWN, 0, lose_master,
    "Shutting down localhost:8010 once it is idle", NULL, finish_8 },
  { "add-change", SPILL_COMMAND_ADD_CHANGE, 0, push_change,
    "Adding a change to localhost:8010", NULL, finish_8 },
  { "ping", SPILL_COMMAND_PING, 0, NULL, "Pinging linux gcc/ä", NULL, finish_8 },
  { "cancel-shutdown", SPILL_COMMAND_CANCEL_SHUTDOWN, 0, NULL,
    "Cancelling the shutdown of localhost:8010", NULL, finish_8 },
};

static void
fill (Fixture *fixture)
{
  fixture_init (fixture);
  spill_worker_set_connected (worker_of (fixture), TRUE);
  add_finished (fixture, 7, SPILL_RESULT_SUCCESS);
  add_running (fixture, 8);
  add_running (fixture, 9);
  spill_master_add_request (fixture->master, 40, fixture->builder);
  spill_master_add_request (fixture->master, 41, fixture->builder);
  spill_master_set_connection (fixture->master, SPILL_CONNECTION_LIVE);
}

static gpointer
target_of (Fixture          *fixture,
           SpillCommandKind  kind)
{
  switch (kind)
    {
    case SPILL_COMMAND_STOP:
    case SPILL_COMMAND_REBUILD:
      return build_of (fixture, 8);
    case SPILL_COMMAND_CANCEL:
      return request_of (fixture, REQUEST_ID);
    case SPILL_COMMAND_WORKER_PAUSE:
    case SPILL_COMMAND_WORKER_UNPAUSE:
    case SPILL_COMMAND_WORKER_GRACEFUL:
    case SPILL_COMMAND_WORKER_KILL:
      return worker_of (fixture);
    case SPILL_COMMAND_CLEAN_SHUTDOWN:
    case SPILL_COMMAND_CANCEL_SHUTDOWN:
    case SPILL_COMMAND_ADD_CHANGE:
      return fixture->master;
    default:
      return fixture->builder;
    }
}

static SpillCommand *
start (Fixture          *fixture,
       SpillCommandKind  kind,
       double            patience,
       guint            *n_ended)
{
  SpillCommand *command = spill_command_new (kind, target_of (fixture, kind));

  g_object_set (command, "patience", patience, NULL);
  g_signal_connect_swapped (command, "ended", G_CALLBACK (count), n_ended);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_NEW);
  spill_master_run (fixture->master, command);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_SENT);

  return command;
}

static void
check_effect (SpillCommand      *command,
              const CommandCase *c)
{
  gpointer effect = spill_command_get_effect (command);

  if (c->led_to == NULL)
    g_assert_null (effect);
  else
    g_assert_cmpstr (G_OBJECT_TYPE_NAME (effect), ==, c->led_to);
}

/* Done: the effect comes after the master said yes, and nothing else is taken for it. */
static void
test_done (gconstpointer data)
{
  const CommandCase *c = data;
  Fixture fixture;
  SpillCommand *command;
  g_autofree char *summary = NULL;
  guint n_ended = 0;

  if (c->effect == NULL)
    return;

  fill (&fixture);
  command = start (&fixture, c->kind, 60, &n_ended);
  summary = spill_command_dup_summary (command);
  g_assert_cmpstr (summary, ==, c->summary);
  spill_command_accepted (command, c->request_id);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_SENT);
  c->other (&fixture);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_SENT);
  c->effect (&fixture);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_DONE);
  g_assert_cmpuint (n_ended, ==, 1);
  check_effect (command, c);
  g_assert_finalize_object (command);
  fixture_clear (&fixture);
}

/* Done: the event overtook the answer. */
static void
test_done_before_answer (gconstpointer data)
{
  const CommandCase *c = data;
  Fixture fixture;
  SpillCommand *command;
  guint n_ended = 0;

  if (c->effect == NULL)
    return;

  fill (&fixture);
  command = start (&fixture, c->kind, 60, &n_ended);
  c->effect (&fixture);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_SENT);
  spill_command_accepted (command, c->request_id);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_DONE);
  g_assert_cmpuint (n_ended, ==, 1);
  check_effect (command, c);
  g_assert_finalize_object (command);
  fixture_clear (&fixture);
}

static void
set_flag (gboolean *flag)
{
  *flag = TRUE;
}

/* Accepted: the master said yes, and nothing was seen. */
static void
test_accepted (gconstpointer data)
{
  const CommandCase *c = data;
  Fixture fixture;
  SpillCommand *command;
  gboolean flag = FALSE;
  guint n_ended = 0;

  fill (&fixture);
  command = start (&fixture, c->kind, 0.02, &n_ended);
  g_signal_connect_swapped (command, "ended", G_CALLBACK (set_flag), &flag);
  spill_command_accepted (command, c->request_id);
  spill_command_accepted (command, c->request_id);
  c->other (&fixture);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_SENT);
  wait_for (&flag);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_ACCEPTED);
  g_assert_null (spill_command_get_error (command));

  /* What is seen now is too late. */
  if (c->effect != NULL)
    c->effect (&fixture);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_ACCEPTED);
  g_assert_cmpuint (n_ended, ==, 1);
  g_assert_finalize_object (command);
  fixture_clear (&fixture);
}

/* Failed: with the master's words, whatever happens afterwards. */
static void
test_failed (gconstpointer data)
{
  const CommandCase *c = data;
  Fixture fixture;
  SpillCommand *command;
  g_autoptr(GError) error = g_error_new_literal (SPILL_ERROR, SPILL_ERROR_REFUSED, "Not you \xff");
  g_autofree char *text = NULL;
  guint n_ended = 0;

  fill (&fixture);
  command = start (&fixture, c->kind, 60, &n_ended);
  spill_command_fail_field (command, "branch", "No such branch");
  spill_command_fail (command, error);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_FAILED);
  g_assert_error (spill_command_get_error (command), SPILL_ERROR, SPILL_ERROR_REFUSED);
  g_object_get (command, "error-text", &text, NULL);
  g_assert_cmpstr (text, ==, "Not you \uFFFD");
  g_assert_cmpstr (g_hash_table_lookup (spill_command_get_field_errors (command), "branch"), ==,
                   "No such branch");
  spill_command_accepted (command, c->request_id);
  spill_command_done (command, NULL);
  spill_command_fail (command, error);
  if (c->effect != NULL)
    c->effect (&fixture);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_FAILED);
  g_assert_cmpuint (n_ended, ==, 1);
  g_assert_finalize_object (command);
  fixture_clear (&fixture);
}

static void
test_unpause (void)
{
  Fixture fixture;
  SpillCommand *command;
  guint n_ended = 0;

  fill (&fixture);
  pause_worker (&fixture);
  command = start (&fixture, SPILL_COMMAND_WORKER_UNPAUSE, 60, &n_ended);
  spill_command_accepted (command, 0);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_SENT);
  resume_worker (&fixture);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_DONE);
  g_assert_finalize_object (command);
  fixture_clear (&fixture);
}

static void
test_no_source (void)
{
  Fixture fixture;
  g_autoptr(SpillCommand) command = NULL;
  const char *why = NULL;

  fill (&fixture);
  spill_master_set_source (fixture.master, NULL);
  command = spill_command_new (SPILL_COMMAND_STOP, build_of (&fixture, 8));
  spill_master_run (fixture.master, command);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_FAILED);
  g_assert_error (spill_command_get_error (command), SPILL_ERROR, SPILL_ERROR_UNREACHABLE);
  g_assert_false (spill_master_can (fixture.master, SPILL_COMMAND_STOP, &why));
  g_assert_nonnull (why);
  g_clear_object (&command);
  fixture_clear (&fixture);
}

/* Its master keeps it while it runs; with the master it ends. */
static void
test_kept (void)
{
  Fixture fixture;
  SpillCommand *command;
  guint n_ended = 0;

  fill (&fixture);
  command = start (&fixture, SPILL_COMMAND_STOP, 60, &n_ended);
  spill_command_accepted (command, 0);
  g_object_add_weak_pointer (G_OBJECT (command), (gpointer *) &command);
  g_object_unref (command);
  g_assert_nonnull (command);
  finish_8 (&fixture);
  g_assert_null (command);
  g_assert_cmpuint (n_ended, ==, 1);

  command = start (&fixture, SPILL_COMMAND_WORKER_PAUSE, 60, &n_ended);
  spill_command_accepted (command, 0);
  fixture_clear (&fixture);
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_FAILED);
  g_assert_error (spill_command_get_error (command), SPILL_ERROR, SPILL_ERROR_GONE);
  g_assert_cmpuint (n_ended, ==, 2);
  g_assert_finalize_object (command);
}

static gboolean
on_later (gpointer user_data)
{
  set_flag (user_data);
  return G_SOURCE_REMOVE;
}

/* Dropped while it waits: nothing fires. */
static void
test_dropped (void)
{
  Fixture fixture;
  SpillCommand *command;
  gboolean flag = FALSE;

  fill (&fixture);
  command = spill_command_new (SPILL_COMMAND_STOP, build_of (&fixture, 8));
  g_object_set (command, "patience", 0.01, NULL);
  spill_command_accepted (command, 0);
  g_assert_finalize_object (command);
  finish_8 (&fixture);
  g_timeout_add (30, on_later, &flag);
  wait_for (&flag);
  fixture_clear (&fixture);
}

typedef void (*Test) (gconstpointer data);

static const struct { const char *name; Test test; } tests[] = {
  { "done", test_done },
  { "done-before-answer", test_done_before_answer },
  { "accepted", test_accepted },
  { "failed", test_failed },
};

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
      {
        g_autofree char *path = g_strdup_printf ("/model/command/%s/%s", tests[i].name,
                                                 cases[k].name);

        g_test_add_data_func (path, &cases[k], tests[i].test);
      }
  g_test_add_func ("/model/command/unpause", test_unpause);
  g_test_add_func ("/model/command/no-source", test_no_source);
  g_test_add_func ("/model/command/kept", test_kept);
  g_test_add_func ("/model/command/dropped", test_dropped);

  return g_test_run ();
}
