#include "layout/spill-time-map.h"

/* Adds the time down to @oldest, folded or not, below what is there. */
static void
add_stretch (GArray               *stretches,
             const SpillTimeScale *scale,
             double                oldest,
             gboolean              is_folded)
{
  const SpillTimeStretch *last = stretches->len > 0
                                   ? &g_array_index (stretches, SpillTimeStretch, stretches->len - 1) : NULL;
  SpillTimeStretch stretch = {
    .newest = last != NULL ? last->oldest : scale->newest,
    .oldest = oldest,
    .top = last != NULL ? last->top + last->height : 0,
    .is_folded = is_folded,
  };

  stretch.height = is_folded ? scale->fold_height : (stretch.newest - oldest) * scale->scale;
  g_array_append_val (stretches, stretch);
}

/**
 * spill_time_map_new:
 * @scale: how
 * @busy: (array length=n_busy): when anything went on, newest first
 * @n_busy: how many
 *
 * Idle time is folded where the fold is the smaller one.
 *
 * Returns: (transfer full): the map
 */
SpillTimeMap *
spill_time_map_new (const SpillTimeScale *scale,
                    const SpillSpan      *busy,
                    guint                 n_busy)
{
  SpillTimeMap *self = g_new0 (SpillTimeMap, 1);
  g_autoptr(GArray) stretches = g_array_new (FALSE, FALSE, sizeof (SpillTimeStretch));
  double oldest = MIN (scale->oldest, scale->newest);
  double at = scale->newest;   /* of the last busy moment above */
  double done = scale->newest;

  for (guint i = 0; scale->fold_after > 0 && i <= n_busy && at > oldest; i++)
    {
      double end = i < n_busy ? busy[i].end : oldest;

      end = MAX (end, oldest);
      if (at - end > scale->fold_after && (at - end) * scale->scale > scale->fold_height)
        {
          if (at < done)
            add_stretch (stretches, scale, at, FALSE);
          add_stretch (stretches, scale, end, TRUE);
          done = end;
        }
      if (i < n_busy)
        at = MIN (at, MAX (busy[i].start, oldest));
    }
  if (done > oldest || stretches->len == 0)
    add_stretch (stretches, scale, oldest, FALSE);

  self->height = g_array_index (stretches, SpillTimeStretch, stretches->len - 1).top
                 + g_array_index (stretches, SpillTimeStretch, stretches->len - 1).height;
  self->n_stretches = stretches->len;
  self->stretches = (SpillTimeStretch *) g_array_free (g_steal_pointer (&stretches), FALSE);

  return self;
}

void
spill_time_map_free (SpillTimeMap *self)
{
  g_free (self->stretches);
  g_free (self);
}

/* The stretch that holds a time, or a height if @by_y. */
static const SpillTimeStretch *
find (const SpillTimeMap *self,
      double              value,
      gboolean            by_y)
{
  guint low = 0;
  guint high = self->n_stretches - 1;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const SpillTimeStretch *stretch = &self->stretches[middle];

      if (by_y ? value < stretch->top + stretch->height : value > stretch->oldest)
        high = middle;
      else
        low = middle + 1;
    }

  return &self->stretches[low];
}

double
spill_time_map_get_y (const SpillTimeMap *self,
                      double              time)
{
  const SpillTimeStretch *stretch = find (self, time, FALSE);
  double length = stretch->newest - stretch->oldest;

  return length > 0 ? stretch->top + (stretch->newest - time) / length * stretch->height : stretch->top;
}

double
spill_time_map_get_time (const SpillTimeMap *self,
                         double              y)
{
  const SpillTimeStretch *stretch = find (self, y, TRUE);
  double length = stretch->newest - stretch->oldest;

  return stretch->height > 0 ? stretch->newest - (y - stretch->top) / stretch->height * length
                             : stretch->newest;
}
