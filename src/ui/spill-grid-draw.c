#include "ui/spill-grid-board-private.h"

#include <glib/gi18n.h>

#include "ui/spill-cell-draw.h"
#include "ui/spill-cell-words.h"
#include "util/spill-clock.h"
#include "util/spill-plain.h"

#define MAX_CHARS 120

const SpillTextStyle spill_grid_stamp_lines[3] = { SPILL_TEXT_MONO, SPILL_TEXT_SMALL, SPILL_TEXT_SMALL };
const SpillTextStyle spill_grid_builder_lines[2] = { SPILL_TEXT_PLAIN, SPILL_TEXT_SMALL };

static void
draw_builder (SpillGridBoard        *self,
              GtkSnapshot           *snapshot,
              const graphene_rect_t *bounds,
              int                    builder)
{
  SpillBoard *board = SPILL_BOARD (self);
  const SpillColumn *column = get_column_of (self, builder);
  SpillLook look = spill_cell_words_look_of_column (column);
  g_autofree char *activity = spill_cell_words_dup_activity (column, spill_now ());
  const char *lines[] = { column->name, activity };
  gboolean is_one_line = spill_board_is_compact (board) && !self->is_transposed;

  spill_cell_draw_heading (board, snapshot, bounds, &look, lines, spill_grid_builder_lines,
                           is_one_line ? 1 : 2);
}

static void
draw_stamp (SpillGridBoard        *self,
            GtkSnapshot           *snapshot,
            const graphene_rect_t *bounds,
            int                    place)
{
  SpillBoard *board = SPILL_BOARD (self);
  const SpillGridStamp *stamp = get_stamp (self, place);
  g_autofree char *who = *stamp->comment != '\0' && *stamp->author != '\0'
                         ? g_strdup_printf ("%s: %s", stamp->author, stamp->comment)
                         : g_strdup (*stamp->comment != '\0' ? stamp->comment : stamp->author);

  if (!self->is_transposed)
    {
      const char *lines[] = { stamp->revision, stamp->branch, who };

      spill_cell_draw_heading (board, snapshot, bounds, NULL, lines, spill_grid_stamp_lines, 3);
    }
  else
    {
      g_autofree char *first = g_strdup_printf ("%s  %s", stamp->revision, stamp->branch);
      const char *lines[] = { first, who };

      spill_cell_draw_heading (board, snapshot, bounds, NULL, lines, spill_grid_stamp_lines,
                               spill_board_is_compact (board) || *who == '\0' ? 1 : 2);
    }
}

static void
draw_body (SpillGridBoard        *self,
           GtkSnapshot           *snapshot,
           const graphene_rect_t *bounds,
           const SpillBoardCell  *cell)
{
  const SpillColumnBuild *build = spill_grid_board_get_build (self, cell);
  const SpillColumn *column = get_column_of (self, builder_of (self, cell));
  double now = spill_now ();
  SpillLook look;
  g_autofree char *text = NULL;
  g_autofree char *small = NULL;

  if (build == NULL)
    {
      if (spill_grid_picture_is_unknown (self->picture, builder_of (self, cell), self->n_stamps))
        spill_cell_draw_symbol (SPILL_BOARD (self), snapshot, bounds, SPILL_LOOK_UNKNOWN);
      return;
    }
  look = spill_cell_words_look (column, build);
  text = spill_cell_words_dup_text (build, look, spill_grid_board_find_live (self, column, build), now);
  small = spill_cell_words_dup_number (build, now);
  spill_cell_draw_result (SPILL_BOARD (self), snapshot, bounds, look, text, small);
}

void
spill_grid_draw_cell (SpillBoard            *board,
                      const SpillBoardCell  *cell,
                      GtkSnapshot           *snapshot,
                      const graphene_rect_t *bounds,
                      double                 top)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);
  int builder = builder_of (self, cell), stamp = stamp_of (self, cell);

  if (builder >= 0 && stamp >= 0)
    draw_body (self, snapshot, bounds, cell);
  else if (builder >= 0)
    draw_builder (self, snapshot, bounds, builder);
  else if (stamp >= 0)
    draw_stamp (self, snapshot, bounds, stamp);
}

static char *
dup_builder_words (SpillGridBoard *self,
                   int             builder)
{
  const SpillColumn *column = get_column_of (self, builder);
  g_autofree char *name = spill_plain_one_line (column->name, MAX_CHARS);
  g_autofree char *activity = spill_cell_words_dup_activity (column, spill_now ());

  /* Translators: a builder, how its last build went, what it is doing */
  return g_strdup_printf (_("%s, %s, %s"), name,
                          spill_look_word (spill_cell_words_look_of_column (column)), activity);
}

char *
spill_grid_dup_words (SpillBoard           *board,
                      const SpillBoardCell *cell)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);
  int builder = builder_of (self, cell), stamp = stamp_of (self, cell);
  const SpillColumnBuild *build;
  const SpillColumn *column;
  g_autofree char *name = NULL;
  g_autofree char *what = NULL;

  if (stamp < 0)
    return builder >= 0 ? dup_builder_words (self, builder) : g_strdup (_("Builders"));
  if (builder < 0)
    return spill_grid_stamp_dup_spoken (get_stamp (self, stamp));

  column = get_column_of (self, builder);
  build = spill_grid_board_get_build (self, cell);
  name = spill_plain_one_line (column->name, MAX_CHARS);
  what = build != NULL
         ? spill_cell_words_dup_spoken (build, spill_cell_words_look (column, build),
                                        spill_grid_board_find_live (self, column, build), spill_now ())
         : g_strdup (spill_grid_picture_is_unknown (self->picture, builder, self->n_stamps)
                     ? _("not known yet") : _("not built"));
  /* Translators: a builder, a revision, the build and how it went */
  return g_strdup_printf (_("%s, revision %s, %s"), name, get_stamp (self, stamp)->revision, what);
}
