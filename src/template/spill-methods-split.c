#include <string.h>

#include "template/spill-builtin-args.h"
#include "template/spill-sort.h"

#define METHOD(name) static SpillValue *name (SpillEval *eval, SpillValue *self, SpillValue *const *a, const SpillArgs *args)

/* Pieces of strings, and the methods of lists and dictionaries. */

static SpillValue *
cut (SpillEval  *eval,
     SpillValue *self,
     const char *start,
     const char *end)
{
  return spill_eval_string (eval, start, (gsize) (end - start), self->is_safe);
}

/* At white space. */
static SpillValue *
split_blank (SpillEval  *eval,
             SpillValue *self,
             gint64      most)
{
  g_autoptr(SpillListBuilder) list = spill_list_builder_new ();
  const char *at = spill_str (self), *end;

  while (TRUE)
    {
      while (spill_is_space (g_utf8_get_char (at)))
        at = g_utf8_next_char (at);
      if (*at == '\0')
        return spill_list_builder_end (g_steal_pointer (&list));
      for (end = at; *end != '\0' && !spill_is_space (g_utf8_get_char (end)); )
        end = g_utf8_next_char (end);
      if (most-- == 0)
        {
          end = spill_str (self) + spill_str_size (self);
          while (spill_is_space (g_utf8_get_char (g_utf8_prev_char (end))))
            end = g_utf8_prev_char (end);
          most = 0;
        }
      if (!spill_eval_add (eval, list, cut (eval, self, at, end)))
        return NULL;
      at = end;
    }
}

static SpillValue *
rsplit_blank (SpillEval  *eval,
              SpillValue *self,
              gint64      most)
{
  g_autoptr(SpillValue) all = split_blank (eval, self, -1);
  g_autoptr(SpillListBuilder) list = NULL;
  guint n, joined;
  const char *start = spill_str (self), *end = start + spill_str_size (self);

  if (all == NULL || most < 0 || SPILL_SEQUENCE (all)->n <= most + 1)
    return g_steal_pointer (&all);

  /* The first ones stay together as they were written. */
  n = SPILL_SEQUENCE (all)->n;
  joined = n - (guint) most;
  list = spill_list_builder_new ();
  for (guint i = n; i > joined; i--)
    {
      while (spill_is_space (g_utf8_get_char (g_utf8_prev_char (end))))
        end = g_utf8_prev_char (end);
      end -= spill_str_size (SPILL_SEQUENCE (all)->items[i - 1]);
    }
  while (end > start && spill_is_space (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  if (!spill_eval_add (eval, list, cut (eval, self, start, end)))
    return NULL;
  for (guint i = joined; i < n; i++)
    if (!spill_eval_add (eval, list, spill_value_ref (SPILL_SEQUENCE (all)->items[i])))
      return NULL;
  return spill_list_builder_end (g_steal_pointer (&list));
}

static const char *
find_from_end (const char *start,
               const char *end,
               const char *what,
               gsize       length)
{
  for (const char *at = end - length; at >= start; at--)
    if (memcmp (at, what, length) == 0)
      return at;
  return NULL;
}

static SpillValue *
split_at (SpillEval  *eval,
          SpillValue *self,
          SpillValue *separator,
          gint64      most,
          gboolean    from_end)
{
  g_autoptr(SpillListBuilder) list = spill_list_builder_new ();
  g_autoptr(GPtrArray) places = g_ptr_array_new ();
  const char *start = spill_str (self), *end = start + spill_str_size (self), *found, *at = start;
  gsize length = spill_str_size (separator);

  if (length == 0)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "nothing separates nothing");
  if (!spill_eval_weigh (eval, self))
    return NULL;

  while (most-- != 0)
    {
      found = from_end ? find_from_end (start, end, spill_str (separator), length) : strstr (start, spill_str (separator));
      if (found == NULL)
        break;
      g_ptr_array_add (places, (gpointer) found);
      if (from_end)
        end = found;
      else
        start = found + length;
    }
  for (guint i = 0; i < places->len; i++)
    {
      found = places->pdata[from_end ? places->len - 1 - i : i];
      if (!spill_eval_add (eval, list, cut (eval, self, at, found)))
        return NULL;
      at = found + length;
    }
  if (!spill_eval_add (eval, list, cut (eval, self, at, spill_str (self) + spill_str_size (self))))
    return NULL;
  return spill_list_builder_end (g_steal_pointer (&list));
}

static SpillValue *
split (SpillEval         *eval,
       SpillValue        *self,
       SpillValue *const *a,
       gboolean           from_end)
{
  gint64 most;

  if (!spill_arg_integer (eval, a[1], -1, &most))
    return NULL;
  most = MAX (most, -1);
  if (!spill_arg_is_set (a[0]))
    return from_end ? rsplit_blank (eval, self, most) : split_blank (eval, self, most);
  if (!spill_value_is_string (a[0]))
    return spill_eval_fail_kind (eval, a[0], "is no separator");
  return split_at (eval, self, a[0], most, from_end);
}

METHOD (str_split)
{
  return split (eval, self, a, FALSE);
}

METHOD (str_rsplit)
{
  return split (eval, self, a, TRUE);
}

METHOD (str_splitlines)
{
  return spill_text_lines (eval, self, spill_arg_is_true (a[0]));
}

static SpillValue *
partition (SpillEval  *eval,
           SpillValue *self,
           SpillValue *separator,
           gboolean    from_end)
{
  g_autoptr(SpillListBuilder) parts = spill_list_builder_new ();
  const char *start = spill_str (self), *end = start + spill_str_size (self), *found;

  if (spill_value_get_string_size (separator) == 0)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "this separates nothing");
  if (!spill_eval_spend (eval, self->weight / 8))
    return NULL;
  found = from_end ? find_from_end (start, end, spill_str (separator), spill_str_size (separator)) : strstr (start, spill_str (separator));
  if (found == NULL)
    found = from_end ? start : end;

  {
    gboolean is_there = found + spill_str_size (separator) <= end && memcmp (found, spill_str (separator), spill_str_size (separator)) == 0;
    const char *after = is_there ? found + spill_str_size (separator) : found;

    if (!spill_eval_add (eval, parts, cut (eval, self, start, found)) || !spill_eval_add (eval, parts, cut (eval, self, found, after)) ||
        !spill_eval_add (eval, parts, cut (eval, self, after, end)))
      return NULL;
  }
  return spill_list_builder_end_tuple (g_steal_pointer (&parts));
}

