#include <string.h>

#include <netinet/in.h>
#include <sys/socket.h>

#include "client.h"

#define REQUEST(page) "GET /live?page=" page " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"

static SpillWebLimits
quick (void)
{
  SpillWebLimits limits;

  spill_web_limits_init (&limits);
  limits.streams.tick_ms = 10;
  return limits;
}

static guint
count_versions (Client *client)
{
  guint n = 0;

  for (const char *at = client->in->str; (at = strstr (at, "event: version\n")) != NULL; at++)
    n++;

  return n;
}

static gboolean
nobody_listens (gpointer user_data)
{
  return spill_web_streams_count (spill_web_server_get_streams (((Site *) user_data)->server)) == 0;
}

static Client *
listen_to (Site       *site,
           const char *request)
{
  Client *client = client_new (site);

  client_send (client, request, -1);
  return client;
}

static void
test_update (void)
{
  SpillWebLimits limits = quick ();
  Site site;
  g_autoptr(Client) client = NULL;
  g_autoptr(Client) page = NULL;
  g_autofree char *type = NULL;
  g_autofree char *cache = NULL;

  site_start (&site, &limits);
  page = get (&site, "/waterfall", NULL);
  client = listen_to (&site, REQUEST ("/waterfall"));
  client_wait (client, "data: ");
  type = header_of (client, "Content-Type");
  cache = header_of (client, "Cache-Control");
  g_assert_cmpstr (type, ==, "text/event-stream");
  g_assert_cmpstr (cache, ==, "no-store");
  client_wait (client, "\n\n\r\n");   /* the end of the first event's chunk */

  /* What it names is what the page says of itself. */
  {
    const char *version = strstr (client->in->str, "data: ") + strlen ("data: ");
    g_autofree char *of_page = g_strndup (version, strcspn (version, "\n"));

    g_assert_nonnull (strstr (body_of (page), of_page));
  }

  for (guint i = 2; i <= 4; i++)
    {
      g_autoptr(Client) again = NULL;

      site_change (&site);
      while (count_versions (client) < i)
        {
          g_main_context_iteration (NULL, TRUE);
          client_read (client);
          g_assert_false (client->is_over);
        }
      /* It is fetched, as browsers do, so that the next change is one. */
      again = get (&site, "/waterfall", NULL);
      g_assert_cmpuint (status_of (again), ==, 200);
    }
  site_stop (&site);
}

/* Many changes between two ticks are told as one. */
static void
test_burst (void)
{
  SpillWebLimits limits = quick ();
  Site site;
  g_autoptr(Client) client = NULL;
  g_autoptr(Client) page = NULL;
  gint64 end;

  limits.streams.tick_ms = 300;
  site_start (&site, &limits);
  page = get (&site, "/waterfall", NULL);
  client = listen_to (&site, REQUEST ("/waterfall"));
  client_wait (client, "data: ");
  end = g_get_monotonic_time () + G_TIME_SPAN_SECOND;
  while (g_get_monotonic_time () < end)
    {
      g_autoptr(Client) again = NULL;

      site_change (&site);
      again = get (&site, "/waterfall", NULL);
      client_read (client);
    }
  g_assert_cmpuint (count_versions (client), <=, 6);
  site_stop (&site);
}

static void
test_gone (void)
{
  SpillWebLimits limits = quick ();
  Site site;
  Client *clients[5];

  site_start (&site, &limits);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      clients[i] = listen_to (&site, i % 2 ? REQUEST ("/grid") : REQUEST ("/waterfall"));
      client_wait (clients[i], "data: ");
    }
  g_assert_cmpuint (spill_web_streams_count (spill_web_server_get_streams (site.server)), ==, 5);

  /* Without a word; with no more to say; with too much to say. */
  client_free (clients[0]);
  client_free (clients[1]);
  client_shut (clients[2]);
  client_send (clients[3], "more", -1);
  client_wait (clients[2], NULL);
  client_wait (clients[3], NULL);
  client_free (clients[2]);
  client_free (clients[3]);
  client_free (clients[4]);
  wait_until (nobody_listens, &site);
  site_stop (&site);
}

