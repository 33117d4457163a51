#include "model/spill-command.h"

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-change.h"
#include "model/spill-command-effect-private.h"
#include "model/spill-master.h"
#include "model/spill-request.h"
#include "model/spill-text-private.h"
#include "model/spill-worker.h"

/* How long the model may take to show what a master has accepted, in seconds. */
#define PATIENCE 10

/**
 * SpillCommand:
 *
 * One wish of a user, from the button to its end.
 *
 * It ends done when the model shows the effect, accepted when the master said yes and nothing was
 * seen for ten seconds, failed with the master's words. Run it with spill_master_run().
 */
struct _SpillCommand
{
  GObject            parent_instance;

  SpillCommandKind   kind;
  GObject           *target;
  char              *reason;
  char              *who;
  char              *scheduler;
  GVariant          *values;
  SpillCommandState  state;
  double             patience;
  GError            *error;
  GHashTable        *field_errors;   /* (nullable) */
  GObject           *effect;         /* (nullable) */

  SpillBefore        before;
  gint64             request_id;
  GObject           *watched;        /* (nullable) */
  gulong             handler;
  guint              timer;
};

enum
{
  PROP_0,
  PROP_KIND,
  PROP_TARGET,
  PROP_REASON,
  PROP_WHO,
  PROP_SCHEDULER,
  PROP_VALUES,
  PROP_STATE,
  PROP_ERROR_TEXT,
  PROP_PATIENCE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (SpillCommandKind, spill_command_kind,
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_FORCE, "force"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_STOP, "stop"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_REBUILD, "rebuild"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_CANCEL, "cancel"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_CANCEL_ALL, "cancel-all"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_STOP_ALL, "stop-all"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_WORKER_PAUSE, "worker-pause"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_WORKER_UNPAUSE, "worker-unpause"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_WORKER_GRACEFUL, "worker-graceful"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_WORKER_KILL, "worker-kill"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_PING, "ping"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_STOP_CHANGE, "stop-change"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_CLEAN_SHUTDOWN, "clean-shutdown"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_CANCEL_SHUTDOWN, "cancel-shutdown"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_ADD_CHANGE, "add-change"))

G_DEFINE_ENUM_TYPE (SpillCommandState, spill_command_state,
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_SENT, "sent"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_ACCEPTED, "accepted"),
                    G_DEFINE_ENUM_VALUE (SPILL_COMMAND_FAILED, "failed"))

G_DEFINE_FINAL_TYPE (SpillCommand, spill_command, G_TYPE_OBJECT)

static void
unwatch (SpillCommand *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->watched != NULL)
    g_clear_signal_handler (&self->handler, self->watched);
  g_clear_object (&self->watched);
  spill_before_clear (&self->before);
}

static void
finish (SpillCommand      *self,
        SpillCommandState  state)
{
  g_autoptr(SpillCommand) alive = NULL;

  if (spill_command_has_ended (self))
    return;

  alive = g_object_ref (self);
  unwatch (self);
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

static gboolean
look (SpillCommand *self)
{
  gpointer effect = NULL;

  if (self->target == NULL
      || !spill_before_shows_effect (&self->before, self->kind, self->target, self->request_id,
                                     &effect))
    return FALSE;

  spill_command_done (self, effect);
  return TRUE;
}

static void
on_maybe_seen (SpillCommand *self)
{
  look (self);
}

static gboolean
on_patience_over (gpointer user_data)
{
  SpillCommand *self = user_data;

  self->timer = 0;
  finish (self, SPILL_COMMAND_ACCEPTED);

  return G_SOURCE_REMOVE;
}

static void
spill_command_dispose (GObject *object)
{
  SpillCommand *self = SPILL_COMMAND (object);

  unwatch (self);
  g_clear_object (&self->target);
  g_clear_object (&self->effect);

  G_OBJECT_CLASS (spill_command_parent_class)->dispose (object);
}

static void
spill_command_finalize (GObject *object)
{
  SpillCommand *self = SPILL_COMMAND (object);

  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->who, g_free);
  g_clear_pointer (&self->scheduler, g_free);
  g_clear_pointer (&self->values, g_variant_unref);
  g_clear_error (&self->error);
  g_clear_pointer (&self->field_errors, g_hash_table_unref);

  G_OBJECT_CLASS (spill_command_parent_class)->finalize (object);
}

