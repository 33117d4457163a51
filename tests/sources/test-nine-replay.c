/* Recordings of real masters at their addresses: 4.3 as it is; what came between and before with the
 * keys removed that came later. */

#include <json-glib/json-glib.h>
#include <string.h>

#include "hostile.h"
#include "model/spill-build.h"
#include "model/spill-change.h"
#include "model/spill-log.h"
#include "model/spill-step.h"
#include "model/spill-worker.h"
#include "watch.h"

#define VERSION(major, minor, micro) ((major) * 1000000 + (minor) * 1000 + (micro))

typedef struct
{
  const char *name;         /* of the version it plays */
  guint       version;
  const char *recordings;
} Row;

/* One for each row of the table. From 3.9 on 4.3 is the nearest that was recorded. */
static const Row rows[] = {
  { "0.9.0", VERSION (0, 9, 0), "3.7" },
  { "0.9.4", VERSION (0, 9, 4), "3.7" },
  { "0.9.5", VERSION (0, 9, 5), "3.7" },
  { "0.9.7", VERSION (0, 9, 7), "3.7" },
  { "0.9.9", VERSION (0, 9, 9), "3.7" },
  { "0.9.15", VERSION (0, 9, 15), "3.7" },
  { "1.4.0", VERSION (1, 4, 0), "3.7" },
  { "2.2.0", VERSION (2, 2, 0), "3.7" },
  { "2.6.0", VERSION (2, 6, 0), "3.7" },
  { "2.9.0", VERSION (2, 9, 0), "3.7" },
  { "3.0.0", VERSION (3, 0, 0), "3.7" },
  { "3.2.0", VERSION (3, 2, 0), "3.7" },
  { "3.4.0", VERSION (3, 4, 0), "3.7" },
  { "3.7.0", VERSION (3, 7, 0), "3.7" },
  { "3.9.0", VERSION (3, 9, 0), "4.3" },
  { "3.10.0", VERSION (3, 10, 0), "4.3" },
  { "3.11.0", VERSION (3, 11, 0), "4.3" },
  { "4.0.0", VERSION (4, 0, 0), "4.3" },
  { "4.1.0", VERSION (4, 1, 0), "4.3" },
  { "4.2.0", VERSION (4, 2, 0), "4.3" },
  { "4.3.0", VERSION (4, 3, 0), "4.3" },
};

/* Keys and the version that brought them. */
static const struct { guint version; const char *list; const char *key; } keys[] = {
  { VERSION (0, 9, 5), "schedulers", "enabled" },
  { VERSION (0, 9, 15), "workers", "paused" },
  { VERSION (0, 9, 15), "workers", "graceful" },
  { VERSION (1, 4, 0), "buildrequests", "properties" },
  { VERSION (2, 6, 0), "changes", "committer" },
  { VERSION (3, 9, 0), "builders", "projectid" },
  { VERSION (3, 9, 0), "builders", "description_format" },
  { VERSION (3, 9, 0), "builders", "description_html" },
  { VERSION (3, 10, 0), "steps", "locks_acquired_at" },
  { VERSION (3, 10, 0), "workers", "pause_reason" },
  { VERSION (4, 0, 0), "builds", "locks_duration_s" },
  { VERSION (4, 0, 0), "buildsets", "rebuilt_buildid" },
};

