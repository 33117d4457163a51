#include "ui/spill-cell-draw.h"

#define GAP     2     /* between boxes */
#define PADDING 8
#define SPACE   6     /* between symbol and text */
#define ICON    16
#define ABOVE   4
#define SMALL_COLUMN 56   /* of content: with less a text is no use */

static double
get_line (SpillBoard     *board,
          SpillTextStyle  style)
{
  return spill_text_cache_get_height (spill_board_get_texts (board), style);
}

double
spill_cell_draw_height (SpillBoard           *board,
                        const SpillTextStyle *styles,
                        guint                 n_lines)
{
  double height = 2 * (ABOVE + GAP) * spill_board_get_zoom (board);

  for (guint i = 0; i < n_lines; i++)
    height += get_line (board, styles[i]);
  return height;
}

static double
get_alpha (SpillBoard *board)
{
  return spill_board_is_stale (board) ? 2.0 / 3 : 1;
}

/* Only the symbol, in the middle. */
static void
draw_symbol (SpillBoard            *board,
             GtkSnapshot           *snapshot,
             const graphene_rect_t *bounds,
             SpillLook              look,
             const GdkRGBA         *color)
{
  int size = (int) (ICON * spill_board_get_zoom (board));

  spill_board_draw_icon (board, snapshot, spill_look_icon_name (look),
                         bounds->origin.x + (bounds->size.width - size) / 2,
                         bounds->origin.y + (bounds->size.height - size) / 2, size, color);
}

void
spill_cell_draw_symbol (SpillBoard            *board,
                        GtkSnapshot           *snapshot,
                        const graphene_rect_t *bounds,
                        SpillLook              look)
{
  draw_symbol (board, snapshot, bounds, look,
               &spill_board_get_palette (board)->looks[look][SPILL_LOOK_EDGE]);
}

void
spill_cell_draw_result (SpillBoard            *board,
                        GtkSnapshot           *snapshot,
                        const graphene_rect_t *bounds,
                        SpillLook              look,
                        const char            *text,
                        const char            *small)
{
  const SpillPalette *palette = spill_board_get_palette (board);
  double zoom = spill_board_get_zoom (board);
  double padding = PADDING * zoom, icon = ICON * zoom, space = SPACE * zoom;
  double line = get_line (board, SPILL_TEXT_PLAIN), small_line = get_line (board, SPILL_TEXT_SMALL);
  const GdkRGBA *color = spill_palette_get_text (palette, look);
  graphene_rect_t box = *bounds;
  double room, y, x, offset;

  graphene_rect_inset (&box, GAP, GAP);
  spill_palette_draw_box (palette, look, snapshot, &box, spill_board_is_rtl (board), get_alpha (board));
  room = box.size.width - 2 * padding;
  if (room - icon - space < SMALL_COLUMN * zoom)
    {
      draw_symbol (board, snapshot, &box, look, color);
      return;
    }
  if (small != NULL && line + small_line > box.size.height)
    small = NULL;
  y = box.origin.y + (box.size.height - line - (small != NULL ? small_line : 0)) / 2;
  x = box.origin.x + padding;
  offset = icon + space;
  spill_board_draw_icon (board, snapshot, spill_look_icon_name (look),
                         spill_board_place (board, x, room, 0, icon), y + (line - icon) / 2,
                         (int) icon, color);
  x = spill_board_place (board, x, room, offset, room - offset);
  spill_board_draw_text (board, snapshot, text, SPILL_TEXT_PLAIN, SPILL_TEXT_END, x, y, room - offset,
                         color);
  if (small != NULL)
    spill_board_draw_text (board, snapshot, small, SPILL_TEXT_SMALL, SPILL_TEXT_END, x, y + line,
                           room - offset, color);
}

void
spill_cell_draw_sum (SpillBoard            *board,
                     GtkSnapshot           *snapshot,
                     const graphene_rect_t *bounds,
                     SpillLook              look,
                     const char            *text)
{
  const SpillPalette *palette = spill_board_get_palette (board);
  double zoom = spill_board_get_zoom (board);
  double padding = PADDING * zoom, icon = ICON * zoom, offset = icon + SPACE / 2 * zoom;
  double line = get_line (board, SPILL_TEXT_PLAIN);
  const GdkRGBA *color = spill_palette_get_text (palette, look);
  graphene_rect_t box = *bounds;
  double room, x, y;

  graphene_rect_inset (&box, GAP, GAP);
  spill_palette_draw_box (palette, look, snapshot, &box, spill_board_is_rtl (board), get_alpha (board));
  room = box.size.width - padding;
  x = spill_board_place (board, box.origin.x, box.size.width, padding, room);
  y = box.origin.y + (box.size.height - line) / 2;
  spill_board_draw_icon (board, snapshot, spill_look_icon_name (look),
                         spill_board_place (board, x, room, 0, icon), y + (line - icon) / 2,
                         (int) icon, color);
  spill_board_draw_text (board, snapshot, text, SPILL_TEXT_PLAIN, SPILL_TEXT_END,
                         spill_board_place (board, x, room, offset, room - offset), y, room - offset,
                         color);
}

void
spill_cell_draw_heading (SpillBoard            *board,
                         GtkSnapshot           *snapshot,
                         const graphene_rect_t *bounds,
                         const SpillLook       *look,
                         const char * const    *lines,
                         const SpillTextStyle  *styles,
                         guint                  n_lines)
{
  const SpillPalette *palette = spill_board_get_palette (board);
  double zoom = spill_board_get_zoom (board);
  double padding = PADDING * zoom, icon = ICON * zoom;
  double offset = look != NULL ? icon + SPACE * zoom : 0;
  double room = bounds->size.width - 2 * padding;
  double height = 0, y, x;

  for (guint i = 0; i < n_lines; i++)
    height += get_line (board, styles[i]);
  y = bounds->origin.y + (bounds->size.height - height) / 2;
  x = bounds->origin.x + padding;
  if (look != NULL)
    spill_board_draw_icon (board, snapshot, spill_look_icon_name (*look),
                           spill_board_place (board, x, room, 0, icon),
                           y + (get_line (board, styles[0]) - icon) / 2, (int) icon,
                           &palette->looks[*look][SPILL_LOOK_EDGE]);
  x = spill_board_place (board, x, room, offset, room - offset);
  for (guint i = 0; i < n_lines; i++)
    {
      spill_board_draw_text (board, snapshot, lines[i], styles[i],
                             look != NULL && i == 0 ? SPILL_TEXT_MIDDLE : SPILL_TEXT_END, x, y,
                             room - offset, i == 0 ? &palette->text : &palette->dim);
      y += get_line (board, styles[i]);
    }
}

/* One line that is repeated: it costs no more however many there are. */
void
spill_cell_draw_lines (SpillBoard            *board,
                       GtkSnapshot           *snapshot,
                       const graphene_rect_t *area,
                       double                 height,
                       int                    n_rows)
{
  const SpillPalette *palette = spill_board_get_palette (board);
  double bottom = MIN (area->origin.y + area->size.height, n_rows * height);
  double x = area->origin.x, width = area->size.width;

  if (bottom <= area->origin.y)
    return;
  gtk_snapshot_push_repeat (snapshot,
                            &GRAPHENE_RECT_INIT (x, area->origin.y, width, bottom - area->origin.y),
                            &GRAPHENE_RECT_INIT (x, 0, width, height));
  gtk_snapshot_append_color (snapshot, &palette->line, &GRAPHENE_RECT_INIT (x, height - 1, width, 1));
  gtk_snapshot_pop (snapshot);
}
