#pragma once

#include <glib-object.h>

#include "model/spill-types.h"

G_BEGIN_DECLS

/* SpillApplyQueue: from a source's decoder, in any thread, to the model, in the main context.
 *
 * Items wait in the order of pushing, bounded by their size in bytes. One source of priority 130
 * (below GTK's redraw at 120) applies them in slices of at most 4 ms and settles the master once
 * per slice. */
typedef struct _SpillApplyQueue SpillApplyQueue;

/* Runs in the main context; @item is freed by the queue afterwards. */
typedef void (*SpillApplyFunc) (gpointer item, gpointer user_data);

SpillApplyQueue *spill_apply_queue_new   (SpillMaster     *master,      /* weak */
                                          gsize            max_bytes,
                                          SpillApplyFunc   apply,
                                          GDestroyNotify   free_item,
                                          gpointer         user_data);
SpillApplyQueue *spill_apply_queue_ref   (SpillApplyQueue *self);
void             spill_apply_queue_unref (SpillApplyQueue *self);
/* Thread-safe. FALSE and @item freed: there is no room, nothing more is taken until drained. */
gboolean         spill_apply_queue_push  (SpillApplyQueue *self,
                                          gpointer         item,
                                          gsize            bytes);
/* Thread-safe. */
gsize            spill_apply_queue_get_bytes (SpillApplyQueue *self);
/* Main context: drops everything waiting; pushes from now on belong to a new epoch. */
void             spill_apply_queue_clear (SpillApplyQueue *self);
/* Main context: no item is ever applied again. */
void             spill_apply_queue_shut  (SpillApplyQueue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillApplyQueue, spill_apply_queue_unref)

G_END_DECLS
