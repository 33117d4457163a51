#pragma once

#include "layout/spill-waterfall-query.h"

G_BEGIN_DECLS

/* Seconds without anything that are shown as such. */
#define SPILL_LANE_GAP 2.0

/* SpillLane: one column of a waterfall: boxes in time, newest first, as the query wants them, with
 * the gaps between them. A value like SpillBox; made anew when its column changes, the others stay.
 *
 * Builds follow each other, newest first, each with its steps newest first and its start last; an
 * event stands before the first step that is older. Builds that ran at the same time stand one after
 * the other as well, so that only within a build are starts in order. */
typedef struct
{
  SpillBox **boxes;
  guint      n_boxes;
  double    *lowest;     /* least start of each box and those above: falls, for bisection */
  double    *highest;    /* greatest end of each box and those below: falls as well */
} SpillLane;

SpillLane *spill_lane_new         (const SpillColumn         *column,
                                   const SpillWaterfallQuery *query,
                                   double                     now);
/* @changes: newest first (element-type SpillChangeFacts) */
/* Only down to the first box that is older than @until. */
SpillLane *spill_lane_new_until   (const SpillColumn         *column,
                                   const SpillWaterfallQuery *query,
                                   double                     now,
                                   double                     until);
SpillLane *spill_lane_new_changes (GPtrArray                 *changes,
                                   const SpillWaterfallQuery *query,
                                   double                     now);
/* The boxes that may touch the time between @oldest and @newest: from the position returned, @n of
 * them. A bisection; among them may be some that do not. */
guint      spill_lane_find        (const SpillLane           *self,
                                   double                     newest,
                                   double                     oldest,
                                   guint                     *n);
SpillLane *spill_lane_ref         (SpillLane                 *self);
void       spill_lane_unref       (SpillLane                 *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillLane, spill_lane_unref)

G_END_DECLS
