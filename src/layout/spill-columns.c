#include "layout/spill-columns.h"

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-change.h"
#include "model/spill-master.h"
#include "util/spill-discard.h"
#include "util/spill-natural.h"

/* What is kept of one builder. */
typedef struct
{
  SpillColumns *columns;     /* (nullable) borrowed; NULL: they are gone */
  SpillBuilder *builder;
  gulong        handler;
  GHashTable   *builds;      /* of Kept by SpillBuild */
  SpillColumn  *column;      /* (nullable) NULL: old */
} Entry;

/* A build with the value made of it. */
typedef struct
{
  Entry            *entry;   /* borrowed */
  SpillBuild       *build;
  gulong            handler;
  SpillColumnBuild *value;   /* (nullable) NULL: old */
  guint             round;
} Kept;

struct _SpillColumns
{
  GObject      parent_instance;

  SpillMaster *master;
  GHashTable  *entries;      /* of Entry by SpillBuilder */
  GPtrArray   *order;        /* (nullable) of Entry, by name; not owned */
  GPtrArray   *changes;      /* (nullable) of SpillChangeFacts */
  gboolean     changes_are_old;
  guint        round;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_CHANGES_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/**
 * SpillColumns:
 *
 * The columns of one master's builders, made when they are asked for and kept until they change.
 */
G_DEFINE_FINAL_TYPE (SpillColumns, spill_columns, G_TYPE_OBJECT)

static void
kept_free (gpointer data)
{
  Kept *self = data;

  g_signal_handler_disconnect (self->build, self->handler);
  g_object_unref (self->build);
  g_clear_pointer (&self->value, spill_column_build_unref);
  g_free (self);
}

static void
entry_free (gpointer data)
{
  Entry *self = data;

  g_signal_handler_disconnect (self->builder, self->handler);
  g_hash_table_unref (self->builds);
  g_object_unref (self->builder);
  g_clear_pointer (&self->column, spill_column_unref);
  g_free (self);
}

static void
on_builder_changed (SpillBuilder *builder,
                    Entry        *entry)
{
  if (entry->columns == NULL || entry->column == NULL)
    return;

  g_clear_pointer (&entry->column, spill_column_unref);
  g_signal_emit (entry->columns, signals[SIGNAL_CHANGED], 0, builder);
}

static void
on_build_changed (SpillBuild *build,
                  Kept       *kept)
{
  g_clear_pointer (&kept->value, spill_column_build_unref);
  on_builder_changed (kept->entry->builder, kept->entry);
}

static void
on_changes_changed (SpillColumns *self)
{
  if (self->changes_are_old)
    return;

  self->changes_are_old = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGES_CHANGED], 0);
}

/* A builder that is gone is not asked for again: what is kept of it goes with it. */
static void
on_builders_changed (SpillColumns *self)
{
  SpillList *builders = spill_master_get_builders (self->master);
  GHashTableIter iter;
  gpointer builder;

  g_clear_pointer (&self->order, g_ptr_array_unref);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &builder, NULL))
    if (spill_list_find (builders, spill_builder_get_id (builder)) != builder)
      g_hash_table_iter_remove (&iter);
}

/* Tens of thousands of builds may be kept. */
static void
discard_entries (SpillColumns *self)
{
  GPtrArray *entries = g_ptr_array_new_full (g_hash_table_size (self->entries), entry_free);
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    {
      ((Entry *) entry)->columns = NULL;
      g_hash_table_iter_steal (&iter);
      g_ptr_array_add (entries, entry);
    }
  g_clear_pointer (&self->entries, g_hash_table_unref);
  spill_discard (entries);
}

static void
spill_columns_dispose (GObject *object)
{
  SpillColumns *self = SPILL_COLUMNS (object);

  if (self->master != NULL)
    {
      g_signal_handlers_disconnect_by_data (spill_master_get_changes (self->master), self);
      g_signal_handlers_disconnect_by_data (spill_master_get_builders (self->master), self);
    }
  if (self->entries != NULL)
    discard_entries (self);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->order, g_ptr_array_unref);
  g_clear_object (&self->master);

  G_OBJECT_CLASS (spill_columns_parent_class)->dispose (object);
}

