#include "layout/spill-busy.h"
#include "layout/spill-waterfall.h"
#include "model/spill-build.h"
#include "model/spill-change.h"
#include "model/spill-step.h"

#include "world.h"

#define N_BUILDERS 4
#define N_EVENTS   120

/* A master to which anything happens, and what is kept of its pictures meanwhile. */
typedef struct
{
  SpillMaster  *master;
  SpillColumns *columns;
  SpillBusy    *busy;
  GHashTable   *lanes;        /* of SpillLane by SpillColumn's id + 1 */
  double        now;
  gint64        next_id;
  guint         next_number[N_BUILDERS];
} World;

static int
one_of (int n)
{
  return g_test_rand_int_range (0, n);
}

static SpillBuilder *
any_builder (World *world)
{
  SpillList *builders = spill_master_get_builders (world->master);
  guint n = spill_list_get_length (builders);

  return n > 0 ? spill_list_peek (builders, (guint) one_of ((int) n)) : NULL;
}

static SpillBuild *
any_build (World    *world,
           gboolean  running)
{
  SpillBuilder *builder = any_builder (world);
  SpillList *builds = builder != NULL ? running ? spill_builder_get_running (builder)
                                                : spill_builder_get_builds (builder) : NULL;
  guint n = builds != NULL ? spill_list_get_length (builds) : 0;

  return n > 0 ? spill_list_peek (builds, (guint) one_of ((int) n)) : NULL;
}

static void
begin_build (World *world)
{
  SpillBuilder *builder = any_builder (world);
  SpillBuild *build;

  if (builder == NULL)
    return;
  build = spill_builder_add_build (builder, 0,
                                   world->next_number[spill_builder_get_id (builder) - 1]++);
  spill_build_begin (build);
  spill_build_set_started (build, world->now);
  spill_build_set_revision (build, one_of (2) ? "r1" : "r2", one_of (2) ? "master" : NULL);
  if (one_of (3) > 0)
    spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_HERE, NULL);
  spill_build_end (build);
}

static void
begin_step (World *world)
{
  const char *const words[] = { "com", "pile", NULL };
  SpillBuild *build = any_build (world, TRUE);
  SpillStep *step;

  if (build == NULL)
    return;
  step = spill_build_add_step (build, spill_list_get_length (spill_build_get_steps (build)), "step");
  spill_step_begin (step);
  spill_step_set_words (step, words);
  if (one_of (5) > 0)
    spill_step_set_started (step, world->now);
  spill_step_end (step);
}

static void
change_step (World *world)
{
  SpillBuild *build = any_build (world, one_of (2));
  SpillList *steps = build != NULL ? spill_build_peek_steps (build) : NULL;
  guint n = steps != NULL ? spill_list_get_length (steps) : 0;
  SpillStep *step;

  if (n == 0)
    return;
  step = spill_list_peek (steps, (guint) one_of ((int) n));
  switch (one_of (4))
    {
    case 0:
      spill_step_set_hidden (step, one_of (2));
      break;
    case 1:
      spill_step_set_text (step, one_of (2) ? "a" : "b");
      break;
    case 2:
      spill_step_add_log (step, one_of (4), "stdio");
      break;
    default:
      if (spill_step_is_started (step) && !spill_step_is_finished (step))
        spill_step_set_finished (step, world->now, one_of (7));
      break;
    }
}

static void
change_builder (World *world)
{
  const char *const tags[] = { "t", NULL };
  const char *const words[] = { "connect", "w", NULL };
  SpillBuilder *builder = any_builder (world);
  guint n = spill_list_get_length (spill_master_get_builders (world->master));
  gint64 id = 1 + one_of (N_BUILDERS);

  switch (one_of (6))
    {
    case 0:
      if (builder != NULL && n > 1 && one_of (4) == 0)
        spill_master_remove_builder (world->master, spill_builder_get_id (builder));
      break;
    case 1:
      {
        g_autofree char *name = g_strdup_printf ("b%d", (int) id);

        if (spill_list_find (spill_master_get_builders (world->master), id) == NULL)
          world->next_number[id - 1] = 0;
        spill_master_add_builder (world->master, id, name);
      }
      break;
    case 2:
      if (builder != NULL)
        spill_builder_set_tags (builder, one_of (2) ? tags : NULL);
      break;
    case 3:
      if (builder != NULL)
        spill_builder_trim (builder, 1 + (guint) one_of (5));
      break;
    case 4:
      if (builder != NULL)
        spill_builder_set_n_pending (builder, (guint) one_of (3));
      break;
    default:
      if (builder != NULL)
        spill_builder_add_event (builder, world->now, words);
      break;
    }
}

static void
add_change (World *world)
{
  g_autoptr(SpillChange) change = g_object_new (SPILL_TYPE_CHANGE, "id", world->next_id++, "author", "ann",
                                                "revision", one_of (2) ? "r1" : "r2", "branch", "master",
                                                "when", world->now, NULL);

  spill_master_add_change (world->master, change);
}

static void
happen (World *world)
{
  SpillBuild *build;

  world->now += one_of (3) == 0 ? one_of (30) : one_of (10) / 10.0;
  switch (one_of (10))
    {
    case 0:
    case 1:
      begin_build (world);
      break;
    case 2:
    case 3:
    case 4:
      begin_step (world);
      break;
    case 5:
    case 6:
      change_step (world);
      break;
    case 7:
      build = any_build (world, TRUE);
      if (build != NULL)
        spill_build_set_finished (build, world->now, one_of (7));
      break;
    case 8:
      change_builder (world);
      break;
    default:
      add_change (world);
      break;
    }
}

