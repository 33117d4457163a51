#include "ui/spill-picture.h"

#include "random.h"

/* Pictures of a master to which anything happens: each build, step and event is where it must be, once,
 * none over another, and what was kept comes to the same as what is made anew. */

#define N_EVENTS 150
#define NEARLY   0.01f

static double
end_of (const SpillColumnBuild *build,
        const SpillPicture     *picture)
{
  return MAX (build->finished > 0 ? build->finished : picture->newest, build->started);
}

/* Steps follow their build, each once, within it, one below the other. */
static guint
check_steps (const SpillPicture     *picture,
             const SpillPictureLane *lane,
             guint                   at)
{
  const SpillPictureCell *build = &lane->cells[at];
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  float y = build->y, tallest = 0, hidden = 0;
  guint i;

  for (i = at + 1; i < lane->n_cells && lane->cells[i].box->kind == SPILL_BOX_STEP; i++)
    {
      const SpillPictureCell *step = &lane->cells[i];

      g_assert_true (step->build == build->build);
      g_assert_cmpuint (step->box->build, ==, build->build->number);
      g_assert_false (step->box->is_hidden);
      g_assert_true (g_hash_table_add (seen, (gpointer) step->box));
      g_assert_cmpfloat (step->y, >=, y - NEARLY);
      g_assert_cmpfloat (step->height, >, 0);
      g_assert_cmpuint (step->place, ==, build->place);
      g_assert_cmpuint (step->n_places, ==, build->n_places);
      y = step->y + step->height;
      tallest = MAX (tallest, step->height);
    }
  g_assert_cmpfloat (y, <=, build->y + build->height + NEARLY);
  g_assert_cmpfloat (tallest, ==, build->tallest);
  /* What is high enough to be reached at a zoom of 1 is not left out, but where a later step hides it. */
  for (guint j = 0; j < build->build->n_boxes; j++)
    {
      SpillBox *box = build->build->boxes[j];
      float top, bottom;

      if (box->kind != SPILL_BOX_STEP || box->is_hidden)
        continue;
      spill_picture_place_step (build->build, box, end_of (build->build, picture), &top, &bottom);
      if ((bottom - MAX (top, hidden)) * build->height >= SPILL_PICTURE_MIN_STEP)
        g_assert_true (g_hash_table_contains (seen, box));
      hidden = MAX (hidden, bottom);
    }
  return i;
}

static gboolean
is_inner (const SpillPictureCell *cell)
{
  return cell->box->kind == SPILL_BOX_STEP;
}

/* What is there at the same time stands side by side. */
static void
check_places (const SpillPictureLane *lane)
{
  for (guint i = 0; i < lane->n_cells; i++)
    for (guint j = i + 1; j < lane->n_cells; j++)
      {
        const SpillPictureCell *a = &lane->cells[i], *b = &lane->cells[j];

        if (is_inner (a) || is_inner (b) || a->n_places >= 6 || b->y >= a->y + a->height - NEARLY)
          continue;
        g_assert_cmpuint (a->place, !=, b->place);
        g_assert_cmpuint (a->n_places, ==, b->n_places);
      }
}

static void
check_lane (const SpillPicture *picture,
            guint               number)
{
  const SpillPictureLane *lane = &picture->lanes[number];
  const SpillColumn *column = picture->columns[number - 1];
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < lane->n_cells;)
    {
      const SpillPictureCell *cell = &lane->cells[i];

      g_assert_true (g_hash_table_add (seen, cell->build != NULL ? (gpointer) cell->build
                                                                 : (gpointer) cell->box));
      g_assert_true (cell->build != NULL || cell->box->kind == SPILL_BOX_EVENT);
      i = cell->build != NULL ? check_steps (picture, lane, i) : i + 1;
    }
  for (guint i = 0; i < column->n_builds; i++)
    g_assert_cmpint (g_hash_table_contains (seen, column->builds[i]), ==,
                     end_of (column->builds[i], picture) >= picture->oldest);
  for (guint i = 0; i < column->n_events; i++)
    g_assert_cmpint (g_hash_table_contains (seen, column->events[i]), ==,
                     column->events[i]->start >= picture->oldest);
  check_places (lane);
}

