#pragma once

#include <gio/gio.h>

#include "model/spill-types.h"

G_BEGIN_DECLS

/* SpillWorker. Properties (notify): "master", "id", "name" (construct-only); "is-connected",
 * "is-paused", "is-graceful", "pause-reason", "admin", "host", "access-uri", "version",
 * "last-heard" (epoch seconds of an event we saw, 0: not known), "missing-since" (0). */
#define SPILL_TYPE_WORKER (spill_worker_get_type ())
G_DECLARE_FINAL_TYPE (SpillWorker, spill_worker, SPILL, WORKER, GObject)

SpillWorker *spill_worker_new              (SpillMaster *master, gint64 id, const char *name);
SpillMaster *spill_worker_get_master       (SpillWorker *self);
gint64       spill_worker_get_id           (SpillWorker *self);
const char  *spill_worker_get_name         (SpillWorker *self);
gboolean     spill_worker_is_connected     (SpillWorker *self);
gboolean     spill_worker_is_paused        (SpillWorker *self);
gboolean     spill_worker_is_graceful      (SpillWorker *self);
const char  *spill_worker_get_pause_reason (SpillWorker *self);
const char  *spill_worker_get_admin        (SpillWorker *self);
const char  *spill_worker_get_host         (SpillWorker *self);
const char  *spill_worker_get_access_uri   (SpillWorker *self);
const char  *spill_worker_get_version      (SpillWorker *self);
double       spill_worker_get_last_heard   (SpillWorker *self);
GArray      *spill_worker_get_builder_ids  (SpillWorker *self);   /* (element-type gint64) configured on */

/* For sources only. */
void         spill_worker_set_connected    (SpillWorker *self, gboolean connected);
/* @reason: (nullable): as the master tells it */
void         spill_worker_set_paused       (SpillWorker *self, gboolean paused, const char *reason);
void         spill_worker_set_graceful     (SpillWorker *self, gboolean graceful);
/* What the worker says of itself. All (nullable). */
void         spill_worker_set_info         (SpillWorker *self, const char *admin, const char *host,
                                            const char *access_uri, const char *version);
void         spill_worker_set_last_heard   (SpillWorker *self, double when);
/* Also keeps each builder's workers and its offline state right. */
void         spill_worker_set_builder_ids  (SpillWorker *self, const gint64 *ids, guint n);

G_END_DECLS
