/* Ports that are no 0.8 masters, and such masters that are ill, on Perspective Broker: what they do is
 * told in words, nothing held is lost, and the main loop goes on all the while. */

#include <string.h>

#include "pb-world.h"
#include "sources/eight/spill-eight-pb-source.h"
#include "sources/spill-sources.h"

static const SpillPbOptions everybody = { "user", "secret", NULL, NULL };

/* Patience of a test. */
static const SpillSourceLimits limits = {
  .headers_ms = 1000, .total_ms = 1500, .ping_ms = 300, .pong_ms = 1000, .retry_min_ms = 20, .retry_max_ms = 100,
  .poll_min_ms = 100, .poll_max_ms = 300, .slow_ms = 1000, .fill_ms = 5,
  .max_unanswered = 16 * 1024 * 1024,
};

static gboolean
on_tick (gpointer n)
{
  ++*(guint *) n;
  return G_SOURCE_CONTINUE;
}

/* Ours */

typedef struct
{
  SpillStatus *status;
  SpillMaster *master;
  SpillSource *source;
} Ours;

static void
ours_init (Ours                    *self,
           guint                    port,
           const SpillSourceLimits *patience)
{
  g_autofree char *url = g_strdup_printf ("pb://user@127.0.0.1:%u", port);
  g_autoptr(SpillCredentials) credentials = spill_credentials_new ();
  g_autoptr(GError) error = NULL;

  self->status = spill_status_new ();
  self->master = spill_master_new ("ours", url);
  spill_status_add_master (self->status, self->master);
  self->source = spill_sources_new (self->master, &error);
  g_assert_no_error (error);
  spill_eight_pb_source_set_limits (SPILL_EIGHT_PB_SOURCE (self->source), patience);
  credentials->password = g_strdup ("secret");
  spill_source_set_credentials (self->source, credentials);
  spill_source_start (self->source);
}

static void
ours_clear (Ours *self)
{
  spill_source_stop (self->source);
  world_settle ();
  spill_status_remove_master (self->status, self->master);
  g_assert_finalize_object (self->source);
  g_assert_finalize_object (self->master);
  g_assert_finalize_object (self->status);
}

static gboolean
is (Ours            *self,
    SpillConnection  connection)
{
  return spill_master_get_connection (self->master) == connection;
}

/* Theirs */

typedef struct _Ill Ill;

typedef struct
{
  GSocketService *service;
  guint16         port;
  const Ill      *ill;
  GPtrArray      *connections;   /* of GSocketConnection, or of SpillBroker */
  guint           n_calls;
  gint64          observer;
} Theirs;

struct _Ill
{
  const char   *name;
  /* Raw bytes, and whether the connection stays open after them. */
  const char   *bytes;
  gsize         n_bytes;
  gboolean      stays;
  /* A broker that lets everybody in and then answers everything like this. */
  void        (*answer) (SpillBroker *broker, const SpillBrokerRequest *request, Theirs *self);
  SpillProblem  problem;   /* that is shown; NONE: it is taken for a master, of whatever kind */
};

static void
on_lied_to (SpillBroker              *broker,
            const SpillBrokerRequest *request,
            gpointer                  object)
{
  Theirs *self = object;

  self->n_calls++;
  self->ill->answer (broker, request, self);
}

static void
put_lie (Theirs      *self,
         SpillBroker *broker,
         GByteArray  *out)
{
  spill_jelly_put_remote (out, spill_broker_get_profile (broker), spill_broker_offer (broker, on_lied_to, self, NULL));
}

static void
answer_none (SpillBroker *broker, const SpillBrokerRequest *request, Theirs *self)
{
}

static void
answer_int (SpillBroker *broker, const SpillBrokerRequest *request, Theirs *self)
{
  spill_banana_put_int (spill_broker_begin_answer (broker, request->id), -G_MAXINT32);
  spill_broker_end_answer (broker);
}

static void
answer_text (SpillBroker *broker, const SpillBrokerRequest *request, Theirs *self)
{
  spill_banana_put_string (spill_broker_begin_answer (broker, request->id), spill_broker_get_profile (broker),
                           "\xff\xfe not text \x1b[31m <b>");
  spill_broker_end_answer (broker);
}

