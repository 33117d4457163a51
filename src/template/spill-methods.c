#include <string.h>

#include "template/spill-builtin-args.h"
#include "template/spill-sort.h"

#define METHOD(name) static SpillValue *name (SpillEval *eval, SpillValue *self, SpillValue *const *a, const SpillArgs *args)

/* An argument that is a string, escaped if @self is markup; NULL and the error set. */
static SpillValue *
get_text (SpillEval  *eval,
          SpillValue *self,
          SpillValue *value)
{
  if (!spill_value_is_string (value))
    return spill_eval_fail_kind (eval, value, "is no string");
  return self->is_safe ? spill_eval_escape (eval, value) : spill_value_ref (value);
}

#define CASE_METHOD(name, which)                       \
  METHOD (name)                                        \
  {                                                    \
    return spill_text_case (eval, self, (which));      \
  }

CASE_METHOD (str_capitalize, SPILL_CASE_CAPITALIZE)
CASE_METHOD (str_lower, SPILL_CASE_LOWER)
CASE_METHOD (str_swapcase, SPILL_CASE_SWAP)
CASE_METHOD (str_title, SPILL_CASE_TITLE)
CASE_METHOD (str_upper, SPILL_CASE_UPPER)

METHOD (str_casefold)
{
  g_autofree char *folded = NULL;

  if (!spill_eval_weigh (eval, self))
    return NULL;
  folded = g_utf8_casefold (spill_str (self), -1);
  return spill_eval_string (eval, folded, strlen (folded), FALSE);
}

static SpillValue *
justify (SpillEval         *eval,
         SpillValue        *self,
         SpillValue *const *a,
         char               align)
{
  g_autoptr(SpillValue) fill = a[1] != NULL ? get_text (eval, self, a[1]) : spill_string_new (" ", 1, FALSE);
  gint64 width;

  if (fill == NULL || !spill_arg_integer (eval, a[0], 0, &width))
    return NULL;
  if (g_utf8_strlen (spill_str (fill), -1) != 1)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "what is filled with is one character");
  return spill_text_justify (eval, self, width, align, spill_str (fill));
}

METHOD (str_center)
{
  return justify (eval, self, a, '^');
}

METHOD (str_ljust)
{
  return justify (eval, self, a, '<');
}

METHOD (str_rjust)
{
  return justify (eval, self, a, '>');
}

METHOD (str_zfill)
{
  const char *text = spill_str (self);
  gboolean sign = *text == '-' || *text == '+';
  GString *result;
  gint64 width, missing;

  if (!spill_arg_integer (eval, a[0], 0, &width))
    return NULL;
  missing = width - g_utf8_strlen (text, -1);
  if (missing > G_MAXINT32 || !spill_arg_pad (eval, missing))
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_LIMIT, "a text is made too wide");
  result = g_string_new_len (text, sign);
  for (gint64 i = 0; i < missing; i++)
    g_string_append_c (result, '0');
  g_string_append (result, text + sign);
  return spill_text_end (eval, result, self);
}

static SpillValue *
strip (SpillEval         *eval,
       SpillValue        *self,
       SpillValue *const *a,
       gboolean           left,
       gboolean           right)
{
  g_autoptr(SpillValue) characters = NULL;

  if (spill_arg_is_set (a[0]) && (characters = get_text (eval, self, a[0])) == NULL)
    return NULL;
  return spill_text_strip (eval, self, characters, left, right);
}

METHOD (str_strip)
{
  return strip (eval, self, a, TRUE, TRUE);
}

METHOD (str_lstrip)
{
  return strip (eval, self, a, TRUE, FALSE);
}

METHOD (str_rstrip)
{
  return strip (eval, self, a, FALSE, TRUE);
}

METHOD (str_replace)
{
  g_autoptr(SpillValue) old = get_text (eval, self, a[0]);
  g_autoptr(SpillValue) with = old != NULL ? get_text (eval, self, a[1]) : NULL;
  gint64 count;

  if (with == NULL || !spill_arg_integer (eval, a[2], -1, &count))
    return NULL;
  return spill_text_replace (eval, self, old, with, count);
}

METHOD (str_join)
{
  g_autoptr(SpillValue) list = spill_eval_iterate (eval, a[0]);

  return list != NULL ? spill_text_join (eval, self, list, self->is_safe, !self->is_safe) : NULL;
}

