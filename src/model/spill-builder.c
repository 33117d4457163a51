#include "model/spill-builder.h"

#include "model/spill-build-private.h"
#include "model/spill-builder-private.h"
#include "model/spill-master-private.h"
#include "model/spill-request.h"
#include "model/spill-text-private.h"
#include "model/spill-worker-private.h"

/* The parts that a builder has. */
#define PARTS (SPILL_PART_FORCE | SPILL_PART_EXPECTATIONS | SPILL_PART_STREAK | SPILL_PART_REQUESTS)

enum
{
  PROP_0,
  PROP_MASTER,
  PROP_ID,
  PROP_NAME,
  PROP_DESCRIPTION,
  PROP_TAGS,
  PROP_CATEGORY,
  PROP_BASEDIR,
  PROP_STATE,
  PROP_N_PENDING,
  PROP_PROJECT,
  PROP_LAST_BUILD,
  PROP_LAST_RESULT,
  PROP_KNOWN,
  PROP_PARTS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/**
 * SpillBuilder:
 *
 * One builder of a master, with the builds, workers and requests that are known of it.
 *
 * Written by the master's source; what follows from its builds, workers and requests (state, last
 * build and result, running builds, streak) it keeps by itself.
 */
G_DEFINE_FINAL_TYPE (SpillBuilder, spill_builder, G_TYPE_OBJECT)

static void
spill_builder_dispose (GObject *object)
{
  SpillBuilder *self = SPILL_BUILDER (object);

  spill_builder_drop_builds (self);
  g_clear_weak_pointer (&self->master);

  G_OBJECT_CLASS (spill_builder_parent_class)->dispose (object);
}

static void
spill_builder_finalize (GObject *object)
{
  SpillBuilder *self = SPILL_BUILDER (object);

  g_clear_object (&self->builds);
  g_clear_object (&self->running);
  g_clear_object (&self->workers);
  g_clear_object (&self->requests);
  g_clear_object (&self->force);
  g_clear_pointer (&self->expected, g_hash_table_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->forgotten, spill_forgotten_free);
  g_clear_pointer (&self->gaps, g_hash_table_unref);
  g_clear_pointer (&self->holds, spill_holds_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->tags, g_strfreev);
  g_clear_pointer (&self->category, g_free);
  g_clear_pointer (&self->basedir, g_free);
  g_clear_pointer (&self->project, g_free);
  g_clear_pointer (&self->schedulers, g_strfreev);

  G_OBJECT_CLASS (spill_builder_parent_class)->finalize (object);
}

static void
spill_builder_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  SpillBuilder *self = SPILL_BUILDER (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      g_value_set_object (value, self->master);
      break;
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_TAGS:
      g_value_set_boxed (value, spill_text_strv (self->tags));
      break;
    case PROP_CATEGORY:
      g_value_set_string (value, spill_builder_get_category (self));
      break;
    case PROP_BASEDIR:
      g_value_set_string (value, self->basedir);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_N_PENDING:
      g_value_set_uint (value, self->n_pending);
      break;
    case PROP_PROJECT:
      g_value_set_string (value, self->project);
      break;
    case PROP_LAST_BUILD:
      g_value_set_object (value, self->last_build);
      break;
    case PROP_LAST_RESULT:
      g_value_set_enum (value, self->last_result);
      break;
    case PROP_KNOWN:
      g_value_set_boolean (value, self->shows_known);
      break;
    case PROP_PARTS:
      g_value_set_flags (value, spill_holds_get_here (self->holds));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_builder_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  SpillBuilder *self = SPILL_BUILDER (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      g_set_weak_pointer (&self->master, g_value_get_object (value));
      break;
    case PROP_ID:
      self->id = g_value_get_int64 (value);
      break;
    case PROP_NAME:
      self->name = spill_text_dup (g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_builder_class_init (SpillBuilderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags r = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = spill_builder_dispose;
  object_class->finalize = spill_builder_finalize;
  object_class->get_property = spill_builder_get_property;
  object_class->set_property = spill_builder_set_property;

  properties[PROP_MASTER] =
    g_param_spec_object ("master", NULL, NULL, SPILL_TYPE_MASTER, once);
  properties[PROP_ID] =
    g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, once);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, once);
  properties[PROP_DESCRIPTION] =
    g_param_spec_string ("description", NULL, NULL, NULL, r);
  properties[PROP_TAGS] =
    g_param_spec_boxed ("tags", NULL, NULL, G_TYPE_STRV, r);
  properties[PROP_CATEGORY] =
    g_param_spec_string ("category", NULL, NULL, NULL, r);
  properties[PROP_BASEDIR] =
    g_param_spec_string ("basedir", NULL, NULL, NULL, r);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, SPILL_TYPE_BUILDER_STATE, SPILL_BUILDER_UNKNOWN, r);
  properties[PROP_N_PENDING] =
    g_param_spec_uint ("n-pending", NULL, NULL, 0, G_MAXUINT, 0, r);
  properties[PROP_PROJECT] =
    g_param_spec_string ("project", NULL, NULL, NULL, r);
  properties[PROP_LAST_BUILD] =
    g_param_spec_object ("last-build", NULL, NULL, SPILL_TYPE_BUILD, r);
  properties[PROP_LAST_RESULT] =
    g_param_spec_enum ("last-result", NULL, NULL, SPILL_TYPE_RESULT, SPILL_RESULT_NONE, r);
  properties[PROP_KNOWN] =
    g_param_spec_boolean ("known", NULL, NULL, FALSE, r);
  properties[PROP_PARTS] =
    g_param_spec_flags ("parts", NULL, NULL, SPILL_TYPE_PARTS, 0, r);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SpillBuilder::changed:
   *
   * Something that a one-line row of the builder shows has changed.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
spill_builder_init (SpillBuilder *self)
{
  self->last_result = SPILL_RESULT_NONE;
  self->told_pending = -1;
  self->newest = -1;
  self->builds = spill_list_new (SPILL_TYPE_BUILD, SPILL_LIST_DESCENDING);
  self->running = spill_list_new (SPILL_TYPE_BUILD, SPILL_LIST_ASCENDING);
  self->workers = spill_list_new (SPILL_TYPE_WORKER, SPILL_LIST_ASCENDING);
  self->requests = spill_list_new (SPILL_TYPE_REQUEST, SPILL_LIST_ASCENDING);
}

/**
 * spill_builder_new:
 * @master: its master; known weakly
 * @id: its id there
 * @name: its name
 *
 * Sources call spill_master_add_builder() instead.
 *
 * Returns: (transfer full): a builder that is on no list
 */
SpillBuilder *
spill_builder_new (SpillMaster *master,
                   gint64       id,
                   const char  *name)
{
  return g_object_new (SPILL_TYPE_BUILDER,
                       "master", master,
                       "id", id,
                       "name", name != NULL ? name : "",
                       NULL);
}

void
spill_builder_notify (SpillBuilder *self,
                      const char   *property)
{
  g_object_notify (G_OBJECT (self), property);
}

void
spill_builder_emit_changed (SpillBuilder *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

SpillMaster *
spill_builder_get_master (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return self->master;
}

gint64
spill_builder_get_id (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), 0);

  return self->id;
}

GPtrArray *
spill_builder_get_events (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return self->events;
}

double
spill_builder_get_next_start (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), 0);

  return self->next_start;
}

