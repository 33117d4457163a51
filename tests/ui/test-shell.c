#define G_SETTINGS_ENABLE_BACKEND
#include <adwaita.h>
#include <gio/gsettingsbackend.h>
#include <libsoup/soup.h>

#include "app/spill-desktop.h"
#include "config.h"
#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-master.h"
#include "ui/spill-board-page.h"
#include "ui/spill-login-dialog.h"
#include "ui/spill-master-dialog.h"
#include "ui/spill-master-row.h"
#include "ui/spill-overview.h"
#include "ui/spill-preferences.h"
#include "ui/spill-runner.h"
#include "ui/spill-skeleton.h"
#include "ui/spill-toaster.h"
#include "ui/spill-window.h"

/* The window over a real desktop, configuration and sources. */
typedef struct
{
  GSettingsBackend *backend;
  SpillConfig      *config;
  SpillDesktop     *desktop;
  SpillWindow      *window;
} Fixture;

static gboolean
on_deadline (gpointer user_data)
{
  g_error ("waited too long for %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

#define wait_until(condition) G_STMT_START { \
  guint deadline = g_timeout_add_seconds (60, on_deadline, (gpointer) #condition); \
  while (!(condition)) \
    g_main_context_iteration (NULL, TRUE); \
  g_source_remove (deadline); \
} G_STMT_END

static void
open_window (Fixture *fixture)
{
  fixture->config = spill_config_new (fixture->backend);
  fixture->desktop = spill_desktop_new (fixture->config);
  spill_desktop_load (fixture->desktop);
  fixture->window = SPILL_WINDOW (spill_window_new (NULL, SPILL_HOST (fixture->desktop)));
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
}

static void
close_window (Fixture *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  /* What runs on idles and in threads may hold them a little longer. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&fixture->desktop);
  g_clear_object (&fixture->config);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->backend = g_memory_settings_backend_new ();
  open_window (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  close_window (fixture);
  g_clear_object (&fixture->backend);
}

typedef gboolean (*Predicate) (GtkWidget  *widget,
                               const char *text);

static GtkWidget *
find (GtkWidget  *root,
      Predicate   predicate,
      const char *text)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found;

      if (!gtk_widget_get_child_visible (child) || !gtk_widget_get_visible (child))
        continue;
      if (predicate (child, text))
        return child;
      found = find (child, predicate, text);
      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
is_button (GtkWidget  *widget,
           const char *text)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0;
}

static gboolean
is_row_of_title (GtkWidget  *widget,
                 const char *text)
{
  return ADW_IS_ENTRY_ROW (widget)
         && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text) == 0;
}

static gboolean
shows (GtkWidget  *widget,
       const char *text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_master_row (GtkWidget  *widget,
               const char *text)
{
  return SPILL_IS_MASTER_ROW (widget) && spill_master_row_get_master (SPILL_MASTER_ROW (widget)) != NULL;
}

static void
click (GtkWidget  *root,
       const char *label)
{
  GtkWidget *button = find (root, is_button, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static SpillMaster *
get_master (Fixture *fixture,
            guint    position)
{
  GListModel *masters = spill_status_get_masters (spill_host_get_status (SPILL_HOST (fixture->desktop)));
  g_autoptr(SpillMaster) master = g_list_model_get_item (masters, position);

  return master;   /* the list holds it */
}

static gboolean
is_in_overview (GtkWidget *focus)
{
  return focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_VIEW) != NULL
         && gtk_widget_get_ancestor (focus, SPILL_TYPE_OVERVIEW) != NULL;
}

static void
test_first_run (Fixture       *fixture,
                gconstpointer  data)
{
  GtkWidget *root = GTK_WIDGET (fixture->window);
  g_auto(GStrv) ids = NULL;

  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (root)), ==, g_get_application_name ());
  click (root, "Try the _Demo");
  wait_until (find (root, is_master_row, NULL) != NULL);
  g_assert_cmpstr (spill_master_get_url (get_master (fixture, 0)), ==, "demo:");
  wait_until (spill_master_is_fresh (get_master (fixture, 0)));
  wait_until (find (root, shows, "Live") != NULL);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (root)), ==, "Demo of Spillway");

  ids = spill_config_dup_masters (fixture->config);
  g_assert_cmpuint (g_strv_length (ids), ==, 1);
  g_assert_true (spill_window_get_master (fixture->window) == get_master (fixture, 0));

  /* Who connected goes on with the keyboard where the builders are. */
  wait_until (is_in_overview (gtk_window_get_focus (GTK_WINDOW (root))));
}