static void
spill_command_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  SpillCommand *self = SPILL_COMMAND (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_TARGET:
      g_value_set_object (value, self->target);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    case PROP_WHO:
      g_value_set_string (value, self->who);
      break;
    case PROP_SCHEDULER:
      g_value_set_string (value, self->scheduler);
      break;
    case PROP_VALUES:
      g_value_set_variant (value, self->values);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ERROR_TEXT:
      g_value_set_string (value, self->error != NULL ? self->error->message : NULL);
      break;
    case PROP_PATIENCE:
      g_value_set_double (value, self->patience);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_command_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  SpillCommand *self = SPILL_COMMAND (object);

  switch (prop_id)
    {
    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      break;
    case PROP_TARGET:
      self->target = g_value_dup_object (value);
      break;
    case PROP_REASON:
      spill_command_set_reason (self, g_value_get_string (value));
      break;
    case PROP_WHO:
      spill_command_set_who (self, g_value_get_string (value));
      break;
    case PROP_SCHEDULER:
      spill_command_set_scheduler (self, g_value_get_string (value));
      break;
    case PROP_VALUES:
      spill_command_set_values (self, g_value_get_variant (value));
      break;
    case PROP_PATIENCE:
      self->patience = g_value_get_double (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_command_class_init (SpillCommandClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags r = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags rw = r | G_PARAM_WRITABLE;
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = spill_command_dispose;
  object_class->finalize = spill_command_finalize;
  object_class->get_property = spill_command_get_property;
  object_class->set_property = spill_command_set_property;

  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, SPILL_TYPE_COMMAND_KIND, SPILL_COMMAND_FORCE, once);
  properties[PROP_TARGET] =
    g_param_spec_object ("target", NULL, NULL, G_TYPE_OBJECT, once);
  properties[PROP_REASON] =
    g_param_spec_string ("reason", NULL, NULL, NULL, rw);
  properties[PROP_WHO] =
    g_param_spec_string ("who", NULL, NULL, NULL, rw);
  properties[PROP_SCHEDULER] =
    g_param_spec_string ("scheduler", NULL, NULL, NULL, rw);
  properties[PROP_VALUES] =
    g_param_spec_variant ("values", NULL, NULL, G_VARIANT_TYPE_VARDICT, NULL, rw);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, SPILL_TYPE_COMMAND_STATE, SPILL_COMMAND_NEW, r);
  properties[PROP_ERROR_TEXT] =
    g_param_spec_string ("error-text", NULL, NULL, NULL, r);
  properties[PROP_PATIENCE] =
    g_param_spec_double ("patience", NULL, NULL, 0, 3600, PATIENCE, rw);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SpillCommand::ended:
   *
   * The command is done, accepted or failed; once.
   */
  signals[SIGNAL_ENDED] =
    g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
spill_command_init (SpillCommand *self)
{
  self->patience = PATIENCE;
}

static gboolean
fits (SpillCommandKind kind,
      gpointer         target)
{
  switch (kind)
    {
    case SPILL_COMMAND_FORCE:
    case SPILL_COMMAND_CANCEL_ALL:
    case SPILL_COMMAND_STOP_ALL:
    case SPILL_COMMAND_PING:
      return SPILL_IS_BUILDER (target);
    case SPILL_COMMAND_STOP:
    case SPILL_COMMAND_REBUILD:
      return SPILL_IS_BUILD (target);
    case SPILL_COMMAND_CANCEL:
      return SPILL_IS_REQUEST (target);
    case SPILL_COMMAND_WORKER_PAUSE:
    case SPILL_COMMAND_WORKER_UNPAUSE:
    case SPILL_COMMAND_WORKER_GRACEFUL:
    case SPILL_COMMAND_WORKER_KILL:
      return SPILL_IS_WORKER (target);
    case SPILL_COMMAND_STOP_CHANGE:
      return SPILL_IS_CHANGE (target);
    case SPILL_COMMAND_CLEAN_SHUTDOWN:
    case SPILL_COMMAND_CANCEL_SHUTDOWN:
    case SPILL_COMMAND_ADD_CHANGE:
      return SPILL_IS_MASTER (target);
    default:
      return FALSE;
    }
}

/**
 * spill_command_new:
 * @kind: what is wished
 * @target: (type GObject) (transfer none): of what; see SpillCommandKind for its type
 *
 * Returns: (transfer full): a command that has not been run
 */
SpillCommand *
spill_command_new (SpillCommandKind kind,
                   gpointer         target)
{
  g_return_val_if_fail (fits (kind, target), NULL);

  return g_object_new (SPILL_TYPE_COMMAND, "kind", kind, "target", target, NULL);
}

SpillCommandKind
spill_command_get_kind (SpillCommand *self)
{
  g_return_val_if_fail (SPILL_IS_COMMAND (self), SPILL_COMMAND_FORCE);

  return self->kind;
}

gpointer
spill_command_get_target (SpillCommand *self)
{
  g_return_val_if_fail (SPILL_IS_COMMAND (self), NULL);

  return self->target;
}

const char *
spill_command_get_reason (SpillCommand *self)
{
  g_return_val_if_fail (SPILL_IS_COMMAND (self), NULL);

  return self->reason;
}

void
spill_command_set_reason (SpillCommand *self,
                          const char   *reason)
{
  g_return_if_fail (SPILL_IS_COMMAND (self));

  if (spill_text_set (&self->reason, reason))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
}

const char *
spill_command_get_who (SpillCommand *self)
{
  g_return_val_if_fail (SPILL_IS_COMMAND (self), NULL);

  return self->who;
}

void
spill_command_set_who (SpillCommand *self,
                       const char   *who)
{
  g_return_if_fail (SPILL_IS_COMMAND (self));

  if (spill_text_set (&self->who, who))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WHO]);
}

