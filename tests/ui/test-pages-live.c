/* The views of a build, a log and the force dialog on a real Buildbot master that the test stops
 * and starts; run by tests/support/with-live-buildbot. */

#include <gio/gunixsocketaddress.h>
#include <string.h>

#include "ui-test.h"
#include "ui/spill-build-page.h"
#include "ui/spill-force-dialog.h"
#include "ui/spill-force-form.h"
#include "ui/spill-log-page.h"
#include "watch.h"

/* Tells the stage what to do with the master, and waits until it is done. */
static char *
run_tell (const char *line)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (g_getenv ("SPILL_LIVE_CONTROL"));
  g_autoptr(GSocketConnection) connection =
    g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  g_autoptr(GDataInputStream) input = NULL;
  g_autofree char *text = g_strconcat (line, "\n", NULL);

  g_assert_nonnull (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text,
                             strlen (text), NULL, NULL, NULL);
  input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  return g_data_input_stream_read_line (input, NULL, NULL, NULL);
}

static void
live (const char *line)
{
  g_autofree char *answer = run_tell (line);

  g_assert_cmpstr (answer, ==, "ok");
}

static Watch *
connected (gboolean as_admin)
{
  Watch *watch = watch_new (g_getenv ("SPILL_LIVE_URL"));
  SpillSourceLimits patient = watch_limits;

  patient.headers_ms = 10000;
  patient.total_ms = 30000;
  patient.slow_ms = 2000;
  patient.pong_ms = 1000;
  spill_nine_source_set_limits (watch->source, &patient);
  if (as_admin)
    watch_log_in (watch, g_getenv ("SPILL_LIVE_USER"), g_getenv ("SPILL_LIVE_PASSWORD"));
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));

  return watch;
}

static SpillBuild *
force (Watch      *watch,
       const char *name,
       int         seconds)
{
  SpillBuilder *builder = watch_builder (watch, name);
  SpillList *builds = spill_builder_get_builds (builder);
  guint n = spill_list_get_length (builds);
  g_autoptr(SpillCommand) command = spill_command_new (SPILL_COMMAND_FORCE, builder);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "outcome", "s", "success");
  g_variant_dict_insert (&dict, "seconds", "x", (gint64) seconds);
  spill_command_set_scheduler (command, "force");
  spill_command_set_values (command, g_variant_dict_end (&dict));
  spill_master_run (watch->master, command);
  wait_for (spill_command_has_ended (command));
  g_assert_no_error (spill_command_get_error (command));
  wait_for (spill_list_get_length (builds) > n);

  return spill_list_peek (builds, 0);
}

static SpillStepRow *
find_row (GtkWidget  *page,
          const char *name)
{
  SpillStepList *steps = spill_build_page_get_steps (SPILL_BUILD_PAGE (page));
  SpillStepRow *row;

  for (guint i = 0; (row = spill_step_list_get_row (steps, i)) != NULL; i++)
    if (g_str_equal (spill_step_get_name (spill_step_row_get_step (row)), name))
      return row;

  return NULL;
}

/* Steps come and go before the eyes; Stop ends it. */
static void
test_watch_and_stop (void)
{
  g_autoptr(Watch) watch = connected (TRUE);
  SpillBuild *build = force (watch, "soak", 60);
  GtkWidget *page = spill_build_page_new (build);
  GtkWidget *window = ui_show (page, 800, 600);
  SpillStepRow *row;

  wait_for (ui_find_text (page, "tick 3") != NULL);
  wait_for (ui_find_text (page, "tick 6") != NULL);
  row = find_row (page, "soak");
  g_assert_nonnull (ui_find_text (GTK_WIDGET (row), "Running"));
  g_assert_nonnull (ui_find_text (page, "Success"));   /* the step before */

  g_signal_emit_by_name (row, "activate");
  wait_for (ui_find_text (page, "tide table") != NULL);
  wait_for (ui_find_text (page, "stdio") != NULL);

  gtk_menu_button_popup (GTK_MENU_BUTTON (ui_find_button (page, "Stop")));
  wait_for (ui_find_button (window, "Stop Build") != NULL);
  g_assert_null (ui_find_button (page, "Rebuild"));
  {
    g_autoptr(SpillCommand) command = spill_command_new (SPILL_COMMAND_STOP, build);

    spill_command_set_reason (command, "seen enough");
    spill_master_run (watch->master, command);
    wait_for (ui_find_button (page, "Rebuild") != NULL);
  }
  wait_for (ui_find_text (page, "Cancelled") != NULL);
  g_assert_null (ui_find_button (page, "Stop"));
  g_assert_true (find_row (page, "soak") == row && spill_step_row_get_expanded (row));

  gtk_window_destroy (GTK_WINDOW (window));
}

