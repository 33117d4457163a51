#include <string.h>

#include "board-page-test.h"
#include "frozen.h"
#include "model/spill-change.h"
#include "ui/spill-choice.h"
#include "ui/spill-grid-board.h"
#include "ui/spill-grid-page.h"
#include "world.h"

static const SpillColumnBuild *
get_build (BoardTest *test,
           gboolean   is_transposed,
           guint      builder,
           guint      stamp)
{
  SpillBoardCell cell = { (int) (is_transposed ? builder : stamp), (int) (is_transposed ? stamp : builder) };

  return spill_grid_board_get_build (SPILL_GRID_BOARD (test->board), &cell);
}

/* What is told of a cell names builder, revision, and number and result of the build. */
static void
check_words (BoardTest              *test,
             gboolean                is_transposed,
             const SpillGrid        *grid,
             guint                   builder,
             guint                   stamp)
{
  const SpillColumnBuild *build = spill_grid_get_cell (grid, builder, stamp);
  g_autofree char *words = is_transposed ? board_test_words (test, (int) builder, (int) stamp)
                                         : board_test_words (test, (int) stamp, (int) builder);
  const char *revision = grid->stamps[stamp]->stamps[0].revision;
  g_autofree char *number = NULL;

  g_assert_true (g_str_has_prefix (words, grid->columns[builder]->name));
  if (revision != NULL)
    {
      g_autofree char *start = g_strndup (revision, MIN (strlen (revision), 7));

      g_assert_nonnull (strstr (words, start));
    }
  if (build == NULL)
    {
      g_assert_nonnull (strstr (words, "not built"));
      return;
    }
  number = g_strdup_printf ("build %u, ", build->number);
  g_assert_nonnull (strstr (words, number));
}

/* All cells of the widget against a grid made of the same columns. */
static void
compare (BoardTest          *test,
         gboolean            is_transposed,
         const char * const *branches,
         const char * const *tags)
{
  SpillGridBoard *board = SPILL_GRID_BOARD (test->board);
  const SpillGrid *shown = spill_grid_board_get_grid (board);
  g_autoptr(SpillColumns) columns = spill_columns_new (test->master);
  g_autoptr(GPtrArray) all = spill_columns_get_all (columns, FROZEN_NOW);
  SpillGridQuery query = {
    .branches = branches, .tags = tags, .n_stamps = shown->n_stamps, .newest_first = TRUE,
    .natural_names = TRUE,
  };
  g_autoptr(SpillGrid) grid = NULL;
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (test->board);
  SpillBoardSize size = { 0 };

  /* More builds are looked at as there are more revisions: as many as the widget does. */
  for (query.n_stamps = 10; grid == NULL || grid->n_stamps < shown->n_stamps; query.n_stamps += 10)
    {
      g_clear_pointer (&grid, spill_grid_unref);
      grid = spill_grid_new (all, &query);
      g_assert_cmpuint (query.n_stamps, <=, SPILL_GRID_MAX_STAMPS);
    }
  g_assert_cmpuint (grid->n_columns, ==, shown->n_columns);
  g_assert_cmpuint (grid->n_stamps, ==, shown->n_stamps);
  klass->get_size (test->board, &size);
  g_assert_cmpint (size.n_columns, ==, is_transposed ? grid->n_columns : grid->n_stamps);
  g_assert_cmpint (klass->get_n_rows (test->board, 0), ==, is_transposed ? grid->n_stamps : grid->n_columns);

  for (guint builder = 0; builder < grid->n_columns; builder++)
    for (guint stamp = 0; stamp < grid->n_stamps; stamp++)
      {
        const SpillColumnBuild *ours = get_build (test, is_transposed, builder, stamp);
        const SpillColumnBuild *theirs = spill_grid_get_cell (grid, builder, stamp);

        g_assert_cmpint (ours != NULL, ==, theirs != NULL);
        if (ours != NULL)
          {
            g_assert_cmpuint (ours->number, ==, theirs->number);
            g_assert_cmpint (ours->result, ==, theirs->result);
          }
        check_words (test, is_transposed, grid, builder, stamp);
      }
}

