#include "layout/spill-waterfall.h"

static int
compare_down (gconstpointer a,
              gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x > y ? -1 : x < y;
}

/* Rows end somewhere above this. Boxes need at least the stretches that the starts of builds alone
 * need, and those can be counted without making the boxes. */
static double
find_bottom (const SpillWaterfall      *self,
             const SpillWaterfallQuery *query)
{
  g_autoptr(GArray) starts = g_array_new (FALSE, FALSE, sizeof (double));
  guint limit = query->num_events > 0 ? query->num_events : SPILL_WATERFALL_NUM_EVENTS;
  double low = G_MAXDOUBLE;
  guint n = 0;

  for (guint c = 0; c < self->n_columns; c++)
    for (guint i = 0; i < self->columns[c]->n_builds; i++)
      {
        const SpillColumnBuild *build = self->columns[c]->builds[i];

        if ((query->last_time <= 0 || build->started <= query->last_time)
            && spill_waterfall_query_has_build (query, build))
          g_array_append_val (starts, build->started);
      }
  g_array_sort (starts, compare_down);
  for (guint i = 0; i < starts->len; i++)
    {
      double start = g_array_index (starts, double, i);

      if (start > low)
        continue;
      if (n++ > limit)
        return start;
      low = start - SPILL_ROWS_STRETCH;
    }

  return -G_MAXDOUBLE;
}

/**
 * spill_waterfall_new:
 * @columns: (element-type SpillColumn): the columns of all builders, in order
 * @changes: (element-type SpillChangeFacts): changes, newest first
 * @query: what is wanted
 * @now: epoch seconds
 *
 * Returns: (transfer full): the picture
 */
SpillWaterfall *
spill_waterfall_new (GPtrArray                 *columns,
                     GPtrArray                 *changes,
                     const SpillWaterfallQuery *query,
                     double                     now)
{
  SpillWaterfall *self = g_atomic_rc_box_new0 (SpillWaterfall);
  double bottom;

  self->columns = g_new0 (SpillColumn *, columns->len + 1);
  self->lanes = g_new0 (SpillLane *, columns->len + 1);
  self->lanes[0] = spill_lane_new_changes (changes, query, now);
  for (guint i = 0; i < columns->len; i++)
    {
      SpillColumn *column = columns->pdata[i];

      if (spill_waterfall_query_has_column (query, column))
        self->columns[self->n_columns++] = spill_column_ref (column);
    }
  bottom = find_bottom (self, query);
  for (guint i = 0; i < self->n_columns; i++)
    self->lanes[i + 1] = spill_lane_new_until (self->columns[i], query, now, bottom);
  self->rows = spill_rows_new (self->lanes, self->n_columns + 1, query, now);

  return self;
}

SpillWaterfall *
spill_waterfall_ref (SpillWaterfall *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
waterfall_clear (gpointer data)
{
  SpillWaterfall *self = data;

  for (guint i = 0; i < self->n_columns; i++)
    spill_column_unref (self->columns[i]);
  for (guint i = 0; i <= self->n_columns; i++)
    spill_lane_unref (self->lanes[i]);
  g_free (self->columns);
  g_free (self->lanes);
  spill_rows_unref (self->rows);
}

void
spill_waterfall_unref (SpillWaterfall *self)
{
  g_atomic_rc_box_release_full (self, waterfall_clear);
}
