#include "ui/spill-window-private.h"

#include <glib/gi18n.h>

#include "config.h"
#include "ui/spill-connection.h"
#include "ui/spill-form.h"
#include "util/spill-clock.h"

/**
 * SpillWindow:
 *
 * The main window: masters at the side; beside them the builders of one or all of them, and over
 * these the pages that were opened from there.
 */
G_DEFINE_FINAL_TYPE (SpillWindow, spill_window, ADW_TYPE_APPLICATION_WINDOW)

/* What is known of a page over the builders. */
typedef struct
{
  char      *title;
  char      *subtitle;
  char      *master_id;
  GtkWidget *came_from;    /* (nullable) weak: had the focus before */
} PageInfo;

enum
{
  PROP_0,
  PROP_HOST,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
page_info_free (PageInfo *info)
{
  g_clear_weak_pointer (&info->came_from);
  g_free (info->title);
  g_free (info->subtitle);
  g_free (info->master_id);
  g_free (info);
}

static PageInfo *
get_info (GtkWidget *page)
{
  return g_object_get_data (G_OBJECT (page), "spill-page-info");
}

static GtkWidget *
get_page (SpillWindow *self)
{
  return adw_leaflet_get_visible_child (self->pages);
}

static gboolean
is_at_builders (SpillWindow *self)
{
  return get_page (self) == GTK_WIDGET (self->view);
}

/* The page at a place of the pile, the builders being at 0. (nullable) */
static GtkWidget *
peek_page (SpillWindow *self,
           guint        position)
{
  g_autoptr(GtkSelectionModel) pages = adw_leaflet_get_pages (self->pages);
  g_autoptr(AdwLeafletPage) page = g_list_model_get_item (G_LIST_MODEL (pages), position);

  return page != NULL ? adw_leaflet_page_get_child (page) : NULL;
}

static guint
get_position (SpillWindow *self,
              GtkWidget   *page)
{
  guint position = 0;

  while (peek_page (self, position) != page)
    position++;
  return position;
}

/* What is shown, in words: of a page what it was opened with, of builders whose they are. */
static void
update_title (SpillWindow *self)
{
  GtkWidget *page = get_page (self);
  g_autofree char *subtitle = NULL;
  const char *title = _("All Masters");

  if (page == NULL)
    return;

  if (!is_at_builders (self))
    {
      title = get_info (page)->title;
      subtitle = g_strdup (get_info (page)->subtitle);
    }
  else if (self->master != NULL)
    {
      const char *user = spill_master_get_user (self->master);
      const char *word = spill_connection_word (self->master);

      title = spill_master_get_name (self->master);
      /* Translators: “Live, as ann”: the state of the connection and who is logged in. */
      subtitle = user != NULL ? g_strdup_printf (_("%s, as %s"), word, user) : g_strdup (word);
    }

  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
  /* What the window is called in the desktop's own lists. */
  gtk_window_set_title (GTK_WINDOW (self), title);
}

void
spill_window_update_buttons (SpillWindow *self)
{
  gboolean is_folded;

  if (self->view == NULL)
    return;

  is_folded = adw_leaflet_get_folded (self->leaflet);
  gtk_widget_set_visible (self->back, !is_at_builders (self) || is_folded);
  gtk_widget_set_visible (self->sidebar_toggle, !is_folded);
  gtk_widget_set_visible (GTK_WIDGET (self->sidebar_menu), is_folded);
}

/* Pages over the visible one are of no more use once the way back to it has been drawn. Not from
 * within libadwaita's own notification, which goes on with them. */
static gboolean
on_drop_pages (gpointer user_data)
{
  SpillWindow *self = user_data;
  guint position = get_position (self, get_page (self)) + 1;
  GtkWidget *over;

  while ((over = peek_page (self, position)) != NULL)
    adw_leaflet_remove (self->pages, over);

  self->drop = 0;
  return G_SOURCE_REMOVE;
}

static void
on_visible_page (SpillWindow *self)
{
  if (self->view == NULL || get_page (self) == NULL)
    return;

  if (adw_leaflet_get_child_transition_running (self->pages))
    g_clear_handle_id (&self->drop, g_source_remove);
  else if (self->drop == 0)
    self->drop = g_idle_add (on_drop_pages, self);
  update_title (self);
  spill_window_update_buttons (self);
}

static void
on_master_notify (SpillMaster *master,
                  GParamSpec  *pspec,
                  SpillWindow *self)
{
  if (!g_str_equal (pspec->name, "last-contact"))
    update_title (self);
}

/* A page whose master is no longer there goes, with all over it. */
static void
drop_orphans (SpillWindow *self)
{
  SpillStatus *status = spill_host_get_status (self->host);
  GtkWidget *page;

  for (guint i = 1; (page = peek_page (self, i)) != NULL; i++)
    {
      if (spill_status_find_master (status, get_info (page)->master_id) != NULL)
        continue;

      adw_leaflet_set_visible_child (self->pages, peek_page (self, i - 1));
      return;
    }
}

static void
on_masters_changed (GListModel  *masters,
                    guint        position,
                    guint        removed,
                    guint        added,
                    SpillWindow *self)
{
  guint n = g_list_model_get_n_items (masters);

  drop_orphans (self);
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
  if (n == 0)
    spill_form_focus (GTK_WINDOW (self), GTK_WIDGET (self->welcome));
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
restore_overview (SpillWindow *self)
{
  SpillConfig *config = spill_host_get_config (self->host);
  SpillOverviewModel *model = spill_overview_get_model (SPILL_OVERVIEW (self->overview));
  const GBindingFlags flags = G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL;

  g_object_bind_property_full (config, "density", self->overview, "compact", G_BINDING_SYNC_CREATE,
                               density_to_compact, NULL, NULL, NULL);
  g_object_bind_property_full (config, "overview-sort", model, "sort", flags,
                               nick_to_enum, enum_to_nick, NULL, NULL);
  g_object_bind_property_full (config, "overview-group", model, "group", flags,
                               nick_to_enum, enum_to_nick, NULL, NULL);
  g_object_bind_property (config, "overview-folds", model, "folds", flags);
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

  restore_overview (self);
  on_masters_changed (masters, 0, 0, 0, self);
  if (g_list_model_get_n_items (masters) > 1)
    spill_window_show_master (self, spill_status_find_master (status, last));
}

static void
spill_window_constructed (GObject *object)
{
  SpillWindow *self = SPILL_WINDOW (object);
  SpillStatus *status = spill_host_get_status (self->host);
  GtkWidget *view;

  G_OBJECT_CLASS (spill_window_parent_class)->constructed (object);

  self->runner = spill_runner_new (self->toasts);
  self->overview = spill_overview_new (status);
  view = spill_master_view_new (status, self->overview);
  self->view = SPILL_MASTER_VIEW (view);
  adw_leaflet_append (self->pages, view);
  adw_leaflet_set_visible_child (self->leaflet, self->content);

  spill_welcome_set_host (self->welcome, self->host);
  spill_sidebar_set_status (self->sidebar, status);
  g_signal_connect (self->sidebar, "chosen", G_CALLBACK (on_chosen), self);
  g_signal_connect_object (spill_status_get_masters (status), "items-changed",
                           G_CALLBACK (on_masters_changed), self, 0);
  spill_window_add_shortcuts (self);
  restore (self);
  update_title (self);
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
  gtk_widget_class_bind_template_callback (widget_class, on_visible_page);
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
  g_object_set (self->overview, "master", master, NULL);
  spill_sidebar_select (self->sidebar, master);
  adw_leaflet_set_visible_child (self->pages, GTK_WIDGET (self->view));
  g_object_set (spill_host_get_config (self->host),
                "last-view", master != NULL ? spill_master_get_id (master) : "", NULL);
  update_title (self);
}

/**
 * spill_window_push:
 * @self: a window
 * @page: (transfer floating): what to show
 * @master: the master it is of: the page goes with it
 * @title: what it is
 * @subtitle: (nullable): where it belongs
 *
 * Shows a page over what is shown now, which keeps its place.
 */
void
spill_window_push (SpillWindow *self,
                   GtkWidget   *page,
                   SpillMaster *master,
                   const char  *title,
                   const char  *subtitle)
{
  PageInfo *info;

  g_return_if_fail (SPILL_IS_WINDOW (self));
  g_return_if_fail (GTK_IS_WIDGET (page));
  g_return_if_fail (SPILL_IS_MASTER (master));

  info = g_new0 (PageInfo, 1);
  info->title = g_strdup (title);
  info->subtitle = g_strdup (subtitle);
  info->master_id = g_strdup (spill_master_get_id (master));
  g_set_weak_pointer (&info->came_from, gtk_window_get_focus (GTK_WINDOW (self)));
  g_object_set_data_full (G_OBJECT (page), "spill-page-info", info,
                          (GDestroyNotify) page_info_free);
  /* A page that is just on its way out stays behind this one until it is out of sight:
   * libadwaita 1.2 does not survive its going before. */
  adw_leaflet_insert_child_after (self->pages, page, get_page (self));
  adw_leaflet_set_visible_child (self->pages, page);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

gboolean
spill_window_pop (SpillWindow *self)
{
  GtkWidget *page;

  g_return_val_if_fail (SPILL_IS_WINDOW (self), FALSE);

  page = get_page (self);
  if (!is_at_builders (self))
    {
      GtkWidget *under = peek_page (self, get_position (self, page) - 1);
      GtkWidget *came_from = get_info (page)->came_from;

      adw_leaflet_set_visible_child (self->pages, under);
      if (came_from == NULL || !gtk_widget_grab_focus (came_from))
        gtk_widget_child_focus (under, GTK_DIR_TAB_FORWARD);
      return TRUE;
    }

  if (adw_leaflet_get_folded (self->leaflet)
      && adw_leaflet_get_visible_child (self->leaflet) == self->content)
    {
      adw_leaflet_set_visible_child (self->leaflet, self->sidebar_pane);
      return TRUE;
    }

  return FALSE;
}

void
spill_window_toast (SpillWindow *self,
                    const char  *text)
{
  g_return_if_fail (SPILL_IS_WINDOW (self));
  g_return_if_fail (text != NULL);

  adw_toast_overlay_add_toast (self->toasts, spill_runner_toast_new (text));
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
