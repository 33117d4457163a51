#pragma once

#include "ui/spill-board-feed.h"
#include "ui/spill-board.h"
#include "ui/spill-hold-set.h"

G_BEGIN_DECLS

/* SpillTableBoard: a board of builds with rows of one height, made of a SpillBoardFeed: what grid and
 * console have in common. Holds what is in sight, asks for more at the end of what is known, goes on
 * with what runs.
 *
 * Properties: "feed" (construct only). Signal "rebuilt": there is another picture, or it may be known
 * whether it is loading. */
#define SPILL_TYPE_TABLE_BOARD (spill_table_board_get_type ())
G_DECLARE_DERIVABLE_TYPE (SpillTableBoard, spill_table_board, SPILL, TABLE_BOARD, SpillBoard)

/* What of the body is in sight: columns, and heights from the top. All 0: nothing. */
typedef struct
{
  int    first;
  int    n;
  double top;
  double bottom;
} SpillTableSight;

/* A subclass also says what SpillBoardClass asks of columns and cells. */
struct _SpillTableBoardClass
{
  SpillBoardClass parent_class;

  double   gutter;           /* width at zoom 1 */
  double   narrow_gutter;    /* where there is little room */
  gboolean is_read_by_row;   /* failures follow each other along rows, not down columns */
  gboolean tells_ages;       /* texts of the gutter change with the time alone */

  int                      (*get_n_columns) (SpillTableBoard       *self);
  /* Heights at the zoom of now, above 0. */
  void                     (*measure)       (SpillTableBoard       *self,
                                             double                *row_height,
                                             double                *head_height);
  /* (transfer none) (nullable): none, or a header */
  const SpillColumnBuild  *(*get_build)     (SpillTableBoard       *self,
                                             const SpillBoardCell  *cell);
  /* Makes the picture anew, and tells the board what changed. */
  void                     (*rebuild)       (SpillTableBoard       *self);
  /* Whether there is anything to be held. */
  gboolean                 (*has_needs)     (SpillTableBoard       *self,
                                             const SpillTableSight *sight);
  void                     (*hold)          (SpillTableBoard       *self,
                                             const SpillTableSight *sight,
                                             SpillHoldSet          *holds);
  /* Wants more from now on, where all that was wanted is known and its end in sight; FALSE: does not. */
  gboolean                 (*want_more)     (SpillTableBoard       *self,
                                             const SpillTableSight *sight);
};

SpillBoardFeed *spill_table_board_get_feed       (SpillTableBoard *self);   /* (transfer none) */
/* Of a row, at the zoom of now. Measures first where that is to be done. */
double          spill_table_board_get_row_height (SpillTableBoard *self);
/* To be called when heights may be others. */
void            spill_table_board_forget_heights (SpillTableBoard *self);
/* Whether there is so little room that the gutter is narrow. */
gboolean        spill_table_board_is_narrow      (SpillTableBoard *self);
double          spill_table_board_get_gutter     (SpillTableBoard *self);   /* at the zoom of now */
void            spill_table_board_rebuild        (SpillTableBoard *self);
/* Whether what came in sight is to be held soon, so that it is not yet known what is loading. */
gboolean        spill_table_board_is_waiting     (SpillTableBoard *self);
/* Whether what is in sight is still being asked for. */
gboolean        spill_table_board_is_loading     (SpillTableBoard *self);

G_END_DECLS
