#include "config.h"

#include "ui/spill-waterfall-view.h"

#include <glib/gi18n.h>

#include "model/spill-master.h"
#include "ui/spill-actions.h"
#include "ui/spill-choice.h"
#include "ui/spill-skeleton.h"

/* Below these widths, in pixels, the filter has a line of its own, and columns are narrow. */
#define WIDTH_ONE_LINE 640
#define WIDTH_NARROW   480

struct _SpillWaterfallView
{
  AdwBin               parent_instance;

  SpillStatus         *status;
  SpillMaster         *master;      /* (nullable) */
  char                *filter;
  SpillWaterfallFeed  *feed;
  SpillWaterfallBoard *board;       /* owned by the bin */
  gboolean             had_picture;
  gboolean             wants_focus;  /* asked for the keyboard before there was anything */
  guint                focus_id;     /* source */
  guint                tick_id;
  guint                turn_id;

  /* Owned by the template */
  GtkBox              *bar;
  GtkBox              *tools;
  GtkLabel            *summary;
  GtkDropDown         *scales;
  GtkSearchEntry      *entry;
  GtkStack            *stack;       /* "blank", "board", "page" */
  GtkScrolledWindow   *scrolled;
  GtkRevealer         *newer;
  AdwStatusPage       *page;
  GtkButton           *page_button;
};

enum
{
  PROP_0,
  PROP_COMPACT,
  PROP_SCALE,
  PROP_ZOOM,
  PROP_COLUMN_WIDTH,
  N_PROPS,
  PROP_MASTER,
  PROP_FILTER,
};

static GParamSpec *properties[N_PROPS];

static void view_init (SpillViewInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SpillWaterfallView, spill_waterfall_view, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SPILL_TYPE_VIEW, view_init))

/* States */

static guint
count_builders (SpillWaterfallView *self)
{
  return self->master != NULL ? spill_list_get_length (spill_master_get_builders (self->master))
                              : 0;
}

static void
show_page (SpillWaterfallView *self,
           const char         *icon_name,
           const char         *title,
           const char         *description,
           gboolean            can_clear)
{
  g_autofree char *safe_title = g_markup_escape_text (title, -1);

  adw_status_page_set_icon_name (self->page, icon_name);
  /* Both are markup. */
  adw_status_page_set_title (self->page, safe_title);
  adw_status_page_set_description (self->page, description);
  gtk_widget_set_visible (GTK_WIDGET (self->page_button), can_clear);
  gtk_stack_set_visible_child_name (self->stack, "page");
}

static void
show_state (SpillWaterfallView *self)
{
  guint n = count_builders (self);

  gtk_widget_set_visible (GTK_WIDGET (self->bar), n > 0);
  if (n == 0 && self->master != NULL && spill_master_has_synced (self->master))
    {
      show_page (self, "view-list-bullet-symbolic", _("No Builders"),
                 _("The builders of the master’s configuration will be here, side by side."),
                 FALSE);
    }
  else if (n > 0 && spill_waterfall_feed_get_n_matches (self->feed) == 0)
    {
      g_autofree char *title = g_strdup_printf (_("Nothing Matches “%s”"), self->filter);

      show_page (self, "edit-find-symbolic", title,
                 _("Builders are found by name, tag, worker, person and result."), TRUE);
    }
  else if (spill_waterfall_feed_get_picture (self->feed) != NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "board");
    }
  else
    {
      gtk_stack_set_visible_child_name (self->stack, "blank");
    }
}

/* Rows, or folds, of those in sight only. */
static gboolean
is_of_some (SpillWaterfallView *self)
{
  SpillPicture *picture = spill_waterfall_feed_get_picture (self->feed);

  return picture != NULL && picture->scale != SPILL_SCALE_TIME
         && picture->n_made < picture->n_columns;
}

static void
show_summary (SpillWaterfallView *self)
{
  guint n = count_builders (self);
  guint n_matches = spill_waterfall_feed_get_n_matches (self->feed);
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;

  if (*self->filter == '\0')
    count = g_strdup_printf (ngettext ("%u builder", "%u builders", n), n);
  else
    count = g_strdup_printf (ngettext ("%u of %u builder", "%u of %u builders", n), n_matches, n);
  /* Translators: “1200 builders”. In a waterfall what happens at the same time shares a row. */
  text = is_of_some (self) ? g_strdup_printf (_("%s · rows of those in sight"), count)
                           : g_strdup (count);
  if (g_strcmp0 (text, gtk_label_get_text (self->summary)) == 0)
    return;
  gtk_label_set_text (self->summary, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->summary), is_of_some (self)
    ? _("With so many builders the rows are those of the builders in sight and beside them: rows of "
        "all would be empty nearly everywhere. Filter to have rows of certain builders.")
    : text);
}

