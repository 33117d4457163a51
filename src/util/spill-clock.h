#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* SpillClock: what time it is, in seconds since the epoch. The wall clock, or a manual one in
 * tests and where the same history must come out twice. */
#define SPILL_TYPE_CLOCK (spill_clock_get_type ())
G_DECLARE_FINAL_TYPE (SpillClock, spill_clock, SPILL, CLOCK, GObject)

SpillClock *spill_clock_get_default (void);                       /* (transfer none): the wall clock, or what was set */
/* For programs that show one moment: before anything asks for the time. */
void        spill_clock_set_default (SpillClock *self);
SpillClock *spill_clock_new_manual  (double      now);
double      spill_clock_now         (SpillClock *self);           /* epoch seconds */
void        spill_clock_advance     (SpillClock *self,
                                     double      seconds);        /* manual clocks only; emits "advanced" */
gboolean    spill_clock_is_manual   (SpillClock *self);

/* The default clock's time, for code that has no reason to take a clock. */
double      spill_now               (void);

G_END_DECLS