/* Path (an asterisk: any id), a word in the query or NULL, the recording. */
static const struct { const char *path; const char *query; const char *file; } addresses[] = {
  { "/", NULL, "rest/200-index.http" },
  { "/config", NULL, "rest/201-config.http" },
  { "/api/v2/masters", NULL, "rest/006-masters.http" },
  { "/api/v2/builders", NULL, "rest/009-builders.http" },
  { "/api/v2/workers", NULL, "rest/159-workers.http" },
  { "/api/v2/buildrequests", NULL, "rest/128-buildrequests-incomplete.http" },
  { "/api/v2/builds", "complete=false", "rest/046-builds-running.http" },
  { "/api/v2/builds", "order=-buildid", "rest/047-builds-recent.http" },
  { "/api/v2/builds", NULL, "rest/047-builds-recent.http" },
  { "/api/v2/changes", NULL, "rest/142-changes.http" },
  { "/api/v2/builds/*/steps", NULL, "rest/081-build-steps.http" },
  { "/api/v2/builds/*/properties", NULL, "rest/077-build-properties.http" },
  { "/api/v2/builds/*/changes", NULL, "rest/152-build-changes.http" },
  { "/api/v2/buildrequests/*", NULL, "rest/129-buildrequest.http" },
  { "/api/v2/buildsets/*", NULL, "rest/137-buildset.http" },
  { "/api/v2/builds/*", NULL, "rest/073-build.http" },
  { "/api/v2/steps/*/logs", NULL, "rest/094-step-logs.http" },
  { "/api/v2/builders/*/forceschedulers", NULL, "rest/174-builder-forceschedulers.http" },
};

static char *
load (const Row  *row,
      const char *name)
{
  g_autofree char *file = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "nine", row->recordings,
                                            name, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  const char *answer;
  const char *body;

  g_file_get_contents (file, &text, NULL, &error);
  g_assert_no_error (error);
  answer = strstr (text, "--- response");
  g_assert_nonnull (answer);
  body = strstr (answer, "\r\n\r\n");
  if (body != NULL)
    return g_strdup (body + 4);
  body = strstr (answer, "\n\n");
  g_assert_nonnull (body);
  return g_strdup (body + 2);
}

/* What the version did not have yet. */
static char *
as_of (const Row *row,
       char      *body)   /* (transfer full) */
{
  g_autofree char *owned = body;
  g_autoptr(JsonNode) node = json_from_string (body, NULL);
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return g_steal_pointer (&owned);

  object = json_node_get_object (node);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      JsonArray *list;

      if (row->version >= keys[i].version || !json_object_has_member (object, keys[i].list))
        continue;
      list = json_object_get_array_member (object, keys[i].list);
      for (guint k = 0; k < json_array_get_length (list); k++)
        json_object_remove_member (json_array_get_object_element (list, k), keys[i].key);
    }
  /* The first step of every build. */
  if (row->version < VERSION (2, 2, 0) && json_object_has_member (object, "steps"))
    json_array_remove_element (json_object_get_array_member (object, "steps"), 0);

  return json_to_string (node, FALSE);
}

static char *
with_version (const Row *row,
              char      *body)   /* (transfer full) */
{
  g_autofree char *owned = body;
  g_autoptr(GRegex) regex = g_regex_new ("(\"Buildbot\", ?\")[^\"]*", 0, 0, NULL);
  g_autofree char *replacement = g_strdup_printf ("\\g<1>%s", row->name);

  return g_regex_replace (regex, body, -1, 0, replacement, 0, NULL);
}

static gboolean
matches (Call       *call,
         const char *path,
         const char *query)
{
  return g_pattern_match_simple (path, call->path)
         && (query == NULL || strstr (call->query, query) != NULL);
}

static gboolean
replay (Call *call, gpointer data)
{
  const Row *row = data;

  if (call_is (call, "/config") && row->version < VERSION (3, 7, 0))
    return call_reply (call, "404 Not Found", "", "<html>No Such Resource</html>");
  /* An unknown parameter of the version. */
  if (row->version < VERSION (1, 4, 0) && strstr (call->path, "buildrequests") != NULL
      && strstr (call->query, "property=") != NULL)
    return call_reply (call, "400 Bad Request", "", "{\"error\": \"invalid query parameter\"}");

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    if (matches (call, addresses[i].path, addresses[i].query))
      {
        g_autofree char *body = load (row, addresses[i].file);

        body = with_version (row, as_of (row, g_steal_pointer (&body)));
        return call_json (call, body);
      }

  return call_reply (call, "404 Not Found", "", "{\"error\": \"not found\"}");
}

static SpillBuild *
first_finished (Watch *watch)
{
  SpillList *builders = spill_master_get_builders (watch->master);

  for (guint i = 0; i < spill_list_get_length (builders); i++)
    {
      SpillBuild *build = spill_builder_get_last_build (spill_list_peek (builders, i));

      if (build != NULL)
        return build;
    }

  g_error ("no build");
}

