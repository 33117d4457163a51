#include <string.h>

#include "template/spill-builtin-args.h"

gboolean
spill_arg_integer (SpillEval        *eval,
                   const SpillValue *value,
                   gint64            otherwise,
                   gint64           *integer)
{
  *integer = otherwise;
  if (value == NULL)
    return TRUE;
  if (!spill_value_is_whole (value))
    return spill_eval_fail_kind (eval, value, "is no integer") != NULL;

  *integer = spill_value_get_integer (value);
  return TRUE;
}

gboolean
spill_arg_pad (SpillEval *eval,
               gint64     characters)
{
  return characters <= 0 || spill_eval_charge (eval, (gsize) characters);
}

SpillValue *
spill_text_end (SpillEval        *eval,
                GString          *text,
                const SpillValue *like)
{
  return spill_eval_take (eval, text, like->is_safe);
}

/* What Python's str.isspace() and strip() take for white space. */
gboolean
spill_is_space (gunichar c)
{
  return g_unichar_isspace (c) || c == '\v' || (c >= 0x1c && c <= 0x1f) || c == 0x85;
}

static gboolean
is_stripped (gunichar          c,
             const SpillValue *characters)
{
  return characters != NULL ? g_utf8_strchr (spill_str (characters), -1, c) != NULL : spill_is_space (c);
}

SpillValue *
spill_text_strip (SpillEval        *eval,
                  SpillValue       *text,
                  const SpillValue *characters,
                  gboolean          left,
                  gboolean          right)
{
  const char *start = spill_str (text), *end = start + spill_str_size (text);

  if (characters != NULL && characters->kind == SPILL_VALUE_NONE)
    characters = NULL;
  if (characters != NULL && !spill_value_is_string (characters))
    return spill_eval_fail_kind (eval, characters, "holds no characters");
  if (!spill_eval_spend (eval, text->weight / 16 * (characters != NULL ? characters->weight : 1)))
    return NULL;

  while (left && start < end && is_stripped (g_utf8_get_char (start), characters))
    start = g_utf8_next_char (start);
  while (right && end > start && is_stripped (g_utf8_get_char (g_utf8_prev_char (end)), characters))
    end = g_utf8_prev_char (end);
  return spill_eval_string (eval, start, (gsize) (end - start), text->is_safe);
}

SpillValue *
spill_text_replace (SpillEval  *eval,
                    SpillValue *text,
                    SpillValue *old,
                    SpillValue *with,
                    gint64      count)
{
  g_autoptr(GString) result = g_string_new (NULL);
  const char *at = spill_str (text), *found;

  if (!spill_eval_spend (eval, text->weight / 16))
    return NULL;
  for (; count != 0; count--)
    {
      found = spill_str_size (old) > 0 ? strstr (at, spill_str (old)) : at;
      if (found == NULL || !spill_eval_charge (eval, spill_str_size (with) + 8))
        break;
      if (spill_str_size (old) == 0)
        {
          /* Between all characters and at both ends. */
          g_string_append (result, spill_str (with));
          if (*at == '\0')
            return spill_eval_string (eval, result->str, result->len, text->is_safe);
          g_string_append_len (result, at, g_utf8_next_char (at) - at);
          at = g_utf8_next_char (at);
          continue;
        }
      g_string_append_len (result, at, found - at);
      g_string_append_len (result, spill_str (with), (gssize) spill_str_size (with));
      at = found + spill_str_size (old);
    }
  if (eval->error != NULL)
    return NULL;
  g_string_append (result, at);
  return spill_eval_string (eval, result->str, result->len, text->is_safe);
}

static void
append_upper (GString  *text,
              gunichar  c)
{
  if (c == 0xdf)
    g_string_append (text, "SS");
  else
    g_string_append_unichar (text, g_unichar_toupper (c));
}

