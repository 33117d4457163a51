#define G_SETTINGS_ENABLE_BACKEND
#include "config/spill-config.h"

#include <gio/gsettingsbackend.h>

#include "config/spill-config-private.h"

#define MASTER_SCHEMA SPILL_CONFIG_SCHEMA ".Master"
#define MASTER_PATH "/io/github/spillway/Spillway/masters/"

/**
 * SpillConfig:
 *
 * What is remembered between two runs, over any #GSettingsBackend: the desktop's for the window, a
 * key file for spillwayd. Secrets are not here but in [class@SpillSecrets].
 */
struct _SpillConfig
{
  GObject           parent_instance;

  GSettingsBackend *backend;    /* (nullable) */
  char             *folder;     /* (nullable): of the key file */
  GSettings        *settings;
  GHashTable       *masters;    /* id -> GSettings, made when first asked for */
  GHashTable       *offers;     /* id -> SpillPbSettings, the same */

  int               window_width;
  int               window_height;
  gboolean          window_maximized;
  gboolean          sidebar_visible;
  char             *last_view;
  char             *view;
  char             *overview_sort;
  char             *overview_group;
  GStrv             overview_folds;
  SpillDensity      density;
  SpillColorScheme  color_scheme;
  gboolean          web_enabled;
  int               web_port;
};

enum
{
  PROP_0,
  PROP_BACKEND,
  PROP_WINDOW_WIDTH,
  PROP_WINDOW_HEIGHT,
  PROP_WINDOW_MAXIMIZED,
  PROP_SIDEBAR_VISIBLE,
  PROP_LAST_VIEW,
  PROP_VIEW,
  PROP_OVERVIEW_SORT,
  PROP_OVERVIEW_GROUP,
  PROP_OVERVIEW_FOLDS,
  PROP_DENSITY,
  PROP_COLOR_SCHEME,
  PROP_WEB_ENABLED,
  PROP_WEB_PORT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (SpillDensity, spill_density,
                    G_DEFINE_ENUM_VALUE (SPILL_DENSITY_COMFORTABLE, "comfortable"),
                    G_DEFINE_ENUM_VALUE (SPILL_DENSITY_COMPACT, "compact"))

G_DEFINE_ENUM_TYPE (SpillColorScheme, spill_color_scheme,
                    G_DEFINE_ENUM_VALUE (SPILL_COLOR_SCHEME_SYSTEM, "system"),
                    G_DEFINE_ENUM_VALUE (SPILL_COLOR_SCHEME_LIGHT, "light"),
                    G_DEFINE_ENUM_VALUE (SPILL_COLOR_SCHEME_DARK, "dark"))

G_DEFINE_FINAL_TYPE (SpillConfig, spill_config, G_TYPE_OBJECT)

GSettings *
spill_config_get_master_settings (SpillConfig *self,
                                  const char  *id)
{
  GSettings *settings = g_hash_table_lookup (self->masters, id);
  g_autofree char *path = NULL;

  if (settings != NULL)
    return settings;

  path = g_strconcat (MASTER_PATH, id, "/", NULL);
  settings = self->backend != NULL
             ? g_settings_new_with_backend_and_path (MASTER_SCHEMA, self->backend, path)
             : g_settings_new_with_path (MASTER_SCHEMA, path);
  g_hash_table_insert (self->masters, g_strdup (id), settings);
  return settings;
}

static void
spill_config_constructed (GObject *object)
{
  SpillConfig *self = SPILL_CONFIG (object);
  static const char *const keys[] = {
    "window-width", "window-height", "window-maximized", "sidebar-visible",
    "last-view", "view", "overview-sort", "overview-group", "overview-folds", "density", "color-scheme",
    "web-enabled", "web-port",
  };

  G_OBJECT_CLASS (spill_config_parent_class)->constructed (object);

  self->settings = self->backend != NULL
                   ? g_settings_new_with_backend (SPILL_CONFIG_SCHEMA, self->backend)
                   : g_settings_new (SPILL_CONFIG_SCHEMA);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_bind (self->settings, keys[i], self, keys[i], G_SETTINGS_BIND_DEFAULT);
}

static void
spill_config_dispose (GObject *object)
{
  SpillConfig *self = SPILL_CONFIG (object);

  g_hash_table_remove_all (self->offers);
  g_hash_table_remove_all (self->masters);
  g_clear_object (&self->settings);
  g_clear_object (&self->backend);

  G_OBJECT_CLASS (spill_config_parent_class)->dispose (object);
}

static void
spill_config_finalize (GObject *object)
{
  SpillConfig *self = SPILL_CONFIG (object);

  g_clear_pointer (&self->offers, g_hash_table_unref);
  g_clear_pointer (&self->masters, g_hash_table_unref);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->last_view, g_free);
  g_clear_pointer (&self->view, g_free);
  g_clear_pointer (&self->overview_sort, g_free);
  g_clear_pointer (&self->overview_group, g_free);
  g_clear_pointer (&self->overview_folds, g_strfreev);

