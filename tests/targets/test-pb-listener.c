#include "pb-recording.h"
#include "pb-world.h"

#include <string.h>

#include "model/spill-change.h"
#include "model/spill-request.h"
#include "model/spill-worker.h"

static const SpillPbOptions everybody = { "user", "secret", NULL, NULL };

/* A master with one of everything. */
static void
fill (World *world)
{
  static const char *const words[] = { "warnings", "style", NULL };
  static const char *const step_words[] = { "compile", "warnings", NULL };
  static const char *const people[] = { "Zoë <zoe@example.org>", NULL };
  static const char *const tags[] = { "linux", "fast", NULL };
  static const char *const files[] = { "a.c", "b.c", NULL };
  SpillBuilder *builder = world_builder (world, "b10");
  SpillBuild *build = world_start_build (world, "b10");
  SpillStep *step = world_start_step (build, "compile");
  SpillLog *log = world_start_log (world, step, "stdio");
  SpillWorker *worker = spill_master_add_worker (world->master, ++world->last_id, "linux-1");
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) stamps = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 id = spill_builder_get_id (builder);
  SpillRequest *request;

  world_builder (world, "b9");
  spill_worker_set_info (worker, "Ann", "a host", NULL, "0.8.14");
  spill_worker_set_connected (worker, TRUE);
  spill_worker_set_builder_ids (worker, &id, 1);
  spill_builder_set_tags (builder, tags);
  spill_log_hold (log);
  world_add_text (log, 'h', "make\n", 5);
  world_add_text (log, 'o', "one\ntwo\n", 8);
  world_add_text (log, 'e', "bad\n", 4);
  spill_log_set_complete (log);
  spill_step_set_words (step, step_words);
  world_finish_step (step, SPILL_RESULT_WARNINGS, (const char *const[]) { "style", NULL });
  spill_build_set_words (build, words);
  spill_build_set_reason (build, "because ☃");
  spill_build_set_people (build, people);
  spill_build_set_property (build, "list", "[1,\"b\",null,true,2.5,{\"k\":[]}]", "Change");
  g_ptr_array_add (changes, g_object_new (SPILL_TYPE_CHANGE, "id", (gint64) 1, "author", "Zoë", "comments", "did it", "files", files, NULL));
  g_ptr_array_add (stamps, g_object_new (SPILL_TYPE_SOURCE_STAMP, "id", (gint64) 1, "revision", "23f83465a763f979", NULL));
  spill_build_set_changes (build, changes);
  spill_build_set_source_stamps (build, stamps);
  world_finish_build (build, SPILL_RESULT_WARNINGS);
  request = spill_master_add_request (world->master, 77, builder);
  spill_request_set_buildset_id (request, 5);
  spill_request_set_reason (request, "forced");
  spill_log_release (log);
}

/* What each method answers; the forms are those of the recorded 0.8.14. "path" is how one comes to
 * the object: methods, each called on what the one before answered. */
