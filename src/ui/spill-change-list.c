#include "ui/spill-change-list.h"

#include <string.h>
#include <glib/gi18n.h>

#include "model/spill-change.h"
#include "model/spill-command.h"
#include "model/spill-master.h"
#include "ui/spill-actions.h"
#include "ui/spill-links.h"
#include "util/spill-clock.h"
#include "util/spill-format.h"
#include "util/spill-plain.h"

#define BITE 50              /* rows */
#define MAX_FILES 500
#define MAX_COMMENTS 20000   /* characters */

struct _SpillChangeList
{
  GtkWidget   parent_instance;

  GListModel *model;         /* (nullable) */
  GtkWidget  *box;           /* parented here */
  GtkListBox *list;          /* owned by the widget tree */
  GtkWidget  *more;          /* owned by the widget tree */
  guint       n_shown;
  SpillMaster *master;       /* (nullable) weak */
};

G_DEFINE_FINAL_TYPE (SpillChangeList, spill_change_list, GTK_TYPE_WIDGET)

static GtkWidget *
make_label (const char *text,
            const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

/* "Ann · 4f2a91c · 12 min ago": nothing that is not known. */
static char *
describe (SpillChange *change)
{
  g_autofree char *person = spill_person_short_name (spill_change_get_author (change));
  g_autofree char *author = spill_plain_isolated (person, 80);
  g_autofree char *revision = spill_format_revision (spill_change_get_revision (change));
  g_autofree char *shown = spill_plain_isolated (revision, 40);
  double when = spill_change_get_when (change);
  g_autofree char *ago = NULL;

  if (when <= 0)
    return g_strdup_printf ("%s · %s", author, shown);

  ago = spill_format_ago (when, spill_now ());
  return g_strdup_printf ("%s · %s · %s", author, shown, ago);
}

static char *
dup_first_line (const char *comments)
{
  g_autofree char *line = NULL;
  gsize length;

  if (comments == NULL)
    return g_strdup (_("No comment"));

  while (g_ascii_isspace (*comments))
    comments++;
  length = strcspn (comments, "\r\n");
  line = g_strndup (comments, length);
  return *line != '\0' ? spill_plain_one_line (line, 300) : g_strdup (_("No comment"));
}

static void
append_fact (GtkBox     *box,
             const char *title,
             const char *value)
{
  g_autofree char *shown = NULL;
  g_autofree char *text = NULL;
  GtkWidget *label;

  if (value == NULL || *value == '\0')
    return;

  shown = spill_plain_isolated (value, 300);
  text = g_strdup_printf ("%s: %s", title, shown);
  label = make_label (text, "caption");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (box, label);
}

static char *
list_files (SpillChange *change)
{
  const char *const *files = spill_change_get_files (change);
  GString *text = g_string_new (NULL);
  guint n = g_strv_length ((char **) files);

  for (guint i = 0; i < MIN (n, MAX_FILES); i++)
    {
      g_autofree char *file = spill_plain_one_line (files[i], 300);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", file);
    }
  if (n > MAX_FILES)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("and %u more file", "and %u more files",
                                              n - MAX_FILES), n - MAX_FILES);
    }

  return g_string_free (text, FALSE);
}

static void
on_stopped (SpillCommand    *command,
            SpillChangeList *self)
{
  spill_actions_tell (GTK_WIDGET (self), command);
}

static void
on_stop_clicked (GtkButton       *button,
                 SpillChangeList *self)
{
  SpillChange *change = g_object_get_data (G_OBJECT (button), "change");
  g_autoptr(SpillCommand) command = spill_command_new (SPILL_COMMAND_STOP_CHANGE, change);

  if (self->master == NULL)
    return;

  g_signal_connect_object (command, "ended", G_CALLBACK (on_stopped), self, 0);
  spill_master_run (self->master, command);
}

static void
append_stop (SpillChangeList *self,
             GtkBox          *box,
             SpillChange     *change)
{
  GtkWidget *button;

  if (self->master == NULL || !spill_master_can (self->master, SPILL_COMMAND_STOP_CHANGE, NULL))
    return;

  button = gtk_button_new_with_mnemonic (_("_Cancel Its Waiting Builds"));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_object_set_data_full (G_OBJECT (button), "change", g_object_ref (change), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_stop_clicked), self, 0);
  gtk_box_append (box, button);
}

static GtkWidget *
make_details (SpillChangeList *self,
              SpillChange     *change)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *comments = spill_plain_cut (spill_change_get_comments (change), MAX_COMMENTS);
  g_autofree char *files = list_files (change);
  const char *revlink = spill_change_get_revlink (change);
  GtkWidget *label = make_label (g_strchomp (comments), NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), label);

  if (revlink != NULL && *revlink != '\0')
    {
      GtkWidget *links = spill_links_new ();

      spill_links_begin (SPILL_LINKS (links));
      spill_links_add_uri (SPILL_LINKS (links), _("Open the change in the browser"), revlink);
      spill_links_end (SPILL_LINKS (links));
      gtk_box_append (GTK_BOX (box), links);
    }
  append_fact (GTK_BOX (box), _("Author"), spill_change_get_author (change));
  append_fact (GTK_BOX (box), _("Committer"), spill_change_get_committer (change));
  append_fact (GTK_BOX (box), _("Revision"), spill_change_get_revision (change));
  append_fact (GTK_BOX (box), _("Branch"), spill_change_get_branch (change));
  append_fact (GTK_BOX (box), _("Repository"), spill_change_get_repository (change));
  append_fact (GTK_BOX (box), _("Codebase"), spill_change_get_codebase (change));
  append_fact (GTK_BOX (box), _("Category"), spill_change_get_category (change));

  if (*files != '\0')
    {
      label = make_label (files, "monospace");
      gtk_widget_add_css_class (label, "caption");
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_box_append (GTK_BOX (box), label);
    }
  append_stop (self, GTK_BOX (box), change);
  gtk_widget_add_css_class (box, "spill-row-details");

  return box;
}

