#include <string.h>

#include "template/spill-value-private.h"

#define INDEX_FROM 8     /* entries: below, comparing hashes one by one is as fast */
#define EMPTY      0

struct _SpillListBuilder
{
  SpillValue **items;
  guint        n, size;
  guint16      depth;
  guint        weight;
};

struct _SpillDictBuilder
{
  SpillEntry *entries;
  guint       n, size;
  guint      *index;
  guint       mask;
  guint16     depth;
  guint       weight;
};

SpillListBuilder *
spill_list_builder_new (void)
{
  return g_new0 (SpillListBuilder, 1);
}

void
spill_list_builder_free (SpillListBuilder *self)
{
  for (guint i = 0; i < self->n; i++)
    spill_value_unref (self->items[i]);
  g_free (self->items);
  g_free (self);
}

/**
 * spill_list_builder_add:
 * @self: a list
 * @value: (transfer full): its next item
 *
 * Returns: FALSE if @value is nested more than %SPILL_VALUE_MAX_DEPTH deep; it is dropped then
 */
gboolean
spill_list_builder_add (SpillListBuilder *self,
                        SpillValue       *value)
{
  if (value->depth >= SPILL_VALUE_MAX_DEPTH)
    {
      spill_value_unref (value);
      return FALSE;
    }

  if (self->n == self->size)
    {
      self->size = self->size == 0 ? 4 : self->size * 2;
      self->items = g_renew (SpillValue *, self->items, self->size);
    }
  self->items[self->n++] = value;
  self->depth = MAX (self->depth, value->depth);
  self->weight = spill_weight_add (self->weight, value->weight);
  return TRUE;
}

static SpillValue *
list_builder_end (SpillListBuilder *self,
                  SpillValueKind    kind)
{
  SpillSequence *list = g_new0 (SpillSequence, 1);

  list->base = (SpillValue) { 1, kind, FALSE, self->depth + 1, spill_weight_add (self->weight, 8) };
  list->n = self->n;
  list->items = self->items;
  g_free (self);
  return &list->base;
}

SpillValue *
spill_list_builder_end (SpillListBuilder *self)
{
  return list_builder_end (self, SPILL_VALUE_LIST);
}

SpillValue *
spill_list_builder_end_tuple (SpillListBuilder *self)
{
  return list_builder_end (self, SPILL_VALUE_TUPLE);
}

SpillDictBuilder *
spill_dict_builder_new (void)
{
  return g_new0 (SpillDictBuilder, 1);
}

void
spill_dict_builder_free (SpillDictBuilder *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      spill_value_unref (self->entries[i].key);
      spill_value_unref (self->entries[i].value);
    }
  g_free (self->entries);
  g_free (self->index);
  g_free (self);
}

static gboolean
is_same_key (const SpillEntry *entry,
             const SpillValue *key,
             guint             hash)
{
  return entry->key == key || (entry->hash == hash && spill_value_equal (entry->key, key));
}

SpillEntry *
spill_entries_find (SpillEntry       *entries,
                    guint             n,
                    const guint      *index,
                    guint             mask,
                    const SpillValue *key,
                    guint             hash)
{
  if (index == NULL)
    {
      for (guint i = 0; i < n; i++)
        if (is_same_key (&entries[i], key, hash))
          return &entries[i];
      return NULL;
    }

  for (guint at = hash & mask; index[at] != EMPTY; at = (at + 1) & mask)
    if (is_same_key (&entries[index[at] - 1], key, hash))
      return &entries[index[at] - 1];
  return NULL;
}

static void
dict_builder_index (SpillDictBuilder *self,
                    guint             place)
{
  guint at = self->entries[place].hash & self->mask;

  while (self->index[at] != EMPTY)
    at = (at + 1) & self->mask;
  self->index[at] = place + 1;
}

static void
dict_builder_grow (SpillDictBuilder *self)
{
  self->size = self->size == 0 ? 4 : self->size * 2;
  self->entries = g_renew (SpillEntry, self->entries, self->size);
  if (self->size <= INDEX_FROM)
    return;

  g_free (self->index);
  self->mask = self->size * 2 - 1;
  self->index = g_new0 (guint, self->size * 2);
  for (guint i = 0; i < self->n; i++)
    dict_builder_index (self, i);
}

/**
 * spill_dict_builder_set_value:
 * @self: a dictionary
 * @key: (transfer full): what can be hashed
 * @value: (transfer full): its value; replaces one that is there, at its place
 *
 * Returns: FALSE if @key is none or @value is nested too deeply; both are dropped then
 */
gboolean
spill_dict_builder_set_value (SpillDictBuilder *self,
                              SpillValue       *key,
                              SpillValue       *value)
{
  SpillEntry *found;
  guint hash;

  if (!spill_value_hash (key, &hash) || value->depth >= SPILL_VALUE_MAX_DEPTH)
    {
      spill_value_unref (key);
      spill_value_unref (value);
      return FALSE;
    }

  self->depth = MAX (self->depth, MAX (value->depth, key->depth));
  self->weight = spill_weight_add (self->weight, spill_weight_add (value->weight, key->weight));
  found = spill_entries_find (self->entries, self->n, self->index, self->mask, key, hash);
  if (found != NULL)
    {
      spill_value_unref (key);
      spill_value_unref (found->value);
      found->value = value;
      return TRUE;
    }

  if (self->n == self->size)
    dict_builder_grow (self);
  self->entries[self->n] = (SpillEntry) { hash, key, value };
  if (self->index != NULL)
    dict_builder_index (self, self->n);
  self->n++;
  return TRUE;
}

gboolean
spill_dict_builder_set (SpillDictBuilder *self,
                        const char       *key,
                        SpillValue       *value)
{
  return spill_dict_builder_set_value (self, spill_value_new_string (key), value);
}

SpillValue *
spill_dict_builder_get (SpillDictBuilder *self,
                        const SpillValue *key)
{
  SpillEntry *found;
  guint hash;

  if (!spill_value_hash (key, &hash))
    return NULL;

  found = spill_entries_find (self->entries, self->n, self->index, self->mask, key, hash);
  return found != NULL ? found->value : NULL;
}

SpillValue *
spill_dict_builder_end (SpillDictBuilder *self)
{
  SpillDictionary *dictionary = g_new0 (SpillDictionary, 1);

  dictionary->base = (SpillValue) { 1, SPILL_VALUE_DICTIONARY, FALSE, self->depth + 1, spill_weight_add (self->weight, 8) };
  dictionary->n = self->n;
  dictionary->entries = self->entries;
  dictionary->index = self->index;
  dictionary->mask = self->mask;
  g_free (self);
  return &dictionary->base;
}

SpillValue *
spill_value_lookup_value (const SpillValue *self,
                          const SpillValue *key)
{
  const SpillDictionary *dictionary = SPILL_DICTIONARY (self);
  SpillEntry *found;
  guint hash;

  if (self->kind != SPILL_VALUE_DICTIONARY || !spill_value_hash (key, &hash))
    return NULL;

  found = spill_entries_find (dictionary->entries, dictionary->n, dictionary->index, dictionary->mask, key, hash);
  return found != NULL ? found->value : NULL;
}

SpillValue *
spill_value_lookup (const SpillValue *self,
                    const char       *key)
{
  g_autoptr(SpillValue) string = spill_value_new_string (key);

  return spill_value_lookup_value (self, string);
}
