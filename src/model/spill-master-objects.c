#define G_LOG_DOMAIN "spillway-model"

#include "model/spill-master-private.h"

#include "model/spill-build-private.h"
#include "model/spill-builder-private.h"
#include "model/spill-change.h"
#include "model/spill-log.h"
#include "model/spill-request.h"
#include "model/spill-step.h"
#include "model/spill-worker-private.h"
#include "util/spill-clock.h"

#define MAX_CHANGES 500

void
spill_master_init_objects (SpillMaster *self)
{
  self->builders = spill_list_new (SPILL_TYPE_BUILDER, SPILL_LIST_ASCENDING);
  self->workers = spill_list_new (SPILL_TYPE_WORKER, SPILL_LIST_ASCENDING);
  self->changes = spill_list_new (SPILL_TYPE_CHANGE, SPILL_LIST_DESCENDING);
  self->requests = spill_list_new (SPILL_TYPE_REQUEST, SPILL_LIST_ASCENDING);
  self->running = spill_list_new (SPILL_TYPE_BUILD, SPILL_LIST_ASCENDING);
  self->builders_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->builds_by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->held = g_hash_table_new (NULL, NULL);
  self->newest_request = G_MININT64;
  self->newest_change = G_MININT64;
}

void
spill_master_dispose_objects (SpillMaster *self)
{
  /* Whoever still has one of the lists keeps an empty one; the objects may outlive us. */
  for (guint i = 0; i < spill_list_get_length (self->builders); i++)
    spill_builder_detach (spill_list_peek (self->builders, i));
  spill_list_clear (self->running);
  spill_list_clear (self->requests);
  spill_list_clear (self->changes);
  spill_list_clear (self->workers);
  spill_list_clear (self->builders);
  g_hash_table_remove_all (self->builders_by_name);
  g_hash_table_remove_all (self->builds_by_id);
  g_hash_table_remove_all (self->held);
}

void
spill_master_finalize_objects (SpillMaster *self)
{
  g_clear_object (&self->running);
  g_clear_object (&self->requests);
  g_clear_object (&self->changes);
  g_clear_object (&self->workers);
  g_clear_object (&self->builders);
  g_clear_pointer (&self->builders_by_name, g_hash_table_unref);
  g_clear_pointer (&self->builds_by_id, g_hash_table_unref);
  g_clear_pointer (&self->held, g_hash_table_unref);
}

SpillList *
spill_master_get_builders (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->builders;
}

SpillList *
spill_master_get_workers (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->workers;
}

SpillList *
spill_master_get_changes (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->changes;
}

SpillList *
spill_master_get_requests (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->requests;
}

SpillList *
spill_master_get_running (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->running;
}

/**
 * spill_master_find_builder:
 * @self: a master
 * @name: a builder's name
 *
 * Returns: (nullable) (transfer none): the builder
 */
SpillBuilder *
spill_master_find_builder (SpillMaster *self,
                           const char  *name)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return name != NULL ? g_hash_table_lookup (self->builders_by_name, name) : NULL;
}

/**
 * spill_master_find_build:
 * @self: a master
 * @id: the master's global id of a build
 *
 * Returns: (nullable) (transfer none): the build, if it is known
 */
SpillBuild *
spill_master_find_build (SpillMaster *self,
                         gint64       id)
{
  gpointer found;

  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  found = g_hash_table_lookup (self->builds_by_id, &id);
  return found != NULL ? spill_build_from_id_field (found) : NULL;
}

void
spill_master_index_build (SpillMaster *self,
                          SpillBuild  *build)
{
  if (build->id != 0)
    g_hash_table_replace (self->builds_by_id, &build->id, &build->id);
}

void
spill_master_unindex_build (SpillMaster *self,
                            SpillBuild  *build)
{
  if (g_hash_table_lookup (self->builds_by_id, &build->id) == &build->id)
    g_hash_table_remove (self->builds_by_id, &build->id);
}

