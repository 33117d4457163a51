#include "ui/spill-overview-list.h"

#include "util/spill-util.h"

/* A row that was in view for so long (ms) is looked at, not scrolled past. */
#define NEED_DELAY 150
/* Ages are told anew every so many seconds; what builds, every second. */
#define AGE_SECONDS 10

struct _SpillOverviewList
{
  GObject              parent_instance;

  GtkListView         *view;          /* unowned: its owner owns this, too */
  SpillOverviewModel  *model;
  GtkMultiSelection   *selection;
  GHashTable          *selected;      /* of SpillOverviewItem */
  GdkFrameClock       *clock;         /* NULL: not realized */
  gboolean             is_restoring;
  gboolean             is_compact;
  gboolean             shows_master;
  gboolean             stays_at_top;
  SpillOverviewItem   *first;        /* (nullable) the first row at the last update */
  SpillOverviewItem   *followed;     /* (nullable) had the keyboard when it was taken out */
  char                *filter;       /* of the last update */
  guint                need_id;
  guint                tick_id;
  guint                n_ticks;
};

enum
{
  PROP_0,
  PROP_COMPACT,
  PROP_SHOW_MASTER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum { SELECTION_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillOverviewList, spill_overview_list, G_TYPE_OBJECT)

/* The first row at or after @child, which is one of the list's own widgets around rows. */
static SpillOverviewRow *
row_from (GtkWidget *child)
{
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = gtk_widget_get_first_child (child);

      if (SPILL_IS_OVERVIEW_ROW (row))
        return SPILL_OVERVIEW_ROW (row);
    }
  return NULL;
}

static SpillOverviewRow *
first_row (SpillOverviewList *self)
{
  return self->view != NULL ? row_from (gtk_widget_get_first_child (GTK_WIDGET (self->view))) : NULL;
}

static SpillOverviewRow *
next_row (SpillOverviewRow *row)
{
  return row_from (gtk_widget_get_next_sibling (gtk_widget_get_parent (GTK_WIDGET (row))));
}

/* What is in view */

static gboolean
on_need (gpointer user_data)
{
  SpillOverviewList *self = user_data;

  self->need_id = 0;
  for (SpillOverviewRow *row = first_row (self); row != NULL; row = next_row (row))
    spill_overview_row_set_needed (row, spill_overview_row_is_shown (row));
  return G_SOURCE_REMOVE;
}

static gboolean
is_in_view (SpillOverviewList *self,
            SpillOverviewRow  *row)
{
  graphene_rect_t bounds;

  return spill_overview_row_get_item (row) != NULL
         && gtk_widget_get_mapped (GTK_WIDGET (row))
         && gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->view), &bounds)
         && bounds.origin.y + bounds.size.height > 0
         && bounds.origin.y < gtk_widget_get_height (GTK_WIDGET (self->view));
}

static void
stay_at_top (SpillOverviewList *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));

  self->stays_at_top = FALSE;
  gtk_adjustment_set_value (adjustment, 0);
}

/* The list keeps 200 rows around those in view and does not say which these are; after each layout
 * of the frame, before it is drawn, we look. */
static void
update_shown (SpillOverviewList *self)
{
  gboolean has_changed = FALSE;

  if (self->stays_at_top)
    stay_at_top (self);

  for (SpillOverviewRow *row = first_row (self); row != NULL; row = next_row (row))
    {
      gboolean is_shown = is_in_view (self, row);

      if (is_shown == spill_overview_row_is_shown (row))
        continue;
      has_changed = TRUE;
      spill_overview_row_set_shown (row, is_shown);
    }
  if (has_changed && self->need_id == 0)
    self->need_id = g_timeout_add (NEED_DELAY, on_need, self);
}

static void
hide_all (SpillOverviewList *self)
{
  for (SpillOverviewRow *row = first_row (self); row != NULL; row = next_row (row))
    spill_overview_row_set_shown (row, FALSE);
}

static void
watch_clock (SpillOverviewList *self,
             GdkFrameClock     *clock)   /* (nullable) */
{
  if (self->clock != NULL)
    g_signal_handlers_disconnect_by_data (self->clock, self);
  g_set_object (&self->clock, clock);
  if (clock != NULL)
    /* The surface connected when it was made, so widgets have their places when this is called. */
    g_signal_connect_swapped (clock, "layout", G_CALLBACK (update_shown), self);
}

