#include "ui/spill-board-feed.h"

#include <string.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-master.h"
#include "ui/spill-quick-filter.h"
#include "util/spill-clock.h"
#include "util/spill-discard.h"

#define UPDATE_MS 100
#define SLICE_USEC 4000
/* Columns that change faster than they are made are not waited for. */
#define MAX_SLICES 250
#define MAX_CHANGES 500
#define MAX_CHOICES 500

struct _SpillBoardFeed
{
  GObject           parent_instance;

  SpillMaster      *master;         /* (nullable) */
  SpillColumns     *columns;        /* (nullable) made when first active */
  GPtrArray        *all;            /* (nullable) of SpillColumn: as of the last update */
  char             *filter;
  SpillQuickFilter *words;
  char             *branch;         /* (nullable) */
  const char       *branches[2];
  char             *tag;            /* (nullable) */
  gboolean          is_active;
  guint             update_id;      /* source */
  guint             n_slices;       /* of the update that is being made */
  gint64            updated_at;     /* monotonic */
  GPtrArray        *changes;        /* (nullable) of SpillChangeFacts */
  GHashTable       *by_id;          /* borrowed from changes, likewise */
  GHashTable       *by_revision;
};

enum
{
  PROP_0,
  PROP_MASTER,
  PROP_FILTER,
  PROP_BRANCH,
  PROP_TAG,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  UPDATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillBoardFeed, spill_board_feed, G_TYPE_OBJECT)

static void
emit_update (SpillBoardFeed *self)
{
  self->updated_at = g_get_monotonic_time ();
  g_signal_emit (self, signals[UPDATED], 0);
}

