#pragma once

#include <gio/gio.h>

#include "model/spill-builder.h"

G_BEGIN_DECLS

/* The context menu of @builders (of SpillBuilder), made of the actions "overview.…". */
GMenuModel *spill_overview_menu_new (GPtrArray *builders);

G_END_DECLS
