#pragma once

#include "model/spill-master.h"
#include "model/spill-source.h"
#include "sources/spill-source-limits.h"

G_BEGIN_DECLS

/* SpillEightPbSource: a Buildbot 0.8 master by its PBListener alone, at pb://USER@HOST:PORT. It is
 * told what happens, in mode "steps", and in mode "full" while logs of a running build are held: a real
 * 0.8.14 kills builds when two clients are in mode "full". Main context only. */
#define SPILL_TYPE_EIGHT_PB_SOURCE (spill_eight_pb_source_get_type ())
G_DECLARE_FINAL_TYPE (SpillEightPbSource, spill_eight_pb_source, SPILL, EIGHT_PB_SOURCE, SpillSource)

SpillSource *spill_eight_pb_source_new        (SpillMaster             *master);
/* pb://USER@HOST:PORT from what a user typed; USER and PORT may be missing. (transfer full) (nullable) */
char        *spill_eight_pb_normalize_url     (const char              *text,
                                               GError                 **error);
/* For tests: before the start. */
void         spill_eight_pb_source_set_limits (SpillEightPbSource      *self,
                                               const SpillSourceLimits *limits);

G_END_DECLS
