#include "ui/spill-overview-model-private.h"

#include "util/spill-util.h"

/* A round waits until nothing has changed for a while and the source's queue is empty (its priority
 * is below the queue's 130), so that a burst is one round and one redraw; but never longer than the
 * limit. Both in ms. */
#define ROUND_DELAY    50
#define ROUND_LIMIT    300
#define ROUND_PRIORITY 140

enum
{
  PROP_0,
  PROP_MASTER,
  PROP_SORT,
  PROP_GROUP,
  PROP_FILTER,
  PROP_FOLDS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum { UPDATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void spill_overview_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SpillOverviewModel, spill_overview_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      spill_overview_model_list_init))

/* Rounds */

static gboolean
on_limit (gpointer user_data)
{
  spill_overview_model_flush (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_round (gpointer user_data)
{
  SpillOverviewModel *self = user_data;

  if (self->has_more)
    {
      self->has_more = FALSE;
      return G_SOURCE_CONTINUE;
    }
  spill_overview_model_flush (self);
  return G_SOURCE_REMOVE;
}

void
spill_overview_model_schedule (SpillOverviewModel *self)
{
  self->has_more = self->round_id != 0;
  if (self->round_id != 0)
    return;
  self->round_id = g_timeout_add_full (ROUND_PRIORITY, ROUND_DELAY, on_round, self, NULL);
  self->limit_id = g_timeout_add_full (G_PRIORITY_DEFAULT, ROUND_LIMIT, on_limit, self, NULL);
}

void
spill_overview_model_mark_entry (SpillOverviewEntry *entry)
{
  SpillOverviewModel *self = entry->owner;

  if (!entry->is_dirty)
    {
      entry->is_dirty = TRUE;
      g_ptr_array_add (self->dirty, entry);
    }
  spill_overview_model_schedule (self);
}

static void
on_masters_changed (SpillOverviewModel *self)
{
  if (self->master == NULL)
    spill_overview_model_watch_masters (self);
}

/* GListModel */

static GType
spill_overview_model_get_item_type (GListModel *list)
{
  return SPILL_TYPE_OVERVIEW_ITEM;
}

static guint
spill_overview_model_get_n_items (GListModel *list)
{
  return SPILL_OVERVIEW_MODEL (list)->rows->len;
}

static gpointer
spill_overview_model_get_item (GListModel *list,
                               guint       position)
{
  SpillOverviewModel *self = SPILL_OVERVIEW_MODEL (list);

  return position < self->rows->len ? g_object_ref (self->rows->pdata[position]) : NULL;
}

static void
spill_overview_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = spill_overview_model_get_item_type;
  iface->get_n_items = spill_overview_model_get_n_items;
  iface->get_item = spill_overview_model_get_item;
}

/* GObject */

static void
set_folds (SpillOverviewModel *self,
           const char * const *folds)
{
  spill_overview_folds_set (self->folds, folds);
  self->rows_changed = TRUE;
  spill_overview_model_schedule (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDS]);
}

