#include "protocols/pb/spill-jelly.h"

#include <stdlib.h>
#include <string.h>

/* Rows are written as pb-dump prints them; bare words go through the vocabulary. */
static const char *
encode (const char *text,
        GByteArray *out)
{
  g_autoptr(GByteArray) items = NULL;
  gsize n = 0;
  const char *end;

  if (*text == '\'')
    {
      end = strchr (text + 1, '\'');
      spill_banana_put_bytes (out, SPILL_BANANA_NONE, text + 1, (gsize) (end - text - 1));
      return end + 1;
    }
  if (*text != '(')
    {
      g_autofree char *word = g_strndup (text, strcspn (text, " ()"));

      if (strspn (word, "-0123456789") == strlen (word))
        spill_banana_put_int (out, g_ascii_strtoll (word, NULL, 10));
      else if (strspn (word, "-.0123456789e") == strlen (word))
        spill_banana_put_float (out, g_ascii_strtod (word, NULL));
      else
        spill_banana_put_string (out, SPILL_BANANA_PB, word);
      return text + strlen (word);
    }

  items = g_byte_array_new ();
  for (text++; *text != ')'; n++)
    {
      text = encode (text, items);
      text += strspn (text, " ");
    }
  spill_banana_put_list (out, n);
  g_byte_array_append (out, items->data, items->len);
  return text + 1;
}

/* What Python would call it. */
static void
describe (const SpillSexp *sexp,
          GString         *out)
{
  static const char *const brackets[] = {
    [SPILL_JELLY_TUPLE] = "()", [SPILL_JELLY_LIST] = "[]", [SPILL_JELLY_SET] = "<>", [SPILL_JELLY_DICTIONARY] = "{}",
  };
  SpillJellyType type = spill_jelly_get_type (sexp);
  g_autofree char *text = spill_jelly_dup_text (sexp);
  g_autofree char *class = spill_jelly_dup_class (sexp);
  g_autofree char *message = spill_jelly_dup_message (sexp);
  const SpillSexp *key, *value;

  switch (type)
    {
    case SPILL_JELLY_NONE:
      g_string_append (out, "None");
      break;
    case SPILL_JELLY_BOOLEAN:
      g_string_append (out, spill_jelly_get_boolean (sexp) ? "True" : "False");
      break;
    case SPILL_JELLY_INTEGER:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, spill_jelly_get_integer (sexp, -1));
      break;
    case SPILL_JELLY_FLOAT:
      g_string_append_printf (out, "%.2f", spill_jelly_get_double (sexp, -1));
      break;
    case SPILL_JELLY_BYTES:
      g_string_append_printf (out, "b'%s'", text);
      break;
    case SPILL_JELLY_TEXT:
      g_string_append_printf (out, "'%s'", text);
      break;
    case SPILL_JELLY_TUPLE:
    case SPILL_JELLY_LIST:
    case SPILL_JELLY_SET:
    case SPILL_JELLY_DICTIONARY:
      g_string_append_c (out, brackets[type][0]);
      for (guint i = 0; i < spill_jelly_get_length (sexp); i++)
        {
          if (i > 0)
            g_string_append (out, ", ");
          if (spill_jelly_get_pair (sexp, i, &key, &value))
            {
              describe (key, out);
              g_string_append (out, ": ");
              describe (value, out);
            }
          else
            describe (spill_jelly_get_item (sexp, i), out);
        }
      g_string_append_c (out, brackets[type][1]);
      break;
    case SPILL_JELLY_REMOTE:
    case SPILL_JELLY_LOCAL:
      g_string_append_printf (out, "%s %" G_GINT64_FORMAT, type == SPILL_JELLY_REMOTE ? "remote" : "local",
                              spill_jelly_get_reference (sexp));
      break;
    case SPILL_JELLY_UNPERSISTABLE:
      g_string_append_printf (out, "unpersistable '%s'", message);
      break;
    case SPILL_JELLY_FAILURE:
      g_string_append_printf (out, "failure %s '%s'", class, message);
      break;
    case SPILL_JELLY_INSTANCE:
      g_string_append_printf (out, "instance %s", class);
      break;
    case SPILL_JELLY_PERSISTENT:
      g_string_append (out, "persistent");
      break;
    case SPILL_JELLY_OTHER:
      g_string_append (out, "other");
      break;
    case SPILL_JELLY_INVALID:
    default:
      g_string_append (out, "invalid");
    }
}

typedef struct
{
  const char *name;
  const char *sexp;
  const char *value;
  int         error;   /* SpillJellyError, -1: none */
} Case;

