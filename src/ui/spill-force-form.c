#include "ui/spill-force-form.h"

#include <string.h>
#include <glib/gi18n.h>

#include "model/spill-worker.h"
#include "util/spill-plain.h"

#define MAX_DEPTH 10
#define MAX_FRAMES 2       /* one in the other: more take the room of the fields */
#define MAX_FIELDS 500
#define MAX_COLUMNS 6
#define ANY_WORKER "-any-"   /* Buildbot's own word for it */

struct _SpillForceForm
{
  GtkWidget            parent_instance;

  SpillForceScheduler *scheduler;
  char               **workers;
  GPtrArray           *rows;       /* of SpillForceFieldRow, unowned: in the order shown */
  GHashTable          *groups;     /* full name, the field's own -> first of the group's rows */
  GHashTable          *mnemonics;  /* set of characters taken */
  GtkWidget           *box;        /* parented here */
};

G_DEFINE_FINAL_TYPE (SpillForceForm, spill_force_form, GTK_TYPE_WIDGET)

static void make_fields (SpillForceForm *self, GtkWidget *into, GPtrArray *fields, guint depth);

static void
append (GtkWidget *into,
        GtkWidget *child)
{
  if (GTK_IS_FLOW_BOX (into))
    {
      GtkWidget *cell = gtk_flow_box_child_new ();

      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (cell), child);
      gtk_widget_set_focusable (cell, FALSE);
      gtk_flow_box_append (GTK_FLOW_BOX (into), cell);
    }
  else
    gtk_box_append (GTK_BOX (into), child);
}

/* The label, or the name where there is none, with an underscore before the first letter that no
 * other field has and a mark if it is required. */
static char *
make_label (SpillForceForm        *self,
            const SpillForceField *field)
{
  const char *text = field->label != NULL && *field->label != '\0' ? field->label : field->name;
  g_autofree char *line = spill_plain_one_line (text, 200);
  gsize length = strlen (line);
  GString *label = g_string_new (NULL);
  gboolean marked = FALSE;

  /* Buildbot's own labels end with a colon, most masters' do not. */
  if (length > 1 && line[length - 1] == ':')
    line[length - 1] = '\0';

  for (const char *p = line; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gpointer key = GUINT_TO_POINTER (g_unichar_tolower (c));

      if (c == '_')
        g_string_append_c (label, '_');
      else if (!marked && g_unichar_isalnum (c) && !g_hash_table_contains (self->mnemonics, key))
        {
          g_hash_table_add (self->mnemonics, key);
          g_string_append_c (label, '_');
          marked = TRUE;
        }
      g_string_append_unichar (label, c);
    }

  if (field->required)
    g_string_append (label, " *");
  return g_string_free (label, FALSE);
}

static void
make_row (SpillForceForm  *self,
          GtkWidget       *into,
          SpillForceField *field)
{
  gboolean is_worker = field->type == SPILL_FORCE_WORKER
                       && (field->choices == NULL || field->choices[0] == NULL);
  g_autofree char *label = NULL;
  GtkWidget *row;

  if (field->type == SPILL_FORCE_FIXED || field->hidden || field->full_name == NULL
      || self->rows->len >= MAX_FIELDS)
    return;

  label = make_label (self, field);
  row = spill_force_field_row_new (field, label,
                                   is_worker ? (const char * const *) self->workers : NULL);
  g_ptr_array_add (self->rows, row);
  append (into, row);
}

static GtkWidget *
make_heading (const SpillForceField *field)
{
  g_autofree char *text = spill_plain_one_line (field->label, 200);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "heading");

  return label;
}

static GtkWidget *
make_container (const SpillForceField *field)
{
  GtkWidget *flow;

  if (field->columns <= 1)
    return gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  /* As many columns as the master says, fewer where there is no room. */
  flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (flow), 1);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), MIN (field->columns, MAX_COLUMNS));
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (flow), TRUE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 12);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), 12);
  gtk_widget_add_css_class (flow, "spill-force-columns");

  return flow;
}

/* The master may have something to say of a group as a whole: its first row tells. */
static void
note_group (SpillForceForm        *self,
            const SpillForceField *group,
            guint                  n_rows_before)
{
  if (group->full_name != NULL && self->rows->len > n_rows_before)
    g_hash_table_insert (self->groups, group->full_name, self->rows->pdata[n_rows_before]);
}