static void
spill_overview_model_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  SpillOverviewModel *self = SPILL_OVERVIEW_MODEL (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      g_value_set_object (value, self->master);
      break;
    case PROP_SORT:
      g_value_set_enum (value, self->sort);
      break;
    case PROP_GROUP:
      g_value_set_enum (value, self->group);
      break;
    case PROP_FILTER:
      g_value_set_string (value, self->filter_text);
      break;
    case PROP_FOLDS:
      g_value_take_boxed (value, spill_overview_folds_dup (self->folds));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_overview_model_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  SpillOverviewModel *self = SPILL_OVERVIEW_MODEL (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      spill_overview_model_set_master (self, g_value_get_object (value));
      break;
    case PROP_SORT:
      spill_overview_model_set_sort (self, g_value_get_enum (value));
      break;
    case PROP_GROUP:
      spill_overview_model_set_group (self, g_value_get_enum (value));
      break;
    case PROP_FILTER:
      spill_overview_model_set_filter (self, g_value_get_string (value));
      break;
    case PROP_FOLDS:
      set_folds (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_overview_model_dispose (GObject *object)
{
  SpillOverviewModel *self = SPILL_OVERVIEW_MODEL (object);

  g_clear_handle_id (&self->round_id, g_source_remove);
  g_clear_handle_id (&self->limit_id, g_source_remove);
  spill_overview_model_unwatch (self);
  g_ptr_array_set_size (self->dirty, 0);
  g_hash_table_remove_all (self->entries);
  g_clear_object (&self->master);
  g_clear_object (&self->status);

  G_OBJECT_CLASS (spill_overview_model_parent_class)->dispose (object);
}

static void
spill_overview_model_finalize (GObject *object)
{
  SpillOverviewModel *self = SPILL_OVERVIEW_MODEL (object);

  g_ptr_array_unref (self->watched);
  g_hash_table_unref (self->entries);
  g_ptr_array_unref (self->dirty);
  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->headings);
  spill_overview_folds_free (self->folds);
  g_free (self->filter_text);
  spill_quick_filter_free (self->filter);

  G_OBJECT_CLASS (spill_overview_model_parent_class)->finalize (object);
}

static void
spill_overview_model_class_init (SpillOverviewModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = spill_overview_model_get_property;
  object_class->set_property = spill_overview_model_set_property;
  object_class->dispose = spill_overview_model_dispose;
  object_class->finalize = spill_overview_model_finalize;

  properties[PROP_MASTER] = g_param_spec_object ("master", NULL, NULL, SPILL_TYPE_MASTER, rw);
  properties[PROP_SORT] =
    g_param_spec_enum ("sort", NULL, NULL, SPILL_TYPE_OVERVIEW_SORT,
                       SPILL_OVERVIEW_SORT_PROBLEMS, rw);
  properties[PROP_GROUP] =
    g_param_spec_enum ("group", NULL, NULL, SPILL_TYPE_OVERVIEW_GROUP,
                       SPILL_OVERVIEW_GROUP_STATE, rw);
  properties[PROP_FILTER] = g_param_spec_string ("filter", NULL, NULL, "", rw);
  properties[PROP_FOLDS] = g_param_spec_boxed ("folds", NULL, NULL, G_TYPE_STRV, rw);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[UPDATED] = g_signal_new ("updated", SPILL_TYPE_OVERVIEW_MODEL, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
spill_overview_model_init (SpillOverviewModel *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  self->entries = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) spill_overview_entry_free);
  self->dirty = g_ptr_array_new ();
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->headings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->folds = spill_overview_folds_new ();
  self->filter_text = g_strdup ("");
  self->filter = spill_quick_filter_new (NULL);
}

/**
 * spill_overview_model_new:
 * @status: all masters
 *
 * Returns: (transfer full): a model of all builders of @status
 */
SpillOverviewModel *
spill_overview_model_new (SpillStatus *status)
{
  SpillOverviewModel *self;

  g_return_val_if_fail (SPILL_IS_STATUS (status), NULL);

  self = g_object_new (SPILL_TYPE_OVERVIEW_MODEL, NULL);
  self->status = g_object_ref (status);
  g_signal_connect_object (spill_status_get_masters (status), "items-changed",
                           G_CALLBACK (on_masters_changed), self, G_CONNECT_SWAPPED);
  spill_overview_model_watch_masters (self);
  return self;
}

SpillMaster *
spill_overview_model_get_master (SpillOverviewModel *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_MODEL (self), NULL);

  return self->master;
}

/**
 * spill_overview_model_set_master:
 * @self: the model
 * @master: (nullable): the one whose builders are wanted; %NULL for all masters
 */
void
spill_overview_model_set_master (SpillOverviewModel *self,
                                 SpillMaster        *master)
{
  g_return_if_fail (SPILL_IS_OVERVIEW_MODEL (self));

  if (!g_set_object (&self->master, master))
    return;
  spill_overview_model_watch_masters (self);
  spill_overview_model_flush (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MASTER]);
}

SpillOverviewSort
spill_overview_model_get_sort (SpillOverviewModel *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_MODEL (self), SPILL_OVERVIEW_SORT_PROBLEMS);

  return self->sort;
}

void
spill_overview_model_set_sort (SpillOverviewModel *self,
                               SpillOverviewSort   sort)
{
  g_return_if_fail (SPILL_IS_OVERVIEW_MODEL (self));

  if (self->sort == sort)
    return;
  self->sort = sort;
  self->rows_changed = TRUE;
  spill_overview_model_flush (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
}

SpillOverviewGroup
spill_overview_model_get_group (SpillOverviewModel *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_MODEL (self), SPILL_OVERVIEW_GROUP_STATE);

  return self->group;
}

void
spill_overview_model_set_group (SpillOverviewModel *self,
                                SpillOverviewGroup  group)
{
  g_return_if_fail (SPILL_IS_OVERVIEW_MODEL (self));

  if (self->group == group)
    return;
  self->group = group;
  self->rows_changed = TRUE;
  spill_overview_folds_forget_alone (self->folds);
  spill_overview_model_flush (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GROUP]);
}

const char *
spill_overview_model_get_filter (SpillOverviewModel *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_MODEL (self), NULL);

  return self->filter_text;
}

/**
 * spill_overview_model_set_filter:
 * @self: the model
 * @filter: (nullable): words; what is shown has them all
 *
 * The rows are as @filter wants them when this returns. With a filter, all headings are open.
 */
