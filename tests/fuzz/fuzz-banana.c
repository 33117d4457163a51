#include "protocols/pb/spill-banana.h"

#include "fuzz.h"

static const SpillBananaLimits limits = { 4000, 1000, 20, 100000 };

typedef struct
{
  GByteArray *bytes;
  GPtrArray  *trees;
} Got;

static gboolean
keep (SpillSexpTree *tree,
      gpointer       user_data,
      GError       **error)
{
  Got *got = user_data;
  g_autoptr(GString) text = g_string_new (NULL);

  spill_sexp_print (spill_sexp_tree_get_root (tree), text);
  check_text (text->str);
  g_assert (spill_sexp_tree_get_size (tree) <= 2 * limits.max_size);
  spill_banana_put_sexp (got->bytes, spill_sexp_tree_get_root (tree));
  g_ptr_array_add (got->trees, spill_sexp_tree_ref (tree));
  return TRUE;
}

static gboolean
decode (const uint8_t *data,
        size_t         size,
        size_t         cut,
        Got           *got)
{
  g_autoptr(SpillBananaDecoder) decoder = spill_banana_decoder_new (&limits);
  g_autofree guint8 *first = g_memdup2 (data, cut);
  g_autofree guint8 *second = g_memdup2 (data + cut, size - cut);
  g_autoptr(GError) error = NULL;
  gboolean ok;

  spill_banana_decoder_set_profile (decoder, SPILL_BANANA_PB);
  ok = spill_banana_decoder_feed (decoder, first, cut, keep, got, &error) &&
       spill_banana_decoder_feed (decoder, second, size - cut, keep, got, &error);
  g_assert (ok == (error == NULL));
  g_assert (spill_banana_decoder_get_size (decoder) <= 2 * limits.max_size);
  if (ok && !spill_banana_decoder_is_idle (decoder))
    return FALSE;
  return ok;
}

/* What was read and written again reads the same, wherever the bytes are cut. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GByteArray) again = g_byte_array_new ();
  g_autoptr(GPtrArray) trees = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_sexp_tree_unref);
  g_autoptr(GPtrArray) more = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_sexp_tree_unref);
  Got got = { bytes, trees }, other = { again, more };

  if (size == 0)
    return 0;
  decode (data + 1, size - 1, MIN (data[0], size - 1), &got);
  if (bytes->len > 0)
    g_assert (decode (bytes->data, bytes->len, bytes->len / 2, &other));
  g_assert (trees->len == more->len);
  for (guint i = 0; i < trees->len; i++)
    {
      const SpillSexp *a = spill_sexp_tree_get_root (trees->pdata[i]), *b = spill_sexp_tree_get_root (more->pdata[i]);

      g_assert (spill_sexp_equal (a, b));
      spill_sexp_equal (a, spill_sexp_tree_get_root (trees->pdata[0]));
    }
  if (size > 8)
    {
      gint64 number;
      double real;

      memcpy (&number, data, sizeof number);
      memcpy (&real, data, sizeof real);
      spill_banana_put_int (bytes, number);
      spill_banana_put_float (bytes, real);
      spill_banana_put_bytes (bytes, SPILL_BANANA_PB, (const char *) data, MIN (size, 20));
      spill_banana_put_string (bytes, SPILL_BANANA_PB, spill_banana_get_word (1 + data[0] % 31));
    }
  return 0;
}
