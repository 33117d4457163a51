#include "ui-test.h"

#include <string.h>

#include "ui/spill-change-dialog.h"

static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (SPILL_IS_CHANGE_DIALOG (window))
        return window;
    }

  return NULL;
}

static gboolean
is_gone (gpointer data)
{
  return find_dialog () == NULL;
}

static GtkWidget *
present (SpillMaster *master)
{
  GtkWidget *dialog = spill_change_dialog_new (NULL, master);

  gtk_window_set_default_size (GTK_WINDOW (dialog), 360, 420);
  gtk_window_present (GTK_WINDOW (dialog));
  ui_settle (dialog);
  return dialog;
}

static void
close_dialog (GtkWidget *dialog)
{
  gtk_window_close (GTK_WINDOW (dialog));
  ui_wait (is_gone, NULL);
}

static GtkWidget *
get_field (GtkWidget  *dialog,
           const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (dialog, SPILL_TYPE_CHANGE_DIALOG, name));
}

static void
type (GtkWidget  *dialog,
      const char *name,
      const char *text)
{
  GtkWidget *field = get_field (dialog, name);

  if (GTK_IS_TEXT_VIEW (field))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (field)), text, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (field), text);
}

static const char *
get_problem (GtkWidget *dialog)
{
  GtkWidget *problem = get_field (dialog, "problem");

  return gtk_widget_get_visible (problem) ? gtk_label_get_text (GTK_LABEL (problem)) : NULL;
}

#define PLAIN "'pb': <'127.0.0.1:9989'>, 'pb-user': <'change'>, 'author': <'Ann'>"
#define NOTHING "'files': <@as []>, 'properties': <@a{ss} {}>"

/* What is typed, FIELD=TEXT and so on, and what is sent. */
static const struct
{
  const char *name, *fields, *values;
} sent[] = {
  { "author-alone", "author=Ann", "{" PLAIN "," NOTHING "}" },
  { "all", "author= Zoë <zoe@example.org> |comments=Mend it\n\nAt last|files=src/crane.c\n\n täst \n|"
           "branch=main|revision=4f2a|revlink=https://git.example.org/c/4f2a|"
           "repository=https://git.example.org/harbour|project=harbour|codebase=quay|category=night|"
           "when=1700000000|properties=colour: grün\n\n url:https://x:1/ |"
           "address=build.example.org:9000|user=carl|password= pass |vc=git",
    "{'pb': <'build.example.org:9000'>, 'pb-user': <'carl'>, 'pb-password': <' pass '>,"
    " 'author': <'Zoë <zoe@example.org>'>, 'comments': <'Mend it\n\nAt last'>,"
    " 'files': <['src/crane.c', 'täst']>, 'branch': <'main'>, 'revision': <'4f2a'>,"
    " 'revlink': <'https://git.example.org/c/4f2a'>,"
    " 'repository': <'https://git.example.org/harbour'>, 'project': <'harbour'>,"
    " 'codebase': <'quay'>, 'category': <'night'>, 'vc': <'git'>, 'when': <1700000000.0>,"
    " 'properties': <{'colour': 'grün', 'url': 'https://x:1/'}>}" },
  { "nowhere", "author=Ann|address= |user=",
    "{'author': <'Ann'>," NOTHING "}" },
  { "time-elsewhere", "author=Ann|when=2023-11-14T22:13:20Z",
    "{" PLAIN ", 'when': <1700000000.0>," NOTHING "}" },
  { "time-without-seconds", "author=Ann|when=1970-01-02 00:01",
    "{" PLAIN ", 'when': <86460.0>," NOTHING "}" },
};

static void
fill (GtkWidget  *dialog,
      const char *fields)
{
  g_auto(GStrv) list = g_strsplit (fields, "|", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_auto(GStrv) pair = g_strsplit (list[i], "=", 2);

      if (g_str_equal (pair[0], "vc"))
        adw_combo_row_set_selected (ADW_COMBO_ROW (get_field (dialog, "vc")), 1);
      else
        type (dialog, pair[0], pair[1]);
    }
}

