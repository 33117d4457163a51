#pragma once

#include <adwaita.h>

#include "model/spill-build.h"

G_BEGIN_DECLS

/* SpillForceDialog: asks for the parameters of a force scheduler and forces one builder or several
 * with them. Holds the force schedulers of the builders while open. */
#define SPILL_TYPE_FORCE_DIALOG (spill_force_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SpillForceDialog, spill_force_dialog, SPILL, FORCE_DIALOG, AdwWindow)

/* @builders: of SpillBuilder, all of one master. @again: (nullable): what it was made with fills the
 * fields. */
void spill_force_dialog_present (GtkWindow  *parent,
                                 GListModel *builders,
                                 SpillBuild *again);

G_END_DECLS
