#include "protocols/spill-json.h"

#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>

/* json-glib needs some 80 bytes for a value and 300 for an object, so 16 MiB of "{},{}" would
 * take 2 GB. No master's answer that we ask for comes near this. */
#define MAX_VALUES       1000000
#define CONTAINER_WEIGHT 4

G_DEFINE_QUARK (spill-json-error-quark, spill_json_error)

/* One pass over the text before json-glib sees it. */
typedef struct
{
  const char *data;
  gsize       length;
  gsize       at;
  gsize       copied;     /* data up to here is in mended */
  GString    *mended;     /* (nullable) NULL: nothing to mend so far */
  guint       depth;
  guint       values;
  gboolean    ended;      /* the outermost value is complete: json-glib leaks it if more follows */
} Scan;

static void
scan_replace (Scan       *scan,
              gsize       at,
              gsize       length,
              const char *with)
{
  if (scan->mended == NULL)
    scan->mended = g_string_sized_new (scan->length + 16);

  g_string_append_len (scan->mended, scan->data + scan->copied, at - scan->copied);
  g_string_append (scan->mended, with);
  scan->copied = at + length;
}

/* The code of "\uXXXX" at @at, -1 if there is no such thing. */
static int
scan_get_escape (const Scan *scan,
                 gsize       at)
{
  int code = 0;

  if (scan->length - at < 6 || scan->data[at] != '\\' || scan->data[at + 1] != 'u')
    return -1;

  for (gsize i = at + 2; i < at + 6; i++)
    {
      int digit = g_ascii_xdigit_value (scan->data[i]);

      if (digit < 0)
        return -1;
      code = code << 4 | digit;
    }

  return code;
}

/* At a backslash inside a string. json-glib ends a string at "\u0000" without a word, makes
 * invalid UTF-8 of half a surrogate pair, and takes codes of less than four digits. FALSE: no
 * escape of JSON. */
static gboolean
scan_escape (Scan *scan)
{
  int code = scan_get_escape (scan, scan->at);

  if (code < 0)
    {
      if (scan->length - scan->at < 2 || memchr ("\"\\/bfnrt", scan->data[scan->at + 1], 8) == NULL)
        return FALSE;

      scan->at += 2;
      return TRUE;
    }

  if (code >= 0xd800 && code <= 0xdbff)
    {
      int low = scan_get_escape (scan, scan->at + 6);

      if (low >= 0xdc00 && low <= 0xdfff)
        {
          scan->at += 12;
          return TRUE;
        }
    }

  if (code == 0 || (code >= 0xd800 && code <= 0xdfff))
    scan_replace (scan, scan->at, 6, "\\ufffd");
  scan->at += 6;
  return TRUE;
}

/* FALSE: the string does not end, or is none of JSON. */
static gboolean
scan_string (Scan *scan)
{
  scan->at++;
  while (scan->at < scan->length)
    {
      char c = scan->data[scan->at];

      if (c == '\\')
        {
          if (!scan_escape (scan))
            return FALSE;
          continue;
        }
      scan->at++;
      if (c == '"')
        return TRUE;
    }

  return FALSE;
}

/* json-glib wraps integers beyond 64 bits around; as a fraction those of 19 digits and more stay
 * what they are. */
static void
scan_number (Scan *scan)
{
  gsize digits = 0;

  for (scan->at++; scan->at < scan->length && g_ascii_isdigit (scan->data[scan->at]); scan->at++)
    digits++;

  if (scan->at < scan->length && strchr (".eE", scan->data[scan->at]) != NULL)
    while (scan->at < scan->length &&
           (g_ascii_isdigit (scan->data[scan->at]) ||
            strchr (".eE+-", scan->data[scan->at]) != NULL))
      scan->at++;
  else if (digits >= 18)
    scan_replace (scan, scan->at, 0, ".0");
}

/* Python writes NaN and Infinity, which are not JSON. */
static gboolean
scan_word (Scan *scan)
{
  static const struct { const char *word, *instead; } words[] = {
    { "true", NULL }, { "false", NULL }, { "null", NULL },
    { "NaN", "null" }, { "Infinity", "null" }, { "-Infinity", "null" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i].word);

      if (scan->length - scan->at < length ||
          memcmp (scan->data + scan->at, words[i].word, length) != 0)
        continue;

      if (words[i].instead != NULL)
        scan_replace (scan, scan->at, length, words[i].instead);
      scan->at += length;
      return TRUE;
    }

  return FALSE;
}

