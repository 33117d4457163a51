#include "config/spill-config-private.h"

#include <string.h>

/* What is remembered of one master. */

#define MAX_FORCE_BUILDERS 500
#define MAX_CHOICE_BYTES 1000
#define MAX_FORCE_BYTES (64 * 1024)

/* "" is how a string that is not there is kept. */
static char *
dup_master_string (SpillConfig *self,
                   const char  *id,
                   const char  *key)
{
  g_autofree char *value = g_settings_get_string (spill_config_get_master_settings (self, id), key);

  return *value != '\0' ? g_steal_pointer (&value) : NULL;
}

static void
set_master_string (SpillConfig *self,
                   const char  *id,
                   const char  *key,
                   const char  *value)
{
  g_settings_set_string (spill_config_get_master_settings (self, id), key, value != NULL ? value : "");
}

char *
spill_config_dup_master_url (SpillConfig *self,
                             const char  *id)
{
  g_return_val_if_fail (SPILL_IS_CONFIG (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_settings_get_string (spill_config_get_master_settings (self, id), "url");
}

void
spill_config_set_master_url (SpillConfig *self,
                             const char  *id,
                             const char  *url)
{
  g_return_if_fail (SPILL_IS_CONFIG (self));
  g_return_if_fail (id != NULL);

  set_master_string (self, id, "url", url);
}

char *
spill_config_dup_master_name (SpillConfig *self,
                              const char  *id)
{
  g_return_val_if_fail (SPILL_IS_CONFIG (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return dup_master_string (self, id, "name");
}

void
spill_config_set_master_name (SpillConfig *self,
                              const char  *id,
                              const char  *name)
{
  g_return_if_fail (SPILL_IS_CONFIG (self));
  g_return_if_fail (id != NULL);

  set_master_string (self, id, "name", name);
}

char *
spill_config_dup_master_certificate (SpillConfig *self,
                                     const char  *id)
{
  g_return_val_if_fail (SPILL_IS_CONFIG (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return dup_master_string (self, id, "certificate");
}

void
spill_config_set_master_certificate (SpillConfig *self,
                                     const char  *id,
                                     const char  *fingerprint)
{
  g_return_if_fail (SPILL_IS_CONFIG (self));
  g_return_if_fail (id != NULL);

  set_master_string (self, id, "certificate", fingerprint);
}

gboolean
spill_config_get_master_has_login (SpillConfig *self,
                                   const char  *id)
{
  g_return_val_if_fail (SPILL_IS_CONFIG (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  return g_settings_get_boolean (spill_config_get_master_settings (self, id), "has-login");
}

void
spill_config_set_master_has_login (SpillConfig *self,
                                   const char  *id,
                                   gboolean     has_login)
{
  g_return_if_fail (SPILL_IS_CONFIG (self));
  g_return_if_fail (id != NULL);

  g_settings_set_boolean (spill_config_get_master_settings (self, id), "has-login", has_login);
}

/**
 * spill_config_dup_choice:
 * @self: the configuration
 * @master_id: a master's id
 * @what: what was chosen: "grid-branch"
 *
 * Returns: (nullable) (transfer full): what spill_config_set_choice() was told last; %NULL: all
 */
char *
spill_config_dup_choice (SpillConfig *self,
                         const char  *master_id,
                         const char  *what)
{
  g_autoptr(GVariant) all = NULL;
  char *chosen = NULL;

  g_return_val_if_fail (SPILL_IS_CONFIG (self), NULL);
  g_return_val_if_fail (master_id != NULL && what != NULL, NULL);

  all = g_settings_get_value (spill_config_get_master_settings (self, master_id), "choices");
  return g_variant_lookup (all, what, "s", &chosen) ? chosen : NULL;
}

/**
 * spill_config_set_choice:
 * @self: the configuration
 * @master_id: a master's id
 * @what: what was chosen
 * @chosen: (nullable): its name at the master; %NULL: all
 *
 * Names of more than 1,000 bytes are not remembered.
 */
void
spill_config_set_choice (SpillConfig *self,
                         const char  *master_id,
                         const char  *what,
                         const char  *chosen)
{
  GSettings *settings;
  g_autoptr(GVariant) before = NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *other, *value;

  g_return_if_fail (SPILL_IS_CONFIG (self));
  g_return_if_fail (master_id != NULL && what != NULL);
  g_return_if_fail (chosen == NULL || g_utf8_validate (chosen, -1, NULL));

  settings = spill_config_get_master_settings (self, master_id);
  before = g_settings_get_value (settings, "choices");
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, before);
  while (g_variant_iter_loop (&iter, "{&s&s}", &other, &value))
    if (!g_str_equal (other, what))
      g_variant_builder_add (&builder, "{ss}", other, value);
  if (chosen != NULL && strlen (chosen) <= MAX_CHOICE_BYTES)
    g_variant_builder_add (&builder, "{ss}", what, chosen);
  g_settings_set_value (settings, "choices", g_variant_builder_end (&builder));
}

/**
 * spill_config_dup_console_folds:
 * @self: the configuration
 * @master_id: a master's id
 *
 * Returns: (transfer full): the tags that were unfolded (“+tag”) and folded (“-tag”)
 */
GStrv
spill_config_dup_console_folds (SpillConfig *self,
                                const char  *master_id)
{
  g_return_val_if_fail (SPILL_IS_CONFIG (self), NULL);
  g_return_val_if_fail (master_id != NULL, NULL);

  return g_settings_get_strv (spill_config_get_master_settings (self, master_id), "console-folds");
}

void
spill_config_set_console_folds (SpillConfig        *self,
                                const char         *master_id,
                                const char * const *folds)
{
  g_return_if_fail (SPILL_IS_CONFIG (self));
  g_return_if_fail (master_id != NULL);

  g_settings_set_strv (spill_config_get_master_settings (self, master_id), "console-folds", folds);
}

/**
 * spill_config_get_force_values:
 * @self: the configuration
 * @master_id: a master's id
 * @builder_name: a builder's name
 *
 * Gets what was entered last into the force dialog of a builder.
 *
 * Returns: (nullable) (transfer full): the values, a{sv}
 */
GVariant *
spill_config_get_force_values (SpillConfig *self,
                               const char  *master_id,
                               const char  *builder_name)
{
  g_autoptr(GVariant) all = NULL;

  g_return_val_if_fail (SPILL_IS_CONFIG (self), NULL);
  g_return_val_if_fail (master_id != NULL, NULL);
  g_return_val_if_fail (builder_name != NULL, NULL);

  all = g_settings_get_value (spill_config_get_master_settings (self, master_id), "force-values");
  return g_variant_lookup_value (all, builder_name, G_VARIANT_TYPE_VARDICT);
}

/**
 * spill_config_set_force_values:
 * @self: the configuration
 * @master_id: a master's id
 * @builder_name: a builder's name
 * @values: (nullable): a{sv}, sunk if floating; %NULL forgets the builder
 *
 * Remembers what was entered into the force dialog of a builder. Of the builders of a master the
 * 500 that were forced last are remembered; values of more than 64 KiB are not.
 */
void
spill_config_set_force_values (SpillConfig *self,
                               const char  *master_id,
                               const char  *builder_name,
                               GVariant    *values)
{
  g_autoptr(GVariant) all = NULL;
  g_autoptr(GVariant) mine = values != NULL ? g_variant_ref_sink (values) : NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *name;
  GVariant *other;
  guint n = 0;

  g_return_if_fail (SPILL_IS_CONFIG (self));
  g_return_if_fail (master_id != NULL);
  g_return_if_fail (builder_name != NULL && g_utf8_validate (builder_name, -1, NULL));
  g_return_if_fail (mine == NULL || g_variant_is_of_type (mine, G_VARIANT_TYPE_VARDICT));

  /* The newest comes first, so that the oldest falls off the end. */
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sa{sv}}"));
  if (mine != NULL && g_variant_get_size (mine) <= MAX_FORCE_BYTES)
    {
      g_variant_builder_add (&builder, "{s@a{sv}}", builder_name, mine);
      n++;
    }

  all = g_settings_get_value (spill_config_get_master_settings (self, master_id), "force-values");
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_loop (&iter, "{&s@a{sv}}", &name, &other))
    {
      if (n < MAX_FORCE_BUILDERS && !g_str_equal (name, builder_name))
        {
          g_variant_builder_add (&builder, "{s@a{sv}}", name, other);
          n++;
        }
    }

  g_settings_set_value (spill_config_get_master_settings (self, master_id), "force-values",
                        g_variant_builder_end (&builder));
}
