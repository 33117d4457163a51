#include "ui/spill-palette.h"

#include <adwaita.h>

#define EDGE   3
#define RADIUS 4

static void
look_up (GtkStyleContext *context,
         const char      *name,
         GdkRGBA         *color)
{
  if (!gtk_style_context_lookup_color (context, name, color))
    gtk_style_context_get_color (context, color);
}

/**
 * spill_palette_load:
 * @self: (out caller-allocates): the palette
 * @widget: the widget that draws with it
 */
void
spill_palette_load (SpillPalette *self,
                    GtkWidget    *widget)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  for (guint look = 0; look < SPILL_N_LOOKS; look++)
    for (guint part = 0; part < G_N_ELEMENTS (self->looks[look]); part++)
      spill_look_get_color (look, part, widget, &self->looks[look][part]);
  gtk_style_context_get_color (context, &self->text);
  look_up (context, "accent_color", &self->accent);
  look_up (context, "window_bg_color", &self->window);
  self->is_high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  self->dim = self->line = self->shade = self->text;
  self->dim.alpha *= self->is_high_contrast ? 1 : 0.75;
  self->line.alpha *= self->is_high_contrast ? 0.5 : 0.12;
  self->shade.alpha *= 0.04;
}

/* A border without an inside: the start edge's width and the rest. */
static void
draw_edged (GtkSnapshot           *snapshot,
            const graphene_rect_t *bounds,
            gboolean               is_rtl,
            const GdkRGBA         *edge,
            const GdkRGBA         *fill)
{
  float width = bounds->size.width;
  float thin = MIN (EDGE, width);
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, bounds, MIN (RADIUS, bounds->size.height / 2));
  if (is_rtl)
    gtk_snapshot_append_border (snapshot, &shape, (float[4]) { 0, thin, 0, width - thin },
                                (GdkRGBA[4]) { *fill, *edge, *fill, *fill });
  else
    gtk_snapshot_append_border (snapshot, &shape, (float[4]) { 0, width - thin, 0, thin },
                                (GdkRGBA[4]) { *fill, *fill, *fill, *edge });
}

/**
 * spill_palette_draw_box:
 * @self: the palette
 * @look: what the box shows
 * @snapshot: where to
 * @bounds: of the box
 * @is_rtl: whether its start is at the right
 * @alpha: of the fill, 0 to 1
 */
void
spill_palette_draw_box (const SpillPalette    *self,
                        SpillLook              look,
                        GtkSnapshot           *snapshot,
                        const graphene_rect_t *bounds,
                        gboolean               is_rtl,
                        double                 alpha)
{
  const GdkRGBA *edge = &self->looks[look][SPILL_LOOK_EDGE];
  GdkRGBA fill = self->looks[look][SPILL_LOOK_FILL];

  fill.alpha *= alpha;
  if (!self->is_high_contrast && look != SPILL_LOOK_PENDING && look != SPILL_LOOK_UNKNOWN)
    {
      draw_edged (snapshot, bounds, is_rtl, edge, &fill);
    }
  else
    {
      GskRoundedRect shape;
      float start = self->is_high_contrast ? EDGE + 1 : 1;
      float thin = self->is_high_contrast ? 2 : 1;

      gsk_rounded_rect_init_from_rect (&shape, bounds, MIN (RADIUS, bounds->size.height / 2));
      gtk_snapshot_append_border (
        snapshot, &shape, (float[4]){ thin, is_rtl ? start : thin, thin, is_rtl ? thin : start },
          (GdkRGBA[4]){ *edge, *edge, *edge, *edge });
    }
}

/**
 * spill_palette_draw_start:
 * @self: the palette
 * @look: how the build ended, or that it runs
 * @snapshot: where to
 * @bounds: of the box
 * @is_rtl: whether its start is at the right
 * @alpha: of the fill; 0: it is neutral
 */
void
spill_palette_draw_start (const SpillPalette    *self,
                          SpillLook              look,
                          GtkSnapshot           *snapshot,
                          const graphene_rect_t *bounds,
                          gboolean               is_rtl,
                          double                 alpha)
{
  GdkRGBA fill = self->text;

  fill.alpha *= 0.07;
  if (alpha > 0 || self->is_high_contrast)
    spill_palette_draw_box (self, look, snapshot, bounds, is_rtl, alpha);
  else
    draw_edged (snapshot, bounds, is_rtl, &self->looks[look][SPILL_LOOK_EDGE], &fill);
}

/**
 * spill_palette_draw_progress:
 * @self: the palette
 * @snapshot: where to
 * @bounds: of the box
 * @is_rtl: whether it fills from the right
 * @progress: 0 to 1; -1: not known
 * @alpha: of the fill, 0 to 1
 */
void
spill_palette_draw_progress (const SpillPalette    *self,
                             GtkSnapshot           *snapshot,
                             const graphene_rect_t *bounds,
                             gboolean               is_rtl,
                             double                 progress,
                             double                 alpha)
{
  const GdkRGBA *edge = &self->looks[SPILL_LOOK_RUNNING][SPILL_LOOK_EDGE];
  GdkRGBA fill = self->looks[SPILL_LOOK_RUNNING][SPILL_LOOK_FILL];
  GdkRGBA track = fill;
  float width = bounds->size.width;
  float done = width * CLAMP (progress, 0, 1);
  float rest = width - done;
  GskRoundedRect shape;

  fill.alpha *= alpha;
  track.alpha *= alpha * 0.35;
  gsk_rounded_rect_init_from_rect (&shape, bounds, RADIUS);
  if (self->is_high_contrast)
    gtk_snapshot_append_border (snapshot, &shape, (float[4]) { 1, 1, 1, 1 },
                                (GdkRGBA[4]) { *edge, *edge, *edge, *edge });
  else
    gtk_snapshot_append_border (snapshot, &shape,
                                (float[4]) { 0, is_rtl ? done : rest, 0, is_rtl ? rest : done },
                                (GdkRGBA[4]) { track, is_rtl ? fill : track, track,
                                               is_rtl ? track : fill });
  /* The line tells how far it is where the two fills are hard to tell apart. */
  if (done > 2 * RADIUS)
    gtk_snapshot_append_color (
      snapshot, edge,
      &GRAPHENE_RECT_INIT (bounds->origin.x + RADIUS / 2 + (is_rtl ? rest : 0),
                           bounds->origin.y + bounds->size.height - 2, done - RADIUS, 2));
}

/**
 * spill_palette_draw_fill:
 * @self: the palette
 * @color: of the box
 * @snapshot: where to
 * @bounds: of the box
 */
void
spill_palette_draw_fill (const SpillPalette    *self,
                         const GdkRGBA         *color,
                         GtkSnapshot           *snapshot,
                         const graphene_rect_t *bounds)
{
  draw_edged (snapshot, bounds, FALSE, color, color);
}

/**
 * spill_palette_get_text:
 * @self: the palette
 * @look: what a box shows
 *
 * Returns: the colour of text on it
 */
const GdkRGBA *
spill_palette_get_text (const SpillPalette *self,
                        SpillLook           look)
{
  if (self->is_high_contrast || look == SPILL_LOOK_PENDING || look == SPILL_LOOK_UNKNOWN)
    return &self->text;
  return &self->looks[look][SPILL_LOOK_TEXT];
}
