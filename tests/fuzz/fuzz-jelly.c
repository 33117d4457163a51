#include "protocols/pb/spill-jelly.h"

#include "fuzz.h"

/* Reads an object as a client would, and writes it again. */
static void
rewrite (const SpillSexp *sexp,
         GByteArray      *out)
{
  SpillJellyType type = spill_jelly_get_type (sexp);
  g_autofree char *text = spill_jelly_dup_text (sexp);
  g_autofree char *class = spill_jelly_dup_class (sexp);
  g_autofree char *message = spill_jelly_dup_message (sexp);
  const char *const parents[] = { "a.B", "c.D", NULL };
  guint n = spill_jelly_get_length (sexp);
  const SpillSexp *key, *value;
  const char *bytes;
  gsize length;

  check_text (text);
  check_text (class);
  check_text (message);
  spill_jelly_get_boolean (sexp);
  spill_jelly_lookup (sexp, "type");
  g_assert (spill_jelly_is_none (sexp) == (type == SPILL_JELLY_NONE));
  switch (type)
    {
    case SPILL_JELLY_BOOLEAN:
      spill_jelly_put_boolean (out, SPILL_BANANA_PB, spill_jelly_get_boolean (sexp));
      break;
    case SPILL_JELLY_INTEGER:
      spill_banana_put_int (out, spill_jelly_get_integer (sexp, 0));
      break;
    case SPILL_JELLY_FLOAT:
      spill_jelly_get_integer (sexp, 0);
      spill_banana_put_float (out, spill_jelly_get_double (sexp, 0));
      break;
    case SPILL_JELLY_BYTES:
      bytes = spill_jelly_get_bytes (sexp, &length);
      spill_banana_put_bytes (out, SPILL_BANANA_PB, bytes, length);
      break;
    case SPILL_JELLY_TEXT:
      g_assert (spill_jelly_is_text (sexp, text) || strlen (text) != sexp->items[1].length ||
                !g_utf8_validate (text, -1, NULL));
      spill_jelly_put_text (out, SPILL_BANANA_PB, text);
      break;
    case SPILL_JELLY_TUPLE:
    case SPILL_JELLY_LIST:
    case SPILL_JELLY_SET:
      if (type == SPILL_JELLY_TUPLE)
        spill_jelly_put_tuple (out, SPILL_BANANA_PB, n);
      else
        spill_jelly_put_list (out, SPILL_BANANA_PB, n);
      for (guint i = 0; i < n; i++)
        rewrite (spill_jelly_get_item (sexp, i), out);
      break;
    case SPILL_JELLY_DICTIONARY:
      spill_jelly_put_dictionary (out, SPILL_BANANA_PB, n);
      for (guint i = 0; i < n; i++)
        {
          g_assert (spill_jelly_get_pair (sexp, i, &key, &value));
          spill_jelly_put_pair (out);
          rewrite (key, out);
          rewrite (value, out);
        }
      break;
    case SPILL_JELLY_REMOTE:
      spill_jelly_put_remote (out, SPILL_BANANA_PB, spill_jelly_get_reference (sexp));
      break;
    case SPILL_JELLY_LOCAL:
      spill_jelly_put_local (out, SPILL_BANANA_PB, spill_jelly_get_reference (sexp));
      break;
    case SPILL_JELLY_UNPERSISTABLE:
      spill_jelly_put_unpersistable (out, SPILL_BANANA_PB, message);
      break;
    case SPILL_JELLY_FAILURE:
      spill_jelly_put_failure (out, SPILL_BANANA_PB, class != NULL ? class : "", message != NULL ? message : "", parents);
      break;
    default:
      spill_jelly_put_none (out, SPILL_BANANA_PB);
      break;
    }
}

static gboolean
check (SpillSexpTree *tree,
       gpointer       user_data,
       GError       **error)
{
  const SpillSexp *root = spill_sexp_tree_get_root (tree);

  if (spill_jelly_resolve (tree, root, error))
    rewrite (root, user_data);
  else
    g_clear_error (error);
  return TRUE;
}

static gboolean
recheck (SpillSexpTree *tree,
         gpointer       user_data,
         GError       **error)
{
  return spill_jelly_resolve (tree, spill_sexp_tree_get_root (tree), error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const SpillBananaLimits limits = { 4000, 1000, 20, 100000 };
  g_autoptr(SpillBananaDecoder) decoder = spill_banana_decoder_new (&limits);
  g_autoptr(SpillBananaDecoder) again = spill_banana_decoder_new (NULL);
  g_autoptr(GByteArray) out = g_byte_array_new ();
  g_autoptr(GError) error = NULL;

  spill_banana_decoder_set_profile (decoder, SPILL_BANANA_PB);
  spill_banana_decoder_set_profile (again, SPILL_BANANA_PB);
  spill_banana_decoder_feed (decoder, data, size, check, out, &error);
  g_clear_error (&error);

  /* What we write is good. */
  if (!spill_banana_decoder_feed (again, out->data, out->len, recheck, NULL, &error))
    g_error ("%s", error->message);
  return 0;
}
