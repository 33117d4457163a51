#define G_LOG_DOMAIN "spillway-net"

#include "net/spill-acceptor.h"

#include <errno.h>
#include <string.h>

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>

#include "net/spill-visitor-private.h"

/* After GTK's redraw (120) and after what the sources apply (130). */
#define PRIORITY 135
/* Taken in one turn of the main loop, and for how long: a request may be answered at once. */
#define BATCH 8
#define TURN  (2 * G_TIME_SPAN_MILLISECOND)
/* Left to everything else in the process. */
#define SPARE_FILES 128
/* How long it waits where the system refuses to open one more. */
#define PAUSE_MS 200
#define FREE_PORT_TRIES 20
#define UNIX_PATH_MAX 108   /* bytes, with the one that ends it */

const SpillAcceptorLimits spill_acceptor_default_limits = {
  .connections = 1000,
  .per_address = 500,
  .backlog = 511,
  .idle_seconds = 30,
  .asking_seconds = 10,
  .answer_seconds = 120,
};

struct _SpillAcceptor
{
  GObject              parent_instance;

  SpillAcceptorLimits  limits;
  SpillVisitors        visitors;
  GPtrArray           *sockets;   /* of GSocket, listening */
  GPtrArray           *sources;   /* of GSource, one a socket; empty while paused */
  guint                pause;     /* source id */
  guint                tick;      /* source id, while anybody is here */
  guint16              port;
  char                *path;      /* (nullable): of our UNIX socket */
};

enum
{
  INCOMING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillAcceptor, spill_acceptor, G_TYPE_OBJECT)

static void begin (SpillAcceptor *self);

static void
source_free (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static gboolean
on_resume (gpointer user_data)
{
  SpillAcceptor *self = user_data;

  self->pause = 0;
  begin (self);
  return G_SOURCE_REMOVE;
}

/* Those who come wait in the system's queue. */
static void
take_a_rest (SpillAcceptor *self)
{
  g_ptr_array_set_size (self->sources, 0);
  if (self->pause == 0)
    self->pause = g_timeout_add (PAUSE_MS, on_resume, self);
}

static gboolean
on_tick (gpointer user_data)
{
  SpillAcceptor *self = user_data;

  spill_visitors_drop_old (&self->visitors, SPILL_VISITOR_ASKING, self->limits.asking_seconds);
  spill_visitors_drop_old (&self->visitors, SPILL_VISITOR_ANSWERED, self->limits.answer_seconds);
  if (spill_visitors_count (&self->visitors) > 0)
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  return G_SOURCE_REMOVE;
}

/* Whether there is room for one more, made by dropping one of those that have said nothing yet. */
static gboolean
make_room (SpillAcceptor *self,
           const char    *address)
{
  guint all = spill_visitors_count (&self->visitors);
  guint same = spill_visitors_count_address (&self->visitors, address);

  if (same >= self->limits.per_address && !spill_visitors_drop_one (&self->visitors, address))
    return FALSE;
  return same >= self->limits.per_address || all < self->limits.connections
         || spill_visitors_drop_one (&self->visitors, NULL);
}

static void
welcome (SpillAcceptor *self,
         GSocket       *socket)
{
  g_autoptr(GSocketConnection) connection = g_socket_connection_factory_create_connection (socket);
  g_autoptr(GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr(GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);
  g_autofree char *address = NULL;

  /* Gone already. */
  if (local == NULL || remote == NULL)
    return;
  if (G_IS_INET_SOCKET_ADDRESS (remote))
    address = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
  else
    address = g_strdup ("");
  if (!make_room (self, address))
    return;

  /* A head and a body are two writes, and the second need not wait. */
  if (G_IS_INET_SOCKET_ADDRESS (remote))
    g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_socket_set_timeout (socket, self->limits.idle_seconds);
  spill_visitor_new (connection, remote, address, &self->visitors);
  if (self->tick == 0)
    self->tick = g_timeout_add_seconds (1, on_tick, self);
  g_signal_emit (self, signals[INCOMING], 0, connection, local, remote);
}

static gboolean
on_ready (GSocket      *listening,
          GIOCondition  condition,
          gpointer      user_data)
{
  g_autoptr(SpillAcceptor) self = g_object_ref (SPILL_ACCEPTOR (user_data));
  gint64 end = g_get_monotonic_time () + TURN;

  for (guint i = 0; i < BATCH && g_get_monotonic_time () < end && !g_socket_is_closed (listening); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GSocket) socket = g_socket_accept (listening, NULL, &error);

      if (socket != NULL)
        {
          welcome (self, socket);
          continue;
        }
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      /* The reset of one who came and went says nothing of the next. */
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
        continue;

      g_debug ("accept: %s", error->message);
      spill_visitors_drop_one (&self->visitors, NULL);
      take_a_rest (self);
      return G_SOURCE_REMOVE;
    }

  return G_SOURCE_CONTINUE;
}

static void
begin (SpillAcceptor *self)
{
  for (guint i = 0; i < self->sockets->len; i++)
    {
      GSource *source = g_socket_create_source (self->sockets->pdata[i], G_IO_IN, NULL);

      g_source_set_callback (source, G_SOURCE_FUNC (on_ready), self, NULL);
      g_source_set_priority (source, PRIORITY);
      g_source_attach (source, NULL);
      g_ptr_array_add (self->sources, source);
    }
}

static void
spill_acceptor_finalize (GObject *object)
{
  SpillAcceptor *self = SPILL_ACCEPTOR (object);

  spill_acceptor_stop (self);
  g_clear_handle_id (&self->tick, g_source_remove);
  spill_visitors_clear (&self->visitors);
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->sockets);

  G_OBJECT_CLASS (spill_acceptor_parent_class)->finalize (object);
}

