#include "ui/spill-console-board-private.h"

#include "model/spill-build.h"
#include "ui/spill-cell-draw.h"
#include "ui/spill-cell-words.h"
#include "ui/spill-console-words.h"
#include "util/spill-clock.h"

#define ICON           16
#define PADDING        8

static const SpillTextStyle change_lines[] = { SPILL_TEXT_MONO, SPILL_TEXT_SMALL };
static const SpillTextStyle builder_lines[] = { SPILL_TEXT_PLAIN, SPILL_TEXT_SMALL };

/* A name written upwards, its symbol below it. */
static void
draw_upwards (SpillConsoleBoard     *self,
              GtkSnapshot           *snapshot,
              const graphene_rect_t *bounds,
              const char            *icon_name,
              const GdkRGBA         *icon_color,
              const char            *name,
              SpillTextStyle         style)
{
  SpillBoard *board = SPILL_BOARD (self);
  const SpillPalette *palette = spill_board_get_palette (board);
  double zoom = spill_board_get_zoom (board);
  double icon = ICON * zoom, padding = PADDING * zoom;
  double line = spill_text_cache_get_height (spill_board_get_texts (board), style);
  double bottom = bounds->origin.y + bounds->size.height - padding - icon;
  double room = bounds->size.height - icon - 2.5 * padding;

  /* Also where people read from the right the name begins at its symbol. */
  if (spill_board_is_rtl (board))
    {
      int used;

      pango_layout_get_pixel_size (spill_text_cache_get (spill_board_get_texts (board), name, style,
                                                         SPILL_TEXT_MIDDLE, room), &used, NULL);
      room = MIN (room, used + 1);
    }

  spill_board_draw_icon (board, snapshot, icon_name,
                         bounds->origin.x + (bounds->size.width - icon) / 2, bottom, (int) icon,
                         icon_color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (bounds->origin.x
                                                          + (bounds->size.width - line) / 2,
                                                          bottom - padding / 2));
  gtk_snapshot_rotate (snapshot, -90);
  spill_board_draw_text (board, snapshot, name, style, SPILL_TEXT_MIDDLE, 0, 0, room, &palette->text);
  gtk_snapshot_restore (snapshot);
}

static void
draw_builder (SpillConsoleBoard     *self,
              GtkSnapshot           *snapshot,
              const graphene_rect_t *bounds,
              int                    place)
{
  SpillBoard *board = SPILL_BOARD (self);
  const SpillColumn *column = get_column_of (self, place);
  SpillLook look = spill_cell_words_look_of_column (column);
  g_autofree char *activity = NULL;

  if (!is_wide (self))
    {
      draw_upwards (self, snapshot, bounds, spill_look_icon_name (look),
                    &spill_board_get_palette (board)->looks[look][SPILL_LOOK_EDGE], column->name,
                    SPILL_TEXT_PLAIN);
      return;
    }
  activity = spill_cell_words_dup_activity (column, spill_now ());
  spill_cell_draw_heading (board, snapshot, bounds, &look,
                           (const char *[]) { column->name, activity }, builder_lines, 2);
}

static void
draw_group (SpillConsoleBoard     *self,
            GtkSnapshot           *snapshot,
            const graphene_rect_t *bounds,
            int                    place)
{
  SpillBoard *board = SPILL_BOARD (self);
  const SpillConsoleGroup *group = get_group (self, place);
  const char *icon_name = !get_slot (self, place)->is_folded ? "pan-down-symbolic"
                          : spill_board_is_rtl (board) ? "pan-start-symbolic" : "pan-end-symbolic";
  g_autofree char *name = spill_console_words_dup_group (group);

  draw_upwards (self, snapshot, bounds, icon_name, &spill_board_get_palette (board)->text, name,
                SPILL_TEXT_STRONG);
}

