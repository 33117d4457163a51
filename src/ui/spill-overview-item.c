#include "ui/spill-overview-item.h"

struct _SpillOverviewItem
{
  GObject             parent_instance;

  SpillBuilder       *builder;   /* NULL: a heading */
  char               *key;       /* GRefString */
  char               *title;
  guint               n;
  guint               n_broken;
  gboolean            is_expanded;
  gboolean            is_stale;
  SpillOverviewFacts  facts;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillOverviewItem, spill_overview_item, G_TYPE_OBJECT)

static void
spill_overview_item_finalize (GObject *object)
{
  SpillOverviewItem *self = SPILL_OVERVIEW_ITEM (object);

  g_clear_object (&self->builder);
  g_clear_pointer (&self->key, g_ref_string_release);
  g_free (self->title);

  G_OBJECT_CLASS (spill_overview_item_parent_class)->finalize (object);
}

static void
spill_overview_item_class_init (SpillOverviewItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = spill_overview_item_finalize;

  signals[CHANGED] = g_signal_new ("changed", SPILL_TYPE_OVERVIEW_ITEM, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
spill_overview_item_init (SpillOverviewItem *self)
{
}

/**
 * spill_overview_item_new_heading:
 * @key: what it is remembered by
 * @title: what it says
 *
 * Returns: (transfer full): a heading
 */
SpillOverviewItem *
spill_overview_item_new_heading (const char *key,
                                 const char *title)
{
  SpillOverviewItem *self = g_object_new (SPILL_TYPE_OVERVIEW_ITEM, NULL);

  self->key = g_ref_string_new_intern (key);
  self->title = g_strdup (title);
  return self;
}

/**
 * spill_overview_item_new:
 * @builder: a builder
 * @key: of the heading of its tag, else ""
 *
 * Returns: (transfer full): a row for @builder
 */
SpillOverviewItem *
spill_overview_item_new (SpillBuilder *builder,
                         const char   *key)
{
  SpillOverviewItem *self = g_object_new (SPILL_TYPE_OVERVIEW_ITEM, NULL);

  self->builder = g_object_ref (builder);
  self->key = g_ref_string_new_intern (key);
  return self;
}

gboolean
spill_overview_item_is_heading (SpillOverviewItem *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_ITEM (self), FALSE);

  return self->builder == NULL;
}

const char *
spill_overview_item_get_key (SpillOverviewItem *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_ITEM (self), NULL);

  return self->key;
}

const char *
spill_overview_item_get_title (SpillOverviewItem *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_ITEM (self), NULL);

  return self->title;
}

guint
spill_overview_item_get_n (SpillOverviewItem *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_ITEM (self), 0);

  return self->n;
}

guint
spill_overview_item_get_n_broken (SpillOverviewItem *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_ITEM (self), 0);

  return self->n_broken;
}

gboolean
spill_overview_item_is_expanded (SpillOverviewItem *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_ITEM (self), FALSE);

  return self->is_expanded;
}

/**
 * spill_overview_item_set_heading:
 * @self: a heading
 * @n: builders under it
 * @n_broken: how many of these are broken
 * @is_expanded: whether they are shown
 */
void
spill_overview_item_set_heading (SpillOverviewItem *self,
                                 guint              n,
                                 guint              n_broken,
                                 gboolean           is_expanded)
{
  g_return_if_fail (SPILL_IS_OVERVIEW_ITEM (self));

  if (self->n == n && self->n_broken == n_broken && self->is_expanded == is_expanded)
    return;
  self->n = n;
  self->n_broken = n_broken;
  self->is_expanded = is_expanded;
  spill_overview_item_changed (self);
}

SpillBuilder *
spill_overview_item_get_builder (SpillOverviewItem *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_ITEM (self), NULL);

  return self->builder;
}

const SpillOverviewFacts *
spill_overview_item_get_facts (SpillOverviewItem *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_ITEM (self), NULL);

  return &self->facts;
}

void
spill_overview_item_set_facts (SpillOverviewItem        *self,
                               const SpillOverviewFacts *facts)
{
  g_return_if_fail (SPILL_IS_OVERVIEW_ITEM (self));

  self->facts = *facts;
}

/**
 * spill_overview_item_changed:
 * @self: an item
 *
 * Emits "changed".
 */
void
spill_overview_item_changed (SpillOverviewItem *self)
{
  g_return_if_fail (SPILL_IS_OVERVIEW_ITEM (self));

  self->is_stale = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * spill_overview_item_changed_a_bit:
 * @self: an item whose builder builds
 *
 * What has changed can wait until rows that build are looked at again, which is every second.
 */
void
spill_overview_item_changed_a_bit (SpillOverviewItem *self)
{
  g_return_if_fail (SPILL_IS_OVERVIEW_ITEM (self));

  self->is_stale = TRUE;
}

/**
 * spill_overview_item_catch_up:
 * @self: an item
 *
 * Emits "changed" if that had to wait.
 */
void
spill_overview_item_catch_up (SpillOverviewItem *self)
{
  g_return_if_fail (SPILL_IS_OVERVIEW_ITEM (self));

  if (self->is_stale)
    spill_overview_item_changed (self);
}
