#pragma once

#include "model/spill-master.h"
#include "model/spill-source.h"
#include "sources/spill-source-limits.h"

G_BEGIN_DECLS

/* SpillNineSource: a Buildbot master from 0.9 to 4.x, over REST and WebSocket. */
#define SPILL_TYPE_NINE_SOURCE (spill_nine_source_get_type ())
G_DECLARE_FINAL_TYPE (SpillNineSource, spill_nine_source, SPILL, NINE_SOURCE, SpillSource)

SpillNineSource *spill_nine_source_new            (SpillMaster           *master);

/* Called when what answers is no modern master, and never was one. TRUE: somebody else sees to it,
 * so nothing is shown to the user. */
typedef gboolean (*SpillStrangerFunc) (SpillSource *source,
                                       gpointer     user_data);
void             spill_nine_source_set_stranger   (SpillNineSource       *self,
                                                   SpillStrangerFunc      func,
                                                   gpointer               user_data);

/* For tests: before the start. */
void             spill_nine_source_set_limits     (SpillNineSource       *self,
                                                   const SpillSourceLimits *limits);
/* For tests: requests sent since the start, the opening of /ws included. */
guint            spill_nine_source_get_n_requests (SpillNineSource       *self);
/* For tests: nothing is asked, waited for or still to be filled in the background. */
gboolean         spill_nine_source_is_idle        (SpillNineSource       *self);

G_END_DECLS