static const Case cases[] = {
  { "none", "(None)", "None", -1 },
  { "true", "(boolean true)", "True", -1 },
  { "false", "(boolean false)", "False", -1 },
  { "int", "7", "7", -1 },
  { "negative", "-7", "-7", -1 },
  { "float", "1.25", "1.25", -1 },
  { "bytes", "'abc'", "b'abc'", -1 },
  { "bytes-that-are-a-word", "list", "b'list'", -1 },
  { "text", "(unicode 'abc')", "'abc'", -1 },
  { "text-that-is-a-word", "(unicode list)", "'list'", -1 },
  { "text-bad-utf8", "(unicode '\xff')", "'\xef\xbf\xbd'", -1 },
  { "tuple", "(tuple 1 (None))", "(1, None)", -1 },
  { "empty-tuple", "(tuple)", "()", -1 },
  { "list", "(list 1 2)", "[1, 2]", -1 },
  { "set", "(set 1)", "<1>", -1 },
  { "frozenset", "(frozenset 1)", "<1>", -1 },
  { "dictionary", "(dictionary ('a' 1) ((unicode 'b') (list)))", "{b'a': 1, 'b': []}", -1 },
  { "remote", "(remote 12)", "remote 12", -1 },
  { "local", "(local 3)", "local 3", -1 },
  { "persistent", "(persistent 3)", "persistent", -1 },
  { "unpersistable", "(unpersistable 'instance of class X deemed insecure')",
    "unpersistable 'instance of class X deemed insecure'", -1 },
  { "failure", "('twisted.spread.pb.CopyableFailure' (dictionary ('type' 'exceptions.KeyError') ('value' 'nope')))",
    "failure exceptions.KeyError 'nope'", -1 },
  { "failure-without-value", "('twisted.spread.pb.CopyableFailure' (dictionary))", "failure (null) '(null)'", -1 },
  { "instance", "('buildbot.x.Y' (dictionary ('a' 1)))", "instance buildbot.x.Y", -1 },
  { "cached-instance", "('buildbot.x.Y' 7 (dictionary ('a' 1)))", "instance buildbot.x.Y", -1 },
  { "cached-without-number", "('buildbot.x.Y' (None) (dictionary))", "", SPILL_JELLY_ERROR_FORM },
  { "old-instance", "(instance (class 'buildbot.x.Y') (dictionary))", "instance buildbot.x.Y", -1 },
  { "datetime", "('datetime' '2026 11 21')", "other", -1 },
  { "decimal", "('decimal' 5 -1)", "other", -1 },
  { "nested", "(tuple (list (dictionary ('k' (tuple (remote 1)))))) ", "([{b'k': (remote 1)}])", -1 },

  { "reference", "(list (reference 1 (list 5)) (dereference 1))", "[[5], [5]]", -1 },
  { "reference-in-reference", "(list (reference 1 (list (reference 2 (tuple)))) (dereference 2) (dereference 1))",
    "[[()], (), [()]]", -1 },
  { "reference-in-dictionary", "(dictionary ((reference 1 (tuple 1)) (dereference 1)))", "{(1): (1)}", -1 },
  { "dereference-of-nothing", "(list (dereference 1))", NULL, SPILL_JELLY_ERROR_REFERENCE },
  { "dereference-before", "(list (dereference 1) (reference 1 (list)))", NULL, SPILL_JELLY_ERROR_REFERENCE },
  { "circle", "(reference 1 (list (dereference 1)))", NULL, SPILL_JELLY_ERROR_REFERENCE },
  { "twice", "(list (reference 1 (list)) (reference 1 (list)))", NULL, SPILL_JELLY_ERROR_REFERENCE },
  { "reference-short", "(reference 1)", NULL, SPILL_JELLY_ERROR_REFERENCE },
  { "reference-negative", "(reference -1 (list))", NULL, SPILL_JELLY_ERROR_REFERENCE },
  { "empty", "()", NULL, SPILL_JELLY_ERROR_FORM },
  { "headless", "(5 6)", NULL, SPILL_JELLY_ERROR_FORM },
  { "unknown", "('what' 6)", NULL, SPILL_JELLY_ERROR_FORM },
  { "none-with-more", "(None 1)", NULL, SPILL_JELLY_ERROR_FORM },
  { "boolean-maybe", "(boolean maybe)", NULL, SPILL_JELLY_ERROR_FORM },
  { "text-of-int", "(unicode 5)", NULL, SPILL_JELLY_ERROR_FORM },
  { "remote-of-text", "(remote 'x')", NULL, SPILL_JELLY_ERROR_FORM },
  { "remote-negative", "(remote -1)", NULL, SPILL_JELLY_ERROR_FORM },
  { "pair-of-three", "(dictionary (1 2 3))", NULL, SPILL_JELLY_ERROR_FORM },
  { "pair-that-is-none", "(dictionary 5)", NULL, SPILL_JELLY_ERROR_FORM },
  { "failure-of-text", "('twisted.spread.pb.CopyableFailure' 'x')", NULL, SPILL_JELLY_ERROR_FORM },
  { "inner-form", "(list (list ('what' 6)))", NULL, SPILL_JELLY_ERROR_FORM },
};

