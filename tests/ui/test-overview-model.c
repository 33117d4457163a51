#include "ui/spill-overview-model.h"

#include <string.h>

#include "model/spill-worker.h"

#include "ui/spill-quick-filter.h"
#include "ui/spill-rows-diff.h"
#include "util/spill-clock.h"

/* The model and the sentences of the overview, without a display. */

typedef struct
{
  SpillStatus        *status;
  SpillMaster        *master;
  SpillOverviewModel *model;
} Fixture;

/* 2026-11-18 14:00:00 UTC, a Wednesday. */
#define NOW 1795010400.0
#define MINUTE 60.0
#define HOUR 3600.0
#define DAY (24 * HOUR)

static SpillBuilder *
add_builder (SpillMaster *master,
             gint64       id,
             const char  *name,
             const char  *results,   /* of its builds, oldest first, one letter each */
             double       last)      /* end of the newest */
{
  SpillBuilder *builder = spill_master_add_builder (master, id, name);
  guint n = strlen (results);

  spill_builder_set_known (builder);
  for (guint i = 0; i < n; i++)
    {
      const char *letter = strchr ("SWFKERC", results[i]);
      SpillBuild *build = spill_builder_add_build (builder, id * 1000 + i, i + 1);

      spill_build_begin (build);
      spill_build_set_started (build, last - (n - 1 - i) * HOUR - 10 * MINUTE);
      if (results[i] != '.')
        spill_build_set_finished (build, last - (n - 1 - i) * HOUR, letter - "SWFKERC");
      spill_build_end (build);
    }
  return builder;
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  fixture->status = spill_status_new ();
  fixture->master = spill_master_new ("m", "demo:");
  spill_status_add_master (fixture->status, fixture->master);
  spill_master_set_connection (fixture->master, SPILL_CONNECTION_LIVE);
  fixture->model = spill_overview_model_new (fixture->status);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  g_assert_finalize_object (fixture->model);
  g_clear_object (&fixture->master);
  g_assert_finalize_object (fixture->status);
}

/* "[Broken 2] b a [Good 1] -" and so on; "-" is a heading that is closed. */
static char *
describe (SpillOverviewModel *model)
{
  GString *text = g_string_new (NULL);

  spill_overview_model_flush (model);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++)
    {
      g_autoptr(SpillOverviewItem) item = g_list_model_get_item (G_LIST_MODEL (model), i);

      if (i > 0)
        g_string_append_c (text, ' ');
      if (spill_overview_item_is_heading (item))
        g_string_append_printf (text, "[%s %u]%s", spill_overview_item_get_title (item),
                                spill_overview_item_get_n (item),
                                spill_overview_item_is_expanded (item) ? "" : "-");
      else
        g_string_append (text, spill_builder_get_name (spill_overview_item_get_builder (item)));
    }
  return g_string_free (text, FALSE);
}

#define assert_rows(model, expected) \
  G_STMT_START { \
    g_autofree char *rows_ = describe (model); \
    g_assert_cmpstr (rows_, ==, expected); \
  } G_STMT_END

/* Sections: one builder, and where it is */

static const struct
{
  const char *name;
  const char *results;
  const char *expected;
} sections[] = {
  { "good", "FS", "[Good 1] b" },
  { "broken", "SF", "[Broken 1] b" },
  { "broken-though-cancelled", "SFC", "[Broken 1] b" },
  { "broken-though-building", "SF.", "[Broken 1] b" },
  { "building", "S.", "[Building 1] b" },
  { "first-build-runs", ".", "[Building 1] b" },
  { "warnings", "SW", "[Warnings and Others 1] b" },
  { "exception", "SE", "[Warnings and Others 1] b" },
  { "retry", "SR", "[Warnings and Others 1] b" },
  { "only-cancelled", "C", "[Warnings and Others 1] b" },
  { "good-though-cancelled", "SC", "[Good 1] b" },
  { "good-though-skipped", "SK", "[Good 1] b" },
  { "never", "", "[Never Built 1] b" },
};