static void
spill_acceptor_class_init (SpillAcceptorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = spill_acceptor_finalize;

  signals[INCOMING] =
    g_signal_new ("incoming", SPILL_TYPE_ACCEPTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_SOCKET_CONNECTION, G_TYPE_SOCKET_ADDRESS,
                  G_TYPE_SOCKET_ADDRESS);
}

static void
spill_acceptor_init (SpillAcceptor *self)
{
  spill_visitors_init (&self->visitors);
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  self->sources = g_ptr_array_new_with_free_func (source_free);
}

/**
 * spill_acceptor_new:
 * @limits: how many, and how long
 *
 * Returns: (transfer full): an acceptor that does not listen yet
 */
SpillAcceptor *
spill_acceptor_new (const SpillAcceptorLimits *limits)
{
  SpillAcceptor *self;
  struct rlimit files;

  g_return_val_if_fail (limits != NULL, NULL);

  self = g_object_new (SPILL_TYPE_ACCEPTOR, NULL);
  self->limits = *limits;
  if (getrlimit (RLIMIT_NOFILE, &files) == 0 && files.rlim_cur != RLIM_INFINITY)
    {
      guint most = files.rlim_cur > 2 * SPARE_FILES ? files.rlim_cur - SPARE_FILES : SPARE_FILES;

      self->limits.connections = MIN (self->limits.connections, most);
    }

  return self;
}

/* Returns: (transfer full) (nullable): a socket that listens there */
static GSocket *
listen_on (SpillAcceptor  *self,
           GInetAddress   *interface,
           guint16         port,
           GError        **error)
{
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (interface, port);
  g_autoptr(GSocket) socket = g_socket_new (g_inet_address_get_family (interface), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL)
    return NULL;

  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, self->limits.backlog);
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;

  return g_steal_pointer (&socket);
}

