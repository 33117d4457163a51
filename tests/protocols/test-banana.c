#include "protocols/pb/spill-banana.h"

#include <string.h>

#define BYTES(text) (const guint8 *) text, sizeof (text) - 1

typedef struct
{
  const char    *name;
  const guint8  *bytes;
  gsize          length;
  const char    *text;      /* all expressions, one a line */
  int            error;     /* SpillBananaError, -1: none */
  gboolean       is_other;  /* valid, but not how we would write it */
} Case;

#define TEN_LISTS "\x01\x80\x01\x80\x01\x80\x01\x80\x01\x80\x01\x80\x01\x80\x01\x80\x01\x80\x01\x80"
#define SIXTEEN "\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01"

static const Case cases[] = {
  { "zero", BYTES ("\x00\x81"), "0\n", -1 },
  { "no-digits", BYTES ("\x81"), "0\n", -1, TRUE },
  { "int", BYTES ("\x05\x81"), "5\n", -1 },
  { "two-digits", BYTES ("\x00\x01\x81"), "128\n", -1 },
  { "largest-int", BYTES ("\x7f\x7f\x7f\x7f\x07\x81"), "2147483647\n", -1 },
  { "longint", BYTES ("\x00\x00\x00\x00\x08\x85"), "2147483648\n", -1 },
  { "negative", BYTES ("\x05\x83"), "-5\n", -1 },
  { "longneg", BYTES ("\x01\x00\x00\x00\x08\x86"), "-2147483649\n", -1 },
  { "63-bits", BYTES ("\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x85"), "9223372036854775807\n", -1 },
  { "64-bits", BYTES ("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x85"), "9223372036854775808L\n", -1 },
  { "big-negative", BYTES ("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x86"), "-18446744073709551616L\n", -1 },
  { "float", BYTES ("\x84\x3f\xf8\x00\x00\x00\x00\x00\x00"), "1.5\n", -1 },
  { "float-whole", BYTES ("\x84\x40\x14\x00\x00\x00\x00\x00\x00"), "5.0\n", -1 },
  { "float-time", BYTES ("\x84\x41\xda\xc0\x81\x4f\xe0\x80\x00"), "1795294527.5078125\n", -1 },
  { "float-big", BYTES ("\x84\x7e\x37\xe4\x3c\x88\x00\x75\x9c"), "1e+300\n", -1 },
  { "empty-string", BYTES ("\x00\x82"), "''\n", -1 },
  { "string", BYTES ("\x03\x82" "abc"), "'abc'\n", -1 },
  { "quotes", BYTES ("\x03\x82" "a'b"), "\"a'b\"\n", -1 },
  { "both-quotes", BYTES ("\x04\x82" "'\"\\\n"), "'\\'\"\\\\\\n'\n", -1 },
  { "nul-and-bytes", BYTES ("\x03\x82" "\x00\xff\t"), "'\\x00\\xff\\t'\n", -1 },
  { "word", BYTES ("\x01\x87"), "None\n", -1 },
  { "last-word", BYTES ("\x1f\x87"), "uncache\n", -1 },
  { "word-as-string", BYTES ("\x04\x82" "list"), "'list'\n", -1 },
  { "empty-list", BYTES ("\x00\x80"), "()\n", -1 },
  { "list", BYTES ("\x02\x80\x01\x81\x01\x80\x02\x81"), "(1 (2))\n", -1 },
  { "closes-two", BYTES ("\x01\x80\x01\x80\x00\x80\x07\x81"), "((()))\n7\n", -1 },
  { "two", BYTES ("\x01\x81\x02\x81"), "1\n2\n", -1 },
  { "half-a-string", BYTES ("\x05\x82" "abc"), "", -1 },
  { "half-a-list", BYTES ("\x02\x80\x01\x81"), "", -1 },
  { "lone-digits", BYTES ("\x05\x06"), "", -1 },
  { "half-a-float", BYTES ("\x84\x00\x00"), "", -1 },

  { "unknown-type", BYTES ("\x01\x88"), "", SPILL_BANANA_ERROR_TYPE },
  { "type-ff", BYTES ("\xff"), "", SPILL_BANANA_ERROR_TYPE },
  { "word-0", BYTES ("\x00\x87"), "", SPILL_BANANA_ERROR_WORD },
  { "word-32", BYTES ("\x20\x87"), "", SPILL_BANANA_ERROR_WORD },
  { "word-huge", BYTES (SIXTEEN "\x87"), "", SPILL_BANANA_ERROR_WORD },
  { "string-too-long", BYTES ("\x65\x82"), "", SPILL_BANANA_ERROR_TOO_LONG },
  { "string-beyond-64-bits", BYTES (SIXTEEN "\x82"), "", SPILL_BANANA_ERROR_TOO_LONG },
  { "list-too-long", BYTES ("\x33\x80"), "", SPILL_BANANA_ERROR_TOO_LONG },
  { "too-deep", BYTES (TEN_LISTS "\x01\x80"), "", SPILL_BANANA_ERROR_TOO_DEEP },
  { "just-deep-enough", BYTES (TEN_LISTS "\x01\x81"), "((((((((((1))))))))))\n", -1 },
  { "prefix-64", BYTES (SIXTEEN SIXTEEN SIXTEEN SIXTEEN "\x88"), "", SPILL_BANANA_ERROR_TYPE },
  { "prefix-65", BYTES (SIXTEEN SIXTEEN SIXTEEN SIXTEEN "\x01"), "", SPILL_BANANA_ERROR_PREFIX },
  { "error-after-good", BYTES ("\x01\x81\x88"), "1\n", SPILL_BANANA_ERROR_TYPE },
};

