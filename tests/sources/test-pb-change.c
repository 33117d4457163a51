/* Adds changes by a real Buildbot's PBChangeSource: run by tests/support/with-live-buildbot. */

#include "model/spill-change.h"
#include "model/spill-command.h"
#include "watch.h"

static SpillCommand *
add_change (Watch      *watch,
            const char *values)
{
  SpillCommand *command = spill_command_new (SPILL_COMMAND_ADD_CHANGE, watch->master);

  spill_command_set_values (command, g_variant_new_parsed (values));
  spill_master_run (watch->master, command);
  return command;
}

static const struct
{
  const char *name, *values;   /* %s: the port */
  int         code;            /* SpillError */
} failures[] = {
  { "no-author", "{'pb': <'%s'>, 'pb-user': <'carl'>, 'pb-password': <'change pass'>, 'comments': <'x'>}", SPILL_ERROR_INVALID },
  { "wrong-password", "{'pb': <'%s'>, 'pb-user': <'carl'>, 'pb-password': <'wrong'>, 'author': <'Ann'>}", SPILL_ERROR_REFUSED },
  { "wrong-user", "{'pb': <'%s'>, 'author': <'Ann'>}", SPILL_ERROR_REFUSED },
  { "nobody-there", "{'pb': <'127.0.0.1:1'>, 'author': <'Ann'>, 'comments': <'%s'>}", SPILL_ERROR_UNREACHABLE },
};

static void
test_failures (void)
{
  Watch *watch = watch_new (g_getenv ("SPILL_LIVE_URL"));

  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *values = g_strdup_printf (failures[i].values, g_getenv ("SPILL_LIVE_PB"));
      g_autoptr(SpillCommand) command = add_change (watch, values);

      wait_for (spill_command_has_ended (command));
      g_test_message ("%s", failures[i].name);
      g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_FAILED);
      g_assert_error (spill_command_get_error (command), SPILL_ERROR, failures[i].code);
      g_assert_null (strstr (spill_command_get_error (command)->message, "change pass"));
    }
  watch_free (watch);
}

static SpillBuild *
newest_build (Watch *watch)
{
  SpillBuilder *builder = spill_master_find_builder (watch->master, "linux-gcc");

  return builder != NULL ? spill_list_peek (spill_builder_get_builds (builder), 0) : NULL;
}

/* The change arrives with all its fields, and builds. */
static void
test_arrives (void)
{
  Watch *watch = watch_new (g_getenv ("SPILL_LIVE_URL"));
  g_autofree char *values = g_strdup_printf (
    "{'pb': <'127.0.0.1:%s'>, 'pb-user': <'carl'>, 'pb-password': <'change pass'>,"
    " 'author': <'Zoë Smith <zoe@example.org>'>, 'comments': <'Mend the crane ☃\\n\\nAt last'>, 'branch': <'main'>,"
    " 'revision': <'0123456789abcdef'>, 'category': <'harbour'>, 'repository': <'https://git.example.org/harbour'>,"
    " 'project': <'harbour'>, 'revlink': <'https://git.example.org/c/0123'>, 'files': <['src/crane.c', 'täst']>,"
    " 'when': <1700000000.0>, 'properties': <{'colour': 'grün'}>, 'vc': <'git'>}", g_getenv ("SPILL_LIVE_PB"));
  g_autoptr(SpillCommand) command = NULL;
  g_autoptr(SpillBuild) build = NULL;
  SpillChange *change;
  guint before;

  watch_start (watch);
  wait_for (spill_master_get_connection (watch->master) == SPILL_CONNECTION_LIVE);
  before = newest_build (watch) != NULL ? spill_build_get_number (newest_build (watch)) : 0;
  command = add_change (watch, values);
  wait_for (spill_command_has_ended (command));
  g_assert_no_error (spill_command_get_error (command));
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_DONE);

  change = spill_list_peek (spill_master_get_changes (watch->master), 0);
  g_assert_cmpstr (spill_change_get_author (change), ==, "Zoë Smith <zoe@example.org>");
  g_assert_cmpstr (spill_change_get_comments (change), ==, "Mend the crane ☃\n\nAt last");
  g_assert_cmpstr (spill_change_get_branch (change), ==, "main");
  g_assert_cmpstr (spill_change_get_revision (change), ==, "0123456789abcdef");
  g_assert_cmpstr (spill_change_get_category (change), ==, "harbour");
  g_assert_cmpstr (spill_change_get_repository (change), ==, "https://git.example.org/harbour");
  g_assert_cmpstr (spill_change_get_project (change), ==, "harbour");
  g_assert_cmpstr (spill_change_get_revlink (change), ==, "https://git.example.org/c/0123");
  g_assert_cmpfloat (spill_change_get_when (change), ==, 1700000000.0);
  g_assert_true (g_strv_contains (spill_change_get_files (change), "täst"));
  wait_for (newest_build (watch) != NULL && (spill_build_get_number (newest_build (watch)) > before || before == 0)
            && spill_build_is_finished (newest_build (watch)));
  build = g_object_ref (newest_build (watch));
  g_assert_cmpint (spill_build_get_result (build), ==, SPILL_RESULT_SUCCESS);
  spill_build_hold (build, SPILL_PART_PROPERTIES);
  wait_for (spill_build_get_part_state (build, SPILL_PART_PROPERTIES) == SPILL_PART_HERE);
  g_assert_cmpstr (spill_build_get_property_value (build, "colour"), ==, "\"grün\"");
  spill_build_release (build, SPILL_PART_PROPERTIES);
  g_clear_object (&build);
  g_clear_object (&command);
  watch_free (watch);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/pb-change/failures", test_failures);
  g_test_add_func ("/sources/pb-change/arrives", test_arrives);
  return g_test_run ();
}
