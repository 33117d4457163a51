#include "ui/spill-step-line.h"

#include "util/spill-plain.h"

#define GAP 10             /* px between columns */
#define WIDE 620           /* px from which on one line holds all columns */
#define NAME_SHARE 0.3     /* of the width */
#define NAME_LEAST 150
#define NAME_MOST 340
#define WORD_WIDTH 84
#define MAX_CHARS 300

typedef enum { SYMBOL, NAME, WORD, TEXT, DURATION, ARROW, N_CHILDREN } Child;

struct _SpillStepLine
{
  GtkWidget  parent_instance;

  GtkWidget *children[N_CHILDREN];   /* parented here */
  SpillLook  look;
};

G_DEFINE_FINAL_TYPE (SpillStepLine, spill_step_line, GTK_TYPE_WIDGET)

static void
measure (GtkWidget      *child,
         GtkOrientation  orientation,
         int            *minimum,
         int            *natural)
{
  gtk_widget_measure (child, orientation, -1, minimum, natural, NULL, NULL);
}

static void
spill_step_line_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  SpillStepLine *self = SPILL_STEP_LINE (widget);
  int min[N_CHILDREN], nat[N_CHILDREN];

  for (guint i = 0; i < N_CHILDREN; i++)
    measure (self->children[i], orientation, &min[i], &nat[i]);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = nat[SYMBOL] + min[NAME] + nat[DURATION] + nat[ARROW] + 3 * GAP;
      *natural = WIDE;
    }
  else
    {
      int first = MAX (MAX (nat[SYMBOL], nat[NAME]), MAX (nat[DURATION], nat[ARROW]));
      int second = MAX (nat[WORD], nat[TEXT]);

      *minimum = for_size >= 0 && for_size < WIDE ? first + 2 + second : MAX (first, second);
      *natural = *minimum;
    }
}

static void
place (SpillStepLine *self,
       Child          child,
       int            x,
       int            y,
       int            width,
       int            height)
{
  GtkAllocation at = { x, y, MAX (width, 0), height };
  int minimum;

  measure (self->children[child], GTK_ORIENTATION_HORIZONTAL, &minimum, NULL);
  at.width = MAX (at.width, minimum);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    at.x = gtk_widget_get_width (GTK_WIDGET (self)) - x - at.width;

  gtk_widget_size_allocate (self->children[child], &at, -1);
}

static void
spill_step_line_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  SpillStepLine *self = SPILL_STEP_LINE (widget);
  int symbol, duration, arrow, x, first, second;

  measure (self->children[SYMBOL], GTK_ORIENTATION_HORIZONTAL, NULL, &symbol);
  measure (self->children[DURATION], GTK_ORIENTATION_HORIZONTAL, NULL, &duration);
  measure (self->children[ARROW], GTK_ORIENTATION_HORIZONTAL, NULL, &arrow);
  measure (self->children[NAME], GTK_ORIENTATION_VERTICAL, NULL, &first);
  measure (self->children[TEXT], GTK_ORIENTATION_VERTICAL, NULL, &second);
  x = symbol + GAP;

  if (width >= WIDE)
    {
      int name = CLAMP ((int) (width * NAME_SHARE), NAME_LEAST, NAME_MOST);
      int text = width - x - name - WORD_WIDTH - duration - arrow - 4 * GAP;

      place (self, SYMBOL, 0, 0, symbol, height);
      place (self, NAME, x, 0, name, height);
      place (self, WORD, x + name + GAP, 0, WORD_WIDTH, height);
      place (self, TEXT, x + name + WORD_WIDTH + 2 * GAP, 0, text, height);
      place (self, DURATION, width - arrow - GAP - duration, 0, duration, height);
      place (self, ARROW, width - arrow, 0, arrow, height);
    }
  else
    {
      int word;

      first = MAX (first, height - 2 - second);
      measure (self->children[WORD], GTK_ORIENTATION_HORIZONTAL, NULL, &word);
      place (self, SYMBOL, 0, 0, symbol, first);
      place (self, NAME, x, 0, width - x - duration - arrow - 2 * GAP, first);
      place (self, DURATION, width - arrow - GAP - duration, 0, duration, first);
      place (self, ARROW, width - arrow, 0, arrow, first);
      place (self, WORD, x, first + 2, word, height - first - 2);
      place (self, TEXT, x + word + GAP, first + 2, width - x - word - GAP, height - first - 2);
    }
}

