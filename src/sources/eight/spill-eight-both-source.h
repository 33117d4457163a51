#pragma once

#include "model/spill-master.h"
#include "model/spill-source.h"
#include "sources/eight/spill-eight-pb-source.h"
#include "sources/eight/spill-eight-source.h"

G_BEGIN_DECLS

/* SpillEightBothSource: a Buildbot 0.8 master by its WebStatus and its PBListener, as far as they are
 * there: the one for all that was, and to steer, the other for what happens.
 * Property (notifies): "refusal". */
#define SPILL_TYPE_EIGHT_BOTH_SOURCE (spill_eight_both_source_get_type ())
G_DECLARE_FINAL_TYPE (SpillEightBothSource, spill_eight_both_source, SPILL, EIGHT_BOTH_SOURCE, SpillSource)

/* @master: its address is one of both, spill_eight_address_join(). */
SpillSource        *spill_eight_both_source_new        (SpillMaster             *master);
/* Why one of the two does not take the login that is for it. (nullable) */
const char         *spill_eight_both_source_get_refusal (SpillEightBothSource   *self);
/* For tests. */
SpillEightSource   *spill_eight_both_source_get_web    (SpillEightBothSource    *self);
SpillEightPbSource *spill_eight_both_source_get_pb     (SpillEightBothSource    *self);
void                spill_eight_both_source_set_limits (SpillEightBothSource    *self,
                                                        const SpillSourceLimits *limits);

G_END_DECLS
