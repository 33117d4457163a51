#pragma once

#include <gtk/gtk.h>

#include "ui/spill-overview-item.h"

G_BEGIN_DECLS

/* SpillOverviewRow: draws one row of the overview, a heading or a builder, in one line or, where it
 * is narrow, in two. It draws by itself, without children, for a list keeps 200 rows of which 30 are
 * in view: what is not shown has no texts, and a change costs a redraw, never a new layout.
 *
 * Properties (notify): "compact", "show-master". */
#define SPILL_TYPE_OVERVIEW_ROW (spill_overview_row_get_type ())
G_DECLARE_FINAL_TYPE (SpillOverviewRow, spill_overview_row, SPILL, OVERVIEW_ROW, GtkWidget)

GtkWidget         *spill_overview_row_new        (void);
SpillOverviewItem *spill_overview_row_get_item   (SpillOverviewRow  *self);
void               spill_overview_row_set_item   (SpillOverviewRow  *self,
                                                  SpillOverviewItem *item);   /* (nullable) */
/* Whether it is in view, so that it has something to draw. */
gboolean           spill_overview_row_is_shown   (SpillOverviewRow  *self);
void               spill_overview_row_set_shown  (SpillOverviewRow  *self,
                                                  gboolean           is_shown);
/* Whether it has been in view for a while: holds the parts of the model that it tells about. */
void               spill_overview_row_set_needed (SpillOverviewRow  *self,
                                                  gboolean           is_needed);
/* Whether something in it changes every second. */
gboolean           spill_overview_row_is_ticking (SpillOverviewRow  *self);
/* Makes its texts anew; draws only if they have changed. */
void               spill_overview_row_refresh    (SpillOverviewRow  *self);
/* The build whose cell or progress is there. (transfer none) (nullable) */
SpillBuild        *spill_overview_row_pick_build (SpillOverviewRow  *self,
                                                  double             x,
                                                  double             y);

G_END_DECLS
