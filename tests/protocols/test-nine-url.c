#include "protocols/nine/spill-nine-url.h"

#include <string.h>

#include "nine-recording.h"
#include "protocols/nine/spill-nine-path.h"
#include "protocols/nine/spill-nine-version.h"

typedef struct
{
  const char *text;
  const char *url;     /* NULL: refused */
  const char *words;   /* in the error */
} UrlCase;

static const UrlCase url_cases[] = {
  { "https://ci.example.org/",                        "https://ci.example.org/" },
  { "https://ci.example.org",                         "https://ci.example.org/" },
  { "ci.example.org",                                 "http://ci.example.org/" },
  { "  ci.example.org\n",                             "http://ci.example.org/" },
  { "HTTP://CI.Example.ORG/",                         "http://ci.example.org/" },
  { "//ci.example.org/x",                             "http://ci.example.org/x/" },
  { "localhost:8010",                                 "http://localhost:8010/" },
  { "localhost:8010/#/builders",                      "http://localhost:8010/" },
  { "localhost:8010#/builders",                       "http://localhost:8010/" },
  { "127.0.0.1:8010/buildbot",                        "http://127.0.0.1:8010/buildbot/" },
  { "http://h:80/",                                   "http://h/" },
  { "https://h:443/",                                 "https://h/" },
  { "http://h:443/",                                  "http://h:443/" },
  { "http://h:8010/#/builders/4/builds/1",            "http://h:8010/" },
  { "http://h:8010/#builders/4",                      "http://h:8010/" },
  { "http://h:8010/?a=b#/grid",                       "http://h:8010/" },
  { "http://h:8010?a=b",                              "http://h:8010/" },
  { "http://h:8010/api/v2",                           "http://h:8010/" },
  { "http://h:8010/api/v2/builders?limit=3",          "http://h:8010/" },
  { "http://h/ci/api/v2/builds/3/steps",              "http://h/ci/" },
  { "http://h/api/v20/x",                             "http://h/api/v20/x/" },
  { "http://h/api",                                   "http://h/" },
  { "http://h/api/api",                               "http://h/" },
  { "http://h/ws/config/api/v2/x",                    "http://h/" },
  { "http://h/ws",                                    "http://h/" },
  { "http://h/config",                                "http://h/" },
  { "http://h/config/x",                              "http://h/config/x/" },
  { "http://h/auth/login?redirect=/",                 "http://h/" },
  { "http://h/ci/index.html",                         "http://h/ci/" },
  { "https://h/ci/buildbot//",                        "https://h/ci/buildbot/" },
  { "https://h//ci///buildbot",                       "https://h/ci/buildbot/" },
  { "https://h/ci/./x/../buildbot",                   "https://h/ci/buildbot/" },
  { "https://h/../../x",                              "https://h/x/" },
  { "https://h/a%20b/",                               "https://h/a%20b/" },
  { "https://h/\xc3\xbc/",                            "https://h/%C3%BC/" },
  { "http://[::1]:8010/",                             "http://[::1]:8010/" },
  { "[fe80::1]:8010",                                 "http://[fe80::1]:8010/" },
  { "::1",                                            "http://[::1]/" },
  { "2001:db8::2/ci",                                 "http://[2001:db8::2]/ci/" },
  { "http://b\xc3\xbc" "cher.example/",               "http://xn--bcher-kva.example/" },
  { "http://my_host.local/",                          "http://my_host.local/" },
  { "ci.example.org/?next=http://x/",                 "http://ci.example.org/" },
  { "",                                               NULL, "Enter" },
  { "   ",                                            NULL, "Enter" },
  { "http://",                                        NULL, "not an address" },
  { "http:///path",                                   NULL, "not an address" },
  { "http://bob:hunter2@ci.example.org/",             NULL, "password" },
  { "http://bob@ci.example.org/",                     NULL, "password" },
  { "bob:hunter2@ci.example.org",                     NULL, "password" },
  { "bob:12345@ci.example.org",                       NULL, "password" },
  { "https://bob:hunt/er2@ci.example.org",            NULL, "not an address" },
  { "ftp://ci.example.org/",                          NULL, "begin with http://" },
  { "file:///etc/passwd",                             NULL, "begin with http://" },
  { "javascript:alert(1)",                            NULL, "begin with http://" },
  { "mailto:bob@example.org",                         NULL, "password" },
  { "http:ci.example.org",                            NULL, "begin with http://" },
  { "demo:seed=1",                                    NULL, "begin with http://" },
  { "http://a b/",                                    NULL, "not an address" },
  { "http://h/a b",                                   NULL, "not an address" },
  { "http://h\\@evil.example/",                       NULL, "not an address" },
  { "http://h:99999/",                                NULL, "not an address" },
  { "http://h:0/",                                    NULL, "not an address" },
  { "http://h:port/",                                 NULL, "not an address" },
  { "http://h%2Fx/",                                  NULL, "not an address" },
  { "http://[::1/",                                   NULL, "not an address" },
  { "http://h\xff/",                                  NULL, "not an address" },
  { "http://ci.example.org\r\nX: y/",                 NULL, "not an address" },
};