const char *
spill_builder_get_name (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return self->name;
}

const char *
spill_builder_get_description (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return self->description;
}

const char * const *
spill_builder_get_tags (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return spill_text_strv (self->tags);
}

const char *
spill_builder_get_category (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  if (self->category != NULL)
    return self->category;
  return self->tags != NULL ? self->tags[0] : NULL;
}

const char *
spill_builder_get_basedir (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return self->basedir;
}

const char *
spill_builder_get_project (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return self->project;
}

const char * const *
spill_builder_get_schedulers (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return spill_text_strv (self->schedulers);
}

SpillBuilderState
spill_builder_get_state (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), SPILL_BUILDER_UNKNOWN);

  return self->state;
}

guint
spill_builder_get_n_pending (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), 0);

  return self->n_pending;
}

gboolean
spill_builder_is_known (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), FALSE);

  return self->shows_known;
}

SpillList *
spill_builder_get_builds (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return self->builds;
}

SpillList *
spill_builder_get_running (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return self->running;
}

SpillList *
spill_builder_get_workers (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return self->workers;
}

SpillList *
spill_builder_get_requests (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return self->requests;
}

SpillBuild *
spill_builder_get_build (SpillBuilder *self,
                         guint         number)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return spill_list_find (self->builds, number);
}

SpillBuild *
spill_builder_get_last_build (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return self->last_build;
}

/**
 * spill_builder_get_last_result:
 * @self: a builder
 *
 * Returns: the result of the newest finished build that tells good or bad, else of the newest;
 *   `SPILL_RESULT_NONE` if none is known
 */
SpillResult
spill_builder_get_last_result (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), SPILL_RESULT_NONE);

  return self->last_result;
}

/**
 * spill_builder_hold:
 * @self: a builder
 * @parts: what is needed of it
 *
 * Has @parts fetched and followed until as many releases. A held builder stays alive.
 */
void
spill_builder_hold (SpillBuilder *self,
                    SpillParts    parts)
{
  SpillParts first;

  g_return_if_fail (SPILL_IS_BUILDER (self));

  parts &= PARTS;
  if (parts == 0)
    return;

  if (spill_holds_get_held (self->holds) == 0)
    g_object_ref (self);
  first = spill_holds_add (&self->holds, parts);
  if (first != 0 && self->master != NULL)
    spill_master_held (self->master, G_OBJECT (self), first);
}

/**
 * spill_builder_release:
 * @self: a builder
 * @parts: what is no more needed
 *
 * Ends a hold. What is here stays, but is no longer followed and thus unknown.
 */
void
spill_builder_release (SpillBuilder *self,
                       SpillParts    parts)
{
  SpillParts last, held;

  g_return_if_fail (SPILL_IS_BUILDER (self));

  last = spill_holds_drop (self->holds, parts & PARTS);
  if (last == 0)
    return;

  held = spill_holds_get_held (self->holds);
  if (self->master != NULL)
    spill_master_released (self->master, G_OBJECT (self), last, held);
  spill_builder_set_part_state (self, last, SPILL_PART_UNKNOWN, NULL);
  if (held == 0)
    g_object_unref (self);
}

SpillPartState
spill_builder_get_part_state (SpillBuilder *self,
                              SpillParts    part)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), SPILL_PART_UNKNOWN);

  return spill_holds_get_state (self->holds, part);
}

const char *
spill_builder_get_part_error (SpillBuilder *self,
                              SpillParts    part)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  return spill_holds_get_error (self->holds, part);
}

SpillParts
spill_builder_get_held (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), 0);

  return spill_holds_get_held (self->holds);
}

/**
 * spill_builder_refresh:
 * @self: a builder
 * @parts: what is wanted again; those that nobody holds are ignored
 */
void
spill_builder_refresh (SpillBuilder *self,
                       SpillParts    parts)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  if (self->master != NULL)
    spill_master_refresh (self->master, G_OBJECT (self),
                          parts & spill_holds_get_held (self->holds));
}
