#include "standin.h"
#include "watch.h"

#include <glib/gstdio.h>
#include <string.h>

#include "model/spill-change.h"
#include "model/spill-command.h"
#include "model/spill-force.h"
#include "model/spill-list.h"
#include "model/spill-request.h"

/* What is done by the forms of a 0.8 master's pages. The peer is the stand-in, which answers forms as
 * recorded of a real one (eight-standin-posts.py holds it to that): no real one can be installed. */

typedef struct
{
  Standin *standin;
  Watch   *watch;
  char    *posts;   /* file */
} World;

static void
world_free (World *world)
{
  g_clear_pointer (&world->watch, watch_free);
  standin_free (world->standin);
  g_unlink (world->posts);
  g_free (world->posts);
  g_free (world);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

static void
world_connect (World *world)
{
  watch_start (world->watch);
  wait_for (watch_is (world->watch, SPILL_CONNECTION_POLLING));
  wait_for (spill_eight_source_is_idle (SPILL_EIGHT_SOURCE (world->watch->any)));
}

/* @password: (nullable): nobody logs in; @arg, @value: (nullable) of the stand-in */
static World *
world_make (const char *folder,
            const char *password,
            const char *arg,
            const char *value)
{
  World *world = g_new0 (World, 1);
  const char *args[] = { "--posts", NULL, arg, value, NULL };
  g_autoptr(GError) error = NULL;
  int fd = g_file_open_tmp ("posts-XXXXXX", &world->posts, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  args[1] = world->posts;
  world->standin = standin_new (folder, args);
  world->watch = watch_new_eight (standin_get_url (world->standin));
  spill_eight_source_set_limits (SPILL_EIGHT_SOURCE (world->watch->any), &watch_patient);
  if (password != NULL)
    watch_log_in (world->watch, "bob", password);

  return world;
}

static World *
world_new (const char *folder)
{
  World *world = world_make (folder, "secret-pass", NULL, NULL);

  world_connect (world);
  return world;
}

/* Forms that came since @n, "PATH BODY" each. */
static char **
dup_posts (World *world)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (world->posts, &text, NULL, NULL));
  return g_strsplit (g_strchomp (text), "\n", -1);
}

static char *
dup_last_post (World *world)
{
  g_auto(GStrv) posts = dup_posts (world);
  guint n = g_strv_length (posts);

  return g_strdup (n > 0 ? posts[n - 1] : "");
}

static guint
count_posts (World      *world,
             const char *prefix)
{
  g_auto(GStrv) posts = dup_posts (world);
  guint n = 0;

  for (guint i = 0; posts[i] != NULL; i++)
    n += g_str_has_prefix (posts[i], prefix);
  return n;
}

static SpillCommand *
run (World            *world,
     SpillCommandKind  kind,
     gpointer          target)
{
  SpillCommand *command = spill_command_new (kind, target);

  gboolean is_seen = kind == SPILL_COMMAND_CANCEL || kind == SPILL_COMMAND_CANCEL_ALL
                     || kind == SPILL_COMMAND_STOP_ALL;

  /* A busy machine is waited for; what nothing shows is not. */
  g_object_set (command, "patience", is_seen ? 50.0 : 0.3, NULL);
  spill_master_run (world->watch->master, command);
  return command;
}

static SpillCommand *
new_force (World      *world,
           const char *builder,
           const char *scheduler,
           const char *values)
{
  SpillCommand *command = spill_command_new (SPILL_COMMAND_FORCE, watch_builder (world->watch, builder));

  g_object_set (command, "patience", 50.0, NULL);
  spill_command_set_scheduler (command, scheduler);
  if (values != NULL)
    spill_command_set_values (command, g_variant_new_parsed (values));
  return command;
}

static void
wait_ended (SpillCommand      *command,
            SpillCommandState  state)
{
  wait_for (spill_command_has_ended (command));
  if (spill_command_get_state (command) != state)
    {
      g_autofree char *summary = spill_command_dup_summary (command);
      const GError *error = spill_command_get_error (command);

      g_error ("%s: %d, %s", summary, spill_command_get_state (command), error != NULL ? error->message : "");
    }
}

