#define G_LOG_DOMAIN "spillway-app"

#include "app/spill-desktop.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

#include "app/spill-login-attempt.h"
#include "config/spill-secrets.h"
#include "sources/spill-sources.h"
#include "ui/spill-host.h"

/* A keyring that does not answer, as one that waits for its password, does not keep anybody from
 * looking at a master that needs no login. */
#define KEYRING_SECONDS 3

/**
 * SpillDesktop:
 *
 * Joins configuration, keyring and engine for the window.
 */
struct _SpillDesktop
{
  GObject       parent_instance;

  SpillConfig  *config;
  SpillEngine  *engine;
  GCancellable *cancellable;
  GHashTable   *logins;        /* (element-type utf8 SpillCredentials): id -> what it let us in with */
  GHashTable   *attempts;      /* (element-type utf8 GCancellable): id -> login being tried */
};

/* A master that waits for its login from the keyring. */
typedef struct
{
  SpillDesktop *desktop;
  SpillMaster  *master;
  gboolean      is_connected;
  guint         deadline;      /* source id */
} Login;

static void spill_desktop_host_init (SpillHostInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SpillDesktop, spill_desktop, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SPILL_TYPE_HOST, spill_desktop_host_init))

static void
login_free (Login *login)
{
  g_clear_handle_id (&login->deadline, g_source_remove);
  g_object_unref (login->master);
  g_object_unref (login->desktop);
  g_free (login);
}

static gboolean
is_still_there (SpillDesktop *self,
                SpillMaster  *master)
{
  return spill_status_find_master (spill_engine_get_status (self->engine),
                                   spill_master_get_id (master)) == master;
}

static SpillCredentials *
credentials_of_set (const SpillSecretSet *set)
{
  SpillCredentials *credentials = spill_credentials_new ();
  const SpillSecret *secrets = set->secrets;

  credentials->user = g_strdup (secrets[SPILL_SECRET_LOGIN].user);
  credentials->password = g_strdup (secrets[SPILL_SECRET_LOGIN].secret);
  credentials->cookie = g_strdup (secrets[SPILL_SECRET_COOKIE].secret);
  credentials->proxy_user = g_strdup (secrets[SPILL_SECRET_PROXY].user);
  credentials->proxy_password = g_strdup (secrets[SPILL_SECRET_PROXY].secret);
  credentials->pb_password = g_strdup (secrets[SPILL_SECRET_PB].secret);
  return credentials;
}

static SpillSecretSet *
set_of_credentials (const SpillCredentials *credentials)
{
  SpillSecretSet *set = spill_secret_set_new ();

  spill_secret_set_put (set, SPILL_SECRET_LOGIN, credentials->user, credentials->password);
  spill_secret_set_put (set, SPILL_SECRET_COOKIE, NULL, credentials->cookie);
  spill_secret_set_put (set, SPILL_SECRET_PROXY, credentials->proxy_user,
                        credentials->proxy_password);
  spill_secret_set_put (set, SPILL_SECRET_PB, NULL, credentials->pb_password);
  return set;
}

static void
remember_credentials (SpillDesktop           *self,
                      const char             *id,
                      const SpillCredentials *credentials)
{
  if (credentials != NULL)
    g_hash_table_replace (self->logins, g_strdup (id), spill_credentials_copy (credentials));
  else
    g_hash_table_remove (self->logins, id);
}

static void
on_looked_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Login *login = user_data;
  SpillDesktop *self = login->desktop;
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillSecretSet) set = spill_secrets_lookup_finish (result, &error);

  if (is_still_there (self, login->master))
    {
      if (set == NULL)
        {
          g_message ("%s: %s", spill_master_get_name (login->master), error->message);
        }
      else if (!spill_secret_set_is_empty (set))
        {
          g_autoptr(SpillCredentials) credentials = credentials_of_set (set);

          remember_credentials (self, spill_master_get_id (login->master), credentials);
          spill_engine_set_credentials (self->engine, login->master, credentials);
        }

      if (!login->is_connected)
        spill_engine_connect (self->engine, login->master);
    }

  login_free (login);
}

static gboolean
on_keyring_deadline (gpointer user_data)
{
  Login *login = user_data;

  login->deadline = 0;
  login->is_connected = TRUE;
  if (is_still_there (login->desktop, login->master))
    spill_engine_connect (login->desktop->engine, login->master);
  return G_SOURCE_REMOVE;
}