/* All columns of a large master take longer than a frame may. */
static gboolean
on_slice (gpointer user_data)
{
  SpillBoardFeed *self = user_data;
  double now = spill_now ();

  if (!spill_columns_prepare (self->columns, now, g_get_monotonic_time () + SLICE_USEC)
      && ++self->n_slices < MAX_SLICES)
    return G_SOURCE_CONTINUE;

  self->update_id = 0;
  g_clear_pointer (&self->all, g_ptr_array_unref);
  self->all = spill_columns_get_all (self->columns, now);
  emit_update (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_update (gpointer user_data)
{
  SpillBoardFeed *self = user_data;

  self->update_id = 0;
  if (self->columns == NULL)
    emit_update (self);
  else if (on_slice (self) == G_SOURCE_CONTINUE)
    self->update_id = g_idle_add (on_slice, self);
  return G_SOURCE_REMOVE;
}

static void
queue_update (SpillBoardFeed *self)
{
  gint64 passed = (g_get_monotonic_time () - self->updated_at) / 1000;

  if (!self->is_active || self->update_id != 0)
    return;
  self->n_slices = 0;
  if (passed >= UPDATE_MS)
    self->update_id = g_idle_add_full (G_PRIORITY_DEFAULT, on_update, self, NULL);
  else
    self->update_id = g_timeout_add ((guint) (UPDATE_MS - passed), on_update, self);
}

static void
on_changes_changed (SpillBoardFeed *self)
{
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->by_revision, g_hash_table_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  queue_update (self);
}

static void
drop_columns (SpillBoardFeed *self)
{
  if (self->columns == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->columns, self);
  g_signal_handlers_disconnect_by_data (spill_master_get_builders (self->master), self);
  g_clear_object (&self->columns);
  g_clear_handle_id (&self->update_id, g_source_remove);
  on_changes_changed (self);
}

static void
make_columns (SpillBoardFeed *self)
{
  if (self->columns != NULL || self->master == NULL || !self->is_active)
    return;
  self->columns = spill_columns_new (self->master);
  g_signal_connect_swapped (self->columns, "changed", G_CALLBACK (queue_update), self);
  g_signal_connect_swapped (self->columns, "changes-changed", G_CALLBACK (on_changes_changed), self);
  g_signal_connect_swapped (spill_master_get_builders (self->master), "items-changed",
                            G_CALLBACK (queue_update), self);
}

static void
spill_board_feed_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  SpillBoardFeed *self = SPILL_BOARD_FEED (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      g_value_set_object (value, self->master);
      break;
    case PROP_FILTER:
      g_value_set_string (value, self->filter);
      break;
    case PROP_BRANCH:
      g_value_set_string (value, self->branch);
      break;
    case PROP_TAG:
      g_value_set_string (value, self->tag);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_filter (SpillBoardFeed *self,
            const char     *filter)
{
  if (g_strcmp0 (self->filter, filter != NULL ? filter : "") == 0)
    return;
  g_free (self->filter);
  self->filter = g_strdup (filter != NULL ? filter : "");
  g_clear_pointer (&self->words, spill_quick_filter_free);
  self->words = spill_quick_filter_new (self->filter);
  queue_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILTER]);
}

static void
spill_board_feed_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  SpillBoardFeed *self = SPILL_BOARD_FEED (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      spill_board_feed_set_master (self, g_value_get_object (value));
      break;
    case PROP_FILTER:
      set_filter (self, g_value_get_string (value));
      break;
    case PROP_BRANCH:
      spill_board_feed_set_branch (self, g_value_get_string (value));
      break;
    case PROP_TAG:
      spill_board_feed_set_tag (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_board_feed_dispose (GObject *object)
{
  SpillBoardFeed *self = SPILL_BOARD_FEED (object);

  self->is_active = FALSE;
  drop_columns (self);
  spill_discard (g_steal_pointer (&self->all));
  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->master);

  G_OBJECT_CLASS (spill_board_feed_parent_class)->dispose (object);
}

static void
spill_board_feed_finalize (GObject *object)
{
  SpillBoardFeed *self = SPILL_BOARD_FEED (object);

  spill_quick_filter_free (self->words);
  g_free (self->filter);
  g_free (self->branch);
  g_free (self->tag);

  G_OBJECT_CLASS (spill_board_feed_parent_class)->finalize (object);
}

static void
spill_board_feed_class_init (SpillBoardFeedClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = spill_board_feed_get_property;
  object_class->set_property = spill_board_feed_set_property;
  object_class->dispose = spill_board_feed_dispose;
  object_class->finalize = spill_board_feed_finalize;

  properties[PROP_MASTER] = g_param_spec_object ("master", NULL, NULL, SPILL_TYPE_MASTER, rw);
  properties[PROP_FILTER] = g_param_spec_string ("filter", NULL, NULL, "", rw);
  properties[PROP_BRANCH] = g_param_spec_string ("branch", NULL, NULL, NULL, rw);
  properties[PROP_TAG] = g_param_spec_string ("tag", NULL, NULL, NULL, rw);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[UPDATED] = g_signal_new ("updated", SPILL_TYPE_BOARD_FEED, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
spill_board_feed_init (SpillBoardFeed *self)
{
  self->filter = g_strdup ("");
  self->words = spill_quick_filter_new ("");
}

SpillBoardFeed *
spill_board_feed_new (void)
{
  return g_object_new (SPILL_TYPE_BOARD_FEED, NULL);
}

SpillMaster *
spill_board_feed_get_master (SpillBoardFeed *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD_FEED (self), NULL);

  return self->master;
}

void
spill_board_feed_set_master (SpillBoardFeed *self,
                             SpillMaster    *master)
{
  GPtrArray *all;

  g_return_if_fail (SPILL_IS_BOARD_FEED (self));
  g_return_if_fail (master == NULL || SPILL_IS_MASTER (master));

  if (self->master == master)
    return;
  drop_columns (self);
  all = g_steal_pointer (&self->all);
  g_set_object (&self->master, master);
  /* Another master has other branches and tags. */
  spill_board_feed_set_branch (self, NULL);
  spill_board_feed_set_tag (self, NULL);
  /* What was shown of the other one is not shown under this one's name. */
  g_signal_emit (self, signals[UPDATED], 0);
  /* Only then is it not held by a picture. */
  spill_discard (all);
  make_columns (self);
  queue_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MASTER]);
}

const char *
spill_board_feed_get_filter (SpillBoardFeed *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD_FEED (self), NULL);

  return self->filter;
}