static void
hold_force (World      *world,
            const char *name)
{
  SpillBuilder *builder = watch_builder (world->watch, name);

  spill_builder_hold (builder, SPILL_PART_FORCE | SPILL_PART_REQUESTS);
  wait_for (spill_builder_get_part_state (builder, SPILL_PART_FORCE) == SPILL_PART_HERE
            || spill_part_state_has_failed (spill_builder_get_part_state (builder, SPILL_PART_FORCE)));
  wait_for (spill_builder_get_part_state (builder, SPILL_PART_REQUESTS) == SPILL_PART_HERE);
}

static void
release (World      *world,
         const char *name)
{
  spill_builder_release (watch_builder (world->watch, name), SPILL_PART_FORCE | SPILL_PART_REQUESTS);
}

/* The page's form becomes the parameters of a scheduler. */
static void
test_schedulers (void)
{
  static const SpillForceType types[] = {
    SPILL_FORCE_NESTED, SPILL_FORCE_NESTED, SPILL_FORCE_TEXT, SPILL_FORCE_TEXTAREA, SPILL_FORCE_LIST,
    SPILL_FORCE_LIST, SPILL_FORCE_BOOL, SPILL_FORCE_BOOL, SPILL_FORCE_INT, SPILL_FORCE_TEXT,
    SPILL_FORCE_WORKER, SPILL_FORCE_NESTED, SPILL_FORCE_NESTED,
  };
  g_autoptr(World) world = world_new ("frozen");
  g_autoptr(SpillForceScheduler) first = NULL;
  g_autoptr(SpillForceScheduler) second = NULL;
  g_autoptr(GVariant) defaults = NULL;
  GListModel *schedulers;
  GPtrArray *fields;
  SpillForceField *field;
  const char *text;

  g_assert_cmpstr (spill_master_get_user (world->watch->master), ==, "bob");
  hold_force (world, "linux-gcc");
  schedulers = spill_builder_get_force_schedulers (watch_builder (world->watch, "linux-gcc"));
  g_assert_cmpuint (g_list_model_get_n_items (schedulers), ==, 2);
  first = g_list_model_get_item (schedulers, 0);
  second = g_list_model_get_item (schedulers, 1);
  g_assert_cmpstr (spill_force_scheduler_get_name (first), ==, "force");
  g_assert_cmpstr (spill_force_scheduler_get_button_name (first), ==, "Go & build");
  g_assert_true (spill_force_scheduler_is_enabled (first));
  /* All that JSON says it is for. */
  g_assert_cmpuint (g_strv_length ((char **) spill_force_scheduler_get_builders (first)), ==, 11);
  g_assert_cmpstr (spill_force_scheduler_get_name (second), ==, "force-plain");
  g_assert_cmpuint (g_strv_length ((char **) spill_force_scheduler_get_builders (second)), ==, 3);

  fields = spill_force_scheduler_get_fields (first);
  g_assert_cmpuint (fields->len, ==, G_N_ELEMENTS (types));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    g_assert_cmpint (((SpillForceField *) fields->pdata[i])->type, ==, types[i]);
  field = fields->pdata[4];
  g_assert_cmpstr (field->full_name, ==, "flavour");
  g_assert_cmpstrv (field->choices, ((const char *[]) { "debug", "release", "asan & ubsan", NULL }));
  g_assert_true (field->strict);
  defaults = g_variant_ref_sink (spill_force_scheduler_dup_defaults (first));
  g_assert_true (g_variant_lookup (defaults, "flavour", "&s", &text));
  g_assert_cmpstr (text, ==, "release");
  release (world, "linux-gcc");
}

static char **
list_pairs (const char *body)
{
  g_auto(GStrv) all = g_strsplit (body, "&", -1);
  g_autoptr(GStrvBuilder) kept = g_strv_builder_new ();

  for (guint i = 0; all[i] != NULL; i++)
    if (!g_str_has_prefix (all[i], "username=") && !g_str_has_prefix (all[i], "passwd="))
      g_strv_builder_add (kept, all[i]);
  return g_strv_builder_end (kept);
}

