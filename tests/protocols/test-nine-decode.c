#include "protocols/nine/spill-nine-decode.h"

#include <string.h>

#include "nine-decoding.h"
#include "protocols/nine/spill-nine-field.h"

static GPtrArray *
decode_file (SpillNineKind  kind,
             const char    *version,
             const char    *name,
             gint64        *total)
{
  g_autoptr(NineRecording) recording = nine_recording_open (version, name);
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  GPtrArray *things = decode (kind, recording->body, recording->length, total, report);

  assert_no_report (report, name);
  return things;
}

static guint
check_recordings (const char *version,
                  const char *folder,
                  guint       seen[SPILL_NINE_N_KINDS])
{
  g_autoptr(GPtrArray) paths = nine_recording_list (version, folder);
  guint n = 0;

  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr(NineRecording) recording = nine_recording_load (g_ptr_array_index (paths, i));
      g_autoptr(JsonNode) root = NULL;
      g_autoptr(SpillJsonReport) report = spill_json_report_new ();
      g_autoptr(GPtrArray) things = NULL;
      SpillNineKind kind;
      JsonArray *list;

      if (recording->status != 200 || is_projection (recording))
        continue;
      root = spill_json_parse (recording->body, recording->length, 0, NULL);
      if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
        continue;
      kind = find_list (json_node_get_object (root), &list);
      if (kind == SPILL_NINE_NONE)
        continue;

      things = decode (kind, recording->body, recording->length, NULL, report);
      assert_no_report (report, recording->path);
      if (json_object_has_member (json_node_get_object (root), "_properties"))
        g_assert_cmpuint (((GPtrArray *) g_ptr_array_index (things, 0))->len, ==, json_array_get_length (list));
      else
        g_assert_cmpuint (things->len, ==, json_array_get_length (list));
      seen[kind] += things->len;
      n++;
    }

  return n;
}

static void
test_recordings (gconstpointer data)
{
  guint seen[SPILL_NINE_N_KINDS] = { 0 };
  guint n = check_recordings (data, "rest", seen);

  g_assert_cmpuint (n, >=, 110);
  n += check_recordings (data, "control", seen);
  g_assert_cmpuint (n, >=, 120);
  for (SpillNineKind kind = SPILL_NINE_NONE + 1; kind < SPILL_NINE_N_KINDS; kind++)
    g_assert_cmpuint (seen[kind], >, 0);
  g_test_message ("%s: %u answers", (const char *) data, n);
}

static gpointer
find_id (GPtrArray *things,
         gint64     id)
{
  for (guint i = 0; i < things->len; i++)
    if (*(gint64 *) g_ptr_array_index (things, i) == id)
      return g_ptr_array_index (things, i);

  g_assert_not_reached ();
}

static void
test_builders (void)
{
  gint64 total;
  g_autoptr(GPtrArray) old = decode_file (SPILL_NINE_BUILDER, "3.7", "rest/009-builders.http", &total);
  g_autoptr(GPtrArray) new = decode_file (SPILL_NINE_BUILDER, "4.3", "rest/009-builders.http", NULL);
  const SpillNineBuilder *builder = find_id (old, 9);

  g_assert_cmpint (total, ==, 13);
  g_assert_cmpstr (builder->name, ==, "lib-tests");
  g_assert_cmpstr (builder->description, ==, "Library <b>tests</b> & data");
  g_assert_cmpuint (builder->master_ids->len, ==, 1);
  g_assert_cmpint (g_array_index (builder->master_ids, gint64, 0), ==, 1);
  g_assert_cmpstr (builder->tags[2], ==, "tests");
  g_assert_null (builder->tags[3]);
  g_assert_cmpint (builder->project_id, ==, 0);
  g_assert_null (builder->description_format);

  builder = find_id (old, 10);
  g_assert_cmpstr (builder->name, ==, "odd name & \"q\" <b>x</b> 50% \xc3\xbc/\xc3\xa9?#;+");

  builder = find_id (new, 3);
  g_assert_cmpstr (builder->name, ==, "app-linux");
  g_assert_cmpint (builder->project_id, ==, 1);
}