static void
test_bad_address (Fixture       *fixture,
                  gconstpointer  data)
{
  GtkWidget *root = GTK_WIDGET (fixture->window);
  GtkWidget *url = find (root, is_row_of_title, "Address of a master");

  g_assert_nonnull (url);
  gtk_editable_set_text (GTK_EDITABLE (url), "ftp://a b");
  click (root, "_Connect");
  g_assert_true (gtk_widget_has_css_class (url, "error"));
  g_assert_null (find (root, is_master_row, NULL));

  gtk_editable_set_text (GTK_EDITABLE (url), "demo:");
  g_assert_false (gtk_widget_has_css_class (url, "error"));
}

static void
test_remembers (Fixture       *fixture,
                gconstpointer  data)
{
  int width = 0;
  int height = 0;
  g_autofree char *second = spill_config_add_master (fixture->config, "demo:?seed=2", "Second");
  g_autofree char *first = spill_config_add_master (fixture->config, "demo:", NULL);

  g_object_set (fixture->config, "sidebar-visible", FALSE, "last-view", second,
                "window-width", 1000, "window-height", 500, NULL);
  close_window (fixture);

  open_window (fixture);
  g_assert_cmpstr (spill_master_get_id (spill_window_get_master (fixture->window)), ==, second);
  g_assert_cmpstr (spill_master_get_name (spill_window_get_master (fixture->window)), ==, "Second");
  g_assert_null (find (GTK_WIDGET (fixture->window), is_master_row, NULL));
  gtk_window_get_default_size (GTK_WINDOW (fixture->window), &width, &height);
  g_assert_cmpint (width, ==, 1000);
  g_assert_cmpint (height, ==, 500);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.toggle-sidebar", NULL);
  wait_until (find (GTK_WIDGET (fixture->window), is_master_row, NULL) != NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-overview", "s", first);
  close_window (fixture);

  open_window (fixture);
  wait_until (find (GTK_WIDGET (fixture->window), is_master_row, NULL) != NULL);
  g_assert_cmpstr (spill_master_get_id (spill_window_get_master (fixture->window)), ==, first);
}

static gboolean
is_board_page (GtkWidget  *widget,
               const char *text)
{
  return SPILL_IS_BOARD_PAGE (widget) && gtk_widget_get_mapped (widget);
}

static gboolean
is_overview (GtkWidget  *widget,
             const char *text)
{
  return SPILL_IS_OVERVIEW (widget) && gtk_widget_get_mapped (widget);
}

/* The view in front is there again; all masters have the overview, which leads back. */
static void
test_views (Fixture       *fixture,
            gconstpointer  data)
{
  SpillHost *host = SPILL_HOST (fixture->desktop);
  g_autofree char *view = NULL;
  g_autofree char *id = NULL;

  g_assert_nonnull (spill_host_add_master (host, "demo:", NULL, NULL));
  wait_until (find (GTK_WIDGET (fixture->window), is_overview, NULL) != NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.show-view", "s", "grid");
  wait_until (find (GTK_WIDGET (fixture->window), is_board_page, NULL) != NULL);
  g_object_get (fixture->config, "view", &view, NULL);
  g_assert_cmpstr (view, ==, "grid");
  close_window (fixture);

  open_window (fixture);
  wait_until (find (GTK_WIDGET (fixture->window), is_board_page, NULL) != NULL);
  id = g_strdup (spill_master_get_id (get_master (fixture, 0)));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-overview", "s", "");
  wait_until (find (GTK_WIDGET (fixture->window), is_overview, NULL) != NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-overview", "s", id);
  wait_until (find (GTK_WIDGET (fixture->window), is_board_page, NULL) != NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.show-view", "s", "overview");
  wait_until (find (GTK_WIDGET (fixture->window), is_overview, NULL) != NULL);
}

static void
test_remove (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *root = GTK_WIDGET (fixture->window);
  SpillHost *host = SPILL_HOST (fixture->desktop);
  g_auto(GStrv) ids = NULL;

  g_assert_nonnull (spill_host_add_master (host, "demo:", NULL, NULL));
  g_assert_nonnull (spill_host_add_master (host, "demo:?seed=2", NULL, NULL));
  g_assert_true (spill_window_get_master (fixture->window) == get_master (fixture, 1));

  spill_host_remove_master (host, get_master (fixture, 1));
  g_assert_true (spill_window_get_master (fixture->window) == get_master (fixture, 0));
  spill_host_remove_master (host, get_master (fixture, 0));
  wait_until (find (root, is_button, "Try the _Demo") != NULL);
  ids = spill_config_dup_masters (fixture->config);
  g_assert_cmpuint (g_strv_length (ids), ==, 0);
}

/* Two that are called the same are told from each other by their addresses. */
static void
test_twins (Fixture       *fixture,
            gconstpointer  data)
{
  SpillHost *host = SPILL_HOST (fixture->desktop);
  GtkWidget *root = GTK_WIDGET (fixture->window);

  g_assert_nonnull (spill_host_add_master (host, "demo:", "Twin", NULL));
  g_assert_null (find (root, shows, "Twin ("));
  g_assert_nonnull (spill_host_add_master (host, "demo:?seed=2", "Twin", NULL));
  g_assert_nonnull (find (root, shows, "Twin (demo:)"));
  g_assert_nonnull (find (root, shows, "Twin (demo:?seed=2)"));
  spill_host_edit_master (host, get_master (fixture, 1), "demo:?seed=2", "Other", NULL);
  g_assert_null (find (root, shows, "Twin ("));
}

static void
test_edit (Fixture       *fixture,
           gconstpointer  data)
{
  SpillHost *host = SPILL_HOST (fixture->desktop);
  GtkWidget *dialog;
  GtkWidget *name;

  g_assert_nonnull (spill_host_add_master (host, "demo:", NULL, NULL));
  dialog = spill_master_dialog_new (GTK_WINDOW (fixture->window), host, get_master (fixture, 0));
  gtk_window_present (GTK_WINDOW (dialog));
  name = find (dialog, is_row_of_title, "_Name (empty: the master’s own)");
  g_assert_nonnull (name);
  gtk_editable_set_text (GTK_EDITABLE (name), "Mine");
  click (dialog, "_Save");
  g_assert_cmpstr (spill_master_get_name (get_master (fixture, 0)), ==, "Mine");
}

/* A 0.8 master has two addresses, which are one in the settings, and the second one's password. */
static void
test_two_addresses (Fixture       *fixture,
                    gconstpointer  data)
{
  SpillHost *host = SPILL_HOST (fixture->desktop);
  const char *pb_password = "Password of Its P_BListener";
  const char *pb_title = "P_BListener, as host:9988 (only Buildbot 0.8)";
  GtkWidget *dialog = spill_master_dialog_new (GTK_WINDOW (fixture->window), host, NULL);

  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_null (find (dialog, is_row_of_title, pb_password));
  gtk_editable_set_text (GTK_EDITABLE (find (dialog, is_row_of_title, "_Address")), "127.0.0.1:1/waterfall?show=a");
  gtk_editable_set_text (GTK_EDITABLE (find (dialog, is_row_of_title, pb_title)), "me@127.0.0.1:2");
  g_assert_nonnull (find (dialog, is_row_of_title, pb_password));
  click (dialog, "_Add");
  g_assert_cmpstr (spill_master_get_url (get_master (fixture, 0)), ==, "http://127.0.0.1:1/?pb=me@127.0.0.1:2");

  dialog = spill_master_dialog_new (GTK_WINDOW (fixture->window), host, get_master (fixture, 0));
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find (dialog, is_row_of_title, "_Address"))), ==,
                   "http://127.0.0.1:1/");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find (dialog, is_row_of_title, pb_title))), ==, "me@127.0.0.1:2");
  gtk_editable_set_text (GTK_EDITABLE (find (dialog, is_row_of_title, pb_title)), "");
  click (dialog, "_Save");
  g_assert_cmpstr (spill_master_get_url (get_master (fixture, 0)), ==, "http://127.0.0.1:1/");
}

