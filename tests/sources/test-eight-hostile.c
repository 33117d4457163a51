/* Servers that are no 0.8 masters, and such masters that are ill: each on a real socket. The error
 * appears at the master concerned, in words; nothing held is lost. */

#include <string.h>

#include "ills.h"
#include "model/spill-command.h"
#include "model/spill-force.h"
#include "model/spill-list.h"
#include "model/spill-log.h"
#include "model/spill-step.h"
#include "old-master.h"
#include "watch.h"

static void
test_contact (gconstpointer data)
{
  ill_meet (data, watch_new_eight);
}

/* Of a server that is no master of any kind the user is told once, by whichever source asks last. */
static void
test_any (gconstpointer data)
{
  const Ill *ill = data;
  g_autoptr(Server) server = server_new (ill->answer, NULL);
  g_autoptr(Watch) watch = watch_new_any (server_get_url (server));

  watch_start (watch);
  wait_for (watch_has_problem (watch, ill->problem));
  g_assert_cmpint (spill_master_get_connection (watch->master), ==, ill->connection);
  ill_assert_words (watch, ill->words);
}

/* A master with builds 0 and 1, of which 1 runs. */
static OldMaster *
old_with_builds (void)
{
  OldMaster *old = old_master_new ();
  g_autofree char *first = old_build (0, 1000, 1010, 2);
  g_autofree char *second = old_build (1, 1020, 0, 0);

  old_master_set_build (old, "b", 0, first);
  old_master_set_build (old, "b", 1, second);
  old_master_set_builder (old, "b", "building", "[0,1]", "[1]", 0);
  return old;
}

static void
test_falls_ill (gconstpointer data)
{
  const Ill *ill = data;
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = watch_new_eight (old_master_get_url (old));
  SpillBuild *build;

  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  wait_for (spill_eight_source_is_idle (SPILL_EIGHT_SOURCE (watch->any)));
  build = spill_builder_get_build (watch_builder (watch, "b"), 1);
  spill_build_hold (build, SPILL_PART_STEPS);

  old_master_set_answer (old, "/json", ill->answer, NULL);
  old_master_set_answer (old, "/json/builders", ill->answer, NULL);
  wait_for (!spill_master_is_fresh (watch->master));
  g_assert_cmpint (spill_master_get_problem (watch->master), !=, SPILL_PROBLEM_NONE);
  watch_for_ms (100);
  g_assert_true (spill_builder_get_build (watch_builder (watch, "b"), 1) == build);
  g_assert_nonnull (spill_builder_get_build (watch_builder (watch, "b"), 0));

  old_master_set_answer (old, "/json", NULL, NULL);
  old_master_set_answer (old, "/json/builders", NULL, NULL);
  if (watch_is (watch, SPILL_CONNECTION_FAILED))
    spill_source_retry (watch->any);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_null (spill_master_get_problem_text (watch->master));
  spill_build_release (build, SPILL_PART_STEPS);
}

/* Answers of wrong types and with members that make no sense. Nothing of it is believed, the rest is
 * shown. */

typedef struct
{
  const char *name;
  const char *build;   /* build 1 */
} BuildCase;

