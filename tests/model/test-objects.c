#include <string.h>

#include "model/spill-change.h"
#include "model/spill-request.h"
#include "model/spill-source-stamp.h"
#include "model/spill-worker.h"

#include "model-fixture.h"

#define HOSTILE "<b>&\"'\xff\n\u202e"
#define HOSTILE_AS_UTF8 "<b>&\"'\uFFFD\n\u202e"

/* A builder's state, from what its source set: w worker connected, o worker not connected,
 * b builds, s the master has synced, I, O told idle or offline. */
static const struct { const char *name, *set; SpillBuilderState state; } states[] = {
  { "nothing",            "",   SPILL_BUILDER_UNKNOWN },
  { "synced",             "s",  SPILL_BUILDER_IDLE },
  { "connected",          "w",  SPILL_BUILDER_IDLE },
  { "one-connected",      "ow", SPILL_BUILDER_IDLE },
  { "none-connected",     "o",  SPILL_BUILDER_OFFLINE },
  { "offline-outdoes",    "ob", SPILL_BUILDER_OFFLINE },
  { "building",           "wb", SPILL_BUILDER_BUILDING },
  { "no-workers-known",   "b",  SPILL_BUILDER_BUILDING },
  { "told-offline",       "O",  SPILL_BUILDER_OFFLINE },
  { "told-idle",          "I",  SPILL_BUILDER_IDLE },
  { "told-idle-builds",   "Ib", SPILL_BUILDER_BUILDING },
  { "told-idle-offline",  "Io", SPILL_BUILDER_OFFLINE },
};

static void
test_state (gconstpointer data)
{
  const char *set = states[GPOINTER_TO_UINT (data)].set;
  Fixture fixture;
  gint64 builder_id = BUILDER_ID;
  SpillWorker *worker;

  fixture_init (&fixture);
  for (guint i = 0; set[i] != '\0'; i++)
    switch (set[i])
      {
      case 's':
        spill_master_set_connection (fixture.master, SPILL_CONNECTION_LIVE);
        break;
      case 'w':
      case 'o':
        worker = spill_master_add_worker (fixture.master, i + 1, "w");
        spill_worker_set_builder_ids (worker, &builder_id, 1);
        spill_worker_set_connected (worker, set[i] == 'w');
        break;
      case 'b':
        add_running (&fixture, 8);
        break;
      default:
        spill_builder_set_state (fixture.builder, set[i] == 'I' ? SPILL_BUILDER_IDLE
                                                                : SPILL_BUILDER_OFFLINE);
        break;
      }
  g_assert_cmpint (spill_builder_get_state (fixture.builder), ==,
                   states[GPOINTER_TO_UINT (data)].state);
  fixture_clear (&fixture);
}

/* Builders and workers find each other in whatever order they come. */
static void
test_workers (void)
{
  Fixture fixture;
  gint64 ids[] = { 12, BUILDER_ID, 11, 12 };
  SpillWorker *early, *late;
  SpillBuilder *eleven;
  g_autoptr(GPtrArray) list = g_ptr_array_new ();

  fixture_init (&fixture);
  early = spill_master_add_worker (fixture.master, 1, "early");
  spill_worker_set_builder_ids (early, ids, G_N_ELEMENTS (ids));
  g_assert_cmpuint (spill_worker_get_builder_ids (early)->len, ==, 3);
  g_assert_true (spill_list_find (spill_builder_get_workers (fixture.builder), 1) == early);
  eleven = spill_master_add_builder (fixture.master, 11, "eleven");
  g_assert_true (spill_list_find (spill_builder_get_workers (eleven), 1) == early);
  g_assert_cmpint (spill_builder_get_state (eleven), ==, SPILL_BUILDER_OFFLINE);

  /* From the builder's side. */
  late = spill_master_add_worker (fixture.master, 2, "late");
  spill_worker_set_connected (late, TRUE);
  g_ptr_array_add (list, late);
  spill_builder_set_workers (eleven, list);
  g_assert_cmpint (spill_builder_get_state (eleven), ==, SPILL_BUILDER_IDLE);
  g_assert_cmpuint (spill_worker_get_builder_ids (early)->len, ==, 2);
  g_assert_cmpuint (spill_worker_get_builder_ids (late)->len, ==, 1);
  spill_worker_set_connected (late, FALSE);
  g_assert_cmpint (spill_builder_get_state (eleven), ==, SPILL_BUILDER_OFFLINE);
  spill_master_remove_worker (fixture.master, 2);
  g_assert_cmpuint (spill_list_get_length (spill_builder_get_workers (eleven)), ==, 0);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_workers (fixture.master)), ==, 1);
  fixture_clear (&fixture);
}

