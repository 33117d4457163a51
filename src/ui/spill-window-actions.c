#include <glib/gi18n.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-log.h"
#include "model/spill-step.h"
#include "ui/spill-actions.h"
#include "ui/spill-build-page.h"
#include "ui/spill-certificate-dialog.h"
#include "ui/spill-change-dialog.h"
#include "ui/spill-force-dialog.h"
#include "ui/spill-log-page.h"
#include "ui/spill-login-dialog.h"
#include "ui/spill-master-dialog.h"
#include "ui/spill-older-build.h"
#include "ui/spill-window-private.h"

/* The master that an action names with its first word; tells if it is gone. (nullable) */
static SpillMaster *
find_master (SpillWindow *self,
             GVariant    *target)
{
  g_autofree char *id = NULL;
  SpillMaster *master;

  if (g_variant_is_of_type (target, G_VARIANT_TYPE_STRING))
    id = g_variant_dup_string (target, NULL);
  else
    g_variant_get_child (target, 0, "s", &id);

  master = spill_status_find_master (spill_host_get_status (self->host), id);
  if (master == NULL)
    spill_window_toast (self, _("That master is not there any more"));
  return master;
}

static SpillBuilder *
find_builder (SpillWindow *self,
              SpillMaster *master,
              gint64       id)
{
  SpillBuilder *builder = spill_list_find (spill_master_get_builders (master), id);

  if (builder == NULL)
    spill_window_toast (self, _("That builder is not there any more"));
  return builder;
}

/* Whether @page shows another build of the same builder: then the user steps from one to the other. */
static gboolean
is_beside (GtkWidget  *page,
           SpillBuild *build)
{
  SpillBuild *shown = SPILL_IS_BUILD_PAGE (page)
                      ? spill_build_page_get_build (SPILL_BUILD_PAGE (page)) : NULL;

  return shown != NULL && shown != build
         && spill_build_get_builder (shown) == spill_build_get_builder (build);
}

static void
show_build (SpillWindow *self,
            SpillBuild  *build)
{
  SpillMaster *master = spill_build_get_master (build);
  SpillBuilder *builder = spill_build_get_builder (build);
  g_autofree char *title = NULL;

  /* Translators: a builder's name and a build's number. */
  title = g_strdup_printf (_("%s #%u"), spill_builder_get_name (builder),
                           spill_build_get_number (build));
  spill_window_push (self, spill_build_page_new (build), master, title,
                     spill_master_get_name (master), is_beside (spill_window_get_page (self), build));
}

static void
on_older_build (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(SpillWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillBuild) build = spill_older_build_finish (result, &error);

  if (build != NULL)
    show_build (self, build);
  else
    spill_window_toast (self, error->message);
}

static void
action_open_build (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);
  SpillMaster *master = find_master (self, target);
  SpillBuilder *builder;
  SpillBuild *build;
  gint64 builder_id;
  guint number;

  g_variant_get_child (target, 1, "x", &builder_id);
  g_variant_get_child (target, 2, "u", &number);
  if (master == NULL || (builder = find_builder (self, master, builder_id)) == NULL)
    return;

  build = spill_builder_get_build (builder, number);
  if (build != NULL && SPILL_IS_BUILD_PAGE (spill_window_get_page (self))
      && spill_build_page_get_build (SPILL_BUILD_PAGE (spill_window_get_page (self))) == build)
    return;

  if (build != NULL)
    show_build (self, build);
  else
    spill_older_build_async (builder, number, on_older_build, g_object_ref (self));
}

/* Who asks for a step shows it, so its build is here. */
static void
action_open_step (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);
  GtkWidget *page;
  guint number, step;

  action_open_build (widget, action_name, target);
  g_variant_get_child (target, 2, "u", &number);
  g_variant_get_child (target, 3, "u", &step);
  page = spill_window_get_page (self);
  if (SPILL_IS_BUILD_PAGE (page)
      && spill_build_get_number (spill_build_page_get_build (SPILL_BUILD_PAGE (page))) == number)
    spill_step_list_open_step (spill_build_page_get_steps (SPILL_BUILD_PAGE (page)), step);
}

