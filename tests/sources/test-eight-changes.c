#include <string.h>

#include "model/spill-command.h"
#include "model/spill-list.h"
#include "model/spill-log.h"
#include "model/spill-request.h"
#include "model/spill-step.h"
#include "old-master.h"
#include "watch.h"

/* What changes at a 0.8 master between polls: nothing is lost, nothing invented. */

static void
set_build (OldMaster *old,
           int        number,
           double     started,
           double     finished,
           int        result)
{
  g_autofree char *json = old_build (number, started, finished, result);

  old_master_set_build (old, "b", number, json);
}

/* Builds 0 to 3, the last one running. */
static OldMaster *
old_with_builds (void)
{
  OldMaster *old = old_master_new ();

  for (int i = 0; i < 3; i++)
    set_build (old, i, 1000 + i * 10, 1005 + i * 10, i == 1 ? 2 : 0);
  set_build (old, 3, 1030, 0, 0);
  old_master_set_builder (old, "b", "building", "[0,1,2,3]", "[3]", 0);
  return old;
}

static Watch *
watch_synced (OldMaster *old)
{
  Watch *watch = watch_new_eight (old_master_get_url (old));

  spill_eight_source_set_limits (SPILL_EIGHT_SOURCE (watch->any), &watch_patient);
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  wait_for (spill_eight_source_is_idle (SPILL_EIGHT_SOURCE (watch->any)));
  return watch;
}

static void
wait_poll (Watch *watch)
{
  guint n = spill_eight_source_get_n_requests (SPILL_EIGHT_SOURCE (watch->any));

  wait_for (spill_eight_source_get_n_requests (SPILL_EIGHT_SOURCE (watch->any)) > n
            && spill_eight_source_is_idle (SPILL_EIGHT_SOURCE (watch->any)));
}

static SpillBuild *
build_of (Watch *watch,
          guint  number)
{
  return spill_builder_get_build (watch_builder (watch, "b"), number);
}

static guint
count (Watch *watch)
{
  return spill_list_get_length (spill_builder_get_builds (watch_builder (watch, "b")));
}

static void
test_running (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = watch_synced (old);
  SpillBuild *build = build_of (watch, 3);
  guint n = spill_eight_source_get_n_requests (SPILL_EIGHT_SOURCE (watch->any));

  g_assert_cmpuint (count (watch), ==, 4);
  g_assert_false (spill_build_is_finished (build));
  g_assert_cmpint (spill_builder_get_state (watch_builder (watch, "b")), ==, SPILL_BUILDER_BUILDING);
  g_assert_cmpuint (spill_list_get_length (spill_build_get_steps (build)), ==, 1);
  g_assert_cmpint (spill_build_get_result (build_of (watch, 0)), ==, SPILL_RESULT_SUCCESS);
  g_assert_cmpint (spill_build_get_result (build_of (watch, 1)), ==, SPILL_RESULT_FAILURE);

  /* One request a poll, also while something runs. */
  for (guint i = 1; i <= 3; i++)
    {
      wait_poll (watch);
      g_assert_cmpuint (spill_eight_source_get_n_requests (SPILL_EIGHT_SOURCE (watch->any)), ==, n + i);
    }

  set_build (old, 3, 1030, 1040, 4);
  old_master_set_builder (old, "b", "idle", "[0,1,2,3]", "[]", 0);
  wait_for (spill_build_is_finished (build));
  g_assert_cmpint (spill_build_get_result (build), ==, SPILL_RESULT_EXCEPTION);
  g_assert_cmpfloat (spill_build_get_finished (build), ==, 1040);
  g_assert_true (watch_saw (watch, "build-finished b 3"));
  g_assert_false (watch_saw (watch, "build-started"));
}

static void
test_new (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = watch_synced (old);

  set_build (old, 4, 1050, 0, 0);
  old_master_set_builder (old, "b", "building", "[0,1,2,3,4]", "[3,4]", 2);
  wait_for (build_of (watch, 4) != NULL && watch_saw (watch, "build-started b 4"));
  g_assert_cmpuint (spill_builder_get_n_pending (watch_builder (watch, "b")), ==, 2);
  g_assert_false (spill_build_is_finished (build_of (watch, 4)));
}