static const struct { const char *kind, *base, *url; } urls[] = {
  { "nine", NULL, "http://localhost:8010/#/builders/3/builds/7" },
  { "nine", "https://ci.example.org/bb", "https://ci.example.org/bb/#/builders/3/builds/7" },
  { "eight", "http://b/", "http://b/builders/linux%20gcc%2F%C3%A4/builds/7" },
  { "demo", "http://b/", NULL },
};

static void
test_urls (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      Fixture fixture;
      g_autofree char *url = NULL;

      fixture_init (&fixture);
      spill_master_set_kind (fixture.master, urls[i].kind);
      spill_master_set_base_url (fixture.master, urls[i].base);
      url = spill_build_dup_url (add_running (&fixture, 7));
      g_assert_cmpstr (url, ==, urls[i].url);
      fixture_clear (&fixture);
    }
}

static void
test_names (void)
{
  static const struct { const char *url, *title, *name, *shown; } rows[] = {
    { "http://localhost:8010/", NULL, NULL, "localhost:8010" },
    { "https://ci.example.org/bb/", NULL, NULL, "ci.example.org" },
    { "https://ci.example.org/", "Our CI", NULL, "Our CI" },
    { "https://ci.example.org/", "Our CI", "Mine", "Mine" },
    { "https://ci.example.org/", "", "", "ci.example.org" },
    { "demo:big", NULL, NULL, "demo:big" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(SpillMaster) master = spill_master_new ("m", rows[i].url);

      spill_master_set_title (master, rows[i].title);
      spill_master_set_name (master, rows[i].name);
      g_assert_cmpstr (spill_master_get_name (master), ==, rows[i].shown);
    }
}

static void
test_people_names (void)
{
  static const struct { const char *author, *name; } rows[] = {
    { "Ann Example <ann@example.org>", "Ann" },
    { "ann@example.org", "ann" },
    { "<ann@example.org>", "ann" },
    { "ann", "ann" },
    { "  Ann  ", "Ann" },
    { "Ægir Þór <a@b>", "Ægir" },
    { "", "" },
    { NULL, "" },
    { "@home", "@home" },
    { "\xff", "\uFFFD" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = spill_person_short_name (rows[i].author);

      g_assert_cmpstr (name, ==, rows[i].name);
    }
}

/* A connection's states: since when, what problem stays, when there is a first picture. */
static void
test_connection (void)
{
  g_autoptr(SpillMaster) master = spill_master_new ("m", "http://a/");
  SpillBuilder *builder = spill_master_add_builder (master, 1, "b");

  spill_master_set_connection (master, SPILL_CONNECTION_CONNECTING);
  spill_master_set_problem (master, SPILL_PROBLEM_UNREACHABLE, "Nobody answers");
  spill_master_set_connection (master, SPILL_CONNECTION_RECONNECTING);
  spill_master_set_retry_at (master, 5000);
  g_assert_cmpint (spill_master_get_problem (master), ==, SPILL_PROBLEM_UNREACHABLE);
  g_assert_false (spill_master_has_synced (master));
  g_assert_cmpint (spill_builder_get_state (builder), ==, SPILL_BUILDER_UNKNOWN);

  spill_master_set_connection (master, SPILL_CONNECTION_POLLING);
  g_assert_cmpint (spill_master_get_problem (master), ==, SPILL_PROBLEM_NONE);
  g_assert_null (spill_master_get_problem_text (master));
  g_assert_cmpfloat (spill_master_get_retry_at (master), ==, 0);
  g_assert_true (spill_master_has_synced (master));
  g_assert_true (spill_master_is_fresh (master));
  g_assert_true (spill_master_get_since (master) > 0);
  g_assert_cmpint (spill_builder_get_state (builder), ==, SPILL_BUILDER_IDLE);

  spill_master_set_connection (master, SPILL_CONNECTION_RECONNECTING);
  g_assert_true (spill_master_has_synced (master));
  g_assert_false (spill_master_is_fresh (master));
}

static void
on_notify (GObject    *object,
           GParamSpec *pspec,
           guint      *n)
{
  (*n)++;
}

static void
test_notices (void)
{
  g_autoptr(SpillMaster) master = spill_master_new ("m", "http://a/");
  guint n = 0;

  g_signal_connect (master, "notify::notice", G_CALLBACK (on_notify), &n);
  g_test_expect_message ("spillway-model", G_LOG_LEVEL_MESSAGE, "a: builds/1 has no key number");
  spill_master_report_once (master, "builds: number", "builds/1 has no key number");
  spill_master_report_once (master, "builds: number", "builds/2 has no key number");
  g_test_assert_expected_messages ();
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (spill_master_get_notice (master), ==, "builds/1 has no key number");
}

/* Setting the same again notifies nobody; whatever is set is valid UTF-8. */
static void
test_setters (void)
{
  Fixture fixture;
  SpillBuild *build;
  const char *tags[] = { HOSTILE, "", NULL };
  guint n = 0;

  fixture_init (&fixture);
  build = add_running (&fixture, 8);
  g_signal_connect (fixture.builder, "notify", G_CALLBACK (on_notify), &n);
  g_signal_connect (build, "notify", G_CALLBACK (on_notify), &n);
  for (guint i = 0; i < 2; i++)
    {
      spill_builder_set_description (fixture.builder, HOSTILE);
      spill_builder_set_project (fixture.builder, HOSTILE);
      spill_builder_set_basedir (fixture.builder, HOSTILE);
      spill_builder_set_tags (fixture.builder, tags);
      spill_build_set_text (build, HOSTILE);
      spill_build_set_worker_name (build, HOSTILE);
      spill_build_set_reason (build, HOSTILE);
      spill_build_set_request_id (build, G_GINT64_CONSTANT (9007199254740992));
      spill_build_set_people (build, tags);
      spill_build_set_revision (build, HOSTILE, HOSTILE);
    }
  g_assert_cmpuint (n, ==, 9);   /* the category follows the tags */
  g_assert_cmpstr (spill_builder_get_description (fixture.builder), ==, HOSTILE_AS_UTF8);
  g_assert_cmpstr (spill_builder_get_tags (fixture.builder)[0], ==, HOSTILE_AS_UTF8);
  g_assert_cmpstr (spill_builder_get_category (fixture.builder), ==, HOSTILE_AS_UTF8);
  g_assert_cmpstr (spill_build_get_text (build), ==, HOSTILE_AS_UTF8);
  g_assert_cmpstr (spill_build_get_people (build)[0], ==, HOSTILE_AS_UTF8);
  g_assert_cmpint (spill_build_get_request_id (build), ==, G_GINT64_CONSTANT (9007199254740992));
  spill_builder_set_tags (fixture.builder, NULL);
  g_assert_null (spill_builder_get_tags (fixture.builder)[0]);
  g_assert_null (spill_builder_get_category (fixture.builder));
  fixture_clear (&fixture);
}

static void
test_numbers (void)
{
  Fixture fixture;
  SpillBuild *build;

  fixture_init (&fixture);
  build = spill_builder_add_build (fixture.builder, G_GINT64_CONSTANT (9007199254740992),
                                   2147483648u);
  g_assert_cmpuint (spill_build_get_number (build), ==, 2147483648u);
  g_assert_true (spill_builder_get_build (fixture.builder, 2147483648u) == build);
  g_assert_true (spill_master_find_build (fixture.master,
                                          G_GINT64_CONSTANT (9007199254740992)) == build);
  g_assert_true (spill_list_peek (spill_builder_get_builds (fixture.builder), 0) == build);
  fixture_clear (&fixture);
}

/* Global ids: told later, or other ones because the master's history began anew. */
static void
test_ids (void)
{
  Fixture fixture;
  SpillBuild *build, *other;

  fixture_init (&fixture);
  build = spill_builder_add_build (fixture.builder, 0, 8);
  spill_build_set_started (build, 100);
  g_assert_null (spill_master_find_build (fixture.master, 0));
  g_assert_true (spill_builder_add_build (fixture.builder, 77, 8) == build);
  g_assert_true (spill_master_find_build (fixture.master, 77) == build);
  g_assert_true (spill_builder_add_build (fixture.builder, 0, 8) == build);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_running (fixture.master)), ==, 1);
  g_assert_true (spill_list_find (spill_master_get_running (fixture.master), 77) == build);

  other = spill_builder_add_build (fixture.builder, 78, 8);
  g_assert_true (other != build);
  spill_build_set_started (other, 200);
  g_assert_null (spill_master_find_build (fixture.master, 77));
  g_assert_true (spill_master_find_build (fixture.master, 78) == other);
  g_assert_cmpuint (spill_list_get_length (spill_builder_get_running (fixture.builder)), ==, 1);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_running (fixture.master)), ==, 1);
  fixture_clear (&fixture);
}

