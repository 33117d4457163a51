#pragma once

#include "template/spill-value-private.h"

G_BEGIN_DECLS

/* Filters, tests, methods and functions of the language, by name. */

#define SPILL_BUILTIN_MAX_ARGS 8

/* The arguments of a call, lent. */
struct _SpillArgs
{
  SpillValue **args;
  guint        n;
  SpillValue **names;
  SpillValue **values;
  guint        n_named;
};

/* @self: what is filtered, tested or asked. @a: one for each of the builtin's parameters, NULL
 * where there was no such argument. @args: all as they came. Returns a new value, or NULL with the
 * error of @eval set. */
typedef SpillValue *(*SpillBuiltinFunction) (SpillEval         *eval,
                                             SpillValue        *self,
                                             SpillValue *const *a,
                                             const SpillArgs   *args);

typedef struct
{
  const char           *name;
  SpillBuiltinFunction  function;
  const char           *params;      /* names with spaces between; NULL: takes any */
  guint                 required;    /* how many of them */
} SpillBuiltin;

const SpillBuiltin *spill_builtin_find_filter (const char          *name);
const SpillBuiltin *spill_builtin_find_test   (const char          *name);
const SpillBuiltin *spill_builtin_find_global (const char          *name);
/* Of the kind that @self is of */
const SpillBuiltin *spill_builtin_find_method (const SpillValue    *self,
                                               const char          *name);
const SpillBuiltin *spill_builtin_find_dictionary_method (const char *name);

/* The tables, sorted by name. */
extern const SpillBuiltin spill_filters_text[], spill_filters_list[], spill_filters_value[], spill_filters_markup[];
extern const guint spill_n_filters_text, spill_n_filters_list, spill_n_filters_value, spill_n_filters_markup;
extern const SpillBuiltin spill_tests[];
extern const guint spill_n_tests;
extern const SpillBuiltin spill_methods_text[], spill_methods_split[], spill_methods_list[], spill_methods_dictionary[];
extern const guint spill_n_methods_text, spill_n_methods_split, spill_n_methods_list, spill_n_methods_dictionary;
extern const SpillBuiltin spill_globals[];
extern const guint spill_n_globals;

G_END_DECLS