static const SpillBananaLimits limits = { 100, 50, 10, 64 * 1024 };

typedef struct
{
  GString    *text;
  GByteArray *again;
} Got;

static gboolean
collect (SpillSexpTree *tree,
         gpointer       user_data,
         GError       **error)
{
  Got *got = user_data;

  spill_sexp_print (spill_sexp_tree_get_root (tree), got->text);
  g_string_append_c (got->text, '\n');
  spill_banana_put_sexp (got->again, spill_sexp_tree_get_root (tree));
  return TRUE;
}

/* Feeds the bytes cut into two at @cut, each part from memory of just its size. */
static void
check_cut (const Case *c,
           gsize       cut)
{
  g_autoptr(SpillBananaDecoder) decoder = spill_banana_decoder_new (&limits);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GByteArray) again = g_byte_array_new ();
  g_autoptr(GError) error = NULL;
  g_autofree guint8 *first = g_memdup2 (c->bytes, cut);
  g_autofree guint8 *second = g_memdup2 (c->bytes + cut, c->length - cut);
  Got got = { text, again };
  gboolean ok;

  spill_banana_decoder_set_profile (decoder, SPILL_BANANA_PB);
  ok = spill_banana_decoder_feed (decoder, first, cut, collect, &got, &error) &&
       spill_banana_decoder_feed (decoder, second, c->length - cut, collect, &got, &error);

  g_assert_cmpstr (text->str, ==, c->text);
  if (c->error >= 0)
    {
      g_assert_false (ok);
      g_assert_error (error, SPILL_BANANA_ERROR, c->error);
      return;
    }
  g_assert_no_error (error);
  g_assert_true (ok);
  g_assert_cmpint (spill_banana_decoder_is_idle (decoder), ==, *c->text != '\0');
  if (*c->text != '\0' && !c->is_other)
    g_assert_cmpmem (again->data, again->len, c->bytes, c->length);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;

  for (gsize cut = 0; cut <= c->length; cut++)
    check_cut (c, cut);
}

static void
test_profile_none (void)
{
  g_autoptr(SpillBananaDecoder) decoder = spill_banana_decoder_new (NULL);
  g_autoptr(GByteArray) out = g_byte_array_new ();
  g_autoptr(GError) error = NULL;

  g_assert_false (spill_banana_decoder_feed (decoder, (const guint8 *) "\x01\x87", 2, collect, NULL, &error));
  g_assert_error (error, SPILL_BANANA_ERROR, SPILL_BANANA_ERROR_WORD);

  spill_banana_put_string (out, SPILL_BANANA_NONE, "list");
  g_assert_cmpmem (out->data, out->len, "\x04\x82list", 6);
  g_byte_array_set_size (out, 0);
  spill_banana_put_string (out, SPILL_BANANA_PB, "list");
  g_assert_cmpmem (out->data, out->len, "\x08\x87", 2);
  g_byte_array_set_size (out, 0);
  spill_banana_put_bytes (out, SPILL_BANANA_PB, "list\0", 5);
  g_assert_cmpmem (out->data, out->len, "\x05\x82list\0", 7);
}

