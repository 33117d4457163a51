#include "protocols/json08/spill-json08.h"

#include <math.h>
#include <string.h>

#include "protocols/spill-json.h"

static JsonNode *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = spill_json_parse (text, strlen (text), 0, &error);

  g_assert_no_error (error);
  return node;
}

static JsonNode *
load (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "eight", "frozen", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  return parse (text);
}

static void
assert_silent (SpillJsonReport *report)
{
  for (guint i = 0; i < spill_json_report_get_n (report); i++)
    {
      g_autofree char *text = spill_json_problem_to_text (spill_json_report_get (report, i));

      g_test_message ("%s", text);
    }
  g_assert_cmpuint (spill_json_report_get_n (report), ==, 0);
}

/* Every build of one state of a real 0.8.14. */
static void
test_frozen_builds (void)
{
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  guint n_builds = 0, n_steps = 0, n_changes = 0, n_results[7] = { 0 };

  for (guint i = 0; i <= 12; i++)
    {
      g_autofree char *name = g_strdup_printf ("all-%02u.json", i);
      g_autoptr(JsonNode) root = load (name);
      g_autoptr(GPtrArray) builds = spill_json08_read (SPILL_JSON08_BUILDS, root, report);

      for (guint j = 0; j < builds->len; j++)
        {
          SpillJson08Build *build = builds->pdata[j];

          g_assert_nonnull (build->builder_name);
          g_assert_nonnull (build->reason);
          g_assert_cmpfloat (build->started, >, 1.79e9);
          g_assert_cmpfloat (build->finished, >=, build->started);
          g_assert_cmpint (build->results, >=, 0);
          g_assert_cmpuint (g_strv_length (build->text), >, 0);
          g_assert_cmpuint (build->properties->len, >, 3);
          g_assert_cmpuint (build->source_stamps->len, >, 0);
          g_assert_true (isnan (build->eta));
          n_results[build->results]++;
          n_steps += build->steps->len;
          for (guint k = 0; k < build->source_stamps->len; k++)
            n_changes += ((SpillJson08SourceStamp *) build->source_stamps->pdata[k])->changes->len;
        }
      n_builds += builds->len;
    }

  assert_silent (report);
  g_assert_cmpuint (n_builds, ==, 371);
  g_assert_cmpuint (n_steps, ==, 3429);
  g_assert_cmpuint (n_changes, ==, 277);
  /* A whole build is never skipped in 0.8. */
  for (guint i = 0; i <= 5; i++)
    g_assert_true (i == 3 || n_results[i] > 0);
}

static void
test_frozen_build (void)
{
  g_autoptr(JsonNode) root = load ("all-03.json");
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  const char *const path[] = { "68", NULL };
  g_autoptr(SpillJson08Build) build = spill_json08_read_build (spill_json08_select (root, path), NULL, report);
  SpillJson08Step *test;
  SpillJson08SourceStamp *stamp;
  SpillJson08Change *change;

  g_assert_nonnull (build);
  g_assert_cmpint (build->number, ==, 68);
  g_assert_cmpstr (build->builder_name, ==, "linux-gcc");
  g_assert_cmpstr (build->slave, ==, "linux-1");
  g_assert_cmpstr (build->blame[0], ==, "Zoe Smith <zoe@example.org>");
  g_assert_cmpint (build->results, ==, 0);
  g_assert_cmpint (build->current_step, ==, -1);
  g_assert_cmpuint (build->logs->len, ==, 9);

  test = build->steps->pdata[4];
  g_assert_cmpstr (test->name, ==, "test");
  g_assert_cmpint (test->number, ==, 4);
  g_assert_cmpint (test->results, ==, 0);
  g_assert_cmpstr (test->text[1], ==, "42 passed");
  g_assert_cmpfloat (test->started, ==, 1795290016.368061);
  g_assert_cmpfloat (test->finished, ==, 1795290016.423019);
  g_assert_nonnull (strstr (test->statistics, "\"tests-passed\":42"));
  g_assert_cmpuint (test->logs->len, ==, 5);
  g_assert_cmpstr (((SpillJson08Link *) test->logs->pdata[1])->name, ==, "core dump/#1");
  g_assert_cmpuint (test->urls->len, ==, 2);
  g_assert_cmpstr (((SpillJson08Step *) build->steps->pdata[0])->text2[0], ==, "[branch master]");
  g_assert_cmpint (((SpillJson08Step *) build->steps->pdata[6])->results, ==, 3);
  g_assert_true (((SpillJson08Step *) build->steps->pdata[7])->is_hidden);

  stamp = build->source_stamps->pdata[0];
  g_assert_cmpstr (stamp->branch, ==, "master");
  g_assert_false (stamp->has_patch);
  change = stamp->changes->pdata[0];
  g_assert_cmpint (change->number, ==, 102);
  g_assert_cmpstr (change->files[0], ==, "src/f900.c");
  g_assert_cmpfloat (change->when, ==, 1795290016);
  g_assert_cmpuint (change->properties->len, ==, 2);
  g_assert_cmpstr (((SpillJson08Property *) change->properties->pdata[1])->value, ==, "[1,\"b\",null]");
}

