#include "config/spill-secrets.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

/* One item a kind. The user's name is an attribute, so that keyring managers show whose it is. */
static const SecretSchema schema = {
  "io.github.spillway.Spillway", SECRET_SCHEMA_NONE,
  {
    { "master", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

static const char *const kind_nicks[SPILL_N_SECRETS] = {
  [SPILL_SECRET_LOGIN] = "login",
  [SPILL_SECRET_COOKIE] = "cookie",
  [SPILL_SECRET_PROXY] = "proxy",
  [SPILL_SECRET_PB] = "pb",
};

/* The work of one call: item by item. */
typedef struct
{
  char           *master_id;
  char           *label;
  SpillSecretSet *set;
  guint           next;     /* kind to store, or position in items */
  GPtrArray      *items;    /* of SecretRetrievable */
} Job;

static void store_next (GTask *task);
static void retrieve_next (GTask *task);

static void
job_free (Job *job)
{
  g_free (job->master_id);
  g_free (job->label);
  g_clear_pointer (&job->set, spill_secret_set_free);
  g_clear_pointer (&job->items, g_ptr_array_unref);
  g_free (job);
}

static GTask *
task_new (const char          *master_id,
          gpointer             tag,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->master_id = g_strdup (master_id);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  return task;
}

static GHashTable *
attributes_new (const char *master_id,
                const char *kind,
                const char *user)
{
  /* With copies: libsecret keeps the table for as long as the call lasts. */
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  g_hash_table_insert (attributes, (gpointer) "master", g_strdup (master_id));
  if (kind != NULL)
    g_hash_table_insert (attributes, (gpointer) "kind", g_strdup (kind));
  if (user != NULL)
    g_hash_table_insert (attributes, (gpointer) "user", g_strdup (user));
  return attributes;
}

/* Ends @task with what the keyring said, as a sentence. */
static void
return_error (GTask  *task,
              GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_dbus_error_strip_remote_error (error);
      g_prefix_error (&error, "%s ", _("The keyring cannot be used:"));
    }

  g_task_return_error (task, error);
}

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    store_next (g_steal_pointer (&task));
  else
    return_error (task, error);
}

static void
store_next (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  const SpillSecret *secret;
  g_autoptr(GHashTable) attributes = NULL;
  g_autofree char *label = NULL;

  while (job->next < SPILL_N_SECRETS && job->set->secrets[job->next].secret == NULL)
    job->next++;

  if (job->next == SPILL_N_SECRETS)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  secret = &job->set->secrets[job->next];
  attributes = attributes_new (job->master_id, kind_nicks[job->next],
                               secret->user != NULL ? secret->user : "");
  /* Translators: how the login is called in the list of a keyring; %s is a master's name. */
  label = g_strdup_printf (_("Spillway: login to %s"), job->label);
  job->next++;
  secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, secret->secret,
                          g_task_get_cancellable (task), on_stored, task);
}

static void
on_cleared_before_store (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);   /* FALSE without an error: there was none */
  if (error == NULL)
    store_next (g_steal_pointer (&task));
  else
    return_error (task, error);
}

static void
on_cleared (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    return_error (task, error);
}

static void
on_retrieved (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  SecretRetrievable *item = SECRET_RETRIEVABLE (source);
  g_autoptr(GHashTable) attributes = secret_retrievable_get_attributes (item);
  const char *kind = g_hash_table_lookup (attributes, "kind");
  const char *user = g_hash_table_lookup (attributes, "user");
  GError *error = NULL;
  SecretValue *value = secret_retrievable_retrieve_secret_finish (item, result, &error);
  const char *text = value != NULL ? secret_value_get_text (value) : NULL;

  if (error != NULL)
    {
      return_error (task, error);
      return;
    }

  for (guint i = 0; i < SPILL_N_SECRETS; i++)
    {
      if (text != NULL && g_strcmp0 (kind, kind_nicks[i]) == 0)
        spill_secret_set_put (job->set, i, user, text);
    }
  g_clear_pointer (&value, secret_value_unref);

  if (text == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                             _("The keyring cannot be used: it stays locked"));
  else
    retrieve_next (g_steal_pointer (&task));
}

static void
retrieve_next (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  if (job->next < job->items->len)
    {
      secret_retrievable_retrieve_secret (g_ptr_array_index (job->items, job->next++),
                                          g_task_get_cancellable (task), on_retrieved, task);
      return;
    }

  g_task_return_pointer (task, g_steal_pointer (&job->set), (GDestroyNotify) spill_secret_set_free);
  g_object_unref (task);
}

