#define G_LOG_DOMAIN "spillway-sources"

#include "sources/nine/spill-nine-source-private.h"

#include <string.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-change.h"
#include "model/spill-request.h"
#include "model/spill-source-stamp.h"
#include "model/spill-step.h"
#include "model/spill-worker.h"
#include "protocols/nine/spill-nine-url.h"

/* From plain values to the model's setters. */

/* A master that says there are more of them at a time is not believed: memory has an end. */
#define MAX_RUNNING  10000
#define MAX_REQUESTS 100000
#define MAX_STEPS    10000
#define MAX_NEWEST   100000
#define MAX_STRANGE  10000    /* builders that are not shown */

static gint64
entity_key (SpillNineKind kind,
            gint64        id)
{
  return id * SPILL_NINE_N_KINDS + kind;
}

void
spill_nine_id_set_add (GHashTable *set,
                       gint64      id)
{
  g_hash_table_add (set, g_memdup2 (&id, sizeof id));
}

void
spill_nine_apply_init (SpillNineSource *self)
{
  self->newest = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->masters = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->builder_masters = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->doubtful = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->strange = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

void
spill_nine_apply_clear (SpillNineSource *self)
{
  g_clear_handle_id (&self->doubt_timer, g_source_remove);
}

gboolean
spill_nine_is_overtaken (SpillNineSource *self,
                         SpillNineKind    kind,
                         gint64           id,
                         guint64          serial)
{
  gint64 key = entity_key (kind, id);
  const guint64 *newest = g_hash_table_lookup (self->newest, &key);

  return newest != NULL && *newest > serial;
}

SpillBuilder *
spill_nine_find_builder (SpillNineSource *self,
                         gint64           id)
{
  return spill_list_find (spill_master_get_builders (spill_nine_master (self)), id);
}

/* Builds */

/* How many builds a builder keeps: those that somebody asked for stay. */
static gboolean
is_too_old (SpillBuilder         *builder,
            const SpillNineBuild *b)
{
  SpillList *builds = spill_builder_get_builds (builder);
  guint n = spill_list_get_length (builds);
  SpillBuild *oldest;

  if (!b->complete || n < SPILL_NINE_KEEP)
    return FALSE;

  oldest = spill_list_peek (builds, n - 1);
  return (guint) b->number < spill_build_get_number (oldest);
}

static void
set_worker (SpillNineSource *self,
            SpillBuild      *build,
            gint64           worker_id)
{
  SpillWorker *worker = spill_list_find (spill_master_get_workers (spill_nine_master (self)),
                                         worker_id);

  if (worker != NULL)
    spill_build_set_worker_name (build, spill_worker_get_name (worker));
}

/**
 * spill_nine_apply_build:
 * @is_event: it was in an event; else in an answer, which may be behind the events
 *
 * Returns: (transfer none) (nullable): the build; %NULL if its builder is not shown or it is older
 *   than what is kept
 */
SpillBuild *
spill_nine_apply_build (SpillNineSource      *self,
                        const SpillNineBuild *b,
                        gboolean              is_event)
{
  SpillBuilder *builder = spill_nine_find_builder (self, b->builder_id);
  SpillBuild *build;
  gboolean was_finished;

  if (builder == NULL || b->number < 1)
    return NULL;

  build = spill_builder_get_build (builder, b->number);
  if (build != NULL && spill_build_get_id (build) != b->id)
    {
      spill_builder_remove_build (builder, b->number);
      build = NULL;
    }
  if (build == NULL && !b->complete
      && spill_list_get_length (spill_master_get_running (spill_nine_master (self))) >= MAX_RUNNING)
    return NULL;
  if (build == NULL)
    build = spill_builder_add_build (builder, b->id, b->number);

  /* Events of a build overtake each other: what is over stays so. */
  was_finished = spill_build_is_finished (build);
  if (was_finished && !b->complete)
    return build;

  spill_build_begin (build);
  if (b->started_at > 0)
    spill_build_set_started (build, b->started_at);
  if (b->state_string != NULL)
    spill_build_set_text (build, b->state_string);
  if (b->worker_id > 0)
    set_worker (self, build, b->worker_id);
  if (b->request_id > 0)
    spill_build_set_request_id (build, b->request_id);
  if (b->locks_duration >= 0)
    spill_build_set_locks_duration (build, b->locks_duration);
  if (b->properties != NULL)
    spill_nine_apply_properties (build, b->properties);
  if (b->complete && !was_finished)
    spill_build_set_finished (build, b->complete_at > 0 ? b->complete_at : b->started_at,
                              spill_result_from_number (b->results));
  spill_build_end (build);

  if (b->complete && !was_finished)
    {
      spill_builder_set_known (builder);
      if (is_event)
        spill_builder_trim (builder, SPILL_NINE_KEEP);
    }
  return build;
}

/* What of the properties is more than one of many. Builds without a step that gets the source have
 * the revision that was asked for only. A build of several codebases has one revision for each,
 * which is none for the build. */
void
spill_nine_apply_properties (SpillBuild *build,
                             GPtrArray  *properties)
{
  g_autofree char *scheduler = spill_nine_properties_dup_text (properties, "scheduler");
  g_autofree char *revision = spill_nine_properties_dup_text (properties, "got_revision");
  g_autofree char *branch = spill_nine_properties_dup_text (properties, "branch");

  if (revision == NULL && spill_build_get_revision (build) == NULL)
    revision = spill_nine_properties_dup_text (properties, "revision");

  for (guint i = 0; i < properties->len; i++)
    {
      const SpillNineProperty *p = g_ptr_array_index (properties, i);

      spill_build_set_property (build, p->name, p->value, p->source);
    }

  if (scheduler != NULL)
    spill_build_set_scheduler (build, scheduler);
  if (revision != NULL)
    spill_build_set_revision (build, revision,
                              branch != NULL ? branch : spill_build_get_branch (build));
}

/* Steps */

static void
add_children (SpillNineSource *self,
              SpillBuild      *build,
              GPtrArray       *urls)
{
  for (guint i = 0; i < urls->len; i++)
    {
      const SpillNineUrl *url = g_ptr_array_index (urls, i);
      SpillNineLink link = { 0 };
      SpillBuildLink child = { 0 };

      if (!(self->buildbot_url != NULL
            && spill_nine_link_match (self->buildbot_url, url->url, &link))
          && !spill_nine_link_match (spill_master_get_url (spill_nine_master (self)), url->url,
                                     &link))
        continue;
      if (link.request_id == 0 && link.build_number == 0)
        continue;

      child.relationship = url->name;
      child.builder_id = link.builder_id;
      child.number = link.build_number;
      child.request_id = link.request_id;
      spill_build_add_child (build, &child);
    }
}

static GPtrArray *
urls_new (GPtrArray *urls)
{
  GPtrArray *made = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_url_free);

  for (guint i = 0; i < urls->len; i++)
    {
      const SpillNineUrl *url = g_ptr_array_index (urls, i);

      g_ptr_array_add (made, spill_url_new (url->name, url->url));
    }

  return made;
}

