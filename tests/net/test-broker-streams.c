#include "net/spill-acceptor.h"
#include "net/spill-broker-login.h"

#include <unistd.h>

#include <gio/gunixsocketaddress.h>

#include "pair.h"

/* A broker over each kind of stream, both sides ours: a login, what is large, many calls at once, the
 * end of the connection. */

#define CALLS 300
#define LARGE (600 * 1000)   /* bytes; Banana bears 640 KiB */

typedef enum
{
  TCP,
  TLS,
  UNIX,
} Kind;

typedef struct
{
  Kind             kind;
  char            *path;          /* UNIX */
  GTlsCertificate *certificate;   /* TLS */
  SpillAcceptor   *acceptor;
  SpillBroker     *server, *client;
  gint64           perspective;
  gboolean         is_in;
  guint            n_answered, n_failed;
  gboolean         is_done;
} Fixture;

static void
answer_echo (SpillBroker              *broker,
             const SpillBrokerRequest *request,
             gpointer                  object)
{
  GByteArray *out;

  if (g_str_equal (request->name, "never"))
    {
      spill_broker_defer (broker, request);
      return;
    }
  out = spill_broker_begin_answer (broker, request->id);
  spill_banana_put_sexp (out, spill_jelly_get_item (request->args, 0));
  spill_broker_end_answer (broker);
}

static gint64
enter (SpillBroker *broker,
       const char  *user,
       gpointer     user_data)
{
  g_assert_cmpstr (user, ==, "alice");
  return spill_broker_offer (broker, answer_echo, NULL, NULL);
}

static void
ignore_open (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  spill_broker_open_finish (SPILL_BROKER (source), result, NULL);
}

static void
on_incoming (SpillAcceptor     *acceptor,
             GSocketConnection *connection,
             GSocketAddress    *local,
             GSocketAddress    *remote,
             Fixture           *f)
{
  g_autoptr(GIOStream) stream = g_object_ref (G_IO_STREAM (connection));
  g_autoptr(GError) error = NULL;

  if (f->kind == TLS)
    {
      g_object_unref (stream);
      stream = g_tls_server_connection_new (G_IO_STREAM (connection), f->certificate, &error);
      g_assert_no_error (error);
      g_tls_connection_set_database (G_TLS_CONNECTION (stream), NULL);
    }
  g_assert_null (f->server);
  g_assert_nonnull (spill_visitor_find (remote));
  f->server = spill_broker_new (stream, SPILL_BROKER_SERVER, NULL);
  spill_broker_serve_login (f->server, "alice", "secret", FALSE, enter, NULL);
  spill_broker_open_async (f->server, 60000, ignore_open, NULL);
}

static gboolean
accept_certificate (GTlsConnection       *connection,
                    GTlsCertificate      *certificate,
                    GTlsCertificateFlags  flags,
                    Fixture              *f)
{
  return g_tls_certificate_is_same (certificate, f->certificate);
}

static void
on_login (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Fixture *f = user_data;
  g_autoptr(GError) error = NULL;

  f->perspective = spill_broker_login_finish (SPILL_BROKER (source), result, &error);
  g_assert_no_error (error);
  f->is_in = TRUE;
}

static void
listen_there (Fixture *f)
{
  const SpillAcceptorLimits *limits = &spill_acceptor_default_limits;
  g_autoptr(GError) error = NULL;

  f->acceptor = spill_acceptor_new (limits);
  g_signal_connect (f->acceptor, "incoming", G_CALLBACK (on_incoming), f);
  if (f->kind == UNIX)
    {
      g_autofree char *folder = g_dir_make_tmp ("spillway-test-XXXXXX", &error);

      g_assert_no_error (error);
      f->path = g_build_filename (folder, "pb.sock", NULL);
      spill_acceptor_listen_unix (f->acceptor, f->path, 0600, &error);
    }
  else
    {
      spill_acceptor_listen_loopback (f->acceptor, 0, &error);
    }
  g_assert_no_error (error);
  if (f->kind == TLS)
    {
      g_autofree char *path = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "tls", "stranger.pem", NULL);

      f->certificate = g_tls_certificate_new_from_file (path, &error);
      g_assert_no_error (error);
    }
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GSocketConnectable) address = NULL;
  g_autoptr(GIOStream) stream = NULL;
  g_autoptr(GError) error = NULL;

  f->kind = GPOINTER_TO_INT (data);
  listen_there (f);
  if (f->kind == UNIX)
    address = G_SOCKET_CONNECTABLE (g_unix_socket_address_new (f->path));
  else
    address = g_network_address_new ("127.0.0.1", spill_acceptor_get_port (f->acceptor));
  connection = g_socket_client_connect (client, address, NULL, &error);
  g_assert_no_error (error);
  stream = g_object_ref (G_IO_STREAM (connection));
  if (f->kind == TLS)
    {
      g_object_unref (stream);
      stream = g_tls_client_connection_new (G_IO_STREAM (connection), NULL, &error);
      g_assert_no_error (error);
      g_signal_connect (stream, "accept-certificate", G_CALLBACK (accept_certificate), f);
    }
  f->client = spill_broker_new (stream, SPILL_BROKER_CLIENT, NULL);
  spill_broker_login_async (f->client, "alice", "secret", 60000, on_login, f);
  pair_wait (&f->is_in);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  spill_broker_close (f->client, NULL);
  spill_broker_close (f->server, NULL);
  g_signal_handlers_disconnect_by_data (f->acceptor, f);
  spill_acceptor_stop (f->acceptor);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (f->client);
  g_object_unref (f->server);
  g_object_unref (f->acceptor);
  g_clear_object (&f->certificate);
  if (f->path != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (f->path);

      g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
      g_assert_cmpint (rmdir (folder), ==, 0);
    }
  g_free (f->path);
}

