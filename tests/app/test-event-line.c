#include "app/spill-event-line.h"

/* Whatever a master says stays in one line, in its field, and moves no cursor. */
static void
test_escape (void)
{
  const struct { const char *text; const char *line; } rows[] = {
    { NULL, "" },
    { "", "" },
    { "plain ünïcode 漢字", "plain ünïcode 漢字" },
    { "a\nb", "a\\nb" },
    { "a\tb", "a\\tb" },
    { "a\rb", "a\\u000db" },
    { "\033[2Jx", "\\u001b[2Jx" },
    { "\x7f", "\\u007f" },
    { "\xc2\x9b" "31m", "\\u009b31m" },
    { "a\xe2\x80\xae" "b", "a\\u202eb" },
    { "a\xe2\x80\xa8" "b", "a\\u2028b" },
    { "a\xe2\x81\xa6" "b", "a\\u2066b" },
    { "C:\\n", "C:\\\\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = spill_event_line_escape (rows[i].text);

      g_assert_cmpstr (line, ==, rows[i].line);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/event-line/escape", test_escape);

  return g_test_run ();
}
