#include <math.h>
#include <string.h>

#include "template/spill-value-private.h"

#define MAX_NESTING (SPILL_VALUE_MAX_DEPTH + 8)    /* a namespace may hold itself */

/* The fewest digits that read back as the same number, as Python prints it: 15 digits always come
 * back from text to text, 17 always from number to number. */
void
spill_print_float (double   number,
                   GString *into)
{
  /* The smallest numbers have less than 15 digits. */
  static const char *const formats[] = {
    "%.0e", "%.1e", "%.2e", "%.3e", "%.4e", "%.5e", "%.6e", "%.7e", "%.8e", "%.9e", "%.10e", "%.11e", "%.12e", "%.13e",
    "%.14e", "%.15e", "%.16e",
  };
  char text[G_ASCII_DTOSTR_BUF_SIZE], *exponent, *digits, *dot;
  int power;

  if (isnan (number) || isinf (number))
    {
      g_string_append (into, isnan (number) ? "nan" : number < 0 ? "-inf" : "inf");
      return;
    }

  for (guint i = fabs (number) < 1e-300 ? 0 : 14; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (text, sizeof text, formats[i], number);
      if (g_ascii_strtod (text, NULL) == number)
        break;
    }

  exponent = strchr (text, 'e');
  power = (int) g_ascii_strtoll (exponent + 1, NULL, 10);
  *exponent = '\0';
  digits = text;
  if (*digits == '-')
    {
      g_string_append_c (into, '-');
      digits++;
    }
  dot = strchr (digits, '.');
  if (dot != NULL)
    memmove (dot, dot + 1, strlen (dot));
  for (char *end = digits + strlen (digits) - 1; end > digits && *end == '0'; end--)
    *end = '\0';

  if (power < -4 || power >= 16)
    {
      g_string_append_c (into, digits[0]);
      if (digits[1] != '\0')
        g_string_append_printf (into, ".%s", digits + 1);
      g_string_append_printf (into, "e%c%02d", power < 0 ? '-' : '+', ABS (power));
    }
  else if (power < 0)
    {
      g_string_append (into, "0.");
      for (int i = -1; i > power; i--)
        g_string_append_c (into, '0');
      g_string_append (into, digits);
    }
  else
    {
      int length = (int) strlen (digits);

      for (int i = 0; i <= power || i < length; i++)
        {
          if (i == power + 1)
            g_string_append_c (into, '.');
          g_string_append_c (into, i < length ? digits[i] : '0');
        }
      if (length <= power + 1)
        g_string_append (into, ".0");
    }
}

static void
print_quoted (const SpillString *string,
              GString           *into)
{
  char quote = strchr (string->text, '\'') != NULL && strchr (string->text, '"') == NULL ? '"' : '\'';

  g_string_append_c (into, quote);
  for (const char *at = string->text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == (gunichar) quote || c == '\\')
        g_string_append_printf (into, "\\%c", (char) c);
      else if (c == '\n' || c == '\r' || c == '\t')
        g_string_append (into, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
      else if (c == ' ' || (g_unichar_isgraph (c) && g_unichar_type (c) != G_UNICODE_FORMAT))
        g_string_append_unichar (into, c);
      else
        g_string_append_printf (into, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    }
  g_string_append_c (into, quote);
}

static void print_repr (const SpillValue *value, GString *into);

static void
print_sequence (const SpillSequence *sequence,
                GString             *into)
{
  gboolean tuple = sequence->base.kind == SPILL_VALUE_TUPLE;

  g_string_append_c (into, tuple ? '(' : '[');
  for (guint i = 0; i < sequence->n; i++)
    {
      if (i > 0)
        g_string_append (into, ", ");
      print_repr (sequence->items[i], into);
    }
  if (tuple && sequence->n == 1)
    g_string_append_c (into, ',');
  g_string_append_c (into, tuple ? ')' : ']');
}

static void
print_dictionary (const SpillDictionary *dictionary,
                  GString               *into)
{
  g_string_append_c (into, '{');
  for (guint i = 0; i < dictionary->n; i++)
    {
      if (i > 0)
        g_string_append (into, ", ");
      print_repr (dictionary->entries[i].key, into);
      g_string_append (into, ": ");
      print_repr (dictionary->entries[i].value, into);
    }
  g_string_append_c (into, '}');
}

static void
print_repr (const SpillValue *value,
            GString          *into)
{
  static GPrivate nesting;
  guint depth = GPOINTER_TO_UINT (g_private_get (&nesting));

  if (depth > MAX_NESTING)
    {
      g_string_append (into, "...");
      return;
    }

  g_private_set (&nesting, GUINT_TO_POINTER (depth + 1));
  if (spill_value_is_string (value))
    {
      if (value->is_safe)
        g_string_append (into, "Markup(");
      print_quoted (SPILL_STRING (value), into);
      if (value->is_safe)
        g_string_append_c (into, ')');
    }
  else if (value->kind == SPILL_VALUE_UNDEFINED)
    g_string_append (into, "Undefined");
  else
    spill_value_print (value, into);
  g_private_set (&nesting, GUINT_TO_POINTER (depth));
}

void
spill_print_repr (const SpillValue *value,
                  GString          *into)
{
  print_repr (value, into);
}

/**
 * spill_value_print:
 * @self: a value
 * @into: gets what Python's str() makes of it
 */
void
spill_value_print (const SpillValue *self,
                   GString          *into)
{
  switch ((SpillValueKind) self->kind)
    {
    case SPILL_VALUE_UNDEFINED:
      break;

    case SPILL_VALUE_NONE:
      g_string_append (into, "None");
      break;

    case SPILL_VALUE_BOOLEAN:
      g_string_append (into, spill_value_is_true (self) ? "True" : "False");
      break;

    case SPILL_VALUE_INTEGER:
      {
        char text[24], *at = text + sizeof text;
        gint64 value = spill_value_get_integer (self);
        guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

        do
          *--at = (char) ('0' + rest % 10);
        while ((rest /= 10) > 0);
        if (value < 0)
          *--at = '-';
        g_string_append_len (into, at, text + sizeof text - at);
      }
      break;

    case SPILL_VALUE_FLOAT:
      spill_print_float (spill_value_get_float (self), into);
      break;

    case SPILL_VALUE_STRING:
      g_string_append_len (into, SPILL_STRING (self)->text, (gssize) SPILL_STRING (self)->length);
      break;

    case SPILL_VALUE_LIST:
    case SPILL_VALUE_TUPLE:
      print_sequence (SPILL_SEQUENCE (self), into);
      break;

    case SPILL_VALUE_DICTIONARY:
      print_dictionary (SPILL_DICTIONARY (self), into);
      break;

    case SPILL_VALUE_FUNCTION:
      g_string_append_printf (into, "<function %s>", ((const SpillFunctionValue *) self)->name);
      break;

    case SPILL_VALUE_OBJECT:
      if (SPILL_OBJECT (self)->klass->print != NULL)
        SPILL_OBJECT (self)->klass->print (SPILL_OBJECT (self), into);
      else
        g_string_append_printf (into, "<%s>", SPILL_OBJECT (self)->klass->type_name);
      break;
    }
}

char *
spill_value_to_string (const SpillValue *self)
{
  GString *text = g_string_new (NULL);

  spill_value_print (self, text);
  return g_string_free (text, FALSE);
}

char *
spill_value_to_repr (const SpillValue *self)
{
  GString *text = g_string_new (NULL);

  print_repr (self, text);
  return g_string_free (text, FALSE);
}
