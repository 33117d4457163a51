#pragma once

#include <gtk/gtk.h>

#include "model/spill-step.h"

G_BEGIN_DECLS

/* SpillStepRow: a step of a build: its line, progress while it runs, and, once opened, its text,
 * links, logs and first error. Holds the step's logs while it is open and shown. */
#define SPILL_TYPE_STEP_ROW (spill_step_row_get_type ())
G_DECLARE_FINAL_TYPE (SpillStepRow, spill_step_row, SPILL, STEP_ROW, GtkListBoxRow)

GtkWidget *spill_step_row_new          (SpillStep    *step);
SpillStep *spill_step_row_get_step     (SpillStepRow *self);
gboolean   spill_step_row_get_expanded (SpillStepRow *self);
void       spill_step_row_set_expanded (SpillStepRow *self,
                                        gboolean      expanded);
/* What runs with the clock: duration, progress, time left. */
void       spill_step_row_tick         (SpillStepRow *self,
                                        double        now);

G_END_DECLS
