#include "protocols/nine/spill-nine-decode.h"

#include <string.h>

#include "nine-decoding.h"

/* Replaces one value after the other in a real answer by each of these. */
static const char *strange[] = {
  "null", "true", "0", "-1", "3.5", "1e300", "9007199254740993", "2147483648", "\"\"", "\"text\"",
  "\"\\u202e\\u0000\\ud800\"", "[]", "[null]", "[[[1]]]", "[\"a\",2]", "{}", "{\"a\":1}", "{\"a\":[1,2]}",
};

typedef struct
{
  guint     at;      /* which value is to be replaced */
  guint     n;       /* values seen */
  JsonNode *with;    /* NULL: take it out */
} Mutation;

static JsonNode *mutate (Mutation *mutation,
                         JsonNode *node);

static JsonNode *
mutate_members (Mutation *mutation,
                JsonNode *node)
{
  JsonNode *copy = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      JsonNode *changed = mutate (mutation, member);

      if (changed != NULL)
        json_object_set_member (object, name, changed);
    }

  json_node_take_object (copy, object);
  return copy;
}

static JsonNode *
mutate (Mutation *mutation,
        JsonNode *node)
{
  JsonNode *copy;
  JsonArray *array;

  if (mutation->n++ == mutation->at)
    return mutation->with != NULL ? json_node_copy (mutation->with) : NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return mutate_members (mutation, node);
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return json_node_copy (node);

  copy = json_node_new (JSON_NODE_ARRAY);
  array = json_array_new ();
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    {
      JsonNode *changed = mutate (mutation, json_array_get_element (json_node_get_array (node), i));

      if (changed != NULL)
        json_array_add_element (array, changed);
    }
  json_node_take_array (copy, array);
  return copy;
}

static const struct { SpillNineKind kind; const char *file; } wrong_files[] = {
  { SPILL_NINE_MASTER, "rest/006-masters.http" },
  { SPILL_NINE_BUILDER, "rest/010-builder.http" },
  { SPILL_NINE_BUILD, "rest/074-build-props.http" },
  { SPILL_NINE_STEP, "rest/087-step.http" },
  { SPILL_NINE_LOG, "rest/094-step-logs.http" },
  { SPILL_NINE_LOG_CHUNK, "rest/110-log-html-contents.http" },
  { SPILL_NINE_REQUEST, "rest/129-buildrequest.http" },
  { SPILL_NINE_BUILDSET, "rest/137-buildset.http" },
  { SPILL_NINE_SOURCE_STAMP, "rest/157-sourcestamp.http" },
  { SPILL_NINE_CHANGE, "rest/144-change.http" },
  { SPILL_NINE_WORKER, "rest/160-worker.http" },
  { SPILL_NINE_SCHEDULER, "rest/168-scheduler.http" },
  { SPILL_NINE_FORCE_SCHEDULER, "rest/172-forcescheduler.http" },
  { SPILL_NINE_PROPERTIES, "rest/077-build-properties.http" },
};

/* Whatever is in whatever place: a thing is read, or dropped and reported. */
static void
test_wrong_types (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(NineRecording) recording = nine_recording_open ("4.3", wrong_files[i].file);
  g_autoptr(JsonNode) root = spill_json_parse (recording->body, recording->length, 0, NULL);
  JsonNode *element;
  JsonArray *list;
  guint n_values = G_MAXUINT;

  g_assert_cmpint (find_list (json_node_get_object (root), &list), ==, wrong_files[i].kind);
  element = json_array_get_element (list, 0);

  /* The fields of a form have 15 keys and more; by sevens, each key gets its turn in some field. */
  for (guint at = 1; at < n_values; at += n_values != G_MAXUINT && n_values > 200 ? 7 : 1)
    for (guint j = 0; j <= G_N_ELEMENTS (strange); j++)
      {
        Mutation mutation = { .at = at };
        g_autoptr(JsonNode) with = NULL;
        g_autoptr(JsonNode) changed = NULL;
        g_autoptr(SpillJsonReport) report = spill_json_report_new ();
        gpointer thing;

        if (j < G_N_ELEMENTS (strange))
          with = spill_json_parse (strange[j], strlen (strange[j]), 0, NULL);
        mutation.with = with;
        changed = mutate (&mutation, element);
        n_values = mutation.n;
        thing = spill_nine_decode_object (wrong_files[i].kind, json_node_get_object (changed), report);
        if (thing == NULL)
          g_assert_cmpuint (spill_json_report_get_n (report), >, 0);
        spill_nine_entity_free (wrong_files[i].kind, thing);
      }

  g_assert_cmpuint (n_values, <, G_MAXUINT);
}

/* The table of versions: what an older master does not send. The recordings without it must be read
 * without a word, and say what a missing key means. */
typedef struct
{
  const char    *version;     /* that brought the keys */
  SpillNineKind  kind;
  const char    *keys[5];
} VersionRow;

static const VersionRow version_rows[] = {
  { "0.9.5",  SPILL_NINE_SCHEDULER, { "enabled" } },
  { "0.9.7",  SPILL_NINE_LOG,       { "type" } },
  { "0.9.15", SPILL_NINE_WORKER,    { "paused", "graceful" } },
  { "1.4",    SPILL_NINE_REQUEST,   { "properties" } },
  { "2.6",    SPILL_NINE_CHANGE,    { "committer" } },
  { "3.9",    SPILL_NINE_BUILDER,   { "projectid", "description_format", "description_html" } },
  { "3.9",    SPILL_NINE_BUILDSET,  { "parent_buildid", "parent_relationship" } },
  { "3.10",   SPILL_NINE_STEP,      { "locks_acquired_at" } },
  { "3.10",   SPILL_NINE_WORKER,    { "pause_reason" } },
  { "4.0",    SPILL_NINE_BUILD,     { "locks_duration_s" } },
  { "4.0",    SPILL_NINE_BUILDSET,  { "rebuilt_buildid" } },
};

