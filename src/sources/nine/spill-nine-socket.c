#define G_LOG_DOMAIN "spillway-sources"

#include "sources/nine/spill-nine-socket.h"

#include <glib/gi18n.h>

#include "protocols/nine/spill-nine-frame.h"
#include "sources/nine/spill-nine-item.h"
#include "sources/spill-net-thread.h"
#include "sources/spill-pace.h"

#define SLEPT (5 * G_TIME_SPAN_SECOND)

struct _SpillNineSocket
{
  gint64                   number;
  guint64                  serial;
  char                    *host;
  char                    *fingerprint;
  SpillSourceLimits        limits;
  SpillApplyQueue         *queue;
  SpillJsonReport         *report;

  SoupMessage             *message;
  SoupWebsocketConnection *connection;
  GCancellable            *cancellable;
  GSource                 *timer;          /* opening: the limit; open: the next look at silence */
  GTlsCertificate         *certificate;    /* the one that was refused */
  GTlsCertificateFlags     flags;
  gint64                   last_command;
  GHashTable              *subscribing;    /* gint64 command -> path */
  gint64                   heard_at;       /* monotonic */
  gint64                   asked_at;       /* of a ping that is not answered; 0: none */
  gint64                   monotonic;      /* both clocks at the last look */
  gint64                   boottime;
  gboolean                 is_closed;
};

/* A frame gives about that much more memory than it has bytes. */
#define EVENT_OVERHEAD 512

gboolean
spill_nine_slept (gint64 monotonic_then,
                  gint64 boottime_then,
                  gint64 monotonic_now,
                  gint64 boottime_now)
{
  return (boottime_now - boottime_then) - (monotonic_now - monotonic_then) > SLEPT;
}

static void
stop_timer (SpillNineSocket *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
start_timer (SpillNineSocket *self,
             guint            ms,
             GSourceFunc      func)
{
  stop_timer (self);
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, spill_net_thread_get_context ());
}

static void
drop_connection (SpillNineSocket *self)
{
  stop_timer (self);
  g_cancellable_cancel (self->cancellable);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  if (self->connection == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->connection, self);
  if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  /* It would wait 10 s for the peer to close as well, and read on meanwhile. */
  g_io_stream_close (soup_websocket_connection_get_io_stream (self->connection), NULL, NULL);
  g_clear_object (&self->connection);
}

static void
closed (SpillNineSocket  *self,
        SpillFailure     *failure,   /* (transfer full) */
        gboolean          is_refused,
        gboolean          is_flooded)
{
  SpillNineItem *item;

  if (self->is_closed)
    {
      spill_failure_free (failure);
      return;
    }

  self->is_closed = TRUE;
  g_debug ("ws: closed: %s", failure->text);
  item = spill_nine_item_new (SPILL_NINE_ITEM_CLOSED, self->number, self->serial);
  item->failure = failure;
  item->is_refused = is_refused;
  item->is_flooded = is_flooded;
  spill_apply_queue_push (self->queue, item, 0);
  drop_connection (self);
}

