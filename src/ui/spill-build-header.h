#pragma once

#include <gtk/gtk.h>

#include "model/spill-build.h"

G_BEGIN_DECLS

/* SpillBuildHeader: the top of a build's page: what came out, why it was built, what can be done.
 * Its buttons activate the page's actions "build.…". */
#define SPILL_TYPE_BUILD_HEADER (spill_build_header_get_type ())
G_DECLARE_FINAL_TYPE (SpillBuildHeader, spill_build_header, SPILL, BUILD_HEADER, GtkWidget)

GtkWidget *spill_build_header_new    (SpillBuild       *build);
void       spill_build_header_update (SpillBuildHeader *self,
                                      double            now);

G_END_DECLS
