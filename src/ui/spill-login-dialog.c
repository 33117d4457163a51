#include "ui/spill-login-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "config.h"
#include "ui/spill-actions.h"
#include "ui/spill-form.h"
#include "ui/spill-login-form.h"

/**
 * SpillLoginDialog:
 *
 * Asks for a login and waits for the master's answer to it.
 */
struct _SpillLoginDialog
{
  AdwWindow       parent_instance;

  SpillHost      *host;
  SpillMaster    *master;
  gboolean        is_waiting;

  /* Template children: owned by the template */
  AdwWindowTitle *title;
  GtkWidget      *submit;
  GtkSpinner     *spinner;
  GtkLabel       *reason;
  SpillLoginForm *form;
};

enum
{
  LOGGED_IN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillLoginDialog, spill_login_dialog, ADW_TYPE_WINDOW)

/* By Perspective Broker alone. */
static gboolean
is_pb (SpillMaster *master)
{
  return g_str_has_prefix (spill_master_get_url (master), "pb:");
}

static void
set_waiting (SpillLoginDialog *self,
             gboolean          is_waiting)
{
  self->is_waiting = is_waiting;
  /* An entry that has the focus must not become insensitive in GTK 4.8. */
  if (is_waiting)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_spinner_set_spinning (self->spinner, is_waiting);
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), !is_waiting);
  gtk_widget_set_sensitive (self->submit,
                            !is_waiting && !spill_login_form_is_empty (self->form));
}

static void
succeed (SpillLoginDialog *self,
         const GError     *kept_error)
{
  const char *user = spill_master_get_user (self->master);
  const char *name = spill_master_get_name (self->master);
  g_autofree char *text = NULL;

  if (kept_error != NULL)
    /* Translators: %s is a sentence: why the keyring cannot be used. */
    text = g_strdup_printf (_("Logged in for this session only. %s."), kept_error->message);
  else if (user != NULL)
    text = g_strdup_printf (_("Logged in to %s as %s"), name, user);
  else
    text = g_strdup_printf (_("Logged in to %s"), name);
  spill_actions_toast (GTK_WIDGET (self), text);
  g_signal_emit (self, signals[LOGGED_IN], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_logged_in (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(SpillLoginDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean is_kept = spill_host_log_in_finish (SPILL_HOST (source), result, &error);

  /* Closed in the meantime. */
  if (!self->is_waiting || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  set_waiting (self, FALSE);
  if (!is_kept && error->domain == SPILL_ERROR)
    {
      spill_login_form_set_error (self->form, error->message);
      gtk_widget_grab_focus (GTK_WIDGET (self->form));
      return;
    }

  succeed (self, error);
}

static void
on_changed (SpillLoginDialog *self)
{
  gtk_widget_set_sensitive (self->submit, !spill_login_form_is_empty (self->form));
}

static void
on_submit (SpillLoginDialog *self)
{
  g_autoptr(SpillCredentials) credentials = NULL;

  if (self->is_waiting || spill_login_form_is_empty (self->form))
    return;

  credentials = spill_login_form_dup_credentials (self->form);
  if (credentials == NULL)
    return;

  spill_login_form_set_error (self->form, NULL);
  set_waiting (self, TRUE);
  spill_host_log_in (self->host, self->master, credentials,
                     spill_login_form_get_remember (self->form), on_logged_in, g_object_ref (self));
}

static void
spill_login_dialog_dispose (GObject *object)
{
  SpillLoginDialog *self = SPILL_LOGIN_DIALOG (object);

  self->is_waiting = FALSE;
  g_clear_object (&self->master);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (spill_login_dialog_parent_class)->dispose (object);
}

static void
spill_login_dialog_class_init (SpillLoginDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = spill_login_dialog_dispose;

  signals[LOGGED_IN] =
    g_signal_new ("logged-in", SPILL_TYPE_LOGIN_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  g_type_ensure (SPILL_TYPE_LOGIN_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               SPILL_RESOURCE_PREFIX "/ui/spill-login-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SpillLoginDialog, title);
  gtk_widget_class_bind_template_child (widget_class, SpillLoginDialog, submit);
  gtk_widget_class_bind_template_child (widget_class, SpillLoginDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, SpillLoginDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, SpillLoginDialog, form);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
spill_login_dialog_init (SpillLoginDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  spill_form_name_buttons (GTK_WIDGET (self));
  spill_form_close_on_escape (GTK_WINDOW (self));
}

/* Who it is that logs in, as far as that is known: who did before, or whom the address names, whose
 * password it is that is asked for. (transfer full) (nullable) */
static char *
dup_user (SpillMaster *master)
{
  const char *user = spill_master_get_user (master);
  g_autoptr(GUri) uri = g_uri_parse (spill_master_get_url (master), G_URI_FLAGS_HAS_PASSWORD, NULL);

  if (user == NULL && is_pb (master) && uri != NULL)
    user = g_uri_get_user (uri) != NULL ? g_uri_get_user (uri) : "statusClient";   /* 0.8's own */
  return g_strdup (user);
}

/**
 * spill_login_dialog_new:
 * @parent: the main window
 * @host: whom to hand the login
 * @master: the master to log in to
 *
 * Returns: (transfer none): the dialog, not yet shown
 */
GtkWidget *
spill_login_dialog_new (GtkWindow   *parent,
                        SpillHost   *host,
                        SpillMaster *master)
{
  SpillLoginDialog *self;
  g_autofree char *user = NULL;
  const char *words;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (SPILL_IS_HOST (host), NULL);
  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  self = g_object_new (SPILL_TYPE_LOGIN_DIALOG, "transient-for", parent, NULL);
  self->host = g_object_ref (host);
  self->master = g_object_ref (master);
  adw_window_title_set_subtitle (self->title, spill_master_get_name (master));
  user = dup_user (master);
  spill_login_form_set_user (self->form, user);
  spill_login_form_set_is_web (self->form, !is_pb (master));

  words = spill_master_get_problem_text (master);
  gtk_label_set_text (self->reason, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason), words != NULL && *words != '\0');

  spill_login_form_set_has_pb (self->form, strstr (spill_master_get_url (master), "?pb=") != NULL);
  if (spill_master_get_problem (master) == SPILL_PROBLEM_PROXY_LOGIN)
    spill_login_form_show_proxy (self->form);
  spill_form_focus (GTK_WINDOW (self), GTK_WIDGET (self->form));
  return GTK_WIDGET (self);
}