/* They began and ended between two polls. */
static void
test_between_polls (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = watch_synced (old);

  set_build (old, 3, 1030, 1040, 0);
  for (int i = 4; i < 9; i++)
    set_build (old, i, 1000 + i * 10, 1005 + i * 10, 2);
  old_master_set_builder (old, "b", "idle", "[4,5,6,7,8]", "[]", 0);
  wait_for (count (watch) == 9);
  wait_for (watch_saw (watch, "build-finished b 8"));
  for (guint i = 4; i < 9; i++)
    {
      g_autofree char *event = g_strdup_printf ("build-finished b %u", i);

      g_assert_true (spill_build_is_finished (build_of (watch, i)));
      g_assert_true (watch_saw (watch, event));
    }
}

/* After a restart a master's memory is empty until something reads builds. */
static void
test_restart (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = watch_synced (old);

  set_build (old, 3, 1030, 1040, 0);
  set_build (old, 4, 1050, 1055, 0);
  set_build (old, 5, 1060, 1065, 2);
  old_master_set_builder (old, "b", "idle", "[]", "[]", 0);
  wait_for (count (watch) == 6);
  g_assert_true (spill_build_is_finished (build_of (watch, 4)));
  g_assert_true (spill_build_is_finished (build_of (watch, 5)));
  g_assert_cmpint (spill_build_get_result (build_of (watch, 3)), ==, SPILL_RESULT_SUCCESS);
}

/* The newest build cannot be read: those before it are old ones all the same. */
static void
test_unreadable (void)
{
  g_autoptr(OldMaster) old = old_master_new ();
  g_autoptr(Watch) watch = NULL;

  for (int i = 0; i < 5; i++)
    set_build (old, i, 1000 + i * 10, 1005 + i * 10, i % 2 == 0 ? 2 : 0);
  old_master_set_build (old, "b", 5, "{\"error\":\"Not available\"}");
  old_master_set_builder (old, "b", "idle", "[0,1,2,3,4,5]", "[]", 0);
  watch = watch_synced (old);
  wait_for (count (watch) == 5);
  g_assert_null (build_of (watch, 5));
  g_assert_false (watch_saw (watch, "build-"));

  set_build (old, 6, 1060, 1065, 0);
  old_master_set_builder (old, "b", "idle", "[0,1,2,3,4,5,6]", "[]", 0);
  wait_for (watch_saw (watch, "build-finished b 6"));
}

/* Away for a while: what happened meanwhile is told when it is back, all of it. */
static gboolean
answer_away (Call     *call,
             gpointer  data)
{
  return call_reply (call, "503 Service Unavailable", "", "");
}

static void
test_away (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = watch_synced (old);

  old_master_set_answer (old, "/json", answer_away, NULL);
  old_master_set_answer (old, "/json/builders", answer_away, NULL);
  wait_for (watch_is (watch, SPILL_CONNECTION_RECONNECTING));
  set_build (old, 3, 1030, 1040, 0);
  for (int i = 4; i < 12; i++)
    set_build (old, i, 1000 + i * 10, 1005 + i * 10, 2);
  set_build (old, 12, 1200, 0, 0);
  old_master_set_builder (old, "b", "building", "[]", "[12]", 0);
  old_master_set_answer (old, "/json", NULL, NULL);
  old_master_set_answer (old, "/json/builders", NULL, NULL);
  wait_for (watch_saw (watch, "build-started b 12"));
  for (guint i = 3; i < 12; i++)
    {
      g_autofree char *event = g_strdup_printf ("build-finished b %u", i);

      g_assert_true (watch_saw (watch, event));
    }
}

/* It never ended, but nothing runs it any more. */
static void
test_stray (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = watch_synced (old);

  old_master_set_builder (old, "b", "idle", "[0,1,2,3]", "[]", 0);
  wait_for (spill_build_is_finished (build_of (watch, 3)));
  g_assert_cmpint (spill_build_get_result (build_of (watch, 3)), ==, SPILL_RESULT_EXCEPTION);
}

