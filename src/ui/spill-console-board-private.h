#pragma once

#include "ui/spill-console-board.h"
#include "ui/spill-console-picture.h"

G_BEGIN_DECLS

#define WIDE_COLUMN    96     /* names are written across from this width on */

/* What the files of the console's board share. */
struct _SpillConsoleBoard
{
  SpillTableBoard      parent_instance;

  SpillConsolePicture *picture;
  GHashTable          *folds;         /* of groups' names: see spill_console_picture_new () */
  guint                n_changes;     /* wanted */
  double              *offsets;       /* of each column, and where the last ends, as heights are */
};

static inline SpillBoardFeed *
get_feed (SpillConsoleBoard *self)
{
  return spill_table_board_get_feed (SPILL_TABLE_BOARD (self));
}

static inline int
get_n_slots (SpillConsoleBoard *self)
{
  return self->picture != NULL ? self->picture->n_slots : 0;
}

static inline int
get_n_changes (SpillConsoleBoard *self)
{
  return self->picture != NULL ? (int) self->picture->console->n_changes : 0;
}

static inline const SpillConsoleSlot *
get_slot (SpillConsoleBoard *self,
          int                column)
{
  return &self->picture->slots[column];
}

static inline gboolean
is_builder (SpillConsoleBoard *self,
            int                column)
{
  return column >= 0 && column < get_n_slots (self) && get_slot (self, column)->builder >= 0;
}

static inline const SpillColumn *
get_column_of (SpillConsoleBoard *self,
               int                column)
{
  return self->picture->console->columns[get_slot (self, column)->builder];
}

static inline const SpillConsoleGroup *
get_group (SpillConsoleBoard *self,
           int                column)
{
  return &self->picture->console->groups[get_slot (self, column)->group];
}

static inline const SpillChangeFacts *
get_change (SpillConsoleBoard *self,
            int                row)
{
  return self->picture->console->changes[row];
}

/* (nullable): nothing was built there */
static inline const SpillColumnBuild *
get_build (SpillConsoleBoard    *self,
           const SpillBoardCell *cell)
{
  if (cell->row < 0 || cell->row >= get_n_changes (self) || !is_builder (self, cell->column))
    return NULL;
  return spill_console_picture_get_box (self->picture, cell->column, cell->row)->build;
}

static inline gboolean
is_wide (SpillConsoleBoard *self)
{
  return spill_board_get_column_width (SPILL_BOARD (self)) >= WIDE_COLUMN;
}

/* The model's build of a cell. (transfer none) (nullable) */
SpillBuild *spill_console_board_find_live  (SpillConsoleBoard     *self,
                                            const SpillBoardCell  *cell);
void        spill_console_board_get_extent (SpillConsoleBoard     *self,
                                            int                    column,
                                            double                *x,
                                            double                *width);

/* spill-console-draw.c */
void        spill_console_draw_cell        (SpillBoard            *board,
                                            const SpillBoardCell  *cell,
                                            GtkSnapshot           *snapshot,
                                            const graphene_rect_t *bounds,
                                            double                 top);
void        spill_console_draw_head        (SpillBoard            *board,
                                            GtkSnapshot           *snapshot,
                                            const graphene_rect_t *area,
                                            int                    first,
                                            int                    n);

G_END_DECLS