static SpillSourceStamp *
stamp (const char *revision,
       const char *branch)
{
  return g_object_new (SPILL_TYPE_SOURCE_STAMP, "revision", revision, "branch", branch, NULL);
}

static const struct { const char *name, *got, *first, *second, *revision; } revisions[] = {
  { "not-known", NULL, "-", "-", NULL },
  { "got", "\"abc\"", "def", NULL, "abc" },
  { "got-of-codebases", "{\"app\": \"abc\", \"lib\": \"def\"}", NULL, NULL, "abc" },
  { "got-null", "null", "def", NULL, "def" },
  { "got-odd", "{\"a", "def", NULL, "def" },
  { "got-escaped", "\"a\\u0041\"", "def", NULL, "def" },
  { "of-stamp", NULL, "abc", "def", "abc" },
  { "of-second-stamp", NULL, "", "def", "def" },
  { "latest", NULL, "", "", "" },
};

static void
test_revision (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Fixture fixture;
  SpillBuild *build;
  g_autoptr(GPtrArray) stamps = g_ptr_array_new_with_free_func (g_object_unref);

  fixture_init (&fixture);
  build = add_running (&fixture, 8);
  if (revisions[i].got != NULL)
    spill_build_set_property (build, "got_revision", revisions[i].got, "Git");
  if (g_strcmp0 (revisions[i].first, "-") != 0)
    {
      g_ptr_array_add (stamps, stamp (revisions[i].first, "main"));
      g_ptr_array_add (stamps, stamp (revisions[i].second, "other"));
      spill_build_set_source_stamps (build, stamps);
    }
  g_assert_cmpstr (spill_build_get_revision (build), ==, revisions[i].revision);
  fixture_clear (&fixture);
}