static const BuildCase build_cases[] = {
  { "null", "null" },
  { "list", "[]" },
  { "text", "\"x\"" },
  { "empty", "{}" },
  { "numbers", "{\"number\":1,\"times\":7,\"steps\":5,\"text\":3,\"properties\":{},\"sourceStamps\":1}" },
  { "texts", "{\"number\":\"1\",\"times\":\"a\",\"steps\":\"b\",\"text\":\"c\",\"results\":\"d\"}" },
  { "nested", "{\"number\":1,\"times\":[[1],{}],\"steps\":[[],1,null,{}],\"text\":[[],{},null,1]}" },
  { "huge-number", "{\"number\":99999999999999999999,\"times\":[1e308,-1e308],\"results\":1e300}" },
  { "negative", "{\"number\":-5,\"times\":[-5,-6],\"results\":-7,\"steps\":[{\"step_number\":-1}]}" },
  { "steps-far-apart", "{\"number\":1,\"times\":[1,2],\"steps\":[{\"step_number\":2000000000,\"name\":\"x\"}]}" },
  { "step-without-name", "{\"number\":1,\"times\":[1,2],\"steps\":[{\"step_number\":0,\"isFinished\":true}]}" },
  { "change-without-number", "{\"number\":1,\"times\":[1,2],\"sourceStamps\":[{\"changes\":[{\"who\":null}]}]}" },
  { "nul", "{\"number\":1,\"times\":[1,2],\"reason\":\"a\\u0000b\",\"text\":[\"\\u0000\"]}" },
  { "bidi", "{\"number\":1,\"times\":[1,2],\"reason\":\"\\u202e<b>&amp;\\ud800\"}" },
  { "eta", "{\"number\":1,\"times\":[1,null],\"eta\":1e300,\"steps\":[{\"name\":\"s\",\"eta\":-1e300}]}" },
  { "urls", "{\"number\":1,\"times\":[1,2],\"steps\":[{\"name\":\"s\",\"urls\":{\"a\":7,\"b\":\"javascript:x\","
            "\"c\":\"http://old.example.org/builders/b/builds/99999999999\"},\"logs\":[[],[1],[\"l\"]]}]}" },
};

static void
test_build (gconstpointer data)
{
  const BuildCase *c = data;
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = NULL;
  SpillBuild *build;

  old_master_set_build (old, "b", 1, c->build);
  watch = watch_new_eight (old_master_get_url (old));
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  build = spill_builder_get_build (watch_builder (watch, "b"), 0);
  if (build == NULL)
    wait_for (spill_eight_source_is_idle (SPILL_EIGHT_SOURCE (watch->any)));
  watch_for_ms (watch_limits.poll_max_ms);
  g_assert_true (watch_is (watch, SPILL_CONNECTION_POLLING));
  build = spill_builder_get_build (watch_builder (watch, "b"), 1);
  if (build == NULL)
    return;

  /* Whatever there is of it is text that can be shown. */
  if (spill_build_get_reason (build) != NULL)
    g_assert_true (g_utf8_validate (spill_build_get_reason (build), -1, NULL));
  for (guint i = 0; i < spill_list_get_length (spill_build_get_steps (build)); i++)
    g_assert_nonnull (spill_step_get_name (spill_list_peek (spill_build_get_steps (build), i)));
}

typedef struct
{
  const char *name;
  const char *root;      /* of json */
  const char *builders;  /* of json/builders */
} AnswerCase;

#define ROOT "{\"project\":{\"title\":\"T\"},\"slaves\":{\"s\":{\"builders\":{\"b\":[]}}}}"

static const AnswerCase answer_cases[] = {
  { "title-number", "{\"project\":{\"title\":7},\"slaves\":{\"s\":{\"builders\":{\"b\":[]}}}}", "{}" },
  { "slaves-list", "{\"project\":{\"title\":\"T\"},\"slaves\":[]}", "{}" },
  { "slave-null", "{\"project\":{\"title\":\"T\"},\"slaves\":{\"s\":null,\"t\":7,\"u\":{\"builders\":7}}}", "{}" },
  { "builders-list", ROOT, "[]" },
  { "builders-null", ROOT, "null" },
  { "builder-null", ROOT, "{\"b\":null}" },
  { "builder-number", ROOT, "{\"b\":7}" },
  { "builder-empty", ROOT, "{\"b\":{}}" },
  { "builder-wrong-types", ROOT, "{\"b\":{\"state\":7,\"cachedBuilds\":{},\"currentBuilds\":\"x\",\"tags\":7}}" },
  { "numbers-wrong", ROOT, "{\"b\":{\"state\":\"idle\",\"cachedBuilds\":[1e99,-4,\"x\",null],"
                           "\"currentBuilds\":[2147483647],\"pendingBuilds\":-3}}" },
  { "builds-list", ROOT, "{\"b\":{\"state\":\"idle\",\"builds\":[1,2]}}" },
  { "builds-keys", ROOT, "{\"b\":{\"state\":\"idle\",\"builds\":{\"x\":{},\"-7\":{},\"99999999999\":{},\"\":1}}}" },
  { "other-builder", ROOT, "{\"evil\":{\"state\":\"idle\",\"cachedBuilds\":[5]}}" },
};

