#include "template/spill-builtin.h"

#include <string.h>

static const SpillBuiltin *
find (const SpillBuiltin *table,
      guint               n,
      const char         *name)
{
  guint first = 0;

  while (first < n)
    {
      guint middle = (first + n) / 2;
      int order = strcmp (name, table[middle].name);

      if (order == 0)
        return &table[middle];
      if (order < 0)
        n = middle;
      else
        first = middle + 1;
    }
  return NULL;
}

const SpillBuiltin *
spill_builtin_find_filter (const char *name)
{
  const SpillBuiltin *found = find (spill_filters_text, spill_n_filters_text, name);

  if (found == NULL)
    found = find (spill_filters_list, spill_n_filters_list, name);
  if (found == NULL)
    found = find (spill_filters_value, spill_n_filters_value, name);
  return found != NULL ? found : find (spill_filters_markup, spill_n_filters_markup, name);
}

const SpillBuiltin *
spill_builtin_find_test (const char *name)
{
  return find (spill_tests, spill_n_tests, name);
}

const SpillBuiltin *
spill_builtin_find_global (const char *name)
{
  return find (spill_globals, spill_n_globals, name);
}

const SpillBuiltin *
spill_builtin_find_dictionary_method (const char *name)
{
  return find (spill_methods_dictionary, spill_n_methods_dictionary, name);
}

const SpillBuiltin *
spill_builtin_find_method (const SpillValue *self,
                           const char       *name)
{
  const SpillBuiltin *found;

  if (spill_value_is_string (self))
    {
      found = find (spill_methods_text, spill_n_methods_text, name);
      return found != NULL ? found : find (spill_methods_split, spill_n_methods_split, name);
    }
  if (spill_value_is_sequence (self))
    return find (spill_methods_list, spill_n_methods_list, name);
  if (self->kind == SPILL_VALUE_DICTIONARY)
    return spill_builtin_find_dictionary_method (name);
  return NULL;
}
