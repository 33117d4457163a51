#pragma once

#include <gtk/gtk.h>

#include "model/spill-build.h"
#include "ui/spill-step-row.h"

G_BEGIN_DECLS

/* SpillStepList: the steps of a build, a row each. Rows are made in small bites, so a build of
 * hundreds of steps does not hold up the window. Opens the step that failed, unless the user has
 * opened or closed one. Signal "counted": the number of hidden steps may be another. */
#define SPILL_TYPE_STEP_LIST (spill_step_list_get_type ())
G_DECLARE_FINAL_TYPE (SpillStepList, spill_step_list, SPILL, STEP_LIST, GtkWidget)

GtkWidget    *spill_step_list_new             (SpillBuild    *build);
void          spill_step_list_set_show_hidden (SpillStepList *self,
                                               gboolean       show_hidden);
guint         spill_step_list_get_n_hidden    (SpillStepList *self);
guint         spill_step_list_get_n_built     (SpillStepList *self);
SpillStepRow *spill_step_list_get_row         (SpillStepList *self,
                                               guint          position);   /* (nullable): not built yet */
void          spill_step_list_tick            (SpillStepList *self,
                                               double         now);
/* Opens the failed step if nobody has touched the list yet. */
void          spill_step_list_open_failed     (SpillStepList *self);
void          spill_step_list_open_step       (SpillStepList *self,
                                               guint          number);

G_END_DECLS
