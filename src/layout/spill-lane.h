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
} SpillLane;

SpillLane *spill_lane_new         (const SpillColumn         *column,
                                   const SpillWaterfallQuery *query,
                                   double                     now);
/* Only down to the first box that is older than @until. */
SpillLane *spill_lane_new_until   (const SpillColumn         *column,
                                   const SpillWaterfallQuery *query,
                                   double                     now,
                                   double                     until);
/* @changes: newest first (element-type SpillChangeFacts) */
SpillLane *spill_lane_new_changes (GPtrArray                 *changes,
                                   const SpillWaterfallQuery *query,
                                   double                     now);
SpillLane *spill_lane_ref         (SpillLane                 *self);
void       spill_lane_unref       (SpillLane                 *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillLane, spill_lane_unref)

G_END_DECLS
