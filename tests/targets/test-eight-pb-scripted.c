/* A master of 0.8 on Perspective Broker that has one builder, and of which a test says what it answers
 * instead, or when. */

#include <string.h>

#include "pb-world.h"
#include "sources/eight/spill-eight-pb-source.h"
#include "sources/spill-sources.h"

typedef struct _Theirs Theirs;

struct _Theirs
{
  GSocketService *service;
  guint16         port;
  SpillBroker    *broker;     /* the last one */
  gint64          observer;
  gint64          newest;     /* number of the builder's newest build */
  gint64          number;     /* of the build that was asked for last */
  guint           n_asked;    /* times what @answer counts was asked */
  gint64          deferred;   /* the request that is not answered yet; 0: none */
  const char     *event;      /* told once, of @builder */
  const char     *builder;
  gboolean        is_ill;
  gboolean        is_silent;
  gsize           n_told;     /* bytes that were to be sent at once */
  /* (nullable) TRUE: it has dealt with it */
  gboolean      (*answer) (Theirs *self, SpillBroker *broker, const SpillBrokerRequest *request);
};

static void
on_called (SpillBroker              *broker,
           const SpillBrokerRequest *request,
           gpointer                  object)
{
  static const char *const references[] = { "getBuilder", "getBuild", "getLastFinishedBuild" };
  Theirs *self = object;
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  const char *name = request->name;
  GByteArray *out;

  if (g_str_equal (name, "subscribe"))
    self->observer = spill_broker_take_remote (broker, spill_jelly_get_item (request->args, 2));
  if (self->answer != NULL && self->answer (self, broker, request))
    return;
  if (g_str_equal (name, "getBuild"))
    self->number = spill_jelly_get_integer (spill_jelly_get_item (request->args, 0), -1);
  if (g_str_equal (name, "getLastFinishedBuild") || self->number < 0)
    self->number = self->newest;

  out = spill_broker_begin_answer (broker, request->id);
  for (guint i = 0; i < G_N_ELEMENTS (references); i++)
    if (g_str_equal (name, references[i]))
      {
        spill_jelly_put_remote (out, profile, spill_broker_offer (broker, on_called, self, NULL));
        spill_broker_end_answer (broker);
        return;
      }
  if (g_str_equal (name, "getBuilderNames") || g_str_equal (name, "getText"))
    {
      spill_jelly_put_list (out, profile, 1);
      spill_banana_put_string (out, profile, "a");
    }
  else if (g_str_equal (name, "getState"))
    {
      spill_jelly_put_tuple (out, profile, 3);
      spill_banana_put_string (out, profile, "idle");
      spill_jelly_put_none (out, profile);
      spill_jelly_put_list (out, profile, 0);
    }
  else if (g_str_equal (name, "getTimes"))
    {
      spill_jelly_put_tuple (out, profile, 2);
      spill_banana_put_float (out, 1795289135.5);
      spill_banana_put_float (out, 1795289139.25);
    }
  else if (g_str_equal (name, "getNumber"))
    spill_banana_put_int (out, self->number);
  else if (g_str_equal (name, "getResults"))
    spill_banana_put_int (out, 0);
  else if (g_str_equal (name, "getName"))
    spill_banana_put_string (out, profile, "compile");
  else if (g_str_equal (name, "isFinished"))
    spill_jelly_put_boolean (out, profile, TRUE);
  else if (g_str_equal (name, "getSteps"))
    {
      spill_jelly_put_list (out, profile, 1);
      spill_jelly_put_remote (out, profile, spill_broker_offer (broker, on_called, self, NULL));
    }
  else if (g_str_equal (name, "getLogs"))
    {
      spill_jelly_put_dictionary (out, profile, 1);
      spill_jelly_put_pair (out);
      spill_banana_put_string (out, profile, "stdio");
      spill_jelly_put_remote (out, profile, spill_broker_offer (broker, on_called, self, NULL));
    }
  else
    spill_jelly_put_none (out, profile);
  spill_broker_end_answer (broker);
}

static gint64
enter (SpillBroker *broker,
       const char  *user,
       gpointer     user_data)
{
  return spill_broker_offer (broker, on_called, user_data, NULL);
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
  SpillBrokerLimits limits = SPILL_BROKER_LIMITS_DEFAULT;

  limits.max_output = 512 * 1024 * 1024;
  g_clear_object (&self->broker);
  self->broker = spill_broker_new (G_IO_STREAM (connection), SPILL_BROKER_SERVER, &limits);
  spill_broker_serve_login (self->broker, "user", "secret", FALSE, enter, self);
  spill_broker_open_async (self->broker, 60000, on_open, NULL);
  return TRUE;
}

