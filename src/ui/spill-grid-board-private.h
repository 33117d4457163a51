#pragma once

#include "ui/spill-grid-board.h"
#include "ui/spill-grid-picture.h"

G_BEGIN_DECLS

/* What the files of the grid's board share. */
struct _SpillGridBoard
{
  SpillTableBoard   parent_instance;

  SpillGridPicture *picture;
  gboolean          is_transposed;
  guint             n_stamps;       /* wanted */
};

static inline SpillBoardFeed *
get_feed (SpillGridBoard *self)
{
  return spill_table_board_get_feed (SPILL_TABLE_BOARD (self));
}

/* Places: -1 is the header of the other side. */

static inline int
builder_of (SpillGridBoard       *self,
            const SpillBoardCell *cell)
{
  return self->is_transposed ? cell->column : cell->row;
}

static inline int
stamp_of (SpillGridBoard       *self,
          const SpillBoardCell *cell)
{
  return self->is_transposed ? cell->row : cell->column;
}

static inline void
set_cell (SpillGridBoard *self,
          SpillBoardCell *cell,
          int             builder,
          int             stamp)
{
  cell->column = self->is_transposed ? builder : stamp;
  cell->row = self->is_transposed ? stamp : builder;
}

static inline int
get_n_builders (SpillGridBoard *self)
{
  return self->picture != NULL ? (int) self->picture->grid->n_columns : 0;
}

static inline int
get_n_stamps (SpillGridBoard *self)
{
  return self->picture != NULL ? (int) self->picture->grid->n_stamps : 0;
}

static inline const SpillColumn *
get_column_of (SpillGridBoard *self,
               int             builder)
{
  return self->picture->grid->columns[builder];
}

static inline const SpillGridStamp *
get_stamp (SpillGridBoard *self,
           int             stamp)
{
  return self->picture->stamps->pdata[stamp];
}

/* The model's build of one that runs. (transfer none) */
SpillBuild *spill_grid_board_find_live (SpillGridBoard         *self,
                                        const SpillColumn      *column,
                                        const SpillColumnBuild *build);   /* (nullable): it is over */

/* spill-grid-draw.c */
void        spill_grid_draw_cell       (SpillBoard             *board,
                                        const SpillBoardCell   *cell,
                                        GtkSnapshot            *snapshot,
                                        const graphene_rect_t  *bounds,
                                        double                  top);
char       *spill_grid_dup_words       (SpillBoard             *board,
                                        const SpillBoardCell   *cell);

extern const SpillTextStyle spill_grid_stamp_lines[3];
extern const SpillTextStyle spill_grid_builder_lines[2];

G_END_DECLS
