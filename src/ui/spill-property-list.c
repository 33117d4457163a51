#include "ui/spill-property-list.h"

#include <string.h>
#include <glib/gi18n.h>

#include "ui/spill-actions.h"
#include "util/spill-plain.h"

#define FILTER_FROM 8          /* properties from which on a filter is offered */
#define MAX_ROWS 500
#define MAX_VALUE 2000         /* characters shown of a value; all are copied */
#define VALUE_LINES 4

struct _SpillPropertyList
{
  GtkWidget   parent_instance;

  SpillBuild *build;
  GtkWidget  *box;             /* parented here; the rest is owned by the widget tree */
  GtkWidget  *entry;
  GtkListBox *list;
  GtkWidget  *nothing;
};

/* A row's data. */
typedef struct
{
  char      *name;
  char      *value;
  char      *source;
  char      *folded;           /* what the filter looks in */
} Entry;

G_DEFINE_FINAL_TYPE (SpillPropertyList, spill_property_list, GTK_TYPE_WIDGET)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_free (entry->value);
  g_free (entry->source);
  g_free (entry->folded);
  g_free (entry);
}

static const Entry *
get_entry (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "entry");
}

static gboolean
is_row_visible (GtkListBoxRow *row,
                gpointer       user_data)
{
  SpillPropertyList *self = user_data;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *wanted = g_utf8_casefold (text, -1);

  return strstr (get_entry (row)->folded, wanted) != NULL;
}

static void
on_search_changed (SpillPropertyList *self)
{
  gboolean any = FALSE;
  GtkListBoxRow *row;

  gtk_list_box_invalidate_filter (self->list);
  for (int i = 0; !any && (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    any = is_row_visible (row, self);
  gtk_widget_set_visible (self->nothing, !any);
}

static void
on_copy_clicked (GtkWidget *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW);
  g_autofree char *value = spill_plain_from_json (get_entry (GTK_LIST_BOX_ROW (row))->value);

  spill_actions_copy (button, value);
}

static GtkWidget *
make_label (const char         *text,
            const char         *css_class,
            PangoEllipsizeMode  ellipsize)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), ellipsize);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static GtkWidget *
make_texts (const Entry *entry)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *name = spill_plain_one_line (entry->name, 200);
  g_autofree char *source = spill_plain_one_line (entry->source, 120);
  g_autofree char *value = spill_plain_from_json (entry->value);
  g_autofree char *shown = spill_plain_cut (value, MAX_VALUE);
  GtkWidget *label;

  gtk_box_append (GTK_BOX (top), make_label (name, "spill-step-name", PANGO_ELLIPSIZE_MIDDLE));
  label = make_label (source, "caption", PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (top), label);

  label = make_label (*shown != '\0' ? shown : _("(empty)"), "monospace", PANGO_ELLIPSIZE_END);
  if (*shown == '\0')
    gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), VALUE_LINES);
  gtk_widget_add_css_class (label, "caption");

  gtk_box_append (GTK_BOX (box), top);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_hexpand (box, TRUE);

  return box;
}

static void
fill_row (GtkListBoxRow       *row,
          const SpillProperty *property)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  Entry *entry = g_new0 (Entry, 1);
  g_autofree char *value = spill_plain_from_json (property->value);
  g_autofree char *text = g_strdup_printf ("%s\n%s\n%s", property->name, value,
                                           property->source != NULL ? property->source : "");
  g_autofree char *name = spill_plain_one_line (property->name, 100);
  g_autofree char *shown = spill_plain_one_line (value, 200);
  g_autofree char *spoken = g_strdup_printf ("%s: %s", name, shown);
  g_autofree char *copy_label = g_strdup_printf (_("Copy the value of %s"), name);

  entry->name = g_strdup (property->name);
  entry->value = g_strdup (property->value);
  entry->source = g_strdup (property->source);
  entry->folded = g_utf8_casefold (text, -1);
  g_object_set_data_full (G_OBJECT (row), "entry", entry, entry_free);

  gtk_widget_add_css_class (copy, "flat");
  gtk_widget_set_valign (copy, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (copy, _("Copy the value"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (copy), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  copy_label, -1);
  g_signal_connect (copy, "clicked", G_CALLBACK (on_copy_clicked), NULL);
  gtk_box_append (GTK_BOX (box), make_texts (entry));
  gtk_box_append (GTK_BOX (box), copy);
  gtk_list_box_row_set_child (row, box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

void
spill_property_list_update (SpillPropertyList *self)
{
  GPtrArray *properties;
  guint n;
  GtkListBoxRow *row;

  g_return_if_fail (SPILL_IS_PROPERTY_LIST (self));

  properties = spill_build_get_properties (self->build);
  n = properties != NULL ? MIN (properties->len, MAX_ROWS) : 0;
  for (guint i = 0; i < n; i++)
    {
      const SpillProperty *property = properties->pdata[i];
      const Entry *entry;

      row = gtk_list_box_get_row_at_index (self->list, i);
      entry = row != NULL ? get_entry (row) : NULL;
      if (entry != NULL && g_str_equal (entry->name, property->name)
          && g_strcmp0 (entry->value, property->value) == 0
          && g_strcmp0 (entry->source, property->source) == 0)
        continue;

      if (row == NULL || g_strcmp0 (entry->name, property->name) != 0)
        {
          row = GTK_LIST_BOX_ROW (gtk_list_box_row_new ());
          gtk_list_box_row_set_activatable (row, FALSE);
          fill_row (row, property);
          gtk_list_box_insert (self->list, GTK_WIDGET (row), i);
        }
      else
        fill_row (row, property);
    }
  while ((row = gtk_list_box_get_row_at_index (self->list, n)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));

  gtk_widget_set_visible (self->entry, n >= FILTER_FROM);
  on_search_changed (self);
}

static void
spill_property_list_dispose (GObject *object)
{
  SpillPropertyList *self = SPILL_PROPERTY_LIST (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->build);

  G_OBJECT_CLASS (spill_property_list_parent_class)->dispose (object);
}

static void
spill_property_list_class_init (SpillPropertyListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = spill_property_list_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
spill_property_list_init (SpillPropertyList *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->entry = gtk_search_entry_new ();
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  self->nothing = make_label (_("No property has this in its name, value or source."), "dim-label",
                              PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (GTK_LABEL (self->nothing), TRUE);
  g_object_set (self->entry, "placeholder-text", _("Filter properties"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Filter properties"), -1);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (on_search_changed), self);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (self->list, is_row_visible, self, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "spill-plain-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Properties"), -1);

  gtk_box_append (GTK_BOX (self->box), self->entry);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (self->box), self->nothing);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
spill_property_list_new (SpillBuild *build)
{
  SpillPropertyList *self = g_object_new (SPILL_TYPE_PROPERTY_LIST, NULL);

  g_return_val_if_fail (SPILL_IS_BUILD (build), NULL);

  self->build = g_object_ref (build);
  spill_property_list_update (self);

  return GTK_WIDGET (self);
}