static void
spill_columns_class_init (SpillColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_columns_dispose;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", SPILL_TYPE_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, SPILL_TYPE_BUILDER);
  signals[SIGNAL_CHANGES_CHANGED] =
    g_signal_new ("changes-changed", SPILL_TYPE_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
spill_columns_init (SpillColumns *self)
{
  self->entries = g_hash_table_new_full (NULL, NULL, NULL, entry_free);
  self->changes_are_old = TRUE;
}

SpillColumns *
spill_columns_new (SpillMaster *master)
{
  SpillColumns *self;

  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  self = g_object_new (SPILL_TYPE_COLUMNS, NULL);
  self->master = g_object_ref (master);
  g_signal_connect_swapped (spill_master_get_changes (master), "items-changed",
                            G_CALLBACK (on_changes_changed), self);
  g_signal_connect_swapped (spill_master_get_builders (master), "items-changed",
                            G_CALLBACK (on_builders_changed), self);

  return self;
}

static Entry *
entry_of (SpillColumns *self,
          SpillBuilder *builder)
{
  Entry *entry = g_hash_table_lookup (self->entries, builder);

  if (entry != NULL)
    return entry;

  entry = g_new0 (Entry, 1);
  entry->columns = self;
  entry->builder = g_object_ref (builder);
  entry->builds = g_hash_table_new_full (NULL, NULL, NULL, kept_free);
  entry->handler = g_signal_connect (builder, "changed", G_CALLBACK (on_builder_changed), entry);
  g_hash_table_insert (self->entries, builder, entry);

  return entry;
}

static Kept *
kept_of (Entry      *entry,
         SpillBuild *build)
{
  Kept *kept = g_hash_table_lookup (entry->builds, build);

  if (kept == NULL)
    {
      kept = g_new0 (Kept, 1);
      kept->entry = entry;
      kept->build = g_object_ref (build);
      kept->handler = g_signal_connect (build, "changed", G_CALLBACK (on_build_changed), kept);
      g_hash_table_insert (entry->builds, build, kept);
    }
  if (kept->value == NULL)
    kept->value = spill_column_build_new (build);

  return kept;
}

static gboolean
is_of_another_round (gpointer key,
                     gpointer value,
                     gpointer round)
{
  return ((Kept *) value)->round != GPOINTER_TO_UINT (round);
}

static SpillColumn *
column_of (Entry  *entry,
           double  now)
{
  SpillColumns *self = entry->columns;
  SpillList *builds;
  g_autofree SpillColumnBuild **values = NULL;
  guint n_values = 0;

  if (entry->column != NULL)
    return entry->column;

  builds = spill_builder_get_builds (entry->builder);
  values = g_new0 (SpillColumnBuild *, spill_list_get_length (builds) + 1);
  self->round++;
  for (guint i = 0; i < spill_list_get_length (builds); i++)
    {
      SpillBuild *build = spill_list_peek (builds, i);
      Kept *kept;

      if (spill_build_get_started (build) <= 0)
        continue;
      kept = kept_of (entry, build);
      kept->round = self->round;
      values[n_values++] = kept->value;
    }
  entry->column = spill_column_new (entry->builder, values, n_values, now);
  g_hash_table_foreach_remove (entry->builds, is_of_another_round, GUINT_TO_POINTER (self->round));

  return entry->column;
}

/**
 * spill_columns_get:
 * @self: columns
 * @builder: a builder of their master
 * @now: epoch seconds, for the ends of running builds
 *
 * Returns: (transfer none): its column as it is now
 */
SpillColumn *
spill_columns_get (SpillColumns *self,
                   SpillBuilder *builder,
                   double        now)
{
  g_return_val_if_fail (SPILL_IS_COLUMNS (self), NULL);
  g_return_val_if_fail (SPILL_IS_BUILDER (builder), NULL);

  return column_of (entry_of (self, builder), now);
}

/* Thousands are sorted while the main loop waits: names are fetched once. */
typedef struct
{
  const char *name;
  Entry      *entry;
} Named;

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return spill_natural_compare (((const Named *) a)->name, ((const Named *) b)->name);
}

static void
make_order (SpillColumns *self)
{
  SpillList *builders = spill_master_get_builders (self->master);
  g_autoptr(GArray) all = g_array_sized_new (FALSE, FALSE, sizeof (Named),
                                             spill_list_get_length (builders));

  for (guint i = 0; i < spill_list_get_length (builders); i++)
    {
      SpillBuilder *builder = spill_list_peek (builders, i);
      Named named = { spill_builder_get_name (builder), entry_of (self, builder) };

      g_array_append_val (all, named);
    }
  g_array_sort (all, compare_names);
  self->order = g_ptr_array_sized_new (all->len);
  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (self->order, g_array_index (all, Named, i).entry);
}

/**
 * spill_columns_prepare:
 * @self: columns
 * @now: epoch seconds, for the ends of running builds
 * @deadline: monotonic time, in microseconds
 *
 * Makes those columns that are old until it is @deadline: making all of a large master takes longer
 * than a main loop should wait.
 *
 * Returns: whether there is time left; if so, none is old
 */
gboolean
spill_columns_prepare (SpillColumns *self,
                       double        now,
                       gint64        deadline)
{
  g_return_val_if_fail (SPILL_IS_COLUMNS (self), FALSE);

  if (self->order == NULL)
    make_order (self);
  for (guint i = 0; i < self->order->len; i++)
    {
      Entry *entry = self->order->pdata[i];

      if (entry->column != NULL)
        continue;
      column_of (entry, now);
      if (g_get_monotonic_time () >= deadline)
        return FALSE;
    }

  return g_get_monotonic_time () < deadline;
}

GPtrArray *
spill_columns_get_all (SpillColumns *self,
                       double        now)
{
  GPtrArray *all;

  g_return_val_if_fail (SPILL_IS_COLUMNS (self), NULL);

  if (self->order == NULL)
    make_order (self);
  all = g_ptr_array_new_full (self->order->len, (GDestroyNotify) spill_column_unref);
  for (guint i = 0; i < self->order->len; i++)
    g_ptr_array_add (all, spill_column_ref (column_of (self->order->pdata[i], now)));

  return all;
}

/* Those that were there before keep their value. */
static void
make_changes (SpillColumns *self)
{
  SpillList *changes = spill_master_get_changes (self->master);
  guint n = spill_list_get_length (changes);
  GPtrArray *made = g_ptr_array_new_full (n, (GDestroyNotify) spill_change_facts_unref);
  g_autoptr(GHashTable) known = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; self->changes != NULL && i < self->changes->len; i++)
    g_hash_table_insert (known, &((SpillChangeFacts *) self->changes->pdata[i])->id,
                         self->changes->pdata[i]);
  for (guint i = 0; i < n; i++)
    {
      SpillChange *change = spill_list_peek (changes, i);
      gint64 id = spill_change_get_id (change);
      SpillChangeFacts *facts = g_hash_table_lookup (known, &id);

      g_ptr_array_add (made, facts != NULL ? spill_change_facts_ref (facts)
                                           : spill_change_facts_new (change));
    }
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  self->changes = made;
  self->changes_are_old = FALSE;
}

GPtrArray *
spill_columns_get_changes (SpillColumns *self,
                           guint         n)
{
  GPtrArray *newest;

  g_return_val_if_fail (SPILL_IS_COLUMNS (self), NULL);

  if (self->changes_are_old)
    make_changes (self);
  n = MIN (n, self->changes->len);
  newest = g_ptr_array_new_full (n, (GDestroyNotify) spill_change_facts_unref);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (newest, spill_change_facts_ref (self->changes->pdata[i]));

  return newest;
}
