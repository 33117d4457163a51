#define G_LOG_DOMAIN "spillway-sources"

#include "sources/nine/spill-nine-parts-private.h"

#include "model/spill-change.h"

/* Parts of a build: steps, properties, changes. */

static SpillBuild *
build_of (SpillNineHold *hold)
{
  return SPILL_BUILD (hold->object);
}

/* Steps */

static void
take_steps (SpillNineSource *self,
            SpillNineItem   *item,
            gpointer         data)
{
  SpillNineHold *hold = data;

  if (item->type == SPILL_NINE_ITEM_PART)
    {
      spill_build_begin (build_of (hold));
      for (guint i = 0; i < item->n_entities; i++)
        {
          const SpillNineStep *s = item->entities[i];

          if (!spill_nine_is_overtaken (self, SPILL_NINE_STEP, s->id, item->serial))
            spill_nine_apply_step (self, build_of (hold), s);
        }
      spill_build_end (build_of (hold));
      return;
    }

  if (spill_nine_hold_answered (hold, item))
    spill_nine_hold_here (hold);
  spill_nine_fill_steps_done (self, item->seconds);
}

void
spill_nine_fetch_steps (SpillNineHold *hold)
{
  spill_nine_hold_ask (hold, SPILL_NINE_STEP,
                       spill_nine_entity_path ("builds", spill_build_get_id (build_of (hold)),
                                               "steps"), take_steps);
}

/* Properties */

static void
take_properties (SpillNineSource *self,
                 SpillNineItem   *item,
                 gpointer         data)
{
  SpillNineHold *hold = data;

  if (item->type == SPILL_NINE_ITEM_PART)
    {
      spill_build_begin (build_of (hold));
      for (guint i = 0; i < item->n_entities; i++)
        spill_nine_apply_properties (build_of (hold), item->entities[i]);
      spill_build_end (build_of (hold));
    }
  else if (spill_nine_hold_answered (hold, item))
    spill_nine_hold_here (hold);
}

void
spill_nine_fetch_properties (SpillNineHold *hold)
{
  spill_nine_hold_ask (hold, SPILL_NINE_PROPERTIES,
                       spill_nine_entity_path ("builds", spill_build_get_id (build_of (hold)),
                                               "properties"), take_properties);
}

/* Changes: with them all that tells where a build came from. */

static void
add_person (GPtrArray  *people,
            const char *person)
{
  if (person == NULL || *person == '\0'
      || g_ptr_array_find_with_equal_func (people, person, g_str_equal, NULL))
    return;

  g_ptr_array_add (people, g_strdup (person));
}

static void
set_people (SpillNineHold *hold)
{
  g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; hold->changes != NULL && i < hold->changes->len; i++)
    add_person (people, spill_change_get_author (hold->changes->pdata[i]));
  for (guint i = 0; hold->owners != NULL && hold->owners[i] != NULL; i++)
    add_person (people, hold->owners[i]);
  g_ptr_array_add (people, NULL);

  spill_build_set_people (build_of (hold), (const char * const *) people->pdata);
}

static void
changes_answered (SpillNineHold *hold,
                  SpillNineItem *item)
{
  if (!spill_nine_hold_answered (hold, item))
    return;

  spill_build_begin (build_of (hold));
  if (hold->changes != NULL)
    spill_build_set_changes (build_of (hold), hold->changes);
  set_people (hold);
  spill_build_end (build_of (hold));
  g_clear_pointer (&hold->changes, g_ptr_array_unref);
  g_clear_pointer (&hold->owners, g_strfreev);
  spill_nine_hold_here (hold);
}

static void
take_changes (SpillNineSource *self,
              SpillNineItem   *item,
              gpointer         data)
{
  SpillNineHold *hold = data;

  if (hold->changes == NULL)
    hold->changes = g_ptr_array_new_with_free_func (g_object_unref);
  if (item->type == SPILL_NINE_ITEM_PART)
    for (guint i = 0; i < item->n_entities; i++)
      g_ptr_array_add (hold->changes, spill_nine_change_new (item->entities[i]));
  else
    changes_answered (hold, item);
}

