#include "ui/spill-force-value.h"

GVariant *
spill_force_value_from_number (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  gint64 number;

  if (*trimmed == '\0')
    return NULL;
  if (g_ascii_string_to_signed (*trimmed == '+' ? trimmed + 1 : trimmed, 10, G_MININT64,
                                G_MAXINT64, &number, NULL))
    return g_variant_new_int64 (number);
  return g_variant_new_string (trimmed);
}

char *
spill_force_value_dup_text (GVariant *value)
{
  if (value == NULL)
    return g_strdup ("");
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    return g_strdup_printf ("%" G_GINT64_FORMAT, g_variant_get_int64 (value));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return g_strdup (g_variant_get_boolean (value) ? "true" : "false");
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY) && g_variant_n_children (value) > 0)
    {
      g_autofree const char **strings = g_variant_get_strv (value, NULL);

      return g_strdup (strings[0]);
    }
  return g_strdup ("");
}

gboolean
spill_force_value_is_true (GVariant *value)
{
  g_autofree char *text = spill_force_value_dup_text (value);

  return g_ascii_strcasecmp (text, "true") == 0 || g_str_equal (text, "1");
}
