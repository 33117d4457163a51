#include "ui/spill-window-private.h"

#include <glib/gi18n.h>

#include "config.h"
#include "ui/spill-board-memory.h"
#include "ui/spill-console-page.h"
#include "ui/spill-form.h"
#include "ui/spill-grid-board.h"
#include "ui/spill-grid-page.h"
#include "ui/spill-overview.h"
#include "ui/spill-waterfall-view.h"

/**
 * SpillWindow:
 *
 * The main window: masters at the side; beside them the builders of one or all of them, and over
 * these the pages that were opened from there.
 */
G_DEFINE_FINAL_TYPE (SpillWindow, spill_window, ADW_TYPE_APPLICATION_WINDOW)

/* The ways to see builders, in the order of the switcher. */
static const SpillViewKind view_kinds[] = {
  { "overview", N_("Overview"), "spill-overview-symbolic", TRUE, spill_overview_new },
  { "waterfall", N_("Waterfall"), "spill-waterfall-symbolic", FALSE, spill_waterfall_view_new },
  { "grid", N_("Grid"), "spill-grid-symbolic", FALSE, spill_grid_page_new },
  { "console", N_("Console"), "spill-console-symbolic", FALSE, spill_console_page_new },
};

enum
{
  PROP_0,
  PROP_HOST,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
on_master_notify (SpillMaster *master,
                  GParamSpec  *pspec,
                  SpillWindow *self)
{
  if (!g_str_equal (pspec->name, "last-contact"))
    spill_window_update_title (self);
}

static void
on_masters_changed (GListModel  *masters,
                    guint        position,
                    guint        removed,
                    guint        added,
                    SpillWindow *self)
{
  guint n = g_list_model_get_n_items (masters);
  gboolean is_first = n > 0 && removed == 0
                      && g_strcmp0 (gtk_stack_get_visible_child_name (self->root), "welcome") == 0;

  spill_window_drop_orphans (self);
  if (n == 1 || added > 0)
    {
      guint which = added > 0 ? position + added - 1 : 0;
      g_autoptr(SpillMaster) shown = g_list_model_get_item (masters, which);

      spill_window_show_master (self, shown);
    }
  else if (self->master != NULL
           && spill_status_find_master (spill_host_get_status (self->host),
                                        spill_master_get_id (self->master)) == NULL)
    {
      spill_window_show_master (self, NULL);
    }

  gtk_stack_set_visible_child_name (self->root, n > 0 ? "main" : "welcome");
  gtk_menu_button_set_primary (self->welcome_menu, n == 0);
  gtk_menu_button_set_primary (self->menu, n > 0);
  spill_window_update_title (self);
  if (n == 0)
    spill_form_focus (GTK_WINDOW (self), GTK_WIDGET (self->welcome));
  else if (is_first)
    spill_views_focus_content (self->views);
}

static void
on_chosen (SpillSidebar *sidebar,
           SpillMaster  *master,
           SpillWindow  *self)
{
  spill_window_show_master (self, master);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
}

static gboolean
enum_to_nick (GBinding     *binding,
              const GValue *from,
              GValue       *to,
              gpointer      user_data)
{
  g_autoptr(GEnumClass) values = g_type_class_ref (G_VALUE_TYPE (from));

  g_value_set_string (to, g_enum_get_value (values, g_value_get_enum (from))->value_nick);
  return TRUE;
}

static gboolean
nick_to_enum (GBinding     *binding,
              const GValue *from,
              GValue       *to,
              gpointer      user_data)
{
  g_autoptr(GEnumClass) values = g_type_class_ref (G_VALUE_TYPE (to));
  GEnumValue *value = g_enum_get_value_by_nick (values, g_value_get_string (from));

  if (value != NULL)
    g_value_set_enum (to, value->value);
  return value != NULL;
}

static gboolean
density_to_compact (GBinding     *binding,
                    const GValue *from,
                    GValue       *to,
                    gpointer      user_data)
{
  g_value_set_boolean (to, g_value_get_enum (from) == SPILL_DENSITY_COMPACT);
  return TRUE;
}

static void
restore_overview (SpillConfig   *config,
                  SpillOverview *overview)
{
  SpillOverviewModel *model = spill_overview_get_model (overview);
  const GBindingFlags flags = G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL;

  g_object_bind_property_full (config, "overview-sort", model, "sort", flags,
                               nick_to_enum, enum_to_nick, NULL, NULL);
  g_object_bind_property_full (config, "overview-group", model, "group", flags,
                               nick_to_enum, enum_to_nick, NULL, NULL);
  g_object_bind_property (config, "overview-folds", model, "folds", flags);
}

static void
restore_board (SpillConfig    *config,
               SpillBoardPage *page)
{
  SpillBoard *board = spill_board_page_get_board (page);
  const char *name = SPILL_IS_GRID_BOARD (board) ? "grid" : "console";

  spill_config_bind_view (config, name, G_OBJECT (board));
  spill_board_memory_attach (page, config, name);
}

static void
on_view_made (SpillViews  *views,
              SpillView   *view,
              SpillWindow *self)
{
  SpillConfig *config = spill_host_get_config (self->host);

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (view), "compact") != NULL)
    g_object_bind_property_full (config, "density", view, "compact", G_BINDING_SYNC_CREATE,
                                 density_to_compact, NULL, NULL, NULL);
  if (SPILL_IS_OVERVIEW (view))
    restore_overview (config, SPILL_OVERVIEW (view));
  if (SPILL_IS_WATERFALL_VIEW (view))
    spill_config_bind_view (config, "waterfall", G_OBJECT (view));
  if (SPILL_IS_BOARD_PAGE (view))
    restore_board (config, SPILL_BOARD_PAGE (view));
}

