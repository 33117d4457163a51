#pragma once

#include <gtk/gtk.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"

G_BEGIN_DECLS

/* What the menu of a cell is about. All borrowed. */
typedef struct
{
  SpillBuilder *builder;   /* (nullable) */
  SpillBuild   *build;     /* (nullable) of @builder; without it the menu is about the builder */
  SpillStep    *step;      /* (nullable) of @build: its logs can be opened */
  const char   *revlink;   /* (nullable) of a change: hostile */
} SpillCellSubject;

GMenuModel *spill_cell_menu_new (GtkWidget              *widget,
                                 const SpillCellSubject *subject);

G_END_DECLS
