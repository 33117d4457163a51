/* /ws: masters that refuse it, break it, flood it, and the order in which things come. */

#include <string.h>
#include <time.h>

#include "hostile.h"
#include "model/spill-build.h"
#include "model/spill-request.h"
#include "model/spill-step.h"
#include "model/spill-worker.h"
#include "sources/nine/spill-nine-socket.h"
#include "watch.h"

/* What the source sends when /ws opens: seven subscriptions and a ping. */
#define HELLO 8

#define BUILD(action, complete, results, state) \
  "{\"k\": \"builds/9/" action "\", \"m\": {\"buildid\": 9, \"number\": 4, \"builderid\": 1, " \
  "\"buildrequestid\": 6, \"workerid\": 1, \"masterid\": 1, \"started_at\": 2000, " \
  "\"complete\": " complete ", \"complete_at\": null, \"results\": " results ", " \
  "\"state_string\": \"" state "\", \"properties\": {}}}"

typedef struct
{
  gboolean (*talk) (Call *call);   /* once, after the greeting */
  int        is_over;              /* it has talked: the next time it behaves */
} Script;

/* A master whose /ws behaves until the test lets the server go, and then talks. */
static gboolean
scripted (Call *call, gpointer data)
{
  Script *script = data;

  if (!call_is (call, "/ws"))
    return call_plain (call);

  if (!call_accept_socket (call) || !call_serve_socket (call, HELLO))
    return FALSE;
  if (!g_atomic_int_get (&script->is_over))
    {
      server_wait (call->server);
      g_atomic_int_set (&script->is_over, TRUE);
      if (!script->talk (call))
        return FALSE;
    }
  call_serve_socket (call, 0);
  return FALSE;
}

static gboolean
status_403 (Call *call, gpointer data)
{
  return call_is (call, "/ws") ? call_reply (call, "403 Forbidden", "", "no") : call_plain (call);
}

static gboolean
status_400 (Call *call, gpointer data)
{
  return call_is (call, "/ws") ? call_reply (call, "400 Bad Request", "", "no") : call_plain (call);
}

static gboolean
status_502 (Call *call, gpointer data)
{
  return call_is (call, "/ws") ? call_reply (call, "502 Bad Gateway", "", "no") : call_plain (call);
}

static gboolean
status_200 (Call *call, gpointer data)
{
  return call_is (call, "/ws") ? call_reply (call, "200 OK", "", "<html>") : call_plain (call);
}

static gboolean
never_opens (Call *call, gpointer data)
{
  if (!call_is (call, "/ws"))
    return call_plain (call);

  server_wait (call->server);
  return FALSE;
}

static gboolean
opens_and_is_mute (Call *call, gpointer data)
{
  if (!call_is (call, "/ws"))
    return call_plain (call);

  call_accept_socket (call);
  server_wait (call->server);
  return FALSE;
}

static gboolean
opens_and_hangs_up (Call *call, gpointer data)
{
  if (!call_is (call, "/ws"))
    return call_plain (call);

  call_accept_socket (call);
  return FALSE;
}

static gboolean
wrong_key (Call *call, gpointer data)
{
  if (!call_is (call, "/ws"))
    return call_plain (call);

  return call_raw (call, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                         "Connection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n", -1);
}

static const struct { const char *name; ServerAnswer answer; } refusals[] = {
  { "400", status_400 },
  { "403", status_403 },
  { "404", NULL },
  { "502", status_502 },
  { "200", status_200 },
  { "wrong-key", wrong_key },
  { "never-opens", never_opens },
  { "opens-and-is-mute", opens_and_is_mute },
  { "opens-and-hangs-up", opens_and_hangs_up },
};

/* Without events the master is asked, and /ws is tried again now and then. */
static void
test_refused (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(Server) server = server_new (refusals[i].answer, NULL);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  guint n;

  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_cmpint (spill_master_get_problem (watch->master), ==, SPILL_PROBLEM_NONE);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), ==, 2);

  n = server_get_n (server, "/api/v2/builds");
  wait_for (server_get_n (server, "/api/v2/builds") > n + 2);
  wait_for (server_get_n (server, "/ws") >= 2);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
}

/* Refused at first, it opens later. */
static gboolean
refuses_once (Call *call, gpointer data)
{
  int *n = data;

  if (!call_is (call, "/ws"))
    return call_plain (call);
  if (g_atomic_int_add (n, 1) == 0)
    return call_reply (call, "404 Not Found", "", "no");

  call_accept_socket (call);
  call_serve_socket (call, 0);
  return FALSE;
}