/* A list of references to what lies just as well. */
static void
answer_objects (SpillBroker *broker, const SpillBrokerRequest *request, Theirs *self)
{
  GByteArray *out = spill_broker_begin_answer (broker, request->id);

  spill_jelly_put_list (out, spill_broker_get_profile (broker), 3);
  for (guint i = 0; i < 3; i++)
    put_lie (self, broker, out);
  spill_broker_end_answer (broker);
}

static void
answer_object (SpillBroker *broker, const SpillBrokerRequest *request, Theirs *self)
{
  put_lie (self, broker, spill_broker_begin_answer (broker, request->id));
  spill_broker_end_answer (broker);
}

static void
answer_failure (SpillBroker *broker, const SpillBrokerRequest *request, Theirs *self)
{
  static const char *const parents[] = { "exceptions.KeyError", NULL };

  spill_broker_fail (broker, request->id, "exceptions.KeyError", "<secret>", parents);
}

static void
answer_nothing (SpillBroker *broker, const SpillBrokerRequest *request, Theirs *self)
{
  spill_broker_defer (broker, request);
}

/* Names, and then objects that are builders, builds and steps at the same time, all in a circle, with
 * builds that count without end. */
static void
answer_circle (SpillBroker *broker, const SpillBrokerRequest *request, Theirs *self)
{
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  GByteArray *out;

  if (g_str_equal (request->name, "subscribe"))
    return;
  out = spill_broker_begin_answer (broker, request->id);
  if (g_str_equal (request->name, "getBuilderNames") || g_str_equal (request->name, "getText"))
    {
      spill_jelly_put_list (out, profile, 2);
      spill_banana_put_string (out, profile, "a");
      spill_banana_put_string (out, profile, "a");
    }
  else if (g_str_equal (request->name, "getNumber"))
    spill_banana_put_int (out, (gint64) self->n_calls * 1000);
  else if (g_str_equal (request->name, "getResults"))
    spill_banana_put_int (out, 77);
  else
    put_lie (self, broker, out);
  spill_broker_end_answer (broker);
}

/* What was asked first is answered last, if at all. */
static void
answer_late (SpillBroker *broker, const SpillBrokerRequest *request, Theirs *self)
{
  if (g_str_equal (request->name, "getNumber") || g_str_equal (request->name, "getName"))
    answer_nothing (broker, request, self);
  else
    answer_circle (broker, request, self);
}

/* It tells before it is asked, of what nobody knows, with arguments that make no sense. */
static void
answer_events (SpillBroker *broker, const SpillBrokerRequest *request, Theirs *self)
{
  static const char *const events[] = {
    "builderAdded", "builderRemoved", "builderChangedState", "buildStarted", "buildFinished", "buildETAUpdate",
    "stepStarted", "stepFinished", "stepETAUpdate", "logStarted", "logChunk", "logFinished", "newbuild", "__del__", "",
  };
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  gint64 observer;

  if (!g_str_equal (request->name, "subscribe"))
    {
      answer_circle (broker, request, self);
      return;
    }
  observer = spill_broker_take_remote (broker, spill_jelly_get_item (request->args, 2));
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    for (guint n = 0; n < 9; n++)
      {
        GByteArray *out = spill_broker_begin_call (broker, observer, events[i], n);

        for (guint k = 0; k < n; k++)
          if ((i + k) % 3 == 0)
            spill_banana_put_int (out, -1);
          else if ((i + k) % 3 == 1)
            spill_banana_put_string (out, profile, n % 2 == 0 ? "a" : "\xff");
          else
            put_lie (self, broker, out);
        spill_broker_end_call (broker, 0, NULL, NULL);
      }
}

#define RAW(text) text, sizeof text - 1