/* What is sent is what the real master was sent, and took. */
static void
assert_as_recorded (const char *post,
                    const char *target,
                    const char *recording)
{
  g_autofree char *name = g_strconcat (recording, ".head", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "eight", "post", name, NULL);
  g_autofree char *text = NULL;
  g_autofree char *sent = NULL;
  g_auto(GStrv) ours = NULL;
  g_auto(GStrv) theirs = NULL;
  const char *line;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  line = strstr (text, "forcescheduler=");
  g_assert_nonnull (line);
  sent = g_strndup (line, strcspn (line, "\n"));
  theirs = list_pairs (sent);
  g_assert_true (g_str_has_prefix (post, target));
  g_assert_true (post[strlen (target)] == ' ');
  ours = list_pairs (post + strlen (target) + 1);

  for (guint i = 0; theirs[i] != NULL; i++)
    if (!g_strv_contains ((const char * const *) ours, theirs[i]))
      g_error ("“%s” was not sent", theirs[i]);
  /* A browser sends what is empty as well. */
  for (guint i = 0; ours[i] != NULL; i++)
    if (!g_strv_contains ((const char * const *) theirs, ours[i]) && !g_str_has_suffix (ours[i], "="))
      g_error ("“%s” was sent", ours[i]);
}

#define RECORDED \
  "{'reason': <'because <i> & \"you\"'>, 'branch': <'master'>, 'jobs': <int64 2>, 'flavour': <'release'>," \
  " 'targets': <['lib', 'doc']>, 'clean': <true>, 'verbose': <false>, 'opts_deep_flag': <true>," \
  " 'notes': <'a\\nb é'>, 'opts_cflags': <'-O3 <x>'>, 'opts_timeout': <int64 5>, 'property1_name': <'p1'>," \
  " 'property1_value': <'v1'>, 'ticket': <'ABC-1'>}"

static void
test_force (void)
{
  g_autoptr(World) world = world_new ("frozen");
  g_autoptr(SpillCommand) command = NULL;
  g_autofree char *post = NULL;

  hold_force (world, "docs");
  command = new_force (world, "docs", "force", RECORDED);
  spill_master_run (world->watch->master, command);
  wait_ended (command, SPILL_COMMAND_DONE);
  g_assert_true (SPILL_IS_REQUEST (spill_command_get_effect (command)));
  g_assert_cmpstr (spill_request_get_reason (spill_command_get_effect (command)), ==, "because <i> & \"you\"");
  post = dup_last_post (world);
  assert_as_recorded (post, "/builders/docs/force", "force-ok-cookie");
  g_assert_null (strstr (post, "passwd"));
  release (world, "docs");
}

/* Without the page at hand, which nobody holds. */
static void
test_force_unseen (void)
{
  g_autoptr(World) world = world_new ("frozen");
  g_autoptr(SpillCommand) command = new_force (world, "docs", "force", RECORDED);
  g_autoptr(SpillCommand) unknown = new_force (world, "docs", "nope", NULL);
  g_autofree char *post = NULL;

  spill_master_run (world->watch->master, command);
  wait_ended (command, SPILL_COMMAND_DONE);
  post = dup_last_post (world);
  assert_as_recorded (post, "/builders/docs/force", "force-ok-cookie");

  spill_master_run (world->watch->master, unknown);
  wait_ended (unknown, SPILL_COMMAND_FAILED);
  g_assert_error (spill_command_get_error (unknown), SPILL_ERROR, SPILL_ERROR_NOT_SUPPORTED);
}

/* The master's words about a field are told beside it. */

static const struct { const char *name, *values, *field, *words; } alert_cases[] = {
  { "required", "{'reason': <''>}", "reason", "'reason:' needs to be specified" },
  { "pattern", "{'reason': <'r'>, 'ticket': <'abc'>}", "ticket", "does not match pattern" },
  { "choice", "{'reason': <'r'>, 'flavour': <'zzz'>}", "flavour", "'asan & ubsan'" },
  { "choices", "{'reason': <'r'>, 'targets': <['lib', 'zzz']>}", "targets", "list of available choices" },
  { "property", "{'reason': <'r'>, 'property2_name': <'a b<c'>}", "property2_name", "bad property name='a b<c'" },
};

static void
test_alert (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr(World) world = world_new ("frozen");
  g_autoptr(SpillCommand) command = NULL;
  const char *words;

  hold_force (world, "docs");
  command = new_force (world, "docs", "force", alert_cases[i].values);
  spill_master_run (world->watch->master, command);
  wait_ended (command, SPILL_COMMAND_FAILED);
  g_assert_error (spill_command_get_error (command), SPILL_ERROR, SPILL_ERROR_INVALID);
  words = g_hash_table_lookup (spill_command_get_field_errors (command), alert_cases[i].field);
  g_assert_nonnull (words);
  g_assert_nonnull (strstr (words, alert_cases[i].words));
  release (world, "docs");
}

