#include <string.h>

#include "model/spill-request.h"
#include "model/spill-worker.h"

#include "model-fixture.h"

/* The truth about a master, and two models of it: one that got all of it at once, one that got it
 * as events in random order, with repetitions and gaps. They must look the same. */
#define N_BUILDERS 4
#define N_BUILDS 30
#define N_WORKERS 3
#define N_REQUESTS 20

typedef struct
{
  gboolean    exists, finished;
  SpillResult result;
} TrueBuild;

typedef struct
{
  TrueBuild builds[N_BUILDERS][N_BUILDS];
  gboolean  connected[N_WORKERS];
  gboolean  serves[N_WORKERS][N_BUILDERS];
  int       requests[N_REQUESTS];   /* 0 unknown, 1 waits, 2 claimed, 3 complete */
} Truth;

static SpillBuilder *
builder_of (SpillMaster *master,
            guint        index)
{
  g_autofree char *name = g_strdup_printf ("b%u", index);

  return spill_master_add_builder (master, 10 + index, name);
}

static void
tell_build (SpillMaster *master,
            const Truth *truth,
            guint        b,
            guint        n)
{
  const TrueBuild *true_build = &truth->builds[b][n];
  SpillBuild *build;

  if (!true_build->exists)
    return;

  build = spill_builder_add_build (builder_of (master, b), 1 + b * 1000 + n, n + 1);
  spill_build_begin (build);
  spill_build_set_started (build, 1000 + n * 10);
  spill_build_set_text (build, true_build->finished ? "finished" : "building");
  if (true_build->finished)
    spill_build_set_finished (build, 1000 + n * 10 + 5, true_build->result);
  spill_build_end (build);
}

static void
tell_worker (SpillMaster *master,
             const Truth *truth,
             guint        w)
{
  SpillWorker *worker = spill_master_add_worker (master, 1 + w, "w");
  gint64 ids[N_BUILDERS];
  guint n = 0;

  for (guint b = N_BUILDERS; b-- > 0; )
    if (truth->serves[w][b])
      ids[n++] = 10 + b;
  spill_worker_set_builder_ids (worker, ids, n);
  spill_worker_set_connected (worker, truth->connected[w]);
}

static void
tell_request (SpillMaster *master,
              const Truth *truth,
              guint        r)
{
  SpillRequest *request = spill_list_find (spill_master_get_requests (master), r + 1);

  if (truth->requests[r] == 0 || (truth->requests[r] == 3 && request == NULL))
    return;

  request = spill_master_add_request (master, r + 1, builder_of (master, r % N_BUILDERS));
  spill_request_set_claimed (request, truth->requests[r] >= 2);
  if (truth->requests[r] == 3)
    spill_request_set_complete (request, SPILL_RESULT_SUCCESS);
}

static void
tell_all (SpillMaster *master,
          const Truth *truth)
{
  for (guint b = 0; b < N_BUILDERS; b++)
    builder_of (master, b);
  for (guint w = 0; w < N_WORKERS; w++)
    tell_worker (master, truth, w);
  for (guint r = 0; r < N_REQUESTS; r++)
    tell_request (master, truth, r);
  for (guint b = 0; b < N_BUILDERS; b++)
    for (guint n = 0; n < N_BUILDS; n++)
      tell_build (master, truth, b, n);
}

/* One thing happens at the master, and is told now or only later. */
static void
happen (SpillMaster *master,
        Truth       *truth,
        gboolean     is_told)
{
  static const SpillResult results[] = {
    SPILL_RESULT_SUCCESS, SPILL_RESULT_SUCCESS, SPILL_RESULT_WARNINGS, SPILL_RESULT_FAILURE,
    SPILL_RESULT_FAILURE, SPILL_RESULT_EXCEPTION, SPILL_RESULT_CANCELLED,
  };
  guint b = g_test_rand_int_range (0, N_BUILDERS);
  guint n = g_test_rand_int_range (0, N_BUILDS);
  guint w = g_test_rand_int_range (0, N_WORKERS);
  guint r = g_test_rand_int_range (0, N_REQUESTS);

  switch (g_test_rand_int_range (0, 6))
    {
    case 0:
    case 1:
      truth->builds[b][n].exists = TRUE;
      break;
    case 2:
      if (!truth->builds[b][n].exists || truth->builds[b][n].finished)
        return;
      truth->builds[b][n].finished = TRUE;
      truth->builds[b][n].result = results[g_test_rand_int_range (0, G_N_ELEMENTS (results))];
      break;
    case 3:
      truth->connected[w] = !truth->connected[w];
      break;
    case 4:
      truth->serves[w][b] = !truth->serves[w][b];
      break;
    default:
      truth->requests[r] = MIN (truth->requests[r] + 1, 3);
      break;
    }

  if (!is_told)
    return;
  tell_build (master, truth, b, n);
  tell_worker (master, truth, w);
  tell_request (master, truth, r);
}