static const struct
{
  const char *path, *method, *arg, *answer;
} calls[] = {
  { "", "ping", NULL, "'pong'" },
  { "", "getBuilderNames", NULL, "(list 'b9' 'b10')" },
  { "", "getBuilder", "nope", "exceptions.KeyError: 'nope'" },
  { "", "getSlave", "nope", "exceptions.KeyError: 'nope'" },
  { "", "nosuch", NULL, "exceptions.AttributeError: StatusClientPerspective instance has no attribute 'perspective_nosuch'" },
  { "", "ping", "extra", "exceptions.TypeError: perspective_ping() takes exactly 1 argument (2 given)" },
  { "", "getBuilder", NULL, "exceptions.TypeError: perspective_getBuilder() takes exactly 2 arguments (1 given)" },
  { "", "unsubscribe", NULL, "exceptions.ValueError: list.remove(x): x not in list" },
  { "", "getBuildSets", NULL, "(list (tuple <remote> 5))" },
  { "getBuilder b10", "getName", NULL, "'b10'" },
  { "getBuilder b10", "getCategory", NULL, "'linux'" },
  { "getBuilder b9", "getCategory", NULL, "(None)" },
  { "getBuilder b10", "getState", NULL, "(tuple 'idle' (None) (list))" },
  { "getBuilder b10", "getSlaves", NULL, "(list <remote>)" },
  { "getBuilder b10", "getLastFinishedBuild", NULL, "<remote>" },
  { "getBuilder b9", "getLastFinishedBuild", NULL, "(None)" },
  { "getBuilder b10", "getCurrentBuilds", NULL, "(list)" },
  { "getBuilder b10", "getBuild", "0", "<remote>" },
  { "getBuilder b10", "getBuild", "-1", "<remote>" },
  { "getBuilder b10", "getBuild", "-2", "(None)" },
  { "getBuilder b10", "getBuild", "9999", "(None)" },
  { "getBuilder b10", "nosuch", NULL, "exceptions.AttributeError: RemoteBuilder instance has no attribute 'remote_nosuch'" },
  { "getBuilder b10, getBuild 0", "getBuilderName", NULL, "'b10'" },
  { "getBuilder b10, getBuild 0", "getNumber", NULL, "0" },
  { "getBuilder b10, getBuild 0", "getReason", NULL, "('unicode' 'because \\xe2\\x98\\x83')" },
  { "getBuilder b10, getBuild 0", "getRevisions", NULL, "'23f8346'" },
  { "getBuilder b10, getBuild 0", "getResponsibleUsers", NULL, "(list ('unicode' 'Zo\\xc3\\xab <zoe@example.org>'))" },
  { "getBuilder b10, getBuild 0", "getTimes", NULL, "(tuple 1795289135.5 1795289139.125)" },
  { "getBuilder b10, getBuild 0", "isFinished", NULL, "('boolean' 'true')" },
  { "getBuilder b10, getBuild 0", "getETA", NULL, "(None)" },
  { "getBuilder b10, getBuild 0", "getCurrentStep", NULL, "(None)" },
  { "getBuilder b10, getBuild 0", "getText", NULL, "(list 'warnings' 'style')" },
  { "getBuilder b10, getBuild 0", "getResults", NULL, "1" },
  { "getBuilder b10, getBuild 0", "getLogs", NULL, "exceptions.AttributeError: 'list' object has no attribute 'items'" },
  { "getBuilder b10, getBuild 0", "getProperties", NULL,
    "(dictionary (list (tuple (list 1 ('unicode' 'b') (None) ('boolean' 'true') 2.5 (dictionary (('unicode' 'k') (list)))) 'Change')))" },
  { "getBuilder b10, getBuild 0", "getChanges", NULL, "(list <remote>)" },
  { "getBuilder b10, getBuild 0", "getSteps", NULL, "(list <remote>)" },
  { "getBuilder b10, getBuild 0", "waitUntilFinished", NULL, "<remote>" },
  { "getBuilder b10, getBuild 0, getChanges", "getWho", NULL, "('unicode' 'Zo\\xc3\\xab')" },
  { "getBuilder b10, getBuild 0, getChanges", "getFiles", NULL, "(list ('unicode' 'a.c') ('unicode' 'b.c'))" },
  { "getBuilder b10, getBuild 0, getChanges", "getComments", NULL, "('unicode' 'did it')" },
  { "getBuilder b10, getBuild 0, getSteps", "getName", NULL, "'compile'" },
  { "getBuilder b10, getBuild 0, getSteps", "getBuild", NULL, "<remote>" },
  { "getBuilder b10, getBuild 0, getSteps", "getTimes", NULL, "(tuple 1795289136.25 1795289137.75)" },
  { "getBuilder b10, getBuild 0, getSteps", "getExpectations", NULL, "(list)" },
  { "getBuilder b10, getBuild 0, getSteps", "isFinished", NULL, "('boolean' 'true')" },
  { "getBuilder b10, getBuild 0, getSteps", "getETA", NULL, "(None)" },
  { "getBuilder b10, getBuild 0, getSteps", "getText", NULL, "(list 'compile' 'warnings')" },
  { "getBuilder b10, getBuild 0, getSteps", "getResults", NULL, "(tuple 1 (list 'style'))" },
  { "getBuilder b10, getBuild 0, getSteps", "getLogs", NULL, "(dictionary ('stdio' <remote>))" },
  { "getBuilder b10, getBuild 0, getSteps", "waitUntilFinished", NULL, "<remote>" },
  { "getBuilder b10, getBuild 0, getSteps, getLogs", "getName", NULL, "'stdio'" },
  { "getBuilder b10, getBuild 0, getSteps, getLogs", "isFinished", NULL, "('boolean' 'true')" },
  { "getBuilder b10, getBuild 0, getSteps, getLogs", "waitUntilFinished", NULL, "<remote>" },
  { "getSlave linux-1", "getName", NULL, "'linux-1'" },
  { "getSlave linux-1", "getAdmin", NULL, "'Ann'" },
  { "getSlave linux-1", "getHost", NULL, "'a host'" },
  { "getSlave linux-1", "isConnected", NULL, "('boolean' 'true')" },
  { "getBuilder b10, getSlaves", "getName", NULL, "'linux-1'" },
  { "getBuildSets", "getReason", NULL, "('unicode' 'forced')" },
  { "getBuildSets", "getID", NULL, "(None)" },
  { "getBuildSets", "getBuilderNames", NULL, "(list ('unicode' 'b10'))" },
  { "getBuildSets", "getBuildRequests", NULL, "(list (tuple ('unicode' 'b10') <remote>))" },
  { "getBuildSets", "isFinished", NULL, "('boolean' 'false')" },
  { "getBuildSets", "getResults", NULL, "-1" },
  { "getBuildSets", "getSourceStamp", NULL, "exceptions.AttributeError: BuildSetStatus instance has no attribute 'getSourceStamp'" },
  { "getBuildSets, getBuildRequests", "getBuilderName", NULL, "('unicode' 'b10')" },
  { "getBuildSets, getBuildRequests", "getSourceStamp", NULL, "(tuple (None) (None) (None))" },
};

