#include <sys/resource.h>
#include <unistd.h>

#include <gio/gio.h>

#include "net/spill-acceptor.h"

#define PATIENCE (60 * G_TIME_SPAN_SECOND)

/* A server that reads until the end, as HTTP servers do, and its clients, all in one process. */
typedef struct
{
  SpillAcceptor *acceptor;
  GPtrArray     *visitors;   /* of SpillVisitor, in the order of their coming */
  GPtrArray     *clients;    /* of GSocket */
} Fixture;

static void read_on (GSocketConnection *connection);

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GSocketConnection) connection = user_data;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);

  if (bytes != NULL && g_bytes_get_size (bytes) > 0)
    read_on (connection);
}

static void
read_on (GSocketConnection *connection)
{
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), 512,
                                   G_PRIORITY_DEFAULT, NULL, on_read, g_object_ref (connection));
}

static void
on_incoming (SpillAcceptor     *acceptor,
             GSocketConnection *connection,
             GSocketAddress    *local,
             GSocketAddress    *remote,
             Fixture           *fixture)
{
  g_ptr_array_add (fixture->visitors, g_object_ref (spill_visitor_find (remote)));
  read_on (connection);
}

static void
wait_until (gboolean (*condition) (gpointer),
            gpointer   user_data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (!condition (user_data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      /* Clients' sockets are not among the sources. */
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

static gboolean
is_empty (gpointer fixture)
{
  return spill_acceptor_count (((Fixture *) fixture)->acceptor) == 0;
}

static void
start (Fixture                   *fixture,
       const SpillAcceptorLimits *limits)
{
  g_autoptr(GError) error = NULL;

  *fixture = (Fixture) {
    .acceptor = spill_acceptor_new (limits),
    .visitors = g_ptr_array_new_with_free_func (g_object_unref),
    .clients = g_ptr_array_new_with_free_func (g_object_unref),
  };
  g_signal_connect (fixture->acceptor, "incoming", G_CALLBACK (on_incoming), fixture);
  spill_acceptor_listen_loopback (fixture->acceptor, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (spill_acceptor_get_port (fixture->acceptor), !=, 0);
}

static void
stop (Fixture *fixture)
{
  g_ptr_array_unref (fixture->clients);
  wait_until (is_empty, fixture);
  g_ptr_array_unref (fixture->visitors);
  g_assert_finalize_object (fixture->acceptor);
}

static GSocket *
call (Fixture       *fixture,
      GSocketFamily  family)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (family);
  g_autoptr(GSocketAddress) address =
    g_inet_socket_address_new (loopback, spill_acceptor_get_port (fixture->acceptor));
  g_autoptr(GSocket) socket = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr(GError) error = NULL;

  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  if (!g_socket_connect (socket, address, NULL, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING))
    return NULL;

  g_ptr_array_add (fixture->clients, g_object_ref (socket));
  return socket;   /* the fixture holds it */
}

static gboolean
has_called (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->visitors->len == fixture->clients->len;
}

/* A client that is here. */
static SpillVisitor *
visit (Fixture *fixture)
{
  g_assert_nonnull (call (fixture, G_SOCKET_FAMILY_IPV4));
  wait_until (has_called, fixture);
  return fixture->visitors->pdata[fixture->visitors->len - 1];
}

/* Whether a client sees the end of its connection. */
static gboolean
has_ended (gpointer socket)
{
  char byte;
  g_autoptr(GError) error = NULL;
  gssize n = g_socket_receive (socket, &byte, 1, NULL, &error);

  return n == 0 || (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK));
}

static void
test_both_families (void)
{
  Fixture fixture;
  g_autoptr(GInetAddress) six = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6);
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new (six, 0);
  g_autoptr(GSocket) probe = g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  start (&fixture, &spill_acceptor_default_limits);
  visit (&fixture);
  g_assert_cmpuint (fixture.visitors->len, ==, 1);
  if (probe != NULL && g_socket_bind (probe, any, FALSE, NULL))
    {
      g_assert_nonnull (call (&fixture, G_SOCKET_FAMILY_IPV6));
      wait_until (has_called, &fixture);
      g_assert_cmpuint (fixture.visitors->len, ==, 2);
    }
  stop (&fixture);
}

static void
test_port_taken (void)
{
  Fixture fixture;
  g_autoptr(SpillAcceptor) other = spill_acceptor_new (&spill_acceptor_default_limits);
  g_autoptr(GError) error = NULL;
  guint16 port;

  start (&fixture, &spill_acceptor_default_limits);
  port = spill_acceptor_get_port (fixture.acceptor);
  g_assert_false (spill_acceptor_listen_loopback (other, port, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_cmpuint (spill_acceptor_get_port (other), ==, 0);
  g_clear_error (&error);

  visit (&fixture);
  spill_acceptor_stop (fixture.acceptor);
  g_assert_cmpuint (spill_acceptor_get_port (fixture.acceptor), ==, 0);
  wait_until (has_ended, fixture.clients->pdata[0]);
  spill_acceptor_listen_loopback (other, port, &error);
  g_assert_no_error (error);
  stop (&fixture);
}

static void
test_states (void)
{
  SpillAcceptorLimits limits = spill_acceptor_default_limits;
  Fixture fixture;
  SpillVisitor *asking, *answered, *listening;

  limits.asking_seconds = 1;
  limits.answer_seconds = 2;
  limits.idle_seconds = 100;
  start (&fixture, &limits);
  asking = visit (&fixture);
  answered = visit (&fixture);
  listening = visit (&fixture);
  spill_visitor_set_state (answered, SPILL_VISITOR_ANSWERED);
  spill_visitor_set_state (answered, SPILL_VISITOR_ASKING);   /* never back */
  g_assert_cmpint (spill_visitor_get_state (answered), ==, SPILL_VISITOR_ANSWERED);
  spill_visitor_set_state (listening, SPILL_VISITOR_LISTENING);

  wait_until (has_ended, fixture.clients->pdata[0]);
  g_assert_cmpint (spill_visitor_get_state (answered), <=, SPILL_VISITOR_DROPPED);
  wait_until (has_ended, fixture.clients->pdata[1]);
  g_assert_cmpint (spill_visitor_get_state (asking), >=, SPILL_VISITOR_DROPPED);
  g_assert_cmpint (spill_visitor_get_state (listening), ==, SPILL_VISITOR_LISTENING);
  g_assert_false (has_ended (fixture.clients->pdata[2]));
  g_assert_nonnull (spill_visitor_get_socket (listening));

  spill_visitor_drop (listening);
  wait_until (has_ended, fixture.clients->pdata[2]);
  wait_until (is_empty, &fixture);
  g_assert_cmpint (spill_visitor_get_state (listening), ==, SPILL_VISITOR_GONE);
  g_assert_null (spill_visitor_get_socket (listening));
  stop (&fixture);
}

/* A byte now and then is never idle, and yet its time is up. */
static gboolean
trickles_out (gpointer socket)
{
  g_socket_send (socket, "G", 1, NULL, NULL);
  return has_ended (socket);
}

static void
test_trickle (void)
{
  SpillAcceptorLimits limits = spill_acceptor_default_limits;
  Fixture fixture;

  limits.asking_seconds = 1;
  start (&fixture, &limits);
  visit (&fixture);
  wait_until (trickles_out, fixture.clients->pdata[0]);
  stop (&fixture);
}

static void
test_caps (gconstpointer data)
{
  gboolean per_address = GPOINTER_TO_INT (data);
  SpillAcceptorLimits limits = spill_acceptor_default_limits;
  Fixture fixture;

  limits.connections = per_address ? 1000 : 4;
  limits.per_address = per_address ? 4 : 1000;
  start (&fixture, &limits);
  for (guint i = 0; i < 4; i++)
    visit (&fixture);
  spill_visitor_set_state (fixture.visitors->pdata[0], SPILL_VISITOR_ANSWERED);

  /* The oldest of those that have not asked goes. */
  visit (&fixture);
  wait_until (has_ended, fixture.clients->pdata[1]);
  g_assert_false (has_ended (fixture.clients->pdata[0]));
  g_assert_false (has_ended (fixture.clients->pdata[2]));
  g_assert_false (has_ended (fixture.clients->pdata[4]));

  /* If all have, the new one does. */
  for (guint i = 2; i < 5; i++)
    spill_visitor_set_state (fixture.visitors->pdata[i], SPILL_VISITOR_ANSWERED);
  wait_until (has_ended, call (&fixture, G_SOCKET_FAMILY_IPV4));
  for (guint i = 2; i < 5; i++)
    g_assert_false (has_ended (fixture.clients->pdata[i]));
  g_assert_cmpuint (spill_acceptor_count (fixture.acceptor), ==, 4);
  stop (&fixture);
}

/* The number of the file that would be opened next: all before it are open. */
static int
next_file (void)
{
  int file = dup (STDIN_FILENO);

  g_assert_cmpint (file, >=, 0);
  close (file);
  return file;
}

/* Where not one file more can be opened, it neither spins nor gives up. */
static void
test_no_more_files (void)
{
  Fixture fixture;
  struct rlimit before, none;
  gint64 end;
  guint turns = 0;

  start (&fixture, &spill_acceptor_default_limits);
  spill_visitor_set_state (visit (&fixture), SPILL_VISITOR_ANSWERED);
  g_assert_nonnull (call (&fixture, G_SOCKET_FAMILY_IPV4));
  g_assert_nonnull (call (&fixture, G_SOCKET_FAMILY_IPV4));
  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &before), ==, 0);
  none = before;
  none.rlim_cur = next_file ();
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &none), ==, 0);

  end = g_get_monotonic_time () + G_TIME_SPAN_SECOND;
  while (g_get_monotonic_time () < end)
    {
      turns += g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpuint (turns, <, 50);
  g_assert_cmpuint (fixture.visitors->len, ==, 1);

  /* One leaves, one gets in, and leaves for the next as it has not asked yet. */
  spill_visitor_drop (fixture.visitors->pdata[0]);
  wait_until (has_called, &fixture);
  wait_until (has_ended, fixture.clients->pdata[1]);

  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &before), ==, 0);
  visit (&fixture);
  stop (&fixture);
}