typedef struct
{
  Theirs       theirs;
  SpillStatus *status;
  SpillMaster *master;
  SpillSource *source;
} Both;

static void
both_init (Both     *self,
           gint64    newest,
           gboolean (*answer) (Theirs *self, SpillBroker *broker, const SpillBrokerRequest *request))
{
  SpillSourceLimits limits = SPILL_SOURCE_LIMITS_INIT;
  g_autoptr(SpillCredentials) credentials = spill_credentials_new ();
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) bound = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *url = NULL;

  *self = (Both) { .theirs = { .service = g_socket_service_new (), .newest = newest, .number = -1, .answer = answer } };
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->theirs.service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  g_signal_connect (self->theirs.service, "incoming", G_CALLBACK (on_incoming), &self->theirs);

  url = g_strdup_printf ("pb://user@127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  self->status = spill_status_new ();
  self->master = spill_master_new ("ours", url);
  spill_status_add_master (self->status, self->master);
  self->source = spill_sources_new (self->master, &error);
  g_assert_no_error (error);
  limits.retry_min_ms = 20;
  limits.retry_max_ms = 100;
  spill_eight_pb_source_set_limits (SPILL_EIGHT_PB_SOURCE (self->source), &limits);
  credentials->password = g_strdup ("secret");
  spill_source_set_credentials (self->source, credentials);
  spill_source_start (self->source);
}

static void
both_clear (Both *self)
{
  spill_source_stop (self->source);
  world_settle ();
  spill_status_remove_master (self->status, self->master);
  g_assert_finalize_object (self->source);
  g_assert_finalize_object (self->master);
  g_assert_finalize_object (self->status);
  g_socket_service_stop (self->theirs.service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->theirs.service));
  spill_broker_close (self->theirs.broker, NULL);
  world_settle ();
  g_object_unref (self->theirs.broker);
  g_object_unref (self->theirs.service);
}

static gboolean
is_live (Both *self)
{
  return spill_master_get_connection (self->master) == SPILL_CONNECTION_LIVE;
}

static void
fail (SpillBroker              *broker,
      const SpillBrokerRequest *request)
{
  static const char *const parents[] = { "exceptions.KeyError", NULL };

  spill_broker_fail (broker, request->id, "exceptions.KeyError", "no", parents);
}

/* A builder that goes or comes while the newest build of one is read. */
static gboolean
answer_event (Theirs                   *self,
              SpillBroker              *broker,
              const SpillBrokerRequest *request)
{
  SpillBananaProfile profile = spill_broker_get_profile (broker);

  if (!g_str_equal (request->name, "getResults") || self->deferred != 0)
    return FALSE;
  spill_broker_defer (broker, request);
  self->deferred = request->id;
  spill_banana_put_string (spill_broker_begin_call (broker, self->observer, self->event, 1), profile, self->builder);
  spill_broker_end_call (broker, 0, NULL, NULL);
  return TRUE;
}

static void
go_on (Both *both)
{
  g_assert_false (is_live (both));
  spill_banana_put_int (spill_broker_begin_answer (both->theirs.broker, both->theirs.deferred), 0);
  spill_broker_end_answer (both->theirs.broker);
  AWAIT (is_live (both));
}

static void
test_removed (void)
{
  Both both;

  both_init (&both, 7, answer_event);
  both.theirs.event = "builderRemoved";
  both.theirs.builder = "a";
  AWAIT (both.theirs.deferred != 0 && spill_master_find_builder (both.master, "a") == NULL);
  go_on (&both);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (both.master)), ==, 0);
  both_clear (&both);
}

static void
test_added (void)
{
  SpillBuilder *builder;
  Both both;

  both_init (&both, 7, answer_event);
  both.theirs.event = "builderAdded";
  both.theirs.builder = "b";
  AWAIT (both.theirs.deferred != 0 && spill_master_find_builder (both.master, "b") != NULL);
  go_on (&both);
  builder = spill_master_find_builder (both.master, "b");
  /* Of whatever number: it is asked about two builders at once. */
  g_assert_cmpuint (spill_list_get_length (spill_builder_get_builds (builder)), >, 0);
  both_clear (&both);
}

/* The builder is told of once, and then never again. */
static gboolean
answer_older (Theirs                   *self,
              SpillBroker              *broker,
              const SpillBrokerRequest *request)
{
  if (!g_str_equal (request->name, "getBuilder") || self->n_asked++ == 0 || !self->is_ill)
    return FALSE;
  fail (broker, request);
  return TRUE;
}

