#include "hostile.h"

#include <string.h>

struct _Server
{
  GSocketService  *service;
  ServerAnswer     answer;
  gpointer         data;
  GTlsCertificate *certificate;
  GCancellable    *cancellable;
  char            *url;
  GMutex           lock;
  GCond            cond;
  GHashTable      *counts;        /* path -> guint */
  GPtrArray       *heads;         /* of text: of all requests */
  guint            n_all;
  guint            n_connections;
  guint            n_open;
  gboolean         is_free;
};

static const struct { const char *path; const char *json; } plain[] = {
  { "/config", "{\"title\": \"Plain\", \"versions\": [[\"Buildbot\", \"4.1.0\"]], "
               "\"auth\": {\"name\": \"NoAuth\"}, \"user\": {\"anonymous\": true}, "
               "\"buildbotURL\": \"http://inside.example.invalid/\"}" },
  { "/api/v2/masters", "{\"masters\": [{\"masterid\": 1, \"name\": \"m\", \"active\": true, "
                       "\"last_active\": 1}], \"meta\": {}}" },
  { "/api/v2/builders", "{\"builders\": ["
    "{\"builderid\": 1, \"name\": \"one\", \"masterids\": [1], \"tags\": [\"a\"]},"
    "{\"builderid\": 2, \"name\": \"two\", \"masterids\": [1], \"tags\": []}],"
    "\"meta\": {}}" },
  { "/api/v2/workers", "{\"workers\": [{\"workerid\": 1, \"name\": \"w\", \"connected_to\": "
    "[{\"masterid\": 1}], \"configured_on\": [{\"masterid\": 1, \"builderid\": 1}], "
    "\"workerinfo\": {}, \"paused\": false, \"graceful\": false}], \"meta\": {}}" },
  { "/api/v2/buildrequests", "{\"buildrequests\": [], \"meta\": {}}" },
  { "/api/v2/changes", "{\"changes\": [], \"meta\": {}}" },
};

#define PLAIN_BUILDS "{\"builds\": [{\"buildid\": 7, \"number\": 3, \"builderid\": 1, " \
  "\"buildrequestid\": 5, \"workerid\": 1, \"masterid\": 1, \"started_at\": 1000, " \
  "\"complete\": true, \"complete_at\": 1100, \"results\": 2, " \
  "\"state_string\": \"failed test (failure)\", \"properties\": {}}], \"meta\": {}}"

/* The build of the tests' events. */
#define NEXT_BUILD "{\"builds\": [{\"buildid\": 9, \"number\": 4, \"builderid\": 1, " \
  "\"buildrequestid\": 6, \"workerid\": 1, \"masterid\": 1, \"started_at\": 2000, " \
  "\"complete\": false, \"state_string\": \"building\", \"properties\": {}}], \"meta\": {}}"

gboolean
call_is (Call       *call,
         const char *path)
{
  return strcmp (call->path, path) == 0;
}

char *
call_dup_header (Call       *call,
                 const char *name)
{
  g_auto(GStrv) lines = g_strsplit (call->head, "\r\n", -1);

  for (guint i = 1; lines[i] != NULL; i++)
    {
      char *colon = strchr (lines[i], ':');

      if (colon == NULL)
        continue;
      *colon = '\0';
      if (g_ascii_strcasecmp (lines[i], name) == 0)
        return g_strstrip (g_strdup (colon + 1));
    }

  return NULL;
}

gboolean
call_raw (Call       *call,
          const char *bytes,
          gssize      length)
{
  gsize n = length < 0 ? strlen (bytes) : (gsize) length;

  return g_output_stream_write_all (call->output, bytes, n, NULL, call->server->cancellable, NULL);
}

gboolean
call_reply (Call       *call,
            const char *status,
            const char *headers,
            const char *body)
{
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 %s\r\nContent-Length: %zu\r\n%s\r\n%s", status,
                                           strlen (body), headers, body);

  return call_raw (call, text, -1);
}

gboolean
call_json (Call       *call,
           const char *json)
{
  return call_reply (call, "200 OK", "Content-Type: application/json\r\n", json);
}

gboolean
call_plain (Call *call)
{
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (call_is (call, plain[i].path))
      return call_json (call, plain[i].json);

  if (call_is (call, "/api/v2/builds") && strstr (call->query, "=9") != NULL)
    return call_json (call, NEXT_BUILD);
  if (call_is (call, "/api/v2/builds") && strstr (call->query, "complete=false") == NULL)
    return call_json (call, PLAIN_BUILDS);
  if (call_is (call, "/api/v2/builds"))
    return call_json (call, "{\"builds\": [], \"meta\": {}}");

  return call_reply (call, "404 Not Found", "Content-Type: text/plain\r\n",
                     "{\"error\": \"not found <class 'x'>\"}");
}