static const Ill ills[] = {
  { "hangs-up", RAW (""), FALSE, NULL, SPILL_PROBLEM_UNREACHABLE },
  { "silent", RAW (""), TRUE, NULL, SPILL_PROBLEM_UNREACHABLE },
  { "http", RAW ("HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Type: text/html\r\n\r\n<html></html>"), TRUE, NULL, SPILL_PROBLEM_NOT_A_MASTER },
  { "ssh", RAW ("SSH-2.0-OpenSSH_9.2p1\r\n"), TRUE, NULL, SPILL_PROBLEM_UNREACHABLE },
  { "no-dialect", RAW ("\x01\x80\x04\x82" "jive"), TRUE, NULL, SPILL_PROBLEM_NOT_A_MASTER },
  { "huge-list", RAW ("\x7f\x7f\x7f\x7f\x80"), TRUE, NULL, SPILL_PROBLEM_NOT_A_MASTER },
  { "huge-string", RAW ("\x7f\x7f\x7f\x7f\x82" "x"), TRUE, NULL, SPILL_PROBLEM_NOT_A_MASTER },
  { "half-greeting", RAW ("\x02\x80\x02\x82pb\x04\x82no"), FALSE, NULL, SPILL_PROBLEM_UNREACHABLE },
  { "greets-and-rambles", RAW ("\x02\x80\x02\x82pb\x04\x82none\x02\x80\x07\x82version\x06\x81\x05\x81\x05\x81"), TRUE, NULL,
    SPILL_PROBLEM_NOT_A_MASTER },
  { "greets-and-stalls", RAW ("\x02\x80\x02\x82pb\x04\x82none"), TRUE, NULL, SPILL_PROBLEM_UNREACHABLE },
  { "answers-none", NULL, 0, FALSE, answer_none, SPILL_PROBLEM_NOT_A_MASTER },
  { "answers-int", NULL, 0, FALSE, answer_int, SPILL_PROBLEM_NOT_A_MASTER },
  { "answers-text", NULL, 0, FALSE, answer_text, SPILL_PROBLEM_NOT_A_MASTER },
  { "answers-objects", NULL, 0, FALSE, answer_objects, SPILL_PROBLEM_NOT_A_MASTER },
  { "answers-object", NULL, 0, FALSE, answer_object, SPILL_PROBLEM_NOT_A_MASTER },
  { "fails", NULL, 0, FALSE, answer_failure, SPILL_PROBLEM_NOT_A_MASTER },
  { "stalls", NULL, 0, FALSE, answer_nothing, SPILL_PROBLEM_UNREACHABLE },
  { "circle", NULL, 0, FALSE, answer_circle, SPILL_PROBLEM_NONE },
  { "late", NULL, 0, FALSE, answer_late, SPILL_PROBLEM_NONE },
  { "events", NULL, 0, FALSE, answer_events, SPILL_PROBLEM_NONE },
};

static gint64
enter (SpillBroker *broker,
       const char  *user,
       gpointer     user_data)
{
  return spill_broker_offer (broker, on_lied_to, user_data, NULL);
}

static void
on_open (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  spill_broker_open_finish (SPILL_BROKER (source), result, NULL);
}

static gboolean
on_incoming (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  Theirs *self = user_data;
  SpillBroker *broker;

  if (self->ill->answer == NULL)
    {
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), self->ill->bytes,
                                 self->ill->n_bytes, NULL, NULL, NULL);
      if (self->ill->stays)
        g_ptr_array_add (self->connections, g_object_ref (connection));
      return TRUE;
    }
  broker = spill_broker_new (G_IO_STREAM (connection), SPILL_BROKER_SERVER, NULL);
  g_ptr_array_add (self->connections, broker);
  spill_broker_serve_login (broker, "user", "secret", FALSE, enter, self);
  spill_broker_open_async (broker, 60000, on_open, NULL);
  return TRUE;
}

/* @port: 0 for any */
static void
theirs_init (Theirs    *self,
             const Ill *ill,
             guint16    port)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr(GSocketAddress) bound = NULL;
  g_autoptr(GError) error = NULL;

  *self = (Theirs) { .service = g_socket_service_new (), .ill = ill,
                     .connections = g_ptr_array_new_with_free_func (g_object_unref) };
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
}

