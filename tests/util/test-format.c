#include "util/spill-format.h"
#include "util/spill-clock.h"

#include <math.h>

#define NOW 1795262400.0   /* Sat 21 Nov 2026 12:00:00 UTC */

typedef struct
{
  double      value;
  const char *text;
} Case;

static const Case durations[] = {
  { -5, "less than 1 s" }, { 0, "less than 1 s" }, { 0.9, "less than 1 s" }, { 1, "1 s" },
  { 59.9, "59 s" }, { 60, "1 m" }, { 192, "3 m 12 s" }, { 3599, "59 m 59 s" }, { 3600, "1 h" },
  { 7500, "2 h 5 m" }, { 3600 + 59, "1 h" }, { 86400, "1 d" }, { 3 * 86400 + 4 * 3600, "3 d 4 h" },
  { NAN, "less than 1 s" }, { INFINITY, "11574074 d 1 h" },
};

static const Case spoken[] = {
  { 0, "less than a second" }, { 1, "1 second" }, { 192, "3 minutes 12 seconds" },
  { 3600, "1 hour" }, { 3660, "1 hour 1 minute" }, { 90000, "1 day 1 hour" },
};

static const Case ages[] = {
  { NOW - 5, "just now" }, { NOW + 50, "just now" }, { NOW - 60, "1 min ago" },
  { NOW - 12 * 60, "12 min ago" }, { NOW - 3 * 3600, "3 h ago" },
  { NOW - 25 * 3600, "yesterday" }, { NOW - 4 * 86400, "Tue 17 Nov" },
  { NOW - 400 * 86400.0, "17 Oct 2025" },
};

static const Case sinces[] = {
  { NOW - 2 * 3600, "since 10:00" }, { NOW - 20 * 3600, "since yesterday" },
  { NOW - 4 * 86400, "since Tuesday" }, { NOW - 7 * 86400, "since 14 Nov" },
  { NOW - 400 * 86400.0, "since 17 Oct 2025" },
};

static const Case etas[] = {
  { 3, "a few seconds left" }, { 45, "under 1 min left" }, { 180, "about 3 min left" },
  { 160, "about 3 min left" }, { 7500, "about 2 h 5 min left" }, { -30, "a few seconds left" },
  { -125, "2 min over" }, { -7500, "2 h 5 min over" }, { NAN, "a few seconds left" },
};

static char *
ago (double when)
{
  return spill_format_ago (when, NOW);
}

static char *
since (double when)
{
  return spill_format_since (when, NOW);
}

typedef struct
{
  const Case  *cases;
  guint        n;
  char      *(*format) (double value);
} Table;

static const Table tables[] = {
  { durations, G_N_ELEMENTS (durations), spill_format_duration },
  { spoken, G_N_ELEMENTS (spoken), spill_format_duration_spoken },
  { ages, G_N_ELEMENTS (ages), ago },
  { sinces, G_N_ELEMENTS (sinces), since },
  { etas, G_N_ELEMENTS (etas), spill_format_eta },
};

static void
test_table (gconstpointer data)
{
  const Table *table = data;

  for (guint i = 0; i < table->n; i++)
    {
      g_autofree char *text = table->format (table->cases[i].value);

      g_assert_cmpstr (text, ==, table->cases[i].text);
    }
}

static void
test_revision (void)
{
  static const struct { const char *revision, *text; } cases[] = {
    { NULL, "latest" }, { "", "latest" }, { "1234", "r1234" }, { "12345678901", "r12345678901" },
    { "4f2a91c0d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60", "4f2a91c" }, { "4f2a91c", "4f2a91c" },
    { "release-1.2", "release-1.2" }, { "release-1.2.3-final", "release-1.2.3-final" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = spill_format_revision (cases[i].revision);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
on_advanced (SpillClock *clock,
             gpointer    user_data)
{
  *(double *) user_data = spill_clock_now (clock);
}

static void
test_clock (void)
{
  g_autoptr(SpillClock) clock = spill_clock_new_manual (NOW);
  double seen = 0;

  g_signal_connect (clock, "advanced", G_CALLBACK (on_advanced), &seen);
  g_assert_true (spill_clock_is_manual (clock));
  g_assert_cmpfloat (spill_clock_now (clock), ==, NOW);
  spill_clock_advance (clock, 2.5);
  g_assert_cmpfloat (seen, ==, NOW + 2.5);

  g_assert_false (spill_clock_is_manual (spill_clock_get_default ()));
  g_assert_cmpfloat (fabs (spill_now () - (double) g_get_real_time () / G_USEC_PER_SEC), <, 5);
}

int
main (int   argc,
      char *argv[])
{
  static const char *const names[] = { "duration", "spoken", "ago", "since", "eta" };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *path = g_strdup_printf ("/util/format/%s", names[i]);

      g_test_add_data_func (path, &tables[i], test_table);
    }
  g_test_add_func ("/util/format/revision", test_revision);
  g_test_add_func ("/util/clock", test_clock);

  return g_test_run ();
}
