#pragma once

#include <gtk/gtk.h>

#include "ui/spill-overview-model.h"
#include "ui/spill-overview-row.h"

G_BEGIN_DECLS

/* SpillOverviewList: keeps the rows of a GtkListView: makes them, tells each whether it is in view,
 * lets time pass for those that are, and keeps the selection when builders move.
 *
 * Properties: "compact", "show-master". Signal "selection-changed". */
#define SPILL_TYPE_OVERVIEW_LIST (spill_overview_list_get_type ())
G_DECLARE_FINAL_TYPE (SpillOverviewList, spill_overview_list, SPILL, OVERVIEW_LIST, GObject)

SpillOverviewList *spill_overview_list_new          (GtkListView        *view,
                                                     SpillOverviewModel *model);
/* The selected builders, each once. (transfer full) (element-type SpillBuilder) */
GPtrArray         *spill_overview_list_get_selected (SpillOverviewList  *self);
void               spill_overview_list_unselect     (SpillOverviewList  *self);
/* Selects only that one, unless it is among those selected already. */
void               spill_overview_list_select       (SpillOverviewList  *self,
                                                     SpillOverviewItem  *item);
/* The row at a point of the list view, or the one with the focus. (nullable) (transfer none) */
SpillOverviewRow  *spill_overview_list_pick         (SpillOverviewList  *self,
                                                     double              x,
                                                     double              y);
SpillOverviewRow  *spill_overview_list_get_focused  (SpillOverviewList  *self);
/* Makes the texts of what is in view anew. */
void               spill_overview_list_refresh      (SpillOverviewList  *self);

G_END_DECLS
