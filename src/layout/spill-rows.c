#include "layout/spill-rows.h"

/* The boxes [begin[lane], end[lane]) of all lanes share a stretch of rows that ends above @bottom. */
typedef struct
{
  guint  bottom;
  double time;       /* of its oldest box */
  guint *end;        /* of n_lanes */
} Stretch;

typedef struct
{
  SpillRows *rows;
  GArray    *stretches;
  guint     *at;         /* next box of each lane */
  gboolean   no_bubble;
} Maker;

/* Takes what starts after @low from each lane. FALSE if nothing does. */
static gboolean
take_stretch (Maker   *maker,
              double   low,
              Stretch *stretch)
{
  SpillRows *rows = maker->rows;
  guint height = 0;

  stretch->end = g_new (guint, rows->n_lanes);
  stretch->time = G_MAXDOUBLE;
  for (guint lane = 0; lane < rows->n_lanes; lane++)
    {
      const SpillLane *l = rows->lanes[lane];
      guint begin = maker->at[lane];

      for (; maker->at[lane] < l->n_boxes && l->boxes[maker->at[lane]]->start > low; maker->at[lane]++)
        stretch->time = MIN (stretch->time, l->boxes[maker->at[lane]]->start);
      height = MAX (height, maker->at[lane] - begin);
      stretch->end[lane] = maker->at[lane];
    }
  rows->n_rows += height;
  stretch->bottom = rows->n_rows;

  return height > 0;
}

/* The newest start of what has not been taken; negative if nothing is left. */
static double
next_start (const Maker *maker)
{
  const SpillRows *rows = maker->rows;
  double start = -1;

  for (guint lane = 0; lane < rows->n_lanes; lane++)
    if (maker->at[lane] < rows->lanes[lane]->n_boxes)
      start = MAX (start, rows->lanes[lane]->boxes[maker->at[lane]]->start);

  return start;
}

static void
take_stretches (Maker *maker,
                guint  limit)
{
  double start;

  while (maker->stretches->len <= limit && (start = next_start (maker)) >= 0)
    {
      Stretch stretch;

      if (take_stretch (maker, start - SPILL_ROWS_STRETCH, &stretch))
        g_array_append_val (maker->stretches, stretch);
      else
        break;
    }
}

static void
stretch_clear (gpointer data)
{
  g_free (((Stretch *) data)->end);
}

/* Cells are added from the top; @above is the first row that is free. */
static void
add_cell (Maker          *maker,
          GArray         *cells,
          guint          *above,
          guint           row,
          const SpillBox *box,
          gboolean        is_change)
{
  gboolean stretches = !maker->no_bubble && (!is_change || (box != NULL && box->kind == SPILL_BOX_GAP));
  SpillRowCell cell = { .row = stretches ? *above : row, .box = box, .is_unknown = box == NULL };

  if (is_change && !stretches && !maker->no_bubble && row > *above)
    {
      SpillRowCell nothing = { .row = *above, .span = row - *above };

      g_array_append_val (cells, nothing);
    }
  cell.span = row + 1 - cell.row;
  g_array_append_val (cells, cell);
  *above = row + 1;
}

/* What is in the bottom row reaches down to the end: if nothing is, what comes next stands there. */
static void
lay_lane (Maker *maker,
          guint  lane)
{
  SpillRows *rows = maker->rows;
  const SpillLane *l = rows->lanes[lane];
  g_autoptr(GArray) cells = g_array_new (FALSE, TRUE, sizeof (SpillRowCell));
  guint above = 0;
  guint at = 0;

  for (guint i = 0; i < maker->stretches->len; i++)
    {
      const Stretch *stretch = &g_array_index (maker->stretches, Stretch, i);

      for (; at < stretch->end[lane]; at++)
        add_cell (maker, cells, &above, stretch->bottom - (stretch->end[lane] - at), l->boxes[at], lane == 0);
    }
  if (above < rows->n_rows)
    add_cell (maker, cells, &above, rows->n_rows - 1, at < l->n_boxes ? l->boxes[at] : NULL, lane == 0);

  rows->n_cells[lane] = cells->len;
  rows->cells[lane] = (SpillRowCell *) g_array_free (g_steal_pointer (&cells), FALSE);
}

/* @zone: found once, for finding it reads files. */
static int
day_of (double     time,
        GTimeZone *zone)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc ((gint64) time);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return local != NULL ? g_date_time_get_year (local) * 1000 + g_date_time_get_day_of_year (local) : 0;
}

static void
lay_labels (Maker  *maker,
            double  now)
{
  SpillRows *rows = maker->rows;
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  int day = day_of (now, zone);
  guint above = 0;

  rows->n_labels = maker->stretches->len;
  rows->labels = g_new0 (SpillRowLabel, MAX (rows->n_labels, 1));
  for (guint i = 0; i < rows->n_labels; i++)
    {
      const Stretch *stretch = &g_array_index (maker->stretches, Stretch, i);
      SpillRowLabel *label = &rows->labels[i];
      int its_day = day_of (stretch->time, zone);

      label->time = stretch->time;
      label->row = maker->no_bubble ? stretch->bottom - 1 : above;
      label->span = stretch->bottom - label->row;
      label->has_date = its_day != day;
      day = its_day;
      above = stretch->bottom;
      rows->oldest = stretch->time;
    }
}

/**
 * spill_rows_new:
 * @lanes: the lanes of a waterfall, the changes first
 * @n_lanes: how many
 * @query: for the number of rows of time, and whether boxes reach up
 * @now: epoch seconds, for the first label's date
 *
 * Source of the rules: recorded pages of Buildbot 0.8.14, of the same second as its JSON.
 *
 * Returns: (transfer full): where each box stands
 */
SpillRows *
spill_rows_new (SpillLane                 **lanes,
                guint                       n_lanes,
                const SpillWaterfallQuery  *query,
                double                      now)
{
  SpillRows *self = g_atomic_rc_box_new0 (SpillRows);
  guint limit = query->num_events > 0 ? query->num_events : SPILL_WATERFALL_NUM_EVENTS;
  g_autoptr(GArray) stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  g_autofree guint *at = g_new0 (guint, MAX (n_lanes, 1));
  Maker maker = { self, stretches, at, query->no_bubble };

  g_array_set_clear_func (stretches, stretch_clear);
  self->n_lanes = n_lanes;
  self->lanes = g_new0 (SpillLane *, MAX (n_lanes, 1));
  self->cells = g_new0 (SpillRowCell *, MAX (n_lanes, 1));
  self->n_cells = g_new0 (guint, MAX (n_lanes, 1));
  for (guint lane = 0; lane < n_lanes; lane++)
    self->lanes[lane] = spill_lane_ref (lanes[lane]);

  take_stretches (&maker, limit);
  for (guint lane = 0; lane < n_lanes; lane++)
    lay_lane (&maker, lane);
  lay_labels (&maker, now);

  return self;
}

SpillRows *
spill_rows_ref (SpillRows *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
rows_clear (gpointer data)
{
  SpillRows *self = data;

  for (guint lane = 0; lane < self->n_lanes; lane++)
    {
      spill_lane_unref (self->lanes[lane]);
      g_free (self->cells[lane]);
    }
  g_free (self->lanes);
  g_free (self->cells);
  g_free (self->n_cells);
  g_free (self->labels);
}

void
spill_rows_unref (SpillRows *self)
{
  g_atomic_rc_box_release_full (self, rows_clear);
}
