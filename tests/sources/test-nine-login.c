/* Logins against masters that look closely: what is sent where, and what is kept. */

#include <string.h>

#include "hostile.h"
#include "model/spill-command.h"
#include "watch.h"

/* "ada:open sesame" */
#define ADA "Basic YWRhOm9wZW4gc2VzYW1l"

typedef struct
{
  int         n_logins;
  gint64      seconds;      /* that a session lasts; 0: for ever */
  const char *elsewhere;    /* where the redirect of the login leads */
  const char *auth;         /* the name of the way to log in */
  gboolean    is_private;
  gboolean    is_number;    /* cookies as before 0.9.4 */
  int         is_stale;     /* forget all sessions */
} Master;

static char *
dup_token (const char *user,
           gint64      expires)
{
  g_autofree char *payload = NULL;
  g_autofree char *encoded = NULL;

  payload = user == NULL
    ? g_strdup_printf ("{\"user_info\":{\"anonymous\":true},\"exp\":%" G_GINT64_FORMAT "}", expires)
    : g_strdup_printf ("{\"user_info\":{\"username\":\"%s\",\"email\":\"%s\"},\"exp\":%"
                       G_GINT64_FORMAT "}", user, user, expires);
  encoded = g_base64_encode ((const guchar *) payload, strlen (payload));
  g_strdelimit (encoded, "+", '-');
  g_strdelimit (encoded, "/", '_');
  for (char *c = encoded; *c != '\0'; c++)
    if (*c == '=')
      *c = '\0';
  return g_strdup_printf ("eyJhbGciOiJIUzI1NiJ9.%s.sig", encoded);
}

static gboolean
log_in (Call   *call,
        Master *master)
{
  g_autofree char *authorization = call_dup_header (call, "Authorization");
  gint64 expires = g_get_real_time () / G_USEC_PER_SEC
                   + (master->seconds > 0 ? master->seconds : 7 * 86400);
  g_autofree char *anonymous = dup_token (NULL, expires);
  g_autofree char *ada = master->is_number ? g_strdup ("0123456789abcdef")
                                           : dup_token ("ada", expires);
  g_autofree char *headers = NULL;

  if (g_strcmp0 (authorization, ADA) != 0)
    return call_reply (call, "401 Unauthorized",
                       "WWW-Authenticate: Digest realm=\"x\", nonce=\"1\", qop=\"auth\"\r\n"
                       "WWW-Authenticate: Basic realm=\"x\"\r\n", "Unauthorized");

  g_atomic_int_inc (&master->n_logins);
  headers = g_strdup_printf ("Location: %s#/\r\n"
                             "Set-Cookie: TWISTED_SESSION=%s; Path=/\r\n"
                             "Set-Cookie: TWISTED_SESSION=%s; Path=/\r\n",
                             master->elsewhere != NULL ? master->elsewhere : "/", anonymous, ada);
  return call_reply (call, "302 Found", headers, "");
}

static gboolean
is_ada (Call   *call,
        Master *master)
{
  g_autofree char *cookie = call_dup_header (call, "Cookie");
  g_autofree char *start = NULL;
  g_auto(GStrv) parts = NULL;
  g_autofree guchar *payload = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (cookie == NULL || g_atomic_int_get (&master->is_stale))
    return FALSE;
  if (master->is_number)
    return strstr (cookie, "TWISTED_SESSION=0123456789abcdef") != NULL;
  parts = g_strsplit (cookie, ".", 3);
  if (g_strv_length (parts) != 3)
    return FALSE;
  start = g_strconcat (parts[1], "==", NULL);
  payload = g_base64_decode (start, &length);
  text = g_strndup ((char *) payload, length);
  return strstr (text, "\"ada\"") != NULL;
}

