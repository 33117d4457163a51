#include "ui/spill-force-field-row.h"

#include <string.h>
#include <glib/gi18n.h>

#include "ui/spill-force-choices.h"
#include "ui/spill-force-file-button.h"
#include "ui/spill-force-value.h"
#include "util/spill-plain.h"

#define MAX_CHOICES 1000
#define SEARCH_FROM 12       /* choices from which on the list can be searched */
#define LINE_HEIGHT 20       /* px of a text's line, about */
#define MIN_ROWS 2
#define MAX_ROWS 14
#define MAX_HELP 500         /* characters */
#define MAX_COMBO 1000       /* bytes of a choice that goes to an entry */
/* Bytes of a value that can be edited: GTK lays out a line anew with each key. Longer ones are sent
 * as they came. */
#define MAX_EDITED (16 * 1024)

/* The control that stands for a type. */
typedef enum { ENTRY, NUMBER, TEXT, CHECK, CHOICE, COMBO, CHOICES, FILE_PICKER } Kind;

struct _SpillForceFieldRow
{
  GtkWidget        parent_instance;

  SpillForceField *field;
  char           **choices;   /* those shown */
  Kind             kind;
  GVariant        *uneditable;   /* (nullable) a value that is too long */
  GtkWidget       *box;       /* parented here; the rest is owned by the widget tree */
  GtkWidget       *control;   /* what is asked for its value and takes the focus */
  GtkWidget       *error;
  GtkLabel        *error_text;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillForceFieldRow, spill_force_field_row, GTK_TYPE_WIDGET)

static Kind
choose_kind (const SpillForceField *field)
{
  switch (field->type)
    {
    case SPILL_FORCE_TEXTAREA:
      return TEXT;
    case SPILL_FORCE_INT:
      return NUMBER;
    case SPILL_FORCE_BOOL:
      return CHECK;
    case SPILL_FORCE_LIST:
      return field->multiple ? CHOICES : field->strict ? CHOICE : COMBO;
    case SPILL_FORCE_WORKER:
      return field->multiple ? CHOICES : CHOICE;
    case SPILL_FORCE_FILE:
      return FILE_PICKER;
    case SPILL_FORCE_TEXT:
    case SPILL_FORCE_USERNAME:
    case SPILL_FORCE_FIXED:
    case SPILL_FORCE_NESTED:
    default:
      return ENTRY;
    }
}

static void
on_changed (SpillForceFieldRow *self)
{
  spill_force_field_row_set_error (self, NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_refused (SpillForceFieldRow *self,
            const char         *why)
{
  spill_force_field_row_set_error (self, why);
}

/* Tab leaves a text, as any other field: a parameter has no tabs worth this. */
static GtkWidget *
make_text (SpillForceFieldRow *self)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  guint rows = CLAMP (self->field->rows, MIN_ROWS, MAX_ROWS);

  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_widget_add_css_class (view, "spill-force-text");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), rows * LINE_HEIGHT);
  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "changed",
                            G_CALLBACK (on_changed), self);
  self->control = view;

  return scroller;
}

static GtkWidget *
make_entry (SpillForceFieldRow *self)
{
  const SpillForceField *field = self->field;
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  if (field->type == SPILL_FORCE_INT)
    gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_NUMBER);
  else if (field->need_email)
    {
      gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_EMAIL);
      gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _("Name <name@example.org>"));
    }
  if (field->type == SPILL_FORCE_INT)
    {
      gtk_editable_set_width_chars (GTK_EDITABLE (entry), 12);
      gtk_widget_set_halign (entry, GTK_ALIGN_START);
    }
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_changed), self);
  self->control = entry;

  return entry;
}

static void
on_choice_setup (GtkSignalListItemFactory *factory,
                 GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_list_item_set_child (item, label);
}

static void
on_choice_bind (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  GtkStringObject *choice = gtk_list_item_get_item (item);
  g_autofree char *text = spill_plain_one_line (gtk_string_object_get_string (choice), 200);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      *text != '\0' ? text : _("(empty)"));
}