static void
test_url (gconstpointer data)
{
  const UrlCase *c = data;
  g_autofree char *exact = exact_copy (c->text, strlen (c->text) + 1);
  g_autoptr(GError) error = NULL;
  g_autofree char *url = spill_nine_normalize_url (exact, &error);
  g_autofree char *again = NULL;

  g_assert_cmpstr (url, ==, c->url);
  if (c->url == NULL)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_nonnull (strstr (error->message, c->words));
      g_assert_null (strstr (error->message, "hunt"));
      return;
    }

  g_assert_no_error (error);
  again = spill_nine_normalize_url (url, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again, ==, url);
}

static void
test_long_url (void)
{
  g_autofree char *fill = g_strnfill (5000, 'a');
  g_autofree char *text = g_strconcat ("http://h/", fill, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (spill_nine_normalize_url (text, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (strlen (error->message), <, 200);
}

typedef struct
{
  const char    *url;
  gboolean       ours;
  SpillNineLink  link;
} LinkCase;

static const LinkCase link_cases[] = {
  { "http://h/ci/#builders/4/builds/1",                   TRUE,  { 4, 1, 0 } },
  { "http://h/ci/#/builders/4/builds/1",                  TRUE,  { 4, 1, 0 } },
  { "http://h/ci/#/builders/4/builds/1/",                 TRUE,  { 4, 1, 0 } },
  { "http://h/ci/#buildrequests/9",                       TRUE,  { 0, 0, 9 } },
  { "http://h/ci/#/buildrequests/9?redirect_to_build=true", TRUE, { 0, 0, 9 } },
  { "http://h/ci/#/builders/4",                           TRUE,  { 4, 0, 0 } },
  { "http://h/ci/#/builders/9007199254740992/builds/2147483647", TRUE, { G_GINT64_CONSTANT (9007199254740992), G_MAXINT, 0 } },
  { "http://h/ci/#/builders/4/builds/2147483648",         FALSE },
  { "http://h/ci/#/builders/9007199254740993",            FALSE },
  { "http://h/ci/#/builders/99999999999999999999999",     FALSE },
  { "http://h/ci/#/builders/4/builds/1/steps/2/logs/stdio", FALSE },
  { "http://h/ci/#/builders/4/builds/",                   FALSE },
  { "http://h/ci/#/builders/4/builds/0",                  FALSE },
  { "http://h/ci/#/builders/0",                           FALSE },
  { "http://h/ci/#/builders/-4",                          FALSE },
  { "http://h/ci/#/builders/name/builds/1",               FALSE },
  { "http://h/ci/#/builders/",                            FALSE },
  { "http://h/ci/#//builders/4",                          FALSE },
  { "http://h/ci/#/grid",                                 FALSE },
  { "http://h/ci/#",                                      FALSE },
  { "http://h/ci/",                                       FALSE },
  { "http://h/ci/x#/builders/4/builds/1",                 FALSE },
  { "http://h/#/builders/4/builds/1",                     FALSE },
  { "http://h.evil.example/ci/#/builders/4/builds/1",     FALSE },
  { "https://h/ci/#/builders/4/builds/1",                 FALSE },
  { "javascript:alert(1)",                                FALSE },
  { "",                                                   FALSE },
};

static void
test_link (gconstpointer data)
{
  const LinkCase *c = data;
  g_autofree char *exact = exact_copy (c->url, strlen (c->url) + 1);
  SpillNineLink link;
  gboolean ours = spill_nine_link_match ("http://h/ci/", exact, &link);

  g_assert_cmpint (ours, ==, c->ours);
  if (!ours)
    return;

  g_assert_cmpint (link.builder_id, ==, c->link.builder_id);
  g_assert_cmpint (link.build_number, ==, c->link.build_number);
  g_assert_cmpint (link.request_id, ==, c->link.request_id);
  {
    g_autofree char *url = spill_nine_link_to_url ("http://h/ci/", &link);
    SpillNineLink again;

    g_assert_true (spill_nine_link_match ("http://h/ci/", url, &again));
    g_assert_cmpmem (&again, sizeof again, &link, sizeof link);
  }
}

static void
test_path (void)
{
  g_autoptr(GString) path = spill_nine_path_new ("api/v2/builders");
  g_autoptr(GString) odd = spill_nine_path_new ("api/v2/forceschedulers");
  g_autoptr(GString) up = spill_nine_path_new ("api/v2");
  static const char *fields[] = { "buildid", "number", NULL };
  static const gint64 ids[] = { 3, G_GINT64_CONSTANT (9007199254740992) };

  spill_nine_path_add_id (path, 4);
  spill_nine_path_add (path, "builds");
  spill_nine_path_query (path, "order", "-number");
  spill_nine_path_query_id (path, "limit", 5);
  spill_nine_path_query_strv (path, "field", fields);
  spill_nine_path_query_ids (path, "buildid", ids, 2);
  g_assert_cmpstr (path->str, ==, "api/v2/builders/4/builds?order=-number&limit=5&field=buildid&field=number"
                                  "&buildid=3&buildid=9007199254740992");

  spill_nine_path_add (odd, "a/b?c#d \"e\"%&=+;\xc3\xbc");
  spill_nine_path_query (odd, "a&b", "c=d&e +#%\xc3\xbc");
  g_assert_cmpstr (odd->str, ==, "api/v2/forceschedulers/a%2Fb%3Fc%23d%20%22e%22%25%26%3D%2B%3B%C3%BC"
                                 "?a%26b=c%3Dd%26e%20%2B%23%25%C3%BC");

  spill_nine_path_add (up, "..");
  spill_nine_path_add (up, ".");
  g_assert_cmpstr (up->str, ==, "api/v2/%252E%252E/%252E");
}

static void
test_version (void)
{
  static const struct { const char *text; guint version; } rows[] = {
    { "3.7.0", SPILL_NINE_VERSION (3, 7, 0) },
    { "3.7.0-2", SPILL_NINE_VERSION (3, 7, 0) },
    { "4.3.0.dev10", SPILL_NINE_VERSION (4, 3, 0) },
    { "0.9.0rc1", SPILL_NINE_VERSION (0, 9, 0) },
    { "0.9.15.post1", SPILL_NINE_VERSION (0, 9, 15) },
    { "3.10", SPILL_NINE_VERSION (3, 10, 0) },
    { "4", SPILL_NINE_VERSION (4, 0, 0) },
    { "4.", SPILL_NINE_VERSION (4, 0, 0) },
    { "latest", 0 },
    { "", 0 },
    { NULL, 0 },
    { "99999999999.1", 0 },
    { "-1.2", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (spill_nine_version_parse (rows[i].text), ==, rows[i].version);
  g_assert_cmpuint (spill_nine_version_parse ("3.10.0"), >, spill_nine_version_parse ("3.9.2"));
}

static void
test_features (void)
{
  static const struct { SpillNineFeature feature; const char *without; const char *with; } rows[] = {
    { SPILL_NINE_HAS_SCHEDULER_ENABLE, "0.9.4", "0.9.5" },
    { SPILL_NINE_HAS_BUILDER_UPDATE, "0.9.8", "0.9.9" },
    { SPILL_NINE_HAS_WORKER_CONTROL, "0.9.14", "0.9.15" },
    { SPILL_NINE_HAS_CHANGE_BUILDS, "2.5.1", "2.6.0" },
    { SPILL_NINE_HAS_PROPERTY_LIST, "3.3.0", "3.4.0" },
    { SPILL_NINE_HAS_CONFIG, "3.6.1", "3.7.0" },
    { SPILL_NINE_HAS_CHANGE_FILTERS, "3.8.0", "3.9.0" },
    { SPILL_NINE_HAS_PROJECTS, "3.8.0", "3.9.0" },
    { SPILL_NINE_HAS_LOCKS, "3.9.2", "3.10.0" },
    { SPILL_NINE_HAS_BUILDSET_STAMPS, "3.10.1", "3.11.0" },
    { SPILL_NINE_HAS_NAMES_IN_PATHS, "4.0.4", "4.1.0" },
    { SPILL_NINE_HAS_COMPRESSION, "4.0.4", "4.1.0" },
    { SPILL_NINE_HAS_TRIGGERED_BUILDS, "4.2.1", "4.3.0" },
    { SPILL_NINE_HAS_EVENT_LOGIN, "4.2.1", "4.3.0" },
    { SPILL_NINE_TRUNCATES, "4.1.0", "4.2.0" },
    { SPILL_NINE_TRUNCATES, "4.3.1", "4.3.0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_false (spill_nine_version_has (spill_nine_version_parse (rows[i].without), rows[i].feature));
      g_assert_true (spill_nine_version_has (spill_nine_version_parse (rows[i].with), rows[i].feature));
      g_assert_false (spill_nine_version_has (0, rows[i].feature));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (url_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/url/%02u", i);

      g_test_add_data_func (path, &url_cases[i], test_url);
    }
  for (guint i = 0; i < G_N_ELEMENTS (link_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/link/%02u", i);

      g_test_add_data_func (path, &link_cases[i], test_link);
    }
  g_test_add_func ("/protocols/nine/long-url", test_long_url);
  g_test_add_func ("/protocols/nine/path", test_path);
  g_test_add_func ("/protocols/nine/version", test_version);
  g_test_add_func ("/protocols/nine/features", test_features);

  return g_test_run ();
}
