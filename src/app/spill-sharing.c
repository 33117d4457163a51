#include "app/spill-sharing.h"

#include "util/spill-util.h"
#include "web/spill-web-server.h"

/* Ports on the way to the one that the user wants are not worth a start. */
#define SETTLE_MS 400

struct _SpillSharing
{
  GObject         parent_instance;

  SpillConfig    *config;
  SpillStatus    *status;
  SpillWebServer *server;    /* (nullable): made when it is first switched on */
  char           *address;
  char           *problem;
  guint           settle;    /* source id */
};

enum
{
  PROP_0,
  PROP_ADDRESS,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillSharing, spill_sharing, G_TYPE_OBJECT)

static void
set_state (SpillSharing *self,
           const char   *address,
           const char   *problem)
{
  if (spill_set_str (&self->address, address))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADDRESS]);
  if (spill_set_str (&self->problem, problem))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
follow (SpillSharing *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *address = NULL;

  g_clear_handle_id (&self->settle, g_source_remove);
  if (!spill_config_get_web_enabled (self->config))
    {
      if (self->server != NULL)
        spill_web_server_stop (self->server);
      set_state (self, NULL, NULL);
      return;
    }

  if (self->server == NULL)
    {
      g_autoptr(SpillPages) pages = spill_pages_new (self->status);

      self->server = spill_web_server_new (pages, NULL);
    }
  if (!spill_web_server_start (self->server, spill_config_get_web_port (self->config), &error))
    {
      set_state (self, NULL, error->message);
      return;
    }

  address = spill_web_server_dup_url (self->server);
  set_state (self, address, NULL);
}

static gboolean
on_settled (gpointer user_data)
{
  SpillSharing *self = user_data;

  self->settle = 0;
  follow (self);
  return G_SOURCE_REMOVE;
}

static void
on_port (SpillSharing *self)
{
  g_clear_handle_id (&self->settle, g_source_remove);
  self->settle = g_timeout_add (SETTLE_MS, on_settled, self);
}

static void
spill_sharing_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  SpillSharing *self = SPILL_SHARING (object);

  switch (prop_id)
    {
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_sharing_dispose (GObject *object)
{
  SpillSharing *self = SPILL_SHARING (object);

  g_clear_handle_id (&self->settle, g_source_remove);
  if (self->server != NULL)
    spill_web_server_stop (self->server);
  g_clear_object (&self->server);
  g_clear_object (&self->config);
  g_clear_object (&self->status);

  G_OBJECT_CLASS (spill_sharing_parent_class)->dispose (object);
}

static void
spill_sharing_finalize (GObject *object)
{
  SpillSharing *self = SPILL_SHARING (object);

  g_free (self->address);
  g_free (self->problem);

  G_OBJECT_CLASS (spill_sharing_parent_class)->finalize (object);
}

static void
spill_sharing_class_init (SpillSharingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = spill_sharing_get_property;
  object_class->dispose = spill_sharing_dispose;
  object_class->finalize = spill_sharing_finalize;

  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
spill_sharing_init (SpillSharing *self)
{
}

/**
 * spill_sharing_new:
 * @config: what says whether and where
 * @status: the masters
 *
 * Returns: (transfer full): what serves their pages from now on, if they are to be served
 */
SpillSharing *
spill_sharing_new (SpillConfig *config,
                   SpillStatus *status)
{
  SpillSharing *self;

  g_return_val_if_fail (SPILL_IS_CONFIG (config), NULL);
  g_return_val_if_fail (SPILL_IS_STATUS (status), NULL);

  self = g_object_new (SPILL_TYPE_SHARING, NULL);
  self->config = g_object_ref (config);
  self->status = g_object_ref (status);
  g_signal_connect_object (config, "notify::web-enabled", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (config, "notify::web-port", G_CALLBACK (on_port), self, G_CONNECT_SWAPPED);
  follow (self);

  return self;
}
