/* The model alone at the size of a big master, written through its setters: what it keeps and what
 * it costs. Settings of the size: 1,200 builders, 190 workers, 30,000 builds, 100 running. */
#include "bench.h"

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-master.h"
#include "model/spill-request.h"
#include "model/spill-status.h"
#include "model/spill-worker.h"

#define N_BUILDERS 1200
#define N_WORKERS 190
#define N_BUILDS 25
#define N_RUNNING 100
#define N_EVENTS 1000
#define BEGIN 1700000000.0

typedef struct
{
  SpillStatus *status;
  SpillMaster *master;
  guint        n_events;
  guint        n_settled;
} Bench;

static double
milliseconds (gint64 since)
{
  return (double) (g_get_monotonic_time () - since) / 1000;
}

static gint64
build_id (guint builder,
          guint number)
{
  return (gint64) number * N_BUILDERS + builder + 1;
}

static SpillResult
result_of (guint builder,
           guint number)
{
  if (builder % 11 == 0)
    return SPILL_RESULT_FAILURE;

  return (builder * 31 + number * 17) % 13 == 0 ? SPILL_RESULT_FAILURE : SPILL_RESULT_SUCCESS;
}

static void
add_build (Bench    *bench,
           guint     builder,
           guint     number,
           gboolean  runs)
{
  SpillBuilder *it = spill_list_find (spill_master_get_builders (bench->master), builder + 1);
  SpillBuild *build = spill_builder_add_build (it, build_id (builder, number), number);
  char worker[16];

  g_snprintf (worker, sizeof worker, "worker-%u", (builder + number) % N_WORKERS);
  spill_build_begin (build);
  spill_build_set_request_id (build, build_id (builder, number));
  spill_build_set_started (build, BEGIN + number * 3600 + builder);
  spill_build_set_worker_name (build, worker);
  spill_build_set_text (build, runs ? "building" : "build successful");
  if (!runs)
    spill_build_set_finished (build, BEGIN + number * 3600 + builder + 300,
                              result_of (builder, number));
  spill_build_end (build);
}

static void
add_builders (Bench *bench)
{
  const char *tags[] = { "linux", "gcc", NULL };

  for (guint i = 0; i < N_BUILDERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("builder-with-a-usual-name-%u", i);

      spill_builder_set_tags (spill_master_add_builder (bench->master, i + 1, name), tags);
    }
  for (guint i = 0; i < N_WORKERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("worker-%u", i);
      SpillWorker *worker = spill_master_add_worker (bench->master, i + 1, name);
      gint64 ids[N_BUILDERS / N_WORKERS + 1];
      guint n = 0;

      for (guint j = i; j < N_BUILDERS; j += N_WORKERS)
        ids[n++] = j + 1;
      spill_worker_set_builder_ids (worker, ids, n);
      spill_worker_set_connected (worker, TRUE);
    }
}

static void
measure_fill (Bench *bench)
{
  double before = bench_pss (0);
  gint64 begin = g_get_monotonic_time ();
  double filled;

  add_builders (bench);
  bench_row ("model: add 1,200 builders, 190 workers", milliseconds (begin), "ms", 50);
  filled = bench_pss (0);
  bench_row ("model: memory of a builder", (filled - before) * 1024 / N_BUILDERS, "KiB", 3);

  begin = g_get_monotonic_time ();
  for (guint number = 1; number <= N_BUILDS; number++)
    for (guint i = 0; i < N_BUILDERS; i++)
      add_build (bench, i, number, FALSE);
  bench_row ("model: add 30,000 builds", milliseconds (begin), "ms", 150);
  bench_row ("model: memory of a build", (bench_pss (0) - filled) * 1024 * 1024
             / (N_BUILDERS * N_BUILDS), "bytes", 350);

  for (guint i = 0; i < N_RUNNING; i++)
    add_build (bench, i * (N_BUILDERS / N_RUNNING), N_BUILDS + 1, TRUE);
  spill_master_set_connection (bench->master, SPILL_CONNECTION_LIVE);
}