typedef struct
{
  const Case *c;
  gboolean    seen;
} Check;

static gboolean
check (SpillSexpTree *tree,
       gpointer       user_data,
       GError       **error)
{
  Check *self = user_data;
  g_autoptr(GString) value = g_string_new (NULL);
  g_autoptr(GError) local = NULL;
  const SpillSexp *root = spill_sexp_tree_get_root (tree);

  self->seen = TRUE;
  if (self->c->error >= 0)
    {
      g_assert_false (spill_jelly_resolve (tree, root, &local));
      g_assert_error (local, SPILL_JELLY_ERROR, self->c->error);
      return TRUE;
    }
  g_assert_true (spill_jelly_resolve (tree, root, &local));
  g_assert_no_error (local);
  describe (root, value);
  g_assert_cmpstr (value->str, ==, self->c->value);
  return TRUE;
}

static void
test_case (gconstpointer data)
{
  g_autoptr(SpillBananaDecoder) decoder = spill_banana_decoder_new (NULL);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  Check self = { data };

  encode (self.c->sexp, bytes);
  spill_banana_decoder_set_profile (decoder, SPILL_BANANA_PB);
  g_assert_true (spill_banana_decoder_feed (decoder, bytes->data, bytes->len, check, &self, NULL));
  g_assert_true (self.seen);
}

static gboolean
expect_too_large (SpillSexpTree *tree,
                  gpointer       user_data,
                  GError       **error)
{
  g_autoptr(GError) local = NULL;

  g_assert_false (spill_jelly_resolve (tree, spill_sexp_tree_get_root (tree), &local));
  g_assert_error (local, SPILL_JELLY_ERROR, SPILL_JELLY_ERROR_TOO_LARGE);
  return TRUE;
}

/* Each reference doubles the one before: 40 of them stand for 2^40 items. */
static void
test_doubling (void)
{
  g_autoptr(SpillBananaDecoder) decoder = spill_banana_decoder_new (NULL);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GString) text = g_string_new ("(list (reference 0 (list 1))");

  for (guint i = 1; i < 40; i++)
    g_string_append_printf (text, " (reference %u (list (dereference %u) (dereference %u)))", i, i - 1, i - 1);
  g_string_append_c (text, ')');
  encode (text->str, bytes);
  spill_banana_decoder_set_profile (decoder, SPILL_BANANA_PB);
  g_assert_true (spill_banana_decoder_feed (decoder, bytes->data, bytes->len, expect_too_large, NULL, NULL));
}

static gboolean
check_written (SpillSexpTree *tree,
               gpointer       user_data,
               GError       **error)
{
  const SpillSexp *root = spill_sexp_tree_get_root (tree);
  g_autoptr(GString) value = g_string_new (NULL);

  g_assert_true (spill_jelly_resolve (tree, root, NULL));
  describe (root, value);
  g_assert_cmpstr (value->str, ==, user_data);
  return TRUE;
}

static void
test_write (gconstpointer data)
{
  SpillBananaProfile profile = GPOINTER_TO_INT (data);
  static const char *const parents[] = { "exceptions.KeyError", "exceptions.Exception", NULL };
  g_autoptr(SpillBananaDecoder) decoder = spill_banana_decoder_new (NULL);
  g_autoptr(GByteArray) out = g_byte_array_new ();

  spill_jelly_put_tuple (out, profile, 8);
  spill_jelly_put_none (out, profile);
  spill_jelly_put_boolean (out, profile, TRUE);
  spill_jelly_put_text (out, profile, "x");
  spill_jelly_put_text (out, profile, NULL);
  spill_jelly_put_list (out, profile, 1);
  spill_jelly_put_remote (out, profile, 4);
  spill_jelly_put_dictionary (out, profile, 1);
  spill_jelly_put_pair (out);
  spill_banana_put_string (out, profile, "k");
  spill_jelly_put_local (out, profile, 5);
  spill_jelly_put_unpersistable (out, profile, "why");
  spill_jelly_put_failure (out, profile, "exceptions.KeyError", "nope", parents);

  spill_banana_decoder_set_profile (decoder, profile);
  g_assert_true (spill_banana_decoder_feed (decoder, out->data, out->len, check_written,
    (gpointer) "(None, True, 'x', None, [remote 4], {b'k': local 5}, unpersistable 'why', "
               "failure exceptions.KeyError 'nope')", NULL));
  g_assert_true (spill_banana_decoder_is_idle (decoder));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/jelly/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/protocols/jelly/doubling", test_doubling);
  g_test_add_data_func ("/protocols/jelly/write/pb", GINT_TO_POINTER (SPILL_BANANA_PB), test_write);
  g_test_add_data_func ("/protocols/jelly/write/none", GINT_TO_POINTER (SPILL_BANANA_NONE), test_write);

  return g_test_run ();
}
