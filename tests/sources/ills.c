#include "ills.h"

#include <string.h>

#define HTML "<!DOCTYPE html><html><body><h1>Welcome to nginx!</h1></body></html>"

static gboolean
silent (Call *call, gpointer data)
{
  server_wait (call->server);
  return FALSE;
}

static gboolean
hang_up (Call *call, gpointer data)
{
  return FALSE;
}

static gboolean
hang_up_in_head (Call *call, gpointer data)
{
  call_raw (call, "HTTP/1.1 200 OK\r\nContent-Le", -1);
  return FALSE;
}

/* Fast enough to never be silent, slow enough to never end. */
static gboolean
drip (Call *call, gpointer data)
{
  call_raw (call, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", -1);
  while (call_raw (call, " ", 1))
    g_usleep (20000);
  return FALSE;
}

static gboolean
circle (Call *call, gpointer data)
{
  return call_reply (call, "302 Found", "Location: /config\r\n", "");
}

static gboolean
elsewhere (Call *call, gpointer data)
{
  return call_reply (call, "301 Moved Permanently",
                     "Location: https://other.example.invalid/x?token=secret\r\n", "");
}

gboolean
ill_html (Call     *call,
          gpointer  data)
{
  return call_reply (call, "200 OK", "Content-Type: text/html\r\n", HTML);
}

static gboolean
html_not_found (Call *call, gpointer data)
{
  return call_reply (call, "404 Not Found", "Content-Type: text/html\r\n", HTML);
}

static gboolean
other_json (Call *call, gpointer data)
{
  return call_json (call, "[1, 2, 3]");
}

static gboolean
not_http (Call *call, gpointer data)
{
  call_raw (call, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n\r\n", -1);
  return FALSE;
}

static gboolean
bad_gateway (Call *call, gpointer data)
{
  return call_reply (call, "502 Bad Gateway", "", HTML);
}

static gboolean
server_error (Call *call, gpointer data)
{
  return call_reply (call, "500 Internal Server Error", "",
                     "{\"error\": \"KeyError('x')\"}");
}

static gboolean
huge (Call *call, gpointer data)
{
  g_autofree char *spaces = g_strnfill (65536, ' ');

  call_raw (call, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", -1);
  while (call_raw (call, "10000\r\n", -1) && call_raw (call, spaces, 65536)
         && call_raw (call, "\r\n", -1))
    ;
  return FALSE;
}

static GBytes *
gzip (const char *text,
      gsize       length)
{
  g_autoptr(GConverter) converter =
    G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) stream = g_converter_output_stream_new (memory, converter);

  g_output_stream_write_all (stream, text, length, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

gboolean
ill_gzip (Call       *call,
          const char *text,
          gsize       length)
{
  g_autoptr(GBytes) packed = gzip (text, length);
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                                           "Content-Length: %zu\r\n\r\n", g_bytes_get_size (packed));

  return call_raw (call, head, -1)
         && call_raw (call, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
}

static gboolean
bomb (Call *call, gpointer data)
{
  gsize length = 4 * 1024 * 1024;
  g_autofree char *spaces = g_strnfill (length, ' ');

  return ill_gzip (call, spaces, length);
}

const Ill ills[] = {
  { "silent", silent, SPILL_PROBLEM_UNREACHABLE, SPILL_CONNECTION_RECONNECTING, "does not answer" },
  { "hangs-up", hang_up, SPILL_PROBLEM_UNREACHABLE, SPILL_CONNECTION_RECONNECTING, "127.0.0.1" },
  { "hangs-up-in-head", hang_up_in_head, SPILL_PROBLEM_BAD_ANSWER, SPILL_CONNECTION_RECONNECTING,
    "HTTP" },
  { "byte-by-byte", drip, SPILL_PROBLEM_UNREACHABLE, SPILL_CONNECTION_RECONNECTING, "too slowly" },
  { "redirects-in-circles", circle, SPILL_PROBLEM_NOT_A_MASTER, SPILL_CONNECTION_FAILED,
    "in circles" },
  { "redirects-elsewhere", elsewhere, SPILL_PROBLEM_NOT_A_MASTER, SPILL_CONNECTION_FAILED,
    "https://other.example.invalid/x" },
  { "html", ill_html, SPILL_PROBLEM_NOT_A_MASTER, SPILL_CONNECTION_FAILED, "not as a Buildbot master" },
  { "html-not-found", html_not_found, SPILL_PROBLEM_NOT_A_MASTER, SPILL_CONNECTION_FAILED,
    "127.0.0.1" },
  { "other-json", other_json, SPILL_PROBLEM_NOT_A_MASTER, SPILL_CONNECTION_FAILED,
    "not as a Buildbot master" },
  { "not-http", not_http, SPILL_PROBLEM_BAD_ANSWER, SPILL_CONNECTION_RECONNECTING, "HTTP" },
  { "bad-gateway", bad_gateway, SPILL_PROBLEM_UNREACHABLE, SPILL_CONNECTION_RECONNECTING,
    "502 Bad Gateway" },
  { "server-error", server_error, SPILL_PROBLEM_BAD_ANSWER, SPILL_CONNECTION_RECONNECTING,
    "500 Internal Server Error" },
  { "huge", huge, SPILL_PROBLEM_BAD_ANSWER, SPILL_CONNECTION_RECONNECTING, "too large" },
  { "gzip-bomb", bomb, SPILL_PROBLEM_BAD_ANSWER, SPILL_CONNECTION_RECONNECTING, "too large" },
};

const guint n_ills = G_N_ELEMENTS (ills);

void
ill_assert_words (Watch      *watch,
                  const char *words)
{
  const char *text = spill_master_get_problem_text (watch->master);

  g_assert_nonnull (text);
  if (strstr (text, words) == NULL)
    g_error ("“%s” does not say “%s”", text, words);
  g_assert_null (strstr (text, "secret"));
  g_assert_null (strstr (text, "<"));
  g_assert_null (strstr (text, "KeyError"));
  g_assert_true (g_str_has_suffix (text, ".") || strstr (text, ": ") != NULL);
}

void
ill_meet (const Ill  *self,
          Watch    *(*make) (const char *url))
{
  g_autoptr(Server) server = server_new (self->answer, NULL);
  g_autoptr(Watch) watch = make (server_get_url (server));

  watch_start (watch);
  wait_for (watch_has_problem (watch, self->problem));
  g_assert_cmpint (spill_master_get_connection (watch->master), ==, self->connection);
  ill_assert_words (watch, self->words);
  g_assert_false (spill_master_has_synced (watch->master));

  if (self->connection == SPILL_CONNECTION_RECONNECTING)
    {
      guint n = server_get_n_all (server);

      g_assert_cmpfloat (spill_master_get_retry_at (watch->master), >, 0);
      wait_for (server_get_n_all (server) > n);
    }
}

void
ill_watch_us (Watch  *watch,
              gint64  us)
{
  gint64 end = g_get_monotonic_time () + us;

  watch_start (watch);
  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
}

void
ill_add_test (const char    *suite,
              const char    *group,
              const char    *name,
              gconstpointer  data,
              GTestDataFunc  test)
{
  g_autofree char *path = g_strdup_printf ("/sources/%s/%s/%s", suite, group, name);

  g_test_add_data_func (path, data, test);
}
