#define G_LOG_DOMAIN "spillway-app"

#include "app/spill-application.h"

#include <glib/gi18n.h>

#include "app/spill-desktop.h"
#include "app/spill-pb-sharing.h"
#include "app/spill-sharing.h"
#include "config.h"
#include "ui/spill-host.h"
#include "ui/spill-preferences.h"
#include "ui/spill-window.h"

/**
 * SpillApplication:
 *
 * The desktop program. `spillway [URL…]` watches these masters besides those it remembers.
 */
struct _SpillApplication
{
  AdwApplication  parent_instance;

  SpillConfig    *config;
  SpillDesktop   *desktop;
  SpillSharing   *sharing;
  SpillPbSharing *pb_sharing;
};

G_DEFINE_FINAL_TYPE (SpillApplication, spill_application, ADW_TYPE_APPLICATION)

static SpillWindow *
ensure_window (SpillApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  while (window != NULL && !SPILL_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  if (window == NULL)
    window = GTK_WINDOW (spill_window_new (GTK_APPLICATION (self), SPILL_HOST (self->desktop)));

  return SPILL_WINDOW (window);
}

/* Watches the master at @text and shows it. */
static gboolean
open_text (SpillApplication  *self,
           const char        *text,
           GError           **error)
{
  SpillHost *host = SPILL_HOST (self->desktop);
  g_autofree char *url = spill_host_normalize_url (host, text, error);
  SpillMaster *master;

  if (url == NULL)
    return FALSE;

  master = spill_host_add_master (host, url, NULL, error);
  if (master == NULL)
    return FALSE;

  spill_window_show_master (ensure_window (self), master);
  return TRUE;
}

static void
on_preferences (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  SpillApplication *self = user_data;
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (self));
  GtkWidget *preferences = spill_preferences_new (parent, self->config);

  g_object_bind_property (self->sharing, "address", preferences, "web-address", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->sharing, "problem", preferences, "web-problem", G_BINDING_SYNC_CREATE);
  g_object_set (preferences, "offers", spill_pb_sharing_get_offers (self->pb_sharing), NULL);
  gtk_window_present (GTK_WINDOW (preferences));
}