static void
test_section (Fixture       *fixture,
              gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);

  add_builder (fixture->master, 1, "b", sections[i].results, NOW);
  assert_rows (fixture->model, sections[i].expected);
}

/* The symbol says good; that the last build was stopped must be said. */
static void
test_stopped (Fixture       *fixture,
              gconstpointer  data)
{
  SpillBuilder *builder = add_builder (fixture->master, 1, "b", "SC", NOW);
  SpillOverviewFacts facts;
  g_autofree char *words = NULL;

  spill_overview_facts_read (builder, &facts);
  words = spill_overview_text_words (builder, &facts, NOW);
  g_assert_true (g_str_has_prefix (words, "Cancelled · #"));
}

static void
test_unknown (Fixture       *fixture,
              gconstpointer  data)
{
  SpillBuilder *builder = spill_master_add_builder (fixture->master, 1, "b");
  SpillOverviewFacts facts;
  g_autofree char *words = NULL;

  assert_rows (fixture->model, "[Not Known Yet 1] b");
  spill_overview_facts_read (builder, &facts);
  g_assert_cmpint (facts.look, ==, SPILL_LOOK_UNKNOWN);
  g_assert_false (facts.is_good);
  words = spill_overview_text_words (builder, &facts, NOW);
  g_assert_cmpstr (words, ==, "not known yet");
}

static void
test_offline (Fixture       *fixture,
              gconstpointer  data)
{
  SpillBuilder *builder = add_builder (fixture->master, 1, "b", "S", NOW);

  spill_builder_set_state (builder, SPILL_BUILDER_OFFLINE);
  assert_rows (fixture->model, "[Offline 1] b");
}

/* Order */

static void
add_many (Fixture *fixture)
{
  static const char * const slow[] = { "slow", "linux", NULL };
  static const char * const linux_tag[] = { "linux", NULL };

  add_builder (fixture->master, 1, "good-10", "S", NOW - 2 * HOUR);
  spill_builder_set_tags (add_builder (fixture->master, 2, "good-9", "S", NOW - HOUR), linux_tag);
  add_builder (fixture->master, 3, "old", "SFFF", NOW - HOUR);
  spill_builder_set_tags (add_builder (fixture->master, 4, "new", "SSF", NOW - 2 * MINUTE), slow);
  add_builder (fixture->master, 5, "runs", "S.", NOW);
}

static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  add_many (fixture);
  assert_rows (fixture->model, "[Broken 2] new old [Building 1] runs [Good 2]-");

  g_object_set (fixture->model, "group", SPILL_OVERVIEW_GROUP_NONE, NULL);
  assert_rows (fixture->model, "new old runs good-9 good-10");
  g_object_set (fixture->model, "sort", SPILL_OVERVIEW_SORT_NAME, NULL);
  assert_rows (fixture->model, "good-9 good-10 new old runs");
  g_object_set (fixture->model, "sort", SPILL_OVERVIEW_SORT_LAST_BUILD, NULL);
  assert_rows (fixture->model, "new good-9 old runs good-10");
  spill_builder_set_n_pending (spill_master_find_builder (fixture->master, "old"), 7);
  g_object_set (fixture->model, "sort", SPILL_OVERVIEW_SORT_WAITING, NULL);
  assert_rows (fixture->model, "old good-9 good-10 new runs");
}

static void
test_tags (Fixture       *fixture,
           gconstpointer  data)
{
  static const char * const none[] = { NULL };

  add_many (fixture);
  g_object_set (fixture->model, "group", SPILL_OVERVIEW_GROUP_TAG, NULL);
  assert_rows (fixture->model, "[linux 2] new good-9 [slow 1] new [No Tag 3] old runs good-10");
  spill_builder_set_tags (spill_master_find_builder (fixture->master, "new"), none);
  spill_builder_changed (spill_master_find_builder (fixture->master, "new"));
  assert_rows (fixture->model, "[linux 1] good-9 [No Tag 4] new old runs good-10");
}

