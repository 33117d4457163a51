/* A 0.8 master by its pages and its PBListener at the same time: the pages are those of an OldMaster,
 * the port is our own listener. Each event is told once, whoever knows it first; nobody polls while
 * there is a port. */

#include <string.h>

#include "model/spill-list.h"
#include "model/spill-step.h"
#include "old-master.h"
#include "pb-world.h"
#include "sources/eight/spill-eight-both-source.h"
#include "sources/spill-sources.h"
#include "watch.h"

static const SpillPbOptions everybody = { "user", "secret", NULL, NULL };

typedef struct
{
  OldMaster *old;
  World      world;
  char      *port;    /* of the listener */
} Pair;

/* The pages say of the builder what the world has. */
static void
publish (Pair       *self,
         const char *name)
{
  SpillBuilder *builder = world_builder (&self->world, name);
  SpillList *builds = spill_builder_get_builds (builder);
  guint n = spill_list_get_length (builds);
  g_autoptr(GString) cached = g_string_new ("["), current = g_string_new ("[");

  for (guint i = n; i-- > 0;)
    {
      SpillBuild *build = spill_list_peek (builds, i);
      int number = (int) spill_build_get_number (build);
      gboolean runs = !spill_build_is_finished (build);
      g_autofree char *json = old_build (number, spill_build_get_started (build),
                                         runs ? 0 : spill_build_get_finished (build), spill_build_get_result (build));

      old_master_set_build (self->old, name, number, json);
      g_string_append_printf (cached, "%s%d", cached->len > 1 ? "," : "", number);
      if (runs)
        g_string_append_printf (current, "%s%d", current->len > 1 ? "," : "", number);
    }
  g_string_append_c (cached, ']');
  g_string_append_c (current, ']');
  old_master_set_builder (self->old, name, current->len > 2 ? "building" : "idle", cached->str, current->str, 0);
}

static SpillBuild *
begin (Pair       *self,
       const char *name)
{
  SpillBuild *build = world_start_build (&self->world, name);

  publish (self, name);
  return build;
}

static void
end (Pair        *self,
     const char  *name,
     SpillBuild  *build,
     SpillResult  result)
{
  world_finish_build (build, result);
  publish (self, name);
}

/* Builders a, with build 0, and b without. */
static void
pair_init (Pair *self)
{
  world_init (&self->world, &everybody);
  self->old = old_master_new ();
  self->port = g_strdup_printf ("%u", spill_pb_listener_get_port (self->world.listener));
  end (self, "a", begin (self, "a"), SPILL_RESULT_SUCCESS);
  world_builder (&self->world, "b");
  publish (self, "b");
}

static void
pair_clear (Pair *self)
{
  old_master_free (self->old);
  world_clear (&self->world);
  g_free (self->port);
}

static void
listen_again (Pair *self)
{
  g_autoptr(GError) error = NULL;

  spill_pb_listener_start (self->world.listener, self->port, &error);
  g_assert_no_error (error);
}

static void
log_in (Watch      *watch,
        const char *password)
{
  g_autoptr(SpillCredentials) credentials = spill_credentials_new ();

  credentials->pb_password = g_strdup (password);
  spill_source_set_credentials (watch->any, credentials);
}

static Watch *
watch_pair (Pair       *self,
            const char *password)
{
  g_autofree char *text = g_strdup_printf ("%s?pb=user@127.0.0.1:%s", old_master_get_url (self->old), self->port);
  g_autoptr(GError) error = NULL;
  g_autofree char *url = spill_sources_normalize_url (text, &error);
  Watch *watch = watch_new_both (url);
  SpillSourceLimits limits = watch_patient;

  g_assert_no_error (error);
  spill_eight_both_source_set_limits (SPILL_EIGHT_BOTH_SOURCE (watch->any), &limits);
  log_in (watch, password);
  watch_start (watch);
  return watch;
}

static guint
n_requests (Pair *self)
{
  return server_get_n_all (old_master_get_server (self->old));
}

static SpillEightSource *
web_of (Watch *watch)
{
  return spill_eight_both_source_get_web (SPILL_EIGHT_BOTH_SOURCE (watch->any));
}

