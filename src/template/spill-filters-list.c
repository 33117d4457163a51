#include <string.h>

#include "template/spill-builtin-args.h"
#include "template/spill-sort.h"

#define FILTER(name) static SpillValue *name (SpillEval *eval, SpillValue *self, SpillValue *const *a, const SpillArgs *args)

static SpillValue *
get_end (SpillEval  *eval,
         SpillValue *self,
         gboolean    last)
{
  g_autoptr(SpillValue) list = spill_eval_iterate (eval, self);
  guint n = list != NULL ? SPILL_SEQUENCE (list)->n : 0;

  if (list == NULL)
    return NULL;
  return n > 0 ? spill_value_ref (SPILL_SEQUENCE (list)->items[last ? n - 1 : 0])
               : spill_value_new_undefined (last ? "the last item of nothing" : "the first item of nothing");
}

FILTER (filter_first)
{
  return get_end (eval, self, FALSE);
}

FILTER (filter_last)
{
  return get_end (eval, self, TRUE);
}

FILTER (filter_random)
{
  g_autoptr(SpillValue) list = spill_eval_iterate (eval, self);

  if (list == NULL)
    return NULL;
  if (SPILL_SEQUENCE (list)->n == 0)
    return spill_value_new_undefined ("one of no items");
  return spill_value_ref (SPILL_SEQUENCE (list)->items[g_random_int_range (0, (int) SPILL_SEQUENCE (list)->n)]);
}

FILTER (filter_length)
{
  switch ((SpillValueKind) self->kind)
    {
    case SPILL_VALUE_STRING:
      return spill_eval_spend (eval, self->weight / 16) ? spill_value_new_integer (g_utf8_strlen (spill_str (self), -1)) : NULL;

    case SPILL_VALUE_LIST:
    case SPILL_VALUE_TUPLE:
    case SPILL_VALUE_DICTIONARY:
    case SPILL_VALUE_UNDEFINED:
      return spill_value_new_integer (spill_value_get_n_items (self));

    case SPILL_VALUE_NONE:
    case SPILL_VALUE_BOOLEAN:
    case SPILL_VALUE_INTEGER:
    case SPILL_VALUE_FLOAT:
    case SPILL_VALUE_FUNCTION:
    case SPILL_VALUE_OBJECT:
      break;
    }
  return spill_eval_fail_kind (eval, self, "has no length");
}

FILTER (filter_list)
{
  g_autoptr(SpillValue) list = spill_eval_iterate (eval, self);
  g_autoptr(SpillListBuilder) copy = NULL;

  if (list == NULL || list->kind == SPILL_VALUE_LIST)
    return g_steal_pointer (&list);
  copy = spill_list_builder_new ();
  for (guint i = 0; i < SPILL_SEQUENCE (list)->n; i++)
    if (!spill_eval_add (eval, copy, spill_value_ref (SPILL_SEQUENCE (list)->items[i])))
      return NULL;
  return spill_list_builder_end (g_steal_pointer (&copy));
}

FILTER (filter_reverse)
{
  g_autoptr(SpillValue) list = NULL;
  g_autoptr(SpillListBuilder) reversed = NULL;
  GString *text;

  if (spill_value_is_string (self))
    {
      if (!spill_eval_spend (eval, self->weight / 8))
        return NULL;
      text = g_string_sized_new (spill_str_size (self) + 1);
      for (const char *at = spill_str (self) + spill_str_size (self); at > spill_str (self); )
        {
          at = g_utf8_prev_char (at);
          g_string_append_unichar (text, g_utf8_get_char (at));
        }
      return spill_text_end (eval, text, self);
    }

  if ((list = spill_eval_iterate (eval, self)) == NULL)
    return NULL;
  reversed = spill_list_builder_new ();
  for (guint i = SPILL_SEQUENCE (list)->n; i > 0; i--)
    if (!spill_eval_add (eval, reversed, spill_value_ref (SPILL_SEQUENCE (list)->items[i - 1])))
      return NULL;
  return spill_list_builder_end (g_steal_pointer (&reversed));
}