static gboolean
keep (SpillSexpTree *tree,
      gpointer       user_data,
      GError       **error)
{
  g_ptr_array_add (user_data, spill_sexp_tree_ref (tree));
  return TRUE;
}

/* A tree that was kept stays as it was while the decoder reads on. */
static void
test_keep (void)
{
  g_autoptr(SpillBananaDecoder) decoder = spill_banana_decoder_new (NULL);
  g_autoptr(GPtrArray) trees = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_sexp_tree_unref);

  g_assert_true (spill_banana_decoder_feed (decoder, BYTES ("\x02\x80\x01\x82" "a\x01\x82" "b\x02\x80\x01\x82" "c\x01\x82" "d"),
                                            keep, trees, NULL));
  g_assert_cmpuint (trees->len, ==, 2);
  g_assert_true (spill_sexp_is_form (spill_sexp_tree_get_root (trees->pdata[0]), "a"));
  g_assert_true (spill_sexp_is_string (spill_sexp_get (spill_sexp_tree_get_root (trees->pdata[1]), 1), "d"));
  g_assert_null (spill_sexp_get (spill_sexp_tree_get_root (trees->pdata[1]), 2));
  g_assert_false (spill_sexp_equal (spill_sexp_tree_get_root (trees->pdata[0]),
                                    spill_sexp_tree_get_root (trees->pdata[1])));
}

/* Announcing much costs the sender's bytes, not our memory. */
static void
test_size (void)
{
  SpillBananaLimits roomy = { 640 * 1024, 640 * 1024, 100, 256 * 1024 };
  g_autoptr(SpillBananaDecoder) decoder = spill_banana_decoder_new (&roomy);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 90; i++)
    spill_banana_put_list (bytes, 600 * 1024);
  g_assert_true (spill_banana_decoder_feed (decoder, bytes->data, bytes->len, collect, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (spill_banana_decoder_get_size (decoder), <, 64 * 1024);

  g_byte_array_set_size (bytes, 0);
  for (guint i = 0; i < 20000; i++)
    spill_banana_put_int (bytes, 1);
  g_assert_false (spill_banana_decoder_feed (decoder, bytes->data, bytes->len, collect, NULL, &error));
  g_assert_error (error, SPILL_BANANA_ERROR, SPILL_BANANA_ERROR_TOO_LARGE);
}

/* Every recording of a real 0.8.14, a byte at a time, encodes to the bytes it came as. */
static void
test_recording (gconstpointer data)
{
  const char *path = data;
  g_autoptr(SpillBananaDecoder) decoder = spill_banana_decoder_new (NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GByteArray) again = g_byte_array_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *bytes = NULL;
  Got got = { text, again };
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, &error));
  spill_banana_decoder_set_profile (decoder, SPILL_BANANA_PB);
  for (gsize i = 0; i < length; i++)
    g_assert_true (spill_banana_decoder_feed (decoder, (const guint8 *) bytes + i, 1, collect, &got, &error));
  g_assert_true (spill_banana_decoder_is_idle (decoder));
  g_assert_cmpmem (again->data, again->len, bytes, length);
}

static void
add_recordings (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "eight", "pb", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".bin"))
      {
        g_autofree char *path = g_strconcat ("/protocols/banana/recording/", name, NULL);

        g_test_add_data_func_full (path, g_build_filename (folder, name, NULL), test_recording, g_free);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/banana/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/protocols/banana/profile-none", test_profile_none);
  g_test_add_func ("/protocols/banana/keep", test_keep);
  g_test_add_func ("/protocols/banana/size", test_size);

  add_recordings ();

  return g_test_run ();
}