static void
test_methods (void)
{
  World world;
  Client client;

  world_init (&world, &everybody);
  fill (&world);
  client_init (&client, &world, "secret");
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_auto(GStrv) path = g_strsplit (calls[i].path, ", ", -1);
      gint64 target = client.perspective;
      g_autofree char *answer = NULL;

      for (guint j = 0; path[j] != NULL; j++)
        {
          g_auto(GStrv) call = g_strsplit (path[j], " ", 2);
          g_autofree char *ignored = client_call (&client, target, call[0], call[1], &target);

          g_assert_cmpint (target, >=, 0);
        }
      answer = client_call (&client, target, calls[i].method, calls[i].arg, NULL);
      if (g_strcmp0 (answer, calls[i].answer) != 0)
        g_test_message ("%s, %s", calls[i].path, calls[i].method);
      g_assert_cmpstr (answer, ==, calls[i].answer);
    }
  client_clear (&client);
  world_clear (&world);
}

/* A log's text is the model's only while it is held: here it is written when the client has asked. */
static void
test_log_text (void)
{
  static const struct { const char *method, *answer; } cases[] = {
    { "getText", "'one\\ntwo\\nbad\\nthree\\n'" },
    { "getTextWithHeaders", "'make\\none\\ntwo\\nbad\\nthree\\n'" },
    { "getChunks", "(list (tuple 2 'make\\n') (tuple 0 'one\\ntwo\\n') (tuple 1 'bad\\n') (tuple 0 'three\\n'))" },
  };
  World world;
  Client client;
  SpillBuild *build;
  SpillLog *log;
  gint64 target;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autofree char *c = NULL;
  g_autofree char *d = NULL;

  world_init (&world, &everybody);
  build = world_start_build (&world, "b");
  log = world_start_log (&world, world_start_step (build, "s"), "stdio");
  spill_log_hold (log);
  world_add_text (log, 'h', "make\n", 5);
  world_add_text (log, 'o', "one\ntwo\n", 8);
  world_add_text (log, 'e', "bad\n", 4);
  world_add_text (log, 'o', "three\n", 6);
  client_init (&client, &world, "secret");
  a = client_call (&client, client.perspective, "getBuilder", "b", &target);
  b = client_call (&client, target, "getCurrentBuilds", NULL, &target);
  c = client_call (&client, target, "getSteps", NULL, &target);
  d = client_call (&client, target, "getLogs", NULL, &target);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = client_call (&client, target, cases[i].method, NULL, NULL);

      g_assert_cmpstr (answer, ==, cases[i].answer);
    }
  spill_log_release (log);
  client_clear (&client);
  world_clear (&world);
}

static void
test_login (void)
{
  World world;
  Client wrong, right;

  world_init (&world, &everybody);
  client_init (&wrong, &world, "Secret");
  g_assert_true (wrong.has_failed);
  g_assert_cmpuint (spill_pb_listener_get_n_clients (world.listener), ==, 0);
  client_init (&right, &world, "secret");
  g_assert_false (right.has_failed);
  g_assert_cmpuint (spill_pb_listener_get_n_clients (world.listener), ==, 1);
  client_clear (&wrong);
  client_clear (&right);
  world_clear (&world);
}