static void
test_masters (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(SpillMaster) other = spill_master_new ("n", "demo:other");

  spill_master_set_name (fixture->master, "one");
  spill_master_set_name (other, "two");
  add_builder (fixture->master, 1, "a", "S", NOW);
  add_builder (other, 1, "a", "F", NOW);
  spill_status_add_master (fixture->status, other);
  g_object_set (fixture->model, "group", SPILL_OVERVIEW_GROUP_MASTER, NULL);
  assert_rows (fixture->model, "[one 1] a [two 1] a");
  spill_overview_model_set_master (fixture->model, other);
  assert_rows (fixture->model, "[two 1] a");
  spill_overview_model_set_master (fixture->model, NULL);
  spill_status_remove_master (fixture->status, other);
  assert_rows (fixture->model, "[one 1] a");
}

/* Folding */

static void
test_folds (Fixture       *fixture,
            gconstpointer  data)
{
  g_auto(GStrv) folds = NULL;
  g_autoptr(SpillOverviewItem) heading = NULL;

  add_many (fixture);
  assert_rows (fixture->model, "[Broken 2] new old [Building 1] runs [Good 2]-");
  heading = g_list_model_get_item (G_LIST_MODEL (fixture->model), 5);
  spill_overview_model_toggle (fixture->model, heading);
  assert_rows (fixture->model, "[Broken 2] new old [Building 1] runs [Good 2] good-9 good-10");
  g_object_get (fixture->model, "folds", &folds, NULL);
  g_assert_cmpuint (g_strv_length (folds), ==, 1);
  g_assert_cmpstr (folds[0], ==, "+state:good");

  spill_overview_model_toggle (fixture->model, heading);
  g_clear_pointer (&folds, g_strfreev);
  folds = g_strsplit ("-state:broken,nonsense,+state:good", ",", -1);
  g_object_set (fixture->model, "folds", folds, NULL);
  assert_rows (fixture->model, "[Broken 2]- [Building 1] runs [Good 2] good-9 good-10");

  /* A filter opens all; what is closed then is not remembered. */
  spill_overview_model_set_filter (fixture->model, "o");
  assert_rows (fixture->model, "[Broken 2] new old [Building 1] runs [Good 2] good-9 good-10");
  spill_overview_model_set_filter (fixture->model, "");
  assert_rows (fixture->model, "[Broken 2]- [Building 1] runs [Good 2] good-9 good-10");
}

/* What is alone is open, and stays so when something breaks. */
static void
test_alone (Fixture       *fixture,
            gconstpointer  data)
{
  SpillBuild *build;
  SpillBuilder *builder;

  add_builder (fixture->master, 1, "a", "S", NOW);
  builder = add_builder (fixture->master, 2, "b", "S", NOW);
  assert_rows (fixture->model, "[Good 2] a b");
  build = spill_builder_add_build (builder, 9, 9);
  spill_build_set_started (build, NOW);
  spill_build_set_finished (build, NOW + 1, SPILL_RESULT_FAILURE);
  assert_rows (fixture->model, "[Broken 1] b [Good 1] a");
}

/* Filter */

static const struct
{
  const char *name;
  const char *filter;
  const char *expected;
} filters[] = {
  { "name", "gOOd-1", "[Good 1] good-10" },
  { "two-words", "10 good", "[Good 1] good-10" },
  { "tag", "slow", "[Broken 1] new" },
  { "section", "broken", "[Broken 2] new old" },
  { "result", "failed again", "[Broken 1] old" },
  { "nick", "failure", "[Broken 2] new old" },
  { "activity", "building", "[Building 1] runs" },
  { "person", "ann", "[Broken 1] old" },
  { "worker", "ant", "[Good 1] good-9" },
  { "umlaut", "JÖRG", "[Broken 1] old" },
  { "nothing", "new slow missing", "" },
  { "blank", "   ", "[Broken 2] new old [Building 1] runs [Good 2]-" },
};

