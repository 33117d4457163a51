/* Pages of which nothing is cached: one build changes before each request. */
#include <time.h>

#include "bench-master.h"
#include "bench.h"
#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-status.h"
#include "web/spill-pages.h"

/* Processor time of this thread, in milliseconds: what else runs does not count. */
static double
processor_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

typedef struct
{
  SpillPageJob *job;
  GBytes       *page;
  double        time;
} Work;

typedef struct
{
  double main;       /* of the main context, longest request */
  double worker;     /* least of all rounds: that is what it costs */
  gsize  size;
} Cost;

static gpointer
render (gpointer data)
{
  Work *work = data;
  double start = processor_time ();

  work->page = spill_page_job_render (work->job, NULL);
  work->time = processor_time () - start;

  return NULL;
}

static void
request (SpillPages *pages,
         const char *path,
         Cost       *cost)
{
  double start = processor_time ();
  g_autoptr(SpillPageJob) job = spill_pages_prepare (pages, path, NULL);
  Work work = { job };

  while (!spill_page_job_collect (job))
    ;
  cost->main = MAX (cost->main, processor_time () - start);
  g_thread_join (g_thread_new ("worker", render, &work));
  cost->worker = MIN (cost->worker, work.time);
  cost->size = g_bytes_get_size (work.page);
  g_bytes_unref (work.page);
  /* Not finished: the builds have all that is shown. */
}

static void
bench_path (SpillPages   *pages,
            SpillBuilder *builder,
            const char   *path,
            const char   *what,
            guint         rounds,
            double        budget)
{
  Cost cost = { 0, G_MAXDOUBLE, 0 };
  g_autofree char *main_name = g_strdup_printf ("pages: %s of %s, main context", path, what);
  g_autofree char *worker_name = g_strdup_printf ("pages: %s of %s, worker", path, what);
  g_autofree char *size_name = g_strdup_printf ("pages: %s of %s, size", path, what);

  for (guint i = 0; i < rounds; i++)
    {
      spill_build_set_text (spill_builder_get_build (builder, 3), i % 2 ? "a" : "b");
      request (pages, path, &cost);
    }
  bench_row (main_name, cost.main, "ms", 2);
  bench_row (worker_name, cost.worker, "ms", budget);
  bench_row (size_name, (double) cost.size / 1024, "kB", 0);
}

static void
bench_size (const char *what,
            guint       n_builders,
            guint       n_builds,
            guint       rounds,
            double      budget)
{
  g_autoptr(SpillMaster) master = bench_master_new (n_builders, n_builds);
  g_autoptr(SpillStatus) status = spill_status_new ();
  g_autoptr(SpillPages) pages = NULL;
  g_autofree char *first_name = g_strdup_printf ("pages: /waterfall of %s, the first, longest slice", what);
  g_autoptr(SpillPageJob) job = NULL;
  SpillBuilder *builder = spill_list_peek (spill_master_get_builders (master), 0);
  double longest = 0;
  double start;
  gboolean is_over = FALSE;

  spill_status_add_master (status, master);
  pages = spill_pages_new (status);
  job = spill_pages_prepare (pages, "/waterfall", NULL);
  while (!is_over)
    {
      start = processor_time ();
      is_over = spill_page_job_collect (job);
      longest = MAX (longest, processor_time () - start);
    }
  bench_row (first_name, longest, "ms", 0);   /* names are sorted once */
  bench_path (pages, builder, "/waterfall", what, rounds, budget);
  bench_path (pages, builder, "/grid", what, rounds, budget);
  bench_path (pages, builder, "/console", what, rounds, 0);
}

int
main (void)
{
  bench_size ("50 builders and 200 builds", 50, 4, 100, 5);
  bench_size ("1,200 builders and 30,000 builds", BENCH_MASTER_BUILDERS, BENCH_MASTER_BUILDS, 10, 60);

  return 0;
}
