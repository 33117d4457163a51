#include "protocols/nine/spill-nine-frame.h"

#include <string.h>

#include "nine-recording.h"
#include "protocols/spill-json.h"

typedef struct
{
  const char   *text;
  SpillNineKey  key;
} KeyCase;

#define KEY(t, a, alias, ...) \
  { .topic = SPILL_NINE_TOPIC_##t, .action = SPILL_NINE_ACTION_##a, .is_alias = alias, __VA_ARGS__ }

static const KeyCase key_cases[] = {
  { "builds/7/new",                            KEY (BUILD, NEW, FALSE, .build_id = 7) },
  { "builds/7/update",                         KEY (BUILD, UPDATE, FALSE, .build_id = 7) },
  { "builds/7/finished",                       KEY (BUILD, FINISHED, FALSE, .build_id = 7) },
  { "builders/3/builds/12/new",                KEY (BUILD, NEW, TRUE, .builder_id = 3, .build_number = 12) },
  { "workers/2/builds/7/finished",             KEY (BUILD, FINISHED, TRUE, .worker_id = 2, .build_id = 7) },
  { "builds/7/properties/update",              KEY (PROPERTIES, UPDATE, FALSE, .build_id = 7) },
  { "builds/7/steps/9/started",                KEY (STEP, STARTED, FALSE, .build_id = 7, .step_id = 9) },
  { "steps/9/updated",                         KEY (STEP, UPDATE, TRUE, .step_id = 9) },
  { "logs/4/append",                           KEY (LOG, APPEND, FALSE, .log_id = 4) },
  { "steps/9/logs/report_html/finished",       KEY (LOG, FINISHED, TRUE, .step_id = 9) },
  { "buildrequests/5/claimed",                 KEY (REQUEST, CLAIMED, FALSE, .request_id = 5) },
  { "buildrequests/5/unclaimed",               KEY (REQUEST, UNCLAIMED, FALSE, .request_id = 5) },
  { "buildrequests/5/cancel",                  KEY (REQUEST, CANCEL, FALSE, .request_id = 5) },
  { "builders/3/buildrequests/5/complete",     KEY (REQUEST, COMPLETE, TRUE, .builder_id = 3, .request_id = 5) },
  { "buildsets/6/builders/3/buildrequests/5/new", KEY (REQUEST, NEW, TRUE, .buildset_id = 6, .builder_id = 3, .request_id = 5) },
  { "buildsets/6/complete",                    KEY (BUILDSET, COMPLETE, FALSE, .buildset_id = 6) },
  { "changes/8/new",                           KEY (CHANGE, NEW, FALSE, .change_id = 8) },
  { "builders/3/started",                      KEY (BUILDER, STARTED, FALSE, .builder_id = 3) },
  { "builders/3/stopped",                      KEY (BUILDER, STOPPED, FALSE, .builder_id = 3) },
  { "builders/3/update",                       KEY (BUILDER, UPDATE, FALSE, .builder_id = 3) },
  { "workers/2/connected",                     KEY (WORKER, CONNECTED, FALSE, .worker_id = 2) },
  { "workers/2/disconnected",                  KEY (WORKER, DISCONNECTED, FALSE, .worker_id = 2) },
  { "workers/2/state_updated",                 KEY (WORKER, UPDATE, FALSE, .worker_id = 2) },
  { "workers/2/missing",                       KEY (WORKER, MISSING, FALSE, .worker_id = 2) },
  { "masters/1/stopped",                       KEY (MASTER, STOPPED, FALSE, .master_id = 1) },
  { "schedulers/1/updated",                    KEY (SCHEDULER, UPDATE, FALSE, .scheduler_id = 1) },
  { "control/builds/7/stop",                   KEY (CONTROL, OTHER, FALSE, .build_id = 7) },
  { "control/worker/2/pause",                  KEY (CONTROL, OTHER, FALSE, .worker_id = 2) },
  { "control/buildrequests/5/cancel",          KEY (CONTROL, CANCEL, FALSE, .request_id = 5) },
  { "builds/7/frobnicated",                    KEY (BUILD, OTHER, FALSE, .build_id = 7) },
  { "builds/9007199254740992/new",             KEY (BUILD, NEW, FALSE, .build_id = G_GINT64_CONSTANT (9007199254740992)) },
  { "builds/9007199254740993/new",             KEY (OTHER, OTHER, FALSE) },
  { "builds/99999999999999999999/new",         KEY (OTHER, OTHER, FALSE) },
  { "builders/3/builds/2147483648/new",        KEY (OTHER, OTHER, FALSE) },
  { "builds/-7/new",                           KEY (OTHER, OTHER, FALSE) },
  { "builds//new",                             KEY (OTHER, OTHER, FALSE) },
  { "builds/7/new/",                           KEY (OTHER, OTHER, FALSE) },
  { "builds/7",                                KEY (OTHER, OTHER, FALSE) },
  { "builds/I/new",                            KEY (OTHER, OTHER, FALSE) },
  { "build/7/new",                             KEY (OTHER, OTHER, FALSE) },
  { "buildsx/7/new",                           KEY (OTHER, OTHER, FALSE) },
  { "",                                        KEY (OTHER, OTHER, FALSE) },
  { "/",                                       KEY (OTHER, OTHER, FALSE) },
  { "//////////",                              KEY (OTHER, OTHER, FALSE) },
  { "projects/1/update",                       KEY (OTHER, OTHER, FALSE) },
  { "test_result_sets/1/new",                  KEY (OTHER, OTHER, FALSE) },
};

static void
test_key (gconstpointer data)
{
  const KeyCase *c = data;
  g_autofree char *exact = exact_copy (c->text, strlen (c->text) + 1);
  SpillNineKey key;
  gboolean known = spill_nine_key_parse (exact, &key);

  g_assert_cmpint (known, ==, c->key.topic != SPILL_NINE_TOPIC_OTHER);
  g_assert_cmpint (key.topic, ==, c->key.topic);
  g_assert_cmpint (key.action, ==, c->key.action);
  g_assert_cmpint (key.is_alias, ==, c->key.is_alias);
  g_assert_cmpint (key.master_id, ==, c->key.master_id);
  g_assert_cmpint (key.build_number, ==, c->key.build_number);
  if (!known)
    return;
  g_assert_cmpint (key.builder_id, ==, c->key.builder_id);
  g_assert_cmpint (key.build_id, ==, c->key.build_id);
  g_assert_cmpint (key.step_id, ==, c->key.step_id);
  g_assert_cmpint (key.log_id, ==, c->key.log_id);
  g_assert_cmpint (key.request_id, ==, c->key.request_id);
  g_assert_cmpint (key.buildset_id, ==, c->key.buildset_id);
  g_assert_cmpint (key.change_id, ==, c->key.change_id);
  g_assert_cmpint (key.worker_id, ==, c->key.worker_id);
  g_assert_cmpint (key.scheduler_id, ==, c->key.scheduler_id);
}

/* The frames that a master sent, from lines of frames.jsonl. */
static GPtrArray *
load_frames (const char *version)
{
  g_autofree char *path = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "nine", version, "ws", "frames.jsonl", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) lines = NULL;
  GPtrArray *frames = g_ptr_array_new_with_free_func (g_free);

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *frame = strstr (lines[i], "\"frame\": ");

      if (frame != NULL)
        g_ptr_array_add (frames, g_strndup (frame + 9, strlen (frame + 9) - 1));
    }

  return frames;
}

