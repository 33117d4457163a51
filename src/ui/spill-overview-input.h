#pragma once

#include <gtk/gtk.h>

#include "ui/spill-overview-actions.h"
#include "ui/spill-overview-list.h"

G_BEGIN_DECLS

/* SpillOverviewInput: clicks, fingers and keys on the rows of the overview, and their menu. */
#define SPILL_TYPE_OVERVIEW_INPUT (spill_overview_input_get_type ())
G_DECLARE_FINAL_TYPE (SpillOverviewInput, spill_overview_input, SPILL, OVERVIEW_INPUT, GObject)

SpillOverviewInput *spill_overview_input_new     (GtkWidget            *widget,
                                                  GtkListView          *view,
                                                  SpillOverviewModel   *model,
                                                  SpillOverviewList    *rows,
                                                  SpillOverviewActions *actions);
gboolean            spill_overview_input_popup   (SpillOverviewInput   *self);
void                spill_overview_input_present (SpillOverviewInput   *self);

G_END_DECLS
