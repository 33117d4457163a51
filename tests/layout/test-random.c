#include "layout/spill-console.h"
#include "layout/spill-grid.h"
#include "layout/spill-waterfall.h"
#include "model/spill-build.h"

#include "random.h"
#include "world.h"

#define N_EVENTS 200

/* What was kept and what is made anew are the same. */
static void
check_incremental (Random *random)
{
  g_autoptr(SpillColumns) fresh = spill_columns_new (random->master);
  g_autoptr(GPtrArray) kept = spill_columns_get_all (random->columns, random->now);
  g_autoptr(GPtrArray) made = spill_columns_get_all (fresh, random->now);
  g_autoptr(GPtrArray) kept_changes = spill_columns_get_changes (random->columns, 40);
  g_autoptr(GPtrArray) made_changes = spill_columns_get_changes (fresh, 40);

  g_assert_cmpuint (kept->len, ==, made->len);
  for (guint i = 0; i < kept->len; i++)
    g_assert_true (spill_column_equal (kept->pdata[i], made->pdata[i]));
  g_assert_cmpuint (kept_changes->len, ==, made_changes->len);
  for (guint i = 0; i < kept_changes->len; i++)
    g_assert_true (spill_box_equal (((SpillChangeFacts *) kept_changes->pdata[i])->box,
                                    ((SpillChangeFacts *) made_changes->pdata[i])->box));
}

/* Every build has its start in the lane once, below its steps; steps are in order of time. */
static void
check_lane (const SpillColumn *column,
            const SpillLane   *lane)
{
  guint build = 0;
  double above = G_MAXDOUBLE;

  for (guint i = 0; i < lane->n_boxes; i++)
    {
      const SpillBox *box = lane->boxes[i];

      g_assert_true (box->end <= 0 || box->end >= box->start);
      if (box->kind == SPILL_BOX_GAP || box->kind == SPILL_BOX_EVENT)
        continue;
      g_assert_cmpuint (build, <, column->n_builds);
      g_assert_cmpuint (box->build, ==, column->builds[build]->number);
      g_assert_cmpfloat (box->start, <=, above);
      g_assert_false (box->is_hidden);
      above = box->start;
      if (box->kind == SPILL_BOX_BUILD)
        {
          build++;
          above = G_MAXDOUBLE;
        }
    }
  g_assert_cmpuint (build, ==, column->n_builds);
}

/* Cells lie below each other without touching; where they reach up, without a hole. */
static void
check_cells (const SpillRows *rows,
             gboolean         is_tight)
{
  for (guint lane = 0; lane < rows->n_lanes; lane++)
    {
      guint row = 0;

      for (guint i = 0; i < rows->n_cells[lane]; i++)
        {
          const SpillRowCell *cell = &rows->cells[lane][i];

          g_assert_cmpuint (cell->span, >=, 1);
          g_assert_cmpuint (cell->row, >=, row);
          if (is_tight)
            g_assert_cmpuint (cell->row, ==, row);
          row = cell->row + cell->span;
        }
      g_assert_cmpuint (row, <=, rows->n_rows);
      if (rows->n_labels > 0)
        g_assert_cmpuint (row, ==, rows->n_rows);
    }
}

static void
check_waterfall (Random   *random,
                 gboolean  no_bubble)
{
  g_autoptr(GPtrArray) columns = spill_columns_get_all (random->columns, random->now);
  g_autoptr(GPtrArray) changes = spill_columns_get_changes (random->columns, 40);
  SpillWaterfallQuery query = { .num_events = 100000, .no_bubble = no_bubble };
  g_autoptr(SpillWaterfall) waterfall = spill_waterfall_new (columns, changes, &query, random->now);
  guint n_boxes = 0, n_cells = 0;

  for (guint i = 0; i < waterfall->n_columns; i++)
    check_lane (waterfall->columns[i], waterfall->lanes[i + 1]);
  check_cells (waterfall->rows, !no_bubble);
  for (guint lane = 0; lane <= waterfall->n_columns; lane++)
    {
      n_boxes += waterfall->lanes[lane]->n_boxes;
      for (guint i = 0; i < waterfall->rows->n_cells[lane]; i++)
        n_cells += waterfall->rows->cells[lane][i].box != NULL;
    }
  g_assert_cmpuint (n_cells, ==, n_boxes);
}