static void
test_builds (void)
{
  g_autoptr(GPtrArray) old = decode_file (SPILL_NINE_BUILD, "3.7", "rest/061-builds-props.http", NULL);
  g_autoptr(GPtrArray) running = decode_file (SPILL_NINE_BUILD, "3.7", "control/lock-waiting-builds.http", NULL);
  const SpillNineBuild *build = g_ptr_array_index (old, 0);

  g_assert_cmpint (build->id, >, 0);
  g_assert_cmpint (build->number, >, 0);
  g_assert_cmpint (build->builder_id, >, 0);
  g_assert_cmpint (build->request_id, >, 0);
  g_assert_cmpint (build->worker_id, >, 0);
  g_assert_cmpint (build->master_id, ==, 1);
  g_assert_true (build->complete);
  g_assert_cmpfloat (build->started_at, >, 1.7e9);
  g_assert_cmpfloat (build->complete_at, >=, build->started_at);
  g_assert_cmpint (build->results, >=, 0);
  g_assert_nonnull (build->state_string);
  g_assert_cmpfloat (build->locks_duration, ==, -1);
  g_assert_nonnull (spill_nine_properties_find (build->properties, "buildername"));

  build = g_ptr_array_index (running, 0);
  g_assert_false (build->complete);
  g_assert_cmpint (build->results, ==, -1);
  g_assert_cmpfloat (build->complete_at, ==, 0);
  g_assert_null (build->properties);

  g_clear_pointer (&old, g_ptr_array_unref);
  old = decode_file (SPILL_NINE_BUILD, "4.3", "rest/047-builds-recent.http", NULL);
  build = g_ptr_array_index (old, 0);
  g_assert_cmpfloat (build->locks_duration, >=, 0);
}

static void
test_steps (void)
{
  g_autoptr(GPtrArray) steps = decode_file (SPILL_NINE_STEP, "3.7", "rest/081-build-steps.http", NULL);
  const SpillNineStep *step = find_id (steps, 643);
  gboolean found = FALSE;

  g_assert_cmpint (step->number, ==, 3);
  g_assert_cmpstr (step->name, ==, "build lib <x>");
  g_assert_cmpint (step->build_id, ==, 96);
  g_assert_cmpstr (step->state_string, ==, "'/bin/sh -c ...'");
  g_assert_cmpfloat (step->started_at, ==, 1795159989);
  g_assert_cmpfloat (step->complete_at, ==, 1795160229);
  g_assert_cmpint (step->results, ==, 0);
  g_assert_true (step->complete);
  g_assert_false (step->hidden);
  g_assert_null (step->urls);

  g_clear_pointer (&steps, g_ptr_array_unref);
  steps = decode_file (SPILL_NINE_STEP, "3.7", "rest/082-build-steps-app.http", NULL);
  for (guint i = 0; i < steps->len; i++)
    {
      step = g_ptr_array_index (steps, i);
      if (step->urls == NULL)
        continue;

      found = TRUE;
      g_assert_true (g_str_has_prefix (((SpillNineUrl *) g_ptr_array_index (step->urls, 0))->url, "http"));
    }
  g_assert_true (found);

  g_clear_pointer (&steps, g_ptr_array_unref);
  steps = decode_file (SPILL_NINE_STEP, "4.3", "rest/081-build-steps.http", NULL);
  step = find_id (steps, 167);
  g_assert_cmpfloat (step->locks_acquired_at, ==, 1795288517);
}

