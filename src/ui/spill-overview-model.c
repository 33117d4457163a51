#include "ui/spill-overview-model.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/spill-overview-folds.h"
#include "ui/spill-quick-filter.h"
#include "ui/spill-rows-diff.h"
#include "util/spill-util.h"

/* A round waits until nothing has changed for a while and the source's queue is empty (its priority
 * is below the queue's 130), so that a burst is one round and one redraw; but never longer than the
 * limit. Both in ms. */
#define ROUND_DELAY    50
#define ROUND_LIMIT    300
#define ROUND_PRIORITY 140

struct _SpillOverviewModel
{
  GObject              parent_instance;

  SpillStatus         *status;
  SpillMaster         *master;         /* NULL: all */
  GPtrArray           *watched;        /* of SpillMaster */
  SpillOverviewSort    sort;
  SpillOverviewGroup   group;
  char                *filter_text;
  SpillQuickFilter    *filter;

  GHashTable          *entries;        /* SpillBuilder -> SpillOverviewEntry */
  GPtrArray           *dirty;          /* of SpillOverviewEntry, unowned */
  GPtrArray           *rows;           /* of SpillOverviewItem */
  GHashTable          *headings;       /* key -> SpillOverviewItem */
  SpillOverviewFolds  *folds;
  SpillOverviewCounts  counts;
  guint                n_matches;
  gboolean             members_changed;
  gboolean             rows_changed;
  gboolean             has_more;       /* something changed since the round was due first */
  guint                round_id;
  guint                limit_id;
};

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

static void
schedule_round (SpillOverviewModel *self)
{
  self->has_more = self->round_id != 0;
  if (self->round_id != 0)
    return;
  self->round_id = g_timeout_add_full (ROUND_PRIORITY, ROUND_DELAY, on_round, self, NULL);
  self->limit_id = g_timeout_add_full (G_PRIORITY_DEFAULT, ROUND_LIMIT, on_limit, self, NULL);
}

static void
mark_dirty (SpillOverviewEntry *entry)
{
  SpillOverviewModel *self = entry->owner;

  if (!entry->is_dirty)
    {
      entry->is_dirty = TRUE;
      g_ptr_array_add (self->dirty, entry);
    }
  schedule_round (self);
}

/* Headings */

static SpillOverviewItem *
get_heading (SpillOverviewModel *self,
             guint               group,
             GPtrArray          *tags)
{
  g_autofree char *key = NULL;
  const char *title = "";
  SpillOverviewItem *heading;

  switch (self->group)
    {
    case SPILL_OVERVIEW_GROUP_STATE:
      key = g_strconcat ("state:", spill_overview_section_to_nick (group), NULL);
      title = spill_overview_section_to_title (group);
      break;
    case SPILL_OVERVIEW_GROUP_TAG:
      key = g_strconcat ("tag:", group < tags->len ? tags->pdata[group] : "", NULL);
      title = group < tags->len ? tags->pdata[group] : _("No Tag");
      break;
    case SPILL_OVERVIEW_GROUP_MASTER:
      key = g_strconcat ("master:", spill_master_get_id (self->watched->pdata[group]), NULL);
      title = spill_master_get_name (self->watched->pdata[group]);
      break;
    case SPILL_OVERVIEW_GROUP_NONE:
    default:
      key = g_strdup ("all");
      break;
    }
  heading = g_hash_table_lookup (self->headings, key);
  if (heading == NULL || strcmp (spill_overview_item_get_title (heading), title) != 0)
    {
      heading = spill_overview_item_new_heading (key, title);
      g_hash_table_insert (self->headings, g_steal_pointer (&key), heading);
    }
  return heading;
}

static gboolean
has_filter (SpillOverviewModel *self)
{
  return !spill_quick_filter_is_empty (self->filter);
}

static gboolean
have_synced (SpillOverviewModel *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    {
      if (!spill_master_has_synced (self->watched->pdata[i]))
        return FALSE;
    }
  return TRUE;
}

/* One heading and what is under it; returns where the next one begins. */
static guint
add_group (SpillOverviewModel  *self,
           SpillOverviewPlaces *places,
           guint                start,
           GPtrArray           *wanted)
{
  const SpillOverviewPlace *place = (const SpillOverviewPlace *) places->places->data;
  guint n_places = places->places->len;
  SpillOverviewItem *heading = get_heading (self, place[start].group, places->tags);
  const char *key = spill_overview_item_get_key (heading);
  guint n_broken = 0, end;

  for (end = start; end < n_places && place[end].group == place[start].group; end++)
    n_broken += place[end].entry->facts.section == SPILL_OVERVIEW_BROKEN;

  if (end - start == n_places && !has_filter (self) && have_synced (self))
    spill_overview_folds_open_alone (self->folds, key);
  spill_overview_item_set_heading (heading, end - start, n_broken,
                                   spill_overview_folds_is_open (self->folds, key,
                                                                 has_filter (self)));
  if (self->group != SPILL_OVERVIEW_GROUP_NONE)
    {
      g_ptr_array_add (wanted, g_object_ref (heading));
      if (!spill_overview_item_is_expanded (heading))
        return end;
    }
  /* A builder stays the same row from section to section; under several tags it is several. */
  if (self->group != SPILL_OVERVIEW_GROUP_TAG)
    key = "";
  for (guint i = start; i < end; i++)
    g_ptr_array_add (wanted, g_object_ref (spill_overview_entry_get_item (place[i].entry, key)));
  return end;
}

