#include "net/spill-broker.h"

#include "pair.h"

#include <string.h>

/* Both ends are brokers: what one asks the other gets, and the other way round. */
typedef struct
{
  SpillBroker *client, *server;
  GString     *said;            /* what happened, a word each */
  gint64       kept;            /* reference that the server keeps */
  gint64       deferred;        /* request that the server answers later */
  gboolean     is_open[2], is_closed[2];
  GError      *why[2];
  guint        n_destroyed;
} Fixture;

static void
on_closed (SpillBroker  *broker,
           const GError *why,
           gpointer      user_data)
{
  Fixture *f = user_data;
  guint i = broker == f->server;

  g_assert_false (f->is_closed[i]);
  f->is_closed[i] = TRUE;
  f->why[i] = g_error_copy (why);
}

static void
on_open (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (spill_broker_open_finish (SPILL_BROKER (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
count_destroyed (gpointer object)
{
  ((Fixture *) object)->n_destroyed++;
}

static void answer_child (SpillBroker *broker, const SpillBrokerRequest *request, gpointer object);

static void
answer_server (SpillBroker              *broker,
               const SpillBrokerRequest *request,
               gpointer                  object)
{
  Fixture *f = object;
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  GByteArray *out;

  g_string_append_printf (f->said, "%s ", request->name);
  if (g_str_equal (request->name, "add"))
    {
      gint64 sum = spill_jelly_get_integer (spill_jelly_get_item (request->args, 0), 0) +
                   spill_jelly_get_integer (spill_jelly_get_item (request->args, 1), 0);

      out = spill_broker_begin_answer (broker, request->id);
      spill_banana_put_int (out, sum);
      spill_broker_end_answer (broker);
    }
  else if (g_str_equal (request->name, "child"))
    {
      gint64 number = spill_broker_offer (broker, answer_child, f, count_destroyed);

      out = spill_broker_begin_answer (broker, request->id);
      spill_jelly_put_tuple (out, profile, 2);
      spill_jelly_put_remote (out, profile, number);
      g_assert_true (spill_broker_offer_again (broker, number));
      spill_jelly_put_remote (out, profile, number);
      spill_broker_end_answer (broker);
    }
  else if (g_str_equal (request->name, "keep"))
    f->kept = spill_broker_take_remote (broker, spill_jelly_get_item (request->args, 0));
  else if (g_str_equal (request->name, "later"))
    {
      f->deferred = request->id;
      spill_broker_defer (broker, request);
    }
  else if (g_str_equal (request->name, "close"))
    spill_broker_close (broker, NULL);
  else if (!g_str_equal (request->name, "lend"))
    spill_broker_fail (broker, request->id, "exceptions.AttributeError", "no such method", NULL);
}

static void
answer_child (SpillBroker              *broker,
              const SpillBrokerRequest *request,
              gpointer                  object)
{
  GByteArray *out = spill_broker_begin_answer (broker, request->id);

  spill_jelly_put_text (out, spill_broker_get_profile (broker), "I am a child");
  spill_broker_end_answer (broker);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  const SpillBrokerLimits *limits = data;
  g_autoptr(GIOStream) a = NULL;
  g_autoptr(GIOStream) b = NULL;

  f->said = g_string_new (NULL);
  f->kept = -1;
  pair_new (&a, &b);
  f->client = spill_broker_new (a, SPILL_BROKER_CLIENT, limits);
  f->server = spill_broker_new (b, SPILL_BROKER_SERVER, limits);
  g_signal_connect (f->client, "closed", G_CALLBACK (on_closed), f);
  g_signal_connect (f->server, "closed", G_CALLBACK (on_closed), f);
  spill_broker_set_root (f->server, answer_server, f, NULL);
  spill_broker_open_async (f->client, 60000, on_open, &f->is_open[0]);
  spill_broker_open_async (f->server, 60000, on_open, &f->is_open[1]);
  pair_wait (&f->is_open[0]);
  pair_wait (&f->is_open[1]);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  spill_broker_close (f->client, NULL);
  spill_broker_close (f->server, NULL);
  pair_end (f->client);
  pair_end (f->server);
  g_string_free (f->said, TRUE);
  g_clear_error (&f->why[0]);
  g_clear_error (&f->why[1]);
}

/* One answer, as a line. */
typedef struct
{
  gboolean  is_here;
  GString  *text;
  GError   *error;
  gint64    remote;
} Answer;

static void
on_answer (SpillBroker     *broker,
           const SpillSexp *sexp,
           const GError    *error,
           gpointer         user_data)
{
  Answer *answer = user_data;

  g_assert_false (answer->is_here);
  answer->is_here = TRUE;
  answer->text = g_string_new (NULL);
  answer->remote = spill_broker_take_remote (broker, spill_jelly_get_item (sexp, 0));
  if (sexp != NULL)
    spill_sexp_print (sexp, answer->text);
  answer->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
clear_answer (Answer *answer)
{
  if (answer->text != NULL)
    g_string_free (answer->text, TRUE);
  g_clear_error (&answer->error);
  *answer = (Answer) { 0 };
}

static void
call (Fixture    *f,
      gint64      target,
      const char *name,
      guint       timeout,
      Answer     *answer)
{
  spill_broker_begin_call (f->client, target, name, 0);
  spill_broker_end_call (f->client, timeout, on_answer, answer);
}

static void
test_answers (Fixture       *f,
              gconstpointer  data)
{
  Answer answers[200] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      GByteArray *out = spill_broker_begin_call (f->client, -1, "add", 2);

      spill_banana_put_int (out, i);
      spill_banana_put_int (out, 1000);
      spill_broker_end_call (f->client, 60000, on_answer, &answers[i]);
    }
  g_assert_cmpuint (spill_broker_get_n_calls (f->client), ==, G_N_ELEMENTS (answers));

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *expected = g_strdup_printf ("%u", i + 1000);

      pair_wait (&answers[i].is_here);
      g_assert_no_error (answers[i].error);
      g_assert_cmpstr (answers[i].text->str, ==, expected);
      clear_answer (&answers[i]);
    }
  g_assert_cmpuint (spill_broker_get_n_calls (f->client), ==, 0);
}

static void
test_exception (Fixture       *f,
                gconstpointer  data)
{
  Answer answer = { 0 };

  call (f, -1, "nonsense", 60000, &answer);
  pair_wait (&answer.is_here);
  g_assert_error (answer.error, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REMOTE);
  g_assert_cmpstr (answer.error->message, ==, "no such method");
  clear_answer (&answer);

  /* An object that is not there. */
  call (f, 77, "add", 60000, &answer);
  pair_wait (&answer.is_here);
  g_assert_error (answer.error, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REMOTE);
  g_assert_true (spill_broker_is_open (f->client));
  clear_answer (&answer);
}

static gboolean
has_no_objects (gpointer user_data)
{
  return spill_broker_get_n_objects (user_data) == 0;
}

/* The server's object, sent twice, is let go when both are. */
static void
test_remote (Fixture       *f,
             gconstpointer  data)
{
  Answer answer = { 0 }, word = { 0 };

  call (f, -1, "child", 60000, &answer);
  pair_wait (&answer.is_here);
  g_assert_cmpint (answer.remote, ==, 1);
  call (f, answer.remote, "who", 60000, &word);
  pair_wait (&word.is_here);
  g_assert_cmpstr (word.text->str, ==, "('unicode' 'I am a child')");
  g_assert_cmpuint (f->n_destroyed, ==, 0);
  g_assert_cmpuint (spill_broker_get_n_objects (f->server), ==, 1);

  spill_broker_release (f->client, answer.remote);
  pair_until (has_no_objects, f->server);
  g_assert_cmpuint (f->n_destroyed, ==, 1);
  clear_answer (&answer);
  clear_answer (&word);
}

static void
call_with_object (Fixture    *f,
                  const char *name,
                  Answer     *answer)
{
  gint64 number = spill_broker_offer (f->client, answer_child, f, count_destroyed);
  GByteArray *out = spill_broker_begin_call (f->client, -1, name, 1);

  spill_jelly_put_remote (out, spill_broker_get_profile (f->client), number);
  spill_broker_end_call (f->client, 60000, on_answer, answer);
}

static gboolean
has_one_object (gpointer user_data)
{
  return spill_broker_get_n_objects (user_data) == 1;
}

/* Ours, lent to the server: given back by itself unless it is kept. */
static void
test_lend (Fixture       *f,
           gconstpointer  data)
{
  Answer answer = { 0 }, word = { 0 };

  call_with_object (f, "lend", &answer);
  pair_wait (&answer.is_here);
  g_assert_cmpstr (answer.text->str, ==, "(None)");
  pair_until (has_no_objects, f->client);
  clear_answer (&answer);

  call_with_object (f, "keep", &answer);
  pair_wait (&answer.is_here);
  g_assert_cmpint (f->kept, ==, 2);
  spill_broker_begin_call (f->server, f->kept, "who", 0);
  spill_broker_end_call (f->server, 60000, on_answer, &word);
  pair_wait (&word.is_here);
  g_assert_no_error (word.error);
  pair_until (has_one_object, f->client);
  spill_broker_release (f->server, f->kept);
  pair_until (has_no_objects, f->client);
  g_assert_cmpuint (f->n_destroyed, ==, 2);
  clear_answer (&answer);
  clear_answer (&word);
}

static void
test_later (Fixture       *f,
            gconstpointer  data)
{
  Answer later = { 0 }, now = { 0 };
  GByteArray *out;

  call (f, -1, "later", 60000, &later);
  call (f, -1, "lend", 60000, &now);
  pair_wait (&now.is_here);
  g_assert_false (later.is_here);

  out = spill_broker_begin_answer (f->server, f->deferred);
  spill_banana_put_int (out, 42);
  spill_broker_end_answer (f->server);
  pair_wait (&later.is_here);
  g_assert_cmpstr (later.text->str, ==, "42");
  clear_answer (&later);
  clear_answer (&now);
}

/* A call that times out fails alone; its answer, when it comes after all, does no harm. */
static void
test_timeout (Fixture       *f,
              gconstpointer  data)
{
  Answer late = { 0 }, patient = { 0 }, next = { 0 };
  gint64 number;
  GByteArray *out;

  call (f, -1, "later", 20, &late);
  pair_wait (&late.is_here);
  g_assert_error (late.error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  while (f->deferred == 0)
    g_main_context_iteration (NULL, TRUE);

  number = spill_broker_offer (f->server, answer_child, f, count_destroyed);
  out = spill_broker_begin_answer (f->server, f->deferred);
  spill_jelly_put_remote (out, spill_broker_get_profile (f->server), number);
  spill_broker_end_answer (f->server);
  pair_until (has_no_objects, f->server);   /* the reference in it came back */

  call (f, -1, "lend", 0, &next);
  pair_wait (&next.is_here);
  g_assert_no_error (next.error);
  clear_answer (&late);
  clear_answer (&patient);
  clear_answer (&next);
}

static void
test_lost (Fixture       *f,
           gconstpointer  data)
{
  Answer answers[5] = { 0 };
  Answer after = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    call (f, -1, i == 4 ? "close" : "later", 60000, &answers[i]);
  pair_wait (&f->is_closed[0]);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_assert_true (answers[i].is_here);   /* before the signal */
      g_assert_error (answers[i].error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
      g_assert_cmpstr (answers[i].error->message, ==, f->why[0]->message);
      clear_answer (&answers[i]);
    }
  g_assert_true (f->is_closed[1]);
  g_assert_error (f->why[1], G_IO_ERROR, G_IO_ERROR_CLOSED);

  /* What is called afterwards fails too, but not from within the call. */
  call (f, -1, "add", 60000, &after);
  g_assert_false (after.is_here);
  pair_wait (&after.is_here);
  g_assert_error (after.error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  clear_answer (&after);
}

static void
test_pause (Fixture       *f,
            gconstpointer  data)
{
  Answer answer = { 0 }, other = { 0 };

  spill_broker_set_paused (f->server, TRUE);
  call (f, -1, "lend", 60000, &answer);   /* the read under way still takes it */
  pair_wait (&answer.is_here);
  call (f, -1, "lend", 0, &other);
  for (guint i = 0; i < 100; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (other.is_here);
  spill_broker_set_paused (f->server, FALSE);
  pair_wait (&other.is_here);
  clear_answer (&answer);
  clear_answer (&other);
}

static const SpillBrokerLimits small = { SPILL_BANANA_LIMITS_DEFAULT, 64 * 1024, 20, 20, 20 };

/* Each limit closes the connection and says so. */
static void
test_limit_output (Fixture       *f,
                   gconstpointer  data)
{
  g_autofree char *text = g_strnfill (200 * 1024, 'x');
  Answer answer = { 0 };
  GByteArray *out;

  out = spill_broker_begin_call (f->client, -1, "lend", 1);
  spill_banana_put_string (out, SPILL_BANANA_PB, text);
  spill_broker_end_call (f->client, 0, on_answer, &answer);
  g_assert_false (answer.is_here);
  g_assert_false (spill_broker_is_open (f->client));
  pair_wait (&f->is_closed[0]);
  g_assert_error (f->why[0], SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_FULL);
  g_assert_error (answer.error, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_FULL);
  clear_answer (&answer);
}

static void
test_limit_objects (Fixture       *f,
                    gconstpointer  data)
{
  for (guint i = 0; i < 21; i++)
    spill_broker_offer (f->server, answer_child, f, count_destroyed);
  pair_wait (&f->is_closed[1]);
  g_assert_error (f->why[1], SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_FULL);
  g_assert_cmpuint (f->n_destroyed, ==, 21);
}

static void
test_limit_requests (Fixture       *f,
                     gconstpointer  data)
{
  Answer answers[21] = { 0 };

  for (guint i = 0; i < 10; i++)
    call (f, -1, "later", 0, &answers[i]);
  for (guint i = 0; i < 10; i++)
    {
      spill_broker_begin_call (f->client, -1, "later", 0);
      spill_broker_end_call (f->client, 1, on_answer, &answers[10 + i]);
    }
  for (guint i = 10; i < 20; i++)
    pair_wait (&answers[i].is_here);
  call (f, -1, "later", 0, &answers[20]);
  pair_wait (&f->is_closed[1]);
  g_assert_error (f->why[1], SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_FULL);
  pair_wait (&f->is_closed[0]);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    clear_answer (&answers[i]);
}

static void
test_limit_calls (Fixture       *f,
                  gconstpointer  data)
{
  Answer answers[21] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    call (f, -1, "later", 0, &answers[i]);
  pair_wait (&f->is_closed[0]);
  g_assert_error (f->why[0], SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_FULL);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    clear_answer (&answers[i]);
}

/* A peer of bytes alone. */
typedef struct
{
  const char      *name;
  SpillBrokerSide  side;       /* ours */
  const char      *bytes;
  gsize            length;
  const char      *said;       /* what the broker says to it, all expressions; NULL: not looked at */
  int              error;      /* SpillBrokerError, -1: stays open, -2: an error of another domain */
} RawCase;

#define RAW(text) text, sizeof (text) - 1
#define OFFER "\x02\x80\x02\x82" "pb" "\x04\x82" "none"
#define GREETING "('pb' 'none')\n"
#define VERSION "\x02\x80\x13\x87\x06\x81"      /* (version 6) */
#define AGREED "\x02\x82" "pb" VERSION

static const RawCase raw_cases[] = {
  { "client-pb", SPILL_BROKER_CLIENT, RAW (OFFER VERSION), "'pb'\n(version 6)\n", -1 },
  { "client-none", SPILL_BROKER_CLIENT, RAW ("\x01\x80\x04\x82" "none"), "'none'\n('version' 6)\n", -1 },
  { "client-prefers-pb", SPILL_BROKER_CLIENT, RAW ("\x02\x80\x04\x82" "none" "\x02\x82" "pb"), "'pb'\n(version 6)\n", -1 },
  { "client-unknown", SPILL_BROKER_CLIENT, RAW ("\x01\x80\x03\x82" "xyz"), NULL, SPILL_BROKER_ERROR_PROTOCOL },
  { "client-no-dialect", SPILL_BROKER_CLIENT, RAW ("\x00\x80"), NULL, SPILL_BROKER_ERROR_PROTOCOL },
  { "client-http", SPILL_BROKER_CLIENT, RAW ("HTTP/1.1 400 Bad Request\r\n\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"), NULL, -2 },
  { "server-pb", SPILL_BROKER_SERVER, RAW (AGREED), GREETING "(version 6)\n", -1 },
  { "server-none", SPILL_BROKER_SERVER, RAW ("\x04\x82" "none"), GREETING "('version' 6)\n", -1 },
  { "server-unknown", SPILL_BROKER_SERVER, RAW ("\x03\x82" "xyz"), NULL, SPILL_BROKER_ERROR_PROTOCOL },
  { "server-list", SPILL_BROKER_SERVER, RAW (OFFER), NULL, SPILL_BROKER_ERROR_PROTOCOL },
  { "other-version", SPILL_BROKER_SERVER, RAW ("\x02\x82" "pb\x02\x80\x13\x87\x05\x81"), NULL, SPILL_BROKER_ERROR_PROTOCOL },
  { "word-in-none", SPILL_BROKER_SERVER, RAW ("\x04\x82" "none" VERSION), NULL, -2 },
  { "not-understood", SPILL_BROKER_SERVER, RAW (AGREED "\x02\x80\x03\x82" "foo\x01\x81"), GREETING "(version 6)\n('didNotUnderstand' 'foo')\n", -1 },
  { "did-not-understand", SPILL_BROKER_SERVER, RAW (AGREED "\x02\x80\x10\x82" "didNotUnderstand\x03\x82" "foo"), GREETING "(version 6)\n", -1 },
  { "no-command", SPILL_BROKER_SERVER, RAW (AGREED "\x05\x81"), NULL, SPILL_BROKER_ERROR_PROTOCOL },
  { "empty-command", SPILL_BROKER_SERVER, RAW (AGREED "\x00\x80"), NULL, SPILL_BROKER_ERROR_PROTOCOL },
  { "short-message", SPILL_BROKER_SERVER, RAW (AGREED "\x01\x80\x1a\x87"), NULL, SPILL_BROKER_ERROR_PROTOCOL },
  { "answer-to-nothing", SPILL_BROKER_SERVER, RAW (AGREED "\x03\x80\x1b\x87\x01\x81\x01\x81"), NULL, SPILL_BROKER_ERROR_PROTOCOL },
  { "decref-of-nothing", SPILL_BROKER_SERVER, RAW (AGREED "\x02\x80\x1d\x87\x09\x81"), GREETING "(version 6)\n", -1 },
  { "decref-of-a-list", SPILL_BROKER_SERVER, RAW (AGREED "\x02\x80\x1d\x87\x00\x80"), NULL, SPILL_BROKER_ERROR_PROTOCOL },
  { "uncache", SPILL_BROKER_SERVER, RAW (AGREED "\x02\x80\x1f\x87\x09\x81\x02\x80\x1e\x87\x09\x81"), GREETING "(version 6)\n", -1 },
  /* (message 1 'root' 'x' 1 (tuple ('a.B' 5 (None)) (dictionary ('remote' 5)) (remote 6) (cached 5)) (dictionary)) */
  { "cache", SPILL_BROKER_SERVER,
    RAW (AGREED "\x07\x80\x1a\x87\x01\x81\x04\x82" "root\x01\x82" "x\x01\x81"
         "\x05\x80\x0b\x87" "\x03\x80\x03\x82" "a.B\x05\x81\x01\x80\x01\x87"
         "\x02\x80\x05\x87\x02\x80\x06\x82" "remote\x05\x81" "\x02\x80\x10\x87\x06\x81"
         "\x02\x80\x0f\x87\x05\x81"
         "\x01\x80\x05\x87"),
    GREETING "(version 6)\n(decache 5)\n(decache 5)\n(decref 6)\n(answer 1 (None))\n", -1 },
  /* (message 1 'root' 'x' 0 (tuple) (dictionary)) wants no answer */
  { "no-answer", SPILL_BROKER_SERVER,
    RAW (AGREED "\x07\x80\x1a\x87\x01\x81\x04\x82" "root\x01\x82" "x\x00\x81\x01\x80\x0b\x87\x01\x80\x05\x87"),
    GREETING "(version 6)\n", -1 },
  { "args-no-tuple", SPILL_BROKER_SERVER,
    RAW (AGREED "\x07\x80\x1a\x87\x01\x81\x04\x82" "root\x01\x82" "x\x00\x81\x01\x80\x05\x87\x01\x80\x05\x87"),
    NULL, SPILL_BROKER_ERROR_PROTOCOL },
};

static void
answer_nothing (SpillBroker              *broker,
                const SpillBrokerRequest *request,
                gpointer                  object)
{
}

static void
on_raw_closed (SpillBroker  *broker,
               const GError *why,
               gpointer      user_data)
{
  *(GError **) user_data = g_error_copy (why);
}

static void
ignore_open (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  spill_broker_open_finish (SPILL_BROKER (source), result, NULL);
}

static gboolean
print_expression (SpillSexpTree *tree,
                  gpointer       user_data,
                  GError       **error)
{
  GString *text = user_data;

  spill_sexp_print (spill_sexp_tree_get_root (tree), text);
  g_string_append_c (text, '\n');
  return TRUE;
}

typedef struct
{
  SpillBananaDecoder *decoder;
  GSocket            *socket;
  GString            *text;
  const RawCase      *c;
  GError            **why;
} Raw;

/* TRUE when the broker has said all that it should, or is closed. */
static gboolean
is_raw_done (gpointer user_data)
{
  Raw *raw = user_data;
  guint8 buffer[4096];
  gssize n;

  while ((n = g_socket_receive (raw->socket, (char *) buffer, sizeof buffer, NULL, NULL)) > 0)
    {
      g_autoptr(GError) error = NULL;

      if (!spill_banana_decoder_feed (raw->decoder, buffer, (gsize) n, print_expression, raw->text, &error))
        g_assert_no_error (error);
    }
  return *raw->why != NULL || (raw->c->error == -1 && raw->text->len >= strlen (raw->c->said));
}

static void
test_raw (gconstpointer data)
{
  const RawCase *c = data;
  g_autoptr(GIOStream) a = NULL;
  g_autoptr(GIOStream) b = NULL;
  g_autoptr(SpillBroker) broker = NULL;
  g_autoptr(GError) why = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(SpillBananaDecoder) decoder = spill_banana_decoder_new (NULL);
  Raw raw = { decoder, NULL, text, c, &why };

  pair_new (&a, &b);
  spill_banana_decoder_set_profile (decoder, SPILL_BANANA_PB);
  raw.socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (b));
  g_socket_set_blocking (raw.socket, FALSE);
  broker = spill_broker_new (a, c->side, NULL);
  spill_broker_set_root (broker, answer_nothing, NULL, NULL);
  g_signal_connect (broker, "closed", G_CALLBACK (on_raw_closed), &why);
  spill_broker_open_async (broker, 60000, ignore_open, NULL);
  g_assert_cmpint (g_socket_send (raw.socket, c->bytes, c->length, NULL, NULL), ==, c->length);
  pair_until (is_raw_done, &raw);

  if (c->said != NULL)
    g_assert_cmpstr (text->str, ==, c->said);
  if (c->error == -1)
    g_assert_no_error (why);
  else if (c->error >= 0)
    g_assert_error (why, SPILL_BROKER_ERROR, c->error);
  else
    g_assert_nonnull (why);
  spill_broker_close (broker, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Nobody says anything. */
static void
test_silence (void)
{
  g_autoptr(GIOStream) a = NULL;
  g_autoptr(GIOStream) b = NULL;
  g_autoptr(SpillBroker) broker = NULL;
  g_autoptr(GError) why = NULL;
  Raw raw = { .why = &why, .c = &raw_cases[3] };

  pair_new (&a, &b);
  raw.socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (b));
  g_socket_set_blocking (raw.socket, FALSE);
  broker = spill_broker_new (a, SPILL_BROKER_CLIENT, NULL);
  g_signal_connect (broker, "closed", G_CALLBACK (on_raw_closed), &why);
  spill_broker_open_async (broker, 10, ignore_open, NULL);
  pair_until (is_raw_done, &raw);
  g_assert_error (why, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    gboolean    is_small;
    void      (*test) (Fixture *, gconstpointer);
  } cases[] = {
    { "/net/broker/answers", FALSE, test_answers },
    { "/net/broker/exception", FALSE, test_exception },
    { "/net/broker/remote", FALSE, test_remote },
    { "/net/broker/lend", FALSE, test_lend },
    { "/net/broker/later", FALSE, test_later },
    { "/net/broker/timeout", FALSE, test_timeout },
    { "/net/broker/lost", FALSE, test_lost },
    { "/net/broker/pause", FALSE, test_pause },
    { "/net/broker/limit/output", TRUE, test_limit_output },
    { "/net/broker/limit/objects", TRUE, test_limit_objects },
    { "/net/broker/limit/requests", TRUE, test_limit_requests },
    { "/net/broker/limit/calls", TRUE, test_limit_calls },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].path, Fixture, cases[i].is_small ? &small : NULL, set_up, cases[i].test, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (raw_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/net/broker/raw/%s", raw_cases[i].name);

      g_test_add_data_func (path, &raw_cases[i], test_raw);
    }
  g_test_add_func ("/net/broker/silence", test_silence);
  return g_test_run ();
}
