#include <string.h>

#include "layout/spill-console.h"
#include "layout/spill-grid.h"
#include "layout/spill-time-map.h"

#include "world.h"

#define NOW 1000.0

/* Arguments as in the address of a page. */
static GStrv
values_of (const char *args,
           const char *name)
{
  g_auto(GStrv) pairs = g_strsplit (args, "&", -1);
  g_autoptr(GStrvBuilder) values = g_strv_builder_new ();

  for (guint i = 0; pairs[i] != NULL; i++)
    if (g_str_has_prefix (pairs[i], name) && pairs[i][strlen (name)] == '=')
      g_strv_builder_add (values, pairs[i] + strlen (name) + 1);

  return g_strv_builder_end (values);
}

static double
number_of (const char *args,
           const char *name)
{
  g_auto(GStrv) values = values_of (args, name);

  return values[0] != NULL ? g_ascii_strtod (values[0], NULL) : 0;
}

static gboolean
is_set (const char *args,
        const char *name,
        const char *value)
{
  g_auto(GStrv) values = values_of (args, name);

  return values[0] != NULL && g_str_equal (values[0], value);
}

typedef struct
{
  GStrv               lists[6];
  SpillWaterfallQuery query;
} Query;

static void
query_init (Query      *self,
            const char *args)
{
  static const char *const names[] = { "builder", "tag", "category", "branch", "committer", "project" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    self->lists[i] = values_of (args, names[i]);
  self->query = (SpillWaterfallQuery) {
    .builders = (const char * const *) self->lists[0],
    .tags = (const char * const *) (self->lists[1][0] != NULL ? self->lists[1] : self->lists[2]),
    .categories = (const char * const *) self->lists[2],
    .branches = (const char * const *) self->lists[3],
    .committers = (const char * const *) self->lists[4],
    .projects = (const char * const *) self->lists[5],
    .failures_only = is_set (args, "failures_only", "true"),
    .hide_events = is_set (args, "show_events", "false"),
    .last_time = number_of (args, "last_time"),
    .first_time = number_of (args, "first_time"),
    .show_time = number_of (args, "show_time"),
    .num_events = (guint) number_of (args, "num_events"),
    .no_bubble = is_set (args, "nobubble", "1"),
  };
}

static void
query_clear (Query *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->lists); i++)
    g_strfreev (self->lists[i]);
}

/* "now=" is an argument of ours. */
static SpillWaterfall *
waterfall_of (SpillMaster *master,
              const char  *args)
{
  double now = number_of (args, "now") > 0 ? number_of (args, "now") : NOW;
  g_autoptr(SpillColumns) columns = spill_columns_new (master);
  g_autoptr(GPtrArray) all = spill_columns_get_all (columns, now);
  g_autoptr(GPtrArray) changes = spill_columns_get_changes (columns, SPILL_WATERFALL_MAX_CHANGES);
  Query query;
  SpillWaterfall *waterfall;

  query_init (&query, args);
  waterfall = spill_waterfall_new (all, changes, &query.query, now);
  query_clear (&query);

  return waterfall;
}