static void
action_open_log (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);
  SpillMaster *master = find_master (self, target);
  SpillBuilder *builder;
  SpillBuild *build;
  SpillStep *step = NULL;
  SpillLog *log = NULL;
  const char *id;
  gint64 builder_id, log_id;
  guint number, step_number;
  g_autofree char *subtitle = NULL;

  g_variant_get (target, "(&sxuux)", &id, &builder_id, &number, &step_number, &log_id);
  if (master == NULL || (builder = find_builder (self, master, builder_id)) == NULL)
    return;

  build = spill_builder_get_build (builder, number);
  if (build != NULL)
    step = spill_list_find (spill_build_get_steps (build), step_number);
  if (step != NULL)
    log = spill_list_find (spill_step_get_logs (step), log_id);
  if (log == NULL)
    {
      spill_window_toast (self, _("That log is not there any more"));
      return;
    }

  /* Translators: where a log belongs: a builder, a build’s number, a step. */
  subtitle = g_strdup_printf (_("%s #%u, %s"), spill_builder_get_name (builder), number,
                              spill_step_get_name (step));
  spill_window_push (self, spill_log_page_new (log), master, spill_log_get_name (log), subtitle,
                     FALSE);
}

static void
action_force (GtkWidget  *widget,
              const char *action_name,
              GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);
  SpillMaster *master = find_master (self, target);
  g_autoptr(GListStore) builders = g_list_store_new (SPILL_TYPE_BUILDER);
  g_autoptr(GVariant) ids = g_variant_get_child_value (target, 1);
  GVariantIter iter;
  gint64 id;

  if (master == NULL)
    return;

  g_variant_iter_init (&iter, ids);
  while (g_variant_iter_next (&iter, "x", &id))
    {
      SpillBuilder *builder = find_builder (self, master, id);

      if (builder != NULL)
        g_list_store_append (builders, builder);
    }

  if (g_list_model_get_n_items (G_LIST_MODEL (builders)) > 0)
    spill_force_dialog_present (GTK_WINDOW (self), G_LIST_MODEL (builders), NULL);
}

static void
action_open_overview (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);

  if (*g_variant_get_string (target, NULL) == '\0')
    spill_window_show_master (self, NULL);
  else
    spill_window_show_master (self, find_master (self, target));
}

static void
run_again (SpillLoginDialog *dialog,
           SpillWindow      *self)
{
  GPtrArray *again = g_object_get_data (G_OBJECT (dialog), "spill-again");

  for (guint i = 0; again != NULL && i < again->len; i++)
    spill_runner_run (self->runner, g_ptr_array_index (again, i));
}

static void
open_login (SpillWindow *self,
            SpillMaster *master,
            GPtrArray   *again)
{
  GtkWidget *dialog = spill_login_dialog_new (GTK_WINDOW (self), self->host, master);

  if (again != NULL)
    g_object_set_data_full (G_OBJECT (dialog), "spill-again", again,
                            (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect_object (dialog, "logged-in", G_CALLBACK (run_again), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
action_log_in (GtkWidget  *widget,
               const char *action_name,
               GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);
  SpillMaster *master = find_master (self, target);

  if (master != NULL)
    open_login (self, master, NULL);
}

static void
action_log_in_and_retry (GtkWidget  *widget,
                         const char *action_name,
                         GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);
  SpillMaster *master = find_master (self, target);

  if (master != NULL)
    open_login (self, master, spill_runner_steal_refused (self->runner));
}

static void
action_log_out (GtkWidget  *widget,
                const char *action_name,
                GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);
  SpillMaster *master = find_master (self, target);
  g_autofree char *text = NULL;

  if (master == NULL)
    return;

  spill_host_log_out (self->host, master);
  text = g_strdup_printf (_("Logged out of %s"), spill_master_get_name (master));
  spill_window_toast (self, text);
}

static void
action_show_certificate (GtkWidget  *widget,
                         const char *action_name,
                         GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);
  SpillMaster *master = find_master (self, target);

  if (master == NULL)
    return;

  if (spill_master_get_certificate (master) != NULL)
    spill_certificate_dialog_present (GTK_WINDOW (self), self->host, master);
  else
    spill_host_retry (self->host, master);
}

