#include "web/spill-web-streams.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

const SpillWebStreamsLimits spill_web_streams_default_limits = {
  .streams = 200,
  .tick_ms = 1000,
  .silent_seconds = 15,
  .stall_seconds = 30,
  .send_buffer = 8192,
};

struct _SpillWebStreams
{
  GObject                parent_instance;

  SpillPages            *pages;
  SpillWebStreamsLimits  limits;
  GHashTable            *topics;    /* (element-type utf8 Topic): by path and query */
  guint                  n_streams;
  guint                  tick;      /* source id, while there are streams */
};

/* A page that somebody looks at. */
typedef struct
{
  SpillWebStreams *owner;     /* not owned */
  char            *name;
  char            *path;
  char            *query;     /* (nullable) */
  char            *version;   /* that was told last */
  GPtrArray       *streams;   /* of Stream */
} Topic;

typedef struct
{
  Topic             *topic;      /* not owned: a stream keeps its topic */
  SoupServerMessage *message;
  SpillVisitor      *visitor;
  GSource           *watch;      /* of the socket: what it says now is good-bye */
  gulong             on_wrote;
  gulong             on_finished;
  guint              unsent;     /* chunks that the socket did not take yet */
  gint64             sent;       /* monotonic time of the last chunk */
  gboolean           is_behind;  /* was not told of the last change */
  gboolean           is_over;    /* the library is done with it */
} Stream;

G_DEFINE_FINAL_TYPE (SpillWebStreams, spill_web_streams, G_TYPE_OBJECT)

static void
topic_free (Topic *topic)
{
  g_free (topic->name);
  g_free (topic->path);
  g_free (topic->query);
  g_free (topic->version);
  g_ptr_array_unref (topic->streams);
  g_free (topic);
}

static void
stream_free (Stream *stream)
{
  g_signal_handler_disconnect (stream->message, stream->on_wrote);
  g_signal_handler_disconnect (stream->message, stream->on_finished);
  if (stream->watch != NULL)
    {
      g_source_destroy (stream->watch);
      g_source_unref (stream->watch);
    }
  spill_visitor_drop (stream->visitor);
  /* A message that waits for more to send looks at its connection only when there is. */
  if (!stream->is_over)
    {
      soup_message_body_complete (soup_server_message_get_response_body (stream->message));
      soup_server_message_unpause (stream->message);
    }
  g_object_unref (stream->visitor);
  g_object_unref (stream->message);
  g_free (stream);
}

static void
leave (Stream *stream)
{
  Topic *topic = stream->topic;
  SpillWebStreams *self = topic->owner;

  self->n_streams--;
  g_ptr_array_remove_fast (topic->streams, stream);
  if (topic->streams->len == 0)
    g_hash_table_remove (self->topics, topic->name);
}

static void
on_wrote (SoupServerMessage *message,
          Stream            *stream)
{
  stream->unsent--;
}

static void
on_finished (SoupServerMessage *message,
             Stream            *stream)
{
  stream->is_over = TRUE;
  leave (stream);
}

static gboolean
on_socket (GSocket      *socket,
           GIOCondition  condition,
           gpointer      user_data)
{
  /* Nothing more is to be said on a stream, so it is the end, or noise. */
  leave (user_data);
  return G_SOURCE_REMOVE;
}

static void
send_text (Stream     *stream,
           const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  soup_message_body_append_bytes (soup_server_message_get_response_body (stream->message), bytes);
  stream->unsent++;
  stream->sent = g_get_monotonic_time ();
  soup_server_message_unpause (stream->message);
}

static void
send_version (Stream *stream)
{
  g_autofree char *text = g_strdup_printf ("event: version\ndata: %s\n\n", stream->topic->version);

  stream->is_behind = FALSE;
  send_text (stream, text);
}

/* FALSE: it is gone. */
static gboolean
tick_stream (SpillWebStreams *self,
             Stream          *stream)
{
  gint64 silent = g_get_monotonic_time () - stream->sent;

  if (stream->unsent > 0 && silent >= self->limits.stall_seconds * G_TIME_SPAN_SECOND)
    {
      leave (stream);
      return FALSE;
    }
  if (stream->unsent > 0)
    return TRUE;

  if (stream->is_behind)
    send_version (stream);
  else if (silent >= self->limits.silent_seconds * G_TIME_SPAN_SECOND)
    send_text (stream, ":\n\n");
  return TRUE;
}

/* Whether the page has another version than was told. */
static gboolean
update (SpillWebStreams *self,
        Topic           *topic)
{
  g_autoptr(SpillPageJob) job = spill_pages_prepare (self->pages, topic->path, topic->query);
  const char *version = spill_page_job_get_version (job);

  if (topic->version != NULL && g_strcmp0 (topic->version, version) == 0)
    return FALSE;

  g_free (topic->version);
  topic->version = g_strdup (version != NULL ? version : "");
  return TRUE;
}

