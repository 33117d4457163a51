/* The whole window at the size of a big master, fed through its real socket by a generator in
 * another process: first paint, burst, flood, memory over an empty window, idle CPU.
 *
 * SPILL_BENCH_SECONDS shortens the flood (60), the idle time (60) and the long watch (480 between
 * its two readings of memory) for a quick look; the rows then say so. */

#include <adwaita.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/spill-application.h"
#include "bench.h"
#include "model/spill-builder.h"
#include "model/spill-master.h"
#include "ui/spill-window.h"

#define WIDTH  1200
#define HEIGHT 800

typedef struct
{
  GtkApplication *application;
  SpillWindow    *window;
  SpillMaster    *master;
  guint           paints;
  double          worst_wait;   /* ms that a callback of default priority came late */
  gint64          due;
} Bench;

static double
seconds_or (double full)
{
  const char *text = g_getenv ("SPILL_BENCH_SECONDS");

  return text != NULL ? MIN (full, atof (text)) : full;
}

static void
row_for (const char *name,
         double      seconds,
         double      value,
         const char *unit,
         double      budget)
{
  g_autofree char *text = g_strdup_printf ("%s (%.0f s)", name, seconds);

  bench_row (text, value, unit, budget);
}

static void
on_paint (Bench *self)
{
  self->paints++;
}

static gboolean
has_painted (gpointer user_data)
{
  return ((Bench *) user_data)->paints > 0;
}

static gboolean
is_live (gpointer user_data)
{
  Bench *self = user_data;

  return spill_master_get_connection (self->master) == SPILL_CONNECTION_LIVE;
}

/* Counts what is drawn anew; a frame clock's "after-paint" comes more than once for each. */
static void
watch_paints (Bench     *self,
              GtkWidget *window)
{
  GdkPaintable *paintable = gtk_widget_paintable_new (window);

  g_signal_connect_swapped (paintable, "invalidate-contents", G_CALLBACK (on_paint), self);
  g_object_set_data_full (G_OBJECT (window), "bench-paintable", paintable, g_object_unref);
}

static gboolean
on_heartbeat (gpointer user_data)
{
  Bench *self = user_data;
  gint64 now = g_get_monotonic_time ();

  self->worst_wait = MAX (self->worst_wait, (double) (now - self->due) / 1000);
  self->due = now + 5000;
  return G_SOURCE_CONTINUE;
}

/* What the figures of memory are on top of: prints its PSS in MB. */
static int
run_empty (void)
{
  Bench self = { 0 };
  GtkWidget *window;

  adw_init ();
  window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  adw_window_set_content (ADW_WINDOW (window), adw_header_bar_new ());
  gtk_window_present (GTK_WINDOW (window));
  watch_paints (&self, window);
  bench_wait (has_painted, &self, 20, "paint of an empty window");
  bench_run (3);
  printf ("%.3f\n", bench_pss (0));
  return 0;
}

static double
measure_empty (const char *program)
{
  const char *argv[] = { program, "--empty", NULL };
  g_autofree char *output = NULL;
  g_autoptr(GError) error = NULL;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &output, NULL, NULL, &error))
    g_error ("%s", error->message);
  return atof (output);
}

static void
open_window (Bench *self)
{
  g_autoptr(GError) error = NULL;

  self->application = GTK_APPLICATION (spill_application_new ());
  g_application_set_flags (G_APPLICATION (self->application),
                           g_application_get_flags (G_APPLICATION (self->application)) | G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (self->application), NULL, &error))
    g_error ("%s", error->message);
  g_application_activate (G_APPLICATION (self->application));
  self->window = SPILL_WINDOW (gtk_application_get_active_window (self->application));
  gtk_window_set_default_size (GTK_WINDOW (self->window), WIDTH, HEIGHT);
  watch_paints (self, GTK_WIDGET (self->window));
  bench_wait (has_painted, self, 20, "paint of the window");
  bench_run (1);
}

static void
watch_master (Bench      *self,
              const char *url)
{
  SpillHost *host = spill_window_get_host (self->window);
  g_autoptr(GError) error = NULL;

  self->master = spill_host_add_master (host, url, NULL, &error);
  if (self->master == NULL)
    g_error ("%s", error->message);
  spill_window_show_master (self->window, self->master);
}

static guint
count_builds (SpillMaster *master)
{
  SpillList *builders = spill_master_get_builders (master);
  guint n = 0;

  for (guint i = 0; i < spill_list_get_length (builders); i++)
    n += spill_list_get_length (spill_builder_get_builds (spill_list_peek (builders, i)));
  return n;
}

static void
bench_first_paint (Bench          *self,
                   BenchGenerator *generator)
{
  BenchLoop before, after;

  bench_loop_reset ();
  watch_master (self, generator->url);
  bench_wait (is_live, self, 60, "complete picture");
  bench_loop_read (&before);
  self->paints = 0;
  bench_wait (has_painted, self, 10, "paint after the last answer");
  bench_loop_read (&after);

  bench_row ("first paint: main-loop time after the last answer", after.busy - before.busy, "ms", 300);
  bench_row ("first paint: main-loop time from adding the master on", after.busy, "ms", 0);
  bench_row ("first paint: longest turn of the main loop", after.longest, "ms", 0);
}

