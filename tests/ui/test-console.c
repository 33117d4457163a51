#include <string.h>

#include "board-page-test.h"
#include "frozen.h"
#include "model/spill-change.h"
#include "ui/spill-console-board.h"
#include "ui/spill-console-page.h"
#include "ui/spill-look.h"
#include "world.h"

/* The column of the widget that shows a builder in a group; @builder NULL: the group itself. */
static int
find_column (BoardTest  *test,
             const char *group,
             const char *builder)
{
  SpillConsoleBoard *board = SPILL_CONSOLE_BOARD (test->board);
  const SpillConsole *console = spill_console_board_get_console (board);
  const char *in = NULL;
  SpillBoardSize size = { 0 };

  SPILL_BOARD_GET_CLASS (test->board)->get_size (test->board, &size);
  for (int i = 0; i < size.n_columns; i++)
    {
      SpillBoardCell cell = { i, 0 };
      guint change, column;

      if (spill_console_board_get_group (board, i) != NULL)
        in = spill_console_board_get_group (board, i);
      else if (spill_console_board_get_place (board, &cell, &change, &column)
               && g_strcmp0 (console->columns[column]->name, builder) == 0
               && (in == NULL || g_str_equal (in, group)))
        return i;
      if (builder == NULL && spill_console_board_get_group (board, i) != NULL && g_str_equal (in, group))
        return i;
    }
  return -1;
}

/* What the tests of the layout say of a console's box. */
static const char *
word_of (const SpillConsoleBox *box)
{
  switch (box->state)
    {
    case SPILL_CONSOLE_NOT_IN_BUILDER:
      return "not built by it";
    case SPILL_CONSOLE_RUNNING:
      return "Running";
    case SPILL_CONSOLE_SUCCESS:
      return "Success";
    case SPILL_CONSOLE_WARNINGS:
      return "Warnings";
    case SPILL_CONSOLE_FAILURE:
      return "Failed, ";
    case SPILL_CONSOLE_FAILURE_AGAIN:
      return "Failed again";
    case SPILL_CONSOLE_EXCEPTION:
      return spill_look_word (spill_look_of_result (box->build->result));
    case SPILL_CONSOLE_NOT_STARTED:
      return "not built yet";
    case SPILL_CONSOLE_OFFLINE:
    default:
      g_assert_not_reached ();
    }
}

static void
check_words (BoardTest             *test,
             const SpillConsole    *console,
             guint                  change,
             guint                  column,
             int                    place)
{
  const SpillConsoleBox *box = &console->boxes[change * console->n_columns + column];
  g_autofree char *words = board_test_words (test, place, (int) change);

  g_assert_true (g_str_has_prefix (words, console->columns[column]->name));
  if (strstr (words, word_of (box)) == NULL)
    g_assert_cmpstr (words, ==, word_of (box));
  if (box->build != NULL)
    {
      g_autofree char *number = g_strdup_printf ("build %u, ", box->build->number);

      g_assert_nonnull (strstr (words, number));
    }
}

/* All cells of the widget against a console made of the same columns. Each builder stands in each of
 * its groups. */
static void
compare (BoardTest          *test,
         const char * const *branches)
{
  SpillConsoleBoard *board = SPILL_CONSOLE_BOARD (test->board);
  g_autoptr(SpillColumns) columns = spill_columns_new (test->master);
  g_autoptr(GPtrArray) all = spill_columns_get_all (columns, FROZEN_NOW);
  g_autoptr(GPtrArray) changes = spill_columns_get_changes (columns, SPILL_CONSOLE_MAX_CHANGES);
  SpillConsoleQuery query = { .branches = branches, .by_time = TRUE };
  g_autoptr(SpillConsole) console = NULL;
  const SpillConsole *shown = spill_console_board_get_console (board);
  guint n = 0;
  SpillBoardSize size = { 0 };

  /* As many changes are looked at as the widget does. */
  for (query.n_changes = 40; console == NULL || console->n_changes < shown->n_changes; query.n_changes += 60)
    {
      g_clear_pointer (&console, spill_console_unref);
      console = spill_console_new (all, changes, &query);
      g_assert_cmpuint (query.n_changes, <=, SPILL_CONSOLE_MAX_CHANGES);
    }
  g_assert_cmpuint (shown->n_changes, ==, console->n_changes);
  g_assert_cmpuint (shown->n_columns, ==, console->n_columns);
  for (guint i = 0; i < console->n_groups; i++)
    spill_console_board_fold (board, console->groups[i].name, FALSE);
  SPILL_BOARD_GET_CLASS (test->board)->get_size (test->board, &size);
  shown = spill_console_board_get_console (board);
  for (int place = 0; place < size.n_columns; place++)
    for (guint line = 0; line < shown->n_changes; line++)
      {
        SpillBoardCell cell = { place, (int) line };
        guint change, column;

        if (!spill_console_board_get_place (board, &cell, &change, &column))
          continue;
        g_assert_cmpuint (change, ==, line);
        g_assert_true (shown->changes[line]->id == console->changes[line]->id);
        check_words (test, console, line, column, place);
        n++;
      }
  g_assert_cmpuint (n, >=, shown->n_columns * shown->n_changes);
}

