#pragma once

#include "ui/spill-look.h"

G_BEGIN_DECLS

/* SpillPalette: the colours of the theme of now, looked up once, for widgets that draw hundreds of
 * cells in a frame. Load it anew when the style has changed. */
typedef struct
{
  GdkRGBA  looks[SPILL_N_LOOKS][3];   /* [SpillLook][SpillLookPart] */
  GdkRGBA  text;
  GdkRGBA  dim;                       /* text of less weight, at least 4.5:1 */
  GdkRGBA  line;                      /* between rows and columns */
  GdkRGBA  shade;                     /* faint fill: nothing happened, another day */
  GdkRGBA  accent;
  GdkRGBA  window;                    /* what is behind all */
  gboolean is_high_contrast;
} SpillPalette;

void spill_palette_load      (SpillPalette          *self,
                              GtkWidget             *widget);
/* A round box with the edge at its start side, in one render node. High contrast, and looks without
 * a fill: outlined. @alpha: of the fill, 1 or SPILL_LOOK_STALE_ALPHA */
void spill_palette_draw_box  (const SpillPalette    *self,
                              SpillLook              look,
                              GtkSnapshot           *snapshot,
                              const graphene_rect_t *bounds,
                              gboolean               is_rtl,
                              double                 alpha);
/* The same for where a build begins: of the fill only a breath, if @alpha is 0. */
void spill_palette_draw_start (const SpillPalette   *self,
                              SpillLook              look,
                              GtkSnapshot           *snapshot,
                              const graphene_rect_t *bounds,
                              gboolean               is_rtl,
                              double                 alpha);
/* A round box filled as far as @progress (0 to 1; -1: not known), for text over it: two nodes. */
void spill_palette_draw_progress (const SpillPalette *self,
                              GtkSnapshot           *snapshot,
                              const graphene_rect_t *bounds,
                              gboolean               is_rtl,
                              double                 progress,
                              double                 alpha);
/* A round box of one colour, in one render node. */
void spill_palette_draw_fill (const SpillPalette    *self,
                              const GdkRGBA         *color,
                              GtkSnapshot           *snapshot,
                              const graphene_rect_t *bounds);
/* What text on a box of @look is drawn in. */
const GdkRGBA *spill_palette_get_text (const SpillPalette *self,
                                       SpillLook           look);

G_END_DECLS
