#include <math.h>
#include <stdio.h>
#include <string.h>

#include "template/spill-builtin-args.h"

#define MAX_WIDTH     100000
#define MAX_PRECISION 100

/* One number or text being put into a field. */
typedef struct
{
  char     fill[8];
  char     align;        /* '\0': what the kind wants */
  char     sign;         /* '-', '+' or ' ' */
  gboolean alternate;    /* "#" */
  gboolean zero;
  gint64   width;
  char     group;        /* ',' or '_' between thousands */
  gint64   precision;    /* -1: none */
  char     type;         /* '\0': the usual one */
} Spec;

static SpillValue *
fail (SpillEval  *eval,
      const char *what)
{
  return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "the format %s", what);
}

static const char *
read_number (const char *at,
             gint64     *number)
{
  for (*number = 0; g_ascii_isdigit (*at); at++)
    *number = MIN (*number * 10 + (*at - '0'), G_MAXINT32);
  return at;
}

static gboolean
read_spec (SpillEval  *eval,
           const char *at,
           Spec       *spec)
{
  const char *second = *at != '\0' ? g_utf8_next_char (at) : at;

  *spec = (Spec) { .fill = " ", .sign = '-', .precision = -1 };
  if (*second != '\0' && second > at && strchr ("<>^=", *second) != NULL)
    {
      memset (spec->fill, 0, sizeof spec->fill);
      memcpy (spec->fill, at, (gsize) (g_utf8_next_char (at) - at));
      at = g_utf8_next_char (at);
      spec->align = *at++;
    }
  else if (*at != '\0' && strchr ("<>^=", *at) != NULL)
    spec->align = *at++;
  if (*at == '+' || *at == '-' || *at == ' ')
    spec->sign = *at++;
  if (*at == '#')
    {
      spec->alternate = TRUE;
      at++;
    }
  if (*at == '0')
    {
      if (spec->align == '\0')
        strcpy (spec->fill, "0");
      spec->zero = TRUE;
      at++;
    }
  at = read_number (at, &spec->width);
  if (*at == ',' || *at == '_')
    spec->group = *at++;
  if (*at == '.')
    {
      if (!g_ascii_isdigit (at[1]))
        return fail (eval, "has no precision behind its dot") != NULL;
      at = read_number (at + 1, &spec->precision);
    }
  if (*at != '\0')
    spec->type = *at++;
  if (*at != '\0')
    return fail (eval, "is none that is known") != NULL;
  if (spec->width > MAX_WIDTH || spec->precision > MAX_PRECISION)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_LIMIT, "a field is wider than %d or more precise than %d", MAX_WIDTH, MAX_PRECISION) != NULL;
  return spill_arg_pad (eval, spec->width * 4);
}

/* Adds @text, whose first @prefix bytes are sign and base, to @into in a field. */
static void
pad (const Spec *spec,
     const char *text,
     gsize       prefix,
     char        align,
     GString    *into)
{
  gint64 missing = MAX (spec->width - g_utf8_strlen (text, -1), 0);
  gint64 left;

  if (spec->align != '\0')
    align = spec->align;
  else if (spec->zero && align == '>')
    align = '=';
  left = align == '>' || align == '=' ? missing : align == '^' ? missing / 2 : 0;
  if (align == '=')
    g_string_append_len (into, text, (gssize) prefix);
  for (gint64 i = 0; i < left; i++)
    g_string_append (into, spec->fill);
  g_string_append (into, align == '=' ? text + prefix : text);
  for (gint64 i = left; i < missing; i++)
    g_string_append (into, spec->fill);
}

static gsize
add_sign (const Spec *spec,
          gboolean    negative,
          GString    *text)
{
  if (negative || spec->sign != '-')
    g_string_append_c (text, negative ? '-' : spec->sign);
  return text->len;
}

/* @digits begin with the whole part; with @group between its thousands. With zeros as filling the
 * groups go on into them. */
