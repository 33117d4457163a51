#include "model/spill-builder.h"

#include "model/spill-build-private.h"
#include "model/spill-builder-private.h"
#include "model/spill-master-private.h"
#include "model/spill-request.h"
#include "model/spill-worker-private.h"

#define KEEP_SEEN 300

static gboolean
is_telling (SpillBuild *build)
{
  return spill_result_is_good (build->result) || spill_result_is_bad (build->result);
}

static SpillBuilderState
current_state (SpillBuilder *self)
{
  guint n_workers = spill_list_get_length (self->workers);
  gboolean connected = FALSE;

  for (guint i = 0; i < n_workers && !connected; i++)
    connected = spill_worker_is_connected (spill_list_peek (self->workers, i));

  /* As in 0.8, offline outdoes building: such a build is lost. */
  if (n_workers > 0 && !connected)
    return SPILL_BUILDER_OFFLINE;
  if (spill_list_get_length (self->running) > 0)
    return SPILL_BUILDER_BUILDING;
  if (self->told_state != SPILL_BUILDER_UNKNOWN)
    return self->told_state;
  if (n_workers > 0 || (self->master != NULL && self->master->has_synced))
    return SPILL_BUILDER_IDLE;
  return SPILL_BUILDER_UNKNOWN;
}

static gboolean
derive_state (SpillBuilder *self)
{
  SpillBuilderState state = current_state (self);

  if (self->state == state)
    return FALSE;

  self->state = state;
  spill_builder_notify (self, "state");
  return TRUE;
}

void
spill_builder_tell_state (SpillBuilder *self)
{
  if (self->master != NULL && !self->is_detached)
    spill_master_emit (self->master, SPILL_EVENT_BUILDER_CHANGED_STATE, self);
}

static void
derive_last (SpillBuilder *self)
{
  SpillBuild *newest = NULL;
  SpillBuild *telling = NULL;
  SpillResult result;

  for (guint i = 0; i < spill_list_get_length (self->builds) && telling == NULL; i++)
    {
      SpillBuild *build = spill_list_peek (self->builds, i);

      if (!build->is_finished)
        continue;
      if (newest == NULL)
        newest = build;
      if (is_telling (build))
        telling = build;
    }
  result = telling != NULL ? (SpillResult) telling->result
         : newest != NULL ? (SpillResult) newest->result
         : SPILL_RESULT_NONE;

  if (g_set_object (&self->last_build, newest))
    spill_builder_notify (self, "last-build");
  if (self->last_result != result)
    {
      self->last_result = result;
      spill_builder_notify (self, "last-result");
    }
  if (self->shows_known != (self->is_known || newest != NULL))
    {
      self->shows_known = !self->shows_known;
      spill_builder_notify (self, "known");
    }
}

gboolean
spill_builder_derive (SpillBuilder *self)
{
  guint n_pending = self->told_pending >= 0 ? (guint) self->told_pending
                                            : spill_list_get_length (self->requests);

  self->streak_is_valid = FALSE;
  self->median_is_valid = FALSE;
  g_object_freeze_notify (G_OBJECT (self));
  derive_last (self);
  if (self->n_pending != n_pending)
    {
      self->n_pending = n_pending;
      spill_builder_notify (self, "n-pending");
    }
  g_object_thaw_notify (G_OBJECT (self));
  return derive_state (self);
}

void
spill_builder_update (SpillBuilder *self)
{
  if (spill_builder_derive (self))
    spill_builder_tell_state (self);
  spill_builder_emit_changed (self);
}

void
spill_builder_synced (SpillBuilder *self)
{
  /* Not an event: that it idles was not new to the master. */
  if (current_state (self) != SPILL_BUILDER_UNKNOWN)
    return;

  self->state = SPILL_BUILDER_IDLE;
  spill_builder_notify (self, "state");
  spill_builder_emit_changed (self);
}

void
spill_builder_request_waits (SpillBuilder *self,
                             SpillRequest *request,
                             gboolean      waits)
{
  gint64 id = spill_request_get_id (request);

  if (waits)
    {
      self->told_pending = -1;
      if (!spill_list_insert (self->requests, id, request))
        return;
    }
  else if (!spill_list_remove (self->requests, id))
    return;

  spill_builder_update (self);
}

void
spill_builder_build_runs (SpillBuilder *self,
                          SpillBuild   *build)
{
  spill_list_insert (self->running, build->number, build);
  if (self->master != NULL && !self->is_detached)
    spill_master_build_runs (self->master, build);
}

void
spill_builder_build_ends (SpillBuilder *self,
                          SpillBuild   *build)
{
  if (self->master != NULL)
    spill_master_build_ends (self->master, build);
  spill_list_remove (self->running, build->number);
}

void
spill_builder_detach (SpillBuilder *self)
{
  if (self->is_detached)
    return;

  self->is_detached = TRUE;
  for (guint i = 0; self->master != NULL && i < spill_list_get_length (self->builds); i++)
    spill_master_unindex_build (self->master, spill_list_peek (self->builds, i));
  spill_list_clear (self->requests);
  spill_list_clear (self->workers);
}