/* How often exactly this was told. */
static guint
count (Watch      *watch,
       const char *event)
{
  guint n = 0;

  for (guint i = 0; i < watch->events->len; i++)
    n += g_str_equal (watch->events->pdata[i], event);
  return n;
}

static SpillBuild *
find (Watch      *watch,
      const char *builder,
      guint       number)
{
  return spill_builder_get_build (watch_builder (watch, builder), number);
}

static gboolean
is_whole (SpillBuild *build)
{
  return build != NULL && spill_build_get_part_state (build, SPILL_PART_STEPS) == SPILL_PART_HERE;
}

static void
wait_live (Watch *watch)
{
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE) && spill_eight_source_is_idle (web_of (watch)));
}

static void
test_live (void)
{
  Pair pair;
  g_autoptr(Watch) watch = NULL;
  SpillBuild *theirs;
  guint n;

  pair_init (&pair);
  watch = watch_pair (&pair, "secret");
  wait_live (watch);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), ==, 2);
  g_assert_true (is_whole (find (watch, "a", 0)));
  g_assert_cmpstr (spill_build_get_reason (find (watch, "a", 0)), ==, "why");
  g_assert_cmpuint (n_requests (&pair), <=, 20);

  /* Nobody asks while nothing happens, also where somebody looks. */
  n = n_requests (&pair);
  spill_builder_hold (watch_builder (watch, "a"), SPILL_PART_EXPECTATIONS | SPILL_PART_STREAK);
  watch_for_ms (5 * watch_limits.poll_max_ms);
  g_assert_cmpuint (n_requests (&pair), ==, n);
  g_assert_true (watch_is (watch, SPILL_CONNECTION_LIVE));
  spill_builder_release (watch_builder (watch, "a"), SPILL_PART_EXPECTATIONS | SPILL_PART_STREAK);

  /* The port tells, and then the pages are read for the rest, once. */
  theirs = begin (&pair, "a");
  wait_for (count (watch, "build-started a 1") == 1 && is_whole (find (watch, "a", 1)));
  g_assert_cmpint (spill_builder_get_state (watch_builder (watch, "a")), ==, SPILL_BUILDER_BUILDING);
  end (&pair, "a", theirs, SPILL_RESULT_FAILURE);
  wait_for (count (watch, "build-finished a 1") == 1);
  g_assert_cmpint (spill_build_get_result (find (watch, "a", 1)), ==, SPILL_RESULT_FAILURE);
  wait_for (spill_step_is_finished (spill_list_peek (spill_build_get_steps (find (watch, "a", 1)), 0)));
  wait_live (watch);
  n = n_requests (&pair) - n;
  g_assert_cmpuint (n, <=, 4);
  watch_for_ms (5 * watch_limits.poll_max_ms);
  g_assert_cmpuint (count (watch, "build-started a 1"), ==, 1);
  g_assert_cmpuint (count (watch, "build-finished a 1"), ==, 1);
  g_assert_cmpuint (count (watch, "build-finished a 0"), ==, 0);
  pair_clear (&pair);
}

/* Steps of a build that somebody looks at come from both, as one. */
static void
test_steps (void)
{
  Pair pair;
  g_autoptr(Watch) watch = NULL;
  SpillBuild *theirs, *ours;
  SpillStep *step;

  pair_init (&pair);
  watch = watch_pair (&pair, "secret");
  wait_live (watch);
  theirs = begin (&pair, "b");
  wait_for (count (watch, "build-started b 0") == 1);
  ours = find (watch, "b", 0);
  spill_build_hold (ours, SPILL_PART_STEPS);
  wait_live (watch);
  /* The one that the pages have as well, and one that they do not know yet. */
  world_finish_step (world_start_step (theirs, "st/ep"), SPILL_RESULT_SUCCESS, NULL);
  step = world_start_step (theirs, "second");
  wait_for (spill_list_get_length (spill_build_get_steps (ours)) == 2);
  wait_live (watch);
  g_assert_cmpuint (spill_list_get_length (spill_build_get_steps (ours)), ==, 2);
  world_finish_step (step, SPILL_RESULT_WARNINGS, NULL);
  wait_for (spill_step_is_finished (spill_list_peek (spill_build_get_steps (ours), 1)));
  g_assert_cmpuint (spill_list_get_length (spill_step_get_logs (spill_list_peek (spill_build_get_steps (ours), 0))), ==, 1);
  end (&pair, "b", theirs, SPILL_RESULT_WARNINGS);
  wait_for (count (watch, "build-finished b 0") == 1);
  spill_build_release (ours, SPILL_PART_STEPS);
  pair_clear (&pair);
}