/* Several at once are one form; the master makes one build set of it. */
static void
test_force_selected (void)
{
  g_autoptr(World) world = world_new ("frozen");
  const char *const names[] = { "docs", "linux-clang" };
  g_autoptr(GPtrArray) commands = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *post = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      hold_force (world, names[i]);
      g_ptr_array_add (commands, new_force (world, names[i], "force", RECORDED));
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    spill_master_run (world->watch->master, commands->pdata[i]);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      wait_ended (commands->pdata[i], SPILL_COMMAND_DONE);
      release (world, names[i]);
    }
  g_assert_cmpuint (count_posts (world, "/builders/"), ==, 1);
  post = dup_last_post (world);
  assert_as_recorded (post, "/builders/_selected/forceselected", "forceselected-ok");
}

static void
test_force_all (void)
{
  g_autoptr(World) world = world_new ("frozen");
  g_autoptr(GPtrArray) commands = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(SpillForceScheduler) scheduler = NULL;
  g_autofree char *post = NULL;
  const char *const *names;

  hold_force (world, "docs");
  scheduler = g_list_model_get_item (spill_builder_get_force_schedulers (watch_builder (world->watch, "docs")), 0);
  names = spill_force_scheduler_get_builders (scheduler);
  for (guint i = 0; names[i] != NULL; i++)
    {
      /* "docs" is not the first of them, and has the page that is here. */
      hold_force (world, names[i]);
      g_ptr_array_add (commands, new_force (world, names[i], "force", RECORDED));
    }
  for (guint i = 0; i < commands->len; i++)
    spill_master_run (world->watch->master, commands->pdata[i]);
  for (guint i = 0; i < commands->len; i++)
    wait_ended (commands->pdata[i], SPILL_COMMAND_DONE);
  for (guint i = 0; names[i] != NULL; i++)
    release (world, names[i]);
  release (world, "docs");
  g_assert_cmpuint (count_posts (world, "/builders/_all/forceall "), ==, 1);
  post = dup_last_post (world);
  assert_as_recorded (post, "/builders/_all/forceall", "forceall-ok");
}

/* Stopping and cancelling */

static void
test_stop_all (void)
{
  g_autoptr(World) world = world_new ("json");
  SpillList *builders = spill_master_get_builders (world->watch->master);
  g_autoptr(GPtrArray) commands = g_ptr_array_new_with_free_func (g_object_unref);

  g_assert_cmpuint (spill_list_get_length (spill_master_get_running (world->watch->master)), >, 0);
  for (guint i = 0; i < spill_list_get_length (builders); i++)
    g_ptr_array_add (commands, run (world, SPILL_COMMAND_STOP_ALL, spill_list_peek (builders, i)));
  for (guint i = 0; i < commands->len; i++)
    wait_ended (commands->pdata[i], SPILL_COMMAND_DONE);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_running (world->watch->master)), ==, 0);
  g_assert_cmpuint (count_posts (world, "/builders/_all/stopall comments="), ==, 1);
  g_assert_cmpuint (count_posts (world, "/builders/"), ==, 1);
}

/* One builder of several: one form, and it is told which. */
static void
test_stop_selected (void)
{
  g_autoptr(World) world = world_new ("json");
  g_autoptr(SpillCommand) one = run (world, SPILL_COMMAND_STOP_ALL, watch_builder (world->watch, "soak"));
  g_autoptr(SpillCommand) other = run (world, SPILL_COMMAND_STOP_ALL, watch_builder (world->watch, "docs"));

  wait_ended (one, SPILL_COMMAND_DONE);
  wait_ended (other, SPILL_COMMAND_DONE);
  g_assert_cmpuint (count_posts (world, "/builders/_selected/stopselected comments=&selected=soak&selected=docs"), ==, 1);
}

static SpillRequest *
force_docs (World      *world,
            const char *reason)
{
  g_autofree char *values = g_strdup_printf ("{'reason': <'%s'>}", reason);
  g_autoptr(SpillCommand) command = new_force (world, "docs", "force", values);

  spill_master_run (world->watch->master, command);
  wait_ended (command, SPILL_COMMAND_DONE);
  return spill_command_get_effect (command);
}

