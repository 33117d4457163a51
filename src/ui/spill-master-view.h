#pragma once

#include <adwaita.h>

#include "model/spill-status.h"

G_BEGIN_DECLS

/* SpillMasterView: the builders of a master, or of all, with what is around them: bars while
 * something is stale, the shape of rows while the first picture loads, a page for what failed. */
#define SPILL_TYPE_MASTER_VIEW (spill_master_view_get_type ())
G_DECLARE_FINAL_TYPE (SpillMasterView, spill_master_view, SPILL, MASTER_VIEW, AdwBin)

GtkWidget   *spill_master_view_new          (SpillStatus     *status,
                                             GtkWidget       *builders);   /* what shows the builders */
void         spill_master_view_set_master   (SpillMasterView *self,
                                             SpillMaster     *master);

G_END_DECLS
