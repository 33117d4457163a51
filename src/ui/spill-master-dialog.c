#include "ui/spill-master-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "config.h"
#include "ui/spill-actions.h"
#include "ui/spill-form.h"
#include "ui/spill-login-form.h"

#define PB_KEY "?pb="   /* how the addresses of a master's pages and of its PBListener are one */

/**
 * SpillMasterDialog:
 *
 * The dialog in which a master is added or edited.
 */
struct _SpillMasterDialog
{
  AdwWindow       parent_instance;

  SpillHost      *host;
  SpillMaster    *master;     /* (nullable): add one */

  /* Template children: owned by the template */
  AdwWindowTitle *title;
  GtkButton      *submit;
  AdwEntryRow    *url;
  AdwEntryRow    *pb;
  AdwEntryRow    *name;
  GtkLabel       *url_error;
  SpillLoginForm *form;
};

G_DEFINE_FINAL_TYPE (SpillMasterDialog, spill_master_dialog, ADW_TYPE_WINDOW)

static void
on_changed (SpillMasterDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->submit),
                            spill_form_get_text_or_null (self->url) != NULL);
  spill_form_set_error (GTK_WIDGET (self->url), self->url_error, NULL);
  spill_login_form_set_has_pb (self->form, spill_form_get_text_or_null (self->pb) != NULL);
  spill_login_form_set_is_web (self->form, g_ascii_strncasecmp (spill_form_get_text (self->url), "pb:", 3) != 0);
}

/* Both addresses as one, "?pb=" between them. (transfer full) */
static char *
dup_address (SpillMasterDialog *self)
{
  const char *url = spill_form_get_text (self->url);
  const char *pb = spill_form_get_text_or_null (self->pb);
  g_autofree char *bare = g_strndup (url, strcspn (url, "?#"));
  g_autofree char *escaped = NULL;

  if (pb == NULL)
    return g_strdup (url);

  escaped = g_uri_escape_string (pb, NULL, TRUE);
  return g_strconcat (bare, PB_KEY, escaped, NULL);
}

static void
set_address (SpillMasterDialog *self,
             const char        *address)
{
  const char *key = strstr (address, PB_KEY);
  g_autofree char *url = key != NULL ? g_strndup (address, (gsize) (key - address)) : g_strdup (address);
  g_autofree char *pb = key != NULL ? g_uri_unescape_string (key + strlen (PB_KEY), NULL) : NULL;

  gtk_editable_set_text (GTK_EDITABLE (self->url), url);
  gtk_editable_set_text (GTK_EDITABLE (self->pb), pb != NULL ? pb : "");
}

static SpillMaster *
add_or_edit (SpillMasterDialog  *self,
             GError            **error)
{
  g_autofree char *address = dup_address (self);
  g_autofree char *url = spill_host_normalize_url (self->host, address, error);
  const char *name = spill_form_get_text_or_null (self->name);

  if (url == NULL)
    return NULL;

  if (self->master != NULL)
    return spill_host_edit_master (self->host, self->master, url, name, error);

  return spill_host_add_master (self->host, url, name, error);
}

/* The dialog is long closed: what went wrong is told in the window, as far as it is not seen there. */
static void
on_logged_in (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GtkWindow) window = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (spill_host_log_in_finish (SPILL_HOST (source), result, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, SPILL_ERROR, SPILL_ERROR_UNREACHABLE))
    return;

  if (error->domain == SPILL_ERROR)
    text = g_strdup (error->message);
  else
    text = g_strdup_printf (_("Logged in for this session only. %s."), error->message);
  spill_actions_toast (GTK_WIDGET (window), text);
}

static void
on_submit (SpillMasterDialog *self)
{
  g_autoptr(SpillCredentials) credentials = NULL;
  g_autoptr(GError) error = NULL;
  SpillMaster *master;

  if (spill_form_get_text_or_null (self->url) == NULL)
    return;

  if (!spill_login_form_is_empty (self->form))
    {
      credentials = spill_login_form_dup_credentials (self->form);
      if (credentials == NULL)
        return;
    }

  master = add_or_edit (self, &error);
  if (master == NULL)
    {
      spill_form_set_error (GTK_WIDGET (self->url), self->url_error, error->message);
      return;
    }

  if (credentials != NULL)
    spill_host_log_in (self->host, master, credentials, spill_login_form_get_remember (self->form),
                       on_logged_in, g_object_ref (gtk_window_get_transient_for (GTK_WINDOW (self))));
  gtk_window_close (GTK_WINDOW (self));
}

static void
spill_master_dialog_dispose (GObject *object)
{
  SpillMasterDialog *self = SPILL_MASTER_DIALOG (object);

  g_clear_object (&self->master);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (spill_master_dialog_parent_class)->dispose (object);
}

static void
spill_master_dialog_class_init (SpillMasterDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = spill_master_dialog_dispose;

  g_type_ensure (SPILL_TYPE_LOGIN_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               SPILL_RESOURCE_PREFIX "/ui/spill-master-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SpillMasterDialog, title);
  gtk_widget_class_bind_template_child (widget_class, SpillMasterDialog, submit);
  gtk_widget_class_bind_template_child (widget_class, SpillMasterDialog, url);
  gtk_widget_class_bind_template_child (widget_class, SpillMasterDialog, pb);
  gtk_widget_class_bind_template_child (widget_class, SpillMasterDialog, name);
  gtk_widget_class_bind_template_child (widget_class, SpillMasterDialog, url_error);
  gtk_widget_class_bind_template_child (widget_class, SpillMasterDialog, form);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
}

static void
spill_master_dialog_init (SpillMasterDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  spill_form_close_on_escape (GTK_WINDOW (self));
}

/**
 * spill_master_dialog_new:
 * @parent: the main window
 * @host: who adds and edits masters
 * @master: (nullable): the master to edit; %NULL to add one
 *
 * Returns: (transfer none): the dialog, not yet shown
 */
GtkWidget *
spill_master_dialog_new (GtkWindow   *parent,
                         SpillHost   *host,
                         SpillMaster *master)
{
  SpillMasterDialog *self;
  const char *title = master != NULL ? _("Edit Master") : _("Add Master");
  g_autofree char *name = NULL;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (SPILL_IS_HOST (host), NULL);
  g_return_val_if_fail (master == NULL || SPILL_IS_MASTER (master), NULL);

  self = g_object_new (SPILL_TYPE_MASTER_DIALOG, "transient-for", parent, "title", title, NULL);
  self->host = g_object_ref (host);
  g_set_object (&self->master, master);
  adw_window_title_set_title (self->title, title);
  gtk_button_set_label (self->submit, master != NULL ? _("_Save") : _("_Add"));
  spill_form_name_buttons (GTK_WIDGET (self));

  if (master != NULL)
    {
      name = spill_config_dup_master_name (spill_host_get_config (host),
                                           spill_master_get_id (master));
      set_address (self, spill_master_get_url (master));
      gtk_editable_set_text (GTK_EDITABLE (self->name), name != NULL ? name : "");
    }

  spill_form_focus (GTK_WINDOW (self), GTK_WIDGET (self->url));
  return GTK_WIDGET (self);
}
