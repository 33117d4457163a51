#include "ui-test.h"

#include <string.h>
#include <glib/gstdio.h>

#include "model/spill-source-stamp.h"
#include "model/spill-worker.h"
#include "ui/spill-force-dialog.h"
#include "ui/spill-force-file-button.h"
#include "ui/spill-force-form.h"
#include "ui/spill-force-target.h"

static SpillForceField *
field_new (SpillForceType  type,
           const char     *name,
           GVariant       *value)
{
  SpillForceField *field = spill_force_field_new (type, name, name, name);

  if (value != NULL)
    field->default_value = g_variant_ref_sink (value);

  return field;
}

static GPtrArray *
fields_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) spill_force_field_unref);
}

static SpillForceField *
add_field (GPtrArray      *fields,
           SpillForceType  type,
           const char     *name,
           GVariant       *value)
{
  SpillForceField *field = field_new (type, name, value);

  g_ptr_array_add (fields, field);
  return field;
}

static const char *const choices[] = { "one", "two", "three", NULL };

static SpillForceField *
add_list (GPtrArray  *fields,
          const char *name,
          GVariant   *value,
          gboolean    multiple,
          gboolean    strict)
{
  SpillForceField *field = add_field (fields, SPILL_FORCE_LIST, name, value);

  field->choices = g_strdupv ((char **) choices);
  field->multiple = multiple;
  field->strict = strict;

  return field;
}

static SpillForceField *
add_nested (GPtrArray  *fields,
            const char *label,
            const char *layout,
            guint       columns)
{
  SpillForceField *field = spill_force_field_new (SPILL_FORCE_NESTED, "", NULL, label);

  field->layout = g_strdup (layout);
  field->columns = columns;
  field->fields = fields_new ();
  g_ptr_array_add (fields, field);

  return field;
}

/* A field of every type and layout. */
static SpillForceScheduler *
scheduler_new (const char         *name,
               const char * const *builders)
{
  GPtrArray *fields = fields_new ();
  const char *two[] = { "one", "three", NULL };
  SpillForceField *field, *tabs, *tab;

  add_field (fields, SPILL_FORCE_TEXT, "reason", g_variant_new_string ("because"))->required = TRUE;
  add_field (fields, SPILL_FORCE_TEXTAREA, "notes", g_variant_new_string ("a\nb"))->rows = 3;
  add_field (fields, SPILL_FORCE_INT, "jobs", g_variant_new_int64 (4));
  add_field (fields, SPILL_FORCE_INT, "nice", NULL);
  add_field (fields, SPILL_FORCE_BOOL, "clean", g_variant_new_boolean (TRUE));
  add_list (fields, "strict", g_variant_new_string ("two"), FALSE, TRUE);
  add_list (fields, "combo", g_variant_new_string ("four"), FALSE, FALSE);
  add_list (fields, "several", g_variant_new_strv (two, -1), TRUE, TRUE);
  add_list (fields, "open", g_variant_new_strv (two, -1), TRUE, FALSE);
  add_field (fields, SPILL_FORCE_USERNAME, "username", NULL)->need_email = TRUE;
  add_field (fields, SPILL_FORCE_FIXED, "fixed", g_variant_new_string ("never sent"));
  field = add_field (fields, SPILL_FORCE_TEXT, "hidden", g_variant_new_string ("never sent"));
  field->hidden = TRUE;
  add_field (fields, SPILL_FORCE_FILE, "patch", NULL)->max_size = 100;
  add_field (fields, SPILL_FORCE_WORKER, "worker", NULL);
  add_field (add_nested (fields, "App", "vertical", 2)->fields, SPILL_FORCE_TEXT, "app_branch",
             g_variant_new_string ("main"));
  add_field (fields, SPILL_FORCE_TEXT, "revision", NULL);
  add_field (fields, SPILL_FORCE_TEXT, "lib_branch", NULL);
  field = add_nested (fields, "Plain", "simple", 1);
  field->full_name = g_strdup ("plain_group");
  add_field (field->fields, SPILL_FORCE_TEXT, "plain", NULL);
  tabs = add_nested (fields, "Tabs", "tabs", 1);
  tab = add_nested (tabs->fields, "First", "vertical", 1);
  add_field (tab->fields, SPILL_FORCE_TEXT, "tab_one", NULL);
  tab = add_nested (tabs->fields, "Second", "vertical", 1);
  add_field (tab->fields, SPILL_FORCE_TEXT, "tab_two", NULL);

  return spill_force_scheduler_new (name, name, "Start it", builders, TRUE, fields);
}

