#pragma once

#include "ui/spill-waterfall-board.h"

G_BEGIN_DECLS

/* What a cell of a waterfall says: in words for screen readers, and at length on the hover card. */
char      *spill_waterfall_card_dup_words (SpillWaterfallBoard  *board,
                                           const SpillBoardCell *cell);   /* (transfer full) */
/* (transfer full) (nullable): nothing more to say */
SpillCard *spill_waterfall_card_new       (SpillWaterfallBoard  *board,
                                           const SpillBoardCell *cell);

G_END_DECLS
