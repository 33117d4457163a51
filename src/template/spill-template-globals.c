#include <string.h>

#include "template/spill-template-eval.h"

/* Methods as values, and the functions that are always there with what they make. */

typedef struct
{
  SpillObject         base;
  SpillValue         *of;      /* (nullable) */
  const SpillBuiltin *builtin;
} SpillMethod;

typedef struct
{
  SpillObject       base;
  SpillDictBuilder *members;   /* (nullable) NULL: cleared */
} SpillNamespace;

typedef struct
{
  SpillObject  base;
  SpillValue  *items;
  guint        at;
} SpillCycler;

typedef struct
{
  SpillObject  base;
  SpillValue  *separator;
  gboolean     used;
} SpillJoiner;

static SpillValue *
method_call (SpillEval       *eval,
             SpillObject     *object,
             const SpillArgs *args)
{
  return spill_eval_builtin (eval, ((SpillMethod *) object)->builtin, ((SpillMethod *) object)->of, args);
}

static void
method_print (const SpillObject *object,
              GString           *into)
{
  g_string_append_printf (into, "<built-in method %s>", ((const SpillMethod *) object)->builtin->name);
}

static void
method_finalize (SpillObject *object)
{
  g_clear_pointer (&((SpillMethod *) object)->of, spill_value_unref);
}

static const SpillObjectClass method_class = {
  .type_name = "method", .call = method_call, .print = method_print, .finalize = method_finalize,
};

SpillValue *
spill_method_new (SpillValue         *of,
                  const SpillBuiltin *builtin)
{
  SpillMethod *self = spill_object_new (sizeof *self, &method_class);

  if (of != NULL)
    spill_object_hold (self, of);
  self->of = of != NULL ? spill_value_ref (of) : NULL;
  self->builtin = builtin;
  return &self->base.base;
}

static SpillValue *
namespace_get (SpillEval   *eval,
               SpillObject *object,
               const char  *name)
{
  SpillNamespace *self = (SpillNamespace *) object;
  g_autoptr(SpillValue) key = spill_value_new_string (name);
  SpillValue *value = self->members != NULL ? spill_dict_builder_get (self->members, key) : NULL;

  return value != NULL ? spill_value_ref (value) : NULL;
}

static void
namespace_clear (SpillObject *object)
{
  g_clear_pointer (&((SpillNamespace *) object)->members, spill_dict_builder_free);
}

static const SpillObjectClass namespace_class = {
  .type_name = "Namespace", .get = namespace_get, .clear = namespace_clear, .finalize = namespace_clear,
};

gboolean
spill_namespace_set (SpillEval  *self,
                     SpillValue *namespace,
                     SpillValue *name,
                     SpillValue *value)
{
  if (namespace->kind != SPILL_VALUE_OBJECT || SPILL_OBJECT (namespace)->klass != &namespace_class)
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "only a namespace has attributes that can be set") != NULL;
  return spill_eval_put (self, ((SpillNamespace *) namespace)->members, spill_value_ref (name), spill_value_ref (value));
}

/* As Python's dict(): of a dictionary or of pairs, and of keyword arguments. */
static SpillDictBuilder *
make_dictionary (SpillEval       *eval,
                 const SpillArgs *args)
{
  g_autoptr(SpillDictBuilder) dictionary = spill_dict_builder_new ();
  g_autoptr(SpillValue) list = NULL;

  if (args->n > 1)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "there is more than one plain argument");
  if (args->n == 1 && args->args[0]->kind == SPILL_VALUE_DICTIONARY)
    {
      for (guint i = 0; i < SPILL_DICTIONARY (args->args[0])->n; i++)
        {
          SpillEntry *entry = &SPILL_DICTIONARY (args->args[0])->entries[i];

          if (!spill_eval_put (eval, dictionary, spill_value_ref (entry->key), spill_value_ref (entry->value)))
            return NULL;
        }
    }
  else if (args->n == 1)
    {
      if ((list = spill_eval_iterate (eval, args->args[0])) == NULL)
        return NULL;
      for (guint i = 0; i < SPILL_SEQUENCE (list)->n; i++)
        {
          g_autoptr(SpillValue) pair = spill_eval_iterate (eval, SPILL_SEQUENCE (list)->items[i]);

          if (pair == NULL)
            return NULL;
          if (SPILL_SEQUENCE (pair)->n != 2)
            return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "a dictionary is made of pairs");
          if (!spill_eval_put (eval, dictionary, spill_value_ref (SPILL_SEQUENCE (pair)->items[0]),
                               spill_value_ref (SPILL_SEQUENCE (pair)->items[1])))
            return NULL;
        }
    }
  for (guint i = 0; i < args->n_named; i++)
    if (!spill_eval_put (eval, dictionary, spill_value_ref (args->names[i]), spill_value_ref (args->values[i])))
      return NULL;
  return g_steal_pointer (&dictionary);
}

static SpillValue *
global_dict (SpillEval         *eval,
             SpillValue        *of,
             SpillValue *const *a,
             const SpillArgs   *args)
{
  SpillDictBuilder *dictionary = make_dictionary (eval, args);

  return dictionary != NULL ? spill_dict_builder_end (dictionary) : NULL;
}

