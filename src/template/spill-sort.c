#include "template/spill-sort.h"

#include <string.h>

#include "template/spill-builtin-args.h"

typedef struct
{
  SpillValue *item;    /* lent by the list */
  SpillValue *key;
} Keyed;

typedef struct
{
  SpillObject  base;
  SpillValue  *pair;   /* a tuple of grouper and list */
} SpillGroup;

SpillValue *
spill_get_path (SpillEval  *eval,
                SpillValue *value,
                SpillValue *path)
{
  g_auto(GStrv) names = NULL;
  g_autoptr(SpillValue) at = spill_value_ref (value);

  if (!spill_value_is_string (path))
    return spill_eval_get_item (eval, value, path);
  if (!spill_eval_charge (eval, spill_str_size (path)))
    return NULL;

  names = g_strsplit (spill_str (path), ".", -1);
  for (guint i = 0; names[i] != NULL && at != NULL; i++)
    {
      gboolean is_number = names[i][0] != '\0' && strspn (names[i], "0123456789") == strlen (names[i]);
      g_autoptr(SpillValue) key = is_number ? spill_value_new_integer (g_ascii_strtoll (names[i], NULL, 10)) : spill_value_new_string (names[i]);
      g_autoptr(SpillValue) of = g_steal_pointer (&at);

      at = spill_eval_spend (eval, 1) ? spill_eval_get_item (eval, of, key) : NULL;
    }
  return g_steal_pointer (&at);
}

static SpillValue *
make_key (SpillEval  *eval,
          SpillValue *value,
          gboolean    case_sensitive)
{
  if (case_sensitive || !spill_value_is_string (value))
    return spill_value_ref (value);
  return spill_text_case (eval, value, SPILL_CASE_LOWER);
}

/* One key an attribute of "a,b": a tuple of them. */
static SpillValue *
get_key (SpillEval  *eval,
         SpillValue *item,
         SpillValue *attribute,
         gboolean    case_sensitive,
         gboolean    several)
{
  g_autoptr(SpillValue) value = NULL;
  g_autoptr(SpillListBuilder) keys = NULL;
  g_auto(GStrv) names = NULL;

  /* A sort compares lists of keys, in which two undefined ones are equal. */
  keys = spill_list_builder_new ();
  if (!several || !spill_arg_is_set (attribute) || !spill_value_is_string (attribute))
    {
      value = spill_arg_is_set (attribute) ? spill_get_path (eval, item, attribute) : spill_value_ref (item);
      if (value == NULL || !several)
        return value != NULL ? make_key (eval, value, case_sensitive) : NULL;
      return spill_eval_add (eval, keys, make_key (eval, value, case_sensitive)) ? spill_list_builder_end_tuple (g_steal_pointer (&keys)) : NULL;
    }

  names = g_strsplit (spill_str (attribute), ",", -1);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr(SpillValue) path = spill_value_new_string (names[i]);
      g_autoptr(SpillValue) part = spill_get_path (eval, item, path);

      if (part == NULL || !spill_eval_add (eval, keys, make_key (eval, part, case_sensitive)))
        return NULL;
    }
  return spill_list_builder_end_tuple (g_steal_pointer (&keys));
}

static void
clear_keyed (gpointer data)
{
  g_clear_pointer (&((Keyed *) data)->key, spill_value_unref);
}

static GArray *
make_keyed (SpillEval  *eval,
            SpillValue *list,
            SpillValue *attribute,
            gboolean    case_sensitive,
            gboolean    several)
{
  g_autoptr(GArray) all = g_array_sized_new (FALSE, FALSE, sizeof (Keyed), SPILL_SEQUENCE (list)->n);

  g_array_set_clear_func (all, clear_keyed);
  for (guint i = 0; i < SPILL_SEQUENCE (list)->n; i++)
    {
      Keyed keyed = { SPILL_SEQUENCE (list)->items[i], NULL };

      keyed.key = get_key (eval, keyed.item, attribute, case_sensitive, several);
      if (keyed.key == NULL)
        return NULL;
      g_array_append_val (all, keyed);
    }
  return g_steal_pointer (&all);
}

