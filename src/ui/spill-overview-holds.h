#pragma once

#include "ui/spill-overview-facts.h"

G_BEGIN_DECLS

/* What a row in view needs of the model beyond what everybody has: the streak of a broken builder,
 * the steps of its failed and its running build, durations for the ETA. */
typedef struct _SpillOverviewHolds SpillOverviewHolds;

SpillOverviewHolds *spill_overview_holds_new    (SpillBuilder             *builder);
void                spill_overview_holds_free   (SpillOverviewHolds       *self);   /* releases all */
/* Holds what @facts ask for and releases what they no longer do. */
void                spill_overview_holds_update (SpillOverviewHolds       *self,
                                                 const SpillOverviewFacts *facts);

G_END_DECLS
