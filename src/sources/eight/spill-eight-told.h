#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "sources/eight/spill-eight-source.h"
#include "sources/spill-pace.h"

G_BEGIN_DECLS

/* SpillEightSource as one of two: somebody else, who hears of events, says where to look. */

/* Instead of the master's own address. Before the start. */
void     spill_eight_set_url       (SpillEightSource *self,
                                    const char       *url);
/* Who hears how it stands with the connection, instead of the master. */
void     spill_eight_set_pace_func (SpillEightSource *self,
                                    SpillPaceFunc     func,
                                    gpointer          data);
/* Finds the builder or adds it: of two sources, whichever knows it first. */
SpillBuilder *spill_eight_add_builder (SpillMaster    *master,
                                    const char       *name);
/* How many builds of each builder are kept, and with all that is known of them. */
guint    spill_eight_get_keep      (guint             n_builders);
/* Nobody has to poll from now on; or somebody has to again. */
void     spill_eight_set_told      (SpillEightSource *self,
                                    gboolean          is_told);
/* Asks once for what may have changed, in as few questions as it takes. */
void     spill_eight_catch_up      (SpillEightSource *self);
/* Whether that has come to its end. */
gboolean spill_eight_is_caught_up  (SpillEightSource *self);
gboolean spill_eight_is_ready      (SpillEightSource *self);
gboolean spill_eight_is_off        (SpillEightSource *self);
/* It was tried, and waits to be tried again, or for the user. */
gboolean spill_eight_is_down       (SpillEightSource *self);
/* Asks soon, and for all together: how the builder stands; all of a build; workers. */
void     spill_eight_look          (SpillEightSource *self,
                                    const char       *builder);
void     spill_eight_look_at       (SpillEightSource *self,
                                    SpillBuild       *build);
void     spill_eight_look_at_slaves (SpillEightSource *self);
/* There is no such builder any more. */
void     spill_eight_forget        (SpillEightSource *self,
                                    const char       *builder);

G_END_DECLS