static void
add_grouped (const Spec *spec,
             const char *digits,
             guint       size,
             GString    *text)
{
  gsize whole = strspn (digits, "0123456789abcdefABCDEF");
  gint64 zeros = 0;

  if (spec->group == '\0')
    {
      g_string_append (text, digits);
      return;
    }
  if (size == 3)
    whole = strspn (digits, "0123456789");
  if (spec->zero && spec->align == '\0')
    {
      gint64 rest = (gint64) strlen (digits + whole) + (gint64) text->len;

      while ((gint64) whole + zeros + ((gint64) whole + zeros - 1) / size + rest < spec->width)
        zeros++;
    }
  for (gint64 i = -zeros; i < (gint64) whole; i++)
    {
      g_string_append_c (text, i < 0 ? '0' : digits[i]);
      if (i + 1 < (gint64) whole && ((gint64) whole - i - 1) % size == 0)
        g_string_append_c (text, spec->group);
    }
  g_string_append (text, digits + whole);
}

static gboolean
format_integer (SpillEval  *eval,
                gint64      integer,
                const Spec *spec,
                GString    *into)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint64 rest = integer < 0 ? -(guint64) integer : (guint64) integer;
  char digits[80], *at = digits + sizeof digits - 1;
  char type = spec->type == '\0' ? 'd' : spec->type;
  guint base = type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
  gsize prefix;

  if (spec->precision >= 0)
    return fail (eval, "has a precision that integers have not") != NULL;
  if (type == 'c')
    {
      if (integer <= 0 || integer > 0x10ffff || !g_unichar_validate ((gunichar) integer))
        return fail (eval, "has no such character") != NULL;
      g_string_append_unichar (text, (gunichar) integer);
      pad (spec, text->str, 0, '<', into);
      return TRUE;
    }
  if (strchr ("dnboxX", type) == NULL)
    return fail (eval, "is none of integers") != NULL;

  *at = '\0';
  do
    *--at = (type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef")[rest % base];
  while ((rest /= base) > 0);
  prefix = add_sign (spec, integer < 0, text);
  if (spec->alternate && base != 10)
    g_string_append_printf (text, "0%c", type);
  prefix = text->len;
  add_grouped (spec, at, base == 10 ? 3 : 4, text);
  pad (spec, text->str, prefix, '>', into);
  return TRUE;
}

/* As C's printf, with Python's exponent of two digits, which is C's too. */
static char *
print_double (double      number,
              char        type,
              gint64      precision,
              gboolean    alternate)
{
  g_autofree char *format = g_strdup_printf ("%%%s.%d%c", alternate ? "#" : "", (int) precision, type);
  char text[600];

  return g_strdup (g_ascii_formatd (text, sizeof text, format, number));
}

static gboolean
format_float (SpillEval  *eval,
              double      number,
              const Spec *spec,
              GString    *into)
{
  g_autoptr(GString) text = g_string_new (NULL), shortest = NULL;
  g_autofree char *digits = NULL;
  gboolean percent = spec->type == '%';
  double size = fabs (number) * (percent ? 100 : 1);
  gint64 precision = spec->precision < 0 ? 6 : spec->precision;
  gsize prefix;

  if (spec->type != '\0' && strchr ("eEfFgGn%", spec->type) == NULL)
    return fail (eval, "is none of floats") != NULL;

  prefix = add_sign (spec, signbit (number) && !isnan (number), text);
  if (isnan (size) || isinf (size))
    g_string_append (text, isnan (size) ? (g_ascii_isupper (spec->type) ? "NAN" : "nan") : (g_ascii_isupper (spec->type) ? "INF" : "inf"));
  else
    {
      if (spec->type == '\0' && spec->precision < 0)
        {
          shortest = g_string_new (NULL);
          spill_print_float (size, shortest);
          digits = g_strdup (shortest->str);
        }
      else if (spec->type == '\0')
        {
          digits = print_double (size, 'g', MAX (precision, 1), FALSE);
          if (strpbrk (digits, ".e") == NULL)
            {
              /* At least one digit behind the dot, unless that takes one digit too many. */
              g_autofree char *exact = g_strconcat (digits, (gint64) strlen (digits) < precision ? ".0" : "", NULL);

              g_free (digits);
              digits = (gint64) strlen (exact) == precision && strchr (exact, '.') == NULL ? print_double (size, 'e', precision - 1, FALSE)
                                                                                          : g_steal_pointer (&exact);
            }
        }
      else
        digits = print_double (size, percent ? 'f' : spec->type == 'n' ? 'g' : spec->type,
                               strchr ("gGn", spec->type) != NULL ? MAX (precision, 1) : precision, spec->alternate);
      add_grouped (spec, digits, 3, text);
      if (percent)
        g_string_append_c (text, '%');
    }
  pad (spec, text->str, prefix, '>', into);
  return TRUE;
}

