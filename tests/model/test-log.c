#include <string.h>

#include "model-fixture.h"

#define MIB (1024 * 1024)

static SpillLog *
add_log (Fixture *fixture)
{
  SpillStep *step = spill_build_add_step (add_running (fixture, 8), 0, "test");
  SpillLog *log = spill_step_add_log (step, 1, "stdio");

  spill_log_hold (log);

  return log;
}

static void
add_text (SpillLog   *log,
          guint64     first,
          const char *text)
{
  gsize length = strlen (text);
  /* Exact size: one byte read too many is found. */
  g_autofree char *exact = g_memdup2 (text, length);

  spill_log_add_lines (log, first, exact, length);
}

typedef struct
{
  const char   *name;
  SpillLogType  type;
  const char   *content;
  gsize         size;      /* 0: until NUL */
  const char   *lines;     /* each with its channel, joined by | */
} LineCase;

static const LineCase cases[] = {
  { "stdio",         SPILL_LOG_STDIO, "oout\neerr\nhhead\n", 0, "oout|eerr|hhead" },
  { "text",          SPILL_LOG_TEXT,  "one\ntwo\n",          0, "tone|ttwo" },
  { "html",          SPILL_LOG_HTML,  "<b>\n",               0, "t<b>" },
  { "empty-lines",   SPILL_LOG_STDIO, "o\n\ne\n",            0, "o|o|e" },
  { "no-letter",     SPILL_LOG_STDIO, "what\n",              0, "owhat" },
  { "no-line-end",   SPILL_LOG_TEXT,  "one\ntw",             0, "tone|ttw" },
  { "only-line-end", SPILL_LOG_TEXT,  "\n",                  0, "t" },
  { "not-utf-8",     SPILL_LOG_TEXT,  "a\xff" "b\n\xc3\n",   0, "ta\uFFFDb|t\uFFFD" },
  { "nul",           SPILL_LOG_TEXT,  "a\0b\nc\n",           6, "ta\uFFFDb|tc" },
  { "colours",       SPILL_LOG_STDIO, "o\033[31mred\033[0m\n", 0, "o\033[31mred\033[0m" },
};

static void
test_lines (gconstpointer data)
{
  const LineCase *c = data;
  Fixture fixture;
  SpillLog *log;
  gsize size = c->size > 0 ? c->size : strlen (c->content);
  g_autofree char *exact = g_memdup2 (c->content, size);
  g_autoptr(GString) lines = g_string_new (NULL);

  fixture_init (&fixture);
  log = add_log (&fixture);
  spill_log_set_log_type (log, c->type);
  spill_log_add_lines (log, 0, exact, size);
  for (guint64 i = 0; i < spill_log_get_n_lines (log); i++)
    {
      char channel;
      gsize length;
      const char *line = spill_log_get_line (log, i, &length, &channel);

      g_assert_nonnull (line);
      g_assert_cmpuint (length, ==, strlen (line));
      g_string_append_printf (lines, i > 0 ? "|%c%s" : "%c%s", channel, line);
    }
  g_assert_cmpstr (lines->str, ==, c->lines);
  g_assert_null (spill_log_get_line (log, spill_log_get_n_lines (log), NULL, NULL));
  spill_log_release (log);
  fixture_clear (&fixture);
}

/* A line is cut where Buildbot cuts it, and never inside a character. */
static void
test_long_line (void)
{
  static const struct { const char *unit; gsize n, length; } rows[] = {
    { "x", 65536, 65536 },
    { "x", 65537, 65536 },
    { "x", 300000, 65536 },
    { "é", 32768, 65536 },
    { "é", 40000, 65536 },
    { "€", 40000, 65535 },   /* three bytes each: one byte would be left over */
    { "\xff", 65536, 65535 },
  };
  Fixture fixture;
  SpillLog *log;

  fixture_init (&fixture);
  log = add_log (&fixture);
  spill_log_set_log_type (log, SPILL_LOG_TEXT);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      const char *line;
      gsize length;

      for (gsize k = 0; k < rows[i].n; k++)
        g_string_append (text, rows[i].unit);
      g_string_append_c (text, '\n');
      add_text (log, i, text->str);
      line = spill_log_get_line (log, i, &length, NULL);
      g_assert_true (g_utf8_validate_len (line, length, NULL));
      g_assert_cmpuint (length, <=, 65536);
      g_assert_cmpuint (length, >=, rows[i].length - 2);
      if (i < 3)
        g_assert_cmpuint (length, ==, rows[i].length);
    }
  spill_log_release (log);
  fixture_clear (&fixture);
}

