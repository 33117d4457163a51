#pragma once

#include <adwaita.h>

#include "model/spill-status.h"
#include "ui/spill-overview-model.h"

G_BEGIN_DECLS

/* SpillOverview: all builders of a master, or of all masters, problems first, with a quick filter.
 * Opens builds and dialogs through the actions of spill-actions.h.
 *
 * Properties (notify): "master" (nullable: all), "filter" (words), "compact". What else is worth
 * remembering is in its model: "sort", "group", "folds". */
#define SPILL_TYPE_OVERVIEW (spill_overview_get_type ())
G_DECLARE_FINAL_TYPE (SpillOverview, spill_overview, SPILL, OVERVIEW, AdwBin)

GtkWidget          *spill_overview_new          (SpillStatus   *status);
SpillMaster        *spill_overview_get_master   (SpillOverview *self);
void                spill_overview_set_master   (SpillOverview *self,
                                                 SpillMaster   *master);   /* (nullable) */
const char         *spill_overview_get_filter   (SpillOverview *self);
void                spill_overview_set_filter   (SpillOverview *self,
                                                 const char    *filter);
gboolean            spill_overview_get_compact  (SpillOverview *self);
void                spill_overview_set_compact  (SpillOverview *self,
                                                 gboolean       is_compact);
void                spill_overview_focus_filter (SpillOverview *self);
gboolean            spill_overview_focus_list   (SpillOverview *self);
SpillOverviewModel *spill_overview_get_model    (SpillOverview *self);   /* (transfer none) */

G_END_DECLS