static void
restore (SpillWindow *self)
{
  SpillConfig *config = spill_host_get_config (self->host);
  SpillStatus *status = spill_host_get_status (self->host);
  GListModel *masters = spill_status_get_masters (status);
  g_autofree char *last = spill_config_dup_last_view (config);

  g_object_bind_property (config, "window-width", self, "default-width",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (config, "window-height", self, "default-height",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (config, "window-maximized", self, "maximized",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (config, "sidebar-visible", self->sidebar_pane, "visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (self->sidebar_pane, "visible", self->separator, "visible",
                          G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->sidebar_pane, "visible", self->sidebar_toggle, "active",
                          G_BINDING_SYNC_CREATE);

  g_object_bind_property (config, "view", self->views, "view",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  on_masters_changed (masters, 0, 0, 0, self);
  if (g_list_model_get_n_items (masters) > 1)
    spill_window_show_master (self, spill_status_find_master (status, last));
}

static void
spill_window_constructed (GObject *object)
{
  SpillWindow *self = SPILL_WINDOW (object);
  SpillStatus *status = spill_host_get_status (self->host);
  GtkWidget *views;
  GtkWidget *view;

  G_OBJECT_CLASS (spill_window_parent_class)->constructed (object);

  self->toaster = spill_toaster_new (self->toasts);
  self->runner = spill_runner_new (self->toaster);
  views = spill_views_new (status, view_kinds, G_N_ELEMENTS (view_kinds));
  self->views = SPILL_VIEWS (views);
  g_signal_connect (self->views, "made", G_CALLBACK (on_view_made), self);
  view = spill_master_view_new (status, views);
  self->view = SPILL_MASTER_VIEW (view);
  adw_leaflet_append (self->pages, view);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  adw_view_switcher_title_set_stack (self->title, spill_views_get_stack (self->views));

  spill_welcome_set_host (self->welcome, self->host);
  spill_sidebar_set_status (self->sidebar, status);
  g_signal_connect (self->sidebar, "chosen", G_CALLBACK (on_chosen), self);
  g_signal_connect_object (spill_status_get_masters (status), "items-changed",
                           G_CALLBACK (on_masters_changed), self, 0);
  spill_window_add_shortcuts (self);
  restore (self);
  spill_window_update_title (self);
  spill_window_update_buttons (self);
}

static void
spill_window_dispose (GObject *object)
{
  SpillWindow *self = SPILL_WINDOW (object);

  if (self->host != NULL)
    g_signal_handlers_disconnect_by_data (
      spill_status_get_masters (spill_host_get_status (self->host)), self);
  if (self->master != NULL)
    g_signal_handlers_disconnect_by_data (self->master, self);
  g_clear_object (&self->master);
  g_clear_object (&self->runner);
  g_clear_object (&self->toaster);
  g_clear_handle_id (&self->drop, g_source_remove);
  self->view = NULL;
  g_clear_object (&self->host);

  G_OBJECT_CLASS (spill_window_parent_class)->dispose (object);
}

static void
spill_window_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_HOST:
      g_value_set_object (value, SPILL_WINDOW (object)->host);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_window_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_HOST:
      SPILL_WINDOW (object)->host = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, root);
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, sidebar_pane);
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, separator);
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, content);
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, title);
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, back);
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, sidebar_toggle);
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, welcome_menu);
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, sidebar_menu);
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, menu);
  gtk_widget_class_bind_template_child (widget_class, SpillWindow, pages);
  gtk_widget_class_bind_template_callback (widget_class, spill_window_update_buttons);
  gtk_widget_class_bind_template_callback (widget_class, spill_window_on_visible_page);
  gtk_widget_class_bind_template_callback (widget_class, spill_window_update_switcher);
}

