#include "ui/spill-picture-private.h"

#include <math.h>

#include "layout/spill-time-map.h"

/* The scales in which height is time. */

/* At zoom 1, in pixels. */
#define PIXELS_A_SECOND (1 / 6.0)
#define FOLD_AFTER      (10 * 60.0)   /* seconds */
#define FOLD_HEIGHT     30
#define MIN_BUILD       20            /* a build's number can be read */
#define MIN_CHANGE      18
#define LABEL_DISTANCE  48
#define LABEL_HEIGHT    18
#define MAX_PLACES      6
#define MAX_ZOOM        3

typedef struct
{
  SpillPicture            *picture;
  const SpillPictureQuery *query;
  GPtrArray               *facts;
  SpillTimeMap            *map;
} Maker;

static double
end_of (const SpillColumnBuild *build,
        double                  newest)
{
  return build->finished > 0 ? MAX (build->finished, build->started) : MAX (newest, build->started);
}

/**
 * spill_picture_place_step:
 * @build: a build
 * @step: one of its boxes
 * @end: when the build ended, or now; epoch seconds
 * @top: (out): where in the build the step ended: 0 is when the build did, 1 when it began
 * @bottom: (out): where it began; at least @top
 *
 * A step of a build that is over and that never ended lasts as long as the build.
 */
void
spill_picture_place_step (const SpillColumnBuild *build,
                          const SpillBox         *step,
                          double                  end,
                          float                  *top,
                          float                  *bottom)
{
  double length = MAX (end - build->started, 0.001);

  *top = CLAMP ((end - (step->end > 0 ? step->end : end)) / length, 0, 1);
  *bottom = CLAMP ((end - step->start) / length, *top, 1);
}

static int
compare_spans (gconstpointer a,
               gconstpointer b)
{
  double x = ((const SpillSpan *) a)->end;
  double y = ((const SpillSpan *) b)->end;

  return x > y ? -1 : x < y;
}

static void
add_span (Maker  *maker,
          GArray *spans,
          double  start,
          double  end)
{
  SpillSpan span = { start, end };

  if (end >= maker->picture->oldest)
    g_array_append_val (spans, span);
}

/* When anything went on, newest first; what touches is one. */
static GArray *
find_busy (Maker *maker)
{
  SpillPicture *self = maker->picture;
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (SpillSpan));
  guint n = 0;

  for (guint c = self->first; c < self->first + self->n_made; c++)
    {
      for (guint i = 0; i < self->columns[c]->n_builds; i++)
        {
          const SpillColumnBuild *build = self->columns[c]->builds[i];

          add_span (maker, spans, build->started, end_of (build, self->newest));
        }
      for (guint i = 0; i < self->columns[c]->n_events; i++)
        add_span (maker, spans, self->columns[c]->events[i]->start,
                  self->columns[c]->events[i]->start);
    }
  for (guint i = 0; i < self->n_changes; i++)
    add_span (maker, spans, self->changes[i]->start, self->changes[i]->start);
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

/* Builds and events, which have the column for themselves unless they meet. */
static GArray *
find_outer (Maker             *maker,
            const SpillColumn *column)
{
  SpillPicture *self = maker->picture;
  GArray *cells = g_array_new (FALSE, TRUE, sizeof (SpillPictureCell));
  double free_y = 0;

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
  /* Of a worker that comes and goes all the time each is told, one below the other. */
  for (guint i = 0; i < column->n_events && column->events[i]->start >= self->oldest; i++)
    {
      SpillPictureCell cell = { .box = column->events[i], .height = MIN_CHANGE, .n_places = 1 };

      cell.y = MAX (spill_time_map_get_y (maker->map, cell.box->start), free_y);
      free_y = cell.y + cell.height;
      g_array_append_val (cells, cell);
    }
  g_array_sort (cells, compare_cells);
  find_places ((SpillPictureCell *) cells->data, cells->len);
  return cells;
}

/* The steps of a build within it, newest first, each as high as it took. Those that are too thin for
 * a cell at any zoom are only drawn. */
static void
append_steps (Maker  *maker,
              GArray *cells)   /* the build is the last of them */
{
  guint at = cells->len - 1;
  const SpillPictureCell build = g_array_index (cells, SpillPictureCell, at);
  double end = end_of (build.build, maker->picture->newest);
  float free_y = build.y, tallest = 0;

  for (guint i = 0; i < build.build->n_boxes; i++)
    {
      const SpillBox *box = build.build->boxes[i];
      SpillPictureCell cell = build;
      float top, bottom;

      if (box->kind != SPILL_BOX_STEP || box->is_hidden)
        continue;
      cell.box = box;
      spill_picture_place_step (build.build, box, end, &top, &bottom);
      cell.y = MAX (build.y + top * build.height, free_y);
      cell.height = build.y + bottom * build.height - cell.y;
      if (cell.height < SPILL_PICTURE_MIN_STEP / MAX_ZOOM)
        continue;
      free_y = cell.y + cell.height;
      tallest = MAX (tallest, cell.height);
      g_array_append_val (cells, cell);
    }
  g_array_index (cells, SpillPictureCell, at).tallest = tallest;
}

static void
make_time_lane (Maker *maker,
                guint  lane)
{
  SpillPicture *self = maker->picture;
  g_autoptr(GArray) outer = find_outer (maker, self->columns[lane - 1]);
  GArray *cells = g_array_new (FALSE, TRUE, sizeof (SpillPictureCell));

  for (guint i = 0; i < outer->len; i++)
    {
      g_array_append_val (cells, g_array_index (outer, SpillPictureCell, i));
      if (g_array_index (outer, SpillPictureCell, i).build != NULL)
        append_steps (maker, cells);
    }
  spill_picture_lane_take (&self->lanes[lane], cells);
}

/* What came at the same time stands one below the other. */
static void
make_time_changes (Maker *maker)
{
  SpillPicture *self = maker->picture;
  GArray *cells = g_array_new (FALSE, TRUE, sizeof (SpillPictureCell));
  double free_y = 0;

  for (guint i = 0; i < self->n_changes; i++)
    {
      SpillPictureCell cell = { .box = self->changes[i], .height = MIN_CHANGE, .n_places = 1 };

      cell.y = MAX (spill_time_map_get_y (maker->map, cell.box->start), free_y);
      free_y = cell.y + cell.height;
      g_array_append_val (cells, cell);
    }
  spill_picture_lane_take (&self->lanes[0], cells);
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

void
spill_picture_make_time (SpillPicture            *self,
                         GPtrArray               *changes,
                         const SpillPictureQuery *query)
{
  Maker maker = { self, query, changes, NULL };
  SpillTimeScale scale = { .scale = PIXELS_A_SECOND, .fold_height = FOLD_HEIGHT };
  g_autoptr(GArray) busy = NULL;
  g_autoptr(SpillTimeMap) map = NULL;

  /* In steps, so that not everything moves all the time. */
  self->newest = ceil (query->now / 10) * 10;
  self->oldest = self->newest - query->seconds;
  take_changes (&maker);
  scale.newest = self->newest;
  scale.oldest = self->oldest;
  scale.fold_after = self->scale == SPILL_SCALE_FOLDED ? FOLD_AFTER : 0;
  busy = find_busy (&maker);
  map = spill_time_map_new (&scale, (const SpillSpan *) busy->data, busy->len);
  maker.map = map;
  self->height = map->height;
  make_time_changes (&maker);
  for (guint i = 0; i < self->n_made; i++)
    make_time_lane (&maker, self->first + i + 1);
  make_time_labels (&maker);
}
