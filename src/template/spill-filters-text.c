#include <string.h>

#include "template/spill-builtin-args.h"

#define FILTER(name) static SpillValue *name (SpillEval *eval, SpillValue *self, SpillValue *const *a, const SpillArgs *args)

static SpillValue *
change_case (SpillEval  *eval,
             SpillValue *self,
             SpillCase   which)
{
  g_autoptr(SpillValue) text = spill_eval_to_string (eval, self);

  return text != NULL ? spill_text_case (eval, text, which) : NULL;
}

FILTER (filter_capitalize)
{
  return change_case (eval, self, SPILL_CASE_CAPITALIZE);
}

FILTER (filter_lower)
{
  return change_case (eval, self, SPILL_CASE_LOWER);
}

FILTER (filter_upper)
{
  return change_case (eval, self, SPILL_CASE_UPPER);
}

/* A word begins after white space, "-" and opening brackets, unlike in str.title(). */
FILTER (filter_title)
{
  g_autoptr(SpillValue) text = spill_eval_to_string (eval, self);
  GString *result;
  gboolean begins = TRUE;

  if (text == NULL || !spill_eval_spend (eval, text->weight / 4))
    return NULL;

  result = g_string_sized_new (spill_str_size (text) + 1);
  for (const char *at = spill_str (text); *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (begins && c == 0xdf)
        g_string_append (result, "SS");
      else
        g_string_append_unichar (result, begins ? g_unichar_toupper (c) : g_unichar_tolower (c));
      begins = spill_is_space (c) || (c < 0x80 && strchr ("-({[<", (char) c) != NULL);
    }
  return spill_eval_take (eval, result, FALSE);
}

FILTER (filter_trim)
{
  g_autoptr(SpillValue) text = spill_eval_to_string (eval, self);

  return text != NULL ? spill_text_strip (eval, text, a[0], TRUE, TRUE) : NULL;
}

FILTER (filter_center)
{
  g_autoptr(SpillValue) text = spill_eval_to_string (eval, self);
  gint64 width;

  if (text == NULL || !spill_arg_integer (eval, a[0], 80, &width))
    return NULL;
  return spill_text_justify (eval, text, width, '^', " ");
}

FILTER (filter_string)
{
  return spill_eval_to_string (eval, self);
}

FILTER (filter_replace)
{
  g_autoptr(SpillValue) old = spill_eval_to_string (eval, a[0]);
  g_autoptr(SpillValue) with = old != NULL ? spill_eval_to_string (eval, a[1]) : NULL;
  g_autoptr(SpillValue) text = NULL, plain_old = NULL, plain_with = NULL;
  gint64 count;

  if (with == NULL || !spill_arg_integer (eval, spill_arg_is_set (a[2]) ? a[2] : NULL, -1, &count))
    return NULL;
  text = eval->autoescape && !self->is_safe && (old->is_safe || with->is_safe) ? spill_eval_escape (eval, self)
                                                                            : spill_eval_to_string (eval, self);
  if (text == NULL)
    return NULL;
  if (!text->is_safe)
    return spill_text_replace (eval, text, old, with, count);
  if (!eval->autoescape)
    {
      g_autoptr(SpillValue) plain = spill_eval_string (eval, spill_str (text), spill_str_size (text), FALSE);

      return plain != NULL ? spill_text_replace (eval, plain, old, with, count) : NULL;
    }

  plain_old = spill_eval_escape (eval, old);
  plain_with = plain_old != NULL ? spill_eval_escape (eval, with) : NULL;
  return plain_with != NULL ? spill_text_replace (eval, text, plain_old, plain_with, count) : NULL;
}

