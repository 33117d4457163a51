#include <math.h>
#include <string.h>

#include "template/spill-template-eval.h"

static SpillValue *
fail_range (SpillEval *self)
{
  return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "the result does not fit into 64 bits");
}

static SpillValue *
fail_zero (SpillEval *self)
{
  return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "there is no division by zero");
}

/* Python rounds down, C towards zero. */
static SpillValue *
divide_integers (SpillEval *self,
                 SpillOp    op,
                 gint64     a,
                 gint64     b)
{
  gint64 quotient, rest;

  if (b == 0)
    return fail_zero (self);
  if (op == SPILL_OP_DIV)
    return spill_value_new_float ((double) a / (double) b);
  if (b == -1)
    return op == SPILL_OP_MOD ? spill_value_new_integer (0)
           : a == G_MININT64 ? fail_range (self) : spill_value_new_integer (-a);

  quotient = a / b;
  rest = a % b;
  if (rest != 0 && (rest < 0) != (b < 0))
    {
      quotient--;
      rest += b;
    }
  return spill_value_new_integer (op == SPILL_OP_MOD ? rest : quotient);
}

static SpillValue *
raise_integer (SpillEval *self,
               gint64     base,
               gint64     exponent)
{
  gint64 result = 1;

  if (exponent < 0)
    return base == 0 ? fail_zero (self) : spill_value_new_float (pow ((double) base, (double) exponent));
  if (base == 0 || base == 1)
    return spill_value_new_integer (exponent == 0 ? 1 : base);
  if (base == -1)
    return spill_value_new_integer (exponent % 2 == 0 ? 1 : -1);

  for (gint64 i = 0; i < exponent; i++)
    if (__builtin_mul_overflow (result, base, &result))
      return fail_range (self);
  return spill_value_new_integer (result);
}

static SpillValue *
compute_integers (SpillEval *self,
                  SpillOp    op,
                  gint64     a,
                  gint64     b)
{
  gint64 result = 0;
  gboolean overflow;

  switch ((int) op)
    {
    case SPILL_OP_ADD:
      overflow = __builtin_add_overflow (a, b, &result);
      break;

    case SPILL_OP_SUB:
      overflow = __builtin_sub_overflow (a, b, &result);
      break;

    case SPILL_OP_MUL:
      overflow = __builtin_mul_overflow (a, b, &result);
      break;

    case SPILL_OP_POW:
      return raise_integer (self, a, b);

    default:
      return divide_integers (self, op, a, b);
    }

  return overflow ? fail_range (self) : spill_value_new_integer (result);
}

static SpillValue *
compute_floats (SpillEval *self,
                SpillOp    op,
                double     a,
                double     b)
{
  double result;

  switch ((int) op)
    {
    case SPILL_OP_ADD:
      return spill_value_new_float (a + b);

    case SPILL_OP_SUB:
      return spill_value_new_float (a - b);

    case SPILL_OP_MUL:
      return spill_value_new_float (a * b);

    case SPILL_OP_POW:
      if (a == 0 && b < 0)
        return fail_zero (self);
      result = pow (a, b);
      if ((isnan (result) && !isnan (a) && !isnan (b)) || (isinf (result) && !isinf (a) && !isinf (b)))
        return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "the power is no number");
      return spill_value_new_float (result);

    default:
      break;
    }

  if (b == 0)
    return fail_zero (self);
  if (op == SPILL_OP_DIV)
    return spill_value_new_float (a / b);

  result = fmod (a, b);
  if (result != 0 && (result < 0) != (b < 0))
    result += b;
  if (op == SPILL_OP_MOD)
    return spill_value_new_float (result == 0 ? copysign (0, b) : result);
  return spill_value_new_float (isinf (b) ? floor (a / b) : rint ((a - result) / b));
}

static SpillValue *
add_strings (SpillEval  *self,
             SpillValue *a,
             SpillValue *b)
{
  gboolean is_safe = a->is_safe || b->is_safe;
  g_autoptr(SpillValue) left = is_safe ? spill_eval_escape (self, a) : spill_value_ref (a);
  g_autoptr(SpillValue) right = left == NULL ? NULL : is_safe ? spill_eval_escape (self, b) : spill_value_ref (b);
  g_autoptr(GString) text = NULL;

  if (right == NULL || !spill_eval_charge (self, spill_str_size (left) + spill_str_size (right)))
    return NULL;

  text = g_string_sized_new (spill_str_size (left) + spill_str_size (right) + 1);
  g_string_append_len (text, spill_str (left), (gssize) spill_str_size (left));
  g_string_append_len (text, spill_str (right), (gssize) spill_str_size (right));
  return spill_eval_string (self, text->str, text->len, is_safe);
}