/* Each cell is found again by what it shows. */
static void
check_ids (BoardTest *test)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (test->board);
  SpillBoardSize size;

  klass->get_size (test->board, &size);
  for (int column = 0; column < size.n_columns; column++)
    for (int row = -1; row < klass->get_n_rows (test->board, 0); row++)
      {
        SpillBoardCell cell = { column, row }, found;
        SpillBoardId id;

        klass->get_id (test->board, &cell, &id);
        g_assert_true (id.a != 0 || id.b != 0 || id.c != 0);
        g_assert_true (klass->find_id (test->board, &id, &found));
        g_assert_cmpint (found.column, ==, column);
        g_assert_cmpint (found.row, ==, row);
      }
}

static guint
count_failures (BoardTest *test)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (test->board);
  SpillBoardCell cell = { SPILL_BOARD_HEAD, SPILL_BOARD_HEAD };
  guint n = 0, n_back = 1;

  while (klass->find_failure (test->board, &cell, TRUE, &cell))
    {
      const SpillColumnBuild *build = spill_grid_board_get_build (SPILL_GRID_BOARD (test->board), &cell);

      g_assert_true (build->result == SPILL_RESULT_FAILURE || build->result == SPILL_RESULT_EXCEPTION);
      n++;
    }
  while (klass->find_failure (test->board, &cell, FALSE, &cell))
    n_back++;
  if (n > 0)
    g_assert_cmpuint (n_back, ==, n);
  return n;
}

static guint
count_failed_cells (const SpillGrid *grid)
{
  guint n = 0;

  for (guint i = 0; i < grid->n_columns * grid->n_stamps; i++)
    {
      const SpillColumnBuild *build = grid->cells[i];

      n += build != NULL && build->finished > 0
           && (build->result == SPILL_RESULT_FAILURE || build->result == SPILL_RESULT_EXCEPTION);
    }
  return n;
}

/* A real master's state, either way round. */
static void
test_frozen (gconstpointer data)
{
  gboolean is_transposed = GPOINTER_TO_INT (data);
  BoardTest test;
  const SpillGrid *grid;

  board_test_open (&test, spill_grid_page_new, frozen_master_new (), 900, 600);
  spill_grid_board_set_transposed (SPILL_GRID_BOARD (test.board), is_transposed);
  board_test_settle (&test);
  grid = spill_grid_board_get_grid (SPILL_GRID_BOARD (test.board));
  g_assert_cmpuint (grid->n_columns, ==, 13);
  g_assert_cmpuint (grid->n_stamps, >=, 10);
  compare (&test, is_transposed, NULL, NULL);
  check_ids (&test);
  g_assert_cmpuint (count_failures (&test), ==, count_failed_cells (grid));
  g_assert_cmpuint (count_failed_cells (grid), >, 5);
  board_test_close (&test);
}

static void
test_frozen_choice (void)
{
  static const char *const branches[] = { "release", NULL };
  static const char *const tags[] = { "linux", NULL };
  BoardTest test;
  SpillBoardFeed *feed;

  board_test_open (&test, spill_grid_page_new, frozen_master_new (), 900, 600);
  feed = spill_board_page_get_feed (test.page);
  spill_board_feed_set_branch (feed, "release");
  board_test_settle (&test);
  compare (&test, FALSE, branches, NULL);
  spill_board_feed_set_branch (feed, NULL);
  spill_board_feed_set_tag (feed, "linux");
  board_test_settle (&test);
  compare (&test, FALSE, NULL, tags);
  g_assert_cmpuint (spill_grid_board_get_grid (SPILL_GRID_BOARD (test.board))->n_columns, <, 13);
  spill_board_feed_set_tag (feed, NULL);
  g_object_set (test.page, "filter", "LINUX gcc", NULL);
  board_test_settle (&test);
  g_assert_cmpuint (spill_grid_board_get_grid (SPILL_GRID_BOARD (test.board))->n_columns, ==, 1);
  board_test_close (&test);
}