static void
theirs_clear (Theirs *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  for (guint i = 0; i < self->connections->len; i++)
    if (SPILL_IS_BROKER (self->connections->pdata[i]))
      spill_broker_close (self->connections->pdata[i], NULL);
    else
      g_io_stream_close (self->connections->pdata[i], NULL, NULL);
  world_settle ();
  g_ptr_array_unref (self->connections);
  g_object_unref (self->service);
}

/* So it is from the beginning. */
static void
test_contact (gconstpointer data)
{
  const Ill *ill = data;
  Theirs theirs;
  Ours ours;

  theirs_init (&theirs, ill, 0);
  ours_init (&ours, theirs.port, &limits);
  if (ill->problem == SPILL_PROBLEM_NONE)
    {
      /* Whatever it is, it comes to an end. */
      AWAIT (is (&ours, SPILL_CONNECTION_LIVE) || is (&ours, SPILL_CONNECTION_FAILED)
             || is (&ours, SPILL_CONNECTION_RECONNECTING));
      g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (ours.master)), <=, 4);
    }
  else
    {
      AWAIT (spill_master_get_problem (ours.master) == ill->problem);
      g_assert_nonnull (spill_master_get_problem_text (ours.master));
      g_assert_true (g_utf8_validate (spill_master_get_problem_text (ours.master), -1, NULL));
      g_assert_null (strstr (spill_master_get_problem_text (ours.master), "secret"));
      g_assert_false (spill_master_has_synced (ours.master));
      g_assert_true (is (&ours, ill->problem == SPILL_PROBLEM_UNREACHABLE ? SPILL_CONNECTION_RECONNECTING
                                                                        : SPILL_CONNECTION_FAILED));
    }
  ours_clear (&ours);
  theirs_clear (&theirs);
}

/* A master that was well falls ill, and is well again. */
static void
test_falls_ill (gconstpointer data)
{
  const Ill *ill = data;
  g_autofree char *port = NULL;
  g_autoptr(GError) error = NULL;
  World world;
  Theirs theirs;
  Ours ours;
  SpillBuilder *builder;
  SpillBuild *build;
  SpillStep *step;

  world_init (&world, &everybody);
  world_finish_build (world_start_build (&world, "a"), SPILL_RESULT_SUCCESS);
  step = world_start_step (world_start_build (&world, "a"), "compile");
  port = g_strdup_printf ("%u", spill_pb_listener_get_port (world.listener));
  ours_init (&ours, spill_pb_listener_get_port (world.listener), &limits);
  AWAIT (is (&ours, SPILL_CONNECTION_LIVE));
  builder = g_object_ref (spill_master_find_builder (ours.master, "a"));
  AWAIT (spill_builder_get_build (builder, 0) != NULL && spill_builder_get_build (builder, 1) != NULL);
  build = spill_builder_get_build (builder, 1);
  spill_build_hold (build, SPILL_PART_STEPS);
  AWAIT (spill_build_get_part_state (build, SPILL_PART_STEPS) == SPILL_PART_HERE);

  spill_pb_listener_stop (world.listener);
  world_settle ();
  theirs_init (&theirs, ill, (guint16) g_ascii_strtoull (port, NULL, 10));
  AWAIT (!is (&ours, SPILL_CONNECTION_LIVE));
  if (ill->problem != SPILL_PROBLEM_NONE)
    AWAIT (spill_master_get_problem (ours.master) == ill->problem);
  else
    AWAIT (theirs.n_calls > 0);
  theirs_clear (&theirs);

  world_finish_step (step, SPILL_RESULT_FAILURE, NULL);
  spill_pb_listener_start (world.listener, port, &error);
  g_assert_no_error (error);
  while (!is (&ours, SPILL_CONNECTION_LIVE))
    {
      if (is (&ours, SPILL_CONNECTION_FAILED))
        spill_source_retry (ours.source);
      AWAIT (is (&ours, SPILL_CONNECTION_LIVE) || is (&ours, SPILL_CONNECTION_FAILED));
    }
  g_assert_null (spill_master_get_problem_text (ours.master));
  if (ill->problem != SPILL_PROBLEM_NONE)
    {
      /* The same build, held all the while; what happened to it meanwhile is known. */
      g_assert_true (spill_master_find_builder (ours.master, "a") == builder);
      g_assert_true (spill_builder_get_build (builder, 1) == build);
      AWAIT (spill_step_is_finished (spill_list_peek (spill_build_get_steps (build), 0)));
    }
  spill_build_release (build, SPILL_PART_STEPS);
  g_object_unref (builder);
  ours_clear (&ours);
  world_clear (&world);
}