static void
add_schedulers (SpillBuilder        *builder,
                SpillForceScheduler *first,
                SpillForceScheduler *second)
{
  GPtrArray *schedulers = g_ptr_array_new_with_free_func (g_object_unref);

  if (first != NULL)
    g_ptr_array_add (schedulers, g_object_ref (first));
  if (second != NULL)
    g_ptr_array_add (schedulers, g_object_ref (second));
  spill_builder_set_force_schedulers (builder, schedulers);
  spill_builder_set_part_state (builder, SPILL_PART_FORCE, SPILL_PART_HERE, NULL);
}

static void
test_form_values (UiFixture     *f,
                  gconstpointer  data)
{
  const char *builders[] = { "linux-gcc", NULL };
  g_autoptr(SpillForceScheduler) scheduler = scheduler_new ("force", builders);
  SpillWorker *worker = spill_master_add_worker (f->master, 3, "w3");
  gint64 on[] = { 1 };
  GtkWidget *form;
  g_autoptr(GVariant) values = NULL;
  g_autoptr(GVariant) wanted = NULL;

  spill_worker_set_builder_ids (worker, on, 1);
  form = g_object_ref_sink (spill_force_form_new (scheduler, f->builder));
  values = g_variant_ref_sink (spill_force_form_get_values (SPILL_FORCE_FORM (form)));
  wanted = g_variant_ref_sink (g_variant_new_parsed (
    "{'reason': <'because'>, 'notes': <'a\nb'>, 'jobs': <int64 4>, 'clean': <true>,"
    " 'strict': <'two'>, 'combo': <'four'>, 'several': <['one', 'three']>,"
    " 'open': <['one', 'three']>, 'username': <''>, 'worker': <'-any-'>,"
    " 'app_branch': <'main'>, 'revision': <''>, 'lib_branch': <''>, 'plain': <''>,"
    " 'tab_one': <''>, 'tab_two': <''>}"));
  g_assert_cmpvariant (values, wanted);
  g_assert_finalize_object (form);
}

static void
test_form_sets_values (UiFixture     *f,
                       gconstpointer  data)
{
  const char *builders[] = { "linux-gcc", NULL };
  g_autoptr(SpillForceScheduler) scheduler = scheduler_new ("force", builders);
  GtkWidget *form = g_object_ref_sink (spill_force_form_new (scheduler, f->builder));
  g_autoptr(GVariant) set = NULL;
  g_autoptr(GVariant) values = NULL;
  g_autoptr(GVariant) wanted = NULL;
  g_autoptr(GVariant) defaults = NULL;
  g_autoptr(GVariant) before = NULL;

  before = g_variant_ref_sink (spill_force_form_get_values (SPILL_FORCE_FORM (form)));

  /* Types as a property may have them, choices that are none any more, names that are no field. */
  set = g_variant_ref_sink (g_variant_new_parsed (
    "{'reason': <int64 7>, 'jobs': <'12'>, 'nice': <'x'>, 'clean': <'false'>, 'strict': <'gone'>,"
    " 'combo': <'five'>, 'several': <'two'>, 'open': <['two', 'six']>, 'fixed': <'no'>,"
    " 'stranger': <'no'>, 'tab_two': <'deep'>}"));
  spill_force_form_set_values (SPILL_FORCE_FORM (form), set);
  values = g_variant_ref_sink (spill_force_form_get_values (SPILL_FORCE_FORM (form)));
  wanted = g_variant_ref_sink (g_variant_new_parsed (
    "{'reason': <'7'>, 'notes': <'a\nb'>, 'jobs': <int64 12>, 'nice': <'x'>, 'clean': <false>,"
    " 'strict': <'two'>, 'combo': <'five'>, 'several': <['two']>,"
    " 'open': <['two', 'six']>, 'username': <''>, 'worker': <'-any-'>,"
    " 'app_branch': <'main'>, 'revision': <''>, 'lib_branch': <''>, 'plain': <''>,"
    " 'tab_one': <''>, 'tab_two': <'deep'>}"));
  g_assert_cmpvariant (values, wanted);

  spill_force_form_set_values (SPILL_FORCE_FORM (form), NULL);
  defaults = g_variant_ref_sink (spill_force_form_get_values (SPILL_FORCE_FORM (form)));
  g_assert_cmpvariant (defaults, before);
  g_assert_finalize_object (form);
}

