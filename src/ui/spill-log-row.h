#pragma once

#include <gtk/gtk.h>

#include "model/spill-log.h"

G_BEGIN_DECLS

/* Characters of a line that are shown; the row tells how many more there are. */
#define SPILL_LOG_ROW_MAX_CHARS 4096

/* SpillLogRow: a line of a log: number, channel, text in its colours. */
#define SPILL_TYPE_LOG_ROW (spill_log_row_get_type ())
G_DECLARE_FINAL_TYPE (SpillLogRow, spill_log_row, SPILL, LOG_ROW, GtkWidget)

GtkWidget  *spill_log_row_new      (void);
/* @digits: width of the numbers. FALSE: the line is not here; the row says so until set again. */
gboolean    spill_log_row_set      (SpillLogRow *self,
                                    SpillLog    *log,
                                    guint64      line,
                                    guint        digits,
                                    gboolean     wrap);
const char *spill_log_row_get_text (SpillLogRow *self);

G_END_DECLS
