#pragma once

#include <gio/gio.h>

#include "model/spill-types.h"

G_BEGIN_DECLS

/* SpillRequest: a build request (0.8: pending build). Properties (notify): "master", "id",
 * "builder" (construct-only); "buildset-id", "submitted" (epoch seconds), "priority",
 * "is-claimed", "is-complete", "result", "reason", "owner", "waited-for". */
#define SPILL_TYPE_REQUEST (spill_request_get_type ())
G_DECLARE_FINAL_TYPE (SpillRequest, spill_request, SPILL, REQUEST, GObject)

SpillRequest *spill_request_new             (SpillMaster *master, gint64 id, SpillBuilder *builder);
SpillMaster  *spill_request_get_master      (SpillRequest *self);
SpillBuilder *spill_request_get_builder     (SpillRequest *self);
gint64        spill_request_get_id          (SpillRequest *self);
gint64        spill_request_get_buildset_id (SpillRequest *self);
double        spill_request_get_submitted   (SpillRequest *self);
int           spill_request_get_priority    (SpillRequest *self);
gboolean      spill_request_is_claimed      (SpillRequest *self);
gboolean      spill_request_is_complete     (SpillRequest *self);
SpillResult   spill_request_get_result      (SpillRequest *self);
const char   *spill_request_get_reason      (SpillRequest *self);
const char   *spill_request_get_owner       (SpillRequest *self);
GListModel   *spill_request_get_source_stamps (SpillRequest *self);   /* (nullable) */
gboolean      spill_request_is_waited_for   (SpillRequest *self);

/* For sources only. Claimed and complete requests leave the builder's waiting list, complete ones
 * the master's list too. Adding: spill_master_add_request (). */
void          spill_request_set_buildset_id (SpillRequest *self, gint64 id);
void          spill_request_set_submitted   (SpillRequest *self, double when);
void          spill_request_set_priority    (SpillRequest *self, int priority);
void          spill_request_set_claimed     (SpillRequest *self, gboolean claimed);
void          spill_request_set_complete    (SpillRequest *self, SpillResult result);
void          spill_request_set_reason      (SpillRequest *self, const char *reason);
void          spill_request_set_owner       (SpillRequest *self, const char *owner);
void          spill_request_set_waited_for  (SpillRequest *self, gboolean waited_for);
void          spill_request_set_source_stamps (SpillRequest *self, GPtrArray *stamps);

G_END_DECLS
