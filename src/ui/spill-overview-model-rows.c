#include "ui/spill-overview-model-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/spill-rows-diff.h"

static SpillOverviewItem *
get_heading (SpillOverviewModel *self,
             guint               group,
             GPtrArray          *tags)
{
  g_autofree char *key = NULL;
  const char *title = "";
  SpillOverviewItem *heading;

  switch (self->group)
    {
    case SPILL_OVERVIEW_GROUP_STATE:
      key = g_strconcat ("state:", spill_overview_section_to_nick (group), NULL);
      title = spill_overview_section_to_title (group);
      break;
    case SPILL_OVERVIEW_GROUP_TAG:
      key = g_strconcat ("tag:", group < tags->len ? tags->pdata[group] : "", NULL);
      title = group < tags->len ? tags->pdata[group] : _("No Tag");
      break;
    case SPILL_OVERVIEW_GROUP_MASTER:
      key = g_strconcat ("master:", spill_master_get_id (self->watched->pdata[group]), NULL);
      title = spill_master_get_name (self->watched->pdata[group]);
      break;
    case SPILL_OVERVIEW_GROUP_NONE:
    default:
      key = g_strdup ("all");
      break;
    }
  heading = g_hash_table_lookup (self->headings, key);
  if (heading == NULL || strcmp (spill_overview_item_get_title (heading), title) != 0)
    {
      heading = spill_overview_item_new_heading (key, title);
      g_hash_table_insert (self->headings, g_steal_pointer (&key), heading);
    }
  return heading;
}

static gboolean
have_synced (SpillOverviewModel *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    {
      if (!spill_master_has_synced (self->watched->pdata[i]))
        return FALSE;
    }
  return TRUE;
}

/* One heading and what is under it; returns where the next one begins. */
static guint
add_group (SpillOverviewModel  *self,
           SpillOverviewPlaces *places,
           guint                start,
           GPtrArray           *wanted)
{
  const SpillOverviewPlace *place = (const SpillOverviewPlace *) places->places->data;
  guint n_places = places->places->len;
  SpillOverviewItem *heading = get_heading (self, place[start].group, places->tags);
  const char *key = spill_overview_item_get_key (heading);
  guint n_broken = 0, end;

  for (end = start; end < n_places && place[end].group == place[start].group; end++)
    n_broken += place[end].entry->facts.section == SPILL_OVERVIEW_BROKEN;

  if (end - start == n_places && !has_filter (self) && have_synced (self))
    spill_overview_folds_open_alone (self->folds, key);
  spill_overview_item_set_heading (heading, end - start, n_broken,
                                   spill_overview_folds_is_open (self->folds, key,
                                                                 has_filter (self)));
  if (self->group != SPILL_OVERVIEW_GROUP_NONE)
    {
      g_ptr_array_add (wanted, g_object_ref (heading));
      if (!spill_overview_item_is_expanded (heading))
        return end;
    }
  /* A builder stays the same row from section to section; under several tags it is several. */
  if (self->group != SPILL_OVERVIEW_GROUP_TAG)
    key = "";
  for (guint i = start; i < end; i++)
    g_ptr_array_add (wanted, g_object_ref (spill_overview_entry_get_item (place[i].entry, key)));
  return end;
}

void
spill_overview_model_make_rows (SpillOverviewModel *self)
{
  g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(SpillOverviewPlaces) places =
    spill_overview_places_new (self->entries, self->watched, self->sort, self->group);

  self->rows_changed = FALSE;
  self->n_matches = places->n_matches;
  for (guint i = 0; i < places->places->len;)
    i = add_group (self, places, i, wanted);
  spill_rows_diff (G_LIST_MODEL (self), self->rows, wanted);
}