void
spill_nine_apply_step (SpillNineSource     *self,
                       SpillBuild          *build,
                       const SpillNineStep *s)
{
  SpillStep *step;

  if (s->number < 0 || s->number >= MAX_STEPS)
    return;

  step = spill_build_add_step (build, s->number, s->name);
  if (spill_step_is_finished (step) && !s->complete)
    return;

  spill_step_begin (step);
  spill_step_set_id (step, s->id);
  if (s->started_at > 0)
    spill_step_set_started (step, s->started_at);
  if (s->locks_acquired_at > 0)
    spill_step_set_locks_acquired (step, s->locks_acquired_at);
  spill_step_set_text (step, s->state_string);
  spill_step_set_hidden (step, s->hidden);
  if (s->urls != NULL && s->urls->len > 0)
    {
      spill_step_set_urls (step, urls_new (s->urls));
      add_children (self, build, s->urls);
    }
  if (s->complete && !spill_step_is_finished (step))
    spill_step_set_finished (step, s->complete_at > 0 ? s->complete_at : s->started_at,
                             spill_result_from_number (s->results));
  spill_step_end (step);
}

/* Requests, workers, changes */

static void
apply_request (SpillNineSource        *self,
               const SpillNineRequest *r)
{
  SpillMaster *master = spill_nine_master (self);
  SpillRequest *request = spill_list_find (spill_master_get_requests (master), r->id);
  SpillBuilder *builder = spill_nine_find_builder (self, r->builder_id);

  if (request == NULL)
    {
      if (r->complete || builder == NULL
          || spill_list_get_length (spill_master_get_requests (master)) >= MAX_REQUESTS)
        return;
      request = spill_master_add_request (master, r->id, builder);
    }

  spill_request_set_buildset_id (request, r->buildset_id);
  spill_request_set_submitted (request, r->submitted_at);
  spill_request_set_priority (request, r->priority);
  spill_request_set_waited_for (request, r->waited_for);
  if (r->properties != NULL)
    {
      g_autofree char *reason = spill_nine_properties_dup_text (r->properties, "reason");
      g_autofree char *owner = spill_nine_properties_dup_text (r->properties, "owner");

      if (reason != NULL)
        spill_request_set_reason (request, reason);
      if (owner != NULL)
        spill_request_set_owner (request, owner);
    }
  spill_request_set_claimed (request, r->claimed);
  if (r->complete)
    spill_request_set_complete (request, spill_result_from_number (r->results));
}

