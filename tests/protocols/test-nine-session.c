#include "protocols/nine/spill-nine-session.h"

#include <string.h>

#include "nine-recording.h"
#include "protocols/nine/spill-nine-config.h"
#include "protocols/nine/spill-nine-version.h"
#include "protocols/spill-json.h"

/* A token whose middle says @text. */
static char *
token_new (const char *text)
{
  g_autofree char *middle = g_base64_encode ((const guchar *) text, strlen (text));

  for (char *c = middle; *c != '\0'; c++)
    *c = *c == '+' ? '-' : *c == '/' ? '_' : *c == '=' ? '\0' : *c;
  return g_strdup_printf ("eyJhbGciOiJIUzI1NiJ9.%s.c2lnbmF0dXJl", middle);
}

typedef struct
{
  const char *name;
  const char *text;      /* of the middle; NULL: the token itself is wrong */
  const char *token;
  gboolean    anonymous;
  const char *username;
  const char *full_name;
  gint64      expires;
  gboolean    bad;
} SessionCase;

static const SessionCase session_cases[] = {
  { "bob",            "{\"user_info\":{\"username\":\"bob\",\"email\":\"bob\"},\"exp\":1795892661}", NULL, FALSE, "bob", NULL, 1795892661 },
  { "full-name",      "{\"user_info\":{\"username\":\"b\",\"full_name\":\"B\xc3\xb6" "b\",\"groups\":[\"a\"]},\"exp\":5}", NULL, FALSE, "b", "B\xc3\xb6" "b", 5 },
  { "anonymous",      "{\"user_info\":{\"anonymous\":true},\"exp\":1795892661}", NULL, TRUE, NULL, NULL, 1795892661 },
  { "no-user",        "{\"exp\":7}", NULL, TRUE, NULL, NULL, 7 },
  { "no-exp",         "{\"user_info\":{\"username\":\"bob\"}}", NULL, FALSE, "bob", NULL, 0 },
  { "fraction",       "{\"exp\":7.5}", NULL, TRUE, NULL, NULL, 7 },
  { "text-exp",       "{\"exp\":\"soon\"}", NULL, TRUE, NULL, NULL, 0 },
  { "huge-exp",       "{\"exp\":1e300}", NULL, TRUE, NULL, NULL, 0 },
  { "user-text",      "{\"user_info\":\"bob\",\"exp\":7}", NULL, TRUE, NULL, NULL, 7 },
  { "name-number",    "{\"user_info\":{\"username\":5}}", NULL, FALSE, NULL, NULL, 0 },
  { "list",           "[1]", NULL, .bad = TRUE },
  { "not-json",       "hunter2", NULL, .bad = TRUE },
  { "one-part",       NULL, "0123456789abcdef0123456789abcdef", .bad = TRUE },
  { "two-parts",      NULL, "a.b", .bad = TRUE },
  { "four-parts",     NULL, "a.e30.c.d", .bad = TRUE },
  { "empty-object",   NULL, "a.e30.c", TRUE, NULL, NULL, 0 },
  { "empty-middle",   NULL, "a..c", .bad = TRUE },
  { "blank",          NULL, "a.e30 .c", .bad = TRUE },
  { "padding",        NULL, "a.e30=.c", .bad = TRUE },
  { "empty",          NULL, "", .bad = TRUE },
  { "dots",           NULL, "..", .bad = TRUE },
};