static void
test_sends (UiFixture     *f,
            gconstpointer  data)
{
  const guint i = GPOINTER_TO_UINT (data);
  GPtrArray *commands = ui_source_get_commands (f->source);
  g_autoptr(GVariant) wanted = g_variant_ref_sink (g_variant_new_parsed (sent[i].values));
  g_autoptr(GVariant) dict = NULL;
  GtkWidget *dialog = present (f->master);

  fill (dialog, sent[i].fields);
  ui_click (dialog, "Add");
  g_assert_cmpuint (commands->len, ==, 1);
  g_assert_cmpint (spill_command_get_kind (commands->pdata[0]), ==, SPILL_COMMAND_ADD_CHANGE);
  g_assert_true (spill_command_get_target (commands->pdata[0]) == f->master);
  /* In any order. */
  g_assert_cmpuint (g_variant_n_children (spill_command_get_values (commands->pdata[0])), ==,
                    g_variant_n_children (wanted));
  for (gsize n = 0; n < g_variant_n_children (wanted); n++)
    {
      const char *name;
      g_autoptr(GVariant) value = NULL;
      g_autoptr(GVariant) is = NULL;

      g_variant_get_child (wanted, n, "{&sv}", &name, &value);
      is = g_variant_lookup_value (spill_command_get_values (commands->pdata[0]), name, NULL);
      g_test_message ("%s", name);
      g_assert_nonnull (is);
      g_assert_cmpvariant (is, value);
    }
  g_assert_null (ui_find_button (dialog, "Add"));   /* busy */

  spill_command_done (commands->pdata[0], NULL);
  ui_wait (is_gone, NULL);
}

static const struct
{
  const char *name, *fields, *wrong, *words;
} wrongs[] = {
  { "no-author", "branch=main", "author", "author is missing" },
  { "empty-author", "author=  ", "author", "author is missing" },
  { "time", "author=Ann|when=tomorrow", "when", "2026-03-01 14:30" },
  { "time-before", "author=Ann|when=-1", "when", "2026-03-01 14:30" },
  { "time-nan", "author=Ann|when=nan", "when", "2026-03-01 14:30" },
  { "property", "author=Ann|properties=a: b\ncolour", "properties", "name: value" },
  { "property-without-name", "author=Ann|properties= : b", "properties", "name: value" },
};

static gboolean
is_in_view (gpointer field)
{
  GtkWidget *form = gtk_widget_get_ancestor (field, ADW_TYPE_CLAMP);
  GtkWidget *viewport = gtk_widget_get_parent (form);
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (field, viewport, &bounds)
         && bounds.origin.y >= 0
         && bounds.origin.y + bounds.size.height <= gtk_widget_get_height (viewport);
}

/* Nothing is sent; the field is marked until it is right. */
static void
test_wrong (UiFixture     *f,
            gconstpointer  data)
{
  const guint i = GPOINTER_TO_UINT (data);
  GPtrArray *commands = ui_source_get_commands (f->source);
  GtkWidget *dialog = present (f->master);
  GtkWidget *field = get_field (dialog, wrongs[i].wrong);

  fill (dialog, wrongs[i].fields);
  ui_click (dialog, "Add");
  g_assert_cmpuint (commands->len, ==, 0);
  g_assert_nonnull (get_problem (dialog));
  g_assert_nonnull (strstr (get_problem (dialog), wrongs[i].words));
  g_assert_true (gtk_widget_has_css_class (field, "error"));
  ui_settle (dialog);
  ui_wait (is_in_view, field);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (dialog)), field)
                 || gtk_window_get_focus (GTK_WINDOW (dialog)) == field);

  type (dialog, wrongs[i].wrong, g_str_equal (wrongs[i].wrong, "author") ? "Ann" : "");
  g_assert_null (get_problem (dialog));
  g_assert_false (gtk_widget_has_css_class (field, "error"));
  ui_click (dialog, "Add");
  g_assert_cmpuint (commands->len, ==, 1);
  spill_command_done (commands->pdata[0], NULL);
  ui_wait (is_gone, NULL);
}

static const struct
{
  SpillError  code;
  const char *field;           /* (nullable): marked */
} failures[] = {
  { SPILL_ERROR_REFUSED, "password" },
  { SPILL_ERROR_UNREACHABLE, "address" },
  { SPILL_ERROR_FAILED, NULL },
};

