#include "targets/spill-pb-private.h"

/* RemoteLog. */

#define LOG(self)  SPILL_LOG ((self)->item)
#define MAX_TEXT   (640 * 1024)        /* of a string in Banana: Twisted neither sends nor takes more */
#define MAX_CHUNKS (8 * 1024 * 1024)   /* bytes of a list of chunks */
#define PATIENCE   60                  /* seconds; then what is here must do */

static void
log_get_name (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "s", spill_log_get_name (LOG (self)));
}

/* Of a step that is over so are its logs; some masters say so of a log only when it is read. */
static gboolean
is_complete (SpillPbObject *self, GObject *item, gint64 number)
{
  SpillStep *step = spill_log_get_step (SPILL_LOG (item));

  return spill_log_is_complete (SPILL_LOG (item)) || (step != NULL && spill_step_is_finished (step));
}

static void
log_is_finished (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "b", is_complete (self, self->item, 0));
}

static void
answer_itself (SpillPbObject *self, gint64 id, gint64 number)
{
  spill_pb_answer_self (self, id, number);
}

static void
log_wait_until_finished (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer_when (self, request, self->item, 0, request->target, is_complete, answer_itself);
}

/* The text of a log, asked for as a whole. A client gets one after the other, and nothing more while
 * much waits for it: however many it asks for, there is one answer in memory. */
typedef struct
{
  SpillPbObject   *object;
  SpillPbListener *listener;    /* borrowed: outlives the client */
  gint64           id;
  gboolean         has_headers, is_list;
  SpillPbReader   *reader;      /* (nullable) before its turn */
  gulong           written;
  GByteArray      *bytes;       /* the text, or the pairs as they will be sent */
  guint            n_chunks;
  gboolean         is_too_long;
  gboolean         is_queued;   /* to be looked at */
  gboolean         is_late;     /* what is here must do */
  guint            timeout;
} Asked;

static void look (Asked *asked);
static void begin (Asked *asked);

static void
take_chunk (int         channel,
            const char *text,
            gsize       length,
            gpointer    user_data)
{
  Asked *asked = user_data;
  SpillBananaProfile profile = spill_broker_get_profile (asked->object->visitor->broker);

  if (channel == 2 && !asked->has_headers)
    return;
  asked->is_too_long |= asked->bytes->len + length > (asked->is_list ? MAX_CHUNKS : MAX_TEXT);
  if (asked->is_too_long)
    return;
  if (asked->is_list)
    {
      spill_jelly_put_tuple (asked->bytes, profile, 2);
      spill_banana_put_int (asked->bytes, channel);
      spill_banana_put_bytes (asked->bytes, profile, text, length);
      asked->n_chunks++;
    }
  else
    g_byte_array_append (asked->bytes, (const guint8 *) text, (guint) length);
}

static void
give_up (gpointer data)
{
  Asked *asked = data;
  SpillPbVisitor *visitor = asked->object->visitor;

  spill_pb_visitor_awaited (visitor, asked);
  g_queue_remove (&visitor->texts, asked);
  if (asked->is_queued)
    spill_pb_listener_forget (asked->listener, asked);
  if (asked->written != 0)
    g_signal_handler_disconnect (visitor->broker, asked->written);
  g_clear_handle_id (&asked->timeout, g_source_remove);
  g_clear_pointer (&asked->reader, spill_pb_reader_free);
  g_byte_array_unref (asked->bytes);
  spill_pb_object_unref (asked->object);
  g_free (asked);
}

static void
answer_asked (Asked *asked)
{
  SpillBroker *broker = asked->object->visitor->broker;
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  GByteArray *out;

  if (asked->is_too_long)
    {
      spill_broker_fail (broker, asked->id, "twisted.spread.banana.BananaError",
                         "the log is too long to be sent at once: subscribe in mode full", NULL);
      return;
    }
  out = spill_broker_begin_answer (broker, asked->id);
  if (asked->is_list)
    {
      spill_jelly_put_list (out, profile, asked->n_chunks);
      g_byte_array_append (out, asked->bytes->data, asked->bytes->len);
    }
  else
    spill_banana_put_bytes (out, profile, (const char *) asked->bytes->data, asked->bytes->len);
  spill_broker_end_answer (broker);
}

static gboolean
on_patience (gpointer user_data)
{
  Asked *asked = user_data;

  asked->timeout = 0;
  asked->is_late = TRUE;
  look (asked);
  return G_SOURCE_REMOVE;
}

static void
go_on (gpointer user_data)
{
  Asked *asked = user_data;
  SpillPbVisitor *visitor = asked->object->visitor;
  gboolean is_read;

  asked->is_queued = FALSE;
  if (spill_broker_get_output_size (visitor->broker) > SPILL_PB_LOW)
    {
      /* Patience is for the master, not for the client. */
      g_clear_handle_id (&asked->timeout, g_source_remove);
      return;
    }

  if (asked->timeout == 0 && !asked->is_late)
    asked->timeout = g_timeout_add_seconds (PATIENCE, on_patience, asked);
  is_read = spill_pb_reader_read (asked->reader, take_chunk, asked);
  /* What is here and was too much for one turn still comes, however late. */
  if (!is_read && !asked->is_too_long && (!asked->is_late || asked->is_queued))
    return;

  answer_asked (asked);
  /* The next first: if it is about the same log, that stays held. */
  if (visitor->texts.head->next != NULL)
    begin (visitor->texts.head->next->data);
  give_up (asked);
}

/* From the loop: the reader may not go while it speaks. */
static void
look (Asked *asked)
{
  if (asked->is_queued)
    return;
  asked->is_queued = TRUE;
  spill_pb_listener_later (asked->listener, go_on, asked);
}

static void
begin (Asked *asked)
{
  asked->reader = spill_pb_reader_new (LOG (asked->object), G_CALLBACK (look), asked);
  asked->written = g_signal_connect_swapped (asked->object->visitor->broker, "written", G_CALLBACK (look), asked);
  look (asked);
}

static void
ask (SpillPbObject            *self,
     const SpillBrokerRequest *request,
     gboolean                  has_headers,
     gboolean                  is_list)
{
  SpillPbVisitor *visitor = self->visitor;
  Asked *asked = g_new0 (Asked, 1);

  *asked = (Asked) { spill_pb_object_ref (self), visitor->listener, request->id, has_headers, is_list };
  asked->bytes = g_byte_array_new ();
  spill_broker_defer (visitor->broker, request);
  spill_pb_visitor_await (visitor, asked, give_up);
  g_queue_push_tail (&visitor->texts, asked);
  if (visitor->texts.length == 1)
    begin (asked);
}

static void
log_get_text (SpillPbObject *self, const SpillBrokerRequest *request)
{
  ask (self, request, FALSE, FALSE);
}

static void
log_get_text_with_headers (SpillPbObject *self, const SpillBrokerRequest *request)
{
  ask (self, request, TRUE, FALSE);
}

static void
log_get_chunks (SpillPbObject *self, const SpillBrokerRequest *request)
{
  ask (self, request, TRUE, TRUE);
}

static const SpillPbMethod log_methods[] = {
  { "getName", 0, 0, log_get_name },
  { "isFinished", 0, 0, log_is_finished },
  { "waitUntilFinished", 0, 0, log_wait_until_finished },
  { "getText", 0, 0, log_get_text },
  { "getTextWithHeaders", 0, 0, log_get_text_with_headers },
  { "getChunks", 0, 0, log_get_chunks },
  { NULL },
};

const SpillPbClass spill_pb_log_class = { "RemoteLog", "remote_", log_methods };