/* What a filter leaves out is nowhere. */
static void
test_filter (gconstpointer data)
{
  static const char *const builders[] = { "b9", NULL };
  static const char *const categories[] = { "fast", NULL };
  gboolean by_name = GPOINTER_TO_INT (data);
  const SpillPbOptions options = { "user", "secret", by_name ? builders : NULL, by_name ? NULL : categories };
  const char *shown = by_name ? "b9" : "b10", *hidden = by_name ? "b10" : "b9";
  g_autofree char *list = g_strdup_printf ("(list '%s')", shown);
  g_autofree char *added = g_strdup_printf ("builderAdded (tuple '%s' <remote>)", shown);
  g_autofree char *names = NULL;
  g_autofree char *other = NULL;
  World world;
  Client client;

  world_init (&world, &options);
  fill (&world);
  client_init (&client, &world, "secret");
  names = client_call (&client, client.perspective, "getBuilderNames", NULL, NULL);
  g_assert_cmpstr (names, ==, list);
  other = client_call (&client, client.perspective, "getBuilder", hidden, NULL);
  g_assert_true (g_str_has_prefix (other, "exceptions.KeyError"));
  client_subscribe (&client, "builds", 0);
  world_finish_build (world_start_build (&world, hidden), SPILL_RESULT_SUCCESS);
  world_finish_build (world_start_build (&world, shown), SPILL_RESULT_SUCCESS);
  client_await (&client, "buildFinished");
  g_assert_cmpstr (client.events->pdata[0], ==, added);
  for (guint i = 0; i < client.events->len; i++)
    g_assert_null (strstr (client.events->pdata[i], hidden));
  client_clear (&client);
  world_clear (&world);
}

/* What kills builds in 0.8.14. */
static void
test_two_full (void)
{
  World world;
  Client clients[2];
  SpillBuild *build;
  SpillStep *step;
  SpillLog *log;

  world_init (&world, &everybody);
  world_builder (&world, "b");
  for (guint i = 0; i < 2; i++)
    {
      client_init (&clients[i], &world, "secret");
      client_subscribe (&clients[i], "full", 1);
    }
  build = world_start_build (&world, "b");
  step = world_start_step (build, "s");
  log = world_start_log (&world, step, "stdio");
  world_settle ();
  world_add_text (log, 'o', "text\n", 5);
  client_await (&clients[0], "logChunk");

  /* One leaves: the other goes on. */
  client_clear (&clients[0]);
  spill_log_set_complete (log);
  world_finish_step (step, SPILL_RESULT_SUCCESS, NULL);
  world_finish_build (build, SPILL_RESULT_SUCCESS);
  client_await (&clients[1], "builderChangedState (tuple 'b' 'idle'");
  client_await (&clients[1], "logChunk (tuple 'b' <remote> 's' <remote> 'stdio' <remote> 0 'text\\n')");
  client_await (&clients[1], "logFinished");
  client_await (&clients[1], "stepFinished");
  client_await (&clients[1], "buildFinished (tuple 'b' <remote> 0)");
  client_clear (&clients[1]);
  world_clear (&world);
}

/* Who comes in the midst of a build is told what it needs to understand the rest. */
static void
test_catch_up (void)
{
  static const char *const lines[] = {
    "builderAdded (tuple 'b' <remote>)",
    "builderChangedState (tuple 'b' 'building' (None))",
    "stepStarted (tuple 'b' <remote> 's' <remote>)",
    "stepETAUpdate (tuple 'b' <remote> 's' <remote> (None) (list))",
    "logStarted (tuple 'b' <remote> 's' <remote> 'stdio' <remote>)",
    "logChunk (tuple 'b' <remote> 's' <remote> 'stdio' <remote> 2 'make\\n')",
    "logChunk (tuple 'b' <remote> 's' <remote> 'stdio' <remote> 0 'one\\n')",
    "logChunk (tuple 'b' <remote> 's' <remote> 'stdio' <remote> 0 'two\\n')",
  };
  World world;
  Client early, late;
  SpillBuild *build;
  SpillLog *log;

  world_init (&world, &everybody);
  world_builder (&world, "b");
  client_init (&early, &world, "secret");
  client_subscribe (&early, "full", 0);
  build = world_start_build (&world, "b");
  world_finish_step (world_start_step (build, "over"), SPILL_RESULT_SUCCESS, NULL);
  log = world_start_log (&world, world_start_step (build, "s"), "stdio");
  client_await (&early, "logStarted");
  world_settle ();
  world_add_text (log, 'h', "make\n", 5);
  world_add_text (log, 'o', "one\n", 4);
  client_await (&early, lines[6]);

  client_init (&late, &world, "secret");
  client_subscribe (&late, "full", 0);
  world_settle ();
  world_add_text (log, 'o', "two\n", 4);
  client_await (&late, lines[7]);
  g_assert_cmpuint (late.events->len, ==, G_N_ELEMENTS (lines));
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_assert_cmpstr (late.events->pdata[i], ==, lines[i]);
  client_clear (&early);
  client_clear (&late);
  world_clear (&world);
}