static void
check_ids (BoardTest *test)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (test->board);
  SpillBoardSize size;

  klass->get_size (test->board, &size);
  for (int column = -1; column < size.n_columns; column++)
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

/* A real master's state. */
static void
test_frozen (void)
{
  static const char *const branches[] = { "release", NULL };
  BoardTest test;

  board_test_open (&test, spill_console_page_new, frozen_master_new (), 900, 600);
  compare (&test, NULL);
  check_ids (&test);
  spill_board_feed_set_branch (spill_board_page_get_feed (test.page), "release");
  board_test_settle (&test);
  compare (&test, branches);
  board_test_close (&test);
}

/* Hand-made: what a cell says; newest change on top. */
#define TWO "* 1 10 Ann m r1\n* 2 20 Bob m r2\n"
static const struct { const char *name, *world; int column, row; const char *words; } cells[] = {
  { "success", TWO "b #5 11-71 success m r1\nb #5 * 1", 0, 1, "b, change r1 by Ann, build 5, Success, 1 minute" },
  { "not-built", TWO "b #5 11-71 success m r1\nb #5 * 1", 0, 0, "b, change r2 by Bob, not built yet" },
  { "running", TWO "b #5 11- m r1\nb #5 * 1", 0, 1, "b, change r1 by Ann, build 5, Running, Running, for" },
  { "new-failure", TWO "b #5 11-12 success m r1\nb #5 * 1\nb #6 21-81 failure m r2\nb #6 * 2", 0, 0,
    "b, change r2 by Bob, build 6, Failed, 1 minute" },
  { "failed-again", TWO "b #5 11-12 failure m r1\nb #5 * 1\nb #6 21-81 failure m r2\nb #6 * 2", 0, 0,
    "b, change r2 by Bob, build 6, Failed again, 1 minute" },
  { "first-build-with-it", TWO "b #5 11-71 success m r1\nb #5 * 1\nb #6 81-82 failure m r2\nb #6 * 1 2", 0, 1,
    "b, change r1 by Ann, build 5, Success" },
  { "not-known", TWO "b #5 21-22 success", 0, 1, "b, change r1 by Ann, not known yet" },
  { "older-than-known", TWO "b #5 21-22 success m r2\nb #5 * 2", 0, 1, "b, change r1 by Ann, not known yet" },
  { "older-than-all", TWO "b #1 21-22 success m r2\nb #1 * 2", 0, 1, "b, change r1 by Ann, not built yet" },
  { "not-its-codebase", "* 1 10 Ann m r1 A p lib\nb #1 1-2 success m r0", 0, 0,
    "b, change r1 by Ann, not built by it" },
  { "change", TWO "b + x", -1, 1, "change r1 by Ann: , m, " },
  { "builder", TWO "b #5 11-71 success m r1", 0, -1, "b, Success, idle" },
  { "builder-exception", TWO "b #5 11-71 success m r1\nb #6 72-73 exception m r1", 0, -1,
    "b, Exception, idle" },
  { "group", TWO "a + x\nb + y\nc + x", 0, -1, "x, 2 builders, unfolded" },
  { "group-of-none", TWO "a + x\nb offline", 0, -1, "Without tag, 1 builder, unfolded" },
  { "sum", TWO "a + x\nb + y\nc + x\na #1 11-12 failure m r1\na #1 * 1\nc #1 11-12 success m r1\nc #1 * 1", 0, 1,
    "x, change r1 by Ann, 1 failed, 2 of 2 built" },
};