/* Masters for which nothing was kept never make the keyring ask for its password. */
static void
connect_with_login (SpillDesktop *self,
                    SpillMaster  *master)
{
  const char *id = spill_master_get_id (master);
  const SpillCredentials *credentials = g_hash_table_lookup (self->logins, id);
  g_autofree char *fingerprint = spill_config_dup_master_certificate (self->config, id);
  Login *login;

  if (fingerprint != NULL)
    spill_source_trust (spill_engine_get_source (self->engine, master), fingerprint);

  if (credentials != NULL)
    spill_engine_set_credentials (self->engine, master, credentials);
  if (credentials != NULL || !spill_config_get_master_has_login (self->config, id))
    {
      spill_engine_connect (self->engine, master);
      return;
    }

  login = g_new0 (Login, 1);
  login->desktop = g_object_ref (self);
  login->master = g_object_ref (master);
  login->deadline = g_timeout_add_seconds (KEYRING_SECONDS, on_keyring_deadline, login);
  spill_secrets_lookup_async (id, self->cancellable, on_looked_up, login);
}

static SpillMaster *
find_by_url (SpillDesktop *self,
             const char   *url)
{
  GListModel *masters = spill_status_get_masters (spill_engine_get_status (self->engine));

  for (guint i = 0; i < g_list_model_get_n_items (masters); i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, i);

      if (g_str_equal (spill_master_get_url (master), url))
        return master;   /* the list holds it */
    }

  return NULL;
}

static SpillStatus *
spill_desktop_get_status (SpillHost *host)
{
  return spill_engine_get_status (SPILL_DESKTOP (host)->engine);
}

static SpillConfig *
spill_desktop_get_config (SpillHost *host)
{
  return SPILL_DESKTOP (host)->config;
}

static char *
spill_desktop_normalize_url (SpillHost   *host,
                             const char  *text,
                             GError     **error)
{
  return spill_sources_normalize_url (text, error);
}

static SpillMaster *
spill_desktop_add_master (SpillHost   *host,
                          const char  *url,
                          const char  *name,
                          GError     **error)
{
  SpillDesktop *self = SPILL_DESKTOP (host);
  SpillMaster *master = find_by_url (self, url);
  g_autofree char *id = NULL;

  if (master != NULL)
    return master;

  id = spill_config_add_master (self->config, url, name);
  master = spill_engine_add (self->engine, id, url, name, error);
  if (master == NULL)
    {
      spill_config_remove_master (self->config, id);
      return NULL;
    }

  connect_with_login (self, master);
  return master;
}

/* Whether a login and a certificate for @a may be used for @b. The query tells of a second port. */
static gboolean
is_same_origin (const char *a,
                const char *b)
{
  g_autoptr(GUri) first = g_uri_parse (a, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr(GUri) second = g_uri_parse (b, SOUP_HTTP_URI_FLAGS, NULL);

  return first != NULL && second != NULL
         && g_strcmp0 (g_uri_get_scheme (first), g_uri_get_scheme (second)) == 0
         && g_strcmp0 (g_uri_get_host (first), g_uri_get_host (second)) == 0
         && g_uri_get_port (first) == g_uri_get_port (second)
         && g_strcmp0 (g_uri_get_query (first), g_uri_get_query (second)) == 0;
}

static void
forget_login (SpillDesktop *self,
              const char   *id)
{
  if (spill_config_get_master_has_login (self->config, id))
    spill_secrets_clear_async (id, NULL, NULL, NULL);
  spill_config_set_master_has_login (self->config, id, FALSE);
}

static SpillMaster *
spill_desktop_edit_master (SpillHost    *host,
                           SpillMaster  *master,
                           const char   *url,
                           const char   *name,
                           GError      **error)
{
  SpillDesktop *self = SPILL_DESKTOP (host);
  g_autofree char *id = g_strdup (spill_master_get_id (master));
  SpillMaster *other = find_by_url (self, url);

  if (other != NULL && other != master)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   _("%s has that address already"), spill_master_get_name (other));
      return NULL;
    }

  spill_config_set_master_name (self->config, id, name);
  if (other == master)
    {
      spill_master_set_name (master, name);
      return master;
    }

  if (!is_same_origin (spill_master_get_url (master), url))
    {
      forget_login (self, id);
      spill_config_set_master_certificate (self->config, id, NULL);
    }
  spill_config_set_master_url (self->config, id, url);
  /* Not even for this session: it may be somebody else's machine now. */
  if (!is_same_origin (spill_master_get_url (master), url))
    g_hash_table_remove (self->logins, id);
  master = spill_engine_replace (self->engine, master, url, name, error);
  if (master != NULL)
    connect_with_login (self, master);
  return master;
}

