#include "net/spill-broker-login.h"

#include "fuzz.h"

#define MAX_PIECES 2000

/* A peer that says anything, to either side, in any pieces. */
typedef struct
{
  SpillBroker *broker;
  gint64       deferred;
  gboolean     is_over;
} Talk;

static void
answer (SpillBroker              *broker,
        const SpillBrokerRequest *request,
        gpointer                  object)
{
  Talk *talk = object;
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  gint64 target = spill_broker_take_remote (broker, spill_jelly_get_item (request->args, 0));
  GByteArray *out;

  switch (request->name[0])
    {
    case 'l':
      spill_broker_defer (broker, request);
      if (talk->deferred != 0)
        spill_broker_fail (broker, talk->deferred, "a.B", "late", NULL);
      talk->deferred = request->id;
      break;
    case 'c':
      spill_broker_close (broker, NULL);
      break;
    case 'e':
      out = spill_broker_begin_answer (broker, request->id);
      spill_banana_put_sexp (out, request->args);
      spill_broker_end_answer (broker);
      break;
    case 'o':
      out = spill_broker_begin_answer (broker, request->id);
      spill_jelly_put_remote (out, profile, spill_broker_offer (broker, answer, talk, NULL));
      spill_broker_end_answer (broker);
      break;
    default:
      if (target >= 0)
        {
          spill_jelly_put_none (spill_broker_begin_call (broker, target, "event", 1), profile);
          spill_broker_end_call (broker, 0, NULL, NULL);
        }
      return;
    }
  spill_broker_release (broker, target);
}

static gint64
enter (SpillBroker *broker,
       const char  *user,
       gpointer     user_data)
{
  check_text (user);
  return spill_broker_offer (broker, answer, user_data, NULL);
}

static void
on_open (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  spill_broker_open_finish (SPILL_BROKER (source), result, NULL);
}

static void
on_answer (SpillBroker     *broker,
           const SpillSexp *sexp,
           const GError    *error,
           gpointer         user_data)
{
  if (error != NULL)
    check_text (error->message);
  else
    spill_broker_release (broker, spill_broker_take_remote (broker, sexp));
}

static void
on_login (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Talk *talk = user_data;
  SpillBroker *broker = SPILL_BROKER (source);
  g_autoptr(GError) error = NULL;
  gint64 perspective = spill_broker_login_finish (broker, result, &error);
  GByteArray *out;

  g_assert ((perspective < 0) == (error != NULL));
  if (error != NULL)
    {
      check_text (error->message);
      return;
    }
  out = spill_broker_begin_call (broker, perspective, "subscribe", 3);
  spill_banana_put_string (out, spill_broker_get_profile (broker), "full");
  spill_banana_put_int (out, 5);
  spill_jelly_put_remote (out, spill_broker_get_profile (broker), spill_broker_offer (broker, answer, talk, NULL));
  spill_broker_end_call (broker, 0, on_answer, NULL);
  for (guint i = 0; i < 20; i++)
    {
      spill_broker_begin_call (broker, perspective, "ping", 0);
      spill_broker_end_call (broker, 0, on_answer, NULL);
    }
}

static void
on_closed (SpillBroker  *broker,
           const GError *why,
           gpointer      user_data)
{
  check_text (why->message);
  ((Talk *) user_data)->is_over = TRUE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const SpillBrokerLimits limits = { { 4000, 1000, 20, 100000 }, 20000, 20, 20, 50 };
  g_autoptr(GInputStream) input = NULL;
  g_autoptr(GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr(GIOStream) stream = NULL;
  Talk talk = { 0 };

  if (size < 2)
    return 0;
  input = g_memory_input_stream_new ();
  /* In pieces, but not in so many that the stream's list of them takes longer than the broker. */
  for (size_t i = 2, n = MAX (1 + (size_t) data[1], size / MAX_PIECES); i < size; i += n)
    {
      g_autoptr(GBytes) piece = g_bytes_new (data + i, MIN (n, size - i));

      g_memory_input_stream_add_bytes (G_MEMORY_INPUT_STREAM (input), piece);
    }
  stream = g_simple_io_stream_new (input, output);
  talk.broker = spill_broker_new (stream, data[0] & 1 ? SPILL_BROKER_CLIENT : SPILL_BROKER_SERVER, &limits);
  g_signal_connect (talk.broker, "closed", G_CALLBACK (on_closed), &talk);
  if (data[0] & 1)
    spill_broker_login_async (talk.broker, data[0] & 2 ? NULL : "user", "secret", 0, on_login, &talk);
  else
    {
      spill_broker_serve_login (talk.broker, "user", "secret", data[0] & 2, enter, &talk);
      for (guint i = 0; i < 3; i++)
        spill_broker_offer (talk.broker, answer, &talk, NULL);
      spill_broker_open_async (talk.broker, 0, on_open, NULL);
    }
  while (!talk.is_over)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (talk.broker);
  return 0;
}