static void
check_build (Watch     *watch,
             const Row *row)
{
  SpillParts parts = SPILL_PART_STEPS | SPILL_PART_PROPERTIES | SPILL_PART_CHANGES;
  SpillBuild *build = first_finished (watch);
  SpillStep *step;

  spill_build_hold (build, parts);
  wait_for (spill_build_get_part_state (build, SPILL_PART_STEPS) == SPILL_PART_HERE);
  wait_for (spill_build_get_part_state (build, SPILL_PART_PROPERTIES) == SPILL_PART_HERE);
  wait_for (spill_build_get_part_state (build, SPILL_PART_CHANGES) == SPILL_PART_HERE);
  g_assert_cmpuint (spill_list_get_length (spill_build_get_steps (build)), >=, 3);
  g_assert_nonnull (spill_build_get_property_value (build, "buildername"));
  g_assert_cmpuint (g_list_model_get_n_items (spill_build_get_changes (build)), >=, 1);
  g_assert_nonnull (spill_build_get_people (build)[0]);
  g_assert_nonnull (spill_build_get_reason (build));

  step = spill_list_peek (spill_build_get_steps (build), 2);
  spill_step_hold (step, SPILL_PART_LOGS);
  wait_for (spill_step_get_part_state (step, SPILL_PART_LOGS) == SPILL_PART_HERE);
  g_assert_cmpuint (spill_list_get_length (spill_step_get_logs (step)), >=, 2);
  spill_step_release (step, SPILL_PART_LOGS);
  spill_build_release (build, parts);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(Server) server = server_new (replay, (gpointer) row);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  SpillBuilder *builder;
  const char *why = NULL;

  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_cmpstr (spill_master_get_version (watch->master), ==, row->name);
  g_assert_cmpstr (spill_master_get_title (watch->master), ==, "Lab <bb3> & friends");
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), >=, 10);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_workers (watch->master)), >=, 3);
  wait_for (spill_list_get_length (spill_master_get_changes (watch->master)) >= 3);
  check_build (watch, row);

  builder = watch_builder (watch, "app-linux");
  spill_builder_hold (builder, SPILL_PART_FORCE);
  wait_for (spill_builder_get_part_state (builder, SPILL_PART_FORCE) == SPILL_PART_HERE);
  g_assert_cmpuint (g_list_model_get_n_items (spill_builder_get_force_schedulers (builder)), >=, 1);
  spill_builder_release (builder, SPILL_PART_FORCE);

  g_assert_cmpint (spill_master_can (watch->master, SPILL_COMMAND_WORKER_PAUSE, &why), ==,
                   row->version >= VERSION (0, 9, 15));
  g_assert_null (spill_master_get_notice (watch->master));

  /* Nothing that only some versions understand, or that one of them does wrong. */
  g_assert_cmpuint (server_get_n_with (server, "/api/latest"), ==, 0);
  g_assert_cmpuint (server_get_n_with (server, "/api/v2/ "), ==, 0);
  g_assert_cmpuint (server_get_n_with (server, "property_list"), ==, 0);
  g_assert_cmpuint (server_get_n_with (server, "__in="), ==, 0);
  g_assert_cmpuint (server_get_n_with (server, "/raw"), ==, 0);
  g_assert_cmpuint (server_get_n_with (server, "HEAD "), ==, 0);
  if (row->version < VERSION (1, 4, 0))
    g_assert_cmpuint (server_get_n_with (server, "property="), ==, 0);
}

/* Frames of a whole session, as they came. */
static gboolean
replay_frames (Call *call, gpointer data)
{
  const Row *row = data;
  g_autofree char *file = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (!call_is (call, "/ws"))
    return replay (call, data);

  if (!call_accept_socket (call) || !call_serve_socket (call, 8))
    return FALSE;
  server_wait (call->server);
  file = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "nine", row->recordings, "ws",
                           "frames.jsonl", NULL);
  if (!g_file_get_contents (file, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *frame = strstr (lines[i], "\"frame\": ");

      if (frame == NULL || strstr (frame, "\"k\"") == NULL)
        continue;
      frame += strlen ("\"frame\": ");
      frame[strlen (frame) - 1] = '\0';
      if (!call_frame (call, frame, -1))
        return FALSE;
    }
  call_frame (call, "{\"k\": \"changes/999999/new\", \"m\": {\"changeid\": 999999, "
                    "\"author\": \"the end\"}}", -1);
  call_serve_socket (call, 0);
  return FALSE;
}