static void
action_add_master (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);

  gtk_window_present (GTK_WINDOW (spill_master_dialog_new (GTK_WINDOW (self), self->host, NULL)));
}

static void
action_edit_master (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);
  SpillMaster *master = find_master (self, target);

  if (master != NULL)
    gtk_window_present (GTK_WINDOW (spill_master_dialog_new (GTK_WINDOW (self), self->host, master)));
}

static void
on_remove_response (AdwMessageDialog *dialog,
                    const char       *response,
                    SpillWindow      *self)
{
  const char *id = g_object_get_data (G_OBJECT (dialog), "spill-master");
  SpillMaster *master = spill_status_find_master (spill_host_get_status (self->host), id);

  if (master != NULL && g_str_equal (response, "remove"))
    spill_host_remove_master (self->host, master);
}

static void
action_remove_master (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);
  SpillMaster *master = find_master (self, target);
  g_autofree char *heading = NULL;
  AdwMessageDialog *dialog;

  if (master == NULL)
    return;

  heading = g_strdup_printf (_("Remove %s?"), spill_master_get_name (master));
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (self), heading,
    _("Spillway forgets the master, its login and what was entered for it. "
      "Nothing changes at the master itself.")));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "spill-master",
                          g_strdup (spill_master_get_id (master)), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_remove_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
action_add_change (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *target)
{
  SpillMaster *master = find_master (SPILL_WINDOW (widget), target);

  if (master != NULL)
    gtk_window_present (GTK_WINDOW (spill_change_dialog_new (GTK_WINDOW (widget), master)));
}

static void
run_for_master (SpillWindow      *self,
                SpillMaster      *master,
                SpillCommandKind  kind)
{
  g_autoptr(SpillCommand) command = spill_command_new (kind, master);

  spill_window_run (self, command);
}

static void
on_shut_down_response (AdwMessageDialog *dialog,
                       const char       *response,
                       SpillWindow      *self)
{
  g_autoptr(GVariant) id = g_variant_ref_sink (
    g_variant_new_string (g_object_get_data (G_OBJECT (dialog), "spill-master")));
  SpillMaster *master = find_master (self, id);

  if (master != NULL && g_str_equal (response, "yes"))
    run_for_master (self, master, SPILL_COMMAND_CLEAN_SHUTDOWN);
}

static void
action_shut_down (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);
  SpillMaster *master = find_master (self, target);
  g_autofree char *heading = NULL;
  AdwMessageDialog *dialog;

  if (master == NULL)
    return;

  heading = g_strdup_printf (_("Shut %s Down?"), spill_master_get_name (master));
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (self), heading,
    _("It begins no more builds, and stops once those that run have ended. "
      "Until then it can be told not to.")));
  adw_message_dialog_add_responses (dialog, "no", _("_Go Back"), "yes", _("_Shut Down"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "yes", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "no");
  adw_message_dialog_set_close_response (dialog, "no");
  g_object_set_data_full (G_OBJECT (dialog), "spill-master",
                          g_strdup (spill_master_get_id (master)), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_shut_down_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
action_cancel_shutdown (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *target)
{
  SpillMaster *master = find_master (SPILL_WINDOW (widget), target);

  if (master != NULL)
    run_for_master (SPILL_WINDOW (widget), master, SPILL_COMMAND_CANCEL_SHUTDOWN);
}

static void
action_open_in_browser (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *target)
{
  SpillMaster *master = find_master (SPILL_WINDOW (widget), target);

  if (master != NULL)
    spill_actions_open_uri (widget, spill_master_get_base_url (master));
}

static void
action_reconnect (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);
  SpillMaster *master = find_master (self, target);

  if (master != NULL)
    spill_host_retry (self->host, master);
}

static void
action_reconnect_shown (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);
  GListModel *masters = spill_status_get_masters (spill_host_get_status (self->host));

  for (guint i = 0; i < g_list_model_get_n_items (masters); i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, i);

      if (self->master == NULL || self->master == master)
        spill_host_retry (self->host, master);
    }
}