static gboolean
answer_json (Call     *call,
             gpointer  data)
{
  const AnswerCase *c = data;

  if (g_str_equal (call->path, "/json"))
    return call_json (call, c->root);

  return call_json (call, c->builders);
}

static void
test_answer (gconstpointer data)
{
  g_autoptr(Server) server = server_new (answer_json, (gpointer) data);
  g_autoptr(Watch) watch = watch_new_eight (server_get_url (server));

  watch_start (watch);
  wait_for (server_get_n_all (server) >= 4);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), <=, 2);
}

static gboolean
answer_page (Call     *call,
             gpointer  page)
{
  return call_reply (call, "200 OK", "Content-Type: text/html\r\n", page);
}

static gboolean
answer_missing (Call     *call,
                gpointer  words)
{
  return call_reply (call, "404 Not Found", "Content-Type: text/html\r\n", words);
}

/* A log without text is "not found" to such a master; one that is really not there is not called empty. */
static void
test_log_missing (gconstpointer data)
{
  static const char path[] = "/builders/b/builds/0/steps/s/logs/stdio";
  gboolean is_empty = strstr (data, "Empty Log") != NULL;
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Watch) watch = watch_new_eight (old_master_get_url (old));
  g_autofree char *json = g_strdup_printf (
    "{\"number\":0,\"builderName\":\"b\",\"times\":[1000,1010],\"results\":0,\"text\":[\"build\","
    "\"successful\"],\"steps\":[{\"name\":\"s\",\"step_number\":0,\"isStarted\":true,"
    "\"isFinished\":true,\"times\":[1000,1010],\"results\":[0,[]],\"logs\":[[\"stdio\",\"%s%s\"]]}]}",
    old_master_get_url (old), path + 1);
  SpillBuild *build;
  SpillStep *step;
  SpillLog *log;

  old_master_set_build (old, "b", 0, json);
  old_master_set_answer (old, path, answer_missing, (gpointer) data);
  old_master_set_answer (old, "/builders/b/builds/0/steps/s/logs/stdio/text", answer_missing, (gpointer) data);
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  wait_for (spill_builder_get_build (watch_builder (watch, "b"), 0) != NULL);
  build = g_object_ref (spill_builder_get_build (watch_builder (watch, "b"), 0));
  spill_build_hold (build, SPILL_PART_STEPS);
  wait_for (spill_list_get_length (spill_build_get_steps (build)) == 1);
  step = g_object_ref (spill_list_peek (spill_build_get_steps (build), 0));
  spill_step_hold (step, SPILL_PART_LOGS);
  wait_for (spill_list_get_length (spill_step_get_logs (step)) == 1);
  log = g_object_ref (spill_list_peek (spill_step_get_logs (step), 0));
  spill_log_hold (log);
  wait_for (spill_log_get_part_state (log) == SPILL_PART_HERE || spill_log_get_part_state (log) == SPILL_PART_FAILED);
  g_assert_cmpint (spill_log_get_part_state (log), ==, is_empty ? SPILL_PART_HERE : SPILL_PART_FAILED);
  g_assert_cmpint (spill_log_is_complete (log), ==, is_empty);
  g_assert_cmpint (spill_log_knows_n_lines (log), ==, is_empty);
  spill_log_release (log);
  spill_step_release (step, SPILL_PART_LOGS);
  spill_build_release (build, SPILL_PART_STEPS);
  g_object_unref (log);
  g_object_unref (step);
  g_object_unref (build);
}

