#pragma once

#include <gtk/gtk.h>

#include "model/spill-status.h"

G_BEGIN_DECLS

/* A SpillBoardPage with a console. (transfer floating) */
GtkWidget *spill_console_page_new (SpillStatus *status);

G_END_DECLS
