#include "layout/spill-lane.h"

typedef struct
{
  const SpillWaterfallQuery *query;
  double                     until;     /* where the picture ends in time */
  double                     newest;    /* nothing that starts later is in it */
  double                     oldest;
  double                     after;     /* start of the box above; -1: none yet */
  GPtrArray                 *boxes;
} Maker;

static void
take (Maker    *maker,
      SpillBox *box)
{
  if (box->start <= maker->newest && box->start >= maker->oldest)
    g_ptr_array_add (maker->boxes, box);
  else
    spill_box_unref (box);
}

/* A hidden step still fills its time. Of hidden events only the newest of all bounds a gap, as in 0.8:
 * above it stands a gap since a worker came, say. */
static void
add (Maker    *maker,
     SpillBox *box)
{
  gboolean is_hidden_event = box->kind == SPILL_BOX_EVENT && maker->query->hide_events;
  double end = box->end;
  double after = maker->after;

  /* What is newer than the picture is not there; the newest thing that is may not be over. */
  if (box->start > maker->newest || (is_hidden_event && after >= 0))
    return;
  if (after < 0)
    {
      after = maker->until;
      if (end <= 0 || end > after)
        end = after;
    }
  else if (end <= 0)
    end = after;   /* what never ended lasts until the next thing */

  /* Between changes nothing is to be expected. */
  if (box->kind != SPILL_BOX_CHANGE && end + SPILL_LANE_GAP < after)
    take (maker, spill_box_new_gap (end, after));
  if (!box->is_hidden && !is_hidden_event)
    take (maker, spill_box_ref (box));
  maker->after = box->start;
}

static void
maker_init (Maker                     *maker,
            const SpillWaterfallQuery *query,
            double                     now)
{
  maker->query = query;
  maker->until = spill_waterfall_query_get_newest (query, now);
  /* A master's clock may be ahead of ours: nothing of now is left out. */
  maker->newest = query->last_time > 0 ? maker->until : G_MAXDOUBLE;
  maker->oldest = spill_waterfall_query_get_oldest (query, now);
  maker->after = -1;
  maker->boxes = g_ptr_array_new ();
}

static SpillLane *
lane_take (Maker *maker)
{
  SpillLane *self = g_atomic_rc_box_new0 (SpillLane);
  gsize n;

  self->boxes = (SpillBox **) g_ptr_array_steal (maker->boxes, &n);
  self->n_boxes = (guint) n;
  g_ptr_array_unref (maker->boxes);

  return self;
}

/**
 * spill_lane_new:
 * @column: a builder's column
 * @query: what is wanted of it
 * @now: epoch seconds
 *
 * Returns: (transfer full): its lane
 */
SpillLane *
spill_lane_new (const SpillColumn         *column,
                const SpillWaterfallQuery *query,
                double                     now)
{
  return spill_lane_new_until (column, query, now, -G_MAXDOUBLE);
}

static gboolean
is_below (const Maker *maker,
          double       until)
{
  GPtrArray *boxes = maker->boxes;

  return boxes->len > 0 && ((SpillBox *) boxes->pdata[boxes->len - 1])->start < until;
}

/**
 * spill_lane_new_until:
 * @column: a builder's column
 * @query: what is wanted of it
 * @now: epoch seconds
 * @until: epoch seconds; the lane ends with the first box that is older
 *
 * Returns: (transfer full): its lane
 */
SpillLane *
spill_lane_new_until (const SpillColumn         *column,
                      const SpillWaterfallQuery *query,
                      double                     now,
                      double                     until)
{
  Maker maker;
  guint event = 0;

  maker_init (&maker, query, now);
  for (guint i = 0; i < column->n_builds && !is_below (&maker, until); i++)
    {
      const SpillColumnBuild *build = column->builds[i];

      if (!spill_waterfall_query_has_build (query, build))
        continue;
      for (guint j = 0; j < build->n_boxes && !is_below (&maker, until); j++)
        {
          SpillBox *box = build->boxes[j];

          if (box->kind != SPILL_BOX_BUILD)
            for (; event < column->n_events && column->events[event]->start > box->start; event++)
              add (&maker, column->events[event]);
          add (&maker, box);
        }
    }
  for (; event < column->n_events && !is_below (&maker, until); event++)
    add (&maker, column->events[event]);

  return lane_take (&maker);
}

/**
 * spill_lane_new_changes:
 * @changes: (element-type SpillChangeFacts): changes, newest first
 * @query: what is wanted of them
 * @now: epoch seconds
 *
 * Returns: (transfer full): their lane
 */
SpillLane *
spill_lane_new_changes (GPtrArray                 *changes,
                        const SpillWaterfallQuery *query,
                        double                     now)
{
  Maker maker;

  maker_init (&maker, query, now);
  for (guint i = 0; i < changes->len; i++)
    {
      const SpillChangeFacts *change = changes->pdata[i];

      if (spill_waterfall_query_has_change (query, change))
        add (&maker, change->box);
    }

  return lane_take (&maker);
}

SpillLane *
spill_lane_ref (SpillLane *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
lane_clear (gpointer data)
{
  SpillLane *self = data;

  for (guint i = 0; i < self->n_boxes; i++)
    spill_box_unref (self->boxes[i]);
  g_free (self->boxes);
}

void
spill_lane_unref (SpillLane *self)
{
  g_atomic_rc_box_release_full (self, lane_clear);
}
