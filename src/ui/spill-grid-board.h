#pragma once

#include "layout/spill-grid.h"
#include "ui/spill-table-board.h"

G_BEGIN_DECLS

/* SpillGridBoard: builders down, what they built across, newest first; or turned over. More of what
 * was built comes as one scrolls to its end.
 *
 * Properties (notify): "transposed": builders across. */
#define SPILL_TYPE_GRID_BOARD (spill_grid_board_get_type ())
G_DECLARE_FINAL_TYPE (SpillGridBoard, spill_grid_board, SPILL, GRID_BOARD, SpillTableBoard)

GtkWidget *spill_grid_board_new            (SpillBoardFeed       *feed);
/* What it shows. (transfer none) */
SpillGrid *spill_grid_board_get_grid       (SpillGridBoard       *self);
/* Whether what is in sight is still being asked for. */
gboolean   spill_grid_board_is_loading     (SpillGridBoard       *self);
void       spill_grid_board_set_transposed (SpillGridBoard       *self,
                                            gboolean              is_transposed);
/* The build that a cell shows; NULL: none, or a header. (transfer none) (nullable) */
const SpillColumnBuild *spill_grid_board_get_build (SpillGridBoard       *self,
                                                    const SpillBoardCell *cell);

G_END_DECLS