static void
test_vanished (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = watch_synced (old);

  old_master_set_build (old, "b", 3, NULL);
  old_master_set_builder (old, "b", "idle", "[0,1,2]", "[]", 0);
  wait_for (build_of (watch, 3) == NULL);
  g_assert_cmpuint (count (watch), ==, 3);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_running (watch->master)), ==, 0);
}

/* The history was thrown away: numbers begin anew. */
static void
test_anew (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = watch_synced (old);

  for (int i = 1; i < 4; i++)
    old_master_set_build (old, "b", i, NULL);
  set_build (old, 0, 5000, 5005, 2);
  old_master_set_builder (old, "b", "idle", "[0]", "[]", 0);
  wait_for (count (watch) == 1);
  wait_for (spill_build_get_started (build_of (watch, 0)) == 5000);
  g_assert_cmpint (spill_build_get_result (build_of (watch, 0)), ==, SPILL_RESULT_FAILURE);

  set_build (old, 1, 6000, 6005, 0);
  old_master_set_builder (old, "b", "idle", "[0,1]", "[]", 0);
  wait_for (count (watch) == 2);
}

static void
test_builders (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = watch_synced (old);

  old_master_set_builder (old, "c", "idle", "[]", "[]", 0);
  wait_for (spill_master_find_builder (watch->master, "c") != NULL);
  wait_for (spill_builder_is_known (watch_builder (watch, "c")));
  g_assert_true (watch_saw (watch, "builder-added c"));

  old_master_remove_builder (old, "b");
  wait_for (spill_master_find_builder (watch->master, "b") == NULL);
  g_assert_true (watch_saw (watch, "builder-removed b"));
}

/* Some were thrown away, and older ones than are kept come when they are asked for. */
static void
test_older (void)
{
  g_autoptr(OldMaster) old = old_master_new ();
  g_autoptr(Watch) watch = NULL;
  SpillBuilder *builder;

  for (int i = 20; i < 300; i++)
    if (i != 250)
      set_build (old, i, 1000 + i * 10, 1005 + i * 10, 0);
  old_master_set_builder (old, "b", "idle", "[298,299]", "[]", 0);
  watch = watch_synced (old);
  builder = watch_builder (watch, "b");
  wait_for (count (watch) >= 100);
  g_assert_null (build_of (watch, 250));
  g_assert_nonnull (build_of (watch, 249));

  while (spill_builder_get_older_state (builder) != SPILL_PART_HERE)
    {
      spill_builder_request_older (builder, 50);
      wait_for (spill_builder_get_older_state (builder) != SPILL_PART_LOADING);
    }
  g_assert_cmpuint (count (watch), ==, 279);
  g_assert_nonnull (build_of (watch, 20));
}

#define N_BIG 1200

/* As big a master as we design for: few requests, none of them long, none for more than the master
 * answers within a second at 1.8 ms for a builder and as much for a build. */
static void
test_big_master (void)
{
  g_autoptr(OldMaster) old = old_master_new ();
  g_autoptr(Watch) watch = NULL;
  guint n;

  for (guint i = 0; i < N_BIG; i++)
    {
      g_autofree char *name = g_strdup_printf ("project-with-long-name-%04u", i);
      g_autofree char *json = old_build (7, 1000, 1005, i % 3 == 0 ? 2 : 0);

      old_master_set_build (old, name, 7, json);
      old_master_set_builder (old, name, "idle", "[7]", "[]", 0);
    }
  watch = watch_new_eight (old_master_get_url (old));
  spill_eight_source_set_limits (SPILL_EIGHT_SOURCE (watch->any), &watch_patient);
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  n = spill_eight_source_get_n_requests (SPILL_EIGHT_SOURCE (watch->any));
  g_assert_cmpuint (n, <=, 20);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), ==, N_BIG);
  for (guint i = 0; i < N_BIG; i++)
    {
      SpillBuilder *builder = spill_list_peek (spill_master_get_builders (watch->master), i);

      g_assert_nonnull (spill_builder_get_last_build (builder));
    }
  g_assert_cmpuint (server_get_longest (old_master_get_server (old)), <, 8000);
  g_assert_cmpuint (server_get_most (old_master_get_server (old), "select="), <=, 400);
}

