#include "ui/spill-board-private.h"

#include "ui/spill-look-draw.h"

/* What was drawn of a column. */
typedef struct
{
  GskRenderNode *body;     /* (nullable) */
  GskRenderNode *head;     /* (nullable) */
  gboolean       has_body;
  gboolean       has_head;
} Drawn;

static void
drawn_free (gpointer data)
{
  Drawn *drawn = data;

  g_clear_pointer (&drawn->body, gsk_render_node_unref);
  g_clear_pointer (&drawn->head, gsk_render_node_unref);
  g_free (drawn);
}

void
spill_board_drawn_init (SpillBoard *self)
{
  spill_board_get_private (self)->drawn = g_hash_table_new_full (NULL, NULL, NULL, drawn_free);
}

void
spill_board_forget_drawn (SpillBoard *self)
{
  g_hash_table_remove_all (spill_board_get_private (self)->drawn);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Whether it was drawn. */
gboolean
spill_board_forget_column (SpillBoard *self,
                           int         column,
                           gboolean    is_head_only)
{
  Drawn *drawn = g_hash_table_lookup (spill_board_get_private (self)->drawn,
                                      GINT_TO_POINTER (column + 1));

  if (drawn == NULL)
    return FALSE;
  drawn->has_head = FALSE;
  g_clear_pointer (&drawn->head, gsk_render_node_unref);
  if (!is_head_only)
    {
      drawn->has_body = FALSE;
      g_clear_pointer (&drawn->body, gsk_render_node_unref);
    }
  return TRUE;
}

const SpillPalette *
spill_board_get_palette (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);

  if (!priv->has_palette)
    spill_palette_load (&priv->palette, GTK_WIDGET (self));
  priv->has_palette = TRUE;
  return &priv->palette;
}

SpillTextCache *
spill_board_get_texts (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);

  if (!priv->has_texts)
    spill_text_cache_set_context (priv->texts, gtk_widget_get_pango_context (GTK_WIDGET (self)),
                                  priv->zoom);
  priv->has_texts = TRUE;
  return priv->texts;
}

gboolean
spill_board_is_rtl (SpillBoard *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

double
spill_board_place (SpillBoard *self,
                   double      x,
                   double      room,
                   double      offset,
                   double      width)
{
  return spill_board_is_rtl (self) ? x + room - offset - width : x + offset;
}

double
spill_board_draw_text (SpillBoard     *self,
                       GtkSnapshot    *snapshot,
                       const char     *text,
                       SpillTextStyle  style,
                       SpillTextFit    fit,
                       double          x,
                       double          y,
                       double          width,
                       const GdkRGBA  *color)
{
  PangoLayout *layout;
  PangoRectangle used;

  if (width < 4 || *text == '\0')
    return 0;
  layout = spill_text_cache_get (spill_board_get_texts (self), text, style, fit, width);
  pango_layout_get_pixel_extents (layout, NULL, &used);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot, &GRAPHENE_POINT_INIT (spill_board_place (self, x, width, 0, used.width), y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
  return used.width;
}

void
spill_board_draw_icon (SpillBoard    *self,
                       GtkSnapshot   *snapshot,
                       const char    *icon_name,
                       double         x,
                       double         y,
                       int            size,
                       const GdkRGBA *color)
{
  spill_look_draw_icon (icon_name, GTK_WIDGET (self), snapshot, x, y, size, color);
}

/* Cells as they are handed out for drawing: from the left. */
static void
mirror (SpillBoard      *self,
        graphene_rect_t *bounds)
{
  if (spill_board_is_rtl (self))
    bounds->origin.x = -bounds->origin.x - bounds->size.width;
}

static GskRenderNode *
draw_body (SpillBoard *self,
           int         column,
           double      top,
           double      bottom)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int n;
  int first = klass->find_rows (self, column, top, bottom, &n);

  for (int i = 0; i < n; i++)
    {
      SpillBoardCell cell = { column, first + i };
      graphene_rect_t bounds;

      spill_board_get_bounds (self, &cell, &bounds);
      if (bounds.origin.y >= bottom || bounds.origin.y + bounds.size.height <= top)
        continue;
      mirror (self, &bounds);
      klass->draw_cell (self, &cell, snapshot, &bounds, MAX (top, bounds.origin.y));
    }
  return gtk_snapshot_free_to_node (snapshot);
}

static GskRenderNode *
draw_head (SpillBoard *self,
           int         column)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  SpillBoardCell cell = { column, SPILL_BOARD_HEAD };
  graphene_rect_t bounds;

  spill_board_get_bounds (self, &cell, &bounds);
  mirror (self, &bounds);
  SPILL_BOARD_GET_CLASS (self)->draw_cell (self, &cell, snapshot, &bounds, 0);
  return gtk_snapshot_free_to_node (snapshot);
}

