#include <string.h>

#include "template/spill-builtin-args.h"

#define TEST(name) static SpillValue *name (SpillEval *eval, SpillValue *self, SpillValue *const *a, const SpillArgs *args)

static SpillValue *
from_truth (int truth)
{
  return truth < 0 ? NULL : spill_value_new_boolean (truth);
}

/* Of self % by, as Python's operators do it. */
static SpillValue *
has_rest (SpillEval  *eval,
          SpillValue *self,
          gint64      by,
          gint64      rest)
{
  g_autoptr(SpillValue) divisor = spill_value_new_integer (by), wanted = spill_value_new_integer (rest);
  g_autoptr(SpillValue) modulo = spill_eval_binary (eval, SPILL_OP_MOD, self, divisor);

  return modulo != NULL ? spill_value_new_boolean (spill_value_equal (modulo, wanted)) : NULL;
}

TEST (test_odd)
{
  return has_rest (eval, self, 2, 1);
}

TEST (test_even)
{
  return has_rest (eval, self, 2, 0);
}

TEST (test_divisibleby)
{
  g_autoptr(SpillValue) rest = spill_eval_binary (eval, SPILL_OP_MOD, self, a[0]), zero = spill_value_new_integer (0);

  return rest != NULL ? spill_value_new_boolean (spill_value_equal (rest, zero)) : NULL;
}

TEST (test_defined)
{
  return spill_value_new_boolean (self->kind != SPILL_VALUE_UNDEFINED);
}

TEST (test_undefined)
{
  return spill_value_new_boolean (self->kind == SPILL_VALUE_UNDEFINED);
}

TEST (test_filter)
{
  return spill_value_new_boolean (spill_value_is_string (self) &&
                                  (spill_builtin_find_filter (spill_str (self)) != NULL ||
                                   spill_template_env_get_filter (eval->env, spill_str (self)) != NULL));
}

TEST (test_test)
{
  return spill_value_new_boolean (spill_value_is_string (self) && spill_builtin_find_test (spill_str (self)) != NULL);
}

TEST (test_none)
{
  return spill_value_new_boolean (self->kind == SPILL_VALUE_NONE);
}

TEST (test_boolean)
{
  return spill_value_new_boolean (self->kind == SPILL_VALUE_BOOLEAN);
}

TEST (test_false)
{
  return spill_value_new_boolean (self->kind == SPILL_VALUE_BOOLEAN && !spill_value_is_true (self));
}

TEST (test_true)
{
  return spill_value_new_boolean (self->kind == SPILL_VALUE_BOOLEAN && spill_value_is_true (self));
}

TEST (test_integer)
{
  return spill_value_new_boolean (self->kind == SPILL_VALUE_INTEGER);
}

TEST (test_float)
{
  return spill_value_new_boolean (self->kind == SPILL_VALUE_FLOAT);
}

static SpillValue *
test_case (SpillEval  *eval,
           SpillValue *self,
           gboolean    upper)
{
  g_autoptr(SpillValue) text = spill_eval_to_string (eval, self);
  gboolean some = FALSE;

  if (text == NULL || !spill_eval_spend (eval, text->weight / 8))
    return NULL;
  for (const char *at = spill_str (text); *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (upper ? g_unichar_islower (c) : g_unichar_isupper (c))
        return spill_value_new_boolean (FALSE);
      some |= upper ? g_unichar_isupper (c) : g_unichar_islower (c);
    }
  return spill_value_new_boolean (some);
}

TEST (test_lower)
{
  return test_case (eval, self, FALSE);
}

TEST (test_upper)
{
  return test_case (eval, self, TRUE);
}

TEST (test_string)
{
  return spill_value_new_boolean (spill_value_is_string (self));
}

TEST (test_mapping)
{
  return spill_value_new_boolean (self->kind == SPILL_VALUE_DICTIONARY);
}

TEST (test_number)
{
  return spill_value_new_boolean (spill_value_is_number (self));
}

TEST (test_sequence)
{
  return spill_value_new_boolean (spill_value_is_string (self) || spill_value_is_sequence (self) || self->kind == SPILL_VALUE_DICTIONARY);
}