static void
spill_desktop_remove_master (SpillHost   *host,
                             SpillMaster *master)
{
  SpillDesktop *self = SPILL_DESKTOP (host);
  g_autofree char *id = g_strdup (spill_master_get_id (master));

  forget_login (self, id);
  if (spill_pb_settings_get_has_password (spill_config_get_pb (self->config, id)))
    {
      g_autofree char *secret_id = spill_pb_settings_dup_secret_id (id);

      spill_secrets_clear_async (secret_id, NULL, NULL, NULL);
    }
  spill_config_remove_master (self->config, id);
  g_hash_table_remove (self->logins, id);
  spill_engine_remove (self->engine, master);
}

static void
spill_desktop_retry (SpillHost   *host,
                     SpillMaster *master)
{
  spill_source_retry (spill_engine_get_source (SPILL_DESKTOP (host)->engine, master));
}

static void
spill_desktop_trust (SpillHost   *host,
                     SpillMaster *master,
                     const char  *fingerprint)
{
  SpillDesktop *self = SPILL_DESKTOP (host);
  SpillSource *source = spill_engine_get_source (self->engine, master);

  if (!is_still_there (self, master))
    return;

  spill_config_set_master_certificate (self->config, spill_master_get_id (master), fingerprint);
  spill_source_trust (source, fingerprint);
  spill_source_retry (source);
}

/* A login that is being tried. */
typedef struct
{
  SpillMaster      *master;
  SpillCredentials *credentials;
  gboolean          remember;
  GError           *unanswered;    /* (nullable): the master has not said yes */
} Trial;

static void
trial_free (Trial *trial)
{
  g_object_unref (trial->master);
  spill_credentials_free (trial->credentials);
  g_clear_error (&trial->unanswered);
  g_free (trial);
}

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpillDesktop *self = g_task_get_source_object (task);
  Trial *trial = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean is_stored = spill_secrets_store_finish (result, &error);

  if (is_stored && is_still_there (self, trial->master))
    spill_config_set_master_has_login (self->config, spill_master_get_id (trial->master), TRUE);

  if (trial->unanswered != NULL)
    g_task_return_error (task, g_steal_pointer (&trial->unanswered));
  else if (is_stored)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
  g_clear_error (&error);
}

/* Keeps a login that the master took, or may yet take. */
static void
keep (SpillDesktop *self,
      GTask        *task)
{
  Trial *trial = g_task_get_task_data (task);
  const char *id = spill_master_get_id (trial->master);
  g_autoptr(SpillSecretSet) set = NULL;

  remember_credentials (self, id, trial->credentials);
  if (!trial->remember)
    {
      forget_login (self, id);
      if (trial->unanswered != NULL)
        g_task_return_error (task, g_steal_pointer (&trial->unanswered));
      else
        g_task_return_boolean (task, TRUE);
      return;
    }

  set = set_of_credentials (trial->credentials);
  spill_secrets_store_async (id, spill_master_get_name (trial->master), set, self->cancellable,
                             on_stored, g_object_ref (task));
}

static void
on_tried (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  SpillDesktop *self = g_task_get_source_object (task);
  Trial *trial = g_task_get_task_data (task);
  const char *id = spill_master_get_id (trial->master);
  GError *error = NULL;

  if (spill_login_attempt_finish (result, &error)
      || g_error_matches (error, SPILL_ERROR, SPILL_ERROR_UNREACHABLE))
    {
      trial->unanswered = error;
      keep (self, task);
      return;
    }

  /* Refused: on as before, which for most masters means that they can still be read. */
  if (g_error_matches (error, SPILL_ERROR, SPILL_ERROR_REFUSED) && is_still_there (self, trial->master))
    spill_engine_set_credentials (self->engine, trial->master, g_hash_table_lookup (self->logins, id));
  g_task_return_error (task, error);
}