void
spill_overview_model_set_filter (SpillOverviewModel *self,
                                 const char         *filter)
{
  GHashTableIter iter;
  gpointer entry;

  g_return_if_fail (SPILL_IS_OVERVIEW_MODEL (self));

  if (!spill_set_str (&self->filter_text, filter != NULL ? filter : ""))
    return;
  /* An empty one opens and closes headings, too. */
  self->rows_changed |= !has_filter (self);
  spill_quick_filter_free (self->filter);
  self->filter = spill_quick_filter_new (filter);
  self->rows_changed |= !has_filter (self);
  spill_overview_folds_forget_filter (self->folds);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    self->rows_changed |= spill_overview_entry_match (entry, self->filter);
  spill_overview_model_flush (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILTER]);
}

guint
spill_overview_model_get_n_matches (SpillOverviewModel *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_MODEL (self), 0);

  return self->n_matches;
}

const SpillOverviewCounts *
spill_overview_model_get_counts (SpillOverviewModel *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_MODEL (self), NULL);

  return &self->counts;
}

/**
 * spill_overview_model_toggle:
 * @self: the model
 * @heading: one of its headings
 */
void
spill_overview_model_toggle (SpillOverviewModel *self,
                             SpillOverviewItem  *heading)
{
  g_return_if_fail (SPILL_IS_OVERVIEW_MODEL (self));
  g_return_if_fail (SPILL_IS_OVERVIEW_ITEM (heading));

  self->rows_changed = TRUE;
  if (spill_overview_folds_toggle (self->folds, spill_overview_item_get_key (heading),
                                   has_filter (self)))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDS]);
  spill_overview_model_flush (self);
}

static void
count (SpillOverviewModel *self)
{
  GHashTableIter iter;
  gpointer entry;

  self->counts = (SpillOverviewCounts) { 0 };
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    spill_overview_counts_add (&self->counts, &((SpillOverviewEntry *) entry)->facts);
}

/* A builder that goes on building is looked at every second anyway: a step that is told in between, or
 * fetched because the row came into view, is no reason to draw it once more. */
static gboolean
can_wait (SpillOverviewEntry        *entry,
          const SpillOverviewChange *change)
{
  return !change->tags_changed && entry->facts.n_running > 0
         && spill_overview_facts_equal (&change->old, &entry->facts);
}

/* Reads the entries that have changed; returns the rows to tell of it. */
static GPtrArray *
read_dirty (SpillOverviewModel *self)
{
  GPtrArray *told = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->dirty->len; i++)
    {
      SpillOverviewEntry *entry = self->dirty->pdata[i];
      SpillOverviewChange change;

      spill_overview_entry_read (entry, &change);
      self->rows_changed |= spill_overview_places_moved (entry, &change, self->sort, self->group);
      self->rows_changed |= spill_overview_entry_match (entry, self->filter);
      if (can_wait (entry, &change))
        g_ptr_array_foreach (entry->items, (GFunc) spill_overview_item_changed_a_bit, NULL);
      else
        g_ptr_array_extend (told, entry->items, (GCopyFunc) g_object_ref, NULL);
    }
  if (self->dirty->len > 0 || self->rows_changed)
    count (self);
  g_ptr_array_set_size (self->dirty, 0);
  return told;
}

/**
 * spill_overview_model_flush:
 * @self: the model
 *
 * Reads what has changed, moves the rows, emits "updated".
 */
void
spill_overview_model_flush (SpillOverviewModel *self)
{
  g_autoptr(GPtrArray) told = NULL;

  g_return_if_fail (SPILL_IS_OVERVIEW_MODEL (self));

  g_clear_handle_id (&self->round_id, g_source_remove);
  g_clear_handle_id (&self->limit_id, g_source_remove);
  if (self->members_changed)
    spill_overview_model_collect_members (self);
  told = read_dirty (self);
  if (self->rows_changed)
    spill_overview_model_make_rows (self);
  for (guint i = 0; i < told->len; i++)
    spill_overview_item_changed (told->pdata[i]);

  g_signal_emit (self, signals[UPDATED], 0);
}

/**
 * spill_overview_model_find:
 * @self: the model
 * @builder: a builder
 * @position: (out): where its first row is
 *
 * Returns: whether it has a row
 */
gboolean
spill_overview_model_find (SpillOverviewModel *self,
                           SpillBuilder       *builder,
                           guint              *position)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_MODEL (self), FALSE);

  for (guint i = 0; i < self->rows->len; i++)
    {
      if (spill_overview_item_get_builder (self->rows->pdata[i]) == builder)
        {
          *position = i;
          return TRUE;
        }
    }
  return FALSE;
}