static void
test_recordings (gconstpointer data)
{
  g_autoptr(GPtrArray) frames = load_frames (data);
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  guint n_entities = 0, n_null = 0, n_answers = 0;

  g_assert_cmpuint (frames->len, >, 150);
  for (guint i = 0; i < frames->len; i++)
    {
      const char *text = g_ptr_array_index (frames, i);
      gsize length = strlen (text);
      g_autofree char *exact = exact_copy (text, length);
      g_autoptr(GError) error = NULL;
      g_autoptr(SpillNineFrame) frame = spill_nine_frame_read (exact, length, report, &error);

      g_assert_no_error (error);
      if (frame->type == SPILL_NINE_FRAME_ANSWER)
        {
          g_assert_cmpint (frame->code, ==, 200);
          g_assert_cmpint (frame->command, >, 0);
          g_assert_cmpstr (frame->text, ==, "OK");
          n_answers++;
          continue;
        }

      g_assert_cmpint (frame->type, ==, SPILL_NINE_FRAME_EVENT);
      if (frame->entity != NULL)
        n_entities++;
      else if (strstr (text, "\"m\":null") != NULL)
        n_null++;
      else
        g_assert_true (frame->key.topic == SPILL_NINE_TOPIC_CONTROL || strstr (text, "test_result_sets") != NULL);
    }

  if (spill_json_report_get_n (report) > 0)
    g_error ("%s", spill_json_report_get (report, 0)->key);
  g_assert_cmpuint (n_entities, >, 140);
  g_assert_cmpuint (n_null, >, 0);
  g_assert_cmpuint (n_answers, >, 0);
}