/* Hand-made: what a cell says. Column is the revision, newest first. */
static const struct { const char *name, *world; int column, row; const char *words; } cells[] = {
  { "success", "b #5 1-61 success m r1", 0, 0, "b, revision r1, build 5, Success, 1 minute" },
  { "failed-step", "b #5 1-61 failure m r1\nb #5 s 1-61 failure compile_failed", 0, 0,
    "b, revision r1, build 5, Failed, compile failed, 1 minute" },
  { "failed-again", "b #4 1-2 failure m r0\nb #5 3-63 failure m r1", 0, 0,
    "b, revision r1, build 5, Failed again, 1 minute" },
  { "failed-first", "b #4 1-61 failure m r0\nb #5 63-64 failure m r1", 1, 0,
    "b, revision r0, build 4, Failed, 1 minute" },
  { "exception-between", "b #3 1-2 failure m r0\nb #4 3-4 exception m r1\nb #5 5-65 failure m r2", 0, 0,
    "b, revision r2, build 5, Failed again, 1 minute" },
  { "not-built", "a #1 1-2 success m r1\nb #1 3-4 success m r2", 1, 1, "b, revision r1, not built" },
  { "revision", "* 1 10 Ann m r1\nb #1 11-12 success m r1\nb #1 * 1", 0, -1, "revision r1, m, by Ann" },
  { "branch-of-none", "b #1 11-12 success - r1", 0, -1, "revision r1, trunk" },
  { "latest", "b #1 11-12 success m", 0, 0, "b, revision latest, build 1, Success" },
  { "project", "b #1 11-12 success m r1 core", 0, -1, "revision r1, m · core" },
  { "builder", "b #1 11-12 success m r1", -1, 0, "b, Success, idle" },
  { "offline", "b #1 11-12 success m r1\nb offline", -1, 0, "b, Success, offline" },
  /* The last build is the last one, whatever came of it. */
  { "builder-exception", "b #1 1-2 success m r1\nb #2 3-4 exception m r2", -1, 0, "b, Exception, idle" },
  { "builder-exception-after-failure", "b #1 1-2 failure m r1\nb #2 3-4 exception m r2", -1, 0,
    "b, Exception, idle" },
  { "builder-cancelled", "b #1 1-2 success m r1\nb #2 3-4 cancelled m r2\nb #3 5- m r3", -1, 0,
    "b, Cancelled, building" },
};

static void
test_cell (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  BoardTest test;
  g_autofree char *words = NULL;

  board_test_open (&test, spill_grid_page_new, world_new (cells[i].world), 700, 400);
  words = board_test_words (&test, cells[i].column, cells[i].row);
  if (!g_str_has_prefix (words, cells[i].words))
    g_assert_cmpstr (words, ==, cells[i].words);
  check_ids (&test);
  board_test_close (&test);
}

typedef struct
{
  BoardTest  *test;
  const char *text;
} Wanted;

static gboolean
is_said (gpointer data)
{
  Wanted *wanted = data;

  return ui_find_text (GTK_WIDGET (wanted->test->page), wanted->text) != NULL;
}

/* Waits until the page says so. */
static void
check_says (BoardTest  *test,
            const char *text)
{
  Wanted wanted = { test, text };

  ui_wait (is_said, &wanted);
}

static void
test_states (void)
{
  BoardTest test;

  board_test_open (&test, spill_grid_page_new, world_new (""), 700, 400);
  check_says (&test, "No Builders");
  board_test_close (&test);

  board_test_open (&test, spill_grid_page_new, world_new ("b + x"), 700, 400);
  check_says (&test, "Nothing Built Yet");
  board_test_close (&test);

  board_test_open (&test, spill_grid_page_new, world_new ("b + x\nb #1 1-2 success m r1"), 700, 400);
  check_says (&test, "1 builder · 1 revision");
  g_object_set (test.page, "filter", "none <b>", NULL);
  board_test_settle (&test);
  check_says (&test, "Nothing Matches “none <b>”");
  g_object_set (test.page, "filter", "other words", NULL);
  board_test_settle (&test);
  check_says (&test, "Nothing Matches “other words”");
  g_assert_cmpstr (spill_board_feed_get_filter (spill_board_page_get_feed (test.page)), ==, "other words");
  ui_click (GTK_WIDGET (test.page), "Clear");
  board_test_settle (&test);
  g_assert_null (ui_find_text (GTK_WIDGET (test.page), "Nothing Matches"));
  spill_board_feed_set_branch (spill_board_page_get_feed (test.page), "other");
  board_test_settle (&test);
  check_says (&test, "Nothing Built of This Branch");
  ui_check_controls (GTK_WIDGET (test.page));
  board_test_close (&test);
}

