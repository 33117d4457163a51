#pragma once

#include <adwaita.h>

#include "ui/spill-host.h"

G_BEGIN_DECLS

/* SpillLoginDialog: logs in to a master and stays until the master has said yes. Signal "logged-in". */
#define SPILL_TYPE_LOGIN_DIALOG (spill_login_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SpillLoginDialog, spill_login_dialog, SPILL, LOGIN_DIALOG, AdwWindow)

GtkWidget *spill_login_dialog_new (GtkWindow   *parent,
                                   SpillHost   *host,
                                   SpillMaster *master);

G_END_DECLS