static void
test_opens_later (void)
{
  int n = 0;
  g_autoptr(Server) server = server_new (refuses_once, &n);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  guint n_asked;

  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  wait_for (spill_nine_source_is_idle (watch->source));
  n_asked = server_get_n_all (server);
  watch_for_ms (600);
  g_assert_cmpuint (server_get_n_all (server), ==, n_asked);
}

/* Illnesses of an open connection */

static gboolean
too_large (Call *call)
{
  g_autofree char *frame = g_strnfill (2 * 1024 * 1024, ' ');

  return call_frame (call, frame, -1);
}

static gboolean
endless (Call *call)
{
  g_autofree char *spaces = g_strnfill (65536, ' ');

  /* A frame of 2^40 bytes. */
  call_raw (call, "\x81\x7f\0\0\1\0\0\0\0\0", 10);
  while (call_raw (call, spaces, 65536))
    ;
  return FALSE;
}

static gboolean
not_json (Call *call)
{
  return call_frame (call, "this is not JSON", -1);
}

static gboolean
deep (Call *call)
{
  g_autofree char *frame = g_strnfill (500000, '[');

  return call_frame (call, frame, -1);
}

static gboolean
not_utf8 (Call *call)
{
  return call_frame (call, "{\"k\": \"\xff\xfe\"}", -1);
}

static gboolean
half_a_frame (Call *call)
{
  call_raw (call, "\x81\x7e\x10\x00{\"k\": \"bui", 14);
  return FALSE;
}

static gboolean
garbage (Call *call)
{
  return call_raw (call, "HTTP/1.1 400 Bad Request\r\n\r\n", -1);
}

static gboolean
hang_up (Call *call)
{
  return FALSE;
}

static const struct
{
  const char   *name;
  gboolean    (*talk) (Call *call);
  SpillProblem  problem;
} illnesses[] = {
  { "too-large", too_large, SPILL_PROBLEM_BAD_ANSWER },
  { "endless", endless, SPILL_PROBLEM_BAD_ANSWER },
  { "not-json", not_json, SPILL_PROBLEM_BAD_ANSWER },
  { "deep", deep, SPILL_PROBLEM_BAD_ANSWER },
  { "not-utf-8", not_utf8, SPILL_PROBLEM_BAD_ANSWER },
  { "garbage", garbage, SPILL_PROBLEM_UNREACHABLE },
  { "half-a-frame", half_a_frame, SPILL_PROBLEM_UNREACHABLE },
  { "hangs-up", hang_up, SPILL_PROBLEM_UNREACHABLE },
};

static void
on_problem (SpillMaster *master,
            GParamSpec  *pspec,
            SpillProblem *last)
{
  if (spill_master_get_problem (master) != SPILL_PROBLEM_NONE)
    *last = spill_master_get_problem (master);
}

static void
test_falls_ill (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Script script = { .talk = illnesses[i].talk };
  g_autoptr(Server) server = server_new (scripted, &script);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  SpillProblem problem = SPILL_PROBLEM_NONE;
  SpillBuilder *builder;

  g_signal_connect (watch->master, "notify::problem", G_CALLBACK (on_problem), &problem);
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  builder = watch_builder (watch, "one");

  server_let_go (server);
  wait_for (problem != SPILL_PROBLEM_NONE);
  g_assert_cmpint (problem, ==, illnesses[i].problem);
  g_assert_true (watch_builder (watch, "one") == builder);

  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  g_assert_true (watch_builder (watch, "one") == builder);
  g_assert_true (watch_saw (watch, "master-disconnected"));
}

/* More events than can be applied: they stop, the picture is asked for, and all goes on. */
static gboolean
flood (Call *call)
{
  for (guint i = 0; i < 100000; i++)
    if (!call_frame (call, BUILD ("update", "false", "null", "building"), -1))
      return FALSE;

  return TRUE;
}

/* What this thread has worked, in µs: others may have the machine meanwhile. */
static gint64
get_work (void)
{
  struct timespec spent;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &spent);
  return spent.tv_sec * G_TIME_SPAN_SECOND + spent.tv_nsec / 1000;
}

static gboolean
note_gap (gpointer data)
{
  static gint64 last;
  gint64 *longest = data;
  gint64 now = get_work ();

  if (*longest < 0)
    *longest = 0;
  else
    *longest = MAX (*longest, now - last);
  last = now;
  return G_SOURCE_CONTINUE;
}

/* A window that has much to draw. */
static void
be_busy (SpillMaster *master,
         gpointer     unused)
{
  g_usleep (10000);
}

