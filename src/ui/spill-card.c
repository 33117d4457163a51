#include "ui/spill-card.h"

#include "util/spill-plain.h"

#define MAX_CHARS 600   /* of a line */
#define MIN_WIDTH 24    /* in characters */
#define MAX_WIDTH 44
#define CHARACTER 10    /* pixels, of a heading, at most */
#define AROUND    90    /* pixels */
#define MAX_LINES 6     /* of a line that is broken */

typedef struct
{
  char       *text;
  const char *css_class;   /* (nullable) unowned */
  gboolean    is_said;
} Line;

struct _SpillCard
{
  SpillLook  look;
  gboolean   has_look;
  GPtrArray *lines;        /* of Line; the first is the title */
};

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->text);
  g_free (line);
}

static void
add (SpillCard  *self,
     const char *text,
     const char *css_class,
     gboolean    is_said)
{
  Line *line = g_new0 (Line, 1);

  line->text = spill_plain_cut (text, MAX_CHARS);
  line->css_class = css_class;
  line->is_said = is_said;
  g_strstrip (line->text);
  if (*line->text != '\0')
    g_ptr_array_add (self->lines, line);
  else
    line_free (line);
}

/**
 * spill_card_new:
 * @title: what it is about
 * @look: (nullable): shown by its symbol before the title
 *
 * Returns: (transfer full): a card with a title
 */
SpillCard *
spill_card_new (const char      *title,
                const SpillLook *look)
{
  SpillCard *self = g_new0 (SpillCard, 1);

  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->has_look = look != NULL;
  if (look != NULL)
    self->look = *look;
  add (self, title, "heading", TRUE);
  return self;
}

void
spill_card_free (SpillCard *self)
{
  g_ptr_array_unref (self->lines);
  g_free (self);
}

void
spill_card_add (SpillCard  *self,
                const char *text,
                const char *css_class)
{
  add (self, text, css_class, FALSE);
}

void
spill_card_add_said (SpillCard  *self,
                     const char *text,
                     const char *css_class)
{
  add (self, text, css_class, TRUE);
}

static GtkWidget *
label_new (const Line *line,
           int         room)
{
  GtkWidget *label = gtk_label_new (line->text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label),
                                 CLAMP ((room - AROUND) / CHARACTER, MIN_WIDTH, MAX_WIDTH));
  gtk_label_set_lines (GTK_LABEL (label), MAX_LINES);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (line->css_class != NULL)
    gtk_widget_add_css_class (label, line->css_class);
  return label;
}

/**
 * spill_card_make_widget:
 * @self: a card
 * @room: how wide it may be at most, in pixels
 *
 * Returns: (transfer floating): what shows it
 */
GtkWidget *
spill_card_make_widget (const SpillCard *self,
                        int              room)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  for (guint i = 0; i < self->lines->len; i++)
    {
      GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

      if (i == 0 && self->has_look)
        {
          GtkWidget *image = gtk_image_new ();

          gtk_widget_add_css_class (image, "spill-symbol");
          spill_look_show (self->look, GTK_IMAGE (image));
          gtk_box_append (GTK_BOX (head), image);
        }
      gtk_box_append (GTK_BOX (head), label_new (self->lines->pdata[i], room));
      gtk_box_append (GTK_BOX (box), head);
    }
  return box;
}

static char *
dup_lines (const SpillCard *self,
           gboolean         all)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = self->lines->pdata[i];

      if (line->is_said && !all)
        continue;
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line->text);
    }
  return g_string_free (text, FALSE);
}

char *
spill_card_dup_unsaid (const SpillCard *self)
{
  return dup_lines (self, FALSE);
}

char *
spill_card_dup_text (const SpillCard *self)
{
  return dup_lines (self, TRUE);
}
