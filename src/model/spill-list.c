#include "model/spill-list.h"

typedef struct
{
  gint64   key;
  gpointer item;
} Entry;

/**
 * SpillList:
 *
 * A list model of objects sorted by a 64-bit key, each key once.
 *
 * Entries are kept by ascending key whatever the order shown: what is new has the highest key, and
 * is thus added at the end of the array in either order.
 */
struct _SpillList
{
  GObject         parent_instance;

  GType           item_type;
  SpillListOrder  order;
  GArray         *entries;   /* of Entry, ascending; NULL while empty */
};

static void spill_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SpillList, spill_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, spill_list_model_init))

static guint
length (SpillList *self)
{
  return self->entries != NULL ? self->entries->len : 0;
}

static Entry *
entry_at (SpillList *self,
          guint      index)
{
  return &g_array_index (self->entries, Entry, index);
}

/* From a place in the array to one in the list, and back. */
static guint
mirror (SpillList *self,
        guint      index)
{
  return self->order == SPILL_LIST_ASCENDING ? index : length (self) - 1 - index;
}

/* The first entry whose key is not below @key. */
static guint
lower_bound (SpillList *self,
             gint64     key)
{
  guint low = 0;
  guint high = length (self);

  /* What is looked for or added is most often the newest. */
  if (high == 0 || entry_at (self, high - 1)->key < key)
    return high;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (entry_at (self, middle)->key < key)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static gboolean
is_at (SpillList *self,
       guint      index,
       gint64     key)
{
  return index < length (self) && entry_at (self, index)->key == key;
}

static GArray *
new_entries (void)
{
  return g_array_new (FALSE, FALSE, sizeof (Entry));
}

static GType
spill_list_get_item_type (GListModel *model)
{
  return SPILL_LIST (model)->item_type;
}

static guint
spill_list_get_n_items (GListModel *model)
{
  return length (SPILL_LIST (model));
}

static gpointer
spill_list_get_item (GListModel *model,
                     guint       position)
{
  gpointer item = spill_list_peek (SPILL_LIST (model), position);

  return item != NULL ? g_object_ref (item) : NULL;
}

static void
spill_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = spill_list_get_item_type;
  iface->get_n_items = spill_list_get_n_items;
  iface->get_item = spill_list_get_item;
}

static void
spill_list_dispose (GObject *object)
{
  SpillList *self = SPILL_LIST (object);
  g_autoptr(GArray) entries = g_steal_pointer (&self->entries);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    g_object_unref (g_array_index (entries, Entry, i).item);

  G_OBJECT_CLASS (spill_list_parent_class)->dispose (object);
}

static void
spill_list_class_init (SpillListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = spill_list_dispose;
}

static void
spill_list_init (SpillList *self)
{
  self->item_type = G_TYPE_OBJECT;
}

/**
 * spill_list_new:
 * @item_type: type of the items
 * @order: how keys are sorted
 *
 * Returns: (transfer full): a new, empty list
 */
SpillList *
spill_list_new (GType          item_type,
                SpillListOrder order)
{
  SpillList *self = g_object_new (SPILL_TYPE_LIST, NULL);

  self->item_type = item_type;
  self->order = order;

  return self;
}

guint
spill_list_get_length (SpillList *self)
{
  g_return_val_if_fail (SPILL_IS_LIST (self), 0);

  return length (self);
}

/**
 * spill_list_peek:
 * @self: a list
 * @position: a position
 *
 * Returns: (nullable) (transfer none): the item at @position, NULL past the end
 */
gpointer
spill_list_peek (SpillList *self,
                 guint      position)
{
  g_return_val_if_fail (SPILL_IS_LIST (self), NULL);

  return position < length (self) ? entry_at (self, mirror (self, position))->item : NULL;
}

/**
 * spill_list_find:
 * @self: a list
 * @key: a key
 *
 * Returns: (nullable) (transfer none): the item with @key
 */
gpointer
spill_list_find (SpillList *self,
                 gint64     key)
{
  guint index;

  g_return_val_if_fail (SPILL_IS_LIST (self), NULL);

  index = lower_bound (self, key);
  return is_at (self, index, key) ? entry_at (self, index)->item : NULL;
}

/**
 * spill_list_find_position:
 * @self: a list
 * @key: a key
 * @position: (out) (optional): the position of @key, or the one it would get
 *
 * Returns: whether the list has @key
 */
gboolean
spill_list_find_position (SpillList *self,
                          gint64     key,
                          guint     *position)
{
  gboolean found;
  guint index;

  g_return_val_if_fail (SPILL_IS_LIST (self), FALSE);

  index = lower_bound (self, key);
  found = is_at (self, index, key);
  if (position != NULL)
    {
      if (self->order == SPILL_LIST_ASCENDING)
        *position = index;
      else
        *position = found ? mirror (self, index) : length (self) - index;
    }

  return found;
}

/**
 * spill_list_insert:
 * @self: a list
 * @key: its key
 * @item: (type GObject) (transfer none): an object; the list takes a reference of its own
 *
 * Returns: FALSE if @key is taken; nothing has changed then
 */
