#include "ui-test.h"

#include <string.h>

#include "model/spill-change.h"
#include "model/spill-source-stamp.h"
#include "ui/spill-build-page.h"
#include "ui/spill-section.h"
#include "util/spill-clock.h"

static void
set_here (SpillBuild *build)
{
  spill_build_set_part_state (build, SPILL_PART_STEPS | SPILL_PART_PROPERTIES | SPILL_PART_CHANGES,
                              SPILL_PART_HERE, NULL);
}

static SpillStepRow *
get_row (GtkWidget *page,
         guint      position)
{
  return spill_step_list_get_row (spill_build_page_get_steps (SPILL_BUILD_PAGE (page)), position);
}

static void
expand (GtkWidget *label)
{
  GtkWidget *section = gtk_widget_get_ancestor (label, SPILL_TYPE_SECTION);

  spill_section_set_expanded (SPILL_SECTION (section), TRUE);
}

static void
test_holds_while_shown (UiFixture     *f,
                        gconstpointer  data)
{
  GtkWidget *page = spill_build_page_new (f->build);
  GtkWidget *window = ui_show (page, 800, 600);

  g_assert_cmpint (spill_build_get_held (f->build), ==,
                   SPILL_PART_STEPS | SPILL_PART_PROPERTIES | SPILL_PART_CHANGES);
  g_assert_cmpint (spill_builder_get_held (f->builder), ==, SPILL_PART_EXPECTATIONS);
  gtk_widget_set_visible (page, FALSE);
  g_assert_cmpint (spill_build_get_held (f->build), ==, 0);
  gtk_widget_set_visible (page, TRUE);
  ui_settle (window);
  g_assert_cmpint (spill_build_get_held (f->build), !=, 0);

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_steps_live (UiFixture     *f,
                 gconstpointer  data)
{
  GtkWidget *page = spill_build_page_new (f->build);
  GtkWidget *window = ui_show (page, 800, 600);
  SpillStep *step;
  SpillStepRow *row;

  set_here (f->build);
  ui_settle (window);
  g_assert_nonnull (ui_find_text (page, "This build has no steps yet."));

  step = ui_add_step (f->build, 0, "compile", SPILL_RESULT_NONE, "compiling");
  ui_settle (window);
  g_assert_nonnull (ui_find_text (page, "compiling"));
  g_assert_nonnull (ui_find_text (page, "Running"));
  row = get_row (page, 0);

  spill_step_set_text (step, "linking");
  ui_settle (window);
  ui_check_controls (page);
  g_assert_nonnull (ui_find_text (page, "linking"));
  g_assert_null (ui_find_text (page, "compiling"));

  spill_step_set_finished (step, spill_now (), SPILL_RESULT_SUCCESS);
  ui_settle (window);
  g_assert_nonnull (ui_find_text (GTK_WIDGET (row), "Success"));
  g_assert_true (get_row (page, 0) == row);

  gtk_window_destroy (GTK_WINDOW (window));
}

/* Masters of 0.8 tell all the steps a build was to have, and not how long their logs are. */
static void
test_steps_never_run (UiFixture     *f,
                      gconstpointer  data)
{
  GtkWidget *page = spill_build_page_new (f->build);
  GtkWidget *window = ui_show (page, 800, 600);
  SpillStep *step = ui_add_step (f->build, 0, "compile", SPILL_RESULT_FAILURE, "broke");

  spill_step_add_log (step, 1, "stdio");
  spill_build_add_step (f->build, 1, "test");
  set_here (f->build);
  ui_settle (window);
  g_assert_nonnull (ui_find_text (page, "Waiting"));

  spill_build_set_finished (f->build, spill_now (), SPILL_RESULT_FAILURE);
  ui_settle (window);
  g_assert_null (ui_find_text (page, "Waiting"));
  g_assert_nonnull (ui_find_text (page, "Skipped"));
  g_assert_null (ui_find_text (page, "0 lines"));

  gtk_window_destroy (GTK_WINDOW (window));
}

/* A step may be asked for before the master has told of it; then it, and no other, is opened. */
static void
test_wanted_step_is_open (UiFixture     *f,
                          gconstpointer  data)
{
  GtkWidget *page = spill_build_page_new (f->build);
  GtkWidget *window = ui_show (page, 800, 600);
  SpillStepList *steps = spill_build_page_get_steps (SPILL_BUILD_PAGE (page));

  spill_step_list_open_step (steps, 40);
  for (guint i = 0; i < 60; i++)
    ui_add_step (f->build, i, "part", i == 3 ? SPILL_RESULT_FAILURE : SPILL_RESULT_SUCCESS, "part");
  set_here (f->build);
  ui_settle (window);

  g_assert_cmpuint (spill_step_list_get_n_built (steps), ==, 60);
  for (guint i = 0; i < 60; i++)
    g_assert_cmpint (spill_step_row_get_expanded (spill_step_list_get_row (steps, i)), ==, i == 40);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window))
                 == GTK_WIDGET (spill_step_list_get_row (steps, 40)));

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_failed_step_is_open (UiFixture     *f,
                          gconstpointer  data)
{
  GtkWidget *page = spill_build_page_new (f->build);
  GtkWidget *window = ui_show (page, 800, 600);
  SpillStepList *steps = spill_build_page_get_steps (SPILL_BUILD_PAGE (page));
  SpillStep *failed;
  SpillLog *log;

  ui_add_step (f->build, 0, "git", SPILL_RESULT_SUCCESS, "update");
  failed = ui_add_step (f->build, 1, "compile", SPILL_RESULT_FAILURE, "compile (failure)");
  log = ui_add_log (failed, 7, "stdio",
                    "hmake all\noall is well\nomain.c:12: error: 'x' undeclared\n"
                    "e1 error generated.\n"
                    "hprogram finished with exit code 1\n");
  set_here (f->build);
  ui_settle (window);

  g_assert_false (spill_step_row_get_expanded (spill_step_list_get_row (steps, 0)));
  g_assert_true (spill_step_row_get_expanded (spill_step_list_get_row (steps, 1)));
  g_assert_cmpint (spill_step_get_held (failed), ==, SPILL_PART_LOGS);
  ui_forget_log (log);
  g_assert_true (spill_log_is_held (log));
  g_assert_nonnull (ui_find_text (page, "main.c:12: error: 'x' undeclared"));
  g_assert_null (ui_find_text (page, "all is well"));

  /* What the user closes stays closed, whatever happens next. */
  gtk_widget_activate (GTK_WIDGET (spill_step_list_get_row (steps, 1)));
  spill_build_set_text (f->build, "failed compile");
  ui_add_step (f->build, 2, "test", SPILL_RESULT_SKIPPED, "not run");
  ui_settle (window);
  g_assert_false (spill_step_row_get_expanded (spill_step_list_get_row (steps, 1)));
  g_assert_cmpint (spill_step_get_held (failed), ==, 0);
  g_assert_false (spill_log_is_held (log));

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_hidden_steps (UiFixture     *f,
                   gconstpointer  data)
{
  GtkWidget *page = spill_build_page_new (f->build);
  GtkWidget *window = ui_show (page, 800, 600);
  SpillStep *step = ui_add_step (f->build, 0, "secret", SPILL_RESULT_SUCCESS, "cleaned");
  GtkWidget *check;

  set_here (f->build);
  ui_settle (window);
  g_assert_nonnull (ui_find_text (page, "secret"));
  g_assert_null (ui_find_text (page, "Show 1 hidden"));

  spill_step_set_hidden (step, TRUE);
  ui_settle (window);
  g_assert_null (ui_find_text (page, "secret"));

  check = gtk_widget_get_ancestor (ui_find_text (page, "Show 1 hidden"), GTK_TYPE_CHECK_BUTTON);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  ui_settle (window);
  g_assert_nonnull (ui_find_text (page, "secret"));

  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
are_all_built (gpointer data)
{
  return spill_step_list_get_n_built (data) == 500;
}

static void
test_many_steps (UiFixture     *f,
                 gconstpointer  data)
{
  GtkWidget *page, *window;
  gint64 start, made;

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *name = g_strdup_printf ("step-%u", i);

      ui_add_step (f->build, i, name, SPILL_RESULT_SUCCESS, "done");
    }
  set_here (f->build);

  start = g_get_monotonic_time ();
  page = spill_build_page_new (f->build);
  made = g_get_monotonic_time () - start;
  window = ui_show (page, 800, 600);
  g_test_message ("page of 500 steps made in %.1f ms", made / 1000.0);
  g_assert_nonnull (get_row (page, 0));
  ui_wait (are_all_built, spill_build_page_get_steps (SPILL_BUILD_PAGE (page)));
  ui_settle (window);
  g_assert_nonnull (ui_find_text (page, "step-499"));

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_part_states (UiFixture     *f,
                  gconstpointer  data)
{
  GtkWidget *page = spill_build_page_new (f->build);
  GtkWidget *window = ui_show (page, 800, 600);

  spill_build_set_part_state (f->build, SPILL_PART_STEPS, SPILL_PART_FAILED,
                              "The master answered 500 <b>Internal</b>");
  ui_settle (window);
  g_assert_nonnull (ui_find_text (page, "The master answered 500 <b>Internal</b>"));
  g_assert_nonnull (ui_find_button (page, "Retry"));

  set_here (f->build);
  ui_settle (window);
  g_assert_null (ui_find_button (page, "Retry"));

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_actions (UiFixture     *f,
              gconstpointer  data)
{
  GtkWidget *page = spill_build_page_new (f->build);
  GtkWidget *window = ui_show (page, 800, 600);
  GtkWidget *rebuild;
  graphene_rect_t before, after;

  g_assert_nonnull (ui_find_button (page, "Stop"));
  g_assert_null (ui_find_button (page, "Rebuild"));
  rebuild = gtk_widget_get_ancestor (ui_find_text (page, "Rebuild"), GTK_TYPE_BUTTON);
  g_assert_true (gtk_widget_compute_bounds (rebuild, page, &before));

  spill_build_set_finished (f->build, spill_now (), SPILL_RESULT_SUCCESS);
  ui_settle (window);
  g_assert_null (ui_find_button (page, "Stop"));
  g_assert_true (ui_find_button (page, "Rebuild") == rebuild);
  g_assert_true (gtk_widget_compute_bounds (rebuild, page, &after));
  g_assert_cmpfloat (before.origin.x, ==, after.origin.x);
  g_assert_cmpfloat (before.size.width, ==, after.size.width);

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_why (UiFixture     *f,
          gconstpointer  data)
{
  const char *people[] = { "Ann Example <ann@example.org>", "bob@example.org", NULL };
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *page, *window;
  SpillSection *section;
  guint n_focused = 0;

  g_ptr_array_add (changes, g_object_new (SPILL_TYPE_CHANGE, "id", (gint64) 1, "author", people[0],
                                          "comments", "Fix <the> & thing\n\nAt length.",
                                          "revision", "4f2a91c0ffee4f2a91c0ffee4f2a91c0ffee4f2a",
                                          NULL));
  spill_build_begin (f->build);
  spill_build_set_reason (f->build, "forced: because");
  spill_build_set_people (f->build, people);
  spill_build_set_changes (f->build, changes);
  spill_build_set_property (f->build, "got_revision", "\"abc\"", "Git");
  spill_build_end (f->build);
  set_here (f->build);
  page = spill_build_page_new (f->build);
  window = ui_show (page, 800, 600);

  g_assert_nonnull (ui_find_text (page, "forced: because"));
  g_assert_nonnull (ui_find_text (page, "Ann"));
  g_assert_nonnull (ui_find_text (page, "bob"));
  g_assert_nonnull (ui_find_text (page, "Fix <the> & thing"));
  g_assert_nonnull (ui_find_text (page, "4f2a91c"));
  g_assert_nonnull (ui_find_text (page, "Changes (1)"));

  /* The keys come past what is closed, without a warning. */
  while (gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD))
    n_focused++;
  g_assert_cmpuint (n_focused, >=, 5);

  section = SPILL_SECTION (gtk_widget_get_ancestor (ui_find_text (page, "Properties (1)"),
                                                    SPILL_TYPE_SECTION));
  spill_section_set_expanded (section, TRUE);
  ui_settle (window);
  ui_check_controls (page);
  g_assert_nonnull (ui_find_text (page, "got_revision"));
  g_assert_nonnull (ui_find_text (page, "abc"));

  gtk_window_destroy (GTK_WINDOW (window));
}

typedef struct
{
  const char *name;
  const char *text;
  guint       repeat;
} HostileCase;

static const HostileCase hostile[] = {
  { "markup", "<span size='99999'>&amp;</b>", 1 },
  { "bidi", "\342\200\256gnp.exe\342\201\246\342\200\253 abc", 1 },
  { "newlines", "a\nb\r\n\nc\342\200\250d", 200 },
  { "long", "0123456789", 10000 },
  { "escapes", "\033[31;1mred\033]0;title\007\033[2J", 20 },
  { "format", "%s%n%d%1$s", 5 },
  { "mnemonics", "_a __b _", 5 },
  { "empty", "", 1 },
};

static char *
repeat (const HostileCase *c)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < c->repeat; i++)
    g_string_append (text, c->text);

  return g_string_free (text, FALSE);
}

static char *
to_json (const char *text)
{
  g_autofree char *escaped = g_strescape (text, NULL);

  return g_strdup_printf ("\"%s\"", escaped);
}

static void
fill_with (SpillBuild *build,
           const char *text)
{
  const char *strings[] = { text, text, NULL };
  g_autofree char *json = to_json (text);
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) stamps = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *urls = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_url_free);
  SpillBuildLink child = { (char *) text, 0, 0, 0, 77 };
  g_autofree char *name = *text != '\0' ? g_strdup (text) : g_strdup ("x");
  SpillStep *step = ui_add_step (build, 1, name, SPILL_RESULT_FAILURE, text);
  g_autofree char *line = g_strconcat ("eerror: ", text, "\n", NULL);

  g_ptr_array_add (changes, g_object_new (SPILL_TYPE_CHANGE, "id", (gint64) 1, "author", text,
                                          "comments", text, "revision", text, "revlink", text,
                                          "files", strings, "branch", text, NULL));
  g_ptr_array_add (stamps, g_object_new (SPILL_TYPE_SOURCE_STAMP, "branch", text, "revision", text,
                                         "codebase", text, "repository", text, "has-patch", TRUE,
                                         "patch-body", text, "patch-author", text, NULL));
  g_ptr_array_add (urls, spill_url_new (text, text));
  spill_step_set_urls (step, urls);
  ui_forget_log (ui_add_log (step, 1, name, line));

  spill_build_begin (build);
  spill_build_set_text (build, text);
  spill_build_set_reason (build, text);
  spill_build_set_people (build, strings);
  spill_build_set_worker_name (build, text);
  spill_build_set_changes (build, changes);
  spill_build_set_source_stamps (build, stamps);
  spill_build_set_revision (build, text, text);
  spill_build_set_property (build, name, json, text);
  spill_build_add_child (build, &child);
  spill_build_set_parent (build, &child);
  spill_build_end (build);
  set_here (build);
}