/* Unless somebody types elsewhere by now. */
static gboolean
on_focus_due (gpointer user_data)
{
  SpillWaterfallView *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->focus_id = 0;
  if (self->wants_focus && gtk_widget_get_mapped (GTK_WIDGET (self->board))
      && (!GTK_IS_EDITABLE (focus) || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->entry))))
    self->wants_focus = !gtk_widget_grab_focus (GTK_WIDGET (self->board));
  return G_SOURCE_REMOVE;
}

/* Boxes have their places once a frame was laid out. A window that nobody has touched so far has its
 * keys where its news are. */
static void
take_focus (SpillWaterfallView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->board))
      || spill_waterfall_feed_get_picture (self->feed) == NULL)
    return;
  if (!self->had_picture && GTK_IS_WINDOW (root) && !gtk_window_get_focus_visible (GTK_WINDOW (root)))
    self->wants_focus = TRUE;
  self->had_picture = TRUE;
  if (self->wants_focus && self->focus_id == 0)
    self->focus_id = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_focus_due, self, NULL);
}

static void
on_picture (SpillWaterfallView *self)
{
  show_state (self);
  show_summary (self);
  take_focus (self);
}

static void
on_connection_changed (SpillWaterfallView *self)
{
  spill_board_set_stale (SPILL_BOARD (self->board),
                         self->master != NULL && spill_master_has_synced (self->master)
                           && !spill_master_is_fresh (self->master));
  show_state (self);
}

static void
on_at_top_changed (SpillWaterfallView *self)
{
  gtk_revealer_set_reveal_child (self->newer, !spill_board_is_at_top (SPILL_BOARD (self->board)));
}

/* What can be set */

static void
set_master (SpillWaterfallView *self,
            SpillMaster        *master)
{
  if (self->master == master)
    return;
  if (self->master != NULL)
    g_signal_handlers_disconnect_by_func (self->master, on_connection_changed, self);
  g_set_object (&self->master, master);
  if (master != NULL)
    g_signal_connect_object (master, "notify::connection", G_CALLBACK (on_connection_changed), self,
                             G_CONNECT_SWAPPED);
  spill_waterfall_feed_set_master (self->feed, master);
  spill_board_scroll_to_top (SPILL_BOARD (self->board));
  on_connection_changed (self);
  g_object_notify (G_OBJECT (self), "master");
}

static void
set_filter (SpillWaterfallView *self,
            const char         *filter)
{
  if (filter == NULL)
    filter = "";
  if (g_str_equal (self->filter, filter))
    return;
  g_free (self->filter);
  self->filter = g_strdup (filter);
  spill_waterfall_feed_set_filter (self->feed, filter);
  on_picture (self);
  g_object_notify (G_OBJECT (self), "filter");
}

static void
set_scale (SpillWaterfallView *self,
           SpillScale          scale)
{
  gtk_drop_down_set_selected (self->scales, scale);
  if (spill_waterfall_feed_get_scale (self->feed) == scale)
    return;
  spill_waterfall_feed_set_scale (self->feed, scale);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCALE]);
}