static void
test_frozen_rest (void)
{
  g_autoptr(JsonNode) root = load ("json.json");
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  const char *const builders_path[] = { "builders", NULL };
  const char *const slaves_path[] = { "slaves", NULL };
  const char *const project_path[] = { "project", NULL };
  g_autoptr(GPtrArray) builders = spill_json08_read (SPILL_JSON08_BUILDERS, spill_json08_select (root, builders_path), report);
  g_autoptr(GPtrArray) slaves = spill_json08_read (SPILL_JSON08_SLAVES, spill_json08_select (root, slaves_path), report);
  g_autoptr(SpillJson08Project) project = spill_json08_read_project (spill_json08_select (root, project_path), report);
  SpillJson08Builder *builder = builders->pdata[2];

  assert_silent (report);
  g_assert_cmpuint (builders->len, ==, 13);
  g_assert_cmpstr (builder->name, ==, "linux-clang");
  g_assert_cmpstr (builder->state, ==, "idle");
  g_assert_cmpstr (builder->tags[1], ==, "fast");
  g_assert_cmpuint (builder->cached_builds->len, ==, 53);
  g_assert_cmpstr (((SpillJson08Builder *) builders->pdata[0])->state, ==, "offline");
  g_assert_cmpuint (slaves->len, >, 2);
  g_assert_false (((SpillJson08Slave *) slaves->pdata[0])->is_connected);
  g_assert_cmpstr (((SpillJson08Slave *) slaves->pdata[1])->admin, ==, "Admin of linux-1 <admin@example.org>");
  g_assert_nonnull (project->buildbot_url);
}

typedef struct
{
  const char *name;
  const char *json;
  const char *build;    /* "number results text reason steps eta", NULL: none */
  guint       reports;
} Case;

