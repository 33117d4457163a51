#include "ui/spill-log-excerpt.h"

#include <inttypes.h>
#include <string.h>
#include <glib/gi18n.h>

#include "model/spill-step.h"
#include "ui/spill-part-view.h"
#include "util/spill-ansi.h"
#include "util/spill-plain.h"

#define TAIL_LINES 1000
#define SHOWN_LINES 7
#define SCANNED_BYTES 400     /* of a line */
#define MAX_CHARS 240         /* of a line shown */

struct _SpillLogExcerpt
{
  GtkWidget      parent_instance;

  SpillLog      *log;
  gboolean       held;
  SpillPartView *part;        /* parented here */
  GtkLabel      *caption;     /* owned by the widget tree */
  GtkLabel      *lines;       /* owned by the widget tree */
};

G_DEFINE_FINAL_TYPE (SpillLogExcerpt, spill_log_excerpt, GTK_TYPE_WIDGET)

static gboolean
looks_like_error (const char *line,
                  gsize       length)
{
  static const char *const words[] = {
    "error:", "error ", "fatal:", "fatal ", "failed", "failure", "fail:", "traceback (most",
    "panic",
    "exception:", "assertion", "undefined reference", "cannot find", "no such file",
    "segmentation fault", "command not found", "permission denied", "*** ", "not ok ",
  };
  static const char *const harmless[] = {
    " 0 error", "no error", "0 failed", "0 failure", "without error", "ignored",
  };
  char text[SCANNED_BYTES + 1];

  length = MIN (length, SCANNED_BYTES);
  memcpy (text, line, length);
  text[length] = '\0';

  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    if (strcasestr (text, harmless[i]) != NULL)
      return FALSE;
  /* As test programs shout it. */
  if (strstr (text, "FAIL") != NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcasestr (text, words[i]) != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
says_something (const char *line,
                gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (line[i]))
      return TRUE;

  return FALSE;
}

gboolean
spill_log_excerpt_find (SpillLog *log,
                        guint64  *first,
                        guint    *n)
{
  guint64 end = spill_log_get_n_lines (log);
  guint64 begin = end > TAIL_LINES ? end - TAIL_LINES : 0;
  guint64 last_telling = G_MAXUINT64, first_telling = G_MAXUINT64;
  const char *line;
  char channel;
  gsize length;

  for (guint64 i = begin; i < end; i++)
    if ((line = spill_log_get_line (log, i, &length, &channel)) != NULL
        && channel != 'h' && looks_like_error (line, length))
      {
        *first = i;
        *n = MIN (SHOWN_LINES, end - i);
        return TRUE;
      }

  /* Backwards: the last lines of the program; if it said nothing, what the step said about it. */
  for (guint pass = 0; pass < 2 && last_telling == G_MAXUINT64; pass++)
    for (guint64 i = end, found = 0; i > begin && found < SHOWN_LINES; i--)
      if ((line = spill_log_get_line (log, i - 1, &length, &channel)) != NULL
          && (channel == 'h') == (pass == 1) && says_something (line, length))
        {
          first_telling = i - 1;
          if (last_telling == G_MAXUINT64)
            last_telling = i - 1;
          found++;
        }
      else if (last_telling != G_MAXUINT64 && line != NULL && channel == 'h')
        break;
  if (last_telling == G_MAXUINT64)
    return FALSE;

  *first = MAX (first_telling, last_telling - MIN (last_telling, SHOWN_LINES - 1));
  *n = last_telling - *first + 1;
  return TRUE;
}

SpillLog *
spill_log_excerpt_choose (SpillStep *step)
{
  SpillList *logs = spill_step_get_logs (step);
  SpillLog *best = NULL, *log;

  for (guint i = 0; (log = spill_list_peek (logs, i)) != NULL; i++)
    {
      SpillLogType type = spill_log_get_log_type (log);
      const char *name = spill_log_get_name (log);

      if (type == SPILL_LOG_HTML || type == SPILL_LOG_DELETED)
        continue;
      if (strcasestr (name, "err.text") != NULL || strcasestr (name, "problems") != NULL)
        return log;
      if (best == NULL || g_str_equal (name, "stdio"))
        best = log;
    }

  return best;
}

static void
update (SpillLogExcerpt *self)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint64 first;
  guint n = 0;

  if (spill_log_excerpt_find (self->log, &first, &n))
    {
      g_autofree char *name = spill_plain_isolated (spill_log_get_name (self->log), 60);
      g_autofree char *caption = g_strdup_printf (_("%s, from line %" PRIu64), name,
                                                  first + 1);

      for (guint64 i = first; i < first + n; i++)
        {
          SpillAnsiStyle style = SPILL_ANSI_STYLE_INIT;
          gsize length;
          char channel;
          const char *line = spill_log_get_line (self->log, i, &length, &channel);
          g_autofree char *plain = NULL;
          g_autofree char *cut = NULL;

          if (line == NULL)
            break;
          /* What Buildbot adds (exit code, elapsed time) says nothing of the error. */
          if (channel == 'h' && text->len > 0)
            continue;
          plain = spill_ansi_strip_line (line, length, &style, NULL);
          cut = spill_plain_cut (plain, MAX_CHARS);
          if (text->len > 0)
            g_string_append_c (text, '\n');
          g_string_append (text, cut);
        }
      gtk_label_set_text (self->caption, caption);
    }

  if (g_strcmp0 (gtk_label_get_text (self->lines), text->str) != 0)
    gtk_label_set_text (self->lines, text->str);
  spill_part_view_set (self->part, spill_log_get_part_state (self->log),
                       spill_log_get_part_error (self->log), text->len > 0);
}