/* The builder goes; builds that somebody still has no longer point to it. */
void
spill_builder_drop_builds (SpillBuilder *self)
{
  for (guint i = 0; i < spill_list_get_length (self->builds); i++)
    {
      SpillBuild *build = spill_list_peek (self->builds, i);

      if (self->master != NULL)
        spill_master_unindex_build (self->master, build);
      if (self->master != NULL && !build->is_finished)
        spill_master_build_ends (self->master, build);
      build->builder = NULL;
    }
  g_clear_object (&self->last_build);
  self->streak_is_valid = FALSE;
  spill_list_clear (self->running);
  spill_list_clear (self->builds);
  spill_list_clear (self->workers);
  spill_list_clear (self->requests);
}

/* Takes a build off all lists. */
static void
forget_build (SpillBuilder *self,
              SpillBuild   *build)
{
  g_autoptr(SpillBuild) alive = g_object_ref (build);

  if (!build->is_finished)
    spill_builder_build_ends (self, build);
  if (self->master != NULL)
    spill_master_unindex_build (self->master, build);
  spill_build_orphan (build);
  if (self->last_build == build)
    g_clear_object (&self->last_build);
  self->streak_is_valid = FALSE;
  spill_list_remove (self->builds, build->number);
}

/* A build that was known by its number alone. */
static void
set_id (SpillBuilder *self,
        SpillBuild   *build,
        gint64        id)
{
  gboolean runs = spill_list_find (self->running, build->number) == build;

  if (runs)
    spill_builder_build_ends (self, build);
  build->id = id;
  if (self->master != NULL && !self->is_detached)
    spill_master_index_build (self->master, build);
  if (runs)
    spill_builder_build_runs (self, build);
  g_object_notify (G_OBJECT (build), "id");
}

/**
 * spill_builder_add_build:
 * @self: a builder
 * @id: its global id; 0 where the master has none
 * @number: its number at the builder
 *
 * Finds the build with @number, or adds one. It runs until it is said to be finished. It joins the
 * running lists, and is news where it is (see SpillStatus), when the first bracket around its
 * setters ends, so: add, begin, set, end.
 *
 * Returns: (transfer none): the build
 */
SpillBuild *
spill_builder_add_build (SpillBuilder *self,
                         gint64        id,
                         guint         number)
{
  g_autoptr(SpillBuild) build = NULL;
  SpillBuild *known;

  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  known = spill_list_find (self->builds, number);
  if (known != NULL && known->id == 0 && id != 0)
    set_id (self, known, id);
  if (known != NULL && (id == 0 || known->id == id))
    return known;
  /* Another id under the number: the master began its history anew. */
  if (known != NULL)
    {
      forget_build (self, known);
      g_clear_pointer (&self->gaps, g_hash_table_unref);
    }

  build = spill_build_new (self, id, number);
  build->is_news = self->master != NULL && self->master->has_synced && number > self->newest;
  self->newest = MAX (self->newest, number);
  if (self->master != NULL && !self->is_detached)
    spill_master_index_build (self->master, build);
  spill_builder_streak_recalls (self, number);
  spill_list_insert (self->builds, number, build);

  return build;   /* the list has a reference */
}

void
spill_builder_remove_build (SpillBuilder *self,
                            guint         number)
{
  SpillBuild *build;

  g_return_if_fail (SPILL_IS_BUILDER (self));

  build = spill_list_find (self->builds, number);
  if (build == NULL)
    return;

  forget_build (self, build);
  g_clear_pointer (&self->gaps, g_hash_table_unref);
  spill_builder_update (self);
}

/**
 * spill_builder_trim:
 * @self: a builder
 * @keep: how many of the newest finished builds stay
 *
 * Forgets older finished builds, but none that is held, nor those that a row about the builder
 * needs: the newest that tells, the first of the running bad streak and the good one before it.
 * What is newer than one that is held stays as well, up to 300 builds: somebody looks back that far.
 * What is forgotten may be asked for again.
 */
void
spill_builder_trim (SpillBuilder *self,
                    guint         keep)
{
  gint64 keeps[3];
  guint n_seen = 0;
  gint64 lowest = G_MAXINT64;
  guint n;

  g_return_if_fail (SPILL_IS_BUILDER (self));

  n = spill_list_get_length (self->builds);
  for (guint i = MIN (n, KEEP_SEEN); i > keep; i--)
    if (spill_build_is_pinned (spill_list_peek (self->builds, i - 1)))
      keep = i;
  if (n <= keep)
    return;

  spill_builder_streak_keeps (self, keeps);
  for (guint i = 0; i < spill_list_get_length (self->builds); )
    {
      SpillBuild *build = spill_list_peek (self->builds, i);
      gint64 number = build->number;

      if (!build->is_finished || n_seen++ < keep || spill_build_is_pinned (build)
          || build->depth > 0 || number == keeps[0] || number == keeps[1] || number == keeps[2])
        {
          i++;
          continue;
        }
      spill_builder_streak_forgets (self, keeps, build);
      forget_build (self, build);
      lowest = number;
    }
  if (lowest == G_MAXINT64)
    return;

  n = spill_list_get_length (self->builds);
  if (self->older_state == SPILL_PART_HERE
      && (n == 0 || ((SpillBuild *) spill_list_peek (self->builds, n - 1))->number > lowest))
    self->older_state = SPILL_PART_UNKNOWN;
  self->has_forgotten = self->older_state == SPILL_PART_LOADING;
  spill_builder_update (self);
}
