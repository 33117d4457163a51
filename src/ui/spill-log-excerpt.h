#pragma once

#include <gtk/gtk.h>

#include "model/spill-log.h"

G_BEGIN_DECLS

/* SpillLogExcerpt: the few lines of a log that say what went wrong. Holds the log while shown. */
#define SPILL_TYPE_LOG_EXCERPT (spill_log_excerpt_get_type ())
G_DECLARE_FINAL_TYPE (SpillLogExcerpt, spill_log_excerpt, SPILL, LOG_EXCERPT, GtkWidget)

GtkWidget *spill_log_excerpt_new  (SpillLog *log);
SpillLog  *spill_log_excerpt_get_log (SpillLogExcerpt *self);

/* The log that most likely tells why @step failed. (transfer none) (nullable) */
SpillLog  *spill_log_excerpt_choose (SpillStep *step);
/* The first lines among the newest 1,000 that look like an error, else the last that say anything.
 * Only of lines that are here; FALSE: none is. */
gboolean   spill_log_excerpt_find   (SpillLog  *log,
                                     guint64   *first,
                                     guint     *n);

G_END_DECLS
