#include "model/spill-command-effect-private.h"

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-change.h"
#include "model/spill-master.h"
#include "model/spill-request.h"
#include "model/spill-worker.h"

/* A forced build is among the newest; behind these nobody looks for it. */
#define N_LOOKED_AT 100

SpillBuilder *
spill_command_target_builder (gpointer target)
{
  if (SPILL_IS_BUILDER (target))
    return target;
  if (SPILL_IS_BUILD (target))
    return spill_build_get_builder (target);
  if (SPILL_IS_REQUEST (target))
    return spill_request_get_builder (target);
  return NULL;
}

SpillMaster *
spill_command_target_master (gpointer target)
{
  SpillBuilder *builder = spill_command_target_builder (target);

  if (builder != NULL)
    return spill_builder_get_master (builder);
  if (SPILL_IS_WORKER (target))
    return spill_worker_get_master (target);
  return SPILL_IS_MASTER (target) ? target : NULL;
}

static GPtrArray *
copy_list (SpillList *list)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < spill_list_get_length (list); i++)
    g_ptr_array_add (copy, g_object_ref (spill_list_peek (list, i)));

  return copy;
}

static gint64
newest_request (SpillBuilder *builder)
{
  SpillList *requests = spill_builder_get_requests (builder);
  guint n = spill_list_get_length (requests);

  return n > 0 ? spill_request_get_id (spill_list_peek (requests, n - 1)) : G_MININT64;
}

static gint64
newest_build (SpillBuilder *builder)
{
  SpillBuild *build = spill_list_peek (spill_builder_get_builds (builder), 0);

  return build != NULL ? (gint64) spill_build_get_number (build) : -1;
}

static gint64
newest_change (SpillMaster *master)
{
  SpillChange *change = spill_list_peek (spill_master_get_changes (master), 0);

  return change != NULL ? spill_change_get_id (change) : G_MININT64;
}

void
spill_before_take (SpillBefore      *self,
                   SpillCommandKind  kind,
                   gpointer          target)
{
  SpillBuilder *builder = spill_command_target_builder (target);
  SpillMaster *master = spill_command_target_master (target);

  *self = (SpillBefore) {
    .newest_build = builder != NULL ? newest_build (builder) : -1,
    .newest_request = builder != NULL ? newest_request (builder) : G_MININT64,
    .newest_change = master != NULL ? newest_change (master) : G_MININT64,
  };
  if (kind == SPILL_COMMAND_CANCEL_ALL && builder != NULL)
    self->there = copy_list (spill_builder_get_requests (builder));
  else if (kind == SPILL_COMMAND_STOP_ALL && builder != NULL)
    self->there = copy_list (spill_builder_get_running (builder));
}

void
spill_before_clear (SpillBefore *self)
{
  g_clear_pointer (&self->there, g_ptr_array_unref);
}

/* The build that was made, or the request for it while that waits. */
static gpointer
find_made (const SpillBefore *self,
           SpillBuilder      *builder,
           gint64             request_id)
{
  SpillList *builds = spill_builder_get_builds (builder);
  SpillList *requests = spill_builder_get_requests (builder);
  guint n = MIN (spill_list_get_length (builds), N_LOOKED_AT);

  for (guint i = 0; i < n; i++)
    {
      SpillBuild *build = spill_list_peek (builds, i);

      if (request_id != 0 ? spill_build_get_request_id (build) == request_id
                          : spill_build_get_number (build) > self->newest_build)
        return build;
    }
  if (request_id != 0)
    return spill_list_find (requests, request_id);

  n = spill_list_get_length (requests);
  return n > 0 && newest_request (builder) > self->newest_request
         ? spill_list_peek (requests, n - 1) : NULL;
}

static gboolean
is_gone (gpointer object)
{
  SpillMaster *master;

  if (SPILL_IS_BUILD (object))
    return spill_build_is_finished (object);

  master = spill_command_target_master (object);
  return spill_request_is_complete (object) || master == NULL
         || spill_list_find (spill_master_get_requests (master),
                             spill_request_get_id (object)) != object;
}

/* A request that was claimed after all is a build that waits no more. */
static gboolean
are_gone (GPtrArray *objects)
{
  for (guint i = 0; objects != NULL && i < objects->len; i++)
    if (!is_gone (objects->pdata[i])
        && !(SPILL_IS_REQUEST (objects->pdata[i])
             && spill_request_is_claimed (objects->pdata[i])))
      return FALSE;

  return TRUE;
}

gboolean
spill_before_shows_effect (const SpillBefore *self,
                           SpillCommandKind   kind,
                           gpointer           target,
                           gint64             request_id,
                           gpointer          *effect)
{
  SpillBuilder *builder = spill_command_target_builder (target);

  switch (kind)
    {
    case SPILL_COMMAND_FORCE:
    case SPILL_COMMAND_REBUILD:
      *effect = builder != NULL ? find_made (self, builder, request_id) : NULL;
      return *effect != NULL;
    case SPILL_COMMAND_STOP:
    case SPILL_COMMAND_CANCEL:
      return is_gone (target);
    case SPILL_COMMAND_CANCEL_ALL:
    case SPILL_COMMAND_STOP_ALL:
      return are_gone (self->there);
    case SPILL_COMMAND_WORKER_PAUSE:
      return spill_worker_is_paused (target);
    case SPILL_COMMAND_WORKER_UNPAUSE:
      return !spill_worker_is_paused (target);
    case SPILL_COMMAND_WORKER_GRACEFUL:
      return spill_worker_is_graceful (target) || !spill_worker_is_connected (target);
    case SPILL_COMMAND_WORKER_KILL:
      return !spill_worker_is_connected (target);
    case SPILL_COMMAND_CLEAN_SHUTDOWN:
      return !spill_master_is_fresh (target);
    case SPILL_COMMAND_ADD_CHANGE:
      return newest_change (target) > self->newest_change;
    case SPILL_COMMAND_PING:
    case SPILL_COMMAND_STOP_CHANGE:
    case SPILL_COMMAND_CANCEL_SHUTDOWN:
    default:
      return FALSE;
    }
}

GObject *
spill_command_target_watched (SpillCommandKind   kind,
                              gpointer           target,
                              const char       **signal)
{
  switch (kind)
    {
    case SPILL_COMMAND_FORCE:
    case SPILL_COMMAND_REBUILD:
    case SPILL_COMMAND_CANCEL_ALL:
    case SPILL_COMMAND_STOP_ALL:
      *signal = "changed";
      return (GObject *) spill_command_target_builder (target);
    case SPILL_COMMAND_STOP:
      *signal = "notify::is-finished";
      return target;
    case SPILL_COMMAND_CANCEL:
      *signal = "items-changed";
      return spill_command_target_master (target) != NULL
             ? G_OBJECT (spill_master_get_requests (spill_command_target_master (target))) : NULL;
    case SPILL_COMMAND_ADD_CHANGE:
      *signal = "items-changed";
      return G_OBJECT (spill_master_get_changes (target));
    case SPILL_COMMAND_WORKER_PAUSE:
    case SPILL_COMMAND_WORKER_UNPAUSE:
    case SPILL_COMMAND_WORKER_GRACEFUL:
    case SPILL_COMMAND_WORKER_KILL:
    case SPILL_COMMAND_CLEAN_SHUTDOWN:
      *signal = "notify";
      return target;
    case SPILL_COMMAND_PING:
    case SPILL_COMMAND_STOP_CHANGE:
    case SPILL_COMMAND_CANCEL_SHUTDOWN:
    default:
      return NULL;
    }
}
