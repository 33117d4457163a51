#include "protocols/nine/spill-nine-call.h"

#include "fuzz.h"

static void
check_fields (SpillNineReply *reply)
{
  GHashTableIter iter;
  gpointer name, words;

  g_hash_table_iter_init (&iter, reply->fields);
  while (g_hash_table_iter_next (&iter, &name, &words))
    {
      check_text (name);
      check_text (words);
    }
}

static char *
make_call (const char *text)
{
  g_auto(GStrv) words = g_strsplit (text, " ", 5);
  GVariantBuilder params;

  g_variant_builder_init (&params, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&params, "{sv}", "s", g_variant_new_string (text));
  g_variant_builder_add (&params, "{sv}", "as", g_variant_new_strv ((const char * const *) words, -1));
  g_variant_builder_add (&params, "{sv}", "b", g_variant_new_boolean (words[0] != NULL));
  g_variant_builder_add (&params, "{sv}", "i", g_variant_new_int32 (-5));
  g_variant_builder_add (&params, "{sv}", "u", g_variant_new_uint32 (5));
  g_variant_builder_add (&params, "{sv}", "v", g_variant_new_variant (g_variant_new_int64 (7)));
  return spill_nine_call_new ("1", text, g_variant_builder_end (&params));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *exact = g_memdup2 (data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillNineReply) reply = spill_nine_reply_read (exact, size, &error);
  g_autofree char *words = spill_nine_error_text (exact, size);
  g_autofree char *text = text_from (data, MIN (size, 200));
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *call = make_call (valid);
  g_autofree char *bare = spill_nine_call_new (valid, "stop", NULL);

  g_assert ((reply == NULL) == (error != NULL));
  check_text (words);
  check_text (call);
  check_text (bare);
  if (words != NULL)
    g_assert (g_utf8_strlen (words, -1) <= 201 && strchr (words, '\n') == NULL);
  if (reply != NULL)
    {
      check_text (reply->message);
      if (reply->fields != NULL)
        check_fields (reply);
    }
  return 0;
}