/* One builder's lane. */
static const struct { const char *name, *world, *args, *lane; } lanes[] = {
  { "never-built", "b + x", "", "" },
  { "steps-newest-first", "b #1 990-999 success\nb #1 s 990-994 success x\nb #1 s 994-999 success y", "",
    "step y 994, step x 990, build 1 990" },
  { "gap-to-now", "b #1 900-910 success\nb #1 s 900-910 success x", "",
    "gap 910-1000, step x 900, build 1 900" },
  { "no-gap-of-2-seconds", "b #1 990-998 success\nb #1 s 990-998 success x", "", "step x 990, build 1 990" },
  { "gap-between-steps", "b #1 900-999 success\nb #1 s 900-910 success x\nb #1 s 913-999 success y", "",
    "step y 913, gap 910-913, step x 900, build 1 900" },
  { "no-gap-before-first-step", "b #1 900-999 success\nb #1 s 910-999 success x", "",
    "step x 910, build 1 900" },
  { "gap-between-builds", "b #1 100-110 success\nb #1 s 100-110 success x\n"
    "b #2 990-999 success\nb #2 s 990-999 success y", "",
    "step y 990, build 2 990, gap 110-990, step x 100, build 1 100" },
  { "running", "b #1 900-\nb #1 s 900-910 success x\nb #1 s 910- none y", "",
    "step y 910, step x 900, build 1 900" },
  { "hidden-fills-time", "b #1 990-999 success\nb #1 s 990-992 success x\nb #1 h 992-997 success y\n"
    "b #1 s 997-999 success z", "", "step z 997, step x 990, build 1 990" },
  { "hidden-running-is-shown", "b #1 990-\nb #1 h 990- none x", "", "step x 990, build 1 990" },
  { "steps-not-known", "b #1 990-999 success", "", "build 1 990" },
  { "event", "b ! 996 connect_w\nb ! 999 disconnect_w", "",
    "event disconnect w 999, gap 996-999, event connect w 996" },
  { "event-between-steps", "b #1 990-999 success\nb #1 s 990-994 success x\nb #1 s 995-999 success y\n"
    "b ! 994.5 interrupt", "", "step y 995, event interrupt 994.5, step x 990, build 1 990" },
  { "events-hidden", "b #1 900-910 success\nb #1 s 900-910 success x\nb ! 950 connect_w\nb ! 940 connect_w",
    "show_events=false", "gap 950-1000, gap 910-950, step x 900, build 1 900" },
  { "branch", "b #1 900-910 success master r1\nb #2 990-999 success foo r2", "branch=master&first_time=1",
    "gap 910-1000, build 1 900" },
  { "branches", "b #1 900-910 success master r1\nb #2 990-999 success foo r2\nb #3 999-1000 success bar r3",
    "branch=master&branch=foo&first_time=1", "build 2 990, gap 910-990, build 1 900" },
  { "branch-trunk", "b #1 990-994 success - r1\nb #2 995-999 success foo r2", "branch=trunk",
    "gap 994-1000, build 1 990" },
  { "last-time", "b #1 100-110 success\nb #2 200-210 success", "last_time=150", "gap 110-150, build 1 100" },
  { "first-time", "b #1 100-110 success\nb #2 990-999 success", "first_time=150", "build 2 990" },
  { "show-time", "b #1 100-110 success\nb #2 990-999 success", "show_time=300", "build 2 990" },
  { "show-time-outdoes-first-time", "b #1 100-110 success\nb #2 990-999 success",
    "show_time=300&first_time=50", "build 2 990" },
  { "earlier-stretch", "b #1 100-110 success\nb #2 200-210 success\nb #3 300-310 success",
    "last_time=250&show_time=100", "gap 210-250, build 2 200" },
  { "between-first-and-last-time", "b #1 100-110 success\nb #2 200-210 success\nb #3 300-310 success",
    "first_time=150&last_time=250", "gap 210-250, build 2 200" },
  { "newest-without-times", "b #1 100-110 success\nb #2 998-999 success", "",
    "build 2 998, gap 110-998, build 1 100" },
  { "committer", "* 1 10 ann m r1\n* 2 20 bob m r2\nb #1 900-910 success m r1\nb #1 * 1\n"
    "b #2 990-999 success m r2\nb #2 * 2", "committer=ann", "gap 910-1000, build 1 900" },
  { "committers", "* 1 10 ann m r1\n* 2 20 bob m r2\n* 3 30 eve m r3\nb #1 900-910 success m r1\n"
    "b #1 * 1\nb #2 911-912 success m r2\nb #2 * 2\nb #3 990-999 success m r3\nb #3 * 3",
    "committer=ann&committer=bob", "gap 912-1000, build 2 911, build 1 900" },
  { "committer-among-several", "* 1 10 ann m r1\n* 2 20 bob m r2\nb #1 990-999 success m r2\n"
    "b #1 * 1 2", "committer=ann", "build 1 990" },
  { "committer-of-nothing", "b #1 990-999 success m r1", "committer=ann", "" },
  { "project", "b #1 900-910 success m r1 amanda\nb #2 990-999 success m r2 other", "project=amanda",
    "gap 910-1000, build 1 900" },
  { "projects", "b #1 900-910 success m r1 p\nb #2 911-912 success m r2 q\nb #3 990-999 success m r3 s",
    "project=p&project=q", "gap 912-1000, build 2 911, build 1 900" },
  { "branch-goes-back-a-day", "b #1 600-700 success m r1\nb #2 1500-1600 success m r2",
    "branch=m&now=87400", "gap 1600-87400, build 2 1500" },
  { "committer-goes-back-a-day", "* 1 10 ann m r1\nb #1 600-700 success m r1\nb #1 * 1\n"
    "b #2 1500-1600 success m r1\nb #2 * 1", "committer=ann&now=87400", "gap 1600-87400, build 2 1500" },
  { "project-goes-back-further", "b #1 600-700 success m r1 p\nb #2 1500-1600 success m r1 p",
    "project=p&now=87400", "gap 1600-87400, build 2 1500, gap 700-1500, build 1 600" },
  { "no-filter-goes-back-further", "b #1 600-700 success\nb #2 1500-1600 success", "now=87400",
    "gap 1600-87400, build 2 1500, gap 700-1500, build 1 600" },
  { "branch-with-show-time", "b #1 600-700 success m r1\nb #2 1500-1600 success m r2",
    "branch=m&show_time=87000&now=87400", "gap 1600-87400, build 2 1500, gap 700-1500, build 1 600" },
  { "branch-with-last-time", "b #1 600-700 success m r1\nb #2 1500-1600 success m r2",
    "branch=m&last_time=87300&now=88400", "gap 1600-87300, build 2 1500, gap 700-1500, build 1 600" },
  { "reconfigured", "b ! 996 master_reconfigured", "", "gap 996-1000, event master reconfigured 996" },
};