static void
test_logs (void)
{
  g_autoptr(GPtrArray) logs = decode_file (SPILL_NINE_LOG, "3.7", "rest/094-step-logs.http", NULL);
  g_autoptr(GPtrArray) chunks = decode_file (SPILL_NINE_LOG_CHUNK, "3.7", "rest/100-log-contents.http", NULL);
  const SpillNineLog *log = find_id (logs, 538);
  const SpillNineLogChunk *chunk = g_ptr_array_index (chunks, 0);

  g_assert_cmpstr (log->name, ==, "report.html");
  g_assert_cmpstr (log->slug, ==, "report_html");
  g_assert_cmpint (log->type, ==, 'h');
  g_assert_cmpint (log->n_lines, ==, 1);
  log = find_id (logs, 541);
  g_assert_cmpint (log->type, ==, 's');
  g_assert_cmpint (log->n_lines, ==, 14);
  g_assert_cmpint (log->step_id, ==, 649);
  g_assert_true (log->complete);

  g_assert_cmpint (chunk->log_id, ==, 541);
  g_assert_cmpint (chunk->first_line, ==, 0);
  g_assert_cmpuint (chunk->length, ==, strlen (chunk->content));
  /* json-glib alone ends the text at the NUL. */
  g_assert_nonnull (strstr (chunk->content, "nul:\xef\xbf\xbd bell:\a\n"));
  g_assert_nonnull (strstr (chunk->content, "after two empty lines"));
  g_assert_cmpuint (chunk->length, >, 65000);
}

static void
test_requests (void)
{
  g_autoptr(GPtrArray) requests = decode_file (SPILL_NINE_REQUEST, "3.7", "rest/125-buildrequests.http", NULL);
  g_autoptr(GPtrArray) sets = decode_file (SPILL_NINE_BUILDSET, "3.7", "rest/136-buildsets.http", NULL);
  const SpillNineRequest *request = find_id (requests, 192);
  const SpillNineBuildset *set = find_id (sets, 123);
  const SpillNineSourceStamp *stamp = g_ptr_array_index (set->source_stamps, 0);

  g_assert_cmpint (request->builder_id, ==, 8);
  g_assert_cmpint (request->buildset_id, ==, 123);
  g_assert_cmpint (request->results, ==, -1);
  g_assert_false (request->claimed);
  g_assert_false (request->complete);
  g_assert_cmpfloat (request->submitted_at, ==, 1795276563);
  g_assert_cmpint (request->claimed_by, ==, 0);
  request = find_id (requests, 188);
  g_assert_true (request->waited_for);
  g_assert_cmpint (request->claimed_by, ==, 1);
  g_assert_cmpint (request->results, ==, 1);

  g_assert_cmpstr (set->reason, ==, "A build was forced by 'bob': waits for ever 1");
  g_assert_cmpint (set->results, ==, -1);
  g_assert_null (set->scheduler);
  g_assert_null (set->external_id);
  g_assert_cmpint (set->parent_build_id, ==, 0);
  g_assert_cmpstr (stamp->branch, ==, "main");
  g_assert_cmpstr (stamp->revision, ==, "");
  g_assert_cmpstr (stamp->codebase, ==, "app");
  g_assert_cmpstr (stamp->repository, ==, "https://git.example.invalid/app.git");
  g_assert_false (stamp->has_patch);
}

static void
test_changes (void)
{
  g_autoptr(GPtrArray) changes = decode_file (SPILL_NINE_CHANGE, "3.7", "rest/142-changes.http", NULL);
  const SpillNineChange *change = find_id (changes, 73);
  g_autofree char *pr = spill_nine_properties_dup_text (change->properties, "pr");

  g_assert_cmpstr (change->author, ==, "\xc3\x87" "a\xc4\x9fr\xc4\xb1 \xe5\xb1\xb1\xe7\x94\xb0 <cy@example.invalid>");
  g_assert_cmpstr (change->committer, ==, "Ann \xc3\x89" "clair <ann@example.invalid>");
  g_assert_cmpstr (change->category, ==, "nightly");
  g_assert_cmpstr (change->revision, ==, "5a23a26ba608d407cd0957150bb2ae99b2c0f0e7");
  g_assert_cmpfloat (change->when, ==, 1795231337);
  g_assert_nonnull (change->files);
  g_assert_cmpint (g_array_index (change->parent_ids, gint64, 0), ==, 70);
  g_assert_cmpint (change->source_stamp->id, ==, 91);
  g_assert_cmpstr (pr, ==, "58");
}

