#include "ui/spill-log-row.h"

#include <adwaita.h>
#include <string.h>
#include <glib/gi18n.h>

#include "ui/spill-ansi-colors.h"
#include "util/spill-ansi.h"

#define LOOK_BACK 64          /* lines above in which a colour may have been switched on */
#define MAX_BYTES (SPILL_LOG_ROW_MAX_CHARS * 8)   /* of a line read: escapes go from them */

struct _SpillLogRow
{
  GtkWidget  parent_instance;

  GtkWidget *box;      /* parented here; the rest is owned by the widget tree */
  GtkLabel  *number;
  GtkLabel  *channel;
  GtkLabel  *text;
};

G_DEFINE_FINAL_TYPE (SpillLogRow, spill_log_row, GTK_TYPE_WIDGET)

static const struct
{
  char        channel;
  const char *mark;
  const char *css_class;
  const char *word;
} channels[] = {
  { 'e', "!", "spill-log-stderr", N_("error output") },
  { 'h', "»", "spill-log-header", N_("from Buildbot") },
};

/* Bytes of @line to read: all, or up to a character's end. */
static gsize
limit_length (const char *line,
              gsize       length)
{
  if (length <= MAX_BYTES)
    return length;

  length = MAX_BYTES;
  while (length > 0 && (line[length] & 0xc0) == 0x80)
    length--;
  return length;
}

/* Colours that lines before have switched on and not off. Only lines with escapes cost. */
static void
carry_style (SpillLog       *log,
             guint64         line,
             SpillAnsiStyle *style)
{
  for (guint64 i = line - MIN (line, LOOK_BACK); i < line; i++)
    {
      gsize length;
      char channel;
      const char *text = spill_log_get_line (log, i, &length, &channel);

      if (text == NULL || channel == 'h')
        continue;
      length = limit_length (text, length);
      if (memchr (text, '\033', length) != NULL)
        g_free (spill_ansi_strip_line (text, length, style, NULL));
    }
}

static void
show_channel (SpillLogRow *self,
              char         channel)
{
  const char *mark = "";
  const char *word = NULL;
  /* The list's own widget around the row is what gets the focus. */
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *number = gtk_label_get_text (self->number);
  const char *text = gtk_label_get_text (self->text);
  g_autofree char *spoken = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    if (channels[i].channel == channel)
      {
        gtk_widget_add_css_class (GTK_WIDGET (self), channels[i].css_class);
        mark = channels[i].mark;
        word = _(channels[i].word);
      }
    else
      gtk_widget_remove_css_class (GTK_WIDGET (self), channels[i].css_class);

  gtk_label_set_text (self->channel, mark);
  if (word != NULL)
    /* Translators: number, kind ("error output") and text of a line of a log */
    spoken = g_strdup_printf (_("Line %s, %s: %s"), number, word, text);
  else
    spoken = g_strdup_printf (_("Line %s: %s"), number, text);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->channel), word);
}

/* Cuts @plain where the shown part ends; a sentence for what is hidden, or NULL. */
static char *
cut (char       *plain,
     const char *line,
     gsize       length,
     gsize       read_length)
{
  glong n = g_utf8_strlen (plain, -1);
  glong rest = length > read_length ? g_utf8_strlen (line + read_length, length - read_length) : 0;

  if (n > SPILL_LOG_ROW_MAX_CHARS)
    {
      *g_utf8_offset_to_pointer (plain, SPILL_LOG_ROW_MAX_CHARS) = '\0';
      rest += n - SPILL_LOG_ROW_MAX_CHARS;
    }
  if (rest == 0)
    return NULL;

  return g_strdup_printf (ngettext (" … %ld more character", " … %ld more characters", rest), rest);
}

static void
show_line (SpillLogRow *self,
           SpillLog    *log,
           guint64      line,
           const char  *text,
           gsize        length,
           char         channel)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  g_autoptr(GArray) spans = g_array_new (FALSE, FALSE, sizeof (SpillAnsiSpan));
  SpillAnsiStyle style = SPILL_ANSI_STYLE_INIT;
  gsize read_length = limit_length (text, length);
  g_autofree char *plain = NULL;
  g_autofree char *hidden = NULL;
  g_autofree char *shown = NULL;
  PangoAttrList *attributes;
  gsize end;

  if (channel != 'h')
    carry_style (log, line, &style);
  plain = spill_ansi_strip_line (text, read_length, &style, spans);
  hidden = cut (plain, text, length, read_length);
  end = strlen (plain);
  shown = g_strconcat (plain, hidden, NULL);

  attributes = spill_ansi_colors_make (spans, end, dark);
  if (hidden != NULL)
    {
      PangoAttribute *italic = pango_attr_style_new (PANGO_STYLE_ITALIC);

      italic->start_index = end;
      pango_attr_list_insert (attributes, italic);
    }
  gtk_label_set_attributes (self->text, attributes);
  gtk_label_set_text (self->text, shown);
  pango_attr_list_unref (attributes);
}

gboolean
spill_log_row_set (SpillLogRow *self,
                   SpillLog    *log,
                   guint64      line,
                   guint        digits,
                   gboolean     wrap)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, line + 1);
  const char *text;
  gsize length;
  char channel = 't';

  g_return_val_if_fail (SPILL_IS_LOG_ROW (self), FALSE);

  gtk_label_set_width_chars (self->number, digits);
  gtk_label_set_text (self->number, number);
  gtk_label_set_wrap (self->text, wrap);

  text = spill_log_get_line (log, line, &length, &channel);
  if (text != NULL)
    show_line (self, log, line, text, length, channel);
  else
    {
      gtk_label_set_attributes (self->text, NULL);
      gtk_label_set_text (self->text, "…");
    }
  show_channel (self, channel);

  return text != NULL;
}

const char *
spill_log_row_get_text (SpillLogRow *self)
{
  g_return_val_if_fail (SPILL_IS_LOG_ROW (self), NULL);

  return gtk_label_get_text (self->text);
}

static void
spill_log_row_dispose (GObject *object)
{
  g_clear_pointer (&SPILL_LOG_ROW (object)->box, gtk_widget_unparent);

  G_OBJECT_CLASS (spill_log_row_parent_class)->dispose (object);
}

static void
spill_log_row_class_init (SpillLogRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = spill_log_row_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "logline");
}

static GtkLabel *
append_label (SpillLogRow *self,
              const char  *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (self->box), label);

  return GTK_LABEL (label);
}

static void
spill_log_row_init (SpillLogRow *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->number = append_label (self, "spill-log-number");
  self->channel = append_label (self, "spill-log-channel");
  self->text = append_label (self, "spill-log-text");
  gtk_label_set_xalign (self->number, 1);
  gtk_label_set_width_chars (self->channel, 1);
  gtk_label_set_xalign (self->text, 0);
  gtk_label_set_wrap_mode (self->text, PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (GTK_WIDGET (self->text), TRUE);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
spill_log_row_new (void)
{
  return g_object_new (SPILL_TYPE_LOG_ROW, NULL);
}