static void
test_form_errors (UiFixture     *f,
                  gconstpointer  data)
{
  const char *builders[] = { "linux-gcc", NULL };
  g_autoptr(SpillForceScheduler) scheduler = scheduler_new ("force", builders);
  GtkWidget *form = spill_force_form_new (scheduler, f->builder);
  GtkWidget *window = ui_show (form, 400, 900);
  g_autoptr(GHashTable) errors = g_hash_table_new (g_str_hash, g_str_equal);
  SpillForceFieldRow *row = spill_force_form_find (SPILL_FORCE_FORM (form), "tab_two");
  g_autofree char *rest = NULL;

  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (row)));
  g_hash_table_insert (errors, (char *) "tab_two", (char *) "not <b>so</b>");
  g_hash_table_insert (errors, (char *) "stranger", (char *) "unknown");
  rest = spill_force_form_set_errors (SPILL_FORCE_FORM (form), errors);
  ui_settle (window);
  g_assert_cmpstr (rest, ==, "stranger: unknown");
  g_assert_cmpstr (spill_force_field_row_get_error (row), ==, "not <b>so</b>");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (row)));
  row = spill_force_form_find (SPILL_FORCE_FORM (form), "reason");
  g_assert_null (spill_force_field_row_get_error (row));
  row = spill_force_form_find (SPILL_FORCE_FORM (form), "tab_two");

  /* Who types there has seen it. */
  gtk_editable_set_text (GTK_EDITABLE (spill_force_field_row_get_control (row)), "so");
  g_assert_null (spill_force_field_row_get_error (row));

  /* Of a group, its first field tells. */
  g_hash_table_remove_all (errors);
  g_hash_table_insert (errors, (char *) "plain_group", (char *) "too plain");
  g_assert_null (spill_force_form_set_errors (SPILL_FORCE_FORM (form), errors));
  row = spill_force_form_find (SPILL_FORCE_FORM (form), "plain");
  g_assert_cmpstr (spill_force_field_row_get_error (row), ==, "too plain");

  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
find_dialog (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (SPILL_IS_FORCE_DIALOG (window))
        return window;
    }

  return NULL;
}

static GtkWidget *
present (SpillBuilder *first,
         SpillBuilder *second,
         SpillBuild   *again)
{
  g_autoptr(GListStore) builders = g_list_store_new (SPILL_TYPE_BUILDER);
  GtkWidget *dialog;

  g_list_store_append (builders, first);
  if (second != NULL)
    g_list_store_append (builders, second);
  spill_force_dialog_present (NULL, G_LIST_MODEL (builders), again);
  dialog = find_dialog ();
  ui_settle (dialog);

  return dialog;
}

static SpillForceForm *
get_form (GtkWidget *dialog)
{
  return SPILL_FORCE_FORM (ui_find_type (dialog, SPILL_TYPE_FORCE_FORM));
}

static const char *
get_error (GtkWidget  *dialog,
           const char *name)
{
  return spill_force_field_row_get_error (spill_force_form_find (get_form (dialog), name));
}

static void
type (GtkWidget  *dialog,
      const char *name,
      const char *text)
{
  SpillForceFieldRow *row = spill_force_form_find (get_form (dialog), name);

  gtk_editable_set_text (GTK_EDITABLE (spill_force_field_row_get_control (row)), text);
}

static gboolean
is_gone (gpointer data)
{
  return find_dialog () == NULL;
}

static void
test_dialog_checks (UiFixture     *f,
                    gconstpointer  data)
{
  const char *builders[] = { "linux-gcc", NULL };
  g_autoptr(SpillForceScheduler) scheduler = scheduler_new ("force", builders);
  GtkWidget *dialog;

  add_schedulers (f->builder, scheduler, NULL);
  dialog = present (f->builder, NULL, NULL);
  g_assert_cmpint (spill_builder_get_held (f->builder), ==, SPILL_PART_FORCE);
  type (dialog, "reason", "");
  type (dialog, "jobs", "many");
  type (dialog, "username", "ann");
  ui_click (dialog, "Start it");
  g_assert_cmpuint (ui_source_get_commands (f->source)->len, ==, 0);
  g_assert_nonnull (get_error (dialog, "reason"));
  g_assert_nonnull (get_error (dialog, "jobs"));
  g_assert_nonnull (get_error (dialog, "username"));

  gtk_window_close (GTK_WINDOW (dialog));
  ui_wait (is_gone, NULL);
}

