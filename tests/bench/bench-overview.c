/* The overview alone at the size of a big master, fed through its real socket: first paint, burst,
 * keystrokes of the filter, scrolling, other orders. Times are processor time of the main thread. */

#include "config.h"

#include <adwaita.h>
#include <time.h>

#include "app/spill-engine.h"
#include "bench.h"
#include "model/spill-master.h"
#include "spill-resources.h"
#include "ui/spill-overview.h"

#define WIDTH  1200
#define HEIGHT 800

typedef struct
{
  SpillEngine   *engine;
  SpillMaster   *master;
  SpillOverview *overview;
  GtkWidget     *list;
  GdkPaintable  *drawn;
  guint          n_drawn;
  guint          n_rounds;
  guint          n_settled;
} Bench;

/* In ms. */
static double
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void
on_drawn (Bench *self)
{
  self->n_drawn++;
}

static void
on_round (Bench *self)
{
  self->n_rounds++;
}

static void
on_settled (Bench *self)
{
  self->n_settled++;
  self->n_rounds = 0;
}

static gboolean
has_shown_all (gpointer user_data)
{
  Bench *self = user_data;

  return self->n_settled > 0 && self->n_rounds > 0 && self->n_drawn > 0;
}

static gboolean
has_drawn (gpointer user_data)
{
  return ((Bench *) user_data)->n_drawn > 0;
}

static gboolean
is_live (gpointer user_data)
{
  return spill_master_is_fresh (((Bench *) user_data)->master);
}

static gboolean
has_rows (gpointer user_data)
{
  Bench *self = user_data;

  return spill_overview_model_get_counts (spill_overview_get_model (self->overview))->n_builders == 1200
         && self->n_drawn > 0;
}

static GtkWidget *
find_list (GtkWidget *top)
{
  if (GTK_IS_LIST_VIEW (top))
    return top;
  for (GtkWidget *child = gtk_widget_get_first_child (top); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_list (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
open_overview (Bench *self)
{
  GtkWidget *window = gtk_window_new ();

  self->engine = spill_engine_new ();
  self->overview = SPILL_OVERVIEW (spill_overview_new (spill_engine_get_status (self->engine)));
  self->list = find_list (GTK_WIDGET (self->overview));
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (self->overview));
  self->drawn = gtk_widget_paintable_new (GTK_WIDGET (self->overview));
  g_signal_connect_swapped (self->drawn, "invalidate-contents", G_CALLBACK (on_drawn), self);
  gtk_window_present (GTK_WINDOW (window));
  bench_wait (has_drawn, self, 20, "paint of the window");
  bench_run (1);
}

static void
bench_first_paint (Bench      *self,
                   const char *url)
{
  g_autoptr(GError) error = NULL;
  double start;

  self->master = spill_engine_add (self->engine, "generator", url, NULL, &error);
  if (self->master == NULL)
    g_error ("%s", error->message);
  spill_engine_connect (self->engine, self->master);
  bench_wait (is_live, self, 60, "complete picture");
  start = thread_time ();
  self->n_drawn = 0;
  bench_wait (has_rows, self, 10, "paint after the last answer");
  bench_row ("overview, first paint of 1,200 builders: main thread", thread_time () - start, "ms", 300);
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

/* Until the source has read all that it reads in quiet times. */
static void
wait_for_fill (Bench *self)
{
  guint same = 0, n = 0;

  for (guint i = 0; i < 180 && same < 5; i++)
    {
      guint now = count_builds (self->master);

      same = now == n ? same + 1 : 0;
      n = now;
      bench_run (1);
    }
}

/* Up to the first picture with all events in it; what rows then ask of the master comes on top. */
static void
bench_burst (Bench          *self,
             BenchGenerator *generator)
{
  SpillOverviewModel *model = spill_overview_get_model (self->overview);
  double start;
  guint n_drawn;

  /* Nothing that builds is in view, for that is drawn each second. */
  g_object_set (self->overview, "filter", "success", NULL);
  bench_run (1);
  g_signal_connect_swapped (self->master, "settled", G_CALLBACK (on_settled), self);
  g_signal_connect_swapped (model, "updated", G_CALLBACK (on_round), self);
  start = thread_time ();
  self->n_drawn = 0;
  bench_generator_tell (generator, "burst 1000");
  bench_generator_await (generator, 10);
  bench_wait (has_shown_all, self, 10, "picture of the burst");
  n_drawn = self->n_drawn;
  bench_row ("overview, burst of 1,000 events: main thread", thread_time () - start, "ms", 50);
  bench_row ("overview, burst of 1,000 events: redraws", n_drawn, "redraws", 1);
  bench_run (1);
  bench_row ("overview, redraws for what rows asked for then", self->n_drawn - n_drawn, "redraws", 0);
  g_signal_handlers_disconnect_by_data (self->master, self);
  g_signal_handlers_disconnect_by_data (model, self);
  g_object_set (self->overview, "filter", "", NULL);
}

/* @change and the frame after it. */
static double
time_frame (Bench  *self,
            void  (*change) (Bench *self, guint i),
            guint   i)
{
  double start;

  bench_run (0.2);
  start = thread_time ();
  self->n_drawn = 0;
  change (self, i);
  bench_wait (has_drawn, self, 5, "frame after a change");
  return thread_time () - start;
}

static void
bench_frames (Bench      *self,
              const char *name,
              guint       n,
              double      budget,
              void      (*change) (Bench *self, guint i))
{
  double sum = 0, worst = 0;
  g_autofree char *row_mean = g_strdup_printf ("overview, %s: mean", name);
  g_autofree char *row_worst = g_strdup_printf ("overview, %s: worst of %u", name, n);

  for (guint i = 0; i < n; i++)
    {
      double ms = time_frame (self, change, i);

      sum += ms;
      worst = MAX (worst, ms);
    }
  bench_row (row_mean, sum / n, "ms", budget);
  bench_row (row_worst, worst, "ms", 0);
}

/* "build", a letter each, and "12" after it; then all of it gone, and again. */
static void
type_filter (Bench *self,
             guint  i)
{
  static const char * const steps[] = { "b", "bu", "bui", "buil", "build", "build 1", "build 12", "" };

  spill_overview_set_filter (self->overview, steps[i % G_N_ELEMENTS (steps)]);
}

static void
scroll (Bench *self,
        guint  i)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list));

  gtk_adjustment_set_value (adjustment, 100 + i * 400);
}

static void
sort (Bench *self,
      guint  i)
{
  g_object_set (spill_overview_get_model (self->overview), "sort", 1 + i % 3, NULL);
}

int
main (int    argc,
      char **argv)
{
  static const char * const folds[] = { "+state:good", NULL };
  Bench self = { 0 };
  BenchGenerator *generator;

  adw_init ();
  g_resources_register (spill_get_resource ());
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    SPILL_RESOURCE_PREFIX "/icons");
  open_overview (&self);

  generator = bench_generator_start (NULL);
  bench_first_paint (&self, generator->url);
  wait_for_fill (&self);
  bench_burst (&self, generator);

  g_object_set (spill_overview_get_model (self.overview), "folds", folds, NULL);
  bench_run (1);
  bench_frames (&self, "keystroke in the filter", 32, 16, type_filter);
  bench_frames (&self, "scrolling by half a view", 40, 16, scroll);
  bench_frames (&self, "another order", 6, 0, sort);
  bench_generator_stop (generator);
  return 0;
}
