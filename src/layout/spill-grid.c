#include "layout/spill-grid.h"

#include <string.h>

#include "util/spill-natural.h"

/* What was built, when first, and where it stands among what is shown. */
typedef struct
{
  SpillColumnBuild *build;      /* borrowed */
  double            first;
  int               position;   /* -1: not shown */
} Stamp;

/* What was built: by the key of the builds, and for those of which only branch and revision are known
 * by these two. */
typedef struct
{
  GHashTable *by_key;     /* of Stamp */
  GHashTable *by_name;    /* borrowed: the first of each name */
} Stamps;

static guint
limit_of (const SpillGridQuery *query)
{
  return query->n_stamps > 0 ? MIN (query->n_stamps, SPILL_GRID_MAX_STAMPS) : SPILL_GRID_N_STAMPS;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp ((*(SpillColumn * const *) a)->name, (*(SpillColumn * const *) b)->name);
}

static int
compare_naturally (gconstpointer a,
                   gconstpointer b)
{
  return spill_natural_compare ((*(SpillColumn * const *) a)->name, (*(SpillColumn * const *) b)->name);
}

/* The key decides between what began at the same time, so that the order is always the same. */
static int
compare_first (gconstpointer a,
               gconstpointer b)
{
  const Stamp *x = *(Stamp * const *) a;
  const Stamp *y = *(Stamp * const *) b;

  if (x->first != y->first)
    return x->first < y->first ? -1 : 1;

  return strcmp (x->build->key, y->build->key);
}

/* The newest builds of @column that count, at most @limit of them. */
static guint
pick (const SpillColumn    *column,
      const SpillGridQuery *query,
      guint                 limit,
      SpillColumnBuild    **picked)
{
  guint n = 0;

  for (guint i = 0; i < column->n_builds && n < limit; i++)
    if (column->builds[i]->key != NULL
        && spill_column_build_has_branch (column->builds[i], query->branches))
      picked[n++] = column->builds[i];

  return n;
}

/* Branch and revision of the first stamp; NULL: it has none. */
static char *
dup_name (const SpillColumnBuild *build)
{
  const SpillColumnStamp *stamp = build->stamps;

  if (build->n_stamps == 0 || stamp->revision == NULL || *stamp->revision == '\0'
      || stamp->patch_hash != 0)
    return NULL;
  return g_strdup_printf ("%s\x1f%s", stamp->branch != NULL ? stamp->branch : "\x1d", stamp->revision);
}

/* Stamps are known whole or, while nobody holds them, not at all. */
static gboolean
is_known (const SpillColumnBuild *build)
{
  return build->has_changes;
}

static Stamp *
find_stamp (Stamps                 *stamps,
            const SpillColumnBuild *build)
{
  Stamp *stamp = g_hash_table_lookup (stamps->by_key, build->key);

  if (stamp == NULL && !is_known (build))
    {
      g_autofree char *name = dup_name (build);

      stamp = name != NULL ? g_hash_table_lookup (stamps->by_name, name) : NULL;
    }
  return stamp;
}

static Stamp *
add_stamp (Stamps           *stamps,
           SpillColumnBuild *build)
{
  Stamp *stamp = g_new0 (Stamp, 1);
  char *name = dup_name (build);

  stamp->build = build;
  stamp->first = build->started;
  stamp->position = -1;
  g_hash_table_insert (stamps->by_key, (char *) build->key, stamp);
  if (name != NULL && !g_hash_table_contains (stamps->by_name, name))
    g_hash_table_insert (stamps->by_name, name, stamp);
  else
    g_free (name);
  return stamp;
}

static void
collect (SpillGrid            *self,
         const SpillGridQuery *query,
         guint                 limit,
         gboolean              known,
         Stamps               *stamps)
{
  g_autofree SpillColumnBuild **picked = g_new (SpillColumnBuild *, limit);

  for (guint c = 0; c < self->n_columns; c++)
    {
      guint n = pick (self->columns[c], query, limit, picked);

      for (guint i = 0; i < n; i++)
        {
          Stamp *stamp;

          if (is_known (picked[i]) != known)
            continue;
          stamp = find_stamp (stamps, picked[i]);
          if (stamp == NULL)
            stamp = add_stamp (stamps, picked[i]);
          stamp->first = MIN (stamp->first, picked[i]->started);
        }
    }
}

