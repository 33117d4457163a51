#include "pb-recording.h"

#include <stdio.h>

typedef struct
{
  char               *bytes;
  gsize               length, used;
  SpillBananaDecoder *decoder;
  gboolean            is_client;
} Side;

typedef struct
{
  Side    sides[2];
  GArray *said;
} Loader;

static Loader *loading;

static void
clear_said (gpointer data)
{
  spill_sexp_tree_unref (((Said *) data)->tree);
}

static gboolean
keep (SpillSexpTree *tree,
      gpointer       user_data,
      GError       **error)
{
  Side *side = user_data;
  const SpillSexp *root = spill_sexp_tree_get_root (tree);
  Said said = { side->is_client, spill_sexp_tree_ref (tree), root };

  if (side->is_client && spill_sexp_is_string (root, "pb"))
    for (guint i = 0; i < 2; i++)
      spill_banana_decoder_set_profile (loading->sides[i].decoder, SPILL_BANANA_PB);
  g_array_append_val (loading->said, said);
  return TRUE;
}

GArray *
recording_load (const char *name)
{
  static const char *const endings[] = { "s2c.bin", "c2s.bin" };
  g_autofree char *base = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "eight", "pb", name, NULL);
  g_autofree char *frames_path = g_strconcat (base, ".frames", NULL);
  g_autofree char *frames = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GError) error = NULL;
  Loader loader = { 0 };

  loading = &loader;
  loader.said = g_array_new (FALSE, FALSE, sizeof (Said));
  g_array_set_clear_func (loader.said, clear_said);
  g_file_get_contents (frames_path, &frames, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s.%s", base, endings[i]);

      loader.sides[i].is_client = i == 1;
      loader.sides[i].decoder = spill_banana_decoder_new (NULL);
      g_file_get_contents (path, &loader.sides[i].bytes, &loader.sides[i].length, &error);
      g_assert_no_error (error);
    }
  lines = g_strsplit (frames, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      double time;
      char direction;
      gsize length;
      Side *side;

      if (sscanf (lines[i], "%lf %c %zu", &time, &direction, &length) != 3)
        continue;
      side = &loader.sides[direction == 'C'];
      spill_banana_decoder_feed (side->decoder, (const guint8 *) side->bytes + side->used, length, keep, side, &error);
      g_assert_no_error (error);
      side->used += length;
    }
  for (guint i = 0; i < 2; i++)
    {
      spill_banana_decoder_free (loader.sides[i].decoder);
      g_free (loader.sides[i].bytes);
    }
  return loader.said;
}

static gboolean
is_remote (const SpillSexp *sexp)
{
  return sexp->type == SPILL_SEXP_LIST && sexp->length == 2 && spill_sexp_is_string (sexp->items, "remote");
}

void
recording_print (const SpillSexp *sexp,
                 GString         *out)
{
  if (is_remote (sexp))
    g_string_append (out, "<remote>");
  else if (sexp->type != SPILL_SEXP_LIST)
    spill_sexp_print (sexp, out);
  else
    {
      g_string_append_c (out, '(');
      for (guint i = 0; i < sexp->length; i++)
        {
          if (i > 0)
            g_string_append_c (out, ' ');
          recording_print (sexp->items + i, out);
        }
      g_string_append_c (out, ')');
    }
}

char *
recording_event (const SpillSexp *sexp)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (!spill_sexp_is_form (sexp, "message"))
    return NULL;
  g_string_append_len (text, sexp->items[3].bytes, sexp->items[3].length);
  g_string_append_c (text, ' ');
  recording_print (sexp->items + 5, text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

const SpillSexp *
recording_arg (const SpillSexp *sexp,
               guint            i)
{
  return spill_jelly_get_item (spill_sexp_get (sexp, 5), i);
}

char *
recording_arg_text (const SpillSexp *sexp,
                    guint            i)
{
  return spill_jelly_dup_text (recording_arg (sexp, i));
}

gboolean
recording_is (const SpillSexp *sexp,
              const char      *name)
{
  return spill_sexp_is_form (sexp, "message") && spill_sexp_is_string (sexp->items + 3, name);
}
