#include "util/spill-plain.h"

typedef struct { const char *name, *in; guint max; const char *out; } LineCase;

static const LineCase one_line[] = {
  { "null", NULL, 10, "" },
  { "plain", "compile", 10, "compile" },
  { "exactly", "0123456789", 10, "0123456789" },
  { "cut", "0123456789a", 10, "012345678…" },
  { "newlines", "a\nb\r\n\tc", 10, "a b c" },
  { "edges", "  a  ", 10, "a" },
  { "controls", "a\033[31mb", 10, "a [31mb" },
  { "line-separator", "a\342\200\250b", 10, "a b" },
  { "bidi-override", "a\342\200\256b\342\201\251c", 10, "abc" },
  { "wide", "äöüäöü", 4, "äöü…" },
  { "markup", "<b>&amp;", 20, "<b>&amp;" },
};

static void
test_one_line (gconstpointer data)
{
  const LineCase *c = data;
  g_autofree char *out = spill_plain_one_line (c->in, c->max);

  g_assert_cmpstr (out, ==, c->out);
}

static const LineCase json_text[] = {
  { "null", NULL, 0, "" },
  { "string", "\"a b\"", 0, "a b" },
  { "escapes", "\"\\\"\\\\\\/\\n\\t\"", 0, "\"\\/\n\t" },
  { "unicode", "\"\\u00e4\"", 0, "ä" },
  { "surrogates", "\"\\ud83d\\ude00\"", 0, "\360\237\230\200" },
  { "lone-surrogate", "\"\\ud83dx\"", 0, "\357\277\275x" },
  { "nul", "\"\\u0000\"", 0, "\357\277\275" },
  { "open", "\"abc", 0, "\"abc" },
  { "bad-escape", "\"\\q\"", 0, "\"\\q\"" },
  { "half-hex", "\"\\u12\"", 0, "\"\\u12\"" },
  { "number", "12", 0, "12" },
  { "object", "{\"a\": 1}", 0, "{\"a\": 1}" },
};

static void
test_from_json (gconstpointer data)
{
  const LineCase *c = data;
  g_autofree char *out = spill_plain_from_json (c->in);

  g_assert_cmpstr (out, ==, c->out);
}

static const LineCase variants[] = {
  { "true", "true", 0, "true" },
  { "false", " false", 0, "false" },
  { "number", "-12", 0, "int64 -12" },
  { "string", "\"x\"", 0, "'x'" },
  { "array", "[\"a\", \"b\"]", 0, "['a', 'b']" },
  { "empty-array", "[]", 0, "@as []" },
  { "mixed-array", "[\"a\", 1]", 0, NULL },
  { "open-array", "[\"a\"", 0, NULL },
  { "float", "1.5", 0, NULL },
  { "empty-object", "{}", 0, "@a{sv} {}" },
  { "object", "{\"a\": 1, \"b\": null}", 0, "{'a': <int64 1>}" },
  { "deep-object", "{\"a\": {\"b\": [\"c\"], \"d\": 1.5}}", 0, "{'a': <{'b': <['c']>}>}" },
  { "too-deep", "[[[[[[[[[[]]]]]]]]]]", 0, NULL },
  { "open-object", "{\"a\": 1", 0, NULL },
  { "no-colon", "{\"a\" 1}", 0, NULL },
  { "no-name", "{1: 1}", 0, NULL },
  { "rest", "1 2", 0, NULL },
  { "word", "nonsense", 0, NULL },
  { "half-word", "tru", 0, NULL },
  { "empty", "", 0, NULL },
  { "null", "null", 0, NULL },
  { "nothing", NULL, 0, NULL },
};

static void
test_variant (gconstpointer data)
{
  const LineCase *c = data;
  g_autoptr(GVariant) value = spill_plain_json_variant (c->in);
  g_autofree char *text = NULL;

  if (value != NULL)
    text = g_variant_print (value, TRUE);
  g_assert_cmpstr (text, ==, c->out);
}

static void
test_cut (void)
{
  g_autofree char *whole = spill_plain_cut ("ab\ncd", 5);
  g_autofree char *cut = spill_plain_cut ("ab\ncdef", 5);
  g_autofree char *isolated = spill_plain_isolated ("a", 5);

  g_assert_cmpstr (whole, ==, "ab\ncd");
  g_assert_cmpstr (cut, ==, "ab\nc…");
  g_assert_cmpstr (isolated, ==, "\342\201\250a\342\201\251");
}

static void
test_after_name (void)
{
  static const struct { const char *text, *name, *rest; } cases[] = {
    { "compile failed", "compile", "failed" },
    { "compile: failed", "compile", "failed" },
    { "compile", "compile", "" },
    { "testing, 370 of 691", "test", "testing, 370 of 691" },
    { "test_all ran", "test", "test_all ran" },
    { "testé", "test", "testé" },
    { "12 tests", "test", "12 tests" },
    { "", "test", "" },
    { "any", "", "any" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (spill_plain_after_name (cases[i].text, cases[i].name), ==, cases[i].rest);
}

static void
add (const char     *group,
     const LineCase *cases,
     guint           n,
     GTestDataFunc   test)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/util/plain/%s/%s", group, cases[i].name);

      g_test_add_data_func (path, &cases[i], test);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("one-line", one_line, G_N_ELEMENTS (one_line), test_one_line);
  add ("from-json", json_text, G_N_ELEMENTS (json_text), test_from_json);
  add ("variant", variants, G_N_ELEMENTS (variants), test_variant);
  g_test_add_func ("/util/plain/cut", test_cut);
  g_test_add_func ("/util/plain/after-name", test_after_name);

  return g_test_run ();
}