METHOD (str_encode)
{
  return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "there are no bytes here");
}

/* Byte offsets of the characters @from and @to of a search; FALSE: none can be found. */
static gboolean
get_range (SpillEval         *eval,
           SpillValue        *self,
           SpillValue *const *a,
           const char       **start,
           const char       **end)
{
  gint64 n, from, to;

  if (!spill_eval_spend (eval, self->weight / 8))
    return FALSE;
  n = g_utf8_strlen (spill_str (self), -1);
  if (!spill_arg_integer (eval, spill_arg_is_set (a[1]) ? a[1] : NULL, 0, &from) ||
      !spill_arg_integer (eval, spill_arg_is_set (a[2]) ? a[2] : NULL, n, &to))
    return FALSE;
  from = from < 0 ? MAX (from + n, 0) : from;
  to = to < 0 ? MAX (to + n, 0) : MIN (to, n);
  if (from > to)
    return FALSE;
  *start = g_utf8_offset_to_pointer (spill_str (self), from);
  *end = g_utf8_offset_to_pointer (*start, to - from);
  return TRUE;
}

static SpillValue *
search (SpillEval         *eval,
        SpillValue        *self,
        SpillValue *const *a,
        gboolean           last,
        gboolean           must)
{
  const char *start, *end, *found = NULL;

  if (!spill_value_is_string (a[0]))
    return spill_eval_fail_kind (eval, a[0], "is no string");
  if (get_range (eval, self, a, &start, &end))
    {
      gsize length = spill_str_size (a[0]);

      if (!last)
        found = memmem (start, (gsize) (end - start), spill_str (a[0]), length);
      else
        for (const char *at = end - length; at >= start && found == NULL; at--)
          if (memcmp (at, spill_str (a[0]), length) == 0)
            found = at;
    }
  if (eval->error != NULL)
    return NULL;
  if (found == NULL && must)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "this is not in the string");
  return spill_value_new_integer (found != NULL ? g_utf8_pointer_to_offset (spill_str (self), found) : -1);
}

METHOD (str_find)
{
  return search (eval, self, a, FALSE, FALSE);
}

METHOD (str_rfind)
{
  return search (eval, self, a, TRUE, FALSE);
}

METHOD (str_index)
{
  return search (eval, self, a, FALSE, TRUE);
}

METHOD (str_rindex)
{
  return search (eval, self, a, TRUE, TRUE);
}

METHOD (str_count)
{
  const char *start, *end;
  gint64 n = 0;

  if (!spill_value_is_string (a[0]))
    return spill_eval_fail_kind (eval, a[0], "is no string");
  if (!get_range (eval, self, a, &start, &end))
    return eval->error == NULL ? spill_value_new_integer (0) : NULL;
  if (spill_str_size (a[0]) == 0)
    return spill_value_new_integer (g_utf8_strlen (start, end - start) + 1);
  while ((start = memmem (start, (gsize) (end - start), spill_str (a[0]), spill_str_size (a[0]))) != NULL)
    {
      n++;
      start += spill_str_size (a[0]);
    }
  return spill_value_new_integer (n);
}

static SpillValue *
test_affix (SpillEval         *eval,
            SpillValue        *self,
            SpillValue *const *a,
            gboolean           suffix)
{
  SpillValue **affixes = a[0]->kind == SPILL_VALUE_TUPLE ? SPILL_SEQUENCE (a[0])->items : (SpillValue **) a;
  guint n = a[0]->kind == SPILL_VALUE_TUPLE ? SPILL_SEQUENCE (a[0])->n : 1;
  gboolean found = FALSE;
  const char *start, *end;

  if (!get_range (eval, self, a, &start, &end))
    return eval->error == NULL ? spill_value_new_boolean (FALSE) : NULL;
  for (guint i = 0; i < n && !found; i++)
    {
      gsize length = spill_value_get_string_size (affixes[i]);

      if (!spill_value_is_string (affixes[i]))
        return spill_eval_fail_kind (eval, affixes[i], "is no string");
      found = length <= (gsize) (end - start) && memcmp (suffix ? end - length : start, spill_str (affixes[i]), length) == 0;
    }
  return spill_value_new_boolean (found);
}

