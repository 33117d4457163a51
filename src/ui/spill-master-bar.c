#include "ui/spill-master-bar.h"

#include <glib/gi18n.h>

#include "ui/spill-connection.h"
#include "util/spill-clock.h"

/* Key of the remark that the user has seen, at its master: bars come and go with views. */
#define DISMISSED "spill-dismissed-notice"

/**
 * SpillMasterBar:
 *
 * The bars over the builders of a master.
 */
struct _SpillMasterBar
{
  AdwBin       parent_instance;

  SpillMaster *master;
  gboolean     is_alone;
  guint        tick;           /* source id: counts the seconds to the next try */

  /* Owned by the bin */
  GtkInfoBar  *state;
  GtkLabel    *title;
  GtkLabel    *words;
  GtkButton   *step;
  GtkInfoBar  *notice;
  GtkLabel    *notice_text;
};

G_DEFINE_FINAL_TYPE (SpillMasterBar, spill_master_bar, ADW_TYPE_BIN)

static gboolean on_tick (gpointer user_data);

static gboolean
is_troubled (SpillMaster *master)
{
  SpillConnection connection = spill_master_get_connection (master);

  return connection == SPILL_CONNECTION_RECONNECTING || connection == SPILL_CONNECTION_FAILED;
}

static void
update_state (SpillMasterBar *self)
{
  gboolean is_failed = spill_master_get_connection (self->master) == SPILL_CONNECTION_FAILED;
  const char *words = spill_master_get_problem_text (self->master);
  g_autofree char *age = spill_connection_dup_age (self->master, spill_now ());
  g_autofree char *title = NULL;

  /* Translators: a master's name, and “Stale since 14:02, next try in 12 s”. */
  title = g_strdup_printf (_("%s: %s"), spill_master_get_name (self->master), age);
  gtk_label_set_text (self->title, self->is_alone ? age : title);
  gtk_label_set_text (self->words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words),
                          self->is_alone && words != NULL && *words != '\0');
  gtk_info_bar_set_message_type (self->state, is_failed ? GTK_MESSAGE_ERROR : GTK_MESSAGE_WARNING);

  spill_connection_set_step (self->master, self->step);
}

static void
update (SpillMasterBar *self)
{
  const char *notice = spill_master_get_notice (self->master);
  const char *dismissed = g_object_get_data (G_OBJECT (self->master), DISMISSED);
  gboolean has_notice = self->is_alone && notice != NULL && g_strcmp0 (notice, dismissed) != 0;
  gboolean has_trouble = is_troubled (self->master);

  if (has_trouble)
    update_state (self);
  gtk_info_bar_set_revealed (self->state, has_trouble);
  gtk_widget_set_visible (GTK_WIDGET (self->state), has_trouble);

  if (has_notice)
    gtk_label_set_text (self->notice_text, notice);
  gtk_widget_set_visible (GTK_WIDGET (self->notice), has_notice);
  gtk_widget_set_visible (GTK_WIDGET (self), has_trouble || has_notice);

  if (!spill_connection_counts_down (self->master))
    g_clear_handle_id (&self->tick, g_source_remove);
  else if (self->tick == 0)
    self->tick = g_timeout_add_seconds (1, on_tick, self);
}

static gboolean
on_tick (gpointer user_data)
{
  SpillMasterBar *self = user_data;

  update (self);
  return self->tick != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
on_master_notify (SpillMaster    *master,
                  GParamSpec     *pspec,
                  SpillMasterBar *self)
{
  /* Every answer of a live master moves its last contact; nothing of that is shown. */
  if (!g_str_equal (pspec->name, "last-contact") || !spill_master_is_fresh (master))
    update (self);
}

static void
on_notice_response (GtkInfoBar     *bar,
                    int             response,
                    SpillMasterBar *self)
{
  g_object_set_data_full (G_OBJECT (self->master), DISMISSED,
                          g_strdup (spill_master_get_notice (self->master)), g_free);
  update (self);
}

static GtkLabel *
label_new (void)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));

  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (label, 0);
  gtk_label_set_lines (label, 3);
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  return label;
}

static void
spill_master_bar_dispose (GObject *object)
{
  SpillMasterBar *self = SPILL_MASTER_BAR (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->master != NULL)
    g_signal_handlers_disconnect_by_data (self->master, self);
  g_clear_object (&self->master);

  G_OBJECT_CLASS (spill_master_bar_parent_class)->dispose (object);
}

static void
spill_master_bar_class_init (SpillMasterBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_master_bar_dispose;
}

static void
spill_master_bar_init (SpillMasterBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *state = gtk_info_bar_new ();
  GtkWidget *notice = gtk_info_bar_new ();

  self->state = GTK_INFO_BAR (state);
  self->title = label_new ();
  self->words = label_new ();
  self->step = GTK_BUTTON (gtk_button_new ());
  self->notice = GTK_INFO_BAR (notice);
  self->notice_text = label_new ();

  gtk_widget_add_css_class (GTK_WIDGET (self->title), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "caption");
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->words));
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_info_bar_add_child (self->state, lines);
  gtk_widget_set_valign (GTK_WIDGET (self->step), GTK_ALIGN_CENTER);
  gtk_info_bar_add_child (self->state, GTK_WIDGET (self->step));

  gtk_widget_set_hexpand (GTK_WIDGET (self->notice_text), TRUE);
  gtk_info_bar_set_message_type (self->notice, GTK_MESSAGE_INFO);
  gtk_info_bar_set_show_close_button (self->notice, TRUE);
  gtk_info_bar_add_child (self->notice, GTK_WIDGET (self->notice_text));
  g_signal_connect (self->notice, "response", G_CALLBACK (on_notice_response), self);

  gtk_box_append (GTK_BOX (box), state);
  gtk_box_append (GTK_BOX (box), notice);
  gtk_widget_add_css_class (GTK_WIDGET (self), "spill-master-bar");
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * spill_master_bar_new:
 * @master: a master
 * @is_alone: whether no other master is looked at: then it needs no name, but can have more lines
 *
 * Returns: (transfer floating): a bar
 */
GtkWidget *
spill_master_bar_new (SpillMaster *master,
                      gboolean     is_alone)
{
  SpillMasterBar *self;

  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  self = g_object_new (SPILL_TYPE_MASTER_BAR, NULL);
  self->master = g_object_ref (master);
  self->is_alone = is_alone;
  g_signal_connect_object (master, "notify", G_CALLBACK (on_master_notify), self, 0);
  update (self);
  return GTK_WIDGET (self);
}

SpillMaster *
spill_master_bar_get_master (SpillMasterBar *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER_BAR (self), NULL);

  return self->master;
}
