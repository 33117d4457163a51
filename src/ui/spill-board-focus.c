#include "ui/spill-board-private.h"

/* From @row on in @direction. */
static gboolean
look_along (SpillBoard     *self,
            SpillBoardCell *cell,
            int             direction)
{
  int n_rows = SPILL_BOARD_GET_CLASS (self)->get_n_rows (self, cell->column);

  for (; cell->row >= 0 && cell->row < n_rows; cell->row += direction)
    if (spill_board_is_focusable (self, cell))
      return TRUE;
  return FALSE;
}

static double
get_distance (SpillBoard           *self,
              const SpillBoardCell *cell,
              double                y)
{
  graphene_rect_t bounds;

  spill_board_get_bounds (self, cell, &bounds);
  return MAX (MAX (bounds.origin.y - y, y - bounds.origin.y - bounds.size.height), 0);
}

/* The nearer of the first that can have the focus in either direction. */
static gboolean
look_around (SpillBoard     *self,
             double          y,
             SpillBoardCell *below,
             SpillBoardCell *above,
             SpillBoardCell *found)
{
  gboolean has_below = look_along (self, below, 1);
  gboolean has_above = look_along (self, above, -1);

  if (has_below && (!has_above || get_distance (self, below, y) <= get_distance (self, above, y)))
    *found = *below;
  else if (has_above)
    *found = *above;
  return has_below || has_above;
}

/* Of cells within each other the innermost. */
static gboolean
find_at (SpillBoard     *self,
         int             column,
         double          y,
         SpillBoardCell *found)
{
  int n;
  int first = SPILL_BOARD_GET_CLASS (self)->find_rows (self, column, y, y + 1, &n);
  double height = G_MAXDOUBLE;

  for (int i = 0; i < n; i++)
    {
      SpillBoardCell cell = { column, first + i };
      graphene_rect_t bounds;

      spill_board_get_bounds (self, &cell, &bounds);
      if (y < bounds.origin.y || y >= bounds.origin.y + bounds.size.height
          || bounds.size.height >= height || !spill_board_is_focusable (self, &cell))
        continue;
      height = bounds.size.height;
      *found = cell;
    }
  return height < G_MAXDOUBLE;
}

gboolean
spill_board_nearest (SpillBoard     *self,
                     int             column,
                     double          y,
                     SpillBoardCell *found)
{
  int n;
  int first = SPILL_BOARD_GET_CLASS (self)->find_rows (self, column, y, y + 1, &n);
  SpillBoardCell below = { column, first };
  SpillBoardCell above = { column, first - 1 };

  if (find_at (self, column, y, found))
    return TRUE;
  return look_around (self, y, &below, &above, found);
}

SpillBoardSpot *
spill_board_get_spot (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);

  return SPILL_BOARD_SPOT (priv->spots[priv->spot]);
}

/* A focus child stays one when the focus has gone elsewhere. */
gboolean
spill_board_has_keyboard (SpillBoard *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

void
spill_board_say_cell (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  g_autofree char *words = klass->dup_words (self, &priv->cell);
  g_autoptr(SpillCard) card = klass->make_card != NULL ? klass->make_card (self, &priv->cell)
                                                       : NULL;
  g_autofree char *more = card != NULL ? spill_card_dup_unsaid (card) : g_strdup ("");

  spill_board_spot_say (spill_board_get_spot (self), words, more);
}

/* The other spot says the cell and takes the focus: that is what a screen reader speaks. */
static void
speak (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  GtkWidget *before = priv->spots[priv->spot];

  if (spill_board_has_keyboard (self))
    priv->spot = 1 - priv->spot;
  spill_board_say_cell (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  if (before == GTK_WIDGET (spill_board_get_spot (self)))
    return;
  gtk_widget_set_child_visible (GTK_WIDGET (spill_board_get_spot (self)), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (spill_board_get_spot (self)));
  gtk_widget_set_child_visible (before, FALSE);
}

static double
shift_into (double from,
            double size,
            double offset,
            double page)
{
  if (from < offset || size > page)
    return from;
  return MAX (offset, from + size - page);
}

/* Of a cell that is larger than the view its first part; sideways all of its column. */
static void
bring_into_sight (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  double start = spill_board_get_start (self);
  double top = spill_board_get_top (self);
  double page = spill_board_get_page (self);
  graphene_rect_t bounds;
  double x, width;

  spill_board_get_bounds (self, &priv->cell, &bounds);
  if (priv->cell.column >= 0)
    {
      SPILL_BOARD_GET_CLASS (self)->get_column (self, priv->cell.column, &x, &width);
      start = shift_into (x, width, start, spill_board_get_room (self));
    }
  if (priv->cell.row >= 0
      && !(bounds.size.height > page && bounds.origin.y < top + page
           && bounds.origin.y + bounds.size.height > top + 40))
    top = shift_into (bounds.origin.y, bounds.size.height, top, page);
  spill_board_configure (self, start, top);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_cell (SpillBoard           *self,
          const SpillBoardCell *cell)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);

  priv->has_cell = TRUE;
  priv->cell = *cell;
  priv->cell_id = (SpillBoardId) { 0 };
  SPILL_BOARD_GET_CLASS (self)->get_id (self, cell, &priv->cell_id);
}

void
spill_board_move_to (SpillBoard           *self,
                     const SpillBoardCell *cell,
                     double                anchor)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);

  if (spill_board_hands_has_card (priv->hands))
    spill_board_hands_hide_card (priv->hands);
  set_cell (self, cell);
  priv->anchor = anchor;
  bring_into_sight (self);
  speak (self);
}

