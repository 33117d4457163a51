#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* SpillSides: two children side by side, the second at the end, or, where there is no room, the
 * second below the first, still at the end. */
#define SPILL_TYPE_SIDES (spill_sides_get_type ())
G_DECLARE_FINAL_TYPE (SpillSides, spill_sides, SPILL, SIDES, GtkWidget)

/* @room: px that @start gets at least before @end moves below it. (transfer floating) */
GtkWidget *spill_sides_new (GtkWidget *start,
                            GtkWidget *end,
                            int        room);

G_END_DECLS
