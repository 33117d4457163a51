#pragma once

#include <adwaita.h>

#include "model/spill-source.h"

G_BEGIN_DECLS

/* SpillLoginForm: the ways to log in to a master. Signals: "activated" (Enter in a field),
 * "changed". */
#define SPILL_TYPE_LOGIN_FORM (spill_login_form_get_type ())
G_DECLARE_FINAL_TYPE (SpillLoginForm, spill_login_form, SPILL, LOGIN_FORM, AdwBin)

gboolean          spill_login_form_is_empty        (SpillLoginForm *self);
/* NULL if something is wrong: it says so at the field. (transfer full) */
SpillCredentials *spill_login_form_dup_credentials (SpillLoginForm *self);
gboolean          spill_login_form_get_remember    (SpillLoginForm *self);
/* Opens the part for the proxy, which has the focus then. */
void              spill_login_form_show_proxy      (SpillLoginForm *self);
/* Whether the master has a PBListener besides, whose password is another. */
void              spill_login_form_set_has_pb      (SpillLoginForm *self,
                                                    gboolean        has_pb);
/* Whether it is asked by HTTP: proxies and cookies are for that alone. TRUE at first. */
void              spill_login_form_set_is_web      (SpillLoginForm *self,
                                                    gboolean        is_web);
void              spill_login_form_set_user        (SpillLoginForm *self,
                                                    const char     *user);
void              spill_login_form_set_error       (SpillLoginForm *self,
                                                    const char     *text);   /* (nullable) */

G_END_DECLS
