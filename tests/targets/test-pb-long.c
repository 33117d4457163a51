#include "pb-world.h"

#include <string.h>

#include "targets/spill-pb-private.h"

/* Long texts: whoever reads what it asked for is not taken for one that does not, and nobody is held up. */

#define LINE      "gcc -c something.c -o something.o -Wall -O2 -g -I../include\n"   /* 1,000 fit in 64 KiB */
#define HIGHEST   (10u * 1024 * 1024)   /* bytes that may wait for one client: an answer, and a little */
#define REDRAW    120                   /* GTK's priority */

static const SpillPbOptions everybody = { "user", "secret", NULL, NULL };

/* A client, and a log that it has found. */
typedef struct
{
  World        world;
  Client       client;
  SpillLog    *log;
  gsize        length;    /* of its text */
  gint64       target;
  SpillBroker *server;    /* the port's end of the connection */
} Fixture;

static void
fixture_init (Fixture *f,
              gsize    length)
{
  g_autoptr(GString) text = g_string_sized_new (length + 100);
  SpillBuild *build;
  SpillPbVisitor *visitor;

  *f = (Fixture) { 0 };
  world_init (&f->world, &everybody);
  build = world_start_build (&f->world, "b");
  f->log = g_object_ref (world_start_log (&f->world, world_start_step (build, "s"), "stdio"));
  spill_log_hold (f->log);
  while (text->len < length)
    g_string_append (text, LINE);
  world_add_text (f->log, 'o', text->str, text->len);
  f->length = text->len;
  client_init (&f->client, &f->world, "secret");
  for (guint i = 0; i < 4; i++)
    {
      static const char *const path[][2] = { { "getBuilder", "b" }, { "getCurrentBuilds", NULL }, { "getSteps", NULL }, { "getLogs", NULL } };
      gint64 target = i == 0 ? f->client.perspective : f->target;
      g_autofree char *answer = client_call (&f->client, target, path[i][0], path[i][1], &f->target);

      g_assert_cmpint (f->target, >=, 0);
    }
  visitor = spill_pb_listener_get_visitors (f->world.listener)->pdata[0];
  f->server = visitor->broker;
}

static void
fixture_clear (Fixture *f)
{
  spill_log_release (f->log);
  client_clear (&f->client);
  AWAIT (spill_pb_listener_get_visitors (f->world.listener)->len == 0);
  g_assert_false (spill_log_is_held (f->log));
  g_clear_object (&f->log);
  world_clear (&f->world);
}

typedef struct
{
  GArray *lengths;   /* of gsize: of the texts that came, in order */
  guint   n_failed;
} Answers;

static gsize
measure (const SpillSexp *sexp)
{
  gsize length = 0;

  if (sexp->type == SPILL_SEXP_STRING)
    return sexp->length;
  for (guint i = 1; sexp->type == SPILL_SEXP_LIST && i < sexp->length; i++)
    length += measure (sexp->items + i);
  return length;
}

static void
on_answer (SpillBroker     *broker,
           const SpillSexp *answer,
           const GError    *error,
           gpointer         user_data)
{
  Answers *answers = user_data;
  gsize length = error == NULL ? measure (answer) : 0;

  answers->n_failed += error != NULL;
  g_array_append_val (answers->lengths, length);
}

static void
ask (Fixture    *f,
     const char *method,
     guint       n,
     Answers    *answers)
{
  *answers = (Answers) { g_array_new (FALSE, FALSE, sizeof (gsize)) };
  for (guint i = 0; i < n; i++)
    {
      spill_broker_begin_call (f->client.broker, f->target, method, 0);
      spill_broker_end_call (f->client.broker, 0, on_answer, answers);
    }
}

