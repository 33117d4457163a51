#pragma once

#include "layout/spill-change-facts.h"
#include "layout/spill-column.h"

G_BEGIN_DECLS

/* SpillColumns: the columns of one master's builders, kept until they change. Main context only;
 * what it gives out is good anywhere.
 *
 * A column is made when it is asked for: nothing is watched that nobody has asked for. One change of a
 * build makes the boxes of that build anew, the others of its column are shared with the one before.
 * Holding the parts of builds that are to be shown is the caller's business.
 *
 * Signal "changed" (SpillBuilder *builder): a column that was given out is old. Once until it is asked
 * for again. "changes-changed": likewise for the changes. */
#define SPILL_TYPE_COLUMNS (spill_columns_get_type ())
G_DECLARE_FINAL_TYPE (SpillColumns, spill_columns, SPILL, COLUMNS, GObject)

SpillColumns *spill_columns_new         (SpillMaster  *master);
/* (transfer none) until the next call for the same builder: ref what is kept */
SpillColumn  *spill_columns_get         (SpillColumns *self,
                                         SpillBuilder *builder,
                                         double        now);
/* FALSE: @deadline, a monotonic time, has come, and there may be more to make. */
gboolean      spill_columns_prepare     (SpillColumns *self,
                                         double        now,
                                         gint64        deadline);
/* Of all builders, in the order of their names. (transfer full) (element-type SpillColumn) */
GPtrArray    *spill_columns_get_all     (SpillColumns *self,
                                         double        now);
/* The newest @n changes, newest first. (transfer full) (element-type SpillChangeFacts) */
GPtrArray    *spill_columns_get_changes (SpillColumns *self,
                                         guint         n);

G_END_DECLS
