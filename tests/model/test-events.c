#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-change.h"
#include "model/spill-log.h"
#include "model/spill-master.h"
#include "model/spill-request.h"
#include "model/spill-source.h"
#include "model/spill-status.h"
#include "model/spill-step.h"
#include "model/spill-worker.h"

#include "model-fixture.h"

/* Before a master has synced nothing is news; a row's @before runs then. */
typedef struct
{
  const char *name;
  void      (*before) (Fixture *fixture);
  void      (*then)   (Fixture *fixture);
  const char *events;   /* nicks, after the first sync, with what they are about */
} EventCase;

static void
have_finished_build (Fixture *fixture)
{
  add_finished (fixture, 7, SPILL_RESULT_SUCCESS);
}

static void
have_running_build (Fixture *fixture)
{
  add_running (fixture, 8);
}

static void
have_held_build (Fixture *fixture)
{
  SpillBuild *build = add_running (fixture, 8);

  spill_build_hold (build, SPILL_PART_STEPS);
  set_step (spill_build_add_step (build, 0, "old"), 10, 0);
  spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_HERE, NULL);
}

static void
have_connected_worker (Fixture *fixture)
{
  gint64 id = BUILDER_ID;
  SpillWorker *worker = spill_master_add_worker (fixture->master, 1, "w");

  spill_worker_set_connected (worker, TRUE);
  spill_worker_set_builder_ids (worker, &id, 1);
}

static void
have_request (Fixture *fixture)
{
  spill_master_add_request (fixture->master, 5, fixture->builder);
}

static void
start_next (Fixture *fixture)
{
  add_running (fixture, 8);
}

static void
find_next_finished (Fixture *fixture)
{
  add_finished (fixture, 8, SPILL_RESULT_FAILURE);
}

static void
load_older (Fixture *fixture)
{
  add_finished (fixture, 6, SPILL_RESULT_SUCCESS);
  add_finished (fixture, 5, SPILL_RESULT_SUCCESS);
}

/* The last result of a builder that was quiet when we connected. */
static void
learn_last_result (Fixture *fixture)
{
  add_finished (fixture, 498, SPILL_RESULT_SUCCESS);
  add_finished (fixture, 499, SPILL_RESULT_FAILURE);
  spill_builder_set_known (fixture->builder);
}

static void
learn_then_miss_one (Fixture *fixture)
{
  learn_last_result (fixture);
  add_finished (fixture, 500, SPILL_RESULT_SUCCESS);
}

static void
finish_running (Fixture *fixture)
{
  finish_build (fixture, 8, SPILL_RESULT_SUCCESS);
}

static void
finish_twice (Fixture *fixture)
{
  finish_build (fixture, 8, SPILL_RESULT_SUCCESS);
  finish_build (fixture, 8, SPILL_RESULT_SUCCESS);
  finish_build (fixture, 8, SPILL_RESULT_FAILURE);
}

static void
learn_of_it_again (Fixture *fixture)
{
  add_running (fixture, 8);
  add_running (fixture, 8);
}

static void
run_without_bracket (Fixture *fixture)
{
  SpillBuild *build = spill_builder_add_build (fixture->builder, 0, 8);

  spill_build_set_started (build, 100);
  spill_build_set_finished (build, 110, SPILL_RESULT_SUCCESS);
}

static void
step_without_bracket (Fixture *fixture)
{
  spill_build_add_step (spill_builder_add_build (fixture->builder, 0, 8), 0, "first");
}

static void
lose_and_find (Fixture *fixture)
{
  spill_master_set_connection (fixture->master, SPILL_CONNECTION_RECONNECTING);
  spill_master_set_connection (fixture->master, SPILL_CONNECTION_LIVE);
}

static void
fall_back_to_polling (Fixture *fixture)
{
  spill_master_set_connection (fixture->master, SPILL_CONNECTION_POLLING);
}

static void
finish_in_the_gap (Fixture *fixture)
{
  spill_master_set_connection (fixture->master, SPILL_CONNECTION_RECONNECTING);
  finish_build (fixture, 8, SPILL_RESULT_FAILURE);
  add_finished (fixture, 9, SPILL_RESULT_SUCCESS);
  add_running (fixture, 10);
  spill_master_set_connection (fixture->master, SPILL_CONNECTION_LIVE);
}

static void
add_and_remove_builder (Fixture *fixture)
{
  spill_master_add_builder (fixture->master, 77, "new");
  spill_master_remove_builder (fixture->master, 77);
}

