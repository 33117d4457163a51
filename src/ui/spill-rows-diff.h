#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes @rows, the content of @model, into @wanted by removing and inserting as little as possible,
 * with an items-changed for each, so that whoever watches keeps its place. What is in both keeps its
 * order if that is the shorter way; else it is removed and inserted again. No item may be twice in
 * either. Both own references. */
void spill_rows_diff (GListModel *model,
                      GPtrArray  *rows,
                      GPtrArray  *wanted);

G_END_DECLS