/* The items with @attribute in place of each, if there is one. */
static SpillValue *
get_attributes (SpillEval  *eval,
                SpillValue *self,
                SpillValue *attribute,
                SpillValue *otherwise)
{
  g_autoptr(SpillValue) list = spill_eval_iterate (eval, self);
  g_autoptr(SpillListBuilder) result = NULL;

  if (list == NULL || !spill_arg_is_set (attribute))
    return g_steal_pointer (&list);

  result = spill_list_builder_new ();
  for (guint i = 0; i < SPILL_SEQUENCE (list)->n; i++)
    {
      SpillValue *value = spill_get_path (eval, SPILL_SEQUENCE (list)->items[i], attribute);

      if (value != NULL && value->kind == SPILL_VALUE_UNDEFINED && otherwise != NULL)
        {
          spill_value_unref (value);
          value = spill_value_ref (otherwise);
        }
      if (!spill_eval_add (eval, result, value))
        return NULL;
    }
  return spill_list_builder_end (g_steal_pointer (&result));
}

FILTER (filter_join)
{
  g_autoptr(SpillValue) list = get_attributes (eval, self, a[1], NULL);
  g_autoptr(SpillValue) separator = a[0] != NULL ? spill_value_ref (a[0]) : spill_string_new ("", 0, FALSE);
  gboolean markup = separator->is_safe;

  if (list == NULL)
    return NULL;
  for (guint i = 0; i < SPILL_SEQUENCE (list)->n; i++)
    markup |= SPILL_SEQUENCE (list)->items[i]->is_safe;
  return spill_text_join (eval, separator, list, markup && eval->autoescape, FALSE);
}

FILTER (filter_sum)
{
  g_autoptr(SpillValue) list = get_attributes (eval, self, a[0], NULL);
  g_autoptr(SpillValue) sum = a[1] != NULL ? spill_value_ref (a[1]) : spill_value_new_integer (0);

  if (list == NULL)
    return NULL;
  if (spill_value_is_string (sum))
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "strings have no sum, join them");
  for (guint i = 0; i < SPILL_SEQUENCE (list)->n; i++)
    {
      SpillValue *more = spill_eval_binary (eval, SPILL_OP_ADD, sum, SPILL_SEQUENCE (list)->items[i]);

      if (more == NULL)
        return NULL;
      spill_value_unref (sum);
      sum = more;
    }
  return g_steal_pointer (&sum);
}

/* Appends @list filled up to @n with @fill; takes @list. */
static gboolean
add_group (SpillEval        *eval,
           SpillListBuilder *groups,
           SpillListBuilder *list,
           guint             missing,
           SpillValue       *fill)
{
  for (guint i = 0; fill != NULL && i < missing; i++)
    if (!spill_eval_add (eval, list, spill_value_ref (fill)))
      {
        spill_list_builder_free (list);
        return FALSE;
      }
  return spill_eval_add (eval, groups, spill_list_builder_end (list));
}

FILTER (filter_batch)
{
  g_autoptr(SpillValue) list = spill_eval_iterate (eval, self);
  g_autoptr(SpillListBuilder) groups = spill_list_builder_new ();
  gint64 size;

  if (list == NULL || !spill_arg_integer (eval, a[0], 0, &size))
    return NULL;
  if (size < 1 || size > eval->limits.items)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "the size of a batch is 1 or more");
  for (guint i = 0; i < SPILL_SEQUENCE (list)->n; i += (guint) size)
    {
      SpillListBuilder *group = spill_list_builder_new ();
      guint n = MIN ((guint) size, SPILL_SEQUENCE (list)->n - i);

      for (guint j = 0; j < n; j++)
        spill_list_builder_add (group, spill_value_ref (SPILL_SEQUENCE (list)->items[i + j]));
      if (!add_group (eval, groups, group, (guint) size - n, spill_arg_is_set (a[1]) ? a[1] : NULL))
        return NULL;
    }
  return spill_list_builder_end (g_steal_pointer (&groups));
}