static void
test_lane (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(SpillMaster) master = world_new (lanes[i].world);
  g_autoptr(SpillWaterfall) waterfall = waterfall_of (master, lanes[i].args);
  g_autofree char *text = NULL;

  g_assert_cmpuint (waterfall->n_columns, ==, 1);
  text = lane_to_text (waterfall->lanes[1]);
  g_assert_cmpstr (text, ==, lanes[i].lane);
}

/* The lane of changes. */
#define MIXED \
  "* 1 910 ann m r1 repo p lib unix\n* 2 920 bob foo r2 repo q lib desktop\n" \
  "* 3 930 eve - r3 repo p app\nb + unix"
static const struct { const char *name, *args, *lane; } change_lanes[] = {
  { "all", "", "change 3 930, change 2 920, change 1 910" },
  { "branch", "branch=foo", "change 2 920" },
  { "branches", "branch=foo&branch=m", "change 2 920, change 1 910" },
  { "branch-trunk", "branch=trunk", "change 3 930" },
  { "committer", "committer=ann", "change 1 910" },
  { "committers", "committer=ann&committer=eve", "change 3 930, change 1 910" },
  { "project", "project=p", "change 3 930, change 1 910" },
  { "category", "category=unix", "change 1 910" },
  { "categories", "category=unix&category=desktop", "change 2 920, change 1 910" },
  { "unknown-category", "category=none", "" },
  { "last-time", "last_time=925", "change 2 920, change 1 910" },
  { "first-time", "first_time=915", "change 3 930, change 2 920" },
  { "show-time", "show_time=75", "change 3 930" },
  { "events-hidden", "show_events=false", "change 3 930, change 2 920, change 1 910" },
};

