#define G_SETTINGS_ENABLE_BACKEND
#include "config/spill-config-file.h"

#include <string.h>

#include <gio/gsettingsbackend.h>
#include <glib/gi18n.h>

#include "config/spill-config-private.h"

#define ROOT_GROUP "spillway"
#define ROOT_PATH "/io/github/spillway/Spillway/"
#define MASTER_GROUP "masters/"

/* In GVariant's text format; a port that is a number alone needs no quotes. (transfer full) (nullable) */
static GVariant *
read_value (const char          *name,
            const GVariantType  *type,
            const char          *text,
            GError             **error)
{
  gboolean is_number = *text != '\0' && text[strspn (text, "0123456789")] == '\0';

  if (strcmp (name, "pb-port") == 0 && is_number)
    return g_variant_ref_sink (g_variant_new_string (text));
  return g_variant_parse (type, text, NULL, NULL, error);
}

/* SHA-256 in hex, with colons or without. */
static gboolean
is_fingerprint (const char *text)
{
  gssize n = 0;

  for (; *text != '\0'; text++)
    {
      if (!g_ascii_isxdigit (*text) && *text != ':')
        return FALSE;
      n += *text != ':';
    }
  return n == 2 * g_checksum_type_get_length (G_CHECKSUM_SHA256);
}

/* What GSettings’ own reader of key files takes without a word where it is wrong is an error. (transfer
 * full) (nullable): its value */
static GVariant *
read_key (GKeyFile         *file,
          const char       *group,
          GSettingsSchema  *schema,
          const char       *name,
          GError          **error)
{
  g_autofree char *text = g_key_file_get_value (file, group, name, NULL);
  g_autoptr(GSettingsSchemaKey) key = NULL;
  g_autoptr(GVariant) value = NULL;
  g_autoptr(GError) problem = NULL;

  if (!g_settings_schema_has_key (schema, name))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("[%s]: “%s” is no key that is known here"), group, name);
      return NULL;
    }
  key = g_settings_schema_get_key (schema, name);
  value = read_value (name, g_settings_schema_key_get_value_type (key), text, &problem);
  if (value == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   /* Translators: group and key of a file, its value, and the parser’s words. */
                   _("[%s] %s: “%s” cannot be read: %s"), group, name, text, problem->message);
      return NULL;
    }
  if (!g_settings_schema_key_range_check (key, value))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("[%s] %s: “%s” is not possible"), group, name, text);
      return NULL;
    }
  if (strcmp (name, "certificate") == 0 && *g_variant_get_string (value, NULL) != '\0'
      && !is_fingerprint (g_variant_get_string (value, NULL)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _("[%s] %s: “%s” is no SHA-256 fingerprint: that has 64 hexadecimal digits"), group, name, text);
      return NULL;
    }
  return g_steal_pointer (&value);
}

/* (transfer full) (nullable) */
static GSettingsSchema *
find_schema (const char  *group,
             GError     **error)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  const char *id = strcmp (group, ROOT_GROUP) == 0 ? SPILL_CONFIG_SCHEMA : SPILL_CONFIG_SCHEMA ".Master";
  GSettingsSchema *schema = source != NULL ? g_settings_schema_source_lookup (source, id, TRUE) : NULL;

  if (schema == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("The settings’ schema %s is not installed"), id);
  return schema;
}

static gboolean
check_group (GKeyFile     *file,
             const char   *group,
             GError      **error)
{
  g_autoptr(GSettingsSchema) schema = find_schema (group, error);
  g_auto(GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  if (schema == NULL)
    return FALSE;
  if (strcmp (group, ROOT_GROUP) != 0
      && (!g_str_has_prefix (group, MASTER_GROUP) || group[strlen (MASTER_GROUP)] == '\0'))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _("[%s] is no group that is known here: [spillway] and [masters/ID] are"), group);
      return FALSE;
    }
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr(GVariant) value = read_key (file, group, schema, keys[i], error);

      if (value == NULL)
        return FALSE;
    }
  return TRUE;
}

/* Of a group that was checked. */
static void
copy_group (GKeyFile         *file,
            const char       *group,
            GSettingsBackend *backend)
{
  g_autoptr(GSettingsSchema) schema = find_schema (group, NULL);
  g_autofree char *path = strcmp (group, ROOT_GROUP) == 0 ? g_strdup (ROOT_PATH) : g_strconcat (ROOT_PATH, group, "/", NULL);
  g_autoptr(GSettings) settings = g_settings_new_full (schema, backend, path);
  g_auto(GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr(GVariant) value = read_key (file, group, schema, keys[i], NULL);

      g_settings_set_value (settings, keys[i], value);
    }
}

