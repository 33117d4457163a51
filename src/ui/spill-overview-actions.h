#pragma once

#include <gtk/gtk.h>

#include "ui/spill-overview-list.h"
#include "ui/spill-overview-model.h"

G_BEGIN_DECLS

/* SpillOverviewActions: "overview.force", "overview.stop" and the others that act on the selection,
 * and "overview.sort" and "overview.group". */
#define SPILL_TYPE_OVERVIEW_ACTIONS (spill_overview_actions_get_type ())
G_DECLARE_FINAL_TYPE (SpillOverviewActions, spill_overview_actions, SPILL, OVERVIEW_ACTIONS, GObject)

SpillOverviewActions *spill_overview_actions_new    (GtkWidget            *widget,
                                                     SpillOverviewList    *rows,
                                                     SpillOverviewModel   *model);
void                  spill_overview_actions_update (SpillOverviewActions *self);

G_END_DECLS