static void
send_command (SpillNineSocket *self,
              char            *text)   /* (transfer full) */
{
  g_autofree char *owned = text;

  if (self->connection != NULL
      && soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (self->connection, owned);
}

static void
take_event (SpillNineSocket *self,
            SpillNineFrame  *frame,
            gsize            length)
{
  SpillNineItem *item = spill_nine_item_new (SPILL_NINE_ITEM_EVENT, self->number, ++self->serial);

  item->key = frame->key;
  item->kind = frame->kind;
  if (frame->entity != NULL)
    {
      item->n_entities = 1;
      item->entities = g_new (gpointer, 1);
      item->entities[0] = g_steal_pointer (&frame->entity);
    }

  if (!spill_apply_queue_push (self->queue, item, length + EVENT_OVERHEAD))
    closed (self, spill_failure_new (SPILL_PROBLEM_UNREACHABLE, SPILL_ERROR_UNREACHABLE,
                                     _("%s sends more events than can be shown."),
                                     self->host), FALSE, TRUE);
}

static void
take_answer (SpillNineSocket *self,
             SpillNineFrame  *frame)
{
  g_autofree gint64 *command = NULL;
  g_autofree char *path = NULL;
  SpillNineItem *item;

  if (!g_hash_table_steal_extended (self->subscribing, &frame->command,
                                    (gpointer *) &command, (gpointer *) &path))
    return;
  if (frame->type == SPILL_NINE_FRAME_ERROR)
    g_debug ("ws: no subscription to %s: %d", path, frame->code);

  item = spill_nine_item_new (SPILL_NINE_ITEM_SUBSCRIBED, self->number, self->serial);
  item->path = g_steal_pointer (&path);
  spill_apply_queue_push (self->queue, item, 0);
}

static void
on_frame (SoupWebsocketConnection *connection,
          SoupWebsocketDataType    type,
          GBytes                  *bytes,
          gpointer                 user_data)
{
  SpillNineSocket *self = user_data;
  g_autoptr(SpillNineFrame) frame = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  self->heard_at = g_get_monotonic_time ();
  self->asked_at = 0;
  frame = spill_nine_frame_read (data != NULL ? data : "", length, self->report, &error);
  if (frame == NULL)
    closed (self, spill_failure_new (SPILL_PROBLEM_BAD_ANSWER, SPILL_ERROR_FAILED,
                                     _("An event of %s makes no sense."), self->host),
            FALSE, FALSE);
  else if (frame->type == SPILL_NINE_FRAME_EVENT)
    {
      if (frame->key.topic != SPILL_NINE_TOPIC_OTHER)
        take_event (self, frame, length);
    }
  else
    take_answer (self, frame);
}

static void
on_closed (SoupWebsocketConnection *connection,
           gpointer                 user_data)
{
  SpillNineSocket *self = user_data;

  closed (self, spill_failure_new (SPILL_PROBLEM_UNREACHABLE, SPILL_ERROR_UNREACHABLE,
                                   _("%s closed the connection."), self->host), FALSE, FALSE);
}

static void
on_error (SoupWebsocketConnection *connection,
          GError                  *error,
          gpointer                 user_data)
{
  SpillNineSocket *self = user_data;

  if (g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG))
    closed (self, spill_failure_new (SPILL_PROBLEM_BAD_ANSWER, SPILL_ERROR_FAILED,
                                     _("An event of %s is too large."), self->host),
            FALSE, FALSE);
  else if (error->domain == SOUP_WEBSOCKET_ERROR)
    closed (self, spill_failure_new (SPILL_PROBLEM_BAD_ANSWER, SPILL_ERROR_FAILED,
                                     _("An event of %s makes no sense."), self->host),
            FALSE, FALSE);
  else
    closed (self, spill_failure_from_error (error, self->host, NULL), FALSE, FALSE);
}

static gboolean
on_look (gpointer user_data)
{
  SpillNineSocket *self = user_data;
  gint64 monotonic = g_get_monotonic_time ();
  gint64 boottime = spill_get_boottime ();
  gboolean slept = spill_nine_slept (self->monotonic, self->boottime, monotonic, boottime);

  self->monotonic = monotonic;
  self->boottime = boottime;
  if (self->asked_at != 0
      && monotonic - self->asked_at >= self->limits.pong_ms * G_TIME_SPAN_MILLISECOND)
    {
      closed (self, spill_failure_new (SPILL_PROBLEM_UNREACHABLE, SPILL_ERROR_UNREACHABLE,
                                       _("%s does not answer."), self->host), FALSE, FALSE);
      return G_SOURCE_REMOVE;
    }

  if (slept
      || monotonic - self->heard_at >= self->limits.ping_ms * G_TIME_SPAN_MILLISECOND)
    spill_nine_socket_check (self);
  return G_SOURCE_CONTINUE;
}

static void
refused (SpillNineSocket *self,
         const GError    *error)
{
  guint status = soup_message_get_status (self->message);
  SpillFailure *failure;

  if (self->certificate != NULL)
    {
      failure = spill_failure_new (SPILL_PROBLEM_CERTIFICATE, SPILL_ERROR_UNREACHABLE,
                                   _("The certificate of %s has changed."), self->host);
      failure->certificate = g_object_ref (self->certificate);
    }
  else if (status != 0)
    failure = spill_failure_new (SPILL_PROBLEM_NONE, SPILL_ERROR_REFUSED,
                                 _("%s does not send events (%u %s): it is asked now and "
                                   "then instead."), self->host, status,
                                 soup_status_get_phrase (status));
  else
    failure = spill_failure_from_error (error, self->host, NULL);
  failure->status = status;

  closed (self, failure, self->certificate == NULL, FALSE);
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  SpillNineSocket *self = user_data;   /* freed if cancelled */
  g_autoptr(GError) error = NULL;
  g_autoptr(SoupWebsocketConnection) connection = NULL;
  SpillNineItem *item;

  connection = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (connection == NULL)
    {
      refused (self, error);
      return;
    }

  self->connection = g_steal_pointer (&connection);
  soup_websocket_connection_set_max_incoming_payload_size (self->connection, self->limits.max_body);
  g_signal_connect (self->connection, "message", G_CALLBACK (on_frame), self);
  g_signal_connect (self->connection, "closed", G_CALLBACK (on_closed), self);
  g_signal_connect (self->connection, "error", G_CALLBACK (on_error), self);

  self->heard_at = self->monotonic = g_get_monotonic_time ();
  self->boottime = spill_get_boottime ();
  start_timer (self, MAX (1, MIN (self->limits.ping_ms, self->limits.pong_ms) / 2), on_look);
  item = spill_nine_item_new (SPILL_NINE_ITEM_OPEN, self->number, self->serial);
  spill_apply_queue_push (self->queue, item, 0);
}