METHOD (str_partition)
{
  return partition (eval, self, a[0], FALSE);
}

METHOD (str_rpartition)
{
  return partition (eval, self, a[0], TRUE);
}

METHOD (list_count)
{
  gint64 n = 0;

  for (guint i = 0; i < SPILL_SEQUENCE (self)->n; i++)
    {
      int same = spill_eval_spend (eval, 1) ? spill_eval_compare (eval, SPILL_OP_EQ, SPILL_SEQUENCE (self)->items[i], a[0]) : -1;

      if (same < 0)
        return NULL;
      n += same;
    }
  return spill_value_new_integer (n);
}

METHOD (list_index)
{
  for (guint i = 0; i < SPILL_SEQUENCE (self)->n; i++)
    {
      int same = spill_eval_spend (eval, 1) ? spill_eval_compare (eval, SPILL_OP_EQ, SPILL_SEQUENCE (self)->items[i], a[0]) : -1;

      if (same < 0)
        return NULL;
      if (same)
        return spill_value_new_integer (i);
    }
  return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "this is not in the list");
}

METHOD (copy)
{
  return spill_value_ref (self);
}

METHOD (dict_get)
{
  SpillValue *found;
  guint hash;

  if (!spill_eval_spend (eval, a[0]->weight / 16))
    return NULL;
  if (!spill_value_hash (a[0], &hash))
    return spill_eval_fail_kind (eval, a[0], "is no key");
  found = spill_value_lookup_value (self, a[0]);
  if (found != NULL)
    return spill_value_ref (found);
  return a[1] != NULL ? spill_value_ref (a[1]) : spill_value_new_none ();
}

METHOD (dict_items)
{
  return spill_list_items (eval, self);
}

METHOD (dict_keys)
{
  return spill_eval_iterate (eval, self);
}

METHOD (dict_values)
{
  g_autoptr(SpillListBuilder) list = spill_list_builder_new ();

  for (guint i = 0; i < SPILL_DICTIONARY (self)->n; i++)
    if (!spill_eval_add (eval, list, spill_value_ref (SPILL_DICTIONARY (self)->entries[i].value)))
      return NULL;
  return spill_list_builder_end (g_steal_pointer (&list));
}

const SpillBuiltin spill_methods_split[] = {
  { "format", spill_method_format },
  { "partition", str_partition, "sep", 1 },
  { "rpartition", str_rpartition, "sep", 1 },
  { "rsplit", str_rsplit, "sep maxsplit" },
  { "split", str_split, "sep maxsplit" },
  { "splitlines", str_splitlines, "keepends" },
};
const guint spill_n_methods_split = G_N_ELEMENTS (spill_methods_split);

const SpillBuiltin spill_methods_list[] = {
  { "copy", copy, "" },
  { "count", list_count, "value", 1 },
  { "index", list_index, "value", 1 },
};
const guint spill_n_methods_list = G_N_ELEMENTS (spill_methods_list);

const SpillBuiltin spill_methods_dictionary[] = {
  { "copy", copy, "" },
  { "get", dict_get, "key default", 1 },
  { "items", dict_items, "" },
  { "keys", dict_keys, "" },
  { "values", dict_values, "" },
};
const guint spill_n_methods_dictionary = G_N_ELEMENTS (spill_methods_dictionary);
