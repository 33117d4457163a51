/* The waterfall at the size of a big master, fed through its real socket while 100 events a second
 * arrive: what a frame costs us (measure, allocate, snapshot; processor time of the main thread), how
 * many nodes it has, and what is drawn anew after one build's change. */

#include "config.h"

#include <adwaita.h>
#include <time.h>

#include "app/spill-engine.h"
#include "bench.h"
#include "board-test.h"
#include "model/spill-build.h"
#include "model/spill-master.h"
#include "spill-resources.h"
#include "ui/spill-waterfall-view.h"

#define WIDTH  1280
#define HEIGHT 900
#define FLOOD  "flood 100 600"

typedef struct
{
  SpillEngine        *engine;
  SpillMaster        *master;
  SpillWaterfallView *view;
  SpillBoard         *board;
  GtkWidget          *window;
} Bench;

/* In ms. */
static double
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static SpillPicture *
get_picture (Bench *self)
{
  return spill_waterfall_feed_get_picture (
    spill_waterfall_board_get_feed (SPILL_WATERFALL_BOARD (self->board)));
}

static gboolean
is_live (gpointer user_data)
{
  return spill_master_is_fresh (((Bench *) user_data)->master);
}

static gboolean
has_picture (gpointer user_data)
{
  SpillPicture *picture = get_picture (user_data);

  return picture != NULL && picture->n_columns == 1200;
}

static gboolean
has_few (gpointer user_data)
{
  return get_picture (user_data)->n_columns < 100;
}

/* Steps of what is in sight come one answer at a time. */
static guint
count_steps (Bench *self)
{
  SpillPicture *picture = get_picture (self);
  guint n = 0;

  for (guint lane = 1; lane <= 10; lane++)
    for (guint i = 0; i < picture->lanes[lane].n_cells; i++)
      n += picture->lanes[lane].cells[i].box->kind == SPILL_BOX_STEP;
  return n;
}

static void
wait_for_steps (Bench *self)
{
  guint same = 0, n = 0;

  for (guint i = 0; i < 60 && same < 4; i++)
    {
      guint now = count_steps (self);

      same = now == n && n > 0 ? same + 1 : 0;
      n = now;
      bench_run (1);
    }
}

/* What GTK asks of the view for a frame. */
static double
time_frame (Bench          *self,
            GskRenderNode **node)   /* (out) */
{
  GtkWidget *widget = GTK_WIDGET (self->view);
  GtkWidget *board = GTK_WIDGET (self->board);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GtkSnapshot *snapshot;
  double start = thread_time ();

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, NULL, NULL, NULL);
  GTK_WIDGET_GET_CLASS (widget)->size_allocate (widget, width, height, -1);
  GTK_WIDGET_GET_CLASS (board)->size_allocate (board, gtk_widget_get_width (board),
                                               gtk_widget_get_height (board), -1);
  snapshot = gtk_snapshot_new ();
  GTK_WIDGET_GET_CLASS (board)->snapshot (board, snapshot);
  *node = gtk_snapshot_free_to_node (snapshot);
  return thread_time () - start;
}

static double
time_render (Bench         *self,
             GskRenderNode *node)
{
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (GTK_WIDGET (self->view)));
  double start = thread_time ();
  g_autoptr(GdkTexture) texture =
    gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT));

  return thread_time () - start;
}

/* Cells that a person sees: boxes, headers, and moments at the margin. */
static guint
count_cells (Bench *self)
{
  SpillPicture *picture = get_picture (self);
  double unit = spill_waterfall_board_get_unit (SPILL_WATERFALL_BOARD (self->board));
  double top = spill_board_get_top (self->board);
  int n, n_labels;
  int first = spill_board_get_columns (self->board, &n);
  guint n_cells = n;

  SPILL_BOARD_GET_CLASS (self->board)->find_rows (self->board, SPILL_BOARD_HEAD, top, top + HEIGHT, &n_labels);
  n_cells += n_labels;
  for (int i = 0; i < n; i++)
    {
      guint found;

      spill_picture_find (picture, first + i, top / unit, (top + HEIGHT) / unit, &found);
      n_cells += found;
    }
  return n_cells;
}