static void
test_flood (void)
{
  Script script = { .talk = flood };
  g_autoptr(Server) server = server_new (scripted, &script);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  SpillSourceLimits small = watch_limits;
  gint64 longest = -1;
  guint redraw;

  small.max_queue = 8 * 1024;
  spill_nine_source_set_limits (watch->source, &small);
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));

  g_signal_connect (watch->master, "settled", G_CALLBACK (be_busy), NULL);
  redraw = g_timeout_add_full (120, 2, note_gap, &longest, NULL);
  server_let_go (server);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_nonnull (strstr (spill_master_get_notice (watch->master), "more events"));
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), ==, 2);
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  g_source_remove (redraw);
  g_test_message ("the main loop worked for %.1f ms at most before it drew", longest / 1000.0);
  g_assert_cmpint (longest, <, 100000);
}

/* A flood that can be applied is applied, and the window is drawn meanwhile. */
static gboolean
burst (Call *call)
{
  for (guint i = 0; i < 5000; i++)
    if (!call_frame (call, BUILD ("update", "false", "null", "building"), -1))
      return FALSE;

  return call_frame (call, BUILD ("finished", "true", "2", "failed"), -1);
}

static void
test_burst (void)
{
  Script script = { .talk = burst };
  g_autoptr(Server) server = server_new (scripted, &script);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  SpillSourceLimits roomy = watch_limits;
  gint64 longest = -1;
  guint redraw;

  roomy.max_queue = 8 * 1024 * 1024;
  spill_nine_source_set_limits (watch->source, &roomy);
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  redraw = g_timeout_add_full (120, 2, note_gap, &longest, NULL);
  server_let_go (server);
  wait_for (watch_saw (watch, "build-finished one 4"));
  g_source_remove (redraw);
  g_assert_true (watch_is (watch, SPILL_CONNECTION_LIVE));
  g_test_message ("the main loop worked for %.1f ms at most before it drew", longest / 1000.0);
  g_assert_cmpint (longest, <, 100000);
}

/* Order */

/* Update and steps come before "new"; each under several keys; results are null or -1. */
static gboolean
disorder (Call *call)
{
  return call_frame (call, BUILD ("update", "false", "null", "starting"), -1)
    && call_frame (call, "{\"k\": \"buildrequests/8/claimed\", \"m\": {\"buildrequestid\": 8, "
                         "\"builderid\": 2, \"claimed\": true, \"complete\": false, "
                         "\"results\": -1, \"submitted_at\": 1999}}", -1)
    && call_frame (call, "{\"k\": \"buildrequests/8/new\", \"m\": {\"buildrequestid\": 8, "
                         "\"builderid\": 2, \"claimed\": false, \"complete\": false, "
                         "\"results\": -1, \"submitted_at\": 1999}}", -1)
    && call_frame (call, BUILD ("new", "false", "null", "created"), -1)
    && call_frame (call, "{\"k\": \"builders/1/builds/4/new\", \"m\": {\"buildid\": 9, "
                         "\"number\": 4, \"builderid\": 1, \"complete\": false}}", -1)
    && call_frame (call, "{\"k\": \"workers/1/builds/9/new\", \"m\": {\"buildid\": 9, "
                         "\"number\": 4, \"builderid\": 1, \"complete\": false}}", -1)
    && call_frame (call, BUILD ("finished", "true", "0", "build successful"), -1)
    && call_frame (call, BUILD ("update", "false", "null", "too late"), -1)
    && call_frame (call, "{\"k\": \"buildrequests/8/complete\", \"m\": {\"buildrequestid\": 8, "
                         "\"builderid\": 2, \"claimed\": true, \"complete\": true, "
                         "\"results\": 6}}", -1)
    && call_frame (call, "{\"k\": \"buildrequests/8/cancel\", \"m\": null}", -1)
    && call_frame (call, "{\"k\": \"something/new/under/the/sun\", \"m\": {}}", -1)
    && call_frame (call, "{\"k\": \"workers/1/disconnected\", \"m\": {\"workerid\": 1, "
                         "\"name\": \"w\", \"connected_to\": [], \"configured_on\": "
                         "[{\"masterid\": 1, \"builderid\": 1}]}}", -1);
}

static guint
count_events (Watch      *watch,
              const char *event)
{
  guint n = 0;

  for (guint i = 0; i < watch->events->len; i++)
    n += g_str_equal (watch->events->pdata[i], event);
  return n;
}