static void
action_back (GtkWidget  *widget,
             const char *action_name,
             GVariant   *target)
{
  spill_window_pop (SPILL_WINDOW (widget));
}

static void
action_filter (GtkWidget  *widget,
               const char *action_name,
               GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->root), "main") != 0)
    return;

  adw_leaflet_set_visible_child (self->leaflet, self->content);
  adw_leaflet_set_visible_child (self->pages, GTK_WIDGET (self->view));
  spill_views_focus_filter (self->views);
}

static void
action_show_view (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->root), "main") != 0)
    return;

  adw_leaflet_set_visible_child (self->leaflet, self->content);
  adw_leaflet_set_visible_child (self->pages, GTK_WIDGET (self->view));
  spill_views_show (self->views, g_variant_get_string (target, NULL));
}

/* Folded, the sidebar is a page of its own and cannot be hidden. */
static void
action_toggle_sidebar (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *target)
{
  SpillWindow *self = SPILL_WINDOW (widget);

  if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_navigate (self->leaflet,
                          adw_leaflet_get_visible_child (self->leaflet) == self->content
                          ? ADW_NAVIGATION_DIRECTION_BACK : ADW_NAVIGATION_DIRECTION_FORWARD);
  else
    gtk_widget_set_visible (self->sidebar_pane, !gtk_widget_get_visible (self->sidebar_pane));
}

static gboolean
on_key_action (GtkWidget *widget,
               GVariant  *args,
               gpointer   user_data)
{
  return gtk_widget_activate_action_variant (widget, user_data, NULL);
}

static gboolean
on_escape (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  return spill_window_pop (SPILL_WINDOW (widget));
}

/**
 * spill_window_add_shortcuts:
 * @self: a window
 *
 * Adds the keys that must not be taken from an entry with the focus: they are looked at after it.
 */
void
spill_window_add_shortcuts (SpillWindow *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcutController *keys = GTK_SHORTCUT_CONTROLLER (controller);

  gtk_shortcut_controller_add_shortcut (keys,
    gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_slash, 0),
                      gtk_callback_action_new (on_key_action, (gpointer) "win.filter", NULL)));
  gtk_shortcut_controller_add_shortcut (keys,
    gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                      gtk_callback_action_new (on_escape, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

void
spill_window_install_actions (SpillWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const struct
  {
    const char                  *name;
    const char                  *type;
    GtkWidgetActionActivateFunc  activate;
  } actions[] = {
    { "win.open-overview", "s", action_open_overview },
    { "win.open-build", "(sxu)", action_open_build },
    { "win.open-step", "(sxuu)", action_open_step },
    { "win.open-log", "(sxuux)", action_open_log },
    { "win.force", "(sax)", action_force },
    { "win.log-in", "s", action_log_in },
    { "win.log-in-and-retry", "s", action_log_in_and_retry },
    { "win.log-out", "s", action_log_out },
    { "win.show-certificate", "s", action_show_certificate },
    { "win.add-master", NULL, action_add_master },
    { "win.edit-master", "s", action_edit_master },
    { "win.remove-master", "s", action_remove_master },
    { "win.add-change", "s", action_add_change },
    { "win.shut-down", "s", action_shut_down },
    { "win.cancel-shutdown", "s", action_cancel_shutdown },
    { "win.open-in-browser", "s", action_open_in_browser },
    { "win.reconnect", "s", action_reconnect },
    { "win.reconnect-shown", NULL, action_reconnect_shown },
    { "win.back", NULL, action_back },
    { "win.filter", NULL, action_filter },
    { "win.show-view", "s", action_show_view },
    { "win.toggle-sidebar", NULL, action_toggle_sidebar },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].activate);
}