FILTER (filter_slice)
{
  g_autoptr(SpillValue) list = spill_eval_iterate (eval, self);
  g_autoptr(SpillListBuilder) groups = spill_list_builder_new ();
  gint64 slices;
  guint at = 0, each, more;

  if (list == NULL || !spill_arg_integer (eval, a[0], 0, &slices))
    return NULL;
  if (slices < 1 || !spill_eval_check_items (eval, (guint64) slices))
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "the number of slices is 1 or more");

  each = SPILL_SEQUENCE (list)->n / (guint) slices;
  more = SPILL_SEQUENCE (list)->n % (guint) slices;
  for (guint i = 0; i < (guint) slices; i++)
    {
      SpillListBuilder *group = spill_list_builder_new ();
      guint n = each + (i < more);

      for (; n > 0; n--)
        spill_list_builder_add (group, spill_value_ref (SPILL_SEQUENCE (list)->items[at++]));
      if (!add_group (eval, groups, group, i >= more, spill_arg_is_set (a[1]) ? a[1] : NULL))
        return NULL;
    }
  return spill_list_builder_end (g_steal_pointer (&groups));
}

/* Arguments behind the first @n ones. */
static SpillArgs
skip_args (const SpillArgs *args,
           guint            n)
{
  SpillArgs rest = *args;

  if (n > 0)
    rest.args += n;
  rest.n -= n;
  return rest;
}

static SpillValue *
find_named (const SpillArgs *args,
            const char      *name)
{
  for (guint i = 0; i < args->n_named; i++)
    if (strcmp (spill_str (args->names[i]), name) == 0)
      return args->values[i];
  return NULL;
}

FILTER (filter_map)
{
  g_autoptr(SpillValue) list = NULL;
  g_autoptr(SpillListBuilder) result = NULL;
  SpillArgs rest;

  if (args->n == 0)
    {
      SpillValue *attribute = find_named (args, "attribute"), *otherwise = find_named (args, "default");

      if (attribute == NULL || args->n_named > (otherwise != NULL ? 2 : 1))
        return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "'map' wants the name of a filter, or attribute=");
      return get_attributes (eval, self, attribute, otherwise != NULL && otherwise->kind != SPILL_VALUE_NONE ? otherwise : NULL);
    }

  if (!spill_value_is_string (args->args[0]))
    return spill_eval_fail_kind (eval, args->args[0], "is no name of a filter");
  if ((list = spill_eval_iterate (eval, self)) == NULL)
    return NULL;
  rest = skip_args (args, 1);
  result = spill_list_builder_new ();
  for (guint i = 0; i < SPILL_SEQUENCE (list)->n; i++)
    if (!spill_eval_add (eval, result, spill_eval_named (eval, spill_str (args->args[0]), NULL, FALSE, SPILL_SEQUENCE (list)->items[i], &rest)))
      return NULL;
  return spill_list_builder_end (g_steal_pointer (&result));
}

/* The items for which the test of @args, or their truth, is @wanted; of their attribute, the
 * first of @args, if @attribute. */
static SpillValue *
choose (SpillEval       *eval,
        SpillValue      *self,
        const SpillArgs *args,
        gboolean         wanted,
        gboolean         attribute)
{
  g_autoptr(SpillValue) list = spill_eval_iterate (eval, self);
  g_autoptr(SpillListBuilder) result = spill_list_builder_new ();
  guint skip = attribute ? 1 : 0;
  SpillArgs rest;

  if (list == NULL)
    return NULL;
  if (args->n < skip)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "the name of an attribute is missing");
  if (args->n > skip && !spill_value_is_string (args->args[skip]))
    return spill_eval_fail_kind (eval, args->args[skip], "is no name of a test");

  rest = skip_args (args, MIN (args->n, skip + 1));
  for (guint i = 0; i < SPILL_SEQUENCE (list)->n; i++)
    {
      SpillValue *item = SPILL_SEQUENCE (list)->items[i];
      g_autoptr(SpillValue) value = attribute ? spill_get_path (eval, item, args->args[0]) : spill_value_ref (item);
      g_autoptr(SpillValue) truth = NULL;

      if (value == NULL)
        return NULL;
      truth = args->n > skip ? spill_eval_named (eval, spill_str (args->args[skip]), NULL, TRUE, value, &rest)
                             : spill_value_ref (value);
      if (truth == NULL)
        return NULL;
      if (spill_value_is_true (truth) == wanted && !spill_eval_add (eval, result, spill_value_ref (item)))
        return NULL;
    }
  return spill_list_builder_end (g_steal_pointer (&result));
}

