#pragma once

#include <adwaita.h>

#include "model/spill-master.h"

G_BEGIN_DECLS

/* SpillChangeDialog: tells a master of a change by its PBChangeSource, as `buildbot sendchange` does.
 * It stays, with what was typed, until the master has taken the change. */
#define SPILL_TYPE_CHANGE_DIALOG (spill_change_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SpillChangeDialog, spill_change_dialog, SPILL, CHANGE_DIALOG, AdwWindow)

GtkWidget *spill_change_dialog_new (GtkWindow   *parent,
                                    SpillMaster *master);

G_END_DECLS