static gboolean
add_all (SpillEval        *self,
         SpillListBuilder *list,
         SpillValue       *sequence)
{
  for (guint i = 0; i < SPILL_SEQUENCE (sequence)->n; i++)
    if (!spill_eval_add (self, list, spill_value_ref (SPILL_SEQUENCE (sequence)->items[i])))
      return FALSE;
  return TRUE;
}

static SpillValue *
end_like (SpillListBuilder *list,
          SpillValue       *like)
{
  return like->kind == SPILL_VALUE_TUPLE ? spill_list_builder_end_tuple (list) : spill_list_builder_end (list);
}

static SpillValue *
repeat (SpillEval  *self,
        SpillValue *value,
        gint64      times)
{
  guint64 n = (guint64) MAX (times, 0);
  g_autoptr(SpillListBuilder) list = NULL;
  GString *text;

  if (spill_value_is_string (value))
    {
      if (spill_str_size (value) == 0)
        return spill_value_ref (value);
      if (n > G_MAXSIZE / 2 / spill_str_size (value))
        return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_LIMIT, "a text is made too long");
      if (!spill_eval_charge (self, n * spill_str_size (value)) || !spill_eval_spend (self, n))
        return NULL;
      text = g_string_sized_new (n * spill_str_size (value) + 1);
      for (guint64 i = 0; i < n; i++)
        g_string_append_len (text, spill_str (value), (gssize) spill_str_size (value));
      return spill_eval_take (self, text, value->is_safe);
    }

  list = spill_list_builder_new ();
  if (SPILL_SEQUENCE (value)->n == 0)
    n = 0;
  else if (n > self->limits.items || !spill_eval_check_items (self, n * SPILL_SEQUENCE (value)->n))
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_LIMIT, "a list is made too long");
  for (guint64 i = 0; i < n; i++)
    if (!add_all (self, list, value))
      return NULL;
  return end_like (g_steal_pointer (&list), value);
}

static gboolean
is_repeatable (const SpillValue *value)
{
  return spill_value_is_string (value) || spill_value_is_sequence (value);
}

/* What is not arithmetic; NULL without an error: there is no such thing. */
static SpillValue *
compute_others (SpillEval  *self,
                SpillOp     op,
                SpillValue *a,
                SpillValue *b)
{
  if (op == SPILL_OP_ADD)
    {
      if (spill_value_is_string (a) && spill_value_is_string (b))
        return add_strings (self, a, b);
      if (spill_value_is_sequence (a) && a->kind == b->kind)
        {
          g_autoptr(SpillListBuilder) list = spill_list_builder_new ();

          return add_all (self, list, a) && add_all (self, list, b) ? end_like (g_steal_pointer (&list), a) : NULL;
        }
    }
  if (op == SPILL_OP_MUL && is_repeatable (a) && spill_value_is_whole (b))
    return repeat (self, a, spill_value_get_integer (b));
  if (op == SPILL_OP_MUL && is_repeatable (b) && spill_value_is_whole (a))
    return repeat (self, b, spill_value_get_integer (a));
  if (op == SPILL_OP_MOD && spill_value_is_string (a))
    return spill_eval_percent (self, a, b);
  return NULL;
}

SpillValue *
spill_eval_binary (SpillEval  *self,
                   SpillOp     op,
                   SpillValue *a,
                   SpillValue *b)
{
  static const char *const signs[] = { "+", "-", "*", "/", "//", "%", "**" };
  SpillValue *result;

  if (spill_value_is_whole (a) && spill_value_is_whole (b))
    return compute_integers (self, op, spill_value_get_integer (a), spill_value_get_integer (b));
  if (spill_value_is_number (a) && spill_value_is_number (b))
    return compute_floats (self, op, spill_value_get_float (a), spill_value_get_float (b));

  result = compute_others (self, op, a, b);
  if (result != NULL || self->error != NULL)
    return result;
  if (a->kind == SPILL_VALUE_UNDEFINED || b->kind == SPILL_VALUE_UNDEFINED)
    return spill_eval_fail_kind (self, a->kind == SPILL_VALUE_UNDEFINED ? a : b, "");
  return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "there is no '%s' of %s and %s", signs[op],
                          spill_value_get_type_name (a), spill_value_get_type_name (b));
}

