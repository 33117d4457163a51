#pragma once

#include "ui/spill-waterfall-board.h"

G_BEGIN_DECLS

/* What can be done with a cell: the actions "waterfall.…" of a board, on its focused cell. */
void        spill_waterfall_menu_install (SpillWaterfallBoard  *board);
/* (transfer full) (nullable) */
GMenuModel *spill_waterfall_menu_new     (SpillWaterfallBoard  *board,
                                          const SpillBoardCell *cell);

G_END_DECLS