/* With another address it is another master, but in the same place. */
static void
test_edit_address (Fixture       *fixture,
                   gconstpointer  data)
{
  SpillHost *host = SPILL_HOST (fixture->desktop);
  g_autofree char *id = NULL;
  SpillMaster *edited;

  spill_host_add_master (host, "demo:", NULL, NULL);
  spill_host_add_master (host, "http://127.0.0.1:9/", NULL, NULL);
  id = g_strdup (spill_master_get_id (get_master (fixture, 0)));
  edited = spill_host_edit_master (host, get_master (fixture, 0), "http://127.0.0.1:10/", "Moved", NULL);
  g_assert_nonnull (edited);
  g_assert_true (get_master (fixture, 0) == edited);
  g_assert_cmpstr (spill_master_get_id (edited), ==, id);
  g_assert_cmpstr (spill_master_get_url (edited), ==, "http://127.0.0.1:10/");
  g_assert_true (spill_window_get_master (fixture->window) == edited);
  g_assert_cmpuint (g_list_model_get_n_items (spill_status_get_masters (spill_host_get_status (host))),
                    ==, 2);
}

static void
test_open_build_and_back (Fixture       *fixture,
                          gconstpointer  data)
{
  GtkWidget *root = GTK_WIDGET (fixture->window);
  SpillMaster *master = spill_host_add_master (SPILL_HOST (fixture->desktop), "demo:", NULL, NULL);
  SpillBuilder *builder;
  g_autofree char *title = NULL;

  wait_until (spill_master_is_fresh (master));
  builder = spill_list_peek (spill_master_get_builders (master), 0);
  gtk_widget_activate_action (root, "win.open-build", "(sxu)", spill_master_get_id (master),
                              spill_builder_get_id (builder),
                              spill_build_get_number (spill_builder_get_last_build (builder)));
  title = g_strdup_printf ("%s #%u", spill_builder_get_name (builder),
                           spill_build_get_number (spill_builder_get_last_build (builder)));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (root)), ==, title);

  /* The build before takes its place: one step back leads to the builders. */
  gtk_widget_activate_action (root, "win.open-build", "(sxu)", spill_master_get_id (master),
                              spill_builder_get_id (builder),
                              spill_build_get_number (spill_builder_get_last_build (builder)) - 1);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (root)), !=, title);
  gtk_widget_activate_action (root, "win.back", NULL);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (root)), ==, spill_master_get_name (master));

  /* A master that goes takes its pages with it. */
  gtk_widget_activate_action (root, "win.open-build", "(sxu)", spill_master_get_id (master),
                              spill_builder_get_id (builder),
                              spill_build_get_number (spill_builder_get_last_build (builder)));
  spill_host_remove_master (SPILL_HOST (fixture->desktop), master);
  wait_until (find (root, is_button, "Try the _Demo") != NULL);
}