static void
make_tabs (SpillForceForm        *self,
           GtkWidget             *into,
           const SpillForceField *field,
           guint                  depth)
{
  GtkWidget *notebook = gtk_notebook_new ();

  gtk_notebook_set_scrollable (GTK_NOTEBOOK (notebook), TRUE);
  for (guint i = 0; i < field->fields->len; i++)
    {
      SpillForceField *child = field->fields->pdata[i];
      GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
      g_autofree char *title = spill_plain_one_line (child->label != NULL && *child->label != '\0'
                                                       ? child->label : child->name, 60);
      guint before = self->rows->len;

      if (depth < MAX_FRAMES)
        gtk_widget_add_css_class (page, "spill-force-tab");
      if (child->type == SPILL_FORCE_NESTED && child->fields != NULL)
        {
          GtkWidget *inside = make_container (child);

          gtk_box_append (GTK_BOX (page), inside);
          make_fields (self, inside, child->fields, depth + 1);
          note_group (self, child, before);
        }
      else
        make_row (self, page, child);

      g_object_ref_sink (page);
      if (self->rows->len > before)
        gtk_notebook_append_page (GTK_NOTEBOOK (notebook), page, gtk_label_new (title));
      g_object_unref (page);
    }
  append (into, notebook);
}

static void
make_group (SpillForceForm  *self,
            GtkWidget       *into,
            SpillForceField *field,
            guint            depth)
{
  gboolean simple = g_strcmp0 (field->layout, "simple") == 0;
  gboolean titled = !simple && field->label != NULL && *field->label != '\0';
  GtkWidget *group = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  guint before = self->rows->len;

  g_object_ref_sink (group);
  if (titled)
    gtk_box_append (GTK_BOX (group), make_heading (field));
  if (g_strcmp0 (field->layout, "tabs") == 0)
    make_tabs (self, group, field, depth);
  else
    {
      GtkWidget *inside = make_container (field);

      if (titled && depth < MAX_FRAMES)
        gtk_widget_add_css_class (inside, "spill-force-group");
      gtk_box_append (GTK_BOX (group), inside);
      make_fields (self, inside, field->fields, depth + 1);
    }

  note_group (self, field, before);
  if (self->rows->len > before)
    append (into, group);
  g_object_unref (group);
}

static void
make_fields (SpillForceForm *self,
             GtkWidget      *into,
             GPtrArray      *fields,
             guint           depth)
{
  for (guint i = 0; i < fields->len; i++)
    {
      SpillForceField *field = fields->pdata[i];

      if (field->type != SPILL_FORCE_NESTED)
        make_row (self, into, field);
      else if (field->fields != NULL && !field->hidden && depth < MAX_DEPTH)
        make_group (self, into, field, depth);
    }
}

static char **
list_workers (SpillBuilder *builder)
{
  SpillList *workers = spill_builder_get_workers (builder);
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  SpillWorker *worker;

  g_strv_builder_add (names, ANY_WORKER);
  for (guint i = 0; (worker = spill_list_peek (workers, i)) != NULL; i++)
    g_strv_builder_add (names, spill_worker_get_name (worker));

  return g_strv_builder_end (names);
}

static void
spill_force_form_dispose (GObject *object)
{
  SpillForceForm *self = SPILL_FORCE_FORM (object);

  g_ptr_array_set_size (self->rows, 0);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->scheduler);

  G_OBJECT_CLASS (spill_force_form_parent_class)->dispose (object);
}

static void
spill_force_form_finalize (GObject *object)
{
  SpillForceForm *self = SPILL_FORCE_FORM (object);

  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->groups);
  g_hash_table_unref (self->mnemonics);
  g_strfreev (self->workers);

  G_OBJECT_CLASS (spill_force_form_parent_class)->finalize (object);
}

