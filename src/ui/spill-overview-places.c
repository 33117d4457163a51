#include "ui/spill-overview-places.h"

#include <string.h>

#include "model/spill-master.h"

G_DEFINE_ENUM_TYPE (SpillOverviewSort, spill_overview_sort,
                    G_DEFINE_ENUM_VALUE (SPILL_OVERVIEW_SORT_PROBLEMS, "problems"),
                    G_DEFINE_ENUM_VALUE (SPILL_OVERVIEW_SORT_NAME, "name"),
                    G_DEFINE_ENUM_VALUE (SPILL_OVERVIEW_SORT_LAST_BUILD, "last-build"),
                    G_DEFINE_ENUM_VALUE (SPILL_OVERVIEW_SORT_WAITING, "waiting"))
G_DEFINE_ENUM_TYPE (SpillOverviewGroup, spill_overview_group,
                    G_DEFINE_ENUM_VALUE (SPILL_OVERVIEW_GROUP_STATE, "state"),
                    G_DEFINE_ENUM_VALUE (SPILL_OVERVIEW_GROUP_TAG, "tag"),
                    G_DEFINE_ENUM_VALUE (SPILL_OVERVIEW_GROUP_MASTER, "master"),
                    G_DEFINE_ENUM_VALUE (SPILL_OVERVIEW_GROUP_NONE, "none"))

/**
 * spill_overview_places_moved:
 * @self: an entry that was read
 * @change: how it was before
 * @sort: what it is sorted by
 * @group: what it is grouped by
 *
 * Returns: whether places have to be made anew
 */
gboolean
spill_overview_places_moved (const SpillOverviewEntry  *self,
                             const SpillOverviewChange *change,
                             SpillOverviewSort          sort,
                             SpillOverviewGroup         group)
{
  const SpillOverviewFacts *facts = &self->facts, *old = &change->old;

  /* Headings count the broken ones. */
  if (facts->section != old->section)
    return TRUE;
  if (group == SPILL_OVERVIEW_GROUP_TAG && change->tags_changed)
    return TRUE;
  switch (sort)
    {
    case SPILL_OVERVIEW_SORT_LAST_BUILD:
      return facts->last != old->last;
    case SPILL_OVERVIEW_SORT_WAITING:
      return facts->n_pending != old->n_pending;
    case SPILL_OVERVIEW_SORT_PROBLEMS:
      return facts->since != old->since;
    case SPILL_OVERVIEW_SORT_NAME:
    default:
      return FALSE;
    }
}

static int
compare_numbers (double a,
                 double b)
{
  return (a > b) - (a < b);
}

static int
compare_places (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  SpillOverviewSort sort = GPOINTER_TO_INT (user_data);
  const SpillOverviewPlace *one = a, *other = b;
  const SpillOverviewFacts *x = &one->entry->facts, *y = &other->entry->facts;
  int order = compare_numbers (one->group, other->group);

  if (order != 0)
    return order;
  switch (sort)
    {
    case SPILL_OVERVIEW_SORT_PROBLEMS:
      order = compare_numbers (x->section, y->section);
      if (order == 0)
        order = compare_numbers (y->since, x->since);
      break;
    case SPILL_OVERVIEW_SORT_LAST_BUILD:
      order = compare_numbers (y->last, x->last);
      break;
    case SPILL_OVERVIEW_SORT_WAITING:
      order = compare_numbers (y->n_pending, x->n_pending);
      break;
    case SPILL_OVERVIEW_SORT_NAME:
    default:
      break;
    }
  if (order == 0)
    order = strcmp (one->entry->sort_key, other->entry->sort_key);
  if (order == 0)
    order = strcmp (spill_builder_get_name (one->entry->builder),
                    spill_builder_get_name (other->entry->builder));
  /* The same name at two masters. */
  return order != 0 ? order : compare_numbers (GPOINTER_TO_SIZE (one->entry),
                                               GPOINTER_TO_SIZE (other->entry));
}

static int
compare_tags (gconstpointer a,
              gconstpointer b)
{
  return g_utf8_collate (*(const char * const *) a, *(const char * const *) b);
}

/* All tags in use, sorted. */
static GPtrArray *
collect_tags (GHashTable *entries,
              GHashTable *positions)   /* tag -> position + 1 */
{
  GPtrArray *tags = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    {
      for (char **tag = ((SpillOverviewEntry *) entry)->tags; *tag != NULL; tag++)
        {
          if (g_hash_table_add (positions, *tag))
            g_ptr_array_add (tags, *tag);
        }
    }
  g_ptr_array_sort (tags, compare_tags);
  for (guint i = 0; i < tags->len; i++)
    g_hash_table_insert (positions, tags->pdata[i], GUINT_TO_POINTER (i + 1));
  return tags;
}

static void
add_places_of_tags (SpillOverviewEntry *entry,
                    GHashTable         *positions,
                    guint               n_tags,
                    GArray             *places)
{
  SpillOverviewPlace place = { entry, n_tags };

  if (entry->tags[0] == NULL)
    g_array_append_val (places, place);
  for (guint i = 0; entry->tags[i] != NULL; i++)
    {
      /* Named twice, shown once. */
      if (g_strv_contains ((const char * const *) entry->tags + i + 1, entry->tags[i]))
        continue;
      place.group = GPOINTER_TO_UINT (g_hash_table_lookup (positions, entry->tags[i])) - 1;
      g_array_append_val (places, place);
    }
}

/**
 * spill_overview_places_new:
 * @entries: all entries, by builder
 * @masters: (element-type SpillMaster): all masters
 * @sort: what to sort by within a group
 * @group: what to group by
 *
 * Returns: (transfer full): everything that passes the filter, in order
 */
SpillOverviewPlaces *
spill_overview_places_new (GHashTable         *entries,
                           GPtrArray          *masters,
                           SpillOverviewSort   sort,
                           SpillOverviewGroup  group)
{
  SpillOverviewPlaces *self = g_new0 (SpillOverviewPlaces, 1);
  g_autoptr(GHashTable) positions = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer value;

  self->places = g_array_sized_new (FALSE, FALSE, sizeof (SpillOverviewPlace),
                                    g_hash_table_size (entries));
  if (group == SPILL_OVERVIEW_GROUP_TAG)
    self->tags = collect_tags (entries, positions);

  g_hash_table_iter_init (&iter, entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      SpillOverviewEntry *entry = value;
      SpillOverviewPlace place = { entry, 0 };

      if (!entry->matches)
        continue;
      self->n_matches++;
      if (group == SPILL_OVERVIEW_GROUP_TAG)
        {
          add_places_of_tags (entry, positions, self->tags->len, self->places);
          continue;
        }
      if (group == SPILL_OVERVIEW_GROUP_STATE)
        place.group = entry->facts.section;
      else if (group == SPILL_OVERVIEW_GROUP_MASTER)
        g_ptr_array_find (masters, spill_builder_get_master (entry->builder), &place.group);
      g_array_append_val (self->places, place);
    }
  g_array_sort_with_data (self->places, compare_places, GINT_TO_POINTER (sort));
  return self;
}

/**
 * spill_overview_places_free:
 * @self: (transfer full): places
 */
void
spill_overview_places_free (SpillOverviewPlaces *self)
{
  g_array_unref (self->places);
  g_clear_pointer (&self->tags, g_ptr_array_unref);
  g_free (self);
}
