#include "layout/spill-waterfall.h"

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

  self->columns = g_new0 (SpillColumn *, columns->len + 1);
  self->lanes = g_new0 (SpillLane *, columns->len + 1);
  self->lanes[0] = spill_lane_new_changes (changes, query, now);
  for (guint i = 0; i < columns->len; i++)
    {
      SpillColumn *column = columns->pdata[i];

      if (!spill_waterfall_query_has_column (query, column))
        continue;
      self->columns[self->n_columns++] = spill_column_ref (column);
      self->lanes[self->n_columns] = spill_lane_new (column, query, now);
    }
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
