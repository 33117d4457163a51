/* Prints a recorded Perspective Broker conversation.
 *
 * Usage: pb-dump BASE
 *
 * Reads BASE.frames (lines "time direction length", S from the master, C from the client),
 * BASE.s2c.bin and BASE.c2s.bin, and prints a line for each expression: time, direction and the
 * expression, words of the vocabulary bare, strings quoted. */

#include "protocols/pb/spill-banana.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  const char         *mark;
  char               *bytes;
  gsize               length;
  gsize               used;
  SpillBananaDecoder *decoder;
  double              time;
} Side;

static Side sides[2] = { { "S>" }, { "C>" } };

/* The client's choice of a profile is the first thing that it says. */
static gboolean
print_expression (SpillSexpTree *tree,
                  gpointer       user_data,
                  GError       **error)
{
  Side *side = user_data;
  const SpillSexp *root = spill_sexp_tree_get_root (tree);
  g_autoptr(GString) text = g_string_new (NULL);

  spill_sexp_print (root, text);
  printf ("%8.3f %s %s\n", side->time, side->mark, text->str);
  if (side == &sides[1] && spill_sexp_is_string (root, "pb"))
    for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
      spill_banana_decoder_set_profile (sides[i].decoder, SPILL_BANANA_PB);
  return TRUE;
}

static gboolean
dump (const char *frames,
      GError    **error)
{
  g_auto(GStrv) lines = g_strsplit (frames, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      double time;
      char direction;
      gsize length;
      Side *side;

      if (sscanf (lines[i], "%lf %c %zu", &time, &direction, &length) != 3)
        continue;
      side = &sides[direction == 'S' ? 0 : 1];
      if (length > side->length - side->used)
        {
          g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "line %u wants more bytes than there are", i + 1);
          return FALSE;
        }
      side->time = time;
      if (!spill_banana_decoder_feed (side->decoder, (const guint8 *) side->bytes + side->used, length,
                                      print_expression, side, error))
        return FALSE;
      side->used += length;
    }

  return TRUE;
}

int
main (int   argc,
      char *argv[])
{
  static const char *const endings[] = { ".s2c.bin", ".c2s.bin" };
  g_autoptr(GError) error = NULL;
  g_autofree char *frames = NULL;
  g_autofree char *frames_path = NULL;
  gboolean ok;

  if (argc != 2)
    {
      fprintf (stderr, "Usage: pb-dump BASE\n");
      return 2;
    }

  frames_path = g_strconcat (argv[1], ".frames", NULL);
  ok = g_file_get_contents (frames_path, &frames, NULL, &error);
  for (guint i = 0; ok && i < G_N_ELEMENTS (sides); i++)
    {
      g_autofree char *path = g_strconcat (argv[1], endings[i], NULL);

      sides[i].decoder = spill_banana_decoder_new (NULL);
      ok = g_file_get_contents (path, &sides[i].bytes, &sides[i].length, &error);
    }
  ok = ok && dump (frames, &error);
  if (!ok)
    fprintf (stderr, "pb-dump: %s: %s\n", argv[1], error->message);

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_clear_pointer (&sides[i].decoder, spill_banana_decoder_free);
      g_free (sides[i].bytes);
    }
  return ok ? 0 : 1;
}
