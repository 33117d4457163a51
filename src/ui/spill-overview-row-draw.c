#include "ui/spill-overview-row-private.h"

#include <adwaita.h>
#include <math.h>

#include "ui/spill-look-draw.h"
#include "ui/spill-strip.h"
#include "util/spill-clock.h"

#define DIM_ALPHA 0.72

void
spill_overview_row_place_parts (SpillOverviewRow *self,
                                graphene_rect_t  *boxes)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_heading = spill_overview_item_is_heading (self->item);
  SpillOverviewRoom room = {
    .width = gtk_widget_get_width (widget),
    .height = gtk_widget_get_height (widget),
    .line_height = self->line_height,
    .is_heading = is_heading,
    .is_compact = self->is_compact,
    .is_running = get_running (self) != NULL,
    .is_waiting = !is_heading && spill_overview_item_get_facts (self->item)->n_pending > 0,
    .is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL,
  };

  spill_overview_parts_place (&room, boxes);
}

void
spill_overview_row_clear_layouts (SpillOverviewRow *self)
{
  for (guint i = 0; i < SPILL_ROW_N_TEXTS; i++)
    g_clear_object (&self->texts[i].layout);
}

static PangoLayout *
make_layout (SpillOverviewRow  *self,
             SpillOverviewPart  part)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->texts[part].text);
  PangoAttrList *attributes = pango_attr_list_new ();
  gboolean is_heading = spill_overview_item_is_heading (self->item);

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, part == SPILL_ROW_NAME && !is_heading ? PANGO_ELLIPSIZE_MIDDLE
                                                                           : PANGO_ELLIPSIZE_END);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (part == SPILL_ROW_NAME
      && (is_heading
          || spill_overview_item_get_facts (self->item)->section == SPILL_OVERVIEW_BROKEN))
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

static PangoLayout *
get_layout (SpillOverviewRow  *self,
            SpillOverviewPart  part,
            double             width)
{
  SpillRowText *text = &self->texts[part];

  if (text->layout == NULL)
    text->layout = make_layout (self, part);
  pango_layout_set_width (text->layout, (int) width * PANGO_SCALE);
  return text->layout;
}

