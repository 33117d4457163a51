#pragma once

#include <adwaita.h>

#include "ui/spill-view.h"
#include "ui/spill-waterfall-board.h"

G_BEGIN_DECLS

/* SpillWaterfallView: a master's builders as a waterfall, with a filter, a choice of scales, and
 * buttons that go from failure to failure.
 *
 * Properties (notify): those of SpillView; "compact"; "scale" (nick of SpillScale), "zoom",
 * "column-width". */
#define SPILL_TYPE_WATERFALL_VIEW (spill_waterfall_view_get_type ())
G_DECLARE_FINAL_TYPE (SpillWaterfallView, spill_waterfall_view, SPILL, WATERFALL_VIEW, AdwBin)

GtkWidget           *spill_waterfall_view_new       (SpillStatus        *status);
SpillWaterfallBoard *spill_waterfall_view_get_board (SpillWaterfallView *self);

G_END_DECLS