typedef struct
{
  const char         *name;
  const char         *text;
  int                 type;       /* -1: an error */
  gint64              command;
  int                 code;
  const char         *words;
  gboolean            entity;
  const char         *report;
} FrameCase;

static const FrameCase frame_cases[] = {
  { "ok",            "{\"msg\":\"OK\",\"code\":200,\"_id\":7}", SPILL_NINE_FRAME_ANSWER, 7, 200, "OK" },
  { "pong",          "{\"msg\":\"pong\",\"code\":200,\"_id\":1}", SPILL_NINE_FRAME_ANSWER, 1, 200, "pong" },
  { "error",         "{\"error\":\"no such path\",\"code\":404,\"_id\":3}", SPILL_NINE_FRAME_ERROR, 3, 404, "no such path" },
  { "error-no-id",   "{\"error\":\"bad\",\"code\":400,\"_id\":null}", SPILL_NINE_FRAME_ERROR, -1, 400, "bad" },
  { "error-object",  "{\"error\":{\"a\":1},\"code\":400}", SPILL_NINE_FRAME_ERROR, -1, 400, NULL, FALSE, "event.error" },
  { "text-id",       "{\"msg\":\"OK\",\"code\":200,\"_id\":\"7\"}", SPILL_NINE_FRAME_ANSWER, -1, 200, "OK", FALSE, "event._id" },
  { "nothing",       "{}", SPILL_NINE_FRAME_OTHER, -1, 0, NULL },
  { "graphql",       "{\"type\":\"connection_ack\"}", SPILL_NINE_FRAME_OTHER, -1, 0, NULL },
  { "event",         "{\"k\":\"masters/1/stopped\",\"m\":{\"masterid\":1}}", SPILL_NINE_FRAME_EVENT, -1, 0, NULL, TRUE },
  { "m-null",        "{\"k\":\"buildrequests/8/cancel\",\"m\":null}", SPILL_NINE_FRAME_EVENT, -1, 0, NULL },
  { "m-missing",     "{\"k\":\"buildrequests/8/cancel\"}", SPILL_NINE_FRAME_EVENT, -1, 0, NULL },
  { "m-list",        "{\"k\":\"builds/8/new\",\"m\":[]}", SPILL_NINE_FRAME_EVENT, -1, 0, NULL, FALSE, "event.m" },
  { "m-wrong",       "{\"k\":\"builds/8/new\",\"m\":{\"buildid\":8}}", SPILL_NINE_FRAME_EVENT, -1, 0, NULL, FALSE, "builds[].number" },
  { "k-unknown",     "{\"k\":\"nonsense/8/new\",\"m\":{\"a\":8}}", SPILL_NINE_FRAME_EVENT, -1, 0, NULL },
  { "k-unknown-m",   "{\"k\":\"nonsense/8/new\",\"m\":7}", SPILL_NINE_FRAME_EVENT, -1, 0, NULL },
  { "k-number",      "{\"k\":5,\"m\":{}}", SPILL_NINE_FRAME_OTHER, -1, 0, NULL, FALSE, "event.k" },
  { "properties",    "{\"k\":\"builds/1/properties/update\",\"m\":{\"a\":[1,\"x\"]}}", SPILL_NINE_FRAME_EVENT, -1, 0, NULL, TRUE },
  { "no-properties", "{\"k\":\"builds/1/properties/update\",\"m\":{}}", SPILL_NINE_FRAME_EVENT, -1, 0, NULL, TRUE },
  { "stopped",       "{\"k\":\"builders/1/stopped\",\"m\":{\"builderid\":1,\"masterid\":1,\"name\":\"b\"}}", SPILL_NINE_FRAME_EVENT, -1, 0, NULL, TRUE },
  { "list",          "[1]", -1 },
  { "text",          "\"hello\"", -1 },
  { "empty",         "", -1 },
  { "cut",           "{\"k\":\"builds/8/new\",\"m\":{\"buildid\":", -1 },
};