static void
test_words (void)
{
  const char *const words[] = { "build", "successful", HOSTILE, NULL };
  const char *const valid[] = { "build", "successful", HOSTILE_AS_UTF8, NULL };
  const char *const one[] = { "build successful", NULL };
  Fixture fixture;
  SpillBuild *build;
  SpillStep *step;
  guint changes = 0;

  fixture_init (&fixture);
  build = add_running (&fixture, 8);
  step = spill_build_add_step (build, 0, "compile");
  g_assert_null (spill_build_get_words (build)[0]);
  g_signal_connect_swapped (build, "changed", G_CALLBACK (count), &changes);

  spill_build_set_words (build, words);
  spill_build_set_words (build, words);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpstrv (spill_build_get_words (build), valid);
  g_assert_cmpstr (spill_build_get_text (build), ==, "build successful " HOSTILE_AS_UTF8);
  spill_step_set_words (step, words);
  g_assert_true (spill_step_get_words (step) == spill_build_get_words (build));

  spill_build_set_text (build, "build successful");
  g_assert_cmpstrv (spill_build_get_words (build), one);
  g_assert_cmpstrv (spill_step_get_words (step), valid);
  spill_build_set_text (build, NULL);
  g_assert_null (spill_build_get_text (build));
  fixture_clear (&fixture);
}

