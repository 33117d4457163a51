#include "model/spill-request.h"

#include "model/spill-build.h"
#include "model/spill-builder-private.h"
#include "model/spill-master-private.h"
#include "model/spill-source-stamp.h"
#include "model/spill-text-private.h"

/**
 * SpillRequest:
 *
 * A request for a build. It waits until a master claims it, and is complete when its build is, or
 * when it was cancelled.
 *
 * It owns its builder; the loop ends when it leaves the builder's waiting list, or the builder its
 * master.
 */
struct _SpillRequest
{
  GObject       parent_instance;

  SpillBuilder *builder;
  gint64        id;
  gint64        buildset_id;
  double        submitted;
  int           priority;
  SpillResult   result;
  char         *reason;
  char         *owner;
  GListStore   *stamps;         /* (nullable) */
  guint         is_claimed : 1;
  guint         is_complete : 1;
  guint         is_waited_for : 1;
};

enum
{
  PROP_0,
  PROP_MASTER,
  PROP_ID,
  PROP_BUILDER,
  PROP_BUILDSET_ID,
  PROP_SUBMITTED,
  PROP_PRIORITY,
  PROP_IS_CLAIMED,
  PROP_IS_COMPLETE,
  PROP_RESULT,
  PROP_REASON,
  PROP_OWNER,
  PROP_WAITED_FOR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillRequest, spill_request, G_TYPE_OBJECT)

static void
notify (SpillRequest *self,
        guint         prop_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static SpillMaster *
master_of (SpillRequest *self)
{
  return self->builder != NULL ? self->builder->master : NULL;
}

/* Only those that nobody claimed wait. */
static void
update_lists (SpillRequest *self)
{
  SpillMaster *master = master_of (self);

  if (master == NULL)
    return;

  if (spill_list_find (spill_master_get_requests (master), self->id) == self)
    {
      spill_builder_request_waits (self->builder, self, !self->is_claimed && !self->is_complete);
      if (self->is_complete)
        spill_list_remove (spill_master_get_requests (master), self->id);
    }
}

/* A build that is stopped cancels its request as well: then it is the build that has ended. */
static gboolean
has_build (SpillRequest *self)
{
  SpillList *builds = spill_builder_get_builds (self->builder);

  for (guint i = 0; i < spill_list_get_length (builds); i++)
    if (spill_build_get_request_id (spill_list_peek (builds, i)) == self->id)
      return TRUE;

  return FALSE;
}

static void
spill_request_dispose (GObject *object)
{
  SpillRequest *self = SPILL_REQUEST (object);

  g_clear_object (&self->builder);
  g_clear_object (&self->stamps);

  G_OBJECT_CLASS (spill_request_parent_class)->dispose (object);
}

static void
spill_request_finalize (GObject *object)
{
  SpillRequest *self = SPILL_REQUEST (object);

  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->owner, g_free);

  G_OBJECT_CLASS (spill_request_parent_class)->finalize (object);
}

