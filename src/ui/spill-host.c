#include "ui/spill-host.h"

G_DEFINE_INTERFACE (SpillHost, spill_host, G_TYPE_OBJECT)

static void
spill_host_default_init (SpillHostInterface *iface)
{
}

SpillStatus *
spill_host_get_status (SpillHost *self)
{
  g_return_val_if_fail (SPILL_IS_HOST (self), NULL);

  return SPILL_HOST_GET_IFACE (self)->get_status (self);
}

SpillConfig *
spill_host_get_config (SpillHost *self)
{
  g_return_val_if_fail (SPILL_IS_HOST (self), NULL);

  return SPILL_HOST_GET_IFACE (self)->get_config (self);
}

char *
spill_host_normalize_url (SpillHost   *self,
                          const char  *text,
                          GError     **error)
{
  g_return_val_if_fail (SPILL_IS_HOST (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  return SPILL_HOST_GET_IFACE (self)->normalize_url (self, text, error);
}

SpillMaster *
spill_host_add_master (SpillHost   *self,
                       const char  *url,
                       const char  *name,
                       GError     **error)
{
  g_return_val_if_fail (SPILL_IS_HOST (self), NULL);
  g_return_val_if_fail (url != NULL, NULL);

  return SPILL_HOST_GET_IFACE (self)->add_master (self, url, name, error);
}

SpillMaster *
spill_host_edit_master (SpillHost    *self,
                        SpillMaster  *master,
                        const char   *url,
                        const char   *name,
                        GError      **error)
{
  g_return_val_if_fail (SPILL_IS_HOST (self), NULL);
  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);
  g_return_val_if_fail (url != NULL, NULL);

  return SPILL_HOST_GET_IFACE (self)->edit_master (self, master, url, name, error);
}

void
spill_host_remove_master (SpillHost   *self,
                          SpillMaster *master)
{
  g_return_if_fail (SPILL_IS_HOST (self));
  g_return_if_fail (SPILL_IS_MASTER (master));

  SPILL_HOST_GET_IFACE (self)->remove_master (self, master);
}

void
spill_host_retry (SpillHost   *self,
                  SpillMaster *master)
{
  g_return_if_fail (SPILL_IS_HOST (self));
  g_return_if_fail (SPILL_IS_MASTER (master));

  SPILL_HOST_GET_IFACE (self)->retry (self, master);
}

void
spill_host_trust (SpillHost   *self,
                  SpillMaster *master,
                  const char  *fingerprint)
{
  g_return_if_fail (SPILL_IS_HOST (self));
  g_return_if_fail (SPILL_IS_MASTER (master));
  g_return_if_fail (fingerprint != NULL);

  SPILL_HOST_GET_IFACE (self)->trust (self, master, fingerprint);
}

void
spill_host_log_in (SpillHost              *self,
                   SpillMaster            *master,
                   const SpillCredentials *credentials,
                   gboolean                remember,
                   GAsyncReadyCallback     callback,
                   gpointer                user_data)
{
  g_return_if_fail (SPILL_IS_HOST (self));
  g_return_if_fail (SPILL_IS_MASTER (master));
  g_return_if_fail (credentials != NULL);

  SPILL_HOST_GET_IFACE (self)->log_in (self, master, credentials, remember, callback, user_data);
}

gboolean
spill_host_log_in_finish (SpillHost     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (SPILL_IS_HOST (self), FALSE);

  return SPILL_HOST_GET_IFACE (self)->log_in_finish (self, result, error);
}

void
spill_host_log_out (SpillHost   *self,
                    SpillMaster *master)
{
  g_return_if_fail (SPILL_IS_HOST (self));
  g_return_if_fail (SPILL_IS_MASTER (master));

  SPILL_HOST_GET_IFACE (self)->log_out (self, master);
}

gboolean
spill_host_has_login (SpillHost   *self,
                      SpillMaster *master)
{
  g_return_val_if_fail (SPILL_IS_HOST (self), FALSE);
  g_return_val_if_fail (SPILL_IS_MASTER (master), FALSE);

  return SPILL_HOST_GET_IFACE (self)->has_login (self, master);
}
