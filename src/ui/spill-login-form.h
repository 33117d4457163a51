#pragma once

#include <adwaita.h>

#include "ui/spill-host.h"

G_BEGIN_DECLS

/* SpillLoginForm: the ways to log in to a master. Signals: "activated" (Enter in a field),
 * "changed". */
#define SPILL_TYPE_LOGIN_FORM (spill_login_form_get_type ())
G_DECLARE_FINAL_TYPE (SpillLoginForm, spill_login_form, SPILL, LOGIN_FORM, AdwBin)

gboolean          spill_login_form_is_empty        (SpillLoginForm *self);
/* NULL if something is wrong: it says so at the field. (transfer full) */
SpillCredentials *spill_login_form_dup_credentials (SpillLoginForm *self);
gboolean          spill_login_form_get_remember    (SpillLoginForm *self);
/* Opens the part for the proxy and goes there. */
void              spill_login_form_show_proxy      (SpillLoginForm *self);
void              spill_login_form_set_user        (SpillLoginForm *self,
                                                    const char     *user);
void              spill_login_form_set_error       (SpillLoginForm *self,
                                                    const char     *text);   /* (nullable) */

/* Hands @credentials to the host; tells in a toast of @window if they could not be kept. */
void              spill_login_form_submit          (SpillLoginForm         *self,
                                                    GtkWindow              *window,
                                                    SpillHost              *host,
                                                    SpillMaster            *master,
                                                    const SpillCredentials *credentials);

G_END_DECLS