/* And then one question a poll, also while much runs. */
static void
test_big_polls (void)
{
  g_autoptr(OldMaster) old = old_master_new ();
  g_autoptr(Watch) watch = NULL;
  SpillEightSource *source;
  guint n;

  for (guint i = 0; i < N_BIG; i++)
    {
      g_autofree char *name = g_strdup_printf ("project-with-long-name-%04u", i);
      g_autofree char *json = old_build (0, 1000, i < 100 ? 0 : 1005, 0);

      old_master_set_build (old, name, 0, json);
      old_master_set_builder (old, name, i < 100 ? "building" : "idle", "[0]", i < 100 ? "[0]" : "[]", 0);
    }
  watch = watch_synced (old);
  source = SPILL_EIGHT_SOURCE (watch->any);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_running (watch->master)), ==, 100);
  n = spill_eight_source_get_n_requests (source);
  for (guint i = 1; i <= 8; i++)
    {
      wait_poll (watch);
      g_assert_cmpuint (spill_eight_source_get_n_requests (source), ==, n + i);
    }
  g_assert_cmpuint (server_get_longest (old_master_get_server (old)), <, 8000);
  g_assert_cmpuint (server_get_most (old_master_get_server (old), "select="), <=, 400);
}

/* Requests */

static gboolean
answer_pending (Call    *call,
                gpointer data)
{
  return call_json (call, "[{\"builderName\":\"b\",\"builds\":[],\"submittedAt\":1100,\"properties\":"
                          "[[\"owner\",\"ann\",\"F\"],[\"reason\",\"because\",\"F\"]],"
                          "\"source\":{\"branch\":\"master\",\"changes\":[],\"hasPatch\":false}},"
                          "{\"builderName\":\"b\",\"builds\":[],\"submittedAt\":1100,\"properties\":[]}]");
}

static void
test_requests (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = NULL;
  SpillBuilder *builder;
  SpillList *requests;

  old_master_set_builder (old, "b", "building", "[0,1,2,3]", "[3]", 2);
  old_master_set_answer (old, "/json/builders/b/pendingBuilds", answer_pending, NULL);
  watch = watch_synced (old);
  builder = watch_builder (watch, "b");
  requests = spill_builder_get_requests (builder);
  g_assert_cmpuint (spill_builder_get_n_pending (builder), ==, 2);

  spill_builder_hold (builder, SPILL_PART_REQUESTS);
  wait_for (spill_builder_get_part_state (builder, SPILL_PART_REQUESTS) == SPILL_PART_HERE);
  g_assert_cmpuint (spill_list_get_length (requests), ==, 2);
  g_assert_cmpstr (spill_request_get_reason (spill_list_peek (requests, 0)), ==, "because");
  g_assert_cmpstr (spill_request_get_owner (spill_list_peek (requests, 0)), ==, "ann");
  g_assert_cmpfloat (spill_request_get_submitted (spill_list_peek (requests, 0)), ==, 1100);
  wait_poll (watch);
  g_assert_cmpuint (spill_list_get_length (requests), ==, 2);
  g_assert_cmpuint (spill_builder_get_n_pending (builder), ==, 2);
  spill_builder_release (builder, SPILL_PART_REQUESTS);
}

/* Logs */

#define LOG_PATH "/builders/b/builds/%u/steps/st%%2Fep/logs/std%%20io%s"

static void
set_log (OldMaster    *old,
         guint         build,
         const char   *end,
         ServerAnswer  answer,
         gpointer      data)
{
  g_autofree char *path = g_strdup_printf (LOG_PATH, build, end);

  old_master_set_answer (old, path, answer, data);
}