/* Of another master nothing is shown until all of it can be, and what is not ready is not called empty.
 * Its columns take more than one slice. */
static void
test_another_master (void)
{
  BoardTest test;
  SpillMaster *first;
  g_autoptr(GString) world = g_string_new (NULL);
  const SpillGrid *grid;

  for (guint i = 0; i < 800; i++)
    g_string_append_printf (world, "big%03u #1 1-2 success m r1\n", i);
  board_test_open (&test, spill_grid_page_new, world_new ("b #1 1-2 success m r1"), 700, 400);
  check_says (&test, "1 builder · 1 revision");
  g_object_set (test.page, "filter", "big", NULL);
  first = g_steal_pointer (&test.master);
  test.master = world_new (world->str);
  g_object_set (test.page, "master", test.master, NULL);
  grid = spill_grid_board_get_grid (SPILL_GRID_BOARD (test.board));
  g_assert_cmpuint (grid->n_columns, ==, 0);
  g_assert_false (spill_board_feed_is_ready (spill_board_page_get_feed (test.page)));
  g_assert_null (ui_find_text (GTK_WIDGET (test.page), "Nothing Matches “big”"));
  board_test_settle (&test);
  check_says (&test, "800 builders · 1 revision");
  compare (&test, FALSE, NULL, NULL);

  /* What was kept of it goes by and by; news of it that come meanwhile do no harm. */
  g_object_set (test.page, "master", first, NULL);
  for (guint i = 0; i < 800; i++)
    {
      SpillBuilder *builder = spill_list_peek (spill_master_get_builders (test.master), i);

      spill_build_set_text (spill_builder_get_build (builder, 1), "as told later");
      spill_builder_set_description (builder, "as told later");
    }
  board_test_settle (&test);
  check_says (&test, "Nothing Matches “big”");
  board_test_close (&test);
  g_assert_finalize_object (first);
}

/* A build of one builder is another cell, a new revision another column. */
static void
test_news (void)
{
  BoardTest test;
  SpillBuilder *builder;
  SpillBuild *build;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  board_test_open (&test, spill_grid_page_new,
                   world_new ("a #1 1-2 success m r1\nb #1 3- m r1"), 700, 400);
  before = board_test_words (&test, 0, 1);
  g_assert_nonnull (strstr (before, "Running"));
  builder = spill_master_find_builder (test.master, "b");
  build = spill_builder_get_build (builder, 1);
  spill_build_set_finished (build, 63, SPILL_RESULT_FAILURE);
  board_test_settle (&test);
  after = board_test_words (&test, 0, 1);
  g_assert_nonnull (strstr (after, "Failed"));

  build = spill_builder_add_build (builder, 0, 2);
  spill_build_begin (build);
  spill_build_set_started (build, 70);
  spill_build_set_revision (build, "r2", "m");
  spill_build_end (build);
  board_test_settle (&test);
  g_assert_cmpuint (spill_grid_board_get_grid (SPILL_GRID_BOARD (test.board))->n_stamps, ==, 2);
  g_assert_cmpuint (get_build (&test, FALSE, 1, 0)->number, ==, 2);
  board_test_close (&test);
}

static gboolean
has_held (gpointer data)
{
  return board_test_count_held (data) > 0;
}

/* Only builders in sight are asked for, and nothing while the page is not. */
static void
test_holds (void)
{
  g_autoptr(GString) world = g_string_new (NULL);
  BoardTest test;
  guint n;

  for (guint i = 0; i < 300; i++)
    g_string_append_printf (world, "b%03u #1 1-2 success m r1\n", i);
  board_test_open (&test, spill_grid_page_new, world_new (world->str), 700, 400);
  ui_wait (has_held, &test);
  n = board_test_count_held (&test);
  g_assert_cmpuint (n, >=, 5);
  g_assert_cmpuint (n, <=, 40);
  gtk_widget_set_visible (GTK_WIDGET (test.page), FALSE);
  g_assert_cmpuint (board_test_count_held (&test), ==, 0);
  gtk_widget_set_visible (GTK_WIDGET (test.page), TRUE);
  ui_wait (has_held, &test);
  board_test_close (&test);
}

