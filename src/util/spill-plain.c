#include "util/spill-plain.h"

#include <string.h>

#define MAX_JSON_ITEMS 1000   /* of an array or object */
#define MAX_JSON_DEPTH 8

#define ISOLATE "\342\201\250"       /* U+2068 FIRST STRONG ISOLATE */
#define POP_ISOLATE "\342\201\251"   /* U+2069 */

/* Overrides and embeddings may only disturb their own text; isolates inside would end ours. */
static gboolean
is_bidi_control (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/**
 * spill_plain_one_line:
 * @text: (nullable): valid UTF-8
 * @max_chars: at least 1
 *
 * Returns: (transfer full): @text fit for a label of one line
 */
char *
spill_plain_one_line (const char *text,
                      guint       max_chars)
{
  GString *out = g_string_new (NULL);
  gboolean space = FALSE;
  guint n = 0;

  for (const char *p = text; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_bidi_control (c))
        continue;
      if (g_unichar_isspace (c) || g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        {
          space = TRUE;
          continue;
        }
      if (n + 1 >= max_chars && (*g_utf8_next_char (p) != '\0' || n + space >= max_chars))
        {
          g_string_append (out, "…");
          break;
        }
      if (space && out->len > 0)
        {
          g_string_append_c (out, ' ');
          n++;
        }
      space = FALSE;
      g_string_append_unichar (out, c);
      n++;
    }

  return g_string_free (out, FALSE);
}

/**
 * spill_plain_isolated:
 * @text: (nullable): valid UTF-8
 * @max_chars: at least 1
 *
 * Returns: (transfer full): the same as spill_plain_one_line(), but its direction does not reach
 *   what stands around it
 */
char *
spill_plain_isolated (const char *text,
                      guint       max_chars)
{
  g_autofree char *line = spill_plain_one_line (text, max_chars);

  return g_strconcat (ISOLATE, line, POP_ISOLATE, NULL);
}

/**
 * spill_plain_cut:
 * @text: (nullable): valid UTF-8
 * @max_chars: at least 1
 *
 * Returns: (transfer full): @text, ended by "…" if it was longer
 */
char *
spill_plain_cut (const char *text,
                 guint       max_chars)
{
  const char *p = text;

  if (text == NULL)
    return g_strdup ("");

  for (guint n = 0; *p != '\0'; n++, p = g_utf8_next_char (p))
    if (n + 1 >= max_chars && *g_utf8_next_char (p) != '\0')
      {
        g_autofree char *start = g_strndup (text, p - text);

        return g_strconcat (start, "…", NULL);
      }

  return g_strdup (text);
}

static gboolean
read_hex (const char **p,
          gunichar    *c)
{
  *c = 0;
  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit ((*p)[i]))
        return FALSE;
      *c = *c << 4 | (gunichar) g_ascii_xdigit_value ((*p)[i]);
    }
  *p += 4;
  return TRUE;
}

/* RFC 8259 section 7. @p is after "\u". A lone surrogate or NUL becomes U+FFFD. */
static gboolean
read_unicode (const char **p,
              GString     *out)
{
  gunichar c, low;

  if (!read_hex (p, &c))
    return FALSE;

  if (c >= 0xd800 && c < 0xdc00 && (*p)[0] == '\\' && (*p)[1] == 'u')
    {
      const char *q = *p + 2;

      if (read_hex (&q, &low) && low >= 0xdc00 && low < 0xe000)
        {
          c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
          *p = q;
        }
    }
  if (c == 0 || (c >= 0xd800 && c < 0xe000))
    c = 0xfffd;

  g_string_append_unichar (out, c);
  return TRUE;
}