static SpillLog *
hold_log (Watch *watch,
          guint  number)
{
  SpillStep *step = spill_list_peek (spill_build_get_steps (build_of (watch, number)), 0);
  SpillLog *log = spill_list_peek (spill_step_get_logs (step), 0);

  g_assert_cmpstr (spill_log_get_name (log), ==, "std io");
  spill_log_hold (log);
  return log;
}

static gboolean
answer_text (Call    *call,
             gpointer data)
{
  return call_reply (call, "200 OK", "Content-Type: text/plain; charset=utf-8\r\n", data);
}

static void
assert_line (SpillLog   *log,
             guint64     n,
             const char *expected)
{
  gsize length;
  const char *line = spill_log_get_line (log, n, &length, NULL);
  g_autofree char *text = line != NULL ? g_strndup (line, length) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

static void
test_log (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = NULL;
  SpillLog *log;

  set_log (old, 2, "/text", answer_text, (char *) "one\ntwo \xff bad\n\nlast");
  watch = watch_synced (old);
  log = hold_log (watch, 2);
  wait_for (spill_log_get_part_state (log) == SPILL_PART_HERE);
  g_assert_true (spill_log_is_complete (log));
  g_assert_cmpuint (spill_log_get_n_lines (log), ==, 4);
  assert_line (log, 0, "one");
  assert_line (log, 1, "two \xef\xbf\xbd bad");
  assert_line (log, 2, "");
  assert_line (log, 3, "last");
  spill_log_release (log);
}

/* As 0.8.14 says it. */
static gboolean
answer_empty (Call    *call,
              gpointer data)
{
  return call_reply (call, "404 Not Found", "Content-Type: text/html\r\n",
                     "<html><body><h1>No Such Resource</h1><p>Empty Log</p></body></html>");
}

static void
test_empty_log (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = NULL;
  SpillLog *log;

  set_log (old, 2, "/text", answer_empty, NULL);
  watch = watch_synced (old);
  log = hold_log (watch, 2);
  wait_for (spill_log_get_part_state (log) == SPILL_PART_HERE);
  g_assert_true (spill_log_is_complete (log));
  g_assert_cmpuint (spill_log_get_n_lines (log), ==, 0);
  spill_log_release (log);
}

static void
test_html_log (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = NULL;
  SpillLog *log;

  set_log (old, 2, "", answer_text, (char *) "<p>hello</p>\n");
  watch = watch_synced (old);
  log = hold_log (watch, 2);
  wait_for (spill_log_get_part_state (log) == SPILL_PART_HERE);
  g_assert_cmpint (spill_log_get_log_type (log), ==, SPILL_LOG_HTML);
  assert_line (log, 0, "<p>hello</p>");
  spill_log_release (log);
}

/* A log that is still written stays open, and tells the rest as it comes. */
static gboolean
answer_stream (Call    *call,
               gpointer data)
{
  call_raw (call, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n", -1);
  server_wait (call->server);
  call_raw (call, "8\r\ntwo\nthre\r\n2\r\ne\n\r\n0\r\n\r\n", -1);
  return FALSE;
}

static void
test_live_log (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = NULL;
  SpillSourceLimits limits = watch_patient;
  SpillLog *log;

  set_log (old, 3, "/text", answer_stream, NULL);
  limits.total_ms = 3000;
  watch = watch_new_eight (old_master_get_url (old));
  spill_eight_source_set_limits (SPILL_EIGHT_SOURCE (watch->any), &limits);
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  wait_for (count (watch) == 4);
  log = hold_log (watch, 3);
  wait_for (spill_log_get_n_lines (log) == 1);
  g_assert_cmpint (spill_log_get_part_state (log), ==, SPILL_PART_HERE);
  g_assert_false (spill_log_is_complete (log));
  /* Longer than any answer may take. */
  watch_for_ms (limits.total_ms + 500);
  g_assert_cmpint (spill_log_get_part_state (log), ==, SPILL_PART_HERE);
  server_let_go (old_master_get_server (old));
  wait_for (spill_log_get_n_lines (log) == 3);
  assert_line (log, 2, "three");
  wait_for (spill_log_is_complete (log));
  g_assert_true (watch_saw (watch, "log-chunk b 3"));
  spill_log_release (log);
}

/* More than the queue holds at once: none of it is lost. */
static gboolean
answer_big (Call    *call,
            gpointer data)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < 200000; i++)
    g_string_append_printf (text, "line %u\n", i);
  return call_reply (call, "200 OK", "Content-Type: text/plain\r\n", text->str);
}