/* The failed step is open, with the error of its log; the log's own page has all of it. */
static void
test_failed_build_and_its_log (void)
{
  g_autoptr(Watch) watch = connected (TRUE);
  SpillBuild *build = force (watch, "windows-debug", 0);
  GtkWidget *page = spill_build_page_new (build);
  GtkWidget *window = ui_show (page, 800, 600);
  g_autoptr(SpillLog) log = NULL;
  SpillStep *step;

  wait_for (ui_find_text (page, "the crane is missing") != NULL);
  wait_for (ui_find_text (page, "ada") != NULL);   /* who forced it */
  wait_for (ui_find_text (page, "Properties (") != NULL);
  step = spill_step_row_get_step (find_row (page, "test"));
  log = g_object_ref (spill_list_peek (spill_step_get_logs (step), 0));
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_false (spill_log_is_held (log));

  page = spill_log_page_new (log);
  window = ui_show (page, 600, 300);
  wait_for (ui_find_text (page, "src/quay.c:12:3: error: the crane is missing") != NULL);
  wait_for (ui_find_text (page, "this step ends with failure") != NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* While the master is away the page keeps what it shows; what is opened then comes later. */
static void
test_master_goes_and_comes (void)
{
  g_autoptr(Watch) watch = connected (TRUE);
  SpillBuild *build = force (watch, "windows-debug", 0);
  GtkWidget *page = spill_build_page_new (build);
  GtkWidget *window = ui_show (page, 800, 600);
  SpillStepRow *row;

  wait_for (ui_find_text (page, "the crane is missing") != NULL);
  wait_for (spill_build_is_finished (build));
  live ("stop");
  wait_for (watch_is (watch, SPILL_CONNECTION_RECONNECTING));
  g_assert_nonnull (ui_find_text (page, "the crane is missing"));

  row = find_row (page, "configure");
  spill_step_row_set_expanded (row, TRUE);
  ui_settle (window);
  g_assert_null (ui_find_text (GTK_WIDGET (row), "stdio"));
  g_assert_null (ui_find_text (GTK_WIDGET (row), "This step has no logs."));   /* nobody knows */

  live ("start");
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  wait_for (ui_find_text (GTK_WIDGET (row), "stdio") != NULL);
  g_assert_true (find_row (page, "configure") == row && spill_step_row_get_expanded (row));
  g_assert_nonnull (ui_find_text (page, "the crane is missing"));

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

static SpillForceFieldRow *
find_field (GtkWidget  *dialog,
            const char *name)
{
  GtkWidget *form = ui_find_type (dialog, SPILL_TYPE_FORCE_FORM);

  return spill_force_form_find (SPILL_FORCE_FORM (form), name);
}

static void
type (GtkWidget  *dialog,
      const char *name,
      const char *text)
{
  GtkWidget *control = spill_force_field_row_get_control (find_field (dialog, name));

  gtk_editable_set_text (GTK_EDITABLE (control), text);
}

static GtkWidget *
present (SpillBuilder *builder,
         SpillBuild   *again)
{
  g_autoptr(GListStore) builders = g_list_store_new (SPILL_TYPE_BUILDER);
  GtkWidget *dialog;

  g_list_store_append (builders, builder);
  spill_force_dialog_present (NULL, G_LIST_MODEL (builders), again);
  dialog = find_dialog ();
  wait_for (ui_find_type (dialog, SPILL_TYPE_FORCE_FORM) != NULL);

  return dialog;
}

static void
test_force_refused (void)
{
  g_autoptr(Watch) watch = connected (FALSE);
  GtkWidget *dialog = present (watch_builder (watch, "linux-gcc"), NULL);

  ui_click (dialog, "Force");
  wait_for (ui_find_text (dialog, "you need to have role 'admins'") != NULL);
  g_assert_nonnull (ui_find_button (dialog, "Log In…"));

  watch_log_in (watch, g_getenv ("SPILL_LIVE_USER"), g_getenv ("SPILL_LIVE_PASSWORD"));
  wait_for (ui_find_button (dialog, "Log In…") == NULL);
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  ui_click (dialog, "Force");
  wait_for (find_dialog () == NULL);
}

static void
test_force_with_parameters (void)
{
  g_autoptr(Watch) watch = connected (TRUE);
  SpillBuilder *builder = watch_builder (watch, "release");
  SpillList *builds = spill_builder_get_builds (builder);
  guint n = spill_list_get_length (builds);
  GtkWidget *dialog = present (builder, NULL);
  SpillBuild *build;

  g_assert_null (find_field (dialog, "kind"));         /* fixed */
  type (dialog, "revision", "not hexadecimal");
  type (dialog, "options_target", "harbour");
  ui_click (dialog, "Release");
  wait_for (spill_force_field_row_get_error (find_field (dialog, "revision")) != NULL);
  g_assert_nonnull (ui_find_text (dialog, "not hexadecimal"));

  type (dialog, "revision", "4f2a91c");
  ui_click (dialog, "Release");
  wait_for (find_dialog () == NULL);
  wait_for (spill_list_get_length (builds) > n);

  build = spill_list_peek (builds, 0);
  spill_build_hold (build, SPILL_PART_PROPERTIES);
  wait_for (spill_build_get_part_state (build, SPILL_PART_PROPERTIES) == SPILL_PART_HERE);
  g_assert_nonnull (strstr (spill_build_get_property_value (build, "options"), "\"harbour\""));
  g_assert_cmpstr (spill_build_get_property_value (build, "kind"), ==, "\"release\"");
  spill_build_release (build, SPILL_PART_PROPERTIES);

  /* Force again: what it was made with is in the fields. */
  dialog = present (builder, build);
  wait_for (ui_find_text (dialog, "harbour") != NULL);
  wait_for (ui_find_text (dialog, "4f2a91c") != NULL);
  gtk_window_close (GTK_WINDOW (dialog));
  wait_for (find_dialog () == NULL);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/pages-live/watch-and-stop", test_watch_and_stop);
  g_test_add_func ("/ui/pages-live/failed-build-and-its-log", test_failed_build_and_its_log);
  g_test_add_func ("/ui/pages-live/master-goes-and-comes", test_master_goes_and_comes);
  g_test_add_func ("/ui/pages-live/force-refused", test_force_refused);
  g_test_add_func ("/ui/pages-live/force-with-parameters", test_force_with_parameters);

  return g_test_run ();
}
