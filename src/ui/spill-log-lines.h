#pragma once

#include <gio/gio.h>

#include "model/spill-log.h"

G_BEGIN_DECLS

/* SpillLogLine: the number of a line, from 0; made when a row asks, forgotten with it. */
#define SPILL_TYPE_LOG_LINE (spill_log_line_get_type ())
G_DECLARE_FINAL_TYPE (SpillLogLine, spill_log_line, SPILL, LOG_LINE, GObject)

guint spill_log_line_get_number (SpillLogLine *self);

/* SpillLogLines: a GListModel of the lines of a log, which only grows. */
#define SPILL_TYPE_LOG_LINES (spill_log_lines_get_type ())
G_DECLARE_FINAL_TYPE (SpillLogLines, spill_log_lines, SPILL, LOG_LINES, GObject)

SpillLogLines *spill_log_lines_new (SpillLog *log);

G_END_DECLS