static void
test_hostile (UiFixture     *f,
              gconstpointer  data)
{
  g_autofree char *text = repeat (data);
  GtkWidget *page = spill_build_page_new (f->build);
  GtkWidget *window = ui_show (page, 800, 600);
  GtkWidget *section;

  fill_with (f->build, text);
  ui_settle (window);
  while ((section = ui_find_text (page, "Properties (1)")) == NULL)
    g_main_context_iteration (NULL, FALSE);
  expand (section);
  expand (ui_find_text (page, "Source Stamps (1)"));
  ui_settle (window);
  g_assert_cmpint (gtk_widget_get_width (window), <=, 830);

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_narrow (UiFixture     *f,
             gconstpointer  data)
{
  GtkWidget *page = spill_build_page_new (f->build);
  GtkWidget *window = adw_window_new ();
  int minimum;

  adw_window_set_content (ADW_WINDOW (window), page);
  ui_add_step (f->build, 0, "a step with quite a long name, as people like", SPILL_RESULT_FAILURE,
               "and a text that is even longer than that: 312 tests failed, 20 skipped, 2 flaky");
  set_here (f->build);
  gtk_window_present (GTK_WINDOW (window));
  ui_settle (window);
  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);

  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  ui_fixture_add_test ("/ui/build-page/holds-while-shown", NULL, test_holds_while_shown);
  ui_fixture_add_test ("/ui/build-page/steps-live", NULL, test_steps_live);
  ui_fixture_add_test ("/ui/build-page/steps-never-run", NULL, test_steps_never_run);
  ui_fixture_add_test ("/ui/build-page/failed-step-is-open", NULL, test_failed_step_is_open);
  ui_fixture_add_test ("/ui/build-page/wanted-step-is-open", NULL, test_wanted_step_is_open);
  ui_fixture_add_test ("/ui/build-page/hidden-steps", NULL, test_hidden_steps);
  ui_fixture_add_test ("/ui/build-page/many-steps", NULL, test_many_steps);
  ui_fixture_add_test ("/ui/build-page/part-states", NULL, test_part_states);
  ui_fixture_add_test ("/ui/build-page/actions", NULL, test_actions);
  ui_fixture_add_test ("/ui/build-page/why", NULL, test_why);
  ui_fixture_add_test ("/ui/build-page/narrow", NULL, test_narrow);
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ui/build-page/hostile/%s", hostile[i].name);

      ui_fixture_add_test (path, &hostile[i], test_hostile);
    }

  return g_test_run ();
}
