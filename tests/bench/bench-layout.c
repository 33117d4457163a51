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
#include "model/spill-change.h"
#include "model/spill-master.h"
#include "model/spill-step.h"

/* The pictures of a big master: 1,200 builders with 25 builds of 8 steps each. */
#define N_BUILDERS 1200
#define N_BUILDS   25
#define N_STEPS    8
#define NOW        1e9
#define ROUNDS     200

static void
fill_build (SpillBuilder *builder,
            guint         number)
{
  const char *const words[] = { "compile", "done", NULL };
  double start = NOW - (N_BUILDS - number) * 1800.0 + (double) spill_builder_get_id (builder);
  SpillBuild *build = spill_builder_add_build (builder, 0, number);

  spill_build_begin (build);
  spill_build_set_started (build, start);
  spill_build_set_text (build, "build successful");
  spill_build_set_revision (build, number % 2 ? "r1" : "r2", "master");
  spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_HERE, NULL);
  for (guint i = 0; i < N_STEPS; i++)
    {
      SpillStep *step = spill_build_add_step (build, i, "compile");

      spill_step_begin (step);
      spill_step_set_words (step, words);
      spill_step_set_started (step, start + i * 60);
      spill_step_set_finished (step, start + i * 60 + 59, SPILL_RESULT_SUCCESS);
      spill_step_end (step);
    }
  spill_build_set_finished (build, start + N_STEPS * 60, SPILL_RESULT_SUCCESS);
  spill_build_end (build);
}

static SpillMaster *
make_master (guint n_builders,
             guint n_builds)
{
  SpillMaster *master = spill_master_new ("bench", "http://master/");

  for (guint i = 1; i <= n_builders; i++)
    {
      g_autofree char *name = g_strdup_printf ("builder-%u", i);
      SpillBuilder *builder = spill_master_add_builder (master, i, name);

      for (guint number = 0; number < n_builds; number++)
        fill_build (builder, number);
    }
  for (gint64 id = 1; id <= 500; id++)
    {
      g_autoptr(SpillChange) change = g_object_new (SPILL_TYPE_CHANGE, "id", id, "author", "ann",
                                                    "revision", id % 2 ? "r1" : "r2", "branch", "master",
                                                    "when", NOW - (double) (500 - id) * 60, NULL);

      spill_master_add_old_change (master, change);
    }

  return master;
}

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
  g_autoptr(SpillMaster) master = make_master (n_builders, n_builds);
  g_autoptr(SpillColumns) columns = spill_columns_new (master);
  SpillBuilder *builder = spill_list_peek (spill_master_get_builders (master), 0);
  g_autoptr(GPtrArray) first = spill_columns_get_all (columns, NOW);
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
      all = spill_columns_get_all (columns, NOW);
      changes = spill_columns_get_changes (columns, SPILL_WATERFALL_MAX_CHANGES);
      main_ms += since (&at);
      waterfall = spill_waterfall_new (all, changes, &query, NOW);
      worker_ms += since (&at);
    }
  bench_row (main_name, main_ms / rounds, "ms", 2);
  bench_row (worker_name, worker_ms / rounds, "ms", budget);
}

static void
bench_big (void)
{
  g_autoptr(SpillMaster) master = make_master (N_BUILDERS, N_BUILDS);
  g_autoptr(SpillColumns) columns = spill_columns_new (master);
  SpillBuilder *builder = spill_list_peek (spill_master_get_builders (master), 7);
  gint64 at = processor_time ();
  g_autoptr(GPtrArray) all = spill_columns_get_all (columns, NOW);
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(SpillBusy) busy = spill_busy_new ();
  g_autoptr(GPtrArray) lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_lane_unref);
  g_autoptr(SpillGrid) grid = NULL;
  g_autoptr(SpillConsole) console = NULL;
  SpillWaterfallQuery query = { 0 };
  SpillGridQuery grid_query = { 0 };
  SpillConsoleQuery console_query = { 0 };
  SpillTimeScale scale = { NOW, NOW - 100000, 1, 300, 10 };
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
      g_ptr_array_add (lanes, spill_lane_new (all->pdata[i], &query, NOW));
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

      spill_build_set_text (spill_builder_get_build (builder, N_BUILDS - 1), i % 2 ? "a" : "b");
      at = processor_time ();
      lane = spill_lane_new (spill_columns_get (columns, builder, NOW), &query, NOW);
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
  bench_page ("1,200 builders and 30,000 builds", N_BUILDERS, N_BUILDS, 60);
  bench_big ();

  return 0;
}