static void
focus_filter (SpillView *view)
{
  SpillWaterfallView *self = SPILL_WATERFALL_VIEW (view);

  self->wants_focus = FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

static gboolean
focus_content (SpillView *view)
{
  SpillWaterfallView *self = SPILL_WATERFALL_VIEW (view);

  self->wants_focus = !gtk_widget_get_mapped (GTK_WIDGET (self->board))
                      || !gtk_widget_grab_focus (GTK_WIDGET (self->board));
  take_focus (self);
  return !self->wants_focus;
}

static void
view_init (SpillViewInterface *iface)
{
  iface->focus_filter = focus_filter;
  iface->focus_content = focus_content;
}

/* Hands */

static void
on_scale_chosen (SpillWaterfallView *self)
{
  set_scale (self, gtk_drop_down_get_selected (self->scales));
}

static void
go_to_failure (SpillWaterfallView *self,
               gboolean            forward)
{
  if (!spill_board_go_to_failure (SPILL_BOARD (self->board), forward))
    spill_actions_toast (GTK_WIDGET (self), forward ? _("No failure further down")
                                                    : _("No failure further up"));
  else
    focus_content (SPILL_VIEW (self));
}

static void
on_next_clicked (SpillWaterfallView *self)
{
  go_to_failure (self, TRUE);
}

static void
on_previous_clicked (SpillWaterfallView *self)
{
  go_to_failure (self, FALSE);
}

static void
on_newer_clicked (SpillWaterfallView *self)
{
  spill_board_scroll_to_top (SPILL_BOARD (self->board));
}

static void
on_clear_clicked (SpillWaterfallView *self)
{
  set_filter (self, "");
  focus_filter (SPILL_VIEW (self));
}

/* GtkWidget */

static gboolean
on_tick (gpointer user_data)
{
  spill_waterfall_board_tick (SPILL_WATERFALL_VIEW (user_data)->board);
  return G_SOURCE_CONTINUE;
}

static void
spill_waterfall_view_map (GtkWidget *widget)
{
  SpillWaterfallView *self = SPILL_WATERFALL_VIEW (widget);

  GTK_WIDGET_CLASS (spill_waterfall_view_parent_class)->map (widget);

  spill_waterfall_feed_set_active (self->feed, TRUE);
  if (self->tick_id == 0)
    self->tick_id = g_timeout_add_seconds (1, on_tick, self);
}

static void
spill_waterfall_view_unmap (GtkWidget *widget)
{
  SpillWaterfallView *self = SPILL_WATERFALL_VIEW (widget);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  spill_waterfall_feed_set_active (self->feed, FALSE);

  GTK_WIDGET_CLASS (spill_waterfall_view_parent_class)->unmap (widget);
}

/* The bar cannot be turned while it is given its place. */
static gboolean
on_turn (gpointer user_data)
{
  SpillWaterfallView *self = user_data;
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  gboolean is_narrow = width < WIDTH_ONE_LINE;

  self->turn_id = 0;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bar), is_narrow
                                                                  ? GTK_ORIENTATION_VERTICAL
                                                                  : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_hexpand (GTK_WIDGET (self->entry), is_narrow);
  spill_waterfall_board_set_narrow (self->board, width < WIDTH_NARROW);
  return G_SOURCE_REMOVE;
}

static GtkSizeRequestMode
spill_waterfall_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
spill_waterfall_view_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  gtk_widget_measure (adw_bin_get_child (ADW_BIN (widget)), orientation, -1, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
spill_waterfall_view_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  SpillWaterfallView *self = SPILL_WATERFALL_VIEW (widget);

  gtk_widget_allocate (adw_bin_get_child (ADW_BIN (widget)), width, height, baseline, NULL);
  if (self->turn_id == 0)
    self->turn_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_turn, self, NULL);
}

/* GObject */