static void
spill_request_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  SpillRequest *self = SPILL_REQUEST (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      g_value_set_object (value, master_of (self));
      break;
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_BUILDER:
      g_value_set_object (value, self->builder);
      break;
    case PROP_BUILDSET_ID:
      g_value_set_int64 (value, self->buildset_id);
      break;
    case PROP_SUBMITTED:
      g_value_set_double (value, self->submitted);
      break;
    case PROP_PRIORITY:
      g_value_set_int (value, self->priority);
      break;
    case PROP_IS_CLAIMED:
      g_value_set_boolean (value, self->is_claimed);
      break;
    case PROP_IS_COMPLETE:
      g_value_set_boolean (value, self->is_complete);
      break;
    case PROP_RESULT:
      g_value_set_enum (value, self->result);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    case PROP_OWNER:
      g_value_set_string (value, self->owner);
      break;
    case PROP_WAITED_FOR:
      g_value_set_boolean (value, self->is_waited_for);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_request_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  SpillRequest *self = SPILL_REQUEST (object);

  switch (prop_id)
    {
    case PROP_ID:
      self->id = g_value_get_int64 (value);
      break;
    case PROP_BUILDER:
      self->builder = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_request_class_init (SpillRequestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags r = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = spill_request_dispose;
  object_class->finalize = spill_request_finalize;
  object_class->get_property = spill_request_get_property;
  object_class->set_property = spill_request_set_property;

  properties[PROP_MASTER] =
    g_param_spec_object ("master", NULL, NULL, SPILL_TYPE_MASTER, r);
  properties[PROP_ID] =
    g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, once);
  properties[PROP_BUILDER] =
    g_param_spec_object ("builder", NULL, NULL, SPILL_TYPE_BUILDER, once);
  properties[PROP_BUILDSET_ID] =
    g_param_spec_int64 ("buildset-id", NULL, NULL, G_MININT64, G_MAXINT64, 0, r);
  properties[PROP_SUBMITTED] =
    g_param_spec_double ("submitted", NULL, NULL, 0, G_MAXDOUBLE, 0, r);
  properties[PROP_PRIORITY] =
    g_param_spec_int ("priority", NULL, NULL, G_MININT, G_MAXINT, 0, r);
  properties[PROP_IS_CLAIMED] =
    g_param_spec_boolean ("is-claimed", NULL, NULL, FALSE, r);
  properties[PROP_IS_COMPLETE] =
    g_param_spec_boolean ("is-complete", NULL, NULL, FALSE, r);
  properties[PROP_RESULT] =
    g_param_spec_enum ("result", NULL, NULL, SPILL_TYPE_RESULT, SPILL_RESULT_NONE, r);
  properties[PROP_REASON] =
    g_param_spec_string ("reason", NULL, NULL, NULL, r);
  properties[PROP_OWNER] =
    g_param_spec_string ("owner", NULL, NULL, NULL, r);
  properties[PROP_WAITED_FOR] =
    g_param_spec_boolean ("waited-for", NULL, NULL, FALSE, r);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
spill_request_init (SpillRequest *self)
{
  self->result = SPILL_RESULT_NONE;
}

/**
 * spill_request_new:
 * @master: its builder's master
 * @id: its id there
 * @builder: the builder it is for
 *
 * Sources call spill_master_add_request() instead.
 *
 * Returns: (transfer full): a request that is on no list
 */
SpillRequest *
spill_request_new (SpillMaster  *master,
                   gint64        id,
                   SpillBuilder *builder)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (builder), NULL);
  g_return_val_if_fail (spill_builder_get_master (builder) == master, NULL);

  return g_object_new (SPILL_TYPE_REQUEST, "id", id, "builder", builder, NULL);
}

SpillMaster *
spill_request_get_master (SpillRequest *self)
{
  g_return_val_if_fail (SPILL_IS_REQUEST (self), NULL);

  return master_of (self);
}

SpillBuilder *
spill_request_get_builder (SpillRequest *self)
{
  g_return_val_if_fail (SPILL_IS_REQUEST (self), NULL);

  return self->builder;
}

gint64
spill_request_get_id (SpillRequest *self)
{
  g_return_val_if_fail (SPILL_IS_REQUEST (self), 0);

  return self->id;
}

gint64
spill_request_get_buildset_id (SpillRequest *self)
{
  g_return_val_if_fail (SPILL_IS_REQUEST (self), 0);

  return self->buildset_id;
}

double
spill_request_get_submitted (SpillRequest *self)
{
  g_return_val_if_fail (SPILL_IS_REQUEST (self), 0);

  return self->submitted;
}

int
spill_request_get_priority (SpillRequest *self)
{
  g_return_val_if_fail (SPILL_IS_REQUEST (self), 0);

  return self->priority;
}

gboolean
spill_request_is_claimed (SpillRequest *self)
{
  g_return_val_if_fail (SPILL_IS_REQUEST (self), FALSE);

  return self->is_claimed;
}

gboolean
spill_request_is_complete (SpillRequest *self)
{
  g_return_val_if_fail (SPILL_IS_REQUEST (self), FALSE);

  return self->is_complete;
}

SpillResult
spill_request_get_result (SpillRequest *self)
{
  g_return_val_if_fail (SPILL_IS_REQUEST (self), SPILL_RESULT_NONE);

  return self->result;
}

const char *
spill_request_get_reason (SpillRequest *self)
{
  g_return_val_if_fail (SPILL_IS_REQUEST (self), NULL);

  return self->reason;
}