/* Its number is on the page only. */
static void
test_cancel_one (void)
{
  g_autoptr(World) world = world_new ("frozen");
  SpillBuilder *builder = watch_builder (world->watch, "docs");
  SpillList *waiting = spill_builder_get_requests (builder);
  g_autoptr(SpillCommand) command = NULL;
  g_autofree char *post = NULL;

  hold_force (world, "docs");
  force_docs (world, "one");
  force_docs (world, "two");
  force_docs (world, "three");
  wait_for (spill_list_get_length (waiting) == 3);
  command = run (world, SPILL_COMMAND_CANCEL, spill_list_peek (waiting, 1));
  wait_ended (command, SPILL_COMMAND_DONE);
  post = dup_last_post (world);
  g_assert_cmpstr (post, ==, "/builders/docs/cancelbuild id=202");
  wait_for (spill_list_get_length (waiting) == 2);
  g_assert_cmpstr (spill_request_get_reason (spill_list_peek (waiting, 0)), ==, "one");
  g_assert_cmpstr (spill_request_get_reason (spill_list_peek (waiting, 1)), ==, "three");
  release (world, "docs");
}

/* What needs no form of its own. */
static void
test_others (void)
{
  g_autoptr(World) world = world_new ("frozen");
  SpillBuild *build = spill_builder_get_last_build (watch_builder (world->watch, "linux-gcc"));
  SpillList *workers = spill_master_get_workers (world->watch->master);
  g_autoptr(SpillChange) change = NULL;
  g_autofree char *post = NULL;
  const struct { SpillCommandKind kind; gpointer target; const char *post; } cases[] = {
    { SPILL_COMMAND_PING, watch_builder (world->watch, "docs"), "/builders/docs/ping" },
    { SPILL_COMMAND_WORKER_PAUSE, spill_list_peek (workers, 0), "/buildslaves/arm-1/pause" },
    { SPILL_COMMAND_WORKER_UNPAUSE, spill_list_peek (workers, 0), "/buildslaves/arm-1/unpause" },
    { SPILL_COMMAND_WORKER_GRACEFUL, spill_list_peek (workers, 0), "/buildslaves/arm-1/shutdown" },
    { SPILL_COMMAND_CLEAN_SHUTDOWN, world->watch->master, "/shutdown" },
    { SPILL_COMMAND_CANCEL_SHUTDOWN, world->watch->master, "/cancel_shutdown" },
    { SPILL_COMMAND_REBUILD, build, "/builders/linux-gcc/builds/68/rebuild comments=" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(SpillCommand) command = run (world, cases[i].kind, cases[i].target);

      wait_for (spill_command_has_ended (command));
      if (spill_command_get_error (command) != NULL)
        g_error ("%s: %s", cases[i].post, spill_command_get_error (command)->message);
      g_assert_cmpuint (count_posts (world, cases[i].post), ==, 1);
    }

  spill_build_hold (build, SPILL_PART_CHANGES);
  wait_for (spill_build_get_part_state (build, SPILL_PART_CHANGES) == SPILL_PART_HERE);
  change = g_list_model_get_item (spill_build_get_changes (build), 0);
  {
    g_autoptr(SpillCommand) command = run (world, SPILL_COMMAND_STOP_CHANGE, change);

    wait_ended (command, SPILL_COMMAND_ACCEPTED);
  }
  post = dup_last_post (world);
  g_assert_true (g_str_has_prefix (post, "/builders/_all/stopchangeall change="));
  spill_build_release (build, SPILL_PART_CHANGES);
}

static void
test_cancel_many (void)
{
  g_autoptr(World) world = world_new ("frozen");
  g_autoptr(SpillCommand) one = NULL;
  g_autoptr(SpillCommand) other = NULL;

  hold_force (world, "docs");
  force_docs (world, "one");
  one = run (world, SPILL_COMMAND_CANCEL_ALL, watch_builder (world->watch, "docs"));
  wait_ended (one, SPILL_COMMAND_DONE);
  g_assert_cmpuint (count_posts (world, "/builders/docs/cancelbuild id=all"), ==, 1);
  g_clear_object (&one);

  one = run (world, SPILL_COMMAND_CANCEL_ALL, watch_builder (world->watch, "docs"));
  other = run (world, SPILL_COMMAND_CANCEL_ALL, watch_builder (world->watch, "soak"));
  wait_for (spill_command_has_ended (one) && spill_command_has_ended (other));
  g_assert_cmpuint (count_posts (world, "/builders/_selected/cancelpendingselected comments=&selected=docs&selected=soak"), ==, 1);
  release (world, "docs");
}

/* The login */

static void
forget_sessions (World *world)
{
  g_autofree char *url = g_strconcat (standin_get_url (world->standin), "forget-sessions", NULL);
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection =
    g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) g_uri_get_port (uri), NULL, NULL);
  static const char request[] = "POST /forget-sessions HTTP/1.0\r\nContent-Length: 0\r\n\r\n";
  char answer[20];

  g_assert_nonnull (connection);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                            sizeof request - 1, NULL, NULL, NULL));
  g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer,
                                        sizeof answer, NULL, NULL), >, 0);
}