static guint16
port_of (GSocket *socket)
{
  g_autoptr(GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

/* Whether this is what machines without IPv6 say. */
static gboolean
is_no_ipv6 (const GError *error)
{
  /* EAFNOSUPPORT, and EADDRNOTAVAIL, for which there is no code. */
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static gboolean
try_port (SpillAcceptor  *self,
          guint16         port,
          GError        **error)
{
  g_autoptr(GInetAddress) loopback4 = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GInetAddress) loopback6 = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6);
  g_autoptr(GSocket) four = listen_on (self, loopback4, port, error);
  g_autoptr(GSocket) six = NULL;
  g_autoptr(GError) problem = NULL;

  if (four == NULL)
    return FALSE;

  self->port = port_of (four);
  six = listen_on (self, loopback6, self->port, &problem);
  if (six == NULL && !is_no_ipv6 (problem))
    {
      self->port = 0;
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  g_ptr_array_add (self->sockets, g_steal_pointer (&four));
  if (six != NULL)
    g_ptr_array_add (self->sockets, g_steal_pointer (&six));
  begin (self);
  return TRUE;
}

/**
 * spill_acceptor_listen_loopback:
 * @self: an acceptor that does not listen
 * @port: where; 0 for any free port
 * @error: (out): G_IO_ERROR_ADDRESS_IN_USE, G_IO_ERROR_PERMISSION_DENIED …
 *
 * Listens where only programs of this machine can connect. "localhost" means 127.0.0.1 to some
 * programs and ::1 to others, so both must be free.
 *
 * Returns: whether it listens
 */
gboolean
spill_acceptor_listen_loopback (SpillAcceptor  *self,
                                guint16         port,
                                GError        **error)
{
  g_return_val_if_fail (SPILL_IS_ACCEPTOR (self), FALSE);
  g_return_val_if_fail (self->sockets->len == 0, FALSE);

  /* A port that is free for IPv4 may be taken for IPv6. */
  for (guint i = 1; port == 0 && i < FREE_PORT_TRIES; i++)
    {
      if (try_port (self, 0, NULL))
        return TRUE;
    }

  return try_port (self, port, error);
}

/**
 * spill_acceptor_listen:
 * @self: an acceptor that does not listen
 * @address: of one of this machine's interfaces, or of all
 * @port: where; 0 for any free port
 * @error: (out): G_IO_ERROR_ADDRESS_IN_USE, G_IO_ERROR_PERMISSION_DENIED …
 *
 * Returns: whether it listens
 */
gboolean
spill_acceptor_listen (SpillAcceptor  *self,
                       GInetAddress   *address,
                       guint16         port,
                       GError        **error)
{
  GSocket *socket;

  g_return_val_if_fail (SPILL_IS_ACCEPTOR (self), FALSE);
  g_return_val_if_fail (self->sockets->len == 0, FALSE);

  socket = listen_on (self, address, port, error);
  if (socket == NULL)
    return FALSE;

  self->port = port_of (socket);
  g_ptr_array_add (self->sockets, socket);
  begin (self);
  return TRUE;
}

/* A socket that nobody listens at is what a process that died left there. */
static void
clear_the_way (GSocketAddress *address,
               const char     *path)
{
  g_autoptr(GSocket) probe = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr(GError) error = NULL;
  GStatBuf status;

  if (probe == NULL || g_lstat (path, &status) != 0 || !S_ISSOCK (status.st_mode))
    return;

  g_socket_set_blocking (probe, FALSE);
  if (!g_socket_connect (probe, address, NULL, &error)
      && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    g_unlink (path);
}

/**
 * spill_acceptor_listen_unix:
 * @self: an acceptor that does not listen
 * @path: where; less than 108 bytes
 * @mode: of the file: who can write there can connect
 * @error: (out): G_IO_ERROR_ADDRESS_IN_USE, G_IO_ERROR_PERMISSION_DENIED …
 *
 * Returns: whether it listens
 */
gboolean
spill_acceptor_listen_unix (SpillAcceptor  *self,
                            const char     *path,
                            guint           mode,
                            GError        **error)
{
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GSocket) socket = NULL;

  g_return_val_if_fail (SPILL_IS_ACCEPTOR (self), FALSE);
  g_return_val_if_fail (self->sockets->len == 0, FALSE);

  if (strlen (path) >= UNIX_PATH_MAX)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG, _("%s is too long for a socket’s name"), path);
      return FALSE;
    }
  address = g_unix_socket_address_new (path);
  clear_the_way (address, path);
  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  if (socket == NULL)
    return FALSE;

  /* Nobody can connect before it listens, and then it has its mode already. */
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, self->limits.backlog);
  if (!g_socket_bind (socket, address, FALSE, error))
    return FALSE;
  if (g_chmod (path, (int) mode) != 0 || !g_socket_listen (socket, error))
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
      g_unlink (path);
      return FALSE;
    }

  self->path = g_strdup (path);
  g_ptr_array_add (self->sockets, g_steal_pointer (&socket));
  begin (self);
  return TRUE;
}

guint16
spill_acceptor_get_port (SpillAcceptor *self)
{
  g_return_val_if_fail (SPILL_IS_ACCEPTOR (self), 0);

  return self->port;
}

guint
spill_acceptor_count (SpillAcceptor *self)
{
  g_return_val_if_fail (SPILL_IS_ACCEPTOR (self), 0);

  return spill_visitors_count (&self->visitors);
}

void
spill_acceptor_stop (SpillAcceptor *self)
{
  g_return_if_fail (SPILL_IS_ACCEPTOR (self));

  g_clear_handle_id (&self->pause, g_source_remove);
  g_ptr_array_set_size (self->sources, 0);
  for (guint i = 0; i < self->sockets->len; i++)
    g_socket_close (self->sockets->pdata[i], NULL);
  g_ptr_array_set_size (self->sockets, 0);
  self->port = 0;
  if (self->path != NULL)
    g_unlink (self->path);
  g_clear_pointer (&self->path, g_free);
  spill_visitors_drop_all (&self->visitors);
}
