#include "ui/spill-look-draw.h"

#include <adwaita.h>
#include <math.h>

/* Icons, sizes and colours of a few themes; more than this means that they changed: start again. */
#define MAX_TEXTURES 256

static GHashTable *textures;   /* "name size rgba" -> GdkTexture */

static GdkTexture *
render_icon (const char    *icon_name,
             GtkWidget     *widget,
             int            size,
             const GdkRGBA *color)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  g_autoptr(GtkIconPaintable) icon =
    gtk_icon_theme_lookup_icon (theme, icon_name, NULL, size, 1, GTK_TEXT_DIR_NONE,
                                GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GBytes) bytes = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size, size);
  int stride = cairo_image_surface_get_stride (surface);

  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size, size,
                                            color, 1);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    {
      cairo_t *cr = cairo_create (surface);

      gsk_render_node_draw (node, cr);
      cairo_destroy (cr);
    }
  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), (gsize) stride * size);
  cairo_surface_destroy (surface);
  return gdk_memory_texture_new (size, size, GDK_MEMORY_DEFAULT, bytes, stride);
}

static GdkTexture *
get_texture (const char    *icon_name,
             GtkWidget     *widget,
             int            size,
             const GdkRGBA *color)
{
  g_autofree char *key = g_strdup_printf ("%s %d %02x%02x%02x%02x", icon_name, size,
                                          (guint) (color->red * 255), (guint) (color->green * 255),
                                          (guint) (color->blue * 255), (guint) (color->alpha * 255));
  GdkTexture *texture;

  if (textures == NULL)
    textures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  texture = g_hash_table_lookup (textures, key);
  if (texture == NULL)
    {
      if (g_hash_table_size (textures) >= MAX_TEXTURES)
        g_hash_table_remove_all (textures);
      texture = render_icon (icon_name, widget, size, color);
      g_hash_table_insert (textures, g_steal_pointer (&key), texture);
    }
  return texture;
}

/**
 * spill_look_draw_icon:
 * @icon_name: a symbolic icon
 * @widget: the widget that draws
 * @snapshot: where to
 * @x: left, in pixels of the widget
 * @y: top
 * @size: width and height
 * @color: its colour
 */
void
spill_look_draw_icon (const char    *icon_name,
                      GtkWidget     *widget,
                      GtkSnapshot   *snapshot,
                      double         x,
                      double         y,
                      int            size,
                      const GdkRGBA *color)
{
  int scale = gtk_widget_get_scale_factor (widget);

  gtk_snapshot_append_texture (snapshot, get_texture (icon_name, widget, size * scale, color),
                               &GRAPHENE_RECT_INIT (floor (x), floor (y), size, size));
}

static gboolean
is_high_contrast (void)
{
  return adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
}

static void
outline (GtkSnapshot          *snapshot,
         const GskRoundedRect *shape,
         const GdkRGBA        *color,
         float                 width)
{
  gtk_snapshot_append_border (snapshot, shape, (float[4]) { width, width, width, width },
                              (GdkRGBA[4]) { *color, *color, *color, *color });
}

/**
 * spill_look_draw_cell:
 * @look: what it shows
 * @widget: the widget that draws
 * @snapshot: where to
 * @bounds: of the cell, in pixels of the widget
 * @symbol_size: of the symbol; 0: none
 * @is_stale: whether the fill fades
 */
