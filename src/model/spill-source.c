#include "model/spill-source.h"

#include <string.h>

#include <glib/gi18n.h>

#include "model/spill-master.h"

typedef struct
{
  SpillMaster *master;
} SpillSourcePrivate;

enum
{
  PROP_0,
  PROP_MASTER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_BOXED_TYPE (SpillCredentials, spill_credentials,
                     spill_credentials_copy, spill_credentials_free)

/**
 * SpillSource:
 *
 * One connection to one master, and the only writer of that master's part of the model.
 *
 * It keeps its master alive; the master only knows it weakly. Who made the source owns it.
 */
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SpillSource, spill_source, G_TYPE_OBJECT)

static SpillSourcePrivate *
private_of (SpillSource *self)
{
  return spill_source_get_instance_private (self);
}

static void
wipe (char **secret)
{
  if (*secret != NULL)
    explicit_bzero (*secret, strlen (*secret));
  g_clear_pointer (secret, g_free);
}

static void
nothing (SpillSource *self)
{
}

static void
spill_source_real_hold (SpillSource *self,
                        GObject     *object,
                        SpillParts   parts)
{
}

static void
spill_source_real_refresh (SpillSource *self,
                           GObject     *object,
                           SpillParts   parts)
{
  SPILL_SOURCE_GET_CLASS (self)->release (self, object, parts);
  SPILL_SOURCE_GET_CLASS (self)->hold (self, object, parts);
}

static void
spill_source_real_request_older (SpillSource  *self,
                                 SpillBuilder *builder,
                                 guint         n)
{
}

static void
spill_source_real_request_lines (SpillSource *self,
                                 SpillLog    *log,
                                 guint64      first,
                                 guint        n)
{
}

static gboolean
spill_source_real_can (SpillSource       *self,
                       SpillCommandKind   kind,
                       const char       **why)
{
  if (why != NULL)
    *why = _("This master cannot do that.");

  return FALSE;
}

static void
spill_source_real_run (SpillSource  *self,
                       SpillCommand *command)
{
  g_autoptr(GError) error = NULL;

  error = g_error_new_literal (SPILL_ERROR, SPILL_ERROR_NOT_SUPPORTED,
                               _("This master cannot do that."));
  spill_command_fail (command, error);
}

static void
spill_source_real_set_credentials (SpillSource            *self,
                                   const SpillCredentials *credentials)
{
}

static void
spill_source_real_trust (SpillSource *self,
                         const char  *fingerprint)
{
}

static void
spill_source_dispose (GObject *object)
{
  g_clear_object (&private_of (SPILL_SOURCE (object))->master);

  G_OBJECT_CLASS (spill_source_parent_class)->dispose (object);
}

static void
spill_source_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_MASTER:
      g_value_set_object (value, private_of (SPILL_SOURCE (object))->master);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_source_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_MASTER:
      private_of (SPILL_SOURCE (object))->master = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_source_class_init (SpillSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_source_dispose;
  object_class->get_property = spill_source_get_property;
  object_class->set_property = spill_source_set_property;

  klass->start = nothing;
  klass->stop = nothing;
  klass->retry = nothing;
  klass->hold = spill_source_real_hold;
  klass->release = spill_source_real_hold;
  klass->refresh = spill_source_real_refresh;
  klass->request_older = spill_source_real_request_older;
  klass->request_lines = spill_source_real_request_lines;
  klass->run = spill_source_real_run;
  klass->can = spill_source_real_can;
  klass->set_credentials = spill_source_real_set_credentials;
  klass->trust = spill_source_real_trust;

  properties[PROP_MASTER] =
    g_param_spec_object ("master", NULL, NULL, SPILL_TYPE_MASTER,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
spill_source_init (SpillSource *self)
{
}

/**
 * spill_source_get_master:
 * @self: a source
 *
 * Returns: (nullable) (transfer none): its master; NULL once the source is disposed of
 */
SpillMaster *
spill_source_get_master (SpillSource *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE (self), NULL);

  return private_of (self)->master;
}

/**
 * spill_source_start:
 * @self: a source
 *
 * Connects to the master and stays connected until spill_source_stop(). What is held already is
 * found with spill_master_foreach_held().
 */
void
spill_source_start (SpillSource *self)
{
  g_return_if_fail (SPILL_IS_SOURCE (self));

  SPILL_SOURCE_GET_CLASS (self)->start (self);
}

void
spill_source_stop (SpillSource *self)
{
  g_return_if_fail (SPILL_IS_SOURCE (self));

  SPILL_SOURCE_GET_CLASS (self)->stop (self);
}

void
spill_source_retry (SpillSource *self)
{
  g_return_if_fail (SPILL_IS_SOURCE (self));

  SPILL_SOURCE_GET_CLASS (self)->retry (self);
}

/**
 * spill_source_set_credentials:
 * @self: a source
 * @credentials: (nullable) (transfer none): what to get in with; NULL forgets what was given
 */
void
spill_source_set_credentials (SpillSource            *self,
                              const SpillCredentials *credentials)
{
  g_return_if_fail (SPILL_IS_SOURCE (self));

  SPILL_SOURCE_GET_CLASS (self)->set_credentials (self, credentials);
}

/**
 * spill_source_trust:
 * @self: a source
 * @fingerprint: (nullable): SHA-256 of the one certificate to trust, in hex; NULL for none
 */
void
spill_source_trust (SpillSource *self,
                    const char  *fingerprint)
{
  g_return_if_fail (SPILL_IS_SOURCE (self));

  SPILL_SOURCE_GET_CLASS (self)->trust (self, fingerprint);
}

SpillCredentials *
spill_credentials_new (void)
{
  return g_new0 (SpillCredentials, 1);
}

SpillCredentials *
spill_credentials_copy (const SpillCredentials *self)
{
  SpillCredentials *copy;

  if (self == NULL)
    return NULL;

  copy = spill_credentials_new ();
  copy->user = g_strdup (self->user);
  copy->password = g_strdup (self->password);
  copy->cookie = g_strdup (self->cookie);
  copy->proxy_user = g_strdup (self->proxy_user);
  copy->proxy_password = g_strdup (self->proxy_password);
  copy->pb_password = g_strdup (self->pb_password);

  return copy;
}

/**
 * spill_credentials_fill:
 * @self: credentials
 * @other: (nullable): others, for the same master
 *
 * Takes from @other what @self has nothing of: the login of the pages, which is a cookie or user and
 * password; that of the proxy; that of the PBListener.
 */
void
spill_credentials_fill (SpillCredentials       *self,
                        const SpillCredentials *other)
{
  g_return_if_fail (self != NULL);

  if (other == NULL)
    return;

  if (self->user == NULL && self->password == NULL && self->cookie == NULL)
    {
      self->user = g_strdup (other->user);
      self->password = g_strdup (other->password);
      self->cookie = g_strdup (other->cookie);
    }
  if (self->proxy_user == NULL && self->proxy_password == NULL)
    {
      self->proxy_user = g_strdup (other->proxy_user);
      self->proxy_password = g_strdup (other->proxy_password);
    }
  if (self->pb_password == NULL)
    self->pb_password = g_strdup (other->pb_password);
}

/**
 * spill_credentials_free:
 * @self: (nullable) (transfer full): credentials
 *
 * Frees @self; its secrets are overwritten first.
 */
void
spill_credentials_free (SpillCredentials *self)
{
  if (self == NULL)
    return;

  g_free (self->user);
  wipe (&self->password);
  wipe (&self->cookie);
  g_free (self->proxy_user);
  wipe (&self->proxy_password);
  wipe (&self->pb_password);
  g_free (self);
}