  G_OBJECT_CLASS (spill_config_parent_class)->finalize (object);
}

static void
spill_config_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SpillConfig *self = SPILL_CONFIG (object);

  switch (prop_id)
    {
    case PROP_WINDOW_WIDTH:
      g_value_set_int (value, self->window_width);
      break;
    case PROP_WINDOW_HEIGHT:
      g_value_set_int (value, self->window_height);
      break;
    case PROP_WINDOW_MAXIMIZED:
      g_value_set_boolean (value, self->window_maximized);
      break;
    case PROP_SIDEBAR_VISIBLE:
      g_value_set_boolean (value, self->sidebar_visible);
      break;
    case PROP_LAST_VIEW:
      g_value_set_string (value, self->last_view);
      break;
    case PROP_VIEW:
      g_value_set_string (value, self->view);
      break;
    case PROP_OVERVIEW_SORT:
      g_value_set_string (value, self->overview_sort);
      break;
    case PROP_OVERVIEW_GROUP:
      g_value_set_string (value, self->overview_group);
      break;
    case PROP_OVERVIEW_FOLDS:
      g_value_set_boxed (value, self->overview_folds);
      break;
    case PROP_DENSITY:
      g_value_set_enum (value, self->density);
      break;
    case PROP_COLOR_SCHEME:
      g_value_set_enum (value, self->color_scheme);
      break;
    case PROP_WEB_ENABLED:
      g_value_set_boolean (value, self->web_enabled);
      break;
    case PROP_WEB_PORT:
      g_value_set_int (value, self->web_port);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_config_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  SpillConfig *self = SPILL_CONFIG (object);

  switch (prop_id)
    {
    case PROP_BACKEND:
      self->backend = g_value_dup_object (value);
      break;
    case PROP_WINDOW_WIDTH:
      self->window_width = g_value_get_int (value);
      break;
    case PROP_WINDOW_HEIGHT:
      self->window_height = g_value_get_int (value);
      break;
    case PROP_WINDOW_MAXIMIZED:
      self->window_maximized = g_value_get_boolean (value);
      break;
    case PROP_SIDEBAR_VISIBLE:
      self->sidebar_visible = g_value_get_boolean (value);
      break;
    case PROP_LAST_VIEW:
      g_free (self->last_view);
      self->last_view = g_value_dup_string (value);
      break;
    case PROP_VIEW:
      g_free (self->view);
      self->view = g_value_dup_string (value);
      break;
    case PROP_OVERVIEW_SORT:
      g_free (self->overview_sort);
      self->overview_sort = g_value_dup_string (value);
      break;
    case PROP_OVERVIEW_GROUP:
      g_free (self->overview_group);
      self->overview_group = g_value_dup_string (value);
      break;
    case PROP_OVERVIEW_FOLDS:
      g_strfreev (self->overview_folds);
      self->overview_folds = g_value_dup_boxed (value);
      break;
    case PROP_DENSITY:
      self->density = g_value_get_enum (value);
      break;
    case PROP_COLOR_SCHEME:
      self->color_scheme = g_value_get_enum (value);
      break;
    case PROP_WEB_ENABLED:
      self->web_enabled = g_value_get_boolean (value);
      break;
    case PROP_WEB_PORT:
      self->web_port = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_config_class_init (SpillConfigClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->constructed = spill_config_constructed;
  object_class->dispose = spill_config_dispose;
  object_class->finalize = spill_config_finalize;
  object_class->get_property = spill_config_get_property;
  object_class->set_property = spill_config_set_property;

  properties[PROP_BACKEND] =
    g_param_spec_object ("backend", NULL, NULL, G_TYPE_SETTINGS_BACKEND,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_WINDOW_WIDTH] =
    g_param_spec_int ("window-width", NULL, NULL, 1, 32767, 1100, rw);
  properties[PROP_WINDOW_HEIGHT] =
    g_param_spec_int ("window-height", NULL, NULL, 1, 32767, 760, rw);
  properties[PROP_WINDOW_MAXIMIZED] =
    g_param_spec_boolean ("window-maximized", NULL, NULL, FALSE, rw);
  properties[PROP_SIDEBAR_VISIBLE] =
    g_param_spec_boolean ("sidebar-visible", NULL, NULL, TRUE, rw);
  properties[PROP_LAST_VIEW] =
    g_param_spec_string ("last-view", NULL, NULL, "", rw);
  properties[PROP_VIEW] =
    g_param_spec_string ("view", NULL, NULL, "overview", rw);
  properties[PROP_OVERVIEW_SORT] =
    g_param_spec_string ("overview-sort", NULL, NULL, "problems", rw);
  properties[PROP_OVERVIEW_GROUP] =
    g_param_spec_string ("overview-group", NULL, NULL, "state", rw);
  properties[PROP_OVERVIEW_FOLDS] =
    g_param_spec_boxed ("overview-folds", NULL, NULL, G_TYPE_STRV, rw);
  properties[PROP_DENSITY] =
    g_param_spec_enum ("density", NULL, NULL, SPILL_TYPE_DENSITY,
                       SPILL_DENSITY_COMFORTABLE, rw);
  properties[PROP_COLOR_SCHEME] =
    g_param_spec_enum ("color-scheme", NULL, NULL, SPILL_TYPE_COLOR_SCHEME,
                       SPILL_COLOR_SCHEME_SYSTEM, rw);
  properties[PROP_WEB_ENABLED] =
    g_param_spec_boolean ("web-enabled", NULL, NULL, FALSE, rw);
  properties[PROP_WEB_PORT] =
    g_param_spec_int ("web-port", NULL, NULL, 1024, 65535, 8010, rw);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
spill_config_init (SpillConfig *self)
{
  self->masters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->offers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * spill_config_new:
 * @backend: (nullable): where to keep it; %NULL for the desktop's own place
 *
 * Returns: (transfer full): the configuration
 */
SpillConfig *
spill_config_new (GSettingsBackend *backend)
{
  g_return_val_if_fail (backend == NULL || G_IS_SETTINGS_BACKEND (backend), NULL);

  return g_object_new (SPILL_TYPE_CONFIG, "backend", backend, NULL);
}

void
spill_config_set_folder (SpillConfig *self,
                         const char  *folder)
{
  g_free (self->folder);
  self->folder = g_strdup (folder);
}

const char *
spill_config_get_folder (SpillConfig *self)
{
  return self->folder;
}

SpillDensity
spill_config_get_density (SpillConfig *self)
{
  g_return_val_if_fail (SPILL_IS_CONFIG (self), SPILL_DENSITY_COMFORTABLE);

  return self->density;
}

SpillColorScheme
spill_config_get_color_scheme (SpillConfig *self)
{
  g_return_val_if_fail (SPILL_IS_CONFIG (self), SPILL_COLOR_SCHEME_SYSTEM);

  return self->color_scheme;
}

gboolean
spill_config_get_web_enabled (SpillConfig *self)
{
  g_return_val_if_fail (SPILL_IS_CONFIG (self), FALSE);

  return self->web_enabled;
}

int
spill_config_get_web_port (SpillConfig *self)
{
  g_return_val_if_fail (SPILL_IS_CONFIG (self), 0);

  return self->web_port;
}

/**
 * spill_config_dup_last_view:
 * @self: the configuration
 *
 * Returns: (transfer full): the id of the master shown last, "" for all masters
 */
char *
spill_config_dup_last_view (SpillConfig *self)
{
  g_return_val_if_fail (SPILL_IS_CONFIG (self), NULL);

  return g_strdup (self->last_view);
}

/**
 * spill_config_dup_masters:
 * @self: the configuration
 *
 * Returns: (transfer full): the ids of the masters in the user's order
 */
GStrv
spill_config_dup_masters (SpillConfig *self)
{
  g_return_val_if_fail (SPILL_IS_CONFIG (self), NULL);

  return g_settings_get_strv (self->settings, "masters");
}

gboolean
spill_config_has_master (SpillConfig *self,
                         const char  *id)
{
  g_auto(GStrv) ids = NULL;

  g_return_val_if_fail (SPILL_IS_CONFIG (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  ids = spill_config_dup_masters (self);
  return g_strv_contains ((const char * const *) ids, id);
}

/**
 * spill_config_add_master:
 * @self: the configuration
 * @url: its address, as spill_sources_normalize_url() gives it
 * @name: (nullable): what the user calls it
 *
 * Adds a master at the end of the list.
 *
 * Returns: (transfer full): its new id
 */
char *
spill_config_add_master (SpillConfig *self,
                         const char  *url,
                         const char  *name)
{
  g_autofree char *id = NULL;
  g_auto(GStrv) ids = NULL;
  g_autoptr(GStrvBuilder) more = NULL;
  g_auto(GStrv) all = NULL;

  g_return_val_if_fail (SPILL_IS_CONFIG (self), NULL);
  g_return_val_if_fail (url != NULL, NULL);

  id = g_uuid_string_random ();
  spill_config_set_master_url (self, id, url);
  spill_config_set_master_name (self, id, name);

  ids = spill_config_dup_masters (self);
  more = g_strv_builder_new ();
  g_strv_builder_addv (more, (const char **) ids);
  g_strv_builder_add (more, id);
  all = g_strv_builder_end (more);
  g_settings_set_strv (self->settings, "masters", (const char * const *) all);

  return g_steal_pointer (&id);
}

/**
 * spill_config_remove_master:
 * @self: the configuration
 * @id: a master's id
 *
 * Takes a master off the list and forgets everything about it. Its secrets are the business of
 * spill_secrets_clear_async().
 */
void
spill_config_remove_master (SpillConfig *self,
                            const char  *id)
{
  static const char *const keys[] = { "url", "name", "certificate", "has-login", "force-values", "choices",
                                      "console-folds" };
  g_auto(GStrv) ids = NULL;
  g_autoptr(GPtrArray) rest = NULL;
  g_autofree char *last_view = NULL;

  g_return_if_fail (SPILL_IS_CONFIG (self));
  g_return_if_fail (id != NULL);

  ids = spill_config_dup_masters (self);
  rest = g_ptr_array_new ();
  for (guint i = 0; ids[i] != NULL; i++)
    {
      if (!g_str_equal (ids[i], id))
        g_ptr_array_add (rest, ids[i]);
    }
  g_ptr_array_add (rest, NULL);
  g_settings_set_strv (self->settings, "masters", (const char * const *) rest->pdata);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (spill_config_get_master_settings (self, id), keys[i]);
  spill_pb_settings_forget (spill_config_get_pb (self, id));
  g_hash_table_remove (self->offers, id);
  g_hash_table_remove (self->masters, id);

  last_view = spill_config_dup_last_view (self);
  if (g_str_equal (last_view, id))
    g_settings_reset (self->settings, "last-view");
}

/**
 * spill_config_get_pb:
 * @self: the configuration
 * @id: a master's id
 *
 * Returns: (transfer none): how it is offered to status clients of 0.8
 */
SpillPbSettings *
spill_config_get_pb (SpillConfig *self,
                     const char  *id)
{
  SpillPbSettings *settings;

  g_return_val_if_fail (SPILL_IS_CONFIG (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  settings = g_hash_table_lookup (self->offers, id);
  if (settings == NULL)
    {
      settings = spill_pb_settings_new (spill_config_get_master_settings (self, id));
      g_hash_table_insert (self->offers, g_strdup (id), settings);
    }
  return settings;
}

/**
 * spill_config_bind_view:
 * @self: the configuration
 * @view: a name of a view: "waterfall", "grid", "console"
 * @object: what has properties of that view
 *
 * Gives those properties of @object that are remembered of the view the values they had last, and
 * remembers what they become.
 */
void
spill_config_bind_view (SpillConfig *self,
                        const char  *view,
                        GObject     *object)
{
  static const char *const names[] = { "scale", "transposed", "zoom", "column-width" };
  g_autoptr(GSettingsSchema) schema = NULL;

  g_return_if_fail (SPILL_IS_CONFIG (self));
  g_return_if_fail (view != NULL);
  g_return_if_fail (G_IS_OBJECT (object));

  g_object_get (self->settings, "settings-schema", &schema, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *key = g_strdup_printf ("%s-%s", view, names[i]);

      if (g_settings_schema_has_key (schema, key)
          && g_object_class_find_property (G_OBJECT_GET_CLASS (object), names[i]) != NULL)
        g_settings_bind (self->settings, key, object, names[i], G_SETTINGS_BIND_DEFAULT);
    }
}
