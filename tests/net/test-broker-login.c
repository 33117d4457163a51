#include "net/spill-broker-login.h"

#include "pair.h"

/* Who gets in: both sides ours. */
typedef struct
{
  const char *name;
  const char *user, *password;       /* what the server takes */
  gboolean    is_open;
  const char *as, *with;             /* what the client says */
  const char *entered;               /* who is in, "-" without a name; NULL: refused */
} Case;

static const Case cases[] = {
  { "right", "alice", "secret", FALSE, "alice", "secret", "alice" },
  { "wrong-password", "alice", "secret", FALSE, "alice", "Secret", NULL },
  { "wrong-user", "alice", "secret", FALSE, "bob", "secret", NULL },
  { "empty-password", "alice", "secret", FALSE, "alice", "", NULL },
  { "password-is-empty", "alice", "", FALSE, "alice", "", "alice" },
  { "not-ascii", "älice", "gehe¡m", FALSE, "älice", "gehe¡m", "älice" },
  { "anonymous", "alice", "secret", TRUE, NULL, NULL, "-" },
  { "anonymous-refused", "alice", "secret", FALSE, NULL, NULL, NULL },
  { "nobody-has-a-password", "alice", NULL, FALSE, "alice", "", NULL },
  { "only-open", NULL, NULL, TRUE, "alice", "secret", NULL },
};

typedef struct
{
  char     *entered;
  gboolean  is_over;
  gint64    perspective;
  GError   *error;
  GError   *why;
} Got;

static void
answer_perspective (SpillBroker              *broker,
                    const SpillBrokerRequest *request,
                    gpointer                  object)
{
}

static gint64
enter (SpillBroker *broker,
       const char  *user,
       gpointer     user_data)
{
  Got *got = user_data;

  got->entered = g_strdup (user != NULL ? user : "-");
  return spill_broker_offer (broker, answer_perspective, NULL, NULL);
}

static void
ignore_open (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  spill_broker_open_finish (SPILL_BROKER (source), result, NULL);
}

static void
on_login (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Got *got = user_data;

  got->perspective = spill_broker_login_finish (SPILL_BROKER (source), result, &got->error);
  got->is_over = TRUE;
}

static void
on_closed (SpillBroker  *broker,
           const GError *why,
           gpointer      user_data)
{
  ((Got *) user_data)->why = g_error_copy (why);
}

static void
start (const Case   *c,
       Got          *got,
       SpillBroker **client,
       SpillBroker **server)
{
  g_autoptr(GIOStream) a = NULL;
  g_autoptr(GIOStream) b = NULL;

  pair_new (&a, &b);
  *client = spill_broker_new (a, SPILL_BROKER_CLIENT, NULL);
  *server = spill_broker_new (b, SPILL_BROKER_SERVER, NULL);
  g_signal_connect (*server, "closed", G_CALLBACK (on_closed), got);
  spill_broker_serve_login (*server, c->user, c->password, c->is_open, enter, got);
  spill_broker_open_async (*server, 60000, ignore_open, NULL);
}

static void
stop (SpillBroker *client,
      SpillBroker *server,
      Got         *got)
{
  spill_broker_close (client, NULL);
  spill_broker_close (server, NULL);
  pair_end (client);
  pair_end (server);
  g_free (got->entered);
  g_clear_error (&got->error);
  g_clear_error (&got->why);
}

static void
test_login (gconstpointer data)
{
  const Case *c = data;
  SpillBroker *client, *server;
  Got got = { 0 };

  start (c, &got, &client, &server);
  spill_broker_login_async (client, c->as, c->with, 60000, on_login, &got);
  pair_wait (&got.is_over);
  g_assert_cmpstr (got.entered, ==, c->entered);
  if (c->entered != NULL)
    {
      g_assert_no_error (got.error);
      g_assert_cmpint (got.perspective, >=, 0);
    }
  else
    {
      g_assert_error (got.error, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REFUSED);
      g_assert_cmpint (got.perspective, ==, -1);
      g_assert_true (spill_broker_is_open (client));   /* one may try again */
    }
  stop (client, server, &got);
}

