#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The network thread, one for all sources that speak HTTP. It has a main context of its own, so
 * that a flood of events and the decoding of JSON keep neither GTK from drawing nor the apply
 * queue from applying. It starts at the first call and then waits, idle, for the end of the
 * process. */

GMainContext *spill_net_thread_get_context (void);
gboolean      spill_net_thread_is_here     (void);   /* TRUE in the network thread */
/* Runs @func there; calls are run in their order. @data is freed there as well. Thread-safe. */
void          spill_net_thread_call        (GFunc           func,        /* (data, NULL) */
                                            gpointer        data,
                                            GDestroyNotify  free_data);
/* Waits until all that was called before has run: for the orderly end of tests. Not from there. */
void          spill_net_thread_flush       (void);

G_END_DECLS