/* @p is at the opening quote, then after the closing one. NULL: not a JSON string. */
static char *
read_string (const char **p)
{
  static const char escapes[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  g_autoptr(GString) out = g_string_new (NULL);
  const char *q = *p;

  if (*q++ != '"')
    return NULL;

  while (*q != '"')
    {
      const char *escape;

      if (*q == '\0')
        return NULL;
      if (*q != '\\')
        {
          g_string_append_c (out, *q++);
          continue;
        }
      q++;
      if (*q == 'u')
        {
          q++;
          if (!read_unicode (&q, out))
            return NULL;
        }
      else if (*q != '\0' && (escape = strchr (escapes, *q)) != NULL)
        {
          g_string_append_c (out, meanings[escape - escapes]);
          q++;
        }
      else
        return NULL;
    }

  *p = q + 1;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
skip_space (const char **p)
{
  while (**p == ' ' || **p == '\t' || **p == '\n' || **p == '\r')
    (*p)++;
}

/* One value; @value stays NULL for kinds that have none here. FALSE: not JSON, or too deep. */
static gboolean read_value (const char **p, guint depth, GVariant **value);

static gboolean
read_word (const char **p,
           GVariant   **value)
{
  static const char *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (*p, words[i]))
      {
        *p += strlen (words[i]);
        *value = i < 2 ? g_variant_ref_sink (g_variant_new_boolean (i == 0)) : NULL;
        return TRUE;
      }

  return FALSE;
}

static gboolean
read_number (const char **p,
             GVariant   **value)
{
  gsize length = strspn (*p, "+-.eE0123456789");
  g_autofree char *text = g_strndup (*p, length);
  gint64 number;

  if (length == 0)
    return FALSE;

  *p += length;
  if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    *value = g_variant_ref_sink (g_variant_new_int64 (number));
  return TRUE;
}

/* After a member: TRUE and past the comma if there is another one. */
static gboolean
skip_comma (const char **p)
{
  skip_space (p);
  if (**p != ',')
    return FALSE;

  (*p)++;
  skip_space (p);
  return TRUE;
}

static gboolean
read_array (const char **p,
            guint        depth,
            GVariant   **value)
{
  g_autoptr(GStrvBuilder) strings = g_strv_builder_new ();
  g_auto(GStrv) strv = NULL;
  gboolean only_strings = TRUE;
  guint n = 0;

  (*p)++;
  skip_space (p);
  if (**p != ']')
    do
      {
        g_autoptr(GVariant) item = NULL;

        if (++n > MAX_JSON_ITEMS || !read_value (p, depth, &item))
          return FALSE;
        only_strings &= item != NULL && g_variant_is_of_type (item, G_VARIANT_TYPE_STRING);
        if (only_strings)
          g_strv_builder_add (strings, g_variant_get_string (item, NULL));
      }
    while (skip_comma (p));
  if (**p != ']')
    return FALSE;

  (*p)++;
  strv = g_strv_builder_end (strings);
  if (only_strings)
    *value = g_variant_ref_sink (g_variant_new_strv ((const char * const *) strv, -1));
  return TRUE;
}

static gboolean
read_object (const char **p,
             guint        depth,
             GVariant   **value)
{
  g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  guint n = 0;

  (*p)++;
  skip_space (p);
  if (**p != '}')
    do
      {
        g_autofree char *name = read_string (p);
        g_autoptr(GVariant) member = NULL;

        skip_space (p);
        if (name == NULL || **p != ':' || ++n > MAX_JSON_ITEMS)
          return FALSE;
        (*p)++;
        skip_space (p);
        if (!read_value (p, depth, &member))
          return FALSE;
        if (member != NULL)
          g_variant_dict_insert_value (&dict, name, member);
      }
    while (skip_comma (p));
  if (**p != '}')
    return FALSE;

  (*p)++;
  *value = g_variant_ref_sink (g_variant_dict_end (&dict));
  return TRUE;
}

static gboolean
read_value (const char **p,
            guint        depth,
            GVariant   **value)
{
  g_autofree char *string = NULL;

  if (depth == 0)
    return FALSE;

  switch (**p)
    {
    case '"':
      string = read_string (p);
      if (string != NULL)
        *value = g_variant_ref_sink (g_variant_new_string (string));
      return string != NULL;
    case '[':
      return read_array (p, depth - 1, value);
    case '{':
      return read_object (p, depth - 1, value);
    case 't':
    case 'f':
    case 'n':
      return read_word (p, value);
    default:
      return read_number (p, value);
    }
}

/**
 * spill_plain_from_json:
 * @json: (nullable): one JSON value as text, valid UTF-8
 *
 * Returns: (transfer full): what to show for it; what is not a well-formed string comes back as is
 */
char *
spill_plain_from_json (const char *json)
{
  const char *p = json;
  char *string;

  if (json == NULL)
    return g_strdup ("");

  skip_space (&p);
  string = *p == '"' ? read_string (&p) : NULL;
  return string != NULL ? string : g_strdup (json);
}

/**
 * spill_plain_json_variant:
 * @json: (nullable): one JSON value as text, valid UTF-8
 *
 * Returns: (nullable) (transfer full): its value as b, x, s, as or, for an object, a{sv} with the
 *   members that have one; %NULL for any other kind
 */
GVariant *
spill_plain_json_variant (const char *json)
{
  GVariant *value = NULL;

  if (json == NULL)
    return NULL;

  skip_space (&json);
  if (read_value (&json, MAX_JSON_DEPTH, &value))
    {
      skip_space (&json);
      if (*json == '\0')
        return value;
    }

  g_clear_pointer (&value, g_variant_unref);
  return NULL;
}

/**
 * spill_plain_after_name:
 * @text: what is said of a thing, valid UTF-8
 * @name: of the thing
 *
 * Where both are shown, the name is not to be read twice: "compile failed" of "compile" is "failed", but
 * "testing" of "test" stays.
 *
 * Returns: (transfer none): the rest of @text
 */
const char *
spill_plain_after_name (const char *text,
                        const char *name)
{
  const char *rest;

  g_return_val_if_fail (text != NULL && name != NULL, text);

  if (!g_str_has_prefix (text, name))
    return text;
  rest = text + strlen (name);
  if (g_unichar_isalnum (g_utf8_get_char (rest)) || *rest == '_')
    return text;

  return rest + strspn (rest, " :,;-");
}
