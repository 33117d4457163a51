/* A recorded session of a 0.8 master, repeated to 50 MB and decoded down to the objects in it; the
 * same bytes by Twisted's own banana and jelly in the same run are the peer. And events from one broker
 * to another, both here, with the answers and the references given back. */

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"
#include "net/spill-broker.h"
#include "protocols/pb/spill-jelly.h"

#define SIZE     (50 * 1000 * 1000)
#define PIECE    65536
#define ROUNDS   3
#define TIMES    50      /* as fast as Twisted, at least */
#define MB_S     100     /* log chunks */
#define CHUNK    4096
#define EVENTS   400000
#define EVENTS_S 20000   /* at least */
#define UNDERWAY 2000    /* events without an answer yet */

static const char peer[] =
  "import sys, time\n"
  "from twisted.spread import banana, jelly, pb\n"
  "class Reader(pb.Broker):\n"
  "    count = 0\n"
  "    def expressionReceived(self, sexp):\n"
  "        if sexp[0] == b'message':\n"
  "            self.unserialize(sexp[5])\n"
  "            self.unserialize(sexp[6])\n"
  "        elif sexp[0] in (b'answer', b'error'):\n"
  "            self.unserialize(sexp[2])\n"
  "        self.count += 1\n"
  "    def sendDecRef(self, number):\n"
  "        pass\n"
  "from twisted.internet.testing import StringTransport\n"
  "reader = Reader(1)\n"
  "reader.makeConnection(StringTransport())\n"
  "reader.factory = pb.PBClientFactory()\n"
  "reader._selectDialect(b'pb')\n"
  "data = open(sys.argv[1], 'rb').read()\n"
  "start = time.process_time()\n"
  "for i in range(0, len(data), 65536):\n"
  "    reader.dataReceived(data[i:i + 65536])\n"
  "print(reader.count, time.process_time() - start)\n";

typedef struct
{
  guint count;
  gsize bytes;   /* of log texts */
} Seen;

/* Looks at each object, as a client must. */
static void
visit (const SpillSexp *sexp,
       Seen            *seen)
{
  const SpillSexp *key, *value;
  guint n = spill_jelly_get_length (sexp);
  const char *bytes;
  gsize length;

  if (n == 0 && (bytes = spill_jelly_get_bytes (sexp, &length)) != NULL)
    seen->bytes += length + (length > 0 && bytes[0] == '\0');
  for (guint i = 0; i < n; i++)
    if (spill_jelly_get_pair (sexp, i, &key, &value))
      {
        visit (key, seen);
        visit (value, seen);
      }
    else
      visit (spill_jelly_get_item (sexp, i), seen);
}

static gboolean
take (SpillSexpTree *tree,
      gpointer       user_data,
      GError       **error)
{
  Seen *seen = user_data;
  const SpillSexp *sexp = spill_sexp_tree_get_root (tree);
  gboolean is_message = spill_sexp_is_form (sexp, "message");

  seen->count++;
  for (guint i = is_message ? 5 : 2; i < (is_message ? 7 : 3); i++)
    if (sexp->length > i)
      {
        if (!spill_jelly_resolve (tree, sexp->items + i, error))
          return FALSE;
        visit (sexp->items + i, seen);
      }
  return TRUE;
}

/* Returns: seconds of CPU time, the best of some rounds */
static double
decode (const GByteArray *data,
        Seen             *seen)
{
  double best = 0;

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr(SpillBananaDecoder) decoder = spill_banana_decoder_new (NULL);
      g_autoptr(GError) error = NULL;
      double start = bench_cpu (), spent;

      *seen = (Seen) { 0 };
      spill_banana_decoder_set_profile (decoder, SPILL_BANANA_PB);
      for (gsize i = 0; i < data->len; i += PIECE)
        if (!spill_banana_decoder_feed (decoder, data->data + i, MIN (PIECE, data->len - i), take, seen, &error))
          g_error ("%s", error->message);
      spent = MAX (bench_cpu () - start, 1e-6);
      best = round == 0 ? spent : MIN (best, spent);
    }
  return best;
}