/* Who comes before the master's first picture is there is told of it as who comes later. */
static void
test_early (void)
{
  static const char *const lines[] = {
    "builderAdded (tuple 'b' <remote>)",
    "builderChangedState (tuple 'b' 'building' (None))",
    "buildFinished (tuple 'b' <remote> 0)",
    "builderChangedState (tuple 'b' 'idle' (None))",
  };
  World world;
  Client client;
  SpillBuild *build;

  world_init_early (&world, &everybody);
  client_init (&client, &world, "secret");
  client_subscribe (&client, "builds", 0);
  world_builder (&world, "b");
  build = world_start_build (&world, "b");
  world_settle ();
  g_assert_cmpuint (client.events->len, ==, 0);

  spill_master_set_connection (world.master, SPILL_CONNECTION_LIVE);
  client_await (&client, lines[1]);
  world_finish_build (build, SPILL_RESULT_SUCCESS);
  spill_builder_set_state (world_builder (&world, "b"), SPILL_BUILDER_IDLE);
  client_await (&client, lines[3]);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_assert_cmpstr (client.events->pdata[i], ==, lines[i]);
  g_assert_cmpuint (client.events->len, ==, G_N_ELEMENTS (lines));
  client_clear (&client);
  world_clear (&world);
}

static gboolean
is_gone (gpointer user_data)
{
  return spill_pb_listener_get_n_clients (user_data) == 1;
}

/* Who does not read is dropped; who does hears all. */
static void
test_slow (void)
{
  g_autofree char *line = g_strnfill (60000, 'x');
  World world;
  Client slow, quick;
  SpillBuild *build;
  SpillLog *log;
  gint64 deadline = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;

  line[59999] = '\n';
  world_init (&world, &everybody);
  world_builder (&world, "b");
  client_init (&slow, &world, "secret");
  client_subscribe (&slow, "full", 0);
  client_init (&quick, &world, "secret");
  client_subscribe (&quick, "full", 0);
  build = world_start_build (&world, "b");
  log = world_start_log (&world, world_start_step (build, "s"), "stdio");
  client_await (&slow, "logStarted");
  client_await (&quick, "logStarted");
  world_settle ();

  g_test_expect_message ("spillway-targets", G_LOG_LEVEL_MESSAGE, "A status client at 127.0.0.1:* was dropped: *");
  spill_broker_set_paused (slow.broker, TRUE);
  while (!is_gone (world.listener))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      world_add_text (log, 'o', line, 60000);
      for (guint i = 0; i < 20; i++)
        g_main_context_iteration (NULL, FALSE);
    }
  g_test_assert_expected_messages ();
  g_assert_false (quick.is_closed);
  spill_log_set_complete (log);
  client_await (&quick, "logFinished");
  client_clear (&slow);
  client_clear (&quick);
  world_clear (&world);
}

/* Observers of one build and of one request. */
static void
answer_observer (SpillBroker              *broker,
                 const SpillBrokerRequest *request,
                 gpointer                  object)
{
  GString *text = object;

  g_string_append_printf (text, "%s ", request->name);
}