static void
test_dialog_sends (UiFixture     *f,
                   gconstpointer  data)
{
  const char *builders[] = { "linux-gcc", NULL };
  g_autoptr(SpillForceScheduler) scheduler = scheduler_new ("force", builders);
  GPtrArray *commands = ui_source_get_commands (f->source);
  g_autoptr(GVariant) reason = NULL;
  GtkWidget *dialog;

  add_schedulers (f->builder, scheduler, NULL);
  dialog = present (f->builder, NULL, NULL);
  ui_check_controls (dialog);
  type (dialog, "reason", "for Ann");
  type (dialog, "username", "Ann <ann@example.org>");
  ui_click (dialog, "Start it");
  g_assert_cmpuint (commands->len, ==, 1);
  g_assert_cmpstr (spill_command_get_scheduler (commands->pdata[0]), ==, "force");
  g_assert_true (spill_command_get_target (commands->pdata[0]) == f->builder);
  reason = g_variant_lookup_value (spill_command_get_values (commands->pdata[0]), "reason", NULL);
  g_assert_cmpstr (g_variant_get_string (reason, NULL), ==, "for Ann");
  g_assert_false (g_variant_lookup (spill_command_get_values (commands->pdata[0]), "fixed", "s",
                                    NULL));
  g_assert_null (ui_find_button (dialog, "Start it"));   /* busy */

  spill_command_done (commands->pdata[0], NULL);
  ui_wait (is_gone, NULL);

  /* Remembered for the next time; and the defaults are one click away. */
  dialog = present (f->builder, NULL, NULL);
  add_schedulers (f->builder, scheduler, NULL);
  ui_settle (dialog);
  g_assert_nonnull (ui_find_text (dialog, "for Ann"));
  ui_click (dialog, "Reset to Defaults");
  g_assert_null (ui_find_text (dialog, "for Ann"));
  g_assert_nonnull (ui_find_text (dialog, "because"));
  gtk_window_close (GTK_WINDOW (dialog));
  ui_wait (is_gone, NULL);
}

/* Whether all of a row, with its label and its error, can be seen. */
static gboolean
is_in_view (gpointer row)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (row, GTK_TYPE_VIEWPORT);
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (row, viewport, &bounds)
         && bounds.origin.y >= 0
         && bounds.origin.y + bounds.size.height <= gtk_widget_get_height (viewport);
}

static gboolean
is_unscrolled (gpointer scroller)
{
  GtkAdjustment *vertical = gtk_scrolled_window_get_vadjustment (scroller);

  return gtk_adjustment_get_page_size (vertical) > 0
         && gtk_adjustment_get_upper (vertical) <= gtk_adjustment_get_page_size (vertical);
}

static void
test_dialog_field_errors (UiFixture     *f,
                          gconstpointer  data)
{
  const char *builders[] = { "linux-gcc", NULL };
  g_autoptr(SpillForceScheduler) scheduler = scheduler_new ("force", builders);
  g_autoptr(GError) error = g_error_new (SPILL_ERROR, SPILL_ERROR_INVALID, "some fields are wrong");
  GPtrArray *commands = ui_source_get_commands (f->source);
  GtkWidget *dialog, *row;

  add_schedulers (f->builder, scheduler, NULL);
  dialog = present (f->builder, NULL, NULL);
  type (dialog, "username", "Ann <ann@example.org>");
  type (dialog, "app_branch", "nowhere");
  ui_click (dialog, "Start it");
  spill_command_fail_field (commands->pdata[0], "app_branch", "There is no such branch");
  spill_command_fail (commands->pdata[0], error);
  ui_settle (dialog);
  g_assert_true (find_dialog () == dialog);
  g_assert_cmpstr (get_error (dialog, "app_branch"), ==, "There is no such branch");
  g_assert_nonnull (ui_find_text (dialog, "nowhere"));
  g_assert_nonnull (ui_find_button (dialog, "Start it"));
  ui_wait (is_in_view, spill_force_form_find (get_form (dialog), "app_branch"));
  /* A few choices are seen at once. */
  row = GTK_WIDGET (spill_force_form_find (get_form (dialog), "several"));
  ui_wait (is_unscrolled, ui_find_type (row, GTK_TYPE_SCROLLED_WINDOW));

  gtk_window_close (GTK_WINDOW (dialog));
  ui_wait (is_gone, NULL);
}

