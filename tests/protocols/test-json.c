#include "protocols/spill-json.h"

#include <string.h>

#include "nine-recording.h"
#include "protocols/spill-json-reader.h"

typedef struct
{
  const char *name;
  const char *text;
  gsize       length;
  int         code;       /* a SpillJsonError, -1: it is read */
  const char *expected;   /* the error's words, or the value as text again */
} ParseCase;

#define TEXT(literal) literal, sizeof (literal) - 1

static const ParseCase parse_cases[] = {
  { "object",            TEXT ("{\"a\": [1, true, null, \"x\"]}"), -1, "{\"a\":[1,true,null,\"x\"]}" },
  { "blanks",            TEXT (" \r\n\t[ ] \n"),          -1, "[]" },
  { "byte-order-mark",   TEXT ("\xef\xbb\xbf[1]"),        -1, "[1]" },
  { "nul",               TEXT ("[\"oab\\u0000cd\"]"),     -1, "[\"oab\xef\xbf\xbd" "cd\"]" },
  { "nul-in-key",        TEXT ("{\"a\\u0000b\":1}"),      -1, "{\"a\xef\xbf\xbd" "b\":1}" },
  { "escaped-nul",       TEXT ("[\"\\\\u0000\"]"),        -1, "[\"\\\\u0000\"]" },
  { "raw-nul",           TEXT ("[\"a\0b\"]"),             -1, "[\"a\xef\xbf\xbd" "b\"]" },
  { "nul-outside",       TEXT ("[1\0]"),                  SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 3" },
  { "lone-high",         TEXT ("[\"\\ud83d\"]"),          -1, "[\"\xef\xbf\xbd\"]" },
  { "lone-low",          TEXT ("[\"\\ude00x\"]"),         -1, "[\"\xef\xbf\xbdx\"]" },
  { "high-high-low",     TEXT ("[\"\\ud83d\\ud83d\\ude00\"]"), -1, "[\"\xef\xbf\xbd\xf0\x9f\x98\x80\"]" },
  { "pair",              TEXT ("[\"\\uD83D\\uDE00\"]"),   -1, "[\"\xf0\x9f\x98\x80\"]" },
  { "high-and-text",     TEXT ("[\"\\ud83d\\n\"]"),       -1, "[\"\xef\xbf\xbd\\n\"]" },
  { "bad-utf8",          TEXT ("[\"\xff\xc3\"]"),         -1, "[\"\xef\xbf\xbd\xef\xbf\xbd\"]" },
  { "utf8-surrogate",    TEXT ("[\"\xed\xa0\xbd\"]"),     -1, "[\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"]" },
  { "bidi-stays",        TEXT ("[\"\\u202eabc\"]"),       -1, "[\"\xe2\x80\xae" "abc\"]" },
  { "quote",             TEXT ("[\"\\\"[[[[\"]"),         -1, "[\"\\\"[[[[\"]" },
  { "not-a-number",      TEXT ("[NaN, Infinity, -Infinity]"), -1, "[null,null,null]" },
  { "20-digits",         TEXT ("[18446744073709551615]"), -1, "[1.8446744073709552e+19]" },
  { "19-digits",         TEXT ("[-1234567890123456789]"), -1, "[-1.2345678901234568e+18]" },
  { "18-digits",         TEXT ("[123456789012345678]"),   -1, "[123456789012345678]" },
  { "fraction",          TEXT ("[-1.5e-3]"),              -1, "[-0.0015]" },
  { "empty",             TEXT (""),                       SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 1" },
  { "blank",             TEXT ("  \n "),                  SPILL_JSON_ERROR_NOT_JSON, NULL },
  { "word",              TEXT ("hello"),                  SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 1" },
  { "page",              TEXT ("<!DOCTYPE html>"),        SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 1" },
  { "line",              TEXT ("{\n\"\xc3\xbc\": x}"),    SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 2, column 6" },
  { "comment",           TEXT ("[1 /* \" */]"),           SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 4" },
  { "line-comment",      TEXT ("//\"\n[[[[["),            SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 1" },
  { "assignment",        TEXT ("var a = {};"),            SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 1" },
  { "single-quotes",     TEXT ("{'a': 1}"),               SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 2" },
  { "hex",               TEXT ("[0x10]"),                 SPILL_JSON_ERROR_NOT_JSON, NULL },
  { "open-string",       TEXT ("[\"abc"),                 SPILL_JSON_ERROR_NOT_JSON, NULL },
  { "open-escape",       TEXT ("[\"abc\\"),               SPILL_JSON_ERROR_NOT_JSON, NULL },
  { "open-code",         TEXT ("[\"abc\\u12"),            SPILL_JSON_ERROR_NOT_JSON, NULL },
  { "open-list",         TEXT ("[1, 2"),                  SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 6" },
  { "closed-twice",      TEXT ("[1]]"),                   SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 4" },
  { "two-values",        TEXT ("{}{}"),                   SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 3" },
  { "text-and-object",   TEXT ("\"a\"{}"),                SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 4" },
  { "number-and-list",   TEXT ("1 [2]"),                  SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 3" },
  { "comma-outside",     TEXT (",[2]"),                   SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 1" },
  { "text",              TEXT (" \"a\" "),                -1, "\"a\"" },
  { "wrong-bracket",     TEXT ("[1}"),                    SPILL_JSON_ERROR_NOT_JSON, NULL },
  { "trailing-comma",    TEXT ("[1,]"),                   SPILL_JSON_ERROR_NOT_JSON, NULL },
  { "missing-colon",     TEXT ("{\"a\" 1}"),              SPILL_JSON_ERROR_NOT_JSON, NULL },
  { "missing-value",     TEXT ("{\"a\":}"),               SPILL_JSON_ERROR_NOT_JSON, NULL },
  { "bad-code",          TEXT ("[\"\\u12g4\"]"),          SPILL_JSON_ERROR_NOT_JSON, NULL },
  { "short-nul",         TEXT ("[\"\\u00\"]"),            SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 2" },
  { "bad-escape",        TEXT ("[\"\\x41\"]"),            SPILL_JSON_ERROR_NOT_JSON, NULL },
  { "all-escapes",       TEXT ("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]"), -1, "[\"\\\"\\\\/\\b\\f\\n\\r\\t\"]" },
  { "minus",             TEXT ("[-]"),                    SPILL_JSON_ERROR_NOT_JSON, NULL },
  { "secret",            TEXT ("{\"password\": hunter2}"), SPILL_JSON_ERROR_NOT_JSON, "not JSON: line 1, column 14" },
};

static void
test_parse (gconstpointer data)
{
  const ParseCase *c = data;
  g_autofree char *exact = exact_copy (c->text, c->length);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = spill_json_parse (exact, c->length, 0, &error);

  if (c->code < 0)
    {
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = spill_json_to_text (node);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_cmpstr (text, ==, c->expected);
      return;
    }

  g_assert_error (error, SPILL_JSON_ERROR, c->code);
  g_assert_null (node);
  if (c->expected != NULL)
    g_assert_cmpstr (error->message, ==, c->expected);
}

static char *
repeat (const char *text,
        gsize       n)
{
  GString *all = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    g_string_append (all, text);
  return g_string_free (all, FALSE);
}

static void
test_depth (void)
{
  static const struct { const char *open; const char *inside; const char *close; guint n; gboolean fine; } rows[] = {
    { "[", "", "]", 100, TRUE },
    { "[", "", "]", 101, FALSE },
    { "{\"a\":", "1", "}", 100, TRUE },
    { "{\"a\":", "1", "}", 101, FALSE },
    { "[", "", "", 100000, FALSE },
    { "{\"a\":[", "", "", 1000000, FALSE },
    { "[", "\"[[[[[[\"", "]", 100, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *open = repeat (rows[i].open, rows[i].n);
      g_autofree char *close = repeat (rows[i].close, rows[i].n);
      g_autofree char *text = g_strconcat (open, rows[i].inside, close, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = spill_json_parse (text, strlen (text), 0, &error);

      if (rows[i].fine)
        {
          g_assert_no_error (error);
          g_assert_nonnull (node);
        }
      else
        {
          g_assert_error (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_TOO_DEEP);
          g_assert_cmpstr (error->message, ==, "nested deeper than 100");
        }
    }
}

static void
test_size (void)
{
  g_autofree char *long_text = g_strnfill (SPILL_JSON_MAX_SIZE + 1, ' ');
  g_autofree char *objects = repeat ("{},", 300000);
  g_autofree char *many = g_strdup_printf ("[%s{}]", objects);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;

  long_text[0] = '1';
  g_assert_null (spill_json_parse (long_text, SPILL_JSON_MAX_SIZE + 1, 0, &error));
  g_assert_error (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, "larger than 16 MiB");
  g_clear_error (&error);

  node = spill_json_parse (long_text, SPILL_JSON_MAX_SIZE, 0, &error);
  g_assert_no_error (error);
  g_assert_nonnull (node);

  g_assert_null (spill_json_parse ("[1234]", 6, 5, &error));
  g_assert_error (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, "larger than 5 bytes");
  g_clear_error (&error);

  /* Small on the wire, large in memory. */
  g_assert_null (spill_json_parse (many, strlen (many), 0, &error));
  g_assert_error (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, "more than 1000000 values");
}

/* Every prefix of a real answer, and every real answer with one byte changed, ends well. */
static void
test_every_cut (void)
{
  g_autoptr(NineRecording) recording = nine_recording_open ("3.7", "rest/137-buildset.http");

  for (gsize length = 0; length < recording->length; length++)
    {
      g_autofree char *exact = exact_copy (recording->body, length);
      g_autoptr(GError) error = NULL;

      g_assert_null (spill_json_parse (exact, length, 0, &error));
      g_assert_error (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_NOT_JSON);
    }

  for (gsize at = 0; at < recording->length; at++)
    {
      g_autofree char *exact = exact_copy (recording->body, recording->length);
      g_autoptr(JsonNode) node = NULL;

      exact[at] ^= 1 << at % 8;
      node = spill_json_parse (exact, recording->length, 0, NULL);
    }
}

typedef struct
{
  const char *name;
  const char *text;       /* {"k": …} */
  gboolean    boolean;    /* what each getter gives; fallbacks are TRUE, 7, -7, 0.5, "f" */
  gint64      id;
  int         integer;
  double      time;
  const char *string;
  guint       reports;    /* of the five */
} GetCase;

static const GetCase get_cases[] = {
  { "missing",       "{}",                              TRUE,  7, -7, 0.5, "f", 0 },
  { "null",          "{\"k\":null}",                    TRUE,  7, -7, 0.5, "f", 0 },
  { "false",         "{\"k\":false}",                   FALSE, 7, -7, 0.5, "f", 4 },
  { "zero",          "{\"k\":0}",                       TRUE,  0, 0, 0, "f", 2 },
  { "number",        "{\"k\":12}",                      TRUE,  12, 12, 12, "f", 2 },
  { "fraction-zero", "{\"k\":12.0}",                    TRUE,  12, 12, 12, "f", 2 },
  { "fraction",      "{\"k\":12.5}",                    TRUE,  7, -7, 12.5, "f", 4 },
  { "negative",      "{\"k\":-1}",                      TRUE,  7, -1, 0.5, "f", 4 },
  { "int-max",       "{\"k\":2147483647}",              TRUE,  2147483647, 2147483647, 2147483647, "f", 2 },
  { "int-above",     "{\"k\":2147483648}",              TRUE,  2147483648, -7, 2147483648, "f", 3 },
  { "int-min",       "{\"k\":-2147483648}",             TRUE,  7, G_MININT, 0.5, "f", 4 },
  { "id-max",        "{\"k\":9007199254740992}",        TRUE,  G_GINT64_CONSTANT (9007199254740992), -7, 9007199254740992, "f", 3 },
  { "id-above",      "{\"k\":9007199254740993}",        TRUE,  7, -7, 9007199254740992, "f", 4 },
  { "far-above",     "{\"k\":18446744073709551615}",    TRUE,  7, -7, 0.5, "f", 5 },
  { "wraps-to-5",    "{\"k\":18446744073709551621}",    TRUE,  7, -7, 0.5, "f", 5 },
  { "infinite",      "{\"k\":1e999}",                   TRUE,  7, -7, 0.5, "f", 5 },
  { "text",          "{\"k\":\"x\"}",                   TRUE,  7, -7, 0.5, "x", 4 },
  { "number-text",   "{\"k\":\"12\"}",                  TRUE,  7, -7, 0.5, "12", 4 },
  { "empty-text",    "{\"k\":\"\"}",                    TRUE,  7, -7, 0.5, "", 4 },
  { "list",          "{\"k\":[12]}",                    TRUE,  7, -7, 0.5, "f", 5 },
  { "object",        "{\"k\":{\"k\":12}}",              TRUE,  7, -7, 0.5, "f", 5 },
  { "twice",         "{\"k\":1,\"k\":12}",              TRUE,  12, 12, 12, "f", 2 },
};

static void
test_get (gconstpointer data)
{
  const GetCase *c = data;
  g_autoptr(JsonNode) node = spill_json_parse (c->text, strlen (c->text), 0, NULL);
  guint reports = 0;

  /* A report takes each key once, so every getter has its own. */
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(SpillJsonReport) report = spill_json_report_new ();
      SpillJsonReader reader = { .object = json_node_get_object (node), .report = report };

      if (i == 0)
        g_assert_cmpint (spill_json_get_boolean (&reader, "k", TRUE), ==, c->boolean);
      if (i == 1)
        g_assert_cmpint (spill_json_get_id (&reader, "k", 7), ==, c->id);
      if (i == 2)
        g_assert_cmpint (spill_json_get_int (&reader, "k", -7), ==, c->integer);
      if (i == 3)
        g_assert_cmpfloat (spill_json_get_time (&reader, "k", 0.5), ==, c->time);
      if (i == 4)
        g_assert_cmpstr (spill_json_get_string (&reader, "k", "f"), ==, c->string);
      reports += spill_json_report_get_n (report);
    }

  g_assert_cmpuint (reports, ==, c->reports);
}

static void
test_need (void)
{
  static const char text[] = "{\"id\":5,\"n\":-1,\"s\":3,\"null\":null,\"strings\":[\"a\",1,\"b\"]}";
  g_autoptr(JsonNode) node = spill_json_parse (text, sizeof text - 1, 0, NULL);
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  SpillJsonReader outer = { .key = "builds[]", .report = report };
  SpillJsonReader reader = { .object = json_node_get_object (node), .parent = &outer, .key = "inner", .report = report };
  g_auto(GStrv) strings = NULL;
  const char *string;
  gint64 id;
  int number;
  static const char *expected[] = {
    "builds[].inner.n: expected a whole number, found another number",
    "builds[].inner.s: expected a text, found another number",
    "builds[].inner.null: expected a whole number, found null",
    "builds[].inner.none: expected a text, found nothing",
    "builds[].inner.strings[]: expected a text, found another number",
    "builds[].inner.strings: expected an object, found a list",
  };

  g_assert_true (spill_json_need_id (&reader, "id", &id));
  g_assert_cmpint (id, ==, 5);
  g_assert_false (spill_json_need_int (&reader, "n", &number));
  g_assert_false (spill_json_need_int (&reader, "n", &number));
  g_assert_false (spill_json_need_string (&reader, "s", &string));
  g_assert_false (spill_json_need_id (&reader, "null", &id));
  g_assert_false (spill_json_need_string (&reader, "none", &string));
  strings = spill_json_dup_strv (&reader, "strings");
  g_assert_cmpuint (g_strv_length (strings), ==, 2);
  g_assert_null (spill_json_get_object (&reader, "strings"));

  g_assert_cmpuint (spill_json_report_get_n (report), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *line = spill_json_problem_to_text (spill_json_report_get (report, i));

      g_assert_cmpstr (line, ==, expected[i]);
    }
  g_assert_null (spill_json_report_get (report, G_N_ELEMENTS (expected)));
}

static void
test_report_is_bounded (void)
{
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *key = g_strdup_printf ("key%u", i);

      spill_json_report_add (report, key, "a text", NULL);
    }

  g_assert_cmpuint (spill_json_report_get_n (report), ==, 100);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parse_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/json/parse/%s", parse_cases[i].name);

      g_test_add_data_func (path, &parse_cases[i], test_parse);
    }
  for (guint i = 0; i < G_N_ELEMENTS (get_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/json/get/%s", get_cases[i].name);

      g_test_add_data_func (path, &get_cases[i], test_get);
    }
  g_test_add_func ("/protocols/json/depth", test_depth);
  g_test_add_func ("/protocols/json/size", test_size);
  g_test_add_func ("/protocols/json/every-cut", test_every_cut);
  g_test_add_func ("/protocols/json/need", test_need);
  g_test_add_func ("/protocols/json/report-is-bounded", test_report_is_bounded);

  return g_test_run ();
}