/* Masters without global ids get keys that are as unique: builder and number. */
static gint64
running_key (SpillBuild *build)
{
  if (build->id != 0)
    return build->id;

  return (spill_builder_get_id (build->builder) << 32) | build->number;
}

void
spill_master_build_runs (SpillMaster *self,
                         SpillBuild  *build)
{
  spill_list_insert (self->running, running_key (build), build);
}

void
spill_master_build_ends (SpillMaster *self,
                         SpillBuild  *build)
{
  spill_list_remove (self->running, running_key (build));
}

/**
 * spill_master_add_builder:
 * @self: a master
 * @id: its id at the master
 * @name: its name
 *
 * Finds the builder with @id, or adds one.
 *
 * Returns: (transfer none): the builder
 */
SpillBuilder *
spill_master_add_builder (SpillMaster *self,
                          gint64       id,
                          const char  *name)
{
  g_autoptr(SpillBuilder) builder = NULL;
  SpillBuilder *known;

  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  known = spill_list_find (self->builders, id);
  if (known != NULL)
    return known;

  builder = spill_builder_new (self, id, name);
  for (guint i = 0; i < spill_list_get_length (self->workers); i++)
    {
      SpillWorker *worker = spill_list_peek (self->workers, i);

      if (spill_worker_serves (worker, id))
        spill_list_insert (spill_builder_get_workers (builder),
                           spill_worker_get_id (worker), worker);
    }
  g_hash_table_replace (self->builders_by_name,
                        (char *) spill_builder_get_name (builder), builder);
  spill_list_insert (self->builders, id, builder);
  spill_master_emit (self, SPILL_EVENT_BUILDER_ADDED, builder);
  spill_builder_update (builder);

  return builder;   /* the list has a reference */
}

/**
 * spill_master_remove_builder:
 * @self: a master
 * @id: a builder's id
 *
 * Takes the builder, its running builds and its requests off the lists. What is held of it stays
 * alive.
 */
void
spill_master_remove_builder (SpillMaster *self,
                             gint64       id)
{
  g_autoptr(SpillBuilder) builder = NULL;
  SpillList *running;
  const char *name;

  g_return_if_fail (SPILL_IS_MASTER (self));

  builder = spill_list_find (self->builders, id);
  if (builder == NULL)
    return;

  g_object_ref (builder);
  running = spill_builder_get_running (builder);
  for (guint i = 0; i < spill_list_get_length (running); i++)
    spill_master_build_ends (self, spill_list_peek (running, i));
  for (guint i = spill_list_get_length (self->requests); i-- > 0; )
    if (spill_request_get_builder (spill_list_peek (self->requests, i)) == builder)
      spill_list_remove_positions (self->requests, i, 1);
  spill_builder_detach (builder);
  name = spill_builder_get_name (builder);
  if (g_hash_table_lookup (self->builders_by_name, name) == builder)
    g_hash_table_remove (self->builders_by_name, name);
  spill_list_remove (self->builders, id);
  spill_master_emit (self, SPILL_EVENT_BUILDER_REMOVED, builder);
}

void
spill_master_update_builders (SpillMaster *self)
{
  /* Still before the first event: what is found here is not news. */
  for (guint i = 0; i < spill_list_get_length (self->builders); i++)
    spill_builder_synced (spill_list_peek (self->builders, i));
}

/**
 * spill_master_add_worker:
 * @self: a master
 * @id: its id at the master
 * @name: its name
 *
 * Finds the worker with @id, or adds one.
 *
 * Returns: (transfer none): the worker
 */
SpillWorker *
spill_master_add_worker (SpillMaster *self,
                         gint64       id,
                         const char  *name)
{
  g_autoptr(SpillWorker) worker = NULL;
  SpillWorker *known;

  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  known = spill_list_find (self->workers, id);
  if (known != NULL)
    return known;

  worker = spill_worker_new (self, id, name);
  spill_list_insert (self->workers, id, worker);

  return worker;   /* the list has a reference */
}