/* Without the port it is polled; with it again, what happened in between was told once. */
static void
test_port_goes (void)
{
  Pair pair;
  g_autoptr(Watch) watch = NULL;
  SpillBuild *first, *second;
  guint n;

  pair_init (&pair);
  watch = watch_pair (&pair, "secret");
  wait_live (watch);
  first = begin (&pair, "a");
  wait_for (count (watch, "build-started a 1") == 1);

  spill_pb_listener_stop (pair.world.listener);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  n = n_requests (&pair);
  wait_for (n_requests (&pair) > n + 2);
  end (&pair, "a", first, SPILL_RESULT_SUCCESS);
  second = begin (&pair, "b");
  wait_for (count (watch, "build-finished a 1") == 1 && count (watch, "build-started b 0") == 1);
  g_assert_cmpint (spill_master_get_problem (watch->master), ==, SPILL_PROBLEM_NONE);

  listen_again (&pair);
  wait_live (watch);
  end (&pair, "b", second, SPILL_RESULT_EXCEPTION);
  wait_for (count (watch, "build-finished b 0") == 1);
  wait_live (watch);
  n = n_requests (&pair);
  watch_for_ms (3 * watch_limits.poll_max_ms);
  g_assert_cmpuint (n_requests (&pair), ==, n);
  g_assert_cmpuint (count (watch, "build-started a 1"), ==, 1);
  g_assert_cmpuint (count (watch, "build-finished a 1"), ==, 1);
  g_assert_cmpuint (count (watch, "build-started b 0"), ==, 1);
  pair_clear (&pair);
}

static gboolean
answer_ill (Call     *call,
            gpointer  data)
{
  return call_reply (call, "503 Service Unavailable", "", "");
}

static void
set_ill (Pair     *self,
         gboolean  is_ill)
{
  old_master_set_answer (self->old, "/json", is_ill ? answer_ill : NULL, NULL);
  old_master_set_answer (self->old, "/json/builders", is_ill ? answer_ill : NULL, NULL);
}

/* Neither is there for a while; builds that nobody saw are told when both are back, once, in order. */
static void
test_gap (void)
{
  Pair pair;
  g_autoptr(Watch) watch = NULL;
  SpillBuild *running;

  pair_init (&pair);
  watch = watch_pair (&pair, "secret");
  wait_live (watch);
  running = begin (&pair, "a");
  wait_for (count (watch, "build-started a 1") == 1);
  wait_live (watch);

  set_ill (&pair, TRUE);
  spill_pb_listener_stop (pair.world.listener);
  wait_for (watch_is (watch, SPILL_CONNECTION_RECONNECTING));
  end (&pair, "a", running, SPILL_RESULT_SUCCESS);
  for (guint i = 2; i < 5; i++)
    end (&pair, "a", begin (&pair, "a"), SPILL_RESULT_FAILURE);
  begin (&pair, "a");
  set_ill (&pair, FALSE);
  listen_again (&pair);
  wait_live (watch);
  wait_for (count (watch, "build-started a 5") == 1);
  for (guint i = 1; i < 5; i++)
    {
      g_autofree char *event = g_strdup_printf ("build-finished a %u", i);

      g_assert_cmpuint (count (watch, event), ==, 1);
    }
  pair_clear (&pair);
}

