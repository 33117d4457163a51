#define G_LOG_DOMAIN "spillway-web"

#include "web/spill-web-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include <glib/gi18n.h>

#include "web/spill-web-files.h"
#include "web/spill-web-gate.h"
#include "web/spill-web-reply.h"

#define MAX_HEAD   (16 * 1024)
#define MAX_TARGET (4 * 1024)

struct _SpillWebServer
{
  GObject          parent_instance;

  SpillPages      *pages;
  SoupServer      *soup;
  SpillAcceptor   *acceptor;
  SpillPageCache  *cache;
  SpillWebStreams *streams;
  char            *mark;        /* of this run: its versions are others than those of the last */
};

/* Who waits for a page. */
typedef struct
{
  SpillWebServer    *server;
  SoupServerMessage *message;
  gulong             on_finished;
  gboolean           is_over;   /* the asker is gone */
} Waiting;

enum
{
  PROP_0,
  PROP_PORT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillWebServer, spill_web_server, G_TYPE_OBJECT)

/* Pages */

static void
on_waiting_finished (SoupServerMessage *message,
                     Waiting           *waiting)
{
  waiting->is_over = TRUE;
}

static void
on_made (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Waiting *waiting = user_data;
  g_autoptr(SpillWebServer) self = waiting->server;
  g_autoptr(SoupServerMessage) message = waiting->message;
  gboolean is_over = waiting->is_over;
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillPageEntry) entry = spill_page_cache_make_finish (result, &error);

  g_signal_handler_disconnect (message, waiting->on_finished);
  g_free (waiting);
  if (is_over)
    return;

  if (entry != NULL)
    spill_web_reply_entry (message, entry, self->mark, FALSE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    spill_web_reply_error (message, SOUP_STATUS_SERVICE_UNAVAILABLE, error->message);
  else
    spill_web_reply_error (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, _("This page could not be made."));
  soup_server_message_unpause (message);
}

static void
make_page (SpillWebServer    *self,
           SoupServerMessage *message,
           SpillPageJob      *job,
           gboolean           gzip)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->server = g_object_ref (self);
  waiting->message = g_object_ref (message);
  waiting->on_finished = g_signal_connect (message, "finished", G_CALLBACK (on_waiting_finished), waiting);
  soup_server_message_pause (message);
  spill_page_cache_make_async (self->cache, job, gzip, on_made, waiting);
}

static void
answer_page (SpillWebServer    *self,
             SoupServerMessage *message,
             const char        *path,
             const char        *query)
{
  g_autoptr(SpillPageJob) job = spill_pages_prepare (self->pages, path, query);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SpillPageEntry *entry;
  gboolean gzip;

  if (spill_page_job_get_status (job) == SOUP_STATUS_OK
      && spill_web_reply_same (message, spill_page_job_get_version (job), self->mark))
    return;

  entry = spill_page_cache_find (self->cache, job);
  gzip = spill_web_accepts_gzip (soup_message_headers_get_list (headers, "Accept-Encoding"));
  if (entry != NULL && (!gzip || entry->gzip != NULL || entry->is_plain))
    spill_web_reply_entry (message, entry, self->mark, TRUE);
  else
    make_page (self, message, job, gzip);
}

/* Event streams */

static void
answer_stream (SpillWebServer    *self,
               SoupServerMessage *message,
               SpillVisitor      *visitor,
               GHashTable        *arguments)
{
  const char *page = arguments != NULL ? g_hash_table_lookup (arguments, "page") : NULL;
  const char *site = soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                                   "Sec-Fetch-Site");
  g_auto(GStrv) parts = NULL;
  g_autoptr(SpillPageJob) job = NULL;

  /* Pages of others cannot read it, but could keep all streams busy. */
  if (g_strcmp0 (site, "cross-site") == 0)
    {
      spill_web_reply_error (message, SOUP_STATUS_FORBIDDEN, _("Only the pages of this server may ask that."));
      return;
    }
  if (page == NULL || *page != '/')
    {
      spill_web_reply_error (message, SOUP_STATUS_BAD_REQUEST, _("The argument “page” must be a path."));
      return;
    }

  parts = g_strsplit (page, "?", 2);
  job = spill_pages_prepare (self->pages, parts[0], parts[1]);
  if (spill_page_job_get_status (job) != SOUP_STATUS_OK)
    spill_web_reply_error (message, spill_page_job_get_status (job), _("There is no such page."));
  else if (soup_server_message_get_method (message) == SOUP_METHOD_HEAD)
    soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
  else if (!spill_web_streams_add (self->streams, message, visitor, parts[0], parts[1]))
    spill_web_reply_error (message, SOUP_STATUS_SERVICE_UNAVAILABLE, _("Too many pages are shown at the same time."));
}