static gboolean
is_menu_button (GtkWidget  *widget,
                const char *text)
{
  return GTK_IS_MENU_BUTTON (widget);
}

static gboolean
offers (Fixture    *fixture,
        const char *action)
{
  GtkWidget *row = find (GTK_WIDGET (fixture->window), is_master_row, NULL);
  GtkMenuButton *button = GTK_MENU_BUTTON (find (row, is_menu_button, NULL));
  g_autofree char *name = NULL;
  GMenuModel *menu;

  gtk_menu_button_popup (button);
  menu = gtk_menu_button_get_menu_model (button);
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr(GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);

      for (int j = 0; j < g_menu_model_get_n_items (section) && g_strcmp0 (name, action) != 0; j++)
        {
          g_clear_pointer (&name, g_free);
          g_menu_model_get_item_attribute (section, j, G_MENU_ATTRIBUTE_ACTION, "s", &name);
        }
    }
  gtk_menu_button_popdown (button);
  return g_strcmp0 (name, action) == 0;
}

/* The keyring is libsecret's own file, in a place where none can be made: it stays for the session. */
static void
test_log_in (Fixture       *fixture,
             gconstpointer  data)
{
  SpillHost *host = SPILL_HOST (fixture->desktop);
  SpillMaster *master = spill_host_add_master (host, "demo:", NULL, NULL);
  GtkWidget *dialog;

  wait_until (spill_master_is_fresh (master));
  g_assert_false (offers (fixture, "win.log-out"));
  dialog = spill_login_dialog_new (GTK_WINDOW (fixture->window), host, master);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_editable_set_text (GTK_EDITABLE (find (dialog, is_row_of_title, "_User name")), "demo");
  gtk_editable_set_text (GTK_EDITABLE (find (dialog, is_row_of_title, "_Password")), "wrong");
  click (dialog, "_Log In");
  wait_until (find (dialog, shows, "knows one user") != NULL);
  g_assert_false (spill_host_has_login (host, master));
  wait_until (spill_master_is_fresh (master));

  gtk_editable_set_text (GTK_EDITABLE (find (dialog, is_row_of_title, "_Password")), "demo");
  click (dialog, "_Log In");
  wait_until (dialog == NULL);
  g_assert_cmpstr (spill_master_get_user (master), ==, "demo");
  g_assert_true (spill_host_has_login (host, master));
  wait_until (find (GTK_WIDGET (fixture->window), shows, "for this session only") != NULL);
  g_assert_false (spill_config_get_master_has_login (fixture->config, spill_master_get_id (master)));
  g_assert_nonnull (find (find (GTK_WIDGET (fixture->window), is_master_row, NULL), shows, ", as demo"));
  g_assert_true (offers (fixture, "win.log-out"));

  spill_host_log_out (host, master);
  wait_until (spill_master_get_user (master) == NULL);
  g_assert_false (spill_host_has_login (host, master));
}