static GtkWidget *
make_choice (SpillForceFieldRow *self)
{
  GtkWidget *drop_down = gtk_drop_down_new_from_strings ((const char * const *) self->choices);
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_choice_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_choice_bind), NULL);
  gtk_drop_down_set_factory (GTK_DROP_DOWN (drop_down), factory);
  if (g_strv_length (self->choices) >= SEARCH_FROM)
    {
      g_autoptr(GtkExpression) text = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL,
                                                                   "string");

      gtk_drop_down_set_expression (GTK_DROP_DOWN (drop_down), text);
      gtk_drop_down_set_enable_search (GTK_DROP_DOWN (drop_down), TRUE);
    }
  g_signal_connect_swapped (drop_down, "notify::selected", G_CALLBACK (on_changed), self);
  self->control = drop_down;

  return drop_down;
}

static GtkWidget *
make_combo (SpillForceFieldRow *self)
{
  GtkWidget *combo = gtk_combo_box_text_new_with_entry ();
  GtkWidget *entry = gtk_combo_box_get_child (GTK_COMBO_BOX (combo));

  for (guint i = 0; self->choices[i] != NULL; i++)
    if (strlen (self->choices[i]) <= MAX_COMBO)
      gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), self->choices[i]);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_changed), self);
  self->control = entry;

  return combo;
}

/* The label of a check button does not break its lines by itself. */
static GtkWidget *
make_check (SpillForceFieldRow *self,
            const char         *text)
{
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *label = gtk_label_new_with_mnemonic (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), check);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), label);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_changed), self);
  self->control = check;

  return check;
}

static GtkWidget *
make_control (SpillForceFieldRow *self,
              const char         *label)
{
  switch (self->kind)
    {
    case TEXT:
      return make_text (self);
    case CHECK:
      return make_check (self, label);
    case CHOICE:
      return make_choice (self);
    case COMBO:
      return make_combo (self);
    case CHOICES:
      self->control = spill_force_choices_new ((const char * const *) self->choices,
                                               self->field->strict);
      g_signal_connect_swapped (self->control, "changed", G_CALLBACK (on_changed), self);
      return self->control;
    case FILE_PICKER:
      self->control = spill_force_file_button_new (self->field->max_size);
      g_signal_connect_swapped (self->control, "changed", G_CALLBACK (on_changed), self);
      g_signal_connect_swapped (self->control, "refused", G_CALLBACK (on_refused), self);
      return self->control;
    case ENTRY:
    case NUMBER:
    default:
      return make_entry (self);
    }
}

static GtkWidget *
make_error (SpillForceFieldRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-error-symbolic");

  self->error_text = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->error_text, 0);
  gtk_label_set_wrap (self->error_text, TRUE);
  gtk_label_set_wrap_mode (self->error_text, PANGO_WRAP_WORD_CHAR);
  /* What is wrong with a field must not make it wider: columns would be rearranged. */
  gtk_label_set_max_width_chars (self->error_text, 15);
  gtk_widget_set_hexpand (GTK_WIDGET (self->error_text), TRUE);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->error_text));
  gtk_widget_add_css_class (box, "spill-field-error");
  gtk_widget_set_visible (box, FALSE);

  return box;
}

static gboolean
spill_force_field_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (SPILL_FORCE_FIELD_ROW (widget)->control);
}

static void
spill_force_field_row_dispose (GObject *object)
{
  SpillForceFieldRow *self = SPILL_FORCE_FIELD_ROW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (spill_force_field_row_parent_class)->dispose (object);
}

static void
spill_force_field_row_finalize (GObject *object)
{
  SpillForceFieldRow *self = SPILL_FORCE_FIELD_ROW (object);

  g_clear_pointer (&self->field, spill_force_field_unref);
  g_clear_pointer (&self->uneditable, g_variant_unref);
  g_strfreev (self->choices);

  G_OBJECT_CLASS (spill_force_field_row_parent_class)->finalize (object);
}