static void
on_retry (SpillLogExcerpt *self)
{
  spill_log_refresh (self->log);
}

static void
spill_log_excerpt_map (GtkWidget *widget)
{
  SpillLogExcerpt *self = SPILL_LOG_EXCERPT (widget);

  GTK_WIDGET_CLASS (spill_log_excerpt_parent_class)->map (widget);

  if (!self->held)
    {
      self->held = TRUE;
      spill_log_hold (self->log);
    }
  update (self);
}

static void
release (SpillLogExcerpt *self)
{
  if (self->held)
    {
      self->held = FALSE;
      spill_log_release (self->log);
    }
}

static void
spill_log_excerpt_unmap (GtkWidget *widget)
{
  release (SPILL_LOG_EXCERPT (widget));

  GTK_WIDGET_CLASS (spill_log_excerpt_parent_class)->unmap (widget);
}

static void
spill_log_excerpt_dispose (GObject *object)
{
  SpillLogExcerpt *self = SPILL_LOG_EXCERPT (object);

  if (self->log != NULL)
    release (self);
  if (self->part != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->part));
  self->part = NULL;
  g_clear_object (&self->log);

  G_OBJECT_CLASS (spill_log_excerpt_parent_class)->dispose (object);
}

static void
spill_log_excerpt_class_init (SpillLogExcerptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = spill_log_excerpt_dispose;
  widget_class->map = spill_log_excerpt_map;
  widget_class->unmap = spill_log_excerpt_unmap;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
spill_log_excerpt_init (SpillLogExcerpt *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *caption = gtk_label_new (NULL);
  GtkWidget *lines = gtk_label_new (NULL);

  self->caption = GTK_LABEL (caption);
  self->lines = GTK_LABEL (lines);
  gtk_label_set_xalign (self->caption, 0);
  gtk_label_set_ellipsize (self->caption, PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "dim-label");
  gtk_label_set_xalign (self->lines, 0);
  gtk_label_set_wrap (self->lines, TRUE);
  gtk_label_set_wrap_mode (self->lines, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (self->lines, TRUE);
  gtk_widget_add_css_class (lines, "monospace");
  gtk_widget_add_css_class (box, "spill-excerpt");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (lines), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  caption, NULL, -1);
  gtk_box_append (GTK_BOX (box), caption);
  gtk_box_append (GTK_BOX (box), lines);

  self->part = SPILL_PART_VIEW (spill_part_view_new (box, _("The log is empty.")));
  g_signal_connect_swapped (self->part, "retry", G_CALLBACK (on_retry), self);
  gtk_widget_set_parent (GTK_WIDGET (self->part), GTK_WIDGET (self));
}

GtkWidget *
spill_log_excerpt_new (SpillLog *log)
{
  SpillLogExcerpt *self = g_object_new (SPILL_TYPE_LOG_EXCERPT, NULL);

  g_return_val_if_fail (SPILL_IS_LOG (log), NULL);

  self->log = g_object_ref (log);
  g_signal_connect_object (log, "lines-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (log, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}

SpillLog *
spill_log_excerpt_get_log (SpillLogExcerpt *self)
{
  g_return_val_if_fail (SPILL_IS_LOG_EXCERPT (self), NULL);

  return self->log;
}
