#include "model/spill-status.h"

#include "model/spill-master-private.h"

/**
 * SpillStatus:
 *
 * All masters, and one signal for all that happens on them.
 */
struct _SpillStatus
{
  GObject     parent_instance;

  GListStore *masters;
};

enum
{
  PROP_0,
  PROP_MASTERS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_EVENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (SpillEventKind, spill_event_kind,
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_MASTER_CONNECTED, "master-connected"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_MASTER_DISCONNECTED, "master-disconnected"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_BUILDER_ADDED, "builder-added"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_BUILDER_REMOVED, "builder-removed"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_BUILDER_CHANGED_STATE,
                                         "builder-changed-state"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_CHANGE_ADDED, "change-added"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_REQUEST_SUBMITTED, "request-submitted"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_REQUEST_CANCELLED, "request-cancelled"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_BUILD_STARTED, "build-started"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_BUILD_ETA_UPDATE, "build-eta-update"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_BUILD_FINISHED, "build-finished"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_STEP_STARTED, "step-started"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_STEP_TEXT_CHANGED, "step-text-changed"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_STEP_ETA_UPDATE, "step-eta-update"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_STEP_FINISHED, "step-finished"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_LOG_STARTED, "log-started"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_LOG_CHUNK, "log-chunk"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_LOG_FINISHED, "log-finished"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_WORKER_CONNECTED, "worker-connected"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_WORKER_DISCONNECTED, "worker-disconnected"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_WORKER_PAUSED, "worker-paused"),
                    G_DEFINE_ENUM_VALUE (SPILL_EVENT_WORKER_UNPAUSED, "worker-unpaused"))

G_DEFINE_FINAL_TYPE (SpillStatus, spill_status, G_TYPE_OBJECT)

static GEnumValue *
value_of (SpillEventKind kind)
{
  static GEnumClass *klass;

  /* Never released: static enums live as long as the program. */
  if (klass == NULL)
    klass = g_type_class_ref (SPILL_TYPE_EVENT_KIND);

  return g_enum_get_value (klass, kind);
}

static void
spill_status_dispose (GObject *object)
{
  SpillStatus *self = SPILL_STATUS (object);

  for (guint i = 0; self->masters != NULL
                    && i < g_list_model_get_n_items (G_LIST_MODEL (self->masters)); i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (G_LIST_MODEL (self->masters), i);

      spill_master_set_status (master, NULL);
    }
  g_clear_object (&self->masters);

  G_OBJECT_CLASS (spill_status_parent_class)->dispose (object);
}

static void
spill_status_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SpillStatus *self = SPILL_STATUS (object);

  switch (prop_id)
    {
    case PROP_MASTERS:
      g_value_set_object (value, self->masters);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_status_class_init (SpillStatusClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_status_dispose;
  object_class->get_property = spill_status_get_property;

  properties[PROP_MASTERS] =
    g_param_spec_object ("masters", NULL, NULL, G_TYPE_LIST_MODEL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SpillStatus::event:
   * @self: the status
   * @event: (type gpointer): a borrowed SpillEvent
   *
   * Something happened on a master. The detail is the kind's nick.
   */
  signals[SIGNAL_EVENT] =
    g_signal_new ("event", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
spill_status_init (SpillStatus *self)
{
  self->masters = g_list_store_new (SPILL_TYPE_MASTER);
}

/**
 * spill_event_kind_to_nick:
 * @kind: a kind
 *
 * Returns: (transfer none): its name, as "build-started"
 */
const char *
spill_event_kind_to_nick (SpillEventKind kind)
{
  GEnumValue *value = value_of (kind);

  return value != NULL ? value->value_nick : "unknown";
}

SpillStatus *
spill_status_new (void)
{
  return g_object_new (SPILL_TYPE_STATUS, NULL);
}

GListModel *
spill_status_get_masters (SpillStatus *self)
{
  g_return_val_if_fail (SPILL_IS_STATUS (self), NULL);

  return G_LIST_MODEL (self->masters);
}

/**
 * spill_status_add_master:
 * @self: a status
 * @master: (transfer none): a master; the status takes a reference of its own
 *
 * Puts @master behind the others. Nothing happens if it is there already.
 */
void
spill_status_add_master (SpillStatus *self,
                         SpillMaster *master)
{
  g_return_if_fail (SPILL_IS_STATUS (self));

  spill_status_insert_master (self, master, G_MAXUINT);
}

/**
 * spill_status_insert_master:
 * @self: a status
 * @master: (transfer none): a master; the status takes a reference of its own
 * @position: its place among the others; behind them if there are not so many
 *
 * Puts @master at a place. Nothing happens if it is there already.
 */
void
spill_status_insert_master (SpillStatus *self,
                            SpillMaster *master,
                            guint        position)
{
  g_return_if_fail (SPILL_IS_STATUS (self));
  g_return_if_fail (SPILL_IS_MASTER (master));

  if (g_list_store_find (self->masters, master, NULL))
    return;

  spill_master_set_status (master, self);
  g_list_store_insert (self->masters,
                       MIN (position, g_list_model_get_n_items (G_LIST_MODEL (self->masters))), master);
}

void
spill_status_remove_master (SpillStatus *self,
                            SpillMaster *master)
{
  guint position;

  g_return_if_fail (SPILL_IS_STATUS (self));
  g_return_if_fail (SPILL_IS_MASTER (master));

  if (!g_list_store_find (self->masters, master, &position))
    return;

  spill_master_set_status (master, NULL);
  g_list_store_remove (self->masters, position);
}

/**
 * spill_status_find_master:
 * @self: a status
 * @id: a master's id
 *
 * Returns: (nullable) (transfer none): the master with that id
 */
SpillMaster *
spill_status_find_master (SpillStatus *self,
                          const char  *id)
{
  g_return_val_if_fail (SPILL_IS_STATUS (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->masters)); i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (G_LIST_MODEL (self->masters), i);

      if (g_strcmp0 (spill_master_get_id (master), id) == 0)
        return master;   /* the list still has a reference */
    }

  return NULL;
}

/**
 * spill_status_emit:
 * @self: a status
 * @event: what happened; borrowed for the time of the call
 */
void
spill_status_emit (SpillStatus      *self,
                   const SpillEvent *event)
{
  GQuark detail;

  g_return_if_fail (SPILL_IS_STATUS (self));
  g_return_if_fail (event != NULL);

  /* Static nicks: nothing is copied, and looking one up costs a hash. */
  detail = g_quark_from_static_string (spill_event_kind_to_nick (event->kind));
  g_signal_emit (self, signals[SIGNAL_EVENT], detail, event);
}