static void
test_change_lane (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(SpillMaster) master = world_new (MIXED);
  g_autoptr(SpillWaterfall) waterfall = waterfall_of (master, change_lanes[i].args);
  g_autofree char *text = lane_to_text (waterfall->lanes[0]);

  g_assert_cmpstr (text, ==, change_lanes[i].lane);
}

/* Which builders have columns. */
#define FIVE \
  "win + desktop windows\nb10 + unix\nb9 + unix\nbad + unix\noff + unix\noff offline\n" \
  "b10 #1 1-2 success\nb9 #1 1-2 success\nb9 #2 3-\nb9 #2 s 3-4 failure x\nbad #1 1-2 exception\nbad #2 3-\n" \
  "win #1 1-2 success"
static const struct { const char *name, *args, *columns; } columns_of[] = {
  { "natural-order", "", "b9 b10 bad off win" },
  { "builder", "builder=b10", "b10" },
  { "builders", "builder=b10&builder=win", "b10 win" },
  { "unknown-builder", "builder=none", "" },
  { "category", "category=unix", "b9 b10 bad off" },
  { "categories", "category=desktop&category=unix", "b9 b10 bad off win" },
  { "tag-outdoes-category", "tag=windows&category=unix", "win" },
  { "failures-only", "failures_only=true", "b9 bad off" },
  { "failures-only-false", "failures_only=false", "b9 b10 bad off win" },
};

/* Whether a builder is failing now. */
static const struct { const char *name, *world; gboolean is_failing; } failing[] = {
  { "never-built", "b + x", FALSE },
  { "last-good", "b #1 1-2 failure\nb #2 3-4 success", FALSE },
  { "last-warnings", "b #1 1-2 warnings", TRUE },
  { "last-failure", "b #1 1-2 success\nb #2 3-4 failure", TRUE },
  { "last-exception", "b #1 1-2 success\nb #2 3-4 exception", TRUE },
  { "running-and-good-so-far", "b #1 1-2 success\nb #2 3-\nb #2 s 3-4 success x", FALSE },
  { "running-after-failure", "b #1 1-2 failure\nb #2 3-\nb #2 s 3-4 success x", TRUE },
  { "step-of-running-failed", "b #1 1-2 success\nb #2 3-\nb #2 s 3-4 failure x\nb #2 s 4- none y", TRUE },
  { "step-of-finished-failed", "b #1 1-5 success\nb #1 s 1-2 failure x", FALSE },
  { "offline", "b #1 1-2 success\nb offline", TRUE },
};

static void
test_failing (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(SpillMaster) master = world_new (failing[i].world);
  g_autoptr(SpillWaterfall) waterfall = waterfall_of (master, "failures_only=true");

  g_assert_cmpuint (waterfall->n_columns, ==, failing[i].is_failing ? 1 : 0);
}

static void
test_columns (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(SpillMaster) master = world_new (FIVE);
  g_autoptr(SpillWaterfall) waterfall = waterfall_of (master, columns_of[i].args);
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint c = 0; c < waterfall->n_columns; c++)
    g_string_append_printf (names, "%s%s", c > 0 ? " " : "", waterfall->columns[c]->name);
  g_assert_cmpstr (names->str, ==, columns_of[i].columns);
}