static void
test_session (gconstpointer data)
{
  const SessionCase *c = data;
  g_autofree char *token = c->text != NULL ? token_new (c->text) : g_strdup (c->token);
  g_autofree char *exact = exact_copy (token, strlen (token) + 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillNineSession) session = spill_nine_session_read (exact, &error);

  if (c->bad)
    {
      g_assert_null (session);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_null (strstr (error->message, "hunter2"));
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpint (session->anonymous, ==, c->anonymous);
  g_assert_cmpstr (session->username, ==, c->username);
  g_assert_cmpstr (session->full_name, ==, c->full_name);
  g_assert_cmpint (session->expires, ==, c->expires);
}

static void
test_long_token (void)
{
  g_autofree char *fill = g_strnfill (20000, 'a');
  g_autofree char *token = g_strconcat ("a.", fill, ".c", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (spill_nine_session_read (token, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

typedef struct
{
  const char *name;
  const char *headers[4];
  const char *cookie;      /* NULL: none */
  const char *value;
} PickCase;

static const PickCase pick_cases[] = {
  { "one",            { "TWISTED_SESSION=abc; Path=/" }, "TWISTED_SESSION", "abc" },
  { "last-wins",      { "TWISTED_SESSION=anonymous; Path=/", "TWISTED_SESSION=bob; Path=/" }, "TWISTED_SESSION", "bob" },
  { "secure",         { "TWISTED_SECURE_SESSION=abc; Path=/; Secure" }, "TWISTED_SECURE_SESSION", "abc" },
  { "prefix",         { "TWISTED_SESSION_ci_x=abc; Path=/ci/x" }, "TWISTED_SESSION_ci_x", "abc" },
  { "no-attributes",  { "TWISTED_SESSION=abc" }, "TWISTED_SESSION", "abc" },
  { "others",         { "lang=de", "TWISTED_SESSION=abc", "x=y" }, "TWISTED_SESSION", "abc" },
  { "value-with-eq",  { "TWISTED_SESSION=a=b==" }, "TWISTED_SESSION", "a=b==" },
  { "deleted",        { "TWISTED_SESSION=abc", "TWISTED_SESSION=; Max-Age=0" }, "TWISTED_SESSION", "abc" },
  { "other-name",     { "TWISTED_SESSIONX=abc" } },
  { "in-value",       { "x=TWISTED_SESSION=abc" } },
  { "no-value",       { "TWISTED_SESSION" } },
  { "smuggled-line",  { "TWISTED_SESSION=a\r\nX-Y: z" } },
  { "smuggled-name",  { "TWISTED_SESSION_\r\nX=z" } },
  { "quote",          { "TWISTED_SESSION=\"abc\"" } },
  { "empty",          { "" } },
  { "none",           { NULL } },
};

static void
test_pick (gconstpointer data)
{
  const PickCase *c = data;
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  g_assert_cmpint (spill_nine_cookie_pick (c->headers, &name, &value), ==, c->cookie != NULL);
  g_assert_cmpstr (name, ==, c->cookie);
  g_assert_cmpstr (value, ==, c->value);
}

#define TOKEN "eyJhbGciOiJIUzI1NiJ9.e30.c2ln"

static const struct
{
  const char *name;
  const char *text;
  gboolean    secure;
  const char *cookie;
  const char *value;
} pasted[] = {
  { "token",          TOKEN, FALSE, "TWISTED_SESSION", TOKEN },
  { "secure-token",   "  " TOKEN "\n", TRUE, "TWISTED_SECURE_SESSION", TOKEN },
  { "pair",           "TWISTED_SESSION=abc", FALSE, "TWISTED_SESSION", "abc" },
  { "header",         "Cookie: lang=de; TWISTED_SESSION=abc; x=y", FALSE, "TWISTED_SESSION", "abc" },
  { "lower-header",   "cookie: TWISTED_SECURE_SESSION_ci=abc", FALSE, "TWISTED_SECURE_SESSION_ci", "abc" },
  { "secure-pair",    "TWISTED_SESSION=abc", TRUE, "TWISTED_SESSION", "abc" },
  { "words",          "hunter2 is my password" },
  { "empty",          "" },
  { "two-lines",      "TWISTED_SESSION=a\nb" },
};

static void
test_paste (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  g_autoptr(GError) error = NULL;
  gboolean found = spill_nine_cookie_parse (pasted[i].text, pasted[i].secure, &name, &value, &error);

  g_assert_cmpint (found, ==, pasted[i].cookie != NULL);
  g_assert_cmpstr (name, ==, pasted[i].cookie);
  g_assert_cmpstr (value, ==, pasted[i].value);
  if (found)
    g_assert_no_error (error);
  else
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_null (error != NULL ? strstr (error->message, "hunter2") : NULL);
}

/* Two cookies come with the answer to a login; the second is bob's. */
static void
test_login_recordings (void)
{
  for (guint v = 0; v < G_N_ELEMENTS (nine_versions); v++)
    {
      g_autoptr(NineRecording) recording = nine_recording_open (nine_versions[v], "auth/login-bob.http");
      g_autoptr(GPtrArray) cookies = g_ptr_array_new_with_free_func (g_free);
      g_autoptr(SpillNineSession) session = NULL;
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;
      g_autoptr(GError) error = NULL;

      for (guint i = 0; recording->headers[i] != NULL; i++)
        if (g_str_has_prefix (recording->headers[i], "Set-Cookie: "))
          g_ptr_array_add (cookies, g_strdup (recording->headers[i] + strlen ("Set-Cookie: ")));
      g_assert_cmpuint (cookies->len, ==, 2);
      g_ptr_array_add (cookies, NULL);

      g_assert_true (spill_nine_cookie_pick ((const char * const *) cookies->pdata, &name, &value));
      session = spill_nine_session_read (value, &error);
      g_assert_no_error (error);
      g_assert_false (session->anonymous);
      g_assert_cmpstr (session->username, ==, "bob");
      g_assert_cmpint (session->expires, >, 1795892000);
    }
}

static const struct
{
  const char *version;
  const char *file;
  guint       number;
  const char *username;
} config_files[] = {
  { "3.7", "rest/201-config.http", SPILL_NINE_VERSION (3, 7, 0), NULL },
  { "3.7", "rest/200-index.http", SPILL_NINE_VERSION (3, 7, 0), NULL },
  { "3.7", "auth/config-bob.http", SPILL_NINE_VERSION (3, 7, 0), "bob" },
  { "3.7", "auth/index-bob.http", SPILL_NINE_VERSION (3, 7, 0), "bob" },
  { "4.3", "rest/201-config.http", SPILL_NINE_VERSION (4, 3, 0), NULL },
  { "4.3", "rest/200-index.http", SPILL_NINE_VERSION (4, 3, 0), NULL },
  { "4.3", "auth/config-bob.http", SPILL_NINE_VERSION (4, 3, 0), "bob" },
};

static void
test_config_recording (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(NineRecording) recording = nine_recording_open (config_files[i].version, config_files[i].file);
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillNineConfig) config = spill_nine_config_read (recording->body, recording->length, report, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (spill_json_report_get_n (report), ==, 0);
  g_assert_cmpstr (config->title, ==, "Lab <bb3> & friends");
  g_assert_true (g_str_has_prefix (config->title_url, "https://example.invalid/lab?a=1&b=2"));
  g_assert_true (g_str_has_prefix (config->buildbot_url, "http://127.0.0.1:80"));
  g_assert_cmpuint (config->version, ==, config_files[i].number);
  g_assert_cmpstr (config->auth_name, ==, "UserPasswordAuth");
  g_assert_false (config->multi_master || config->auth_oauth2 || config->auth_autologin);
  g_assert_cmpint (config->anonymous, ==, config_files[i].username == NULL);
  g_assert_cmpstr (config->username, ==, config_files[i].username);
}

static const struct
{
  const char *name;
  const char *text;
  const char *version;   /* NULL: refused */
  const char *report;    /* (nullable) */
} config_cases[] = {
  { "smallest",        "{\"versions\":[[\"Buildbot\",\"3.7.0\"]]}", "3.7.0" },
  { "blank-before",    " \n{\"versions\":[[\"Buildbot\",\"3.7.0\"]]}", "3.7.0" },
  { "angular",         "<script>x.constant(\"config\", {\"versions\": [[\"Buildbot\",\"0.9.15\"]], \"title\":\"} {\\\"\"})</script>", "0.9.15" },
  { "angular-single",  "<p>.constant('config', {\"versions\": [[\"buildbot\",\"1.8.0\"]]});", "1.8.0" },
  { "react",           "<script>window.buildbotFrontendConfig = {\"versions\": [[\"Buildbot\",\"4.0.0\"]]};</script>", "4.0.0" },
  { "react-tight",     "<script>window.buildbotFrontendConfig={\"versions\":[[\"Buildbot\",\"4.0.0\"]]};</script>", "4.0.0" },
  { "bad-versions",    "{\"versions\":[1,[\"Buildbot\",3],[\"Buildbot\",\"2.0.0\"]]}", "2.0.0", "config.versions[]" },
  { "bad-auth",        "{\"versions\":[[\"Buildbot\",\"2.0.0\"]],\"auth\":\"x\"}", "2.0.0", "config.auth" },
  { "bad-user",        "{\"versions\":[[\"Buildbot\",\"2.0.0\"]],\"user\":[]}", "2.0.0", "config.user" },
  { "bad-groups",      "{\"versions\":[[\"Buildbot\",\"2.0.0\"]],\"user\":{\"groups\":[1]}}", "2.0.0", "config.user.groups[]" },
  { "other-page",      "<html><title>nginx</title></html>", NULL },
  { "unfinished-page", "<p>constant(\"config\", {\"versions\": [[\"Buildbot\"", NULL },
  { "open-string",     "<p>constant(\"config\", {\"versions\": \"\\", NULL },
  { "marker-only",     "<p>constant(\"config\",", NULL },
  { "marker-no-object", "<p>buildbotFrontendConfig = 5;", NULL },
  { "other-json",      "{\"version\":\"1.0\"}", NULL },
  { "list",            "[1]", NULL },
  { "cut",             "{\"versions\":[[\"Buil", NULL },
  { "empty",           "", NULL },
  { "blank",           "  ", NULL },
};

static void
test_config (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  gsize length = strlen (config_cases[i].text);
  g_autofree char *exact = exact_copy (config_cases[i].text, length);
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillNineConfig) config = spill_nine_config_read (exact, length, report, &error);

  if (config_cases[i].version == NULL)
    {
      g_assert_null (config);
      g_assert_true (error != NULL && error->domain == SPILL_JSON_ERROR);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (config->buildbot_version, ==, config_cases[i].version);
  g_assert_nonnull (config->groups);
  g_assert_cmpuint (spill_json_report_get_n (report), ==, config_cases[i].report != NULL ? 1 : 0);
  if (config_cases[i].report != NULL)
    g_assert_cmpstr (spill_json_report_get (report, 0)->key, ==, config_cases[i].report);
}

static void
test_config_details (void)
{
  static const char text[] =
    "{\"versions\":[],\"buildbotURL\":\"https://h/ci\",\"multiMaster\":true,"
    "\"auth\":{\"name\":\"GitHub\",\"oauth2\":true,\"autologin\":true},"
    "\"user\":{\"username\":\"bob\",\"full_name\":\"Bob\",\"email\":\"b@x\",\"groups\":[\"admins\"]}}";
  g_autoptr(SpillNineConfig) config = spill_nine_config_read (text, sizeof text - 1, NULL, NULL);

  g_assert_cmpstr (config->buildbot_url, ==, "https://h/ci/");
  g_assert_true (config->multi_master && config->auth_oauth2 && config->auth_autologin);
  g_assert_cmpstr (config->auth_name, ==, "GitHub");
  g_assert_false (config->anonymous);
  g_assert_cmpstr (config->full_name, ==, "Bob");
  g_assert_cmpstr (config->email, ==, "b@x");
  g_assert_cmpstr (config->groups[0], ==, "admins");
  g_assert_cmpuint (config->version, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (session_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/session/%s", session_cases[i].name);

      g_test_add_data_func (path, &session_cases[i], test_session);
    }
  for (guint i = 0; i < G_N_ELEMENTS (pick_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/cookie-pick/%s", pick_cases[i].name);

      g_test_add_data_func (path, &pick_cases[i], test_pick);
    }
  for (guint i = 0; i < G_N_ELEMENTS (pasted); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/cookie-paste/%s", pasted[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_paste);
    }
  for (guint i = 0; i < G_N_ELEMENTS (config_files); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/config-recording/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_config_recording);
    }
  for (guint i = 0; i < G_N_ELEMENTS (config_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/config/%s", config_cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_config);
    }
  g_test_add_func ("/protocols/nine/long-token", test_long_token);
  g_test_add_func ("/protocols/nine/login-recordings", test_login_recordings);
  g_test_add_func ("/protocols/nine/config-details", test_config_details);

  return g_test_run ();
}