FILTER (filter_truncate)
{
  g_autoptr(SpillValue) text = spill_eval_to_string (eval, self), end = NULL;
  gint64 length, leeway, cut;
  const char *stop;
  GString *result;

  if (text == NULL || !spill_arg_integer (eval, a[0], 255, &length) ||
      !spill_arg_integer (eval, spill_arg_is_set (a[3]) ? a[3] : NULL, 5, &leeway))
    return NULL;
  end = a[2] == NULL ? spill_string_new ("...", 3, FALSE)
        : text->is_safe ? spill_eval_escape (eval, a[2]) : spill_eval_to_string (eval, a[2]);
  if (end == NULL || !spill_eval_spend (eval, text->weight / 16))
    return NULL;

  cut = length - g_utf8_strlen (spill_str (a[2] != NULL && spill_value_is_string (a[2]) ? a[2] : end), -1);
  if (cut < 0 || leeway < 0)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "the length is less than that of the end");
  if (length > G_MAXINT64 - leeway || g_utf8_strlen (spill_str (text), -1) <= length + leeway)
    return g_steal_pointer (&text);

  stop = g_utf8_offset_to_pointer (spill_str (text), cut);
  if (!spill_arg_is_true (a[1]))
    {
      const char *blank = g_strrstr_len (spill_str (text), stop - spill_str (text), " ");

      stop = blank != NULL ? blank : stop;
    }
  result = g_string_new_len (spill_str (text), stop - spill_str (text));
  g_string_append (result, spill_str (end));
  return spill_text_end (eval, result, text);
}

FILTER (filter_indent)
{
  g_autoptr(SpillValue) text = spill_eval_to_string (eval, self), lines = NULL, indent = NULL, more = NULL;
  g_autoptr(GString) result = NULL;
  gint64 width = 4;

  if (text == NULL)
    return NULL;
  if (a[0] != NULL && spill_value_is_string (a[0]))
    indent = text->is_safe ? spill_eval_escape (eval, a[0]) : spill_value_ref (a[0]);
  else
    {
      g_autoptr(SpillValue) blank = spill_string_new (" ", 1, TRUE), times = NULL;

      if (!spill_arg_integer (eval, a[0], 4, &width))
        return NULL;
      times = spill_value_new_integer (width);
      indent = spill_eval_binary (eval, SPILL_OP_MUL, blank, times);
    }
  if (indent == NULL)
    return NULL;

  result = g_string_new (spill_str (text));
  g_string_append_c (result, '\n');
  more = spill_eval_string (eval, result->str, result->len, FALSE);
  lines = more != NULL ? spill_text_lines (eval, more, FALSE) : NULL;
  if (lines == NULL)
    return NULL;
  g_string_truncate (result, 0);
  for (guint i = 0; i < SPILL_SEQUENCE (lines)->n; i++)
    {
      SpillValue *line = SPILL_SEQUENCE (lines)->items[i];

      if (!spill_eval_charge (eval, spill_str_size (indent)))
        return NULL;
      if (i > 0)
        g_string_append_c (result, '\n');
      if (i == 0 ? spill_arg_is_true (a[1]) : spill_str_size (line) > 0 || spill_arg_is_true (a[2]))
        g_string_append (result, spill_str (indent));
      g_string_append (result, spill_str (line));
    }
  return spill_eval_string (eval, result->str, result->len, text->is_safe);
}

FILTER (filter_wordcount)
{
  g_autoptr(SpillValue) text = spill_eval_to_string (eval, self);
  gboolean in_word = FALSE;
  gint64 n = 0;

  if (text == NULL || !spill_eval_spend (eval, text->weight / 8))
    return NULL;
  for (const char *at = spill_str (text); *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gboolean is_word = g_unichar_isalnum (c) || c == '_';

      n += is_word && !in_word;
      in_word = is_word;
    }
  return spill_value_new_integer (n);
}

/* Where a piece of a line ends that is not broken: white space, or a word up to a hyphen in it. */
static const char *
next_piece (const char *at,
            const char *end,
            gboolean    hyphens)
{
  const char *start = at;

  if (strchr (" \t\n\v\f\r", *at) != NULL)
    {
      while (at < end && strchr (" \t\n\v\f\r", *at) != NULL)
        at++;
      return at;
    }
  while (at < end && strchr (" \t\n\v\f\r", *at) == NULL)
    {
      const char *next = g_utf8_next_char (at);

      if (hyphens && *at == '-' && at > start + 1 && g_unichar_isalpha (g_utf8_get_char (g_utf8_prev_char (at))) &&
          g_unichar_isalpha (g_utf8_get_char (g_utf8_prev_char (g_utf8_prev_char (at)))) &&
          next < end && g_unichar_isalpha (g_utf8_get_char (next)) &&
          g_unichar_isalpha (g_utf8_get_char (g_utf8_next_char (next))))
        return next;
      at = next;
    }
  return at;
}

