#pragma once

#include "ui/spill-waterfall-board.h"

G_BEGIN_DECLS

/* What a waterfall in sight needs of the model: the steps of its builds and the names of their
 * logs, why they were built and for whom; for builders that build, durations for the ETA. Asks for
 * a few at a time. What went out of sight stays held for a while, so that one can look back. */
typedef struct _SpillWaterfallHolds SpillWaterfallHolds;

#define SPILL_WATERFALL_MAX_HELD 300   /* builds, and likewise steps */

SpillWaterfallHolds *spill_waterfall_holds_new        (void);
/* Releases all. */
void                 spill_waterfall_holds_free       (SpillWaterfallHolds *self);
/* Between these: all that is in sight. The most telling first. */
void                 spill_waterfall_holds_begin      (SpillWaterfallHolds *self);
/* What a column of @board shows from top to bottom. */
void                 spill_waterfall_holds_add_column (SpillWaterfallHolds *self,
                                                       SpillWaterfallBoard *board,
                                                       int                  column,
                                                       double               top,
                                                       double               bottom);
void                 spill_waterfall_holds_end        (SpillWaterfallHolds *self);
void                 spill_waterfall_holds_release    (SpillWaterfallHolds *self);

G_END_DECLS
