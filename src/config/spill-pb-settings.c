#include "config/spill-pb-settings.h"

/**
 * SpillPbSettings:
 *
 * How one master is offered to the status clients of Buildbot 0.8. The password is not here but in
 * the keyring ([class@SpillSecrets]), or in the file that "password-file" names.
 */
struct _SpillPbSettings
{
  GObject    parent_instance;

  GSettings *settings;
  gboolean   enabled;
  char      *port;
  char      *user;
  GStrv      builders;
  GStrv      categories;
  gboolean   has_password;
  char      *password_file;
};

enum
{
  PROP_0,
  PROP_SETTINGS,
  PROP_ENABLED,
  PROP_PORT,
  PROP_USER,
  PROP_BUILDERS,
  PROP_CATEGORIES,
  PROP_HAS_PASSWORD,
  PROP_PASSWORD_FILE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const struct { const char *key, *property; } keys[] = {
  { "pb-enabled", "enabled" },
  { "pb-port", "port" },
  { "pb-user", "user" },
  { "pb-builders", "builders" },
  { "pb-categories", "categories" },
  { "pb-has-password", "has-password" },
  { "pb-password-file", "password-file" },
};

G_DEFINE_FINAL_TYPE (SpillPbSettings, spill_pb_settings, G_TYPE_OBJECT)

static void
spill_pb_settings_constructed (GObject *object)
{
  SpillPbSettings *self = SPILL_PB_SETTINGS (object);

  G_OBJECT_CLASS (spill_pb_settings_parent_class)->constructed (object);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_bind (self->settings, keys[i].key, self, keys[i].property, G_SETTINGS_BIND_DEFAULT);
}

static void
spill_pb_settings_dispose (GObject *object)
{
  SpillPbSettings *self = SPILL_PB_SETTINGS (object);

  g_clear_object (&self->settings);

  G_OBJECT_CLASS (spill_pb_settings_parent_class)->dispose (object);
}

static void
spill_pb_settings_finalize (GObject *object)
{
  SpillPbSettings *self = SPILL_PB_SETTINGS (object);

  g_free (self->port);
  g_free (self->user);
  g_strfreev (self->builders);
  g_strfreev (self->categories);
  g_free (self->password_file);

  G_OBJECT_CLASS (spill_pb_settings_parent_class)->finalize (object);
}

static void
spill_pb_settings_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  SpillPbSettings *self = SPILL_PB_SETTINGS (object);

