/* Clients that call anything on anything with any arguments, let go of things twice and hang up, while
 * the master goes on: the listener survives, holds nothing in the end, and serves others all the while. */

#include "pb-world.h"

#include <string.h>

#define N_CLIENTS 3
#define N_ROUNDS  15000
#define MAX_HELD  60      /* references of a client */
#define MAX_PARTS 20      /* builds, steps and logs that go on */

static const SpillPbOptions everybody = { "user", "secret", NULL, NULL };

#define N_OF_MASTER 7   /* methods that the perspective has */
static const char *const methods[] = {
  "subscribe", "unsubscribe", "getBuildSets", "getBuilderNames", "getBuilder", "getSlave", "ping", "getName", "getCategory",
  "getState", "getSlaves", "getLastFinishedBuild", "getCurrentBuilds", "getBuild", "getEvent", "getBuilderName", "getNumber",
  "getReason", "getChanges", "getRevisions", "getResponsibleUsers", "getSteps", "getTimes", "isFinished", "waitUntilFinished",
  "getETA", "getCurrentStep", "getText", "getResults", "getLogs", "getProperties", "getExpectations", "getTextWithHeaders",
  "getChunks", "getSourceStamp", "getID", "getBuilderNames", "getBuildRequests", "waitUntilSuccess", "getAdmin", "getHost",
  "isConnected", "getWho", "getFiles", "getComments", "nosuch", "",
};
static const char *const words[] = { "a", "b", "full", "logs", "steps", "builds", "builders", "linux", "", "\xff", "buildStarted" };
static const char *const names[] = { "a", "b", "c" };

typedef struct
{
  Client  client;
  GArray *held;      /* of gint64 */
  guint   n_answers, n_refusals;   /* also of connections before this one */
} Caller;

static void
forget (Caller *self,
        guint   i)
{
  spill_broker_release (self->client.broker, g_array_index (self->held, gint64, i));
  g_array_remove_index_fast (self->held, i);
}

static void
take_all (Caller          *self,
          const SpillSexp *sexp)
{
  gint64 number = spill_broker_take_remote (self->client.broker, sexp);

  if (number >= 0)
    {
      if (self->held->len == MAX_HELD)
        forget (self, 0);
      g_array_append_val (self->held, number);
      return;
    }
  for (guint i = 0; sexp != NULL && sexp->type == SPILL_SEXP_LIST && i < sexp->length; i++)
    take_all (self, sexp->items + i);
}

static void
on_answer (SpillBroker     *broker,
           const SpillSexp *answer,
           const GError    *error,
           gpointer         user_data)
{
  Caller *self = user_data;

  if (error == NULL)
    {
      self->n_answers++;
      take_all (self, answer);
    }
  else if (spill_broker_is_open (broker))
    self->n_refusals++;
}

/* What the listener tells: from that, too, things are taken. */
static void
on_told (SpillBroker              *broker,
         const SpillBrokerRequest *request,
         gpointer                  object)
{
  if (g_test_rand_bit ())
    take_all (object, request->args);
}

static gint64
any (Caller *self)
{
  return self->held->len > 0 ? g_array_index (self->held, gint64, g_test_rand_int_range (0, (gint32) self->held->len)) : 0;
}

static void
put_any (Caller     *self,
         GByteArray *out)
{
  SpillBananaProfile profile = spill_broker_get_profile (self->client.broker);

  switch (g_test_rand_int_range (0, 6))
    {
    case 0:
      spill_banana_put_int (out, g_test_rand_int_range (-3, 8));
      break;
    case 1:
      spill_banana_put_int (out, g_test_rand_bit () ? G_MAXINT64 : G_MININT64);
      break;
    case 2:
      spill_jelly_put_list (out, profile, 1);
      spill_banana_put_string (out, profile, "b");
      break;
    case 3:
      spill_jelly_put_remote (out, profile, spill_broker_offer (self->client.broker, on_told, self, NULL));
      break;
    default:
      spill_banana_put_string (out, profile, words[g_test_rand_int_range (0, G_N_ELEMENTS (words))]);
      break;
    }
}

/* As a client does that knows what it wants. */
static void
subscribe (Caller *self)
{
  SpillBananaProfile profile = spill_broker_get_profile (self->client.broker);
  gint64 target = g_test_rand_bit () ? self->client.perspective : any (self);
  gboolean is_master = target == self->client.perspective;
  gint64 observer = spill_broker_offer (self->client.broker, on_told, self, NULL);
  GByteArray *out = spill_broker_begin_call (self->client.broker, target, "subscribe", is_master ? 3 : 1);

  if (is_master)
    {
      spill_banana_put_string (out, profile, words[g_test_rand_int_range (2, 7)]);
      spill_banana_put_int (out, g_test_rand_int_range (0, 3));
    }
  spill_jelly_put_remote (out, profile, observer);
  spill_broker_end_call (self->client.broker, 0, on_answer, self);
}

static void
call (Caller *self)
{
  gboolean is_master = g_test_rand_int_range (0, 4) == 0;
  gint64 target = is_master ? self->client.perspective : any (self);
  const char *method = methods[is_master ? g_test_rand_int_range (0, N_OF_MASTER) : g_test_rand_int_range (0, G_N_ELEMENTS (methods))];
  guint n = (guint) g_test_rand_int_range (0, 8);
  GByteArray *out;

  /* Mostly as many as the method has: few have any. */
  n = n > 2 ? 0 : n;
  if (g_str_equal (method, "getBuilder") || g_str_equal (method, "getBuild") || g_str_equal (method, "getSlave"))
    n = 1;
  out = spill_broker_begin_call (self->client.broker, target, method, n);
  for (guint i = 0; i < n; i++)
    put_any (self, out);
  spill_broker_end_call (self->client.broker, 0, on_answer, self);
}

