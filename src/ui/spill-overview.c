#include "config.h"

#include "ui/spill-overview-private.h"

#include <glib/gi18n.h>

#include "model/spill-master.h"
#include "ui/spill-view.h"

/* Below this width, in pixels, the filter has a line of its own. */
#define WIDTH_ONE_LINE 600
/* The summary says since when; it is told anew as often as the rows. */
#define SUMMARY_SECONDS 10

enum
{
  PROP_0,
  PROP_MASTER,
  PROP_FILTER,
  PROP_COMPACT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void spill_overview_view_init (SpillViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SpillOverview, spill_overview, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SPILL_TYPE_VIEW, spill_overview_view_init))

/* A window that nobody has touched so far has its keys where its news are, and so has one whose user
 * is on the way there. */
static void
take_first_focus (SpillOverview *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if ((self->had_rows && !self->wants_focus) || !gtk_widget_get_mapped (GTK_WIDGET (self->list))
      || spill_overview_model_get_n_matches (self->model) == 0)
    return;
  if (GTK_IS_WINDOW (root) && (self->wants_focus || !gtk_window_get_focus_visible (GTK_WINDOW (root)))
      && !GTK_IS_EDITABLE (gtk_root_get_focus (root)))
    spill_overview_focus_list (self);
  self->had_rows = TRUE;
  self->wants_focus = FALSE;
}

static void
on_updated (SpillOverview *self)
{
  spill_overview_show_state (self);
  spill_overview_show_summary (self);
  take_first_focus (self);
}

static void
on_connection_changed (SpillOverview *self)
{
  spill_overview_show_state (self);
  spill_overview_list_refresh (self->rows);
}

static void
watch_masters (SpillOverview *self)
{
  GListModel *masters = spill_status_get_masters (self->status);

  for (guint i = 0; i < g_list_model_get_n_items (masters); i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, i);

      g_signal_handlers_disconnect_by_func (master, on_connection_changed, self);
      g_signal_connect_object (master, "notify::connection", G_CALLBACK (on_connection_changed), self,
                               G_CONNECT_SWAPPED);
    }
}

static void
show_masters (SpillOverview *self)
{
  guint n = g_list_model_get_n_items (spill_status_get_masters (self->status));

  g_object_set (self->rows,
                "show-master", spill_overview_model_get_master (self->model) == NULL && n > 1, NULL);
  on_connection_changed (self);
}

static void
on_masters_changed (SpillOverview *self)
{
  watch_masters (self);
  show_masters (self);
}

static void
on_page_button (SpillOverview *self)
{
  spill_overview_do_page_button (self);
}

static void
on_selection_changed (SpillOverview *self)
{
  g_autoptr(GPtrArray) builders = spill_overview_list_get_selected (self->rows);
  g_autofree char *text = NULL;

  if (builders->len == 1)
    text = g_strdup (spill_builder_get_name (builders->pdata[0]));
  else
    text = g_strdup_printf (ngettext ("%u builder selected", "%u builders selected", builders->len),
                            builders->len);
  if (builders->len > 0)
    gtk_label_set_text (self->selection, text);
  gtk_revealer_set_reveal_child (self->revealer, builders->len > 0);
  spill_overview_actions_update (self->actions);
}

/* Keys */

static gboolean
on_menu_key (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  return spill_overview_input_popup (SPILL_OVERVIEW (widget)->input);
}

static gboolean
unselect (SpillView *view)
{
  SpillOverview *self = SPILL_OVERVIEW (view);

  if (!gtk_revealer_get_reveal_child (self->revealer))
    return FALSE;
  spill_overview_list_unselect (self->rows);
  return TRUE;
}

/* Filter */

static void
scroll_to_top (SpillOverview *self)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
}

/* Whoever filtered wants a builder, not the heading above it. */
static gboolean
focus_builder (SpillView *view)
{
  SpillOverview *self = SPILL_OVERVIEW (view);
  SpillOverviewRow *row;
  SpillOverviewItem *item;

  if (!spill_overview_focus_list (self))
    return FALSE;

  row = spill_overview_list_get_focused (self->rows);
  item = row != NULL ? spill_overview_row_get_item (row) : NULL;
  if (item != NULL && spill_overview_item_is_heading (item))
    gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_DOWN);
  return TRUE;
}

/* GtkWidget, GObject */

static gboolean
on_summary_due (gpointer user_data)
{
  spill_overview_show_summary (user_data);
  return G_SOURCE_CONTINUE;
}

static void
spill_overview_map (GtkWidget *widget)
{
  SpillOverview *self = SPILL_OVERVIEW (widget);

  GTK_WIDGET_CLASS (spill_overview_parent_class)->map (widget);

  if (self->summary_id == 0)
    self->summary_id = g_timeout_add_seconds (SUMMARY_SECONDS, on_summary_due, self);
}