static void
on_realize (SpillOverviewList *self)
{
  watch_clock (self, gtk_widget_get_frame_clock (GTK_WIDGET (self->view)));
}

static void
on_unrealize (SpillOverviewList *self)
{
  watch_clock (self, NULL);
}

/* Time */

static gboolean
on_tick (gpointer user_data)
{
  SpillOverviewList *self = user_data;
  gboolean all = ++self->n_ticks % AGE_SECONDS == 0;

  for (SpillOverviewRow *row = first_row (self); row != NULL; row = next_row (row))
    {
      if (!all && !spill_overview_row_is_ticking (row))
        continue;
      if (spill_overview_row_get_item (row) != NULL)
        spill_overview_item_catch_up (spill_overview_row_get_item (row));
      spill_overview_row_refresh (row);
    }
  return G_SOURCE_CONTINUE;
}

static void
on_map (SpillOverviewList *self)
{
  if (self->tick_id == 0)
    self->tick_id = g_timeout_add_seconds (1, on_tick, self);
}

static void
on_unmap (SpillOverviewList *self)
{
  g_clear_handle_id (&self->tick_id, g_source_remove);
  hide_all (self);
}

/* Rows */

static void
on_setup (SpillOverviewList *self,
          GtkListItem       *list_item)
{
  GtkWidget *row = spill_overview_row_new ();

  g_object_set (row, "compact", self->is_compact, "show-master", self->shows_master, NULL);
  gtk_list_item_set_child (list_item, row);
}

static void
on_bind (SpillOverviewList *self,
         GtkListItem       *list_item)
{
  SpillOverviewItem *item = gtk_list_item_get_item (list_item);

  gtk_list_item_set_selectable (list_item, !spill_overview_item_is_heading (item));
  spill_overview_row_set_item (SPILL_OVERVIEW_ROW (gtk_list_item_get_child (list_item)), item);
}

static void
on_unbind (SpillOverviewList *self,
           GtkListItem       *list_item)
{
  spill_overview_row_set_item (SPILL_OVERVIEW_ROW (gtk_list_item_get_child (list_item)), NULL);
}

/* Selection */

static void
on_selection_changed (SpillOverviewList *self)
{
  g_autoptr(GtkBitset) bits = NULL;
  GtkBitsetIter iter;
  guint position;

  if (self->is_restoring)
    return;

  bits = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  g_hash_table_remove_all (self->selected);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, bits, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr(SpillOverviewItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);

      if (item != NULL && !spill_overview_item_is_heading (item))
        g_hash_table_add (self->selected, g_steal_pointer (&item));
    }
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/* The view holds on to its first row when others come before it. Who is at the top wants to stay
 * there, for that is where new problems come. Nothing is laid out yet, so the adjustment still says
 * where the view was. */
static void
note_top (SpillOverviewList *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));
  g_autoptr(SpillOverviewItem) first = g_list_model_get_item (G_LIST_MODEL (self->model), 0);
  gboolean has_new_filter =
    spill_set_str (&self->filter, spill_overview_model_get_filter (self->model));

  if (!g_set_object (&self->first, first) || first == NULL
      || gtk_adjustment_get_value (adjustment) >= 1)
    return;
  /* The action makes 200 rows anew, which is too much for each key of a filter. */
  if (has_new_filter)
    self->stays_at_top = TRUE;
  else if (gtk_widget_get_mapped (GTK_WIDGET (self->view)))
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", 0);
}

/* G_MAXUINT: it has no place */
static guint
find_item (SpillOverviewList *self,
           SpillOverviewItem *item)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SpillOverviewItem) other = g_list_model_get_item (G_LIST_MODEL (self->model), i);

      if (other == item)
        return i;
    }
  return G_MAXUINT;
}

/* Before the view hears of it, which gives the keyboard to the row beside. Who has scrolled away from
 * the row looks at something else, and is not to be taken along. */
