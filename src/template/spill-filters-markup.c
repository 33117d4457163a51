#include <math.h>
#include <string.h>

#include "template/spill-builtin-args.h"
#include "template/spill-sort.h"

#define FILTER(name) static SpillValue *name (SpillEval *eval, SpillValue *self, SpillValue *const *a, const SpillArgs *args)

#define JSON_MAX_INDENT 16

FILTER (filter_escape)
{
  return spill_eval_escape (eval, self);
}

FILTER (filter_forceescape)
{
  g_autoptr(SpillValue) text = spill_eval_to_string (eval, self);
  g_autoptr(SpillValue) plain = text != NULL ? spill_eval_string (eval, spill_str (text), spill_str_size (text), FALSE) : NULL;

  return plain != NULL ? spill_eval_escape (eval, plain) : NULL;
}

FILTER (filter_safe)
{
  g_autoptr(SpillValue) text = spill_eval_to_string (eval, self);

  return text != NULL ? spill_eval_string (eval, spill_str (text), spill_str_size (text), TRUE) : NULL;
}

/* A reference at "&": its character, 0 if it is none that we know. */
static gunichar
read_reference (const char  *at,
                const char **end)
{
  static const struct { const char *name; gunichar c; } names[] = {
    { "amp;", '&' }, { "lt;", '<' }, { "gt;", '>' }, { "quot;", '"' }, { "apos;", '\'' }, { "nbsp;", 0xa0 },
  };
  guint64 code;
  char *stop;

  at++;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (at, names[i].name))
      {
        *end = at + strlen (names[i].name);
        return names[i].c;
      }
  if (*at != '#' || !g_ascii_isalnum (at[1]))
    return 0;
  code = at[1] == 'x' || at[1] == 'X' ? g_ascii_strtoull (at + 2, &stop, 16) : g_ascii_strtoull (at + 1, &stop, 10);
  if (*stop != ';')
    return 0;
  *end = stop + 1;
  return code == 0 || code > 0x10ffff || !g_unichar_validate ((gunichar) code) ? 0xfffd : (gunichar) code;
}

/* Without comments and tags, white space made one, entities resolved. */
FILTER (filter_striptags)
{
  g_autoptr(SpillValue) text = spill_eval_to_string (eval, self);
  g_autoptr(GString) plain = g_string_new (NULL), result = g_string_new (NULL);
  gboolean blank = FALSE;
  const char *stop;

  if (text == NULL || !spill_eval_weigh (eval, text))
    return NULL;
  for (const char *at = spill_str (text); *at != '\0'; )
    {
      gboolean comment = g_str_has_prefix (at, "<!--");

      stop = *at == '<' ? strstr (at, comment ? "-->" : ">") : NULL;
      if (stop != NULL)
        at = stop + (comment ? 3 : 1);
      else
        g_string_append_c (plain, *at++);
    }

  for (const char *at = plain->str; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (spill_is_space (g_utf8_get_char (at)))
        {
          blank = TRUE;
          continue;
        }
      if (blank && result->len > 0)
        g_string_append_c (result, ' ');
      blank = FALSE;
      g_string_append_len (result, at, g_utf8_next_char (at) - at);
    }

  g_string_truncate (plain, 0);
  for (const char *at = result->str; *at != '\0'; )
    {
      gunichar c = *at == '&' ? read_reference (at, &stop) : 0;

      if (c != 0)
        g_string_append_unichar (plain, c);
      else
        g_string_append_len (plain, at, (stop = g_utf8_next_char (at)) - at);
      at = stop;
    }
  return spill_eval_string (eval, plain->str, plain->len, FALSE);
}

static void
quote_url (const char *text,
           gboolean    query,
           GString    *into)
{
  for (; *text != '\0'; text++)
    if (g_ascii_isalnum (*text) || strchr ("_.-~", *text) != NULL || (*text == '/' && !query))
      g_string_append_c (into, *text);
    else if (*text == ' ' && query)
      g_string_append_c (into, '+');
    else
      g_string_append_printf (into, "%%%02X", (guint) (guchar) *text);
}

