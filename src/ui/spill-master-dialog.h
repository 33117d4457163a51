#pragma once

#include <adwaita.h>

#include "ui/spill-host.h"

G_BEGIN_DECLS

/* SpillMasterDialog: adds a master, or changes the address and name of one. */
#define SPILL_TYPE_MASTER_DIALOG (spill_master_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SpillMasterDialog, spill_master_dialog, SPILL, MASTER_DIALOG, AdwWindow)

GtkWidget *spill_master_dialog_new (GtkWindow   *parent,
                                    SpillHost   *host,
                                    SpillMaster *master);   /* (nullable): add one */

G_END_DECLS
