#include <string.h>

#include "layout/spill-columns.h"
#include "values/spill-values.h"

#include "../layout/world.h"

#define NOW 1795291907.0   /* 2026-11-21 20:11:47 UTC */

static SpillValuesScope scope = { "./", NOW };

/* Items of a list of texts, with "|" between. */
static char *
join (SpillValue *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < spill_value_get_n_items (list); i++)
    {
      g_autofree char *item = spill_value_to_string (spill_value_get_item (list, i));

      g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", item);
    }

  return g_string_free (text, FALSE);
}

static const char *
text_of (SpillValue *values,
         const char *key)
{
  SpillValue *value = spill_value_lookup (values, key);

  return value != NULL ? spill_value_get_string (value) : NULL;
}

/* What a builder does, in 0.8's words (recorded pages). */
static const struct { const char *name; SpillColumn column; double etas[2]; const char *lines; } activities[] = {
  { "idle", { .activity = SPILL_ACTIVITY_IDLE }, { 0 }, "idle" },
  { "offline", { .activity = SPILL_ACTIVITY_OFFLINE, .n_pending = 2 }, { 0 }, "offline|2 pending" },
  { "waiting", { .activity = SPILL_ACTIVITY_WAITING, .next_start = NOW + 7 * 3600 + 5 * 60 + 13 }, { 0 },
    "waiting|next in|~ 7 hrs 5 mins|at 03:17" },
  { "waiting-whole-hours", { .activity = SPILL_ACTIVITY_WAITING, .next_start = NOW + 7200 }, { 0 },
    "waiting|next in|~ 2 hrs|at 22:11" },
  { "building", { .activity = SPILL_ACTIVITY_BUILDING, .n_running = 1 }, { 0 }, "building" },
  { "eta", { .activity = SPILL_ACTIVITY_BUILDING, .n_running = 1 }, { NOW + 150 },
    "building|ETA in|~ 2 mins|at 20:14" },
  { "eta-soon", { .activity = SPILL_ACTIVITY_BUILDING, .n_running = 1 }, { NOW + 59 }, "building|< 1 min" },
  { "eta-over", { .activity = SPILL_ACTIVITY_BUILDING, .n_running = 1 }, { NOW - 500 }, "building|< 1 min" },
  { "two-etas", { .activity = SPILL_ACTIVITY_BUILDING, .n_running = 2, .n_pending = 1 }, { NOW + 60, NOW + 3660 },
    "building|ETA in|~ 1 mins|at 20:12|ETA in|~ 1 hrs 1 mins|at 21:12|1 pending" },
};

static void
test_activity (void)
{
  static const char *const no_tags[] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (activities); i++)
    {
      SpillColumn column = activities[i].column;
      g_autoptr(SpillValue) builder = NULL;
      g_autofree char *lines = NULL;

      column.name = "a";
      column.tags = no_tags;
      column.etas = activities[i].etas;
      builder = spill_values_builder (&column, 0, &scope);
      lines = join (spill_value_lookup (builder, "lines"));
      g_assert_cmpstr (lines, ==, activities[i].lines);
    }
}

static void
test_builder_names (void)
{
  static const struct { const char *name, *href; } cases[] = {
    { "linux-gcc", "./builders/linux-gcc" },
    { "win 64/debug & <x>", "./builders/win%2064%2Fdebug%20%26%20%3Cx%3E" },
    { "Z\xc3\xbcrich", "./builders/Z%C3%BCrich" },
    { "a?b#c%d;e", "./builders/a%3Fb%23c%25d%3Be" },
    { "...", "./builders/..." },
    { ".", NULL },
    { "..", NULL },
    { "", NULL },
  };
  static const char *const no_tags[] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SpillColumn column = { .name = cases[i].name, .tags = no_tags };
      g_autoptr(SpillValue) builder = spill_values_builder (&column, 0, &scope);

      g_assert_cmpstr (text_of (builder, "href"), ==, cases[i].href);
    }
}

