#include "ui/spill-form.h"

/**
 * spill_form_set_error:
 * @row: a row of a form
 * @label: a label near it
 * @text: (nullable): what is wrong; %NULL if nothing is
 *
 * Marks a row as wrong, says why and moves the focus to it.
 */
void
spill_form_set_error (GtkWidget  *row,
                      GtkLabel   *label,
                      const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (row));
  g_return_if_fail (GTK_IS_LABEL (label));

  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
  if (text == NULL)
    {
      gtk_widget_remove_css_class (row, "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID);
      gtk_accessible_reset_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
      return;
    }

  gtk_widget_add_css_class (row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_grab_focus (row);
}

const char *
spill_form_get_text (AdwEntryRow *row)
{
  g_return_val_if_fail (ADW_IS_ENTRY_ROW (row), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (row));
}

const char *
spill_form_get_text_or_null (AdwEntryRow *row)
{
  const char *text = spill_form_get_text (row);

  return text != NULL && *text != '\0' ? text : NULL;
}

/**
 * spill_form_focus:
 * @window: a window
 * @widget: a widget inside it
 *
 * Moves the focus. A window that is given one before it is shown has neither its role nor its state
 * for screen readers in GTK 4.8, so this waits until then.
 */
void
spill_form_focus (GtkWindow *window,
                  GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (gtk_widget_get_mapped (GTK_WIDGET (window)))
    gtk_widget_grab_focus (widget);
  else
    g_signal_connect_object (window, "map", G_CALLBACK (gtk_widget_grab_focus), widget,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

/**
 * spill_form_name_buttons:
 * @root: a widget
 *
 * GTK 4.8 tells screen readers the label of a button with the underscore of its mnemonic, and then
 * the text inside it: "_Save Save". This leaves the text. Not for buttons that have both a label
 * and another name.
 */
void
spill_form_name_buttons (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  if (GTK_IS_BUTTON (root) && gtk_button_get_label (GTK_BUTTON (root)) != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (root), GTK_ACCESSIBLE_PROPERTY_LABEL);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    spill_form_name_buttons (child);
}

static gboolean
on_escape (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

void
spill_form_close_on_escape (GtkWindow *window)
{
  GtkEventController *controller;

  g_return_if_fail (GTK_IS_WINDOW (window));

  controller = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
    gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                      gtk_callback_action_new (on_escape, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
}