static void
on_lines_changed (SpillLog *log,
                  guint64   first,
                  guint64   n,
                  GString  *text)
{
  g_string_append_printf (text, "%u+%u ", (guint) first, (guint) n);
}

/* Lines come in any order, again, and overlapping. */
static void
test_pieces (void)
{
  Fixture fixture;
  SpillLog *log;
  g_autoptr(GString) signals = g_string_new (NULL);

  fixture_init (&fixture);
  log = add_log (&fixture);
  spill_log_set_log_type (log, SPILL_LOG_TEXT);
  spill_log_set_n_lines (log, 10);
  g_signal_connect (log, "lines-changed", G_CALLBACK (on_lines_changed), signals);
  add_text (log, 8, "eight\nnine\n");
  add_text (log, 2, "two\nthree\n");
  g_assert_true (spill_log_has_lines (log, 2, 2));
  g_assert_true (spill_log_has_lines (log, 8, 2));
  g_assert_true (spill_log_has_lines (log, 5, 0));
  g_assert_false (spill_log_has_lines (log, 2, 3));
  g_assert_false (spill_log_has_lines (log, 1, 2));
  g_assert_null (spill_log_get_line (log, 4, NULL, NULL));
  add_text (log, 1, "one\nTWO\nTHREE\nfour\nfive\nsix\nseven\nEIGHT\n");
  g_assert_true (spill_log_has_lines (log, 1, 9));
  g_assert_false (spill_log_has_lines (log, 0, 10));
  g_assert_false (spill_log_has_lines (log, 9, G_MAXUINT64));
  g_assert_cmpstr (spill_log_get_line (log, 2, NULL, NULL), ==, "two");
  g_assert_cmpstr (spill_log_get_line (log, 7, NULL, NULL), ==, "seven");
  g_assert_cmpstr (spill_log_get_line (log, 8, NULL, NULL), ==, "eight");
  g_assert_cmpuint (spill_log_get_n_lines (log), ==, 10);
  add_text (log, 10, "ten\n");
  g_assert_cmpuint (spill_log_get_n_lines (log), ==, 11);
  g_assert_cmpstr (signals->str, ==, "8+2 2+2 1+8 10+1 ");
  spill_log_release (log);
  g_assert_null (spill_log_get_line (log, 2, NULL, NULL));
  add_text (log, 0, "nobody holds it\n");
  g_assert_null (spill_log_get_line (log, 0, NULL, NULL));
  fixture_clear (&fixture);
}

/* Against a plain array: every line that is here is the right one. */
static void
test_random_pieces (void)
{
  Fixture fixture;
  SpillLog *log;
  g_autofree gboolean *known = g_new0 (gboolean, 6000);

  fixture_init (&fixture);
  log = add_log (&fixture);
  spill_log_set_log_type (log, SPILL_LOG_TEXT);
  for (guint i = 0; i < 300; i++)
    {
      guint first = g_test_rand_int_range (0, 4000);
      guint n = g_test_rand_int_range (0, i % 10 == 0 ? 2000 : 40);
      g_autoptr(GString) text = g_string_new (NULL);

      for (guint line = first; line < first + n; line++)
        {
          g_string_append_printf (text, "line %u\n", line);
          known[line] = TRUE;
        }
      add_text (log, first, text->str);
    }
  for (guint line = 0; line < 6000; line++)
    {
      g_autofree char *expected = g_strdup_printf ("line %u", line);

      g_assert_cmpstr (spill_log_get_line (log, line, NULL, NULL), ==,
                       known[line] ? expected : NULL);
      g_assert_cmpint (spill_log_has_lines (log, line, 1), ==, known[line]);
    }
  spill_log_release (log);
  fixture_clear (&fixture);
}

static void
add_kilobytes (SpillLog *log,
               guint64   first,
               guint     n)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      for (guint k = 0; k < 1023; k++)
        g_string_append_c (text, 'a' + (int) ((first + i) % 26));
      g_string_append_c (text, '\n');
    }
  add_text (log, first, text->str);
}