static void
bench_scroll (Bench      *self,
              const char *name,
              double      step,
              guint       n,
              double      budget)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->board));
  g_autofree char *mean = g_strdup_printf ("waterfall, %s: mean", name);
  g_autofree char *worst_name = g_strdup_printf ("waterfall, %s: worst of %u", name, n);
  g_autofree char *render_name = g_strdup_printf ("waterfall, %s: the renderer's own time", name);
  double sum = 0, worst = 0, render = 0;

  gtk_adjustment_set_value (adjustment, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GskRenderNode) node = NULL;
      double ms;

      bench_run (0.1);
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + step);
      ms = time_frame (self, &node);
      sum += ms;
      worst = MAX (worst, ms);
      render += time_render (self, node);
    }
  bench_row (mean, sum / n, "ms", budget);
  bench_row (worst_name, worst, "ms", 0);
  bench_row (render_name, render / n, "ms", 0);
}

static void
bench_nodes (Bench      *self,
             const char *name)
{
  g_autofree char *row_cells = g_strdup_printf ("waterfall, %s: cells in sight", name);
  g_autofree char *row_nodes = g_strdup_printf ("waterfall, %s: render nodes per cell in sight", name);
  g_autoptr(GskRenderNode) node = NULL;
  guint n_cells;

  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->board)), 0);
  bench_run (0.5);
  time_frame (self, &node);
  n_cells = count_cells (self);
  bench_row (row_cells, n_cells, "cells", 0);
  bench_row (row_nodes, board_count_nodes (node) / (double) MAX (n_cells, 1), "nodes", 4);
}

/* One column in sight has changed, its cells are where they were. */
static void
bench_change (Bench *self)
{
  double sum = 0;
  int n;
  int first = spill_board_get_columns (self->board, &n);

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr(GskRenderNode) before = NULL;
      g_autoptr(GskRenderNode) node = NULL;

      time_frame (self, &before);
      spill_board_column_changed (self->board, first + 1 + i % MAX (n - 1, 1));
      sum += time_frame (self, &node);
    }
  bench_row ("waterfall, frame after one builder's change: mean of 50", sum / 50, "ms", 2);
}

static void
bench_first (Bench      *self,
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
  g_object_set (self->view, "master", self->master, NULL);
  bench_wait (has_picture, self, 60, "first picture");
  bench_row ("waterfall, first picture of 1,200 builders: main thread", thread_time () - start, "ms", 0);
}

int
main (int    argc,
      char **argv)
{
  Bench self = { 0 };
  BenchGenerator *generator;

  adw_init ();
  g_resources_register (spill_get_resource ());
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    SPILL_RESOURCE_PREFIX "/icons");
  self.engine = spill_engine_new ();
  self.view = SPILL_WATERFALL_VIEW (spill_waterfall_view_new (spill_engine_get_status (self.engine)));
  self.board = SPILL_BOARD (spill_waterfall_view_get_board (self.view));
  self.window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self.window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (self.window), GTK_WIDGET (self.view));
  gtk_window_present (GTK_WINDOW (self.window));
  bench_run (1);

  generator = bench_generator_start (NULL);
  bench_first (&self, generator->url);
  wait_for_steps (&self);
  bench_generator_tell (generator, FLOOD);
  bench_nodes (&self, "1,200 builders");
  bench_scroll (&self, "1,200 builders, scrolling by 120 px", 120, 60, 8);
  bench_scroll (&self, "1,200 builders, jump by a page", HEIGHT - 120, 20, 16);
  bench_change (&self);

  /* Rows are shared by all: of few builders they are full. */
  g_object_set (self.view, "filter", "freebsd-asan", "compact", TRUE, "zoom", 0.7, NULL);
  bench_wait (has_few, &self, 30, "picture of few builders");
  wait_for_steps (&self);
  bench_nodes (&self, "filtered, small");
  bench_scroll (&self, "filtered, small, scrolling by 120 px", 120, 60, 8);
  bench_scroll (&self, "filtered, small, jump by a page", HEIGHT - 120, 20, 16);
  bench_change (&self);
  g_object_set (self.view, "filter", "", "scale", "folded", NULL);
  bench_wait (has_picture, &self, 30, "picture to scale");
  bench_run (3);
  bench_nodes (&self, "idle folded, small");
  bench_scroll (&self, "idle folded, small, scrolling by 120 px", 120, 60, 8);
  bench_generator_stop (generator);
  return 0;
}