static void
caller_init (Caller *self,
             World  *world)
{
  client_init (&self->client, world, "secret");
  self->held = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
caller_clear (Caller *self)
{
  client_clear (&self->client);
  g_array_unref (self->held);
}

static void
act (Caller *self,
     World  *world)
{
  switch (g_test_rand_int_range (0, 300))
    {
    case 0:
      caller_clear (self);
      caller_init (self, world);
      break;
    case 1 ... 15:
      subscribe (self);
      break;
    case 16 ... 45:
      if (self->held->len > 0)
        forget (self, (guint) g_test_rand_int_range (0, (gint32) self->held->len));
      break;
    default:
      call (self);
      break;
    }
}

/* The master */

static GObject *
pick (GPtrArray *parts,
      GType      type)
{
  guint n = parts->len, first = n > 0 ? (guint) g_test_rand_int_range (0, (gint32) n) : 0;

  for (guint i = 0; i < n; i++)
    if (G_TYPE_CHECK_INSTANCE_TYPE (parts->pdata[(first + i) % n], type))
      return parts->pdata[(first + i) % n];
  return NULL;
}

static void
keep (GPtrArray *parts,
      gpointer   part)
{
  g_ptr_array_add (parts, g_object_ref (part));
  if (parts->len > MAX_PARTS)
    g_ptr_array_remove_index (parts, 0);
}

static void
go_on (World     *world,
       GPtrArray *parts)
{
  GObject *build = pick (parts, SPILL_TYPE_BUILD), *step = pick (parts, SPILL_TYPE_STEP), *log = pick (parts, SPILL_TYPE_LOG);
  const char *name = names[g_test_rand_int_range (0, G_N_ELEMENTS (names))];
  SpillBuilder *builder;

  switch (g_test_rand_int_range (0, 12))
    {
    case 0:
      keep (parts, world_start_build (world, name));
      break;
    case 1:
      if (build != NULL)
        keep (parts, world_start_step (SPILL_BUILD (build), name));
      break;
    case 2:
      if (step != NULL)
        keep (parts, world_start_log (world, SPILL_STEP (step), name));
      break;
    case 3:
      if (step != NULL && !spill_step_is_finished (SPILL_STEP (step)))
        world_finish_step (SPILL_STEP (step), SPILL_RESULT_FAILURE, NULL);
      break;
    case 4:
      if (build != NULL && !spill_build_is_finished (SPILL_BUILD (build)))
        world_finish_build (SPILL_BUILD (build), SPILL_RESULT_SUCCESS);
      break;
    case 5:
      if (log != NULL)
        spill_log_set_complete (SPILL_LOG (log));
      break;
    case 6:
      builder = spill_master_find_builder (world->master, name);
      if (builder != NULL && g_test_rand_int_range (0, 5) == 0)
        spill_master_remove_builder (world->master, spill_builder_get_id (builder));
      break;
    case 7:
      spill_builder_set_state (world_builder (world, name), g_test_rand_bit () ? SPILL_BUILDER_OFFLINE : SPILL_BUILDER_BUILDING);
      break;
    case 8:
      if (build != NULL && !spill_build_is_finished (SPILL_BUILD (build)))
        spill_build_set_master_eta (SPILL_BUILD (build), 1795289139 + g_test_rand_int_range (0, 100));
      break;
    default:
      if (log != NULL && spill_log_is_held (SPILL_LOG (log)))
        world_add_text (SPILL_LOG (log), "oeh"[g_test_rand_int_range (0, 3)], "one\ntwo\n", 8);
      break;
    }
}

static void
test_random (void)
{
  World world;
  Caller callers[N_CLIENTS] = { 0 };
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_answers = 0, n_refusals = 0;

  world_init (&world, &everybody);
  for (guint i = 0; i < N_CLIENTS; i++)
    caller_init (&callers[i], &world);

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      if (g_test_rand_int_range (0, 3) == 0)
        go_on (&world, parts);
      else
        act (&callers[g_test_rand_int_range (0, N_CLIENTS)], &world);
      for (guint k = (guint) g_test_rand_int_range (0, 5); k > 0; k--)
        g_main_context_iteration (NULL, FALSE);
      if (i % 100 == 99)
        {
          Client other;
          g_autofree char *pong = NULL;

          client_init (&other, &world, "secret");
          pong = client_call (&other, other.perspective, "ping", NULL, NULL);
          g_assert_cmpstr (pong, ==, "'pong'");
          client_clear (&other);
        }
    }

  for (guint i = 0; i < N_CLIENTS; i++)
    {
      n_answers += callers[i].n_answers;
      n_refusals += callers[i].n_refusals;
      caller_clear (&callers[i]);
    }
  g_test_message ("%u answers, %u refusals", n_answers, n_refusals);
  g_assert_cmpuint (n_answers, >, N_ROUNDS / 20);
  g_assert_cmpuint (n_refusals, >, N_ROUNDS / 20);
  g_ptr_array_unref (parts);
  world_clear (&world);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/targets/pb-random", test_random);
  return g_test_run ();
}
