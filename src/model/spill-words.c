#include "model/spill-words-private.h"

#include "model/spill-text-private.h"

struct _SpillWords
{
  guint   n_refs;
  char   *text;
  char  **strv;
};

/* All that exist, found by their words. Objects of the model live in one thread, but the last
 * reference to one may go in another. */
static GHashTable *all;
G_LOCK_DEFINE_STATIC (all);

static guint
words_hash (gconstpointer key)
{
  const SpillWords *self = key;
  guint hash = 5381;

  for (guint i = 0; self->strv[i] != NULL; i++)
    hash = hash * 33 + g_str_hash (self->strv[i]);

  return hash;
}

static gboolean
words_equal (gconstpointer a,
             gconstpointer b)
{
  return g_strv_equal ((const char * const *) ((const SpillWords *) a)->strv,
                       (const char * const *) ((const SpillWords *) b)->strv);
}

static SpillWords *
intern (const char * const *words)
{
  g_autoptr(GPtrArray) valid = g_ptr_array_new_null_terminated (4, g_free, TRUE);
  SpillWords probe;
  SpillWords *self;

  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (valid, spill_text_dup (words[i]));
  probe.strv = (char **) valid->pdata;

  G_LOCK (all);
  if (all == NULL)
    all = g_hash_table_new (words_hash, words_equal);
  self = g_hash_table_lookup (all, &probe);
  if (self == NULL)
    {
      self = g_new0 (SpillWords, 1);
      self->text = g_strjoinv (" ", probe.strv);
      self->strv = g_strdupv (probe.strv);
      g_hash_table_add (all, self);
    }
  self->n_refs++;
  G_UNLOCK (all);

  return self;
}

gboolean
spill_words_set (SpillWords         **where,
                 const char * const  *words)
{
  SpillWords *next = words != NULL && words[0] != NULL ? intern (words) : NULL;

  if (next == *where)
    {
      g_clear_pointer (&next, spill_words_unref);
      return FALSE;
    }

  g_clear_pointer (where, spill_words_unref);
  *where = next;
  return TRUE;
}

gboolean
spill_words_set_text (SpillWords **where,
                      const char  *text)
{
  const char *const words[] = { text, NULL };

  return spill_words_set (where, words);
}

void
spill_words_unref (SpillWords *self)
{
  gboolean is_last;

  G_LOCK (all);
  is_last = --self->n_refs == 0;
  if (is_last)
    g_hash_table_remove (all, self);
  if (is_last && g_hash_table_size (all) == 0)
    g_clear_pointer (&all, g_hash_table_unref);
  G_UNLOCK (all);

  if (is_last)
    {
      g_free (self->text);
      g_strfreev (self->strv);
      g_free (self);
    }
}

const char *
spill_words_text (const SpillWords *self)
{
  return self != NULL ? self->text : NULL;
}

const char * const *
spill_words_strv (const SpillWords *self)
{
  return spill_text_strv (self != NULL ? self->strv : NULL);
}