static void
spill_force_field_row_class_init (SpillForceFieldRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = spill_force_field_row_dispose;
  object_class->finalize = spill_force_field_row_finalize;
  widget_class->grab_focus = spill_force_field_row_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", SPILL_TYPE_FORCE_FIELD_ROW, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
spill_force_field_row_init (SpillForceFieldRow *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/* The button inside a choice is what gets the focus, so it must have the name, too. */
static void
tell_buttons (GtkWidget  *widget,
              const char *label)
{
  if (GTK_IS_TOGGLE_BUTTON (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                    -1);
  else
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      tell_buttons (child, label);
}

/* Every field has a name for a screen reader: its label, what it must be, what is wrong with it. */
static void
tell_accessibility (SpillForceFieldRow *self)
{
  const SpillForceField *field = self->field;
  const char *text = *field->label != '\0' ? field->label : field->name;
  g_autofree char *label = spill_plain_one_line (text, 200);
  const char *error = spill_force_field_row_get_error (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  error != NULL ? error : field->required ? _("Required") : "",
                                  -1);
  tell_buttons (self->box, label);
}

static void
append_label (SpillForceFieldRow *self,
              const char         *text)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), GTK_WIDGET (self));
  gtk_widget_add_css_class (label, "spill-field-label");
  gtk_box_prepend (GTK_BOX (self->box), label);
}

static void
append_help (SpillForceFieldRow *self,
             const char         *text)
{
  g_autofree char *cut = spill_plain_cut (text, MAX_HELP);
  GtkWidget *label = gtk_label_new (cut);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (self->box), label);
}

static char **
limit_choices (const char * const *choices)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; choices != NULL && choices[i] != NULL && i < MAX_CHOICES; i++)
    g_strv_builder_add (builder, choices[i]);

  return g_strv_builder_end (builder);
}

GtkWidget *
spill_force_field_row_new (SpillForceField    *field,
                           const char         *label,
                           const char * const *choices)
{
  SpillForceFieldRow *self = g_object_new (SPILL_TYPE_FORCE_FIELD_ROW, NULL);

  self->field = spill_force_field_ref (field);
  self->choices = limit_choices (choices != NULL ? choices : (const char * const *) field->choices);
  self->kind = choose_kind (field);
  gtk_box_append (GTK_BOX (self->box), make_control (self, label));
  if (self->kind != CHECK)
    append_label (self, label);
  if (field->tooltip != NULL && *field->tooltip != '\0')
    append_help (self, field->tooltip);
  self->error = make_error (self);
  gtk_box_append (GTK_BOX (self->box), self->error);
  spill_force_field_row_set_value (self, NULL);
  tell_accessibility (self);

  return GTK_WIDGET (self);
}

SpillForceField *
spill_force_field_row_get_field (SpillForceFieldRow *self)
{
  g_return_val_if_fail (SPILL_IS_FORCE_FIELD_ROW (self), NULL);

  return self->field;
}

GtkWidget *
spill_force_field_row_get_control (SpillForceFieldRow *self)
{
  g_return_val_if_fail (SPILL_IS_FORCE_FIELD_ROW (self), NULL);

  return self->control;
}

static char *
dup_text_view (GtkWidget *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

GVariant *
spill_force_field_row_get_value (SpillForceFieldRow *self)
{
  const char *text;
  guint selected;

  g_return_val_if_fail (SPILL_IS_FORCE_FIELD_ROW (self), NULL);

  if (self->uneditable != NULL)
    return g_variant_new_string (g_variant_get_string (self->uneditable, NULL));
  switch (self->kind)
    {
    case CHECK:
      return g_variant_new_boolean (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->control)));
    case TEXT:
      return g_variant_new_take_string (dup_text_view (self->control));
    case CHOICE:
      selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->control));
      return selected < g_strv_length (self->choices)
               ? g_variant_new_string (self->choices[selected]) : NULL;
    case CHOICES:
      {
        g_auto(GStrv) values = spill_force_choices_dup_values (SPILL_FORCE_CHOICES (self->control));

        return g_variant_new_strv ((const char * const *) values, -1);
      }
    case FILE_PICKER:
      text = spill_force_file_button_get_text (SPILL_FORCE_FILE_BUTTON (self->control));
      return text != NULL ? g_variant_new_string (text) : NULL;
    case NUMBER:
      return spill_force_value_from_number (gtk_editable_get_text (GTK_EDITABLE (self->control)));
    case ENTRY:
    case COMBO:
    default:
      return g_variant_new_string (gtk_editable_get_text (GTK_EDITABLE (self->control)));
    }
}