/* What was kept and what is made anew are the same. */
static void
check_incremental (World *world)
{
  g_autoptr(SpillColumns) fresh = spill_columns_new (world->master);
  g_autoptr(GPtrArray) kept = spill_columns_get_all (world->columns, world->now);
  g_autoptr(GPtrArray) made = spill_columns_get_all (fresh, world->now);
  g_autoptr(GPtrArray) kept_changes = spill_columns_get_changes (world->columns, 40);
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

/* Boxes that touch a stretch of time are all among those found. */
static void
check_find (const World     *world,
            const SpillLane *lane)
{
  double newest = world->now - one_of (200);
  double oldest = newest - one_of (100);
  guint n;
  guint first = spill_lane_find (lane, newest, oldest, &n);

  for (guint i = 0; i < lane->n_boxes; i++)
    {
      const SpillBox *box = lane->boxes[i];
      gboolean touches = box->start <= newest && (box->end <= 0 || box->end >= oldest);

      if (touches && box->kind != SPILL_BOX_CHANGE)
        g_assert_true (i >= first && i < first + n);
    }
}

static void
check_waterfall (World    *world,
                 gboolean  no_bubble)
{
  g_autoptr(GPtrArray) columns = spill_columns_get_all (world->columns, world->now);
  g_autoptr(GPtrArray) changes = spill_columns_get_changes (world->columns, 40);
  SpillWaterfallQuery query = { .num_events = 100000, .no_bubble = no_bubble };
  g_autoptr(SpillWaterfall) waterfall = spill_waterfall_new (columns, changes, &query, world->now);
  guint n_boxes = 0, n_cells = 0;

  for (guint i = 0; i < waterfall->n_columns; i++)
    {
      check_lane (waterfall->columns[i], waterfall->lanes[i + 1]);
      check_find (world, waterfall->lanes[i + 1]);
    }
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
check_cut (World *world)
{
  g_autoptr(GPtrArray) columns = spill_columns_get_all (world->columns, world->now);
  g_autoptr(GPtrArray) changes = spill_columns_get_changes (world->columns, 40);
  SpillWaterfallQuery query = { .num_events = 1 + (guint) one_of (4) };
  g_autoptr(SpillWaterfall) cut = spill_waterfall_new (columns, changes, &query, world->now);
  g_autoptr(GPtrArray) lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_lane_unref);
  g_autoptr(SpillRows) whole = NULL;
  g_autofree char *ours = NULL;
  g_autofree char *theirs = NULL;

  g_ptr_array_add (lanes, spill_lane_new_changes (changes, &query, world->now));
  for (guint i = 0; i < columns->len; i++)
    g_ptr_array_add (lanes, spill_lane_new (columns->pdata[i], &query, world->now));
  whole = spill_rows_new ((SpillLane **) lanes->pdata, lanes->len, &query, world->now);
  ours = rows_to_text (cut->rows);
  theirs = rows_to_text (whole);
  g_assert_cmpstr (ours, ==, theirs);
}

/* One lane at a time leaves and comes; all at once comes to the same. */
static void
check_busy (World *world)
{
  g_autoptr(GPtrArray) columns = spill_columns_get_all (world->columns, world->now);
  g_autoptr(SpillBusy) fresh = spill_busy_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) spill_lane_unref);
  SpillWaterfallQuery query = { 0 };
  const SpillSpan *kept, *made;
  GHashTableIter iter;
  gpointer lane;
  guint n_kept, n_made;

  for (guint i = 0; i < columns->len; i++)
    {
      const SpillColumn *column = columns->pdata[i];
      SpillLane *next = spill_lane_new (column, &query, world->now);

      g_hash_table_insert (seen, GINT_TO_POINTER ((int) column->id), next);
      spill_busy_add (fresh, next);
      spill_busy_add (world->busy, next);
    }
  g_hash_table_iter_init (&iter, world->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    spill_busy_remove (world->busy, lane);
  g_hash_table_unref (world->lanes);
  world->lanes = g_steal_pointer (&seen);

  kept = spill_busy_get_spans (world->busy, &n_kept);
  made = spill_busy_get_spans (fresh, &n_made);
  g_assert_cmpuint (n_kept, ==, n_made);
  for (guint i = 0; i < n_kept; i++)
    {
      g_assert_cmpfloat (kept[i].start, ==, made[i].start);
      g_assert_cmpfloat (kept[i].end, ==, made[i].end);
      if (i > 0)
        g_assert_cmpfloat (kept[i].end, <, kept[i - 1].start);
    }
}

static void
test_random (void)
{
  World world = { .now = 1e6, .next_id = 1 };

  world.master = spill_master_new ("random", "http://master/");
  world.columns = spill_columns_new (world.master);
  world.busy = spill_busy_new ();
  world.lanes = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) spill_lane_unref);
  for (gint64 id = 1; id <= N_BUILDERS; id++)
    {
      g_autofree char *name = g_strdup_printf ("b%d", (int) id);

      spill_master_add_builder (world.master, id, name);
    }
  spill_master_set_connection (world.master, SPILL_CONNECTION_LIVE);

  for (guint i = 0; i < N_EVENTS; i++)
    {
      happen (&world);
      if (one_of (3) > 0)
        continue;
      check_incremental (&world);
      check_waterfall (&world, one_of (2));
      check_cut (&world);
      check_busy (&world);
    }

  g_hash_table_unref (world.lanes);
  spill_busy_free (world.busy);
  g_assert_finalize_object (world.columns);
  g_assert_finalize_object (world.master);
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

      g_test_add_func (path, test_random);
    }
  g_test_add_func ("/layout/sharing", test_sharing);

  return g_test_run ();
}