static void
test_cell (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  BoardTest test;
  g_autofree char *words = NULL;

  board_test_open (&test, spill_console_page_new, world_new (cells[i].world), 700, 400);
  words = board_test_words (&test, cells[i].column, cells[i].row);
  if (!g_str_has_prefix (words, cells[i].words))
    g_assert_cmpstr (words, ==, cells[i].words);
  check_ids (&test);
  board_test_close (&test);
}

/* A group's builders go and come; the cell with the keyboard stays. */
static void
test_folds (void)
{
  BoardTest test;
  SpillBoardCell cell, group;
  g_autofree char *words = NULL;

  board_test_open (&test, spill_console_page_new,
                   world_new (TWO "a + x\nb + y\nc + x\nd + y x\nd #1 11-12 failure m r1\nd #1 * 1"), 700, 400);
  g_assert_cmpint (find_column (&test, "x", NULL), ==, 0);
  g_assert_cmpint (find_column (&test, "x", "d"), ==, 3);
  g_assert_cmpint (find_column (&test, "y", NULL), ==, 4);
  g_assert_cmpint (find_column (&test, "y", "d"), ==, 6);

  cell = (SpillBoardCell) { 6, 1 };
  spill_board_set_focus_cell (test.board, &cell);
  group = (SpillBoardCell) { 0, SPILL_BOARD_HEAD };
  SPILL_BOARD_GET_CLASS (test.board)->activate (test.board, &group, -1, -1);
  ui_settle (test.window);
  g_assert_cmpint (find_column (&test, "x", "d"), ==, -1);
  g_assert_cmpint (find_column (&test, "y", "d"), ==, 3);
  g_assert_true (spill_board_get_focus_cell (test.board, &cell));
  g_assert_cmpint (cell.column, ==, 3);
  words = board_test_words (&test, 0, SPILL_BOARD_HEAD);
  g_assert_cmpstr (words, ==, "x, 3 builders, folded");
  check_ids (&test);
  SPILL_BOARD_GET_CLASS (test.board)->activate (test.board, &group, -1, -1);
  g_assert_cmpint (find_column (&test, "y", "d"), ==, 6);
  board_test_close (&test);
}

/* From failure to failure, change by change. */
static void
test_failures (void)
{
  BoardTest test;
  SpillBoardCell cell = { 0, 0 };

  board_test_open (&test, spill_console_page_new,
                   world_new (TWO "a #1 11-12 failure m r1\na #1 * 1\nb #1 11-12 failure m r1\nb #1 * 1\n"
                              "b #2 21-22 failure m r2\nb #2 * 2\nc #1 21-22 success m r2\nc #1 * 2"), 700, 400);
  spill_board_set_focus_cell (test.board, &cell);
  for (guint i = 0; i < 3; i++)
    {
      static const SpillBoardCell expected[] = { { 1, 0 }, { 0, 1 }, { 1, 1 } };

      g_assert_true (spill_board_go_to_failure (test.board, TRUE));
      g_assert_true (spill_board_get_focus_cell (test.board, &cell));
      g_assert_cmpint (cell.column, ==, expected[i].column);
      g_assert_cmpint (cell.row, ==, expected[i].row);
    }
  g_assert_true (spill_board_go_to_failure (test.board, FALSE));
  g_assert_true (spill_board_get_focus_cell (test.board, &cell));
  g_assert_cmpint (cell.column, ==, 0);
  board_test_close (&test);
}

static gboolean
says_no_changes (gpointer page)
{
  return ui_find_text (page, "No Changes Yet") != NULL;
}

static void
test_states (void)
{
  BoardTest test;

  board_test_open (&test, spill_console_page_new, world_new ("b + x"), 700, 400);
  ui_wait (says_no_changes, test.page);
  ui_check_controls (GTK_WIDGET (test.page));
  board_test_close (&test);

  board_test_open (&test, spill_console_page_new, world_new (TWO "b + x"), 360, 400);
  g_assert_null (ui_find_text (GTK_WIDGET (test.page), "No Changes Yet"));
  g_object_set (test.page, "filter", "zzz", NULL);
  board_test_settle (&test);
  g_assert_nonnull (ui_find_text (GTK_WIDGET (test.page), "Nothing Matches “zzz”"));
  board_test_close (&test);
}

