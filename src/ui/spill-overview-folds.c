#include "ui/spill-overview-folds.h"

#include <string.h>

/* Headings of tags come and go with the masters; no more of them than this are remembered. */
#define MAX_WISHES 200

struct _SpillOverviewFolds
{
  GHashTable *open;     /* keys that the user opened */
  GHashTable *closed;   /* keys that the user closed */
  GHashTable *filter;   /* keys closed while there is a filter */
  GHashTable *alone;    /* keys open by themselves, having been alone */
};

static GHashTable *
set_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * spill_overview_folds_new:
 *
 * Returns: (transfer full): folds without a wish
 */
SpillOverviewFolds *
spill_overview_folds_new (void)
{
  SpillOverviewFolds *self = g_new0 (SpillOverviewFolds, 1);

  self->open = set_new ();
  self->closed = set_new ();
  self->filter = set_new ();
  self->alone = set_new ();
  return self;
}

/**
 * spill_overview_folds_free:
 * @self: (transfer full): folds
 */
void
spill_overview_folds_free (SpillOverviewFolds *self)
{
  g_hash_table_unref (self->open);
  g_hash_table_unref (self->closed);
  g_hash_table_unref (self->filter);
  g_hash_table_unref (self->alone);
  g_free (self);
}

/* Good ones are a number, and so are those that never built. */
static gboolean
is_open_by_itself (const char *key)
{
  return strcmp (key, "state:good") != 0 && strcmp (key, "state:never") != 0;
}

/**
 * spill_overview_folds_is_open:
 * @self: folds
 * @key: of a heading
 * @has_filter: whether there is a filter
 *
 * Returns: whether what is under the heading is shown
 */
gboolean
spill_overview_folds_is_open (SpillOverviewFolds *self,
                              const char         *key,
                              gboolean            has_filter)
{
  if (has_filter)
    return !g_hash_table_contains (self->filter, key);
  if (g_hash_table_contains (self->open, key))
    return TRUE;
  if (g_hash_table_contains (self->closed, key))
    return FALSE;
  return is_open_by_itself (key) || g_hash_table_contains (self->alone, key);
}

/**
 * spill_overview_folds_toggle:
 * @self: folds
 * @key: of a heading
 * @has_filter: whether there is a filter
 *
 * Returns: whether it is a wish to remember
 */
gboolean
spill_overview_folds_toggle (SpillOverviewFolds *self,
                             const char         *key,
                             gboolean            has_filter)
{
  gboolean was_open = spill_overview_folds_is_open (self, key, has_filter);

  if (has_filter)
    {
      if (was_open)
        g_hash_table_add (self->filter, g_strdup (key));
      else
        g_hash_table_remove (self->filter, key);
      return FALSE;
    }

  g_hash_table_remove (was_open ? self->open : self->closed, key);
  if (g_hash_table_size (self->open) + g_hash_table_size (self->closed) >= MAX_WISHES)
    g_hash_table_remove_all (was_open ? self->closed : self->open);
  g_hash_table_add (was_open ? self->closed : self->open, g_strdup (key));
  return TRUE;
}

/**
 * spill_overview_folds_open_alone:
 * @self: folds
 * @key: of the only heading
 */
void
spill_overview_folds_open_alone (SpillOverviewFolds *self,
                                 const char         *key)
{
  g_hash_table_add (self->alone, g_strdup (key));
}

void
spill_overview_folds_forget_alone (SpillOverviewFolds *self)
{
  g_hash_table_remove_all (self->alone);
}

void
spill_overview_folds_forget_filter (SpillOverviewFolds *self)
{
  g_hash_table_remove_all (self->filter);
}

static void
add_wishes (GStrvBuilder *builder,
            const char   *sign,
            GHashTable   *keys)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, keys);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_autofree char *wish = g_strconcat (sign, key, NULL);

      g_strv_builder_add (builder, wish);
    }
}

/**
 * spill_overview_folds_dup:
 * @self: folds
 *
 * Returns: (transfer full): what the user wished, for spill_overview_folds_set()
 */
GStrv
spill_overview_folds_dup (SpillOverviewFolds *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  add_wishes (builder, "+", self->open);
  add_wishes (builder, "-", self->closed);
  return g_strv_builder_end (builder);
}

/**
 * spill_overview_folds_set:
 * @self: folds
 * @folds: (nullable): what spill_overview_folds_dup() gave; anything else in it is left out
 */
void
spill_overview_folds_set (SpillOverviewFolds *self,
                          const char * const *folds)
{
  g_hash_table_remove_all (self->open);
  g_hash_table_remove_all (self->closed);
  for (guint i = 0; folds != NULL && folds[i] != NULL && i < MAX_WISHES; i++)
    {
      if (*folds[i] == '+')
        g_hash_table_add (self->open, g_strdup (folds[i] + 1));
      else if (*folds[i] == '-')
        g_hash_table_add (self->closed, g_strdup (folds[i] + 1));
    }
}
