#include "ui/spill-board-private.h"

#define STEP 40   /* of the wheel and the scrollbar's arrows, in pixels */

const SpillBoardSize *
spill_board_ensure_size (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);

  if (!priv->has_size)
    {
      priv->size = (SpillBoardSize) { 0 };
      SPILL_BOARD_GET_CLASS (self)->get_size (self, &priv->size);
      priv->has_size = TRUE;
    }
  return &priv->size;
}

double
spill_board_get_room (SpillBoard *self)
{
  return MAX (gtk_widget_get_width (GTK_WIDGET (self)) - spill_board_ensure_size (self)->gutter, 1);
}

double
spill_board_get_page (SpillBoard *self)
{
  return MAX (gtk_widget_get_height (GTK_WIDGET (self)) - spill_board_ensure_size (self)->head, 1);
}

double
spill_board_get_top (SpillBoard *self)
{
  GtkAdjustment *adjustment = spill_board_get_private (self)->adjustments[GTK_ORIENTATION_VERTICAL];

  return adjustment != NULL ? gtk_adjustment_get_value (adjustment) : 0;
}

/* How far it is scrolled from the start. Adjustments count from the left. */
double
spill_board_get_start (SpillBoard *self)
{
  GtkAdjustment *adjustment =
    spill_board_get_private (self)->adjustments[GTK_ORIENTATION_HORIZONTAL];
  double value = adjustment != NULL ? gtk_adjustment_get_value (adjustment) : 0;

  if (adjustment != NULL && spill_board_is_rtl (self))
    value = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment)
            - value;
  return value;
}

static void
set_adjustment (SpillBoard     *self,
                GtkOrientation  orientation,
                double          offset,      /* from start or top */
                double          upper,
                double          page)
{
  GtkAdjustment *adjustment = spill_board_get_private (self)->adjustments[orientation];
  double value;

  if (adjustment == NULL)
    return;
  upper = MAX (upper, page);
  offset = CLAMP (offset, 0, upper - page);
  value = orientation == GTK_ORIENTATION_HORIZONTAL && spill_board_is_rtl (self)
              ? upper - page - offset
              : offset;
  gtk_adjustment_configure (adjustment, value, 0, upper, STEP, page * 0.9, page);
}

/* Offsets that are not there become the nearest that are. */
void
spill_board_configure (SpillBoard *self,
           double      start,
           double      top)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  const SpillBoardSize *size = spill_board_ensure_size (self);

  priv->is_configuring = TRUE;
  set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, start, size->width,
                  spill_board_get_room (self));
  set_adjustment (self, GTK_ORIENTATION_VERTICAL, top, size->height, spill_board_get_page (self));
  priv->is_configuring = FALSE;
}

/* The first column that ends beyond @x. */
static int
find_column (SpillBoard *self,
             double      x)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  int low = 0, high = spill_board_ensure_size (self)->n_columns;

  while (low < high)
    {
      int middle = low + (high - low) / 2;
      double left, width;

      klass->get_column (self, middle, &left, &width);
      if (left + width > x)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

int
spill_board_get_columns (SpillBoard *self,
                         int        *n)
{
  double start = spill_board_get_start (self);
  int first = find_column (self, start);
  int end = MIN (find_column (self, start + spill_board_get_room (self)) + 1,
                 spill_board_ensure_size (self)->n_columns);

  *n = MAX (end - first, 0);
  return first;
}

/* Where a cell is among all cells; the header stands above them, the gutter at x 0. */
void
spill_board_get_bounds (SpillBoard           *self,
            const SpillBoardCell *cell,
            graphene_rect_t      *bounds)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  const SpillBoardSize *size = spill_board_ensure_size (self);
  double x = 0, width = size->gutter;

  if (cell->column >= 0)
    klass->get_column (self, cell->column, &x, &width);
  if (cell->row >= 0)
    klass->get_bounds (self, cell, bounds);
  else
    *bounds = GRAPHENE_RECT_INIT (x, 0, width, size->head);
  if (cell->column < 0)
    {
      bounds->origin.x = 0;
      bounds->size.width = size->gutter;
    }
}

/* Where a cell is in the widget, in sight or not. */
void
spill_board_to_widget (SpillBoard           *self,
           const SpillBoardCell *cell,
           graphene_rect_t      *bounds)
{
  const SpillBoardSize *size = spill_board_ensure_size (self);

  spill_board_get_bounds (self, cell, bounds);
  if (cell->row >= 0)
    bounds->origin.y += size->head - spill_board_get_top (self);
  if (cell->column >= 0)
    bounds->origin.x += size->gutter - spill_board_get_start (self);
  if (spill_board_is_rtl (self))
    bounds->origin.x = gtk_widget_get_width (GTK_WIDGET (self)) - bounds->origin.x
                       - bounds->size.width;
}