static void
test_filter (Fixture       *fixture,
             gconstpointer  data)
{
  static const char * const people[] = { "Ann Example <x@y>", "jörg", NULL };
  guint i = GPOINTER_TO_UINT (data);
  gint64 builder_id = 2;
  SpillWorker *worker;

  add_many (fixture);
  spill_build_set_people (spill_builder_get_last_build (spill_master_find_builder (fixture->master,
                                                                                   "old")), people);
  worker = spill_master_add_worker (fixture->master, 1, "ant");
  spill_worker_set_connected (worker, TRUE);
  spill_worker_set_builder_ids (worker, &builder_id, 1);
  spill_overview_model_set_filter (fixture->model, filters[i].filter);
  assert_rows (fixture->model, filters[i].expected);
  g_assert_cmpuint (spill_overview_model_get_counts (fixture->model)->n_builders, ==, 5);
}

/* Increments */

typedef struct
{
  guint n_signals;
  guint n_removed;
  guint n_added;
} Seen;

static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Seen       *seen)
{
  seen->n_signals++;
  seen->n_removed += removed;
  seen->n_added += added;
}

static void
count_item (Seen *seen)
{
  seen->n_signals++;
}

static void
test_increments (Fixture       *fixture,
                 gconstpointer  data)
{
  SpillBuilder *builder;
  SpillBuild *build;
  g_autoptr(SpillOverviewItem) item = NULL;
  g_autoptr(SpillOverviewItem) same = NULL;
  Seen seen = { 0 }, told = { 0 };

  g_object_set (fixture->model, "group", SPILL_OVERVIEW_GROUP_STATE, NULL);
  add_many (fixture);
  spill_overview_model_flush (fixture->model);
  g_signal_connect (fixture->model, "items-changed", G_CALLBACK (on_items_changed), &seen);

  /* What a row shows has changed: nothing moves, the row is told. */
  builder = spill_master_find_builder (fixture->master, "old");
  item = g_list_model_get_item (G_LIST_MODEL (fixture->model), 2);
  g_assert_true (spill_overview_item_get_builder (item) == builder);
  g_signal_connect_swapped (item, "changed", G_CALLBACK (count_item), &told);
  spill_builder_set_n_pending (builder, 3);
  spill_builder_set_n_pending (builder, 4);
  spill_builder_changed (builder);
  spill_overview_model_flush (fixture->model);
  g_assert_cmpuint (seen.n_signals, ==, 0);
  g_assert_cmpuint (told.n_signals, ==, 1);
  g_assert_cmpuint (spill_overview_item_get_facts (item)->n_pending, ==, 4);

  /* One moves: one goes, one comes, and it is the same row. */
  build = spill_builder_add_build (builder, 99, 99);
  spill_build_set_started (build, NOW);
  spill_build_set_finished (build, NOW + 5, SPILL_RESULT_WARNINGS);
  assert_rows (fixture->model, "[Broken 1] new [Building 1] runs [Warnings and Others 1] old [Good 2]-");
  same = g_list_model_get_item (G_LIST_MODEL (fixture->model), 5);
  g_assert_true (same == item);
  g_assert_cmpuint (seen.n_removed, ==, 1);
  g_assert_cmpuint (seen.n_added, ==, 2);

  spill_master_remove_builder (fixture->master, 3);
  assert_rows (fixture->model, "[Broken 1] new [Building 1] runs [Good 2]-");
}

/* What a build that goes on tells can wait for the tick; that it ended cannot. */
static void
test_tick (Fixture       *fixture,
           gconstpointer  data)
{
  SpillBuilder *builder;
  SpillBuild *build;
  g_autoptr(SpillOverviewItem) item = NULL;
  Seen told = { 0 };

  add_many (fixture);
  assert_rows (fixture->model, "[Broken 2] new old [Building 1] runs [Good 2]-");
  builder = spill_master_find_builder (fixture->master, "runs");
  item = g_list_model_get_item (G_LIST_MODEL (fixture->model), 4);
  g_assert_true (spill_overview_item_get_builder (item) == builder);
  g_signal_connect_swapped (item, "changed", G_CALLBACK (count_item), &told);

  spill_builder_changed (builder);
  spill_overview_model_flush (fixture->model);
  g_assert_cmpuint (told.n_signals, ==, 0);
  spill_overview_item_catch_up (item);
  spill_overview_item_catch_up (item);
  g_assert_cmpuint (told.n_signals, ==, 1);

  build = spill_list_peek (spill_builder_get_running (builder), 0);
  spill_build_set_finished (build, NOW + 5, SPILL_RESULT_SUCCESS);
  spill_overview_model_flush (fixture->model);
  g_assert_cmpuint (told.n_signals, ==, 2);
}