static void
on_items_changed (SpillOverviewList *self,
                  guint              position,
                  guint              n_removed)
{
  SpillOverviewRow *row = spill_overview_list_get_focused (self);
  SpillOverviewItem *item = row != NULL ? spill_overview_row_get_item (row) : NULL;

  if (n_removed > 0 && self->followed == NULL && item != NULL && spill_overview_row_is_shown (row)
      && g_hash_table_contains (self->selected, item) && find_item (self, item) == G_MAXUINT)
    g_set_object (&self->followed, item);
}

/* The row that had the keyboard has it where it is now, as far as the view has a widget for it. */
static void
follow (SpillOverviewList *self)
{
  g_autoptr(SpillOverviewItem) item = g_steal_pointer (&self->followed);

  if (item == NULL || gtk_widget_get_root (GTK_WIDGET (self->view)) == NULL)
    return;
  for (SpillOverviewRow *row = first_row (self); row != NULL; row = next_row (row))
    {
      if (spill_overview_row_get_item (row) == item)
        {
          gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (row)));
          return;
        }
    }
}

/* What has moved to another section is selected there; what is in view no longer is not selected:
 * nobody shall stop what they do not see. */
static void
on_updated (SpillOverviewList *self)
{
  GListModel *model = G_LIST_MODEL (self->model);
  guint n = g_list_model_get_n_items (model);
  guint n_found = 0;

  note_top (self);
  follow (self);
  if (g_hash_table_size (self->selected) == 0)
    return;

  self->is_restoring = TRUE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SpillOverviewItem) item = g_list_model_get_item (model, i);
      gboolean is_selected = g_hash_table_contains (self->selected, item);

      n_found += is_selected;
      if (is_selected && !gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), i))
        gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), i, FALSE);
    }
  self->is_restoring = FALSE;

  if (n_found < g_hash_table_size (self->selected))
    on_selection_changed (self);
  else
    g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/* GObject */

static void
set_rows (SpillOverviewList *self,
          const char        *property,
          gboolean           value)
{
  for (SpillOverviewRow *row = first_row (self); row != NULL; row = next_row (row))
    g_object_set (row, property, value, NULL);
}

static void
spill_overview_list_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  SpillOverviewList *self = SPILL_OVERVIEW_LIST (object);

  switch (prop_id)
    {
    case PROP_COMPACT:
      g_value_set_boolean (value, self->is_compact);
      break;
    case PROP_SHOW_MASTER:
      g_value_set_boolean (value, self->shows_master);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_overview_list_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  SpillOverviewList *self = SPILL_OVERVIEW_LIST (object);
  gboolean *field;

  switch (prop_id)
    {
    case PROP_COMPACT:
      field = &self->is_compact;
      break;
    case PROP_SHOW_MASTER:
      field = &self->shows_master;
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  if (*field == g_value_get_boolean (value))
    return;
  *field = g_value_get_boolean (value);
  set_rows (self, pspec->name, *field);
  g_object_notify_by_pspec (object, pspec);
}

static void
spill_overview_list_dispose (GObject *object)
{
  SpillOverviewList *self = SPILL_OVERVIEW_LIST (object);

  g_clear_handle_id (&self->need_id, g_source_remove);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  watch_clock (self, NULL);
  if (self->view != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->view, self);
      gtk_list_view_set_model (self->view, NULL);
      gtk_list_view_set_factory (self->view, NULL);
      self->view = NULL;
    }
  g_clear_object (&self->first);
  g_clear_object (&self->followed);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_hash_table_remove_all (self->selected);

  G_OBJECT_CLASS (spill_overview_list_parent_class)->dispose (object);
}

static void
spill_overview_list_finalize (GObject *object)
{
  SpillOverviewList *self = SPILL_OVERVIEW_LIST (object);

  g_hash_table_unref (self->selected);
  g_free (self->filter);

  G_OBJECT_CLASS (spill_overview_list_parent_class)->finalize (object);
}

static void
spill_overview_list_class_init (SpillOverviewListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = spill_overview_list_get_property;
  object_class->set_property = spill_overview_list_set_property;
  object_class->dispose = spill_overview_list_dispose;
  object_class->finalize = spill_overview_list_finalize;

  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, rw);
  properties[PROP_SHOW_MASTER] = g_param_spec_boolean ("show-master", NULL, NULL, FALSE, rw);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", SPILL_TYPE_OVERVIEW_LIST,
                                             G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