static gboolean
format_text (SpillEval  *eval,
             const char *string,
             const Spec *spec,
             GString    *into)
{
  g_autofree char *cut = NULL;

  if ((spec->type != '\0' && spec->type != 's') || spec->align == '=' || spec->sign != '-' || spec->alternate || spec->group != '\0')
    return fail (eval, "is none of strings") != NULL;
  if (spec->precision >= 0 && g_utf8_strlen (string, -1) > spec->precision)
    cut = g_utf8_substring (string, 0, spec->precision);
  pad (spec, cut != NULL ? cut : string, 0, '<', into);
  return TRUE;
}

gboolean
spill_format_spec (SpillEval  *eval,
                   SpillValue *value,
                   const char *text,
                   GString    *into)
{
  g_autoptr(SpillValue) string = NULL;
  Spec spec;

  if (*text == '\0' || spill_value_is_string (value))
    {
      string = spill_eval_to_string (eval, value);
      if (string == NULL || !spill_eval_charge (eval, spill_str_size (string)))
        return FALSE;
      if (*text == '\0')
        {
          g_string_append (into, spill_str (string));
          return TRUE;
        }
    }
  if (!read_spec (eval, text, &spec))
    return FALSE;
  if (string != NULL)
    return format_text (eval, spill_str (string), &spec, into);
  if (value->kind == SPILL_VALUE_FLOAT || (spill_value_is_whole (value) && spec.type != '\0' && strchr ("eEfFgG%", spec.type) != NULL))
    return format_float (eval, spill_value_get_float (value), &spec, into);
  if (value->kind == SPILL_VALUE_INTEGER || (value->kind == SPILL_VALUE_BOOLEAN))
    return format_integer (eval, spill_value_get_integer (value), &spec, into);
  return fail (eval, "is for strings and numbers only") != NULL;
}

/* Text of @value for "%s", escaped if the format is markup. */
static gboolean
percent_text (SpillEval  *eval,
              SpillValue *value,
              char        type,
              gboolean    markup,
              Spec       *spec,
              GString    *into)
{
  g_autoptr(SpillValue) string = NULL;

  if (type == 's')
    string = markup ? spill_eval_escape (eval, value) : spill_eval_to_string (eval, value);
  else if (spill_eval_weigh (eval, value))
    {
      GString *repr = g_string_new (NULL);
      g_autoptr(SpillValue) plain = NULL;

      spill_print_repr (value, repr);
      plain = spill_eval_take (eval, repr, FALSE);
      string = plain == NULL ? NULL : markup ? spill_eval_escape (eval, plain) : spill_value_ref (plain);
    }
  if (string == NULL || !spill_eval_charge (eval, spill_str_size (string)))
    return FALSE;
  spec->type = '\0';
  spec->sign = '-';
  spec->alternate = spec->zero = FALSE;
  strcpy (spec->fill, " ");
  spec->align = spec->align == '\0' ? '>' : spec->align;
  return format_text (eval, spill_str (string), spec, into);
}

static gboolean
percent_value (SpillEval  *eval,
               SpillValue *value,
               char        type,
               gboolean    markup,
               Spec       *spec,
               GString    *into)
{
  gint64 precision = spec->precision;

  if (type == 's' || type == 'r' || type == 'a')
    return percent_text (eval, value, type, markup, spec, into);
  if (type == 'c' && spill_value_is_string (value))
    return g_utf8_strlen (spill_str (value), -1) == 1 ? percent_text (eval, value, 's', markup, spec, into)
                                                      : fail (eval, "wants one character") != NULL;
  if (!spill_value_is_number (value))
    return value->kind == SPILL_VALUE_UNDEFINED ? spill_eval_fail_kind (eval, value, "") != NULL : fail (eval, "wants a number") != NULL;

  spec->type = type == 'i' || type == 'u' ? 'd' : type;
  if (strchr ("eEfFgG", type) != NULL)
    return format_float (eval, spill_value_get_float (value), spec, into);
  if (strchr ("diuoxXc", type) == NULL)
    return fail (eval, "has a letter that is not known") != NULL;
  if (value->kind == SPILL_VALUE_FLOAT && (strchr ("diu", type) == NULL || !(fabs (spill_value_get_float (value)) < 9.2e18)))
    return fail (eval, "wants an integer") != NULL;
  if (precision > 0)
    return fail (eval, "has a precision that is not for integers") != NULL;
  spec->precision = -1;
  return format_integer (eval, spill_value_get_integer (value), spec, into);
}