static void
apply_worker (SpillNineSource       *self,
              const SpillNineWorker *w,
              gboolean               is_event)
{
  SpillMaster *master = spill_nine_master (self);
  gboolean is_connected = w->connected_to != NULL && w->connected_to->len > 0;
  SpillWorker *worker;

  /* No longer configured. In events it also means that its master goes down. */
  if (!is_event && !is_connected && w->configured_on != NULL && w->configured_on->len == 0)
    {
      spill_master_remove_worker (master, w->id);
      return;
    }

  worker = spill_master_add_worker (master, w->id, w->name);
  spill_worker_set_info (worker, w->admin, w->host, w->access_uri, w->version);
  if (w->connected_to != NULL)
    spill_worker_set_connected (worker, is_connected);
  if (w->has_state)
    {
      spill_worker_set_paused (worker, w->paused, w->pause_reason);
      spill_worker_set_graceful (worker, w->graceful);
    }
  if (w->configured_on != NULL && (!is_event || w->configured_on->len > 0))
    {
      g_autofree gint64 *ids = g_new (gint64, w->configured_on->len);

      for (guint i = 0; i < w->configured_on->len; i++)
        ids[i] = g_array_index (w->configured_on, SpillNineConfigured, i).builder_id;
      spill_worker_set_builder_ids (worker, ids, w->configured_on->len);
    }
}

/**
 * spill_nine_change_new:
 *
 * Returns: (transfer full): the model's form of @c
 */
SpillChange *
spill_nine_change_new (const SpillNineChange *c)
{
  return g_object_new (SPILL_TYPE_CHANGE,
                       "id", c->id,
                       "author", c->author,
                       "committer", c->committer,
                       "comments", c->comments,
                       "files", c->files,
                       "revision", c->revision,
                       "revlink", c->revlink,
                       "branch", c->branch,
                       "category", c->category,
                       "project", c->project,
                       "repository", c->repository,
                       "codebase", c->codebase,
                       "when", c->when,
                       NULL);
}

/**
 * spill_nine_stamps_new:
 * @stamps: (nullable): of SpillNineSourceStamp
 *
 * Returns: (transfer full): of SpillSourceStamp
 */
GPtrArray *
spill_nine_stamps_new (GPtrArray *stamps)
{
  GPtrArray *made = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; stamps != NULL && i < stamps->len; i++)
    {
      const SpillNineSourceStamp *s = g_ptr_array_index (stamps, i);

      g_ptr_array_add (made, g_object_new (SPILL_TYPE_SOURCE_STAMP,
                                           "id", s->id,
                                           "branch", s->branch,
                                           "revision", s->revision,
                                           "project", s->project,
                                           "repository", s->repository,
                                           "codebase", s->codebase,
                                           "created", s->created_at,
                                           "has-patch", s->has_patch,
                                           "patch-level", s->patch_level,
                                           "patch-body", s->patch_body,
                                           "patch-subdir", s->patch_subdir,
                                           "patch-author", s->patch_author,
                                           "patch-comment", s->patch_comment,
                                           NULL));
    }

  return made;
}

/* The first ones that are read are history; those missed while disconnected are news. */
static void
apply_change (SpillNineSource       *self,
              const SpillNineChange *c)
{
  g_autoptr(SpillChange) change = spill_nine_change_new (c);

  if (self->has_changes)
    spill_master_add_change (spill_nine_master (self), change);
  else
    spill_master_add_old_change (spill_nine_master (self), change);
}

static void
apply_master (SpillNineSource       *self,
              const SpillNineMaster *m)
{
  g_hash_table_insert (self->masters, g_memdup2 (&m->id, sizeof m->id),
                       GINT_TO_POINTER (m->active));
}

/* Answers */

