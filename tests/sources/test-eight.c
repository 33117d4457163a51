#include <string.h>

#include "standin.h"
#include "watch.h"

#include "model/spill-change.h"
#include "model/spill-command.h"
#include "model/spill-list.h"
#include "model/spill-log.h"
#include "model/spill-request.h"
#include "model/spill-source-stamp.h"
#include "model/spill-step.h"
#include "model/spill-worker.h"
#include "protocols/json08/spill-json08.h"
#include "protocols/spill-json.h"
#include "sources/spill-any-source.h"

/* The source for 0.8 masters against recordings of a real one. */

static Watch *
watch_synced (Standin *standin)
{
  Watch *watch = watch_new_eight (standin_get_url (standin));

  spill_eight_source_set_limits (SPILL_EIGHT_SOURCE (watch->any), &watch_patient);
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  return watch;
}

static void
assert_no_news (Watch *watch)
{
  for (guint i = 0; i < watch->events->len; i++)
    g_assert_cmpstr (watch->events->pdata[i], ==, "master-connected");
}

static void
wait_idle (Watch *watch)
{
  wait_for (spill_eight_source_is_idle (SPILL_EIGHT_SOURCE (watch->any)));
}

static guint
count_builds (SpillMaster *master)
{
  SpillList *builders = spill_master_get_builders (master);
  guint n = 0;

  for (guint i = 0; i < spill_list_get_length (builders); i++)
    n += spill_list_get_length (spill_builder_get_builds (spill_list_peek (builders, i)));
  return n;
}

/* Few requests, short ones, and the right ones. */
static void
test_first_sync (void)
{
  g_autoptr(Standin) standin = standin_new ("frozen", NULL);
  g_autoptr(Watch) watch = watch_synced (standin);
  guint n = spill_eight_source_get_n_requests (SPILL_EIGHT_SOURCE (watch->any));
  g_auto(GStrv) log = standin_dup_log (standin);

  g_assert_cmpuint (n, <=, 3);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), ==, 13);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_workers (watch->master)), ==, 4);
  g_assert_cmpstr (spill_master_get_title (watch->master), ==, "Lab & <Eight>");
  g_assert_cmpstr (spill_master_get_title_url (watch->master), ==, "http://lab.example.org/");
  g_assert_cmpstr (spill_master_get_kind (watch->master), ==, "eight");
  /* Each but one has built. */
  g_assert_cmpuint (count_builds (watch->master), >=, 12);
  for (guint i = 0; log[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (log[i]), <, 8000);
      g_assert_null (strstr (log[i], "_all"));
      g_assert_false (g_str_has_suffix (log[i], "/json HTTP/1.1"));
    }
}

/* Fields */

static JsonNode *
load (const char *folder,
      const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "eight", folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  JsonNode *node;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  node = spill_json_parse (text, length, 0, &error);
  g_assert_no_error (error);
  return node;
}

static void
assert_words (const char * const *words,
              char              **expected)
{
  g_assert_cmpstrv (words, (const char * const *) expected);
}

static void
check_step (SpillStep             *step,
            const SpillJson08Step *s)
{
  SpillList *logs = spill_step_get_logs (step);
  GPtrArray *urls = spill_step_get_urls (step);

  g_assert_cmpstr (spill_step_get_name (step), ==, s->name);
  g_assert_cmpint (spill_step_get_result (step), ==, s->results);
  g_assert_cmpfloat (spill_step_get_started (step), ==, s->started);
  g_assert_cmpfloat (spill_step_get_finished (step), ==, s->finished);
  g_assert_cmpint (spill_step_is_hidden (step), ==, s->is_hidden);
  g_assert_cmpstr (spill_step_get_statistics (step), ==, s->statistics);
  assert_words (spill_step_get_words (step), s->text);
  if (s->is_finished)
    assert_words (spill_step_get_text2 (step), s->text2);
  g_assert_cmpuint (spill_list_get_length (logs), ==, s->logs->len);
  for (guint i = 0; i < s->logs->len; i++)
    {
      const SpillJson08Link *link = s->logs->pdata[i];
      SpillLog *log = spill_list_peek (logs, i);

      g_assert_cmpstr (spill_log_get_name (log), ==, link->name);
      g_assert_cmpstr (spill_log_get_url (log), ==, link->url);
    }
  g_assert_cmpuint (urls != NULL ? urls->len : 0, ==, s->urls->len);
  for (guint i = 0; i < s->urls->len; i++)
    {
      const SpillJson08Link *link = s->urls->pdata[i];
      const SpillUrl *url = urls->pdata[i];

      g_assert_cmpstr (url->name, ==, link->name);
      g_assert_cmpstr (url->url, ==, link->url);
    }
}