SpillValue *
spill_eval_unary (SpillEval  *self,
                  SpillOp     op,
                  SpillValue *value)
{
  if (value->kind == SPILL_VALUE_FLOAT)
    return spill_value_new_float (op == SPILL_OP_SUB ? -spill_value_get_float (value) : spill_value_get_float (value));
  if (!spill_value_is_whole (value))
    return spill_eval_fail_kind (self, value, "has no sign");
  if (op == SPILL_OP_ADD)
    return spill_value_new_integer (spill_value_get_integer (value));
  if (spill_value_get_integer (value) == G_MININT64)
    return fail_range (self);
  return spill_value_new_integer (-spill_value_get_integer (value));
}

static int
contains (SpillEval  *self,
          SpillValue *value,
          SpillValue *in)
{
  guint hash;

  switch ((SpillValueKind) in->kind)
    {
    case SPILL_VALUE_STRING:
      if (!spill_value_is_string (value))
        {
          spill_eval_fail_kind (self, value, "cannot be in a string");
          return -1;
        }
      return spill_eval_spend (self, in->weight / 64) ? strstr (spill_str (in), spill_str (value)) != NULL : -1;

    case SPILL_VALUE_LIST:
    case SPILL_VALUE_TUPLE:
      if (!spill_eval_spend (self, SPILL_SEQUENCE (in)->n + MIN (in->weight, value->weight) / 16))
        return -1;
      for (guint i = 0; i < SPILL_SEQUENCE (in)->n; i++)
        if (spill_eval_compare (self, SPILL_OP_EQ, SPILL_SEQUENCE (in)->items[i], value))
          return self->error == NULL ? TRUE : -1;
      return FALSE;

    case SPILL_VALUE_DICTIONARY:
      if (!spill_eval_spend (self, value->weight / 16))
        return -1;
      if (!spill_value_hash (value, &hash))
        {
          spill_eval_fail_kind (self, value, "is no key");
          return -1;
        }
      return spill_value_lookup_value (in, value) != NULL;

    case SPILL_VALUE_UNDEFINED:
      return FALSE;

    case SPILL_VALUE_NONE:
    case SPILL_VALUE_BOOLEAN:
    case SPILL_VALUE_INTEGER:
    case SPILL_VALUE_FLOAT:
    case SPILL_VALUE_FUNCTION:
    case SPILL_VALUE_OBJECT:
      break;
    }

  spill_eval_fail_kind (self, in, "holds nothing that 'in' could find");
  return -1;
}

int
spill_eval_compare (SpillEval  *self,
                    SpillOp     op,
                    SpillValue *a,
                    SpillValue *b)
{
  SpillValueOrder order;

  if (op == SPILL_OP_IN || op == SPILL_OP_NOT_IN)
    {
      int found = contains (self, a, b);

      return found < 0 || op == SPILL_OP_IN ? found : !found;
    }

  if (!spill_eval_spend (self, MIN (a->weight, b->weight) / 16))
    return -1;
  if (op == SPILL_OP_EQ || op == SPILL_OP_NE)
    return spill_value_equal (a, b) == (op == SPILL_OP_EQ);

  order = spill_value_compare (a, b);
  if (order == SPILL_VALUE_UNLIKE)
    {
      if (a->kind == SPILL_VALUE_UNDEFINED || b->kind == SPILL_VALUE_UNDEFINED)
        spill_eval_fail_kind (self, a->kind == SPILL_VALUE_UNDEFINED ? a : b, "");
      else
        spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "%s and %s have no order",
                         spill_value_get_type_name (a), spill_value_get_type_name (b));
      return -1;
    }
  switch ((int) op)
    {
    case SPILL_OP_LT:
      return order == SPILL_VALUE_LESS;

    case SPILL_OP_LE:
      return order == SPILL_VALUE_LESS || order == SPILL_VALUE_EQUAL;

    case SPILL_OP_GT:
      return order == SPILL_VALUE_GREATER;

    default:
      return order == SPILL_VALUE_GREATER || order == SPILL_VALUE_EQUAL;
    }
}