/* Rows: labels | changes | builders. */
static const struct { const char *name, *world, *args, *rows; } rows[] = {
  { "nothing", "b + x", "", " | |" },
  { "one-stretch", "b #1 990-999 success\nb #1 s 990-999 success x", "",
    "0+2 990 | 0+1 nothing, 1+1 ? | 0+1 step x, 1+1 build 1" },
  { "bottom-justified-and-bubbled", "a #1 995-999 success\nb #1 990-999 success\nb #1 s 990-995 success x\n"
    "b #1 s 995-999 success y", "", "0+3 990 | 0+2 nothing, 2+1 ? | 0+3 build 1 | 0+1 step y, 1+1 step x, 2+1 build 1" },
  { "not-bubbled", "a #1 995-999 success\nb #1 990-999 success\nb #1 s 990-999 success x", "nobubble=1",
    "1+1 990 | 1+1 ? | 1+1 build 1 | 0+1 step x, 1+1 build 1" },
  { "two-stretches", "a #1 900-999 success\nb #1 990-999 success", "",
    "0+1 990, 1+1 900 | 0+1 nothing, 1+1 ? | 0+2 build 1 | 0+1 build 1, 1+1 ?" },
  { "changes-are-not-stretched", "* 1 980 ann master r1\n* 2 997 ann master r2\nb #1 998-999 success", "",
    "0+1 997, 1+1 980 | 0+1 change 2, 1+1 change 1 | 0+1 build 1, 1+1 ?" },
  { "space-above-changes", "* 1 995 ann master r1\nb #1 990-999 success\nb #1 s 990-999 success x", "",
    "0+2 990 | 0+1 nothing, 1+1 change 1 | 0+1 step x, 1+1 build 1" },
  { "num-events", "b #1 900-901 success\nb #2 920-921 success\nb #3 940-999 success", "num_events=1",
    "0+1 940, 1+2 920 | 0+2 nothing, 2+1 ? | 0+1 build 3, 1+1 gap, 2+1 build 2" },
};

static void
test_rows (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(SpillMaster) master = world_new (rows[i].world);
  g_autoptr(SpillWaterfall) waterfall = waterfall_of (master, rows[i].args);
  g_autofree char *text = rows_to_text (waterfall->rows);

  g_assert_cmpstr (text, ==, rows[i].rows);
}

/* The grid's cells by builder: number of the build of each stamp, oldest first. */
static const struct { const char *name, *world, *args, *grid; } grids[] = {
  { "order-of-time", "a #1 1-2 success m r1\na #2 3-4 success m r2\nb #1 2-3 success m r1", "",
    "r1 r2 | a 1 2 | b 1 -" },
  { "newest-build-of-a-revision", "a #1 1-2 success m r1\na #2 3-4 success m r2\na #3 5-6 failure m r1", "",
    "r1 r2 | a 3 2" },
  { "width", "a #1 1-2 success m r1\na #2 3-4 success m r2\na #3 5-6 success m r3", "width=2", "r2 r3 | a 2 3" },
  { "branch", "a #1 1-2 success m r1\na #2 3-4 success foo r2", "branch=foo", "r2 | a 2" },
  { "trunk", "a #1 1-2 success - r1\na #2 3-4 success foo r2", "branch=trunk", "r1 | a 1" },
  { "category", "a + unix\nb + win\na #1 1-2 success m r1\nb #1 1-2 success m r2", "category=unix", "r1 | a 1" },
  { "same-revision-other-branch", "a #1 1-2 success m r1\na #2 3-4 success n r1", "", "r1 r1 | a 1 2" },
  { "five-by-default", "a #1 1-2 success m r1\na #2 3-4 success m r2\na #3 5-6 success m r3\n"
    "a #4 7-8 success m r4\na #5 9-10 success m r5\na #6 11-12 success m r6", "", "r2 r3 r4 r5 r6 | a 2 3 4 5 6" },
  { "branches", "a #1 1-2 success m r1\na #2 3-4 success foo r2\na #3 5-6 success bar r3",
    "branch=foo&branch=bar", "r2 r3 | a 2 3" },
  { "categories", "a + unix\nb + win\nc + none\na #1 1-2 success m r1\nb #1 1-2 success m r1\n"
    "c #1 1-2 success m r1", "category=unix&category=win", "r1 | a 1 | b 1" },
  { "running", "a #1 1- m r1", "", "r1 | a 1" },
  { "nothing-built", "a + x", "", "| a" },
  { "known-by-name-alone", "a #1 1-2 success m r1 p\nb #1 2-3 success\nb #1 ~ m r1\n"
    "c #1 3-4 success\nc #1 ~ n r1", "", "r1 r1 | a 1 - | b 1 - | c - 1" },
  { "known-later-than-by-name", "a #1 1-2 success\na #1 ~ m r1\nb #1 2-3 success m r1 p", "",
    "r1 | a 1 | b 1" },
  { "none-known", "a #1 1-2 success\na #1 ~ m r1\nb #1 2-3 success\nb #1 ~ m r1", "", "r1 | a 1 | b 1" },
  { "newest-first", "a #1 1-2 success m r1\na #2 3-4 success m r2", "rev_order=desc", "r2 r1 | a 2 1" },
  { "sideways", "a #1 1-2 success m r1\na #2 3-4 success m r2", "rev_order=sideways", "r1 r2 | a 1 2" },
};

