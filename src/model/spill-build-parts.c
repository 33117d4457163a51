#include "model/spill-build.h"

#include <string.h>

#include "model/spill-build-private.h"
#include "model/spill-change.h"
#include "model/spill-text-private.h"

static void
property_free (gpointer data)
{
  SpillProperty *property = data;

  g_free (property->name);
  g_free (property->value);
  g_free (property->source);
  g_free (property);
}

static SpillBuildLink *
link_copy (const SpillBuildLink *link)
{
  SpillBuildLink *copy = g_memdup2 (link, sizeof *link);

  copy->relationship = spill_text_dup (link->relationship);
  return copy;
}

void
spill_build_link_free (gpointer data)
{
  SpillBuildLink *link = data;

  g_free (link->relationship);
  g_free (link);
}

static gboolean
link_equal (const SpillBuildLink *a,
            const SpillBuildLink *b)
{
  return a->builder_id == b->builder_id && a->number == b->number
         && a->build_id == b->build_id && a->request_id == b->request_id
         && g_strcmp0 (a->relationship, b->relationship) == 0;
}

static gboolean
replace_items (GListStore **store,
               GType        type,
               GPtrArray   *items)
{
  guint n = items != NULL ? items->len : 0;
  guint old = *store != NULL ? g_list_model_get_n_items (G_LIST_MODEL (*store)) : 0;
  gboolean same = n == old;

  for (guint i = 0; same && i < n; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (*store), i);

      same = item == items->pdata[i];
    }
  if (same)
    return FALSE;

  if (*store == NULL)
    *store = g_list_store_new (type);
  g_list_store_splice (*store, 0, old, n > 0 ? items->pdata : NULL, n);
  return TRUE;
}

const char *
spill_build_get_reason (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return self->details != NULL ? self->details->reason : NULL;
}

const char * const *
spill_build_get_people (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return spill_text_strv (self->details != NULL ? self->details->people : NULL);
}

/**
 * spill_build_get_changes:
 * @self: a build
 *
 * Returns: (transfer none): a live list of its SpillChanges
 */
GListModel *
spill_build_get_changes (SpillBuild *self)
{
  SpillBuildDetails *details;

  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  details = spill_build_get_details (self);
  if (details->changes == NULL)
    details->changes = g_list_store_new (SPILL_TYPE_CHANGE);

  return G_LIST_MODEL (details->changes);
}

/**
 * spill_build_get_source_stamps:
 * @self: a build
 *
 * Returns: (transfer none): a live list of its SpillSourceStamps
 */
GListModel *
spill_build_get_source_stamps (SpillBuild *self)
{
  SpillBuildDetails *details;

  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  details = spill_build_get_details (self);
  if (details->stamps == NULL)
    details->stamps = g_list_store_new (SPILL_TYPE_SOURCE_STAMP);

  return G_LIST_MODEL (details->stamps);
}

GListModel *
spill_build_peek_changes (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return self->details != NULL ? (GListModel *) self->details->changes : NULL;
}

GListModel *
spill_build_peek_source_stamps (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return self->details != NULL ? (GListModel *) self->details->stamps : NULL;
}

GPtrArray *
spill_build_get_properties (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return self->details != NULL ? self->details->properties : NULL;
}

/* Where @name is among the properties, else where it would go. */
static gboolean
find_property (GPtrArray  *properties,
               const char *name,
               guint      *position)
{
  guint low = 0;
  guint high = properties != NULL ? properties->len : 0;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const SpillProperty *property = properties->pdata[middle];
      int order = strcmp (property->name, name);

      if (order == 0)
        {
          *position = middle;
          return TRUE;
        }
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }

  *position = low;
  return FALSE;
}

/**
 * spill_build_get_property_value:
 * @self: a build
 * @name: a property's name
 *
 * Returns: (nullable) (transfer none): its value as JSON text: strings are in quotes
 */
const char *
spill_build_get_property_value (SpillBuild *self,
                                const char *name)
{
  GPtrArray *properties;
  guint position;

  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  properties = spill_build_get_properties (self);
  if (!find_property (properties, name, &position))
    return NULL;

  return ((SpillProperty *) properties->pdata[position])->value;
}

static SpillSourceStamp *
first_stamp (SpillBuild *self)
{
  GListModel *stamps = self->details != NULL ? G_LIST_MODEL (self->details->stamps) : NULL;
  g_autoptr(SpillSourceStamp) stamp = NULL;

  for (guint i = 0; stamps != NULL && i < g_list_model_get_n_items (stamps); i++)
    {
      const char *revision;

      g_clear_object (&stamp);
      stamp = g_list_model_get_item (stamps, i);
      revision = spill_source_stamp_get_revision (stamp);
      if (revision != NULL && *revision != '\0')
        return stamp;   /* the list has a reference */
    }
  if (stamps == NULL || g_list_model_get_n_items (stamps) == 0)
    return NULL;

  g_clear_object (&stamp);
  stamp = g_list_model_get_item (stamps, 0);
  return stamp;
}