/* WebSocket, RFC 6455 */

gboolean
call_accept_socket (Call *call)
{
  g_autofree char *key = call_dup_header (call, "Sec-WebSocket-Key");
  g_autoptr(GChecksum) sha1 = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;
  g_autofree char *accept = NULL;
  g_autofree char *text = NULL;

  g_checksum_update (sha1, (const guchar *) key, -1);
  g_checksum_update (sha1, (const guchar *) "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", -1);
  g_checksum_get_digest (sha1, digest, &length);
  accept = g_base64_encode (digest, length);
  text = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
  return call_raw (call, text, -1);
}

gboolean
call_frame (Call       *call,
            const char *text,
            gssize      length)
{
  guint64 n = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr(GByteArray) frame = g_byte_array_new ();

  g_byte_array_append (frame, (const guint8 *) "\x81", 1);
  if (n < 126)
    {
      guint8 small = n;

      g_byte_array_append (frame, &small, 1);
    }
  else if (n < 65536)
    {
      guint16 middle = GUINT16_TO_BE (n);

      g_byte_array_append (frame, (const guint8 *) "\x7e", 1);
      g_byte_array_append (frame, (const guint8 *) &middle, 2);
    }
  else
    {
      guint64 big = GUINT64_TO_BE (n);

      g_byte_array_append (frame, (const guint8 *) "\x7f", 1);
      g_byte_array_append (frame, (const guint8 *) &big, 8);
    }
  g_byte_array_append (frame, (const guint8 *) text, n);
  return call_raw (call, (const char *) frame->data, frame->len);
}

static gboolean
read_all (Call  *call,
          void  *buffer,
          gsize  n)
{
  gsize got;

  return g_input_stream_read_all (call->input, buffer, n, &got, call->server->cancellable, NULL)
         && got == n;
}

/* One frame of the client: masked, and never long. */
static char *
read_frame (Call *call)
{
  guint8 head[2];
  guint8 mask[4];
  guint16 extended;
  gsize n;
  char *text;

  if (!read_all (call, head, 2))
    return NULL;
  n = head[1] & 0x7f;
  if (n == 126)
    {
      if (!read_all (call, &extended, 2))
        return NULL;
      n = GUINT16_FROM_BE (extended);
    }
  if (!read_all (call, mask, 4))
    return NULL;

  text = g_malloc0 (n + 1);
  if (!read_all (call, text, n))
    {
      g_free (text);
      return NULL;
    }
  for (gsize i = 0; i < n; i++)
    text[i] ^= mask[i % 4];
  return text;
}

gboolean
call_serve_socket (Call  *call,
                   guint  n)
{
  for (guint i = 0; n == 0 || i < n; i++)
    {
      g_autofree char *text = read_frame (call);
      g_autofree char *answer = NULL;
      const char *id;

      if (text == NULL)
        return FALSE;
      id = strstr (text, "\"_id\":");
      if (id == NULL)
        continue;
      answer = g_strdup_printf ("{\"msg\": \"%s\", \"code\": 200, \"_id\": %" G_GINT64_FORMAT "}",
                                strstr (text, "ping") != NULL ? "pong" : "OK",
                                g_ascii_strtoll (id + 6, NULL, 10));
      if (!call_frame (call, answer, -1))
        return FALSE;
    }

  return TRUE;
}

/* Connections */

static char *
read_head (GInputStream *input,
           GCancellable *cancellable)
{
  g_autoptr(GString) head = g_string_new (NULL);
  char c;

  while (head->len < 65536)
    {
      if (g_input_stream_read (input, &c, 1, cancellable, NULL) != 1)
        return NULL;
      g_string_append_c (head, c);
      if (g_str_has_suffix (head->str, "\r\n\r\n"))
        return g_string_free (g_steal_pointer (&head), FALSE);
    }

  return NULL;
}

