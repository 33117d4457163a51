#pragma once

#include "config/spill-config.h"
#include "ui/spill-board-page.h"

G_BEGIN_DECLS

/* Remembers, for as long as @page lives, which branch and tag of each master were chosen, and which
 * groups folded, and gives them to the page when it shows that master again. @name: what the page is
 * called in the configuration: "grid", "console" */
void spill_board_memory_attach (SpillBoardPage *page,
                                SpillConfig    *config,
                                const char     *name);

G_END_DECLS
