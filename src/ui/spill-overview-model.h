#pragma once

#include <gio/gio.h>

#include "model/spill-master.h"
#include "model/spill-status.h"
#include "ui/spill-overview-item.h"
#include "ui/spill-overview-places.h"

G_BEGIN_DECLS

/* SpillOverviewModel: the rows of the overview, a GListModel of SpillOverviewItem: headings and the
 * builders under them, sorted, filtered, folded.
 *
 * It reads again only the builders that have changed, soon after their master settled, and then
 * tells what has moved with as few items-changed as it can. Needs no display.
 *
 * Properties (notify): "master" (nullable: all masters), "sort", "group", "filter" (words),
 * "folds" (strv: headings that the user opened or closed, "+KEY" or "-KEY"; to remember).
 * Signal "updated": after each round of changes; counts, matches and loading may be different. */
#define SPILL_TYPE_OVERVIEW_MODEL (spill_overview_model_get_type ())
G_DECLARE_FINAL_TYPE (SpillOverviewModel, spill_overview_model, SPILL, OVERVIEW_MODEL, GObject)

SpillOverviewModel        *spill_overview_model_new           (SpillStatus        *status);
SpillMaster               *spill_overview_model_get_master    (SpillOverviewModel *self);
void                       spill_overview_model_set_master    (SpillOverviewModel *self,
                                                               SpillMaster        *master);
SpillOverviewSort          spill_overview_model_get_sort      (SpillOverviewModel *self);
void                       spill_overview_model_set_sort      (SpillOverviewModel *self,
                                                               SpillOverviewSort   sort);
SpillOverviewGroup         spill_overview_model_get_group     (SpillOverviewModel *self);
void                       spill_overview_model_set_group     (SpillOverviewModel *self,
                                                               SpillOverviewGroup  group);
const char                *spill_overview_model_get_filter    (SpillOverviewModel *self);
void                       spill_overview_model_set_filter    (SpillOverviewModel *self,
                                                               const char         *filter);
/* How many builders pass the filter. */
guint                      spill_overview_model_get_n_matches (SpillOverviewModel *self);
/* Of all builders in view, whatever the filter. */
const SpillOverviewCounts *spill_overview_model_get_counts    (SpillOverviewModel *self);
/* Opens or closes what is under a heading. */
void                       spill_overview_model_toggle        (SpillOverviewModel *self,
                                                               SpillOverviewItem  *heading);
/* Makes the round that is due at once. */
void                       spill_overview_model_flush         (SpillOverviewModel *self);
/* Where the row of @builder is; its first if it has several. */
gboolean                   spill_overview_model_find          (SpillOverviewModel *self,
                                                               SpillBuilder       *builder,
                                                               guint              *position);

G_END_DECLS
