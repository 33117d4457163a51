#pragma once

#include <gtk/gtk.h>

#include "model/spill-types.h"

G_BEGIN_DECLS

/* SpillPartView: a child that comes from the master, and what stands there while it is not here:
 * a skeleton (after 200 ms), the master's words and Retry, or a sentence that says it is empty.
 * Signal "retry". */
#define SPILL_TYPE_PART_VIEW (spill_part_view_get_type ())
G_DECLARE_FINAL_TYPE (SpillPartView, spill_part_view, SPILL, PART_VIEW, GtkWidget)

GtkWidget *spill_part_view_new (GtkWidget      *child,
                                const char     *empty);   /* sentence */
/* Shown: the child if @has_content, whatever the state (stale beats nothing). */
void       spill_part_view_set (SpillPartView  *self,
                                SpillPartState  state,
                                const char     *error,    /* (nullable) */
                                gboolean        has_content);

G_END_DECLS
