#pragma once

#include "layout/spill-lane.h"

G_BEGIN_DECLS

/* Where a box stands in the compact picture. Row 0 is on top. It takes rows [row, row + span). */
typedef struct
{
  guint           row;
  guint           span;
  const SpillBox *box;     /* (nullable) borrowed from the lane; NULL: nothing */
  gboolean        is_unknown;   /* no box: below is what has been forgotten */
} SpillRowCell;

/* A moment at the left margin: of the oldest box of its row and those above. */
typedef struct
{
  guint    row;
  guint    span;
  double   time;
  gboolean has_date;       /* another day than the label above, or than today */
} SpillRowLabel;

/* SpillRows: the compact picture: what started within 10 seconds in any lane shares a stretch of rows,
 * as many as its fullest lane has boxes. Boxes stand at the bottom of their stretch and reach up to
 * the box above. A value; keeps its lanes. */
typedef struct
{
  guint           n_rows;
  SpillRowLabel  *labels;
  guint           n_labels;
  SpillRowCell  **cells;      /* of each lane, from the top */
  guint          *n_cells;
  guint           n_lanes;
  double          oldest;     /* the page before this one ends here; 0: no rows */
  SpillLane     **lanes;
} SpillRows;

/* A stretch of rows begins at a box and takes what started at most so many seconds earlier. */
#define SPILL_ROWS_STRETCH 10.0

/* The time zone of the process decides about dates. Lane 0 are the changes: they are not stretched. */
SpillRows *spill_rows_new   (SpillLane                 **lanes,
                             guint                       n_lanes,
                             const SpillWaterfallQuery  *query,
                             double                      now);
SpillRows *spill_rows_ref   (SpillRows                  *self);
void       spill_rows_unref (SpillRows                  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillRows, spill_rows_unref)

G_END_DECLS