/* Few rows of time are the top of all of them, though their lanes are cut short. */
static void
check_cut (Random *random)
{
  g_autoptr(GPtrArray) columns = spill_columns_get_all (random->columns, random->now);
  g_autoptr(GPtrArray) changes = spill_columns_get_changes (random->columns, 40);
  SpillWaterfallQuery query = { .num_events = 1 + (guint) random_one_of (4) };
  g_autoptr(SpillWaterfall) cut = spill_waterfall_new (columns, changes, &query, random->now);
  g_autoptr(GPtrArray) lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_lane_unref);
  g_autoptr(SpillRows) whole = NULL;
  g_autofree char *ours = NULL;
  g_autofree char *theirs = NULL;

  g_ptr_array_add (lanes, spill_lane_new_changes (changes, &query, random->now));
  for (guint i = 0; i < columns->len; i++)
    g_ptr_array_add (lanes, spill_lane_new (columns->pdata[i], &query, random->now));
  whole = spill_rows_new ((SpillLane **) lanes->pdata, lanes->len, &query, random->now);
  ours = rows_to_text (cut->rows);
  theirs = rows_to_text (whole);
  g_assert_cmpstr (ours, ==, theirs);
}

/* Grid */

static gboolean
is_same_grid (const SpillGrid *a,
              const SpillGrid *b)
{
  if (a->n_columns != b->n_columns || a->n_stamps != b->n_stamps)
    return FALSE;
  for (guint i = 0; i < a->n_stamps; i++)
    if (g_strcmp0 (a->stamps[i]->key, b->stamps[i]->key) != 0)
      return FALSE;
  for (guint c = 0; c < a->n_columns; c++)
    for (guint i = 0; i < a->n_stamps; i++)
      {
        const SpillColumnBuild *x = spill_grid_get_cell (a, c, i);
        const SpillColumnBuild *y = spill_grid_get_cell (b, c, i);

        if (a->columns[c]->id != b->columns[c]->id || (x == NULL) != (y == NULL)
            || (x != NULL && (x->number != y->number || x->result != y->result)))
          return FALSE;
      }
  return TRUE;
}

/* The line of what a build of which all is known has built; -1: it is not shown. */
static int
find_stamp (const SpillGrid        *grid,
            const SpillColumnBuild *build)
{
  for (guint i = 0; i < grid->n_stamps; i++)
    if (g_strcmp0 (grid->stamps[i]->key, build->key) == 0)
      return (int) i;
  return -1;
}

/* No build is there twice; of the builds that count each is in its cell, or a newer one is. */
static void
check_grid_column (const SpillGrid      *grid,
                   guint                 c,
                   const SpillGridQuery *query)
{
  const SpillColumn *column = grid->columns[c];
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint n_counted = 0;

  for (guint i = 0; i < grid->n_stamps; i++)
    {
      const SpillColumnBuild *build = spill_grid_get_cell (grid, c, i);

      if (build == NULL)
        continue;
      g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (build->number)));
      g_assert_true (spill_column_build_has_branch (build, query->branches));
      if (build->has_changes)
        g_assert_cmpstr (build->key, ==, grid->stamps[i]->key);
    }
  for (guint i = 0; i < column->n_builds && n_counted < query->n_stamps; i++)
    {
      const SpillColumnBuild *build = column->builds[i];
      int stamp = find_stamp (grid, build);

      if (build->key == NULL || !spill_column_build_has_branch (build, query->branches))
        continue;
      n_counted++;
      if (stamp >= 0 && build->has_changes)
        g_assert_cmpuint (spill_grid_get_cell (grid, c, (guint) stamp)->number, >=, build->number);
    }
}

