#include "ui/spill-step-row.h"

#include <math.h>
#include <glib/gi18n.h>

#include "model/spill-build.h"
#include "model/spill-eta.h"
#include "model/spill-log.h"
#include "model/spill-master.h"
#include "ui/spill-links.h"
#include "ui/spill-log-excerpt.h"
#include "ui/spill-part-view.h"
#include "ui/spill-step-line.h"
#include "util/spill-clock.h"
#include "util/spill-format.h"
#include "util/spill-plain.h"

#define LONG_TEXT 60           /* characters from which on the opened row repeats the text */
#define MAX_TEXT 4000
#define LOCKS_WORTH_TELLING 1.0   /* s */

/* What only an opened row has. All owned by the widget tree. */
typedef struct
{
  GtkWidget     *box;
  GtkLabel      *times;
  GtkLabel      *text;
  SpillLinks    *urls;
  SpillPartView *logs_part;
  SpillLinks    *logs;
  GtkWidget     *excerpt;      /* (nullable) */
} Details;

struct _SpillStepRow
{
  GtkListBoxRow   parent_instance;

  SpillStep      *step;
  GtkWidget      *box;         /* owned by the widget tree, as the rest */
  SpillStepLine  *line;
  GtkWidget      *progress;    /* (nullable): was running while shown */
  GtkProgressBar *bar;
  GtkLabel       *left;
  Details        *details;     /* (nullable) */
  gboolean        expanded;
  gboolean        held;
};

G_DEFINE_FINAL_TYPE (SpillStepRow, spill_step_row, GTK_TYPE_LIST_BOX_ROW)

static const SpillBuildLink *
find_child (SpillStepRow   *self,
            const SpillUrl *url)
{
  SpillBuild *build = spill_step_get_build (self->step);
  GPtrArray *children = build != NULL ? spill_build_get_children (build) : NULL;

  for (guint i = 0; children != NULL && i < children->len; i++)
    {
      const SpillBuildLink *child = children->pdata[i];

      if (g_strcmp0 (child->relationship, url->name) == 0)
        return child;
    }

  return NULL;
}

static void
update_urls (SpillStepRow *self)
{
  GPtrArray *urls = spill_step_get_urls (self->step);
  SpillBuild *build = spill_step_get_build (self->step);
  SpillMaster *master = build != NULL ? spill_build_get_master (build) : NULL;
  SpillLinks *links = self->details->urls;

  spill_links_begin (links);
  for (guint i = 0; urls != NULL && i < urls->len; i++)
    {
      const SpillUrl *url = urls->pdata[i];
      const SpillBuildLink *child = find_child (self, url);

      if (child != NULL && master != NULL)
        {
          if (!spill_links_is_superseded (master, spill_build_get_children (build), child))
            spill_links_add_build (links, master, child);
        }
      else
        spill_links_add_uri (links, url->name, url->url);
    }
  spill_links_end (links);
  gtk_widget_set_visible (GTK_WIDGET (links), spill_links_get_n (links) > 0);
}

static void
update_excerpt (SpillStepRow *self)
{
  Details *details = self->details;
  SpillResult result = spill_step_get_result (self->step);
  SpillLog *log = NULL;

  if (result == SPILL_RESULT_FAILURE || result == SPILL_RESULT_EXCEPTION)
    log = spill_log_excerpt_choose (self->step);
  if (details->excerpt != NULL
      && spill_log_excerpt_get_log (SPILL_LOG_EXCERPT (details->excerpt)) == log)
    return;

  if (details->excerpt != NULL)
    gtk_box_remove (GTK_BOX (details->box), details->excerpt);
  details->excerpt = NULL;
  if (log != NULL)
    {
      details->excerpt = spill_log_excerpt_new (log);
      gtk_box_append (GTK_BOX (details->box), details->excerpt);
    }
}

static void
update_logs (SpillStepRow *self)
{
  SpillList *logs = spill_step_get_logs (self->step);
  SpillLinks *links;
  SpillLog *log;

  if (self->details == NULL)
    return;

  links = self->details->logs;
  spill_links_begin (links);
  for (guint i = 0; (log = spill_list_peek (logs, i)) != NULL; i++)
    {
      g_autofree char *name = spill_plain_one_line (spill_log_get_name (log), 60);
      g_autofree char *text = NULL;
      guint64 n = spill_log_get_n_lines (log);

      if (spill_log_get_log_type (log) == SPILL_LOG_DELETED)
        text = g_strdup_printf (_("%s (deleted)"), name);
      else if (n == 0 && !spill_log_knows_n_lines (log))
        text = g_strdup (name);
      else
        text = g_strdup_printf (g_dngettext (NULL, "%s (%" G_GUINT64_FORMAT " line)",
                                             "%s (%" G_GUINT64_FORMAT " lines)", n), name, n);
      spill_links_add_log (links, text, log);
    }
  spill_links_end (links);

  spill_part_view_set (self->details->logs_part,
                       spill_step_get_part_state (self->step, SPILL_PART_LOGS),
                       spill_step_get_part_error (self->step, SPILL_PART_LOGS),
                       spill_links_get_n (links) > 0);
  update_excerpt (self);
}