const char *
spill_board_feed_get_branch (SpillBoardFeed *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD_FEED (self), NULL);

  return self->branch;
}

void
spill_board_feed_set_branch (SpillBoardFeed *self,
                             const char     *branch)
{
  g_return_if_fail (SPILL_IS_BOARD_FEED (self));

  if (g_strcmp0 (self->branch, branch) == 0)
    return;
  g_free (self->branch);
  self->branch = g_strdup (branch);
  self->branches[0] = self->branch;
  queue_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BRANCH]);
}

const char * const *
spill_board_feed_get_branches (SpillBoardFeed *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD_FEED (self), NULL);

  return self->branch != NULL ? self->branches : NULL;
}

const char *
spill_board_feed_get_tag (SpillBoardFeed *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD_FEED (self), NULL);

  return self->tag;
}

void
spill_board_feed_set_tag (SpillBoardFeed *self,
                          const char     *tag)
{
  g_return_if_fail (SPILL_IS_BOARD_FEED (self));

  if (g_strcmp0 (self->tag, tag) == 0)
    return;
  g_free (self->tag);
  self->tag = g_strdup (tag);
  queue_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TAG]);
}

/**
 * spill_board_feed_set_active:
 * @self: a feed
 * @is_active: whether anybody sees what is made of it
 *
 * What was made so far is kept, so that coming back is quick; while it is not active a column that
 * has changed is not made again.
 */
void
spill_board_feed_set_active (SpillBoardFeed *self,
                             gboolean        is_active)
{
  g_return_if_fail (SPILL_IS_BOARD_FEED (self));

  is_active = !!is_active;
  if (self->is_active == is_active)
    return;
  self->is_active = is_active;
  if (is_active)
    {
      make_columns (self);
      queue_update (self);
    }
  else
    g_clear_handle_id (&self->update_id, g_source_remove);
}

static gboolean
matches (SpillBoardFeed    *self,
         const SpillColumn *column)
{
  g_autofree char *haystack = NULL;

  if (self->tag != NULL && !g_strv_contains (column->tags, self->tag))
    return FALSE;
  if (spill_quick_filter_is_empty (self->words))
    return TRUE;
  haystack = spill_quick_filter_haystack_of_names (column->name, column->tags);
  return spill_quick_filter_matches (self->words, haystack);
}

gboolean
spill_board_feed_is_ready (SpillBoardFeed *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD_FEED (self), FALSE);

  return self->master == NULL || self->all != NULL;
}

GPtrArray *
spill_board_feed_get_columns (SpillBoardFeed *self)
{
  GPtrArray *shown = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_column_unref);

  g_return_val_if_fail (SPILL_IS_BOARD_FEED (self), shown);

  for (guint i = 0; self->all != NULL && i < self->all->len; i++)
    {
      if (matches (self, self->all->pdata[i]))
        g_ptr_array_add (shown, spill_column_ref (self->all->pdata[i]));
    }
  return shown;
}

GPtrArray *
spill_board_feed_get_changes (SpillBoardFeed *self,
                              guint           n)
{
  g_return_val_if_fail (SPILL_IS_BOARD_FEED (self), NULL);

  if (self->columns == NULL)
    return g_ptr_array_new ();
  return spill_columns_get_changes (self->columns, n);
}

static void
index_changes (SpillBoardFeed *self)
{
  self->changes = spill_columns_get_changes (self->columns, MAX_CHANGES);
  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->by_revision = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->changes->len; i++)
    {
      SpillChangeFacts *change = self->changes->pdata[i];

      g_hash_table_insert (self->by_id, &change->id, change);
      if (*change->revision != '\0' && !g_hash_table_contains (self->by_revision, change->revision))
        g_hash_table_insert (self->by_revision, (char *) change->revision, change);
    }
}

