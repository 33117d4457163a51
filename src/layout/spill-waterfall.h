#pragma once

#include "layout/spill-lane.h"
#include "layout/spill-rows.h"

G_BEGIN_DECLS

/* SpillWaterfall: the picture: lanes side by side, as far down as there are rows, and rows over all of
 * them. A value: may be made and read in any thread. Lane 0 is the changes, lane i + 1 belongs to columns[i]. */
typedef struct
{
  SpillColumn **columns;
  guint         n_columns;
  SpillLane   **lanes;      /* n_columns + 1 */
  SpillRows    *rows;
} SpillWaterfall;

#define SPILL_WATERFALL_MAX_CHANGES 40

/* @columns: of all builders, in order (element-type SpillColumn); the query chooses.
 * @changes: newest first (element-type SpillChangeFacts). (transfer full) */
SpillWaterfall *spill_waterfall_new   (GPtrArray                  *columns,
                                       GPtrArray                  *changes,
                                       const SpillWaterfallQuery  *query,
                                       double                      now);
SpillWaterfall *spill_waterfall_ref   (SpillWaterfall             *self);
void            spill_waterfall_unref (SpillWaterfall             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillWaterfall, spill_waterfall_unref)

G_END_DECLS
