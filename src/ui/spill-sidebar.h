#pragma once

#include <adwaita.h>

#include "model/spill-status.h"

G_BEGIN_DECLS

/* SpillSidebar: the list of masters, and all of them once there are two.
 *
 * Signal "chosen" (SpillMaster *master, nullable: all): the user went to it. */
#define SPILL_TYPE_SIDEBAR (spill_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (SpillSidebar, spill_sidebar, SPILL, SIDEBAR, AdwBin)

void spill_sidebar_set_status (SpillSidebar *self,
                               SpillStatus  *status);
/* Shows which one is looked at; emits nothing. */
void spill_sidebar_select     (SpillSidebar *self,
                               SpillMaster  *master);   /* (nullable) */

G_END_DECLS