static void
on_about (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  static const char *const developers[] = { "The Spillway developers", NULL };

  adw_show_about_window (gtk_application_get_active_window (user_data),
                         "application-name", "Spillway",
                         "application-icon", SPILL_APP_ID,
                         "version", SPILL_VERSION,
                         "developer-name", _("The Spillway developers"),
                         "developers", developers,
                         "comments", _("Watch and steer Buildbot masters from the desktop."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: put your names here, one a line. */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static void
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  g_application_quit (user_data);
}

static void
on_color_scheme (SpillConfig *config)
{
  static const AdwColorScheme schemes[] = {
    [SPILL_COLOR_SCHEME_SYSTEM] = ADW_COLOR_SCHEME_DEFAULT,
    [SPILL_COLOR_SCHEME_LIGHT] = ADW_COLOR_SCHEME_FORCE_LIGHT,
    [SPILL_COLOR_SCHEME_DARK] = ADW_COLOR_SCHEME_FORCE_DARK,
  };

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      schemes[spill_config_get_color_scheme (config)]);
}

static void
set_accels (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } keys[] = {
    { "win.filter", { "<Control>f" } },
    { "win.show-view::overview", { "<Alt>1" } },
    { "win.show-view::waterfall", { "<Alt>2" } },
    { "win.show-view::grid", { "<Alt>3" } },
    { "win.show-view::console", { "<Alt>4" } },
    { "win.reconnect-shown", { "F5", "<Control>r" } },
    { "win.add-master", { "<Control>n" } },
    { "win.back", { "<Alt>Left" } },
    { "win.toggle-sidebar", { "F9" } },
    { "window.close", { "<Control>w" } },
    { "app.preferences", { "<Control>comma" } },
    { "app.quit", { "<Control>q" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (application, keys[i].action, keys[i].accels);
}

static void
spill_application_startup (GApplication *application)
{
  SpillApplication *self = SPILL_APPLICATION (application);
  static const GActionEntry entries[] = {
    { .name = "preferences", .activate = on_preferences },
    { .name = "about", .activate = on_about },
    { .name = "quit", .activate = on_quit },
  };

  G_APPLICATION_CLASS (spill_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (SPILL_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  set_accels (GTK_APPLICATION (self));
  /* Keys that only come past a text do not mark it. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);

  self->config = spill_config_new (NULL);
  g_signal_connect_object (self->config, "notify::color-scheme", G_CALLBACK (on_color_scheme),
                           self->config, 0);
  on_color_scheme (self->config);
  self->desktop = spill_desktop_new (self->config);
  spill_desktop_load (self->desktop);
  self->sharing = spill_sharing_new (self->config, spill_host_get_status (SPILL_HOST (self->desktop)));
  self->pb_sharing = spill_pb_sharing_new (self->config, spill_host_get_status (SPILL_HOST (self->desktop)));
}

static void
spill_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (ensure_window (SPILL_APPLICATION (application))));
}

static void
spill_application_open (GApplication  *application,
                        GFile        **files,
                        int            n_files,
                        const char    *hint)
{
  SpillApplication *self = SPILL_APPLICATION (application);
  SpillWindow *window = ensure_window (self);

  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);
      g_autoptr(GError) error = NULL;

      if (!open_text (self, uri, &error))
        spill_window_toast (window, error->message);
    }

  gtk_window_present (GTK_WINDOW (window));
}

static int
spill_application_command_line (GApplication            *application,
                                GApplicationCommandLine *command_line)
{
  SpillApplication *self = SPILL_APPLICATION (application);
  g_auto(GStrv) arguments = g_application_command_line_get_arguments (command_line, NULL);
  int status = 0;

  for (guint i = 1; arguments[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;

      if (!open_text (self, arguments[i], &error))
        {
          g_application_command_line_printerr (command_line, "%s: %s\n", arguments[i],
                                               error->message);
          spill_window_toast (ensure_window (self), error->message);
          status = 2;
        }
    }

  g_application_activate (application);
  return status;
}

static void
spill_application_shutdown (GApplication *application)
{
  SpillApplication *self = SPILL_APPLICATION (application);
  GList *windows;

  /* Windows hold what follows the desktop, so they go first. */
  while ((windows = gtk_application_get_windows (GTK_APPLICATION (self))) != NULL)
    gtk_window_destroy (windows->data);
  g_clear_object (&self->pb_sharing);
  g_clear_object (&self->sharing);
  g_clear_object (&self->desktop);
  g_clear_object (&self->config);
  g_settings_sync ();

  G_APPLICATION_CLASS (spill_application_parent_class)->shutdown (application);
}

static void
spill_application_class_init (SpillApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = spill_application_startup;
  application_class->activate = spill_application_activate;
  application_class->open = spill_application_open;
  application_class->command_line = spill_application_command_line;
  application_class->shutdown = spill_application_shutdown;
}

static int
on_local_options (GApplication *application,
                  GVariantDict *options,
                  gpointer      user_data)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;

  g_print ("spillway %s\n", SPILL_VERSION);
  return 0;
}

static void
spill_application_init (SpillApplication *self)
{
  static const GOptionEntry options[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
    { NULL },
  };
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option_entries (application, options);
  g_application_set_option_context_parameter_string (application, _("[URL…]"));
  g_application_set_option_context_summary (application,
    _("Watches Buildbot masters. “demo:” is a master that needs no network."));
  g_signal_connect (self, "handle-local-options", G_CALLBACK (on_local_options), NULL);
}

SpillApplication *
spill_application_new (void)
{
  return g_object_new (SPILL_TYPE_APPLICATION,
                       "application-id", SPILL_APP_ID,
                       "resource-base-path", SPILL_RESOURCE_PREFIX,
                       "flags", G_APPLICATION_HANDLES_OPEN | G_APPLICATION_HANDLES_COMMAND_LINE,
                       NULL);
}
