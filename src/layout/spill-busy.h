#pragma once

#include "layout/spill-lane.h"

G_BEGIN_DECLS

/* A stretch of time. @end G_MAXDOUBLE: it goes on. */
typedef struct
{
  double start;
  double end;
} SpillSpan;

/* SpillBusy: when anything went on in any of many lanes. Lanes come and go one at a time: a change of
 * one costs what is in it, however many there are. Not for several threads. */
typedef struct _SpillBusy SpillBusy;

SpillBusy       *spill_busy_new      (void);
void             spill_busy_free     (SpillBusy       *self);
/* Counted: what was added twice is to be removed twice. Builds, events and changes of the lane. */
void             spill_busy_add      (SpillBusy       *self,
                                      const SpillLane *lane);
void             spill_busy_remove   (SpillBusy       *self,
                                      const SpillLane *lane);
void             spill_busy_add_span (SpillBusy       *self,
                                      SpillSpan        span,
                                      int              count);   /* negative: removes */
/* Newest first, none touches another. (transfer none) until the next add or remove */
const SpillSpan *spill_busy_get_spans (SpillBusy      *self,
                                      guint           *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillBusy, spill_busy_free)

G_END_DECLS
