#pragma once

#include <gtk/gtk.h>

#include "model/spill-log.h"

G_BEGIN_DECLS

/* SpillLogHeader: the top of a log's page: what it is and what can be done. Its buttons activate the
 * page's actions "log.…". Property "wrap" (notify): the user wants long lines broken. */
#define SPILL_TYPE_LOG_HEADER (spill_log_header_get_type ())
G_DECLARE_FINAL_TYPE (SpillLogHeader, spill_log_header, SPILL, LOG_HEADER, GtkWidget)

GtkWidget *spill_log_header_new      (SpillLog       *log);
gboolean   spill_log_header_get_wrap (SpillLogHeader *self);

G_END_DECLS
