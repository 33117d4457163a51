#include "ui/spill-picture.h"

#include <math.h>
#include <string.h>

#include "layout/spill-time-map.h"

/* To scale, at zoom 1, in pixels. */
#define PIXELS_A_SECOND (1 / 6.0)
#define FOLD_AFTER      (10 * 60.0)   /* seconds */
#define FOLD_HEIGHT     30
#define MIN_BUILD       20            /* a build's number can be read */
#define MIN_CHANGE      18
#define LABEL_DISTANCE  48
#define LABEL_HEIGHT    18
#define MAX_PLACES      6

typedef struct
{
  SpillPicture            *picture;
  const SpillPictureQuery *query;
  GPtrArray               *columns;
  GPtrArray               *facts;
  SpillTimeMap            *map;
} Maker;

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

static void
lane_take (SpillPictureLane *lane,
           GArray           *cells)   /* (transfer full) */
{
  float reach = 0;

  lane->n_cells = cells->len;
  lane->cells = (SpillPictureCell *) g_array_free (cells, FALSE);
  lane->reach = g_new (float, MAX (lane->n_cells, 1));
  for (guint i = 0; i < lane->n_cells; i++)
    lane->reach[i] = reach = MAX (reach, lane->cells[i].y + lane->cells[i].height);
}

static GArray *
cells_new (void)
{
  return g_array_new (FALSE, TRUE, sizeof (SpillPictureCell));
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
  GArray *cells = cells_new ();
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
  lane_take (&self->lanes[lane], cells);
}

static void
make_compact (Maker *maker)
{
  SpillPicture *self = maker->picture;
  SpillWaterfallQuery query = { .num_events = maker->query->n_rows };
  const SpillRows *rows;

  self->waterfall = spill_waterfall_new (maker->columns, maker->facts, &query, maker->query->now);
  rows = self->waterfall->rows;
  self->height = rows->n_rows;
  self->has_more = rows->n_labels > maker->query->n_rows;
  for (guint made = 0; made <= self->n_made; made++)
    make_compact_lane (self, made);

  self->n_labels = rows->n_labels;
  self->labels = g_new0 (SpillPictureLabel, MAX (rows->n_labels, 1));
  for (guint i = 0; i < rows->n_labels; i++)
    self->labels[i] = (SpillPictureLabel) { rows->labels[i].row, rows->labels[i].span,
                                            rows->labels[i].time, 0, rows->labels[i].has_date };
}

/* To scale */

static double
end_of (const SpillColumnBuild *build,
        double                  newest)
{
  return build->finished > 0 ? MAX (build->finished, build->started) : MAX (newest, build->started);
}

static int
compare_spans (gconstpointer a,
               gconstpointer b)
{
  double x = ((const SpillSpan *) a)->end;
  double y = ((const SpillSpan *) b)->end;

  return x > y ? -1 : x < y;
}

/* When anything went on, newest first; what touches is one. */
static GArray *
find_busy (Maker *maker)
{
  SpillPicture *self = maker->picture;
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (SpillSpan));
  guint n = 0;

  for (guint c = self->first; c < self->first + self->n_made; c++)
    for (guint i = 0; i < self->columns[c]->n_builds; i++)
      {
        const SpillColumnBuild *build = self->columns[c]->builds[i];
        SpillSpan span = { build->started, end_of (build, self->newest) };

        if (span.end >= self->oldest)
          g_array_append_val (spans, span);
      }
  for (guint i = 0; i < self->n_changes; i++)
    {
      SpillSpan span = { self->changes[i]->start, self->changes[i]->start };

      g_array_append_val (spans, span);
    }
  g_array_sort (spans, compare_spans);
  for (guint i = 0; i < spans->len; i++)
    {
      SpillSpan *span = &g_array_index (spans, SpillSpan, i);
      SpillSpan *last = n > 0 ? &g_array_index (spans, SpillSpan, n - 1) : NULL;

      if (last != NULL && span->end >= last->start)
        last->start = MIN (last->start, span->start);
      else
        g_array_index (spans, SpillSpan, n++) = *span;
    }
  g_array_set_size (spans, n);
  return spans;
}

static int
compare_cells (gconstpointer a,
               gconstpointer b)
{
  float x = ((const SpillPictureCell *) a)->y;
  float y = ((const SpillPictureCell *) b)->y;

  return x < y ? -1 : x > y;
}

/* Builds that ran at the same time stand side by side. */
static void
find_places (SpillPictureCell *cells,
             guint             n)
{
  float ends[MAX_PLACES];
  guint n_used = 0;
  guint first = 0;
  float reach = -1;

  for (guint i = 0; i < n; i++)
    {
      guint place = 0;

      if (cells[i].y >= reach)
        {
          for (guint j = first; j < i; j++)
            cells[j].n_places = n_used;
          first = i;
          n_used = 0;
        }
      while (place < n_used && ends[place] > cells[i].y)
        place++;
      place = MIN (place, MAX_PLACES - 1);
      n_used = MAX (n_used, place + 1);
      ends[place] = cells[i].y + cells[i].height;
      cells[i].place = place;
      reach = MAX (reach, ends[place]);
    }
  for (guint j = first; j < n; j++)
    cells[j].n_places = MAX (n_used, 1);
}