static void
test_frames (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(Server) server = server_new (replay_frames, (gpointer) row);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  SpillChange *newest;

  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  server_let_go (server);
  wait_for (spill_list_get_length (spill_master_get_changes (watch->master)) > 0
            && (newest = spill_list_peek (spill_master_get_changes (watch->master), 0)) != NULL
            && spill_change_get_id (newest) == 999999);
  g_assert_true (watch_is (watch, SPILL_CONNECTION_LIVE));
  g_assert_null (spill_master_get_notice (watch->master));
  g_assert_true (watch_saw (watch, "worker-"));
  g_assert_true (watch_saw (watch, "request-"));
}

static gboolean
every_list (Call *call, gpointer data)
{
  return call_plain (call);
}

/* What every request says and does not say. */
static void
test_manners (void)
{
  g_autoptr(Server) server = server_new (every_list, NULL);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  guint n;

  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  wait_for (server_get_n (server, "/api/v2/changes") > 0);
  n = server_get_n_all (server);
  g_assert_cmpuint (server_get_n_with (server, "gzip"), >=, n - server_get_n (server, "/ws") - 1);
  g_assert_cmpuint (server_get_n_with (server, "Accept: application/json"), >=,
                    n - server_get_n (server, "/ws") - 1);
  g_assert_cmpuint (server_get_n_with (server, "Origin:"), ==, 0);
  g_assert_cmpuint (server_get_n_with (server, "HEAD "), ==, 0);
  g_assert_cmpuint (server_get_n_with (server, "Authorization:"), ==, 0);
  g_assert_cmpuint (server_get_n_with (server, "permessage-deflate"), ==, 0);
  /* No list is cut without an order. */
  g_assert_cmpuint (server_get_n_with (server, "limit="), ==, server_get_n_with (server, "order="));
}

/* 1,200 builders, 60 of them silent for long: 20 requests until the picture is complete, whatever
 * their number; then the silent ones by the dozen, one request at a time. meta.total is not believed. */
#define N_BUILDERS 1200
#define N_BUILDS   30000

typedef struct
{
  int n_now;      /* requests that are being answered */
  int n_most;
} Big;

static void
add_build (GString *json,
           guint    id)
{
  /* The last 60 builders build only among the oldest. */
  guint builder = id > 3000 ? id % (N_BUILDERS - 60) + 1 : id % N_BUILDERS + 1;

  g_string_append_printf (json, "%s{\"buildid\": %u, \"number\": %u, \"builderid\": %u, "
                          "\"complete\": true, \"started_at\": %u, \"complete_at\": %u, "
                          "\"results\": %u, \"state_string\": \"build successful\"}",
                          json->str[json->len - 1] == '[' ? "" : ",", id, id, builder,
                          1000 + id, 1010 + id, id % 3);
}

static guint
number_in (const char *query,
           const char *name,
           guint       fallback)
{
  const char *at = strstr (query, name);

  return at != NULL ? (guint) g_ascii_strtoull (at + strlen (name), NULL, 10) : fallback;
}

static gboolean
wants_builder (const char *query,
               guint       id)
{
  g_autofree char *word = g_strdup_printf ("builderid=%u&", id);

  return strstr (query, "builderid=") == NULL || strstr (query, word) != NULL;
}

static gboolean
answer_builds (Call *call)
{
  g_autoptr(GString) json = g_string_new ("{\"builds\": [");
  guint limit = number_in (call->query, "limit=", N_BUILDS);
  guint below = number_in (call->query, "buildid__lt=", N_BUILDS + 1);
  guint from = number_in (call->query, "buildid__ge=", 1);
  guint n = 0;

  if (strstr (call->query, "complete=false") == NULL)
    for (guint id = below - 1; id >= from && n < limit; id--)
      {
        guint builder = id > 3000 ? id % (N_BUILDERS - 60) + 1 : id % N_BUILDERS + 1;

        if (!wants_builder (call->query, builder))
          continue;
        add_build (json, id);
        n++;
      }
  g_string_append_printf (json, "], \"meta\": {\"total\": %u}}", n);
  return call_json (call, json->str);
}

