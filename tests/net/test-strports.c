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
  { "empty", "", -1, NULL },
  { "too-large", "65536", -1, NULL },
  { "negative", "-1", -1, NULL },
  { "word", "tcp:pb", -1, NULL },
  { "no-port", "tcp:interface=127.0.0.1", -1, NULL },
  { "bad-interface", "tcp:9988:interface=nowhere", -1, NULL },
  { "unknown", "tcp:9988:color=red", -1, NULL },
  { "two-ports", "tcp:9988:9989", -1, NULL },
  { "ssl", "ssl:9988", -1, NULL },
  { "unix", "unix:/tmp/x", -1, NULL },
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
  return g_test_run ();
}