static gboolean
has_held (gpointer data)
{
  return board_test_count_held (data) > 0;
}

/* Only builders in sight are asked for, of these only builds that may have a change that is shown. */
static void
test_holds (void)
{
  g_autoptr(GString) world = g_string_new (TWO);
  BoardTest test;

  for (guint i = 0; i < 300; i++)
    g_string_append_printf (world, "b%03u #1 5-6 success m r1\nb%03u #2 11-12 success m r1\n", i, i);
  board_test_open (&test, spill_console_page_new, world_new (world->str), 700, 400);
  ui_wait (has_held, &test);
  g_assert_cmpuint (board_test_count_held (&test), <=, 24);
  g_assert_cmpint (spill_build_get_held (spill_builder_get_build (
    spill_master_find_builder (test.master, "b000"), 1)), ==, 0);
  g_assert_cmpint (spill_build_get_held (spill_builder_get_build (
    spill_master_find_builder (test.master, "b000"), 2)), !=, 0);
  gtk_widget_set_visible (GTK_WIDGET (test.page), FALSE);
  g_assert_cmpuint (board_test_count_held (&test), ==, 0);
  board_test_close (&test);
}

static void
test_lines (void)
{
  BoardTest test;

  board_test_open (&test, spill_console_page_new, world_new (TWO "a #1 11-12 success m r1\na #1 * 1"), 700, 400);
  board_test_check_lines (&test);
  board_test_close (&test);
}

/* What a master may call things. */
static void
test_hostile (void)
{
  static const char *const texts[] = {
    "<b>&amp;\"'</b>", "\xe2\x80\xae" "desrever", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", "a\x01\x7f\x1b[31m",
    "\xf0\x9f\x92\xa9\xef\xb8\x8f\xe2\x80\x8d", "%s%n%d",
  };
  SpillMaster *master = spill_master_new ("hostile", "http://master/");
  g_autofree char *long_word = g_strnfill (100 * 1024, 'x');
  SpillBoardSize size;
  BoardTest test;

  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++)
    {
      const char *text = i < G_N_ELEMENTS (texts) ? texts[i] : long_word;
      SpillBuilder *builder = spill_master_add_builder (master, i + 1, text);
      SpillBuild *build = spill_builder_add_build (builder, 0, 1);
      g_autoptr(SpillChange) change = g_object_new (SPILL_TYPE_CHANGE, "id", (gint64) i + 1, "when", 10.0 + i,
                                                    "author", text, "comments", text, "revision", text,
                                                    "branch", text, "revlink", text, NULL);
      g_autoptr(GPtrArray) changes = g_ptr_array_new ();

      spill_builder_set_tags (builder, (const char *[]) { text, NULL });
      spill_master_add_old_change (master, change);
      g_ptr_array_add (changes, change);
      spill_build_begin (build);
      spill_build_set_started (build, 20);
      spill_build_set_changes (build, changes);
      spill_build_set_text (build, text);
      spill_build_set_finished (build, 30, SPILL_RESULT_FAILURE);
      spill_build_end (build);
    }
  board_test_open (&test, spill_console_page_new, master, 700, 500);
  SPILL_BOARD_GET_CLASS (test.board)->get_size (test.board, &size);
  for (int column = -1; column < size.n_columns; column++)
    for (int row = -1; row <= (int) G_N_ELEMENTS (texts); row++)
      {
        g_autofree char *words = board_test_words (&test, column, row);

        g_assert_true (g_utf8_validate (words, -1, NULL));
        g_assert_null (strpbrk (words, "\n\x01\x7f\x1b"));
        g_assert_cmpuint (strlen (words), <, 3000);
      }
  check_ids (&test);
  spill_board_set_column_width (test.board, 140);
  ui_settle (test.window);
  board_test_close (&test);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/console/frozen", test_frozen);
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ui/console/cell/%s", cells[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_cell);
    }
  g_test_add_func ("/ui/console/folds", test_folds);
  g_test_add_func ("/ui/console/failures", test_failures);
  g_test_add_func ("/ui/console/states", test_states);
  g_test_add_func ("/ui/console/lines", test_lines);
  g_test_add_func ("/ui/console/holds", test_holds);
  g_test_add_func ("/ui/console/hostile", test_hostile);

  return g_test_run ();
}