static gboolean
quote_value (SpillEval  *eval,
             SpillValue *value,
             gboolean    query,
             GString    *into)
{
  g_autoptr(SpillValue) text = spill_eval_to_string (eval, value);

  if (text == NULL || !spill_eval_charge (eval, 3 * spill_str_size (text)))
    return FALSE;
  quote_url (spill_str (text), query, into);
  return TRUE;
}

FILTER (filter_urlencode)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(SpillValue) pairs = NULL;

  if (!spill_value_is_sequence (self) && self->kind != SPILL_VALUE_DICTIONARY)
    return quote_value (eval, self, FALSE, text) ? spill_eval_string (eval, text->str, text->len, FALSE) : NULL;

  pairs = self->kind == SPILL_VALUE_DICTIONARY ? spill_list_items (eval, self) : spill_value_ref (self);
  for (guint i = 0; pairs != NULL && i < SPILL_SEQUENCE (pairs)->n; i++)
    {
      g_autoptr(SpillValue) pair = spill_eval_iterate (eval, SPILL_SEQUENCE (pairs)->items[i]);

      if (pair == NULL)
        return NULL;
      if (SPILL_SEQUENCE (pair)->n != 2)
        return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "a query is made of pairs");
      if (i > 0)
        g_string_append_c (text, '&');
      if (!quote_value (eval, SPILL_SEQUENCE (pair)->items[0], TRUE, text))
        return NULL;
      g_string_append_c (text, '=');
      if (!quote_value (eval, SPILL_SEQUENCE (pair)->items[1], TRUE, text))
        return NULL;
    }
  return pairs != NULL ? spill_eval_string (eval, text->str, text->len, FALSE) : NULL;
}

FILTER (filter_xmlattr)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (self->kind != SPILL_VALUE_DICTIONARY)
    return spill_eval_fail_kind (eval, self, "holds no attributes");
  for (guint i = 0; i < SPILL_DICTIONARY (self)->n; i++)
    {
      SpillEntry *entry = &SPILL_DICTIONARY (self)->entries[i];
      g_autoptr(SpillValue) key = NULL, value = NULL;

      if (entry->value->kind == SPILL_VALUE_NONE || entry->value->kind == SPILL_VALUE_UNDEFINED)
        continue;
      if (!spill_value_is_string (entry->key) || strpbrk (spill_str (entry->key), " \t\n\v\f\r/>=") != NULL)
        return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "this is no name of an attribute");
      key = spill_eval_escape (eval, entry->key);
      value = key != NULL ? spill_eval_escape (eval, entry->value) : NULL;
      if (value == NULL || !spill_eval_charge (eval, spill_str_size (key) + spill_str_size (value) + 4))
        return NULL;
      if (text->len > 0 || a[0] == NULL || spill_value_is_true (a[0]))
        g_string_append_c (text, ' ');
      g_string_append_printf (text, "%s=\"%s\"", spill_str (key), spill_str (value));
    }
  return spill_eval_string (eval, text->str, text->len, eval->autoescape);
}

static void
json_string (const char *text,
             GString    *into)
{
  g_string_append_c (into, '"');
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      const char *escape = c < 0x80 && c != 0 ? strchr ("\bb\ff\nn\rr\tt\"\"\\\\", (char) c) : NULL;

      if (c == '"' || c == '\\' || c == '\b' || c == '\f' || c == '\n' || c == '\r' || c == '\t')
        g_string_append_printf (into, "\\%c", escape[1]);
      else if (c < 0x20 || c == 0x7f || (c < 0x80 && strchr ("<>&'", (char) c) != NULL))
        g_string_append_printf (into, c == 0x7f ? "\x7f" : "\\u%04x", c);
      else if (c < 0x80)
        g_string_append_c (into, (char) c);
      else if (c < 0x10000)
        g_string_append_printf (into, "\\u%04x", c);
      else
        g_string_append_printf (into, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff));
    }
  g_string_append_c (into, '"');
}

static void
json_line (GString *into,
           gint64   indent,
           guint    level)
{
  if (indent < 0)
    return;
  g_string_append_c (into, '\n');
  for (gint64 i = 0; i < indent * level; i++)
    g_string_append_c (into, ' ');
}

