#pragma once

#include "protocols/nine/spill-nine-entity.h"

G_BEGIN_DECLS

/* What an event is about. The same event comes under several keys; they have the same topic here,
 * but is_alias tells them apart. */
typedef enum
{
  SPILL_NINE_TOPIC_OTHER,        /* not known to us: ignore */
  SPILL_NINE_TOPIC_MASTER,
  SPILL_NINE_TOPIC_BUILDER,
  SPILL_NINE_TOPIC_BUILD,
  SPILL_NINE_TOPIC_PROPERTIES,   /* of a build */
  SPILL_NINE_TOPIC_STEP,
  SPILL_NINE_TOPIC_LOG,
  SPILL_NINE_TOPIC_REQUEST,
  SPILL_NINE_TOPIC_BUILDSET,
  SPILL_NINE_TOPIC_CHANGE,
  SPILL_NINE_TOPIC_WORKER,
  SPILL_NINE_TOPIC_SCHEDULER,
  SPILL_NINE_TOPIC_CONTROL,      /* somebody's command: message {reason} */
} SpillNineTopic;

typedef enum
{
  SPILL_NINE_ACTION_OTHER,
  SPILL_NINE_ACTION_NEW,
  SPILL_NINE_ACTION_UPDATE,        /* "update", "updated", "state_updated" */
  SPILL_NINE_ACTION_STARTED,
  SPILL_NINE_ACTION_STOPPED,
  SPILL_NINE_ACTION_FINISHED,
  SPILL_NINE_ACTION_COMPLETE,
  SPILL_NINE_ACTION_CLAIMED,
  SPILL_NINE_ACTION_UNCLAIMED,
  SPILL_NINE_ACTION_CANCEL,
  SPILL_NINE_ACTION_APPEND,
  SPILL_NINE_ACTION_CONNECTED,
  SPILL_NINE_ACTION_DISCONNECTED,
  SPILL_NINE_ACTION_MISSING,
} SpillNineAction;

/* Ids that the key names; 0 where it does not. */
typedef struct
{
  SpillNineTopic  topic;
  SpillNineAction action;
  gboolean        is_alias;     /* another key of what also comes as builds/I, builds/I/steps/S,
                                   logs/L or buildrequests/R */
  gint64          master_id;
  gint64          builder_id;
  gint64          build_id;
  int             build_number; /* builders/N/builds/NUMBER/… */
  gint64          step_id;
  gint64          log_id;
  gint64          request_id;
  gint64          buildset_id;
  gint64          change_id;
  gint64          worker_id;
  gint64          scheduler_id;
} SpillNineKey;

/* FALSE: not known to us, topic and action OTHER. */
gboolean      spill_nine_key_parse    (const char         *text,
                                       SpillNineKey       *key);
/* What the message of such an event is; NONE for CONTROL and OTHER. */
SpillNineKind spill_nine_key_get_kind (const SpillNineKey *key);

G_END_DECLS
