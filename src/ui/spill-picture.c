#include "ui/spill-picture-private.h"

#include <string.h>

static const char *const nicks[] = { "compact", "time", "folded" };

const char *
spill_scale_to_nick (SpillScale scale)
{
  g_return_val_if_fail (scale < SPILL_N_SCALES, nicks[0]);

  return nicks[scale];
}

SpillScale
spill_scale_from_nick (const char *nick)
{
  for (guint i = 0; i < SPILL_N_SCALES; i++)
    if (g_strcmp0 (nick, nicks[i]) == 0)
      return i;
  return SPILL_SCALE_COMPACT;
}

void
spill_picture_lane_take (SpillPictureLane *lane,
                         GArray           *cells)
{
  float reach = 0, begin = G_MAXFLOAT;

  lane->n_cells = cells->len;
  lane->cells = (SpillPictureCell *) g_array_free (cells, FALSE);
  lane->reach = g_new (float, MAX (lane->n_cells, 1));
  lane->begin = g_new (float, MAX (lane->n_cells, 1));
  for (guint i = 0; i < lane->n_cells; i++)
    lane->reach[i] = reach = MAX (reach, lane->cells[i].y + lane->cells[i].height);
  for (guint i = lane->n_cells; i > 0; i--)
    lane->begin[i - 1] = begin = MIN (begin, lane->cells[i - 1].y);
}

/* Compact */

/* Boxes follow their builds, so the search goes on where it was. */
static const SpillColumnBuild *
find_build (const SpillColumn *column,
            const SpillBox    *box,
            guint             *at)
{
  if (box->kind != SPILL_BOX_STEP && box->kind != SPILL_BOX_BODY && box->kind != SPILL_BOX_BUILD)
    return NULL;
  for (guint i = 0; i < column->n_builds; i++)
    {
      guint j = (*at + i) % column->n_builds;

      if (column->builds[j]->number == box->build)
        {
          *at = j;
          return column->builds[j];
        }
    }
  return NULL;
}

/* @made: counts only the lanes that are made */
static void
make_compact_lane (SpillPicture *self,
                   guint         made)
{
  const SpillRows *rows = self->waterfall->rows;
  guint lane = made > 0 ? self->first + made : 0;
  const SpillColumn *column = lane > 0 ? self->columns[lane - 1] : NULL;
  GArray *cells = g_array_new (FALSE, TRUE, sizeof (SpillPictureCell));
  guint at = 0;

  for (guint i = 0; i < rows->n_cells[made]; i++)
    {
      const SpillRowCell *row = &rows->cells[made][i];
      SpillPictureCell cell = { row->box, NULL, row->row, row->span, 0, 1 };

      if (row->box == NULL || row->box->kind == SPILL_BOX_GAP)
        continue;
      if (column != NULL)
        cell.build = find_build (column, row->box, &at);
      g_array_append_val (cells, cell);
    }
  spill_picture_lane_take (&self->lanes[lane], cells);
}

static void
make_compact (SpillPicture            *self,
              GPtrArray               *columns,
              GPtrArray               *changes,
              const SpillPictureQuery *wanted)
{
  SpillWaterfallQuery query = { .num_events = wanted->n_rows };
  const SpillRows *rows;

  self->waterfall = spill_waterfall_new (columns, changes, &query, wanted->now);
  rows = self->waterfall->rows;
  self->height = rows->n_rows;
  self->has_more = rows->n_labels > wanted->n_rows;
  for (guint made = 0; made <= self->n_made; made++)
    make_compact_lane (self, made);

  self->n_labels = rows->n_labels;
  self->labels = g_new0 (SpillPictureLabel, MAX (rows->n_labels, 1));
  for (guint i = 0; i < rows->n_labels; i++)
    self->labels[i] = (SpillPictureLabel) { rows->labels[i].row, rows->labels[i].span,
                                            rows->labels[i].time, 0, rows->labels[i].has_date };
}

/**
 * spill_picture_new:
 * @columns: (element-type SpillColumn): columns that stand side by side, from query->first on
 * @changes: (element-type SpillChangeFacts): changes, newest first
 * @ids: (array length=query->n_all): of all builders
 * @query: how
 *
 * Returns: (transfer full): the picture
 */
SpillPicture *
spill_picture_new (GPtrArray               *columns,
                   GPtrArray               *changes,
                   const gint64            *ids,
                   const SpillPictureQuery *query)
{
  SpillPicture *self = g_atomic_rc_box_new0 (SpillPicture);

  self->scale = query->scale;
  self->n_columns = query->n_all;
  self->first = query->first;
  self->n_made = columns->len;
  self->ids = g_memdup2 (ids, query->n_all * sizeof *ids);
  self->columns = g_new0 (SpillColumn *, query->n_all + 1);
  self->lanes = g_new0 (SpillPictureLane, query->n_all + 1);
  for (guint i = 0; i < columns->len; i++)
    self->columns[self->first + i] = spill_column_ref (columns->pdata[i]);
  if (query->scale == SPILL_SCALE_COMPACT)
    make_compact (self, columns, changes, query);
  else
    spill_picture_make_time (self, changes, query);
  return self;
}

