#pragma once

#include "util/spill-clock.h"

G_BEGIN_DECLS

/* SpillDemoAgenda: what is to happen when, by a clock, in the main context. Things of the same time
 * happen in the order of their adding. A manual clock's advance runs all that became due before it
 * returns; the wall clock's runs them in slices of 4 ms at priority 130, below GTK's redraw. */
typedef struct _SpillDemoAgenda SpillDemoAgenda;

typedef void (*SpillDemoFunc) (gpointer data, gpointer user_data);

typedef GSequenceIter SpillDemoEntry;

/* @settle runs after each slice in which something happened. */
SpillDemoAgenda *spill_demo_agenda_new    (SpillClock      *clock,
                                           void           (*settle) (gpointer user_data),
                                           gpointer         user_data);
void             spill_demo_agenda_free   (SpillDemoAgenda *self);
/* @data is freed by @free_data after @func ran, or was removed. (transfer none) */
SpillDemoEntry  *spill_demo_agenda_add    (SpillDemoAgenda *self,
                                           double           when,
                                           SpillDemoFunc    func,
                                           gpointer         data,
                                           GDestroyNotify   free_data);
/* @seconds from now. After a long sleep of the machine, what was missed does not happen: for what
 * comes often. */
void             spill_demo_agenda_again  (SpillDemoAgenda *self,
                                           double           seconds,
                                           SpillDemoFunc    func);
void             spill_demo_agenda_remove (SpillDemoAgenda *self,
                                           SpillDemoEntry  *entry);
/* Nothing happens before the first start and between stop and start: then it catches up. */
void             spill_demo_agenda_start  (SpillDemoAgenda *self);
void             spill_demo_agenda_stop   (SpillDemoAgenda *self);
/* The time of what happens now; outside of that, the clock's. */
double           spill_demo_agenda_now    (SpillDemoAgenda *self);
gboolean         spill_demo_agenda_is_manual (SpillDemoAgenda *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillDemoAgenda, spill_demo_agenda_free)

G_END_DECLS