/* Differences between versions, the traps of filter=1, and wrong types. */
static const Case cases[] = {
  { "full", "{\"3\":{\"number\":3,\"results\":2,\"text\":[\"failed\",\"test\"],\"reason\":\"r\",\"times\":[5,9]}}", "3 2 failed/test r 0 nan", 0 },
  { "null-build", "{\"3\":null}", NULL, 0 },
  { "not-a-number", "{\"help\":{}}", NULL, 0 },
  { "filtered-zero-number", "{\"0\":{\"times\":[5,9]}}", "0 0  - 0 nan", 0 },
  { "filtered-success", "{\"7\":{\"number\":7,\"times\":[5,9]}}", "7 0  - 0 nan", 0 },
  { "running", "{\"7\":{\"number\":7,\"times\":[5,null],\"eta\":12.5}}", "7 -1  - 0 12.5", 0 },
  { "empty", "{\"7\":{}}", "7 -1  - 0 nan", 0 },
  { "steps-of-numbers", "{\"7\":{\"steps\":[5]}}", "7 -1  - 0 nan", 1 },
  { "steps-an-object", "{\"7\":{\"steps\":{}}}", "7 -1  - 0 nan", 1 },
  { "text-of-numbers", "{\"7\":{\"text\":[1,\"x\"]}}", "7 -1 x - 0 nan", 1 },
  { "number-a-text", "{\"7\":{\"number\":\"x\"}}", "7 -1  - 0 nan", 1 },
  { "times-a-text", "{\"7\":{\"times\":\"x\"}}", "7 -1  - 0 nan", 1 },
  { "times-negative", "{\"7\":{\"times\":[-5,1e300]}}", "7 -1  - 0 nan", 0 },
  { "properties-short", "{\"7\":{\"properties\":[[\"a\"]]}}", "7 -1  - 0 nan", 1 },
  { "step-results-gone", "{\"7\":{\"steps\":[{\"name\":\"a\",\"isFinished\":true}]}}", "7 -1  - 1 nan", 0 },
  { "a-list", "[]", NULL, 0 },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(JsonNode) root = parse (c->json);
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  g_autoptr(GPtrArray) builds = spill_json08_read (SPILL_JSON08_BUILDS, root, report);

  g_assert_cmpuint (spill_json_report_get_n (report), ==, c->reports);
  g_assert_cmpuint (builds->len, ==, c->build != NULL ? 1 : 0);
  if (c->build != NULL)
    {
      SpillJson08Build *build = builds->pdata[0];
      g_autofree char *words = g_strjoinv ("/", build->text);
      g_autofree char *text = g_strdup_printf ("%d %d %s %s %u %g", build->number, build->results, words,
                                               build->reason != NULL ? build->reason : "-", build->steps->len, build->eta);

      g_assert_cmpstr (text, ==, c->build);
    }
}

static void
test_old_keys (void)
{
  g_autoptr(JsonNode) builders_root = parse ("{\"b\":{\"category\":\"old\",\"state\":\"idle\"}}");
  g_autoptr(JsonNode) builds_root = parse ("{\"1\":{\"sourceStamp\":{\"branch\":\"x\",\"changes\":[{\"rev\":5,\"who\":\"w\","
                                           "\"files\":[\"a.c\",{\"name\":\"b.c\"},7]}]}}}");
  g_autoptr(GPtrArray) builders = spill_json08_read (SPILL_JSON08_BUILDERS, builders_root, NULL);
  g_autoptr(GPtrArray) builds = spill_json08_read (SPILL_JSON08_BUILDS, builds_root, NULL);
  SpillJson08SourceStamp *stamp = ((SpillJson08Build *) builds->pdata[0])->source_stamps->pdata[0];
  SpillJson08Change *change = stamp->changes->pdata[0];

  g_assert_cmpstr (((SpillJson08Builder *) builders->pdata[0])->tags[0], ==, "old");
  g_assert_cmpstr (stamp->branch, ==, "x");
  g_assert_cmpuint (g_strv_length (change->files), ==, 2);
  g_assert_cmpstr (change->files[1], ==, "b.c");
}

static void
test_escape (void)
{
  g_autofree char *path = spill_json08_escape_name ("win 64/debug & <x>", FALSE);
  g_autofree char *select = spill_json08_escape_name ("win 64/debug", TRUE);

  g_assert_cmpstr (path, ==, "win%2064%2Fdebug%20%26%20%3Cx%3E");
  g_assert_cmpstr (select, ==, "win%252064%252Fdebug");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocols/json08/frozen/builds", test_frozen_builds);
  g_test_add_func ("/protocols/json08/frozen/build", test_frozen_build);
  g_test_add_func ("/protocols/json08/frozen/rest", test_frozen_rest);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/json08/build/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/protocols/json08/old-keys", test_old_keys);
  g_test_add_func ("/protocols/json08/escape", test_escape);

  return g_test_run ();
}
