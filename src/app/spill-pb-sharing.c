#define G_LOG_DOMAIN "spillway-app"

#include "app/spill-pb-sharing.h"

#include <string.h>

#include <glib/gi18n.h>

#include "app/spill-pb-door.h"
#include "config/spill-secrets.h"
#include "model/spill-master.h"
#include "ui/spill-pb-offer.h"

/**
 * SpillPbSharing:
 *
 * Offers masters to old status clients.
 */
struct _SpillPbSharing
{
  GObject       parent_instance;

  SpillConfig  *config;
  SpillStatus  *status;
  GListStore   *offers;
  GPtrArray    *ports;         /* of Port, as the masters are */
  GHashTable   *passwords;     /* id -> for this session */
  GCancellable *cancellable;
};

/* Of one master. */
typedef struct
{
  SpillPbSharing  *sharing;    /* not owned */
  SpillMaster     *master;
  SpillPbSettings *settings;
  SpillPbOffer    *offer;
  SpillPbListener *listener;   /* (nullable) */
  char            *complaint;  /* (nullable): of the keyring */
  gboolean         was_looked_up;
  guint            idle;       /* source id */
} Port;

G_DEFINE_FINAL_TYPE (SpillPbSharing, spill_pb_sharing, G_TYPE_OBJECT)

static void follow (Port *port);

static void
close_listener (Port *port)
{
  if (port->listener != NULL)
    spill_pb_listener_stop (port->listener);
  g_clear_object (&port->listener);
}

static void
free_port (gpointer data)
{
  Port *port = data;

  g_clear_handle_id (&port->idle, g_source_remove);
  g_signal_handlers_disconnect_by_data (port->settings, port);
  g_signal_handlers_disconnect_by_data (port->offer, port);
  close_listener (port);
  g_object_unref (port->offer);
  g_object_unref (port->settings);
  g_object_unref (port->master);
  g_free (port->complaint);
  g_free (port);
}

static Port *
find_port (SpillPbSharing *self,
           const char     *id)
{
  for (guint i = 0; i < self->ports->len; i++)
    {
      Port *port = self->ports->pdata[i];

      if (g_str_equal (spill_master_get_id (port->master), id))
        return port;
    }
  return NULL;
}

/* The master may have gone before the keyring answers. */
typedef struct
{
  SpillPbSharing *sharing;
  char           *id;
} Asked;

static Asked *
asked_new (SpillPbSharing *self,
           const char     *id)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->sharing = g_object_ref (self);
  asked->id = g_strdup (id);
  return asked;
}

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->sharing);
  g_free (asked->id);
  g_free (asked);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

static void
free_secret (gpointer secret)
{
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
on_looked_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Asked) asked = user_data;
  SpillPbSharing *self = asked->sharing;
  Port *port = find_port (self, asked->id);
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillSecretSet) set = spill_secrets_lookup_finish (result, &error);
  const char *secret = set != NULL ? set->secrets[SPILL_SECRET_LOGIN].secret : NULL;

  if (port == NULL)
    return;
  if (secret != NULL && !g_hash_table_contains (self->passwords, asked->id))
    g_hash_table_insert (self->passwords, g_strdup (asked->id), g_strdup (secret));
  g_free (port->complaint);
  port->complaint = error != NULL ? g_strdup (error->message) : NULL;
  follow (port);
}

static void
look_up (Port *port)
{
  const char *id = spill_master_get_id (port->master);
  g_autofree char *secret_id = spill_pb_settings_dup_secret_id (id);

  port->was_looked_up = TRUE;
  spill_secrets_lookup_async (secret_id, port->sharing->cancellable, on_looked_up, asked_new (port->sharing, id));
}

static void
follow (Port *port)
{
  const char *password = g_hash_table_lookup (port->sharing->passwords, spill_master_get_id (port->master));
  g_autoptr(GError) error = NULL;

  g_clear_handle_id (&port->idle, g_source_remove);
  close_listener (port);
  if (!spill_pb_settings_get_enabled (port->settings))
    {
      spill_pb_offer_set_state (port->offer, NULL, NULL);
      return;
    }
  if (password == NULL && spill_pb_settings_get_has_password (port->settings) && !port->was_looked_up)
    {
      spill_pb_offer_set_state (port->offer, NULL, _("Waiting for the password from the keyring"));
      look_up (port);
      return;
    }
  if (password == NULL)
    {
      spill_pb_offer_set_state (port->offer, NULL, port->complaint != NULL ? port->complaint
                                                   : _("Set a password: nobody gets in without one"));
      return;
    }

  port->listener = spill_pb_door_listen (port->master, port->settings, password, &error);
  if (port->listener == NULL)
    spill_pb_offer_set_state (port->offer, NULL, error->message);
  else
    spill_pb_offer_set_state (port->offer, spill_pb_listener_get_address (port->listener), port->complaint);
}

static gboolean
on_idle (gpointer user_data)
{
  Port *port = user_data;

  port->idle = 0;
  follow (port);
  return G_SOURCE_REMOVE;
}