static SpillValue *
global_namespace (SpillEval         *eval,
                  SpillValue        *of,
                  SpillValue *const *a,
                  const SpillArgs   *args)
{
  SpillDictBuilder *members = spill_eval_charge (eval, 128) ? make_dictionary (eval, args) : NULL;
  SpillNamespace *self;

  if (members == NULL)
    return NULL;
  self = spill_object_new (sizeof *self, &namespace_class);
  self->members = members;
  spill_eval_remember (eval, self);
  return &self->base.base;
}

static SpillValue *
global_range (SpillEval         *eval,
              SpillValue        *of,
              SpillValue *const *a,
              const SpillArgs   *args)
{
  g_autoptr(SpillListBuilder) list = spill_list_builder_new ();
  gint64 bounds[3] = { 0, 0, 1 };
  __int128 n;

  if (args->n < 1 || args->n > 3 || args->n_named > 0)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "'range' takes 1 to 3 arguments");
  for (guint i = 0; i < args->n; i++)
    {
      if (!spill_value_is_whole (args->args[i]))
        return spill_eval_fail_kind (eval, args->args[i], "is no integer");
      bounds[args->n == 1 ? 1 : i] = spill_value_get_integer (args->args[i]);
    }
  if (bounds[2] == 0)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "the step of a range is not 0");

  n = ((__int128) bounds[1] - bounds[0] + bounds[2] + (bounds[2] > 0 ? -1 : 1)) / bounds[2];
  if (n > 0 && !spill_eval_check_items (eval, n > G_MAXUINT ? G_MAXUINT : (guint64) n))
    return NULL;
  for (gint64 i = 0; i < n; i++)
    spill_list_builder_add (list, spill_value_new_integer (bounds[0] + i * bounds[2]));
  return spill_list_builder_end (g_steal_pointer (&list));
}

static SpillValue *
cycler_get_current (SpillCycler *self)
{
  return spill_value_ref (SPILL_SEQUENCE (self->items)->items[self->at]);
}

static SpillValue *
cycler_next (SpillEval         *eval,
             SpillValue        *of,
             SpillValue *const *a,
             const SpillArgs   *args)
{
  SpillCycler *self = (SpillCycler *) of;
  SpillValue *current = cycler_get_current (self);

  self->at = (self->at + 1) % SPILL_SEQUENCE (self->items)->n;
  return current;
}

static SpillValue *
cycler_reset (SpillEval         *eval,
              SpillValue        *of,
              SpillValue *const *a,
              const SpillArgs   *args)
{
  ((SpillCycler *) of)->at = 0;
  return spill_value_new_none ();
}

static SpillValue *
cycler_get (SpillEval   *eval,
            SpillObject *object,
            const char  *name)
{
  static const SpillBuiltin next = { "next", cycler_next, "" }, reset = { "reset", cycler_reset, "" };

  if (strcmp (name, "current") == 0)
    return cycler_get_current ((SpillCycler *) object);
  if (strcmp (name, "next") == 0 || strcmp (name, "reset") == 0)
    return spill_method_new (&object->base, *name == 'n' ? &next : &reset);
  return NULL;
}

static void
cycler_finalize (SpillObject *object)
{
  spill_value_unref (((SpillCycler *) object)->items);
}

static const SpillObjectClass cycler_class = { .type_name = "Cycler", .get = cycler_get, .finalize = cycler_finalize };

static SpillValue *
global_cycler (SpillEval         *eval,
               SpillValue        *of,
               SpillValue *const *a,
               const SpillArgs   *args)
{
  g_autoptr(SpillListBuilder) list = spill_list_builder_new ();
  SpillCycler *self;

  if (args->n == 0 || args->n_named > 0)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "there is nothing to cycle through");
  for (guint i = 0; i < args->n; i++)
    if (!spill_eval_add (eval, list, spill_value_ref (args->args[i])))
      return NULL;
  self = spill_object_new (sizeof *self, &cycler_class);
  self->items = spill_list_builder_end (g_steal_pointer (&list));
  spill_object_hold (self, self->items);
  return &self->base.base;
}

static SpillValue *
joiner_call (SpillEval       *eval,
             SpillObject     *object,
             const SpillArgs *args)
{
  SpillJoiner *self = (SpillJoiner *) object;

  if (self->used)
    return spill_value_ref (self->separator);
  self->used = TRUE;
  return spill_string_new ("", 0, FALSE);
}

static void
joiner_finalize (SpillObject *object)
{
  spill_value_unref (((SpillJoiner *) object)->separator);
}

static const SpillObjectClass joiner_class = { .type_name = "Joiner", .call = joiner_call, .finalize = joiner_finalize };

static SpillValue *
global_joiner (SpillEval         *eval,
               SpillValue        *of,
               SpillValue *const *a,
               const SpillArgs   *args)
{
  SpillJoiner *self = spill_object_new (sizeof *self, &joiner_class);

  self->separator = a[0] != NULL ? spill_value_ref (a[0]) : spill_string_new (", ", 2, FALSE);
  spill_object_hold (self, self->separator);
  return &self->base.base;
}

const SpillBuiltin spill_globals[] = {
  { "cycler", global_cycler },
  { "dict", global_dict },
  { "joiner", global_joiner, "sep" },
  { "namespace", global_namespace },
  { "range", global_range },
};
const guint spill_n_globals = G_N_ELEMENTS (spill_globals);