SpillPicture *
spill_picture_ref (SpillPicture *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
picture_clear (gpointer data)
{
  SpillPicture *self = data;

  for (guint i = 0; i <= self->n_columns; i++)
    {
      g_free (self->lanes[i].cells);
      g_free (self->lanes[i].reach);
      g_free (self->lanes[i].begin);
    }
  for (guint i = 0; i < self->n_columns; i++)
    g_clear_pointer (&self->columns[i], spill_column_unref);
  g_free (self->ids);
  for (guint i = 0; i < self->n_changes; i++)
    spill_box_unref (self->changes[i]);
  g_free (self->changes);
  g_free (self->columns);
  g_free (self->lanes);
  g_free (self->labels);
  g_clear_pointer (&self->waterfall, spill_waterfall_unref);
}

void
spill_picture_unref (SpillPicture *self)
{
  g_atomic_rc_box_release_full (self, picture_clear);
}

/* The first of values that rise that is above @limit; @also: or at it. */
static guint
first_above (const float *values,
             guint        n,
             double       limit,
             gboolean     also)
{
  guint low = 0, high = n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (values[middle] > limit || (also && values[middle] == limit))
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

guint
spill_picture_find (const SpillPicture *self,
                    guint               lane,
                    double              top,
                    double              bottom,
                    guint              *n)
{
  const SpillPictureLane *it = &self->lanes[lane];
  guint first = first_above (it->reach, it->n_cells, top, FALSE);
  guint end = first_above (it->begin, it->n_cells, bottom, TRUE);

  *n = end > first ? end - first : 0;
  return first;
}

gboolean
spill_picture_has_same_shape (const SpillPicture *self,
                              const SpillPicture *other)
{
  if (self->scale != other->scale || self->n_columns != other->n_columns
      || self->first != other->first || self->n_made != other->n_made
      || self->height != other->height || self->n_labels != other->n_labels)
    return FALSE;
  for (guint i = 0; i < self->n_labels; i++)
    {
      const SpillPictureLabel *a = &self->labels[i], *b = &other->labels[i];

      if (a->y != b->y || a->height != b->height || a->time != b->time || a->folded != b->folded
          || a->has_date != b->has_date)
        return FALSE;
    }
  return self->n_columns == 0
         || memcmp (self->ids, other->ids, self->n_columns * sizeof *self->ids) == 0;
}

gboolean
spill_picture_has_same_lane (const SpillPicture *self,
                             const SpillPicture *other,
                             guint               lane)
{
  const SpillPictureLane *a = &self->lanes[lane], *b = &other->lanes[lane];

  if (a->n_cells != b->n_cells)
    return FALSE;
  for (guint i = 0; i < a->n_cells; i++)
    if (a->cells[i].box != b->cells[i].box || a->cells[i].build != b->cells[i].build
        || a->cells[i].y != b->cells[i].y || a->cells[i].height != b->cells[i].height
        || a->cells[i].place != b->cells[i].place || a->cells[i].n_places != b->cells[i].n_places)
      return FALSE;
  return TRUE;
}

/* One of a build: its start is as bad as its steps; to scale it is around them. */
static gboolean
is_failure (const SpillPicture     *self,
            const SpillPictureCell *cell)
{
  const SpillBox *box = cell->box;
  gboolean is_compact = self->scale == SPILL_SCALE_COMPACT;

  if (box->kind == SPILL_BOX_EVENT || box->kind == SPILL_BOX_CHANGE
      || box->kind == (is_compact ? SPILL_BOX_BUILD : SPILL_BOX_STEP))
    return FALSE;
  return box->result == SPILL_RESULT_FAILURE || box->result == SPILL_RESULT_EXCEPTION;
}

static gboolean
is_above (float y,
          guint lane,
          float other_y,
          guint other_lane)
{
  return y < other_y || (y == other_y && lane < other_lane);
}

/* The first failure of a lane beyond a place; -1: none. */
static int
find_in_lane (const SpillPicture *self,
              guint               lane,
              gboolean            forward,
              float               y,
              guint               from_lane)
{
  const SpillPictureLane *it = &self->lanes[lane];

  for (guint i = 0; i < it->n_cells; i++)
    {
      guint j = forward ? i : it->n_cells - 1 - i;
      float there = it->cells[j].y;

      if (is_failure (self, &it->cells[j])
          && (forward ? is_above (y, from_lane, there, lane)
                      : is_above (there, lane, y, from_lane)))
        return j;
    }
  return -1;
}

gboolean
spill_picture_find_failure (const SpillPicture *self,
                            guint               from_lane,
                            int                 from_cell,
                            gboolean            forward,
                            guint              *lane,
                            guint              *cell)
{
  float y = from_cell >= 0 ? self->lanes[from_lane].cells[from_cell].y : -1;
  float found_y = 0;
  gboolean found = FALSE;

  for (guint i = 1; i <= self->n_columns; i++)
    {
      int j = find_in_lane (self, i, forward, y, from_lane);
      float there = j >= 0 ? self->lanes[i].cells[j].y : 0;

      if (j < 0 || (found && (forward ? !is_above (there, i, found_y, *lane)
                                      : !is_above (found_y, *lane, there, i))))
        continue;
      found = TRUE;
      found_y = there;
      *lane = i;
      *cell = j;
    }
  return found;
}