static void
spill_overview_unmap (GtkWidget *widget)
{
  SpillOverview *self = SPILL_OVERVIEW (widget);

  g_clear_handle_id (&self->summary_id, g_source_remove);

  GTK_WIDGET_CLASS (spill_overview_parent_class)->unmap (widget);
}

/* The bar cannot be turned while it is given its place. */
static gboolean
on_turn (gpointer user_data)
{
  SpillOverview *self = user_data;
  gboolean is_narrow = gtk_widget_get_width (GTK_WIDGET (self)) < WIDTH_ONE_LINE;

  self->turn_id = 0;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bar), is_narrow ? GTK_ORIENTATION_VERTICAL
                                                                        : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_hexpand (GTK_WIDGET (self->entry), is_narrow);
  gtk_label_set_wrap (self->summary, is_narrow);
  gtk_label_set_lines (self->summary, is_narrow ? 2 : 1);
  return G_SOURCE_REMOVE;
}

static GtkSizeRequestMode
spill_overview_get_request_mode (GtkWidget *widget)
{
  return gtk_widget_get_request_mode (adw_bin_get_child (ADW_BIN (widget)));
}

static void
spill_overview_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  gtk_widget_measure (adw_bin_get_child (ADW_BIN (widget)), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
spill_overview_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  SpillOverview *self = SPILL_OVERVIEW (widget);
  gboolean was_narrow =
    gtk_orientable_get_orientation (GTK_ORIENTABLE (self->bar)) == GTK_ORIENTATION_VERTICAL;

  gtk_widget_allocate (adw_bin_get_child (ADW_BIN (widget)), width, height, baseline, NULL);
  if (self->input != NULL)
    spill_overview_input_present (self->input);
  if (was_narrow != (width < WIDTH_ONE_LINE) && self->turn_id == 0)
    self->turn_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_turn, self, NULL);
}