/* What was typed stays, and goes with the next try. */
static void
test_fails (UiFixture     *f,
            gconstpointer  data)
{
  GPtrArray *commands = ui_source_get_commands (f->source);
  GtkWidget *dialog = present (f->master);

  fill (dialog, "author=Ann|comments=Mend it|properties=colour: green|password=wrong");
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autoptr(GError) error = g_error_new (SPILL_ERROR, failures[i].code, "said <b>no</b> to %u", i);
      g_autoptr(GVariant) comments = NULL;

      ui_click (dialog, "Add");
      g_assert_cmpuint (commands->len, ==, i + 1);
      g_assert_null (get_problem (dialog));
      comments = g_variant_lookup_value (spill_command_get_values (commands->pdata[i]), "comments", NULL);
      g_assert_cmpstr (g_variant_get_string (comments, NULL), ==, "Mend it");
      spill_command_fail (commands->pdata[i], error);
      ui_settle (dialog);
      g_assert_cmpstr (get_problem (dialog), ==, error->message);
      g_assert_nonnull (ui_find_text (dialog, error->message));
      g_assert_true (gtk_widget_has_css_class (get_field (dialog, "password"), "error") == (i == 0));
      g_assert_true (gtk_widget_has_css_class (get_field (dialog, "address"), "error") == (i == 1));
    }

  close_dialog (dialog);
}

/* Out of the way while it runs, but back if it fails. */
static void
test_closed (UiFixture     *f,
             gconstpointer  data)
{
  GPtrArray *commands = ui_source_get_commands (f->source);
  g_autoptr(GError) error = g_error_new (SPILL_ERROR, SPILL_ERROR_FAILED, "disk full");
  GtkWidget *dialog = present (f->master);

  type (dialog, "author", "Ann");
  ui_click (dialog, "Add");
  gtk_window_close (GTK_WINDOW (dialog));
  g_assert_true (find_dialog () == dialog);
  g_assert_false (gtk_widget_get_visible (dialog));
  spill_command_fail (commands->pdata[0], error);
  ui_settle (dialog);
  g_assert_true (gtk_widget_get_visible (dialog));
  g_assert_cmpstr (get_problem (dialog), ==, "disk full");

  close_dialog (dialog);
}

/* A narrow window has room for it. */
static void
test_narrow (UiFixture     *f,
             gconstpointer  data)
{
  GtkWidget *dialog = present (f->master);
  int minimum;

  gtk_widget_measure (dialog, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  close_dialog (dialog);
}

static const struct
{
  const char *url, *address;
} addresses[] = {
  { "https://build.example.org/bb/", "build.example.org:9989" },
  { "http://[::1]:8010/", "[::1]:9989" },
  { "http://old.example.org:8010/?pb=me@old.example.org:9988", "old.example.org:9989" },
  { "pb://statusClient@old.example.org:9988", "old.example.org:9989" },
  { "demo:", "127.0.0.1:9989" },
};

static void
test_address (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr(SpillMaster) master = spill_master_new ("m", addresses[i].url);
      GtkWidget *dialog = present (master);

      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_field (dialog, "address"))), ==,
                       addresses[i].address);
      close_dialog (dialog);
    }
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  for (guint i = 0; i < G_N_ELEMENTS (sent); i++)
    {
      g_autofree char *path = g_strconcat ("/ui/change-dialog/sends/", sent[i].name, NULL);

      ui_fixture_add_test (path, GUINT_TO_POINTER (i), test_sends);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    {
      g_autofree char *path = g_strconcat ("/ui/change-dialog/wrong/", wrongs[i].name, NULL);

      ui_fixture_add_test (path, GUINT_TO_POINTER (i), test_wrong);
    }
  ui_fixture_add_test ("/ui/change-dialog/fails", NULL, test_fails);
  ui_fixture_add_test ("/ui/change-dialog/closed", NULL, test_closed);
  ui_fixture_add_test ("/ui/change-dialog/narrow", NULL, test_narrow);
  g_test_add_func ("/ui/change-dialog/address", test_address);

  return g_test_run ();
}