static void
draw_text (SpillOverviewRow      *self,
           GtkSnapshot           *snapshot,
           SpillOverviewPart      part,
           const graphene_rect_t *box,
           const GdkRGBA         *color,
           gboolean               at_end)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  PangoRectangle extents;
  PangoLayout *layout;
  double x;

  if (self->texts[part].text == NULL || box->size.width < 8)
    return;
  layout = get_layout (self, part, box->size.width);
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  x = box->origin.x - extents.x;
  if (at_end != is_rtl)
    x += box->size.width - extents.width;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (x, box->origin.y
                                                + floor ((box->size.height - extents.height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_activity (SpillOverviewRow      *self,
               GtkSnapshot           *snapshot,
               const graphene_rect_t *box)
{
  GtkWidget *widget = GTK_WIDGET (self);
  SpillBuild *build = get_running (self);
  graphene_rect_t inside = *box;
  GdkRGBA color;

  if (build == NULL)
    return;
  spill_look_draw_progress (widget, snapshot, box, spill_build_get_progress (build, spill_now ()),
                            self->is_stale);
  if (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  else
    spill_look_get_color (SPILL_LOOK_RUNNING, SPILL_LOOK_TEXT, widget, &color);
  graphene_rect_inset (&inside, 8, 0);
  draw_text (self, snapshot, SPILL_ROW_ACTIVITY, &inside, &color, FALSE);
}

static void
draw_symbol (SpillOverviewRow      *self,
             GtkSnapshot           *snapshot,
             const graphene_rect_t *box)
{
  const SpillOverviewFacts *facts = spill_overview_item_get_facts (self->item);
  GtkWidget *widget = GTK_WIDGET (self);
  SpillBuild *build = get_running (self);
  int size = self->is_compact ? 12 : 16;
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  double height = gtk_widget_get_height (widget);
  GdkRGBA edge, text;

  spill_look_get_color (facts->look, SPILL_LOOK_EDGE, widget, &edge);
  if (self->is_stale)
    edge.alpha *= SPILL_LOOK_STALE_ALPHA;
  if (facts->look != SPILL_LOOK_UNKNOWN && facts->look != SPILL_LOOK_PENDING)
    gtk_snapshot_append_color (snapshot, &edge,
                               &GRAPHENE_RECT_INIT (is_rtl ? gtk_widget_get_width (widget) - 3 : 0, 1,
                                                    3, height - 2));

  if (facts->look != SPILL_LOOK_RUNNING || build == NULL)
    {
      spill_look_draw_cell (facts->look, widget, snapshot, box, size, self->is_stale);
      return;
    }
  spill_look_draw_cell (facts->look, widget, snapshot, box, 0, self->is_stale);
  spill_look_get_color (facts->look,
                        adw_style_manager_get_high_contrast (adw_style_manager_get_default ())
                          ? SPILL_LOOK_EDGE : SPILL_LOOK_TEXT, widget, &text);
  spill_look_draw_ring (widget, snapshot,
                        &GRAPHENE_RECT_INIT (box->origin.x + (box->size.width - size) / 2,
                                             box->origin.y + (box->size.height - size) / 2,
                                             size, size),
                        spill_build_get_progress (build, spill_now ()), &text);
}

static void
draw_heading (SpillOverviewRow *self,
              GtkSnapshot      *snapshot,
              graphene_rect_t  *boxes,
              const GdkRGBA    *color,
              const GdkRGBA    *dim)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  const char *icon_name = is_rtl ? "pan-end-symbolic-rtl" : "pan-end-symbolic";
  graphene_rect_t rest = boxes[SPILL_ROW_NAME];
  PangoRectangle extents;

  if (spill_overview_item_is_expanded (self->item))
    icon_name = "pan-down-symbolic";
  spill_look_draw_icon (icon_name, GTK_WIDGET (self), snapshot, boxes[SPILL_ROW_SYMBOL].origin.x,
                        boxes[SPILL_ROW_SYMBOL].origin.y, 16, dim);
  draw_text (self, snapshot, SPILL_ROW_NAME, &boxes[SPILL_ROW_NAME], color, FALSE);

  /* The number follows the title. */
  pango_layout_get_pixel_extents (get_layout (self, SPILL_ROW_NAME, rest.size.width), NULL, &extents);
  rest.size.width -= extents.width + 10;
  if (!is_rtl)
    rest.origin.x += extents.width + 10;
  draw_text (self, snapshot, SPILL_ROW_WORDS, &rest, dim, FALSE);
}

/**
 * spill_overview_row_draw:
 * @self: a row
 * @snapshot: where to
 *
 * Draws nothing of a row that is not in view.
 */
void
spill_overview_row_draw (SpillOverviewRow *self,
                         GtkSnapshot      *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  graphene_rect_t boxes[SPILL_ROW_N_PARTS];
  SpillBuilder *builder = get_builder (self);
  GdkRGBA color, dim;

  if (!self->is_shown || self->item == NULL)
    return;

  spill_overview_row_place_parts (self, boxes);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  dim = color;
  if (!adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    dim.alpha *= DIM_ALPHA;
  if (builder == NULL)
    {
      draw_heading (self, snapshot, boxes, &color, &dim);
      return;
    }

  draw_symbol (self, snapshot, &boxes[SPILL_ROW_SYMBOL]);
  draw_text (self, snapshot, SPILL_ROW_NAME, &boxes[SPILL_ROW_NAME], &color, FALSE);
  draw_text (self, snapshot, SPILL_ROW_WORDS, &boxes[SPILL_ROW_WORDS], &dim, FALSE);
  if (boxes[SPILL_ROW_STRIP].size.width > 0)
    spill_strip_draw (builder, widget, snapshot, &boxes[SPILL_ROW_STRIP], self->is_stale);
  draw_activity (self, snapshot, &boxes[SPILL_ROW_ACTIVITY]);
  draw_text (self, snapshot, SPILL_ROW_WAITING, &boxes[SPILL_ROW_WAITING], &dim, TRUE);
}