static GtkWidget *
make_row (SpillChange *change)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-end-symbolic");
  g_autofree char *title = dup_first_line (spill_change_get_comments (change));
  g_autofree char *facts = describe (change);
  g_autofree char *spoken = g_strdup_printf ("%s. %s", title, facts);
  GtkWidget *label = make_label (title, NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (arrow, "dim-label");
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), arrow);
  gtk_box_append (GTK_BOX (box), line);
  label = make_label (facts, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), label);

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "arrow", arrow);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE, -1);
  g_object_set_data_full (G_OBJECT (row), "change", g_object_ref (change), g_object_unref);

  return row;
}

static void
on_row_activated (GtkListBox      *list,
                  GtkListBoxRow   *row,
                  SpillChangeList *self)
{
  GtkWidget *box = gtk_list_box_row_get_child (row);
  GtkWidget *last = gtk_widget_get_last_child (box);
  gboolean expanded;

  if (!gtk_widget_has_css_class (last, "spill-row-details"))
    {
      last = make_details (self, g_object_get_data (G_OBJECT (row), "change"));
      gtk_widget_set_visible (last, FALSE);
      gtk_box_append (GTK_BOX (box), last);
    }
  expanded = !gtk_widget_get_visible (last);
  gtk_widget_set_visible (last, expanded);
  gtk_image_set_from_icon_name (g_object_get_data (G_OBJECT (row), "arrow"),
                                expanded ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_EXPANDED, expanded, -1);
}

static void
show_more (SpillChangeList *self)
{
  guint n = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
  guint end = MIN (n, self->n_shown + BITE);
  g_autofree char *label = NULL;

  for (; self->n_shown < end; self->n_shown++)
    {
      g_autoptr(SpillChange) change = g_list_model_get_item (self->model, self->n_shown);

      gtk_list_box_append (self->list, make_row (change));
    }

  label = g_strdup_printf (ngettext ("Show %u _More", "Show %u _More", n - end), n - end);
  gtk_button_set_label (GTK_BUTTON (self->more), label);
  gtk_widget_set_visible (self->more, n > end);
}

static void
spill_change_list_dispose (GObject *object)
{
  SpillChangeList *self = SPILL_CHANGE_LIST (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->model);
  g_clear_weak_pointer (&self->master);

  G_OBJECT_CLASS (spill_change_list_parent_class)->dispose (object);
}

static void
spill_change_list_class_init (SpillChangeListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = spill_change_list_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
spill_change_list_init (SpillChangeList *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  self->more = gtk_button_new_with_mnemonic ("");
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "spill-plain-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Changes"), -1);
  gtk_widget_set_halign (self->more, GTK_ALIGN_START);
  g_signal_connect_swapped (self->more, "clicked", G_CALLBACK (show_more), self);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row_activated), self);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (self->box), self->more);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
spill_change_list_new (void)
{
  return g_object_new (SPILL_TYPE_CHANGE_LIST, NULL);
}

void
spill_change_list_set_master (SpillChangeList *self,
                              SpillMaster     *master)
{
  g_return_if_fail (SPILL_IS_CHANGE_LIST (self));

  g_set_weak_pointer (&self->master, master);
}

/* Changes never change: only another set of them is shown anew, so what is open stays open. */
static gboolean
is_shown (SpillChangeList *self,
          GListModel      *changes)
{
  guint n = changes != NULL ? g_list_model_get_n_items (changes) : 0;
  GtkListBoxRow *row;

  if ((self->model != NULL ? g_list_model_get_n_items (self->model) : 0) != n)
    return FALSE;

  for (guint i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      g_autoptr(SpillChange) change = g_list_model_get_item (changes, i);

      if (g_object_get_data (G_OBJECT (row), "change") != change)
        return FALSE;
    }

  return TRUE;
}

void
spill_change_list_set_model (SpillChangeList *self,
                             GListModel      *changes)
{
  g_autoptr(GListStore) copy = g_list_store_new (SPILL_TYPE_CHANGE);
  GtkListBoxRow *row;

  g_return_if_fail (SPILL_IS_CHANGE_LIST (self));

  if (is_shown (self, changes))
    return;

  for (guint i = 0; changes != NULL && i < g_list_model_get_n_items (changes); i++)
    {
      g_autoptr(SpillChange) change = g_list_model_get_item (changes, i);

      g_list_store_append (copy, change);
    }
  g_set_object (&self->model, G_LIST_MODEL (copy));
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  self->n_shown = 0;
  show_more (self);
}