/* A round comes by itself, once for many changes. */
static void
test_round (Fixture       *fixture,
            gconstpointer  data)
{
  Seen seen = { 0 };
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  add_many (fixture);
  g_signal_connect_swapped (fixture->model, "updated", G_CALLBACK (count_item), &seen);
  while (seen.n_signals == 0 && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (seen.n_signals, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)), ==, 6);
}

/* Sentences */

static const struct
{
  const char *name;
  const char *results;
  double      last;         /* before NOW */
  const char *revision;     /* of the first bad one */
  const char *people;       /* of the last one, separated by ; */
  const char *expected;     /* NULL: not broken */
} streaks[] = {
  { "good", "FS", 0, NULL, NULL, NULL },
  { "new", "SF", 30 * MINUTE, NULL, NULL, "failing since 13:30 (new)" },
  { "again", "SFF", 30 * MINUTE, NULL, NULL, "failing for 2 builds, since 12:30" },
  { "counts-only-what-tells", "SFEFC", 30 * MINUTE, NULL, NULL, "failing for 2 builds, since 10:30" },
  { "days", "SFFFFF", DAY, NULL, NULL, "failing for 5 builds, since yesterday" },
  { "weekday", "SF", 3 * DAY, NULL, NULL, "failing since Sunday (new)" },
  { "revision", "SF", 30 * MINUTE, "1234", NULL, "failing since 13:30 (new), r1234" },
  { "hash", "SF", 30 * MINUTE, "4f2a91c04f2a91c0", NULL, "failing since 13:30 (new), 4f2a91c" },
  { "one-person", "SF", 30 * MINUTE, NULL, "Ann <ann@example.org>", "failing since 13:30 (new), Ann" },
  { "two-people", "SF", 30 * MINUTE, "1234", "Ann;bob@example.org",
    "failing since 13:30 (new), r1234, Ann and bob" },
  { "three-people", "SF", 30 * MINUTE, "1234", "a;b;c",
    "failing since 13:30 (new), r1234, 3 people" },
};

static void
test_streak (Fixture       *fixture,
             gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  SpillBuilder *builder =
    add_builder (fixture->master, 1, "b", streaks[i].results, NOW - streaks[i].last);
  SpillBuild *last = spill_builder_get_last_build (builder);
  SpillStreak streak;
  g_autofree char *text = NULL;

  spill_builder_get_streak (builder, &streak);
  if (streaks[i].revision != NULL)
    spill_build_set_revision (streak.first, streaks[i].revision, NULL);
  if (streaks[i].people != NULL)
    {
      g_auto(GStrv) people = g_strsplit (streaks[i].people, ";", -1);

      spill_build_set_people (last, (const char * const *) people);
    }
  text = spill_overview_text_streak (builder, NOW);
  g_assert_cmpstr (text, ==, streaks[i].expected);
}

/* Builds before the oldest that is known may have failed as well. */
static void
test_open_streak (Fixture       *fixture,
                  gconstpointer  data)
{
  SpillBuilder *builder = spill_master_add_builder (fixture->master, 1, "b");
  g_autofree char *text = NULL;

  for (guint i = 7; i < 9; i++)
    {
      SpillBuild *build = spill_builder_add_build (builder, i, i);

      spill_build_set_started (build, NOW - (9 - i) * HOUR - MINUTE);
      spill_build_set_finished (build, NOW - (9 - i) * HOUR, SPILL_RESULT_FAILURE);
    }
  text = spill_overview_text_streak (builder, NOW);
  g_assert_cmpstr (text, ==, "failing for 2 or more builds, since 12:00 or longer");
}

