#pragma once

#include <gio/gio.h>

#include "config/spill-config.h"
#include "model/spill-master.h"
#include "model/spill-source.h"
#include "model/spill-status.h"

G_BEGIN_DECLS

/* SpillHost: what the window asks of the program around it, which alone knows sources and secrets. */
#define SPILL_TYPE_HOST (spill_host_get_type ())
G_DECLARE_INTERFACE (SpillHost, spill_host, SPILL, HOST, GObject)

struct _SpillHostInterface
{
  GTypeInterface parent;

  SpillStatus *(*get_status)    (SpillHost              *self);
  SpillConfig *(*get_config)    (SpillHost              *self);
  char        *(*normalize_url) (SpillHost              *self,
                                 const char             *text,
                                 GError                **error);
  SpillMaster *(*add_master)    (SpillHost              *self,
                                 const char             *url,
                                 const char             *name,
                                 GError                **error);
  SpillMaster *(*edit_master)   (SpillHost              *self,
                                 SpillMaster            *master,
                                 const char             *url,
                                 const char             *name,
                                 GError                **error);
  void         (*remove_master) (SpillHost              *self,
                                 SpillMaster            *master);
  void         (*retry)         (SpillHost              *self,
                                 SpillMaster            *master);
  void         (*trust)         (SpillHost              *self,
                                 SpillMaster            *master,
                                 const char             *fingerprint);
  void         (*log_in)        (SpillHost              *self,
                                 SpillMaster            *master,
                                 const SpillCredentials *credentials,
                                 gboolean                remember,
                                 GAsyncReadyCallback     callback,
                                 gpointer                user_data);
  gboolean     (*log_in_finish) (SpillHost              *self,
                                 GAsyncResult           *result,
                                 GError                **error);
  void         (*log_out)       (SpillHost              *self,
                                 SpillMaster            *master);
  gboolean     (*has_login)     (SpillHost              *self,
                                 SpillMaster            *master);
};

SpillStatus *spill_host_get_status    (SpillHost              *self);   /* (transfer none) */
SpillConfig *spill_host_get_config    (SpillHost              *self);   /* (transfer none) */
/* What the user typed or pasted -> an address; the error is a sentence for the field. */
char        *spill_host_normalize_url (SpillHost              *self,
                                       const char             *text,
                                       GError                **error);
/* Adds a master, or finds the one with that address, and connects. @url: normalized. (transfer none) */
SpillMaster *spill_host_add_master    (SpillHost              *self,
                                       const char             *url,
                                       const char             *name,
                                       GError                **error);
/* Returns the master that stands for it now: another object if the address changed. (transfer none) */
SpillMaster *spill_host_edit_master   (SpillHost              *self,
                                       SpillMaster            *master,
                                       const char             *url,
                                       const char             *name,
                                       GError                **error);
/* Forgets it with its login. */
void         spill_host_remove_master (SpillHost              *self,
                                       SpillMaster            *master);
/* Reconnects now. */
void         spill_host_retry         (SpillHost              *self,
                                       SpillMaster            *master);
/* Trusts exactly this certificate (SHA-256, hex) for this master from now on, and reconnects. */
void         spill_host_trust         (SpillHost              *self,
                                       SpillMaster            *master,
                                       const char             *fingerprint);
/* Tries @credentials. Ends with TRUE once the master took them and, if @remember, the keyring keeps
 * them; with a SpillError if the master refuses them (what was before is used again) or has not
 * answered yet; with any other error if they serve, but for this session only: it says why. */
void         spill_host_log_in        (SpillHost              *self,
                                       SpillMaster            *master,
                                       const SpillCredentials *credentials,
                                       gboolean                remember,
                                       GAsyncReadyCallback     callback,
                                       gpointer                user_data);
gboolean     spill_host_log_in_finish (SpillHost              *self,
                                       GAsyncResult           *result,
                                       GError                **error);
/* Forgets the login, in the keyring too, and goes on without. */
void         spill_host_log_out       (SpillHost              *self,
                                       SpillMaster            *master);
gboolean     spill_host_has_login     (SpillHost              *self,
                                       SpillMaster            *master);

G_END_DECLS