/* Only the port is there, and then the pages as well. */
static void
test_pages_late (void)
{
  Pair pair;
  g_autoptr(Watch) watch = NULL;
  SpillBuild *theirs;

  pair_init (&pair);
  set_ill (&pair, TRUE);
  watch = watch_pair (&pair, "secret");
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  wait_for (find (watch, "a", 0) != NULL);
  g_assert_null (spill_build_get_reason (find (watch, "a", 0)));
  theirs = begin (&pair, "a");
  wait_for (count (watch, "build-started a 1") == 1);

  set_ill (&pair, FALSE);
  wait_for (spill_build_get_reason (find (watch, "a", 0)) != NULL && is_whole (find (watch, "a", 1)));
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), ==, 2);
  wait_live (watch);
  end (&pair, "a", theirs, SPILL_RESULT_SUCCESS);
  wait_for (count (watch, "build-finished a 1") == 1);
  g_assert_cmpuint (count (watch, "build-started a 1"), ==, 1);

  /* And without them. */
  set_ill (&pair, TRUE);
  theirs = begin (&pair, "b");
  wait_for (count (watch, "build-started b 0") == 1);
  end (&pair, "b", theirs, SPILL_RESULT_SUCCESS);
  wait_for (count (watch, "build-finished b 0") == 1);
  g_assert_true (watch_is (watch, SPILL_CONNECTION_LIVE));
  set_ill (&pair, FALSE);
  wait_for (is_whole (find (watch, "b", 0)));
  g_assert_cmpuint (count (watch, "build-finished b 0"), ==, 1);
  pair_clear (&pair);
}

/* Only the pages are there; why is said. */
static void
test_no_port (void)
{
  Pair pair;
  g_autoptr(Watch) watch = NULL;

  pair_init (&pair);
  spill_pb_listener_stop (pair.world.listener);
  watch = watch_pair (&pair, "secret");
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  wait_for (spill_master_get_notice (watch->master) != NULL);
  g_assert_cmpint (spill_master_get_problem (watch->master), ==, SPILL_PROBLEM_NONE);
  end (&pair, "a", begin (&pair, "a"), SPILL_RESULT_FAILURE);
  wait_for (count (watch, "build-finished a 1") == 1);
  pair_clear (&pair);
}

/* Neither: the pages' trouble is shown. */
static void
test_nothing (void)
{
  Pair pair;
  g_autoptr(Watch) watch = NULL;

  pair_init (&pair);
  set_ill (&pair, TRUE);
  spill_pb_listener_stop (pair.world.listener);
  watch = watch_pair (&pair, "secret");
  wait_for (watch_is (watch, SPILL_CONNECTION_RECONNECTING));
  g_assert_nonnull (spill_master_get_problem_text (watch->master));
  set_ill (&pair, FALSE);
  listen_again (&pair);
  wait_live (watch);
  g_assert_null (spill_master_get_problem_text (watch->master));
  pair_clear (&pair);
}

/* The port has a password of its own. */
static void
test_password (void)
{
  Pair pair;
  g_autoptr(Watch) watch = NULL;

  pair_init (&pair);
  watch = watch_pair (&pair, "wrong-one");
  wait_for (spill_master_get_notice (watch->master) != NULL);
  g_assert_null (strstr (spill_master_get_notice (watch->master), "wrong-one"));
  g_assert_nonnull (strstr (spill_master_get_notice (watch->master), pair.port));
  g_assert_true (watch_is (watch, SPILL_CONNECTION_POLLING));
  log_in (watch, "secret");
  wait_live (watch);
  g_assert_null (spill_master_get_notice (watch->master));
  pair_clear (&pair);
}

#define N_BIG 1200

/* As big a master as we design for: with the port as well the first picture is not more than 20
 * questions, and one that is told of is two. */