static Drawn *
ensure_drawn (SpillBoard *self,
              int         column)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  Drawn *drawn = g_hash_table_lookup (priv->drawn, GINT_TO_POINTER (column + 1));

  if (drawn != NULL)
    return drawn;
  drawn = g_new0 (Drawn, 1);
  g_hash_table_insert (priv->drawn, GINT_TO_POINTER (column + 1), drawn);
  return drawn;
}

static void
snapshot_columns (SpillBoard  *self,
                  GtkSnapshot *snapshot,
                  gboolean     is_head)
{
  double top = spill_board_get_top (self);
  double bottom = top + spill_board_get_page (self);
  int n;
  int first = spill_board_get_columns (self, &n);

  for (int i = 0; i < n; i++)
    {
      Drawn *drawn = ensure_drawn (self, first + i);
      GskRenderNode *node;

      if (is_head && !drawn->has_head)
        drawn->head = draw_head (self, first + i);
      else if (!is_head && !drawn->has_body)
        drawn->body = draw_body (self, first + i, top, bottom);
      if (is_head)
        drawn->has_head = TRUE;
      else
        drawn->has_body = TRUE;
      node = is_head ? drawn->head : drawn->body;
      if (node != NULL)
        gtk_snapshot_append_node (snapshot, node);
    }
}

/* What was drawn for another part of the columns is of no use. */
static void
check_drawn (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  double top = spill_board_get_top (self);
  double height = spill_board_get_page (self);
  int n;
  int first = spill_board_get_columns (self, &n);
  gboolean is_same = priv->drawn_top == top && priv->drawn_height == height;
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, priv->drawn);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      int column = GPOINTER_TO_INT (key) - 1;
      Drawn *drawn = value;

      if (column < first || column >= first + n)
        g_hash_table_iter_remove (&iter);
      else if (!is_same)
        {
          drawn->has_body = FALSE;
          g_clear_pointer (&drawn->body, gsk_render_node_unref);
        }
    }
  priv->drawn_top = top;
  priv->drawn_height = height;
}

/* To the coordinates of drawing, where columns begin at 0, or end there from right to left. */
static void
translate (SpillBoard  *self,
           GtkSnapshot *snapshot,
           double       offset,
           double       y)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));

  gtk_snapshot_translate (
    snapshot, &GRAPHENE_POINT_INIT (spill_board_is_rtl (self) ? width - offset : offset, y));
}

static void
snapshot_spot (SpillBoard           *self,
               GtkSnapshot          *snapshot,
               const SpillBoardCell *part)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);

  if (priv->has_cell && (priv->cell.row < 0) == (part->row < 0)
      && (priv->cell.column < 0) == (part->column < 0))
    gtk_widget_snapshot_child (GTK_WIDGET (self), GTK_WIDGET (spill_board_get_spot (self)),
                               snapshot);
}