static gboolean
is_expander_of_title (GtkWidget  *widget,
                      const char *text)
{
  return ADW_IS_EXPANDER_ROW (widget)
         && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text) == 0;
}

/* Whom the address names is who logs in; what only the web has is not offered. */
static void
test_log_in_pb (Fixture       *fixture,
                gconstpointer  data)
{
  SpillHost *host = SPILL_HOST (fixture->desktop);
  const struct { const char *url, *user; gboolean is_web; } rows[] = {
    { "pb://watcher@127.0.0.1:1", "watcher", FALSE },
    { "pb://a%40b@127.0.0.1:1", "a@b", FALSE },
    { "pb://127.0.0.1:1", "statusClient", FALSE },
    { "http://127.0.0.1:1/", "", TRUE },
    { "http://127.0.0.1:1/?pb=watcher@127.0.0.1:2", "", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SpillMaster *master = spill_host_add_master (host, rows[i].url, NULL, NULL);
      GtkWidget *dialog = spill_login_dialog_new (GTK_WINDOW (fixture->window), host, master);

      gtk_window_present (GTK_WINDOW (dialog));
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find (dialog, is_row_of_title, "_User name"))), ==, rows[i].user);
      g_assert_cmpint (find (dialog, is_expander_of_title, "Proxy in Front of the Master") != NULL, ==, rows[i].is_web);
      g_assert_cmpint (find (dialog, is_expander_of_title, "Session Cookie") != NULL, ==, rows[i].is_web);
      /* A password is all that is missing. */
      gtk_editable_set_text (GTK_EDITABLE (find (dialog, is_row_of_title, "_User name")), "");
      gtk_editable_set_text (GTK_EDITABLE (find (dialog, is_row_of_title, "_Password")), "secret");
      click (dialog, "_Log In");
      g_assert_cmpint (find (dialog, shows, "A user name is missing") != NULL, ==, rows[i].is_web);
      gtk_window_destroy (GTK_WINDOW (dialog));
      spill_host_remove_master (host, master);
    }
}

