#include "sources/spill-sources.h"

typedef struct
{
  const char *name;
  const char *text;
  const char *url;   /* NULL: an error */
} UrlCase;

static const UrlCase cases[] = {
  { "plain",            "http://ci.example.org/",                       "http://ci.example.org/" },
  { "no-slash",         "https://ci.example.org",                       "https://ci.example.org/" },
  { "no-scheme",        "ci.example.org:8010",                          "http://ci.example.org:8010/" },
  { "spaces",           "  http://ci.example.org/ \n",                  "http://ci.example.org/" },
  { "fragment",         "http://ci.example.org/#/builders/4",           "http://ci.example.org/" },
  { "old-fragment",     "http://ci.example.org/#builders/4/builds/1",   "http://ci.example.org/" },
  { "prefix",           "https://example.org/ci/buildbot/#/",           "https://example.org/ci/buildbot/" },
  { "prefix-no-slash",  "https://example.org/ci",                       "https://example.org/ci/" },
  { "api",              "http://ci.example.org/p/api/v2/builders?a=1",  "http://ci.example.org/p/" },
  { "waterfall",        "http://ci.example.org/waterfall?show=x",       "http://ci.example.org/" },
  { "old-builder",      "http://ci.example.org/bb/builders/x/builds/3", "http://ci.example.org/bb/" },
  { "login",            "http://ci.example.org/auth/login",             "http://ci.example.org/" },
  { "demo",             "demo:?builders=80",                            "demo:?builders=80" },
  { "empty",            " ",                                            NULL },
  { "ftp",              "ftp://ci.example.org/",                        NULL },
  { "file",             "file:///etc/passwd",                           NULL },
  { "script",           "javascript:alert(1)",                          NULL },
  { "password",         "http://bob:secret@ci.example.org/",            NULL },
  { "no-host",          "http://",                                      NULL },
  { "not-utf-8",        "http://ci.example.org/\xff",                   NULL },
};

static void
test_normalize (gconstpointer data)
{
  const UrlCase *c = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *url = spill_sources_normalize_url (c->text, &error);

  g_assert_cmpstr (url, ==, c->url);
  if (c->url != NULL)
    {
      g_autofree char *again = spill_sources_normalize_url (url, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (again, ==, url);
      return;
    }

  g_assert_nonnull (error);
  g_assert_null (strstr (error->message, "secret"));
}

static void
test_unknown (void)
{
  g_autoptr(SpillMaster) master = spill_master_new ("x", "gopher://ci.example.org/");
  g_autoptr(GError) error = NULL;

  g_assert_null (spill_sources_new (master, &error));
  g_assert_nonnull (error);
  g_assert_null (spill_master_get_source (master));
}

static void
test_linked (void)
{
  g_autoptr(SpillMaster) master = spill_master_new ("x", "http://ci.example.org/");
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillSource) source = spill_sources_new (master, &error);

  g_assert_no_error (error);
  g_assert_true (spill_master_get_source (master) == source);
  g_assert_true (spill_source_get_master (source) == master);
  g_assert_cmpint (spill_master_get_connection (master), ==, SPILL_CONNECTION_OFF);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sources/normalize/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_normalize);
    }
  g_test_add_func ("/sources/unknown-scheme", test_unknown);
  g_test_add_func ("/sources/linked", test_linked);
  return g_test_run ();
}