/* Requests */

static gsize
count_head (SoupServerMessage *message)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;
  gsize size = 0;

  soup_message_headers_iter_init (&iter, soup_server_message_get_request_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    size += strlen (name) + strlen (value) + 4;

  return size;
}

static gboolean
has_body (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return soup_message_headers_get_one (headers, "Transfer-Encoding") != NULL
         || soup_message_headers_get_content_length (headers) != 0
         || soup_message_headers_get_one (headers, "Expect") != NULL;
}

static gboolean
is_ours (SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autofree char *host = NULL;

  /* The target may have a host of its own; with several Host headers it is a list, and no name. */
  host = strchr (g_uri_get_host (uri), ':') != NULL ? g_strdup_printf ("[%s]", g_uri_get_host (uri))
                                                    : g_strdup (g_uri_get_host (uri));
  return spill_web_is_local_host (host) && spill_web_is_local_host (soup_message_headers_get_list (headers, "Host"));
}

/* As soon as the head of a request is here. */
static void
on_head (SoupServer        *soup,
         SoupServerMessage *message,
         const char        *path,
         GHashTable        *arguments,
         gpointer           user_data)
{
  const char *method = soup_server_message_get_method (message);
  SpillVisitor *visitor = spill_visitor_find (soup_server_message_get_remote_address (message));
  gboolean is_read_only = method == SOUP_METHOD_GET || method == SOUP_METHOD_HEAD;
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));

  spill_web_reply_begin (message);
  if (has_body (message))
    {
      spill_web_reply_refuse (message, is_read_only ? SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE
                                                    : SOUP_STATUS_METHOD_NOT_ALLOWED);
      return;
    }

  if (visitor != NULL)
    spill_visitor_set_state (visitor, SPILL_VISITOR_ANSWERED);
  if (!is_read_only)
    spill_web_reply_error (message, SOUP_STATUS_METHOD_NOT_ALLOWED, _("Pages can only be read here."));
  else if (!is_ours (message))
    spill_web_reply_error (message, SOUP_STATUS_MISDIRECTED_REQUEST,
                           _("This server is for its own machine, as localhost."));
  else if (strlen (path) + (query != NULL ? strlen (query) : 0) > MAX_TARGET)
    spill_web_reply_error (message, SOUP_STATUS_REQUEST_URI_TOO_LONG, _("The address is too long."));
  else if (count_head (message) > MAX_HEAD)
    spill_web_reply_error (message, SPILL_WEB_HEAD_TOO_LARGE, _("The request is too long."));
}

static void
on_request (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *arguments,
            gpointer           user_data)
{
  SpillWebServer *self = user_data;
  SpillVisitor *visitor = spill_visitor_find (soup_server_message_get_remote_address (message));
  SpillPageEntry *file = spill_web_files_find (path);

  /* A part of a page is of no use, and many parts of one are an attack. */
  soup_message_headers_remove (soup_server_message_get_request_headers (message), "Range");

  if (file != NULL)
    spill_web_reply_entry (message, file, "f", TRUE);
  else if (g_str_equal (path, "/live") && visitor != NULL)
    answer_stream (self, message, visitor, arguments);
  else
    answer_page (self, message, path, g_uri_get_query (soup_server_message_get_uri (message)));
}

static void
on_started (SoupServer        *soup,
            SoupServerMessage *message)
{
  /* Also of answers that the library gives by itself. */
  spill_web_reply_prepare (message);
}

static void
on_incoming (SpillAcceptor     *acceptor,
             GSocketConnection *connection,
             GSocketAddress    *local,
             GSocketAddress    *remote,
             SpillWebServer    *self)
{
  /* Head and body leave together, when the connection is closed behind them. */
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_CORK, TRUE, NULL);
  soup_server_accept_iostream (self->soup, G_IO_STREAM (connection), local, remote, NULL);
}

/* The object */