static void
test_grid (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(SpillMaster) master = world_new (grids[i].world);
  g_autoptr(SpillColumns) columns = spill_columns_new (master);
  g_autoptr(GPtrArray) all = spill_columns_get_all (columns, NOW);
  g_auto(GStrv) branches = values_of (grids[i].args, "branch");
  g_auto(GStrv) categories = values_of (grids[i].args, "category");
  SpillGridQuery query = {
    .branches = (const char * const *) branches,
    .tags = (const char * const *) categories,
    .n_stamps = (guint) number_of (grids[i].args, "width"),
    .newest_first = is_set (grids[i].args, "rev_order", "desc"),
  };
  g_autoptr(SpillGrid) grid = spill_grid_new (all, &query);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint s = 0; s < grid->n_stamps; s++)
    g_string_append_printf (text, "%s ", grid->stamps[s]->stamps[0].revision);
  for (guint c = 0; c < grid->n_columns; c++)
    {
      g_string_append_printf (text, "| %s ", grid->columns[c]->name);
      for (guint s = 0; s < grid->n_stamps; s++)
        {
          const SpillColumnBuild *build = spill_grid_get_cell (grid, c, s);

          if (build != NULL)
            g_string_append_printf (text, "%u ", build->number);
          else
            g_string_append (text, "- ");
        }
    }
  g_strchomp (text->str);
  g_assert_cmpstr (text->str, ==, grids[i].grid);
}