static void
assert_old (SpillNineKind kind,
            const char   *key,
            gpointer      thing)
{
  if (kind == SPILL_NINE_SCHEDULER)
    {
      g_assert_false (((SpillNineScheduler *) thing)->has_enabled);
      g_assert_true (((SpillNineScheduler *) thing)->enabled);
    }
  else if (kind == SPILL_NINE_LOG)
    g_assert_cmpint (((SpillNineLog *) thing)->type, ==, 't');
  else if (kind == SPILL_NINE_WORKER && strcmp (key, "paused") == 0)
    g_assert_false (((SpillNineWorker *) thing)->has_state || ((SpillNineWorker *) thing)->paused);
  else if (kind == SPILL_NINE_WORKER)
    g_assert_null (((SpillNineWorker *) thing)->pause_reason);
  else if (kind == SPILL_NINE_REQUEST)
    g_assert_null (((SpillNineRequest *) thing)->properties);
  else if (kind == SPILL_NINE_CHANGE)
    g_assert_null (((SpillNineChange *) thing)->committer);
  else if (kind == SPILL_NINE_BUILDER)
    g_assert_cmpint (((SpillNineBuilder *) thing)->project_id, ==, 0);
  else if (kind == SPILL_NINE_STEP)
    g_assert_cmpfloat (((SpillNineStep *) thing)->locks_acquired_at, ==, 0);
  else if (kind == SPILL_NINE_BUILD)
    g_assert_cmpfloat (((SpillNineBuild *) thing)->locks_duration, ==, -1);
  else if (strcmp (key, "rebuilt_buildid") == 0)
    g_assert_cmpint (((SpillNineBuildset *) thing)->rebuilt_build_id, ==, 0);
  else
    g_assert_cmpint (((SpillNineBuildset *) thing)->parent_build_id, ==, 0);
}

/* Decodes an answer without the keys of the rows from @first to @last. */
static guint
check_without (const NineRecording *recording,
               guint                first,
               guint                last)
{
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  g_autoptr(GPtrArray) things = NULL;
  g_autofree char *text = NULL;
  SpillNineKind kind;
  JsonArray *list;
  guint removed = 0;

  if (first == last && g_strstr_len (recording->body, recording->length, version_rows[first].keys[0]) == NULL)
    return 0;

  root = spill_json_parse (recording->body, recording->length, 0, NULL);
  if (recording->status != 200 || is_projection (recording) || root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return 0;

  kind = find_list (json_node_get_object (root), &list);
  for (guint row = first; row <= last; row++)
    for (guint i = 0; version_rows[row].kind == kind && version_rows[row].keys[i] != NULL; i++)
      for (guint j = 0; j < json_array_get_length (list); j++)
        {
          json_object_remove_member (json_array_get_object_element (list, j), version_rows[row].keys[i]);
          removed++;
        }
  if (removed == 0)
    return 0;

  text = spill_json_to_text (root);
  things = decode (kind, text, strlen (text), NULL, report);
  assert_no_report (report, recording->path);
  g_assert_cmpuint (things->len, ==, json_array_get_length (list));
  for (guint row = first; row <= last; row++)
    for (guint i = 0; version_rows[row].kind == kind && i < things->len; i++)
      assert_old (kind, version_rows[row].keys[0], g_ptr_array_index (things, i));
  return things->len;
}

static guint
check_rows (guint first,
            guint last)
{
  guint n = 0;

  for (guint v = 0; v < G_N_ELEMENTS (nine_versions); v++)
    {
      g_autoptr(GPtrArray) paths = nine_recording_list (nine_versions[v], "rest");

      for (guint i = 0; i < paths->len; i++)
        {
          g_autoptr(NineRecording) recording = nine_recording_load (g_ptr_array_index (paths, i));

          n += check_without (recording, first, last);
        }
    }

  return n;
}

static void
test_version (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);

  g_assert_cmpuint (check_rows (row, row), >, 0);
}

/* A master of 0.9.0 knows none of it. */
static void
test_oldest_version (void)
{
  g_assert_cmpuint (check_rows (0, G_N_ELEMENTS (version_rows) - 1), >, 100);
}

/* Before 2.2 no step "worker_preparation" comes first: steps need not begin at 0. */
static void
test_steps_without_preparation (void)
{
  static const char text[] = "{\"steps\":[{\"stepid\":634,\"number\":1,\"name\":\"git\",\"buildid\":96}]}";
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  g_autoptr(GPtrArray) steps = decode (SPILL_NINE_STEP, text, sizeof text - 1, NULL, report);

  assert_no_report (report, "steps");
  g_assert_cmpint (((SpillNineStep *) g_ptr_array_index (steps, 0))->number, ==, 1);
  g_assert_cmpint (((SpillNineStep *) g_ptr_array_index (steps, 0))->results, ==, -1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (wrong_files); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/wrong-types/%s",
                                               spill_nine_kind_get_plural (wrong_files[i].kind));

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_wrong_types);
    }
  for (guint i = 0; i < G_N_ELEMENTS (version_rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/before/%s/%s", version_rows[i].version,
                                               version_rows[i].keys[0]);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_version);
    }
  g_test_add_func ("/protocols/nine/before/2.2", test_steps_without_preparation);
  g_test_add_func ("/protocols/nine/before/all", test_oldest_version);

  return g_test_run ();
}
