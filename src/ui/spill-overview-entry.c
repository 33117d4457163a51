#include "ui/spill-overview-entry.h"

#include <string.h>

/**
 * spill_overview_entry_new:
 * @builder: a builder
 * @owner: whoever keeps the entry
 * @on_changed: called with the entry when @builder has changed
 *
 * Returns: (transfer full): an entry that is still to be read
 */
SpillOverviewEntry *
spill_overview_entry_new (SpillBuilder *builder,
                          gpointer      owner,
                          GCallback     on_changed)
{
  SpillOverviewEntry *self = g_new0 (SpillOverviewEntry, 1);

  self->builder = g_object_ref (builder);
  self->owner = owner;
  self->sort_key = g_utf8_collate_key_for_filename (spill_builder_get_name (builder), -1);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_swapped (builder, "changed", on_changed, self);
  return self;
}

/**
 * spill_overview_entry_free:
 * @self: (transfer full): an entry
 */
void
spill_overview_entry_free (SpillOverviewEntry *self)
{
  g_signal_handlers_disconnect_by_data (self->builder, self);
  g_object_unref (self->builder);
  g_free (self->sort_key);
  g_free (self->haystack);
  g_strfreev (self->tags);
  g_ptr_array_unref (self->items);
  g_free (self);
}

/**
 * spill_overview_entry_read:
 * @self: an entry
 * @change: (out caller-allocates): how it was before
 *
 * Reads the facts of its builder and hands them to its rows, which are not told yet.
 */
void
spill_overview_entry_read (SpillOverviewEntry  *self,
                           SpillOverviewChange *change)
{
  const char * const *tags = spill_builder_get_tags (self->builder);

  self->is_dirty = FALSE;
  change->old = self->facts;
  spill_overview_facts_read (self->builder, &self->facts);
  g_clear_pointer (&self->haystack, g_free);

  change->tags_changed = self->tags == NULL
                         || !g_strv_equal ((const char * const *) self->tags, tags);
  if (change->tags_changed)
    {
      g_strfreev (self->tags);
      self->tags = g_strdupv ((char **) tags);
    }
  for (guint i = 0; i < self->items->len; i++)
    spill_overview_item_set_facts (self->items->pdata[i], &self->facts);
}

/**
 * spill_overview_entry_match:
 * @self: an entry
 * @filter: a filter
 *
 * Returns: whether it now passes @filter and did not pass before, or the other way round
 */
gboolean
spill_overview_entry_match (SpillOverviewEntry     *self,
                            const SpillQuickFilter *filter)
{
  gboolean matched = self->matches;

  self->matches = TRUE;
  if (!spill_quick_filter_is_empty (filter))
    {
      if (self->haystack == NULL)
        self->haystack = spill_quick_filter_haystack (self->builder, &self->facts);
      self->matches = spill_quick_filter_matches (filter, self->haystack);
    }
  return self->matches != matched;
}

/**
 * spill_overview_entry_get_item:
 * @self: an entry
 * @key: of the heading of a tag, else ""
 *
 * Returns: (transfer none): its row there
 */
SpillOverviewItem *
spill_overview_entry_get_item (SpillOverviewEntry *self,
                               const char         *key)
{
  SpillOverviewItem *item;

  for (guint i = 0; i < self->items->len; i++)
    {
      item = self->items->pdata[i];
      if (strcmp (spill_overview_item_get_key (item), key) == 0)
        return item;
    }
  item = spill_overview_item_new (self->builder, key);
  spill_overview_item_set_facts (item, &self->facts);
  g_ptr_array_add (self->items, item);
  return item;
}