static void
make_rows (SpillOverviewModel *self)
{
  g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(SpillOverviewPlaces) places =
    spill_overview_places_new (self->entries, self->watched, self->sort, self->group);

  self->rows_changed = FALSE;
  self->n_matches = places->n_matches;
  for (guint i = 0; i < places->places->len;)
    i = add_group (self, places, i, wanted);
  spill_rows_diff (G_LIST_MODEL (self), self->rows, wanted);
}

/* Members */

static void
collect_members (SpillOverviewModel *self)
{
  GHashTableIter iter;
  gpointer value;

  self->members_changed = FALSE;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((SpillOverviewEntry *) value)->is_here = FALSE;

  for (guint i = 0; i < self->watched->len; i++)
    {
      SpillList *builders = spill_master_get_builders (self->watched->pdata[i]);

      for (guint k = 0; k < spill_list_get_length (builders); k++)
        {
          SpillBuilder *builder = spill_list_peek (builders, k);
          SpillOverviewEntry *entry = g_hash_table_lookup (self->entries, builder);

          if (entry == NULL)
            {
              entry = spill_overview_entry_new (builder, self, G_CALLBACK (mark_dirty));
              g_hash_table_insert (self->entries, builder, entry);
              mark_dirty (entry);
            }
          entry->is_here = TRUE;
        }
    }

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (!((SpillOverviewEntry *) value)->is_here)
        {
          self->rows_changed = TRUE;
          g_ptr_array_remove_fast (self->dirty, value);
          g_hash_table_iter_remove (&iter);
        }
    }
}

static void
on_members_changed (SpillOverviewModel *self)
{
  self->members_changed = TRUE;
  schedule_round (self);
}

static void
on_master_renamed (SpillOverviewModel *self)
{
  GHashTableIter iter;
  gpointer entry;

  /* What is found by the master's name is found by another one now. */
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    mark_dirty (entry);
  self->rows_changed = TRUE;
  schedule_round (self);
}

static void
unwatch (SpillOverviewModel *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    {
      SpillMaster *master = self->watched->pdata[i];

      g_signal_handlers_disconnect_by_data (master, self);
      g_signal_handlers_disconnect_by_data (spill_master_get_builders (master), self);
    }
  g_ptr_array_set_size (self->watched, 0);
}

static void
watch (SpillOverviewModel *self,
       SpillMaster        *master)
{
  g_ptr_array_add (self->watched, g_object_ref (master));
  g_signal_connect_swapped (master, "settled", G_CALLBACK (schedule_round), self);
  g_signal_connect_swapped (master, "notify::connection", G_CALLBACK (schedule_round), self);
  g_signal_connect_swapped (master, "notify::name", G_CALLBACK (on_master_renamed), self);
  g_signal_connect_swapped (spill_master_get_builders (master), "items-changed",
                            G_CALLBACK (on_members_changed), self);
}

static void
watch_masters (SpillOverviewModel *self)
{
  GListModel *masters = spill_status_get_masters (self->status);

  unwatch (self);
  if (self->master != NULL)
    watch (self, self->master);
  for (guint i = 0; self->master == NULL && i < g_list_model_get_n_items (masters); i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, i);

      watch (self, master);
    }
  spill_overview_folds_forget_alone (self->folds);
  self->rows_changed = TRUE;
  on_members_changed (self);
}

static void
on_masters_changed (SpillOverviewModel *self)
{
  if (self->master == NULL)
    watch_masters (self);
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
  schedule_round (self);
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
  unwatch (self);
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
  watch_masters (self);
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
  watch_masters (self);
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

/**
 * spill_overview_model_mark:
 * @self: the model
 * @builder: a builder that may have changed
 */
void
spill_overview_model_mark (SpillOverviewModel *self,
                           SpillBuilder       *builder)
{
  SpillOverviewEntry *entry;

  g_return_if_fail (SPILL_IS_OVERVIEW_MODEL (self));

  entry = g_hash_table_lookup (self->entries, builder);
  if (entry != NULL)
    mark_dirty (entry);
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
    collect_members (self);
  told = read_dirty (self);
  if (self->rows_changed)
    make_rows (self);
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