/* Newest last, in order of time, the newest 50; a worker's coming and going after the sync. */
static void
test_builder_events (void)
{
  const char *const words[] = { "reconfigured", NULL };
  const char *const gone[] = { "disconnect", "w", NULL };
  Fixture fixture;
  gint64 builder_id = BUILDER_ID;
  SpillWorker *worker;
  GPtrArray *events;

  fixture_init (&fixture);
  g_assert_null (spill_builder_get_events (fixture.builder));
  worker = spill_master_add_worker (fixture.master, 1, "w");
  spill_worker_set_builder_ids (worker, &builder_id, 1);
  spill_worker_set_connected (worker, TRUE);
  g_assert_null (spill_builder_get_events (fixture.builder));

  spill_master_set_connection (fixture.master, SPILL_CONNECTION_LIVE);
  spill_worker_set_connected (worker, FALSE);
  spill_builder_add_event (fixture.builder, 7, words);
  spill_builder_add_event (fixture.builder, 5, words);
  events = spill_builder_get_events (fixture.builder);
  g_assert_cmpuint (events->len, ==, 3);
  g_assert_cmpfloat (((SpillBuilderEvent *) events->pdata[0])->when, ==, 5);
  g_assert_cmpstrv (((SpillBuilderEvent *) events->pdata[2])->words, gone);

  for (guint i = 0; i < SPILL_BUILDER_MAX_EVENTS; i++)
    spill_builder_add_event (fixture.builder, 100 + i, words);
  g_assert_cmpuint (events->len, ==, SPILL_BUILDER_MAX_EVENTS);
  g_assert_cmpfloat (((SpillBuilderEvent *) events->pdata[0])->when, ==, 101);
  fixture_clear (&fixture);
}

static void
test_properties (void)
{
  Fixture fixture;
  SpillBuild *build;
  GPtrArray *properties;
  guint n_changed = 0;

  fixture_init (&fixture);
  build = add_running (&fixture, 8);
  g_assert_null (spill_build_get_properties (build));
  g_assert_null (spill_build_get_property_value (build, "b"));
  g_signal_connect_swapped (build, "changed", G_CALLBACK (count), &n_changed);
  spill_build_set_property (build, "b", "1", "x");
  spill_build_set_property (build, "a", "\"" HOSTILE "\"", NULL);
  spill_build_set_property (build, "c", "[]", "x");
  spill_build_set_property (build, "b", "2", "y");
  spill_build_set_property (build, "b", "2", "y");
  g_assert_cmpuint (n_changed, ==, 4);
  properties = spill_build_get_properties (build);
  g_assert_cmpuint (properties->len, ==, 3);
  g_assert_cmpstr (((SpillProperty *) properties->pdata[0])->name, ==, "a");
  g_assert_cmpstr (((SpillProperty *) properties->pdata[1])->source, ==, "y");
  g_assert_cmpstr (spill_build_get_property_value (build, "b"), ==, "2");
  g_assert_cmpstr (spill_build_get_property_value (build, "a"), ==, "\"" HOSTILE_AS_UTF8 "\"");
  fixture_clear (&fixture);
}

