#include "ui/spill-stamp-list.h"

#include <glib/gi18n.h>

#include "model/spill-source-stamp.h"
#include "util/spill-format.h"
#include "util/spill-plain.h"

#define MAX_ROWS 100
#define MAX_CHARS 300
#define MAX_PATCH 20000     /* characters */

struct _SpillStampList
{
  GtkWidget  parent_instance;

  GtkWidget *box;           /* parented here */
  GPtrArray *shown;         /* of SpillSourceStamp */
};

G_DEFINE_FINAL_TYPE (SpillStampList, spill_stamp_list, GTK_TYPE_WIDGET)

static GtkWidget *
make_label (const char *text,
            const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static void
append_fact (GString    *text,
             const char *title,
             const char *value)
{
  g_autofree char *shown = NULL;

  if (value == NULL || *value == '\0')
    return;

  shown = spill_plain_isolated (value, MAX_CHARS);
  g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", title, shown);
}

static void
append_patch (GtkBox           *box,
              SpillSourceStamp *stamp)
{
  const char *author = spill_source_stamp_get_patch_author (stamp);
  g_autofree char *body = spill_plain_cut (spill_source_stamp_get_patch_body (stamp), MAX_PATCH);
  g_autofree char *shown = spill_plain_isolated (author, 80);
  g_autofree char *title = author != NULL && *author != '\0'
                             ? g_strdup_printf (_("Patch by %s"), shown)
                             : g_strdup (_("Patch"));
  GtkWidget *expander = gtk_expander_new (title);
  GtkWidget *label = make_label (body, "monospace");

  gtk_widget_add_css_class (label, "caption");
  gtk_expander_set_child (GTK_EXPANDER (expander), label);
  /* As in a section. */
  g_object_bind_property (expander, "expanded", label, "can-focus", G_BINDING_SYNC_CREATE);
  gtk_box_append (box, expander);
}

static GtkWidget *
make_row (SpillSourceStamp *stamp)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  const char *codebase = spill_source_stamp_get_codebase (stamp);
  const char *revision = spill_source_stamp_get_revision (stamp);
  g_autofree char *name = spill_plain_isolated (codebase, MAX_CHARS);
  g_autofree char *short_revision = spill_format_revision (revision);
  g_autofree char *shown = spill_plain_isolated (short_revision, MAX_CHARS);
  g_autofree char *title = codebase != NULL && *codebase != '\0'
                             ? g_strdup_printf ("%s · %s", name, shown) : g_strdup (shown);
  g_autoptr(GString) facts = g_string_new (NULL);

  gtk_box_append (GTK_BOX (box), make_label (title, "spill-step-name"));
  append_fact (facts, _("Branch"), spill_source_stamp_get_branch (stamp));
  append_fact (facts, _("Revision"), revision);
  append_fact (facts, _("Repository"), spill_source_stamp_get_repository (stamp));
  append_fact (facts, _("Project"), spill_source_stamp_get_project (stamp));
  if (facts->len > 0)
    gtk_box_append (GTK_BOX (box), make_label (facts->str, "caption"));
  if (spill_source_stamp_has_patch (stamp))
    append_patch (GTK_BOX (box), stamp);

  return box;
}

static void
spill_stamp_list_dispose (GObject *object)
{
  SpillStampList *self = SPILL_STAMP_LIST (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_ptr_array_set_size (self->shown, 0);

  G_OBJECT_CLASS (spill_stamp_list_parent_class)->dispose (object);
}

static void
spill_stamp_list_finalize (GObject *object)
{
  g_ptr_array_unref (SPILL_STAMP_LIST (object)->shown);

  G_OBJECT_CLASS (spill_stamp_list_parent_class)->finalize (object);
}

static void
spill_stamp_list_class_init (SpillStampListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_stamp_list_dispose;
  object_class->finalize = spill_stamp_list_finalize;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
spill_stamp_list_init (SpillStampList *self)
{
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
spill_stamp_list_new (void)
{
  return g_object_new (SPILL_TYPE_STAMP_LIST, NULL);
}

/* Stamps never change: only another set of them is shown anew. */
static gboolean
is_shown (SpillStampList *self,
          GListModel     *stamps)
{
  guint n = stamps != NULL ? MIN (g_list_model_get_n_items (stamps), MAX_ROWS) : 0;

  if (self->shown->len != n)
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SpillSourceStamp) stamp = g_list_model_get_item (stamps, i);

      if (self->shown->pdata[i] != stamp)
        return FALSE;
    }

  return TRUE;
}

void
spill_stamp_list_set_model (SpillStampList *self,
                            GListModel     *stamps)
{
  guint n = stamps != NULL ? MIN (g_list_model_get_n_items (stamps), MAX_ROWS) : 0;
  GtkWidget *child;

  g_return_if_fail (SPILL_IS_STAMP_LIST (self));

  if (is_shown (self, stamps))
    return;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  g_ptr_array_set_size (self->shown, 0);
  for (guint i = 0; i < n; i++)
    {
      SpillSourceStamp *stamp = g_list_model_get_item (stamps, i);

      g_ptr_array_add (self->shown, stamp);
      gtk_box_append (GTK_BOX (self->box), make_row (stamp));
    }
}
