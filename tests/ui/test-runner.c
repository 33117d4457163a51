#include "ui-test.h"

#include "model/spill-request.h"
#include "ui/spill-runner.h"
#include "util/spill-clock.h"

typedef struct
{
  UiFixture     ui;
  GtkWidget    *window;
  SpillToaster *toaster;
  SpillRunner  *runner;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  ui_fixture_set_up (&fixture->ui);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), gtk_label_new ("child"));
  fixture->window = ui_show (overlay, 600, 400);
  fixture->toaster = spill_toaster_new (ADW_TOAST_OVERLAY (overlay));
  fixture->runner = spill_runner_new (fixture->toaster);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->runner);
  g_clear_object (&fixture->toaster);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  ui_fixture_tear_down (&fixture->ui);
}

/* Runs a command up to where it waits for its end. */
static SpillCommand *
run (Fixture          *fixture,
     SpillCommandKind  kind)
{
  SpillCommand *command = spill_command_new (kind, fixture->ui.build);

  spill_runner_run (fixture->runner, command);
  return command;
}

/* Asks for a build, which starts. */
static void
start_build (Fixture *fixture,
             guint    number)
{
  SpillBuilder *builder = fixture->ui.builder;
  g_autoptr(SpillCommand) command = run (fixture, SPILL_COMMAND_REBUILD);
  SpillRequest *request = spill_master_add_request (fixture->ui.master, number, builder);
  SpillBuild *build;

  spill_command_done (command, request);
  build = spill_builder_add_build (builder, 1000 + number, number);
  spill_build_begin (build);
  spill_build_set_request_id (build, number);
  spill_build_set_started (build, spill_now ());
  spill_build_end (build);
}

typedef struct
{
  GtkWidget  *window;
  const char *text;
} Shown;

/* The widget of the toast that says so, or NULL. */
static GtkWidget *
find_toast (Shown *shown)
{
  GtkWidget *label = ui_find_text (shown->window, shown->text);

  return label != NULL ? gtk_widget_get_ancestor (label, g_type_from_name ("AdwToastWidget")) : NULL;
}

/* Whether it has come all the way. */
static gboolean
is_shown (gpointer data)
{
  GtkWidget *toast = find_toast (data);

  return toast != NULL && gtk_widget_get_opacity (toast) >= 1;
}

static gboolean
is_not_shown (gpointer data)
{
  return find_toast (data) == NULL;
}

/* Nothing that was told stands in the way of what is told later. */
static void
test_one_after_another (Fixture       *fixture,
                        gconstpointer  data)
{
  Shown first = { fixture->window, "#201 has started" };
  Shown second = { fixture->window, "#202 has started" };
  Shown failed = { fixture->window, "no such build" };
  g_autoptr(GError) error = g_error_new (SPILL_ERROR, SPILL_ERROR_INVALID, "no such build");
  g_autoptr(SpillCommand) command = NULL;

  start_build (fixture, 201);
  ui_wait (is_shown, &first);
  start_build (fixture, 202);
  ui_wait (is_shown, &second);
  command = run (fixture, SPILL_COMMAND_STOP);
  spill_command_fail (command, error);
  ui_wait (is_shown, &failed);
  ui_wait (is_not_shown, &first);
}

/* The offer to log in stays until it is answered, or another command tells something. */
static void
test_offers_stay (Fixture       *fixture,
                  gconstpointer  data)
{
  Shown refused = { fixture->window, "not for you" };
  Shown failed = { fixture->window, "not now" };
  g_autoptr(GError) error = g_error_new (SPILL_ERROR, SPILL_ERROR_REFUSED, "not for you");
  g_autoptr(GError) other = g_error_new (SPILL_ERROR, SPILL_ERROR_INVALID, "not now");
  g_autoptr(SpillCommand) first = run (fixture, SPILL_COMMAND_STOP);
  g_autoptr(SpillCommand) second = NULL;
  g_autoptr(SpillCommand) third = NULL;
  g_autoptr(AdwToast) toast = NULL;

  spill_command_fail (first, error);
  ui_wait (is_shown, &refused);
  g_assert_nonnull (ui_find_text (fixture->window, "Log In…"));
  g_object_get (find_toast (&refused), "toast", &toast, NULL);
  g_assert_cmpuint (adw_toast_get_timeout (toast), ==, 0);

  second = run (fixture, SPILL_COMMAND_STOP);
  spill_command_fail (second, other);
  ui_wait (is_shown, &failed);
  ui_wait (is_not_shown, &refused);

  third = run (fixture, SPILL_COMMAND_STOP);
  spill_command_fail (third, error);
  ui_wait (is_shown, &refused);
  spill_master_set_user (fixture->ui.master, "ann");
  ui_wait (is_not_shown, &refused);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add ("/ui/runner/one-after-another", Fixture, NULL, set_up, test_one_after_another,
              tear_down);
  g_test_add ("/ui/runner/offers-stay", Fixture, NULL, set_up, test_offers_stay, tear_down);

  return g_test_run ();
}