static void
test_older_fails (void)
{
  Both both;
  SpillBuilder *builder;

  both_init (&both, 50, answer_older);
  both.theirs.is_ill = TRUE;
  AWAIT (is_live (&both) && both.theirs.n_asked == 2);
  builder = spill_master_find_builder (both.master, "a");
  AWAIT (spill_builder_get_older_state (builder) == SPILL_PART_FAILED);
  g_assert_cmpuint (spill_list_get_length (spill_builder_get_builds (builder)), ==, 1);

  both.theirs.is_ill = FALSE;
  spill_builder_request_older (builder, 5);
  AWAIT (spill_builder_get_build (builder, 45) != NULL);
  AWAIT (spill_builder_get_older_state (builder) == SPILL_PART_UNKNOWN);
  g_assert_cmpuint (spill_list_get_length (spill_builder_get_builds (builder)), ==, 6);
  both_clear (&both);
}

/* What is told is read no faster than it is applied, however little of it there is by number. */
#define N_FAT 40

static gboolean
answer_fat (Theirs                   *self,
            SpillBroker              *broker,
            const SpillBrokerRequest *request)
{
  SpillBananaProfile profile = spill_broker_get_profile (broker);

  if (!g_str_equal (request->name, "subscribe"))
    return FALSE;
  for (guint i = 0; i < N_FAT; i++)
    {
      GByteArray *out = spill_broker_begin_call (broker, self->observer, "builderAdded", 7);
      g_autofree char *name = g_strdup_printf ("fat-%u", i);

      spill_banana_put_string (out, profile, name);
      for (guint k = 0; k < 6; k++)
        {
          spill_jelly_put_list (out, profile, 99000);
          for (guint n = 0; n < 99000; n++)
            spill_banana_put_int (out, 0);
        }
      spill_broker_end_call (broker, 0, NULL, NULL);
    }
  self->n_told = spill_broker_get_output_size (broker);
  return FALSE;
}

static void
test_fat (void)
{
  Both both;
  int n_applied = 0, most = 0;
  guint tick;

  both_init (&both, 1, answer_fat);
  tick = g_timeout_add (50, world_tick, NULL);
  while (!is_live (&both) || n_applied < N_FAT)
    {
      gsize size;

      g_main_context_iteration (NULL, TRUE);
      n_applied = 0;
      for (guint i = 0; i < spill_list_get_length (spill_master_get_builders (both.master)); i++)
        n_applied += g_str_has_prefix (spill_builder_get_name (spill_list_peek (spill_master_get_builders (both.master), i)), "fat-");
      if (both.theirs.n_told == 0)
        continue;
      size = MIN (spill_broker_get_output_size (both.theirs.broker), both.theirs.n_told);
      most = MAX (most, (int) ((both.theirs.n_told - size) * N_FAT / both.theirs.n_told) - n_applied);
    }
  g_source_remove (tick);
  /* The system keeps some on the way. */
  g_test_message ("%d of %d were read before they were applied", most, N_FAT);
  g_assert_cmpint (most, <, N_FAT / 2);
  both_clear (&both);
}

/* A log of which not all is kept. */
#define N_LINES  160000
#define N_PIECES 160

static void
print_line (guint  i,
            char   line[81])
{
  g_snprintf (line, 81, "%07u %071u\n", i, i);
}

static gboolean
answer_long (Theirs                   *self,
             SpillBroker              *broker,
             const SpillBrokerRequest *request)
{
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  g_autoptr(GString) piece = NULL;
  GByteArray *out;

  if (self->is_silent && g_str_has_prefix (request->name, "get"))
    {
      fail (broker, request);
      return TRUE;
    }
  if (!g_str_equal (request->name, "getChunks"))
    return FALSE;
  self->n_asked++;
  if (self->is_ill)
    {
      spill_broker_defer (broker, request);
      self->deferred = request->id;
      return TRUE;
    }
  out = spill_broker_begin_answer (broker, request->id);
  piece = g_string_new (NULL);
  spill_jelly_put_list (out, profile, N_PIECES);
  for (guint i = 0; i < N_LINES; i++)
    {
      char line[81];

      print_line (i, line);
      g_string_append (piece, line);
      if (i % (N_LINES / N_PIECES) < N_LINES / N_PIECES - 1)
        continue;
      spill_jelly_put_tuple (out, profile, 2);
      spill_banana_put_int (out, 0);
      spill_banana_put_bytes (out, profile, piece->str, piece->len);
      g_string_truncate (piece, 0);
    }
  spill_broker_end_answer (broker);
  return TRUE;
}

static void
check_line (SpillLog *log,
            guint     i)
{
  char line[81];
  gsize length;
  const char *text = spill_log_get_line (log, i, &length, NULL);

  print_line (i, line);
  g_assert_nonnull (text);
  g_assert_cmpuint (length, ==, 79);
  g_assert_cmpmem (text, length, line, length);
}

