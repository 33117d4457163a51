/* Servers that are no masters, and masters that are ill: each on a real socket. The error appears at
 * the master concerned, in words; nothing held is lost; memory is bounded. */

#include <string.h>

#include "hostile.h"
#include "model/spill-build.h"
#include "watch.h"

#define HTML "<!DOCTYPE html><html><body><h1>Welcome to nginx!</h1></body></html>"

typedef struct
{
  const char      *name;
  ServerAnswer     answer;
  SpillProblem     problem;
  SpillConnection  connection;
  const char      *words;      /* in the text */
} ContactCase;

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

static gboolean
html (Call *call, gpointer data)
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

static gboolean
reply_gzip (Call       *call,
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

  return reply_gzip (call, spaces, length);
}

static gboolean
needs_proxy_login (Call *call, gpointer data)
{
  g_autofree char *authorization = call_dup_header (call, "Authorization");

  /* "porter:gate key" */
  if (g_strcmp0 (authorization, "Basic cG9ydGVyOmdhdGUga2V5") == 0)
    return call_plain (call);

  return call_reply (call, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"gate\"\r\n", "no");
}

static gboolean
private (Call *call, gpointer data)
{
  if (g_str_has_prefix (call->path, "/api/"))
    return call_reply (call, "403 Forbidden", "Content-Type: text/plain\r\n",
                       "{\"error\": \"you need to have role 'readers'\"}");

  return call_plain (call);
}

static gboolean
truncated (Call *call, gpointer data)
{
  if (!call_is (call, "/api/v2/builders"))
    return call_plain (call);

  call_raw (call, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"builders\": [{\"build", -1);
  return FALSE;
}

static gboolean
deep (Call *call, gpointer data)
{
  g_autofree char *brackets = g_strnfill (200000, '[');

  return call_is (call, "/api/v2/builders") ? call_json (call, brackets) : call_plain (call);
}

static gboolean
cut_json (Call *call, gpointer data)
{
  return call_is (call, "/api/v2/builders") ? call_json (call, "{\"builders\": [{\"buil")
                                            : call_plain (call);
}

static gboolean
html_later (Call *call, gpointer data)
{
  return call_is (call, "/api/v2/builders") ? html (call, data) : call_plain (call);
}

static const ContactCase contact_cases[] = {
  { "silent", silent, SPILL_PROBLEM_UNREACHABLE, SPILL_CONNECTION_RECONNECTING, "does not answer" },
  { "hangs-up", hang_up, SPILL_PROBLEM_UNREACHABLE, SPILL_CONNECTION_RECONNECTING, "127.0.0.1" },
  { "hangs-up-in-head", hang_up_in_head, SPILL_PROBLEM_BAD_ANSWER, SPILL_CONNECTION_RECONNECTING,
    "HTTP" },
  { "byte-by-byte", drip, SPILL_PROBLEM_UNREACHABLE, SPILL_CONNECTION_RECONNECTING, "too slowly" },
  { "redirects-in-circles", circle, SPILL_PROBLEM_NOT_A_MASTER, SPILL_CONNECTION_FAILED,
    "in circles" },
  { "redirects-elsewhere", elsewhere, SPILL_PROBLEM_NOT_A_MASTER, SPILL_CONNECTION_FAILED,
    "https://other.example.invalid/x" },
  { "html", html, SPILL_PROBLEM_NOT_A_MASTER, SPILL_CONNECTION_FAILED, "not as a Buildbot master" },
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
  { "proxy-login", needs_proxy_login, SPILL_PROBLEM_PROXY_LOGIN, SPILL_CONNECTION_FAILED,
    "A proxy in front" },
  { "private", private, SPILL_PROBLEM_LOGIN_REQUIRED, SPILL_CONNECTION_FAILED,
    "you need to have role 'readers'" },
  { "truncated", truncated, SPILL_PROBLEM_UNREACHABLE, SPILL_CONNECTION_RECONNECTING,
    "in the middle" },
  { "deep", deep, SPILL_PROBLEM_BAD_ANSWER, SPILL_CONNECTION_RECONNECTING, "builders" },
  { "cut-json", cut_json, SPILL_PROBLEM_BAD_ANSWER, SPILL_CONNECTION_RECONNECTING, "builders" },
  { "html-later", html_later, SPILL_PROBLEM_BAD_ANSWER, SPILL_CONNECTION_RECONNECTING, "builders" },
};

static void
assert_words (Watch      *watch,
              const char *words)
{
  const char *text = spill_master_get_problem_text (watch->master);

  g_assert_nonnull (text);
  if (strstr (text, words) == NULL)
    g_error ("“%s” does not say “%s”", text, words);
  /* Nothing for programmers, nothing secret. */
  g_assert_null (strstr (text, "secret"));
  g_assert_null (strstr (text, "<"));
  g_assert_null (strstr (text, "KeyError"));
  g_assert_true (g_str_has_suffix (text, ".") || strstr (text, ": ") != NULL);
}