static gboolean
is_skeleton (GtkWidget  *widget,
             const char *text)
{
  return SPILL_IS_SKELETON (widget);
}

static SpillMaster *
add_port (Fixture *fixture,
          guint16  port)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/", port);

  return spill_host_add_master (SPILL_HOST (fixture->desktop), url, NULL, NULL);
}

/* A server that takes connections and never answers. */
static void
test_loading (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  g_autoptr(GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  add_port (fixture, port);
  g_assert_null (find (GTK_WIDGET (fixture->window), is_skeleton, NULL));
  wait_until (find (GTK_WIDGET (fixture->window), is_skeleton, NULL) != NULL);
}

static void
test_unreachable (Fixture       *fixture,
                  gconstpointer  data)
{
  GtkWidget *root = GTK_WIDGET (fixture->window);
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);
  add_port (fixture, port);
  wait_until (find (root, shows, "cannot be reached") != NULL);
  g_assert_nonnull (find (root, is_button, "_Retry Now"));
  g_assert_nonnull (find (root, is_button, "_Edit Master…"));
  /* It tries at once again now and then, and says so. */
  wait_until (find (root, shows, "next try in") != NULL);
  click (root, "_Retry Now");
}

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
}

static void
test_not_a_master (Fixture       *fixture,
                   gconstpointer  data)
{
  GtkWidget *root = GTK_WIDGET (fixture->window);
  g_autoptr(SoupServer) server = soup_server_new (NULL, NULL);
  GSList *uris;

  soup_server_add_handler (server, NULL, on_request, NULL, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  add_port (fixture, g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  wait_until (find (root, shows, "is not a Buildbot master") != NULL);
  g_assert_nonnull (find (root, is_button, "_Edit Master…"));
  g_assert_nonnull (find (root, is_button, "_Retry Now"));
  g_assert_nonnull (find (root, is_master_row, NULL));
}

static void
on_toast_gone (AdwToast *toast,
               guint    *n_gone)
{
  (*n_gone)++;
}

/* What crashes libadwaita 1.2 when it is asked for directly. */
static void
test_toasts_leave_early (void)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *overlay = adw_toast_overlay_new ();
  g_autoptr(SpillToaster) toaster = NULL;
  AdwToast *toasts[3];
  guint n_gone = 0;

  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), gtk_label_new ("child"));
  adw_window_set_content (ADW_WINDOW (window), overlay);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);

  toaster = spill_toaster_new (ADW_TOAST_OVERLAY (overlay));
  for (guint i = 0; i < G_N_ELEMENTS (toasts); i++)
    {
      toasts[i] = spill_runner_toast_new ("Stopping <b>linux</b> & others");
      adw_toast_set_timeout (toasts[i], 0);
      g_signal_connect (toasts[i], "dismissed", G_CALLBACK (on_toast_gone), &n_gone);
      spill_toaster_show (toaster, toasts[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (toasts); i++)
    spill_toaster_dismiss (toaster, toasts[i]);
  wait_until (n_gone == G_N_ELEMENTS (toasts));

  gtk_window_destroy (GTK_WINDOW (window));
}

/* What a screen reader could say of a control. */
static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL)
         || gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY)
         || (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
         || (GTK_IS_MENU_BUTTON (widget) && gtk_menu_button_get_label (GTK_MENU_BUTTON (widget)) != NULL)
         || (ADW_IS_PREFERENCES_ROW (widget)
             && *adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)) != '\0');
}