/**
 * spill_build_get_revision:
 * @self: a build
 *
 * Returns: (nullable) (transfer none): what was built: the revision that the master got, else that
 *   of the first source stamp that has one; "" for the latest; NULL: not known
 */
const char *
spill_build_get_revision (SpillBuild *self)
{
  SpillSourceStamp *stamp;

  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  if (self->revision != NULL)
    return self->revision;

  stamp = first_stamp (self);
  return stamp != NULL ? spill_source_stamp_get_revision (stamp) : NULL;
}

const char *
spill_build_get_branch (SpillBuild *self)
{
  SpillSourceStamp *stamp;

  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  if (self->branch != NULL)
    return self->branch;

  stamp = first_stamp (self);
  return stamp != NULL ? spill_source_stamp_get_branch (stamp) : NULL;
}

const SpillBuildLink *
spill_build_get_parent (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return self->details != NULL ? self->details->parent : NULL;
}

GPtrArray *
spill_build_get_children (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return self->details != NULL ? self->details->children : NULL;
}

const char *
spill_build_get_scheduler (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return self->details != NULL ? self->details->scheduler : NULL;
}

double
spill_build_get_locks_duration (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), -1);

  return self->details != NULL ? self->details->locks_duration : -1;
}

const char * const *
spill_build_get_logs (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return spill_text_strv (self->details != NULL ? self->details->logs : NULL);
}

void
spill_build_set_reason (SpillBuild *self,
                        const char *reason)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  if (reason == NULL && self->details == NULL)
    return;

  spill_build_begin (self);
  if (spill_text_set (&spill_build_get_details (self)->reason, reason))
    spill_build_touch (self, "reason");
  spill_build_end (self);
}

void
spill_build_set_people (SpillBuild         *self,
                        const char * const *people)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  if ((people == NULL || *people == NULL) && self->details == NULL)
    return;

  spill_build_begin (self);
  if (spill_text_set_strv (&spill_build_get_details (self)->people, people))
    spill_build_touch (self, NULL);
  spill_build_end (self);
}

/**
 * spill_build_set_changes:
 * @self: a build
 * @changes: (nullable) (transfer none) (element-type SpillChange): all of its changes
 */
void
spill_build_set_changes (SpillBuild *self,
                         GPtrArray  *changes)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  spill_build_begin (self);
  if (replace_items (&spill_build_get_details (self)->changes, SPILL_TYPE_CHANGE, changes))
    spill_build_touch (self, NULL);
  spill_build_end (self);
}

/**
 * spill_build_set_source_stamps:
 * @self: a build
 * @stamps: (nullable) (transfer none) (element-type SpillSourceStamp): all of its source stamps
 */
void
spill_build_set_source_stamps (SpillBuild *self,
                               GPtrArray  *stamps)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  spill_build_begin (self);
  if (replace_items (&spill_build_get_details (self)->stamps, SPILL_TYPE_SOURCE_STAMP, stamps))
    spill_build_touch (self, NULL);
  spill_build_end (self);
}

/* The first string of JSON text that is a string, or an object of them (one a codebase). An escape
 * in it means that it is no revision that we could show. */
static char *
first_json_string (const char *json)
{
  const char *start, *end;

  if (json == NULL)
    return NULL;

  while (g_ascii_isspace (*json))
    json++;
  if (*json == '{')
    {
      json = strchr (json, ':');
      if (json == NULL)
        return NULL;
      for (json++; g_ascii_isspace (*json); )
        json++;
    }
  if (*json != '"')
    return NULL;

  start = json + 1;
  end = start + strcspn (start, "\"\\");
  return *end == '"' && end > start ? g_strndup (start, end - start) : NULL;
}

/**
 * spill_build_set_property:
 * @self: a build
 * @name: its name
 * @value: (nullable): JSON text
 * @source: (nullable): who set it
 *
 * Adds or replaces one property. `got_revision` is also the build's revision.
 */
