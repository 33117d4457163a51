#pragma once

#include <gio/gio.h>

#include "model/spill-types.h"

G_BEGIN_DECLS

/* The events of 0.8's status receivers, plus what modern masters add. */
typedef enum
{
  SPILL_EVENT_MASTER_CONNECTED,      /* became live (or polling) */
  SPILL_EVENT_MASTER_DISCONNECTED,
  SPILL_EVENT_BUILDER_ADDED,
  SPILL_EVENT_BUILDER_REMOVED,
  SPILL_EVENT_BUILDER_CHANGED_STATE,
  SPILL_EVENT_CHANGE_ADDED,
  SPILL_EVENT_REQUEST_SUBMITTED,
  SPILL_EVENT_REQUEST_CANCELLED,
  SPILL_EVENT_BUILD_STARTED,
  SPILL_EVENT_BUILD_ETA_UPDATE,
  SPILL_EVENT_BUILD_FINISHED,
  SPILL_EVENT_STEP_STARTED,
  SPILL_EVENT_STEP_TEXT_CHANGED,
  SPILL_EVENT_STEP_ETA_UPDATE,
  SPILL_EVENT_STEP_FINISHED,
  SPILL_EVENT_LOG_STARTED,
  SPILL_EVENT_LOG_CHUNK,
  SPILL_EVENT_LOG_FINISHED,
  SPILL_EVENT_WORKER_CONNECTED,
  SPILL_EVENT_WORKER_DISCONNECTED,
  SPILL_EVENT_WORKER_PAUSED,
  SPILL_EVENT_WORKER_UNPAUSED,
} SpillEventKind;

#define SPILL_TYPE_EVENT_KIND (spill_event_kind_get_type ())
GType spill_event_kind_get_type (void);
const char *spill_event_kind_to_nick (SpillEventKind kind);   /* "build-started" */

/* Borrowed by handlers for the time of the emission. What does not apply is NULL. */
typedef struct
{
  SpillEventKind  kind;
  double          when;      /* epoch seconds, when we learned of it */
  SpillMaster    *master;
  SpillBuilder   *builder;
  SpillBuild     *build;
  SpillStep      *step;
  SpillLog       *log;
  SpillChange    *change;
  SpillWorker    *worker;
  SpillRequest   *request;
  const char     *text;      /* LOG_CHUNK: the text with its type letters */
} SpillEvent;

/* SpillStatus: all masters, and one signal for all that happens on them:
 *   "event" (SpillEvent *event), detailed with the kind's nick: "event::build-finished".
 * Events are emitted only for what happens after a master's first complete sync; history that is
 * merely loaded emits nothing. */
#define SPILL_TYPE_STATUS (spill_status_get_type ())
G_DECLARE_FINAL_TYPE (SpillStatus, spill_status, SPILL, STATUS, GObject)

SpillStatus *spill_status_new           (void);
GListModel  *spill_status_get_masters   (SpillStatus      *self);   /* of SpillMaster, in the user's order */
void         spill_status_add_master    (SpillStatus      *self,
                                         SpillMaster      *master);
void         spill_status_insert_master (SpillStatus      *self,
                                         SpillMaster      *master,
                                         guint             position);
void         spill_status_remove_master (SpillStatus      *self,
                                         SpillMaster      *master);
SpillMaster *spill_status_find_master   (SpillStatus      *self,
                                         const char       *id);      /* (transfer none) (nullable) */
void         spill_status_emit          (SpillStatus      *self,
                                         const SpillEvent *event);

G_END_DECLS