static void
test_workers (void)
{
  g_autoptr(GPtrArray) workers = decode_file (SPILL_NINE_WORKER, "3.7", "rest/159-workers.http", NULL);
  const SpillNineWorker *worker = find_id (workers, 1);

  g_assert_cmpstr (worker->name, ==, "worker-ghost");
  g_assert_cmpuint (worker->connected_to->len, ==, 0);
  g_assert_null (worker->version);
  g_assert_true (worker->has_state);

  worker = find_id (workers, 2);
  g_assert_cmpuint (worker->configured_on->len, ==, 7);
  g_assert_cmpint (g_array_index (worker->configured_on, SpillNineConfigured, 1).builder_id, ==, 10);
  g_assert_cmpint (g_array_index (worker->connected_to, gint64, 0), ==, 1);
  g_assert_cmpstr (worker->admin, ==, "Admin of worker-linux <admin@example.invalid>\n");
  g_assert_cmpstr (worker->version, ==, "3.7.0-2");
  g_assert_null (worker->access_uri);
  g_assert_false (worker->paused);

  g_clear_pointer (&workers, g_ptr_array_unref);
  workers = decode_file (SPILL_NINE_WORKER, "3.7", "control/worker-paused.http", NULL);
  worker = g_ptr_array_index (workers, 0);
  g_assert_true (worker->paused);
}

static void
test_masters (void)
{
  g_autoptr(GPtrArray) masters = decode_file (SPILL_NINE_MASTER, "3.7", "rest/006-masters.http", NULL);
  g_autoptr(GPtrArray) schedulers = decode_file (SPILL_NINE_SCHEDULER, "3.7", "rest/167-schedulers.http", NULL);
  const SpillNineMaster *master = find_id (masters, 1);
  const SpillNineScheduler *scheduler = find_id (schedulers, 1);

  g_assert_true (master->active);
  g_assert_cmpfloat (master->last_active, >, 1.7e9);
  g_assert_cmpstr (scheduler->name, ==, "nightly");
  g_assert_true (scheduler->has_enabled);
  g_assert_true (scheduler->enabled);
  g_assert_cmpint (scheduler->master_id, ==, 1);
}

static void
test_properties (void)
{
  static const char *files[] = { "rest/077-build-properties.http", "rest/078-build-property-list.http" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr(GPtrArray) things = decode_file (SPILL_NINE_PROPERTIES, "3.7", files[i], NULL);
      GPtrArray *properties = g_ptr_array_index (things, 0);
      const SpillNineProperty *property = spill_nine_properties_find (properties, "coverage");
      g_auto(GStrv) owners = spill_nine_properties_dup_strv (properties, "owners");
      g_auto(GStrv) one = spill_nine_properties_dup_strv (properties, "scheduler");
      g_autofree char *scheduler = spill_nine_properties_dup_text (properties, "scheduler");
      g_autofree char *list = spill_nine_properties_dup_text (properties, "owners");

      g_assert_cmpuint (things->len, ==, 1);
      g_assert_cmpuint (properties->len, ==, 11);
      g_assert_cmpstr (property->value, ==, "81.5");
      g_assert_cmpstr (property->source, ==, "Data");
      g_assert_cmpstr (spill_nine_properties_find (properties, "nested")->value, ==,
                       "{\"a\":[1,2.5,null,true],\"b\":\"<x>\"}");
      g_assert_cmpstr (owners[0], ==, "Ann \xc3\x89" "clair <ann@example.invalid>");
      g_assert_null (owners[1]);
      g_assert_cmpstr (one[0], ==, "lib-main");
      g_assert_cmpstr (scheduler, ==, "lib-main");
      g_assert_null (list);
      g_assert_null (spill_nine_properties_find (properties, "none"));
    }

  g_assert_null (spill_nine_properties_find (NULL, "none"));
}