static void
test_dialog_refused (UiFixture     *f,
                     gconstpointer  data)
{
  const char *builders[] = { "linux-gcc", NULL };
  g_autoptr(SpillForceScheduler) scheduler = scheduler_new ("force", builders);
  g_autoptr(GError) error = g_error_new (SPILL_ERROR, SPILL_ERROR_REFUSED,
                                         "you need to have role 'admins'");
  g_autoptr(GError) other = g_error_new (SPILL_ERROR, SPILL_ERROR_INVALID, "not on a Sunday");
  GPtrArray *commands = ui_source_get_commands (f->source);
  GtkWidget *dialog;

  add_schedulers (f->builder, scheduler, NULL);
  dialog = present (f->builder, NULL, NULL);
  type (dialog, "username", "Ann <ann@example.org>");
  g_assert_null (ui_find_button (dialog, "Log In…"));
  ui_click (dialog, "Start it");
  spill_command_fail (commands->pdata[0], error);
  ui_settle (dialog);
  g_assert_nonnull (ui_find_text (dialog, "you need to have role 'admins'"));
  g_assert_nonnull (ui_find_button (dialog, "Log In…"));

  /* What the master says is seen, wherever one was. */
  gtk_widget_grab_focus (GTK_WIDGET (spill_force_form_find (get_form (dialog), "plain")));
  ui_settle (dialog);
  ui_click (dialog, "Start it");
  spill_command_fail (commands->pdata[commands->len - 1], other);
  ui_settle (dialog);
  ui_wait (is_in_view, ui_find_text (dialog, "not on a Sunday"));

  gtk_window_close (GTK_WINDOW (dialog));
  ui_wait (is_gone, NULL);
}