/* Merges two sorted halves; equal ones stay in their order. After an error the rest is copied. */
static void
merge_sort (SpillEval *eval,
            Keyed     *items,
            Keyed     *spare,
            guint      n,
            gboolean   reverse)
{
  guint half = n / 2, left = 0, right = half;

  if (n < 2)
    return;
  merge_sort (eval, items, spare, half, reverse);
  merge_sort (eval, items + half, spare, n - half, reverse);
  for (guint i = 0; i < n; i++)
    {
      gboolean take_right = left == half;

      if (!take_right && right < n && eval->error == NULL)
        take_right = (reverse ? spill_eval_compare (eval, SPILL_OP_LT, items[left].key, items[right].key)
                              : spill_eval_compare (eval, SPILL_OP_LT, items[right].key, items[left].key)) == TRUE;
      spill_eval_spend (eval, 2);
      spare[i] = items[take_right ? right++ : left++];
    }
  memcpy (items, spare, n * sizeof *items);
}

static gboolean
sort_keyed (SpillEval *eval,
            GArray    *all,
            gboolean   reverse)
{
  g_autofree Keyed *spare = g_new (Keyed, all->len + 1);

  if (eval->error == NULL)
    merge_sort (eval, (Keyed *) all->data, spare, all->len, reverse);
  return eval->error == NULL;
}

static SpillValue *
list_keyed (SpillEval *eval,
            GArray    *all)
{
  g_autoptr(SpillListBuilder) list = spill_list_builder_new ();

  for (guint i = 0; i < all->len; i++)
    if (!spill_eval_add (eval, list, spill_value_ref (g_array_index (all, Keyed, i).item)))
      return NULL;
  return spill_list_builder_end (g_steal_pointer (&list));
}

SpillValue *
spill_sort (SpillEval  *eval,
            SpillValue *of,
            SpillValue *attribute,
            gboolean    case_sensitive,
            gboolean    reverse)
{
  g_autoptr(SpillValue) list = spill_eval_iterate (eval, of);
  g_autoptr(GArray) all = list != NULL ? make_keyed (eval, list, attribute, case_sensitive, TRUE) : NULL;

  return all != NULL && sort_keyed (eval, all, reverse) ? list_keyed (eval, all) : NULL;
}

SpillValue *
spill_sort_end (SpillEval  *eval,
                SpillValue *of,
                SpillValue *attribute,
                gboolean    case_sensitive,
                gboolean    greatest)
{
  g_autoptr(SpillValue) list = spill_eval_iterate (eval, of);
  g_autoptr(GArray) all = list != NULL ? make_keyed (eval, list, attribute, case_sensitive, FALSE) : NULL;
  guint best = 0;

  if (all == NULL)
    return NULL;
  if (all->len == 0)
    return spill_value_new_undefined ("the least or greatest of no items");
  for (guint i = 1; i < all->len; i++)
    {
      int better = spill_eval_compare (eval, greatest ? SPILL_OP_GT : SPILL_OP_LT,
                                       g_array_index (all, Keyed, i).key, g_array_index (all, Keyed, best).key);

      if (better < 0)
        return NULL;
      if (better)
        best = i;
    }
  return spill_value_ref (g_array_index (all, Keyed, best).item);
}

SpillValue *
spill_sort_unique (SpillEval  *eval,
                   SpillValue *of,
                   SpillValue *attribute,
                   gboolean    case_sensitive)
{
  g_autoptr(SpillValue) list = spill_eval_iterate (eval, of);
  g_autoptr(GArray) all = list != NULL ? make_keyed (eval, list, attribute, case_sensitive, FALSE) : NULL;
  g_autoptr(SpillDictBuilder) seen = spill_dict_builder_new ();
  g_autoptr(SpillListBuilder) result = spill_list_builder_new ();

  if (all == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++)
    {
      Keyed *keyed = &g_array_index (all, Keyed, i);

      if (spill_dict_builder_get (seen, keyed->key) != NULL)
        continue;
      if (!spill_eval_put (eval, seen, spill_value_ref (keyed->key), spill_value_new_none ()) ||
          !spill_eval_add (eval, result, spill_value_ref (keyed->item)))
        return NULL;
    }
  return spill_list_builder_end (g_steal_pointer (&result));
}

static SpillValue *
group_get (SpillEval   *eval,
           SpillObject *object,
           const char  *name)
{
  SpillSequence *pair = SPILL_SEQUENCE (((SpillGroup *) object)->pair);

  if (strcmp (name, "grouper") == 0)
    return spill_value_ref (pair->items[0]);
  return strcmp (name, "list") == 0 ? spill_value_ref (pair->items[1]) : NULL;
}

static SpillValue *
group_iterate (SpillObject *object)
{
  return spill_value_ref (((SpillGroup *) object)->pair);
}

static void
group_print (const SpillObject *object,
             GString           *into)
{
  spill_value_print (((const SpillGroup *) object)->pair, into);
}

static void
group_finalize (SpillObject *object)
{
  spill_value_unref (((SpillGroup *) object)->pair);
}

