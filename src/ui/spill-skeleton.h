#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* SpillSkeleton: the shape of rows to come, while the first picture of a master loads. */
#define SPILL_TYPE_SKELETON (spill_skeleton_get_type ())
G_DECLARE_FINAL_TYPE (SpillSkeleton, spill_skeleton, SPILL, SKELETON, GtkWidget)

GtkWidget *spill_skeleton_new (void);

G_END_DECLS
