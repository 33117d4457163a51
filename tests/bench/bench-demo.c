/* The demo by the wall clock: until its picture is complete, and what it costs while it plays. */
#include "bench.h"

#include "model/spill-builder.h"
#include "model/spill-master.h"
#include "model/spill-status.h"
#include "sources/demo/spill-demo.h"

static const struct
{
  const char *name;
  const char *url;
  double      seconds_to_play;
} demos[] = {
  { "default", "demo:", 3 },
  { "1,200 builders", "demo:?builders=1200&workers=190&builds=25", 3 },
  { "1,200 builders, 1,000 events/s",
    "demo:?builders=1200&workers=190&builds=25&events=1000", 5 },
};

static gboolean
is_live (gpointer user_data)
{
  return spill_master_get_connection (user_data) == SPILL_CONNECTION_LIVE;
}

static void
row (guint       i,
     const char *what,
     double      value,
     const char *unit,
     double      budget)
{
  g_autofree char *name = g_strdup_printf ("demo, %s: %s", demos[i].name, what);

  bench_row (name, value, unit, budget);
}

static void
measure (guint i)
{
  g_autoptr(SpillStatus) status = spill_status_new ();
  g_autoptr(SpillMaster) master = spill_master_new ("demo", demos[i].url);
  g_autoptr(SpillSource) source = NULL;
  g_autoptr(GError) error = NULL;
  gint64 begin;
  BenchLoop loop;

  spill_status_add_master (status, master);
  source = spill_demo_new (master, NULL, &error);
  g_assert_no_error (error);
  spill_master_set_source (master, source);

  /* What ended the demo before is not this one's time. */
  bench_run (0.01);
  begin = g_get_monotonic_time ();
  bench_loop_reset ();
  spill_source_start (source);
  bench_wait (is_live, master, 30, "a complete picture");
  bench_loop_read (&loop);
  row (i, "complete after", (double) (g_get_monotonic_time () - begin) / 1000, "ms", 300);
  row (i, "longest slice of the start", loop.longest, "ms", 8);

  bench_loop_reset ();
  bench_run (demos[i].seconds_to_play);
  bench_loop_read (&loop);
  row (i, "longest slice of play", loop.longest, "ms", 8);
  row (i, "share of the main loop", 100 * loop.busy / (demos[i].seconds_to_play * 1000), "%", 5);
  spill_source_stop (source);
}

int
main (void)
{
  bench_loop_watch ();
  for (guint i = 0; i < G_N_ELEMENTS (demos); i++)
    measure (i);

  return 0;
}
