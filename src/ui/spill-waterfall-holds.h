#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-step.h"

G_BEGIN_DECLS

/* What a waterfall in sight needs of the model: the steps of its builds and the names of their
 * logs, why they were built and for whom; for builders that build, durations for the ETA. Asks for
 * a few at a time. What went out of sight stays held for a while, so that one can look back. */
typedef struct _SpillWaterfallHolds SpillWaterfallHolds;

#define SPILL_WATERFALL_MAX_HELD 300   /* builds, and likewise steps */

SpillWaterfallHolds *spill_waterfall_holds_new         (void);
void                 spill_waterfall_holds_free        (SpillWaterfallHolds *self);   /* releases all */
/* Between these: all that is in sight. The most telling first. */
void                 spill_waterfall_holds_begin       (SpillWaterfallHolds *self);
void                 spill_waterfall_holds_add_builder (SpillWaterfallHolds *self,
                                                        SpillBuilder        *builder);
void                 spill_waterfall_holds_add_build   (SpillWaterfallHolds *self,
                                                        SpillBuild          *build);
/* Its logs' names; after what builds are asked for. */
void                 spill_waterfall_holds_add_step    (SpillWaterfallHolds *self,
                                                        SpillStep           *step);
void                 spill_waterfall_holds_end         (SpillWaterfallHolds *self);
void                 spill_waterfall_holds_release     (SpillWaterfallHolds *self);

G_END_DECLS