static void
test_big (void)
{
  Pair pair;
  g_autoptr(Watch) watch = NULL;
  SpillBuild *theirs;
  guint n;

  pair_init (&pair);
  for (guint i = 0; i < N_BIG; i++)
    {
      g_autofree char *name = g_strdup_printf ("project-with-long-name-%04u", i);

      end (&pair, name, begin (&pair, name), i % 3 == 0 ? SPILL_RESULT_FAILURE : SPILL_RESULT_SUCCESS);
    }
  watch = watch_pair (&pair, "secret");
  wait_for (watch_is (watch, SPILL_CONNECTION_LIVE));
  g_assert_cmpuint (n_requests (&pair), <=, 20);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), ==, N_BIG + 2);
  wait_live (watch);
  n = n_requests (&pair);
  theirs = begin (&pair, "project-with-long-name-0700");
  wait_for (count (watch, "build-started project-with-long-name-0700 1") == 1);
  wait_for (is_whole (find (watch, "project-with-long-name-0700", 1)));
  wait_live (watch);
  g_assert_cmpuint (n_requests (&pair), <=, n + 2);
  end (&pair, "project-with-long-name-0700", theirs, SPILL_RESULT_SUCCESS);
  wait_for (count (watch, "build-finished project-with-long-name-0700 1") == 1);
  g_assert_cmpuint (server_get_longest (old_master_get_server (pair.old)), <, 8000);
  g_assert_cmpuint (server_get_most (old_master_get_server (pair.old), "select="), <=, 400);
  pair_clear (&pair);
}

static const struct { const char *name, *text, *url; } urls[] = {
  { "whole", "http://host:8010/?pb=pb://me@other:9989", "http://host:8010/?pb=me@other:9989" },
  { "host", "http://host:8010/?pb=other", "http://host:8010/?pb=other:9988" },
  { "user", "http://host:8010?pb=me@other:1", "http://host:8010/?pb=me@other:1" },
  { "port", "https://host/bb/?pb=9989", "https://host/bb/?pb=host:9989" },
  { "empty", "host:8010/?pb=", "http://host:8010/?pb=host:9988" },
  { "page", "http://host:8010/waterfall?builder=a&pb=9988", "http://host:8010/?pb=host:9988" },
  { "again", "http://host:8010/?pb=me@other:9989", "http://host:8010/?pb=me@other:9989" },
  { "odd-user", "http://host:8010/?pb=a%2540b@other:1", "http://host:8010/?pb=a%2540b@other:1" },
  { "ipv6", "http://[::1]:8010/?pb=9988", "http://[::1]:8010/?pb=[::1]:9988" },
  { "ipv6-again", "http://[::1]:8010/?pb=[::1]:9988", "http://[::1]:8010/?pb=[::1]:9988" },
  { "password", "http://host:8010/?pb=me:secret@other", NULL },
  { "not-one", "http://host:8010/?pb=://", NULL },
  { "other", "http://host:8010/?npb=1", "http://host:8010/" },
};

static void
test_url (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GError) error = NULL;
  g_autofree char *url = spill_sources_normalize_url (urls[i].text, &error);

  g_assert_cmpstr (url, ==, urls[i].url);
  g_assert_cmpint (error != NULL, ==, urls[i].url == NULL);
  if (error != NULL)
    g_assert_null (strstr (error->message, "secret"));
}

/* Stopped at any moment, everything goes. */
static void
test_stop_anywhere (void)
{
  for (gint64 us = 0; us < 30000; us += 1500)
    {
      Pair pair;
      g_autoptr(Watch) watch = NULL;
      gint64 until = g_get_monotonic_time () + us;

      pair_init (&pair);
      watch = watch_pair (&pair, "secret");
      while (g_get_monotonic_time () < until)
        g_main_context_iteration (NULL, FALSE);
      spill_source_stop (watch->any);
      world_settle ();
      g_assert_true (watch_is (watch, SPILL_CONNECTION_OFF));
      pair_clear (&pair);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; GTestFunc func; } tests[] = {
    { "live", test_live },
    { "steps", test_steps },
    { "port-goes", test_port_goes },
    { "gap", test_gap },
    { "pages-late", test_pages_late },
    { "no-port", test_no_port },
    { "nothing", test_nothing },
    { "password", test_password },
    { "big", test_big },
    { "stop-anywhere", test_stop_anywhere },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sources/eight-both/%s", tests[i].name);

      g_test_add_func (path, tests[i].func);
    }
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sources/eight-both/url/%s", urls[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_url);
    }
  return g_test_run ();
}