static void
make_time_lane (Maker *maker,
                guint  lane)
{
  SpillPicture *self = maker->picture;
  const SpillColumn *column = self->columns[lane - 1];
  GArray *cells = cells_new ();

  for (guint i = 0; i < column->n_builds; i++)
    {
      const SpillColumnBuild *build = column->builds[i];
      double end = end_of (build, self->newest);
      SpillPictureCell cell = { .box = build->boxes[build->n_boxes - 1],
                                .build = build,
                                .n_places = 1 };
      double bottom;

      if (end < self->oldest)
        {
          self->has_more = TRUE;
          continue;
        }
      cell.y = spill_time_map_get_y (maker->map, end);
      bottom = spill_time_map_get_y (maker->map, build->started);
      cell.height = MAX (bottom - cell.y, MIN_BUILD);
      g_array_append_val (cells, cell);
    }
  g_array_sort (cells, compare_cells);
  find_places ((SpillPictureCell *) cells->data, cells->len);
  lane_take (&self->lanes[lane], cells);
}

/* What came at the same time stands one below the other. */
static void
make_time_changes (Maker *maker)
{
  SpillPicture *self = maker->picture;
  GArray *cells = cells_new ();
  double free_y = 0;

  for (guint i = 0; i < self->n_changes; i++)
    {
      SpillPictureCell cell = { .box = self->changes[i], .height = MIN_CHANGE, .n_places = 1 };

      cell.y = MAX (spill_time_map_get_y (maker->map, cell.box->start), free_y);
      free_y = cell.y + cell.height;
      g_array_append_val (cells, cell);
    }
  lane_take (&self->lanes[0], cells);
}

static double
choose_step (void)
{
  static const double steps[] = { 60, 300, 600, 900, 1800, 3600 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * PIXELS_A_SECOND >= LABEL_DISTANCE)
      return steps[i];
  return 7200;
}

static int
day_of (double time)
{
  g_autoptr(GDateTime) local = g_date_time_new_from_unix_local ((gint64) time);

  return local != NULL ? g_date_time_get_year (local) * 1000 + g_date_time_get_day_of_year (local)
                       : 0;
}

static void
make_time_labels (Maker *maker)
{
  SpillPicture *self = maker->picture;
  GArray *labels = g_array_new (FALSE, TRUE, sizeof (SpillPictureLabel));
  double step = choose_step ();
  int day = day_of (maker->query->now);

  for (guint i = 0; i < maker->map->n_stretches; i++)
    {
      const SpillTimeStretch *stretch = &maker->map->stretches[i];
      double time = floor (stretch->newest / step) * step;

      if (stretch->is_folded)
        {
          SpillPictureLabel label = { stretch->top, stretch->height, stretch->newest,
                                      stretch->newest - stretch->oldest, FALSE };

          g_array_append_val (labels, label);
        }
      for (; !stretch->is_folded && time > stretch->oldest; time -= step)
        {
          SpillPictureLabel label = { spill_time_map_get_y (maker->map, time), LABEL_DISTANCE, time,
                                      0, day_of (time) != day };

          /* What is folded below has a label of its own. */
          if (stretch->top + stretch->height - label.y < LABEL_HEIGHT
              && i + 1 < maker->map->n_stretches)
            continue;
          day = day_of (time);
          g_array_append_val (labels, label);
        }
    }
  self->n_labels = labels->len;
  self->labels = (SpillPictureLabel *) g_array_free (labels, FALSE);
}

static void
take_changes (Maker *maker)
{
  SpillPicture *self = maker->picture;

  self->changes = g_new0 (SpillBox *, maker->facts->len + 1);
  for (guint i = 0; i < maker->facts->len; i++)
    {
      const SpillChangeFacts *change = maker->facts->pdata[i];

      if (change->when >= self->oldest)
        self->changes[self->n_changes++] = spill_box_ref (change->box);
    }
}

static void
make_time (Maker *maker)
{
  SpillPicture *self = maker->picture;
  SpillTimeScale scale = { .scale = PIXELS_A_SECOND, .fold_height = FOLD_HEIGHT };
  g_autoptr(GArray) busy = NULL;
  g_autoptr(SpillTimeMap) map = NULL;

  /* In steps, so that not everything moves all the time. */
  self->newest = ceil (maker->query->now / 10) * 10;
  self->oldest = self->newest - maker->query->seconds;
  take_changes (maker);
  scale.newest = self->newest;
  scale.oldest = self->oldest;
  scale.fold_after = self->scale == SPILL_SCALE_FOLDED ? FOLD_AFTER : 0;
  busy = find_busy (maker);
  map = spill_time_map_new (&scale, (const SpillSpan *) busy->data, busy->len);
  maker->map = map;
  self->height = map->height;
  make_time_changes (maker);
  for (guint i = 0; i < self->n_made; i++)
    make_time_lane (maker, self->first + i + 1);
  make_time_labels (maker);
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
  Maker maker = { self, query, columns, changes, NULL };

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
    make_compact (&maker);
  else
    make_time (&maker);
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

guint
spill_picture_find (const SpillPicture *self,
                    guint               lane,
                    double              top,
                    double              bottom,
                    guint              *n)
{
  const SpillPictureLane *it = &self->lanes[lane];
  guint low = 0, high = it->n_cells, end;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (it->reach[middle] > top)
        high = middle;
      else
        low = middle + 1;
    }
  for (end = low; end < it->n_cells && it->cells[end].y < bottom; end++)
    ;
  *n = end - low;
  return low;
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
        || a->cells[i].y != b->cells[i].y || a->cells[i].height != b->cells[i].height)
      return FALSE;
  return TRUE;
}

/* A build's start is as bad as its steps, which are cells of their own. */
static gboolean
is_failure (const SpillPicture     *self,
            const SpillPictureCell *cell)
{
  const SpillBox *box = cell->box;

  if (box->kind == SPILL_BOX_EVENT || box->kind == SPILL_BOX_CHANGE
      || (box->kind == SPILL_BOX_BUILD && self->scale == SPILL_SCALE_COMPACT))
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