/* The console's lines: revision, then state:build of each builder. */
#define TWO "* 1 10 ann m r1\n* 2 20 bob m r2\n"
static const struct { const char *name, *world, *args, *console; } consoles[] = {
  { "first-build-with-the-change", TWO "b #5 11-12 success m r1\nb #5 * 1\nb #6 21-22 failure m r2\nb #6 * 1 2",
    "", "r2 failure:6 | r1 success:5" },
  { "failure-again", TWO "b #5 11-12 failure m r1\nb #5 * 1\nb #6 21-22 failure m r2\nb #6 * 2", "",
    "r2 failure-again:6 | r1 failure:5" },
  { "exception-tells-nothing", TWO "b #4 1-2 failure m r0\nb #5 11-12 exception m r1\nb #5 * 1\n"
    "b #6 21-22 failure m r2\nb #6 * 2", "", "r2 failure-again:6 | r1 exception:5" },
  { "running", TWO "b #5 11- m r1\nb #5 * 1", "", "r2 notstarted | r1 running:5" },
  { "retried", TWO "b #5 11-12 retry m r1\nb #5 * 1\nb #6 13-14 success m r1\nb #6 * 1", "",
    "r2 notstarted | r1 success:6" },
  { "forced-does-not-show", TWO "b #5 11-12 success m r1", "", "r2 notstarted | r1 notstarted" },
  { "name", TWO "b + x", "name=ann", "r1 notstarted" },
  { "names", TWO "b + x", "name=ann&name=bob", "r2 notstarted | r1 notstarted" },
  { "branch", "* 1 10 ann m r1\n* 2 20 ann foo r2\nb + x", "branch=foo", "r2 notstarted" },
  { "repository", "* 1 10 ann m r1 A p c\n* 2 20 ann m r2 B p c\nb + x", "repository=A", "r1 notstarted" },
  { "project", "* 1 10 ann m r1 A p c\n* 2 20 ann m r2 A q c\nb + x", "project=q", "r2 notstarted" },
  { "codebase", "* 1 10 ann m r1 A p c\n* 2 20 ann m r2 A p d\nb + x", "codebase=d", "r2 notstarted" },
  { "not-in-builder", "* 1 10 ann m r1 A p lib\nb #1 1-2 success m r0", "", "r1 notinbuilder" },
  { "by-text", "* 1 10 ann m 999\n* 2 20 ann m 1000\nb + x", "", "999 notstarted | 1000 notstarted" },
  { "by-time", "* 1 10 ann m 999\n* 2 20 ann m 1000\nb + x", "by_time=1", "1000 notstarted | 999 notstarted" },
  { "branches", "* 1 10 ann m r1\n* 2 20 ann foo r2\n* 3 30 ann bar r3\nb + x", "branch=foo&branch=bar",
    "r3 notstarted | r2 notstarted" },
  { "branch-of-many", "* 1 10 ann m r1\n* 2 20 ann foo r2\n* 3 30 ann m r3\n* 4 40 ann foo r4\n"
    "b #1 11-12 success m r1\nb #1 * 1\nb #2 21-22 failure foo r2\nb #2 * 2\n"
    "b #3 31-32 success m r3\nb #3 * 3\nb #4 41-42 failure foo r4\nb #4 * 4", "branch=foo",
    "r4 failure-again:4 | r2 failure:2" },
  { "unknown-revision", TWO "b #5 11-12 success m r9", "", "r2 notstarted | r1 notstarted" },
  { "same-change-on-two", TWO "a #3 11-12 success m r1\na #3 * 1\nb #5 11-12 failure m r1\nb #5 * 1",
    "revs=2", "r2 notstarted notstarted | r1 success:3 failure:5" },
  { "warnings", TWO "b #5 11-12 warnings m r1\nb #5 * 1", "", "r2 notstarted | r1 warnings:5" },
  { "failed-after-warnings", TWO "b #5 11-12 warnings m r1\nb #5 * 1\nb #6 21-22 failure m r2\nb #6 * 2", "",
    "r2 failure:6 | r1 warnings:5" },
  { "builders", TWO "a + x\nb + x\nc + x", "builder=a&builder=c&revs=1", "r2 notstarted notstarted" },
  { "revs", TWO "b + x", "revs=1", "r2 notstarted" },
  { "builder", TWO "a + x\nb + x", "builder=a&revs=1", "r2 notstarted" },
  { "category", TWO "a + x\nb + y", "category=y&revs=1", "r2 notstarted" },
};

static void
test_console (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  const char *args = consoles[i].args;
  g_autoptr(SpillMaster) master = world_new (consoles[i].world);
  g_autoptr(SpillColumns) columns = spill_columns_new (master);
  g_autoptr(GPtrArray) all = spill_columns_get_all (columns, NOW);
  g_autoptr(GPtrArray) changes = spill_columns_get_changes (columns, 500);
  g_auto(GStrv) builders = values_of (args, "builder");
  g_auto(GStrv) categories = values_of (args, "category");
  g_auto(GStrv) branches = values_of (args, "branch");
  g_auto(GStrv) names = values_of (args, "name");
  g_auto(GStrv) repository = values_of (args, "repository");
  g_auto(GStrv) project = values_of (args, "project");
  g_auto(GStrv) codebase = values_of (args, "codebase");
  SpillConsoleQuery query = {
    .builders = (const char * const *) builders, .tags = (const char * const *) categories,
    .branches = (const char * const *) branches, .names = (const char * const *) names,
    .repository = repository[0], .project = project[0], .codebase = codebase[0],
    .n_changes = (guint) number_of (args, "revs"), .by_time = is_set (args, "by_time", "1"),
  };
  g_autoptr(SpillConsole) console = spill_console_new (all, changes, &query);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint line = 0; line < console->n_changes; line++)
    {
      g_string_append_printf (text, "%s%s", line > 0 ? " | " : "", console->changes[line]->revision);
      for (guint c = 0; c < console->n_columns; c++)
        {
          const SpillConsoleBox *box = &console->boxes[line * console->n_columns + c];

          g_string_append_printf (text, " %s", spill_console_state_to_nick (box->state));
          if (box->build != NULL)
            g_string_append_printf (text, ":%u", box->build->number);
        }
    }
  g_assert_cmpstr (text->str, ==, consoles[i].console);
}