static void
test_dialog_several_builders (UiFixture     *f,
                              gconstpointer  data)
{
  const char *one[] = { "linux-gcc", NULL };
  const char *both[] = { "linux-gcc", "docs", NULL };
  g_autoptr(SpillForceScheduler) narrow = scheduler_new ("narrow", one);
  g_autoptr(SpillForceScheduler) wide = scheduler_new ("wide", both);
  SpillBuilder *docs = spill_master_add_builder (f->master, 2, "docs");
  GPtrArray *commands = ui_source_get_commands (f->source);
  g_autoptr(GError) error = g_error_new (SPILL_ERROR, SPILL_ERROR_FAILED, "disk full");
  GtkWidget *dialog, *chooser;
  GListModel *choices_model;

  add_schedulers (f->builder, narrow, wide);
  add_schedulers (docs, wide, NULL);
  dialog = present (f->builder, docs, NULL);
  chooser = ui_find_type (dialog, GTK_TYPE_DROP_DOWN);
  choices_model = gtk_drop_down_get_model (GTK_DROP_DOWN (chooser));
  g_assert_cmpuint (g_list_model_get_n_items (choices_model), ==, 2);
  g_assert_null (ui_find_text (dialog, "Left out"));   /* the one for both comes first */

  gtk_drop_down_set_selected (GTK_DROP_DOWN (chooser), 1);
  ui_settle (dialog);
  g_assert_nonnull (ui_find_text (dialog, "Left out"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (chooser), 0);
  ui_settle (dialog);

  type (dialog, "username", "Ann <ann@example.org>");
  ui_click (dialog, "Start it");
  g_assert_cmpuint (commands->len, ==, 2);
  spill_command_done (commands->pdata[0], NULL);
  g_assert_true (find_dialog () == dialog);
  spill_command_fail (commands->pdata[1], error);
  ui_settle (dialog);
  g_assert_nonnull (ui_find_text (dialog, "disk full"));

  /* What was forced is not forced once more. */
  ui_click (dialog, "Start it");
  g_assert_cmpuint (commands->len, ==, 3);
  g_assert_true (spill_command_get_target (commands->pdata[2]) == docs);
  spill_command_done (commands->pdata[2], NULL);
  ui_wait (is_gone, NULL);
}

static void
test_dialog_again (UiFixture     *f,
                   gconstpointer  data)
{
  const char *builders[] = { "linux-gcc", NULL };
  g_autoptr(SpillForceScheduler) scheduler = scheduler_new ("force", builders);
  g_autoptr(GPtrArray) stamps = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *dialog;

  add_schedulers (f->builder, scheduler, NULL);
  dialog = present (f->builder, NULL, f->build);
  g_assert_null (ui_find_text (dialog, "stable"));
  spill_build_set_property (f->build, "app_branch", "\"stable\"", "Force Build Form");
  g_ptr_array_add (stamps, g_object_new (SPILL_TYPE_SOURCE_STAMP, "codebase", "", "branch", "x",
                                         "revision", "4f2a91c", NULL));
  g_ptr_array_add (stamps, g_object_new (SPILL_TYPE_SOURCE_STAMP, "codebase", "lib",
                                         "branch", "old", NULL));
  spill_build_set_source_stamps (f->build, stamps);
  spill_build_set_part_state (f->build, SPILL_PART_PROPERTIES | SPILL_PART_CHANGES, SPILL_PART_HERE,
                              NULL);
  ui_settle (dialog);
  g_assert_nonnull (ui_find_text (dialog, "stable"));
  g_assert_nonnull (ui_find_text (dialog, "4f2a91c"));
  g_assert_nonnull (ui_find_text (dialog, "old"));

  gtk_window_close (GTK_WINDOW (dialog));
  ui_wait (is_gone, NULL);
}

static void
test_dialog_states (UiFixture     *f,
                    gconstpointer  data)
{
  GtkWidget *dialog = present (f->builder, NULL, NULL);

  g_assert_null (ui_find_button (dialog, "Force"));
  spill_builder_set_part_state (f->builder, SPILL_PART_FORCE, SPILL_PART_FAILED, "500 <oops>");
  ui_settle (dialog);
  g_assert_nonnull (ui_find_text (dialog, "500 <oops>"));
  g_assert_nonnull (ui_find_button (dialog, "Retry"));
  add_schedulers (f->builder, NULL, NULL);
  ui_settle (dialog);
  g_assert_nonnull (ui_find_text (dialog, "Nothing can force this builder"));
  g_assert_null (ui_find_button (dialog, "Force"));

  gtk_window_close (GTK_WINDOW (dialog));
  ui_wait (is_gone, NULL);
}

/* A login is offered for want of one, and for nothing else that fails. */
static void
test_dialog_login (UiFixture     *f,
                   gconstpointer  data)
{
  const struct { const char *error; SpillPartState state; } rows[] = {
    { "old.example.org refuses the connection.", SPILL_PART_FAILED },
    { "It shows no form.", SPILL_PART_DENIED },
    { "old.example.org does not answer.", SPILL_PART_FAILED },
  };
  GtkWidget *dialog = present (f->builder, NULL, NULL);

  spill_master_set_kind (f->master, "eight");
  spill_master_set_connection (f->master, SPILL_CONNECTION_LIVE);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      spill_builder_set_part_state (f->builder, SPILL_PART_FORCE, rows[i].state, rows[i].error);
      ui_settle (dialog);
      g_assert_nonnull (ui_find_text (dialog, rows[i].error));
      g_assert_cmpint (ui_find_button (dialog, "Log In…") != NULL, ==, rows[i].state == SPILL_PART_DENIED);
      g_assert_cmpint (ui_find_button (dialog, "Retry") != NULL, ==, rows[i].state == SPILL_PART_FAILED);
    }

  gtk_window_close (GTK_WINDOW (dialog));
  ui_wait (is_gone, NULL);
}

