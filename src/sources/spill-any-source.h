#pragma once

#include "model/spill-master.h"
#include "model/spill-source.h"
#include "sources/spill-source-limits.h"

G_BEGIN_DECLS

/* SpillAnySource: a master at an http or https address of which is not known yet what it is. It is
 * asked as a modern one; if it is none, as one of 0.8; what answered so once is asked so until the
 * source is stopped. */
#define SPILL_TYPE_ANY_SOURCE (spill_any_source_get_type ())
G_DECLARE_FINAL_TYPE (SpillAnySource, spill_any_source, SPILL, ANY_SOURCE, SpillSource)

SpillSource *spill_any_source_new        (SpillMaster             *master);
/* The source that reads the master, or tries to. (transfer none) */
SpillSource *spill_any_source_get_inner  (SpillAnySource          *self);
/* For tests: before the start. */
void         spill_any_source_set_limits (SpillAnySource          *self,
                                          const SpillSourceLimits *limits);

G_END_DECLS
