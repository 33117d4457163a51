#include <errno.h>
#include <math.h>
#include <string.h>

#include "template/spill-builtin-args.h"

#define FILTER(name) static SpillValue *name (SpillEval *eval, SpillValue *self, SpillValue *const *a, const SpillArgs *args)

FILTER (filter_abs)
{
  if (self->kind == SPILL_VALUE_FLOAT)
    return spill_value_new_float (fabs (spill_value_get_float (self)));
  if (!spill_value_is_whole (self))
    return spill_eval_fail_kind (eval, self, "has no absolute value");
  return spill_value_get_integer (self) < 0 ? spill_eval_unary (eval, SPILL_OP_SUB, self)
                                            : spill_value_new_integer (spill_value_get_integer (self));
}

FILTER (filter_default)
{
  if (self->kind != SPILL_VALUE_UNDEFINED && !(spill_arg_is_true (a[1]) && !spill_value_is_true (self)))
    return spill_value_ref (self);
  return a[0] != NULL ? spill_value_ref (a[0]) : spill_string_new ("", 0, FALSE);
}

FILTER (filter_attr)
{
  const SpillBuiltin *method;
  SpillValue *found = NULL;

  if (!spill_value_is_string (a[0]))
    return spill_eval_fail_kind (eval, a[0], "is no name of an attribute");
  if (self->kind == SPILL_VALUE_UNDEFINED)
    return spill_eval_fail_kind (eval, self, "");
  if (self->kind == SPILL_VALUE_OBJECT && SPILL_OBJECT (self)->klass->get != NULL)
    found = SPILL_OBJECT (self)->klass->get (eval, SPILL_OBJECT (self), spill_str (a[0]));
  else if ((method = spill_builtin_find_method (self, spill_str (a[0]))) != NULL)
    found = spill_method_new (self, method);
  /* Unlike a dot, never a key of a dictionary. */
  return found != NULL || eval->error != NULL ? found : spill_undefined_new (a[0], spill_value_get_type_name (self));
}

/* What Python's int() and float() read, underscores aside: white space around it does not count. */
static gboolean
read_float (const char *text,
            double     *number)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  char *end;

  if (*trimmed == '\0' || strpbrk (trimmed, "xXpP(") != NULL)
    return FALSE;
  *number = g_ascii_strtod (trimmed, &end);
  return *end == '\0';
}

static gboolean
read_integer (const char *text,
              gint64      base,
              gint64     *integer)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  const char *digits = trimmed + (*trimmed == '-' || *trimmed == '+');
  g_autofree char *plain = NULL;
  char *end;

  if ((base == 2 && (strncmp (digits, "0b", 2) == 0 || strncmp (digits, "0B", 2) == 0)) ||
      (base == 8 && (strncmp (digits, "0o", 2) == 0 || strncmp (digits, "0O", 2) == 0)) ||
      (base == 16 && (strncmp (digits, "0x", 2) == 0 || strncmp (digits, "0X", 2) == 0)))
    digits += 2;
  if (!g_ascii_isalnum (*digits) || (base == 16 && (digits[1] == 'x' || digits[1] == 'X')))
    return FALSE;

  plain = g_strconcat (*trimmed == '-' ? "-" : "", digits, NULL);
  errno = 0;
  *integer = g_ascii_strtoll (plain, &end, (guint) base);
  return *end == '\0' && errno == 0;
}

FILTER (filter_int)
{
  gint64 base, integer;
  double number;

  if (!spill_arg_integer (eval, a[1], 10, &base) || !spill_eval_spend (eval, self->weight / 16))
    return NULL;
  if (spill_value_is_whole (self))
    return spill_value_new_integer (spill_value_get_integer (self));
  if (spill_value_is_string (self) && base >= 2 && base <= 36 && read_integer (spill_str (self), base, &integer))
    return spill_value_new_integer (integer);

  number = self->kind == SPILL_VALUE_FLOAT ? spill_value_get_float (self) : NAN;
  if (spill_value_is_string (self) && !read_float (spill_str (self), &number))
    number = NAN;
  if (fabs (number) < 9.2e18)
    return spill_value_new_integer ((gint64) number);
  if (self->kind == SPILL_VALUE_UNDEFINED)
    return spill_eval_fail_kind (eval, self, "");
  return a[0] != NULL ? spill_value_ref (a[0]) : spill_value_new_integer (0);
}