static gboolean
answer (Call *call, gpointer data)
{
  Master *master = data;
  gboolean ada = is_ada (call, master);

  if (call_is (call, "/auth/login"))
    return log_in (call, master);
  if (call_is (call, "/config"))
    {
      g_autofree char *json = g_strdup_printf (
        "{\"title\": \"M\", \"versions\": [[\"Buildbot\", \"3.7.0\"]], "
        "\"auth\": {\"name\": \"%s\", \"oauth2\": %s}, \"user\": %s}",
        master->auth != NULL ? master->auth : "UserPasswordAuth",
        g_strcmp0 (master->auth, "GitHub") == 0 ? "true" : "false",
        ada ? "{\"username\": \"ada\"}" : "{\"anonymous\": true}");

      return call_json (call, json);
    }
  if (master->is_private && !ada && g_str_has_prefix (call->path, "/api/"))
    return call_reply (call, "403 Forbidden", "", "{\"error\": \"you need to log in\"}");

  return call_plain (call);
}

static void
test_cookie (void)
{
  Master master = { .is_private = TRUE };
  g_autoptr(Server) elsewhere = server_new (NULL, NULL);
  g_autoptr(Server) server = server_new (answer, &master);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));

  /* The login's redirect leads to another server: it is not followed. */
  master.elsewhere = server_get_url (elsewhere);
  watch_log_in (watch, "ada", "open sesame");
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_cmpstr (spill_master_get_user (watch->master), ==, "ada");
  g_assert_cmpint (master.n_logins, ==, 1);
  g_assert_cmpuint (server_get_n_all (elsewhere), ==, 0);
  /* The password is sent to the login and nowhere else. */
  g_assert_cmpuint (server_get_n_with (server, "Authorization:"), ==,
                    server_get_n (server, "/auth/login"));
}

static void
test_wrong (void)
{
  Master master = { 0 };
  g_autoptr(Server) server = server_new (answer, &master);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  guint n;

  watch_log_in (watch, "ada", "close sesame");
  watch_start (watch);
  wait_for (watch_has_problem (watch, SPILL_PROBLEM_LOGIN_REFUSED));
  g_assert_true (watch_is (watch, SPILL_CONNECTION_FAILED));
  g_assert_null (strstr (spill_master_get_problem_text (watch->master), "sesame"));

  /* A wrong password is not tried again: that would lock the account. */
  n = server_get_n (server, "/auth/login");
  g_assert_cmpuint (n, ==, 1);
  watch_for_ms (500);
  g_assert_cmpuint (server_get_n (server, "/auth/login"), ==, n);

  watch_log_in (watch, "ada", "open sesame");
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
}

static void
test_renewed (void)
{
  Master master = { .seconds = 2 };
  g_autoptr(Server) server = server_new (answer, &master);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));

  watch_log_in (watch, "ada", "open sesame");
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  wait_for (g_atomic_int_get (&master.n_logins) >= 2);
  g_assert_true (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_cmpstr (spill_master_get_user (watch->master), ==, "ada");
}

static void
paste (Watch      *watch,
       const char *cookie)
{
  g_autoptr(SpillCredentials) credentials = spill_credentials_new ();

  credentials->cookie = g_strdup (cookie);
  spill_source_set_credentials (SPILL_SOURCE (watch->source), credentials);
}

static void
test_pasted (void)
{
  Master master = { .is_private = TRUE, .auth = "GitHub" };
  g_autoptr(Server) server = server_new (answer, &master);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  g_autofree char *token = dup_token ("ada", g_get_real_time () / G_USEC_PER_SEC + 3600);
  g_autofree char *cookie = g_strdup_printf ("Cookie: theme=dark; TWISTED_SESSION=%s", token);

  watch_start (watch);
  wait_for (watch_has_problem (watch, SPILL_PROBLEM_LOGIN_REQUIRED));

  /* OAuth: a password is of no use, and is not sent. */
  watch_log_in (watch, "ada", "open sesame");
  wait_for (watch_has_problem (watch, SPILL_PROBLEM_LOGIN_REFUSED));
  g_assert_nonnull (strstr (spill_master_get_problem_text (watch->master), "GitHub"));
  g_assert_cmpuint (server_get_n (server, "/auth/login"), ==, 0);

  paste (watch, "TWISTED_SESSION=of.somebody.else");
  wait_for (watch_has_problem (watch, SPILL_PROBLEM_LOGIN_REFUSED)
            && strstr (spill_master_get_problem_text (watch->master), "cookie") != NULL
            && strstr (spill_master_get_problem_text (watch->master), "GitHub") == NULL);
  g_assert_null (strstr (spill_master_get_problem_text (watch->master), "of.somebody"));

  paste (watch, cookie);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_cmpstr (spill_master_get_user (watch->master), ==, "ada");
  g_assert_cmpuint (server_get_n_with (server, "Authorization:"), ==, 0);
}