static void
spill_desktop_log_in (SpillHost              *host,
                      SpillMaster            *master,
                      const SpillCredentials *credentials,
                      gboolean                remember,
                      GAsyncReadyCallback     callback,
                      gpointer                user_data)
{
  SpillDesktop *self = SPILL_DESKTOP (host);
  const char *id = spill_master_get_id (master);
  GCancellable *before = g_hash_table_lookup (self->attempts, id);
  GCancellable *cancellable = g_cancellable_new ();
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Trial *trial = g_new0 (Trial, 1);

  trial->master = g_object_ref (master);
  trial->credentials = spill_credentials_copy (credentials);
  spill_credentials_fill (trial->credentials, g_hash_table_lookup (self->logins, id));
  trial->remember = remember;
  g_task_set_source_tag (task, spill_desktop_log_in);
  g_task_set_task_data (task, trial, (GDestroyNotify) trial_free);

  /* One at a time. */
  if (before != NULL)
    g_cancellable_cancel (before);
  g_hash_table_replace (self->attempts, g_strdup (id), cancellable);
  spill_login_attempt_async (self->engine, master, trial->credentials, cancellable, on_tried, task);
}

static gboolean
spill_desktop_log_in_finish (SpillHost     *host,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
spill_desktop_log_out (SpillHost   *host,
                       SpillMaster *master)
{
  SpillDesktop *self = SPILL_DESKTOP (host);

  forget_login (self, spill_master_get_id (master));
  remember_credentials (self, spill_master_get_id (master), NULL);
  spill_engine_set_credentials (self->engine, master, NULL);
}

static gboolean
spill_desktop_has_login (SpillHost   *host,
                         SpillMaster *master)
{
  return g_hash_table_contains (SPILL_DESKTOP (host)->logins, spill_master_get_id (master));
}

static void
spill_desktop_host_init (SpillHostInterface *iface)
{
  iface->get_status = spill_desktop_get_status;
  iface->get_config = spill_desktop_get_config;
  iface->normalize_url = spill_desktop_normalize_url;
  iface->add_master = spill_desktop_add_master;
  iface->edit_master = spill_desktop_edit_master;
  iface->remove_master = spill_desktop_remove_master;
  iface->retry = spill_desktop_retry;
  iface->trust = spill_desktop_trust;
  iface->log_in = spill_desktop_log_in;
  iface->log_in_finish = spill_desktop_log_in_finish;
  iface->log_out = spill_desktop_log_out;
  iface->has_login = spill_desktop_has_login;
}

static void
spill_desktop_dispose (GObject *object)
{
  SpillDesktop *self = SPILL_DESKTOP (object);
  GHashTableIter iter;
  gpointer attempt;

  g_hash_table_iter_init (&iter, self->attempts);
  while (g_hash_table_iter_next (&iter, NULL, &attempt))
    g_cancellable_cancel (attempt);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->engine);
  g_clear_object (&self->config);

  G_OBJECT_CLASS (spill_desktop_parent_class)->dispose (object);
}

static void
spill_desktop_finalize (GObject *object)
{
  SpillDesktop *self = SPILL_DESKTOP (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->logins);
  g_hash_table_unref (self->attempts);

  G_OBJECT_CLASS (spill_desktop_parent_class)->finalize (object);
}

static void
spill_desktop_class_init (SpillDesktopClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_desktop_dispose;
  object_class->finalize = spill_desktop_finalize;
}

static void
spill_desktop_init (SpillDesktop *self)
{
  self->engine = spill_engine_new ();
  self->cancellable = g_cancellable_new ();
  self->logins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) spill_credentials_free);
  self->attempts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

SpillDesktop *
spill_desktop_new (SpillConfig *config)
{
  SpillDesktop *self;

  g_return_val_if_fail (SPILL_IS_CONFIG (config), NULL);

  self = g_object_new (SPILL_TYPE_DESKTOP, NULL);
  self->config = g_object_ref (config);
  return self;
}

void
spill_desktop_load (SpillDesktop *self)
{
  g_auto(GStrv) ids = NULL;

  g_return_if_fail (SPILL_IS_DESKTOP (self));

  ids = spill_config_dup_masters (self->config);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *url = spill_config_dup_master_url (self->config, ids[i]);
      g_autofree char *name = spill_config_dup_master_name (self->config, ids[i]);
      g_autoptr(GError) error = NULL;
      SpillMaster *master = spill_engine_add (self->engine, ids[i], url, name, &error);

      if (master != NULL)
        connect_with_login (self, master);
      else
        g_warning ("%s cannot be watched: %s", url, error->message);
    }
}