SpillValue *
spill_text_case (SpillEval  *eval,
                 SpillValue *value,
                 SpillCase   which)
{
  GString *text;
  gboolean in_word = FALSE;

  if (!spill_eval_spend (eval, value->weight / 4))
    return NULL;

  text = g_string_sized_new (spill_str_size (value) + 1);
  for (const char *at = spill_str (value); *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gboolean cased = g_unichar_isupper (c) || g_unichar_islower (c) || g_unichar_istitle (c);

      if (which == SPILL_CASE_UPPER || (which == SPILL_CASE_SWAP && g_unichar_islower (c)))
        append_upper (text, c);
      else if ((which == SPILL_CASE_CAPITALIZE && at == spill_str (value)) || (which == SPILL_CASE_TITLE && !in_word))
        g_string_append_unichar (text, g_unichar_totitle (c));
      else if (which == SPILL_CASE_SWAP && !g_unichar_isupper (c))
        g_string_append_unichar (text, c);
      else
        g_string_append_unichar (text, g_unichar_tolower (c));
      in_word = cased;
    }
  return spill_text_end (eval, text, value);
}

SpillValue *
spill_text_justify (SpillEval  *eval,
                    SpillValue *value,
                    gint64      width,
                    char        align,
                    const char *fill)
{
  gint64 length = g_utf8_strlen (spill_str (value), -1), missing = width - length, left;
  GString *text;

  if (!spill_eval_spend (eval, value->weight / 16))
    return NULL;
  if (missing <= 0)
    return spill_value_ref (value);
  if (missing > G_MAXINT64 / 8 || !spill_arg_pad (eval, missing * (gint64) strlen (fill)) || !spill_eval_spend (eval, (guint64) missing / 4))
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_LIMIT, "a text is made too wide");

  /* Python's center puts the odd one left of a text of odd width. */
  left = align == '<' ? 0 : align == '>' ? missing : missing / 2 + (missing & width & 1);
  text = g_string_sized_new (spill_str_size (value) + (gsize) missing + 1);
  for (gint64 i = 0; i < left; i++)
    g_string_append (text, fill);
  g_string_append (text, spill_str (value));
  for (gint64 i = left; i < missing; i++)
    g_string_append (text, fill);
  return spill_text_end (eval, text, value);
}

/* @strings_only: as str.join, which takes nothing else */
SpillValue *
spill_text_join (SpillEval  *eval,
                 SpillValue *separator,
                 SpillValue *list,
                 gboolean    markup,
                 gboolean    strings_only)
{
  g_autoptr(SpillValue) between = markup ? spill_eval_escape (eval, separator) : spill_eval_to_string (eval, separator);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; between != NULL && i < SPILL_SEQUENCE (list)->n; i++)
    {
      SpillValue *item = SPILL_SEQUENCE (list)->items[i];
      g_autoptr(SpillValue) string = NULL;

      if (strings_only && !spill_value_is_string (item))
        return spill_eval_fail_kind (eval, item, "cannot be joined");
      string = markup ? spill_eval_escape (eval, item) : spill_eval_to_string (eval, item);
      if (string == NULL || !spill_eval_charge (eval, spill_str_size (string) + spill_str_size (between)) || !spill_eval_spend (eval, 1))
        return NULL;
      if (i > 0)
        g_string_append_len (text, spill_str (between), (gssize) spill_str_size (between));
      g_string_append_len (text, spill_str (string), (gssize) spill_str_size (string));
    }
  return between != NULL ? spill_eval_string (eval, text->str, text->len, markup) : NULL;
}

static gsize
line_end_size (const char *at)
{
  gunichar c = g_utf8_get_char (at);

  if (c == '\r')
    return at[1] == '\n' ? 2 : 1;
  if (c == '\n' || c == '\v' || c == '\f' || (c >= 0x1c && c <= 0x1e))
    return 1;
  if (c == 0x85)
    return 2;
  return c == 0x2028 || c == 0x2029 ? 3 : 0;
}

SpillValue *
spill_text_lines (SpillEval  *eval,
                  SpillValue *text,
                  gboolean    keep_ends)
{
  g_autoptr(SpillListBuilder) list = spill_list_builder_new ();
  const char *at = spill_str (text), *start = at;

  if (!spill_eval_spend (eval, text->weight / 8))
    return NULL;
  while (*at != '\0')
    {
      gsize size = line_end_size (at);

      if (size == 0)
        {
          at = g_utf8_next_char (at);
          continue;
        }
      if (!spill_eval_add (eval, list, spill_eval_string (eval, start, (gsize) (at - start) + (keep_ends ? size : 0), text->is_safe)))
        return NULL;
      start = at += size;
    }
  if (at > start && !spill_eval_add (eval, list, spill_eval_string (eval, start, (gsize) (at - start), text->is_safe)))
    return NULL;
  return spill_list_builder_end (g_steal_pointer (&list));
}