static gboolean
big (Call *call, gpointer data)
{
  Big *b = data;
  gboolean result;
  int n = g_atomic_int_add (&b->n_now, 1) + 1;

  if (n > g_atomic_int_get (&b->n_most))
    g_atomic_int_set (&b->n_most, n);
  if (call_is (call, "/api/v2/builders"))
    {
      g_autoptr(GString) json = g_string_new ("{\"builders\": [");

      for (guint i = 1; i <= N_BUILDERS; i++)
        g_string_append_printf (json, "%s{\"builderid\": %u, \"name\": \"builder %u\", "
                                "\"masterids\": [1], \"tags\": [\"x\"], \"description\": null}",
                                i > 1 ? "," : "", i, i);
      g_string_append (json, "], \"meta\": {\"total\": 1200}}");
      result = call_json (call, json->str);
    }
  else if (call_is (call, "/api/v2/builds"))
    result = answer_builds (call);
  else if (call_is (call, "/ws"))
    {
      g_atomic_int_add (&b->n_now, -1);
      call_accept_socket (call);
      call_serve_socket (call, 0);
      return FALSE;
    }
  else
    result = call_plain (call);

  g_atomic_int_add (&b->n_now, -1);
  return result;
}

static void
test_big (void)
{
  Big b = { 0 };
  g_autoptr(Server) server = server_new (big, &b);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  SpillSourceLimits patient = watch_limits;
  SpillList *builders = spill_master_get_builders (watch->master);
  guint n_known = 0;
  guint n;

  patient.max_body = 16 * 1024 * 1024;
  patient.headers_ms = patient.total_ms = 10000;
  patient.slow_ms = 5000;
  patient.pong_ms = 5000;
  spill_nine_source_set_limits (watch->source, &patient);
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  n = spill_nine_source_get_n_requests (watch->source);
  g_assert_cmpuint (n, <=, 20);
  g_assert_cmpuint (spill_list_get_length (builders), ==, N_BUILDERS);
  for (guint i = 0; i < N_BUILDERS; i++)
    n_known += spill_builder_is_known (spill_list_peek (builders, i));
  g_test_message ("%u requests, %u of %u builders known", n, n_known, N_BUILDERS);
  g_assert_cmpuint (n_known, >=, N_BUILDERS - 60);

  g_atomic_int_set (&b.n_most, 0);
  wait_for (spill_nine_source_is_idle (watch->source));
  g_assert_cmpint (g_atomic_int_get (&b.n_most), ==, 1);
  for (guint i = 0; i < N_BUILDERS; i++)
    {
      SpillBuilder *builder = spill_list_peek (builders, i);

      g_assert_true (spill_builder_is_known (builder));
      g_assert_nonnull (spill_builder_get_last_build (builder));
      g_assert_cmpuint (spill_list_get_length (spill_builder_get_builds (builder)), <=, 25);
    }
  g_assert_cmpuint (server_get_n_with (server, "builderid="), <=, 6);
  n = server_get_n_all (server);
  watch_for_ms (300);
  g_assert_cmpuint (server_get_n_all (server), ==, n);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sources/nine-replay/version/%s", rows[i].name);

      g_test_add_data_func (path, &rows[i], test_row);
      if (rows[i].version == VERSION (3, 7, 0) || rows[i].version == VERSION (4, 3, 0))
        {
          g_autofree char *frames = g_strdup_printf ("/sources/nine-replay/frames/%s", rows[i].name);

          g_test_add_data_func (frames, &rows[i], test_frames);
        }
    }
  g_test_add_func ("/sources/nine-replay/manners", test_manners);
  g_test_add_func ("/sources/nine-replay/big", test_big);
  return g_test_run ();
}