/* A flood of connections that say nothing: they are held to the cap, and one more gets in. */
static void
test_flood (void)
{
  SpillAcceptorLimits limits = spill_acceptor_default_limits;
  Fixture fixture;
  struct rlimit files;
  guint n;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &files), ==, 0);
  files.rlim_cur = files.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &files), ==, 0);
  n = MIN (10000, files.rlim_cur - limits.connections - 200);

  start (&fixture, &limits);
  for (guint i = 0; i < n; i++)
    {
      g_assert_nonnull (call (&fixture, G_SOCKET_FAMILY_IPV4));
      /* Some are just leaving. */
      g_assert_cmpuint (spill_acceptor_count (fixture.acceptor), <=, limits.per_address + 16);
      while (i % 64 == 63 && !has_called (&fixture))
        g_main_context_iteration (NULL, FALSE);
    }
  wait_until (has_called, &fixture);
  visit (&fixture);
  g_assert_false (has_ended (fixture.clients->pdata[n]));
  g_test_message ("%u connections, %u at once", n, spill_acceptor_count (fixture.acceptor));
  stop (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/acceptor/both-families", test_both_families);
  g_test_add_func ("/net/acceptor/port-taken", test_port_taken);
  g_test_add_func ("/net/acceptor/states", test_states);
  g_test_add_func ("/net/acceptor/trickle", test_trickle);
  g_test_add_data_func ("/net/acceptor/cap/all", GINT_TO_POINTER (FALSE), test_caps);
  g_test_add_data_func ("/net/acceptor/cap/address", GINT_TO_POINTER (TRUE), test_caps);
  g_test_add_func ("/net/acceptor/no-more-files", test_no_more_files);
  g_test_add_func ("/net/acceptor/flood", test_flood);
  return g_test_run ();
}