static void
test_links (void)
{
  Fixture fixture;
  SpillBuild *build;
  SpillBuildLink request = { .relationship = (char *) "trigger", .request_id = 9 };
  SpillBuildLink made = { (char *) "trigger", 4, 12, 0, 9 };
  SpillBuildLink other = { (char *) "trigger", 5, 1, 0, 0 };

  fixture_init (&fixture);
  build = add_running (&fixture, 8);
  g_assert_null (spill_build_get_children (build));
  spill_build_add_child (build, &request);
  spill_build_add_child (build, &request);
  g_assert_cmpuint (spill_build_get_children (build)->len, ==, 1);
  spill_build_add_child (build, &made);
  spill_build_add_child (build, &request);
  spill_build_add_child (build, &made);
  g_assert_cmpuint (spill_build_get_children (build)->len, ==, 1);
  g_assert_cmpuint (((SpillBuildLink *) spill_build_get_children (build)->pdata[0])->number,
                    ==, 12);
  spill_build_add_child (build, &other);
  g_assert_cmpuint (spill_build_get_children (build)->len, ==, 2);
  spill_build_set_parent (build, &other);
  spill_build_set_parent (build, spill_build_get_parent (build));
  g_assert_cmpint (spill_build_get_parent (build)->builder_id, ==, 5);
  spill_build_set_parent (build, NULL);
  g_assert_null (spill_build_get_parent (build));
  fixture_clear (&fixture);
}

/* The step that a build failed at: the first of the worst. */
static void
test_failed_step (void)
{
  static const struct { SpillResult results[4]; int number; } rows[] = {
    { { SPILL_RESULT_SUCCESS, SPILL_RESULT_WARNINGS, SPILL_RESULT_SKIPPED }, -1 },
    { { SPILL_RESULT_SUCCESS, SPILL_RESULT_FAILURE, SPILL_RESULT_FAILURE }, 1 },
    { { SPILL_RESULT_FAILURE, SPILL_RESULT_SUCCESS, SPILL_RESULT_EXCEPTION }, 2 },
    { { SPILL_RESULT_RETRY, SPILL_RESULT_CANCELLED, SPILL_RESULT_FAILURE }, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture fixture;
      SpillBuild *build;
      SpillStep *failed;

      fixture_init (&fixture);
      build = add_running (&fixture, 8);
      g_assert_null (spill_build_get_failed_step (build));
      for (guint k = 3; k-- > 0; )
        spill_step_set_finished (spill_build_add_step (build, k, "s"), 10, rows[i].results[k]);
      failed = spill_build_get_failed_step (build);
      g_assert_cmpint (failed != NULL ? (int) spill_step_get_number (failed) : -1, ==,
                       rows[i].number);
      fixture_clear (&fixture);
    }
}

static void
test_current_step (void)
{
  Fixture fixture;
  SpillBuild *build;
  guint n = 0;

  fixture_init (&fixture);
  build = add_running (&fixture, 8);
  g_signal_connect (build, "notify::current-step", G_CALLBACK (on_notify), &n);
  spill_build_add_step (build, 0, "a");
  spill_build_add_step (build, 1, "b");
  g_assert_null (spill_build_get_current_step (build));
  spill_step_set_started (spill_build_add_step (build, 0, NULL), 10);
  g_assert_cmpuint (spill_step_get_number (spill_build_get_current_step (build)), ==, 0);
  spill_step_set_text (spill_build_add_step (build, 0, NULL), "half");
  g_assert_cmpuint (n, ==, 1);
  spill_step_set_started (spill_build_add_step (build, 1, NULL), 11);
  spill_step_set_finished (spill_build_add_step (build, 0, NULL), 12, SPILL_RESULT_SUCCESS);
  g_assert_cmpuint (spill_step_get_number (spill_build_get_current_step (build)), ==, 1);
  g_assert_cmpuint (n, ==, 2);
  finish_build (&fixture, 8, SPILL_RESULT_SUCCESS);
  g_assert_null (spill_build_get_current_step (build));
  fixture_clear (&fixture);
}

/* Waiting requests are the queue; a number alone is believed until there are requests. */
static void
test_queue (void)
{
  Fixture fixture;
  SpillRequest *request;

  fixture_init (&fixture);
  spill_builder_set_n_pending (fixture.builder, 5);
  g_assert_cmpuint (spill_builder_get_n_pending (fixture.builder), ==, 5);
  request = spill_master_add_request (fixture.master, 1, fixture.builder);
  spill_master_add_request (fixture.master, 2, fixture.builder);
  g_assert_cmpuint (spill_builder_get_n_pending (fixture.builder), ==, 2);
  spill_request_set_claimed (request, TRUE);
  g_assert_cmpuint (spill_builder_get_n_pending (fixture.builder), ==, 1);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_requests (fixture.master)), ==, 2);
  spill_request_set_claimed (request, FALSE);
  g_assert_cmpuint (spill_builder_get_n_pending (fixture.builder), ==, 2);
  spill_request_set_complete (request, SPILL_RESULT_SUCCESS);
  g_assert_cmpuint (spill_builder_get_n_pending (fixture.builder), ==, 1);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_requests (fixture.master)), ==, 1);
  spill_master_remove_builder (fixture.master, BUILDER_ID);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_requests (fixture.master)), ==, 0);
  fixture.builder = spill_master_add_builder (fixture.master, BUILDER_ID, "again");
  fixture_clear (&fixture);
}