void
spill_build_set_property (SpillBuild *self,
                          const char *name,
                          const char *value,
                          const char *source)
{
  g_autofree char *valid = NULL;
  SpillBuildDetails *details;
  SpillProperty *property;
  gboolean changed = FALSE;
  guint position;

  g_return_if_fail (SPILL_IS_BUILD (self));
  g_return_if_fail (name != NULL);

  valid = spill_text_dup (name);
  details = spill_build_get_details (self);
  spill_build_begin (self);
  if (details->properties == NULL)
    details->properties = g_ptr_array_new_with_free_func (property_free);
  if (!find_property (details->properties, valid, &position))
    {
      property = g_new0 (SpillProperty, 1);
      property->name = g_steal_pointer (&valid);
      g_ptr_array_insert (details->properties, position, property);
      changed = TRUE;
    }
  property = details->properties->pdata[position];
  changed |= spill_text_set (&property->value, value);
  changed |= spill_text_set (&property->source, source);
  if (strcmp (property->name, "got_revision") == 0)
    {
      g_autofree char *revision = first_json_string (property->value);

      if (revision != NULL)
        changed |= spill_text_set_ref (&self->revision, revision);
    }
  if (changed)
    spill_build_touch (self, NULL);
  spill_build_end (self);
}

/**
 * spill_build_set_parent:
 * @self: a build
 * @parent: (nullable) (transfer none): what triggered it
 */
void
spill_build_set_parent (SpillBuild           *self,
                        const SpillBuildLink *parent)
{
  SpillBuildDetails *details;

  g_return_if_fail (SPILL_IS_BUILD (self));

  if (parent == NULL && self->details == NULL)
    return;

  details = spill_build_get_details (self);
  if (parent == details->parent
      || (parent != NULL && details->parent != NULL && link_equal (parent, details->parent)))
    return;

  spill_build_begin (self);
  g_clear_pointer (&details->parent, spill_build_link_free);
  details->parent = parent != NULL ? link_copy (parent) : NULL;
  spill_build_touch (self, NULL);
  spill_build_end (self);
}

/**
 * spill_build_add_child:
 * @self: a build
 * @child: (transfer none): what it triggered
 *
 * Adds a link, once. One that so far only had its request gets the build.
 */
void
spill_build_add_child (SpillBuild           *self,
                       const SpillBuildLink *child)
{
  SpillBuildDetails *details;
  SpillBuildLink *copy;

  g_return_if_fail (SPILL_IS_BUILD (self));
  g_return_if_fail (child != NULL);

  details = spill_build_get_details (self);
  if (details->children == NULL)
    details->children = g_ptr_array_new_with_free_func (spill_build_link_free);
  for (guint i = 0; i < details->children->len; i++)
    {
      SpillBuildLink *known = details->children->pdata[i];

      if (link_equal (known, child)
          || (child->number == 0 && child->request_id != 0
              && child->request_id == known->request_id))
        return;
    }

  copy = link_copy (child);
  spill_build_begin (self);
  for (guint i = 0; i < details->children->len && copy != NULL; i++)
    {
      SpillBuildLink *known = details->children->pdata[i];

      if (known->request_id != 0 && known->request_id == child->request_id
          && (known->number == 0 || known->number == child->number))
        {
          spill_build_link_free (known);
          details->children->pdata[i] = g_steal_pointer (&copy);
        }
    }
  if (copy != NULL)
    g_ptr_array_add (details->children, copy);
  spill_build_touch (self, NULL);
  spill_build_end (self);
}

void
spill_build_set_scheduler (SpillBuild *self,
                           const char *scheduler)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  if (scheduler == NULL && self->details == NULL)
    return;

  spill_build_begin (self);
  if (spill_text_set (&spill_build_get_details (self)->scheduler, scheduler))
    spill_build_touch (self, NULL);
  spill_build_end (self);
}

/**
 * spill_build_set_locks_duration:
 * @self: a build
 * @seconds: how long it waited for locks; negative: not told
 */
void
spill_build_set_locks_duration (SpillBuild *self,
                                double      seconds)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  if (spill_build_get_locks_duration (self) == seconds
      || (seconds < 0 && self->details == NULL))
    return;

  spill_build_begin (self);
  spill_build_get_details (self)->locks_duration = seconds;
  spill_build_touch (self, NULL);
  spill_build_end (self);
}

void
spill_build_set_logs (SpillBuild         *self,
                      const char * const *logs)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  if ((logs == NULL || *logs == NULL) && self->details == NULL)
    return;

  spill_build_begin (self);
  if (spill_text_set_strv (&spill_build_get_details (self)->logs, logs))
    spill_build_touch (self, NULL);
  spill_build_end (self);
}

/**
 * spill_build_set_master_eta:
 * @self: a build
 * @when: epoch seconds of the end that the master expects; 0: it does not say
 */
void
spill_build_set_master_eta (SpillBuild *self,
                            double      when)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  if ((self->details != NULL ? self->details->master_eta : 0) == when)
    return;

  spill_build_get_details (self)->master_eta = when;
  spill_build_eta_changed (self);
}