/* Several may change in one turn. */
static void
on_settings (SpillPbSettings *settings,
             GParamSpec      *pspec,
             Port            *port)
{
  if (!g_str_equal (pspec->name, "has-password") && port->idle == 0)
    port->idle = g_idle_add (on_idle, port);
}

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Asked) asked = user_data;
  Port *port = find_port (asked->sharing, asked->id);
  g_autoptr(GError) error = NULL;

  spill_secrets_store_finish (result, &error);
  if (port == NULL)
    return;
  if (error == NULL)
    spill_pb_settings_set_has_password (port->settings, TRUE);
  g_free (port->complaint);
  /* Translators: %s is a sentence of the keyring’s. */
  port->complaint = error != NULL ? g_strdup_printf (_("The password is kept for this session only. %s"), error->message) : NULL;
  spill_pb_offer_set_state (port->offer, spill_pb_offer_get_address (port->offer),
                            port->complaint != NULL || port->listener != NULL ? port->complaint
                                                                             : spill_pb_offer_get_problem (port->offer));
}

static void
on_password (SpillPbOffer *offer,
             const char   *password,
             Port         *port)
{
  SpillPbSharing *self = port->sharing;
  const char *id = spill_master_get_id (port->master);
  g_autofree char *secret_id = spill_pb_settings_dup_secret_id (id);
  /* Translators: how the keyring calls the password of old status clients; %s is a master’s name. */
  g_autofree char *label = g_strdup_printf (_("%s, for its status clients"), spill_master_get_name (port->master));
  g_autoptr(SpillSecretSet) set = spill_secret_set_new ();

  g_hash_table_insert (self->passwords, g_strdup (id), g_strdup (password));
  spill_secret_set_put (set, SPILL_SECRET_LOGIN, spill_pb_settings_get_user (port->settings), password);
  spill_secrets_store_async (secret_id, label, set, self->cancellable, on_stored, asked_new (self, id));
  follow (port);
}

static Port *
port_new (SpillPbSharing *self,
          SpillMaster    *master)
{
  Port *port = g_new0 (Port, 1);

  port->sharing = self;
  port->master = g_object_ref (master);
  port->settings = g_object_ref (spill_config_get_pb (self->config, spill_master_get_id (master)));
  port->offer = spill_pb_offer_new (port->settings);
  g_object_bind_property (master, "name", port->offer, "name", G_BINDING_SYNC_CREATE);
  g_signal_connect (port->settings, "notify", G_CALLBACK (on_settings), port);
  g_signal_connect (port->offer, "password-entered", G_CALLBACK (on_password), port);
  return port;
}

static void
on_masters (GListModel     *masters,
            guint           position,
            guint           removed,
            guint           added,
            SpillPbSharing *self)
{
  g_autoptr(GPtrArray) offers = g_ptr_array_new ();

  if (removed > 0)
    g_ptr_array_remove_range (self->ports, position, removed);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, position + i);
      Port *port = port_new (self, master);

      g_ptr_array_insert (self->ports, (int) (position + i), port);
      g_ptr_array_add (offers, port->offer);
    }
  g_list_store_splice (self->offers, position, removed, offers->pdata, added);
  for (guint i = 0; i < added; i++)
    follow (self->ports->pdata[position + i]);
}

static void
spill_pb_sharing_dispose (GObject *object)
{
  SpillPbSharing *self = SPILL_PB_SHARING (object);

  g_cancellable_cancel (self->cancellable);
  if (self->status != NULL)
    g_signal_handlers_disconnect_by_data (spill_status_get_masters (self->status), self);
  g_ptr_array_set_size (self->ports, 0);
  g_clear_object (&self->status);
  g_clear_object (&self->config);

  G_OBJECT_CLASS (spill_pb_sharing_parent_class)->dispose (object);
}

static void
spill_pb_sharing_finalize (GObject *object)
{
  SpillPbSharing *self = SPILL_PB_SHARING (object);

  g_object_unref (self->cancellable);
  g_object_unref (self->offers);
  g_ptr_array_unref (self->ports);
  g_hash_table_unref (self->passwords);

  G_OBJECT_CLASS (spill_pb_sharing_parent_class)->finalize (object);
}

static void
spill_pb_sharing_class_init (SpillPbSharingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = spill_pb_sharing_dispose;
  G_OBJECT_CLASS (klass)->finalize = spill_pb_sharing_finalize;
}

static void
spill_pb_sharing_init (SpillPbSharing *self)
{
  self->offers = g_list_store_new (SPILL_TYPE_PB_OFFER);
  self->ports = g_ptr_array_new_with_free_func (free_port);
  self->passwords = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_secret);
  self->cancellable = g_cancellable_new ();
}

/**
 * spill_pb_sharing_new:
 * @config: what says whether and where
 * @status: the masters
 *
 * Returns: (transfer full): what offers them from now on, where they are to be offered
 */
SpillPbSharing *
spill_pb_sharing_new (SpillConfig *config,
                      SpillStatus *status)
{
  SpillPbSharing *self;
  GListModel *masters;

  g_return_val_if_fail (SPILL_IS_CONFIG (config), NULL);
  g_return_val_if_fail (SPILL_IS_STATUS (status), NULL);

  self = g_object_new (SPILL_TYPE_PB_SHARING, NULL);
  self->config = g_object_ref (config);
  self->status = g_object_ref (status);
  masters = spill_status_get_masters (status);
  g_signal_connect (masters, "items-changed", G_CALLBACK (on_masters), self);
  on_masters (masters, 0, 0, g_list_model_get_n_items (masters), self);
  return self;
}

GListModel *
spill_pb_sharing_get_offers (SpillPbSharing *self)
{
  g_return_val_if_fail (SPILL_IS_PB_SHARING (self), NULL);

  return G_LIST_MODEL (self->offers);
}