static const SpillObjectClass group_class = {
  .type_name = "group", .get = group_get, .iterate = group_iterate, .print = group_print, .finalize = group_finalize,
};

/* Takes @list. */
static SpillValue *
group_new (SpillEval        *eval,
           SpillValue       *grouper,
           SpillListBuilder *list)
{
  SpillListBuilder *pair = spill_list_builder_new ();
  SpillGroup *self;

  if (!spill_eval_add (eval, pair, spill_value_ref (grouper)) || !spill_eval_add (eval, pair, spill_list_builder_end (list)))
    {
      spill_list_builder_free (pair);
      return NULL;
    }
  self = spill_object_new (sizeof *self, &group_class);
  self->pair = spill_list_builder_end_tuple (pair);
  spill_object_hold (self, self->pair);
  return &self->base.base;
}

static SpillValue *
get_grouper (SpillEval  *eval,
             SpillValue *item,
             SpillValue *attribute,
             SpillValue *otherwise)
{
  SpillValue *value = spill_get_path (eval, item, attribute);

  if (value == NULL || value->kind != SPILL_VALUE_UNDEFINED || otherwise == NULL)
    return value;
  spill_value_unref (value);
  return spill_value_ref (otherwise);
}

SpillValue *
spill_sort_group (SpillEval  *eval,
                  SpillValue *of,
                  SpillValue *attribute,
                  SpillValue *otherwise,
                  gboolean    case_sensitive)
{
  g_autoptr(SpillValue) list = spill_eval_iterate (eval, of);
  g_autoptr(SpillListBuilder) groups = spill_list_builder_new ();
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (Keyed));

  if (list == NULL)
    return NULL;
  g_array_set_clear_func (all, clear_keyed);
  for (guint i = 0; i < SPILL_SEQUENCE (list)->n; i++)
    {
      Keyed keyed = { SPILL_SEQUENCE (list)->items[i], NULL };
      g_autoptr(SpillValue) grouper = get_grouper (eval, keyed.item, attribute, otherwise);

      if (grouper == NULL || (keyed.key = make_key (eval, grouper, case_sensitive)) == NULL)
        return NULL;
      g_array_append_val (all, keyed);
    }
  if (!sort_keyed (eval, all, FALSE))
    return NULL;

  for (guint i = 0, next; i < all->len; i = next)
    {
      SpillListBuilder *group = spill_list_builder_new ();
      g_autoptr(SpillValue) grouper = get_grouper (eval, g_array_index (all, Keyed, i).item, attribute, otherwise);

      for (next = i; next < all->len && spill_eval_compare (eval, SPILL_OP_EQ, g_array_index (all, Keyed, i).key,
                                                            g_array_index (all, Keyed, next).key) == TRUE; next++)
        spill_list_builder_add (group, spill_value_ref (g_array_index (all, Keyed, next).item));
      if (next == i || grouper == NULL)
        {
          spill_list_builder_free (group);
          return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "what is grouped by is not equal to itself");
        }
      if (!spill_eval_add (eval, groups, group_new (eval, grouper, group)))
        return NULL;
    }
  return spill_list_builder_end (g_steal_pointer (&groups));
}

SpillValue *
spill_list_items (SpillEval  *eval,
                  SpillValue *dictionary)
{
  g_autoptr(SpillListBuilder) list = spill_list_builder_new ();

  for (guint i = 0; i < SPILL_DICTIONARY (dictionary)->n; i++)
    {
      SpillListBuilder *pair = spill_list_builder_new ();

      spill_list_builder_add (pair, spill_value_ref (SPILL_DICTIONARY (dictionary)->entries[i].key));
      spill_list_builder_add (pair, spill_value_ref (SPILL_DICTIONARY (dictionary)->entries[i].value));
      if (!spill_eval_add (eval, list, spill_list_builder_end_tuple (pair)))
        return NULL;
    }
  return spill_list_builder_end (g_steal_pointer (&list));
}

SpillValue *
spill_sort_dictionary (SpillEval  *eval,
                       SpillValue *dictionary,
                       gboolean    by_value,
                       gboolean    case_sensitive,
                       gboolean    reverse)
{
  g_autoptr(SpillValue) items = NULL, place = spill_value_new_integer (by_value ? 1 : 0);

  if (dictionary->kind != SPILL_VALUE_DICTIONARY)
    return spill_eval_fail_kind (eval, dictionary, "is no dictionary");
  items = spill_list_items (eval, dictionary);
  return items != NULL ? spill_sort (eval, items, place, case_sensitive, reverse) : NULL;
}