/* Whole sessions of what a master sends in mode full, without the greeting, to about 50 MB. */
static GByteArray *
make_session (void)
{
  const char *folder = g_getenv ("SPILL_TEST_DATA");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : ".", "eight", "pb", "text-full.s2c.bin", NULL);
  static const guint8 greeting[] = "\x02\x80\x02\x82" "pb" "\x04\x82" "none";
  GByteArray *data = g_byte_array_new ();
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  if (!g_file_get_contents (path, &bytes, &length, &error))
    g_error ("%s", error->message);
  g_assert (memcmp (bytes, greeting, sizeof greeting - 1) == 0);
  while (data->len < SIZE)
    g_byte_array_append (data, (const guint8 *) bytes + sizeof greeting - 1, (guint) (length - (sizeof greeting - 1)));
  return data;
}

static GByteArray *
make_chunks (void)
{
  GByteArray *data = g_byte_array_new ();
  g_autofree char *text = g_strnfill (CHUNK, 'x');

  for (int i = 1; data->len < SIZE; i++)
    {
      spill_banana_put_list (data, 7);
      spill_banana_put_string (data, SPILL_BANANA_PB, "message");
      spill_banana_put_int (data, i);
      spill_banana_put_int (data, 1);
      spill_banana_put_string (data, SPILL_BANANA_PB, "logChunk");
      spill_banana_put_int (data, 1);
      spill_jelly_put_tuple (data, SPILL_BANANA_PB, 8);
      spill_banana_put_string (data, SPILL_BANANA_PB, "builder");
      spill_jelly_put_remote (data, SPILL_BANANA_PB, 3 * i);
      spill_banana_put_string (data, SPILL_BANANA_PB, "compile");
      spill_jelly_put_remote (data, SPILL_BANANA_PB, 3 * i + 1);
      spill_banana_put_string (data, SPILL_BANANA_PB, "stdio");
      spill_jelly_put_remote (data, SPILL_BANANA_PB, 3 * i + 2);
      spill_banana_put_int (data, 0);
      spill_banana_put_string (data, SPILL_BANANA_PB, text);
      spill_jelly_put_dictionary (data, SPILL_BANANA_PB, 0);
    }
  return data;
}

/* Returns: seconds of CPU time that Twisted takes for the same */
static double
measure_peer (const GByteArray *data,
              const Seen       *seen)
{
  g_autofree char *path = NULL;
  g_autofree char *output = NULL;
  g_autoptr(GError) error = NULL;
  const char *argv[] = { "/usr/bin/python3", "-c", peer, NULL, NULL };
  char *rest;
  int fd = g_file_open_tmp ("spillway-bench-XXXXXX", &path, &error);

  if (fd < 0 || close (fd) != 0 || !g_file_set_contents (path, (const char *) data->data, data->len, &error))
    g_error ("%s", error->message);
  argv[3] = path;
  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, NULL, &error))
    g_error ("%s", error->message);
  unlink (path);
  if (strtoul (output, &rest, 10) != seen->count)
    g_error ("Twisted saw other expressions: %s, not %u", output, seen->count);
  return g_ascii_strtod (rest, NULL);
}

typedef struct
{
  SpillBroker *server, *client;
  gint64       observer;
  guint        n_sent, n_heard, n_answered;
} Talk;

static void
ignore_call (SpillBroker              *broker,
             const SpillBrokerRequest *request,
             gpointer                  object)
{
  ((Talk *) object)->n_heard++;
}

static void on_event_answer (SpillBroker *broker, const SpillSexp *answer, const GError *error, gpointer user_data);