static void
test_too_many (void)
{
  SpillWebLimits limits = quick ();
  Site site;
  g_autoptr(Client) first = NULL;
  g_autoptr(Client) second = NULL;
  g_autofree char *when = NULL;

  limits.streams.streams = 1;
  site_start (&site, &limits);
  first = listen_to (&site, REQUEST ("/"));
  client_wait (first, "data: ");
  second = ask (&site, REQUEST ("/"));
  when = header_of (second, "Retry-After");
  g_assert_cmpuint (status_of (second), ==, 503);
  g_assert_nonnull (when);
  site_stop (&site);
}

/* What is said when there is nothing to say keeps proxies from closing. */
static void
test_remarks (void)
{
  SpillWebLimits limits = quick ();
  Site site;
  g_autoptr(Client) client = NULL;

  limits.streams.silent_seconds = 0;
  site_start (&site, &limits);
  client = listen_to (&site, REQUEST ("/"));
  client_wait (client, "\n:\n\n");
  site_stop (&site);
}

/* Who does not read is not written to for ever. */
static void
test_stalled (void)
{
  SpillWebLimits limits = quick ();
  Site site;
  g_autoptr(Client) client = NULL;

  limits.streams.tick_ms = 1;
  limits.streams.silent_seconds = 0;
  limits.streams.stall_seconds = 1;
  limits.streams.send_buffer = 1;
  site_start (&site, &limits);
  client = client_new (&site);
  g_socket_set_option (client->socket, SOL_SOCKET, SO_RCVBUF, 1, NULL);
  client_send (client, REQUEST ("/"), -1);
  wait_until (nobody_listens, &site);   /* not yet */
  while (spill_web_streams_count (spill_web_server_get_streams (site.server)) == 0)
    g_main_context_iteration (NULL, TRUE);
  wait_until (nobody_listens, &site);
  site_stop (&site);
}

/* Streams outlive the time others have. */
static void
test_stays (void)
{
  SpillWebLimits limits = quick ();
  Site site;
  g_autoptr(Client) client = NULL;
  g_autoptr(Client) silent = NULL;

  limits.acceptor.asking_seconds = 1;
  limits.acceptor.answer_seconds = 1;
  limits.acceptor.idle_seconds = 1;
  site_start (&site, &limits);
  client = listen_to (&site, REQUEST ("/waterfall"));
  client_wait (client, "data: ");
  for (guint i = 0; i < 2; i++)
    {
      silent = client_new (&site);
      client_wait (silent, NULL);
      g_clear_pointer (&silent, client_free);
    }
  client_read (client);
  g_assert_false (client->is_over);
  site_stop (&site);
  client_wait (client, NULL);
}

/* HTTP/1.0 knows no chunks. */
static void
test_old (void)
{
  SpillWebLimits limits = quick ();
  Site site;
  g_autoptr(Client) client = NULL;

  site_start (&site, &limits);
  client = listen_to (&site, "GET /live?page=/ HTTP/1.0\r\nHost: localhost\r\n\r\n");
  client_wait (client, "data: ");
  g_assert_true (g_str_has_prefix (body_of (client), "retry: "));
  site_stop (&site);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/streams/update", test_update);
  g_test_add_func ("/web/streams/burst", test_burst);
  g_test_add_func ("/web/streams/gone", test_gone);
  g_test_add_func ("/web/streams/too-many", test_too_many);
  g_test_add_func ("/web/streams/remarks", test_remarks);
  g_test_add_func ("/web/streams/stalled", test_stalled);
  g_test_add_func ("/web/streams/stays", test_stays);
  g_test_add_func ("/web/streams/old", test_old);
  return g_test_run ();
}
