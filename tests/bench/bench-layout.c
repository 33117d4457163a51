#include "bench-master.h"
#include "bench.h"

#include <time.h>

#include "layout/spill-busy.h"
#include "layout/spill-columns.h"
#include "layout/spill-console.h"
#include "layout/spill-grid.h"
#include "layout/spill-time-map.h"
#include "layout/spill-waterfall.h"
#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-master.h"

#define ROUNDS     200

/* Processor time of this thread, in microseconds: what else runs does not count. */
static gint64
processor_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static double
since (gint64 *at)
{
  gint64 now = processor_time ();
  double ms = (double) (now - *at) / 1000;

  *at = now;
  return ms;
}

/* A page: one builder has changed, then everything is laid out. */
static void
bench_page (const char *name,
            guint       n_builders,
            guint       n_builds,
            double      budget)
{
  g_autoptr(SpillMaster) master = bench_master_new (n_builders, n_builds);
  g_autoptr(SpillColumns) columns = spill_columns_new (master);
  SpillBuilder *builder = spill_list_peek (spill_master_get_builders (master), 0);
  g_autoptr(GPtrArray) first = spill_columns_get_all (columns, BENCH_MASTER_NOW);
  SpillWaterfallQuery query = { 0 };
  double main_ms = 0, worker_ms = 0;
  guint rounds = n_builders > 100 ? 10 : ROUNDS;
  g_autofree char *main_name = g_strdup_printf ("layout: waterfall of %s, main context", name);
  g_autofree char *worker_name = g_strdup_printf ("layout: waterfall of %s, rows", name);

  for (guint i = 0; i < rounds; i++)
    {
      gint64 at = processor_time ();
      g_autoptr(GPtrArray) all = NULL;
      g_autoptr(GPtrArray) changes = NULL;
      g_autoptr(SpillWaterfall) waterfall = NULL;

      spill_build_set_text (spill_builder_get_build (builder, n_builds - 1), i % 2 ? "a" : "b");
      all = spill_columns_get_all (columns, BENCH_MASTER_NOW);
      changes = spill_columns_get_changes (columns, SPILL_WATERFALL_MAX_CHANGES);
      main_ms += since (&at);
      waterfall = spill_waterfall_new (all, changes, &query, BENCH_MASTER_NOW);
      worker_ms += since (&at);
    }
  bench_row (main_name, main_ms / rounds, "ms", 2);
  bench_row (worker_name, worker_ms / rounds, "ms", budget);
}

static void
bench_big (void)
{
  g_autoptr(SpillMaster) master = bench_master_new (BENCH_MASTER_BUILDERS, BENCH_MASTER_BUILDS);
  g_autoptr(SpillColumns) columns = spill_columns_new (master);
  SpillBuilder *builder = spill_list_peek (spill_master_get_builders (master), 7);
  gint64 at = processor_time ();
  g_autoptr(GPtrArray) all = spill_columns_get_all (columns, BENCH_MASTER_NOW);
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(SpillBusy) busy = spill_busy_new ();
  g_autoptr(GPtrArray) lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_lane_unref);
  g_autoptr(SpillGrid) grid = NULL;
  g_autoptr(SpillConsole) console = NULL;
  SpillWaterfallQuery query = { 0 };
  SpillGridQuery grid_query = { 0 };
  SpillConsoleQuery console_query = { 0 };
  SpillTimeScale scale = { BENCH_MASTER_NOW, BENCH_MASTER_NOW - 100000, 1, 300, 10 };
  double ms = 0;
  guint n;

  bench_row ("layout: columns of 1,200 builders, first", since (&at), "ms", 0);
  changes = spill_columns_get_changes (columns, 500);
  at = processor_time ();
  grid = spill_grid_new (all, &grid_query);
  bench_row ("layout: grid of 1,200 builders", since (&at), "ms", 60);
  console = spill_console_new (all, changes, &console_query);
  bench_row ("layout: console of 1,200 builders", since (&at), "ms", 60);

  for (guint i = 0; i < all->len; i++)
    {
      g_ptr_array_add (lanes, spill_lane_new (all->pdata[i], &query, BENCH_MASTER_NOW));
      spill_busy_add (busy, lanes->pdata[i]);
    }
  spill_busy_get_spans (busy, &n);
  bench_row ("layout: lanes and folds of 1,200 builders, first", since (&at), "ms", 0);

  /* One build of one builder changes: its lane is made anew, and what may be folded. */
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr(SpillTimeMap) map = NULL;
      SpillLane *lane;
      const SpillSpan *spans;

      spill_build_set_text (spill_builder_get_build (builder, BENCH_MASTER_BUILDS - 1), i % 2 ? "a" : "b");
      at = processor_time ();
      lane = spill_lane_new (spill_columns_get (columns, builder, BENCH_MASTER_NOW), &query, BENCH_MASTER_NOW);
      spill_busy_remove (busy, lanes->pdata[7]);
      spill_busy_add (busy, lane);
      spill_lane_unref (lanes->pdata[7]);
      lanes->pdata[7] = lane;
      spans = spill_busy_get_spans (busy, &n);
      map = spill_time_map_new (&scale, spans, n);
      ms += since (&at);
    }
  bench_row ("layout: one build of 1,200 builders changes, time to scale", ms / ROUNDS, "ms", 2);
}

int
main (void)
{
  bench_page ("50 builders and 200 builds", 50, 4, 5);
  bench_page ("1,200 builders and 30,000 builds", BENCH_MASTER_BUILDERS, BENCH_MASTER_BUILDS, 60);
  bench_big ();

  return 0;
}