static void
measure_streaks (Bench *bench)
{
  SpillList *builders = spill_master_get_builders (bench->master);
  gint64 begin = g_get_monotonic_time ();
  SpillStreak streak;
  guint n_bad = 0;

  for (guint i = 0; i < N_BUILDERS; i++)
    {
      spill_builder_get_streak (spill_list_peek (builders, i), &streak);
      n_bad += streak.result == SPILL_RESULT_FAILURE;
    }
  bench_row ("model: streaks of 1,200 builders, first time", milliseconds (begin), "ms", 5);
  g_assert_cmpuint (n_bad, >, 0);

  begin = g_get_monotonic_time ();
  for (guint i = 0; i < N_BUILDERS; i++)
    spill_builder_get_streak (spill_list_peek (builders, i), &streak);
  bench_row ("model: streaks of 1,200 builders, again", milliseconds (begin), "ms", 0.5);
}

static void
on_event (SpillStatus      *status,
          const SpillEvent *event,
          Bench            *bench)
{
  bench->n_events++;
}

static void
on_settled (SpillMaster *master,
            Bench       *bench)
{
  bench->n_settled++;
}

/* As a burst on a real master: most are words of running builds, some begin and end. */
static void
apply_event (Bench *bench,
             guint  i)
{
  guint builder = i % N_RUNNING * (N_BUILDERS / N_RUNNING);
  guint number = N_BUILDS + 1 + i / N_RUNNING / 5;
  SpillBuilder *it = spill_list_find (spill_master_get_builders (bench->master), builder + 1);
  SpillBuild *build = spill_builder_get_build (it, number);
  char text[32];

  if (build == NULL)
    {
      add_build (bench, builder, number, TRUE);
      return;
    }
  if (i / N_RUNNING % 5 == 4)
    {
      spill_build_begin (build);
      spill_build_set_text (build, "failed test");
      spill_build_set_finished (build, BEGIN + number * 3600 + 500, SPILL_RESULT_FAILURE);
      spill_build_end (build);
      spill_builder_trim (it, N_BUILDS);
      return;
    }
  g_snprintf (text, sizeof text, "building, step %u", i / N_RUNNING % 5);
  spill_build_set_text (build, text);
}

static void
measure_events (Bench *bench)
{
  gint64 begin;

  g_signal_connect (bench->status, "event", G_CALLBACK (on_event), bench);
  g_signal_connect (bench->master, "settled", G_CALLBACK (on_settled), bench);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < N_EVENTS; i++)
    apply_event (bench, i);
  spill_master_settle (bench->master);
  /* The whole burst may take 50 ms of the main loop's time; most of it is the views'. */
  bench_row ("model: apply 1,000 events", milliseconds (begin), "ms", 10);
  g_assert_cmpuint (bench->n_events, >, 0);

  begin = g_get_monotonic_time ();
  for (guint i = 0; i < 1000; i++)
    spill_master_settle (bench->master);
  bench_row ("model: settle, one listener", milliseconds (begin), "us", 10);
  g_assert_cmpuint (bench->n_settled, ==, 1001);
}

static void
measure_requests (Bench *bench)
{
  SpillList *builders = spill_master_get_builders (bench->master);
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < 1000; i++)
    spill_request_set_submitted (
      spill_master_add_request (bench->master, 1000000 + i, spill_list_peek (builders, i)), BEGIN);
  bench_row ("model: add 1,000 requests", milliseconds (begin), "ms", 10);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < 1000; i++)
    spill_master_remove_request (bench->master, 1000000 + i);
  bench_row ("model: remove 1,000 requests", milliseconds (begin), "ms", 10);
}

int
main (void)
{
  Bench bench = { spill_status_new (), spill_master_new ("bench", "demo:"), 0, 0 };

  spill_status_add_master (bench.status, bench.master);
  measure_fill (&bench);
  measure_streaks (&bench);
  measure_events (&bench);
  measure_requests (&bench);
  g_object_unref (bench.master);
  g_object_unref (bench.status);

  return 0;
}