METHOD (str_startswith)
{
  return test_affix (eval, self, a, FALSE);
}

METHOD (str_endswith)
{
  return test_affix (eval, self, a, TRUE);
}

static SpillValue *
remove_affix (SpillEval  *eval,
              SpillValue *self,
              SpillValue *affix,
              gboolean    suffix)
{
  gsize size = spill_str_size (self), length = spill_value_get_string_size (affix);
  const char *text = spill_str (self);

  if (!spill_value_is_string (affix))
    return spill_eval_fail_kind (eval, affix, "is no string");
  if (length > size || memcmp (suffix ? text + size - length : text, spill_str (affix), length) != 0)
    length = 0;
  return spill_eval_string (eval, suffix ? text : text + length, size - length, FALSE);
}

METHOD (str_removeprefix)
{
  return remove_affix (eval, self, a[0], FALSE);
}

METHOD (str_removesuffix)
{
  return remove_affix (eval, self, a[0], TRUE);
}

typedef gboolean (*Is) (gunichar c);

static gboolean
is_word (gunichar c)
{
  return g_unichar_isalnum (c);
}

static gboolean
is_digit (gunichar c)
{
  return g_unichar_type (c) == G_UNICODE_DECIMAL_NUMBER;
}

static SpillValue *
test_all (SpillEval  *eval,
          SpillValue *self,
          Is          is)
{
  gboolean all = spill_str_size (self) > 0;

  if (!spill_eval_spend (eval, self->weight / 8))
    return NULL;
  for (const char *at = spill_str (self); *at != '\0' && all; at = g_utf8_next_char (at))
    all = is (g_utf8_get_char (at));
  return spill_value_new_boolean (all);
}

METHOD (str_isalnum)
{
  return test_all (eval, self, is_word);
}

METHOD (str_isalpha)
{
  return test_all (eval, self, (Is) g_unichar_isalpha);
}

METHOD (str_isdigit)
{
  return test_all (eval, self, is_digit);
}

METHOD (str_isspace)
{
  return test_all (eval, self, spill_is_space);
}

static SpillValue *
test_case (SpillEval  *eval,
           SpillValue *self,
           const char *name)
{
  SpillArgs none = { 0 };

  return spill_eval_named (eval, name, NULL, TRUE, self, &none);
}

METHOD (str_islower)
{
  return test_case (eval, self, "lower");
}

METHOD (str_isupper)
{
  return test_case (eval, self, "upper");
}

const SpillBuiltin spill_methods_text[] = {
  { "capitalize", str_capitalize, "" },
  { "casefold", str_casefold, "" },
  { "center", str_center, "width fillchar", 1 },
  { "count", str_count, "sub start end", 1 },
  { "encode", str_encode },
  { "endswith", str_endswith, "suffix start end", 1 },
  { "find", str_find, "sub start end", 1 },
  { "index", str_index, "sub start end", 1 },
  { "isalnum", str_isalnum, "" },
  { "isalpha", str_isalpha, "" },
  { "isdecimal", str_isdigit, "" },
  { "isdigit", str_isdigit, "" },
  { "islower", str_islower, "" },
  { "isnumeric", str_isdigit, "" },
  { "isspace", str_isspace, "" },
  { "isupper", str_isupper, "" },
  { "join", str_join, "iterable", 1 },
  { "ljust", str_ljust, "width fillchar", 1 },
  { "lower", str_lower, "" },
  { "lstrip", str_lstrip, "chars" },
  { "removeprefix", str_removeprefix, "prefix", 1 },
  { "removesuffix", str_removesuffix, "suffix", 1 },
  { "replace", str_replace, "old new count", 2 },
  { "rfind", str_rfind, "sub start end", 1 },
  { "rindex", str_rindex, "sub start end", 1 },
  { "rjust", str_rjust, "width fillchar", 1 },
  { "rstrip", str_rstrip, "chars" },
  { "startswith", str_startswith, "prefix start end", 1 },
  { "strip", str_strip, "chars" },
  { "swapcase", str_swapcase, "" },
  { "title", str_title, "" },
  { "upper", str_upper, "" },
  { "zfill", str_zfill, "width", 1 },
};
const guint spill_n_methods_text = G_N_ELEMENTS (spill_methods_text);
