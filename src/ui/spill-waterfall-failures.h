#pragma once

#include "ui/spill-board.h"

G_BEGIN_DECLS

/* From failure to failure of a SpillWaterfallBoard, row by row; to scale, to the steps that failed;
 * then to builders whose boxes are not made. As find_failure() of SpillBoardClass. */
gboolean spill_waterfall_find_failure (SpillBoard           *board,
                                       const SpillBoardCell *from,
                                       gboolean              forward,
                                       SpillBoardCell       *found);

G_END_DECLS