static const char *
percent_flags (const char *at,
               Spec       *spec)
{
  *spec = (Spec) { .fill = " ", .sign = '-', .precision = -1 };
  for (; *at != '\0' && strchr ("-+ #0", *at) != NULL; at++)
    {
      if (*at == '-')
        spec->align = '<';
      else if (*at == '+' || (*at == ' ' && spec->sign != '+'))
        spec->sign = *at;
      else if (*at == '#')
        spec->alternate = TRUE;
      else if (*at == '0')
        spec->zero = TRUE;
    }
  if (spec->zero && spec->align == '\0')
    strcpy (spec->fill, "0");
  at = read_number (at, &spec->width);
  if (*at == '.')
    at = read_number (at + 1, &spec->precision);
  while (*at == 'l' || *at == 'h' || *at == 'L')
    at++;
  return at;
}

/* The value of "%(name)s", or the next one. */
static SpillValue *
percent_next (SpillEval   *eval,
              const char **at,
              SpillValue  *values,
              guint       *used)
{
  const char *close;

  if (**at == '(')
    {
      g_autoptr(SpillValue) key = NULL;
      SpillValue *value;

      close = strchr (*at, ')');
      if (close == NULL || values->kind != SPILL_VALUE_DICTIONARY)
        return fail (eval, "names what is not there");
      key = spill_string_new (*at + 1, (gsize) (close - *at - 1), FALSE);
      *at = close + 1;
      *used = G_MAXUINT;
      value = spill_value_lookup_value (values, key);
      return value != NULL ? value : fail (eval, "names what is not there");
    }
  if (values->kind == SPILL_VALUE_TUPLE)
    return *used < SPILL_SEQUENCE (values)->n ? SPILL_SEQUENCE (values)->items[(*used)++] : fail (eval, "wants more values");
  return (*used)++ == 0 ? values : fail (eval, "wants more values");
}

SpillValue *
spill_eval_percent (SpillEval  *eval,
                    SpillValue *format,
                    SpillValue *values)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint used = 0;

  for (const char *at = spill_str (format); *at != '\0'; )
    {
      SpillValue *value;
      const char *start;
      Spec spec;

      if (*at != '%' || at[1] == '%')
        {
          at += *at == '%';
          g_string_append_c (text, *at++);
          continue;
        }
      start = ++at;
      if (*at == '(')
        at += strcspn (at, ")") + (strchr (at, ')') != NULL);
      at = percent_flags (at, &spec);
      if (*at == '%')
        {
          g_string_append_c (text, *at++);
          continue;
        }
      if (*at == '\0' || !g_ascii_isalpha (*at))
        return fail (eval, "ends early, or has a letter that is not known");
      if (spec.width > MAX_WIDTH || spec.precision > MAX_PRECISION || !spill_arg_pad (eval, spec.width * 4 + 16))
        return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_LIMIT, "a field is too wide or too precise");
      value = percent_next (eval, &start, values, &used);
      if (value == NULL || !percent_value (eval, value, *at++, format->is_safe, &spec, text))
        return NULL;
    }

  if (used != G_MAXUINT && values->kind != SPILL_VALUE_DICTIONARY && values->kind != SPILL_VALUE_LIST &&
      used < (values->kind == SPILL_VALUE_TUPLE ? SPILL_SEQUENCE (values)->n : 1))
    return fail (eval, "has less places than there are values");
  return spill_eval_string (eval, text->str, text->len, format->is_safe);
}

