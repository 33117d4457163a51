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

static void
log_is_finished (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "b", spill_log_is_complete (LOG (self)));
}

static gboolean
is_complete (SpillPbObject *self, GObject *item, gint64 number)
{
  return spill_log_is_complete (SPILL_LOG (item));
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

/* The text of a log, asked for as a whole. */
typedef struct
{
  SpillPbObject *object;
  SpillPbReader *reader;
  gint64         id;
  gboolean       has_headers, is_list;
  GByteArray    *bytes;       /* the text, or the pairs as they will be sent */
  guint          n_chunks;
  gboolean       is_too_long;
  guint          idle, timeout;
} Asked;

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

  spill_pb_visitor_awaited (asked->object->visitor, asked);
  g_clear_handle_id (&asked->idle, g_source_remove);
  g_clear_handle_id (&asked->timeout, g_source_remove);
  spill_pb_reader_free (asked->reader);
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
    spill_broker_fail (broker, asked->id, "twisted.spread.banana.BananaError",
                       "the log is too long to be sent at once: subscribe in mode full", NULL);
  else
    {
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
  give_up (asked);
}

static gboolean
on_idle (gpointer user_data)
{
  Asked *asked = user_data;

  asked->idle = 0;
  if (spill_pb_reader_read (asked->reader, take_chunk, asked) || asked->is_too_long)
    answer_asked (asked);
  return G_SOURCE_REMOVE;
}

static gboolean
on_patience (gpointer user_data)
{
  Asked *asked = user_data;

  asked->timeout = 0;
  answer_asked (asked);
  return G_SOURCE_REMOVE;
}

/* From the loop: the reader may not go while it speaks. */
static void
on_changed (gpointer user_data)
{
  Asked *asked = user_data;

  if (asked->idle == 0)
    asked->idle = g_idle_add_full (G_PRIORITY_DEFAULT, on_idle, asked, NULL);
}

static void
ask (SpillPbObject            *self,
     const SpillBrokerRequest *request,
     gboolean                  has_headers,
     gboolean                  is_list)
{
  Asked *asked = g_new0 (Asked, 1);

  *asked = (Asked) { .object = spill_pb_object_ref (self), .id = request->id, .has_headers = has_headers, .is_list = is_list };
  asked->bytes = g_byte_array_new ();
  asked->reader = spill_pb_reader_new (LOG (self), G_CALLBACK (on_changed), asked);
  asked->timeout = g_timeout_add_seconds (PATIENCE, on_patience, asked);
  spill_broker_defer (self->visitor->broker, request);
  spill_pb_visitor_await (self->visitor, asked, give_up);
  on_changed (asked);
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