static void
spill_web_server_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PORT:
      g_value_set_uint (value, spill_web_server_get_port (SPILL_WEB_SERVER (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_web_server_dispose (GObject *object)
{
  SpillWebServer *self = SPILL_WEB_SERVER (object);

  if (self->acceptor != NULL)
    spill_acceptor_stop (self->acceptor);
  g_clear_object (&self->streams);
  g_clear_object (&self->soup);
  g_clear_object (&self->acceptor);
  g_clear_object (&self->cache);
  g_clear_object (&self->pages);

  G_OBJECT_CLASS (spill_web_server_parent_class)->dispose (object);
}

static void
spill_web_server_finalize (GObject *object)
{
  SpillWebServer *self = SPILL_WEB_SERVER (object);

  g_free (self->mark);

  G_OBJECT_CLASS (spill_web_server_parent_class)->finalize (object);
}

static void
spill_web_server_class_init (SpillWebServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = spill_web_server_get_property;
  object_class->dispose = spill_web_server_dispose;
  object_class->finalize = spill_web_server_finalize;

  properties[PROP_PORT] =
    g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
spill_web_server_init (SpillWebServer *self)
{
  self->mark = g_strdup_printf ("%08x", g_random_int ());
  self->soup = g_object_new (SOUP_TYPE_SERVER, "raw-paths", TRUE, NULL);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (on_started), NULL);
  soup_server_add_early_handler (self->soup, NULL, on_head, self, NULL);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
}

void
spill_web_limits_init (SpillWebLimits *limits)
{
  limits->acceptor = spill_acceptor_default_limits;
  limits->cache = spill_page_cache_default_limits;
  limits->streams = spill_web_streams_default_limits;
}

/**
 * spill_web_server_new:
 * @pages: what is served
 * @limits: (nullable): how much at a time; %NULL for the usual
 *
 * Returns: (transfer full): a server that does not listen yet
 */
SpillWebServer *
spill_web_server_new (SpillPages           *pages,
                      const SpillWebLimits *limits)
{
  SpillWebServer *self;
  SpillWebLimits usual;

  g_return_val_if_fail (SPILL_IS_PAGES (pages), NULL);

  spill_web_limits_init (&usual);
  if (limits == NULL)
    limits = &usual;

  self = g_object_new (SPILL_TYPE_WEB_SERVER, NULL);
  self->pages = g_object_ref (pages);
  self->acceptor = spill_acceptor_new (&limits->acceptor);
  g_signal_connect (self->acceptor, "incoming", G_CALLBACK (on_incoming), self);
  self->cache = spill_page_cache_new (pages, &limits->cache);
  self->streams = spill_web_streams_new (pages, &limits->streams);

  return self;
}

/**
 * spill_web_server_start:
 * @self: a server
 * @port: where to listen; 0 for any port that is free
 * @error: (out): why it cannot, in a sentence
 *
 * Listens on the loopback addresses. A server that listens elsewhere stops that first.
 *
 * Returns: whether it listens
 */
gboolean
spill_web_server_start (SpillWebServer  *self,
                        guint16          port,
                        GError         **error)
{
  g_autoptr(GError) problem = NULL;

  g_return_val_if_fail (SPILL_IS_WEB_SERVER (self), FALSE);

  spill_web_server_stop (self);
  if (spill_acceptor_listen_loopback (self->acceptor, port, &problem))
    {
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PORT]);
      return TRUE;
    }

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE, _("Another program listens on port %u."), port);
  else if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                 _("Port %u may not be used. Ports from 1024 on may."), port);
  else
    g_propagate_prefixed_error (error, g_steal_pointer (&problem), _("Port %u cannot be used: "), port);
  return FALSE;
}

/**
 * spill_web_server_stop:
 * @self: a server
 *
 * Closes the port and all connections.
 */
void
spill_web_server_stop (SpillWebServer *self)
{
  g_return_if_fail (SPILL_IS_WEB_SERVER (self));

  if (spill_web_server_get_port (self) == 0)
    return;

  /* The library sees the ends of its connections by itself; messages that wait for a page must not
   * lose theirs before. */
  spill_acceptor_stop (self->acceptor);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PORT]);
}

guint16
spill_web_server_get_port (SpillWebServer *self)
{
  g_return_val_if_fail (SPILL_IS_WEB_SERVER (self), 0);

  return spill_acceptor_get_port (self->acceptor);
}

char *
spill_web_server_dup_url (SpillWebServer *self)
{
  guint16 port = spill_web_server_get_port (self);

  return port != 0 ? g_strdup_printf ("http://localhost:%u/", port) : NULL;
}

SpillAcceptor *
spill_web_server_get_acceptor (SpillWebServer *self)
{
  g_return_val_if_fail (SPILL_IS_WEB_SERVER (self), NULL);

  return self->acceptor;
}

SpillPageCache *
spill_web_server_get_cache (SpillWebServer *self)
{
  g_return_val_if_fail (SPILL_IS_WEB_SERVER (self), NULL);

  return self->cache;
}

SpillWebStreams *
spill_web_server_get_streams (SpillWebServer *self)
{
  g_return_val_if_fail (SPILL_IS_WEB_SERVER (self), NULL);

  return self->streams;
}
