#include "ui/spill-sides.h"

#define GAP 12   /* px */

struct _SpillSides
{
  GtkWidget  parent_instance;

  GtkWidget *start;   /* parented here */
  GtkWidget *end;     /* parented here */
  int        room;
};

G_DEFINE_FINAL_TYPE (SpillSides, spill_sides, GTK_TYPE_WIDGET)

static gboolean
are_side_by_side (SpillSides *self,
                  int         width,
                  int        *end_width)
{
  gtk_widget_measure (self->end, GTK_ORIENTATION_HORIZONTAL, -1, NULL, end_width, NULL, NULL);

  return width >= self->room + GAP + *end_width;
}

static void
spill_sides_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  SpillSides *self = SPILL_SIDES (widget);
  int start_min, start_nat, end_min, end_nat, end_width;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->start, orientation, -1, &start_min, &start_nat, NULL, NULL);
      gtk_widget_measure (self->end, orientation, -1, &end_min, &end_nat, NULL, NULL);
      *minimum = MAX (start_min, end_min);
      *natural = MAX (start_nat, self->room) + GAP + end_nat;
      return;
    }

  if (for_size < 0 || are_side_by_side (self, for_size, &end_width))
    {
      int start_width = for_size < 0 ? -1 : for_size - GAP - end_width;

      gtk_widget_measure (self->start, orientation, start_width, &start_min, &start_nat,
                          NULL, NULL);
      gtk_widget_measure (self->end, orientation, -1, &end_min, &end_nat, NULL, NULL);
      *minimum = *natural = MAX (start_nat, end_nat);
    }
  else
    {
      gtk_widget_measure (self->start, orientation, for_size, &start_min, &start_nat, NULL, NULL);
      gtk_widget_measure (self->end, orientation, for_size, &end_min, &end_nat, NULL, NULL);
      *minimum = *natural = start_nat + GAP + end_nat;
    }
}

static void
place (SpillSides *self,
       GtkWidget  *child,
       int         x,
       int         y,
       int         width,
       int         height)
{
  GtkAllocation at = { x, y, width, height };

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    at.x = gtk_widget_get_width (GTK_WIDGET (self)) - x - width;

  gtk_widget_size_allocate (child, &at, -1);
}

static void
spill_sides_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  SpillSides *self = SPILL_SIDES (widget);
  int end_width, end_min, start_height, end_height;

  gtk_widget_measure (self->end, GTK_ORIENTATION_HORIZONTAL, -1, &end_min, NULL, NULL, NULL);
  if (are_side_by_side (self, width, &end_width))
    {
      gtk_widget_measure (self->end, GTK_ORIENTATION_VERTICAL, end_width, NULL, &end_height,
                          NULL, NULL);
      place (self, self->start, 0, 0, width - GAP - end_width, height);
      place (self, self->end, width - end_width, 0, end_width, end_height);
    }
  else
    {
      end_width = MAX (MIN (end_width, width), end_min);
      gtk_widget_measure (self->start, GTK_ORIENTATION_VERTICAL, width, NULL, &start_height,
                          NULL, NULL);
      gtk_widget_measure (self->end, GTK_ORIENTATION_VERTICAL, end_width, NULL, &end_height,
                          NULL, NULL);
      place (self, self->start, 0, 0, width, start_height);
      place (self, self->end, width - end_width, start_height + GAP, end_width, end_height);
    }
}

static GtkSizeRequestMode
spill_sides_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
spill_sides_dispose (GObject *object)
{
  SpillSides *self = SPILL_SIDES (object);

  g_clear_pointer (&self->start, gtk_widget_unparent);
  g_clear_pointer (&self->end, gtk_widget_unparent);

  G_OBJECT_CLASS (spill_sides_parent_class)->dispose (object);
}

static void
spill_sides_class_init (SpillSidesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = spill_sides_dispose;

  widget_class->measure = spill_sides_measure;
  widget_class->size_allocate = spill_sides_size_allocate;
  widget_class->get_request_mode = spill_sides_get_request_mode;
}

static void
spill_sides_init (SpillSides *self)
{
}

GtkWidget *
spill_sides_new (GtkWidget *start,
                 GtkWidget *end,
                 int        room)
{
  SpillSides *self = g_object_new (SPILL_TYPE_SIDES, NULL);

  self->start = start;
  self->end = end;
  self->room = room;
  gtk_widget_set_parent (start, GTK_WIDGET (self));
  gtk_widget_set_parent (end, GTK_WIDGET (self));

  return GTK_WIDGET (self);
}