static void
draw_change (SpillConsoleBoard     *self,
             GtkSnapshot           *snapshot,
             const graphene_rect_t *bounds,
             int                    row)
{
  SpillBoard *board = SPILL_BOARD (self);
  const SpillChangeFacts *change = get_change (self, row);
  g_autofree char *first = spill_console_words_dup_change (change, spill_now ());
  g_autofree char *comment = spill_console_words_dup_comment (change);

  spill_cell_draw_heading (board, snapshot, bounds, NULL, (const char *[]) { first, comment },
                           change_lines, spill_board_is_compact (board) || *comment == '\0' ? 1 : 2);
}

static void
draw_sum (SpillConsoleBoard     *self,
          GtkSnapshot           *snapshot,
          const graphene_rect_t *bounds,
          const SpillBoardCell  *cell)
{
  SpillConsoleSum sum;
  g_autofree char *text = NULL;

  spill_console_picture_sum (self->picture, cell->column, cell->row, &sum);
  if (sum.n == 0)
    return;
  if (sum.n_done == 0)
    {
      spill_cell_draw_symbol (SPILL_BOARD (self), snapshot, bounds, sum.worst);
      return;
    }
  text = sum.n_bad > 0 ? g_strdup_printf ("%u", sum.n_bad)
         : g_strdup_printf ("%u/%u", sum.n_done, sum.n);
  spill_cell_draw_sum (SPILL_BOARD (self), snapshot, bounds, sum.worst, text);
}

static void
draw_body (SpillConsoleBoard     *self,
           GtkSnapshot           *snapshot,
           const graphene_rect_t *bounds,
           const SpillBoardCell  *cell)
{
  const SpillColumnBuild *build = get_build (self, cell);
  double now = spill_now ();
  SpillBuild *live;
  SpillLook look;
  g_autofree char *text = NULL;
  g_autofree char *small = NULL;

  if (!spill_console_picture_get_look (self->picture, cell->column, cell->row, &look))
    return;
  if (build == NULL)
    {
      spill_cell_draw_symbol (SPILL_BOARD (self), snapshot, bounds, look);
      return;
    }
  live = build->finished <= 0 ? spill_console_board_find_live (self, cell) : NULL;
  text = spill_cell_words_dup_text (build, look, live, now);
  small = spill_cell_words_dup_number (build, now);
  spill_cell_draw_result (SPILL_BOARD (self), snapshot, bounds, look, text, small);
}

void
spill_console_draw_cell (SpillBoard            *board,
                         const SpillBoardCell  *cell,
                         GtkSnapshot           *snapshot,
                         const graphene_rect_t *bounds,
                         double                 top)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (board);

  if (cell->column < 0 && cell->row >= 0)
    draw_change (self, snapshot, bounds, cell->row);
  else if (cell->column >= 0 && cell->row < 0 && is_builder (self, cell->column))
    draw_builder (self, snapshot, bounds, cell->column);
  else if (cell->column >= 0 && cell->row < 0)
    draw_group (self, snapshot, bounds, cell->column);
  else if (cell->column >= 0 && is_builder (self, cell->column))
    draw_body (self, snapshot, bounds, cell);
  else if (cell->column >= 0)
    draw_sum (self, snapshot, bounds, cell);
}

/* A line where a group begins. */
void
spill_console_draw_head (SpillBoard            *board,
                         GtkSnapshot           *snapshot,
                         const graphene_rect_t *area,
                         int                    first,
                         int                    n)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (board);
  const SpillPalette *palette = spill_board_get_palette (board);

  for (int i = MAX (first, 1); i < first + n; i++)
    {
      double x, width;

      if (is_builder (self, i))
        continue;
      spill_console_board_get_extent (self, i, &x, &width);
      x = spill_board_is_rtl (board) ? -x - 1 : x;
      gtk_snapshot_append_color (snapshot, &palette->line,
                                 &GRAPHENE_RECT_INIT (x, area->origin.y, 1, area->size.height));
    }
}
