#include "net/spill-broker-login.h"

#include "pair.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gio/gunixsocketaddress.h>

/* Against Twisted on Python 3, both ways. */
static const char *folder;

/* Our client, Twisted's server. */
typedef struct
{
  GSubprocess *process;
  SpillBroker *broker;
  gint64       perspective;
  GError      *login_error;
  gboolean     is_over;
  guint        n_events;
} Fixture;

typedef struct
{
  gboolean  is_here;
  GString  *text;
  GError   *error;
  gint64    remotes[200];
  guint     n_remotes;
} Answer;

static void
on_login (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Fixture *f = user_data;

  f->perspective = spill_broker_login_finish (SPILL_BROKER (source), result, &f->login_error);
  f->is_over = TRUE;
}

static gboolean
accept_anything (GTlsConnection       *connection,
                 GTlsCertificate      *certificate,
                 GTlsCertificateFlags  flags,
                 gpointer              user_data)
{
  return TRUE;
}

/* @kind: (nullable): "ssl" or "unix" */
static GIOStream *
connect_to (const char *kind,
            const char *path,
            guint16     port)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnectable) address = NULL;
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  GIOStream *stream;

  if (g_strcmp0 (kind, "unix") == 0)
    address = G_SOCKET_CONNECTABLE (g_unix_socket_address_new (path));
  else
    address = g_network_address_new ("127.0.0.1", port);
  connection = g_socket_client_connect (client, address, NULL, &error);
  g_assert_no_error (error);
  if (g_strcmp0 (kind, "ssl") != 0)
    return G_IO_STREAM (g_steal_pointer (&connection));

  stream = g_tls_client_connection_new (G_IO_STREAM (connection), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (stream, "accept-certificate", G_CALLBACK (accept_anything), NULL);
  return stream;
}

/* @data: (nullable): kind of the port */
static void
start_server (Fixture       *f,
              gconstpointer  data)
{
  const char *kind = data;
  g_autofree char *path = g_strdup_printf ("%s/spillway-test-%d.sock", g_get_tmp_dir (), (int) getpid ());
  g_autofree char *port = g_strcmp0 (kind, "unix") == 0 ? g_strdup_printf ("unix:%s", path)
                          : g_strcmp0 (kind, "ssl") == 0
                          ? g_strdup_printf ("ssl:0:interface=127.0.0.1:privateKey=%s/tls/stranger.pem", g_getenv ("SPILL_TEST_DATA"))
                          : g_strdup ("tcp:0:interface=127.0.0.1");
  g_autoptr(GError) error = NULL;
  g_autofree char *script = g_build_filename (folder, "twisted-server.py", NULL);
  g_autoptr(GDataInputStream) output = NULL;
  g_autofree char *line = NULL;

  f->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                 G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                                 "/usr/bin/python3", script, port, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (f->process));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "port "));

  {
    g_autoptr(GIOStream) stream = connect_to (kind, path, (guint16) atoi (line + 5));

    f->broker = spill_broker_new (stream, SPILL_BROKER_CLIENT, NULL);
  }
}

static void
log_in (Fixture    *f,
        const char *user,
        const char *password)
{
  f->is_over = FALSE;
  spill_broker_login_async (f->broker, user, password, 60000, on_login, f);
  pair_wait (&f->is_over);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  start_server (f, data);
  log_in (f, "alice", "secret");
  g_assert_no_error (f->login_error);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  spill_broker_close (f->broker, NULL);
  pair_end (f->broker);
  g_clear_error (&f->login_error);
  g_output_stream_close (g_subprocess_get_stdin_pipe (f->process), NULL, NULL);
  g_assert_true (g_subprocess_wait_check (f->process, NULL, &error));
  g_object_unref (f->process);
}

static void
on_answer (SpillBroker     *broker,
           const SpillSexp *sexp,
           const GError    *error,
           gpointer         user_data)
{
  Answer *answer = user_data;

  answer->is_here = TRUE;
  answer->text = g_string_new (NULL);
  answer->error = error != NULL ? g_error_copy (error) : NULL;
  if (sexp != NULL)
    spill_sexp_print (sexp, answer->text);
  for (guint i = 0; i < MIN (spill_jelly_get_length (sexp), G_N_ELEMENTS (answer->remotes)); i++)
    {
      gint64 number = spill_broker_take_remote (broker, spill_jelly_get_item (sexp, i));

      if (number >= 0)
        answer->remotes[answer->n_remotes++] = number;
    }
}

static void
clear_answer (Answer *answer)
{
  g_string_free (answer->text, TRUE);
  g_clear_error (&answer->error);
  *answer = (Answer) { 0 };
}