static void
append_part (GString    *text,
             const char *part)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

static void
update_times (SpillStepRow *self)
{
  g_autoptr(GString) text = g_string_new (NULL);
  double started = spill_step_get_started (self->step);
  double finished = spill_step_get_finished (self->step);
  double locks = spill_step_get_locks_acquired (self->step);

  if (started > 0)
    {
      g_autofree char *when = spill_format_time (started);
      g_autofree char *part = g_strdup_printf (_("Started %s"), when);

      append_part (text, part);
    }
  if (finished > 0)
    {
      g_autofree char *took = spill_format_duration (finished - started);
      g_autofree char *part = g_strdup_printf (_("took %s"), took);

      append_part (text, part);
    }
  if (locks - started >= LOCKS_WORTH_TELLING && started > 0)
    {
      g_autofree char *waited = spill_format_duration (locks - started);
      g_autofree char *part = g_strdup_printf (_("waited %s for locks"), waited);

      append_part (text, part);
    }
  if (text->len == 0)
    g_string_append (text, _("Not started yet"));

  gtk_label_set_text (self->details->times, text->str);
}

static void
update_details (SpillStepRow *self)
{
  const char *text = spill_step_get_text (self->step);
  gboolean is_long = text != NULL && g_utf8_strlen (text, LONG_TEXT * 4) > LONG_TEXT;

  if (self->details == NULL)
    return;

  if (is_long)
    {
      g_autofree char *cut = spill_plain_cut (text, MAX_TEXT);

      if (g_strcmp0 (gtk_label_get_text (self->details->text), cut) != 0)
        gtk_label_set_text (self->details->text, cut);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->details->text), is_long);
  update_times (self);
  update_urls (self);
  update_logs (self);
}

static void
make_progress (SpillStepRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *bar = gtk_progress_bar_new ();
  GtkWidget *left = gtk_label_new (NULL);

  self->progress = box;
  self->bar = GTK_PROGRESS_BAR (bar);
  self->left = GTK_LABEL (left);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (left, "caption");
  gtk_widget_add_css_class (left, "numeric");
  gtk_widget_add_css_class (box, "spill-step-progress");
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Progress of the step"), -1);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), left);
  gtk_box_insert_child_after (GTK_BOX (self->box), box, GTK_WIDGET (self->line));
}

static void
update_progress (SpillStepRow *self,
                 double        now)
{
  gboolean running = spill_step_is_started (self->step) && !spill_step_is_finished (self->step);
  double left, progress;

  if (self->progress == NULL && !running)
    return;
  if (self->progress == NULL)
    make_progress (self);

  left = running ? spill_step_get_eta (self->step, now) : NAN;
  progress = spill_eta_progress (left, spill_step_get_duration (self->step, now));
  gtk_widget_set_visible (self->progress, running && progress >= 0);
  if (running && progress >= 0)
    {
      g_autofree char *words = spill_format_eta (left);

      gtk_progress_bar_set_fraction (self->bar, progress);
      gtk_label_set_text (self->left, words);
    }
}

void
spill_step_row_tick (SpillStepRow *self,
                     double        now)
{
  g_autofree char *duration = NULL;

  g_return_if_fail (SPILL_IS_STEP_ROW (self));

  if (spill_step_is_started (self->step))
    duration = spill_format_duration (spill_step_get_duration (self->step, now));
  spill_step_line_set_duration (self->line, duration != NULL ? duration : "");
  update_progress (self, now);
}

