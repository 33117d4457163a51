#include "bench-board.h"

#include <time.h>

#include "board-test.h"

double
bench_thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* What GTK asks of the view for a frame. */
static double
time_frame (BenchBoard     *self,
            GskRenderNode **node)   /* (out) */
{
  GtkWidget *board = GTK_WIDGET (self->board);
  int width = gtk_widget_get_width (self->view), height = gtk_widget_get_height (self->view);
  GtkSnapshot *snapshot;
  double start = bench_thread_time ();

  gtk_widget_measure (self->view, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (self->view, GTK_ORIENTATION_VERTICAL, width, NULL, NULL, NULL, NULL);
  GTK_WIDGET_GET_CLASS (self->view)->size_allocate (self->view, width, height, -1);
  GTK_WIDGET_GET_CLASS (board)->size_allocate (board, gtk_widget_get_width (board),
                                               gtk_widget_get_height (board), -1);
  snapshot = gtk_snapshot_new ();
  GTK_WIDGET_GET_CLASS (board)->snapshot (board, snapshot);
  *node = gtk_snapshot_free_to_node (snapshot);
  return bench_thread_time () - start;
}

static double
time_render (BenchBoard    *self,
             GskRenderNode *node)
{
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (self->view));
  double start = bench_thread_time ();
  g_autoptr(GdkTexture) texture =
    gsk_renderer_render_texture (renderer, node,
                                 &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (self->view),
                                                      gtk_widget_get_height (self->view)));

  return bench_thread_time () - start;
}

void
bench_board_scroll (BenchBoard *self,
                    const char *what,
                    double      step,
                    guint       n,
                    double      budget)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->board));
  g_autofree char *mean = g_strdup_printf ("%s, %s: mean", self->name, what);
  g_autofree char *worst_name = g_strdup_printf ("%s, %s: worst of %u", self->name, what, n);
  g_autofree char *render_name = g_strdup_printf ("%s, %s: the renderer's own time", self->name, what);
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

void
bench_board_nodes (BenchBoard *self,
                   const char *what)
{
  g_autofree char *row_cells = g_strdup_printf ("%s, %s: cells in sight", self->name, what);
  g_autofree char *row_nodes = g_strdup_printf ("%s, %s: render nodes per cell in sight", self->name, what);
  g_autoptr(GskRenderNode) node = NULL;
  guint n_cells;

  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->board)), 0);
  bench_run (0.5);
  time_frame (self, &node);
  n_cells = self->count_cells (self->owner);
  bench_row (row_cells, n_cells, "cells", 0);
  bench_row (row_nodes, board_count_nodes (node) / (double) MAX (n_cells, 1), "nodes", 4);
}

void
bench_board_change (BenchBoard *self,
                    double      budget)
{
  g_autofree char *name = g_strdup_printf ("%s, frame after one column's change: mean of 50", self->name);
  double sum = 0;
  int n;
  int first = spill_board_get_columns (self->board, &n);

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr(GskRenderNode) before = NULL;
      g_autoptr(GskRenderNode) node = NULL;

      time_frame (self, &before);
      spill_board_column_changed (self->board, first + (n > 1 ? 1 + (int) i % (n - 1) : 0));
      sum += time_frame (self, &node);
    }
  bench_row (name, sum / 50, "ms", budget);
}