void
spill_master_remove_worker (SpillMaster *self,
                            gint64       id)
{
  SpillWorker *worker;

  g_return_if_fail (SPILL_IS_MASTER (self));

  worker = spill_list_find (self->workers, id);
  if (worker == NULL)
    return;

  spill_worker_set_builder_ids (worker, NULL, 0);
  spill_list_remove (self->workers, id);
}

/**
 * spill_master_add_request:
 * @self: a master
 * @id: its id at the master
 * @builder: the builder it is for
 *
 * Finds the request with @id, or adds one that waits.
 *
 * Returns: (transfer none): the request
 */
SpillRequest *
spill_master_add_request (SpillMaster  *self,
                          gint64        id,
                          SpillBuilder *builder)
{
  g_autoptr(SpillRequest) request = NULL;
  SpillRequest *known;

  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);
  g_return_val_if_fail (SPILL_IS_BUILDER (builder), NULL);

  known = spill_list_find (self->requests, id);
  if (known != NULL)
    return known;

  request = spill_request_new (self, id, builder);
  spill_list_insert (self->requests, id, request);
  spill_builder_request_waits (builder, request, TRUE);
  if (id > self->newest_request)
    {
      self->newest_request = id;
      spill_master_emit (self, SPILL_EVENT_REQUEST_SUBMITTED, request);
    }

  return request;   /* the list has a reference */
}

/**
 * spill_master_remove_request:
 * @self: a master
 * @id: a request's id
 *
 * Forgets a request. One that nobody claimed was cancelled.
 */
void
spill_master_remove_request (SpillMaster *self,
                             gint64       id)
{
  g_autoptr(SpillRequest) request = NULL;

  g_return_if_fail (SPILL_IS_MASTER (self));

  request = spill_list_find (self->requests, id);
  if (request == NULL)
    return;

  g_object_ref (request);
  spill_list_remove (self->requests, id);
  if (spill_request_get_builder (request) != NULL)
    spill_builder_request_waits (spill_request_get_builder (request), request, FALSE);
  if (!spill_request_is_claimed (request) && !spill_request_is_complete (request))
    spill_master_emit (self, SPILL_EVENT_REQUEST_CANCELLED, request);
}

static gboolean
insert_change (SpillMaster *self,
               SpillChange *change)
{
  if (!spill_list_insert (self->changes, spill_change_get_id (change), change))
    return FALSE;

  if (spill_list_get_length (self->changes) > MAX_CHANGES)
    spill_list_remove_positions (self->changes, MAX_CHANGES, 1);
  return TRUE;
}

/**
 * spill_master_add_change:
 * @self: a master
 * @change: (transfer none): a change
 *
 * Adds a change that is not known yet; only the newest 500 are kept. It is news if it is newer than
 * all before.
 */
void
spill_master_add_change (SpillMaster *self,
                         SpillChange *change)
{
  gint64 id;

  g_return_if_fail (SPILL_IS_MASTER (self));
  g_return_if_fail (SPILL_IS_CHANGE (change));

  id = spill_change_get_id (change);
  if (!insert_change (self, change) || id <= self->newest_change)
    return;

  self->newest_change = id;
  spill_master_emit (self, SPILL_EVENT_CHANGE_ADDED, change);
}

/**
 * spill_master_add_old_change:
 * @self: a master
 * @change: (transfer none): a change
 *
 * Adds a change that happened before anybody watched: it is no news.
 */
void
spill_master_add_old_change (SpillMaster *self,
                             SpillChange *change)
{
  g_return_if_fail (SPILL_IS_MASTER (self));
  g_return_if_fail (SPILL_IS_CHANGE (change));

  insert_change (self, change);
  self->newest_change = MAX (self->newest_change, spill_change_get_id (change));
}

void
spill_master_held (SpillMaster *self,
                   GObject     *object,
                   SpillParts   parts)
{
  g_hash_table_add (self->held, object);
  if (self->source != NULL)
    SPILL_SOURCE_GET_CLASS (self->source)->hold (self->source, object, parts);
}