/* All that touch a stretch are among those found. */
static void
check_find (const SpillPicture *picture,
            guint               lane)
{
  double top = random_one_of ((int) picture->height + 1);
  double bottom = top + random_one_of (200);
  guint n;
  guint first = spill_picture_find (picture, lane, top, bottom, &n);

  for (guint i = 0; i < picture->lanes[lane].n_cells; i++)
    {
      const SpillPictureCell *cell = &picture->lanes[lane].cells[i];

      if (cell->y < bottom && cell->y + cell->height > top)
        g_assert_true (i >= first && i < first + n);
    }
}

/* Compact: every box of the layout is there, where the layout has it. */
static void
check_rows (const SpillPicture *picture)
{
  const SpillRows *rows = picture->waterfall->rows;

  for (guint lane = 0; lane <= picture->n_columns; lane++)
    {
      guint at = 0;

      for (guint i = 0; i < rows->n_cells[lane]; i++)
        {
          const SpillRowCell *row = &rows->cells[lane][i];
          const SpillPictureCell *cell = &picture->lanes[lane].cells[at];

          if (row->box == NULL || row->box->kind == SPILL_BOX_GAP)
            continue;
          g_assert_cmpuint (at, <, picture->lanes[lane].n_cells);
          g_assert_true (cell->box == row->box);
          g_assert_cmpfloat (cell->y, ==, row->row);
          g_assert_cmpfloat (cell->height, ==, row->span);
          at++;
        }
      g_assert_cmpuint (at, ==, picture->lanes[lane].n_cells);
    }
}

static void
check_same (const SpillPicture *a,
            const SpillPicture *b)
{
  g_assert_true (spill_picture_has_same_shape (a, b));
  for (guint lane = 0; lane <= a->n_columns; lane++)
    {
      g_assert_cmpuint (a->lanes[lane].n_cells, ==, b->lanes[lane].n_cells);
      for (guint i = 0; i < a->lanes[lane].n_cells; i++)
        {
          const SpillPictureCell *x = &a->lanes[lane].cells[i], *y = &b->lanes[lane].cells[i];

          g_assert_true (spill_box_equal (x->box, y->box));
          g_assert_cmpfloat (x->y, ==, y->y);
          g_assert_cmpfloat (x->height, ==, y->height);
          g_assert_cmpuint (x->place, ==, y->place);
        }
    }
}

static SpillPicture *
make (SpillColumns *from,
      Random       *random,
      SpillScale    scale,
      double        seconds)
{
  g_autoptr(GPtrArray) columns = spill_columns_get_all (from, random->now);
  g_autoptr(GPtrArray) changes = spill_columns_get_changes (from, 40);
  g_autofree gint64 *ids = g_new0 (gint64, columns->len + 1);
  SpillPictureQuery query = { .scale = scale, .n_rows = 200, .seconds = seconds,
                              .now = random->now, .n_all = columns->len };

  for (guint i = 0; i < columns->len; i++)
    ids[i] = ((SpillColumn *) columns->pdata[i])->id;
  return spill_picture_new (columns, changes, ids, &query);
}

static void
test_random (gconstpointer data)
{
  Random random;
  guint n_steps = 0;

  random_init (&random, GPOINTER_TO_UINT (data));
  for (guint i = 0; i < N_EVENTS; i++)
    {
      SpillScale scale = random_one_of (SPILL_N_SCALES);
      double seconds = 60 + random_one_of (4000);

      random_happen (&random);
      /* So long that there is something to see. */
      random.now += random_one_of (8) == 0 ? random_one_of (2000) : 0;
      if (random_one_of (3) == 0)
        {
          g_autoptr(SpillColumns) fresh = spill_columns_new (random.master);
          g_autoptr(SpillPicture) kept = make (random.columns, &random, scale, seconds);
          g_autoptr(SpillPicture) made = make (fresh, &random, scale, seconds);

          check_same (kept, made);
          for (guint lane = 1; lane <= kept->n_columns; lane++)
            {
              check_find (kept, lane);
              if (scale != SPILL_SCALE_COMPACT)
                check_lane (kept, lane);
              for (guint j = 0; scale != SPILL_SCALE_COMPACT && j < kept->lanes[lane].n_cells; j++)
                n_steps += is_inner (&kept->lanes[lane].cells[j]);
            }
          if (scale == SPILL_SCALE_COMPACT)
            check_rows (kept);
        }
    }
  g_test_message ("%u steps to scale", n_steps);
  random_clear (&random);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *path = g_strdup_printf ("/ui/picture/random/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_random);
    }

  return g_test_run ();
}