FILTER (filter_float)
{
  double number;

  if (!spill_eval_spend (eval, self->weight / 16))
    return NULL;
  if (spill_value_is_number (self))
    return spill_value_new_float (spill_value_get_float (self));
  if (spill_value_is_string (self) && read_float (spill_str (self), &number))
    return spill_value_new_float (number);
  if (self->kind == SPILL_VALUE_UNDEFINED)
    return spill_eval_fail_kind (eval, self, "");
  return a[0] != NULL ? spill_value_ref (a[0]) : spill_value_new_float (0);
}

/* Rounds as Python does, half to even of the exact binary number: what printf does too. */
static double
round_to (double number,
          gint64 digits)
{
  char format[] = "%.00f", text[400];
  double power;

  if (!isfinite (number) || digits > 20)
    return number;
  if (digits < 0)
    {
      if (digits < -300)
        return copysign (0, number);
      power = pow (10, (double) -digits);
      return rint (number / power) * power;
    }
  format[2] = (char) ('0' + digits / 10);
  format[3] = (char) ('0' + digits % 10);
  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, format, number), NULL);
}

FILTER (filter_round)
{
  const char *method = a[1] != NULL && spill_value_is_string (a[1]) ? spill_str (a[1]) : a[1] == NULL ? "common" : "";
  gint64 precision;
  double number = spill_value_get_float (self), power;

  if (!spill_arg_integer (eval, a[0], 0, &precision))
    return NULL;
  if (!spill_value_is_number (self))
    return spill_eval_fail_kind (eval, self, "cannot be rounded");
  if (strcmp (method, "ceil") == 0 || strcmp (method, "floor") == 0)
    {
      power = pow (10, (double) precision);
      if (!isfinite (number * power) || power == 0)
        return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "this cannot be rounded so");
      return spill_value_new_float ((*method == 'c' ? ceil (number * power) : floor (number * power)) / power);
    }
  if (strcmp (method, "common") != 0)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "the method is \"common\", \"ceil\" or \"floor\"");
  if (spill_value_is_whole (self) && precision >= 0)
    return spill_value_new_integer (spill_value_get_integer (self));
  number = round_to (number, precision);
  return spill_value_is_whole (self) ? spill_value_new_integer ((gint64) CLAMP (number, -9.2e18, 9.2e18)) : spill_value_new_float (number);
}

FILTER (filter_filesizeformat)
{
  static const char *const prefixes[2][8] = { { "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB" },
                                              { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB" } };
  gboolean binary = spill_arg_is_true (a[0]);
  double base = binary ? 1024 : 1000, bytes = spill_value_get_float (self), unit = base;
  g_autofree char *text = NULL;
  char number[400];

  if (!spill_value_is_number (self) && !(spill_value_is_string (self) && read_float (spill_str (self), &bytes)))
    return spill_eval_fail_kind (eval, self, "is no number of bytes");
  if (bytes == 1)
    return spill_value_new_string ("1 Byte");
  if (bytes < base)
    {
      text = g_strdup_printf ("%" G_GINT64_FORMAT " Bytes", (gint64) CLAMP (bytes, -9.2e18, 9.2e18));
      return spill_value_new_string (text);
    }
  for (guint i = 0; i < 8; i++)
    {
      unit *= base;
      if (bytes < unit || i == 7)
        {
          text = g_strdup_printf ("%s %s", g_ascii_formatd (number, sizeof number, "%.1f", base * bytes / unit), prefixes[binary][i]);
          break;
        }
    }
  return spill_value_new_string (text);
}

const SpillBuiltin spill_filters_value[] = {
  { "abs", filter_abs, "" },
  { "attr", filter_attr, "name", 1 },
  { "d", filter_default, "default_value boolean" },
  { "default", filter_default, "default_value boolean" },
  { "filesizeformat", filter_filesizeformat, "binary" },
  { "float", filter_float, "default" },
  { "int", filter_int, "default base" },
  { "round", filter_round, "precision method" },
};
const guint spill_n_filters_value = G_N_ELEMENTS (spill_filters_value);