static void
run_a_step (Fixture *fixture)
{
  SpillStep *step = spill_build_add_step (build_of (fixture, 8), 1, "compile");

  spill_step_set_started (step, 100);
  spill_step_set_text (step, "compiling");
  spill_step_set_text (step, "compiling");
  spill_step_set_finished (step, 110, SPILL_RESULT_SUCCESS);
  spill_step_set_finished (step, 110, SPILL_RESULT_SUCCESS);
}

static void
find_finished_step (Fixture *fixture)
{
  set_step (spill_build_add_step (build_of (fixture, 8), 1, "compile"), 100, 110);
}

static void
end_known_step (Fixture *fixture)
{
  spill_step_set_finished (spill_build_add_step (build_of (fixture, 8), 0, "old"), 110,
                           SPILL_RESULT_SUCCESS);
}

static void
load_steps_of_finished (Fixture *fixture)
{
  SpillBuild *build = build_of (fixture, 7);

  spill_build_hold (build, SPILL_PART_STEPS);
  set_step (spill_build_add_step (build, 0, "a"), 10, 20);
  set_step (spill_build_add_step (build, 1, "b"), 20, 30);
  spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_HERE, NULL);
  set_step (spill_build_add_step (build, 2, "late"), 30, 40);
  spill_build_release (build, SPILL_PART_STEPS);
}

static void
load_steps_of_running (Fixture *fixture)
{
  SpillBuild *build = build_of (fixture, 8);
  SpillStep *pending;

  spill_build_hold (build, SPILL_PART_STEPS);
  set_step (spill_build_add_step (build, 0, "a"), 10, 20);
  set_step (spill_build_add_step (build, 1, "b"), 20, 0);
  pending = spill_build_add_step (build, 2, "c");
  spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_HERE, NULL);
  spill_step_set_finished (spill_build_add_step (build, 1, "b"), 30, SPILL_RESULT_SUCCESS);
  spill_step_set_started (pending, 30);
  spill_build_release (build, SPILL_PART_STEPS);
}

static void
write_a_log (Fixture *fixture)
{
  SpillStep *step = spill_build_add_step (build_of (fixture, 8), 0, "old");
  SpillLog *log = spill_step_add_log (step, 1, "stdio");

  spill_step_hold (step, SPILL_PART_LOGS);
  spill_step_set_part_state (step, SPILL_PART_LOGS, SPILL_PART_HERE, NULL);
  spill_log_hold (log);
  spill_log_set_n_lines (log, 2);
  spill_log_add_lines (log, 0, "oa\nob\n", 6);
  spill_log_set_part_state (log, SPILL_PART_HERE, NULL);
  spill_log_set_n_lines (log, 4);
  spill_log_add_lines (log, 1, "ob\noc\ned\n", 9);
  spill_log_add_lines (log, 0, "oa\n", 3);
  spill_log_set_complete (log);
  spill_log_set_complete (log);
  spill_step_add_log (step, 2, "warnings");
  spill_log_release (log);
  spill_step_release (step, SPILL_PART_LOGS);
}

static void
lose_worker (Fixture *fixture)
{
  SpillWorker *worker = spill_master_add_worker (fixture->master, 1, "w");

  spill_worker_set_connected (worker, FALSE);
  spill_worker_set_connected (worker, FALSE);
  spill_worker_set_connected (worker, TRUE);
}

static void
pause_worker (Fixture *fixture)
{
  SpillWorker *worker = spill_master_add_worker (fixture->master, 1, "w");

  spill_worker_set_paused (worker, TRUE, "disk full");
  spill_worker_set_paused (worker, TRUE, "disk full");
  spill_worker_set_paused (worker, FALSE, NULL);
}

static void
submit (Fixture *fixture)
{
  spill_master_add_request (fixture->master, 6, fixture->builder);
  spill_master_add_request (fixture->master, 6, fixture->builder);
  spill_master_add_request (fixture->master, 4, fixture->builder);
}

static void
cancel (Fixture *fixture)
{
  spill_request_set_complete (spill_master_add_request (fixture->master, 5, fixture->builder),
                              SPILL_RESULT_CANCELLED);
  spill_master_remove_request (fixture->master, 5);
}

static void
vanish (Fixture *fixture)
{
  spill_master_remove_request (fixture->master, 5);
  spill_master_remove_request (fixture->master, 5);
}

