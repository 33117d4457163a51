#pragma once

#include <gtk/gtk.h>

#include "model/spill-build.h"

G_BEGIN_DECLS

/* SpillBuildNeighbours: two buttons that lead to the builds before and after. */
#define SPILL_TYPE_BUILD_NEIGHBOURS (spill_build_neighbours_get_type ())
G_DECLARE_FINAL_TYPE (SpillBuildNeighbours, spill_build_neighbours, SPILL, BUILD_NEIGHBOURS, GtkWidget)

GtkWidget *spill_build_neighbours_new (SpillBuild *build);

G_END_DECLS