static void
check_grid (Random *random)
{
  const char *const tags[] = { "t", NULL };
  const char *const branches[] = { random_one_of (2) ? "master" : "trunk", NULL };
  SpillGridQuery query = { .tags = random_one_of (3) == 0 ? tags : NULL,
                           .branches = random_one_of (3) == 0 ? branches : NULL,
                           .n_stamps = 1 + (guint) random_one_of (8),
                           .newest_first = random_one_of (2) };
  SpillGridQuery other_way = query;
  g_autoptr(SpillColumns) fresh = spill_columns_new (random->master);
  g_autoptr(GPtrArray) kept = spill_columns_get_all (random->columns, random->now);
  g_autoptr(GPtrArray) made = spill_columns_get_all (fresh, random->now);
  g_autoptr(SpillGrid) grid = spill_grid_new (kept, &query);
  g_autoptr(SpillGrid) anew = spill_grid_new (made, &query);
  g_autoptr(SpillGrid) turned = NULL;

  other_way.newest_first = !query.newest_first;
  turned = spill_grid_new (kept, &other_way);
  g_assert_true (is_same_grid (grid, anew));
  g_assert_cmpuint (grid->n_stamps, <=, query.n_stamps);
  g_assert_cmpuint (grid->n_stamps, ==, turned->n_stamps);
  for (guint i = 0; i < grid->n_stamps; i++)
    {
      g_assert_cmpint (find_stamp (grid, grid->stamps[i]), ==, i);   /* none is there twice */
      g_assert_cmpint (find_stamp (turned, grid->stamps[i]), ==, grid->n_stamps - 1 - i);
    }
  for (guint c = 0; c < grid->n_columns; c++)
    {
      check_grid_column (grid, c, &query);
      for (guint i = 0; i < grid->n_stamps; i++)
        g_assert_true (spill_grid_get_cell (grid, c, i)
                       == spill_grid_get_cell (turned, c, grid->n_stamps - 1 - i));
    }
}

/* Console */

static gboolean
is_same_console (const SpillConsole *a,
                 const SpillConsole *b)
{
  if (a->n_columns != b->n_columns || a->n_changes != b->n_changes || a->n_groups != b->n_groups)
    return FALSE;
  for (guint i = 0; i < a->n_changes; i++)
    if (a->changes[i]->id != b->changes[i]->id)
      return FALSE;
  for (guint c = 0; c < a->n_columns; c++)
    {
      if (a->columns[c]->id != b->columns[c]->id || a->states[c] != b->states[c])
        return FALSE;
      for (guint i = 0; i < a->n_changes; i++)
        {
          const SpillConsoleBox *x = &a->boxes[i * a->n_columns + c];
          const SpillConsoleBox *y = &b->boxes[i * b->n_columns + c];

          if (x->state != y->state || (x->build == NULL) != (y->build == NULL)
              || (x->build != NULL && x->build->number != y->build->number))
            return FALSE;
        }
    }
  return TRUE;
}

/* Whether a build has a change: it says so, or nobody knows and it has built its revision. */
static gboolean
has_change (const SpillColumnBuild *build,
            const SpillChangeFacts *change)
{
  for (guint i = 0; i < build->n_changes; i++)
    if (build->changes[i].id == change->id)
      return TRUE;
  for (guint i = 0; !build->has_changes && i < build->n_stamps; i++)
    if (g_strcmp0 (build->stamps[i].revision, change->revision) == 0)
      return TRUE;
  return FALSE;
}

/* What is to be in a box, by going through all builds, oldest first; (nullable). */
static const SpillColumnBuild *
find_first (const SpillColumn      *column,
            const SpillChangeFacts *change,
            const char * const     *branches,
            SpillResult            *before)
{
  const SpillColumnBuild *first = NULL;
  SpillResult telling = SPILL_RESULT_NONE;

  for (guint i = column->n_builds; i > 0; i--)
    {
      const SpillColumnBuild *build = column->builds[i - 1];

      if (!spill_column_build_has_branch (build, branches))
        continue;
      if (has_change (build, change) && (first == NULL || first->result == SPILL_RESULT_RETRY))
        {
          first = build;
          *before = telling;
        }
      if (spill_result_is_good (build->result) || spill_result_is_bad (build->result))
        telling = build->result;
    }
  return first;
}

static void
check_box (const SpillConsoleBox  *box,
           const SpillColumnBuild *wanted,
           SpillResult             before)
{
  g_assert_true (box->build == wanted);
  if (wanted == NULL)
    g_assert_true (box->state == SPILL_CONSOLE_NOT_STARTED
                   || box->state == SPILL_CONSOLE_NOT_IN_BUILDER);
  else if (wanted->finished <= 0)
    g_assert_cmpint (box->state, ==, SPILL_CONSOLE_RUNNING);
  else if (wanted->result == SPILL_RESULT_FAILURE)
    g_assert_cmpint (box->state, ==, before == SPILL_RESULT_FAILURE ? SPILL_CONSOLE_FAILURE_AGAIN
                                                                    : SPILL_CONSOLE_FAILURE);
  else
    g_assert_cmpint (box->state, ==, wanted->result == SPILL_RESULT_SUCCESS ? SPILL_CONSOLE_SUCCESS
                                     : wanted->result == SPILL_RESULT_WARNINGS ? SPILL_CONSOLE_WARNINGS
                                                                              : SPILL_CONSOLE_EXCEPTION);
}