void
spill_look_draw_cell (SpillLook              look,
                      GtkWidget             *widget,
                      GtkSnapshot           *snapshot,
                      const graphene_rect_t *bounds,
                      int                    symbol_size,
                      gboolean               is_stale)
{
  float radius = MIN (bounds->size.width, bounds->size.height) / 5 + 1;
  GskRoundedRect shape;
  GdkRGBA fill, text, edge;

  spill_look_get_color (look, SPILL_LOOK_FILL, widget, &fill);
  spill_look_get_color (look, SPILL_LOOK_TEXT, widget, &text);
  spill_look_get_color (look, SPILL_LOOK_EDGE, widget, &edge);
  if (is_stale)
    fill.alpha *= SPILL_LOOK_STALE_ALPHA;

  gsk_rounded_rect_init_from_rect (&shape, bounds, radius);
  if (look != SPILL_LOOK_UNKNOWN && look != SPILL_LOOK_PENDING && !is_high_contrast ())
    {
      gtk_snapshot_push_rounded_clip (snapshot, &shape);
      gtk_snapshot_append_color (snapshot, &fill, bounds);
      gtk_snapshot_pop (snapshot);
    }
  else if (look != SPILL_LOOK_UNKNOWN)
    outline (snapshot, &shape, &edge, is_high_contrast () ? 2 : 1);

  if (symbol_size > 0)
    spill_look_draw_icon (spill_look_icon_name (look), widget, snapshot,
                          bounds->origin.x + (bounds->size.width - symbol_size) / 2,
                          bounds->origin.y + (bounds->size.height - symbol_size) / 2,
                          symbol_size, is_high_contrast () ? &edge : &text);
}

/**
 * spill_look_draw_progress:
 * @widget: the widget that draws
 * @snapshot: where to
 * @bounds: of the capsule
 * @progress: 0 to 1; -1: not known
 * @is_stale: whether the fill fades
 */
void
spill_look_draw_progress (GtkWidget             *widget,
                          GtkSnapshot           *snapshot,
                          const graphene_rect_t *bounds,
                          double                 progress,
                          gboolean               is_stale)
{
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  double width = bounds->size.width * CLAMP (progress, 0, 1);
  double x = is_rtl ? bounds->origin.x + bounds->size.width - width : bounds->origin.x;
  GskRoundedRect shape;
  GdkRGBA fill, edge, track;

  spill_look_get_color (SPILL_LOOK_RUNNING, SPILL_LOOK_FILL, widget, &fill);
  spill_look_get_color (SPILL_LOOK_RUNNING, SPILL_LOOK_EDGE, widget, &edge);
  if (is_stale)
    fill.alpha *= SPILL_LOOK_STALE_ALPHA;
  track = fill;
  track.alpha *= 0.35;

  gsk_rounded_rect_init_from_rect (&shape, bounds, 6);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  if (!is_high_contrast ())
    {
      gtk_snapshot_append_color (snapshot, &track, bounds);
      gtk_snapshot_append_color (snapshot, &fill,
                                 &GRAPHENE_RECT_INIT (x, bounds->origin.y, width,
                                                      bounds->size.height));
    }
  /* The line tells how far it is where the two fills are hard to tell apart. */
  gtk_snapshot_append_color (snapshot, &edge,
                             &GRAPHENE_RECT_INIT (x, bounds->origin.y + bounds->size.height - 2,
                                                  width, 2));
  gtk_snapshot_pop (snapshot);
  if (is_high_contrast ())
    outline (snapshot, &shape, &edge, 1);
}

/**
 * spill_look_draw_ring:
 * @widget: the widget that draws
 * @snapshot: where to
 * @bounds: a square
 * @progress: 0 to 1; -1: not known
 * @color: of ring and filling
 */
void
spill_look_draw_ring (GtkWidget             *widget,
                      GtkSnapshot           *snapshot,
                      const graphene_rect_t *bounds,
                      double                 progress,
                      const GdkRGBA         *color)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, bounds);
  double size = bounds->size.width;
  double x = bounds->origin.x + size / 2, y = bounds->origin.y + size / 2;

  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, size / 9);
  cairo_arc (cr, x, y, size * 0.42, 0, 2 * G_PI);
  cairo_stroke (cr);
  if (progress > 0)
    {
      cairo_move_to (cr, x, y);
      cairo_arc (cr, x, y, size * 0.28, -G_PI / 2, -G_PI / 2 + 2 * G_PI * MIN (progress, 1));
      cairo_close_path (cr);
      cairo_fill (cr);
    }
  cairo_destroy (cr);
}