SpillChangeFacts *
spill_board_feed_find_change (SpillBoardFeed *self,
                              gint64          id,
                              const char     *revision)
{
  SpillChangeFacts *change = NULL;

  g_return_val_if_fail (SPILL_IS_BOARD_FEED (self), NULL);

  if (self->columns == NULL)
    return NULL;
  if (self->changes == NULL)
    index_changes (self);
  if (id > 0)
    change = g_hash_table_lookup (self->by_id, &id);
  if (change == NULL && revision != NULL)
    change = g_hash_table_lookup (self->by_revision, revision);
  return change;
}

SpillBuilder *
spill_board_feed_find_builder (SpillBoardFeed    *self,
                               const SpillColumn *column)
{
  g_return_val_if_fail (SPILL_IS_BOARD_FEED (self), NULL);

  return self->master != NULL
         ? spill_list_find (spill_master_get_builders (self->master), column->id) : NULL;
}

SpillBuild *
spill_board_feed_find_build (SpillBoardFeed         *self,
                             const SpillColumn      *column,
                             const SpillColumnBuild *build)
{
  SpillBuilder *builder = spill_board_feed_find_builder (self, column);

  return builder != NULL ? spill_builder_get_build (builder, build->number) : NULL;
}

guint
spill_board_feed_get_n_builders (SpillBoardFeed *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD_FEED (self), 0);

  return self->master != NULL ? spill_list_get_length (spill_master_get_builders (self->master)) : 0;
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* Sorted, cut to what can be chosen from. */
static GStrv
strv_of (GHashTable *set)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autoptr(GStrvBuilder) chosen = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, name);
  g_ptr_array_sort (names, compare_texts);
  for (guint i = 0; i < MIN (names->len, MAX_CHOICES); i++)
    g_strv_builder_add (chosen, names->pdata[i]);
  return g_strv_builder_end (chosen);
}

static void
collect_branches (const SpillColumn *column,
                  GHashTable        *set)
{
  for (guint b = 0; b < column->n_builds; b++)
    {
      const SpillColumnBuild *build = column->builds[b];

      for (guint i = 0; i < build->n_stamps; i++)
        {
          const char *branch = build->stamps[i].branch;

          if (branch != NULL || build->stamps[i].revision != NULL)
            g_hash_table_add (set, (char *) (branch != NULL && *branch != '\0' ? branch : "trunk"));
        }
    }
}

GStrv
spill_board_feed_dup_branches (SpillBoardFeed *self)
{
  g_autoptr(GHashTable) set = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) changes = NULL;

  g_return_val_if_fail (SPILL_IS_BOARD_FEED (self), NULL);

  if (self->all == NULL)
    return g_new0 (char *, 1);
  changes = spill_columns_get_changes (self->columns, MAX_CHANGES);
  for (guint i = 0; i < self->all->len; i++)
    collect_branches (self->all->pdata[i], set);
  for (guint i = 0; i < changes->len; i++)
    {
      const char *branch = ((SpillChangeFacts *) changes->pdata[i])->branch;

      g_hash_table_add (set, (char *) (branch != NULL && *branch != '\0' ? branch : "trunk"));
    }
  return strv_of (set);
}

GStrv
spill_board_feed_dup_tags (SpillBoardFeed *self)
{
  g_autoptr(GHashTable) set = g_hash_table_new (g_str_hash, g_str_equal);

  g_return_val_if_fail (SPILL_IS_BOARD_FEED (self), NULL);

  if (self->all == NULL)
    return g_new0 (char *, 1);
  for (guint i = 0; i < self->all->len; i++)
    {
      const char * const *tags = ((SpillColumn *) self->all->pdata[i])->tags;

      for (guint j = 0; tags[j] != NULL; j++)
        g_hash_table_add (set, (char *) tags[j]);
    }
  return strv_of (set);
}