static gboolean
on_too_late (gpointer user_data)
{
  SpillNineSocket *self = user_data;

  closed (self, spill_failure_new (SPILL_PROBLEM_UNREACHABLE, SPILL_ERROR_UNREACHABLE,
                                   _("%s does not answer."), self->host), FALSE, FALSE);
  return G_SOURCE_REMOVE;
}

static gboolean
on_accept_certificate (SoupMessage          *message,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  flags,
                       gpointer              user_data)
{
  SpillNineSocket *self = user_data;
  g_autofree char *fingerprint = spill_fingerprint (certificate);

  if (self->fingerprint != NULL && spill_fingerprint_equal (fingerprint, self->fingerprint))
    return TRUE;

  g_set_object (&self->certificate, certificate);
  self->flags = flags;
  return FALSE;
}

SpillNineSocket *
spill_nine_socket_new (gint64                 number,
                       guint64                serial,
                       const char            *host,
                       const SpillSourceLimits *limits,
                       SpillApplyQueue       *queue,
                       SpillJsonReport       *report)
{
  SpillNineSocket *self = g_new0 (SpillNineSocket, 1);

  self->number = number;
  self->serial = serial;
  self->host = g_strdup (host);
  self->limits = *limits;
  self->queue = spill_apply_queue_ref (queue);
  self->report = spill_json_report_ref (report);
  self->cancellable = g_cancellable_new ();
  self->subscribing = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  return self;
}

void
spill_nine_socket_open (SpillNineSocket *self,
                        SoupSession     *session,
                        GUri            *uri,
                        const char      *authorization,
                        const char      *fingerprint)
{
  SoupMessageHeaders *headers;

  self->fingerprint = g_strdup (fingerprint);
  self->message = soup_message_new_from_uri ("GET", uri);
  /* Masters neither pack frames nor look at an Origin; a packed frame could be of any size. */
  soup_message_disable_feature (self->message, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  soup_message_set_flags (self->message, SOUP_MESSAGE_NO_REDIRECT
                          | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  g_signal_connect (self->message, "accept-certificate",
                    G_CALLBACK (on_accept_certificate), self);
  headers = soup_message_get_request_headers (self->message);
  if (authorization != NULL)
    soup_message_headers_replace (headers, "Authorization", authorization);

  start_timer (self, self->limits.headers_ms, on_too_late);
  soup_session_websocket_connect_async (session, self->message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        self->cancellable, on_connected, self);
}

void
spill_nine_socket_free (SpillNineSocket *self)
{
  self->is_closed = TRUE;
  drop_connection (self);
  g_hash_table_unref (self->subscribing);
  g_clear_object (&self->certificate);
  g_clear_object (&self->cancellable);
  spill_apply_queue_unref (self->queue);
  spill_json_report_unref (self->report);
  g_free (self->fingerprint);
  g_free (self->host);
  g_free (self);
}

void
spill_nine_socket_subscribe (SpillNineSocket *self,
                             const char      *path)
{
  gint64 command = ++self->last_command;

  g_hash_table_insert (self->subscribing, g_memdup2 (&command, sizeof command), g_strdup (path));
  send_command (self, spill_nine_command_subscribe (command, path));
}

void
spill_nine_socket_unsubscribe (SpillNineSocket *self,
                               const char      *path)
{
  send_command (self, spill_nine_command_unsubscribe (++self->last_command, path));
}

void
spill_nine_socket_check (SpillNineSocket *self)
{
  if (self->connection == NULL || self->asked_at != 0)
    return;

  self->asked_at = g_get_monotonic_time ();
  send_command (self, spill_nine_command_ping (++self->last_command));
}

guint64
spill_nine_socket_get_serial (SpillNineSocket *self)
{
  return self->serial;
}
