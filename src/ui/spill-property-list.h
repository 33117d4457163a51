#pragma once

#include <gtk/gtk.h>

#include "model/spill-build.h"

G_BEGIN_DECLS

/* SpillPropertyList: the properties of a build, with a filter and a copy button each. */
#define SPILL_TYPE_PROPERTY_LIST (spill_property_list_get_type ())
G_DECLARE_FINAL_TYPE (SpillPropertyList, spill_property_list, SPILL, PROPERTY_LIST, GtkWidget)

GtkWidget *spill_property_list_new    (SpillBuild        *build);
/* Rows of properties that are as they were stay as they are. */
void       spill_property_list_update (SpillPropertyList *self);

G_END_DECLS
