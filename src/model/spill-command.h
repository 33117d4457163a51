#pragma once

#include <gio/gio.h>

#include "model/spill-types.h"

G_BEGIN_DECLS

typedef enum
{
  SPILL_COMMAND_FORCE,             /* target: builder; "scheduler", "values" */
  SPILL_COMMAND_STOP,              /* target: build */
  SPILL_COMMAND_REBUILD,           /* target: build */
  SPILL_COMMAND_CANCEL,            /* target: request */
  SPILL_COMMAND_CANCEL_ALL,        /* target: builder: all its waiting requests */
  SPILL_COMMAND_STOP_ALL,          /* target: builder: all its running builds */
  SPILL_COMMAND_WORKER_PAUSE,      /* target: worker */
  SPILL_COMMAND_WORKER_UNPAUSE,
  SPILL_COMMAND_WORKER_GRACEFUL,   /* shuts down when idle */
  SPILL_COMMAND_WORKER_KILL,
  SPILL_COMMAND_PING,              /* target: builder; 0.8 */
  SPILL_COMMAND_STOP_CHANGE,       /* target: change; 0.8 */
  SPILL_COMMAND_CLEAN_SHUTDOWN,    /* target: master; 0.8 */
  SPILL_COMMAND_CANCEL_SHUTDOWN,   /* target: master; 0.8 */
  SPILL_COMMAND_ADD_CHANGE,        /* target: master */
} SpillCommandKind;

#define SPILL_TYPE_COMMAND_KIND (spill_command_kind_get_type ())
GType spill_command_kind_get_type (void);

typedef enum
{
  SPILL_COMMAND_NEW,
  SPILL_COMMAND_SENT,       /* on its way, or heard by the master and its effect not yet seen */
  SPILL_COMMAND_DONE,       /* the model shows the effect */
  SPILL_COMMAND_ACCEPTED,   /* the master said yes, 10 s passed without the effect */
  SPILL_COMMAND_FAILED,     /* the master's words are in the error */
} SpillCommandState;

#define SPILL_TYPE_COMMAND_STATE (spill_command_state_get_type ())
GType spill_command_state_get_type (void);

/* SpillCommand: one wish. Properties: "kind", "target" (construct-only), "reason", "who",
 * "scheduler", "values" (a{sv}: full name of a force parameter -> b, x, s or as), "state" (notify),
 * "error-text" (notify, nullable), "patience" (seconds until ACCEPTED; 10).
 * Signal "ended" (once, at DONE, ACCEPTED or FAILED). */
#define SPILL_TYPE_COMMAND (spill_command_get_type ())
G_DECLARE_FINAL_TYPE (SpillCommand, spill_command, SPILL, COMMAND, GObject)

SpillCommand      *spill_command_new              (SpillCommandKind kind, gpointer target);
SpillCommandKind   spill_command_get_kind         (SpillCommand *self);
gpointer           spill_command_get_target       (SpillCommand *self);   /* (transfer none) */
const char        *spill_command_get_reason       (SpillCommand *self);
void               spill_command_set_reason       (SpillCommand *self, const char *reason);
const char        *spill_command_get_who          (SpillCommand *self);
void               spill_command_set_who          (SpillCommand *self, const char *who);
const char        *spill_command_get_scheduler    (SpillCommand *self);
void               spill_command_set_scheduler    (SpillCommand *self, const char *name);
GVariant          *spill_command_get_values       (SpillCommand *self);   /* (nullable) */
void               spill_command_set_values       (SpillCommand *self, GVariant *values);   /* sinks */
SpillCommandState  spill_command_get_state        (SpillCommand *self);
gboolean           spill_command_has_ended        (SpillCommand *self);
const GError      *spill_command_get_error        (SpillCommand *self);   /* (nullable) */
/* Force: full name of a field -> what is wrong with it. (nullable) (transfer none) */
GHashTable        *spill_command_get_field_errors (SpillCommand *self);
/* What it led to: the build (forced, rebuilt) or request, once seen. (nullable) (transfer none) */
gpointer           spill_command_get_effect       (SpillCommand *self);
/* Present continuous sentence: "Stopping linux-gcc #128". (transfer full) */
char              *spill_command_dup_summary      (SpillCommand *self);

/* For sources only. */
void               spill_command_sent             (SpillCommand *self);
/* The master said yes; watches the model for the effect, for 10 s. Force and rebuild: id of the
 * build request that it made (0: not told). */
void               spill_command_accepted         (SpillCommand *self, gint64 request_id);
void               spill_command_done             (SpillCommand *self, gpointer effect);   /* (nullable) */
void               spill_command_fail             (SpillCommand *self, const GError *error);
void               spill_command_fail_field       (SpillCommand *self, const char *field, const char *text);   /* before fail() with INVALID */

G_END_DECLS