/* The other end is still there, but nobody is behind it any more. */
static void
test_vanishes (void)
{
  SpillSourceLimits patient = limits;
  World world;
  Ours ours;
  Theirs theirs;
  Ill ill = { .name = "vanishes", .answer = answer_circle };

  theirs_init (&theirs, &ill, 0);
  ours_init (&ours, theirs.port, &limits);
  AWAIT (is (&ours, SPILL_CONNECTION_LIVE));
  ill.answer = answer_nothing;
  AWAIT (is (&ours, SPILL_CONNECTION_RECONNECTING));
  g_assert_cmpint (spill_master_get_problem (ours.master), ==, SPILL_PROBLEM_UNREACHABLE);
  ours_clear (&ours);
  theirs_clear (&theirs);

  /* One that says nothing because nothing happens is asked, answers, and stays. */
  world_init (&world, &everybody);
  world_builder (&world, "a");
  patient.headers_ms = patient.total_ms = patient.pong_ms = 60000;
  ours_init (&ours, spill_pb_listener_get_port (world.listener), &patient);
  AWAIT (is (&ours, SPILL_CONNECTION_LIVE));
  for (guint i = 0; i < 3; i++)
    {
      gint64 end = g_get_monotonic_time () + 2 * limits.ping_ms * G_TIME_SPAN_MILLISECOND;

      AWAIT (g_get_monotonic_time () > end);
      g_assert_true (is (&ours, SPILL_CONNECTION_LIVE));
    }
  ours_clear (&ours);
  world_clear (&world);
}

#define N_FLOOD 3000
#define N_KEPT  100   /* of the builds of a master's only builder */

/* @user_data: number of the build that has to finish next */
static void
on_build_finished (SpillStatus      *status,
                   const SpillEvent *event,
                   gpointer          user_data)
{
  g_assert_cmpuint (spill_build_get_number (event->build), ==, (*(guint *) user_data)++);
}

/* More than can be shown at once: all of it is told, in slices between which others have their turn. */
static void
test_flood (void)
{
  const SpillSourceLimits patient = SPILL_SOURCE_LIMITS_INIT;
  World world;
  Ours ours;
  SpillBuilder *builder;
  guint n_ticks = 0, n_finished = 0, tick;

  world_init (&world, &everybody);
  world_builder (&world, "a");
  ours_init (&ours, spill_pb_listener_get_port (world.listener), &patient);
  g_signal_connect (ours.status, "event::build-finished", G_CALLBACK (on_build_finished), &n_finished);
  AWAIT (is (&ours, SPILL_CONNECTION_LIVE));
  builder = spill_master_find_builder (ours.master, "a");
  tick = g_timeout_add (1, on_tick, &n_ticks);
  for (guint i = 0; i < N_FLOOD; i++)
    {
      SpillBuild *build = world_start_build (&world, "a");

      world_finish_step (world_start_step (build, "compile"), SPILL_RESULT_SUCCESS, NULL);
      world_finish_build (build, SPILL_RESULT_SUCCESS);
    }
  n_ticks = 0;
  AWAIT (spill_builder_get_build (builder, N_FLOOD - 1) != NULL
         && spill_build_is_finished (spill_builder_get_build (builder, N_FLOOD - 1)));
  g_assert_cmpuint (n_ticks, >, 20);
  g_source_remove (tick);
  g_assert_true (is (&ours, SPILL_CONNECTION_LIVE));
  g_assert_cmpuint (n_finished, ==, N_FLOOD);
  g_assert_cmpuint (spill_list_get_length (spill_builder_get_builds (builder)), ==, N_KEPT);

  /* The older ones are there when they are asked for. */
  g_assert_cmpint (spill_builder_get_older_state (builder), ==, SPILL_PART_UNKNOWN);
  spill_builder_request_older (builder, 30);
  AWAIT (spill_builder_get_older_state (builder) == SPILL_PART_UNKNOWN);
  g_assert_cmpuint (spill_list_get_length (spill_builder_get_builds (builder)), ==, N_KEPT + 30);
  g_assert_nonnull (spill_builder_get_build (builder, N_FLOOD - N_KEPT - 30));
  ours_clear (&ours);
  world_clear (&world);
}

