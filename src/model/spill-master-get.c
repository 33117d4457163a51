#include "model/spill-master.h"

#include "model/spill-master-private.h"

const char *
spill_master_get_id (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->id;
}

const char *
spill_master_get_url (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->url;
}

/**
 * spill_master_get_name:
 * @self: a master
 *
 * Returns: (transfer none): the user's name for it, else its title, else the host of its address
 */
const char *
spill_master_get_name (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  if (self->name != NULL && *self->name != '\0')
    return self->name;
  if (self->title != NULL && *self->title != '\0')
    return self->title;
  return self->fallback_name != NULL ? self->fallback_name : "";
}

const char *
spill_master_get_title (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->title;
}

const char *
spill_master_get_title_url (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->title_url;
}

/**
 * spill_master_get_base_url:
 * @self: a master
 *
 * Returns: (nullable) (transfer none): where its pages are, ending with "/"; until the master has
 *   said so, the address that we use
 */
const char *
spill_master_get_base_url (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->base_url != NULL ? self->base_url : self->url;
}

const char *
spill_master_get_version (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->version;
}

const char *
spill_master_get_kind (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->kind;
}

const char *
spill_master_get_user (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->user;
}

SpillConnection
spill_master_get_connection (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), SPILL_CONNECTION_OFF);

  return self->connection;
}

double
spill_master_get_since (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), 0);

  return self->since;
}

double
spill_master_get_last_contact (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), 0);

  return self->last_contact;
}

double
spill_master_get_retry_at (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), 0);

  return self->retry_at;
}

SpillProblem
spill_master_get_problem (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), SPILL_PROBLEM_NONE);

  return self->problem;
}

const char *
spill_master_get_problem_text (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->problem_text;
}

GTlsCertificate *
spill_master_get_certificate (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->certificate;
}

/**
 * spill_master_get_changes_untold:
 * @self: a master
 *
 * Returns: (nullable): why no changes come from it, whatever is committed
 */
const char *
spill_master_get_changes_untold (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->changes_untold;
}

const char *
spill_master_get_notice (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->notice;
}

gboolean
spill_master_has_synced (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), FALSE);

  return self->has_synced;
}

gboolean
spill_master_is_fresh (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), FALSE);

  return self->connection == SPILL_CONNECTION_LIVE
         || self->connection == SPILL_CONNECTION_POLLING;
}

SpillStatus *
spill_master_get_status (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->status;
}

SpillSource *
spill_master_get_source (SpillMaster *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER (self), NULL);

  return self->source;
}