static gboolean
on_tick (gpointer user_data)
{
  SpillWebStreams *self = user_data;
  g_autoptr(GList) topics = g_hash_table_get_values (self->topics);

  for (GList *l = topics; l != NULL; l = l->next)
    {
      Topic *topic = l->data;
      gboolean has_changed = update (self, topic);

      /* From the end: who leaves takes the place of nobody that is yet to come. */
      for (guint n = topic->streams->len; n-- > 0; )
        {
          Stream *stream = topic->streams->pdata[n];
          gboolean is_last = topic->streams->len == 1;

          stream->is_behind |= has_changed;
          if (!tick_stream (self, stream) && is_last)
            break;   /* the topic went with it */
        }
    }

  if (self->n_streams > 0)
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static Topic *
ensure_topic (SpillWebStreams *self,
              const char      *path,
              const char      *query)
{
  g_autofree char *name = g_strconcat (path, "?", query, NULL);
  Topic *topic = g_hash_table_lookup (self->topics, name);

  if (topic != NULL)
    return topic;

  topic = g_new0 (Topic, 1);
  topic->owner = self;
  topic->name = g_steal_pointer (&name);
  topic->path = g_strdup (path);
  topic->query = g_strdup (query);
  topic->streams = g_ptr_array_new_with_free_func ((GDestroyNotify) stream_free);
  g_hash_table_insert (self->topics, topic->name, topic);
  update (self, topic);

  return topic;
}

/* The answer's head, and how often to try again when the server is gone. */
static void
start (Stream *stream)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (stream->message);

  soup_server_message_set_status (stream->message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_set_encoding (headers,
                                     soup_server_message_get_http_version (stream->message) == SOUP_HTTP_1_0
                                     ? SOUP_ENCODING_EOF : SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (stream->message), FALSE);
  send_text (stream, "retry: 5000\n\n");
  send_version (stream);
}

gboolean
spill_web_streams_add (SpillWebStreams   *self,
                       SoupServerMessage *message,
                       SpillVisitor      *visitor,
                       const char        *path,
                       const char        *query)
{
  GSocket *socket;
  Stream *stream;

  g_return_val_if_fail (SPILL_IS_WEB_STREAMS (self), FALSE);
  g_return_val_if_fail (SPILL_IS_VISITOR (visitor), FALSE);

  socket = spill_visitor_get_socket (visitor);
  if (self->n_streams >= self->limits.streams || socket == NULL)
    return FALSE;

  /* Before it is watched: it may be silent from now on. */
  spill_visitor_set_state (visitor, SPILL_VISITOR_LISTENING);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_CORK, FALSE, NULL);
  g_socket_set_option (socket, SOL_SOCKET, SO_SNDBUF, self->limits.send_buffer, NULL);

  stream = g_new0 (Stream, 1);
  stream->topic = ensure_topic (self, path, query);
  stream->message = g_object_ref (message);
  stream->visitor = g_object_ref (visitor);
  stream->watch = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_callback (stream->watch, G_SOURCE_FUNC (on_socket), stream, NULL);
  g_source_attach (stream->watch, NULL);
  stream->on_wrote = g_signal_connect (message, "wrote-chunk", G_CALLBACK (on_wrote), stream);
  stream->on_finished = g_signal_connect (message, "finished", G_CALLBACK (on_finished), stream);
  g_ptr_array_add (stream->topic->streams, stream);
  self->n_streams++;
  start (stream);

  if (self->tick == 0)
    self->tick = g_timeout_add (self->limits.tick_ms, on_tick, self);
  return TRUE;
}

guint
spill_web_streams_count (SpillWebStreams *self)
{
  g_return_val_if_fail (SPILL_IS_WEB_STREAMS (self), 0);

  return self->n_streams;
}

static void
spill_web_streams_finalize (GObject *object)
{
  SpillWebStreams *self = SPILL_WEB_STREAMS (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_hash_table_unref (self->topics);
  g_object_unref (self->pages);

  G_OBJECT_CLASS (spill_web_streams_parent_class)->finalize (object);
}

static void
spill_web_streams_class_init (SpillWebStreamsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = spill_web_streams_finalize;
}

static void
spill_web_streams_init (SpillWebStreams *self)
{
  self->topics = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) topic_free);
}

SpillWebStreams *
spill_web_streams_new (SpillPages                  *pages,
                       const SpillWebStreamsLimits *limits)
{
  SpillWebStreams *self;

  g_return_val_if_fail (SPILL_IS_PAGES (pages), NULL);

  self = g_object_new (SPILL_TYPE_WEB_STREAMS, NULL);
  self->pages = g_object_ref (pages);
  self->limits = *limits;

  return self;
}
