#include "ui/spill-welcome.h"

#include <glib/gi18n.h>

#include "config.h"
#include "ui/spill-form.h"

/**
 * SpillWelcome:
 *
 * The page of the first run.
 */
struct _SpillWelcome
{
  AdwBin       parent_instance;

  SpillHost   *host;

  /* Template children: owned by the template */
  AdwEntryRow *url;
  GtkLabel    *url_error;
  GtkWidget   *connect;
  GtkWidget   *demo;
};

G_DEFINE_FINAL_TYPE (SpillWelcome, spill_welcome, ADW_TYPE_BIN)

static void
add (SpillWelcome *self,
     const char   *text,
     const char   *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *url = spill_host_normalize_url (self->host, text, &error);

  if (url == NULL || spill_host_add_master (self->host, url, name, &error) == NULL)
    spill_form_set_error (GTK_WIDGET (self->url), self->url_error, error->message);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->url), "");
}

static void
on_changed (SpillWelcome *self)
{
  gtk_widget_set_sensitive (self->connect, spill_form_get_text_or_null (self->url) != NULL);
  spill_form_set_error (GTK_WIDGET (self->url), self->url_error, NULL);
}

static void
on_connect (SpillWelcome *self)
{
  if (spill_form_get_text_or_null (self->url) != NULL)
    add (self, spill_form_get_text (self->url), NULL);
}

static void
on_demo (SpillWelcome *self)
{
  add (self, "demo:", NULL);
}

static gboolean
spill_welcome_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SPILL_WELCOME (widget)->url));
}

static void
spill_welcome_dispose (GObject *object)
{
  SpillWelcome *self = SPILL_WELCOME (object);

  g_clear_object (&self->host);

  G_OBJECT_CLASS (spill_welcome_parent_class)->dispose (object);
}

static void
spill_welcome_class_init (SpillWelcomeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = spill_welcome_dispose;
  widget_class->grab_focus = spill_welcome_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               SPILL_RESOURCE_PREFIX "/ui/spill-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, SpillWelcome, url);
  gtk_widget_class_bind_template_child (widget_class, SpillWelcome, url_error);
  gtk_widget_class_bind_template_child (widget_class, SpillWelcome, connect);
  gtk_widget_class_bind_template_child (widget_class, SpillWelcome, demo);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_connect);
  gtk_widget_class_bind_template_callback (widget_class, on_demo);
}

static void
spill_welcome_init (SpillWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  spill_form_name_buttons (GTK_WIDGET (self));
}

void
spill_welcome_set_host (SpillWelcome *self,
                        SpillHost    *host)
{
  g_return_if_fail (SPILL_IS_WELCOME (self));
  g_return_if_fail (SPILL_IS_HOST (host));

  g_set_object (&self->host, host);
}