static void
spill_force_form_class_init (SpillForceFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_force_form_dispose;
  object_class->finalize = spill_force_form_finalize;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
spill_force_form_init (SpillForceForm *self)
{
  self->rows = g_ptr_array_new ();
  self->groups = g_hash_table_new (g_str_hash, g_str_equal);
  self->mnemonics = g_hash_table_new (NULL, NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
spill_force_form_new (SpillForceScheduler *scheduler,
                      SpillBuilder        *builder)
{
  SpillForceForm *self = g_object_new (SPILL_TYPE_FORCE_FORM, NULL);

  self->scheduler = g_object_ref (scheduler);
  self->workers = list_workers (builder);
  make_fields (self, self->box, spill_force_scheduler_get_fields (scheduler), 0);

  return GTK_WIDGET (self);
}

GVariant *
spill_force_form_get_values (SpillForceForm *self)
{
  GVariantBuilder builder;

  g_return_val_if_fail (SPILL_IS_FORCE_FORM (self), NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (guint i = 0; i < self->rows->len; i++)
    {
      GVariant *value = spill_force_field_row_get_value (self->rows->pdata[i]);

      if (value != NULL)
        g_variant_builder_add (&builder, "{sv}",
                               spill_force_field_row_get_field (self->rows->pdata[i])->full_name,
                               value);
    }

  return g_variant_builder_end (&builder);
}

void
spill_force_form_set_values (SpillForceForm *self,
                             GVariant       *values)
{
  g_return_if_fail (SPILL_IS_FORCE_FORM (self));

  for (guint i = 0; i < self->rows->len; i++)
    {
      SpillForceFieldRow *row = self->rows->pdata[i];
      const SpillForceField *field = spill_force_field_row_get_field (row);
      g_autoptr(GVariant) value = NULL;

      if (values != NULL)
        value = g_variant_lookup_value (values, field->full_name, NULL);
      if (value != NULL || values == NULL)
        spill_force_field_row_set_value (row, value);
    }
}

SpillForceFieldRow *
spill_force_form_find (SpillForceForm *self,
                       const char     *full_name)
{
  g_return_val_if_fail (SPILL_IS_FORCE_FORM (self), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const SpillForceField *field = spill_force_field_row_get_field (self->rows->pdata[i]);

      if (g_strcmp0 (field->full_name, full_name) == 0)
        return self->rows->pdata[i];
    }

  return NULL;
}

/* The focus brings a control into view at once. What is told below it takes its room only in the next
 * frame, and moves it: the frame after that shows the whole row, from its label to its error. */
static gboolean
on_tick (GtkWidget     *row,
         GdkFrameClock *clock,
         gpointer       frames)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (row, GTK_TYPE_VIEWPORT);
  graphene_rect_t bounds;

  if (++*(guint *) frames < 2)
    return G_SOURCE_CONTINUE;

  if (viewport != NULL
      && gtk_widget_compute_bounds (row, gtk_viewport_get_child (GTK_VIEWPORT (viewport)), &bounds))
    {
      GtkAdjustment *vertical = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport));
      double value = gtk_adjustment_get_value (vertical);

      value = MAX (value, bounds.origin.y + bounds.size.height
                          - gtk_adjustment_get_page_size (vertical));
      /* Also ends the slide to where the focus was. */
      gtk_adjustment_set_value (vertical, MIN (value, bounds.origin.y));
    }

  return G_SOURCE_REMOVE;
}

/* Turns every notebook above to the page that @row is on, and scrolls to it. */
static void
reveal (SpillForceFieldRow *row)
{
  GtkWidget *child = GTK_WIDGET (row);
  GtkWidget *widget;

  while ((widget = gtk_widget_get_ancestor (child, GTK_TYPE_NOTEBOOK)) != NULL)
    {
      GtkNotebook *notebook = GTK_NOTEBOOK (widget);

      for (int i = 0; i < gtk_notebook_get_n_pages (notebook); i++)
        if (gtk_widget_is_ancestor (GTK_WIDGET (row), gtk_notebook_get_nth_page (notebook, i)))
          gtk_notebook_set_current_page (notebook, i);
      child = gtk_widget_get_parent (widget);
    }
  gtk_widget_grab_focus (GTK_WIDGET (row));
  gtk_widget_add_tick_callback (GTK_WIDGET (row), on_tick, g_new0 (guint, 1), g_free);
}

/* The row that tells what is wrong with @full_name, a field or a group; NULL: none does. */
static SpillForceFieldRow *
find_teller (SpillForceForm *self,
             const char     *full_name)
{
  SpillForceFieldRow *row = spill_force_form_find (self, full_name);

  return row != NULL ? row : g_hash_table_lookup (self->groups, full_name);
}

char *
spill_force_form_set_errors (SpillForceForm *self,
                             GHashTable     *errors)
{
  g_autoptr(GString) rest = g_string_new (NULL);
  GHashTableIter iter;
  gpointer key, value;

  g_return_val_if_fail (SPILL_IS_FORCE_FORM (self), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    spill_force_field_row_set_error (self->rows->pdata[i], NULL);
  if (errors == NULL)
    return NULL;

  g_hash_table_iter_init (&iter, errors);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      SpillForceFieldRow *row = find_teller (self, key);

      if (row != NULL && spill_force_field_row_get_error (row) == NULL)
        spill_force_field_row_set_error (row, value);
      else
        g_string_append_printf (rest, "%s%s: %s", rest->len > 0 ? "\n" : "", (const char *) key,
                                (const char *) value);
    }

  for (guint i = 0; i < self->rows->len; i++)
    if (spill_force_field_row_get_error (self->rows->pdata[i]) != NULL)
      {
        reveal (self->rows->pdata[i]);
        break;
      }

  return rest->len > 0 ? g_string_free (g_steal_pointer (&rest), FALSE) : NULL;
}

void
spill_force_form_focus_first (SpillForceForm *self)
{
  g_return_if_fail (SPILL_IS_FORCE_FORM (self));

  if (self->rows->len > 0)
    gtk_widget_grab_focus (self->rows->pdata[0]);
}