static void
test_dialog_hostile (UiFixture     *f,
                     gconstpointer  data)
{
  const char *builders[] = { "linux-gcc", NULL };
  g_autoptr(GString) evil = g_string_new ("<b>&_%s\n\342\200\256");
  GPtrArray *fields = fields_new ();
  g_autoptr(SpillForceScheduler) scheduler = NULL;
  SpillForceField *inner;
  GtkWidget *dialog;
  int minimum;

  for (guint i = 0; i < 10000; i++)
    g_string_append (evil, "0123456789");
  for (SpillForceType t = SPILL_FORCE_TEXT; t <= SPILL_FORCE_WORKER; t++)
    {
      SpillForceField *field = spill_force_field_new (t, evil->str, evil->str, evil->str);

      field->tooltip = g_strdup (evil->str);
      field->default_value = g_variant_ref_sink (g_variant_new_string (evil->str));
      field->choices = g_new0 (char *, 3);
      field->choices[0] = g_strdup (evil->str);
      field->choices[1] = g_strdup ("");
      field->size = field->rows = field->columns = G_MAXUINT;
      g_ptr_array_add (fields, field);
    }
  /* Groups without end. */
  inner = add_nested (fields, evil->str, "vertical", G_MAXUINT);
  for (guint i = 0; i < 50; i++)
    inner = add_nested (inner->fields, evil->str, i % 2 ? "tabs" : "weird", 1);
  add_field (inner->fields, SPILL_FORCE_TEXT, "deep", NULL);
  scheduler = spill_force_scheduler_new (evil->str, evil->str, evil->str, builders, TRUE, fields);

  add_schedulers (f->builder, scheduler, NULL);
  dialog = present (f->builder, NULL, NULL);
  gtk_widget_measure (dialog, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 420);

  gtk_window_close (GTK_WINDOW (dialog));
  ui_wait (is_gone, NULL);
}

typedef struct
{
  const char *name;
  const char *content;
  gsize       length;
  gboolean    taken;
} FileCase;

static const FileCase file_cases[] = {
  { "text", "a text\n", 7, TRUE },
  { "empty", "", 0, TRUE },
  { "just-fits", "0123456789", 10, TRUE },
  { "too-large", "0123456789a", 11, FALSE },
  { "binary", "a\0b", 3, FALSE },
  { "latin-1", "\344\366", 2, FALSE },
};

static void
on_file_end (gboolean *over)
{
  *over = TRUE;
}

static gboolean
is_set (gpointer data)
{
  return *(gboolean *) data;
}

static void
test_file (gconstpointer data)
{
  const FileCase *c = data;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "spill-force-XXXXXX", NULL);
  int fd = g_mkstemp (path);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  GtkWidget *button = g_object_ref_sink (spill_force_file_button_new (10));
  gboolean over = FALSE;

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, c->content, c->length, NULL));
  g_signal_connect_swapped (button, "changed", G_CALLBACK (on_file_end), &over);
  spill_force_file_button_load (SPILL_FORCE_FILE_BUTTON (button), file);
  ui_wait (is_set, &over);
  g_assert_cmpstr (spill_force_file_button_get_text (SPILL_FORCE_FILE_BUTTON (button)), ==,
                   c->taken ? c->content : NULL);

  g_unlink (path);
  g_object_unref (button);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  ui_fixture_add_test ("/ui/force/form/values", NULL, test_form_values);
  ui_fixture_add_test ("/ui/force/form/sets-values", NULL, test_form_sets_values);
  ui_fixture_add_test ("/ui/force/form/errors", NULL, test_form_errors);
  ui_fixture_add_test ("/ui/force/dialog/checks", NULL, test_dialog_checks);
  ui_fixture_add_test ("/ui/force/dialog/sends", NULL, test_dialog_sends);
  ui_fixture_add_test ("/ui/force/dialog/field-errors", NULL, test_dialog_field_errors);
  ui_fixture_add_test ("/ui/force/dialog/refused", NULL, test_dialog_refused);
  ui_fixture_add_test ("/ui/force/dialog/several-builders", NULL, test_dialog_several_builders);
  ui_fixture_add_test ("/ui/force/dialog/again", NULL, test_dialog_again);
  ui_fixture_add_test ("/ui/force/dialog/states", NULL, test_dialog_states);
  ui_fixture_add_test ("/ui/force/dialog/login", NULL, test_dialog_login);
  ui_fixture_add_test ("/ui/force/dialog/hostile", NULL, test_dialog_hostile);
  for (guint i = 0; i < G_N_ELEMENTS (file_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ui/force/file/%s", file_cases[i].name);

      g_test_add_data_func (path, &file_cases[i], test_file);
    }

  return g_test_run ();
}