static void
test_observers (void)
{
  World world;
  Client client;
  SpillBuild *build;
  SpillStep *step;
  SpillRequest *wanted;
  g_autoptr(GString) told = g_string_new (NULL);
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autofree char *c = NULL;
  g_autofree char *d = NULL;
  gint64 target, observers[2], set;
  GByteArray *out;
  gint64 deadline = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;

  world_init (&world, &everybody);
  build = world_start_build (&world, "b");
  wanted = spill_master_add_request (world.master, 12, world_builder (&world, "b"));
  spill_request_set_buildset_id (wanted, 3);
  client_init (&client, &world, "secret");
  a = client_call (&client, client.perspective, "getBuilder", "b", &target);
  b = client_call (&client, target, "getCurrentBuilds", NULL, &target);
  c = client_call (&client, client.perspective, "getBuildSets", NULL, &set);
  d = client_call (&client, set, "getBuildRequests", NULL, &set);
  for (guint i = 0; i < 2; i++)
    {
      observers[i] = spill_broker_offer (client.broker, answer_observer, told, NULL);
      out = spill_broker_begin_call (client.broker, i == 0 ? target : set, "subscribe", i == 0 ? 2 : 1);
      spill_jelly_put_remote (out, spill_broker_get_profile (client.broker), observers[i]);
      if (i == 0)
        spill_banana_put_int (out, 2);
      spill_broker_end_call (client.broker, 60000, NULL, NULL);
    }
  while (spill_broker_get_n_calls (client.broker) > 0)
    g_main_context_iteration (NULL, TRUE);

  step = world_start_step (build, "s");
  world_settle ();
  world_finish_step (step, SPILL_RESULT_SUCCESS, NULL);
  world_settle ();
  build = spill_builder_add_build (world_builder (&world, "b"), 99, 1);
  spill_build_begin (build);
  spill_build_set_request_id (build, 12);
  spill_build_set_started (build, 1795289135.5);
  spill_build_end (build);
  while (strstr (told->str, "newbuild") == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpstr (told->str, ==, "stepStarted stepFinished newbuild ");
  client_clear (&client);
  world_clear (&world);
}

/* An answer that waits is given up with its client, and comes when it is due. */
static void
test_wait (void)
{
  World world;
  Client waits, leaves;
  SpillBuild *build;
  gint64 target;

  world_init (&world, &everybody);
  build = world_start_build (&world, "b");
  client_init (&leaves, &world, "secret");
  client_init (&waits, &world, "secret");
  for (guint i = 0; i < 2; i++)
    {
      Client *client = i == 0 ? &leaves : &waits;
      g_autofree char *a = client_call (client, client->perspective, "getBuilder", "b", &target);
      g_autofree char *b = client_call (client, target, "getCurrentBuilds", NULL, &target);

      spill_broker_begin_call (client->broker, target, "waitUntilFinished", 0);
      spill_broker_end_call (client->broker, 60000, NULL, NULL);
    }
  world_settle ();
  client_clear (&leaves);
  g_assert_cmpuint (spill_broker_get_n_calls (waits.broker), ==, 1);
  world_finish_build (build, SPILL_RESULT_SUCCESS);
  while (spill_broker_get_n_calls (waits.broker) > 0)
    g_main_context_iteration (NULL, TRUE);
  client_clear (&waits);
  world_clear (&world);
}

/* The same of a build set: it is over when its last request is complete. */
static void
test_wait_for_set (void)
{
  World world;
  Client client;
  SpillRequest *requests[2];
  gint64 set = -1;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  world_init (&world, &everybody);
  for (guint i = 0; i < 2; i++)
    {
      requests[i] = spill_master_add_request (world.master, 20 + i, world_builder (&world, i == 0 ? "b" : "c"));
      spill_request_set_buildset_id (requests[i], 7);
    }
  client_init (&client, &world, "secret");
  a = client_call (&client, client.perspective, "getBuildSets", NULL, &set);
  g_assert_cmpstr (a, ==, "(list (tuple <remote> 7))");
  for (guint i = 0; i < 2; i++)
    {
      spill_broker_begin_call (client.broker, set, i == 0 ? "waitUntilFinished" : "waitUntilSuccess", 0);
      spill_broker_end_call (client.broker, 60000, NULL, NULL);
    }
  spill_request_set_complete (requests[1], SPILL_RESULT_SUCCESS);
  world_settle ();
  g_assert_cmpuint (spill_broker_get_n_calls (client.broker), ==, 2);
  spill_request_set_complete (requests[0], SPILL_RESULT_FAILURE);
  world_settle ();
  g_signal_emit_by_name (world.master, "settled");
  while (spill_broker_get_n_calls (client.broker) > 0)
    g_main_context_iteration (NULL, TRUE);
  b = client_call (&client, set, "getResults", NULL, NULL);
  g_assert_cmpstr (b, ==, "2");
  client_clear (&client);
  world_clear (&world);
}

/* Of a master that tells what waits only when it is asked: here when the part is held. */
static void
test_sets_asked (void)
{
  World world;
  Client client;
  SpillBuilder *builder;
  g_autofree char *answer = NULL;

  world_init (&world, &everybody);
  builder = world_builder (&world, "b");
  spill_builder_set_n_pending (builder, 1);
  client_init (&client, &world, "secret");
  answer = client_call (&client, client.perspective, "getBuildSets", NULL, NULL);
  g_assert_cmpstr (answer, ==, "(list)");
  g_assert_cmpint (spill_builder_get_part_state (builder, SPILL_PART_REQUESTS), ==, SPILL_PART_HERE);
  client_clear (&client);
  AWAIT (spill_pb_listener_get_n_clients (world.listener) == 0);
  g_assert_cmpint (spill_builder_get_part_state (builder, SPILL_PART_REQUESTS), !=, SPILL_PART_HERE);
  world_clear (&world);
}

/* The request of a build that runs has lost its reason; the build has it. */
static void
test_set_reason (void)
{
  World world;
  Client client;
  SpillBuild *build;
  SpillRequest *request;
  gint64 set;
  g_autofree char *sets = NULL;
  g_autofree char *reason = NULL;

  world_init (&world, &everybody);
  request = spill_master_add_request (world.master, 20, world_builder (&world, "b"));
  spill_request_set_buildset_id (request, 7);
  build = world_start_build (&world, "b");
  spill_build_set_request_id (build, 20);
  spill_build_set_reason (build, "forced by Ann");
  client_init (&client, &world, "secret");
  sets = client_call (&client, client.perspective, "getBuildSets", NULL, &set);
  reason = client_call (&client, set, "getReason", NULL, NULL);
  g_assert_cmpstr (reason, ==, "('unicode' 'forced by Ann')");
  client_clear (&client);
  world_clear (&world);
}

/* Clients of 0.8 know words. */
static void
test_text (void)
{
  static const struct { const char *text; gboolean is_over; const char *answer; } cases[] = {
    { "build successful", TRUE, "(list 'build' 'successful')" },
    { "failed compile (failure)", TRUE, "(list 'failed' 'compile (failure)')" },
    { "finished", TRUE, "(list 'finished')" },
    { "building (compile), 108 s", FALSE, "(list)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      World world;
      Client client;
      SpillBuild *build;
      gint64 builder, remote;
      g_autofree char *a = NULL;
      g_autofree char *b = NULL;
      g_autofree char *text = NULL;

      world_init (&world, &everybody);
      build = world_start_build (&world, "b");
      spill_build_set_text (build, cases[i].text);
      if (cases[i].is_over)
        world_finish_build (build, SPILL_RESULT_SUCCESS);
      client_init (&client, &world, "secret");
      a = client_call (&client, client.perspective, "getBuilder", "b", &builder);
      b = client_call (&client, builder, "getBuild", "0", &remote);
      text = client_call (&client, remote, "getText", NULL, NULL);
      g_assert_cmpstr (text, ==, cases[i].answer);
      client_clear (&client);
      world_clear (&world);
    }
}

/* A log of a step that is over, by a master that says so of logs only when they are read. */
static void
test_log_over (void)
{
  World world;
  Client client;
  SpillBuild *build;
  SpillStep *step;
  gint64 builder, remote, steps, logs;
  g_autoptr(GPtrArray) answers = g_ptr_array_new_with_free_func (g_free);

  world_init (&world, &everybody);
  build = world_start_build (&world, "b");
  step = world_start_step (build, "s");
  world_start_log (&world, step, "stdio");
  client_init (&client, &world, "secret");
  g_ptr_array_add (answers, client_call (&client, client.perspective, "getBuilder", "b", &builder));
  g_ptr_array_add (answers, client_call (&client, builder, "getBuild", "0", &remote));
  g_ptr_array_add (answers, client_call (&client, remote, "getSteps", NULL, &steps));
  g_ptr_array_add (answers, client_call (&client, steps, "getLogs", NULL, &logs));
  g_ptr_array_add (answers, client_call (&client, logs, "isFinished", NULL, NULL));
  g_assert_cmpstr (answers->pdata[4], ==, "('boolean' 'false')");
  world_finish_step (step, SPILL_RESULT_SUCCESS, NULL);
  g_ptr_array_add (answers, client_call (&client, logs, "isFinished", NULL, NULL));
  g_assert_cmpstr (answers->pdata[5], ==, "('boolean' 'true')");
  client_clear (&client);
  world_clear (&world);
}

/* Each once, however many requests it has and in whatever order they come; those without a set by
 * themselves. */
static void
test_sets (void)
{
  static const struct { gint64 ids[6]; const char *answer; } cases[] = {
    { { 5, 6, 7 }, "(list (tuple <remote> 5) (tuple <remote> 6) (tuple <remote> 7))" },
    { { 5, 5, 6, 6 }, "(list (tuple <remote> 5) (tuple <remote> 6))" },
    { { 5, 6, 5, 7, 5 }, "(list (tuple <remote> 5) (tuple <remote> 6) (tuple <remote> 7))" },
    { { 5, 6, 5, 5, 6, 7 }, "(list (tuple <remote> 5) (tuple <remote> 6) (tuple <remote> 7))" },
    { { 5, -1, 5, -1 }, "(list (tuple <remote> 5) (tuple <remote> 101) (tuple <remote> 103))" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      World world;
      Client client;
      g_autofree char *answer = NULL;

      world_init (&world, &everybody);
      for (guint j = 0; j < G_N_ELEMENTS (cases[i].ids) && cases[i].ids[j] != 0; j++)
        {
          SpillRequest *request = spill_master_add_request (world.master, 100 + j, world_builder (&world, "b"));

          spill_request_set_buildset_id (request, MAX (cases[i].ids[j], 0));
        }
      client_init (&client, &world, "secret");
      answer = client_call (&client, client.perspective, "getBuildSets", NULL, NULL);
      g_assert_cmpstr (answer, ==, cases[i].answer);
      client_clear (&client);
      world_clear (&world);
    }
}

static void
add_finished (SpillBuilder *builder,
              guint         number)
{
  SpillBuild *build = spill_builder_add_build (builder, 0, number);

  spill_build_begin (build);
  spill_build_set_started (build, 1795289135.5);
  spill_build_set_finished (build, 1795289139.125, SPILL_RESULT_SUCCESS);
  spill_build_end (build);
}

static void
on_build (SpillBroker     *broker,
          const SpillSexp *answer,
          const GError    *error,
          gpointer         user_data)
{
  g_assert_no_error (error);
  *(gint64 *) user_data = spill_broker_take_remote (broker, answer);
}

/* Many questions to one object at once: each is answered what it asked. */
static void
test_many_at_once (void)
{
  static const guint numbers[] = { 1, 2, 3, 1, 9 };
  World world;
  Client client;
  SpillBuilder *builder;
  gint64 target, builds[G_N_ELEMENTS (numbers)] = { 0 };
  g_autofree char *a = NULL;

  world_init (&world, &everybody);
  builder = world_builder (&world, "b");
  add_finished (builder, 9);
  spill_builder_set_older_state (builder, SPILL_PART_LOADING);
  client_init (&client, &world, "secret");
  a = client_call (&client, client.perspective, "getBuilder", "b", &target);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      spill_banana_put_int (spill_broker_begin_call (client.broker, target, "getBuild", 1), numbers[i]);
      spill_broker_end_call (client.broker, 60000, on_build, &builds[i]);
    }
  /* The newest is here and answered at once; all others wait for it by then. */
  AWAIT (builds[G_N_ELEMENTS (numbers) - 1] != 0);
  for (guint i = 0; i + 1 < G_N_ELEMENTS (numbers); i++)
    g_assert_cmpint (builds[i], ==, 0);
  for (guint i = 8; i > 0; i--)
    add_finished (builder, i);
  spill_builder_set_older_state (builder, SPILL_PART_HERE);
  AWAIT (spill_broker_get_n_calls (client.broker) == 0);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *answer = client_call (&client, builds[i], "getNumber", NULL, NULL);

      g_assert_cmpint (g_ascii_strtoll (answer, NULL, 10), ==, numbers[i]);
    }
  client_clear (&client);
  world_clear (&world);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/targets/pb-listener/methods", test_methods);
  g_test_add_func ("/targets/pb-listener/log-text", test_log_text);
  g_test_add_func ("/targets/pb-listener/login", test_login);
  g_test_add_data_func ("/targets/pb-listener/filter/builders", GINT_TO_POINTER (TRUE), test_filter);
  g_test_add_data_func ("/targets/pb-listener/filter/categories", GINT_TO_POINTER (FALSE), test_filter);
  g_test_add_func ("/targets/pb-listener/two-full", test_two_full);
  g_test_add_func ("/targets/pb-listener/catch-up", test_catch_up);
  g_test_add_func ("/targets/pb-listener/early", test_early);
  g_test_add_func ("/targets/pb-listener/slow", test_slow);
  g_test_add_func ("/targets/pb-listener/observers", test_observers);
  g_test_add_func ("/targets/pb-listener/wait", test_wait);
  g_test_add_func ("/targets/pb-listener/wait-for-set", test_wait_for_set);
  g_test_add_func ("/targets/pb-listener/sets", test_sets);
  g_test_add_func ("/targets/pb-listener/sets-asked", test_sets_asked);
  g_test_add_func ("/targets/pb-listener/set-reason", test_set_reason);
  g_test_add_func ("/targets/pb-listener/text", test_text);
  g_test_add_func ("/targets/pb-listener/log-over", test_log_over);
  g_test_add_func ("/targets/pb-listener/many-at-once", test_many_at_once);
  return g_test_run ();
}
