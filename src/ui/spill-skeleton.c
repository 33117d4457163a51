#include "ui/spill-skeleton.h"

#include <glib/gi18n.h>

#define ROW_HEIGHT 36
#define MARGIN 18

/**
 * SpillSkeleton:
 *
 * Rows of grey blocks where builders will be. They stand still: what blinks distracts.
 */
struct _SpillSkeleton
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (SpillSkeleton, spill_skeleton, GTK_TYPE_WIDGET)

/* Width of the name in each row, in parts of 100 of the window's. */
static const int name_widths[] = { 22, 16, 27, 19, 24, 14, 21, 17 };

static void
append_block (GtkSnapshot   *snapshot,
              const GdkRGBA *color,
              float          x,
              float          y,
              float          width,
              float          height)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (x, y, width, height),
                                   MIN (height / 2, 6));
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, color, &outline.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
spill_skeleton_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (widget) - 2 * MARGIN;
  int height = gtk_widget_get_height (widget);
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= 0.12;
  append_block (snapshot, &color, MARGIN, MARGIN, width * 0.4, 14);

  for (guint i = 0; i < G_N_ELEMENTS (name_widths); i++)
    {
      float top = 2 * MARGIN + 24 + i * ROW_HEIGHT;

      if (top + ROW_HEIGHT > height)
        break;
      append_block (snapshot, &color, MARGIN, top, 16, 16);
      append_block (snapshot, &color, MARGIN + 28, top + 2, width * name_widths[i] / 100, 12);
      append_block (snapshot, &color, MARGIN + width * 0.45, top + 2,
                    width * (50 - name_widths[i]) / 100, 12);
      append_block (snapshot, &color, MARGIN + width * 0.85, top, width * 0.15, 16);
      color.alpha *= 0.85;
    }
}

static void
spill_skeleton_class_init (SpillSkeletonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = spill_skeleton_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
spill_skeleton_init (SpillSkeleton *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Loading"), -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, TRUE, -1);
}

GtkWidget *
spill_skeleton_new (void)
{
  return g_object_new (SPILL_TYPE_SKELETON, NULL);
}