/* Trying passwords ends after some. */
static void
test_tries (void)
{
  SpillBroker *client, *server;
  Got got = { 0 };

  start (&cases[0], &got, &client, &server);
  for (guint i = 0; i < 10; i++)
    {
      got.is_over = FALSE;
      spill_broker_login_async (client, "alice", "guess", 60000, on_login, &got);
      pair_wait (&got.is_over);
      g_assert_error (got.error, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REFUSED);
      g_clear_error (&got.error);
    }
  got.is_over = FALSE;
  spill_broker_login_async (client, "alice", "secret", 60000, on_login, &got);
  pair_wait (&got.is_over);
  g_assert_error (got.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  g_assert_error (got.why, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REFUSED);
  g_assert_null (got.entered);
  stop (client, server, &got);
}

/* A challenge is good for one response: here the right one, heard on the wire, comes again. */
typedef struct
{
  gint64   challenger;
  guint8   response[16];
  guint    n_answers;
  gboolean is_in[2];
} Replay;

static void
on_answer (SpillBroker     *broker,
           const SpillSexp *answer,
           const GError    *error,
           gpointer         user_data)
{
  Replay *replay = user_data;

  replay->is_in[replay->n_answers++] = error == NULL;
}

static void
on_challenge (SpillBroker     *broker,
              const SpillSexp *answer,
              const GError    *error,
              gpointer         user_data)
{
  Replay *replay = user_data;
  g_autoptr(GChecksum) secret = g_checksum_new (G_CHECKSUM_MD5);
  g_autoptr(GChecksum) response = g_checksum_new (G_CHECKSUM_MD5);
  guint8 digest[16];
  gsize length = 16, n = 16;
  const char *challenge;

  g_assert_no_error (error);
  challenge = spill_jelly_get_bytes (spill_jelly_get_item (answer, 0), &length);
  g_assert_cmpuint (length, ==, 16);
  replay->challenger = spill_broker_take_remote (broker, spill_jelly_get_item (answer, 1));
  g_checksum_update (secret, (const guchar *) "secret", 6);
  g_checksum_get_digest (secret, digest, &n);
  g_checksum_update (response, digest, 16);
  g_checksum_update (response, (const guchar *) challenge, 16);
  g_checksum_get_digest (response, replay->response, &n);
  for (guint i = 0; i < 2; i++)
    {
      GByteArray *out = spill_broker_begin_call (broker, replay->challenger, "respond", 2);

      spill_banana_put_bytes (out, spill_broker_get_profile (broker), (const char *) replay->response, 16);
      spill_jelly_put_none (out, spill_broker_get_profile (broker));
      spill_broker_end_call (broker, 60000, on_answer, replay);
    }
}

static void
on_open (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  SpillBroker *broker = SPILL_BROKER (source);
  GByteArray *out;

  g_assert_true (spill_broker_open_finish (broker, result, NULL));
  out = spill_broker_begin_call (broker, -1, "login", 1);
  spill_banana_put_string (out, spill_broker_get_profile (broker), "alice");
  spill_broker_end_call (broker, 60000, on_challenge, user_data);
}

static gboolean
has_both (gpointer user_data)
{
  return ((Replay *) user_data)->n_answers == 2;
}

static void
test_replay (void)
{
  SpillBroker *client, *server;
  Got got = { 0 };
  Replay replay = { 0 };

  start (&cases[0], &got, &client, &server);
  spill_broker_open_async (client, 60000, on_open, &replay);
  pair_until (has_both, &replay);
  g_assert_true (replay.is_in[0]);
  g_assert_false (replay.is_in[1]);
  stop (client, server, &got);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/net/broker-login/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_login);
    }
  g_test_add_func ("/net/broker-login/tries", test_tries);
  g_test_add_func ("/net/broker-login/replay", test_replay);
  return g_test_run ();
}