static void
test_urls (void)
{
  static const struct { const char *url; gboolean is_good; } cases[] = {
    { "http://example.org/", TRUE },
    { "https://example.org/?a=1&b=2#c", TRUE },
    { "HTTPS://example.org", TRUE },
    { "http://x/\"'<>", TRUE },
    { "javascript:alert(1)", FALSE },
    { " javascript:alert(1)", FALSE },
    { "java\nscript:alert(1)", FALSE },
    { "http://x/\n", FALSE },
    { "http://x/\t", FALSE },
    { "data:text/html,x", FALSE },
    { "file:///etc/passwd", FALSE },
    { "//example.org", FALSE },
    { "/waterfall", FALSE },
    { "ftp://example.org", FALSE },
    { "", FALSE },
    { NULL, FALSE },
  };
  g_autofree char *much = g_strnfill (5000, 'a');
  g_autofree char *too_long = g_strconcat ("http://", much, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (spill_values_is_web_url (cases[i].url), ==, cases[i].is_good);
  g_assert_false (spill_values_is_web_url (too_long));
}

static void
test_time (void)
{
  g_autoptr(SpillValue) time = spill_values_time (NOW, scope.zone);
  g_autoptr(SpillValue) none = spill_values_time (0, scope.zone);
  g_autoptr(SpillValue) far = spill_values_time (1e300, scope.zone);

  g_assert_cmpstr (text_of (time, "clock"), ==, "20:11:47");
  g_assert_cmpstr (text_of (time, "day"), ==, "Sat");
  g_assert_cmpstr (text_of (time, "date"), ==, "21 Nov 2026");
  g_assert_cmpstr (text_of (time, "iso"), ==, "2026-11-21T20:11:47+00:00");
  g_assert_cmpint (spill_value_get_kind (none), ==, SPILL_VALUE_NONE);
  g_assert_nonnull (far);
}

static SpillValue *
waterfall_of (const char *lines)
{
  g_autoptr(SpillMaster) master = world_new (lines);
  g_autoptr(SpillColumns) columns = spill_columns_new (master);
  g_autoptr(GPtrArray) all = spill_columns_get_all (columns, 2000);
  g_autoptr(GPtrArray) changes = spill_columns_get_changes (columns, 40);
  SpillWaterfallQuery query = { 0 };
  g_autoptr(SpillWaterfall) waterfall = spill_waterfall_new (all, changes, &query, 2000);

  return spill_values_waterfall (waterfall, NULL, &scope, NULL);
}

/* A row's cells by kind: its span if it is not 1, and its words. */
static char *
row_to_text (SpillValue *row)
{
  SpillValue *cells = spill_value_lookup (row, "cells");
  SpillValue *label = spill_value_lookup (row, "label");
  GString *text = g_string_new (NULL);

  if (label != NULL)
    g_string_append_printf (text, "%s+%d ", text_of (spill_value_lookup (label, "time"), "clock"),
                            (int) spill_value_get_integer (spill_value_lookup (label, "span")));
  for (guint i = 0; i < spill_value_get_n_items (cells); i++)
    {
      SpillValue *cell = spill_value_get_item (cells, i);
      SpillValue *words = spill_value_lookup (cell, "words");
      g_autofree char *joined = words != NULL ? join (words) : g_strdup ("");

      g_string_append_printf (text, "[%s %d %s]", text_of (cell, "kind"),
                              (int) spill_value_get_integer (spill_value_lookup (cell, "span")), joined);
    }

  return g_string_free (text, FALSE);
}

static char *
all_rows_to_text (SpillValue *values)
{
  SpillValue *rows = spill_value_lookup (values, "rows");
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < spill_value_get_n_items (rows); i++)
    {
      g_autofree char *row = row_to_text (spill_value_get_item (rows, i));

      g_string_append_printf (all, "%s\n", row);
    }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

static void
test_rows (void)
{
  g_autoptr(SpillValue) values = waterfall_of ("a #5 100-160 failure\n"
                                               "a #5 s 100-110 success git\n"
                                               "a #5 s 110-160 failure test_failed\n"
                                               "b #1 100-150 success\n"
                                               "b #1 s 105-150 success one\n"
                                               "b ! 1100 connect\n");
  g_autofree char *all = all_rows_to_text (values);

  g_assert_cmpstr (all, ==,
                   "00:18:20+2 [gap 6 ][gap 3 ][gap 1 ]\n"
                   "[event 1 connect]\n"
                   "00:02:40+1 [gap 2 ]\n"
                   "00:02:30+1 [step 2 test|failed]\n"
                   "00:01:45+1 [step 1 one]\n"
                   "00:01:40+2 [step 1 git][start 2 ]\n"
                   "[unknown 1 ][start 1 ]\n");
}

/* A builder that was never built has no past that is not known. */
static void
test_never_built (void)
{
  g_autoptr(SpillValue) values = waterfall_of ("a #5 100-160 success\n"
                                               "a #5 s 100-160 success git\n"
                                               "b + unix\n");
  g_autofree char *all = all_rows_to_text (values);

  /* Changes, a, b; that of which no change tells is below the first lane. */
  g_assert_cmpstr (all, ==,
                   "00:02:40+1 [gap 2 ][gap 1 ][gap 3 ]\n"
                   "00:01:40+2 [step 1 git]\n"
                   "[unknown 1 ][start 1 ]\n");
}

static void
test_cut (void)
{
  g_autofree char *name = g_strnfill (100 * 1000, 'W');
  g_autofree char *lines = g_strdup_printf ("%s #5 100-160 failure\n%s #5 s 100-110 success %s\n", name, name, name);
  g_autoptr(SpillValue) values = waterfall_of (lines);
  SpillValue *column = spill_value_get_item (spill_value_lookup (values, "columns"), 0);
  g_autofree char *all = spill_value_to_repr (values);

  g_assert_cmpuint (g_utf8_strlen (text_of (column, "name"), -1), ==, SPILL_VALUES_MAX_WORD);
  g_assert_null (text_of (column, "href"));
  g_assert_cmpuint (strlen (all), <, 10000);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  scope.zone = g_time_zone_new_utc ();
  g_test_add_func ("/values/activity", test_activity);
  g_test_add_func ("/values/builder-names", test_builder_names);
  g_test_add_func ("/values/urls", test_urls);
  g_test_add_func ("/values/time", test_time);
  g_test_add_func ("/values/rows", test_rows);
  g_test_add_func ("/values/waterfall-never-built", test_never_built);
  g_test_add_func ("/values/cut", test_cut);

  status = g_test_run ();
  g_time_zone_unref (scope.zone);
  return status;
}