static void
test_big_log (void)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = NULL;
  SpillLog *log;

  set_log (old, 2, "/text", answer_big, NULL);
  watch = watch_synced (old);
  log = hold_log (watch, 2);
  wait_for (spill_log_get_part_state (log) == SPILL_PART_HERE);
  g_assert_cmpuint (spill_log_get_n_lines (log), ==, 200000);
  assert_line (log, 199999, "line 199999");
  if (!spill_log_has_lines (log, 0, 1))
    spill_log_request_lines (log, 0, 10);
  wait_for (spill_log_has_lines (log, 0, 10));
  assert_line (log, 9, "line 9");
  spill_log_release (log);
}

/* Wishes: what forms of pages do. Where their redirect leads, and what that means, was recorded. */

typedef struct
{
  const char        *name;
  SpillCommandKind   kind;
  const char        *path;
  const char        *fields;     /* that are sent */
  const char        *location;   /* NULL: 500 */
  SpillCommandState  state;
  const char        *words;      /* of the error */
} WishCase;

static const WishCase wish_cases[] = {
  { "stop", SPILL_COMMAND_STOP, "/builders/b/builds/3/stop", "comments=no+more", "../../../../builders/b",
    SPILL_COMMAND_DONE, NULL },
  { "stop-not-ascii", SPILL_COMMAND_STOP, "/builders/b/builds/3/stop", "comments=no+more",
    "../../../../builders/b", SPILL_COMMAND_DONE, NULL },
  { "refused", SPILL_COMMAND_STOP, "/builders/b/builds/3/stop", "username=ann", "../../../../authzfail",
    SPILL_COMMAND_FAILED, "refuses" },
  { "refused-to-root", SPILL_COMMAND_STOP, "/builders/b/builds/3/stop", "passwd=s%26e", "../../",
    SPILL_COMMAND_FAILED, "refuses" },
  { "alert", SPILL_COMMAND_REBUILD, "/builders/b/builds/3/rebuild", "comments=no+more",
    "../../../../builders/b?alert_msg=could%20not%20rebuild%3A%20%26lt%3Bstill%26gt%3B%20not%20finished%20",
    SPILL_COMMAND_FAILED, "could not rebuild: <still> not finished" },
  { "crash", SPILL_COMMAND_STOP, "/builders/b/builds/3/stop", "comments", NULL, SPILL_COMMAND_FAILED, "500" },
  { "cancel-all", SPILL_COMMAND_CANCEL_ALL, "/builders/b/cancelbuild", "id=all", "../../builders/b",
    SPILL_COMMAND_DONE, NULL },
  { "ping", SPILL_COMMAND_PING, "/builders/b/ping", "username=ann", "../../builders/b", SPILL_COMMAND_ACCEPTED,
    NULL },
  { "pause", SPILL_COMMAND_WORKER_PAUSE, "/buildslaves/s1/pause", "username=ann", "../../buildslaves/s1",
    SPILL_COMMAND_ACCEPTED, NULL },
  { "shutdown", SPILL_COMMAND_CLEAN_SHUTDOWN, "/shutdown", "username=ann", "/", SPILL_COMMAND_ACCEPTED, NULL },
  { "shutdown-refused", SPILL_COMMAND_CLEAN_SHUTDOWN, "/shutdown", "username=ann", "./authzfail",
    SPILL_COMMAND_FAILED, "refuses" },
};

typedef struct
{
  const WishCase *c;
  OldMaster      *old;
  char           *body;
} Wished;