static gboolean json_value (SpillEval *eval, SpillValue *value, gint64 indent, guint level, GString *into);

static gboolean
json_list (SpillEval  *eval,
           SpillValue *list,
           gint64      indent,
           guint       level,
           GString    *into)
{
  g_string_append_c (into, '[');
  for (guint i = 0; i < SPILL_SEQUENCE (list)->n; i++)
    {
      if (i > 0)
        g_string_append (into, indent < 0 ? ", " : ",");
      json_line (into, indent, level + 1);
      if (!json_value (eval, SPILL_SEQUENCE (list)->items[i], indent, level + 1, into))
        return FALSE;
    }
  if (SPILL_SEQUENCE (list)->n > 0)
    json_line (into, indent, level);
  g_string_append_c (into, ']');
  return TRUE;
}

static gboolean
json_key (SpillEval  *eval,
          SpillValue *key,
          GString    *into)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (spill_value_is_string (key))
    g_string_append (text, spill_str (key));
  else if (spill_value_is_number (key) || key->kind == SPILL_VALUE_NONE)
    {
      if (!json_value (eval, key, -1, 0, text))
        return FALSE;
    }
  else
    return spill_eval_fail_kind (eval, key, "is no key of JSON") != NULL;
  json_string (text->str, into);
  return TRUE;
}

static gboolean
json_dictionary (SpillEval  *eval,
                 SpillValue *dictionary,
                 gint64      indent,
                 guint       level,
                 GString    *into)
{
  g_autoptr(SpillValue) items = spill_sort_dictionary (eval, dictionary, FALSE, TRUE, FALSE);

  g_string_append_c (into, '{');
  for (guint i = 0; items != NULL && i < SPILL_SEQUENCE (items)->n; i++)
    {
      SpillSequence *pair = SPILL_SEQUENCE (SPILL_SEQUENCE (items)->items[i]);

      if (i > 0)
        g_string_append (into, indent < 0 ? ", " : ",");
      json_line (into, indent, level + 1);
      if (!json_key (eval, pair->items[0], into))
        return FALSE;
      g_string_append (into, ": ");
      if (!json_value (eval, pair->items[1], indent, level + 1, into))
        return FALSE;
    }
  if (items == NULL)
    return FALSE;
  if (SPILL_SEQUENCE (items)->n > 0)
    json_line (into, indent, level);
  g_string_append_c (into, '}');
  return TRUE;
}

static gboolean
json_value (SpillEval  *eval,
            SpillValue *value,
            gint64      indent,
            guint       level,
            GString    *into)
{
  double number = spill_value_get_float (value);

  if (!spill_eval_charge (eval, (gsize) ((indent + 1) * level)))
    return FALSE;

  switch ((SpillValueKind) value->kind)
    {
    case SPILL_VALUE_NONE:
      g_string_append (into, "null");
      return TRUE;

    case SPILL_VALUE_BOOLEAN:
      g_string_append (into, spill_value_is_true (value) ? "true" : "false");
      return TRUE;

    case SPILL_VALUE_FLOAT:
      if (isnan (number) || isinf (number))
        g_string_append (into, isnan (number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
      else
        spill_print_float (number, into);
      return TRUE;

    case SPILL_VALUE_INTEGER:
      spill_value_print (value, into);
      return TRUE;

    case SPILL_VALUE_STRING:
      json_string (spill_str (value), into);
      return TRUE;

    case SPILL_VALUE_LIST:
    case SPILL_VALUE_TUPLE:
      return json_list (eval, value, indent, level, into);

    case SPILL_VALUE_DICTIONARY:
      return json_dictionary (eval, value, indent, level, into);

    case SPILL_VALUE_UNDEFINED:
    case SPILL_VALUE_FUNCTION:
    case SPILL_VALUE_OBJECT:
      break;
    }
  return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "there is no JSON of %s", spill_value_get_type_name (value)) != NULL;
}

/* May stand in a script, and in an attribute between ". */
FILTER (filter_tojson)
{
  GString *text;
  gint64 indent;

  if (!spill_arg_integer (eval, spill_arg_is_set (a[0]) ? a[0] : NULL, -1, &indent) || !spill_eval_weigh (eval, self))
    return NULL;
  if (indent > JSON_MAX_INDENT)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_LIMIT, "the indent is more than %d", JSON_MAX_INDENT);

  text = g_string_new (NULL);
  if (json_value (eval, self, MAX (indent, -1), 0, text))
    return spill_eval_take (eval, text, TRUE);
  g_string_free (text, TRUE);
  return NULL;
}

