#pragma once

#include <adwaita.h>

#include "model/spill-master.h"

G_BEGIN_DECLS

/* SpillMasterBar: what is wrong with a master whose builders are still shown: since when, what is
 * tried and the next step; and its remarks, which can be dismissed. Hidden while all is well. */
#define SPILL_TYPE_MASTER_BAR (spill_master_bar_get_type ())
G_DECLARE_FINAL_TYPE (SpillMasterBar, spill_master_bar, SPILL, MASTER_BAR, AdwBin)

GtkWidget   *spill_master_bar_new        (SpillMaster    *master,
                                          gboolean        is_alone);
SpillMaster *spill_master_bar_get_master (SpillMasterBar *self);

G_END_DECLS