static void
on_searched (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  GList *found = secret_password_search_finish (result, &error);

  if (error != NULL)
    {
      return_error (task, error);
      return;
    }

  job->items = g_ptr_array_new_with_free_func (g_object_unref);
  for (GList *l = found; l != NULL; l = l->next)
    g_ptr_array_add (job->items, l->data);
  g_list_free (found);
  retrieve_next (g_steal_pointer (&task));
}

SpillSecretSet *
spill_secret_set_new (void)
{
  return g_new0 (SpillSecretSet, 1);
}

/**
 * spill_secret_set_put:
 * @self: a set
 * @kind: which secret
 * @user: (nullable): whose it is
 * @secret: (nullable): the secret; %NULL or "" for none
 */
void
spill_secret_set_put (SpillSecretSet  *self,
                      SpillSecretKind  kind,
                      const char      *user,
                      const char      *secret)
{
  SpillSecret *place;

  g_return_if_fail (self != NULL);
  g_return_if_fail (kind < SPILL_N_SECRETS);

  place = &self->secrets[kind];
  g_free (place->user);
  secret_password_free (place->secret);
  place->user = NULL;
  place->secret = NULL;
  if (secret != NULL && *secret != '\0')
    {
      place->user = g_strdup (user);
      place->secret = g_strdup (secret);
    }
}

gboolean
spill_secret_set_is_empty (const SpillSecretSet *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  for (guint i = 0; i < SPILL_N_SECRETS; i++)
    {
      if (self->secrets[i].secret != NULL)
        return FALSE;
    }

  return TRUE;
}

void
spill_secret_set_free (SpillSecretSet *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < SPILL_N_SECRETS; i++)
    spill_secret_set_put (self, i, NULL, NULL);
  g_free (self);
}

/**
 * spill_secrets_store_async:
 * @master_id: a master's id
 * @label: what the user calls the master
 * @set: its secrets; what is not in it is removed
 * @cancellable: (nullable): to stop waiting
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Keeps the secrets of a master in the user's keyring. May ask the user to unlock it.
 */
void
spill_secrets_store_async (const char           *master_id,
                           const char           *label,
                           const SpillSecretSet *set,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data)
{
  GTask *task;
  Job *job;
  g_autoptr(GHashTable) attributes = NULL;

  g_return_if_fail (master_id != NULL);
  g_return_if_fail (label != NULL);
  g_return_if_fail (set != NULL);

  task = task_new (master_id, spill_secrets_store_async, cancellable, callback, user_data);
  job = g_task_get_task_data (task);
  job->label = g_strdup (label);
  job->set = spill_secret_set_new ();
  for (guint i = 0; i < SPILL_N_SECRETS; i++)
    spill_secret_set_put (job->set, i, set->secrets[i].user, set->secrets[i].secret);

  attributes = attributes_new (master_id, NULL, NULL);
  secret_password_clearv (&schema, attributes, cancellable, on_cleared_before_store, task);
}

gboolean
spill_secrets_store_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * spill_secrets_lookup_async:
 * @master_id: a master's id
 * @cancellable: (nullable): to stop waiting
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Fetches the secrets of a master from the user's keyring. May ask the user to unlock it.
 */
void
spill_secrets_lookup_async (const char          *master_id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;
  Job *job;
  g_autoptr(GHashTable) attributes = NULL;

  g_return_if_fail (master_id != NULL);

  task = task_new (master_id, spill_secrets_lookup_async, cancellable, callback, user_data);
  job = g_task_get_task_data (task);
  job->set = spill_secret_set_new ();
  attributes = attributes_new (master_id, NULL, NULL);
  secret_password_searchv (&schema, attributes,
                           SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS,
                           cancellable, on_searched, task);
}

/**
 * spill_secrets_lookup_finish:
 * @result: what the callback got
 * @error: where to say why the keyring cannot be used
 *
 * Returns: (transfer full): the secrets, maybe none
 */
SpillSecretSet *
spill_secrets_lookup_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * spill_secrets_clear_async:
 * @master_id: a master's id
 * @cancellable: (nullable): to stop waiting
 * @callback: (nullable): called at the end
 * @user_data: for @callback
 *
 * Removes all secrets of a master from the user's keyring.
 */
void
spill_secrets_clear_async (const char          *master_id,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;
  g_autoptr(GHashTable) attributes = NULL;

  g_return_if_fail (master_id != NULL);

  task = task_new (master_id, spill_secrets_clear_async, cancellable, callback, user_data);
  attributes = attributes_new (master_id, NULL, NULL);
  secret_password_clearv (&schema, attributes, cancellable, on_cleared, task);
}

gboolean
spill_secrets_clear_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
