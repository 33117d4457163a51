#include "ui/spill-part-view.h"

#include <glib/gi18n.h>

#include "util/spill-plain.h"

#define SKELETON_DELAY_MS 200
#define MAX_ERROR_CHARS 600

struct _SpillPartView
{
  GtkWidget  parent_instance;

  GtkWidget *box;        /* owned by the widget tree, as all below */
  GtkWidget *child;
  GtkWidget *skeleton;
  GtkWidget *failed;
  GtkLabel  *words;
  GtkWidget *empty;
  guint      delay;      /* source id */
};

enum
{
  RETRY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillPartView, spill_part_view, GTK_TYPE_WIDGET)

static GtkWidget *
make_skeleton (void)
{
  static const int widths[] = { 280, 200, 240 };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      gtk_widget_add_css_class (bar, "spill-skeleton");
      gtk_widget_set_size_request (bar, widths[i], 14);
      gtk_widget_set_halign (bar, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (box), bar);
    }
  gtk_widget_add_css_class (box, "spill-part-state");
  gtk_accessible_update_property (GTK_ACCESSIBLE (box),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Loading"), -1);
  gtk_widget_set_tooltip_text (box, _("Loading"));

  return box;
}

static void
on_retry_clicked (SpillPartView *self)
{
  g_signal_emit (self, signals[RETRY], 0);
}

static GtkWidget *
make_failed (SpillPartView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *words = gtk_label_new (NULL);
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Retry"));

  self->words = GTK_LABEL (words);
  gtk_label_set_wrap (self->words, TRUE);
  gtk_label_set_wrap_mode (self->words, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (self->words, TRUE);
  gtk_label_set_xalign (self->words, 0);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (icon, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_retry_clicked), self);

  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_add_css_class (box, "spill-part-state");
  gtk_widget_add_css_class (box, "spill-part-failed");

  return box;
}

static gboolean
on_delay (gpointer user_data)
{
  SpillPartView *self = user_data;

  self->delay = 0;
  gtk_widget_set_visible (self->skeleton, TRUE);

  return G_SOURCE_REMOVE;
}

static void
spill_part_view_dispose (GObject *object)
{
  SpillPartView *self = SPILL_PART_VIEW (object);

  g_clear_handle_id (&self->delay, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (spill_part_view_parent_class)->dispose (object);
}

static void
spill_part_view_class_init (SpillPartViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = spill_part_view_dispose;

  signals[RETRY] = g_signal_new ("retry", SPILL_TYPE_PART_VIEW, G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
spill_part_view_init (SpillPartView *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->skeleton = make_skeleton ();
  self->failed = make_failed (self);
  self->empty = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->empty), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->empty), 0);
  gtk_widget_add_css_class (self->empty, "dim-label");
  gtk_widget_add_css_class (self->empty, "spill-part-state");

  gtk_widget_set_visible (self->skeleton, FALSE);
  gtk_widget_set_visible (self->failed, FALSE);
  gtk_widget_set_visible (self->empty, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->skeleton);
  gtk_box_append (GTK_BOX (self->box), self->failed);
  gtk_box_append (GTK_BOX (self->box), self->empty);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * spill_part_view_new:
 * @child: (transfer floating): shown when there is something to show
 * @empty: sentence for when the master has nothing
 *
 * Returns: (transfer floating): a new view
 */
GtkWidget *
spill_part_view_new (GtkWidget  *child,
                     const char *empty)
{
  SpillPartView *self = g_object_new (SPILL_TYPE_PART_VIEW, NULL);

  g_return_val_if_fail (GTK_IS_WIDGET (child), NULL);

  self->child = child;
  gtk_widget_set_visible (child, FALSE);
  gtk_box_append (GTK_BOX (self->box), child);
  gtk_label_set_text (GTK_LABEL (self->empty), empty);

  return GTK_WIDGET (self);
}

void
spill_part_view_set (SpillPartView  *self,
                     SpillPartState  state,
                     const char     *error,
                     gboolean        has_content)
{
  gboolean has_failed = spill_part_state_has_failed (state);
  gboolean loading = !has_content && (state == SPILL_PART_UNKNOWN || state == SPILL_PART_LOADING);

  g_return_if_fail (SPILL_IS_PART_VIEW (self));

  gtk_widget_set_visible (self->child, has_content);
  gtk_widget_set_visible (self->failed, has_failed);
  gtk_widget_set_visible (self->empty, !has_content && state == SPILL_PART_HERE);

  if (has_failed)
    {
      const char *text = error != NULL ? error : _("The master did not say why.");
      g_autofree char *words = spill_plain_cut (text, MAX_ERROR_CHARS);

      gtk_label_set_text (self->words, words);
    }

  if (!loading)
    {
      g_clear_handle_id (&self->delay, g_source_remove);
      gtk_widget_set_visible (self->skeleton, FALSE);
    }
  else if (self->delay == 0 && !gtk_widget_get_visible (self->skeleton))
    self->delay = g_timeout_add (SKELETON_DELAY_MS, on_delay, self);
}
