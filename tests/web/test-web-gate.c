#include <glib.h>

#include "web/spill-web-gate.h"

static void
test_host (void)
{
  const struct { const char *host; gboolean is_ours; } rows[] = {
    { NULL, TRUE },   /* HTTP/1.0 */
    { "localhost", TRUE },
    { "localhost:8010", TRUE },
    { "LocalHost:1", TRUE },
    { "localhost.", TRUE },
    { "localhost.:80", TRUE },
    { "127.0.0.1", TRUE },
    { "127.0.0.1:65535", TRUE },
    { "[::1]", TRUE },
    { "[::1]:8010", TRUE },
    { "", FALSE },
    { ":80", FALSE },
    { "evil.example", FALSE },
    { "localhost.evil.example", FALSE },
    { "localhostevil", FALSE },
    { "evil.localhost", FALSE },
    { "127.0.0.1.evil.example", FALSE },
    { "127.0.0.2", FALSE },
    { "0.0.0.0", FALSE },
    { "[::]", FALSE },
    { "[::1", FALSE },
    { "::1", FALSE },
    { "2130706433", FALSE },
    { "localhost:", FALSE },
    { "localhost:x", FALSE },
    { "localhost:80:80", FALSE },
    { "localhost:123456", FALSE },
    { "localhost, evil.example", FALSE },
    { "localhost@evil.example", FALSE },
    { "localhost:80@evil.example", FALSE },
    { " localhost", FALSE },
    { "localhost ", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].host);
      g_assert_cmpint (spill_web_is_local_host (rows[i].host), ==, rows[i].is_ours);
    }
}

static void
test_encoding (void)
{
  const struct { const char *header; gboolean gzip; } rows[] = {
    { NULL, FALSE },
    { "", FALSE },
    { "gzip", TRUE },
    { "GZIP", TRUE },
    { "x-gzip", TRUE },
    { "gzip, deflate, br", TRUE },
    { "deflate, br", FALSE },
    { "identity", FALSE },
    { "gzip;q=0", FALSE },
    { "gzip;q=0.000", FALSE },
    { "gzip;q=0.001", TRUE },
    { "gzip; q=0.5, identity; q=0.4", TRUE },
    { "gzip; q=0.4, identity; q=0.5", FALSE },
    { "*", TRUE },
    { "*;q=0", FALSE },
    { "*, gzip;q=0", FALSE },
    { "br;q=1.0, *;q=0.1", TRUE },
    { "identity;q=0, *", TRUE },
    { "gzipped", FALSE },
    { ",,;q=,gzip", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].header);
      g_assert_cmpint (spill_web_accepts_gzip (rows[i].header), ==, rows[i].gzip);
    }
}

static void
test_etag (void)
{
  const struct { const char *header; gboolean matches; } rows[] = {
    { NULL, FALSE },
    { "", FALSE },
    { "*", TRUE },
    { "\"a-1\"", TRUE },
    { "W/\"a-1\"", TRUE },
    { "\"x\", W/\"y\", W/\"a-1\"", TRUE },
    { "\"x\",\"a-1\"", TRUE },
    { "\"a-2\"", FALSE },
    { "\"a-1", FALSE },
    { "a-1", FALSE },
    { "\"a-11\"", FALSE },
    { "\"xa-1\"", FALSE },
    { "\"", FALSE },
    { "\"\"", FALSE },
    { ", , ,", FALSE },
    { "w/\"a-1\"", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].header);
      g_assert_cmpint (spill_web_matches_etag (rows[i].header, "\"a-1\""), ==, rows[i].matches);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/gate/host", test_host);
  g_test_add_func ("/web/gate/encoding", test_encoding);
  g_test_add_func ("/web/gate/etag", test_etag);
  return g_test_run ();
}