/* It tells of a build without end, and never which one that is. */
static void
answer_chatter (SpillBroker *broker, const SpillBrokerRequest *request, Theirs *self)
{
  static const char *const events[] = { "buildStarted", "stepStarted" };
  SpillBananaProfile profile = spill_broker_get_profile (broker);

  if (g_str_equal (request->name, "subscribe"))
    {
      self->observer = spill_broker_take_remote (broker, spill_jelly_get_item (request->args, 2));
      return;
    }
  if (!g_str_equal (request->name, "getNumber"))
    {
      answer_circle (broker, request, self);
      return;
    }
  spill_broker_defer (broker, request);
  for (guint i = 0; i < 3000; i++)
    {
      GByteArray *out = spill_broker_begin_call (broker, self->observer, events[i > 0], 3);

      spill_banana_put_string (out, profile, "a");
      put_lie (self, broker, out);
      spill_banana_put_string (out, profile, "compile");
      spill_broker_end_call (broker, 0, NULL, NULL);
    }
}

static void
test_chatter (void)
{
  static const Ill ill = { .name = "chatter", .answer = answer_chatter };
  SpillSourceLimits patient = SPILL_SOURCE_LIMITS_INIT;
  Theirs theirs;
  Ours ours;

  patient.max_unanswered = 1024 * 1024;
  theirs_init (&theirs, &ill, 0);
  ours_init (&ours, theirs.port, &patient);
  AWAIT (is (&ours, SPILL_CONNECTION_RECONNECTING));
  g_assert_cmpint (spill_master_get_problem (ours.master), ==, SPILL_PROBLEM_UNREACHABLE);
  g_assert_nonnull (strstr (spill_master_get_problem_text (ours.master), "does not answer"));
  ours_clear (&ours);
  theirs_clear (&theirs);
}

/* Stopped at any moment, everything goes. */
static void
test_stop_anywhere (void)
{
  for (gint64 us = 0; us < 20000; us += 1000)
    {
      World world;
      Ours ours;
      gint64 end = g_get_monotonic_time () + us;

      world_init (&world, &everybody);
      for (guint i = 0; i < 5; i++)
        world_finish_build (world_start_build (&world, "a"), SPILL_RESULT_SUCCESS);
      world_start_build (&world, "a");
      ours_init (&ours, spill_pb_listener_get_port (world.listener), &limits);
      while (g_get_monotonic_time () < end)
        g_main_context_iteration (NULL, FALSE);
      ours_clear (&ours);
      world_clear (&world);
    }
}

static void
add (const char    *group,
     const Ill     *ill,
     GTestDataFunc  test)
{
  g_autofree char *path = g_strdup_printf ("/targets/eight-pb-hostile/%s/%s", group, ill->name);

  g_test_add_data_func (path, ill, test);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ills); i++)
    {
      add ("contact", &ills[i], test_contact);
      add ("falls-ill", &ills[i], test_falls_ill);
    }
  g_test_add_func ("/targets/eight-pb-hostile/vanishes", test_vanishes);
  g_test_add_func ("/targets/eight-pb-hostile/flood", test_flood);
  g_test_add_func ("/targets/eight-pb-hostile/chatter", test_chatter);
  g_test_add_func ("/targets/eight-pb-hostile/stop-anywhere", test_stop_anywhere);
  return g_test_run ();
}