/* A session that has ended is renewed, once, and what was to be done is done. */
static void
test_renewal (void)
{
  g_autoptr(World) world = world_new ("json");
  g_autoptr(SpillCommand) command = NULL;

  g_assert_cmpuint (count_posts (world, "/login "), ==, 1);
  hold_force (world, "docs");
  forget_sessions (world);
  command = run (world, SPILL_COMMAND_STOP_ALL, watch_builder (world->watch, "soak"));
  wait_ended (command, SPILL_COMMAND_DONE);
  g_assert_cmpuint (count_posts (world, "/login "), ==, 2);
  g_assert_cmpuint (count_posts (world, "/builders/soak/builds/"), ==, 2);
  release (world, "docs");

  /* So is it for a page. */
  forget_sessions (world);
  hold_force (world, "linux-gcc");
  g_assert_cmpint (spill_builder_get_part_state (watch_builder (world->watch, "linux-gcc"), SPILL_PART_FORCE), ==,
                   SPILL_PART_HERE);
  g_assert_cmpuint (count_posts (world, "/login "), ==, 3);
  release (world, "linux-gcc");
}

static void
test_wrong_login (void)
{
  g_autoptr(World) world = world_make ("frozen", "wrong", NULL, NULL);

  watch_start (world->watch);
  wait_for (watch_has_problem (world->watch, SPILL_PROBLEM_LOGIN_REFUSED));
  g_assert_null (spill_master_get_user (world->watch->master));
  watch_log_in (world->watch, "bob", "secret-pass");
  wait_for (watch_is (world->watch, SPILL_CONNECTION_POLLING));
  g_assert_cmpstr (spill_master_get_user (world->watch->master), ==, "bob");
}

/* Nobody: the page has no form, and what is tried all the same is refused with the master's words. */
static void
test_nobody (void)
{
  g_autoptr(World) world = world_make ("json", NULL, NULL, NULL);
  g_autoptr(SpillCommand) command = NULL;
  g_autoptr(SpillCommand) force = NULL;
  SpillBuilder *builder;

  world_connect (world);
  builder = watch_builder (world->watch, "docs");
  hold_force (world, "docs");
  g_assert_cmpint (spill_builder_get_part_state (builder, SPILL_PART_FORCE), ==, SPILL_PART_DENIED);
  g_assert_nonnull (strstr (spill_builder_get_part_error (builder, SPILL_PART_FORCE), "logging in may help"));
  command = run (world, SPILL_COMMAND_STOP_ALL, watch_builder (world->watch, "soak"));
  wait_ended (command, SPILL_COMMAND_FAILED);
  g_assert_error (spill_command_get_error (command), SPILL_ERROR, SPILL_ERROR_REFUSED);
  g_assert_nonnull (strstr (spill_command_get_error (command)->message, "Authorization Failed. this is not for you."));
  g_assert_cmpuint (count_posts (world, "/login "), ==, 0);
  force = new_force (world, "docs", "force", NULL);
  spill_master_run (world->watch->master, force);
  wait_ended (force, SPILL_COMMAND_FAILED);

  /* Who logs in then gets it. */
  watch_log_in (world->watch, "bob", "secret-pass");
  wait_for (spill_builder_get_part_state (builder, SPILL_PART_FORCE) == SPILL_PART_HERE);
  g_assert_cmpuint (g_list_model_get_n_items (spill_builder_get_force_schedulers (builder)), ==, 1);
  release (world, "docs");
}

static void
test_logout (void)
{
  g_autoptr(World) world = world_new ("frozen");

  spill_source_set_credentials (world->watch->any, NULL);
  wait_for (count_posts (world, "/logout") == 1);
  g_assert_null (spill_master_get_user (world->watch->master));
  wait_for (watch_is (world->watch, SPILL_CONNECTION_POLLING));
  g_assert_cmpuint (count_posts (world, "/login "), ==, 1);
}

