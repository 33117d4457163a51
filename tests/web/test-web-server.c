#include <string.h>
#include <sys/socket.h>

#include "client.h"

#define HOST "Host: localhost\r\n"

/* What is answered to what, and with what head. */

static void
test_answers (void)
{
  const struct { const char *request; guint status; } rows[] = {
    { "GET / HTTP/1.1\r\n" HOST "\r\n", 200 },
    { "GET /waterfall HTTP/1.1\r\n" HOST "\r\n", 200 },
    { "GET /masters/1/waterfall HTTP/1.1\r\n" HOST "\r\n", 200 },
    { "GET / HTTP/1.0\r\n\r\n", 200 },
    { "GET / HTTP/1.1\r\nhost: 127.0.0.1:99\r\n\r\n", 200 },
    { "GET http://localhost/ HTTP/1.1\r\n" HOST "\r\n", 200 },
    { "GET /nothing HTTP/1.1\r\n" HOST "\r\n", 404 },
    { "GET /masters/2/waterfall HTTP/1.1\r\n" HOST "\r\n", 404 },
    { "GET /%00 HTTP/1.1\r\n" HOST "\r\n", 404 },
    { "GET /waterfall?num_events=many HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "GET /waterfall?branch=100% HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "GET /waterfall?branch=%zz HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "GET /%zz HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "GET /static/spillway.css HTTP/1.1\r\n" HOST "\r\n", 200 },
    { "GET /buildbot.css HTTP/1.1\r\n" HOST "\r\n", 200 },
    { "GET /default.css HTTP/1.1\r\n" HOST "\r\n", 200 },
    { "GET /static/live.js HTTP/1.1\r\n" HOST "\r\n", 200 },
    { "GET /favicon.ico HTTP/1.1\r\n" HOST "\r\n", 200 },
    { "GET /robots.txt HTTP/1.1\r\n" HOST "\r\n", 200 },
    { "GET /static/ HTTP/1.1\r\n" HOST "\r\n", 404 },
    { "GET /static/layout.html HTTP/1.1\r\n" HOST "\r\n", 404 },
    { "GET /static/.. HTTP/1.1\r\n" HOST "\r\n", 200 },   /* that is "/" */
    { "GET /static/%2e%2e/layout.html HTTP/1.1\r\n" HOST "\r\n", 404 },
    { "GET /static/../../style.css HTTP/1.1\r\n" HOST "\r\n", 404 },
    /* Methods */
    { "HEAD / HTTP/1.1\r\n" HOST "\r\n", 200 },
    { "POST / HTTP/1.1\r\n" HOST "\r\n", 405 },
    { "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\na=b", 405 },
    { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n", 405 },
    { "POST / HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n", 405 },
    { "PUT / HTTP/1.1\r\n" HOST "\r\n", 405 },
    { "DELETE / HTTP/1.1\r\n" HOST "\r\n", 405 },
    { "OPTIONS / HTTP/1.1\r\n" HOST "\r\n", 405 },
    { "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 404 },
    { "TRACE / HTTP/1.1\r\n" HOST "\r\n", 405 },
    { "BREW / HTTP/1.1\r\n" HOST "\r\n", 405 },
    { "get / HTTP/1.1\r\n" HOST "\r\n", 405 },
    { "GET / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello", 413 },
    { "GET / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 413 },
    /* Names of others */
    { "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421 },
    { "GET / HTTP/1.1\r\nHost: evil.example:8010\r\n\r\n", 421 },
    { "GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n", 421 },
    { "GET http://evil.example/ HTTP/1.1\r\n" HOST "\r\n", 421 },
    { "GET http://localhost/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421 },
    { "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 421 },
    { "GET / HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n\r\n", 421 },
    { "GET / HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n", 421 },
    { "GET @evil.example/ HTTP/1.1\r\n" HOST "\r\n", 400 },
    /* No HTTP */
    { "GET / HTTP/1.1\r\n\r\n", 400 },
    { "GET\r\n\r\n", 400 },
    { "GET nothing HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "\x16\x03\x01\x02\xfc\x03\x03\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400 },
    { "CONNECT localhost:80 HTTP/1.1\r\n" HOST "\r\n", 405 },
    /* Event streams */
    { "GET /live HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "GET /live?page=waterfall HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "GET /live?page=/nothing HTTP/1.1\r\n" HOST "\r\n", 404 },
    { "GET /live?page=/ HTTP/1.1\r\n" HOST "Sec-Fetch-Site: cross-site\r\n\r\n", 403 },
    { "HEAD /live?page=/ HTTP/1.1\r\n" HOST "\r\n", 204 },
  };
  Site site;

  site_start (&site, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(Client) client = ask (&site, rows[i].request);
      g_autofree char *policy = header_of (client, "Content-Security-Policy");
      g_autofree char *sniff = header_of (client, "X-Content-Type-Options");
      g_autofree char *allow = header_of (client, "Allow");
      g_autofree char *line = g_strescape (rows[i].request, NULL);

      g_test_message ("%s", line);
      g_assert_cmpuint (status_of (client), ==, rows[i].status);
      g_assert_nonnull (policy);
      g_assert_null (strstr (policy, "unsafe"));
      g_assert_nonnull (strstr (policy, "frame-ancestors 'none'"));
      g_assert_cmpstr (sniff, ==, "nosniff");
      g_assert_cmpstr (allow, ==, rows[i].status == 405 ? "GET, HEAD" : NULL);
      g_assert_true (g_utf8_validate (client->in->str, client->in->len, NULL));
      /* Also what the library refuses has a page, and nothing has two. */
      if (rows[i].status == 400)
        g_assert_nonnull (strstr (body_of (client), "</html>"));
      if (rows[i].status != 400 && rows[i].status != 204 && !g_str_has_prefix (rows[i].request, "OPTIONS *")
          && body_length (client) > 0)
        g_assert_null (strstr (body_of (client), "no request for a page"));
    }
  site_stop (&site);
}

static void
test_bad_argument (void)
{
  Site site;
  g_autoptr(Client) client = NULL;

  site_start (&site, NULL);
  client = get (&site, "/waterfall?num_events=%3Cscript%3E", NULL);
  g_assert_cmpuint (status_of (client), ==, 400);
  g_assert_nonnull (strstr (body_of (client), "num_events"));
  g_assert_null (strstr (body_of (client), "<script>"));
  site_stop (&site);
}

static void
test_head (void)
{
  Site site;
  g_autoptr(Client) whole = NULL;
  g_autoptr(Client) head = NULL;
  g_autofree char *length = NULL;
  g_autofree char *other = NULL;

  site_start (&site, NULL);
  whole = get (&site, "/grid", NULL);
  head = ask (&site, "HEAD /grid HTTP/1.1\r\n" HOST "\r\n");
  length = header_of (whole, "Content-Length");
  other = header_of (head, "Content-Length");
  g_assert_cmpuint (body_length (head), ==, 0);
  g_assert_cmpstr (length, ==, other);
  g_assert_cmpuint (g_ascii_strtoull (length, NULL, 10), ==, body_length (whole));
  site_stop (&site);
}

static void
test_unchanged (void)
{
  Site site;
  g_autoptr(Client) first = NULL;
  g_autoptr(Client) again = NULL;
  g_autoptr(Client) changed = NULL;
  g_autofree char *etag = NULL;
  g_autofree char *lines = NULL;
  g_autofree char *cache = NULL;
  g_autofree char *other = NULL;
  g_autofree char *same = NULL;

  site_start (&site, NULL);
  first = get (&site, "/waterfall", NULL);
  etag = header_of (first, "ETag");
  cache = header_of (first, "Cache-Control");
  g_assert_nonnull (etag);
  g_assert_cmpstr (cache, ==, "no-cache");

  lines = g_strdup_printf ("If-None-Match: \"x\", %s\r\n", etag);
  again = get (&site, "/waterfall", lines);
  same = header_of (again, "ETag");
  g_assert_cmpuint (status_of (again), ==, 304);
  g_assert_cmpuint (body_length (again), ==, 0);
  g_assert_cmpstr (same, ==, etag);
  g_assert_cmpuint (spill_page_cache_count_made (spill_web_server_get_cache (site.server)), ==, 1);

  site_change (&site);
  changed = get (&site, "/waterfall", lines);
  other = header_of (changed, "ETag");
  g_assert_cmpuint (status_of (changed), ==, 200);
  g_assert_cmpstr (other, !=, etag);
  g_assert_nonnull (strstr (body_of (changed), "changed 1"));
  site_stop (&site);
}

/* Of another run: the same count of changes may be another page. */
static void
test_unchanged_elsewhere (void)
{
  Site sites[2];
  char *etags[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(Client) client = NULL;

      site_start (&sites[i], NULL);
      client = get (&sites[i], "/", NULL);
      etags[i] = header_of (client, "ETag");
    }
  g_assert_cmpstr (etags[0], !=, etags[1]);
  for (guint i = 0; i < 2; i++)
    {
      g_free (etags[i]);
      site_stop (&sites[i]);
    }
}

static char *
uncompress (Client *client)
{
  g_autoptr(GInputStream) bytes = g_memory_input_stream_new_from_data (body_of (client), body_length (client), NULL);
  g_autoptr(GZlibDecompressor) gunzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr(GInputStream) plain = g_converter_input_stream_new (bytes, G_CONVERTER (gunzip));
  g_autoptr(GString) text = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  while ((n = g_input_stream_read (plain, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (text, buffer, n);
  g_assert_cmpint (n, ==, 0);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_gzip (void)
{
  const struct { const char *path; const char *accept; const char *encoding; } rows[] = {
    { "/waterfall", "Accept-Encoding: gzip, br\r\n", "gzip" },
    { "/waterfall", "Accept-Encoding: gzip;q=0, br\r\n", NULL },
    { "/waterfall", NULL, NULL },
    { "/waterfall", "Accept-Encoding: gzip\r\n", "gzip" },
    { "/grid", NULL, NULL },   /* kept plain first */
    { "/grid", "Accept-Encoding: gzip\r\n", "gzip" },
    { "/static/spillway.css", "Accept-Encoding: gzip\r\n", "gzip" },
    { "/static/spillway.css", NULL, NULL },
    { "/nothing", "Accept-Encoding: gzip\r\n", "gzip" },
  };
  Site site;

  site_start (&site, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(Client) client = get (&site, rows[i].path, rows[i].accept);
      g_autoptr(Client) plain = get (&site, rows[i].path, NULL);
      g_autofree char *encoding = header_of (client, "Content-Encoding");
      g_autofree char *vary = header_of (client, "Vary");
      g_autofree char *text = encoding != NULL ? uncompress (client) : g_strdup (body_of (client));

      g_assert_cmpstr (encoding, ==, rows[i].encoding);
      g_assert_cmpstr (vary, ==, "Accept-Encoding");
      g_assert_cmpstr (text, ==, body_of (plain));
      g_assert_true (encoding == NULL || body_length (client) < body_length (plain));
    }
  site_stop (&site);
}

/* Many ask at the same time: it is made once for all who ask before it is there. */
static void
test_together (void)
{
  Client *clients[20];
  Site site;

  site_start (&site, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      clients[i] = client_new (&site);
      client_send (clients[i], "GET /waterfall HTTP/1.1\r\n" HOST "\r\n", -1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      client_wait (clients[i], NULL);
      g_assert_cmpuint (status_of (clients[i]), ==, 200);
      client_free (clients[i]);
    }
  g_assert_cmpuint (spill_page_cache_count_made (spill_web_server_get_cache (site.server)), ==, 1);
  site_stop (&site);
}

static void
test_cache_is_bounded (void)
{
  SpillWebLimits limits;
  Site site;

  spill_web_limits_init (&limits);
  limits.cache.bytes = 100;
  site_start (&site, &limits);
  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr(Client) client = get (&site, "/waterfall", NULL);

      g_assert_cmpuint (status_of (client), ==, 200);
      g_assert_cmpuint (spill_page_cache_count_made (spill_web_server_get_cache (site.server)), ==, i);
    }
  site_stop (&site);

  limits.cache.bytes = 100 * 1024;
  site_start (&site, &limits);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *path = g_strdup_printf ("/waterfall?num_events=%u", i % 100 + 1);
      g_autoptr(Client) client = get (&site, path, NULL);

      g_assert_cmpuint (status_of (client), ==, 200);
    }
  g_assert_cmpuint (spill_page_cache_count_made (spill_web_server_get_cache (site.server)), >, 100);
  site_stop (&site);
}

static void
test_busy (void)
{
  SpillWebLimits limits;
  Site site;
  g_autoptr(Client) client = NULL;
  g_autoptr(Client) file = NULL;
  g_autofree char *when = NULL;

  spill_web_limits_init (&limits);
  limits.cache.asking = 0;
  site_start (&site, &limits);
  client = get (&site, "/waterfall", NULL);
  when = header_of (client, "Retry-After");
  g_assert_cmpuint (status_of (client), ==, 503);
  g_assert_cmpstr (when, ==, "1");
  file = get (&site, "/static/spillway.css", NULL);
  g_assert_cmpuint (status_of (file), ==, 200);
  site_stop (&site);
}

/* Long pages that are asked for often leave in another way: they are the same bytes. */
static Client *
get_often (Site       *site,
           const char *lines)
{
  for (guint i = 0; i < 20; i++)
    client_free (get (site, "/waterfall", lines));

  return get (site, "/waterfall", lines);
}

static void
test_long (void)
{
  const char *const accepts[] = { NULL, "Accept-Encoding: gzip\r\n" };
  Site site;

  site_start (&site, NULL);
  site_fill_more (&site, 100);
  for (guint i = 0; i < G_N_ELEMENTS (accepts); i++)
    {
      g_autoptr(Client) first = get_often (&site, accepts[i]);
      g_autoptr(Client) again = get (&site, "/waterfall", accepts[i]);
      g_autoptr(Client) head = ask (&site, "HEAD /waterfall HTTP/1.1\r\n" HOST "\r\n");
      g_autofree char *length = header_of (again, "Content-Length");
      g_autofree char *policy = header_of (again, "Content-Security-Policy");
      g_autofree char *etag = header_of (again, "ETag");

      g_assert_cmpuint (status_of (again), ==, 200);
      g_assert_cmpuint (g_ascii_strtoull (length, NULL, 10), ==, body_length (again));
      g_assert_cmpmem (body_of (first), body_length (first), body_of (again), body_length (again));
      g_assert_nonnull (policy);
      g_assert_nonnull (etag);
      g_assert_cmpuint (body_length (head), ==, 0);
      g_test_message ("%" G_GSIZE_FORMAT " bytes", body_length (again));
      g_assert_true (i > 0 || body_length (again) > 200 * 1000);
    }
  site_stop (&site);
}

static gboolean
nobody_is_here (gpointer user_data)
{
  return spill_acceptor_count (spill_web_server_get_acceptor (((Site *) user_data)->server)) == 0;
}

static void
on_incoming (SpillAcceptor     *acceptor,
             GSocketConnection *connection)
{
  g_socket_set_option (g_socket_connection_get_socket (connection), SOL_SOCKET, SO_SNDBUF, 4096, NULL);
}

static gboolean
somebody_is_here (gpointer user_data)
{
  return !nobody_is_here (user_data);
}

/* One for whom the system keeps little, on both sides, and who has asked for the long page. */
static Client *
ask_narrowly (Site *site)
{
  Client *client = client_new_narrow (site, 4096);

  wait_until (somebody_is_here, site);
  client_send (client, "GET /waterfall HTTP/1.1\r\n" HOST "\r\n", -1);
  client_wait (client, "HTTP/1.1 200");
  return client;
}

/* Who takes nothing of it, or goes in its middle. */
static void
test_long_to_slow (void)
{
  SpillWebLimits limits;
  Site site;
  g_autoptr(Client) first = NULL;
  g_autoptr(Client) idle = NULL;
  g_autoptr(Client) late = NULL;
  g_autoptr(Client) other = NULL;

  spill_web_limits_init (&limits);
  limits.acceptor.idle_seconds = 1;
  site_start (&site, &limits);
  site_fill_more (&site, 100);
  first = get_often (&site, NULL);
  g_signal_connect (spill_web_server_get_acceptor (site.server), "incoming", G_CALLBACK (on_incoming), NULL);

  late = ask_narrowly (&site);
  g_assert_cmpuint (body_length (late), <, body_length (first));
  client_wait (late, NULL);
  g_assert_cmpmem (body_of (first), body_length (first), body_of (late), body_length (late));
  wait_until (nobody_is_here, &site);

  client_free (ask_narrowly (&site));
  wait_until (nobody_is_here, &site);

  idle = ask_narrowly (&site);
  other = get (&site, "/grid", NULL);
  g_assert_cmpuint (status_of (other), ==, 200);
  wait_until (nobody_is_here, &site);
  client_wait (idle, NULL);
  g_assert_cmpuint (body_length (idle), <, body_length (first));
  site_stop (&site);
}

/* Requests that are not as they should be */

static void
test_too_long (void)
{
  const struct { gsize target; gsize head; guint status; } rows[] = {
    { 4000, 0, 404 },
    { 5000, 0, 414 },
    { 0, 15000, 200 },
    { 0, 17000, 431 },
    { 60000, 0, 414 },
  };
  Site site;

  site_start (&site, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *target = g_strnfill (rows[i].target, 'x');
      g_autofree char *value = g_strnfill (rows[i].head, 'x');
      g_autofree char *path = g_strconcat ("/", target, NULL);
      g_autofree char *lines = g_strconcat ("X-Long: ", value, "\r\n", NULL);
      g_autoptr(Client) client = get (&site, path, lines);

      g_assert_cmpuint (status_of (client), ==, rows[i].status);
    }
  site_stop (&site);
}

/* A head without an end: the connection is closed long before it is all kept. */
static void
test_endless_head (void)
{
  Site site;
  g_autofree char *much = g_strnfill (4 * 1024 * 1024, 'x');
  g_autoptr(Client) client = NULL;
  g_autoptr(Client) other = NULL;

  site_start (&site, NULL);
  client = client_new (&site);
  client_send (client, "GET / HTTP/1.1\r\nX-Long: ", -1);
  client_send (client, much, -1);
  client_wait (client, NULL);
  g_assert_cmpuint (status_of (client), !=, 200);
  other = get (&site, "/", NULL);
  g_assert_cmpuint (status_of (other), ==, 200);
  site_stop (&site);
}

/* A body that nobody wants is not kept, and the refusal arrives. */
static void
test_big_body (void)
{
  Site site;
  g_autofree char *much = g_strnfill (20 * 1024 * 1024, 'x');
  g_autoptr(Client) client = NULL;

  site_start (&site, NULL);
  client = client_new (&site);
  client_send (client, "POST / HTTP/1.1\r\n" HOST "Content-Length: 20971520\r\n\r\n", -1);
  client_send (client, much, -1);
  client_shut (client);
  client_wait (client, NULL);
  g_assert_cmpuint (status_of (client), ==, 405);
  site_stop (&site);
}

/* One request a connection; what comes after it is not read as another. */
static void
test_pipelining (void)
{
  const char *const after[] = {
    "GET /nothing HTTP/1.1\r\n" HOST "\r\n",
    "\x01\x02\xff\xfe garbage \r\n\r\n\r\n",
  };
  Site site;

  site_start (&site, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (after); i++)
    {
      g_autofree char *request = g_strconcat ("GET /grid HTTP/1.1\r\n" HOST "\r\n", after[i], NULL);
      g_autoptr(Client) client = ask (&site, request);
      g_autofree char *connection = header_of (client, "Connection");

      g_assert_cmpuint (status_of (client), ==, 200);
      g_assert_cmpstr (connection, ==, "close");
      g_assert_null (strstr (body_of (client), "HTTP/1.1"));
    }
  site_stop (&site);
}

static void
test_half_closed (void)
{
  Site site;
  g_autoptr(Client) client = NULL;

  site_start (&site, NULL);
  client = client_new (&site);
  client_send (client, "GET /waterfall HTTP/1.1\r\n" HOST "\r\n", -1);
  client_shut (client);
  client_wait (client, NULL);
  g_assert_cmpuint (status_of (client), ==, 200);
  g_assert_nonnull (strstr (body_of (client), "</html>"));
  site_stop (&site);
}

/* Who dawdles is closed, and nobody waits for it meanwhile. */
static void
test_slow (void)
{
  SpillWebLimits limits;
  Client *slow[50];
  Site site;

  spill_web_limits_init (&limits);
  limits.acceptor.asking_seconds = 1;
  site_start (&site, &limits);
  for (guint i = 0; i < G_N_ELEMENTS (slow); i++)
    {
      slow[i] = client_new (&site);
      client_send (slow[i], "GET / HTTP/1.1\r\nX-Slow: ", i % 24);
    }
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(Client) client = get (&site, "/grid", NULL);

      g_assert_cmpuint (status_of (client), ==, 200);
    }
  for (guint i = 0; i < G_N_ELEMENTS (slow); i++)
    {
      client_wait (slow[i], NULL);
      g_assert_cmpuint (status_of (slow[i]), !=, 200);
      client_free (slow[i]);
    }
  site_stop (&site);
}

/* Who goes before the answer is there. */
static void
test_gone (void)
{
  Site site;

  site_start (&site, NULL);
  for (guint i = 0; i < 10; i++)
    {
      Client *client = client_new (&site);

      site_change (&site);
      client_send (client, "GET /waterfall HTTP/1.1\r\n" HOST "\r\n", -1);
      client_free (client);
      g_main_context_iteration (NULL, FALSE);
    }
  wait_until (nobody_is_here, &site);
  site_stop (&site);
}

static void
test_restart (void)
{
  Site site;
  g_autoptr(GError) error = NULL;
  g_autoptr(Client) client = NULL;
  g_autofree char *url = NULL;
  guint16 port;

  site_start (&site, NULL);
  port = spill_web_server_get_port (site.server);
  url = spill_web_server_dup_url (site.server);
  g_assert_true (g_str_has_prefix (url, "http://localhost:"));
  spill_web_server_stop (site.server);
  g_assert_null (spill_web_server_dup_url (site.server));
  spill_web_server_start (site.server, port, &error);
  g_assert_no_error (error);
  client = get (&site, "/", NULL);
  g_assert_cmpuint (status_of (client), ==, 200);
  site_stop (&site);
}

static void
test_port_taken (void)
{
  Site site, other;
  g_autoptr(GError) error = NULL;

  site_start (&site, NULL);
  site_start (&other, NULL);
  g_assert_false (spill_web_server_start (other.server, spill_web_server_get_port (site.server), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_nonnull (strstr (error->message, "Another program"));
  g_assert_cmpuint (spill_web_server_get_port (other.server), ==, 0);
  site_stop (&other);
  site_stop (&site);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/server/answers", test_answers);
  g_test_add_func ("/web/server/bad-argument", test_bad_argument);
  g_test_add_func ("/web/server/head", test_head);
  g_test_add_func ("/web/server/unchanged", test_unchanged);
  g_test_add_func ("/web/server/unchanged-elsewhere", test_unchanged_elsewhere);
  g_test_add_func ("/web/server/gzip", test_gzip);
  g_test_add_func ("/web/server/together", test_together);
  g_test_add_func ("/web/server/cache-is-bounded", test_cache_is_bounded);
  g_test_add_func ("/web/server/busy", test_busy);
  g_test_add_func ("/web/server/long", test_long);
  g_test_add_func ("/web/server/long-to-slow", test_long_to_slow);
  g_test_add_func ("/web/server/too-long", test_too_long);
  g_test_add_func ("/web/server/endless-head", test_endless_head);
  g_test_add_func ("/web/server/big-body", test_big_body);
  g_test_add_func ("/web/server/pipelining", test_pipelining);
  g_test_add_func ("/web/server/half-closed", test_half_closed);
  g_test_add_func ("/web/server/slow", test_slow);
  g_test_add_func ("/web/server/gone", test_gone);
  g_test_add_func ("/web/server/restart", test_restart);
  g_test_add_func ("/web/server/port-taken", test_port_taken);
  return g_test_run ();
}
