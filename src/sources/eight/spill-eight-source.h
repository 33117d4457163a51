#pragma once

#include "model/spill-master.h"
#include "model/spill-source.h"
#include "sources/spill-source-limits.h"

G_BEGIN_DECLS

/* SpillEightSource: a Buildbot 0.8 master, by the JSON of its WebStatus. */
#define SPILL_TYPE_EIGHT_SOURCE (spill_eight_source_get_type ())
G_DECLARE_FINAL_TYPE (SpillEightSource, spill_eight_source, SPILL, EIGHT_SOURCE, SpillSource)

SpillEightSource *spill_eight_source_new            (SpillMaster             *master);

/* For tests: before the start. */
void              spill_eight_source_set_limits     (SpillEightSource        *self,
                                                     const SpillSourceLimits *limits);
/* For tests: requests sent since the start. */
guint             spill_eight_source_get_n_requests (SpillEightSource        *self);
/* For tests: nothing is asked or still to be filled in the background. */
gboolean          spill_eight_source_is_idle        (SpillEightSource        *self);

G_END_DECLS
