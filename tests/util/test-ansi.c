#include "util/spill-ansi.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *line;
  const char *plain;
  const char *spans;   /* "start-end:fg/bg flags" joined by spaces */
  const char *after;   /* style at the end, in the same form */
} Case;

static const Case cases[] = {
  { "plain", "hello", "hello", "", "" },
  { "empty", "", "", "", "" },
  { "red", "\033[31mred\033[0m.", "red.", "0-3:1/-1", "" },
  { "carried-over", "\033[1;32mgo", "go", "0-2:2/-1b", "2/-1b" },
  { "reset-short", "\033[1ma\033[mb", "ab", "0-1:-1/-1b", "" },
  { "two-runs", "\033[31ma\033[42mb", "ab", "0-1:1/-1 1-2:1/2", "1/2" },
  { "bright", "\033[91;104mx\033[39;49m", "x", "0-1:9/12", "" },
  { "palette", "\033[38;5;208mx\033[m", "x", "0-1:208/-1", "" },
  { "palette-colon", "\033[38:5:208mx\033[m", "x", "0-1:208/-1", "" },
  { "rgb", "\033[48;2;1;2;3mx\033[m", "x", "0-1:-1/16843267", "" },
  { "out-of-range", "\033[38;5;999mx", "x", "", "" },
  { "attributes", "\033[2;3;4;7;8;9mx\033[22;23;24;27;28;29m", "x", "0-1:-1/-1fiuvhs", "" },
  { "same-style", "\033[31ma\033[31mb\033[m", "ab", "0-2:1/-1", "" },
  { "cursor", "a\033[2Kb\033[10;5Hc", "abc", "", "" },
  { "private", "a\033[?25lb", "ab", "", "" },
  { "unfinished", "a\033[31", "a", "", "" },
  { "lone-escape", "a\033", "a", "", "" },
  { "malformed", "a\033[3\001b", "ab", "", "" },
  { "hyperlink", "\033]8;;http://x/\033\\text\033]8;;\033\\", "text", "", "" },
  { "title-bell", "\033]0;title\atext", "text", "", "" },
  { "unended-string", "a\033]0;title", "a", "", "" },
  { "charset", "\033(Ba", "a", "", "" },
  { "controls", "a\bb\rc\a\td\177", "abc\td", "", "" },
  { "c1", "a\302\233b\302\240c", "ab\302\240c", "", "" },
  { "many-params", "\033[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;31mx", "x", "", "" },
  { "utf-8", "\033[31mé中\033[mx", "é中x", "0-5:1/-1", "" },
};

static void
append_style (GString              *out,
              const SpillAnsiStyle *style)
{
  g_string_append_printf (out, "%d/%d", style->foreground, style->background);
  if (style->bold)
    g_string_append_c (out, 'b');
  if (style->faint)
    g_string_append_c (out, 'f');
  if (style->italic)
    g_string_append_c (out, 'i');
  if (style->underline)
    g_string_append_c (out, 'u');
  if (style->inverse)
    g_string_append_c (out, 'v');
  if (style->hidden)
    g_string_append_c (out, 'h');
  if (style->strikethrough)
    g_string_append_c (out, 's');
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  gsize length = strlen (c->line);
  g_autofree char *copy = g_memdup2 (c->line, length);   /* exact size: one byte too many is seen */
  g_autoptr(GArray) spans = g_array_new (FALSE, FALSE, sizeof (SpillAnsiSpan));
  g_autoptr(GString) got = g_string_new (NULL);
  g_autoptr(GString) after = g_string_new (NULL);
  SpillAnsiStyle style = SPILL_ANSI_STYLE_INIT;
  g_autofree char *plain = spill_ansi_strip_line (length > 0 ? copy : "", length, &style, spans);

  for (guint i = 0; i < spans->len; i++)
    {
      const SpillAnsiSpan *span = &g_array_index (spans, SpillAnsiSpan, i);

      g_string_append_printf (got, "%s%zu-%zu:", i > 0 ? " " : "", span->start, span->end);
      append_style (got, &span->style);
    }
  append_style (after, &style);

  g_assert_cmpstr (plain, ==, c->plain);
  g_assert_cmpstr (got->str, ==, c->spans);
  g_assert_cmpstr (after->str, ==, *c->after != '\0' ? c->after : "-1/-1");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/util/ansi/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }

  return g_test_run ();
}