void
spill_master_released (SpillMaster *self,
                       GObject     *object,
                       SpillParts   parts,
                       SpillParts   held)
{
  if (held == 0)
    g_hash_table_remove (self->held, object);
  if (self->source != NULL)
    SPILL_SOURCE_GET_CLASS (self->source)->release (self->source, object, parts);
}

void
spill_master_refresh (SpillMaster *self,
                      GObject     *object,
                      SpillParts   parts)
{
  if (parts != 0 && self->source != NULL)
    SPILL_SOURCE_GET_CLASS (self->source)->refresh (self->source, object, parts);
}

/* From the outside in: builders, builds, steps, logs. */
static int
depth_of (gpointer object)
{
  if (SPILL_IS_BUILDER (object))
    return 0;
  if (SPILL_IS_BUILD (object))
    return 1;
  return SPILL_IS_STEP (object) ? 2 : 3;
}

static int
compare_depth (gconstpointer a,
               gconstpointer b)
{
  return depth_of (*(gpointer *) a) - depth_of (*(gpointer *) b);
}

static SpillParts
held_of (gpointer object)
{
  if (SPILL_IS_BUILDER (object))
    return spill_builder_get_held (object);
  if (SPILL_IS_BUILD (object))
    return spill_build_get_held (object);
  if (SPILL_IS_STEP (object))
    return spill_step_get_held (object);
  return spill_log_is_held (object) ? SPILL_PART_CONTENT : 0;
}

/**
 * spill_master_foreach_held:
 * @self: a master
 * @func: (scope call): called for each object of which a part is held
 * @user_data: for @func
 *
 * Tells a source what is wanted, outer objects first. @func may change the model.
 */
void
spill_master_foreach_held (SpillMaster   *self,
                           SpillHeldFunc  func,
                           gpointer       user_data)
{
  g_autoptr(GPtrArray) objects = NULL;
  GHashTableIter iter;
  gpointer object;

  g_return_if_fail (SPILL_IS_MASTER (self));
  g_return_if_fail (func != NULL);

  objects = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, &object, NULL))
    g_ptr_array_add (objects, g_object_ref (object));
  g_ptr_array_sort (objects, compare_depth);

  for (guint i = 0; i < objects->len; i++)
    {
      SpillParts held = held_of (objects->pdata[i]);

      if (held != 0)
        func (objects->pdata[i], held, user_data);
    }
}

void
spill_master_emit_text (SpillMaster    *self,
                        SpillEventKind  kind,
                        gpointer        object,
                        const char     *text)
{
  SpillEvent event = { .kind = kind, .master = self, .text = text };

  if (!self->has_synced || self->status == NULL)
    return;

  event.when = spill_now ();
  if (SPILL_IS_LOG (object))
    event.log = object;
  else if (SPILL_IS_STEP (object))
    event.step = object;
  else if (SPILL_IS_BUILD (object))
    event.build = object;
  else if (SPILL_IS_BUILDER (object))
    event.builder = object;
  else if (SPILL_IS_CHANGE (object))
    event.change = object;
  else if (SPILL_IS_WORKER (object))
    event.worker = object;
  else if (SPILL_IS_REQUEST (object))
    event.request = object;

  if (event.log != NULL)
    event.step = spill_log_get_step (event.log);
  if (event.step != NULL)
    event.build = spill_step_get_build (event.step);
  if (event.build != NULL)
    event.builder = spill_build_get_builder (event.build);
  if (event.request != NULL)
    event.builder = spill_request_get_builder (event.request);

  spill_status_emit (self->status, &event);
}

/**
 * spill_master_emit:
 * @self: a master
 * @kind: what happened
 * @object: (nullable) (type GObject): what it happened to, the innermost
 *
 * Emits an event at the status that @self is in; its other objects are found from @object. Nothing
 * is emitted before the first complete sync.
 */
void
spill_master_emit (SpillMaster    *self,
                   SpillEventKind  kind,
                   gpointer        object)
{
  g_return_if_fail (SPILL_IS_MASTER (self));
  g_return_if_fail (object == NULL || G_IS_OBJECT (object));

  spill_master_emit_text (self, kind, object, NULL);
}