/* As a 0.8 master tells of a line of a log: with three references of its own each time. */
static void
send_events (Talk *talk)
{
  static const char *const names[] = { "linux-gcc", "compile", "stdio" };

  for (; talk->n_sent < EVENTS && talk->n_sent - talk->n_answered < UNDERWAY; talk->n_sent++)
    {
      SpillBananaProfile profile = spill_broker_get_profile (talk->server);
      GByteArray *out = spill_broker_begin_call (talk->server, talk->observer, "logChunk", 8);

      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        {
          spill_banana_put_string (out, profile, names[i]);
          spill_jelly_put_remote (out, profile, spill_broker_offer (talk->server, ignore_call, talk, NULL));
        }
      spill_banana_put_int (out, 0);
      spill_banana_put_string (out, profile, "[ 42%] Building C object src/parser/token.c.o\n");
      spill_broker_end_call (talk->server, 0, on_event_answer, talk);
    }
}

static void
on_event_answer (SpillBroker     *broker,
                 const SpillSexp *answer,
                 const GError    *error,
                 gpointer         user_data)
{
  Talk *talk = user_data;

  talk->n_answered++;
  if (talk->n_sent - talk->n_answered < UNDERWAY / 2)
    send_events (talk);
}

static void
take_observer (SpillBroker              *broker,
               const SpillBrokerRequest *request,
               gpointer                  object)
{
  Talk *talk = object;

  talk->observer = spill_broker_take_remote (broker, spill_jelly_get_item (request->args, 0));
  send_events (talk);
}

static void
on_open (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Talk *talk = user_data;
  SpillBroker *broker = SPILL_BROKER (source);
  GByteArray *out;

  if (!spill_broker_open_finish (broker, result, NULL) || broker != talk->client)
    return;
  out = spill_broker_begin_call (broker, -1, "subscribe", 1);
  spill_jelly_put_remote (out, spill_broker_get_profile (broker), spill_broker_offer (broker, ignore_call, talk, NULL));
  spill_broker_end_call (broker, 0, NULL, NULL);
}

static gboolean
is_told (gpointer user_data)
{
  const Talk *talk = user_data;

  return talk->n_answered == EVENTS && spill_broker_get_n_objects (talk->server) == 0;
}

static void
measure_events (void)
{
  SpillBroker **ends[2];
  Talk talk = { 0 };
  double start;
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM, 0, fds) != 0)
    g_error ("socketpair");
  ends[0] = &talk.client;
  ends[1] = &talk.server;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GSocket) socket = g_socket_new_from_fd (fds[i], NULL);
      g_autoptr(GSocketConnection) connection = g_socket_connection_factory_create_connection (socket);

      *ends[i] = spill_broker_new (G_IO_STREAM (connection), i == 0 ? SPILL_BROKER_CLIENT : SPILL_BROKER_SERVER, NULL);
    }
  spill_broker_set_root (talk.server, take_observer, &talk, NULL);
  start = bench_cpu ();
  spill_broker_open_async (talk.server, 0, on_open, &talk);
  spill_broker_open_async (talk.client, 0, on_open, &talk);
  bench_wait (is_told, &talk, 300, "events");
  bench_row_floor ("pb events told, answered, given back", EVENTS / MAX (bench_cpu () - start, 1e-6), "events/s", EVENTS_S);
  spill_broker_close (talk.client, NULL);
  spill_broker_close (talk.server, NULL);
  g_object_unref (talk.client);
  g_object_unref (talk.server);
}

int
main (void)
{
  g_autoptr(GByteArray) session = make_session ();
  g_autoptr(GByteArray) chunks = make_chunks ();
  Seen seen;
  double ours, theirs;

  ours = decode (session, &seen);
  theirs = measure_peer (session, &seen);
  bench_row ("pb session", session->len / ours / 1e6, "MB/s", 0);
  bench_row ("pb session, Twisted", session->len / theirs / 1e6, "MB/s", 0);
  bench_row_floor ("pb session, times Twisted's speed", theirs / ours, "x", TIMES);
  ours = decode (chunks, &seen);
  bench_row_floor ("pb log chunks of 4 kB", seen.bytes / ours / 1e6, "MB/s", MB_S);
  measure_events ();
  return 0;
}