/* Every builder is in the groups of its tags, and every change has a line of its own. */
static void
check_groups (const SpillConsole *console)
{
  guint n_members = 0, n_wanted = 0;

  for (guint g = 0; g < console->n_groups; g++)
    {
      g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);

      for (guint i = 0; i < console->groups[g].n_columns; i++)
        g_assert_true (g_hash_table_add (seen,
                                         GUINT_TO_POINTER (console->groups[g].columns[i])));
      n_members += console->groups[g].n_columns;
    }
  for (guint c = 0; c < console->n_columns; c++)
    n_wanted += MAX (g_strv_length ((char **) console->columns[c]->tags), 1);
  g_assert_cmpuint (n_members, ==, n_wanted);
  for (guint i = 1; i < console->n_changes; i++)
    g_assert_true (console->changes[i]->when < console->changes[i - 1]->when
                   || (console->changes[i]->when == console->changes[i - 1]->when
                       && console->changes[i]->id < console->changes[i - 1]->id));
}

static void
check_console (Random *random)
{
  const char *const tags[] = { "t", NULL };
  const char *const branches[] = { "master", NULL };
  SpillConsoleQuery query = { .tags = random_one_of (3) == 0 ? tags : NULL,
                              .branches = random_one_of (3) == 0 ? branches : NULL,
                              .n_changes = 1 + (guint) random_one_of (60),
                              .by_time = TRUE };
  g_autoptr(SpillColumns) fresh = spill_columns_new (random->master);
  g_autoptr(GPtrArray) kept = spill_columns_get_all (random->columns, random->now);
  g_autoptr(GPtrArray) made = spill_columns_get_all (fresh, random->now);
  g_autoptr(GPtrArray) kept_changes = spill_columns_get_changes (random->columns, 100);
  g_autoptr(GPtrArray) made_changes = spill_columns_get_changes (fresh, 100);
  g_autoptr(SpillConsole) console = spill_console_new (kept, kept_changes, &query);
  g_autoptr(SpillConsole) anew = spill_console_new (made, made_changes, &query);

  g_assert_true (is_same_console (console, anew));
  check_groups (console);
  for (guint c = 0; c < console->n_columns; c++)
    for (guint i = 0; i < console->n_changes; i++)
      {
        SpillResult before = SPILL_RESULT_NONE;
        const SpillColumnBuild *wanted = find_first (console->columns[c], console->changes[i],
                                                     query.branches, &before);

        check_box (&console->boxes[i * console->n_columns + c], wanted, before);
      }
}

static void
test_random (gconstpointer data)
{
  Random random = { 0 };

  random_init (&random, GPOINTER_TO_UINT (data));

  for (guint i = 0; i < N_EVENTS; i++)
    {
      random_happen (&random);
      if (random_one_of (3) > 0)
        continue;
      check_incremental (&random);
      check_waterfall (&random, random_one_of (2));
      check_cut (&random);
      check_grid (&random);
      check_console (&random);
    }

  random_clear (&random);
}

/* "changed" once for what was given out; a build's change makes only that build anew. */
static void
test_sharing (void)
{
  g_autoptr(SpillMaster) master = world_new ("b #1 1-2 success\nb #2 3-");
  g_autoptr(SpillColumns) columns = spill_columns_new (master);
  SpillBuilder *builder = spill_list_peek (spill_master_get_builders (master), 0);
  g_autoptr(SpillColumn) before = NULL;
  SpillColumn *after;
  guint n = 0;

  g_signal_connect_swapped (columns, "changed", G_CALLBACK (g_atomic_int_inc), &n);
  spill_build_set_text (spill_builder_get_build (builder, 2), "nobody asked");
  g_assert_cmpuint (n, ==, 0);
  before = spill_column_ref (spill_columns_get (columns, builder, 10));
  g_assert_true (spill_columns_get (columns, builder, 11) == before);

  spill_build_set_text (spill_builder_get_build (builder, 2), "a");
  spill_build_set_text (spill_builder_get_build (builder, 2), "b");
  g_assert_cmpuint (n, ==, 1);
  after = spill_columns_get (columns, builder, 12);
  g_assert_true (after->builds[1] == before->builds[1]);
  g_assert_false (after->builds[0] == before->builds[0]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *path = g_strdup_printf ("/layout/random/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_random);
    }
  g_test_add_func ("/layout/sharing", test_sharing);

  return g_test_run ();
}
