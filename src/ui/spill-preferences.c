#include "ui/spill-preferences.h"

#include <glib/gi18n.h>

#include "config.h"
#include "ui/spill-pb-offer-row.h"
#include "util/spill-util.h"

/**
 * SpillPreferences:
 *
 * The preferences. Every change is kept and seen at once.
 */
struct _SpillPreferences
{
  AdwPreferencesWindow  parent_instance;

  /* Template children: owned by the template */
  AdwComboRow          *color_scheme;
  AdwComboRow          *density;
  GtkSwitch            *web_enabled;
  GtkSpinButton        *web_port;
  AdwActionRow         *web_address_row;
  GtkLinkButton        *web_link;
  GtkWidget            *web_copy;
  GtkWidget            *offers_page;
  AdwPreferencesGroup  *offers_group;

  char                 *web_address;
  char                 *web_problem;
  GListModel           *offers;         /* (nullable) of SpillPbOffer */
  GPtrArray            *offer_rows;     /* theirs; not owned */
};

enum
{
  PROP_0,
  PROP_WEB_ADDRESS,
  PROP_WEB_PROBLEM,
  PROP_OFFERS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillPreferences, spill_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* The rows list the values of the enums in their order. */
static gboolean
enum_to_position (GBinding     *binding,
                  const GValue *from,
                  GValue       *to,
                  gpointer      user_data)
{
  g_value_set_uint (to, g_value_get_enum (from));
  return TRUE;
}

static gboolean
position_to_enum (GBinding     *binding,
                  const GValue *from,
                  GValue       *to,
                  gpointer      user_data)
{
  g_value_set_enum (to, g_value_get_uint (from));
  return TRUE;
}

/* Where they are, or why they are not. */
static void
show_web (SpillPreferences *self)
{
  gboolean has_address = self->web_address != NULL;

  if (has_address)
    {
      gtk_link_button_set_uri (self->web_link, self->web_address);
      gtk_button_set_label (GTK_BUTTON (self->web_link), self->web_address);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->web_link), has_address);
  gtk_widget_set_visible (self->web_copy, has_address);

  adw_action_row_set_subtitle (self->web_address_row, self->web_problem != NULL ? self->web_problem : "");
  if (self->web_problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->web_address_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->web_address_row), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->web_address_row), has_address || self->web_problem != NULL);
}

/* Masters come and go, but seldom. */
static void
show_offers (SpillPreferences *self)
{
  guint n = self->offers != NULL ? g_list_model_get_n_items (self->offers) : 0;

  for (guint i = 0; i < self->offer_rows->len; i++)
    adw_preferences_group_remove (self->offers_group, self->offer_rows->pdata[i]);
  g_ptr_array_set_size (self->offer_rows, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SpillPbOffer) offer = g_list_model_get_item (self->offers, i);
      GtkWidget *row = spill_pb_offer_row_new (offer);

      adw_preferences_group_add (self->offers_group, row);
      g_ptr_array_add (self->offer_rows, row);
    }
  gtk_widget_set_visible (self->offers_page, n > 0);
}

static void
set_offers (SpillPreferences *self,
            GListModel       *offers)
{
  if (self->offers != NULL)
    g_signal_handlers_disconnect_by_data (self->offers, self);
  g_set_object (&self->offers, offers);
  if (offers != NULL)
    g_signal_connect_object (offers, "items-changed", G_CALLBACK (show_offers), self, G_CONNECT_SWAPPED);
  show_offers (self);
}

static void
on_copy_address (SpillPreferences *self)
{
  if (self->web_address == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->web_address);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (_("The address is copied")));
}

static void
spill_preferences_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  SpillPreferences *self = SPILL_PREFERENCES (object);

  switch (prop_id)
    {
    case PROP_WEB_ADDRESS:
      g_value_set_string (value, self->web_address);
      break;
    case PROP_WEB_PROBLEM:
      g_value_set_string (value, self->web_problem);
      break;
    case PROP_OFFERS:
      g_value_set_object (value, self->offers);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_preferences_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  SpillPreferences *self = SPILL_PREFERENCES (object);

  switch (prop_id)
    {
    case PROP_WEB_ADDRESS:
      if (spill_set_str (&self->web_address, g_value_get_string (value)))
        {
          show_web (self);
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    case PROP_WEB_PROBLEM:
      if (spill_set_str (&self->web_problem, g_value_get_string (value)))
        {
          show_web (self);
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    case PROP_OFFERS:
      set_offers (self, g_value_get_object (value));
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_preferences_finalize (GObject *object)
{
  SpillPreferences *self = SPILL_PREFERENCES (object);

  g_free (self->web_address);
  g_free (self->web_problem);
  g_clear_object (&self->offers);
  g_ptr_array_unref (self->offer_rows);

  G_OBJECT_CLASS (spill_preferences_parent_class)->finalize (object);
}

static void
spill_preferences_class_init (SpillPreferencesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = spill_preferences_get_property;
  object_class->set_property = spill_preferences_set_property;
  object_class->finalize = spill_preferences_finalize;

  properties[PROP_WEB_ADDRESS] = g_param_spec_string ("web-address", NULL, NULL, NULL, flags);
  properties[PROP_WEB_PROBLEM] = g_param_spec_string ("web-problem", NULL, NULL, NULL, flags);
  properties[PROP_OFFERS] = g_param_spec_object ("offers", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               SPILL_RESOURCE_PREFIX "/ui/spill-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SpillPreferences, color_scheme);
  gtk_widget_class_bind_template_child (widget_class, SpillPreferences, density);
  gtk_widget_class_bind_template_child (widget_class, SpillPreferences, web_enabled);
  gtk_widget_class_bind_template_child (widget_class, SpillPreferences, web_port);
  gtk_widget_class_bind_template_child (widget_class, SpillPreferences, web_address_row);
  gtk_widget_class_bind_template_child (widget_class, SpillPreferences, web_link);
  gtk_widget_class_bind_template_child (widget_class, SpillPreferences, web_copy);
  gtk_widget_class_bind_template_child (widget_class, SpillPreferences, offers_page);
  gtk_widget_class_bind_template_child (widget_class, SpillPreferences, offers_group);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_address);
}

static void
spill_preferences_init (SpillPreferences *self)
{
  self->offer_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
spill_preferences_new (GtkWindow   *parent,
                       SpillConfig *config)
{
  SpillPreferences *self;
  const GBindingFlags flags = G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (SPILL_IS_CONFIG (config), NULL);

  self = g_object_new (SPILL_TYPE_PREFERENCES, "transient-for", parent, NULL);
  g_object_bind_property_full (config, "color-scheme", self->color_scheme, "selected", flags,
                               enum_to_position, position_to_enum, NULL, NULL);
  g_object_bind_property_full (config, "density", self->density, "selected", flags,
                               enum_to_position, position_to_enum, NULL, NULL);
  g_object_bind_property (config, "web-enabled", self->web_enabled, "active", flags);
  g_object_bind_property (config, "web-port", self->web_port, "value", flags);
  return GTK_WIDGET (self);
}