/* A form whose address looks like a path and leads elsewhere: what is sent stays at the master. */
static void
test_form_elsewhere (gconstpointer data)
{
  g_autoptr(OldMaster) old = old_with_builds ();
  g_autoptr(Server) elsewhere = server_new (NULL, NULL);
  g_autoptr(Watch) watch = watch_new_eight (old_master_get_url (old));
  g_autofree char *place = g_strdup (strstr (server_get_url (elsewhere), "//"));
  g_autofree char *action = g_strdup_printf (data, place);
  g_autofree char *page = g_strdup_printf (
    "<html><body><div class=\"content\"><h1>Builder b</h1><form method=\"post\" name=\"force_build\" action=\"%s\" class=\"command "
    "forcebuild\"><input type=\"hidden\" name=\"forcescheduler\" value=\"force\"/><input "
    "type=\"submit\" value=\"Force\"/></form></div></body></html>", action);
  g_autoptr(SpillCommand) command = NULL;
  SpillBuilder *builder;

  old_master_set_answer (old, "/builders/b", answer_page, page);
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  wait_for (spill_eight_source_is_idle (SPILL_EIGHT_SOURCE (watch->any)));
  builder = watch_builder (watch, "b");
  spill_builder_hold (builder, SPILL_PART_FORCE);
  wait_for (spill_builder_get_part_state (builder, SPILL_PART_FORCE) == SPILL_PART_HERE
            || spill_part_state_has_failed (spill_builder_get_part_state (builder, SPILL_PART_FORCE)));
  g_assert_cmpuint (server_get_n (old_master_get_server (old), "/builders/b"), >, 0);

  command = spill_command_new (SPILL_COMMAND_FORCE, builder);
  g_object_set (command, "patience", 0.3, NULL);
  spill_command_set_scheduler (command, "force");
  spill_master_run (watch->master, command);
  wait_for (spill_command_has_ended (command));
  g_assert_cmpint (spill_command_get_state (command), ==, SPILL_COMMAND_FAILED);
  g_assert_cmpuint (server_get_n_all (elsewhere), ==, 0);
  spill_builder_release (builder, SPILL_PART_FORCE);
}

/* Stopped at any moment, everything goes. */
static void
test_stop_anywhere (void)
{
  for (gint64 us = 0; us < 20000; us += 1500)
    {
      g_autoptr(OldMaster) old = old_with_builds ();
      g_autoptr(Watch) watch = watch_new_eight (old_master_get_url (old));

      ill_watch_us (watch, us);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n_ills; i++)
    {
      ill_add_test ("eight-hostile", "contact", ills[i].name, &ills[i], test_contact);
      ill_add_test ("eight-hostile", "any", ills[i].name, &ills[i], test_any);
      ill_add_test ("eight-hostile", "falls-ill", ills[i].name, &ills[i], test_falls_ill);
    }
  for (guint i = 0; i < G_N_ELEMENTS (build_cases); i++)
    ill_add_test ("eight-hostile", "build", build_cases[i].name, &build_cases[i], test_build);
  for (guint i = 0; i < G_N_ELEMENTS (answer_cases); i++)
    ill_add_test ("eight-hostile", "answer", answer_cases[i].name, &answer_cases[i], test_answer);
  ill_add_test ("eight-hostile", "log", "empty", "<h1>No Such Resource</h1><p>Empty Log</p>", test_log_missing);
  ill_add_test ("eight-hostile", "log", "gone", "<h1>No Such Resource</h1><p>No such log</p>", test_log_missing);
  ill_add_test ("eight-hostile", "form", "elsewhere", "http:%sforce", test_form_elsewhere);
  ill_add_test ("eight-hostile", "form", "two-slashes", "%sforce", test_form_elsewhere);
  ill_add_test ("eight-hostile", "form", "dot", "/.%sforce", test_form_elsewhere);
  ill_add_test ("eight-hostile", "form", "dots", "/x/..%sforce", test_form_elsewhere);
  g_test_add_func ("/sources/eight-hostile/stop-anywhere", test_stop_anywhere);
  return g_test_run ();
}