gboolean
spill_list_insert (SpillList *self,
                   gint64     key,
                   gpointer   item)
{
  Entry entry = { key, item };
  guint index;

  g_return_val_if_fail (SPILL_IS_LIST (self), FALSE);
  g_return_val_if_fail (G_TYPE_CHECK_INSTANCE_TYPE (item, self->item_type), FALSE);

  index = lower_bound (self, key);
  if (is_at (self, index, key))
    return FALSE;

  if (self->entries == NULL)
    self->entries = new_entries ();
  g_object_ref (item);
  g_array_insert_val (self->entries, index, entry);
  g_list_model_items_changed (G_LIST_MODEL (self), mirror (self, index), 0, 1);

  return TRUE;
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const Entry *left = a;
  const Entry *right = b;

  return (left->key > right->key) - (left->key < right->key);
}

/* Those that are new, each key once, by ascending key. */
static GArray *
collect_new (SpillList    *self,
             const gint64 *keys,
             gpointer     *items,
             guint         n)
{
  GArray *fresh = new_entries ();
  guint used = 0;

  for (guint i = 0; i < n; i++)
    {
      Entry entry = { keys[i], items[i] };

      if (!is_at (self, lower_bound (self, keys[i]), keys[i]))
        g_array_append_val (fresh, entry);
    }
  g_array_sort (fresh, compare_entries);
  for (guint i = 0; i < fresh->len; i++)
    {
      Entry entry = g_array_index (fresh, Entry, i);

      if (used == 0 || g_array_index (fresh, Entry, used - 1).key != entry.key)
        g_array_index (fresh, Entry, used++) = entry;
    }
  g_array_set_size (fresh, used);

  return fresh;
}

/**
 * spill_list_insert_many:
 * @self: a list
 * @keys: (array length=n): keys in any order
 * @items: (array length=n) (transfer none): their objects
 * @n: how many
 *
 * Adds those whose key is not taken, and emits one items-changed that spans them all.
 */
void
spill_list_insert_many (SpillList    *self,
                        const gint64 *keys,
                        gpointer     *items,
                        guint         n)
{
  g_autoptr(GArray) fresh = NULL;
  g_autoptr(GArray) old = NULL;
  GArray *merged;
  guint first, tail, old_length, i, j;

  g_return_if_fail (SPILL_IS_LIST (self));

  fresh = collect_new (self, keys, items, n);
  if (fresh->len == 0)
    return;

  old_length = length (self);
  first = lower_bound (self, g_array_index (fresh, Entry, 0).key);
  tail = old_length - lower_bound (self, g_array_index (fresh, Entry, fresh->len - 1).key);
  merged = g_array_sized_new (FALSE, FALSE, sizeof (Entry), old_length + fresh->len);
  for (i = 0, j = 0; i < old_length || j < fresh->len; )
    {
      if (j == fresh->len
          || (i < old_length && entry_at (self, i)->key < g_array_index (fresh, Entry, j).key))
        g_array_append_val (merged, *entry_at (self, i++));
      else
        {
          g_object_ref (g_array_index (fresh, Entry, j).item);
          g_array_append_val (merged, g_array_index (fresh, Entry, j++));
        }
    }
  old = g_steal_pointer (&self->entries);
  self->entries = merged;

  g_list_model_items_changed (G_LIST_MODEL (self),
                              self->order == SPILL_LIST_ASCENDING ? first : tail,
                              old_length - first - tail,
                              merged->len - first - tail);
}

/**
 * spill_list_remove:
 * @self: a list
 * @key: a key
 *
 * Returns: whether there was such an item
 */
gboolean
spill_list_remove (SpillList *self,
                   gint64     key)
{
  guint position;

  g_return_val_if_fail (SPILL_IS_LIST (self), FALSE);

  if (!spill_list_find_position (self, key, &position))
    return FALSE;

  spill_list_remove_positions (self, position, 1);
  return TRUE;
}

/**
 * spill_list_remove_positions:
 * @self: a list
 * @position: the first one to go
 * @n: how many; what is past the end is ignored
 */
void
spill_list_remove_positions (SpillList *self,
                             guint      position,
                             guint      n)
{
  g_autoptr(GPtrArray) gone = NULL;
  guint index;

  g_return_if_fail (SPILL_IS_LIST (self));

  if (position >= length (self) || n == 0)
    return;

  n = MIN (n, length (self) - position);
  index = self->order == SPILL_LIST_ASCENDING ? position : length (self) - position - n;
  /* Released only once the list is consistent: a last unref may look at it. */
  gone = g_ptr_array_new_full (n, g_object_unref);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (gone, entry_at (self, index + i)->item);
  g_array_remove_range (self->entries, index, n);
  if (self->entries->len == 0)
    g_clear_pointer (&self->entries, g_array_unref);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n, 0);
}

void
spill_list_clear (SpillList *self)
{
  g_return_if_fail (SPILL_IS_LIST (self));

  spill_list_remove_positions (self, 0, length (self));
}