const char *
spill_request_get_owner (SpillRequest *self)
{
  g_return_val_if_fail (SPILL_IS_REQUEST (self), NULL);

  return self->owner;
}

GListModel *
spill_request_get_source_stamps (SpillRequest *self)
{
  g_return_val_if_fail (SPILL_IS_REQUEST (self), NULL);

  return self->stamps != NULL ? G_LIST_MODEL (self->stamps) : NULL;
}

gboolean
spill_request_is_waited_for (SpillRequest *self)
{
  g_return_val_if_fail (SPILL_IS_REQUEST (self), FALSE);

  return self->is_waited_for;
}

void
spill_request_set_buildset_id (SpillRequest *self,
                               gint64        id)
{
  g_return_if_fail (SPILL_IS_REQUEST (self));

  if (self->buildset_id == id)
    return;

  self->buildset_id = id;
  notify (self, PROP_BUILDSET_ID);
}

void
spill_request_set_submitted (SpillRequest *self,
                             double        when)
{
  g_return_if_fail (SPILL_IS_REQUEST (self));

  if (self->submitted == when)
    return;

  self->submitted = when;
  notify (self, PROP_SUBMITTED);
}

void
spill_request_set_priority (SpillRequest *self,
                            int           priority)
{
  g_return_if_fail (SPILL_IS_REQUEST (self));

  if (self->priority == priority)
    return;

  self->priority = priority;
  notify (self, PROP_PRIORITY);
}

/**
 * spill_request_set_claimed:
 * @self: a request
 * @claimed: whether a master has taken it on; FALSE again when it could not start it
 */
void
spill_request_set_claimed (SpillRequest *self,
                           gboolean      claimed)
{
  g_return_if_fail (SPILL_IS_REQUEST (self));

  if (self->is_claimed == !!claimed)
    return;

  self->is_claimed = !!claimed;
  notify (self, PROP_IS_CLAIMED);
  update_lists (self);
}

/**
 * spill_request_set_complete:
 * @self: a request
 * @result: how it ended
 *
 * Ends the request, for good.
 */
void
spill_request_set_complete (SpillRequest *self,
                            SpillResult   result)
{
  g_autoptr(SpillRequest) alive = NULL;
  SpillMaster *master;

  g_return_if_fail (SPILL_IS_REQUEST (self));

  if (self->result != result)
    {
      self->result = result;
      notify (self, PROP_RESULT);
    }
  if (self->is_complete)
    return;

  alive = g_object_ref (self);
  master = master_of (self);
  self->is_complete = TRUE;
  notify (self, PROP_IS_COMPLETE);
  update_lists (self);
  if (result == SPILL_RESULT_CANCELLED && master != NULL && !has_build (self))
    spill_master_emit (master, SPILL_EVENT_REQUEST_CANCELLED, self);
}

void
spill_request_set_reason (SpillRequest *self,
                          const char   *reason)
{
  g_return_if_fail (SPILL_IS_REQUEST (self));

  if (spill_text_set (&self->reason, reason))
    notify (self, PROP_REASON);
}

void
spill_request_set_owner (SpillRequest *self,
                         const char   *owner)
{
  g_return_if_fail (SPILL_IS_REQUEST (self));

  if (spill_text_set (&self->owner, owner))
    notify (self, PROP_OWNER);
}

void
spill_request_set_waited_for (SpillRequest *self,
                              gboolean      waited_for)
{
  g_return_if_fail (SPILL_IS_REQUEST (self));

  if (self->is_waited_for == !!waited_for)
    return;

  self->is_waited_for = !!waited_for;
  notify (self, PROP_WAITED_FOR);
}

/**
 * spill_request_set_source_stamps:
 * @self: a request
 * @stamps: (nullable) (transfer none) (element-type SpillSourceStamp): what is to be built
 */
void
spill_request_set_source_stamps (SpillRequest *self,
                                 GPtrArray    *stamps)
{
  g_return_if_fail (SPILL_IS_REQUEST (self));

  if (self->stamps == NULL)
    self->stamps = g_list_store_new (SPILL_TYPE_SOURCE_STAMP);
  g_list_store_splice (self->stamps, 0, g_list_model_get_n_items (G_LIST_MODEL (self->stamps)),
                       stamps != NULL ? stamps->pdata : NULL,
                       stamps != NULL ? stamps->len : 0);
}
