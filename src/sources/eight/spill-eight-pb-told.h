#pragma once

#include "sources/eight/spill-eight-pb-source.h"
#include "sources/eight/spill-eight-source.h"
#include "sources/spill-pace.h"

G_BEGIN_DECLS

/* SpillEightPbSource as one of two: it tells what happens, the other one all that was. */

/* Instead of the master's own address. Before the start. */
void     spill_eight_pb_set_url       (SpillEightPbSource *self,
                                       const char         *url);
void     spill_eight_pb_set_pace_func (SpillEightPbSource *self,
                                       SpillPaceFunc       func,
                                       gpointer            data);
/* @web: not owned; it outlives the source. */
void     spill_eight_pb_set_web       (SpillEightPbSource *self,
                                       SpillEightSource   *web);
/* The other one may be there by now, or not any more. */
void     spill_eight_pb_arrange       (SpillEightPbSource *self);
/* It is subscribed: what happens from now on will be told. */
gboolean spill_eight_pb_is_telling    (SpillEightPbSource *self);
/* Nobody else can tell what was. */
gboolean spill_eight_pb_is_alone      (SpillEightPbSource *self);

G_END_DECLS