static void
update (SpillStepRow *self)
{
  SpillLook look = spill_look_of_step (self->step);
  const char *name = spill_step_get_name (self->step);
  const char *text = spill_step_get_text (self->step);
  g_autofree char *spoken_name = spill_plain_one_line (name, 100);
  g_autofree char *spoken_text = spill_plain_one_line (text, 200);
  g_autofree char *spoken = g_strdup_printf (_("Step %s: %s. %s"), spoken_name,
                                             spill_look_word (look), spoken_text);

  /* Buildbot's default is to repeat the name: nothing new. */
  spill_step_line_set (self->line, look, name, g_strcmp0 (name, text) != 0 ? text : NULL);
  spill_look_apply (look, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  spill_step_row_tick (self, spill_now ());
  update_details (self);
}

static void
on_retry (SpillStepRow *self)
{
  spill_step_refresh (self->step, SPILL_PART_LOGS);
}

static GtkLabel *
append_label (GtkWidget  *box,
              const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static void
make_details (SpillStepRow *self)
{
  Details *details = g_new0 (Details, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *logs = spill_links_new ();
  GtkWidget *urls = spill_links_new ();

  self->details = details;
  details->box = box;
  gtk_widget_add_css_class (box, "spill-step-details");
  details->text = append_label (box, "spill-step-text");
  gtk_label_set_selectable (details->text, TRUE);
  details->times = append_label (box, "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (details->times), "caption");
  details->urls = SPILL_LINKS (urls);
  gtk_box_append (GTK_BOX (box), urls);
  details->logs = SPILL_LINKS (logs);
  details->logs_part = SPILL_PART_VIEW (spill_part_view_new (logs, _("This step has no logs.")));
  g_signal_connect_swapped (details->logs_part, "retry", G_CALLBACK (on_retry), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (details->logs_part));
  gtk_box_append (GTK_BOX (self->box), box);

  g_signal_connect_object (spill_step_get_logs (self->step), "items-changed",
                           G_CALLBACK (update_logs), self, G_CONNECT_SWAPPED);
}

static void
sync_hold (SpillStepRow *self)
{
  gboolean wanted = self->expanded && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (self->step == NULL || wanted == self->held)
    return;

  self->held = wanted;
  if (wanted)
    spill_step_hold (self->step, SPILL_PART_LOGS);
  else
    spill_step_release (self->step, SPILL_PART_LOGS);
}

static void
spill_step_row_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (spill_step_row_parent_class)->map (widget);

  sync_hold (SPILL_STEP_ROW (widget));
}

static void
spill_step_row_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (spill_step_row_parent_class)->unmap (widget);

  sync_hold (SPILL_STEP_ROW (widget));
}

static void
spill_step_row_dispose (GObject *object)
{
  SpillStepRow *self = SPILL_STEP_ROW (object);

  self->expanded = FALSE;
  sync_hold (self);
  if (self->step != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->step, self);
      g_signal_handlers_disconnect_by_data (spill_step_get_logs (self->step), self);
    }
  g_clear_object (&self->step);
  g_clear_pointer (&self->details, g_free);

  G_OBJECT_CLASS (spill_step_row_parent_class)->dispose (object);
}

static void
spill_step_row_class_init (SpillStepRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = spill_step_row_dispose;
  widget_class->map = spill_step_row_map;
  widget_class->unmap = spill_step_row_unmap;
}

static void
spill_step_row_init (SpillStepRow *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->line = SPILL_STEP_LINE (spill_step_line_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->line), TRUE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->line));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), self->box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "spill-step-row");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE, -1);
}

GtkWidget *
spill_step_row_new (SpillStep *step)
{
  SpillStepRow *self = g_object_new (SPILL_TYPE_STEP_ROW, NULL);

  g_return_val_if_fail (SPILL_IS_STEP (step), NULL);

  self->step = g_object_ref (step);
  g_signal_connect_object (step, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  if (!spill_step_is_finished (step) && spill_step_get_build (step) != NULL)
    g_signal_connect_object (spill_step_get_build (step), "notify::is-finished",
                             G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (step, "notify::parts", G_CALLBACK (update_logs), self,
                           G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}

SpillStep *
spill_step_row_get_step (SpillStepRow *self)
{
  g_return_val_if_fail (SPILL_IS_STEP_ROW (self), NULL);

  return self->step;
}

gboolean
spill_step_row_get_expanded (SpillStepRow *self)
{
  g_return_val_if_fail (SPILL_IS_STEP_ROW (self), FALSE);

  return self->expanded;
}

void
spill_step_row_set_expanded (SpillStepRow *self,
                             gboolean      expanded)
{
  g_return_if_fail (SPILL_IS_STEP_ROW (self));

  if (self->expanded == expanded)
    return;

  self->expanded = expanded;
  if (self->details == NULL)
    make_details (self);
  gtk_widget_set_visible (self->details->box, expanded);
  spill_step_line_set_expanded (self->line, expanded);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED, expanded, -1);
  update_details (self);
  sync_hold (self);
}