spill_overview_list_init (SpillOverviewList *self)
{
  self->selected = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * spill_overview_list_new:
 * @view: a list view without a model; outlives the list
 * @model: what it shall show
 *
 * Returns: (transfer full): the keeper of the rows of @view
 */
SpillOverviewList *
spill_overview_list_new (GtkListView        *view,
                         SpillOverviewModel *model)
{
  SpillOverviewList *self = g_object_new (SPILL_TYPE_OVERVIEW_LIST, NULL);
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->view = view;
  self->model = g_object_ref (model);
  g_signal_connect_object (model, "updated", G_CALLBACK (on_updated), self, G_CONNECT_SWAPPED);

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (view, factory);

  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (model)));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (on_selection_changed),
                           self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (view, GTK_SELECTION_MODEL (self->selection));

  g_signal_connect_swapped (view, "realize", G_CALLBACK (on_realize), self);
  g_signal_connect_swapped (view, "unrealize", G_CALLBACK (on_unrealize), self);
  g_signal_connect_swapped (view, "map", G_CALLBACK (on_map), self);
  g_signal_connect_swapped (view, "unmap", G_CALLBACK (on_unmap), self);
  return self;
}

/**
 * spill_overview_list_get_selected:
 * @self: a list
 *
 * Returns: (transfer full) (element-type SpillBuilder): the builders that are selected
 */
GPtrArray *
spill_overview_list_get_selected (SpillOverviewList *self)
{
  GPtrArray *builders = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer item;

  g_return_val_if_fail (SPILL_IS_OVERVIEW_LIST (self), builders);

  g_hash_table_iter_init (&iter, self->selected);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    {
      SpillBuilder *builder = spill_overview_item_get_builder (item);

      /* Under two tags it may be selected twice. */
      if (!g_ptr_array_find (builders, builder, NULL))
        g_ptr_array_add (builders, g_object_ref (builder));
    }
  return builders;
}

void
spill_overview_list_unselect (SpillOverviewList *self)
{
  g_return_if_fail (SPILL_IS_OVERVIEW_LIST (self));

  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
}

/**
 * spill_overview_list_select:
 * @self: a list
 * @item: a builder's row
 *
 * Selects @item alone, unless it is one of those that are selected already.
 */
void
spill_overview_list_select (SpillOverviewList *self,
                            SpillOverviewItem *item)
{
  guint position;

  g_return_if_fail (SPILL_IS_OVERVIEW_LIST (self));

  if (g_hash_table_contains (self->selected, item))
    return;
  position = find_item (self, item);
  if (position != G_MAXUINT)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
}

/**
 * spill_overview_list_pick:
 * @self: a list
 * @x: in pixels of the list view
 * @y: in pixels of the list view
 *
 * Returns: (transfer none) (nullable): the row there
 */
SpillOverviewRow *
spill_overview_list_pick (SpillOverviewList *self,
                          double             x,
                          double             y)
{
  GtkWidget *widget;

  g_return_val_if_fail (SPILL_IS_OVERVIEW_LIST (self), NULL);

  widget = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);
  return SPILL_IS_OVERVIEW_ROW (widget) ? SPILL_OVERVIEW_ROW (widget) : NULL;
}

/**
 * spill_overview_list_get_focused:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): the row with the keyboard focus
 */
SpillOverviewRow *
spill_overview_list_get_focused (SpillOverviewList *self)
{
  GtkWidget *focus;

  g_return_val_if_fail (SPILL_IS_OVERVIEW_LIST (self), NULL);

  focus = gtk_widget_get_focus_child (GTK_WIDGET (self->view));
  if (focus != NULL)
    focus = gtk_widget_get_first_child (focus);
  return SPILL_IS_OVERVIEW_ROW (focus) ? SPILL_OVERVIEW_ROW (focus) : NULL;
}

void
spill_overview_list_refresh (SpillOverviewList *self)
{
  g_return_if_fail (SPILL_IS_OVERVIEW_LIST (self));

  for (SpillOverviewRow *row = first_row (self); row != NULL; row = next_row (row))
    spill_overview_row_refresh (row);
}