static const SpillNineField *
find_field (GPtrArray  *fields,
            const char *full_name)
{
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const SpillNineField *field = g_ptr_array_index (fields, i);
      const SpillNineField *inner = find_field (field->fields, full_name);

      if (inner != NULL)
        return inner;
      if (g_strcmp0 (field->full_name, full_name) == 0)
        return field;
    }

  return NULL;
}

static void
assert_default (const SpillNineField *field,
                const char           *expected)
{
  g_autofree char *text = field->default_value != NULL ? g_variant_print (field->default_value, TRUE) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

static void
test_force (void)
{
  static const struct { const char *name; SpillNineFieldType type; const char *fallback; } rows[] = {
    { "username", SPILL_NINE_FIELD_USERNAME, "''" },
    { "reason", SPILL_NINE_FIELD_TEXT, "'because'" },
    { "opts", SPILL_NINE_FIELD_NESTED, NULL },
    { "opts_jobs", SPILL_NINE_FIELD_INT, "int64 2" },
    { "opts_clean", SPILL_NINE_FIELD_BOOL, "false" },
    { "verbose", SPILL_NINE_FIELD_BOOL, "true" },
    { "opts_mode", SPILL_NINE_FIELD_LIST, "'fast'" },
    { "platforms", SPILL_NINE_FIELD_LIST, "['a']" },
    { "notes", SPILL_NINE_FIELD_TEXTAREA, "'one\\ntwo'" },
    { "fixed_one", SPILL_NINE_FIELD_FIXED, "'fx'" },
    { "attach", SPILL_NINE_FIELD_FILE, "''" },
    { "workername", SPILL_NINE_FIELD_WORKER, "''" },
  };

  for (guint v = 0; v < G_N_ELEMENTS (nine_versions); v++)
    {
      g_autoptr(GPtrArray) schedulers = decode_file (SPILL_NINE_FORCE_SCHEDULER, nine_versions[v],
                                                     "rest/171-forceschedulers.http", NULL);
      const SpillNineForceScheduler *full = NULL;

      for (guint i = 0; i < schedulers->len; i++)
        if (strcmp (((SpillNineForceScheduler *) g_ptr_array_index (schedulers, i))->name, "force-full") == 0)
          full = g_ptr_array_index (schedulers, i);

      g_assert_nonnull (full);
      g_assert_cmpstr (full->label, ==, "Full <form>");
      g_assert_cmpstr (full->button_name, ==, "Build with options");
      g_assert_cmpstr (full->builder_names[0], ==, "lib-tests");
      g_assert_true (full->enabled);

      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        {
          const SpillNineField *field = find_field (full->fields, rows[i].name);

          g_assert_nonnull (field);
          g_assert_cmpint (field->type, ==, rows[i].type);
          assert_default (field, rows[i].fallback);
        }

      g_assert_true (find_field (full->fields, "reason")->required);
      g_assert_true (find_field (full->fields, "username")->need_email);
      g_assert_true (find_field (full->fields, "platforms")->multiple);
      g_assert_true (find_field (full->fields, "fixed_one")->hidden);
      g_assert_cmpstr (find_field (full->fields, "platforms")->choices[2], ==, "c");
      g_assert_cmpuint (find_field (full->fields, "notes")->columns, ==, 40);
      g_assert_cmpuint (find_field (full->fields, "notes")->rows, ==, 4);
      g_assert_cmpuint (find_field (full->fields, "attach")->max_size, ==, 65536);
      g_assert_cmpuint (find_field (full->fields, "opts_target")->max_size, ==, 40);
      g_assert_cmpuint (find_field (full->fields, "opts")->columns, ==, 2);
      g_assert_null (find_field (full->fields, NULL)->default_value);
    }
}

typedef struct
{
  const char    *name;
  const char    *text;
  SpillNineKind  kind;
  int            n;          /* -1: an error */
  const char    *report;     /* first line; NULL: none */
} AnswerCase;

static const AnswerCase answer_cases[] = {
  { "empty-list",       "{\"builds\":[],\"meta\":{}}", SPILL_NINE_BUILD, 0, NULL },
  { "no-list",          "{\"meta\":{}}", SPILL_NINE_BUILD, -1, NULL },
  { "other-list",       "{\"steps\":[]}", SPILL_NINE_BUILD, -1, NULL },
  { "list-is-object",   "{\"builds\":{}}", SPILL_NINE_BUILD, -1, "builds: expected a list, found an object" },
  { "list-is-null",     "{\"builds\":null}", SPILL_NINE_BUILD, -1, NULL },
  { "not-an-object",    "[1]", SPILL_NINE_BUILD, -1, NULL },
  { "scalar",           "3", SPILL_NINE_BUILD, -1, NULL },
  { "error-body",       "{\"error\":\"not allowed\"}", SPILL_NINE_BUILD, -1, NULL },
  { "element-number",   "{\"builds\":[1,{\"buildid\":1,\"number\":2,\"builderid\":3}]}", SPILL_NINE_BUILD, 1, "builds[]: expected an object, found another number" },
  { "element-null",     "{\"builds\":[null]}", SPILL_NINE_BUILD, 0, "builds[]: expected an object, found null" },
  { "bare-build",       "{\"builds\":[{\"buildid\":1,\"number\":2,\"builderid\":3}]}", SPILL_NINE_BUILD, 1, NULL },
  { "no-build-id",      "{\"builds\":[{\"number\":2,\"builderid\":3}]}", SPILL_NINE_BUILD, 0, "builds[].buildid: expected a whole number, found nothing" },
  { "text-build-id",    "{\"builds\":[{\"buildid\":\"1\",\"number\":2,\"builderid\":3}]}", SPILL_NINE_BUILD, 0, "builds[].buildid: expected a whole number, found a text" },
  { "negative-number",  "{\"builds\":[{\"buildid\":1,\"number\":-2,\"builderid\":3}]}", SPILL_NINE_BUILD, 0, "builds[].number: expected a whole number, found another number" },
  { "largest-number",   "{\"builds\":[{\"buildid\":9007199254740992,\"number\":2147483647,\"builderid\":3}]}", SPILL_NINE_BUILD, 1, NULL },
  { "number-above",     "{\"builds\":[{\"buildid\":1,\"number\":2147483648,\"builderid\":3}]}", SPILL_NINE_BUILD, 0, "builds[].number: expected a whole number, found another number" },
  { "id-above",         "{\"builds\":[{\"buildid\":9007199254740993,\"number\":1,\"builderid\":3}]}", SPILL_NINE_BUILD, 0, "builds[].buildid: expected a whole number, found another number" },
  { "string-result",    "{\"builds\":[{\"buildid\":1,\"number\":2,\"builderid\":3,\"results\":\"0\"}]}", SPILL_NINE_BUILD, 1, "builds[].results: expected a whole number, found a text" },
  { "bad-property",     "{\"builds\":[{\"buildid\":1,\"number\":2,\"builderid\":3,\"properties\":{\"secret\":5}}]}", SPILL_NINE_BUILD, 1, "builds[].properties.*: expected a list of two, found another number" },
  { "bad-url",          "{\"steps\":[{\"stepid\":1,\"number\":2,\"name\":\"x\",\"buildid\":3,\"urls\":[3]}]}", SPILL_NINE_STEP, 1, "steps[].urls[]: expected an object, found another number" },
  { "url-without-url",  "{\"steps\":[{\"stepid\":1,\"number\":2,\"name\":\"x\",\"buildid\":3,\"urls\":[{\"name\":\"a\"}]}]}", SPILL_NINE_STEP, 1, "steps[].urls[].url: expected a text, found nothing" },
  { "bad-master-id",    "{\"builders\":[{\"builderid\":1,\"name\":\"x\",\"masterids\":[1,\"2\"]}]}", SPILL_NINE_BUILDER, 1, "builders[].masterids[]: expected a whole number, found a text" },
  { "bad-place",        "{\"workers\":[{\"workerid\":1,\"name\":\"x\",\"connected_to\":[{\"masterid\":[]}]}]}", SPILL_NINE_WORKER, 1, "workers[].connected_to[].masterid: expected a whole number, found a list" },
  { "place-number",     "{\"workers\":[{\"workerid\":1,\"name\":\"x\",\"configured_on\":[7]}]}", SPILL_NINE_WORKER, 1, "workers[].configured_on[]: expected an object, found another number" },
  { "stamp-text",       "{\"buildsets\":[{\"bsid\":1,\"sourcestamps\":[\"x\"]}]}", SPILL_NINE_BUILDSET, 1, "buildsets[].sourcestamps[]: expected an object, found a text" },
  { "patch",            "{\"sourcestamps\":[{\"ssid\":1,\"patch\":{\"level\":1,\"subdir\":\"s\",\"author\":\"a\",\"comment\":\"c\",\"body\":\"b\",\"patchid\":3}}]}", SPILL_NINE_SOURCE_STAMP, 1, NULL },
  { "patch-text",       "{\"sourcestamps\":[{\"ssid\":1,\"patch\":\"x\"}]}", SPILL_NINE_SOURCE_STAMP, 1, "sourcestamps[].patch: expected an object, found a text" },
  { "log-type-unknown", "{\"logs\":[{\"logid\":1,\"name\":\"x\",\"type\":\"zz\"}]}", SPILL_NINE_LOG, 1, NULL },
  { "chunk-bare",       "{\"logchunks\":[{}]}", SPILL_NINE_LOG_CHUNK, 1, NULL },
  { "chunk-number",     "{\"logchunks\":[{\"content\":1}]}", SPILL_NINE_LOG_CHUNK, 1, "logchunks[].content: expected a text, found another number" },
  { "property-no-json", "{\"_properties\":[{\"name\":\"a\",\"value\":\"{\",\"source\":\"s\"}]}", SPILL_NINE_PROPERTIES, 1, "_properties[].value: expected JSON, found a text" },
  { "property-number",  "{\"_properties\":[4]}", SPILL_NINE_PROPERTIES, 1, "_properties[]: expected an object, found another number" },
  { "fields-text",      "{\"forceschedulers\":[{\"name\":\"f\",\"all_fields\":\"x\"}]}", SPILL_NINE_FORCE_SCHEDULER, 1, "forceschedulers[].all_fields: expected a list, found a text" },
  { "field-text",       "{\"forceschedulers\":[{\"name\":\"f\",\"all_fields\":[\"x\"]}]}", SPILL_NINE_FORCE_SCHEDULER, 1, "forceschedulers[].all_fields[]: expected an object, found a text" },
  { "field-bare",       "{\"forceschedulers\":[{\"name\":\"f\",\"all_fields\":[{}]}]}", SPILL_NINE_FORCE_SCHEDULER, 1, NULL },
};

static void
test_answer (gconstpointer data)
{
  const AnswerCase *c = data;
  gsize length = strlen (c->text);
  g_autofree char *exact = exact_copy (c->text, length);
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) things = spill_nine_decode (c->kind, exact, length, NULL, report, &error);

  if (c->n < 0)
    {
      g_assert_error (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_NOT_EXPECTED);
      g_assert_null (things);
    }
  else
    {
      g_assert_no_error (error);
      g_assert_cmpuint (things->len, ==, c->n);
    }

  if (c->report == NULL)
    {
      assert_no_report (report, c->name);
    }
  else
    {
      g_autofree char *line = NULL;

      g_assert_cmpuint (spill_json_report_get_n (report), ==, 1);
      line = spill_json_problem_to_text (spill_json_report_get (report, 0));
      g_assert_cmpstr (line, ==, c->report);
    }
}