static void
spill_overview_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  SpillOverview *self = SPILL_OVERVIEW (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      g_value_set_object (value, spill_overview_get_master (self));
      break;
    case PROP_FILTER:
      g_value_set_string (value, spill_overview_get_filter (self));
      break;
    case PROP_COMPACT:
      g_value_set_boolean (value, self->is_compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_overview_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  SpillOverview *self = SPILL_OVERVIEW (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      spill_overview_set_master (self, g_value_get_object (value));
      break;
    case PROP_FILTER:
      spill_overview_set_filter (self, g_value_get_string (value));
      break;
    case PROP_COMPACT:
      spill_overview_set_compact (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_overview_dispose (GObject *object)
{
  SpillOverview *self = SPILL_OVERVIEW (object);

  g_clear_handle_id (&self->summary_id, g_source_remove);
  g_clear_handle_id (&self->turn_id, g_source_remove);
  if (self->input != NULL)
    g_object_run_dispose (G_OBJECT (self->input));
  g_clear_object (&self->input);
  if (self->actions != NULL)
    g_object_run_dispose (G_OBJECT (self->actions));
  g_clear_object (&self->actions);
  if (self->rows != NULL)
    g_object_run_dispose (G_OBJECT (self->rows));
  g_clear_object (&self->rows);
  g_clear_object (&self->model);
  g_clear_object (&self->status);

  G_OBJECT_CLASS (spill_overview_parent_class)->dispose (object);
}

static void
add_shortcuts (GtkWidgetClass *widget_class)
{
  spill_view_class_add_keys (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, on_menu_key, NULL);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               SPILL_RESOURCE_PREFIX "/ui/spill-overview.ui");
  gtk_widget_class_bind_template_child (widget_class, SpillOverview, bar);
  gtk_widget_class_bind_template_child (widget_class, SpillOverview, tools);
  gtk_widget_class_bind_template_child (widget_class, SpillOverview, summary);
  gtk_widget_class_bind_template_child (widget_class, SpillOverview, entry);
  gtk_widget_class_bind_template_child (widget_class, SpillOverview, stack);
  gtk_widget_class_bind_template_child (widget_class, SpillOverview, scrolled);
  gtk_widget_class_bind_template_child (widget_class, SpillOverview, list);
  gtk_widget_class_bind_template_child (widget_class, SpillOverview, page);
  gtk_widget_class_bind_template_child (widget_class, SpillOverview, page_button);
  gtk_widget_class_bind_template_child (widget_class, SpillOverview, revealer);
  gtk_widget_class_bind_template_child (widget_class, SpillOverview, selection);
  gtk_widget_class_bind_template_callback (widget_class, on_page_button);
}

static void
spill_overview_class_init (SpillOverviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = spill_overview_get_property;
  object_class->set_property = spill_overview_set_property;
  object_class->dispose = spill_overview_dispose;

  widget_class->map = spill_overview_map;
  widget_class->unmap = spill_overview_unmap;
  widget_class->get_request_mode = spill_overview_get_request_mode;
  widget_class->measure = spill_overview_measure;
  widget_class->size_allocate = spill_overview_size_allocate;

  properties[PROP_MASTER] = g_param_spec_object ("master", NULL, NULL, SPILL_TYPE_MASTER, rw);
  properties[PROP_FILTER] = g_param_spec_string ("filter", NULL, NULL, "", rw);
  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, rw);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  bind_template (widget_class);
  add_shortcuts (widget_class);
}

static void
view_focus_filter (SpillView *view)
{
  SPILL_OVERVIEW (view)->wants_focus = FALSE;
  spill_overview_focus_filter (SPILL_OVERVIEW (view));
}

static gboolean
view_focus_content (SpillView *view)
{
  SpillOverview *self = SPILL_OVERVIEW (view);

  self->wants_focus = !spill_overview_focus_list (self);
  return !self->wants_focus;
}

static void
spill_overview_view_init (SpillViewInterface *iface)
{
  iface->focus_filter = view_focus_filter;
  iface->focus_content = view_focus_content;
  iface->focus_match = focus_builder;
  iface->undo = unselect;
}

static void
spill_overview_init (SpillOverview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  /* A bin's own would do all in our place. */
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  spill_view_adopt_entry (SPILL_VIEW (self), self->entry);
  g_signal_connect_swapped (self->list, "map", G_CALLBACK (take_first_focus), self);
}

/**
 * spill_overview_new:
 * @status: all masters
 *
 * Returns: (transfer floating): the overview of all masters
 */
GtkWidget *
spill_overview_new (SpillStatus *status)
{
  SpillOverview *self;

  g_return_val_if_fail (SPILL_IS_STATUS (status), NULL);

  self = g_object_new (SPILL_TYPE_OVERVIEW, NULL);
  self->status = g_object_ref (status);
  self->model = spill_overview_model_new (status);
  self->rows = spill_overview_list_new (self->list, self->model);
  g_signal_connect_object (self->model, "updated", G_CALLBACK (on_updated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "selection-changed", G_CALLBACK (on_selection_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (spill_status_get_masters (status), "items-changed",
                           G_CALLBACK (on_masters_changed), self, G_CONNECT_SWAPPED);
  self->actions = spill_overview_actions_new (GTK_WIDGET (self), self->rows, self->model);
  self->input = spill_overview_input_new (GTK_WIDGET (self), self->list, self->model, self->rows,
                                          self->actions);
  on_masters_changed (self);
  return GTK_WIDGET (self);
}

SpillMaster *
spill_overview_get_master (SpillOverview *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW (self), NULL);

  return self->model != NULL ? spill_overview_model_get_master (self->model) : NULL;
}

/**
 * spill_overview_set_master:
 * @self: the overview
 * @master: (nullable): whose builders to show; %NULL for those of all masters
 */
void
spill_overview_set_master (SpillOverview *self,
                           SpillMaster   *master)
{
  g_return_if_fail (SPILL_IS_OVERVIEW (self));

  if (spill_overview_model_get_master (self->model) == master)
    return;
  spill_overview_list_unselect (self->rows);
  spill_overview_model_set_master (self->model, master);
  show_masters (self);
  scroll_to_top (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MASTER]);
}

const char *
spill_overview_get_filter (SpillOverview *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW (self), NULL);

  return self->model != NULL ? spill_overview_model_get_filter (self->model) : "";
}

/**
 * spill_overview_set_filter:
 * @self: the overview
 * @filter: (nullable): words; builders that have them all are shown
 */
void
spill_overview_set_filter (SpillOverview *self,
                           const char    *filter)
{
  g_return_if_fail (SPILL_IS_OVERVIEW (self));

  if (filter == NULL)
    filter = "";
  if (g_str_equal (spill_overview_get_filter (self), filter))
    return;
  spill_overview_model_set_filter (self->model, filter);
  scroll_to_top (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILTER]);
}

gboolean
spill_overview_get_compact (SpillOverview *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW (self), FALSE);

  return self->is_compact;
}

void
spill_overview_set_compact (SpillOverview *self,
                            gboolean       is_compact)
{
  g_return_if_fail (SPILL_IS_OVERVIEW (self));

  is_compact = !!is_compact;
  if (self->is_compact == is_compact)
    return;
  self->is_compact = is_compact;
  g_object_set (self->rows, "compact", is_compact, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPACT]);
}

/**
 * spill_overview_focus_filter:
 * @self: the overview
 *
 * Moves the keyboard to the filter.
 */
void
spill_overview_focus_filter (SpillOverview *self)
{
  g_return_if_fail (SPILL_IS_OVERVIEW (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

/**
 * spill_overview_focus_list:
 * @self: the overview
 *
 * Moves the keyboard to the row that had it last.
 *
 * Returns: %FALSE if there is no row
 */
gboolean
spill_overview_focus_list (SpillOverview *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW (self), FALSE);

  return g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0
         && gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

SpillOverviewModel *
spill_overview_get_model (SpillOverview *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW (self), NULL);

  return self->model;
}