static void
take_parent (SpillNineSource *self,
             SpillNineItem   *item,
             gpointer         data)
{
  SpillNineHold *hold = data;

  if (item->type == SPILL_NINE_ITEM_END)
    {
      /* A parent that the janitor took is no reason to show nothing. */
      g_clear_pointer (&item->failure, spill_failure_free);
      changes_answered (hold, item);
      return;
    }

  for (guint i = 0; i < item->n_entities; i++)
    {
      const SpillNineBuild *b = item->entities[i];
      const SpillBuildLink *known = spill_build_get_parent (build_of (hold));
      g_autofree char *relationship = known != NULL ? g_strdup (known->relationship) : NULL;
      SpillBuildLink parent = {
        .relationship = relationship,
        .builder_id = b->builder_id,
        .number = b->number,
        .build_id = b->id,
        .request_id = b->request_id,
      };

      spill_build_set_parent (build_of (hold), &parent);
    }
}

static void
show_stamps (SpillNineHold           *hold,
             const SpillNineBuildset *set)
{
  g_autoptr(GPtrArray) stamps = spill_nine_stamps_new (set->source_stamps);
  const SpillNineSourceStamp *first = NULL;

  spill_build_set_source_stamps (build_of (hold), stamps);
  if (set->source_stamps != NULL && set->source_stamps->len > 0)
    first = set->source_stamps->pdata[0];
  if (first != NULL && spill_build_get_revision (build_of (hold)) == NULL)
    spill_build_set_revision (build_of (hold), first->revision, first->branch);
}

static void
take_buildset (SpillNineSource *self,
               SpillNineItem   *item,
               gpointer         data)
{
  SpillNineHold *hold = data;

  if (item->type == SPILL_NINE_ITEM_END)
    {
      changes_answered (hold, item);
      return;
    }

  for (guint i = 0; i < item->n_entities; i++)
    {
      const SpillNineBuildset *set = item->entities[i];
      SpillBuildLink parent = {
        .relationship = set->parent_relationship,
        .build_id = set->parent_build_id,
      };

      spill_build_begin (build_of (hold));
      spill_build_set_reason (build_of (hold), set->reason);
      if (set->scheduler != NULL)
        spill_build_set_scheduler (build_of (hold), set->scheduler);
      show_stamps (hold, set);
      if (parent.build_id > 0)
        spill_build_set_parent (build_of (hold), &parent);
      spill_build_end (build_of (hold));
      if (parent.build_id > 0)
        spill_nine_hold_ask (hold, SPILL_NINE_BUILD,
                             spill_nine_entity_path ("builds", parent.build_id, NULL),
                             take_parent);
    }
}

static void
note_owners (SpillNineHold          *hold,
             const SpillNineRequest *r)
{
  g_autofree char *owner = NULL;

  if (r->properties == NULL)
    return;

  g_clear_pointer (&hold->owners, g_strfreev);
  hold->owners = spill_nine_properties_dup_strv (r->properties, "owners");
  owner = spill_nine_properties_dup_text (r->properties, "owner");
  if (hold->owners == NULL && owner != NULL)
    hold->owners = g_strsplit (owner, "\n", 1);
}

static void
take_request (SpillNineSource *self,
              SpillNineItem   *item,
              gpointer         data)
{
  SpillNineHold *hold = data;

  if (item->type == SPILL_NINE_ITEM_END)
    {
      changes_answered (hold, item);
      return;
    }

  for (guint i = 0; i < item->n_entities; i++)
    {
      const SpillNineRequest *r = item->entities[i];

      note_owners (hold, r);
      if (r->buildset_id > 0)
        spill_nine_hold_ask (hold, SPILL_NINE_BUILDSET,
                             spill_nine_entity_path ("buildsets", r->buildset_id, NULL),
                             take_buildset);
    }
}

void
spill_nine_fetch_changes (SpillNineHold *hold)
{
  gint64 request_id = spill_build_get_request_id (build_of (hold));

  g_clear_pointer (&hold->changes, g_ptr_array_unref);
  g_clear_pointer (&hold->owners, g_strfreev);
  if (request_id > 0)
    {
      GString *path = spill_nine_entity_path ("buildrequests", request_id, NULL);

      /* Properties of requests came with 1.4. */
      if (hold->source->version >= SPILL_NINE_VERSION (1, 4, 0))
        {
          spill_nine_path_query (path, "property", "owner");
          spill_nine_path_query (path, "property", "owners");
        }
      spill_nine_hold_ask (hold, SPILL_NINE_REQUEST, path, take_request);
    }
  spill_nine_hold_ask (hold, SPILL_NINE_CHANGE,
                       spill_nine_entity_path ("builds", spill_build_get_id (build_of (hold)),
                                               "changes"), take_changes);
}