static void
test_long_texts (void)
{
  g_autofree char *name = g_strnfill (10000, 'n');
  g_autofree char *text = g_strdup_printf ("{\"builders\":[{\"builderid\":1,\"name\":\"%s\"},"
                                           "{\"builderid\":2,\"name\":\"%.4095s\xc3\xbc\xc3\xbc\"}]}", name, name);
  g_autoptr(GPtrArray) things = decode (SPILL_NINE_BUILDER, text, strlen (text), NULL, NULL);
  const SpillNineBuilder *builder = g_ptr_array_index (things, 0);

  g_assert_cmpuint (strlen (builder->name), ==, 4096 + strlen ("…"));
  g_assert_true (g_str_has_suffix (builder->name, "n…"));
  builder = g_ptr_array_index (things, 1);
  g_assert_cmpuint (strlen (builder->name), ==, 4095 + strlen ("…"));
  g_assert_true (g_utf8_validate (builder->name, -1, NULL));
}

/* As many fields, and as deep, as a form can sensibly have. */
static void
test_many_fields (void)
{
  GString *text = g_string_new ("{\"forceschedulers\":[{\"name\":\"f\",\"all_fields\":[");
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  g_autoptr(GPtrArray) things = NULL;
  GPtrArray *fields;
  guint depth = 0;

  for (guint i = 0; i < 1001; i++)
    g_string_append_printf (text, "%s{\"type\":\"text\"}", i > 0 ? "," : "");
  g_string_append (text, "]},{\"name\":\"g\",\"all_fields\":[");
  for (guint i = 0; i < 30; i++)
    g_string_append (text, "{\"type\":\"nested\",\"fields\":[");
  for (guint i = 0; i < 30; i++)
    g_string_append (text, "]}");
  g_string_append (text, "]}]}");

  things = decode (SPILL_NINE_FORCE_SCHEDULER, text->str, text->len, NULL, report);
  g_string_free (text, TRUE);
  g_assert_cmpuint (((SpillNineForceScheduler *) g_ptr_array_index (things, 0))->fields->len, ==, 1000);
  fields = ((SpillNineForceScheduler *) g_ptr_array_index (things, 1))->fields;
  for (; fields != NULL && fields->len > 0; fields = ((SpillNineField *) g_ptr_array_index (fields, 0))->fields)
    depth++;
  g_assert_cmpuint (depth, ==, 20);
  g_assert_cmpuint (spill_json_report_get_n (report), ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (nine_versions); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/recordings/%s", nine_versions[i]);

      g_test_add_data_func (path, nine_versions[i], test_recordings);
    }
  g_test_add_func ("/protocols/nine/builders", test_builders);
  g_test_add_func ("/protocols/nine/builds", test_builds);
  g_test_add_func ("/protocols/nine/steps", test_steps);
  g_test_add_func ("/protocols/nine/logs", test_logs);
  g_test_add_func ("/protocols/nine/requests", test_requests);
  g_test_add_func ("/protocols/nine/changes", test_changes);
  g_test_add_func ("/protocols/nine/workers", test_workers);
  g_test_add_func ("/protocols/nine/masters", test_masters);
  g_test_add_func ("/protocols/nine/properties", test_properties);
  g_test_add_func ("/protocols/nine/force", test_force);
  g_test_add_func ("/protocols/nine/long-texts", test_long_texts);
  g_test_add_func ("/protocols/nine/many-fields", test_many_fields);
  for (guint i = 0; i < G_N_ELEMENTS (answer_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/answer/%s", answer_cases[i].name);

      g_test_add_data_func (path, &answer_cases[i], test_answer);
    }

  return g_test_run ();
}