/* The part of the widget where a cell may be: body, header, gutter or corner. */
void
spill_board_get_part (SpillBoard           *self,
          const SpillBoardCell *cell,
          graphene_rect_t      *part)
{
  const SpillBoardSize *size = spill_board_ensure_size (self);
  double x = cell->column >= 0 ? size->gutter : 0;
  double width = cell->column >= 0 ? spill_board_get_room (self) : size->gutter;

  if (spill_board_is_rtl (self))
    x = gtk_widget_get_width (GTK_WIDGET (self)) - x - width;
  if (cell->row >= 0)
    *part = GRAPHENE_RECT_INIT (x, size->head, width, spill_board_get_page (self));
  else
    *part = GRAPHENE_RECT_INIT (x, 0, width, size->head);
}

gboolean
spill_board_get_area (SpillBoard           *self,
                      const SpillBoardCell *cell,
                      graphene_rect_t      *area)
{
  graphene_rect_t bounds, part;

  g_return_val_if_fail (SPILL_IS_BOARD (self), FALSE);

  spill_board_to_widget (self, cell, &bounds);
  spill_board_get_part (self, cell, &part);
  return graphene_rect_intersection (&bounds, &part, area);
}

/* The innermost of the cells at a point of their column, for they may be within each other; one that
 * cannot have the focus only if there is no other. */
static gboolean
pick_row (SpillBoard             *self,
          int                     first,
          int                     n,
          const graphene_point_t *point,
          SpillBoardCell         *cell,    /* (inout): its column is known */
          graphene_rect_t        *bounds)  /* (out) */
{
  SpillBoardCell other = *cell;
  gboolean is_found = FALSE, is_focusable = FALSE;

  for (int i = 0; i < n; i++)
    {
      graphene_rect_t there;
      gboolean is_better;

      other.row = first + i;
      spill_board_get_bounds (self, &other, &there);
      if (!graphene_rect_contains_point (&there, point))
        continue;
      is_better = spill_board_is_focusable (self, &other);
      if (is_found && (!is_better || (is_focusable && there.size.height >= bounds->size.height)))
        continue;
      is_found = TRUE;
      is_focusable = is_better;
      *cell = other;
      *bounds = there;
    }
  return is_found;
}

gboolean
spill_board_pick (SpillBoard       *self,
                  double            x,
                  double            y,
                  SpillBoardCell   *cell,
                  graphene_point_t *inner)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  const SpillBoardSize *size = spill_board_ensure_size (self);
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double from_start = spill_board_is_rtl (self) ? width - x : x;
  double column_x = from_start - size->gutter + spill_board_get_start (self);
  double row_y = y - size->head + spill_board_get_top (self);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  int first, n;

  cell->column = from_start < size->gutter ? SPILL_BOARD_HEAD : find_column (self, column_x);
  cell->row = SPILL_BOARD_HEAD;
  if (x < 0 || y < 0 || x >= width || cell->column >= size->n_columns)
    return FALSE;
  if (cell->column < 0)
    column_x = from_start;

  first = y < size->head ? SPILL_BOARD_HEAD
                         : klass->find_rows (self, cell->column, row_y, row_y + 1, &n);
  if (y < size->head)
    {
      row_y = y;
      n = 1;
    }
  if (!pick_row (self, first, n, &GRAPHENE_POINT_INIT (column_x, row_y), cell, &bounds))
    return FALSE;
  if (inner != NULL)
    *inner = GRAPHENE_POINT_INIT (column_x - bounds.origin.x, row_y - bounds.origin.y);
  return TRUE;
}

/* Of a column, or the gutter: what begins in sight. What begins above says little about where the rest
 * is. */
static gboolean
find_in_sight (SpillBoard     *self,
               SpillBoardCell *cell)   /* (inout): its column is known */
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  double top = spill_board_get_top (self);
  int n;
  int first = klass->find_rows (self, cell->column, top, top + spill_board_get_page (self), &n);

  for (int i = 0; i < n && priv->place.id.a == 0; i++)
    {
      graphene_rect_t bounds;

      cell->row = first + i;
      spill_board_get_bounds (self, cell, &bounds);
      if (bounds.origin.y >= top)
        klass->get_id (self, cell, &priv->place.id);
    }
  return priv->place.id.a != 0;
}

/* Remembers something in sight and where: what has the focus, else what is first, else what is beside
 * it at the margin. */
void
spill_board_remember_place (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  graphene_rect_t bounds;
  SpillBoardCell cell = priv->cell;
  gboolean is_found;
  int first, n;

  priv->place = (SpillBoardPlace) { 0 };
  if (priv->has_cell && cell.row >= 0 && spill_board_get_area (self, &cell, &bounds))
    klass->get_id (self, &cell, &priv->place.id);
  is_found = priv->place.id.a != 0;
  first = spill_board_get_columns (self, &n);
  for (int i = 0; i < n && !is_found; i++)
    {
      cell.column = first + i;
      is_found = find_in_sight (self, &cell);
    }
  cell.column = is_found ? cell.column : SPILL_BOARD_HEAD;
  if (!is_found && (spill_board_ensure_size (self)->gutter <= 0 || !find_in_sight (self, &cell)))
    return;
  spill_board_get_bounds (self, &cell, &bounds);
  priv->place.x = bounds.origin.x - spill_board_get_start (self);
  priv->place.y = bounds.origin.y - spill_board_get_top (self);
}