static void
place_stamps (SpillGrid            *self,
              const SpillGridQuery *query,
              guint                 limit,
              Stamps               *stamps)
{
  g_autoptr(GPtrArray) order = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;
  guint skipped;

  g_hash_table_iter_init (&iter, stamps->by_key);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (order, value);
  g_ptr_array_sort (order, compare_first);
  self->n_stamps = MIN (order->len, limit);
  skipped = order->len - self->n_stamps;
  self->stamps = g_new0 (SpillColumnBuild *, MAX (self->n_stamps, 1));
  for (guint i = 0; i < self->n_stamps; i++)
    {
      Stamp *stamp = order->pdata[skipped + i];

      stamp->position = (int) (query->newest_first ? self->n_stamps - 1 - i : i);
      self->stamps[stamp->position] = spill_column_build_ref (stamp->build);
    }
}

static void
place_cells (SpillGrid            *self,
             const SpillGridQuery *query,
             guint                 limit,
             Stamps               *stamps)
{
  g_autofree SpillColumnBuild **picked = g_new (SpillColumnBuild *, limit);

  self->cells = g_new0 (SpillColumnBuild *, MAX (self->n_columns * self->n_stamps, 1));
  for (guint c = 0; c < self->n_columns; c++)
    {
      guint n = pick (self->columns[c], query, limit, picked);

      for (guint i = 0; i < n; i++)
        {
          const Stamp *stamp = find_stamp (stamps, picked[i]);
          SpillColumnBuild **cell;

          if (stamp->position < 0)
            continue;
          cell = &self->cells[c * self->n_stamps + (guint) stamp->position];
          if (*cell == NULL)
            *cell = spill_column_build_ref (picked[i]);
        }
    }
}

/**
 * spill_grid_new:
 * @columns: (element-type SpillColumn): the columns of all builders
 * @query: what is wanted
 *
 * Source of the rules: recorded pages of Buildbot 0.8.14, of the same second as its JSON. A build of
 * which only branch and revision are known counts as what others are known to have built of them.
 *
 * Returns: (transfer full): the grid
 */
SpillGrid *
spill_grid_new (GPtrArray            *columns,
                const SpillGridQuery *query)
{
  SpillGrid *self = g_atomic_rc_box_new0 (SpillGrid);
  g_autoptr(GPtrArray) chosen = g_ptr_array_new ();
  g_autoptr(GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr(GHashTable) by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Stamps stamps = { by_key, by_name };
  guint limit = limit_of (query);

  for (guint i = 0; i < columns->len; i++)
    if (spill_column_has_tag (columns->pdata[i], query->tags))
      g_ptr_array_add (chosen, columns->pdata[i]);
  g_ptr_array_sort (chosen, query->natural_names ? compare_naturally : compare_names);
  self->n_columns = chosen->len;
  self->columns = g_new0 (SpillColumn *, MAX (chosen->len, 1));
  for (guint i = 0; i < chosen->len; i++)
    self->columns[i] = spill_column_ref (chosen->pdata[i]);

  collect (self, query, limit, TRUE, &stamps);
  collect (self, query, limit, FALSE, &stamps);
  place_stamps (self, query, limit, &stamps);
  place_cells (self, query, limit, &stamps);

  return self;
}

SpillGrid *
spill_grid_ref (SpillGrid *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
grid_clear (gpointer data)
{
  SpillGrid *self = data;

  for (guint i = 0; i < self->n_columns * self->n_stamps; i++)
    g_clear_pointer (&self->cells[i], spill_column_build_unref);
  for (guint i = 0; i < self->n_stamps; i++)
    spill_column_build_unref (self->stamps[i]);
  for (guint i = 0; i < self->n_columns; i++)
    spill_column_unref (self->columns[i]);
  g_free (self->cells);
  g_free (self->stamps);
  g_free (self->columns);
}

void
spill_grid_unref (SpillGrid *self)
{
  g_atomic_rc_box_release_full (self, grid_clear);
}

const SpillColumnBuild *
spill_grid_get_cell (const SpillGrid *self,
                     guint            column,
                     guint            stamp)
{
  g_return_val_if_fail (column < self->n_columns && stamp < self->n_stamps, NULL);

  return self->cells[column * self->n_stamps + stamp];
}