  switch (prop_id)
    {
    case PROP_ENABLED:
      g_value_set_boolean (value, self->enabled);
      break;
    case PROP_PORT:
      g_value_set_string (value, self->port);
      break;
    case PROP_USER:
      g_value_set_string (value, self->user);
      break;
    case PROP_BUILDERS:
      g_value_set_boxed (value, self->builders);
      break;
    case PROP_CATEGORIES:
      g_value_set_boxed (value, self->categories);
      break;
    case PROP_HAS_PASSWORD:
      g_value_set_boolean (value, self->has_password);
      break;
    case PROP_PASSWORD_FILE:
      g_value_set_string (value, self->password_file);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_pb_settings_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  SpillPbSettings *self = SPILL_PB_SETTINGS (object);

  switch (prop_id)
    {
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    case PROP_ENABLED:
      self->enabled = g_value_get_boolean (value);
      break;
    case PROP_PORT:
      g_free (self->port);
      self->port = g_value_dup_string (value);
      break;
    case PROP_USER:
      g_free (self->user);
      self->user = g_value_dup_string (value);
      break;
    case PROP_BUILDERS:
      g_strfreev (self->builders);
      self->builders = g_value_dup_boxed (value);
      break;
    case PROP_CATEGORIES:
      g_strfreev (self->categories);
      self->categories = g_value_dup_boxed (value);
      break;
    case PROP_HAS_PASSWORD:
      self->has_password = g_value_get_boolean (value);
      break;
    case PROP_PASSWORD_FILE:
      g_free (self->password_file);
      self->password_file = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_pb_settings_class_init (SpillPbSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->constructed = spill_pb_settings_constructed;
  object_class->dispose = spill_pb_settings_dispose;
  object_class->finalize = spill_pb_settings_finalize;
  object_class->get_property = spill_pb_settings_get_property;
  object_class->set_property = spill_pb_settings_set_property;

  properties[PROP_SETTINGS] =
    g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, FALSE, rw);
  properties[PROP_PORT] = g_param_spec_string ("port", NULL, NULL, "9988", rw);
  properties[PROP_USER] = g_param_spec_string ("user", NULL, NULL, "statusClient", rw);
  properties[PROP_BUILDERS] = g_param_spec_boxed ("builders", NULL, NULL, G_TYPE_STRV, rw);
  properties[PROP_CATEGORIES] = g_param_spec_boxed ("categories", NULL, NULL, G_TYPE_STRV, rw);
  properties[PROP_HAS_PASSWORD] = g_param_spec_boolean ("has-password", NULL, NULL, FALSE, rw);
  properties[PROP_PASSWORD_FILE] = g_param_spec_string ("password-file", NULL, NULL, "", rw);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
spill_pb_settings_init (SpillPbSettings *self)
{
}

SpillPbSettings *
spill_pb_settings_new (GSettings *settings)
{
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  return g_object_new (SPILL_TYPE_PB_SETTINGS, "settings", settings, NULL);
}

gboolean
spill_pb_settings_get_enabled (SpillPbSettings *self)
{
  g_return_val_if_fail (SPILL_IS_PB_SETTINGS (self), FALSE);

  return self->enabled;
}

const char *
spill_pb_settings_get_port (SpillPbSettings *self)
{
  g_return_val_if_fail (SPILL_IS_PB_SETTINGS (self), NULL);

  return self->port;
}

const char *
spill_pb_settings_get_user (SpillPbSettings *self)
{
  g_return_val_if_fail (SPILL_IS_PB_SETTINGS (self), NULL);

  return self->user;
}

const char * const *
spill_pb_settings_get_builders (SpillPbSettings *self)
{
  g_return_val_if_fail (SPILL_IS_PB_SETTINGS (self), NULL);

  return (const char * const *) self->builders;
}

const char * const *
spill_pb_settings_get_categories (SpillPbSettings *self)
{
  g_return_val_if_fail (SPILL_IS_PB_SETTINGS (self), NULL);

  return (const char * const *) self->categories;
}

gboolean
spill_pb_settings_get_has_password (SpillPbSettings *self)
{
  g_return_val_if_fail (SPILL_IS_PB_SETTINGS (self), FALSE);

  return self->has_password;
}

void
spill_pb_settings_set_has_password (SpillPbSettings *self,
                                    gboolean         has_password)
{
  g_return_if_fail (SPILL_IS_PB_SETTINGS (self));

  g_object_set (self, "has-password", has_password, NULL);
}

const char *
spill_pb_settings_get_password_file (SpillPbSettings *self)
{
  g_return_val_if_fail (SPILL_IS_PB_SETTINGS (self), NULL);

  return self->password_file;
}

void
spill_pb_settings_forget (SpillPbSettings *self)
{
  g_return_if_fail (SPILL_IS_PB_SETTINGS (self));

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (self->settings, keys[i].key);
}

/**
 * spill_pb_settings_dup_secret_id:
 * @master_id: a master's id
 *
 * The password of a master's port is no login to the master, and is kept and forgotten by itself.
 *
 * Returns: (transfer full): under what name [class@SpillSecrets] has it
 */
char *
spill_pb_settings_dup_secret_id (const char *master_id)
{
  g_return_val_if_fail (master_id != NULL, NULL);

  return g_strconcat (master_id, "/pb", NULL);
}