/* Calls without arguments, and what comes. */
static void
test_values (Fixture       *f,
             gconstpointer  data)
{
  static const struct { const char *method, *text; } cases[] = {
    { "whoami", "('unicode' 'alice')" },
    { "values",
      "(tuple (None) ('boolean' 'true') ('boolean' 'false') 0 -1 2147483648 -1099511627776 1180591620717411303424L 1.5"
      " ('unicode' 't\\xc3\\xa4xt') '\\xff\\x00bytes' (list) (list (list 1 2) (list 1 2))"
      " (dictionary (('unicode' 'a') 1) ('b' (tuple 2))) ('set' 3))" },
    { "state", NULL },
    { "insecure", NULL },
    { "released", "0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Answer answer = { 0 };

      spill_broker_begin_call (f->broker, f->perspective, cases[i].method, 0);
      spill_broker_end_call (f->broker, 60000, on_answer, &answer);
      pair_wait (&answer.is_here);
      g_assert_no_error (answer.error);
      if (g_str_equal (cases[i].method, "state"))
        g_assert_nonnull (strstr (answer.text->str, "number"));
      else if (g_str_equal (cases[i].method, "insecure"))
        g_assert_true (g_str_has_prefix (answer.text->str, "(unpersistable "));
      else
        g_assert_cmpstr (answer.text->str, ==, cases[i].text);
      clear_answer (&answer);
    }
}

/* What we write comes back as Twisted writes it. */
static void
test_echo (Fixture       *f,
           gconstpointer  data)
{
  SpillBananaProfile profile = spill_broker_get_profile (f->broker);
  Answer answer = { 0 };
  GByteArray *out = spill_broker_begin_call (f->broker, f->perspective, "echo", 8);

  spill_jelly_put_none (out, profile);
  spill_jelly_put_boolean (out, profile, TRUE);
  spill_jelly_put_text (out, profile, "täxt");
  spill_banana_put_bytes (out, profile, "\xff\0", 2);
  spill_banana_put_float (out, -2.25);
  spill_banana_put_int (out, G_MININT64 + 1);
  spill_jelly_put_list (out, profile, 1);
  spill_jelly_put_tuple (out, profile, 0);
  spill_jelly_put_dictionary (out, profile, 1);
  spill_jelly_put_pair (out);
  spill_banana_put_string (out, profile, "list");
  spill_banana_put_int (out, 3);
  spill_broker_end_call (f->broker, 60000, on_answer, &answer);
  pair_wait (&answer.is_here);
  g_assert_no_error (answer.error);
  g_assert_cmpstr (answer.text->str, ==,
                   "(tuple (None) ('boolean' 'true') ('unicode' 't\\xc3\\xa4xt') '\\xff\\x00' -2.25"
                   " -9223372036854775807 (list (tuple)) (dictionary (list 3)))");
  clear_answer (&answer);
}

static void
test_exceptions (Fixture       *f,
                 gconstpointer  data)
{
  static const struct { const char *method, *message; } cases[] = {
    { "fail", "'no such thing'" },
    { "error", "told on purpose" },
    { "nonsense", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Answer answer = { 0 };

      spill_broker_begin_call (f->broker, f->perspective, cases[i].method, 0);
      spill_broker_end_call (f->broker, 60000, on_answer, &answer);
      pair_wait (&answer.is_here);
      g_assert_error (answer.error, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REMOTE);
      if (cases[i].message != NULL)
        g_assert_cmpstr (answer.error->message, ==, cases[i].message);
      clear_answer (&answer);
    }
}

static void
answer_event (SpillBroker              *broker,
              const SpillBrokerRequest *request,
              gpointer                  object)
{
  Fixture *f = object;
  GByteArray *out;

  g_assert_cmpstr (request->name, ==, "event");
  g_assert_cmpint (spill_jelly_get_integer (spill_jelly_get_item (request->args, 0), -1), ==, f->n_events);
  f->n_events++;
  out = spill_broker_begin_answer (broker, request->id);
  spill_banana_put_int (out, f->n_events * 2);
  spill_broker_end_answer (broker);
}

static gboolean
has_no_objects (gpointer user_data)
{
  return spill_broker_get_n_objects (user_data) == 0;
}

/* Twisted calls us back, many times at once, and lets our object go. */
static void
test_callbacks (Fixture       *f,
                gconstpointer  data)
{
  SpillBananaProfile profile = spill_broker_get_profile (f->broker);
  gint64 number = spill_broker_offer (f->broker, answer_event, f, NULL);
  Answer answer = { 0 };
  GByteArray *out = spill_broker_begin_call (f->broker, f->perspective, "call", 2);

  spill_jelly_put_remote (out, profile, number);
  spill_banana_put_int (out, 500);
  spill_broker_end_call (f->broker, 60000, on_answer, &answer);
  pair_wait (&answer.is_here);
  g_assert_no_error (answer.error);
  g_assert_true (g_str_has_prefix (answer.text->str, "(list 2 4 6 8 "));
  g_assert_cmpuint (f->n_events, ==, 500);
  pair_until (has_no_objects, f->broker);
  clear_answer (&answer);
}

/* Its objects: used, and given back; and caches, which are given back at once. */
static void
test_objects (Fixture       *f,
              gconstpointer  data)
{
  Answer children = { 0 }, name = { 0 }, cached = { 0 }, released = { 0 };
  GByteArray *out = spill_broker_begin_call (f->broker, f->perspective, "children", 1);

  spill_banana_put_int (out, 100);
  spill_broker_end_call (f->broker, 60000, on_answer, &children);
  pair_wait (&children.is_here);
  g_assert_cmpuint (children.n_remotes, ==, 100);
  spill_broker_begin_call (f->broker, children.remotes[99], "name", 0);
  spill_broker_end_call (f->broker, 60000, on_answer, &name);
  pair_wait (&name.is_here);
  g_assert_cmpstr (name.text->str, ==, "('unicode' 'child')");
  for (guint i = 0; i < children.n_remotes; i++)
    spill_broker_release (f->broker, children.remotes[i]);
  clear_answer (&name);

  /* Gone there: that is an error to call now. */
  spill_broker_begin_call (f->broker, children.remotes[99], "name", 0);
  spill_broker_end_call (f->broker, 60000, on_answer, &name);
  pair_wait (&name.is_here);
  g_assert_error (name.error, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REMOTE);

  spill_broker_begin_call (f->broker, f->perspective, "cached", 0);
  spill_broker_end_call (f->broker, 60000, on_answer, &cached);
  pair_wait (&cached.is_here);
  g_assert_no_error (cached.error);
  spill_broker_begin_call (f->broker, f->perspective, "released", 0);
  spill_broker_end_call (f->broker, 60000, on_answer, &released);
  pair_wait (&released.is_here);
  g_assert_no_error (released.error);
  g_assert_cmpstr (released.text->str, ==, "1");
  clear_answer (&children);
  clear_answer (&name);
  clear_answer (&cached);
  clear_answer (&released);
}

/* Answers in another order than the calls, one never in time. */
static void
test_later (Fixture       *f,
            gconstpointer  data)
{
  const double seconds[] = { 600, 0.1, 0 };
  const guint timeouts[] = { 50, 60000, 60000 };
  Answer answers[3] = { 0 };

  for (guint i = 0; i < 3; i++)
    {
      GByteArray *out = spill_broker_begin_call (f->broker, f->perspective, "later", 2);

      spill_banana_put_float (out, seconds[i]);
      spill_banana_put_int (out, i);
      spill_broker_end_call (f->broker, timeouts[i], on_answer, &answers[i]);
    }
  for (guint i = 0; i < 3; i++)
    pair_wait (&answers[i].is_here);
  g_assert_error (answers[0].error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpstr (answers[1].text->str, ==, "1");
  g_assert_cmpstr (answers[2].text->str, ==, "2");
  for (guint i = 0; i < 3; i++)
    clear_answer (&answers[i]);
}

static void
test_who (Fixture       *f,
          gconstpointer  data)
{
  Answer answer = { 0 };

  log_in (f, "alice", "wrong");
  g_assert_error (f->login_error, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REFUSED);
  g_clear_error (&f->login_error);
  log_in (f, "mallory", "secret");
  g_assert_error (f->login_error, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REFUSED);
  g_clear_error (&f->login_error);

  log_in (f, NULL, NULL);
  g_assert_no_error (f->login_error);
  spill_broker_begin_call (f->broker, f->perspective, "whoami", 0);
  spill_broker_end_call (f->broker, 60000, on_answer, &answer);
  pair_wait (&answer.is_here);
  g_assert_no_error (answer.error);
  clear_answer (&answer);
}

/* Our server, Twisted's client. */
typedef struct
{
  SpillBroker *broker;
  gint64       observer;
  guint        n_children;
  guint        n_answered;
} Served;

static void
answer_child (SpillBroker              *broker,
              const SpillBrokerRequest *request,
              gpointer                  object)
{
  GByteArray *out = spill_broker_begin_answer (broker, request->id);

  spill_banana_put_int (out, GPOINTER_TO_INT (object));
  spill_broker_end_answer (broker);
}

static void
on_event_answer (SpillBroker     *broker,
                 const SpillSexp *answer,
                 const GError    *error,
                 gpointer         user_data)
{
  Served *served = user_data;

  g_assert_no_error (error);
  served->n_answered++;
  g_assert_cmpint (spill_jelly_get_integer (answer, 0), ==, served->n_answered);
}

static void
send_events (Served *served)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("text %u", i);
      GByteArray *out = spill_broker_begin_call (served->broker, served->observer, "event", 2);

      spill_banana_put_int (out, i);
      spill_jelly_put_text (out, spill_broker_get_profile (served->broker), text);
      spill_broker_end_call (served->broker, 0, on_event_answer, served);
    }
}

static void
answer_perspective (SpillBroker              *broker,
                    const SpillBrokerRequest *request,
                    gpointer                  object)
{
  Served *served = object;
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  const char *name = request->name;
  GByteArray *out;

  if (g_str_equal (name, "nonsense"))
    {
      spill_broker_fail (broker, request->id, "exceptions.AttributeError", "there is no nonsense", NULL);
      return;
    }
  if (g_str_equal (name, "children"))
    {
      gint64 n = spill_jelly_get_integer (spill_jelly_get_item (request->args, 0), 0);

      out = spill_broker_begin_answer (broker, request->id);
      spill_jelly_put_list (out, profile, (gsize) n);
      for (gint64 i = 0; i < n; i++)
        spill_jelly_put_remote (out, profile, spill_broker_offer (broker, answer_child, GINT_TO_POINTER ((int) i + 1), NULL));
      spill_broker_end_answer (broker);
      return;
    }
  if (g_str_equal (name, "subscribe"))
    {
      served->observer = spill_broker_take_remote (broker, spill_jelly_get_item (request->args, 0));
      send_events (served);
      return;
    }

  out = spill_broker_begin_answer (broker, request->id);
  if (g_str_equal (name, "whoami"))
    spill_jelly_put_text (out, profile, "alice");
  else if (g_str_equal (name, "echo"))
    spill_banana_put_sexp (out, request->args);
  else if (g_str_equal (name, "objects"))
    spill_banana_put_int (out, spill_broker_get_n_objects (broker));
  else
    spill_banana_put_int (out, served->n_answered);
  spill_broker_end_answer (broker);
}

static gint64
enter (SpillBroker *broker,
       const char  *user,
       gpointer     user_data)
{
  return spill_broker_offer (broker, answer_perspective, user_data, NULL);
}

static void
ignore_open (GObject      *source,
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
  Served *served = user_data;

  served->broker = spill_broker_new (G_IO_STREAM (connection), SPILL_BROKER_SERVER, NULL);
  spill_broker_serve_login (served->broker, "alice", "secret", TRUE, enter, served);
  spill_broker_open_async (served->broker, 60000, ignore_open, NULL);
  return TRUE;
}

static void
on_output (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, user_data, NULL, &error));
}

