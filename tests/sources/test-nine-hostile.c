/* Servers that are no masters, and masters that are ill: each on a real socket. The error appears at
 * the master concerned, in words; nothing held is lost; memory is bounded. */

#include <string.h>

#include "hostile.h"
#include "ills.h"
#include "model/spill-build.h"
#include "watch.h"

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
  return call_is (call, "/api/v2/builders") ? ill_html (call, data) : call_plain (call);
}

static const Ill contact_cases[] = {
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
test_contact (gconstpointer data)
{
  ill_meet (data, watch_new);
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
  const Ill *c = data;
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
  ill_assert_words (watch, "refuses the connection");
}

static void
test_proxy_login (void)
{
  g_autoptr(Server) server = server_new (needs_proxy_login, NULL);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  g_autoptr(SpillCredentials) credentials = spill_credentials_new ();

  watch_start (watch);
  wait_for (watch_has_problem (watch, SPILL_PROBLEM_PROXY_LOGIN));
  ill_assert_words (watch, "asks for user and password");
  credentials->proxy_user = g_strdup ("porter");
  credentials->proxy_password = g_strdup ("another key");
  spill_source_set_credentials (SPILL_SOURCE (watch->source), credentials);
  wait_for (!watch_is (watch, SPILL_CONNECTION_FAILED));
  wait_for (watch_is (watch, SPILL_CONNECTION_FAILED));
  ill_assert_words (watch, "refuses this user or this password");
  g_free (credentials->proxy_user);
  g_free (credentials->proxy_password);
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

      return ill_gzip (call, text, strlen (text));
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
  ill_assert_words (watch, "nobody this computer knows");
  ill_assert_words (watch, "made for another name");
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
  ill_assert_words (watch, "127.0.0.1");
}

/* All of it may end at any moment. */
static void
test_stop_anywhere (gconstpointer data)
{
  const Ill *c = data;

  for (guint us = 0; us < 40000; us += us / 2 + 2000)
    {
      g_autoptr(Server) server = server_new (c->answer, NULL);
      g_autoptr(Watch) watch = watch_new (server_get_url (server));

      ill_watch_us (watch, us);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n_ills; i++)
    {
      ill_add_test ("nine-hostile", "contact", ills[i].name, &ills[i], test_contact);
      ill_add_test ("nine-hostile", "falls-ill", ills[i].name, &ills[i], test_falls_ill);
      ill_add_test ("nine-hostile", "stop-anywhere", ills[i].name, &ills[i], test_stop_anywhere);
    }
  for (guint i = 0; i < G_N_ELEMENTS (contact_cases); i++)
    {
      ill_add_test ("nine-hostile", "contact", contact_cases[i].name, &contact_cases[i], test_contact);
      ill_add_test ("nine-hostile", "falls-ill", contact_cases[i].name, &contact_cases[i], test_falls_ill);
      ill_add_test ("nine-hostile", "stop-anywhere", contact_cases[i].name, &contact_cases[i], test_stop_anywhere);
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