/* A filtered answer has lost what is empty. */
static void
assert_text (const char *text,
             const char *expected)
{
  g_assert_cmpstr (text != NULL ? text : "", ==, expected != NULL ? expected : "");
}

static void
check_change (SpillChange             *change,
              const SpillJson08Change *c)
{
  g_assert_cmpint (spill_change_get_id (change), ==, c->number);
  assert_text (spill_change_get_author (change), c->who);
  assert_text (spill_change_get_comments (change), c->comments);
  assert_text (spill_change_get_revision (change), c->revision);
  assert_text (spill_change_get_revlink (change), c->revlink);
  assert_text (spill_change_get_branch (change), c->branch);
  assert_text (spill_change_get_category (change), c->category);
  assert_text (spill_change_get_project (change), c->project);
  assert_text (spill_change_get_repository (change), c->repository);
  assert_text (spill_change_get_codebase (change), c->codebase);
  g_assert_cmpfloat (spill_change_get_when (change), ==, c->when);
  assert_words (spill_change_get_files (change), c->files);
}

static void
check_stamps (SpillBuild             *build,
              const SpillJson08Build *b)
{
  GListModel *stamps = spill_build_get_source_stamps (build);
  GListModel *changes = spill_build_get_changes (build);
  guint n = 0;

  g_assert_cmpuint (g_list_model_get_n_items (stamps), ==, b->source_stamps->len);
  for (guint i = 0; i < b->source_stamps->len; i++)
    {
      const SpillJson08SourceStamp *s = b->source_stamps->pdata[i];
      g_autoptr(SpillSourceStamp) stamp = g_list_model_get_item (stamps, i);

      assert_text (spill_source_stamp_get_branch (stamp), s->branch);
      assert_text (spill_source_stamp_get_revision (stamp), s->revision);
      assert_text (spill_source_stamp_get_project (stamp), s->project);
      assert_text (spill_source_stamp_get_repository (stamp), s->repository);
      assert_text (spill_source_stamp_get_codebase (stamp), s->codebase);
      g_assert_cmpint (spill_source_stamp_has_patch (stamp), ==, s->has_patch);
      g_assert_cmpint (spill_source_stamp_get_patch_level (stamp), ==, s->patch_level);
      assert_text (spill_source_stamp_get_patch_body (stamp), s->patch_body);
      for (guint k = 0; k < s->changes->len; k++)
        {
          g_autoptr(SpillChange) change = g_list_model_get_item (changes, n++);

          check_change (change, s->changes->pdata[k]);
        }
    }
  g_assert_cmpuint (g_list_model_get_n_items (changes), ==, n);
}

static void
check_build (SpillBuild             *build,
             const SpillJson08Build *b)
{
  SpillList *steps = spill_build_get_steps (build);
  GPtrArray *properties = spill_build_get_properties (build);

  g_assert_cmpfloat (spill_build_get_started (build), ==, b->started);
  g_assert_cmpfloat (spill_build_get_finished (build), ==, b->finished);
  g_assert_cmpint (spill_build_get_result (build), ==, b->results);
  assert_words (spill_build_get_words (build), b->text);
  assert_words (spill_build_get_people (build), b->blame);
  g_assert_cmpstr (spill_build_get_reason (build), ==, b->reason);
  g_assert_cmpstr (spill_build_get_worker_name (build), ==, b->slave);
  g_assert_cmpuint (properties->len, ==, b->properties->len);
  for (guint i = 0; i < b->properties->len; i++)
    {
      const SpillJson08Property *p = b->properties->pdata[i];

      g_assert_cmpstr (spill_build_get_property_value (build, p->name), ==, p->value);
    }
  g_assert_cmpuint (spill_list_get_length (steps), ==, b->steps->len);
  for (guint i = 0; i < b->steps->len; i++)
    check_step (spill_list_peek (steps, i), b->steps->pdata[i]);
  check_stamps (build, b);
}