static void
test_contact (gconstpointer data)
{
  const ContactCase *c = data;
  g_autoptr(Server) server = server_new (c->answer, NULL);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));

  watch_start (watch);
  wait_for (watch_has_problem (watch, c->problem));
  g_assert_cmpint (spill_master_get_connection (watch->master), ==, c->connection);
  assert_words (watch, c->words);
  g_assert_false (spill_master_has_synced (watch->master));

  if (c->connection == SPILL_CONNECTION_RECONNECTING)
    {
      guint n = server_get_n_all (server);

      /* It tries again by itself. */
      g_assert_cmpfloat (spill_master_get_retry_at (watch->master), >, 0);
      wait_for (server_get_n_all (server) > n);
    }
}

/* A master that was fine falls ill in every way there is: what was shown stays. */
typedef struct
{
  ServerAnswer ill;
  int          is_ill;
} Falls;

static gboolean
falls_ill (Call *call, gpointer data)
{
  Falls *falls = data;

  if (g_atomic_int_get (&falls->is_ill))
    return falls->ill (call, NULL);

  return call_plain (call);
}

static void
test_falls_ill (gconstpointer data)
{
  const ContactCase *c = data;
  Falls falls = { c->answer, FALSE };
  g_autoptr(Server) server = server_new (falls_ill, &falls);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  SpillBuild *build;

  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  build = spill_builder_get_build (watch_builder (watch, "one"), 3);
  spill_build_hold (build, SPILL_PART_STEPS);

  g_atomic_int_set (&falls.is_ill, TRUE);
  wait_for (!spill_master_is_fresh (watch->master));
  g_assert_cmpint (spill_master_get_problem (watch->master), !=, SPILL_PROBLEM_NONE);
  watch_for_ms (100);
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), ==, 2);
  g_assert_true (spill_builder_get_build (watch_builder (watch, "one"), 3) == build);

  /* And it recovers: by itself, or when the user says so. */
  g_atomic_int_set (&falls.is_ill, FALSE);
  if (watch_is (watch, SPILL_CONNECTION_FAILED))
    spill_source_retry (SPILL_SOURCE (watch->source));
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_null (spill_master_get_problem_text (watch->master));
  spill_build_release (build, SPILL_PART_STEPS);
}

static void
test_refused_connection (void)
{
  g_autofree char *url = NULL;
  g_autoptr(Watch) watch = NULL;

  {
    g_autoptr(Server) server = server_new (NULL, NULL);

    url = g_strdup (server_get_url (server));
  }
  watch = watch_new (url);
  watch_start (watch);
  wait_for (watch_has_problem (watch, SPILL_PROBLEM_UNREACHABLE));
  assert_words (watch, "refuses the connection");
}

static void
test_proxy_login (void)
{
  g_autoptr(Server) server = server_new (needs_proxy_login, NULL);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  g_autoptr(SpillCredentials) credentials = spill_credentials_new ();

  watch_start (watch);
  wait_for (watch_has_problem (watch, SPILL_PROBLEM_PROXY_LOGIN));
  credentials->proxy_user = g_strdup ("porter");
  credentials->proxy_password = g_strdup ("gate key");
  spill_source_set_credentials (SPILL_SOURCE (watch->source), credentials);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
}

/* Truncated answers of 4.2 to 4.3: asked for once more, on a new connection. */
typedef struct { int n; } Once;

static gboolean
truncated_once (Call *call, gpointer data)
{
  Once *once = data;

  if (call_is (call, "/api/v2/builders") && g_atomic_int_add (&once->n, 1) == 0)
    return truncated (call, NULL);

  return call_plain (call);
}

static void
test_truncated_once (void)
{
  Once once = { 0 };
  g_autoptr(Server) server = server_new (truncated_once, &once);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));

  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_cmpuint (spill_list_get_length (spill_master_get_builders (watch->master)), ==, 2);
  g_assert_cmpint (once.n, >=, 2);
  g_assert_false (watch_saw (watch, "master-disconnected"));
}

static gboolean
all_gzip (Call *call, gpointer data)
{
  if (call_is (call, "/api/v2/masters"))
    {
      const char *text = "{\"masters\": [{\"masterid\": 1, \"name\": \"m\", \"active\": true}]}";

      return reply_gzip (call, text, strlen (text));
    }

  return call_plain (call);
}

static void
test_gzip (void)
{
  g_autoptr(Server) server = server_new (all_gzip, NULL);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));

  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
}

/* A wrong type where a right one is needed: told once, with the key's path; the rest is shown. */
static gboolean
wrong_types (Call *call, gpointer data)
{
  if (call_is (call, "/api/v2/builders"))
    return call_json (call, "{\"builders\": ["
                            "{\"builderid\": \"one\", \"name\": \"a\", \"masterids\": [1]},"
                            "{\"builderid\": 4, \"name\": 7, \"masterids\": [1]},"
                            "{\"builderid\": 5, \"name\": \"five\", \"masterids\": [1], \"tags\": 3},"
                            "{\"builderid\": 6, \"name\": \"six\", \"masterids\": [1]}], \"meta\": 1}");
  if (call_is (call, "/api/v2/workers"))
    return call_json (call, "{\"workers\": {\"no\": \"list\"}}");

  return call_plain (call);
}

