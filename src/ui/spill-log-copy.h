#pragma once

#include <gtk/gtk.h>

#include "model/spill-log.h"

G_BEGIN_DECLS

/* SpillLogCopy: collects the text of lines of a log, asking the master for those that are not here,
 * without colours, up to 8 MiB. Signal "done" once. */
#define SPILL_TYPE_LOG_COPY (spill_log_copy_get_type ())
G_DECLARE_FINAL_TYPE (SpillLogCopy, spill_log_copy, SPILL, LOG_COPY, GObject)

/* @lines: which ones; kept. */
SpillLogCopy *spill_log_copy_new      (SpillLog     *log,
                                       GtkBitset    *lines);
void          spill_log_copy_start    (SpillLogCopy *self);
gboolean      spill_log_copy_is_done  (SpillLogCopy *self);
const char   *spill_log_copy_get_text (SpillLogCopy *self);
guint         spill_log_copy_get_n    (SpillLogCopy *self);   /* lines in the text */
gboolean      spill_log_copy_is_cut   (SpillLogCopy *self);   /* there was more than fits */

G_END_DECLS
