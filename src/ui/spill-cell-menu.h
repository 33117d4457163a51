#pragma once

#include <gtk/gtk.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"

G_BEGIN_DECLS

/* The context menu of a cell: what can be done with a builder, a build, a change. Gives @widget the
 * action group "cell" that it acts by. (transfer full) (nullable): nothing can be done */
GMenuModel *spill_cell_menu_new (GtkWidget    *widget,
                                 SpillBuilder *builder,   /* (nullable) */
                                 SpillBuild   *build,     /* (nullable) */
                                 const char   *revlink);  /* (nullable) of a change: hostile */

G_END_DECLS
