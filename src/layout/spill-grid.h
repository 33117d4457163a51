#pragma once

#include "layout/spill-column.h"

G_BEGIN_DECLS

/* The arguments of a grid, either way round. Lists are (nullable), an empty one is none. */
typedef struct
{
  const char * const *tags;           /* "tag", else "category" */
  const char * const *branches;
  guint               n_stamps;       /* "width" of the grid, "length" of the transposed one; 0: 5 */
  gboolean            newest_first;   /* rev_order=desc */
  gboolean            natural_names;  /* digits by their number, as the waterfall has them: not 0.8's grid */
} SpillGridQuery;

#define SPILL_GRID_N_STAMPS 5
#define SPILL_GRID_MAX_STAMPS 1000

/* SpillGrid: builders on one side, what they built on the other. Transposed, it is the same grid. A
 * value like SpillBox.
 *
 * Of each builder the newest n_stamps builds are looked at; of what they built the newest n_stamps
 * are shown, by the time it was first built. A cell has the newest build. */
typedef struct
{
  SpillColumn      **columns;    /* by name: plain text, or natural */
  guint              n_columns;
  SpillColumnBuild **stamps;     /* a build of each: its stamps are what the line is named for */
  guint              n_stamps;
  SpillColumnBuild **cells;      /* (nullable) each; [column * n_stamps + stamp] */
} SpillGrid;

/* @columns: of all builders (element-type SpillColumn). (transfer full) */
SpillGrid              *spill_grid_new      (GPtrArray            *columns,
                                             const SpillGridQuery *query);
SpillGrid              *spill_grid_ref      (SpillGrid            *self);
void                    spill_grid_unref    (SpillGrid            *self);
/* (transfer none) (nullable) */
const SpillColumnBuild *spill_grid_get_cell (const SpillGrid      *self,
                                             guint                 column,
                                             guint                 stamp);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillGrid, spill_grid_unref)

G_END_DECLS