/* All of its 371 builds, each field of each. */
static void
test_frozen (void)
{
  g_autoptr(Standin) standin = standin_new ("frozen", NULL);
  g_autoptr(Watch) watch = watch_synced (standin);
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  guint n = 0;

  wait_idle (watch);
  for (guint i = 0; i < 13; i++)
    {
      g_autofree char *name = g_strdup_printf ("all-%02u.json", i);
      g_autoptr(JsonNode) node = load ("frozen", name);
      g_autoptr(GPtrArray) builds = spill_json08_read (SPILL_JSON08_BUILDS, node, report);

      for (guint k = 0; k < builds->len; k++, n++)
        {
          const SpillJson08Build *b = builds->pdata[k];
          SpillBuild *build = spill_builder_get_build (watch_builder (watch, b->builder_name),
                                                       (guint) b->number);

          g_assert_nonnull (build);
          check_build (build, b);
        }
    }
  g_assert_cmpuint (n, ==, 371);
  g_assert_cmpuint (count_builds (watch->master), ==, 371);
  /* History is no news. */
  assert_no_news (watch);
}

/* A master at work: builds that run and wait, and answers that have lost their zeros. */

typedef struct
{
  const char *builder;
  const char *file;
} Recording;

static const Recording recordings[] = {
  { "linux-gcc", "json_builders_linux-gcc_builds_-1.json" },
  { "linux-clang", "json_builders_linux-clang_builds_-1.json" },
  { "win 64/debug & <x>", "json_builders_win_2064_2Fdebug_20_26_20_3Cx_3E_builds_-1.json" },
  { "soak", "json_builders_soak_builds_-1.json" },
  { "locked-b", "json_builders_locked-b_builds_-1.json" },
  { "nightly", "json_builders_nightly_builds_-1.json" },
  { "windows", "json_builders_windows_builds_-1.json" },
  { "macos", "json_builders_macos_builds_-1.json" },
  { "docs", "build-result-0-docs.json" },
  { "release", "build-result-2-release.json" },
  { "linux-clang", "build-result-0-linux-clang.json" },
  { "linux-clang", "build-result-2-linux-clang.json" },
  { "linux-clang", "build-result-5-linux-clang.json" },
};

static void
hold_builder (SpillBuilder *builder)
{
  spill_builder_hold (builder, SPILL_PART_REQUESTS);
  wait_for (spill_builder_get_part_state (builder, SPILL_PART_REQUESTS) == SPILL_PART_HERE);
}

static void
test_recordings (void)
{
  g_autoptr(Standin) standin = standin_new ("json", NULL);
  g_autoptr(Watch) watch = watch_synced (standin);
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  g_autoptr(JsonNode) all = load ("json", "json_builders_linux-gcc_builds_all.json");
  g_autoptr(GPtrArray) builds = spill_json08_read (SPILL_JSON08_BUILDS, all, report);
  SpillBuilder *soak = watch_builder (watch, "soak");

  wait_idle (watch);
  for (guint i = 0; i < G_N_ELEMENTS (recordings); i++)
    {
      SpillBuilder *builder = watch_builder (watch, recordings[i].builder);
      g_autoptr(JsonNode) node = load ("json", recordings[i].file);
      g_autoptr(SpillJson08Build) b = spill_json08_read_build (node, recordings[i].builder, report);
      SpillBuild *build = spill_builder_get_build (builder, (guint) b->number);

      g_assert_nonnull (build);
      check_build (build, b);
    }
  for (guint i = 0; i < builds->len; i++)
    {
      const SpillJson08Build *b = builds->pdata[i];

      check_build (spill_builder_get_build (watch_builder (watch, "linux-gcc"), (guint) b->number), b);
    }
  g_assert_cmpuint (builds->len, ==, 41);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_running (watch->master)), ==, 3);
  g_assert_cmpint (spill_builder_get_state (soak), ==, SPILL_BUILDER_BUILDING);
  g_assert_cmpuint (spill_builder_get_n_pending (soak), ==, 1);
  g_assert_cmpuint (spill_builder_get_n_pending (watch_builder (watch, "arm")), ==, 1);
  g_assert_cmpint (spill_builder_get_state (watch_builder (watch, "arm")), ==, SPILL_BUILDER_OFFLINE);

  hold_builder (soak);
  g_assert_cmpuint (spill_list_get_length (spill_builder_get_requests (soak)), ==, 1);
  g_assert_cmpstr (spill_request_get_reason (spill_list_peek (spill_builder_get_requests (soak), 0)), ==,
                   "queued behind");
  spill_builder_release (soak, SPILL_PART_REQUESTS);
}