/* Lets the background fill end, then reads memory. */
static void
bench_memory (Bench  *self,
              double  empty)
{
  guint n = 0, same = 0;

  for (guint i = 0; i < 180 && same < 10; i++)
    {
      guint now = count_builds (self->master);

      same = now == n ? same + 1 : 0;
      n = now;
      bench_run (1);
    }

  bench_row ("builds known", n, "builds", 0);
  bench_row ("memory over an empty window", bench_pss (0) - empty, "MB", 60);
}

/* What builds is drawn anew every second: after one of these, times of equal length hold as many. */
static void
await_tick (Bench *self)
{
  self->paints = 0;
  bench_wait (has_painted, self, 10, "tick of a running build");
  bench_run (0.1);
  self->paints = 0;
}

static void
bench_burst (Bench          *self,
             BenchGenerator *generator)
{
  BenchLoop idle, burst;
  guint idle_paints;
  gint64 start;

  bench_run (2);
  await_tick (self);
  bench_loop_reset ();
  bench_run (2.5);
  bench_loop_read (&idle);
  idle_paints = self->paints;

  await_tick (self);
  bench_loop_reset ();
  start = g_get_monotonic_time ();
  bench_generator_tell (generator, "burst 1000");
  bench_generator_await (generator, 2);
  bench_run (2.5 - (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  bench_loop_read (&burst);

  bench_row ("burst of 1,000 events: main-loop time", burst.busy - idle.busy, "ms", 50);
  bench_row ("burst of 1,000 events: redraws beyond those of idle time",
             self->paints > idle_paints ? self->paints - idle_paints : 0, "redraws", 1);
}

static void
bench_flood (Bench          *self,
             BenchGenerator *generator,
             double          seconds)
{
  g_autofree char *command = g_strdup_printf ("flood 10000 %d", (int) seconds);
  guint heartbeat = g_timeout_add (5, on_heartbeat, self);

  self->worst_wait = 0;
  self->due = g_get_monotonic_time () + 5000;
  self->paints = 0;
  bench_loop_reset ();
  bench_generator_tell (generator, command);
  bench_generator_await (generator, seconds + 60);
  row_for ("flood of 10,000 frames/s: longest wait for an answer", seconds, self->worst_wait, "ms", 50);
  row_for ("flood of 10,000 frames/s: redraws per second", seconds, self->paints / seconds, "1/s", 0);
  g_source_remove (heartbeat);

  bench_wait (is_live, self, 120, "live master after the flood");
}

/* At 100 events a second, as a busy master has. */
static void
bench_flatness (Bench          *self,
                BenchGenerator *generator,
                double          seconds)
{
  double settle = MIN (120, seconds);
  g_autofree char *command = g_strdup_printf ("flood 100 %d", (int) (settle + seconds));
  double first, last;

  bench_generator_tell (generator, command);
  bench_run (settle);
  first = bench_pss (0);
  bench_run (seconds);
  last = bench_pss (0);
  bench_generator_await (generator, 60);
  row_for ("memory: growth at 100 events/s", seconds, (last - first) / first * 100, "%", 5);
}

static void
bench_idle (Bench  *self,
            double  seconds)
{
  double before;

  bench_run (5);
  before = bench_cpu ();
  bench_run (seconds);
  row_for ("idle CPU, connected, nothing running", seconds, (bench_cpu () - before) / seconds * 100, "%", 0.5);
}

int
main (int   argc,
      char *argv[])
{
  static const char *const quiet[] = { "--running", "0", "--pending", "0", NULL };
  Bench self = { 0 };
  BenchGenerator *generator;
  double empty;

  bench_loop_watch ();
  if (argc > 1 && g_str_equal (argv[1], "--empty"))
    return run_empty ();

  empty = measure_empty (argv[0]);
  bench_row ("empty libadwaita window", empty, "MB", 0);
  open_window (&self);

  generator = bench_generator_start (NULL);
  bench_first_paint (&self, generator);
  bench_memory (&self, empty);
  bench_burst (&self, generator);
  bench_flood (&self, generator, seconds_or (60));
  bench_flatness (&self, generator, seconds_or (480));
  spill_host_remove_master (spill_window_get_host (self.window), self.master);
  bench_generator_stop (generator);

  generator = bench_generator_start (quiet);
  watch_master (&self, generator->url);
  bench_wait (is_live, &self, 60, "complete picture");
  for (guint n = G_MAXUINT; n != count_builds (self.master);)
    {
      n = count_builds (self.master);
      bench_run (10);
    }
  bench_idle (&self, seconds_or (60));
  bench_generator_stop (generator);
  return 0;
}