static void
describe_list (GString    *text,
               const char *name,
               SpillList  *list)
{
  g_string_append_printf (text, " %s:", name);
  for (guint i = 0; i < spill_list_get_length (list); i++)
    {
      gpointer item = spill_list_peek (list, i);

      if (SPILL_IS_BUILD (item))
        g_string_append_printf (text, "%u/%d%s,", spill_build_get_number (item),
                                spill_build_get_result (item), spill_build_get_text (item));
      else if (SPILL_IS_REQUEST (item))
        g_string_append_printf (text, "%u,", (guint) spill_request_get_id (item));
      else
        g_string_append_printf (text, "w%u,", (guint) spill_worker_get_id (item));
    }
}

static char *
describe (SpillMaster *master)
{
  GString *text = g_string_new (NULL);

  for (guint b = 0; b < N_BUILDERS; b++)
    {
      SpillBuilder *builder = builder_of (master, b);
      SpillBuild *last = spill_builder_get_last_build (builder);
      SpillStreak streak;

      spill_builder_get_streak (builder, &streak);
      g_string_append_printf (text, "%s state %d pending %u known %d last %d %d streak %d %u %d %g",
                              spill_builder_get_name (builder), spill_builder_get_state (builder),
                              spill_builder_get_n_pending (builder),
                              spill_builder_is_known (builder),
                              last != NULL ? (int) spill_build_get_number (last) : -1,
                              spill_builder_get_last_result (builder),
                              streak.result, streak.n_builds, streak.open_ended, streak.since);
      describe_list (text, "builds", spill_builder_get_builds (builder));
      describe_list (text, "running", spill_builder_get_running (builder));
      describe_list (text, "workers", spill_builder_get_workers (builder));
      describe_list (text, "requests", spill_builder_get_requests (builder));
      g_string_append_c (text, '\n');
    }
  describe_list (text, "running", spill_master_get_running (master));
  describe_list (text, "requests", spill_master_get_requests (master));
  describe_list (text, "workers", spill_master_get_workers (master));

  return g_string_free (text, FALSE);
}

typedef struct
{
  GHashTable *started, *finished;   /* of SpillBuild */
} Seen;

/* Each build starts and finishes once at most, in that order. */
static void
on_event (SpillStatus      *status,
          const SpillEvent *event,
          Seen             *seen)
{
  if (event->kind == SPILL_EVENT_BUILD_STARTED)
    {
      g_assert_true (g_hash_table_add (seen->started, event->build));
      g_assert_false (g_hash_table_contains (seen->finished, event->build));
    }
  else if (event->kind == SPILL_EVENT_BUILD_FINISHED)
    g_assert_true (g_hash_table_add (seen->finished, event->build));
}

/* What views rely on: a property that was not notified has not changed. */
static void
on_state (SpillBuilder *builder,
          GParamSpec   *pspec,
          int          *state)
{
  g_assert_cmpint (*state, !=, spill_builder_get_state (builder));
  *state = spill_builder_get_state (builder);
}

static void
test_random (void)
{
  for (guint round = 0; round < 100; round++)
    {
      g_autoptr(SpillStatus) status = spill_status_new ();
      SpillMaster *lived = spill_master_new ("lived", "http://a/");
      SpillMaster *told = spill_master_new ("told", "http://b/");
      g_autoptr(GHashTable) started = g_hash_table_new (NULL, NULL);
      g_autoptr(GHashTable) finished = g_hash_table_new (NULL, NULL);
      Seen seen = { started, finished };
      int states[N_BUILDERS] = { 0 };
      g_autofree char *one = NULL;
      g_autofree char *other = NULL;
      Truth truth;

      memset (&truth, 0, sizeof truth);
      spill_status_add_master (status, lived);
      g_signal_connect (status, "event", G_CALLBACK (on_event), &seen);
      for (guint b = 0; b < N_BUILDERS; b++)
        g_signal_connect (builder_of (lived, b), "notify::state", G_CALLBACK (on_state),
                          &states[b]);
      for (guint i = 0; i < 400; i++)
        {
          if (i == 100)
            spill_master_set_connection (lived, SPILL_CONNECTION_LIVE);
          /* A third of what happens falls into gaps. */
          happen (lived, &truth, i / 20 % 3 != 0);
        }
      tell_all (lived, &truth);
      tell_all (told, &truth);
      spill_master_set_connection (told, SPILL_CONNECTION_LIVE);

      one = describe (lived);
      other = describe (told);
      g_assert_cmpstr (one, ==, other);
      for (guint b = 0; b < N_BUILDERS; b++)
        g_assert_cmpint (states[b], ==, spill_builder_get_state (builder_of (lived, b)));

      spill_status_remove_master (status, lived);
      g_assert_finalize_object (lived);
      g_assert_finalize_object (told);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/random/lived-is-told", test_random);

  return g_test_run ();
}