/* A master that is listed needs a group, and a group a master that is listed. */
static gboolean
check_masters (GKeyFile  *file,
               GError   **error)
{
  g_autofree char *text = g_key_file_get_value (file, ROOT_GROUP, "masters", NULL);
  g_autoptr(GVariant) value = text != NULL ? g_variant_parse (G_VARIANT_TYPE_STRING_ARRAY, text, NULL, NULL, NULL) : NULL;
  g_autofree const char **ids = value != NULL ? g_variant_get_strv (value, NULL) : g_new0 (const char *, 1);
  g_auto(GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *group = g_strconcat (MASTER_GROUP, ids[i], NULL);

      if (g_key_file_has_key (file, group, "url", NULL) && strchr (ids[i], '/') == NULL)
        continue;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("[%s] with a url is missing"), group);
      return FALSE;
    }
  for (guint i = 0; groups[i] != NULL; i++)
    if (strcmp (groups[i], ROOT_GROUP) != 0 && !g_strv_contains (ids, groups[i] + strlen (MASTER_GROUP)))
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     _("[%s] is not among the masters of [spillway]"), groups[i]);
        return FALSE;
      }
  return TRUE;
}

/* All that the file says, to be kept in memory. (transfer full) (nullable) */
static GSettingsBackend *
read_file (const char  *path,
           GError     **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_auto(GStrv) groups = NULL;
  GSettingsBackend *backend;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error))
    return NULL;
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    if (!check_group (file, groups[i], error))
      return NULL;
  if (!check_masters (file, error))
    return NULL;

  backend = g_memory_settings_backend_new ();
  for (guint i = 0; groups[i] != NULL; i++)
    copy_group (file, groups[i], backend);
  return backend;
}

/**
 * spill_config_new_for_file:
 * @path: a key file
 * @error: says which part of it cannot be used, and why
 *
 * Returns: (transfer full) (nullable): what it says
 */
SpillConfig *
spill_config_new_for_file (const char  *path,
                           GError     **error)
{
  g_autoptr(GSettingsBackend) backend = NULL;
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (whole);
  SpillConfig *self;

  backend = read_file (whole, error);
  if (backend == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }

  self = spill_config_new (backend);
  spill_config_set_folder (self, folder);
  return self;
}

char *
spill_config_resolve_path (SpillConfig *self,
                           const char  *path)
{
  g_return_val_if_fail (SPILL_IS_CONFIG (self), NULL);

  return path != NULL && *path != '\0' ? g_canonicalize_filename (path, spill_config_get_folder (self)) : NULL;
}

/**
 * spill_config_read_login_files:
 * @self: a configuration
 * @id: a master's id
 * @files: (out caller-allocates): to be cleared
 */
void
spill_config_read_login_files (SpillConfig     *self,
                               const char      *id,
                               SpillLoginFiles *files)
{
  GSettings *settings;
  const struct { const char *key; gboolean is_path; char **where; } rows[] = {
    { "user", FALSE, &files->user },
    { "password-file", TRUE, &files->password_file },
    { "cookie-file", TRUE, &files->cookie_file },
    { "proxy-user", FALSE, &files->proxy_user },
    { "proxy-password-file", TRUE, &files->proxy_password_file },
    { "status-password-file", TRUE, &files->status_password_file },
  };

  g_return_if_fail (SPILL_IS_CONFIG (self));
  g_return_if_fail (id != NULL);

  settings = spill_config_get_master_settings (self, id);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *value = g_settings_get_string (settings, rows[i].key);

      if (rows[i].is_path)
        *rows[i].where = spill_config_resolve_path (self, value);
      else
        *rows[i].where = *value != '\0' ? g_steal_pointer (&value) : NULL;
    }
}

void
spill_login_files_clear (SpillLoginFiles *files)
{
  g_clear_pointer (&files->user, g_free);
  g_clear_pointer (&files->password_file, g_free);
  g_clear_pointer (&files->cookie_file, g_free);
  g_clear_pointer (&files->proxy_user, g_free);
  g_clear_pointer (&files->proxy_password_file, g_free);
  g_clear_pointer (&files->status_password_file, g_free);
}
