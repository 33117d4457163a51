#pragma once

#include <gtk/gtk.h>

#include "model/spill-build.h"

G_BEGIN_DECLS

/* SpillBuildActions: the buttons of a build's page. From the start: Stop (only while it runs, in a
 * place that nothing else ever takes), Force, Rebuild and a menu. */
#define SPILL_TYPE_BUILD_ACTIONS (spill_build_actions_get_type ())
G_DECLARE_FINAL_TYPE (SpillBuildActions, spill_build_actions, SPILL, BUILD_ACTIONS, GtkWidget)

GtkWidget *spill_build_actions_new    (SpillBuild        *build);
void       spill_build_actions_update (SpillBuildActions *self);

G_END_DECLS