static gboolean
serve_one (Server    *self,
           GIOStream *stream)
{
  GInputStream *input = g_io_stream_get_input_stream (stream);
  g_autofree char *head = read_head (input, self->cancellable);
  g_autofree char *body = NULL;
  g_autofree char *length = NULL;
  g_autofree char *path = NULL;
  g_auto(GStrv) words = NULL;
  char *query;
  Call call = { .server = self, .input = input, .head = head };

  if (head == NULL)
    return FALSE;
  words = g_strsplit (head, " ", 3);
  path = g_strdup (words[1]);
  query = strchr (path, '?');
  if (query != NULL)
    *query++ = '\0';

  call.output = g_io_stream_get_output_stream (stream);
  call.method = words[0];
  call.path = path;
  call.query = query != NULL ? query : "";
  length = call_dup_header (&call, "Content-Length");
  if (length != NULL)
    {
      gsize n = g_ascii_strtoull (length, NULL, 10);

      body = g_malloc0 (n + 1);
      if (!read_all (&call, body, n))
        return FALSE;
    }
  call.body = body;

  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->counts, g_strdup (path),
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (
                         g_hash_table_lookup (self->counts, path)) + 1));
  g_ptr_array_add (self->heads, g_strdup (head));
  self->n_all++;
  g_mutex_unlock (&self->lock);

  return self->answer != NULL ? self->answer (&call, self->data) : call_plain (&call);
}

/* Counted here and not when its thread gets to run: a server must not go in between. */
static gboolean
on_incoming (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  Server *self = user_data;

  g_mutex_lock (&self->lock);
  self->n_open++;
  g_mutex_unlock (&self->lock);
  return FALSE;
}

static gboolean
on_run (GThreadedSocketService *service,
        GSocketConnection      *connection,
        GObject                *source,
        gpointer                user_data)
{
  Server *self = user_data;
  g_autoptr(GIOStream) stream = g_object_ref (G_IO_STREAM (connection));

  g_mutex_lock (&self->lock);
  self->n_connections++;
  g_mutex_unlock (&self->lock);

  if (self->certificate != NULL)
    {
      g_autoptr(GIOStream) tls = g_initable_new (
        g_tls_backend_get_server_connection_type (g_tls_backend_get_default ()), NULL, NULL,
        "base-io-stream", connection, "certificate", self->certificate,
        "require-close-notify", FALSE, NULL);

      g_set_object (&stream, tls);
    }
  while (serve_one (self, stream))
    ;
  g_io_stream_close (stream, NULL, NULL);

  g_mutex_lock (&self->lock);
  self->n_open--;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static void
server_finalize (gpointer data)
{
  Server *self = data;

  g_clear_object (&self->certificate);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->counts);
  g_ptr_array_unref (self->heads);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self->url);
  g_free (self);
}

Server *
server_new_tls (ServerAnswer     answer,
                gpointer         data,
                GTlsCertificate *certificate)
{
  Server *self = g_new0 (Server, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) effective = NULL;

  self->answer = answer;
  self->data = data;
  self->certificate = certificate != NULL ? g_object_ref (certificate) : NULL;
  self->cancellable = g_cancellable_new ();
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->heads = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->service = g_threaded_socket_service_new (-1);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf ("%s://127.0.0.1:%u/", certificate != NULL ? "https" : "http",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective)));
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  /* A thread that was started for a connection may begin only now: it has the service alive. */
  g_object_set_data_full (G_OBJECT (self->service), "server", self, server_finalize);
  g_socket_service_start (self->service);

  return self;
}

Server *
server_new (ServerAnswer answer,
            gpointer     data)
{
  return server_new_tls (answer, data, NULL);
}

void
server_free (Server *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->lock);
  self->is_free = TRUE;
  g_cond_broadcast (&self->cond);
  while (self->n_open > 0)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);

  g_object_unref (self->service);
}

const char *
server_get_url (Server *self)
{
  return self->url;
}

guint
server_get_n (Server     *self,
              const char *path)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, path));
}

guint
server_get_n_with (Server     *self,
                   const char *text)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint n = 0;

  for (guint i = 0; i < self->heads->len; i++)
    n += strstr (self->heads->pdata[i], text) != NULL;
  return n;
}

guint
server_get_n_all (Server *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_all;
}

gsize
server_get_longest (Server *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gsize longest = 0;

  for (guint i = 0; i < self->heads->len; i++)
    longest = MAX (longest, strcspn (self->heads->pdata[i], "\r"));
  return longest;
}

guint
server_get_most (Server     *self,
                 const char *text)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint most = 0;

  for (guint i = 0; i < self->heads->len; i++)
    {
      guint n = 0;

      for (const char *c = self->heads->pdata[i]; (c = strstr (c, text)) != NULL; c++)
        n++;
      most = MAX (most, n);
    }
  return most;
}

guint
server_get_n_connections (Server *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_connections;
}

void
server_wait (Server *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (!self->is_free)
    g_cond_wait (&self->cond, &self->lock);
}

void
server_let_go (Server *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->is_free = TRUE;
  g_cond_broadcast (&self->cond);
}