TEST (test_iterable)
{
  return spill_value_new_boolean (spill_value_is_string (self) || spill_value_is_sequence (self) ||
                                  self->kind == SPILL_VALUE_DICTIONARY || self->kind == SPILL_VALUE_UNDEFINED ||
                                  (self->kind == SPILL_VALUE_OBJECT && SPILL_OBJECT (self)->klass->iterate != NULL));
}

TEST (test_callable)
{
  return spill_value_new_boolean (self->kind == SPILL_VALUE_FUNCTION || self->kind == SPILL_VALUE_UNDEFINED ||
                                  (self->kind == SPILL_VALUE_OBJECT && SPILL_OBJECT (self)->klass->call != NULL));
}

/* Values that never change are the same if nothing tells them apart; lists and dictionaries only
 * if they are one. */
TEST (test_sameas)
{
  gboolean holds = spill_value_is_sequence (self) || self->kind == SPILL_VALUE_DICTIONARY;

  if (!spill_eval_weigh (eval, self))
    return NULL;
  return spill_value_new_boolean (self == a[0] || (!holds && self->kind == a[0]->kind && self->is_safe == a[0]->is_safe &&
                                                   spill_value_equal (self, a[0])));
}

TEST (test_escaped)
{
  return spill_value_new_boolean (self->is_safe);
}

TEST (test_in)
{
  return from_truth (spill_eval_compare (eval, SPILL_OP_IN, self, a[0]));
}

TEST (test_eq)
{
  return from_truth (spill_eval_compare (eval, SPILL_OP_EQ, self, a[0]));
}

TEST (test_ne)
{
  return from_truth (spill_eval_compare (eval, SPILL_OP_NE, self, a[0]));
}

TEST (test_gt)
{
  return from_truth (spill_eval_compare (eval, SPILL_OP_GT, self, a[0]));
}

TEST (test_ge)
{
  return from_truth (spill_eval_compare (eval, SPILL_OP_GE, self, a[0]));
}

TEST (test_lt)
{
  return from_truth (spill_eval_compare (eval, SPILL_OP_LT, self, a[0]));
}

TEST (test_le)
{
  return from_truth (spill_eval_compare (eval, SPILL_OP_LE, self, a[0]));
}

const SpillBuiltin spill_tests[] = {
  { "!=", test_ne, "other", 1 },
  { "<", test_lt, "other", 1 },
  { "<=", test_le, "other", 1 },
  { "==", test_eq, "other", 1 },
  { ">", test_gt, "other", 1 },
  { ">=", test_ge, "other", 1 },
  { "boolean", test_boolean, "" },
  { "callable", test_callable, "" },
  { "defined", test_defined, "" },
  { "divisibleby", test_divisibleby, "num", 1 },
  { "eq", test_eq, "other", 1 },
  { "equalto", test_eq, "other", 1 },
  { "escaped", test_escaped, "" },
  { "even", test_even, "" },
  { "false", test_false, "" },
  { "filter", test_filter, "" },
  { "float", test_float, "" },
  { "ge", test_ge, "other", 1 },
  { "greaterthan", test_gt, "other", 1 },
  { "gt", test_gt, "other", 1 },
  { "in", test_in, "seq", 1 },
  { "integer", test_integer, "" },
  { "iterable", test_iterable, "" },
  { "le", test_le, "other", 1 },
  { "lessthan", test_lt, "other", 1 },
  { "lower", test_lower, "" },
  { "lt", test_lt, "other", 1 },
  { "mapping", test_mapping, "" },
  { "ne", test_ne, "other", 1 },
  { "none", test_none, "" },
  { "number", test_number, "" },
  { "odd", test_odd, "" },
  { "sameas", test_sameas, "other", 1 },
  { "sequence", test_sequence, "" },
  { "string", test_string, "" },
  { "test", test_test, "" },
  { "true", test_true, "" },
  { "undefined", test_undefined, "" },
  { "upper", test_upper, "" },
};
const guint spill_n_tests = G_N_ELEMENTS (spill_tests);
