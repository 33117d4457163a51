#include <string.h>

#include "template/spill-template-eval.h"

/* What Jinja2 calls it in its messages. */
static const char *
describe (const SpillValue *value)
{
  static const char *const names[] = {
    "undefined", "None", "bool object", "int object", "float object", "str object", "list object", "tuple object",
    "dict object", "function",
  };

  return value->kind == SPILL_VALUE_OBJECT ? SPILL_OBJECT (value)->klass->type_name : names[value->kind];
}

SpillValue *
spill_eval_get_attr (SpillEval  *self,
                     SpillValue *value,
                     SpillValue *name)
{
  const SpillBuiltin *method;
  SpillValue *found;

  if (value->kind == SPILL_VALUE_UNDEFINED)
    return spill_eval_fail_kind (self, value, "");

  if (value->kind == SPILL_VALUE_OBJECT)
    {
      found = SPILL_OBJECT (value)->klass->get != NULL
              ? SPILL_OBJECT (value)->klass->get (self, SPILL_OBJECT (value), spill_str (name)) : NULL;
      if (found != NULL || self->error != NULL)
        return found;
    }
  else if ((method = spill_builtin_find_method (value, spill_str (name))) != NULL)
    return spill_method_new (value, method);

  found = spill_value_lookup_value (value, name);
  return found != NULL ? spill_value_ref (found) : spill_undefined_new (name, describe (value));
}

static SpillValue *
get_character (SpillEval  *self,
               SpillValue *string,
               gint64      index)
{
  const char *text = spill_str (string);
  gint64 n;

  if (!spill_eval_spend (self, string->weight / 16))
    return NULL;
  n = g_utf8_strlen (text, -1);
  if (index < 0)
    index += n;
  if (index < 0 || index >= n)
    return NULL;
  text = g_utf8_offset_to_pointer (text, index);
  return spill_eval_string (self, text, (gsize) (g_utf8_next_char (text) - text), string->is_safe);
}

SpillValue *
spill_eval_get_item (SpillEval  *self,
                     SpillValue *value,
                     SpillValue *key)
{
  SpillValue *found = NULL;

  if (value->kind == SPILL_VALUE_UNDEFINED)
    return spill_eval_fail_kind (self, value, "");

  if (value->kind == SPILL_VALUE_DICTIONARY)
    {
      if (!spill_eval_spend (self, key->weight / 16))
        return NULL;
      if ((found = spill_value_lookup_value (value, key)) != NULL)
        return spill_value_ref (found);
    }
  else if (spill_value_is_whole (key) && spill_value_is_sequence (value))
    {
      gint64 index = spill_value_get_integer (key), n = SPILL_SEQUENCE (value)->n;

      if (index < 0)
        index += n;
      if (index >= 0 && index < n)
        return spill_value_ref (SPILL_SEQUENCE (value)->items[index]);
    }
  else if (spill_value_is_whole (key) && spill_value_is_string (value))
    found = get_character (self, value, spill_value_get_integer (key));

  else if (spill_value_is_whole (key) && value->kind == SPILL_VALUE_OBJECT && SPILL_OBJECT (value)->klass->iterate != NULL)
    {
      g_autoptr(SpillValue) list = SPILL_OBJECT (value)->klass->iterate (SPILL_OBJECT (value));

      return spill_eval_get_item (self, list, key);
    }

  if (found != NULL || self->error != NULL)
    return found;
  if (spill_value_is_string (key))
    return spill_eval_get_attr (self, value, key);
  return spill_undefined_new (key, describe (value));
}

/* One bound of a slice within 0..n, or -1..n-1 going backwards. */
static gboolean
get_bound (SpillEval  *self,
           SpillValue *value,
           gint64      n,
           gboolean    backwards,
           gint64      otherwise,
           gint64     *bound)
{
  gint64 least = backwards ? -1 : 0, most = backwards ? n - 1 : n;

  *bound = otherwise;
  if (value == NULL || value->kind == SPILL_VALUE_NONE)
    return TRUE;
  if (!spill_value_is_whole (value))
    return spill_eval_fail_kind (self, value, "is no bound of a slice") != NULL;

  *bound = spill_value_get_integer (value);
  if (*bound < 0)
    *bound = *bound < -n ? least : *bound + n;
  *bound = CLAMP (*bound, least, most);
  return TRUE;
}

static SpillValue *
slice_string (SpillEval  *self,
              SpillValue *string,
              gint64      start,
              gint64      stop,
              gint64      step)
{
  g_autofree gunichar *all = g_utf8_to_ucs4_fast (spill_str (string), -1, NULL);
  GString *text = g_string_new (NULL);

  for (gint64 i = start; step > 0 ? i < stop : i > stop; i += step)
    {
      g_string_append_unichar (text, all[i]);
      if (step > 0 ? stop - i <= step : i - stop <= -step)
        break;
    }
  return spill_eval_take (self, text, string->is_safe);
}