static GtkSizeRequestMode
spill_step_line_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
spill_step_line_dispose (GObject *object)
{
  SpillStepLine *self = SPILL_STEP_LINE (object);

  for (guint i = 0; i < N_CHILDREN; i++)
    g_clear_pointer (&self->children[i], gtk_widget_unparent);

  G_OBJECT_CLASS (spill_step_line_parent_class)->dispose (object);
}

static void
spill_step_line_class_init (SpillStepLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = spill_step_line_dispose;

  widget_class->measure = spill_step_line_measure;
  widget_class->size_allocate = spill_step_line_size_allocate;
  widget_class->get_request_mode = spill_step_line_get_request_mode;

  gtk_widget_class_set_css_name (widget_class, "stepline");
}

static GtkWidget *
make_label (PangoEllipsizeMode  ellipsize,
            const char         *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), ellipsize);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static void
spill_step_line_init (SpillStepLine *self)
{
  self->children[SYMBOL] = gtk_image_new ();
  self->children[NAME] = make_label (PANGO_ELLIPSIZE_MIDDLE, "spill-step-name");
  self->children[WORD] = make_label (PANGO_ELLIPSIZE_NONE, "spill-step-word");
  self->children[TEXT] = make_label (PANGO_ELLIPSIZE_END, "dim-label");
  self->children[DURATION] = make_label (PANGO_ELLIPSIZE_NONE, "numeric");
  self->children[ARROW] = gtk_image_new_from_icon_name ("pan-end-symbolic");
  gtk_widget_add_css_class (self->children[SYMBOL], "spill-symbol");
  gtk_widget_add_css_class (self->children[ARROW], "dim-label");
  gtk_widget_add_css_class (self->children[WORD], "caption");

  for (guint i = 0; i < N_CHILDREN; i++)
    gtk_widget_set_parent (self->children[i], GTK_WIDGET (self));

  self->look = SPILL_LOOK_UNKNOWN;
}

GtkWidget *
spill_step_line_new (void)
{
  return g_object_new (SPILL_TYPE_STEP_LINE, NULL);
}

static void
set_label (GtkWidget  *label,
           const char *text)
{
  g_autofree char *line = spill_plain_one_line (text, MAX_CHARS);

  gtk_label_set_text (GTK_LABEL (label), line);
}

void
spill_step_line_set (SpillStepLine *self,
                     SpillLook      look,
                     const char    *name,
                     const char    *text)
{
  g_return_if_fail (SPILL_IS_STEP_LINE (self));

  self->look = look;
  gtk_image_set_from_icon_name (GTK_IMAGE (self->children[SYMBOL]), spill_look_icon_name (look));
  spill_look_apply (look, self->children[SYMBOL]);
  gtk_label_set_text (GTK_LABEL (self->children[WORD]), spill_look_word (look));
  set_label (self->children[NAME], name);
  set_label (self->children[TEXT], text);
}

void
spill_step_line_set_duration (SpillStepLine *self,
                              const char    *duration)
{
  g_return_if_fail (SPILL_IS_STEP_LINE (self));

  gtk_label_set_text (GTK_LABEL (self->children[DURATION]), duration);
}

void
spill_step_line_set_expanded (SpillStepLine *self,
                              gboolean       expanded)
{
  g_return_if_fail (SPILL_IS_STEP_LINE (self));

  gtk_image_set_from_icon_name (GTK_IMAGE (self->children[ARROW]),
                                expanded ? "pan-down-symbolic" : "pan-end-symbolic");
}
