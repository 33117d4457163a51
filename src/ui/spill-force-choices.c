#include "ui/spill-force-choices.h"

#include <glib/gi18n.h>

#include "util/spill-plain.h"

#define MAX_CHOICES 1000
#define MAX_HEIGHT 180     /* px before it scrolls */

struct _SpillForceChoices
{
  GtkWidget    parent_instance;

  GtkWidget   *box;        /* parented here; the rest is owned by the widget tree */
  GPtrArray   *checks;     /* of GtkCheckButton, unowned */
  GPtrArray   *values;     /* of char *: what each check button stands for */
  GtkEditable *others;     /* (nullable) */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillForceChoices, spill_force_choices, GTK_TYPE_WIDGET)

static void
on_changed (SpillForceChoices *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
spill_force_choices_grab_focus (GtkWidget *widget)
{
  SpillForceChoices *self = SPILL_FORCE_CHOICES (widget);

  if (self->checks->len > 0)
    return gtk_widget_grab_focus (self->checks->pdata[0]);
  return self->others != NULL && gtk_widget_grab_focus (GTK_WIDGET (self->others));
}

static void
spill_force_choices_dispose (GObject *object)
{
  SpillForceChoices *self = SPILL_FORCE_CHOICES (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (spill_force_choices_parent_class)->dispose (object);
}

static void
spill_force_choices_finalize (GObject *object)
{
  SpillForceChoices *self = SPILL_FORCE_CHOICES (object);

  g_ptr_array_unref (self->checks);
  g_ptr_array_unref (self->values);

  G_OBJECT_CLASS (spill_force_choices_parent_class)->finalize (object);
}

static void
spill_force_choices_class_init (SpillForceChoicesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = spill_force_choices_dispose;
  object_class->finalize = spill_force_choices_finalize;
  widget_class->grab_focus = spill_force_choices_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", SPILL_TYPE_FORCE_CHOICES, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
spill_force_choices_init (SpillForceChoices *self)
{
  self->checks = g_ptr_array_new ();
  self->values = g_ptr_array_new_with_free_func (g_free);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static void
append_choice (SpillForceChoices *self,
               GtkWidget         *list,
               const char        *choice)
{
  g_autofree char *text = spill_plain_one_line (choice, 200);
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_changed), self);
  gtk_box_append (GTK_BOX (list), check);
  g_ptr_array_add (self->checks, check);
  g_ptr_array_add (self->values, g_strdup (choice));
}

GtkWidget *
spill_force_choices_new (const char * const *choices,
                         gboolean            strict)
{
  SpillForceChoices *self = g_object_new (SPILL_TYPE_FORCE_CHOICES, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (guint i = 0; choices != NULL && choices[i] != NULL && i < MAX_CHOICES; i++)
    append_choice (self, list, choices[i]);

  gtk_widget_add_css_class (list, "spill-force-choices");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_box_append (GTK_BOX (self->box), scroller);

  if (!strict)
    {
      GtkWidget *entry = gtk_entry_new ();

      self->others = GTK_EDITABLE (entry);
      gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _("Others, separated by commas"));
      gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _("Other values, separated by commas"), -1);
      g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_changed), self);
      gtk_box_append (GTK_BOX (self->box), entry);
    }

  return GTK_WIDGET (self);
}

GStrv
spill_force_choices_dup_values (SpillForceChoices *self)
{
  g_autoptr(GStrvBuilder) values = g_strv_builder_new ();

  g_return_val_if_fail (SPILL_IS_FORCE_CHOICES (self), NULL);

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i]))
      g_strv_builder_add (values, self->values->pdata[i]);

  if (self->others != NULL)
    {
      g_auto(GStrv) others = g_strsplit (gtk_editable_get_text (self->others), ",", MAX_CHOICES);

      for (guint i = 0; others[i] != NULL; i++)
        if (*g_strstrip (others[i]) != '\0')
          g_strv_builder_add (values, others[i]);
    }

  return g_strv_builder_end (values);
}

void
spill_force_choices_set_values (SpillForceChoices  *self,
                                const char * const *values)
{
  g_autoptr(GString) others = g_string_new (NULL);

  g_return_if_fail (SPILL_IS_FORCE_CHOICES (self));

  for (guint i = 0; i < self->checks->len; i++)
    gtk_check_button_set_active (self->checks->pdata[i],
                                 g_strv_contains (values, self->values->pdata[i]));

  for (guint i = 0; values[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (self->values, values[i], g_str_equal, NULL))
      g_string_append_printf (others, "%s%s", others->len > 0 ? ", " : "", values[i]);
  if (self->others != NULL)
    gtk_editable_set_text (self->others, others->str);
}