const char *
spill_command_get_scheduler (SpillCommand *self)
{
  g_return_val_if_fail (SPILL_IS_COMMAND (self), NULL);

  return self->scheduler;
}

void
spill_command_set_scheduler (SpillCommand *self,
                             const char   *name)
{
  g_return_if_fail (SPILL_IS_COMMAND (self));

  if (spill_text_set (&self->scheduler, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCHEDULER]);
}

GVariant *
spill_command_get_values (SpillCommand *self)
{
  g_return_val_if_fail (SPILL_IS_COMMAND (self), NULL);

  return self->values;
}

/**
 * spill_command_set_values:
 * @self: a command
 * @values: (nullable): a{sv}, full name of a force parameter to b, x, s or as; a floating one is
 *   sunk
 */
void
spill_command_set_values (SpillCommand *self,
                          GVariant     *values)
{
  g_return_if_fail (SPILL_IS_COMMAND (self));
  g_return_if_fail (values == NULL || g_variant_is_of_type (values, G_VARIANT_TYPE_VARDICT));

  if (self->values == values)
    return;

  g_clear_pointer (&self->values, g_variant_unref);
  self->values = values != NULL ? g_variant_ref_sink (values) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUES]);
}

SpillCommandState
spill_command_get_state (SpillCommand *self)
{
  g_return_val_if_fail (SPILL_IS_COMMAND (self), SPILL_COMMAND_NEW);

  return self->state;
}

gboolean
spill_command_has_ended (SpillCommand *self)
{
  g_return_val_if_fail (SPILL_IS_COMMAND (self), FALSE);

  return self->state >= SPILL_COMMAND_DONE;
}