/* Before 0.8.6: no sessions, no schedulers, one form, with the login in it. */
static void
test_old (void)
{
  g_autoptr(World) world = world_make ("frozen", "secret-pass", "--old", NULL);
  g_autoptr(SpillForceScheduler) scheduler = NULL;
  g_autoptr(SpillCommand) command = NULL;
  g_autofree char *post = NULL;
  GListModel *schedulers;

  world_connect (world);
  g_assert_cmpuint (count_posts (world, "/login "), ==, 1);
  hold_force (world, "docs");
  schedulers = spill_builder_get_force_schedulers (watch_builder (world->watch, "docs"));
  g_assert_cmpuint (g_list_model_get_n_items (schedulers), ==, 1);
  scheduler = g_list_model_get_item (schedulers, 0);
  g_assert_cmpuint (g_strv_length ((char **) spill_force_scheduler_get_builders (scheduler)), ==, 13);
  command = new_force (world, "docs", spill_force_scheduler_get_name (scheduler),
                       "{'comments': <'old & new'>, 'branch': <'b'>, 'property2name': <'n'>}");
  spill_master_run (world->watch->master, command);
  wait_ended (command, SPILL_COMMAND_DONE);
  post = dup_last_post (world);
  g_assert_cmpstr (post, ==, "/builders/docs/force comments=old+%26+new&branch=b&revision=&property1name=&property1value="
                             "&property2name=n&property2value=&property3name=&property3value=&username=bob&passwd=secret-pass");
  release (world, "docs");
}

/* Below a prefix, and a name that wants escaping. */
static void
test_prefix (void)
{
  g_autoptr(World) world = world_make ("frozen", "secret-pass", "--prefix", "/bot/one");
  const char *name = "win 64/debug & <x>";
  g_autoptr(SpillCommand) command = NULL;
  g_autofree char *post = NULL;

  world_connect (world);
  hold_force (world, name);
  command = new_force (world, name, "force", RECORDED);
  spill_master_run (world->watch->master, command);
  wait_ended (command, SPILL_COMMAND_DONE);
  post = dup_last_post (world);
  assert_as_recorded (post, "/builders/win%2064%2Fdebug%20%26%20%3Cx%3E/force", "force-ok-cookie");
  release (world, name);
}

/* HTTP Basic in front, and the master's own login behind it. */
static void
test_basic (void)
{
  g_autoptr(World) world = world_make ("frozen", NULL, "--login", "front:door");
  g_autoptr(SpillCredentials) credentials = spill_credentials_new ();

  credentials->user = g_strdup ("bob");
  credentials->password = g_strdup ("secret-pass");
  credentials->proxy_user = g_strdup ("front");
  credentials->proxy_password = g_strdup ("door");
  spill_source_set_credentials (world->watch->any, credentials);
  world_connect (world);
  hold_force (world, "docs");
  g_assert_cmpint (spill_builder_get_part_state (watch_builder (world->watch, "docs"), SPILL_PART_FORCE), ==,
                   SPILL_PART_HERE);
  release (world, "docs");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/eight-forms/schedulers", test_schedulers);
  g_test_add_func ("/eight-forms/force", test_force);
  g_test_add_func ("/eight-forms/force-unseen", test_force_unseen);
  for (gsize i = 0; i < G_N_ELEMENTS (alert_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/eight-forms/alert/", alert_cases[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_alert);
    }
  g_test_add_func ("/eight-forms/force-selected", test_force_selected);
  g_test_add_func ("/eight-forms/force-all", test_force_all);
  g_test_add_func ("/eight-forms/stop-all", test_stop_all);
  g_test_add_func ("/eight-forms/stop-selected", test_stop_selected);
  g_test_add_func ("/eight-forms/cancel-one", test_cancel_one);
  g_test_add_func ("/eight-forms/others", test_others);
  g_test_add_func ("/eight-forms/cancel-many", test_cancel_many);
  g_test_add_func ("/eight-forms/renewal", test_renewal);
  g_test_add_func ("/eight-forms/wrong-login", test_wrong_login);
  g_test_add_func ("/eight-forms/nobody", test_nobody);
  g_test_add_func ("/eight-forms/logout", test_logout);
  g_test_add_func ("/eight-forms/old", test_old);
  g_test_add_func ("/eight-forms/prefix", test_prefix);
  g_test_add_func ("/eight-forms/basic", test_basic);

  return g_test_run ();
}