static void
build_request (Fixture *fixture)
{
  SpillRequest *request = spill_master_add_request (fixture->master, 5, fixture->builder);

  spill_request_set_claimed (request, TRUE);
  spill_request_set_complete (request, SPILL_RESULT_SUCCESS);
}

static void
stop_requested_build (Fixture *fixture)
{
  SpillBuild *build = add_running (fixture, 8);

  spill_build_set_request_id (build, 5);
  spill_request_set_claimed (spill_master_add_request (fixture->master, 5, fixture->builder), TRUE);
  finish_build (fixture, 8, SPILL_RESULT_CANCELLED);
  spill_request_set_complete (spill_master_add_request (fixture->master, 5, fixture->builder),
                              SPILL_RESULT_CANCELLED);
}

static void
push_changes (Fixture *fixture)
{
  for (gint64 id = 3; id > 0; id--)
    {
      g_autoptr(SpillChange) change = g_object_new (SPILL_TYPE_CHANGE, "id", id, NULL);

      spill_master_add_change (fixture->master, change);
      spill_master_add_change (fixture->master, change);
    }
}

static void
expect_end (Fixture *fixture)
{
  spill_build_set_master_eta (build_of (fixture, 8), 5000);
  spill_build_set_master_eta (build_of (fixture, 8), 5000);
  spill_step_set_master_eta (spill_build_add_step (build_of (fixture, 8), 0, "old"), 4000);
}

static const EventCase cases[] = {
  { "started", have_finished_build, start_next,
    "builder-changed-state build-started:8" },
  { "found-finished", have_finished_build, find_next_finished,
    "build-started:8 build-finished:8" },
  { "older-loaded", have_finished_build, load_older, "" },
  { "first-of-new-builder", NULL, start_next,
    "builder-changed-state build-started:8" },
  { "last-result-learned", NULL, learn_last_result, "" },
  { "learned-then-missed", NULL, learn_then_miss_one,
    "build-started:500 build-finished:500" },
  { "finished", have_running_build, finish_running,
    "build-finished:8 builder-changed-state" },
  { "finished-once", have_running_build, finish_twice,
    "build-finished:8 builder-changed-state" },
  { "started-once", have_finished_build, learn_of_it_again,
    "builder-changed-state build-started:8" },
  { "no-bracket", have_finished_build, run_without_bracket,
    "builder-changed-state build-started:8 build-finished:8 builder-changed-state" },
  { "step-first", have_finished_build, step_without_bracket,
    "builder-changed-state build-started:8" },
  { "reconnected", have_finished_build, lose_and_find,
    "master-disconnected master-connected" },
  { "polling-instead", have_finished_build, fall_back_to_polling, "" },
  { "gap", have_running_build, finish_in_the_gap,
    "master-disconnected build-finished:8 builder-changed-state build-started:9 build-finished:9"
    " builder-changed-state build-started:10 master-connected" },
  { "builder", NULL, add_and_remove_builder,
    "builder-added builder-changed-state builder-removed" },
  { "step", have_held_build, run_a_step,
    "step-started:1 step-text-changed:1 step-finished:1" },
  { "step-found-finished", have_held_build, find_finished_step,
    "step-started:1 step-finished:1" },
  { "step-known", have_held_build, end_known_step, "step-finished:0" },
  { "steps-of-finished", have_finished_build, load_steps_of_finished, "" },
  { "steps-of-running", have_running_build, load_steps_of_running,
    "step-finished:1 step-started:2" },
  { "log", have_held_build, write_a_log,
    "log-chunk:oc\ned\n log-finished log-started" },
  { "worker-lost", have_connected_worker, lose_worker,
    "worker-disconnected builder-changed-state worker-connected builder-changed-state" },
  { "worker-paused", have_connected_worker, pause_worker,
    "worker-paused worker-unpaused" },
  { "request", have_request, submit, "request-submitted" },
  { "request-cancelled", have_request, cancel, "request-cancelled" },
  { "request-gone", have_request, vanish, "request-cancelled" },
  { "request-built", have_request, build_request, "" },
  { "requested-build-stopped", have_request, stop_requested_build,
    "builder-changed-state build-started:8 build-finished:8 builder-changed-state" },
  { "changes", NULL, push_changes, "change-added" },
  { "eta", have_held_build, expect_end, "build-eta-update:8 step-eta-update:0" },
};