static void
on_notice (SpillMaster *master,
           GParamSpec  *pspec,
           GPtrArray   *notices)
{
  g_ptr_array_add (notices, g_strdup (spill_master_get_notice (master)));
}

static gboolean
any_says (GPtrArray  *texts,
          const char *words)
{
  for (guint i = 0; i < texts->len; i++)
    if (strstr (texts->pdata[i], words) != NULL)
      return TRUE;

  return FALSE;
}

static void
test_wrong_types (void)
{
  g_autoptr(Server) server = server_new (wrong_types, NULL);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func (g_free);
  guint n;

  g_signal_connect (watch->master, "notify::notice", G_CALLBACK (on_notice), notices);
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_nonnull (watch_builder (watch, "five"));
  g_assert_nonnull (watch_builder (watch, "six"));
  g_assert_true (any_says (notices, "builders[].builderid"));
  g_assert_true (any_says (notices, "builders[].name"));
  g_assert_true (any_says (notices, "builders[].tags"));
  g_assert_true (any_says (notices, "workers"));

  /* Told once, however often it comes. */
  n = notices->len;
  wait_for (server_get_n (server, "/api/v2/builders") > 1);
  watch_for_ms (50);
  g_assert_cmpuint (notices->len, ==, n);
}

/* TLS */

static GTlsCertificate *
load_certificate (void)
{
  g_autofree char *file = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "tls", "stranger.pem", NULL);
  g_autoptr(GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_file (file, &error);

  g_assert_no_error (error);
  return certificate;
}

static void
test_certificate (void)
{
  g_autoptr(GTlsCertificate) certificate = load_certificate ();
  g_autoptr(Server) server = server_new_tls (NULL, NULL, certificate);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  g_autoptr(GByteArray) der = NULL;
  g_autofree char *fingerprint = NULL;

  watch_start (watch);
  wait_for (watch_has_problem (watch, SPILL_PROBLEM_CERTIFICATE));
  g_assert_true (watch_is (watch, SPILL_CONNECTION_FAILED));
  assert_words (watch, "nobody this computer knows");
  assert_words (watch, "made for another name");
  g_assert_cmpuint (server_get_n_all (server), ==, 0);
  g_assert_nonnull (spill_master_get_certificate (watch->master));

  /* Exactly this one: not one that is like it. */
  spill_source_trust (SPILL_SOURCE (watch->source), "00ff00ff");
  wait_for (watch_has_problem (watch, SPILL_PROBLEM_CERTIFICATE));
  g_assert_cmpuint (server_get_n_all (server), ==, 0);

  g_object_get (spill_master_get_certificate (watch->master), "certificate", &der, NULL);
  fingerprint = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  spill_source_trust (SPILL_SOURCE (watch->source), fingerprint);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_null (spill_master_get_certificate (watch->master));
}

static void
test_not_tls (void)
{
  g_autoptr(Server) server = server_new (NULL, NULL);
  g_autofree char *url = g_strconcat ("https", server_get_url (server) + 4, NULL);
  g_autoptr(Watch) watch = watch_new (url);

  watch_start (watch);
  wait_for (watch_has_problem (watch, SPILL_PROBLEM_UNREACHABLE));
  assert_words (watch, "127.0.0.1");
}

/* All of it may end at any moment. */
static void
test_stop_anywhere (gconstpointer data)
{
  const ContactCase *c = data;

  for (guint us = 0; us < 40000; us += us / 2 + 2000)
    {
      g_autoptr(Server) server = server_new (c->answer, NULL);
      g_autoptr(Watch) watch = watch_new (server_get_url (server));
      gint64 end = g_get_monotonic_time () + us;

      watch_start (watch);
      while (g_get_monotonic_time () < end)
        g_main_context_iteration (NULL, FALSE);
    }
}

static void
add (const char   *group,
     const void   *data,
     const char   *name,
     GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf ("/sources/nine-hostile/%s/%s", group, name);

  g_test_add_data_func (path, data, test);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (contact_cases); i++)
    {
      add ("contact", &contact_cases[i], contact_cases[i].name, test_contact);
      add ("falls-ill", &contact_cases[i], contact_cases[i].name, test_falls_ill);
      add ("stop-anywhere", &contact_cases[i], contact_cases[i].name, test_stop_anywhere);
    }
  g_test_add_func ("/sources/nine-hostile/refused-connection", test_refused_connection);
  g_test_add_func ("/sources/nine-hostile/proxy-login", test_proxy_login);
  g_test_add_func ("/sources/nine-hostile/truncated-once", test_truncated_once);
  g_test_add_func ("/sources/nine-hostile/gzip", test_gzip);
  g_test_add_func ("/sources/nine-hostile/wrong-types", test_wrong_types);
  g_test_add_func ("/sources/nine-hostile/certificate", test_certificate);
  g_test_add_func ("/sources/nine-hostile/not-tls", test_not_tls);
  return g_test_run ();
}
