#include "net/spill-strports.h"

static const struct
{
  const char *name, *text;
  int         port;          /* -1: an error */
  const char *interface;     /* NULL: loopback */
} cases[] = {
  { "number", "9988", 9988, NULL },
  { "zero", "0", 0, NULL },
  { "tcp", "tcp:9988", 9988, NULL },
  { "port-named", "tcp:port=9988", 9988, NULL },
  { "interface", "tcp:9988:interface=127.0.0.1", 9988, "127.0.0.1" },
  { "other-order", "tcp:interface=192.0.2.1:port=80", 80, "192.0.2.1" },
  { "any", "tcp:9988:interface=0.0.0.0", 9988, "0.0.0.0" },
  { "empty-interface", "tcp:9988:interface=", 9988, "0.0.0.0" },
  { "localhost", "tcp:9988:interface=localhost", 9988, NULL },
  { "ipv6", "tcp:9988:interface=\\:\\:1", 9988, "::1" },
  { "backlog", "tcp:9988:backlog=5", 9988, NULL },
  { "backlog-word", "tcp:9988:backlog=x", -1, NULL },
  { "backlog-negative", "tcp:9988:backlog=-5", -1, NULL },
  { "empty", "", -1, NULL },
  { "too-large", "65536", -1, NULL },
  { "negative", "-1", -1, NULL },
  { "word", "tcp:pb", -1, NULL },
  { "no-port", "tcp:interface=127.0.0.1", -1, NULL },
  { "bad-interface", "tcp:9988:interface=nowhere", -1, NULL },
  { "unknown", "tcp:9988:color=red", -1, NULL },
  { "two-ports", "tcp:9988:9989", -1, NULL },
  { "ssl", "ssl:9988", 9988, NULL },
  { "ssl-interface", "ssl:443:privateKey=k.pem:certKey=c.pem:interface=127.0.0.1:sslmethod=TLSv1_METHOD", 443, "127.0.0.1" },
  { "ssl-no-port", "ssl:privateKey=k.pem", -1, NULL },
  { "ssl-empty-key", "ssl:443:privateKey=", -1, NULL },
  { "tcp-key", "tcp:443:privateKey=k.pem", -1, NULL },
  { "unix", "unix:/tmp/x", 0, NULL },
  { "unix-named", "unix:address=/tmp/x:lockfile=0", 0, NULL },
  { "unix-no-path", "unix:mode=660", -1, NULL },
  { "unix-interface", "unix:/tmp/x:interface=127.0.0.1", -1, NULL },
  { "unix-bad-mode", "unix:/tmp/x:mode=9", -1, NULL },
  { "unix-mode-word", "unix:/tmp/x:mode=all", -1, NULL },
  { "other-kind", "sctp:9988", -1, NULL },
  { "kind-with-name", "kind=tcp:9988", -1, NULL },
};

static void
test_parse (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_auto(SpillStrports) strports = { 0 };
  g_autoptr(GError) error = NULL;
  gboolean ok = spill_strports_parse (cases[i].text, &strports, &error);
  g_autofree char *interface = strports.interface != NULL ? g_inet_address_to_string (strports.interface) : NULL;

  g_assert_cmpint (ok, ==, cases[i].port >= 0);
  g_assert_cmpint (error == NULL, ==, ok);
  if (ok)
    {
      g_assert_cmpint (strports.port, ==, cases[i].port);
      g_assert_cmpstr (interface, ==, cases[i].interface);
    }
}

static void
test_files (void)
{
  static const struct { const char *text, *key, *chain, *path; guint mode; } rows[] = {
    { "ssl:9988", "server.pem", "server.pem", NULL, 0600 },
    { "ssl:9988:privateKey=/etc/k.pem", "/etc/k.pem", "/etc/k.pem", NULL, 0600 },
    { "ssl:9988:certKey=c\\:1.pem:privateKey=k.pem", "k.pem", "c:1.pem", NULL, 0600 },
    { "unix:/run/a\\:b", NULL, NULL, "/run/a:b", 0600 },
    { "unix:/run/pb:mode=660", NULL, NULL, "/run/pb", 0660 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto(SpillStrports) strports = { 0 };
      g_autoptr(GError) error = NULL;

      spill_strports_parse (rows[i].text, &strports, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (strports.key_file, ==, rows[i].key);
      g_assert_cmpstr (strports.chain_file, ==, rows[i].chain);
      g_assert_cmpstr (strports.path, ==, rows[i].path);
      g_assert_cmpuint (strports.mode, ==, rows[i].mode);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/net/strports/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_parse);
    }
  g_test_add_func ("/net/strports/files", test_files);
  return g_test_run ();
}