/* "0", "name", "name.attr[key]": the field that str.format names. */
static SpillValue *
format_field (SpillEval       *eval,
              const char      *name,
              const SpillArgs *args,
              guint           *next)
{
  gsize length = strcspn (name, ".[");
  const char *at = name + length;
  SpillValue *found = NULL;
  g_autoptr(SpillValue) value = NULL;
  gint64 index;

  if (strspn (name, "0123456789") == length)
    {
      read_number (name, &index);
      index = length == 0 ? (*next)++ : index;
      found = index < args->n ? args->args[index] : NULL;
    }
  for (guint i = 0; i < args->n_named && found == NULL; i++)
    if (strncmp (spill_str (args->names[i]), name, length) == 0 && spill_str_size (args->names[i]) == length)
      found = args->values[i];
  if (found == NULL)
    return fail (eval, "names what is not there");

  for (value = spill_value_ref (found); *at != '\0' && value != NULL; )
    {
      g_autoptr(SpillValue) of = g_steal_pointer (&value), key = NULL;
      gboolean item = *at++ == '[';
      gsize part = strcspn (at, item ? "]" : ".[");

      if (part == 0 || (item && at[part] != ']'))
        return fail (eval, "has a field without a name");
      key = spill_string_new (at, part, FALSE);
      if (item && strspn (at, "0123456789") == part)
        {
          spill_value_unref (key);
          read_number (at, &index);
          key = spill_value_new_integer (index);
        }
      at += part + item;
      if (item ? of->kind == SPILL_VALUE_DICTIONARY && spill_value_lookup_value (of, key) == NULL : of->kind != SPILL_VALUE_OBJECT)
        return fail (eval, "names what is not there");
      value = item ? spill_eval_get_item (eval, of, key) : spill_eval_get_attr (eval, of, key);
    }
  return g_steal_pointer (&value);
}

static gboolean
format_one (SpillEval       *eval,
            const char      *field,
            gboolean         markup,
            const SpillArgs *args,
            guint           *next,
            GString         *into)
{
  gsize length = strcspn (field, ":!");
  g_autofree char *name = g_strndup (field, length);
  g_autoptr(SpillValue) value = format_field (eval, name, args, next), string = NULL;
  const char *spec = field + length;
  g_autoptr(GString) text = g_string_new (NULL);
  char conversion = '\0';

  if (value == NULL)
    return FALSE;
  if (*spec == '!')
    {
      conversion = spec[1];
      spec += conversion != '\0' ? 2 : 1;
      if (strchr ("sra", conversion) == NULL || conversion == '\0' || (*spec != '\0' && *spec != ':'))
        return fail (eval, "has a conversion that is not known") != NULL;
    }
  if (conversion == 'r' || conversion == 'a')
    {
      if (!spill_eval_weigh (eval, value))
        return FALSE;
      spill_print_repr (value, text);
      string = spill_string_new (text->str, text->len, FALSE);
      g_string_truncate (text, 0);
    }
  else
    string = conversion == 's' ? spill_eval_to_string (eval, value) : spill_value_ref (value);
  if (string == NULL || !spill_format_spec (eval, string, *spec == ':' ? spec + 1 : spec, text))
    return FALSE;
  if (markup && !string->is_safe)
    spill_template_escape (text->str, into);
  else
    g_string_append (into, text->str);
  return spill_eval_charge (eval, text->len);
}

SpillValue *
spill_method_format (SpillEval         *eval,
                     SpillValue        *self,
                     SpillValue *const *a,
                     const SpillArgs   *args)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint next = 0;

  for (const char *at = spill_str (self); *at != '\0'; )
    {
      g_autofree char *field = NULL;
      gsize length;

      if ((*at == '{' || *at == '}') && at[1] == *at)
        at++;
      else if (*at == '}')
        return fail (eval, "closes what was not opened");
      else if (*at == '{')
        {
          length = strcspn (at + 1, "{}");
          if (at[1 + length] != '}')
            return fail (eval, "has a field in a field, or no end of one");
          field = g_strndup (at + 1, length);
          if (!format_one (eval, field, self->is_safe, args, &next, text))
            return NULL;
          at += length + 2;
          continue;
        }
      g_string_append_c (text, *at++);
    }
  return spill_eval_string (eval, text->str, text->len, self->is_safe);
}