/* The buttons that libraries draw and name themselves. */
static gboolean
is_foreign (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL
         || gtk_widget_get_ancestor (widget, GTK_TYPE_INFO_BAR) != NULL
         || gtk_widget_get_ancestor (widget, ADW_TYPE_EXPANDER_ROW) != NULL
         || gtk_widget_get_ancestor (widget, ADW_TYPE_COMBO_ROW) != NULL
         || gtk_widget_get_ancestor (widget, ADW_TYPE_ENTRY_ROW) != NULL
         || gtk_widget_get_ancestor (gtk_widget_get_parent (widget), GTK_TYPE_SPIN_BUTTON) != NULL
         || gtk_widget_get_ancestor (widget, GTK_TYPE_SEARCH_ENTRY) != NULL;
}

static guint
check_names (GtkWidget *root)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gboolean is_control = GTK_IS_BUTTON (child) || GTK_IS_MENU_BUTTON (child)
                            || GTK_IS_EDITABLE (child) || GTK_IS_SWITCH (child)
                            || GTK_IS_LIST_BOX_ROW (child);

      if (!gtk_widget_get_visible (child) || !gtk_widget_get_child_visible (child))
        continue;

      /* The button inside a menu button takes the name of that. */
      if (is_control && !is_foreign (child) && !GTK_IS_MENU_BUTTON (root))
        {
          if (!has_name (child))
            {
              g_autoptr(GString) path = g_string_new (NULL);

              for (GtkWidget *at = child; at != NULL; at = gtk_widget_get_parent (at))
                g_string_append_printf (path, " < %s", G_OBJECT_TYPE_NAME (at));
              g_error ("No accessible name: %s", path->str);
            }
          n++;
        }
      n += check_names (child);
    }

  return n;
}

static void
test_names (Fixture       *fixture,
            gconstpointer  data)
{
  SpillHost *host = SPILL_HOST (fixture->desktop);
  GtkWindow *window = GTK_WINDOW (fixture->window);
  GtkWidget *dialogs[4];

  g_assert_cmpuint (check_names (GTK_WIDGET (window)), >, 2);
  spill_host_add_master (host, "demo:", NULL, NULL);
  wait_until (spill_master_is_fresh (get_master (fixture, 0)));
  wait_until (check_names (GTK_WIDGET (window)) > 8);

  dialogs[0] = spill_master_dialog_new (window, host, NULL);
  dialogs[1] = spill_master_dialog_new (window, host, get_master (fixture, 0));
  dialogs[2] = spill_login_dialog_new (window, host, get_master (fixture, 0));
  dialogs[3] = spill_preferences_new (window, fixture->config);
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      g_assert_cmpuint (check_names (dialogs[i]), >, 0);
      gtk_window_destroy (GTK_WINDOW (dialogs[i]));
    }
}

#define add(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", "/proc/nowhere/keyring", TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    SPILL_RESOURCE_PREFIX "/icons");

  add ("/shell/first-run", test_first_run);
  add ("/shell/bad-address", test_bad_address);
  add ("/shell/remembers", test_remembers);
  add ("/shell/views", test_views);
  add ("/shell/remove", test_remove);
  add ("/shell/twins", test_twins);
  add ("/shell/edit", test_edit);
  add ("/shell/two-addresses", test_two_addresses);
  add ("/shell/edit-address", test_edit_address);
  add ("/shell/open-build-and-back", test_open_build_and_back);
  add ("/shell/log-in", test_log_in);
  add ("/shell/log-in-pb", test_log_in_pb);
  add ("/shell/loading", test_loading);
  add ("/shell/unreachable", test_unreachable);
  add ("/shell/not-a-master", test_not_a_master);
  g_test_add_func ("/shell/toasts-leave-early", test_toasts_leave_early);
  add ("/shell/names", test_names);

  return g_test_run ();
}
