#pragma once

#include <gtk/gtk.h>

#include "model/spill-status.h"

G_BEGIN_DECLS

/* A SpillBoardPage with a grid. (transfer floating) */
GtkWidget *spill_grid_page_new (SpillStatus *status);

G_END_DECLS