static gboolean
answer_wish (Call    *call,
             gpointer data)
{
  Wished *wished = data;
  g_autofree char *head = NULL;

  if (!g_str_equal (call->method, "POST"))
    return call_reply (call, "405 Method Not Allowed", "", "");

  g_atomic_pointer_set (&wished->body, g_strdup (call->body));
  if (wished->c->location == NULL)
    return call_reply (call, "500 Internal Server Error", "", "<html>Traceback</html>");

  if (wished->c->state == SPILL_COMMAND_DONE)
    {
      set_build (wished->old, 3, 1030, 1040, 4);
      old_master_set_builder (wished->old, "b", "idle", "[0,1,2,3]", "[]", 0);
    }
  head = g_strdup_printf ("Location: %s\r\n", wished->c->location);
  return call_reply (call, "302 Found", head, "see there");
}

static gpointer
target_of (Watch            *watch,
           SpillCommandKind  kind)
{
  switch ((int) kind)
    {
    case SPILL_COMMAND_STOP:
    case SPILL_COMMAND_REBUILD:
      return build_of (watch, 3);
    case SPILL_COMMAND_WORKER_PAUSE:
      return spill_list_peek (spill_master_get_workers (watch->master), 0);
    case SPILL_COMMAND_CLEAN_SHUTDOWN:
      return watch->master;
    default:
      return watch_builder (watch, "b");
    }
}

static void
test_wish (gconstpointer data)
{
  Wished wished = { data, old_with_builds (), NULL };
  g_autoptr(OldMaster) old = wished.old;
  g_autoptr(Watch) watch = NULL;
  g_autoptr(SpillCommand) command = NULL;

  old_master_set_builder (old, "b", "building", "[0,1,2,3]", "[3]", 1);
  old_master_set_answer (old, wished.c->path, answer_wish, &wished);
  watch = watch_new_eight (old_master_get_url (old));
  spill_eight_source_set_limits (SPILL_EIGHT_SOURCE (watch->any), &watch_patient);
  watch_log_in (watch, "ann", "s&e");
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  wait_for (spill_eight_source_is_idle (SPILL_EIGHT_SOURCE (watch->any)));

  command = spill_command_new (wished.c->kind, target_of (watch, wished.c->kind));
  g_object_set (command, "patience", 1.0, NULL);
  spill_command_set_reason (command, g_str_equal (wished.c->name, "stop-not-ascii") ? "n\303\266 more" : "no more");
  g_assert_true (spill_master_can (watch->master, wished.c->kind, NULL));
  spill_master_run (watch->master, command);
  wait_for (spill_command_has_ended (command));
  g_assert_cmpint (spill_command_get_state (command), ==, wished.c->state);
  if (strstr (wished.body, wished.c->fields) == NULL)
    g_error ("“%s” has no “%s”", wished.body, wished.c->fields);
  if (wished.c->words != NULL && strstr (spill_command_get_error (command)->message, wished.c->words) == NULL)
    g_error ("“%s” does not say “%s”", spill_command_get_error (command)->message, wished.c->words);
  g_free (wished.body);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; GTestFunc func; } tests[] = {
    { "running", test_running },
    { "new", test_new },
    { "between-polls", test_between_polls },
    { "restart", test_restart },
    { "unreadable", test_unreadable },
    { "away", test_away },
    { "stray", test_stray },
    { "vanished", test_vanished },
    { "anew", test_anew },
    { "builders", test_builders },
    { "older", test_older },
    { "big-master", test_big_master },
    { "big-polls", test_big_polls },
    { "requests", test_requests },
    { "log", test_log },
    { "empty-log", test_empty_log },
    { "html-log", test_html_log },
    { "live-log", test_live_log },
    { "big-log", test_big_log },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/eight/changes/", tests[i].name, NULL);

      g_test_add_func (path, tests[i].func);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wish_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/eight/wishes/", wish_cases[i].name, NULL);

      g_test_add_data_func (path, &wish_cases[i], test_wish);
    }
  return g_test_run ();
}