/* A pasted text that is no cookie is told as such, and sends nothing. */
static void
test_pasted_nonsense (void)
{
  Master master = { 0 };
  g_autoptr(Server) server = server_new (answer, &master);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));

  paste (watch, "line\r\nX-Evil: 1");
  watch_start (watch);
  wait_for (watch_has_problem (watch, SPILL_PROBLEM_LOGIN_REFUSED));
  g_assert_cmpuint (server_get_n_with (server, "Evil"), ==, 0);
}

static void
test_old_cookie (void)
{
  Master master = { .is_private = TRUE, .is_number = TRUE };
  g_autoptr(Server) server = server_new (answer, &master);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));

  watch_log_in (watch, "ada", "open sesame");
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_cmpstr (spill_master_get_user (watch->master), ==, "ada");
}

/* A master without logins: user and password are not sent, all is shown. */
static void
test_no_auth (void)
{
  Master master = { .auth = "NoAuth" };
  g_autoptr(Server) server = server_new (answer, &master);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));

  watch_log_in (watch, "ada", "open sesame");
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_null (spill_master_get_user (watch->master));
  g_assert_cmpuint (server_get_n (server, "/auth/login"), ==, 0);
}

/* The master forgot the session (a new secret, or 0.9.0's memory): reading is refused, so it logs in
 * anew by itself, once. */
static gboolean
forgetful (Call *call, gpointer data)
{
  Master *master = data;

  if (call_is (call, "/auth/login"))
    g_atomic_int_set (&master->is_stale, FALSE);
  return answer (call, data);
}

static void
test_forgotten (void)
{
  Master master = { .is_private = TRUE };
  g_autoptr(Server) server = server_new (forgetful, &master);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));

  watch_log_in (watch, "ada", "open sesame");
  watch_start (watch);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_atomic_int_set (&master.is_stale, TRUE);
  wait_for (g_atomic_int_get (&master.n_logins) == 2);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
}

/* Logged out: cookies and passwords are forgotten. */
static void
test_logged_out (void)
{
  Master master = { 0 };
  g_autoptr(Server) server = server_new (answer, &master);
  g_autoptr(Watch) watch = watch_new (server_get_url (server));
  guint n;

  watch_log_in (watch, "ada", "open sesame");
  watch_start (watch);
  wait_for (g_strcmp0 (spill_master_get_user (watch->master), "ada") == 0);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  spill_source_set_credentials (SPILL_SOURCE (watch->source), NULL);
  g_assert_null (spill_master_get_user (watch->master));
  n = server_get_n (server, "/config");
  wait_for (server_get_n (server, "/config") > n);
  wait_for (watch_is (watch, SPILL_CONNECTION_POLLING));
  g_assert_null (spill_master_get_user (watch->master));
  g_assert_cmpint (master.n_logins, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; GTestFunc test; } tests[] = {
    { "cookie", test_cookie },
    { "wrong", test_wrong },
    { "renewed", test_renewed },
    { "pasted", test_pasted },
    { "pasted-nonsense", test_pasted_nonsense },
    { "old-cookie", test_old_cookie },
    { "no-auth", test_no_auth },
    { "forgotten", test_forgotten },
    { "logged-out", test_logged_out },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sources/nine-login/%s", tests[i].name);

      g_test_add_func (path, tests[i].test);
    }
  return g_test_run ();
}