/* Goes on to the next that is not here, as who copies a log does. */
static void
on_lines_changed (SpillLog *log,
                  guint64   first,
                  guint64   n,
                  gpointer  end)
{
  for (guint i = 0; i < GPOINTER_TO_UINT (end); i++)
    if (!spill_log_has_lines (log, i, 1))
      {
        spill_log_request_lines (log, i, 1000);
        return;
      }
}

static void
test_long_log (void)
{
  Both both;
  SpillBuild *build;
  SpillStep *step;
  SpillLog *log;

  both_init (&both, 1, answer_long);
  AWAIT (is_live (&both));
  build = spill_builder_get_build (spill_master_find_builder (both.master, "a"), 1);
  spill_build_hold (build, SPILL_PART_STEPS);
  AWAIT (spill_build_get_part_state (build, SPILL_PART_STEPS) == SPILL_PART_HERE);
  step = spill_list_peek (spill_build_get_steps (build), 0);
  spill_step_hold (step, SPILL_PART_LOGS);
  AWAIT (spill_step_get_part_state (step, SPILL_PART_LOGS) == SPILL_PART_HERE);
  log = spill_list_peek (spill_step_get_logs (step), 0);
  spill_log_hold (log);
  AWAIT (spill_log_get_part_state (log) == SPILL_PART_HERE && spill_log_is_complete (log));
  g_assert_cmpuint (spill_log_get_n_lines (log), ==, N_LINES);
  g_assert_cmpuint (both.theirs.n_asked, ==, 1);

  /* What fell out of it comes back, here and there, asked for at once. */
  check_line (log, N_LINES - 1);
  g_assert_false (spill_log_has_lines (log, 0, 1));
  g_assert_false (spill_log_has_lines (log, 5000, 1));
  spill_log_request_lines (log, 5000, 1000);
  spill_log_request_lines (log, 0, 1000);
  spill_log_request_lines (log, 500, 1000);
  AWAIT (spill_log_has_lines (log, 0, 1500) && spill_log_has_lines (log, 5000, 1000));
  g_assert_cmpuint (both.theirs.n_asked, ==, 2);
  g_assert_false (spill_log_has_lines (log, 1500, 1));
  g_assert_false (spill_log_has_lines (log, 6000, 1));
  for (guint i = 0; i < 6000; i++)
    if (i < 1500 || i >= 5000)
      check_line (log, i);
  check_line (log, N_LINES - 1);
  g_assert_cmpuint (spill_log_get_n_lines (log), ==, N_LINES);

  /* Nothing that it never had is waited for. */
  spill_log_request_lines (log, N_LINES, 1000);
  world_settle ();
  g_assert_cmpuint (both.theirs.n_asked, ==, 2);

  g_signal_connect (log, "lines-changed", G_CALLBACK (on_lines_changed), GUINT_TO_POINTER (4000));
  spill_log_request_lines (log, 1500, 1000);
  AWAIT (spill_log_has_lines (log, 0, 4000));
  g_assert_cmpuint (both.theirs.n_asked, ==, 5);
  g_signal_handlers_disconnect_by_func (log, on_lines_changed, GUINT_TO_POINTER (4000));

  /* Where the master does not tell, it can be asked again. */
  both.theirs.is_silent = TRUE;
  spill_log_request_lines (log, 6500, 10);
  AWAIT (spill_log_get_part_state (log) == SPILL_PART_FAILED);
  both.theirs.is_silent = FALSE;
  spill_log_request_lines (log, 6500, 10);
  AWAIT (spill_log_get_part_state (log) == SPILL_PART_HERE && spill_log_has_lines (log, 6500, 10));

  /* Released while it is asked, and looked at once more. */
  both.theirs.is_ill = TRUE;
  spill_log_request_lines (log, 7000, 10);
  AWAIT (both.theirs.deferred != 0);
  spill_log_release (log);
  both.theirs.is_ill = FALSE;
  spill_log_hold (log);
  AWAIT (spill_log_get_part_state (log) == SPILL_PART_HERE && spill_log_has_lines (log, N_LINES - 1, 1));
  check_line (log, N_LINES - 1);
  spill_log_request_lines (log, 7000, 10);
  AWAIT (spill_log_has_lines (log, 7000, 10));
  check_line (log, 7000);

  spill_log_release (log);
  spill_step_release (step, SPILL_PART_LOGS);
  spill_build_release (build, SPILL_PART_STEPS);
  both_clear (&both);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/targets/eight-pb-scripted/removed", test_removed);
  g_test_add_func ("/targets/eight-pb-scripted/added", test_added);
  g_test_add_func ("/targets/eight-pb-scripted/older-fails", test_older_fails);
  g_test_add_func ("/targets/eight-pb-scripted/fat", test_fat);
  g_test_add_func ("/targets/eight-pb-scripted/long-log", test_long_log);
  return g_test_run ();
}
