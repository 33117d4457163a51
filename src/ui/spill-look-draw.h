#pragma once

#include "ui/spill-look.h"

G_BEGIN_DECLS

/* The looks, for widgets that draw by themselves. Symbols are drawn once per size and colour and
 * kept as textures, for there are hundreds in a frame. */

/* How much of a fill is left when the data is stale. */
#define SPILL_LOOK_STALE_ALPHA 0.67

void spill_look_draw_icon   (const char            *icon_name,
                             GtkWidget             *widget,
                             GtkSnapshot           *snapshot,
                             double                 x,
                             double                 y,
                             int                    size,
                             const GdkRGBA         *color);
/* A filled, round cell with the symbol in its middle; high contrast: outlined. */
void spill_look_draw_cell   (SpillLook              look,
                             GtkWidget             *widget,
                             GtkSnapshot           *snapshot,
                             const graphene_rect_t *bounds,
                             int                    symbol_size,
                             gboolean               is_stale);
/* A capsule, filled as far as @progress (0 to 1; -1: not known), for text over it. */
void spill_look_draw_progress (GtkWidget             *widget,
                               GtkSnapshot           *snapshot,
                               const graphene_rect_t *bounds,
                               double                 progress,
                               gboolean               is_stale);
/* A ring whose filled part is @progress; -1: an empty ring. */
void spill_look_draw_ring   (GtkWidget             *widget,
                             GtkSnapshot           *snapshot,
                             const graphene_rect_t *bounds,
                             double                 progress,
                             const GdkRGBA         *color);

G_END_DECLS