static void
test_builders (void)
{
  g_autoptr(Standin) standin = standin_new ("frozen", NULL);
  g_autoptr(Watch) watch = watch_synced (standin);
  const char *const tags[] = { "linux", "fast", NULL };
  SpillBuilder *odd = watch_builder (watch, "win 64/debug & <x>");
  SpillBuilder *arm = watch_builder (watch, "arm");

  g_assert_cmpstr (spill_builder_get_basedir (odd), ==, "win64debug");
  g_assert_cmpstrv (spill_builder_get_tags (watch_builder (watch, "linux-clang")), tags);
  g_assert_cmpint (spill_builder_get_state (arm), ==, SPILL_BUILDER_OFFLINE);
  g_assert_cmpint (spill_builder_get_state (odd), ==, SPILL_BUILDER_IDLE);
  g_assert_true (spill_builder_is_known (arm));
  g_assert_cmpint (spill_builder_get_older_state (arm), ==, SPILL_PART_HERE);
  g_assert_nonnull (spill_builder_get_last_build (odd));
  wait_idle (watch);
  g_assert_nonnull (spill_builder_get_build (odd, 0));
}

/* Nothing changes, so each poll is one request and the model stays as it is. */
static void
test_polls (void)
{
  g_autoptr(Standin) standin = standin_new ("frozen", NULL);
  g_autoptr(Watch) watch = watch_synced (standin);
  SpillEightSource *source = SPILL_EIGHT_SOURCE (watch->any);
  guint n;
  double contact;

  wait_idle (watch);
  n = spill_eight_source_get_n_requests (source);
  for (guint i = 1; i <= 8; i++)
    {
      contact = spill_master_get_last_contact (watch->master);
      wait_for (spill_master_get_last_contact (watch->master) > contact);
      wait_idle (watch);
      g_assert_cmpuint (spill_eight_source_get_n_requests (source), ==, n + i);
    }
  g_assert_cmpuint (count_builds (watch->master), ==, 371);
  assert_no_news (watch);
}

static void
note_off (SpillMaster *master,
          GParamSpec  *pspec,
          gboolean    *was_off)
{
  SpillConnection connection = spill_master_get_connection (master);

  *was_off = *was_off || connection == SPILL_CONNECTION_OFF || connection == SPILL_CONNECTION_FAILED;
}

static void
test_detection (void)
{
  g_autoptr(Standin) standin = standin_new ("frozen", NULL);
  g_autoptr(Watch) watch = watch_new_any (standin_get_url (standin));
  SpillSource *inner;
  gboolean was_off = FALSE;

  spill_any_source_set_limits (SPILL_ANY_SOURCE (watch->any), &watch_patient);
  watch_start (watch);
  g_signal_connect (watch->master, "notify::connection", G_CALLBACK (note_off), &was_off);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  inner = spill_any_source_get_inner (SPILL_ANY_SOURCE (watch->any));
  g_assert_true (SPILL_IS_EIGHT_SOURCE (inner));
  g_assert_cmpstr (spill_master_get_kind (watch->master), ==, "eight");
  g_assert_false (was_off);

  /* Once known it stays so. */
  g_signal_handlers_disconnect_by_data (watch->master, &was_off);
  spill_source_stop (watch->any);
  g_assert_true (watch_is (watch, SPILL_CONNECTION_OFF));
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_cmpstr (spill_master_get_kind (watch->master), ==, "eight");
}

static void
test_prefix_and_login (void)
{
  const char *const args[] = { "--prefix", "/ci/old", "--login", "ann:secret", NULL };
  g_autoptr(Standin) standin = standin_new ("frozen", args);
  g_autoptr(Watch) watch = watch_new_any (standin_get_url (standin));
  g_autoptr(SpillCredentials) credentials = spill_credentials_new ();

  spill_any_source_set_limits (SPILL_ANY_SOURCE (watch->any), &watch_patient);
  watch_start (watch);
  wait_for (watch_has_problem (watch, SPILL_PROBLEM_PROXY_LOGIN));
  g_assert_true (watch_is (watch, SPILL_CONNECTION_FAILED));
  g_assert_nonnull (strstr (spill_master_get_problem_text (watch->master), "asks for user and password"));

  credentials->proxy_user = g_strdup ("ann");
  credentials->proxy_password = g_strdup ("wrong");
  spill_source_set_credentials (watch->any, credentials);
  wait_for (!watch_is (watch, SPILL_CONNECTION_FAILED));
  wait_for (watch_is (watch, SPILL_CONNECTION_FAILED));
  g_assert_true (watch_has_problem (watch, SPILL_PROBLEM_PROXY_LOGIN));
  g_assert_nonnull (strstr (spill_master_get_problem_text (watch->master), "refuses this user or this password"));
  g_free (credentials->proxy_user);
  g_free (credentials->proxy_password);
  credentials->proxy_user = g_strdup ("ann");
  credentials->proxy_password = g_strdup ("secret");
  spill_source_set_credentials (watch->any, credentials);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), ==, 13);
}