/* "waiting" is idle with a next start; tests that failed are summed; running builds have ends. */
static void
test_heads (void)
{
  g_autoptr(SpillMaster) master = world_new ("b next 1500\nc offline\nd #1 900-\nd #2 990-");
  g_autoptr(SpillColumns) columns = spill_columns_new (master);
  g_autoptr(GPtrArray) all = spill_columns_get_all (columns, NOW);
  const SpillColumn *b = all->pdata[0], *c = all->pdata[1], *d = all->pdata[2];

  g_assert_cmpint (b->activity, ==, SPILL_ACTIVITY_WAITING);
  g_assert_cmpfloat (b->next_start, ==, 1500);
  g_assert_cmpint (c->activity, ==, SPILL_ACTIVITY_OFFLINE);
  g_assert_cmpint (d->activity, ==, SPILL_ACTIVITY_BUILDING);
  g_assert_cmpuint (d->n_running, ==, 2);
  g_assert_null (spill_column_get_last (d, NULL));
}

/* Time to scale, and with idle time folded. */
static void
test_time_map (void)
{
  const SpillSpan busy[] = { { 950, G_MAXDOUBLE }, { 600, 650 }, { 100, 100 } };
  const SpillTimeScale plain = { 1000, 0, 2, 0, 0 };
  const SpillTimeScale folded = { 1000, 0, 2, 60, 20 };
  g_autoptr(SpillTimeMap) map = spill_time_map_new (&plain, busy, G_N_ELEMENTS (busy));
  g_autoptr(SpillTimeMap) folds = spill_time_map_new (&folded, busy, G_N_ELEMENTS (busy));

  g_assert_cmpuint (map->n_stretches, ==, 1);
  g_assert_cmpfloat (map->height, ==, 2000);
  g_assert_cmpfloat (spill_time_map_get_y (map, 900), ==, 200);
  g_assert_cmpfloat (spill_time_map_get_y (map, 1010), ==, -20);
  g_assert_cmpfloat (spill_time_map_get_time (map, 200), ==, 900);

  /* 1000-950, fold to 650, 650-600, fold to 100, nothing of 100, fold to 0 */
  g_assert_cmpfloat (folds->height, ==, 100 + 20 + 100 + 20 + 20);
  g_assert_cmpfloat (spill_time_map_get_y (folds, 950), ==, 100);
  g_assert_cmpfloat (spill_time_map_get_y (folds, 800), ==, 110);
  g_assert_cmpfloat (spill_time_map_get_y (folds, 625), ==, 170);
  g_assert_cmpfloat_with_epsilon (spill_time_map_get_time (folds, 110), 800, 1e-6);
  g_assert_cmpfloat_with_epsilon (spill_time_map_get_time (folds, 170), 625, 1e-6);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(area, table, test)                                                             \
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)                                         \
    {                                                                                      \
      g_autofree char *path = g_strdup_printf ("/layout/" area "/%s", table[i].name);      \
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test);                             \
    }
  ADD ("lane", lanes, test_lane)
  ADD ("changes", change_lanes, test_change_lane)
  ADD ("columns", columns_of, test_columns)
  ADD ("failing", failing, test_failing)
  ADD ("rows", rows, test_rows)
  ADD ("grid", grids, test_grid)
  ADD ("console", consoles, test_console)
#undef ADD
  g_test_add_func ("/layout/heads", test_heads);
  g_test_add_func ("/layout/time-map", test_time_map);

  return g_test_run ();
}