static void
test_spoken (Fixture       *fixture,
             gconstpointer  data)
{
  SpillBuilder *builder = add_builder (fixture->master, 1, "linux-gcc", "SFF.", NOW + 6 * MINUTE);
  SpillBuild *last = spill_builder_get_last_build (builder);
  SpillStep *step = spill_build_add_step (last, 0, "test");
  SpillOverviewFacts facts;
  g_autofree char *text = NULL;

  spill_step_set_started (step, NOW - HOUR);
  spill_step_set_finished (step, NOW - 40 * MINUTE, SPILL_RESULT_FAILURE);
  spill_builder_set_n_pending (builder, 2);
  spill_overview_facts_read (builder, &facts);
  text = spill_overview_text_spoken (builder, &facts, NOW);
  g_assert_cmpstr (text, ==, "linux-gcc: failing for 2 builds, since 12:06; failed at test; "
                             "building #4, 40 percent, about 6 min left; 2 waiting");
}

static void
test_summary (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *text = NULL;

  add_many (fixture);
  add_builder (fixture->master, 6, "also-new", "SF", NOW - HOUR);
  spill_builder_set_n_pending (spill_master_find_builder (fixture->master, "runs"), 12);
  spill_overview_model_flush (fixture->model);
  text = spill_overview_text_summary (spill_overview_model_get_counts (fixture->model), NOW);
  g_assert_cmpstr (text, ==, "3 broken · 2 new since 13:00 · 3 good · 1 building · 12 waiting");
}

/* Rows */

static const struct
{
  const char *name;
  const char *from;       /* a letter each */
  const char *to;
  guint       n_signals;
} diffs[] = {
  { "same", "abc", "abc", 0 },
  { "append", "abc", "abcd", 1 },
  { "remove", "abcd", "ad", 1 },
  { "empty", "abc", "", 1 },
  { "fill", "", "abc", 1 },
  { "move-up", "abcdef", "aebcdf", 2 },
  { "move-down", "abcdef", "bcdaef", 2 },
  { "swap", "abcdef", "fbcdea", 4 },
  { "two-places", "abcdef", "abxcdyf", 3 },
  { "all-new", "abc", "xyz", 2 },
};

#define TEST_TYPE_ROWS (test_rows_get_type ())
G_DECLARE_FINAL_TYPE (TestRows, test_rows, TEST, ROWS, GObject)

struct _TestRows
{
  GObject    parent_instance;

  GPtrArray *rows;
  GString   *seen;        /* what a watcher thinks is there */
  guint      n_signals;
};

static void test_rows_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestRows, test_rows, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, test_rows_list_init))

static GType
test_rows_get_item_type (GListModel *list)
{
  return G_TYPE_OBJECT;
}

static guint
test_rows_get_n_items (GListModel *list)
{
  return TEST_ROWS (list)->rows->len;
}

static gpointer
test_rows_get_item (GListModel *list,
                    guint       position)
{
  TestRows *self = TEST_ROWS (list);

  return position < self->rows->len ? g_object_ref (self->rows->pdata[position]) : NULL;
}

static void
test_rows_list_init (GListModelInterface *iface)
{
  iface->get_item_type = test_rows_get_item_type;
  iface->get_n_items = test_rows_get_n_items;
  iface->get_item = test_rows_get_item;
}

static void
test_rows_class_init (TestRowsClass *klass)
{
}

static void
test_rows_init (TestRows *self)
{
}

static char
letter_of (gpointer item)
{
  return GPOINTER_TO_INT (g_object_get_data (item, "letter"));
}

static void
on_rows_changed (TestRows *self,
                 guint     position,
                 guint     removed,
                 guint     added)
{
  self->n_signals++;
  g_string_erase (self->seen, position, removed);
  for (guint i = 0; i < added; i++)
    g_string_insert_c (self->seen, position + i, letter_of (self->rows->pdata[position + i]));
}