/* Before codebases and tags. */
static void
test_old (void)
{
  const char *const args[] = { "--old", NULL };
  g_autoptr(Standin) standin = standin_new ("frozen", args);
  g_autoptr(Watch) watch = watch_synced (standin);
  const char *const tags[] = { "linux", NULL };
  SpillBuild *build;

  wait_idle (watch);
  g_assert_cmpuint (count_builds (watch->master), ==, 371);
  g_assert_cmpstrv (spill_builder_get_tags (watch_builder (watch, "linux-clang")), tags);
  build = spill_builder_get_build (watch_builder (watch, "linux-gcc"), 3);
  g_assert_cmpuint (g_list_model_get_n_items (spill_build_get_source_stamps (build)), ==, 1);
  g_assert_nonnull (spill_build_get_revision (build));
}

static void
test_parts (void)
{
  g_autoptr(Standin) standin = standin_new ("frozen", NULL);
  g_autoptr(Watch) watch = watch_synced (standin);
  SpillBuilder *builder = watch_builder (watch, "linux-gcc");
  SpillBuild *build = spill_builder_get_last_build (builder);
  const SpillParts parts = SPILL_PART_STEPS | SPILL_PART_PROPERTIES | SPILL_PART_CHANGES;

  spill_build_hold (build, parts);
  wait_for (spill_build_get_part_state (build, SPILL_PART_STEPS) == SPILL_PART_HERE);
  g_assert_cmpint (spill_build_get_part_state (build, SPILL_PART_CHANGES), ==, SPILL_PART_HERE);
  spill_build_release (build, parts);

  spill_builder_hold (builder, SPILL_PART_STREAK | SPILL_PART_EXPECTATIONS | SPILL_PART_REQUESTS
                               | SPILL_PART_FORCE);
  wait_for (spill_builder_get_part_state (builder, SPILL_PART_STREAK) == SPILL_PART_HERE);
  wait_for (spill_builder_get_part_state (builder, SPILL_PART_REQUESTS) == SPILL_PART_HERE);
  wait_for (spill_builder_get_part_state (builder, SPILL_PART_EXPECTATIONS) == SPILL_PART_HERE);
  /* Nobody is logged in. */
  wait_for (spill_builder_get_part_state (builder, SPILL_PART_FORCE) == SPILL_PART_DENIED);
  wait_idle (watch);
  wait_for (spill_builder_get_expected_duration (builder) > 0);
  spill_builder_release (builder, SPILL_PART_STREAK | SPILL_PART_EXPECTATIONS | SPILL_PART_REQUESTS
                                  | SPILL_PART_FORCE);
}

static void
test_commands (void)
{
  g_autoptr(Standin) standin = standin_new ("frozen", NULL);
  g_autoptr(Watch) watch = watch_synced (standin);
  SpillList *workers = spill_master_get_workers (watch->master);
  g_autoptr(SpillCommand) command = spill_command_new (SPILL_COMMAND_WORKER_KILL,
                                                       spill_list_peek (workers, 0));
  const char *why = NULL;

  g_assert_false (spill_master_can (watch->master, SPILL_COMMAND_WORKER_KILL, &why));
  g_assert_nonnull (why);
  spill_master_run (watch->master, command);
  wait_for (spill_command_get_state (command) == SPILL_COMMAND_FAILED);
  g_assert_nonnull (spill_command_get_error (command));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eight/first-sync", test_first_sync);
  g_test_add_func ("/eight/frozen", test_frozen);
  g_test_add_func ("/eight/recordings", test_recordings);
  g_test_add_func ("/eight/builders", test_builders);
  g_test_add_func ("/eight/polls", test_polls);
  g_test_add_func ("/eight/detection", test_detection);
  g_test_add_func ("/eight/prefix-and-login", test_prefix_and_login);
  g_test_add_func ("/eight/old", test_old);
  g_test_add_func ("/eight/parts", test_parts);
  g_test_add_func ("/eight/commands", test_commands);
  return g_test_run ();
}