static void
snapshot_body (SpillBoard  *self,
               GtkSnapshot *snapshot)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  const SpillBoardSize *size = spill_board_ensure_size (self);
  const SpillBoardCell inside = { 0, 0 };
  double start = spill_board_get_start (self), top = spill_board_get_top (self);
  graphene_rect_t part, area;

  spill_board_get_part (self, &inside, &part);
  gtk_snapshot_push_clip (snapshot, &part);
  gtk_snapshot_save (snapshot);
  translate (self, snapshot, size->gutter - start, size->head - top);
  area = GRAPHENE_RECT_INIT (start, top, part.size.width, part.size.height);
  mirror (self, &area);
  if (klass->draw_back != NULL)
    klass->draw_back (self, snapshot, &area);
  snapshot_columns (self, snapshot, FALSE);
  gtk_snapshot_restore (snapshot);
  snapshot_spot (self, snapshot, &inside);
  gtk_snapshot_pop (snapshot);
}

static void
snapshot_head (SpillBoard  *self,
               GtkSnapshot *snapshot)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  const SpillBoardSize *size = spill_board_ensure_size (self);
  const SpillBoardCell inside = { 0, SPILL_BOARD_HEAD };
  graphene_rect_t part, area;
  int n;
  int first = spill_board_get_columns (self, &n);

  if (size->head <= 0)
    return;
  spill_board_get_part (self, &inside, &part);
  gtk_snapshot_push_clip (snapshot, &part);
  gtk_snapshot_save (snapshot);
  translate (self, snapshot, size->gutter - spill_board_get_start (self), 0);
  area = GRAPHENE_RECT_INIT (spill_board_get_start (self), 0, part.size.width, part.size.height);
  mirror (self, &area);
  if (klass->draw_head != NULL)
    klass->draw_head (self, snapshot, &area, first, n);
  snapshot_columns (self, snapshot, TRUE);
  gtk_snapshot_restore (snapshot);
  snapshot_spot (self, snapshot, &inside);
  gtk_snapshot_pop (snapshot);
}

static void
snapshot_gutter (SpillBoard  *self,
                 GtkSnapshot *snapshot)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  const SpillBoardSize *size = spill_board_ensure_size (self);
  SpillBoardCell cell = { SPILL_BOARD_HEAD, SPILL_BOARD_HEAD };
  double top = spill_board_get_top (self);
  graphene_rect_t part, bounds;
  int first, n;

  if (size->gutter <= 0)
    return;
  spill_board_get_part (self, &cell, &part);
  if (size->head > 0)
    klass->draw_cell (self, &cell, snapshot, &part, 0);

  first = klass->find_rows (self, SPILL_BOARD_HEAD, top, top + spill_board_get_page (self), &n);
  cell.row = 0;
  spill_board_get_part (self, &cell, &part);
  gtk_snapshot_push_clip (snapshot, &part);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (part.origin.x, size->head - top));
  for (int i = 0; i < n; i++)
    {
      cell.row = first + i;
      spill_board_get_bounds (self, &cell, &bounds);
      klass->draw_cell (self, &cell, snapshot, &bounds, MAX (top, bounds.origin.y));
    }
  gtk_snapshot_restore (snapshot);
  snapshot_spot (self, snapshot, &cell);
  gtk_snapshot_pop (snapshot);
}

/* Lines along header and gutter. */
static void
snapshot_lines (SpillBoard  *self,
                GtkSnapshot *snapshot)
{
  const SpillPalette *palette = spill_board_get_palette (self);
  const SpillBoardSize *size = spill_board_ensure_size (self);
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  double x = spill_board_is_rtl (self) ? width - size->gutter : size->gutter - 1;

  if (size->head > 0)
    gtk_snapshot_append_color (snapshot, &palette->line,
                               &GRAPHENE_RECT_INIT (0, size->head - 1, width, 1));
  if (size->gutter > 0)
    gtk_snapshot_append_color (snapshot, &palette->line, &GRAPHENE_RECT_INIT (x, 0, 1, height));
}

void
spill_board_draw (SpillBoard  *self,
                  GtkSnapshot *snapshot)
{
  check_drawn (self);
  snapshot_body (self, snapshot);
  snapshot_head (self, snapshot);
  snapshot_gutter (self, snapshot);
  snapshot_lines (self, snapshot);
}