static gboolean
scan_token (Scan *scan)
{
  char c = scan->data[scan->at];
  gboolean fine = TRUE;

  switch (c)
    {
    case '{':
    case '[':
      scan->depth++;
      scan->values += CONTAINER_WEIGHT;
      scan->at++;
      return TRUE;

    case '}':
    case ']':
      fine = scan->depth > 0;
      scan->depth -= fine;
      scan->at++;
      break;

    case ',':
    case ':':
      scan->values++;
      scan->at++;
      return scan->depth > 0;

    case '"':
      fine = scan_string (scan);
      break;

    default:
      /* json-glib takes comments and more, inside which this scan would lose its way. */
      if (scan_word (scan))
        break;
      fine = c == '-' || g_ascii_isdigit (c);
      if (fine)
        scan_number (scan);
    }

  scan->ended = scan->depth == 0;
  return fine;
}

static void
set_not_json (GError     **error,
              const char  *data,
              gsize        at)
{
  guint line = 1, column = 1;

  for (gsize i = 0; i < at; i++)
    {
      if (data[i] == '\n')
        {
          line++;
          column = 1;
        }
      else if (((guchar) data[i] & 0xc0) != 0x80)
        column++;
    }

  g_set_error (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_NOT_JSON,
               _("not JSON: line %u, column %u"), line, column);
}

static gboolean
scan_all (Scan    *scan,
          GError **error)
{
  while (scan->at < scan->length)
    {
      gsize start = scan->at;

      if (strchr (" \t\r\n", scan->data[scan->at]) != NULL)
        {
          scan->at++;
          continue;
        }

      if (scan->ended || !scan_token (scan))
        {
          set_not_json (error, scan->data, start);
          return FALSE;
        }

      if (scan->depth > SPILL_JSON_MAX_DEPTH)
        {
          g_set_error (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_TOO_DEEP,
                       _("nested deeper than %d"), SPILL_JSON_MAX_DEPTH);
          return FALSE;
        }

      if (scan->values > MAX_VALUES)
        {
          g_set_error (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_TOO_LARGE,
                       _("more than %d values"), MAX_VALUES);
          return FALSE;
        }
    }

  if (scan->depth > 0)
    {
      set_not_json (error, scan->data, scan->length);
      return FALSE;
    }

  return TRUE;
}

static JsonNode *
parse_mended (const char  *data,
              gsize        length,
              GError     **error)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) cause = NULL;
  g_autoptr(JsonNode) root = NULL;
  guint line = 1, column = 1;

  if (json_parser_load_from_data (parser, data, length, &cause))
    {
      root = json_parser_steal_root (parser);
      if (root != NULL)
        return g_steal_pointer (&root);
    }

  /* The parser's own words quote the text. */
  if (cause != NULL)
    sscanf (cause->message, "<data>:%u:%u:", &line, &column);
  g_set_error (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_NOT_JSON,
               _("not JSON: line %u, column %u"), line, column);
  return NULL;
}

/**
 * spill_json_parse:
 * @data: the bytes of a whole JSON text
 * @length: how many
 * @max_size: how many there may be, 0 for %SPILL_JSON_MAX_SIZE
 * @error: return location for a #SpillJsonError
 *
 * Parses JSON of doubtful origin with bounded stack and memory. All strings of the result are
 * valid UTF-8: what is not, half surrogate pairs and NULs are U+FFFD instead. NaN and infinities,
 * as Python writes them, are null.
 *
 * Errors never quote the text.
 *
 * Returns: (transfer full): the root, or %NULL
 */
JsonNode *
spill_json_parse (const char  *data,
                  gsize        length,
                  gsize        max_size,
                  GError     **error)
{
  g_autofree char *valid = NULL;
  g_autoptr(GString) mended = NULL;
  Scan scan = { 0 };
  gboolean fine;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  if (max_size == 0)
    max_size = SPILL_JSON_MAX_SIZE;
  if (length > max_size)
    {
      if (max_size >= 1024 * 1024)
        g_set_error (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_TOO_LARGE,
                     _("larger than %zu MiB"), max_size / (1024 * 1024));
      else
        g_set_error (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_TOO_LARGE,
                     _("larger than %zu bytes"), max_size);
      return NULL;
    }

  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    {
      data += 3;
      length -= 3;
    }

  if (length > 0 && !g_utf8_validate_len (data, length, NULL))
    {
      valid = g_utf8_make_valid (data, length);
      data = valid;
      length = strlen (valid);
    }

  scan.data = data;
  scan.length = length;
  fine = scan_all (&scan, error);
  mended = scan.mended;
  if (!fine)
    return NULL;

  if (mended != NULL)
    {
      g_string_append_len (mended, data + scan.copied, length - scan.copied);
      data = mended->str;
      length = mended->len;
    }

  if (length == 0)
    {
      set_not_json (error, data, 0);
      return NULL;
    }

  return parse_mended (data, length, error);
}

/**
 * spill_json_to_text:
 * @node: a value
 *
 * Returns: (transfer full): the value as compact JSON text
 */
char *
spill_json_to_text (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  return json_to_string (node, FALSE);
}