static void
apply_entity (SpillNineSource *self,
              SpillNineKind    kind,
              gpointer         entity,
              gboolean         is_event)
{
  switch (kind)
    {
    case SPILL_NINE_MASTER:
      apply_master (self, entity);
      break;
    case SPILL_NINE_BUILDER:
      spill_nine_apply_builder (self, entity);
      break;
    case SPILL_NINE_BUILD:
      {
        const SpillNineBuild *b = entity;
        SpillBuilder *builder = spill_nine_find_builder (self, b->builder_id);

        if (is_event || (builder != NULL && !is_too_old (builder, b)))
          spill_nine_apply_build (self, b, is_event);
      }
      break;
    case SPILL_NINE_REQUEST:
      apply_request (self, entity);
      break;
    case SPILL_NINE_CHANGE:
      apply_change (self, entity);
      break;
    case SPILL_NINE_WORKER:
      apply_worker (self, entity, is_event);
      break;
    default:
      break;
    }
}

void
spill_nine_apply_part (SpillNineSource *self,
                       SpillNineItem   *item)
{
  for (guint i = 0; i < item->n_entities; i++)
    {
      gint64 id = *(gint64 *) item->entities[i];   /* every thing begins with its id */

      if (!spill_nine_is_overtaken (self, item->kind, id, item->serial))
        apply_entity (self, item->kind, item->entities[i], FALSE);
    }
}

/* Events */

static void
note_newest (SpillNineSource *self,
             SpillNineItem   *item)
{
  gint64 key;

  /* A list of properties has no id. */
  if (g_hash_table_size (self->asks) == 0 || item->kind == SPILL_NINE_PROPERTIES)
    return;

  if (g_hash_table_size (self->newest) >= MAX_NEWEST)
    g_hash_table_remove_all (self->newest);
  key = entity_key (item->kind, *(gint64 *) item->entities[0]);
  g_hash_table_insert (self->newest, g_memdup2 (&key, sizeof key),
                       g_memdup2 (&item->serial, sizeof item->serial));
}

static void
apply_build_event (SpillNineSource *self,
                   SpillNineItem   *item)
{
  const SpillNineBuild *b = item->entities[0];

  if (spill_nine_find_builder (self, b->builder_id) == NULL
      && !g_hash_table_contains (self->strange, &b->builder_id)
      && g_hash_table_size (self->strange) < MAX_STRANGE)
    {
      spill_nine_id_set_add (self->strange, b->builder_id);
      spill_nine_ask_builder (self, b->builder_id);
    }

  spill_nine_apply_build (self, b, TRUE);
  if (self->phase == SPILL_NINE_READY && b->id > self->highest_id)
    {
      self->highest_id = b->id;
      self->highest_started = b->started_at;
    }
}

/**
 * spill_nine_apply_event:
 *
 * Events carry whole things. They come more than once and not always in the order of what
 * happened: whatever comes first makes the thing.
 */
void
spill_nine_apply_event (SpillNineSource *self,
                        SpillNineItem   *item)
{
  if (item->n_entities == 0)
    return;

  note_newest (self, item);
  switch (item->key.topic)
    {
    case SPILL_NINE_TOPIC_BUILDER:
      spill_nine_apply_builder_event (self, item);
      break;
    case SPILL_NINE_TOPIC_BUILD:
      apply_build_event (self, item);
      break;
    case SPILL_NINE_TOPIC_WORKER:
      apply_entity (self, item->kind, item->entities[0], TRUE);
      {
        const SpillNineWorker *w = item->entities[0];
        SpillWorker *worker = spill_list_find (
          spill_master_get_workers (spill_nine_master (self)), w->id);

        if (worker != NULL && item->key.action == SPILL_NINE_ACTION_DISCONNECTED)
          spill_worker_set_last_heard (worker, (double) g_get_real_time () / G_USEC_PER_SEC);
      }
      break;
    case SPILL_NINE_TOPIC_MASTER:
      {
        SpillNineMaster m = *(SpillNineMaster *) item->entities[0];

        m.active = item->key.action != SPILL_NINE_ACTION_STOPPED;
        apply_master (self, &m);
      }
      break;
    case SPILL_NINE_TOPIC_CHANGE:
      {
        g_autoptr(SpillChange) change = spill_nine_change_new (item->entities[0]);

        spill_master_add_change (spill_nine_master (self), change);
      }
      break;
    case SPILL_NINE_TOPIC_REQUEST:
      apply_entity (self, item->kind, item->entities[0], TRUE);
      break;
    default:
      break;
    }

  spill_nine_parts_event (self, item);
}