static void
test_events (gconstpointer data)
{
  const EventCase *c = data;
  Fixture fixture;

  fixture_init (&fixture);
  if (c->before != NULL)
    c->before (&fixture);
  g_assert_cmpstr (fixture.events->str, ==, "");
  spill_master_set_connection (fixture.master, SPILL_CONNECTION_LIVE);
  g_assert_cmpstr (fixture.events->str, ==, "master-connected");
  g_string_truncate (fixture.events, 0);

  c->then (&fixture);
  g_assert_cmpstr (fixture.events->str, ==, c->events);
  fixture_clear (&fixture);
}

/* Nothing at all is news while the first picture is not complete. */
static void
test_before_sync (void)
{
  Fixture fixture;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      if (cases[i].then == lose_and_find || cases[i].then == fall_back_to_polling
          || cases[i].then == finish_in_the_gap)
        continue;
      fixture_init (&fixture);
      if (cases[i].before != NULL)
        cases[i].before (&fixture);
      cases[i].then (&fixture);
      g_assert_cmpstr (fixture.events->str, ==, "");
      fixture_clear (&fixture);
    }
}

/* In a bracket nothing is told until its outermost end, and then once. */
static void
test_bracket (void)
{
  Fixture fixture;
  SpillBuild *build;
  guint n_changed = 0;
  guint n_builder_changed = 0;

  fixture_init (&fixture);
  spill_master_set_connection (fixture.master, SPILL_CONNECTION_LIVE);
  g_string_truncate (fixture.events, 0);
  g_signal_connect_swapped (fixture.builder, "changed", G_CALLBACK (count), &n_builder_changed);
  build = spill_builder_add_build (fixture.builder, 99, 8);
  g_signal_connect_swapped (build, "changed", G_CALLBACK (count), &n_changed);

  spill_build_begin (build);
  spill_build_begin (build);
  spill_build_set_started (build, 100);
  spill_build_set_text (build, "building");
  spill_build_end (build);
  spill_build_set_worker_name (build, "w");
  g_assert_cmpuint (n_changed, ==, 0);
  g_assert_cmpstr (fixture.events->str, ==, "");
  spill_build_end (build);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (n_builder_changed, ==, 1);
  g_assert_cmpstr (fixture.events->str, ==, "builder-changed-state build-started:8");

  /* Nothing new: nothing told. */
  spill_build_begin (build);
  spill_build_set_started (build, 100);
  spill_build_set_text (build, "building");
  spill_build_end (build);
  g_assert_cmpuint (n_changed, ==, 1);
  fixture_clear (&fixture);
}

static void
check_running (SpillBuild *build)
{
  SpillBuilder *builder = spill_build_get_builder (build);

  g_assert_cmpuint (spill_list_get_length (spill_builder_get_running (builder)), ==, 0);
}

static void
on_finished (SpillStatus      *status,
             const SpillEvent *event,
             guint            *n)
{
  SpillStreak streak;

  g_assert_true (event->when > 0);
  g_assert_true (event->builder == spill_build_get_builder (event->build));
  check_running (event->build);
  g_assert_true (spill_builder_get_last_build (event->builder) == event->build);
  g_assert_cmpint (spill_builder_get_last_result (event->builder), ==, SPILL_RESULT_FAILURE);
  g_assert_cmpint (spill_builder_get_state (event->builder), ==, SPILL_BUILDER_IDLE);
  spill_builder_get_streak (event->builder, &streak);
  g_assert_cmpuint (streak.n_builds, ==, 1);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_running (event->master)), ==, 0);
  (*n)++;
}

/* Whoever hears of an end finds the builder already as it is afterwards. */
static void
test_consistent (void)
{
  Fixture fixture;
  SpillBuild *build;
  guint n = 0;

  fixture_init (&fixture);
  add_finished (&fixture, 7, SPILL_RESULT_SUCCESS);
  build = add_running (&fixture, 8);
  g_signal_connect (build, "notify::is-finished", G_CALLBACK (check_running), NULL);
  spill_master_set_connection (fixture.master, SPILL_CONNECTION_LIVE);
  g_signal_connect (fixture.status, "event::build-finished", G_CALLBACK (on_finished), &n);
  finish_build (&fixture, 8, SPILL_RESULT_FAILURE);
  g_assert_cmpuint (n, ==, 1);
  fixture_clear (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/events/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_events);
    }
  g_test_add_func ("/model/events/before-sync", test_before_sync);
  g_test_add_func ("/model/events/bracket", test_bracket);
  g_test_add_func ("/model/events/consistent", test_consistent);

  return g_test_run ();
}