static void
on_large (SpillBroker     *broker,
          const SpillSexp *answer,
          const GError    *error,
          gpointer         user_data)
{
  Fixture *f = user_data;
  gsize length;

  g_assert_no_error (error);
  g_assert_nonnull (spill_jelly_get_bytes (answer, &length));
  g_assert_cmpuint (length, ==, LARGE);
  f->is_done = TRUE;
}

static void
on_small (SpillBroker     *broker,
          const SpillSexp *answer,
          const GError    *error,
          gpointer         user_data)
{
  Fixture *f = user_data;

  g_assert_no_error (error);
  g_assert_cmpint (spill_jelly_get_integer (answer, -1), ==, f->n_answered);
  f->is_done = ++f->n_answered == CALLS;
}

static void
test_calls (Fixture       *f,
            gconstpointer  data)
{
  SpillBananaProfile profile = spill_broker_get_profile (f->client);
  g_autofree char *large = g_strnfill (LARGE, 'x');

  spill_banana_put_string (spill_broker_begin_call (f->client, f->perspective, "echo", 1), profile, large);
  spill_broker_end_call (f->client, 60000, on_large, f);
  pair_wait (&f->is_done);

  f->is_done = FALSE;
  for (guint i = 0; i < CALLS; i++)
    {
      spill_banana_put_int (spill_broker_begin_call (f->client, f->perspective, "echo", 1), i);
      spill_broker_end_call (f->client, 60000, on_small, f);
    }
  pair_wait (&f->is_done);
}

static void
on_lost (SpillBroker     *broker,
         const SpillSexp *answer,
         const GError    *error,
         gpointer         user_data)
{
  Fixture *f = user_data;

  g_assert_nonnull (error);
  f->is_done = ++f->n_failed == 3;
}

/* Whoever waits is told, when the other side ends the connection. */
static void
test_end (Fixture       *f,
          gconstpointer  data)
{
  for (guint i = 0; i < 3; i++)
    {
      spill_banana_put_int (spill_broker_begin_call (f->client, f->perspective, "never", 1), i);
      spill_broker_end_call (f->client, 0, on_lost, f);
    }
  while (spill_broker_get_output_size (f->client) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (f->n_failed, ==, 0);
  spill_broker_close (f->server, NULL);
  pair_wait (&f->is_done);
  g_assert_false (spill_broker_is_open (f->client));
}

/* A socket that a process left behind is in nobody's way; one that is listened at, or another file, is. */
static void
test_left_behind (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("spillway-test-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "s", NULL);
  g_autofree char *file = g_build_filename (folder, "f", NULL);
  g_autofree char *long_path = g_strnfill (200, 'x');
  g_autoptr(SpillAcceptor) first = spill_acceptor_new (&spill_acceptor_default_limits);
  g_autoptr(SpillAcceptor) second = spill_acceptor_new (&spill_acceptor_default_limits);
  g_autoptr(GSocket) left = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new (path);

  g_assert_true (g_socket_bind (left, address, FALSE, &error));
  g_socket_close (left, NULL);
  g_assert_true (spill_acceptor_listen_unix (first, path, 0600, &error));
  g_assert_no_error (error);
  g_assert_false (spill_acceptor_listen_unix (second, path, 0600, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_clear_error (&error);
  spill_acceptor_stop (first);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_false (spill_acceptor_listen_unix (second, file, 0600, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_clear_error (&error);
  g_assert_false (spill_acceptor_listen_unix (second, long_path, 0600, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG);
  unlink (file);
  rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; Kind kind; } kinds[] = { { "tcp", TCP }, { "tls", TLS }, { "unix", UNIX } };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *calls = g_strdup_printf ("/net/broker-streams/%s/calls", kinds[i].name);
      g_autofree char *end = g_strdup_printf ("/net/broker-streams/%s/end", kinds[i].name);

      g_test_add (calls, Fixture, GINT_TO_POINTER (kinds[i].kind), set_up, test_calls, tear_down);
      g_test_add (end, Fixture, GINT_TO_POINTER (kinds[i].kind), set_up, test_end, tear_down);
    }
  g_test_add_func ("/net/broker-streams/left-behind", test_left_behind);
  return g_test_run ();
}
