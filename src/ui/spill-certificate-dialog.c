#include "ui/spill-certificate-dialog.h"

#include <glib/gi18n.h>


/* Every certificate says its name; none needs a page for it. */
#define MAX_NAME_CHARS 300

char *
spill_certificate_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr(GByteArray) der = NULL;

  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), NULL);

  g_object_get (certificate, "certificate", &der, NULL);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

/* In groups that can be read aloud and compared: "ab cd ef …". */
static char *
dup_grouped (const char *fingerprint)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; fingerprint[i] != '\0'; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, g_ascii_toupper (fingerprint[i]));
    }

  return g_string_free (text, FALSE);
}

/* A line of the certificate: hostile, so no markup and not without end. */
static void
add_line (AdwPreferencesGroup *group,
          const char          *title,
          const char          *text,
          gboolean             is_monospace)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *head = gtk_label_new (title);
  GtkWidget *body;
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : _("not told"), -1);
  g_autofree char *shown = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_NAME_CHARS));

  body = gtk_label_new (shown);
  gtk_label_set_xalign (GTK_LABEL (head), 0);
  gtk_label_set_xalign (GTK_LABEL (body), 0);
  gtk_label_set_wrap (GTK_LABEL (body), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (body), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (body), TRUE);
  gtk_widget_set_can_focus (body, FALSE);
  gtk_widget_add_css_class (head, "caption");
  gtk_widget_add_css_class (head, "dim-label");
  if (is_monospace)
    gtk_widget_add_css_class (body, "monospace");

  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), body);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, shown, -1);
  adw_preferences_group_add (group, row);
}

static char *
dup_date (GDateTime *when)
{
  g_autoptr(GDateTime) local = when != NULL ? g_date_time_to_local (when) : NULL;

  return local != NULL ? g_date_time_format (local, "%x %X") : g_strdup (_("not told"));
}

static GtkWidget *
details_new (GTlsCertificate *certificate,
             SpillMaster     *master,
             const char      *fingerprint)
{
  GtkWidget *group = adw_preferences_group_new ();
  AdwPreferencesGroup *lines = ADW_PREFERENCES_GROUP (group);
  g_autoptr(GUri) uri = g_uri_parse (spill_master_get_url (master), G_URI_FLAGS_NONE, NULL);
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);
  g_autoptr(GDateTime) from = g_tls_certificate_get_not_valid_before (certificate);
  g_autoptr(GDateTime) until = g_tls_certificate_get_not_valid_after (certificate);
  g_autofree char *from_text = dup_date (from);
  g_autofree char *until_text = dup_date (until);
  g_autofree char *validity = NULL;
  g_autofree char *grouped = dup_grouped (fingerprint);

  /* Translators: two dates between which a certificate is valid. */
  validity = g_strdup_printf (_("%s to %s"), from_text, until_text);
  add_line (lines, _("Shown by the Host"), uri != NULL ? g_uri_get_host (uri) : NULL, FALSE);
  add_line (lines, _("Made Out To"), subject, FALSE);
  add_line (lines, _("Signed By"), issuer, FALSE);
  add_line (lines, _("Valid"), validity, FALSE);
  add_line (lines, _("SHA-256 Fingerprint"), grouped, TRUE);
  return group;
}

static void
on_response (AdwMessageDialog *dialog,
             const char       *response,
             SpillHost        *host)
{
  SpillMaster *master = g_object_get_data (G_OBJECT (dialog), "spill-master");
  const char *fingerprint = g_object_get_data (G_OBJECT (dialog), "spill-fingerprint");

  if (g_str_equal (response, "trust"))
    spill_host_trust (host, master, fingerprint);
}

void
spill_certificate_dialog_present (GtkWindow   *parent,
                                  SpillHost   *host,
                                  SpillMaster *master)
{
  GTlsCertificate *certificate;
  AdwMessageDialog *dialog;
  const char *words;
  g_autofree char *fingerprint = NULL;
  g_autofree char *heading = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (SPILL_IS_HOST (host));
  g_return_if_fail (SPILL_IS_MASTER (master));

  certificate = spill_master_get_certificate (master);
  g_return_if_fail (certificate != NULL);

  words = spill_master_get_problem_text (master);
  fingerprint = spill_certificate_fingerprint (certificate);
  heading = g_strdup_printf (_("Trust the Certificate of %s?"), spill_master_get_name (master));
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, NULL));
  adw_message_dialog_format_body (dialog, _("%s\nTrust it only if its administrator gave you the "
                                            "same fingerprint. Whoever has the key to this "
                                            "certificate can read your login to this master."),
                                  words != NULL ? words : "");
  adw_message_dialog_set_extra_child (dialog, details_new (certificate, master, fingerprint));
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"),
                                    "trust", _("_Trust This Certificate"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "trust", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");

  g_object_set_data_full (G_OBJECT (dialog), "spill-master", g_object_ref (master), g_object_unref);
  g_object_set_data_full (G_OBJECT (dialog), "spill-fingerprint", g_steal_pointer (&fingerprint),
                          g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), host, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