/* All at once, of a client that reads as fast as it can. */
static void
test_many_questions (void)
{
  static const struct { const char *method; gsize length; guint n; } cases[] = {
    { "getChunks", 6 * 1024 * 1024, 3 },
    { "getChunks", 6 * 1024 * 1024, 12 },
    { "getText", 600 * 1024, 100 },
    { "getTextWithHeaders", 600 * 1024, 40 },
    { "getText", 100, 900 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 deadline = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;
      gsize highest = 0;
      Answers answers;
      Fixture f;

      fixture_init (&f, cases[i].length);
      ask (&f, cases[i].method, cases[i].n, &answers);
      while (answers.lengths->len < cases[i].n)
        {
          g_assert_cmpint (g_get_monotonic_time (), <, deadline);
          g_main_context_iteration (NULL, TRUE);
          if (!f.client.is_closed)
            highest = MAX (highest, spill_broker_get_output_size (f.server));
        }
      g_assert_false (f.client.is_closed);
      g_assert_cmpuint (answers.n_failed, ==, 0);
      g_assert_cmpuint (highest, <, HIGHEST);
      for (guint j = 0; j < cases[i].n; j++)
        g_assert_cmpuint (g_array_index (answers.lengths, gsize, j), ==, f.length);
      g_array_unref (answers.lengths);
      fixture_clear (&f);
    }
}

static gboolean
on_redraw (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* A window that has to be drawn comes before a text that is read. */
static void
test_redraw (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  gsize before;
  guint redraw;
  Answers answers;
  Fixture f;

  fixture_init (&f, 600 * 1024);
  for (gsize i = 0; i < f.length; i += strlen (LINE))
    g_string_append (text, "o" LINE);
  spill_log_release (f.log);
  g_assert_false (spill_log_is_held (f.log));
  ask (&f, "getText", 3, &answers);
  AWAIT (spill_log_is_held (f.log));
  /* It has been begun, and here is the text: as long as there is something to draw it does not go on. */
  before = spill_broker_get_output_size (f.server);
  redraw = g_idle_add_full (REDRAW, on_redraw, NULL, NULL);
  spill_log_add_lines (f.log, 0, text->str, text->len);
  for (guint i = 0; i < 100; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (spill_broker_get_output_size (f.server), ==, before);
  g_assert_cmpuint (answers.lengths->len, ==, 0);
  g_source_remove (redraw);
  AWAIT (answers.lengths->len == 3);
  g_assert_cmpuint (answers.n_failed, ==, 0);
  spill_log_hold (f.log);
  g_array_unref (answers.lengths);
  fixture_clear (&f);
}

/* Who does not read is given one answer and no more; the others wait in the questions' size. */
static void
test_paused (void)
{
  GPtrArray *visitors;
  Answers answers;
  Fixture f;

  fixture_init (&f, 6 * 1024 * 1024);
  visitors = spill_pb_listener_get_visitors (f.world.listener);
  ask (&f, "getChunks", 500, &answers);
  spill_broker_set_paused (f.client.broker, TRUE);
  AWAIT (visitors->len == 0 || spill_broker_get_output_size (f.server) > 2 * 1024 * 1024);
  for (guint i = 0; i < 5000; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (visitors->len, ==, 1);
  g_assert_cmpuint (spill_broker_get_output_size (f.server), <, HIGHEST);

  /* It goes in the midst of it: nothing is left. */
  fixture_clear (&f);
  g_assert_cmpuint (answers.lengths->len, ==, 500);
  g_assert_cmpuint (answers.n_failed, ==, 500);
  g_array_unref (answers.lengths);
}

/* What one client is told of a log. */
typedef struct
{
  gsize    length;
  gboolean is_finished;
} Told;

static void
take_event (SpillBroker              *broker,
            const SpillBrokerRequest *request,
            gpointer                  object)
{
  Told *told = object;

  g_assert_false (told->is_finished);
  told->is_finished = g_str_equal (request->name, "logFinished");
  if (g_str_equal (request->name, "logChunk"))
    told->length += measure (spill_jelly_get_item (request->args, 7));
}

static void
subscribe (Client *client,
           Told   *told)
{
  SpillBananaProfile profile = spill_broker_get_profile (client->broker);
  GByteArray *out = spill_broker_begin_call (client->broker, client->perspective, "subscribe", 3);

  spill_banana_put_string (out, profile, "full");
  spill_banana_put_int (out, 0);
  spill_jelly_put_remote (out, profile, spill_broker_offer (client->broker, take_event, told, NULL));
  spill_broker_end_call (client->broker, 0, NULL, NULL);
  AWAIT (spill_broker_get_n_calls (client->broker) == 0);
}

/* A long log of a build that runs, to one who comes first and reads slowly, and to one who comes then:
 * both are told all, and never much is in memory for them. */
static void
test_full (void)
{
  Fixture f;
  Client second;
  GPtrArray *visitors;
  Told told[2] = { 0 };
  gsize highest = 0;
  gint64 deadline = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;

  fixture_init (&f, 13 * 1024 * 1024);
  visitors = spill_pb_listener_get_visitors (f.world.listener);
  subscribe (&f.client, &told[0]);
  for (guint i = 0; told[0].length < f.length; i++)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_assert_cmpuint (visitors->len, ==, 1);
      spill_broker_set_paused (f.client.broker, i % 20 != 0);
      g_main_context_iteration (NULL, FALSE);
      highest = MAX (highest, spill_broker_get_output_size (f.server));
    }
  spill_broker_set_paused (f.client.broker, FALSE);
  g_assert_cmpuint (highest, <, HIGHEST);

  client_init (&second, &f.world, "secret");
  subscribe (&second, &told[1]);
  AWAIT (told[1].length >= f.length);
  world_add_text (f.log, 'o', LINE, strlen (LINE));
  spill_log_set_complete (f.log);
  AWAIT (told[0].is_finished && told[1].is_finished);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (told[i].length, ==, f.length + strlen (LINE));
  client_clear (&second);
  fixture_clear (&f);
}

/* Who does not read holds up nobody else. */
static void
test_beside (void)
{
  Fixture f;
  Client second;
  Told told = { 0 };

  fixture_init (&f, 13 * 1024 * 1024);
  subscribe (&f.client, &told);
  spill_broker_set_paused (f.client.broker, TRUE);
  client_init (&second, &f.world, "secret");
  client_subscribe (&second, "steps", 0);
  spill_log_set_complete (f.log);
  world_finish_step (spill_log_get_step (f.log), SPILL_RESULT_SUCCESS, NULL);
  client_await (&second, "stepFinished");
  g_assert_cmpuint (told.length, <, f.length);
  client_clear (&second);
  fixture_clear (&f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/targets/pb-long/many-questions", test_many_questions);
  g_test_add_func ("/targets/pb-long/redraw", test_redraw);
  g_test_add_func ("/targets/pb-long/paused", test_paused);
  g_test_add_func ("/targets/pb-long/full", test_full);
  g_test_add_func ("/targets/pb-long/beside", test_beside);
  return g_test_run ();
}
