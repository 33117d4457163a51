#pragma once

#include <gtk/gtk.h>

#include "model/spill-log.h"

G_BEGIN_DECLS

/* SpillLogPage: the plain view of a log. Property "log" (construct-only). Holds its content while
 * shown and asks for the lines that are looked at. */
#define SPILL_TYPE_LOG_PAGE (spill_log_page_get_type ())
G_DECLARE_FINAL_TYPE (SpillLogPage, spill_log_page, SPILL, LOG_PAGE, GtkWidget)

GtkWidget   *spill_log_page_new      (SpillLog     *log);
GtkListView *spill_log_page_get_view (SpillLogPage *self);

G_END_DECLS