static void
spill_window_class_init (SpillWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = spill_window_constructed;
  object_class->dispose = spill_window_dispose;
  object_class->get_property = spill_window_get_property;
  object_class->set_property = spill_window_set_property;

  properties[PROP_HOST] =
    g_param_spec_object ("host", NULL, NULL, SPILL_TYPE_HOST,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SPILL_TYPE_SIDEBAR);
  g_type_ensure (SPILL_TYPE_WELCOME);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               SPILL_RESOURCE_PREFIX "/ui/spill-window.ui");
  bind_children (widget_class);
  spill_window_install_actions (klass);
}

static void
spill_window_init (SpillWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
spill_window_new (GtkApplication *application,
                  SpillHost      *host)
{
  g_return_val_if_fail (application == NULL || GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (SPILL_IS_HOST (host), NULL);

  return g_object_new (SPILL_TYPE_WINDOW, "application", application, "host", host, NULL);
}

SpillHost *
spill_window_get_host (SpillWindow *self)
{
  g_return_val_if_fail (SPILL_IS_WINDOW (self), NULL);

  return self->host;
}

SpillMaster *
spill_window_get_master (SpillWindow *self)
{
  g_return_val_if_fail (SPILL_IS_WINDOW (self), NULL);

  return self->master;
}

void
spill_window_show_master (SpillWindow *self,
                          SpillMaster *master)
{
  g_return_if_fail (SPILL_IS_WINDOW (self));
  g_return_if_fail (master == NULL || SPILL_IS_MASTER (master));

  if (self->master != NULL)
    g_signal_handlers_disconnect_by_data (self->master, self);
  g_set_object (&self->master, master);
  if (master != NULL)
    g_signal_connect_object (master, "notify", G_CALLBACK (on_master_notify), self, 0);

  spill_master_view_set_master (self->view, master);
  g_object_set (self->views, "master", master, NULL);
  spill_sidebar_select (self->sidebar, master);
  adw_leaflet_set_visible_child (self->pages, GTK_WIDGET (self->view));
  g_object_set (spill_host_get_config (self->host),
                "last-view", master != NULL ? spill_master_get_id (master) : "", NULL);
  spill_window_update_title (self);
}

void
spill_window_toast (SpillWindow *self,
                    const char  *text)
{
  g_return_if_fail (SPILL_IS_WINDOW (self));
  g_return_if_fail (text != NULL);

  spill_toaster_show (self->toaster, spill_runner_toast_new (text));
}

void
spill_window_tell (SpillWindow  *self,
                   SpillCommand *command)
{
  g_return_if_fail (SPILL_IS_WINDOW (self));

  spill_runner_tell (self->runner, command);
}

void
spill_window_run (SpillWindow  *self,
                  SpillCommand *command)
{
  g_return_if_fail (SPILL_IS_WINDOW (self));
  g_return_if_fail (SPILL_IS_COMMAND (command));

  spill_runner_run (self->runner, command);
}
