#pragma once

#include <gtk/gtk.h>

#include "model/spill-build.h"
#include "ui/spill-step-list.h"

G_BEGIN_DECLS

/* SpillBuildPage: all about one build. Property "build" (construct-only). Holds the build's steps,
 * properties and changes while shown. */
#define SPILL_TYPE_BUILD_PAGE (spill_build_page_get_type ())
G_DECLARE_FINAL_TYPE (SpillBuildPage, spill_build_page, SPILL, BUILD_PAGE, GtkWidget)

GtkWidget     *spill_build_page_new       (SpillBuild     *build);
SpillBuild    *spill_build_page_get_build (SpillBuildPage *self);
SpillStepList *spill_build_page_get_steps (SpillBuildPage *self);

G_END_DECLS