static void
set_choices (SpillForceFieldRow *self,
             GVariant           *value)
{
  g_autofree const char **strings = NULL;
  const char *one[] = { NULL, NULL };
  g_autofree char *text = spill_force_value_dup_text (value);

  if (value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    strings = g_variant_get_strv (value, NULL);
  else if (*text != '\0')
    one[0] = text;

  spill_force_choices_set_values (SPILL_FORCE_CHOICES (self->control),
                                  strings != NULL ? strings : one);
}

/* A remembered choice may be none any more: then the default, else the first. */
static void
select_choice (SpillForceFieldRow *self,
               const char         *text)
{
  g_autofree char *fallback = spill_force_value_dup_text (self->field->default_value);
  guint selected = 0;

  for (guint i = g_strv_length (self->choices); i > 0; i--)
    if (g_str_equal (self->choices[i - 1], fallback))
      selected = i - 1;
  for (guint i = g_strv_length (self->choices); i > 0; i--)
    if (g_str_equal (self->choices[i - 1], text))
      selected = i - 1;

  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), selected);
}

static void
set_text (SpillForceFieldRow *self,
          const char         *text)
{
  if (self->kind == TEXT)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control)), text, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->control), text);
}

/* A text that is short enough to be edited; else a word in its place. */
static void
edit_text (SpillForceFieldRow *self,
           const char         *text)
{
  gboolean editable = strlen (text) <= MAX_EDITED;
  g_autofree char *size = NULL;
  g_autofree char *note = NULL;

  g_clear_pointer (&self->uneditable, g_variant_unref);
  gtk_widget_set_sensitive (self->control, editable);
  if (!editable)
    {
      size = g_format_size (strlen (text));
      note = g_strdup_printf (_("%s of text, sent as it is"), size);
    }
  set_text (self, editable ? text : note);
  if (!editable)
    self->uneditable = g_variant_ref_sink (g_variant_new_string (text));
}

void
spill_force_field_row_set_value (SpillForceFieldRow *self,
                                 GVariant           *value)
{
  g_autofree char *text = NULL;

  g_return_if_fail (SPILL_IS_FORCE_FIELD_ROW (self));

  if (value == NULL)
    value = self->field->default_value;
  text = spill_force_value_dup_text (value);

  switch (self->kind)
    {
    case CHECK:
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->control),
                                   spill_force_value_is_true (value));
      break;
    case CHOICE:
      select_choice (self, text);
      break;
    case CHOICES:
      set_choices (self, value);
      break;
    case FILE_PICKER:
      spill_force_file_button_clear (SPILL_FORCE_FILE_BUTTON (self->control));
      break;
    case TEXT:
    case ENTRY:
    case NUMBER:
    case COMBO:
    default:
      edit_text (self, text);
      break;
    }
}

const char *
spill_force_field_row_get_error (SpillForceFieldRow *self)
{
  g_return_val_if_fail (SPILL_IS_FORCE_FIELD_ROW (self), NULL);

  return gtk_widget_get_visible (self->error) ? gtk_label_get_text (self->error_text) : NULL;
}

void
spill_force_field_row_set_error (SpillForceFieldRow *self,
                                 const char         *text)
{
  g_autofree char *cut = NULL;

  g_return_if_fail (SPILL_IS_FORCE_FIELD_ROW (self));

  if (self->error == NULL || (text == NULL && !gtk_widget_get_visible (self->error)))
    return;

  cut = spill_plain_cut (text, MAX_HELP);
  gtk_label_set_text (self->error_text, cut);
  gtk_widget_set_visible (self->error, text != NULL);
  if (text != NULL)
    gtk_widget_add_css_class (self->control, "error");
  else
    gtk_widget_remove_css_class (self->control, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_STATE_INVALID,
                               text != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                            : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  tell_accessibility (self);
}