static void
test_changes (void)
{
  Fixture fixture;
  SpillList *changes;

  fixture_init (&fixture);
  changes = spill_master_get_changes (fixture.master);
  for (gint64 id = 1; id <= 600; id++)
    {
      g_autoptr(SpillChange) change = g_object_new (SPILL_TYPE_CHANGE, "id", id, NULL);

      spill_master_add_change (fixture.master, change);
    }
  g_assert_cmpuint (spill_list_get_length (changes), ==, 500);
  g_assert_cmpint (spill_change_get_id (spill_list_peek (changes, 0)), ==, 600);
  g_assert_cmpint (spill_change_get_id (spill_list_peek (changes, 499)), ==, 101);
  fixture_clear (&fixture);
}

static void
test_builders (void)
{
  Fixture fixture;
  SpillBuilder *builder;

  fixture_init (&fixture);
  builder = spill_master_add_builder (fixture.master, 9, "nine");
  g_assert_true (spill_master_add_builder (fixture.master, 9, "other name") == builder);
  g_assert_true (spill_master_find_builder (fixture.master, "nine") == builder);
  add_running (&fixture, 5);
  spill_build_set_started (spill_builder_add_build (builder, 90, 1), 5);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_running (fixture.master)), ==, 2);
  g_object_add_weak_pointer (G_OBJECT (builder), (gpointer *) &builder);
  spill_master_remove_builder (fixture.master, 9);
  g_assert_null (builder);
  g_assert_null (spill_master_find_builder (fixture.master, "nine"));
  g_assert_null (spill_master_find_build (fixture.master, 90));
  g_assert_cmpuint (spill_list_get_length (spill_master_get_running (fixture.master)), ==, 1);
  spill_master_remove_builder (fixture.master, 9);
  fixture_clear (&fixture);
}

static void
test_status (void)
{
  SpillStatus *status = spill_status_new ();
  SpillMaster *one = spill_master_new ("1", "http://a/");
  SpillMaster *two = spill_master_new ("2", "http://b/");

  spill_status_add_master (status, one);
  spill_status_add_master (status, two);
  spill_status_add_master (status, two);
  g_assert_cmpuint (g_list_model_get_n_items (spill_status_get_masters (status)), ==, 2);
  g_assert_true (spill_status_find_master (status, "2") == two);
  g_assert_null (spill_status_find_master (status, "3"));
  g_assert_true (spill_master_get_status (two) == status);
  spill_status_remove_master (status, one);
  g_assert_null (spill_master_get_status (one));
  g_assert_finalize_object (one);
  g_assert_finalize_object (status);
  g_assert_null (spill_master_get_status (two));
  g_assert_finalize_object (two);
}

static void
test_credentials (void)
{
  g_autoptr(SpillCredentials) credentials = spill_credentials_new ();
  g_autoptr(SpillCredentials) copy = NULL;

  credentials->user = g_strdup ("ann");
  credentials->password = g_strdup ("secret");
  copy = spill_credentials_copy (credentials);
  g_assert_cmpstr (copy->password, ==, "secret");
  g_assert_true (copy->password != credentials->password);
  g_assert_null (copy->cookie);
}

enum { USER, PASSWORD, COOKIE, PROXY_USER, PROXY_PASSWORD, PB, N_SECRETS };