static void
test_disorder (void)
{
  Script script = { .talk = disorder };
  g_autoptr(Server) server = server_new (scripted, &script);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  SpillBuild *build;

  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  server_let_go (server);
  wait_for (watch_saw (watch, "worker-disconnected"));

  build = spill_builder_get_build (watch_builder (watch, "one"), 4);
  g_assert_nonnull (build);
  g_assert_true (spill_build_is_finished (build));
  g_assert_cmpint (spill_build_get_result (build), ==, SPILL_RESULT_SUCCESS);
  g_assert_cmpstr (spill_build_get_text (build), ==, "build successful");
  g_assert_cmpfloat (spill_build_get_started (build), ==, 2000);
  g_assert_cmpuint (count_events (watch, "build-started one 4"), ==, 1);
  g_assert_cmpuint (count_events (watch, "build-finished one 4"), ==, 1);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_requests (watch->master)), ==, 0);
  g_assert_true (watch_is (watch, SPILL_CONNECTION_LIVE));
  g_assert_null (spill_master_get_notice (watch->master));
}

/* What an event said after the question was sent is newer than the answer. */
typedef struct
{
  int is_asked;
  int is_told;
} Race;

static gboolean
race (Call *call, gpointer data)
{
  Race *r = data;

  if (call_is (call, "/ws"))
    {
      call_accept_socket (call);
      call_serve_socket (call, HELLO);
      while (!g_atomic_int_get (&r->is_asked))
        g_usleep (1000);
      call_frame (call, "{\"k\": \"workers/1/state_updated\", \"m\": {\"workerid\": 1, "
                        "\"name\": \"w\", \"paused\": true, \"graceful\": false, "
                        "\"connected_to\": [{\"masterid\": 1}]}}", -1);
      call_frame (call, "{\"k\": \"builds/7/finished\", \"m\": {\"buildid\": 7, \"number\": 3, "
                        "\"builderid\": 1, \"started_at\": 1000, \"complete_at\": 1100, "
                        "\"complete\": true, \"results\": 0, \"state_string\": \"told\"}}", -1);
      g_usleep (20000);
      g_atomic_int_set (&r->is_told, TRUE);
      call_serve_socket (call, 0);
      return FALSE;
    }
  /* The event's builder may be new to the client, which then asks again: that answer is newer than
   * the event, so it tells the same. */
  if (call_is (call, "/api/v2/workers") && g_atomic_int_get (&r->is_asked))
    return call_json (call, "{\"workers\": [{\"workerid\": 1, \"name\": \"w\", \"paused\": true, "
                            "\"graceful\": false, \"connected_to\": [{\"masterid\": 1}], "
                            "\"configured_on\": [{\"masterid\": 1, \"builderid\": 1}], "
                            "\"workerinfo\": {}}], \"meta\": {}}");
  if (call_is (call, "/api/v2/workers"))
    {
      /* The master made its answer, and only then the worker was paused. */
      g_atomic_int_set (&r->is_asked, TRUE);
      while (!g_atomic_int_get (&r->is_told))
        g_usleep (1000);
    }

  return call_plain (call);
}

static void
test_race (void)
{
  Race r = { 0 };
  g_autoptr(Server) server = server_new (race, &r);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));

  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  wait_for (spill_worker_is_paused (
    spill_list_peek (spill_master_get_workers (watch->master), 0)));
}

/* Sleep: the clock that stands still against the one that does not. */
static void
test_slept (void)
{
  const gint64 s = G_TIME_SPAN_SECOND;

  g_assert_false (spill_nine_slept (100 * s, 500 * s, 110 * s, 510 * s));
  g_assert_false (spill_nine_slept (100 * s, 500 * s, 110 * s, 512 * s));
  g_assert_true (spill_nine_slept (100 * s, 500 * s, 110 * s, 4000 * s));
}

static void
add (const char    *group,
     const char    *name,
     guint          i,
     GTestDataFunc  test)
{
  g_autofree char *path = g_strdup_printf ("/sources/nine-socket/%s/%s", group, name);

  g_test_add_data_func (path, GUINT_TO_POINTER (i), test);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    add ("refused", refusals[i].name, i, test_refused);
  for (guint i = 0; i < G_N_ELEMENTS (illnesses); i++)
    add ("falls-ill", illnesses[i].name, i, test_falls_ill);
  g_test_add_func ("/sources/nine-socket/opens-later", test_opens_later);
  g_test_add_func ("/sources/nine-socket/flood", test_flood);
  g_test_add_func ("/sources/nine-socket/burst", test_burst);
  g_test_add_func ("/sources/nine-socket/disorder", test_disorder);
  g_test_add_func ("/sources/nine-socket/race", test_race);
  g_test_add_func ("/sources/nine-socket/slept", test_slept);
  return g_test_run ();
}