static gboolean
is_host_word (const char *at,
              const char *end)
{
  for (; at < end; at++)
    if (!g_ascii_isalnum (*at) && *at != '-' && *at != '_' && *at != '%' && !((guchar) *at & 0x80))
      return FALSE;
  return TRUE;
}

/* Whether @word is an address without a scheme that everybody knows for one, or with a scheme. */
static gboolean
is_address (const char *word,
            gboolean   *bare)
{
  static const char *const domains[] = { "com", "net", "int", "edu", "gov", "org", "info", "mil" };
  gboolean scheme = g_str_has_prefix (word, "https://") || g_str_has_prefix (word, "http://");
  const char *host = scheme ? strstr (word, "//") + 2 : word;
  const char *end = host + strcspn (host, ":/?#"), *last = g_strrstr_len (host, end - host, "."), *port = end;
  gsize length = (gsize) (end - (last != NULL ? last + 1 : host));

  *bare = !scheme;
  if (*port == ':')
    {
      gsize digits = strspn (port + 1, "0123456789");

      if (digits == 0 || digits > 5 || (port[1 + digits] != '\0' && strchr ("/?#", port[1 + digits]) == NULL))
        return FALSE;
    }
  if (end == host || *host == '.' || length == 0 || strstr (host, "..") == host)
    return FALSE;
  for (const char *at = host, *dot; at < end; at = dot + 1)
    {
      dot = memchr (at, '.', (gsize) (end - at));
      dot = dot != NULL ? dot : end;
      if (dot == at || !is_host_word (at, dot))
        return FALSE;
    }
  if (scheme || g_str_has_prefix (word, "www."))
    {
      const char *top = last != NULL ? last + 1 : host;
      gboolean numeric = TRUE;

      for (const char *at = host; at < end; at++)
        numeric = numeric && (g_ascii_isdigit (*at) || *at == '.');
      if (scheme && numeric)
        return TRUE;
      for (const char *at = top; at < end; at++)
        if (!g_ascii_isalpha (*at))
          return FALSE;
      return length >= 2 && (scheme || last > host + 3);
    }
  for (guint i = 0; last != NULL && i < G_N_ELEMENTS (domains); i++)
    if (length == strlen (domains[i]) && g_ascii_strncasecmp (last + 1, domains[i], length) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_mail (const char *word)
{
  const char *at = strrchr (word, '@'), *dot = at != NULL ? strrchr (at, '.') : NULL;

  return at != NULL && at > word && dot != NULL && dot > at + 1 && dot[1] != '\0' && g_ascii_isalnum (at[1]) &&
         strchr (word, ':') == NULL && strspn (at + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") == strlen (at + 1);
}

static void
append_link (const char *href,
             const char *text,
             gint64      limit,
             const char *attributes,
             GString    *into)
{
  g_string_append_printf (into, "<a href=\"%s\"%s>", href, attributes);
  if (limit > 0 && g_utf8_strlen (text, -1) > limit)
    {
      g_string_append_len (into, text, g_utf8_offset_to_pointer (text, limit) - text);
      g_string_append (into, "...");
    }
  else
    g_string_append (into, text);
  g_string_append (into, "</a>");
}

/* One word, escaped: brackets before and signs behind it do not belong to an address. */
static void
link_word (const char *word,
           gint64      limit,
           const char *rel,
           const char *target,
           GString    *into)
{
  static const char *const openings[] = { "(", "&lt;" }, *const endings[] = { ")", ".", ",", "&gt;" };
  g_autofree char *middle = g_strdup (word), *attributes = NULL, *href = NULL;
  const char *start = middle, *before;
  gsize length, cut;
  gboolean bare;

  do
    {
      before = start;
      for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
        if (g_str_has_prefix (start, openings[i]))
          start += strlen (openings[i]);
    }
  while (start != before);
  length = strlen (start);
  do
    {
      cut = length;
      for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
        if (length >= strlen (endings[i]) && strncmp (start + length - strlen (endings[i]), endings[i], strlen (endings[i])) == 0)
          {
            /* A bracket that was opened within the address is part of it. */
            if (*endings[i] == ')' && memchr (start, '(', length) != NULL)
              continue;
            length -= strlen (endings[i]);
          }
    }
  while (length != cut);

  g_string_append_len (into, middle, start - middle);
  before = word + (start - middle) + length;
  middle[(start - middle) + length] = '\0';
  attributes = g_strconcat (*rel != '\0' ? " rel=\"" : "", rel, *rel != '\0' ? "\"" : "",
                            *target != '\0' ? " target=\"" : "", target, *target != '\0' ? "\"" : "", NULL);
  if (is_address (start, &bare))
    {
      href = g_strconcat (bare ? "https://" : "", start, NULL);
      append_link (href, start, limit, attributes, into);
    }
  else if (is_mail (g_str_has_prefix (start, "mailto:") ? start + strlen ("mailto:") : start))
    {
      const char *address = g_str_has_prefix (start, "mailto:") ? start + strlen ("mailto:") : start;

      href = g_strconcat ("mailto:", address, NULL);
      append_link (href, address, 0, "", into);
    }
  else
    g_string_append (into, start);
  g_string_append (into, before);
}

FILTER (filter_urlize)
{
  g_autoptr(SpillValue) text = spill_eval_escape (eval, self);
  g_autoptr(SpillValue) rel = NULL, target = NULL;
  g_autoptr(GString) result = g_string_new (NULL), all_rel = g_string_new (NULL);
  gint64 limit;

  if (text == NULL || !spill_arg_integer (eval, spill_arg_is_set (a[0]) ? a[0] : NULL, 0, &limit) ||
      !spill_eval_spend (eval, text->weight))
    return NULL;
  rel = spill_arg_is_set (a[3]) ? spill_eval_escape (eval, a[3]) : spill_string_new ("", 0, TRUE);
  target = spill_arg_is_set (a[2]) ? spill_eval_escape (eval, a[2]) : spill_string_new ("", 0, TRUE);
  if (rel == NULL || target == NULL || spill_str_size (rel) + spill_str_size (target) > 200)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "'rel' and 'target' are words");
  /* In the order of the alphabet, whatever was given. */
  if (spill_arg_is_true (a[1]))
    g_string_append (all_rel, "nofollow ");
  g_string_append (all_rel, "noopener");
  if (spill_str_size (rel) > 0)
    g_string_append_printf (all_rel, " %s", spill_str (rel));

  for (const char *at = spill_str (text); *at != '\0'; )
    {
      const char *end = at;
      g_autofree char *word = NULL;

      while (spill_is_space (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);
      g_string_append_len (result, at, end - at);
      for (at = end; *end != '\0' && !spill_is_space (g_utf8_get_char (end)); )
        end = g_utf8_next_char (end);
      word = g_strndup (at, (gsize) (end - at));
      if (*word != '\0')
        link_word (word, limit, all_rel->str, spill_str (target), result);
      if (!spill_eval_charge (eval, 2 * strlen (word) + 64))
        return NULL;
      at = end;
    }
  return spill_eval_string (eval, result->str, result->len, eval->autoescape);
}

const SpillBuiltin spill_filters_markup[] = {
  { "e", filter_escape, "" },
  { "escape", filter_escape, "" },
  { "forceescape", filter_forceescape, "" },
  { "safe", filter_safe, "" },
  { "striptags", filter_striptags, "" },
  { "tojson", filter_tojson, "indent" },
  { "urlencode", filter_urlencode, "" },
  { "urlize", filter_urlize, "trim_url_limit nofollow target rel" },
  { "xmlattr", filter_xmlattr, "autospace" },
};
const guint spill_n_filters_markup = G_N_ELEMENTS (spill_filters_markup);