static void
spill_waterfall_view_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  SpillWaterfallView *self = SPILL_WATERFALL_VIEW (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      g_value_set_object (value, self->master);
      break;
    case PROP_FILTER:
      g_value_set_string (value, self->filter);
      break;
    case PROP_COMPACT:
      g_value_set_boolean (value, spill_board_is_compact (SPILL_BOARD (self->board)));
      break;
    case PROP_SCALE:
      g_value_set_string (value, spill_scale_to_nick (spill_waterfall_feed_get_scale (self->feed)));
      break;
    case PROP_ZOOM:
      g_value_set_double (value, spill_board_get_zoom (SPILL_BOARD (self->board)));
      break;
    case PROP_COLUMN_WIDTH:
      g_value_set_double (value, spill_board_get_column_width (SPILL_BOARD (self->board)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_waterfall_view_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  SpillWaterfallView *self = SPILL_WATERFALL_VIEW (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      set_master (self, g_value_get_object (value));
      break;
    case PROP_FILTER:
      set_filter (self, g_value_get_string (value));
      break;
    case PROP_COMPACT:
      spill_board_set_compact (SPILL_BOARD (self->board), g_value_get_boolean (value));
      break;
    case PROP_SCALE:
      set_scale (self, spill_scale_from_nick (g_value_get_string (value)));
      break;
    case PROP_ZOOM:
      spill_board_set_zoom (SPILL_BOARD (self->board), g_value_get_double (value));
      break;
    case PROP_COLUMN_WIDTH:
      spill_board_set_column_width (SPILL_BOARD (self->board), g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_waterfall_view_dispose (GObject *object)
{
  SpillWaterfallView *self = SPILL_WATERFALL_VIEW (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->turn_id, g_source_remove);
  g_clear_handle_id (&self->focus_id, g_source_remove);
  if (self->feed != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->feed, self);
      spill_waterfall_feed_set_active (self->feed, FALSE);
      spill_waterfall_feed_set_master (self->feed, NULL);
    }
  g_clear_object (&self->master);
  g_clear_object (&self->status);

  G_OBJECT_CLASS (spill_waterfall_view_parent_class)->dispose (object);
}

static void
spill_waterfall_view_finalize (GObject *object)
{
  SpillWaterfallView *self = SPILL_WATERFALL_VIEW (object);

  g_free (self->filter);
  g_clear_object (&self->feed);

  G_OBJECT_CLASS (spill_waterfall_view_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, rw);
  properties[PROP_SCALE] = g_param_spec_string ("scale", NULL, NULL, "compact", rw);
  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0, 10, 1, rw);
  properties[PROP_COLUMN_WIDTH] = g_param_spec_double ("column-width", NULL, NULL, 0, 1000, 132,
                                                       rw);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_object_class_override_property (object_class, PROP_MASTER, "master");
  g_object_class_override_property (object_class, PROP_FILTER, "filter");
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               SPILL_RESOURCE_PREFIX "/ui/spill-waterfall-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SpillWaterfallView, bar);
  gtk_widget_class_bind_template_child (widget_class, SpillWaterfallView, tools);
  gtk_widget_class_bind_template_child (widget_class, SpillWaterfallView, summary);
  gtk_widget_class_bind_template_child (widget_class, SpillWaterfallView, scales);
  gtk_widget_class_bind_template_child (widget_class, SpillWaterfallView, entry);
  gtk_widget_class_bind_template_child (widget_class, SpillWaterfallView, stack);
  gtk_widget_class_bind_template_child (widget_class, SpillWaterfallView, scrolled);
  gtk_widget_class_bind_template_child (widget_class, SpillWaterfallView, newer);
  gtk_widget_class_bind_template_child (widget_class, SpillWaterfallView, page);
  gtk_widget_class_bind_template_child (widget_class, SpillWaterfallView, page_button);
  gtk_widget_class_bind_template_callback (widget_class, on_next_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_previous_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_newer_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_scale_chosen);
}

static void
spill_waterfall_view_class_init (SpillWaterfallViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = spill_waterfall_view_get_property;
  object_class->set_property = spill_waterfall_view_set_property;
  object_class->dispose = spill_waterfall_view_dispose;
  object_class->finalize = spill_waterfall_view_finalize;

  widget_class->map = spill_waterfall_view_map;
  widget_class->unmap = spill_waterfall_view_unmap;
  widget_class->get_request_mode = spill_waterfall_view_get_request_mode;
  widget_class->measure = spill_waterfall_view_measure;
  widget_class->size_allocate = spill_waterfall_view_size_allocate;
  install_properties (object_class);
  bind_template (widget_class);
  spill_view_class_add_keys (widget_class);
}

static void
on_board_notify (SpillWaterfallView *self,
                 GParamSpec         *pspec)
{
  if (g_str_equal (pspec->name, "zoom") || g_str_equal (pspec->name, "column-width")
      || g_str_equal (pspec->name, "compact"))
    g_object_notify (G_OBJECT (self), pspec->name);
}

static void
spill_waterfall_view_init (SpillWaterfallView *self)
{
  GtkWidget *board;

  self->filter = g_strdup ("");
  self->feed = spill_waterfall_feed_new ();
  board = spill_waterfall_board_new (self->feed);
  self->board = SPILL_WATERFALL_BOARD (board);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* A bin's own would do all in our place. */
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  spill_view_adopt_entry (SPILL_VIEW (self), self->entry);
  gtk_scrolled_window_set_child (self->scrolled, board);
  spill_board_add_zoom_keys (SPILL_BOARD (board), GTK_WIDGET (self));
  spill_choice_name_drop_down (self->scales, _("Scale"));
  gtk_stack_add_named (self->stack, spill_skeleton_new (), "blank");
  g_signal_connect_object (board, "notify::at-top", G_CALLBACK (on_at_top_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (board, "notify", G_CALLBACK (on_board_notify), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->feed, "picture", G_CALLBACK (on_picture), self, G_CONNECT_SWAPPED);
}

/**
 * spill_waterfall_view_new:
 * @status: all masters
 *
 * Returns: (transfer floating): a view that shows no master yet
 */
GtkWidget *
spill_waterfall_view_new (SpillStatus *status)
{
  SpillWaterfallView *self;

  g_return_val_if_fail (SPILL_IS_STATUS (status), NULL);

  self = g_object_new (SPILL_TYPE_WATERFALL_VIEW, NULL);
  self->status = g_object_ref (status);
  return GTK_WIDGET (self);
}

SpillWaterfallBoard *
spill_waterfall_view_get_board (SpillWaterfallView *self)
{
  g_return_val_if_fail (SPILL_IS_WATERFALL_VIEW (self), NULL);

  return self->board;
}