SpillValue *
spill_eval_slice (SpillEval         *self,
                  SpillValue        *value,
                  SpillValue *const *bounds)
{
  gint64 n, start, stop, step = 1;
  g_autoptr(SpillListBuilder) list = NULL;

  if (!spill_value_is_string (value) && !spill_value_is_sequence (value))
    return spill_eval_fail_kind (self, value, "cannot be sliced");
  if (!spill_eval_spend (self, value->weight / 8))
    return NULL;
  if (bounds[2] != NULL && bounds[2]->kind != SPILL_VALUE_NONE)
    {
      step = spill_value_get_integer (bounds[2]);
      if (step == 0 || !spill_value_is_whole (bounds[2]))
        return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "the step of a slice is an integer other than 0");
      step = MAX (step, -G_MAXINT64);
    }

  n = spill_value_is_string (value) ? g_utf8_strlen (spill_str (value), -1) : SPILL_SEQUENCE (value)->n;
  if (!get_bound (self, bounds[0], n, step < 0, step < 0 ? n - 1 : 0, &start) ||
      !get_bound (self, bounds[1], n, step < 0, step < 0 ? -1 : n, &stop))
    return NULL;
  if (spill_value_is_string (value))
    return slice_string (self, value, start, stop, step);

  list = spill_list_builder_new ();
  for (gint64 i = start; step > 0 ? i < stop : i > stop; i += step)
    {
      if (!spill_eval_add (self, list, spill_value_ref (SPILL_SEQUENCE (value)->items[i])))
        return NULL;
      if (step > 0 ? stop - i <= step : i - stop <= -step)
        break;
    }
  return value->kind == SPILL_VALUE_TUPLE ? spill_list_builder_end_tuple (g_steal_pointer (&list))
                                          : spill_list_builder_end (g_steal_pointer (&list));
}

/* The place of @name in the words of @params, -1 if it is none of them. */
static int
find_param (const char *params,
            const char *name)
{
  gsize length = strlen (name);
  int place = 0;

  for (const char *at = params; *at != '\0'; place++)
    {
      gsize word = strcspn (at, " ");

      if (word == length && memcmp (at, name, word) == 0)
        return place;
      at += word;
      at += *at == ' ';
    }
  return -1;
}

static guint
count_params (const char *params)
{
  guint n = *params != '\0';

  for (; *params != '\0'; params++)
    n += *params == ' ';
  return n;
}

static gboolean
bind (SpillEval          *self,
      const SpillBuiltin *builtin,
      const SpillArgs    *args,
      SpillValue        **bound)
{
  guint n = count_params (builtin->params);

  g_assert (n <= SPILL_BUILTIN_MAX_ARGS);
  if (args->n > n)
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "'%s' takes at most %u arguments", builtin->name, n) != NULL;

  for (guint i = 0; i < args->n; i++)
    bound[i] = args->args[i];
  for (guint i = 0; i < args->n_named; i++)
    {
      int place = find_param (builtin->params, spill_str (args->names[i]));

      if (place < 0)
        return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "'%s' has no argument '%.100s'", builtin->name, spill_str (args->names[i])) != NULL;
      if (bound[place] != NULL)
        return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "'%s' was given '%.100s' twice", builtin->name, spill_str (args->names[i])) != NULL;
      bound[place] = args->values[i];
    }
  for (guint i = 0; i < builtin->required; i++)
    if (bound[i] == NULL)
      return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "'%s' wants %u arguments", builtin->name, builtin->required) != NULL;
  return TRUE;
}

SpillValue *
spill_eval_builtin (SpillEval          *self,
                    const SpillBuiltin *builtin,
                    SpillValue         *of,
                    const SpillArgs    *args)
{
  SpillValue *bound[SPILL_BUILTIN_MAX_ARGS] = { NULL };

  if (!spill_eval_spend (self, 4))
    return NULL;
  if (builtin->params != NULL && !bind (self, builtin, args, bound))
    return NULL;
  return builtin->function (self, of, bound, args);
}

SpillValue *
spill_eval_named (SpillEval          *self,
                  const char         *name,
                  const SpillBuiltin *builtin,
                  gboolean            is_test,
                  SpillValue         *of,
                  const SpillArgs    *args)
{
  g_autofree SpillValue **all = NULL;
  SpillValue *function;
  SpillArgs more = *args;

  if (builtin == NULL)
    builtin = is_test ? spill_builtin_find_test (name) : spill_builtin_find_filter (name);
  function = builtin == NULL && !is_test ? spill_template_env_get_filter (self->env, name) : NULL;
  if (function == NULL && builtin == NULL)
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "there is no %s '%.100s'", is_test ? "test" : "filter", name);
  if (builtin != NULL)
    return spill_eval_builtin (self, builtin, of, args);

  all = g_new (SpillValue *, args->n + 1);
  all[0] = of;
  for (guint i = 0; i < args->n; i++)
    all[i + 1] = args->args[i];
  more.args = all;
  more.n++;
  return spill_eval_call (self, function, &more);
}