static void
wrap_line (const char *line,
           gint64      width,
           gboolean    break_words,
           gboolean    hyphens,
           const char *wrap,
           GString    *into)
{
  const char *end = line + strlen (line), *at = line;
  gboolean first = TRUE;

  while (at < end)
    {
      const char *start, *stop;
      gint64 used = 0;

      /* White space at the start of a line goes, but for the first one. */
      if (!first && strchr (" \t\n\v\f\r", *at) != NULL)
        at = next_piece (at, end, hyphens);
      start = stop = at;
      while (at < end)
        {
          const char *piece = next_piece (at, end, hyphens);
          gint64 length = g_utf8_strlen (at, piece - at);

          if (used + length > width)
            {
              if (length > width && (break_words || used == 0))
                {
                  if (break_words)
                    piece = g_utf8_offset_to_pointer (at, MAX (width - used, used == 0 ? 1 : 0));
                  at = stop = piece;
                }
              break;
            }
          used += length;
          at = stop = piece;
        }
      while (stop > start && strchr (" \t\n\v\f\r", stop[-1]) != NULL)
        stop--;
      if (stop > start)
        {
          if (!first)
            g_string_append (into, wrap);
          g_string_append_len (into, start, stop - start);
          first = FALSE;
        }
    }
}

FILTER (filter_wordwrap)
{
  g_autoptr(SpillValue) text = spill_eval_to_string (eval, self), lines = NULL, wrap = NULL;
  g_autoptr(GString) result = g_string_new (NULL);
  gint64 width;

  if (text == NULL || !spill_arg_integer (eval, a[0], 79, &width))
    return NULL;
  if (width <= 0)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "a line is at least 1 wide");
  wrap = spill_arg_is_set (a[2]) ? spill_eval_to_string (eval, a[2]) : spill_string_new ("\n", 1, FALSE);
  lines = wrap != NULL ? spill_text_lines (eval, text, FALSE) : NULL;
  if (lines == NULL || !spill_eval_spend (eval, text->weight) ||
      !spill_eval_charge (eval, spill_str_size (text) * (1 + spill_str_size (wrap) / (gsize) MIN (width, 1000))))
    return NULL;

  for (guint i = 0; i < SPILL_SEQUENCE (lines)->n; i++)
    {
      if (i > 0)
        g_string_append (result, spill_str (wrap));
      wrap_line (spill_str (SPILL_SEQUENCE (lines)->items[i]), width, a[1] == NULL || spill_value_is_true (a[1]),
                 a[3] == NULL || spill_value_is_true (a[3]), spill_str (wrap), result);
      if (!spill_eval_spend (eval, 1) || result->len > eval->limits.memory)
        return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_LIMIT, "a text is made too long");
    }
  return spill_eval_string (eval, result->str, result->len, FALSE);
}

FILTER (filter_format)
{
  g_autoptr(SpillValue) text = spill_eval_to_string (eval, self), values = NULL;

  if (text == NULL)
    return NULL;
  if (args->n > 0 && args->n_named > 0)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "'format' takes arguments either with names or without");
  if (args->n_named > 0)
    {
      g_autoptr(SpillDictBuilder) named = spill_dict_builder_new ();

      for (guint i = 0; i < args->n_named; i++)
        if (!spill_eval_put (eval, named, spill_value_ref (args->names[i]), spill_value_ref (args->values[i])))
          return NULL;
      values = spill_dict_builder_end (g_steal_pointer (&named));
    }
  else
    {
      g_autoptr(SpillListBuilder) plain = spill_list_builder_new ();

      for (guint i = 0; i < args->n; i++)
        if (!spill_eval_add (eval, plain, spill_value_ref (args->args[i])))
          return NULL;
      values = spill_list_builder_end_tuple (g_steal_pointer (&plain));
    }
  return spill_eval_percent (eval, text, values);
}

const SpillBuiltin spill_filters_text[] = {
  { "capitalize", filter_capitalize, "" },
  { "center", filter_center, "width" },
  { "format", filter_format },
  { "indent", filter_indent, "width first blank" },
  { "lower", filter_lower, "" },
  { "replace", filter_replace, "old new count", 2 },
  { "string", filter_string, "" },
  { "title", filter_title, "" },
  { "trim", filter_trim, "chars" },
  { "truncate", filter_truncate, "length killwords end leeway" },
  { "upper", filter_upper, "" },
  { "wordcount", filter_wordcount, "" },
  { "wordwrap", filter_wordwrap, "width break_long_words wrapstring break_on_hyphens" },
};
const guint spill_n_filters_text = G_N_ELEMENTS (spill_filters_text);
