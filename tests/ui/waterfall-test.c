#include "waterfall-test.h"

#include "board-test.h"
#include "ui-test.h"

SpillPicture *
waterfall_get_picture (WaterfallShown *shown)
{
  return spill_waterfall_feed_get_picture (
    spill_waterfall_board_get_feed (SPILL_WATERFALL_BOARD (shown->board)));
}

static gboolean
has_picture (gpointer data)
{
  return waterfall_get_picture (data) != NULL;
}

void
waterfall_show_sized (WaterfallShown       *shown,
            SpillStatus *status,
            SpillMaster *master,
            int          width,
            int          height)
{
  GtkWidget *view = spill_waterfall_view_new (status);

  *shown = (WaterfallShown) { 0 };
  shown->view = g_object_ref_sink (SPILL_WATERFALL_VIEW (view));
  shown->board = SPILL_BOARD (spill_waterfall_view_get_board (shown->view));
  shown->window = ui_show (view, width, height);
  g_object_set (view, "master", master, NULL);
  ui_wait (has_picture, shown);
  ui_settle (shown->window);
}

void
waterfall_show (WaterfallShown       *shown,
      SpillStatus *status,
      SpillMaster *master)
{
  waterfall_show_sized (shown, status, master, 900, 600);
}

void
waterfall_hide (WaterfallShown *shown)
{
  gtk_window_destroy (GTK_WINDOW (shown->window));
  g_assert_finalize_object (shown->view);
}

/* What a picture is waited for by: one may be on its way that knows nothing of it yet. */
typedef struct
{
  WaterfallShown      *shown;
  guint       n_columns;   /* G_MAXUINT: any */
  int         scale;       /* -1: any */
  const char *step;        /* (nullable) so many finished ones of lane 1 … */
  guint       n_steps;
} Wish;

static gboolean
is_fulfilled (gpointer data)
{
  Wish *wish = data;
  SpillPicture *picture = waterfall_get_picture (wish->shown);
  guint n = 0;

  if (picture == NULL || (wish->n_columns != G_MAXUINT && picture->n_columns != wish->n_columns)
      || (wish->scale >= 0 && picture->scale != (SpillScale) wish->scale))
    return FALSE;
  for (guint i = 0; wish->step != NULL && i < picture->lanes[1].n_cells; i++)
    n += g_str_equal (picture->lanes[1].cells[i].box->name, wish->step);
  return wish->step == NULL || n == wish->n_steps;
}

void
waterfall_wait_for_columns (WaterfallShown *shown,
                  guint  n_columns)
{
  Wish wish = { shown, n_columns, -1 };

  ui_wait (is_fulfilled, &wish);
  ui_settle (shown->window);
}

void
waterfall_wait_for_scale (WaterfallShown      *shown,
                SpillScale  scale)
{
  Wish wish = { shown, G_MAXUINT, scale };

  ui_wait (is_fulfilled, &wish);
  ui_settle (shown->window);
}

void
waterfall_wait_for_step (WaterfallShown      *shown,
               const char *step,
               guint       n_steps)
{
  Wish wish = { shown, G_MAXUINT, -1, step, n_steps };

  ui_wait (is_fulfilled, &wish);
  ui_settle (shown->window);
}

void
waterfall_press (WaterfallShown      *shown,
       const char *key)
{
  board_press (shown->board, key);
  ui_settle (shown->window);
}
