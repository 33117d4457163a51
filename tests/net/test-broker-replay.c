#include "net/spill-broker-login.h"

#include <stdio.h>
#include <string.h>

#include "pair.h"

/* The master's side of a recorded conversation is played to our broker, byte by byte and in the order
 * in which it was said; what our broker says must be what Twisted's client said, byte by byte. */
typedef struct
{
  gboolean is_client;
  gsize    length;
} Frame;

typedef struct
{
  GSocket    *socket;            /* the master's end */
  GArray     *frames;            /* of Frame */
  char       *master, *client;   /* all that each says */
  gsize       n_master, n_client;
  gsize       said, heard;       /* bytes */
  guint       frame;
  gsize       in_frame;          /* bytes of it heard */
  GByteArray *got;
} Master;

typedef struct
{
  const char *name;
  const char *user, *password;
  const char *mode;              /* NULL: no further than the login */
  int         interval;
} Case;

static const Case cases[] = {
  { "text-builders", "statusClient", "clientpw", "builders", 5 },
  { "text-builds", "statusClient", "clientpw", "builds", 5 },
  { "text-steps", "statusClient", "clientpw", "steps", 5 },
  { "text-logs", "statusClient", "clientpw", "logs", 5 },
  { "text-full", "statusClient", "clientpw", "full", 5 },
  { "cli-statuslog", "statusClient", "clientpw", "steps", 5 },
  { "login-badpass", "statusClient", "wrong", NULL, 0 },
  { "login-baduser", "nobody", "clientpw", NULL, 0 },
};

static void
load (Master     *self,
      const char *name)
{
  g_autofree char *base = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "eight", "pb", name, NULL);
  g_autofree char *frames_path = g_strconcat (base, ".frames", NULL);
  g_autofree char *master_path = g_strconcat (base, ".s2c.bin", NULL);
  g_autofree char *client_path = g_strconcat (base, ".c2s.bin", NULL);
  g_autofree char *frames = NULL;
  g_auto(GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (frames_path, &frames, NULL, NULL));
  g_assert_true (g_file_get_contents (master_path, &self->master, &self->n_master, NULL));
  g_assert_true (g_file_get_contents (client_path, &self->client, &self->n_client, NULL));
  self->frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  self->got = g_byte_array_new ();
  lines = g_strsplit (frames, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      Frame frame = { 0 };
      double time;
      char direction;

      if (sscanf (lines[i], "%lf %c %zu", &time, &direction, &frame.length) != 3)
        continue;
      frame.is_client = direction == 'C';
      g_array_append_val (self->frames, frame);
    }
}

/* Goes on as far as is possible now. TRUE: all was said. */
static gboolean
play (gpointer user_data)
{
  Master *self = user_data;

  while (self->frame < self->frames->len)
    {
      const Frame *frame = &g_array_index (self->frames, Frame, self->frame);
      guint8 buffer[65536];
      gssize n;

      if (frame->is_client)
        {
          n = g_socket_receive (self->socket, (char *) buffer, MIN (sizeof buffer, frame->length - self->in_frame), NULL, NULL);
          if (n <= 0)
            return FALSE;
          g_byte_array_append (self->got, buffer, (guint) n);
        }
      else
        {
          n = g_socket_send (self->socket, self->master + self->said, frame->length - self->in_frame, NULL, NULL);
          if (n <= 0)
            return FALSE;
          self->said += (gsize) n;
        }
      self->in_frame += (gsize) n;
      if (self->in_frame < frame->length)
        continue;
      self->in_frame = 0;
      self->frame++;
    }
  return TRUE;
}

typedef struct
{
  const Case *c;
  GError     *error;
  guint       n_events, n_answers;
} Client;

static void
take_event (SpillBroker              *broker,
            const SpillBrokerRequest *request,
            gpointer                  object)
{
  ((Client *) object)->n_events++;
}

static void
on_subscribed (SpillBroker     *broker,
               const SpillSexp *answer,
               const GError    *error,
               gpointer         user_data)
{
  g_assert_no_error (error);
  g_assert_true (spill_jelly_is_none (answer));
  ((Client *) user_data)->n_answers++;
}

static void
on_login (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Client *client = user_data;
  SpillBroker *broker = SPILL_BROKER (source);
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  gint64 perspective = spill_broker_login_finish (broker, result, &client->error);
  GByteArray *out;

  if (client->c->mode == NULL)
    return;
  g_assert_no_error (client->error);
  out = spill_broker_begin_call (broker, perspective, "subscribe", 3);
  spill_banana_put_string (out, profile, client->c->mode);
  spill_banana_put_int (out, client->c->interval);
  spill_jelly_put_remote (out, profile, spill_broker_offer (broker, take_event, client, NULL));
  spill_broker_end_call (broker, 60000, on_subscribed, client);
}

static guint
count_messages (const char *bytes,
                gsize       length)
{
  guint n = 0;

  for (gsize i = 0; i + 4 <= length; i++)
    n += memcmp (bytes + i, "\x07\x80\x1a\x87", 4) == 0;
  return n;
}

static void
test_replay (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(GIOStream) a = NULL;
  g_autoptr(GIOStream) b = NULL;
  g_autoptr(SpillBroker) broker = NULL;
  Master master = { 0 };
  Client client = { c };

  pair_new (&a, &b);
  master.socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (b));
  g_socket_set_blocking (master.socket, FALSE);
  load (&master, c->name);
  broker = spill_broker_new (a, SPILL_BROKER_CLIENT, NULL);
  spill_broker_login_async (broker, c->user, c->password, 60000, on_login, &client);
  pair_until (play, &master);
  if (c->mode != NULL)
    {
      g_assert_cmpmem (master.got->data, master.got->len, master.client, master.n_client);
      g_assert_cmpuint (client.n_answers, ==, 1);
      g_assert_cmpuint (client.n_events, ==, count_messages (master.master, master.n_master));
    }
  while (client.error == NULL && c->mode == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (c->mode == NULL)
    g_assert_error (client.error, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REFUSED);

  spill_broker_close (broker, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_error (&client.error);
  g_array_unref (master.frames);
  g_byte_array_unref (master.got);
  g_free (master.master);
  g_free (master.client);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/net/broker-replay/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_replay);
    }
  return g_test_run ();
}