static gboolean
has_text (gpointer user_data)
{
  return *(char **) user_data != NULL;
}

#define TALK \
  "echo (1, -5, 1.5, 'täxt', b'\\xff', None, True, [1, [2]], (3,), {'k': b'v'}, 1099511627776)\n" \
  "error b'exceptions.AttributeError' b'there is no nonsense'\n" \
  "children [1, 2, 3]\n" \
  "objects 1\n" \
  "events 100 (0, 'text 0') (99, 'text 99')\n" \
  "answered 100\n"

static const struct { const char *scene, *output; } scenes[] = {
  { "right", "user alice\n" TALK },
  { "anonymous", "user alice\n" TALK },
  { "wrong-password", "refused" },
  { "wrong-user", "refused" },
};

static void
test_server (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GSocketService) service = g_socket_service_new ();
  g_autofree char *script = g_build_filename (folder, "twisted-client.py", NULL);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *output = NULL;
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) bound = NULL;
  g_autofree char *port = NULL;
  Served served = { 0 };

  g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &bound, &error);
  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (on_incoming), &served);
  port = g_strdup_printf ("%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/usr/bin/python3", script, port,
                              scenes[i].scene, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_output, &output);
  pair_until (has_text, &output);
  if (g_str_has_prefix (scenes[i].output, "refused"))
    {
      g_assert_true (g_str_has_prefix (output, "refused "));
      g_assert_nonnull (strstr (output, "UnauthorizedLogin"));
    }
  else
    g_assert_cmpstr (output, ==, scenes[i].output);
  spill_broker_close (served.broker, NULL);
  pair_end (served.broker);
  g_socket_service_stop (service);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (Fixture *, gconstpointer);
  } cases[] = {
    { "/net/twisted/values", test_values },
    { "/net/twisted/echo", test_echo },
    { "/net/twisted/exceptions", test_exceptions },
    { "/net/twisted/callbacks", test_callbacks },
    { "/net/twisted/objects", test_objects },
    { "/net/twisted/later", test_later },
    { "/net/twisted/who", test_who },
  };

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  folder = argv[1];
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].path, Fixture, NULL, set_up, cases[i].test, tear_down);
  g_test_add ("/net/twisted/ssl", Fixture, "ssl", set_up, test_values, tear_down);
  g_test_add ("/net/twisted/unix", Fixture, "unix", set_up, test_values, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/net/twisted/serve/%s", scenes[i].scene);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_server);
    }
  return g_test_run ();
}