const GError *
spill_command_get_error (SpillCommand *self)
{
  g_return_val_if_fail (SPILL_IS_COMMAND (self), NULL);

  return self->error;
}

GHashTable *
spill_command_get_field_errors (SpillCommand *self)
{
  g_return_val_if_fail (SPILL_IS_COMMAND (self), NULL);

  return self->field_errors;
}

gpointer
spill_command_get_effect (SpillCommand *self)
{
  g_return_val_if_fail (SPILL_IS_COMMAND (self), NULL);

  return self->effect;
}

/**
 * spill_command_sent:
 * @self: a command
 *
 * It is on its way. Remembers what is there now, to see its effect by.
 */
void
spill_command_sent (SpillCommand *self)
{
  g_return_if_fail (SPILL_IS_COMMAND (self));

  if (self->state != SPILL_COMMAND_NEW)
    return;

  spill_before_take (&self->before, self->kind, self->target);
  self->state = SPILL_COMMAND_SENT;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * spill_command_accepted:
 * @self: a command
 * @request_id: id of the request that a force or rebuild made; 0: not told
 *
 * The master said yes. Ends the command at once if the model shows the effect already.
 */
void
spill_command_accepted (SpillCommand *self,
                        gint64        request_id)
{
  g_autoptr(SpillCommand) alive = NULL;
  const char *signal = NULL;

  g_return_if_fail (SPILL_IS_COMMAND (self));

  if (spill_command_has_ended (self) || self->timer != 0)
    return;

  alive = g_object_ref (self);
  spill_command_sent (self);
  self->request_id = request_id;
  if (look (self))
    return;

  g_set_object (&self->watched,
                spill_command_target_watched (self->kind, self->target, &signal));
  if (self->watched != NULL)
    self->handler = g_signal_connect_swapped (self->watched, signal,
                                              G_CALLBACK (on_maybe_seen), self);
  self->timer = g_timeout_add ((guint) (self->patience * 1000), on_patience_over, self);
}

/**
 * spill_command_done:
 * @self: a command
 * @effect: (nullable) (type GObject) (transfer none): the build or request that it led to
 */
void
spill_command_done (SpillCommand *self,
                    gpointer      effect)
{
  g_return_if_fail (SPILL_IS_COMMAND (self));
  g_return_if_fail (effect == NULL || G_IS_OBJECT (effect));

  if (spill_command_has_ended (self))
    return;

  g_set_object (&self->effect, effect);
  finish (self, SPILL_COMMAND_DONE);
}

/**
 * spill_command_fail:
 * @self: a command
 * @error: (transfer none): the master's words; its domain and code are kept
 */
void
spill_command_fail (SpillCommand *self,
                    const GError *error)
{
  g_return_if_fail (SPILL_IS_COMMAND (self));
  g_return_if_fail (error != NULL);

  if (spill_command_has_ended (self))
    return;

  self->error = g_error_copy (error);
  if (!g_utf8_validate (self->error->message, -1, NULL))
    {
      char *valid = spill_text_dup (self->error->message);

      g_free (self->error->message);
      self->error->message = valid;
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_TEXT]);
  finish (self, SPILL_COMMAND_FAILED);
}

/**
 * spill_command_fail_field:
 * @self: a command
 * @field: full name of a force parameter
 * @text: what the master finds wrong with its value
 *
 * Says so before spill_command_fail() with `SPILL_ERROR_INVALID`.
 */
void
spill_command_fail_field (SpillCommand *self,
                          const char   *field,
                          const char   *text)
{
  g_return_if_fail (SPILL_IS_COMMAND (self));
  g_return_if_fail (field != NULL);
  g_return_if_fail (text != NULL);

  if (self->field_errors == NULL)
    self->field_errors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (self->field_errors, spill_text_dup (field), spill_text_dup (text));
}