static void
test_frame (gconstpointer data)
{
  const FrameCase *c = data;
  gsize length = strlen (c->text);
  g_autofree char *exact = exact_copy (c->text, length);
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillNineFrame) frame = spill_nine_frame_read (exact, length, report, &error);

  if (c->type < 0)
    {
      g_assert_null (frame);
      g_assert_true (error != NULL && error->domain == SPILL_JSON_ERROR);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpint (frame->type, ==, c->type);
  g_assert_cmpint (frame->command, ==, c->command);
  g_assert_cmpint (frame->code, ==, c->code);
  g_assert_cmpstr (frame->text, ==, c->words);
  g_assert_cmpint (frame->entity != NULL, ==, c->entity);
  g_assert_cmpuint (spill_json_report_get_n (report), ==, c->report != NULL ? 1 : 0);
  if (c->report != NULL)
    g_assert_cmpstr (spill_json_report_get (report, 0)->key, ==, c->report);
}

/* What events have that REST has not, and the other way round. */
static void
test_event_shapes (void)
{
  g_autoptr(GPtrArray) frames = load_frames ("3.7");
  gboolean scheduler = FALSE, stopped = FALSE, missing = FALSE;

  for (guint i = 0; i < frames->len; i++)
    {
      const char *text = g_ptr_array_index (frames, i);
      g_autoptr(SpillNineFrame) frame = spill_nine_frame_read (text, strlen (text), NULL, NULL);

      if (frame->key.topic == SPILL_NINE_TOPIC_BUILDSET && frame->key.action == SPILL_NINE_ACTION_NEW)
        {
          const SpillNineBuildset *set = frame->entity;

          g_assert_nonnull (set->scheduler);
          g_assert_cmpint (set->results, ==, -1);
          scheduler = TRUE;
        }
      if (frame->key.topic == SPILL_NINE_TOPIC_BUILDER && frame->key.action == SPILL_NINE_ACTION_STOPPED)
        {
          const SpillNineBuilder *builder = frame->entity;

          g_assert_null (builder->master_ids);
          g_assert_null (builder->tags);
          stopped = TRUE;
        }
      if (frame->key.topic == SPILL_NINE_TOPIC_WORKER && frame->key.action == SPILL_NINE_ACTION_MISSING)
        missing = TRUE;
    }

  g_assert_true (scheduler && stopped && missing);
}

static void
test_commands (void)
{
  g_autofree char *subscribe = spill_nine_command_subscribe (3, "builds/*/steps/*/*");
  g_autofree char *unsubscribe = spill_nine_command_unsubscribe (4, "logs/7/*");
  g_autofree char *ping = spill_nine_command_ping (G_GINT64_CONSTANT (5000000000));

  g_assert_cmpstr (subscribe, ==, "{\"_id\":3,\"cmd\":\"startConsuming\",\"path\":\"builds/*/steps/*/*\"}");
  g_assert_cmpstr (unsubscribe, ==, "{\"_id\":4,\"cmd\":\"stopConsuming\",\"path\":\"logs/7/*\"}");
  g_assert_cmpstr (ping, ==, "{\"_id\":5000000000,\"cmd\":\"ping\"}");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (key_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/key/%u", i);

      g_test_add_data_func (path, &key_cases[i], test_key);
    }
  for (guint i = 0; i < G_N_ELEMENTS (nine_versions); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/frames/%s", nine_versions[i]);

      g_test_add_data_func (path, nine_versions[i], test_recordings);
    }
  for (guint i = 0; i < G_N_ELEMENTS (frame_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/frame/%s", frame_cases[i].name);

      g_test_add_data_func (path, &frame_cases[i], test_frame);
    }
  g_test_add_func ("/protocols/nine/event-shapes", test_event_shapes);
  g_test_add_func ("/protocols/nine/commands", test_commands);

  return g_test_run ();
}
