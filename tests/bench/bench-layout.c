#include "bench-master.h"
#include "bench.h"

#include <time.h>

#include "layout/spill-columns.h"
#include "layout/spill-console.h"
#include "layout/spill-grid.h"
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
  gint64 at = processor_time ();
  g_autoptr(GPtrArray) all = spill_columns_get_all (columns, BENCH_MASTER_NOW);
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(SpillGrid) grid = NULL;
  g_autoptr(SpillConsole) console = NULL;
  SpillGridQuery grid_query = { 0 };
  SpillConsoleQuery console_query = { 0 };

  bench_row ("layout: columns of 1,200 builders, first", since (&at), "ms", 0);
  changes = spill_columns_get_changes (columns, 500);
  at = processor_time ();
  grid = spill_grid_new (all, &grid_query);
  bench_row ("layout: grid of 1,200 builders", since (&at), "ms", 60);
  console = spill_console_new (all, changes, &console_query);
  bench_row ("layout: console of 1,200 builders", since (&at), "ms", 60);
}

int
main (void)
{
  bench_page ("50 builders and 200 builds", 50, 4, 5);
  bench_page ("1,200 builders and 30,000 builds", BENCH_MASTER_BUILDERS, BENCH_MASTER_BUILDS, 60);
  bench_big ();

  return 0;
}