static GPtrArray *
make_rows (GHashTable *letters,
           const char *text)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *text != '\0'; text++)
    {
      GObject *item = g_hash_table_lookup (letters, GINT_TO_POINTER (*text));

      if (item == NULL)
        {
          item = g_object_new (G_TYPE_OBJECT, NULL);
          g_object_set_data (item, "letter", GINT_TO_POINTER (*text));
          g_hash_table_insert (letters, GINT_TO_POINTER (*text), item);
        }
      g_ptr_array_add (rows, g_object_ref (item));
    }
  return rows;
}

static void
test_diff (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GHashTable) letters = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  TestRows *list = g_object_new (TEST_TYPE_ROWS, NULL);
  g_autoptr(GPtrArray) rows = make_rows (letters, diffs[i].from);
  g_autoptr(GPtrArray) wanted = make_rows (letters, diffs[i].to);

  list->rows = rows;
  list->seen = g_string_new (diffs[i].from);
  g_signal_connect (list, "items-changed", G_CALLBACK (on_rows_changed), NULL);
  spill_rows_diff (G_LIST_MODEL (list), rows, wanted);
  g_assert_cmpstr (list->seen->str, ==, diffs[i].to);
  g_assert_cmpuint (list->n_signals, ==, diffs[i].n_signals);
  g_string_free (list->seen, TRUE);
  g_object_unref (list);
}

/* Any two orders, many times: whoever watches ends with what is there. */
static void
test_diff_random (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (2);

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr(GHashTable) letters = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
      g_autoptr(GPtrArray) rows = NULL;
      g_autoptr(GPtrArray) wanted = NULL;
      TestRows *list = g_object_new (TEST_TYPE_ROWS, NULL);
      char text[2][91];

      for (guint which = 0; which < 2; which++)
        {
          guint n = 0;

          for (char letter = '!'; letter < '!' + 90; letter++)
            {
              if (g_rand_boolean (rand))
                text[which][n++] = letter;
            }
          text[which][n] = '\0';
          for (guint k = n; round % 3 == 0 && k > 1; k--)
            {
              guint other = g_rand_int_range (rand, 0, k);
              char kept = text[which][k - 1];

              text[which][k - 1] = text[which][other];
              text[which][other] = kept;
            }
        }
      rows = make_rows (letters, text[0]);
      wanted = make_rows (letters, text[1]);
      list->rows = rows;
      list->seen = g_string_new (text[0]);
      g_signal_connect (list, "items-changed", G_CALLBACK (on_rows_changed), NULL);
      spill_rows_diff (G_LIST_MODEL (list), rows, wanted);
      g_assert_cmpstr (list->seen->str, ==, text[1]);
      g_string_free (list->seen, TRUE);
      g_object_unref (list);
    }
}

static void
add (const char *group,
     const char *name,
     guint       i,
     void      (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/ui/overview/%s/%s", group, name);

  g_test_add (path, Fixture, GUINT_TO_POINTER (i), setup, test, teardown);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    add ("section", sections[i].name, i, test_section);
  add ("section", "stopped", 0, test_stopped);
  add ("section", "unknown", 0, test_unknown);
  add ("section", "offline", 0, test_offline);
  add ("order", "state", 0, test_order);
  add ("order", "tag", 0, test_tags);
  add ("order", "master", 0, test_masters);
  add ("folds", "remembered", 0, test_folds);
  add ("folds", "alone", 0, test_alone);
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    add ("filter", filters[i].name, i, test_filter);
  add ("increments", "rows", 0, test_increments);
  add ("increments", "round", 0, test_round);
  add ("increments", "tick", 0, test_tick);
  for (guint i = 0; i < G_N_ELEMENTS (streaks); i++)
    add ("streak", streaks[i].name, i, test_streak);
  add ("streak", "open-ended", 0, test_open_streak);
  add ("text", "spoken", 0, test_spoken);
  add ("text", "summary", 0, test_summary);
  for (guint i = 0; i < G_N_ELEMENTS (diffs); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ui/overview/diff/%s", diffs[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_diff);
    }
  g_test_add_func ("/ui/overview/diff/random", test_diff_random);

  return g_test_run ();
}