static SpillCredentials *
make_credentials (const char *const *secrets)
{
  SpillCredentials *credentials = spill_credentials_new ();

  credentials->user = g_strdup (secrets[USER]);
  credentials->password = g_strdup (secrets[PASSWORD]);
  credentials->cookie = g_strdup (secrets[COOKIE]);
  credentials->proxy_user = g_strdup (secrets[PROXY_USER]);
  credentials->proxy_password = g_strdup (secrets[PROXY_PASSWORD]);
  credentials->pb_password = g_strdup (secrets[PB]);
  return credentials;
}

static void
assert_credentials (const SpillCredentials *credentials,
                    const char *const      *secrets)
{
  g_assert_cmpstr (credentials->user, ==, secrets[USER]);
  g_assert_cmpstr (credentials->password, ==, secrets[PASSWORD]);
  g_assert_cmpstr (credentials->cookie, ==, secrets[COOKIE]);
  g_assert_cmpstr (credentials->proxy_user, ==, secrets[PROXY_USER]);
  g_assert_cmpstr (credentials->proxy_password, ==, secrets[PROXY_PASSWORD]);
  g_assert_cmpstr (credentials->pb_password, ==, secrets[PB]);
}

/* Each of the three logins is as given, or as kept. */
static void
test_credentials_fill (void)
{
  static const struct { const char *given[N_SECRETS], *kept[N_SECRETS], *filled[N_SECRETS]; } rows[] = {
    { { NULL }, { "ann", "1", "c", "p", "2", "3" }, { "ann", "1", "c", "p", "2", "3" } },
    { { "bob" }, { "ann", "1", "c", "p", "2", "3" }, { "bob", NULL, NULL, "p", "2", "3" } },
    { { NULL, "4" }, { "ann", "1", "c", NULL, NULL, "3" }, { NULL, "4", NULL, NULL, NULL, "3" } },
    { { [COOKIE] = "d" }, { "ann", "1", "c", "p", "2" }, { NULL, NULL, "d", "p", "2" } },
    { { [PROXY_USER] = "q" }, { "ann", "1", NULL, "p", "2", "3" }, { "ann", "1", NULL, "q", NULL, "3" } },
    { { [PB] = "5" }, { "ann", "1", NULL, "p", "2", "3" }, { "ann", "1", NULL, "p", "2", "5" } },
    { { "bob", "4" }, { NULL }, { "bob", "4" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(SpillCredentials) filled = make_credentials (rows[i].given);
      g_autoptr(SpillCredentials) kept = make_credentials (rows[i].kept);

      spill_credentials_fill (filled, kept);
      assert_credentials (filled, rows[i].filled);
      spill_credentials_fill (filled, NULL);
      assert_credentials (filled, rows[i].filled);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/builder/state/%s", states[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_state);
    }
  for (guint i = 0; i < G_N_ELEMENTS (revisions); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/build/revision/%s", revisions[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_revision);
    }
  g_test_add_func ("/model/builder/workers", test_workers);
  g_test_add_func ("/model/builder/queue", test_queue);
  g_test_add_func ("/model/build/urls", test_urls);
  g_test_add_func ("/model/build/setters", test_setters);
  g_test_add_func ("/model/build/numbers", test_numbers);
  g_test_add_func ("/model/build/ids", test_ids);
  g_test_add_func ("/model/build/words", test_words);
  g_test_add_func ("/model/builder/events", test_builder_events);
  g_test_add_func ("/model/build/properties", test_properties);
  g_test_add_func ("/model/build/links", test_links);
  g_test_add_func ("/model/build/failed-step", test_failed_step);
  g_test_add_func ("/model/build/current-step", test_current_step);
  g_test_add_func ("/model/change/people", test_people_names);
  g_test_add_func ("/model/master/names", test_names);
  g_test_add_func ("/model/master/connection", test_connection);
  g_test_add_func ("/model/master/notices", test_notices);
  g_test_add_func ("/model/master/changes", test_changes);
  g_test_add_func ("/model/master/builders", test_builders);
  g_test_add_func ("/model/status", test_status);
  g_test_add_func ("/model/credentials", test_credentials);
  g_test_add_func ("/model/credentials/fill", test_credentials_fill);

  return g_test_run ();
}