/* As in the waterfall beside it: asan-44 before asan-100. */
static void
test_order (void)
{
  static const char *const names[] = { "b-2", "b-10", "b-44", "b-100", "c" };
  BoardTest test;

  board_test_open (&test, spill_grid_page_new,
                   world_new ("b-100 #1 1-2 success m r1\nb-2 #1 1-2 success m r1\nc #1 1-2 success m r1\n"
                              "b-44 #1 1-2 success m r1\nb-10 #1 1-2 success m r1"), 700, 400);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *words = board_test_words (&test, -1, (int) i);
      g_autofree char *start = g_strdup_printf ("%s, ", names[i]);

      g_assert_true (g_str_has_prefix (words, start));
    }
  board_test_close (&test);
}

static void
test_lines (void)
{
  BoardTest test;

  board_test_open (&test, spill_grid_page_new,
                   world_new ("a #1 1-2 success m r1\nb #1 1-2 success m r1\nc #1 1-2 failure m r1"), 700, 400);
  board_test_check_lines (&test);
  board_test_close (&test);
}

/* What a master may call things. */
static void
test_hostile (gconstpointer data)
{
  static const char *const texts[] = {
    "<b>&amp;\"'</b>", "\xe2\x80\xae" "desrever", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", "a\x01\x7f\x1b[31m",
    "\xf0\x9f\x92\xa9\xef\xb8\x8f\xe2\x80\x8d", "%s%n%d",
  };
  gboolean is_transposed = GPOINTER_TO_INT (data);
  SpillMaster *master = spill_master_new ("hostile", "http://master/");
  g_autofree char *long_word = g_strnfill (100 * 1024, 'x');
  BoardTest test;

  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++)
    {
      const char *text = i < G_N_ELEMENTS (texts) ? texts[i] : long_word;
      SpillBuilder *builder = spill_master_add_builder (master, i + 1, text);
      SpillBuild *build = spill_builder_add_build (builder, 0, 1);
      g_autoptr(SpillChange) change = g_object_new (SPILL_TYPE_CHANGE, "id", (gint64) i + 1, "when", 10.0,
                                                    "author", text, "comments", text, "revision", text,
                                                    "branch", text, "revlink", text, NULL);

      spill_builder_set_tags (builder, (const char *[]) { text, NULL });
      spill_master_add_old_change (master, change);
      spill_build_begin (build);
      spill_build_set_started (build, 20);
      spill_build_set_revision (build, text, text);
      spill_build_set_text (build, text);
      spill_build_set_finished (build, 30, SPILL_RESULT_FAILURE);
      spill_build_end (build);
    }
  board_test_open (&test, spill_grid_page_new, master, 700, 500);
  spill_grid_board_set_transposed (SPILL_GRID_BOARD (test.board), is_transposed);
  board_test_settle (&test);
  for (int i = 0; i <= (int) G_N_ELEMENTS (texts); i++)
    for (int k = 0; k <= (int) G_N_ELEMENTS (texts); k++)
      {
        g_autofree char *words = board_test_words (&test, i, k);

        g_assert_true (g_utf8_validate (words, -1, NULL));
        g_assert_null (strpbrk (words, "\n\x01\x7f\x1b"));
        g_assert_cmpuint (strlen (words), <, 3000);
      }
  check_ids (&test);
  board_test_close (&test);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_data_func ("/ui/grid/frozen", GINT_TO_POINTER (FALSE), test_frozen);
  g_test_add_data_func ("/ui/grid/frozen-transposed", GINT_TO_POINTER (TRUE), test_frozen);
  g_test_add_func ("/ui/grid/frozen-choice", test_frozen_choice);
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ui/grid/cell/%s", cells[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_cell);
    }
  g_test_add_func ("/ui/grid/states", test_states);
  g_test_add_func ("/ui/grid/another-master", test_another_master);
  g_test_add_func ("/ui/grid/news", test_news);
  g_test_add_func ("/ui/grid/order", test_order);
  g_test_add_func ("/ui/grid/lines", test_lines);
  g_test_add_func ("/ui/grid/holds", test_holds);
  g_test_add_data_func ("/ui/grid/hostile", GINT_TO_POINTER (FALSE), test_hostile);
  g_test_add_data_func ("/ui/grid/hostile-transposed", GINT_TO_POINTER (TRUE), test_hostile);

  return g_test_run ();
}