FILTER (filter_select)
{
  return choose (eval, self, args, TRUE, FALSE);
}

FILTER (filter_reject)
{
  return choose (eval, self, args, FALSE, FALSE);
}

FILTER (filter_selectattr)
{
  return choose (eval, self, args, TRUE, TRUE);
}

FILTER (filter_rejectattr)
{
  return choose (eval, self, args, FALSE, TRUE);
}

FILTER (filter_sort)
{
  return spill_sort (eval, self, a[2], spill_arg_is_true (a[1]), spill_arg_is_true (a[0]));
}

FILTER (filter_min)
{
  return spill_sort_end (eval, self, a[1], spill_arg_is_true (a[0]), FALSE);
}

FILTER (filter_max)
{
  return spill_sort_end (eval, self, a[1], spill_arg_is_true (a[0]), TRUE);
}

FILTER (filter_unique)
{
  return spill_sort_unique (eval, self, a[1], spill_arg_is_true (a[0]));
}

FILTER (filter_groupby)
{
  return spill_sort_group (eval, self, a[0], spill_arg_is_set (a[1]) ? a[1] : NULL, spill_arg_is_true (a[2]));
}

FILTER (filter_dictsort)
{
  const char *by = a[1] != NULL && spill_value_is_string (a[1]) ? spill_str (a[1]) : a[1] == NULL ? "key" : "";

  if (strcmp (by, "key") != 0 && strcmp (by, "value") != 0)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "'by' is either \"key\" or \"value\"");
  return spill_sort_dictionary (eval, self, *by == 'v', spill_arg_is_true (a[0]), spill_arg_is_true (a[2]));
}

FILTER (filter_items)
{
  if (self->kind == SPILL_VALUE_UNDEFINED)
    return spill_list_builder_end (spill_list_builder_new ());
  if (self->kind != SPILL_VALUE_DICTIONARY)
    return spill_eval_fail_kind (eval, self, "has no pairs of keys and values");
  return spill_list_items (eval, self);
}

const SpillBuiltin spill_filters_list[] = {
  { "batch", filter_batch, "linecount fill_with", 1 },
  { "count", filter_length, "" },
  { "dictsort", filter_dictsort, "case_sensitive by reverse" },
  { "first", filter_first, "" },
  { "groupby", filter_groupby, "attribute default case_sensitive", 1 },
  { "items", filter_items, "" },
  { "join", filter_join, "d attribute" },
  { "last", filter_last, "" },
  { "length", filter_length, "" },
  { "list", filter_list, "" },
  { "map", filter_map },
  { "max", filter_max, "case_sensitive attribute" },
  { "min", filter_min, "case_sensitive attribute" },
  { "random", filter_random, "" },
  { "reject", filter_reject },
  { "rejectattr", filter_rejectattr },
  { "reverse", filter_reverse, "" },
  { "select", filter_select },
  { "selectattr", filter_selectattr },
  { "slice", filter_slice, "slices fill_with", 1 },
  { "sort", filter_sort, "reverse case_sensitive attribute" },
  { "sum", filter_sum, "attribute start" },
  { "unique", filter_unique, "case_sensitive attribute" },
};
const guint spill_n_filters_list = G_N_ELEMENTS (spill_filters_list);
