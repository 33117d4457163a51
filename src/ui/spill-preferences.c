#include "ui/spill-preferences.h"

#include "config.h"

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
};

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

static void
spill_preferences_class_init (SpillPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               SPILL_RESOURCE_PREFIX "/ui/spill-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SpillPreferences, color_scheme);
  gtk_widget_class_bind_template_child (widget_class, SpillPreferences, density);
}

static void
spill_preferences_init (SpillPreferences *self)
{
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
  return GTK_WIDGET (self);
}
