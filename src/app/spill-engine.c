#include "app/spill-engine.h"

#include <glib/gi18n.h>

#include "sources/spill-sources.h"

/**
 * SpillEngine:
 *
 * What both programs have in common: the status, and for each of its masters the source that
 * feeds it.
 */
struct _SpillEngine
{
  GObject      parent_instance;

  SpillStatus *status;
  GHashTable  *sources;   /* (element-type SpillMaster SpillSource) */
};

G_DEFINE_FINAL_TYPE (SpillEngine, spill_engine, G_TYPE_OBJECT)

static void
spill_engine_dispose (GObject *object)
{
  SpillEngine *self = SPILL_ENGINE (object);
  GListModel *masters = self->status != NULL ? spill_status_get_masters (self->status) : NULL;

  while (masters != NULL && g_list_model_get_n_items (masters) > 0)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, 0);

      spill_engine_remove (self, master);
    }
  g_clear_pointer (&self->sources, g_hash_table_unref);
  g_clear_object (&self->status);

  G_OBJECT_CLASS (spill_engine_parent_class)->dispose (object);
}

static void
spill_engine_class_init (SpillEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = spill_engine_dispose;
}

static void
spill_engine_init (SpillEngine *self)
{
  self->status = spill_status_new ();
  self->sources = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
}

/**
 * spill_engine_new:
 *
 * Returns: (transfer full): an engine without masters
 */
SpillEngine *
spill_engine_new (void)
{
  return g_object_new (SPILL_TYPE_ENGINE, NULL);
}

/**
 * spill_engine_get_status:
 * @self: an engine
 *
 * Returns: (transfer none): all masters, and the signal for all that happens on them
 */
SpillStatus *
spill_engine_get_status (SpillEngine *self)
{
  g_return_val_if_fail (SPILL_IS_ENGINE (self), NULL);

  return self->status;
}

/**
 * spill_engine_get_source:
 * @self: an engine
 * @master: one of its masters
 *
 * Returns: (transfer none) (nullable): what feeds @master
 */
SpillSource *
spill_engine_get_source (SpillEngine *self,
                         SpillMaster *master)
{
  g_return_val_if_fail (SPILL_IS_ENGINE (self), NULL);

  return g_hash_table_lookup (self->sources, master);
}

/* (transfer full) (nullable): not in the status yet */
static SpillMaster *
make_master (SpillEngine  *self,
             const char   *id,
             const char   *url,
             const char   *name,
             GError      **error)
{
  g_autofree char *address = spill_sources_normalize_url (url, error);
  g_autoptr(SpillMaster) master = NULL;
  SpillSource *source;

  if (address == NULL)
    return NULL;

  master = spill_master_new (id, address);
  source = spill_sources_new (master, error);
  if (source == NULL)
    return NULL;

  spill_master_set_name (master, name);
  g_hash_table_insert (self->sources, g_object_ref (master), source);
  return g_steal_pointer (&master);
}

/**
 * spill_engine_add:
 * @self: an engine
 * @id: what the master is called by settings, unique among the masters
 * @url: its address, also as a user types it
 * @name: (nullable): the user's name for it
 * @error: (out): what is wrong with @url or @id
 *
 * Adds a master, not yet connected, so that credentials can be given first.
 *
 * Returns: (transfer none) (nullable): the master
 */
SpillMaster *
spill_engine_add (SpillEngine  *self,
                  const char   *id,
                  const char   *url,
                  const char   *name,
                  GError      **error)
{
  g_autoptr(SpillMaster) master = NULL;

  g_return_val_if_fail (SPILL_IS_ENGINE (self), NULL);
  g_return_val_if_fail (id != NULL && url != NULL, NULL);

  if (spill_status_find_master (self->status, id) != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("There is a master “%s” already."), id);
      return NULL;
    }
  master = make_master (self, id, url, name, error);
  if (master != NULL)
    spill_status_add_master (self->status, master);

  return master;   /* the status has a reference */
}

/**
 * spill_engine_replace:
 * @self: an engine
 * @master: one of its masters
 * @url: its new address, also as a user types it
 * @name: (nullable): the user's name for it
 * @error: (out): what is wrong with @url
 *
 * Puts another master with the same id in the place of @master, not yet connected.
 *
 * Returns: (transfer none) (nullable): the other one; %NULL: @master stays
 */
SpillMaster *
spill_engine_replace (SpillEngine  *self,
                      SpillMaster  *master,
                      const char   *url,
                      const char   *name,
                      GError      **error)
{
  GListModel *masters;
  g_autoptr(SpillMaster) other = NULL;
  guint position;

  g_return_val_if_fail (SPILL_IS_ENGINE (self), NULL);
  masters = spill_status_get_masters (self->status);
  g_return_val_if_fail (g_list_store_find (G_LIST_STORE (masters), master, &position), NULL);

  other = make_master (self, spill_master_get_id (master), url, name, error);
  if (other == NULL)
    return NULL;

  spill_engine_remove (self, master);
  spill_status_insert_master (self->status, other, position);
  return other;   /* the status has a reference */
}

/**
 * spill_engine_remove:
 * @self: an engine
 * @master: one of its masters
 *
 * Disconnects @master and takes it away.
 */
void
spill_engine_remove (SpillEngine *self,
                     SpillMaster *master)
{
  g_autoptr(SpillMaster) alive = NULL;

  g_return_if_fail (SPILL_IS_ENGINE (self));
  g_return_if_fail (SPILL_IS_MASTER (master));

  alive = g_object_ref (master);
  spill_engine_disconnect (self, master);
  spill_status_remove_master (self->status, master);
  g_hash_table_remove (self->sources, master);
}

void
spill_engine_connect (SpillEngine *self,
                      SpillMaster *master)
{
  SpillSource *source = spill_engine_get_source (self, master);

  if (source != NULL)
    spill_source_start (source);
}

/**
 * spill_engine_disconnect:
 * @self: an engine
 * @master: one of its masters
 *
 * Closes the connection. @master stays, with what was known of it.
 */
void
spill_engine_disconnect (SpillEngine *self,
                         SpillMaster *master)
{
  SpillSource *source = spill_engine_get_source (self, master);

  if (source != NULL)
    spill_source_stop (source);
}

/**
 * spill_engine_set_credentials:
 * @self: an engine
 * @master: one of its masters
 * @credentials: (nullable): what to get in with; %NULL forgets what was given
 */
void
spill_engine_set_credentials (SpillEngine            *self,
                              SpillMaster            *master,
                              const SpillCredentials *credentials)
{
  SpillSource *source = spill_engine_get_source (self, master);

  if (source != NULL)
    spill_source_set_credentials (source, credentials);
}