/* 16 MiB, then what was not read for longest goes. */
static void
test_budget (void)
{
  Fixture fixture;
  SpillLog *log;
  gsize here = 0;

  fixture_init (&fixture);
  log = add_log (&fixture);
  spill_log_set_log_type (log, SPILL_LOG_TEXT);
  for (guint64 first = 0; first < 64 * 1024; first += 1024)
    {
      add_kilobytes (log, first, 1024);
      g_assert_true (spill_log_has_lines (log, first, 1024));
      /* Somebody looks at the start all the time. */
      g_assert_nonnull (spill_log_get_line (log, 10, NULL, NULL));
    }
  g_assert_cmpuint (spill_log_get_n_lines (log), ==, 64 * 1024);
  for (guint64 line = 0; line < 64 * 1024; line++)
    if (spill_log_has_lines (log, line, 1))
      here += 1024;
  g_assert_cmpuint (here, <=, 16 * MIB);
  g_assert_cmpuint (here, >=, 6 * MIB);
  g_assert_true (spill_log_has_lines (log, 63 * 1024, 1024));
  g_assert_false (spill_log_has_lines (log, 2000, 1024));

  /* What was forgotten may come again. */
  add_kilobytes (log, 2000, 10);
  g_assert_cmpint (*spill_log_get_line (log, 2000, NULL, NULL), ==, 'a' + 2000 % 26);
  spill_log_release (log);
  fixture_clear (&fixture);
}

/* More than the budget at once. */
static void
test_flood (void)
{
  Fixture fixture;
  SpillLog *log;

  fixture_init (&fixture);
  log = add_log (&fixture);
  spill_log_set_log_type (log, SPILL_LOG_TEXT);
  add_kilobytes (log, 0, 20 * 1024);
  g_assert_true (spill_log_has_lines (log, 20 * 1024 - 1, 1));
  g_assert_false (spill_log_has_lines (log, 0, 1));
  spill_log_release (log);
  fixture_clear (&fixture);
}

typedef struct
{
  const char *name;
  const char *then;     /* letters: see act() */
  const char *events;
} FollowCase;

static const FollowCase follows[] = {
  { "new-lines",     "c", "log-chunk:ob\n" },
  { "again",         "cc", "log-chunk:ob\n" },
  { "older",         "o", "" },
  { "ahead",         "nc", "log-chunk:ob\n" },
  { "overlapping",   "v", "log-chunk:ob\noc\n" },
  { "end-then-rest", "ec", "log-finished log-chunk:ob\n" },
  { "released",      "r", "" },
};

static void
act (SpillLog *log,
     char      letter)
{
  switch (letter)
    {
    case 'c':
      add_text (log, 3, "ob\n");
      break;
    case 'o':
      add_text (log, 0, "ox\noy\n");
      break;
    case 'n':
      spill_log_set_n_lines (log, 4);
      break;
    case 'v':
      add_text (log, 1, "oy\noa\nob\noc\n");
      break;
    case 'e':
      spill_log_set_complete (log);
      break;
    default:
      spill_log_release (log);
      add_text (log, 3, "ob\n");
      spill_log_hold (log);
      spill_log_set_part_state (log, SPILL_PART_LOADING, NULL);
      add_text (log, 3, "ob\n");
      break;
    }
}

/* Chunks are what comes behind the lines that there were when it was first here. */
static void
test_follow (gconstpointer data)
{
  const FollowCase *c = data;
  Fixture fixture;
  SpillLog *log;

  fixture_init (&fixture);
  log = add_log (&fixture);
  spill_master_set_connection (fixture.master, SPILL_CONNECTION_LIVE);
  g_string_truncate (fixture.events, 0);
  spill_log_set_n_lines (log, 3);
  add_text (log, 2, "oa\n");
  spill_log_set_part_state (log, SPILL_PART_HERE, NULL);
  g_assert_cmpstr (fixture.events->str, ==, "");
  for (const char *letter = c->then; *letter != '\0'; letter++)
    act (log, *letter);
  g_assert_cmpstr (fixture.events->str, ==, c->events);
  spill_log_release (log);
  fixture_clear (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/log/lines/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_lines);
    }
  for (guint i = 0; i < G_N_ELEMENTS (follows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/log/follow/%s", follows[i].name);

      g_test_add_data_func (path, &follows[i], test_follow);
    }
  g_test_add_func ("/model/log/long-line", test_long_line);
  g_test_add_func ("/model/log/pieces", test_pieces);
  g_test_add_func ("/model/log/random-pieces", test_random_pieces);
  g_test_add_func ("/model/log/budget", test_budget);
  g_test_add_func ("/model/log/flood", test_flood);

  return g_test_run ();
}
