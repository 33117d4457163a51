#include "ui/spill-pb-offer-row.h"

#include <string.h>

#include <glib/gi18n.h>

#include "config.h"

struct _SpillPbOfferRow
{
  AdwExpanderRow  parent_instance;

  /* Template children: owned by the template */
  GtkWidget      *sign;
  GtkSwitch      *enabled;
  AdwEntryRow    *port;
  AdwEntryRow    *user;
  AdwEntryRow    *password;
  AdwEntryRow    *builders;
  AdwEntryRow    *categories;

  SpillPbOffer   *offer;
};

G_DEFINE_FINAL_TYPE (SpillPbOfferRow, spill_pb_offer_row, ADW_TYPE_EXPANDER_ROW)

char *
spill_pb_offer_row_join (const char * const *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      for (const char *c = names[i]; *c != '\0'; c++)
        {
          if (*c == ',' || *c == '\\')
            g_string_append_c (text, '\\');
          g_string_append_c (text, *c);
        }
    }
  return g_string_free (text, FALSE);
}

GStrv
spill_pb_offer_row_split (const char *text)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr(GString) name = g_string_new (NULL);

  for (;; text++)
    {
      if (*text == '\\' && text[1] != '\0')
        {
          g_string_append_c (name, *++text);
          continue;
        }
      if (*text != ',' && *text != '\0')
        {
          g_string_append_c (name, *text);
          continue;
        }

      g_strstrip (name->str);
      if (*name->str != '\0')
        g_strv_builder_add (names, name->str);
      g_string_truncate (name, 0);
      if (*text == '\0')
        return g_strv_builder_end (names);
    }
}

/* The switch stands beside the name, which eyes see. */
static void
show_name (SpillPbOfferRow *self)
{
  g_autofree char *name = NULL;
  g_autofree char *label = NULL;

  g_object_get (self->offer, "name", &name, NULL);
  /* Translators: of a switch; %s is a master’s name. */
  label = g_strdup_printf (_("Offer %s"), name != NULL ? name : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->enabled), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
show_state (SpillPbOfferRow *self)
{
  const char *address = spill_pb_offer_get_address (self->offer);
  const char *problem = spill_pb_offer_get_problem (self->offer);
  g_autofree char *text = NULL;

  /* Translators: where old status clients find a master, as “localhost:9988”. */
  text = address != NULL ? g_strdup_printf (_("At %s"), address) : NULL;
  if (text != NULL && problem != NULL)
    {
      g_autofree char *both = g_strconcat (text, "\n", problem, NULL);

      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), both);
    }
  else
    {
      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), problem != NULL ? problem : text != NULL ? text : _("Off"));
    }
  gtk_widget_set_visible (self->sign, problem != NULL);
  if (problem != NULL)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);   /* there it can be mended */
}

static void
show_text (AdwEntryRow *row,
           const char  *text)
{
  if (text == NULL || strcmp (gtk_editable_get_text (GTK_EDITABLE (row)), text) == 0)
    return;

  /* It is kept already: nothing is to be applied. */
  adw_entry_row_set_show_apply_button (row, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  adw_entry_row_set_show_apply_button (row, TRUE);
}

/* @pspec: (nullable): all of them. What the user is writing elsewhere stays. */
static void
show_settings (SpillPbSettings *settings,
               GParamSpec      *pspec,
               SpillPbOfferRow *self)
{
  const char *name = pspec != NULL ? pspec->name : NULL;
  g_autofree char *builders = spill_pb_offer_row_join (spill_pb_settings_get_builders (settings));
  g_autofree char *categories = spill_pb_offer_row_join (spill_pb_settings_get_categories (settings));
  const struct { const char *name; AdwEntryRow *row; const char *text; } rows[] = {
    { "port", self->port, spill_pb_settings_get_port (settings) },
    { "user", self->user, spill_pb_settings_get_user (settings) },
    { "builders", self->builders, builders },
    { "categories", self->categories, categories },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (name == NULL || strcmp (name, rows[i].name) == 0)
      show_text (rows[i].row, rows[i].text);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password),
                                 spill_pb_settings_get_has_password (settings) ? _("Another Password") : _("Password"));
}

static void
on_text (SpillPbOfferRow *self,
         AdwEntryRow     *row)
{
  SpillPbSettings *settings = spill_pb_offer_get_settings (self->offer);
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  g_object_set (settings, row == self->port ? "port" : "user", text, NULL);
}

static void
on_names (SpillPbOfferRow *self,
          AdwEntryRow     *row)
{
  SpillPbSettings *settings = spill_pb_offer_get_settings (self->offer);
  g_auto(GStrv) names = spill_pb_offer_row_split (gtk_editable_get_text (GTK_EDITABLE (row)));

  g_object_set (settings, row == self->builders ? "builders" : "categories", names, NULL);
}

static void
on_password (SpillPbOfferRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->password));

  if (*text == '\0')
    return;
  spill_pb_offer_enter_password (self->offer, text);
  show_text (self->password, "");
}

static void
spill_pb_offer_row_dispose (GObject *object)
{
  SpillPbOfferRow *self = SPILL_PB_OFFER_ROW (object);

  g_clear_object (&self->offer);

  G_OBJECT_CLASS (spill_pb_offer_row_parent_class)->dispose (object);
}

static void
spill_pb_offer_row_class_init (SpillPbOfferRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = spill_pb_offer_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, SPILL_RESOURCE_PREFIX "/ui/spill-pb-offer-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SpillPbOfferRow, sign);
  gtk_widget_class_bind_template_child (widget_class, SpillPbOfferRow, enabled);
  gtk_widget_class_bind_template_child (widget_class, SpillPbOfferRow, port);
  gtk_widget_class_bind_template_child (widget_class, SpillPbOfferRow, user);
  gtk_widget_class_bind_template_child (widget_class, SpillPbOfferRow, password);
  gtk_widget_class_bind_template_child (widget_class, SpillPbOfferRow, builders);
  gtk_widget_class_bind_template_child (widget_class, SpillPbOfferRow, categories);
  gtk_widget_class_bind_template_callback (widget_class, on_text);
  gtk_widget_class_bind_template_callback (widget_class, on_names);
  gtk_widget_class_bind_template_callback (widget_class, on_password);
}

static void
spill_pb_offer_row_init (SpillPbOfferRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
spill_pb_offer_row_new (SpillPbOffer *offer)
{
  SpillPbOfferRow *self;
  SpillPbSettings *settings;

  g_return_val_if_fail (SPILL_IS_PB_OFFER (offer), NULL);

  self = g_object_new (SPILL_TYPE_PB_OFFER_ROW, NULL);
  self->offer = g_object_ref (offer);
  settings = spill_pb_offer_get_settings (offer);
  g_object_bind_property (offer, "name", self, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (settings, "enabled", self->enabled, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (offer, "notify::name", G_CALLBACK (show_name), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (offer, "notify", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify", G_CALLBACK (show_settings), self, 0);
  show_name (self);
  show_state (self);
  show_settings (settings, NULL, self);
  return GTK_WIDGET (self);
}