gboolean
spill_board_get_focus_cell (SpillBoard     *self,
                            SpillBoardCell *cell)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);

  g_return_val_if_fail (SPILL_IS_BOARD (self), FALSE);

  *cell = priv->cell;
  return priv->has_cell;
}

void
spill_board_set_focus_cell (SpillBoard           *self,
                            const SpillBoardCell *cell)
{
  graphene_rect_t bounds;

  g_return_if_fail (SPILL_IS_BOARD (self));

  spill_board_get_bounds (self, cell, &bounds);
  spill_board_move_to (self, cell,
                       cell->row >= 0 ? bounds.origin.y + MIN (bounds.size.height / 2, 16)
                                      : spill_board_get_private (self)->anchor);
}

gboolean
spill_board_is_focusable (SpillBoard           *self,
                          const SpillBoardCell *cell)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);

  if (cell->row < 0 && (spill_board_ensure_size (self)->head <= 0 || cell->column < 0))
    return FALSE;
  return klass->is_focusable != NULL ? klass->is_focusable (self, cell) : cell->column >= 0;
}

/* There is one whenever there is any: the first in sight to begin with. */
gboolean
spill_board_ensure_cell (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  SpillBoardCell cell;
  int first, n;

  if (priv->has_cell || gtk_widget_get_width (GTK_WIDGET (self)) == 0)
    return priv->has_cell;
  first = spill_board_get_columns (self, &n);
  for (int i = 0; i < n; i++)
    if (spill_board_nearest (self, first + i, spill_board_get_top (self), &cell))
      {
        graphene_rect_t bounds;

        spill_board_get_bounds (self, &cell, &bounds);
        set_cell (self, &cell);
        priv->anchor = bounds.origin.y + MIN (bounds.size.height / 2, 16);
        spill_board_say_cell (self);
        return TRUE;
      }
  cell = (SpillBoardCell) { first, SPILL_BOARD_HEAD };
  if (n > 0 && spill_board_is_focusable (self, &cell))
    {
      set_cell (self, &cell);
      spill_board_say_cell (self);
    }
  return priv->has_cell;
}

gboolean
spill_board_take_focus (SpillBoard *self)
{
  return spill_board_ensure_cell (self)
         && gtk_widget_grab_focus (GTK_WIDGET (spill_board_get_spot (self)));
}

/* After a change: what had the focus is found again, else what is nearest to where it was. */
void
spill_board_find_focus (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  const SpillBoardSize *size = spill_board_ensure_size (self);
  SpillBoardCell cell = priv->cell;
  graphene_rect_t bounds;

  if (!priv->has_cell)
    return;
  if ((priv->cell_id.a == 0 || !klass->find_id (self, &priv->cell_id, &cell))
      && (cell.row >= 0 || cell.column >= size->n_columns))
    {
      cell.column = MIN (cell.column, size->n_columns - 1);
      if (cell.column < 0 || cell.row < 0
          || !spill_board_nearest (self, cell.column, priv->anchor, &cell))
        cell = (SpillBoardCell) { MAX (cell.column, 0), SPILL_BOARD_HEAD };
    }
  priv->has_cell = cell.column < size->n_columns && spill_board_is_focusable (self, &cell);
  if (!priv->has_cell)
    return;
  set_cell (self, &cell);
  spill_board_get_bounds (self, &cell, &bounds);
  if (cell.row >= 0)
    priv->anchor = CLAMP (priv->anchor, bounds.origin.y, bounds.origin.y + bounds.size.height);
  spill_board_say_cell (self);
}


/**
 * spill_board_go_to_failure:
 * @self: the board
 * @forward: to the next one, else to the one before
 *
 * Moves the focus to a cell that failed.
 *
 * Returns: %FALSE if there is none in that direction
 */
gboolean
spill_board_go_to_failure (SpillBoard *self,
                           gboolean    forward)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  SpillBoardCell found;

  g_return_val_if_fail (SPILL_IS_BOARD (self), FALSE);

  if (klass->find_failure == NULL || !spill_board_ensure_cell (self)
      || !klass->find_failure (self, &spill_board_get_private (self)->cell, forward, &found))
    return FALSE;
  spill_board_set_focus_cell (self, &found);
  return TRUE;
}
