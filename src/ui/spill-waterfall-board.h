#pragma once

#include "model/spill-step.h"
#include "ui/spill-board.h"
#include "ui/spill-waterfall-feed.h"

G_BEGIN_DECLS

/* SpillWaterfallBoard: draws the pictures of a feed: changes, then a column for each builder,
 * newest on top; holds what is in sight, asks for older builds where their end is in sight. */
#define SPILL_TYPE_WATERFALL_BOARD (spill_waterfall_board_get_type ())
G_DECLARE_FINAL_TYPE (SpillWaterfallBoard, spill_waterfall_board, SPILL, WATERFALL_BOARD, SpillBoard)

GtkWidget          *spill_waterfall_board_new         (SpillWaterfallFeed  *feed);
SpillWaterfallFeed *spill_waterfall_board_get_feed    (SpillWaterfallBoard *self);
/* Narrow columns for small windows. */
void                spill_waterfall_board_set_narrow  (SpillWaterfallBoard *self,
                                                       gboolean             is_narrow);

/* What a cell shows. */
/* (transfer none) (nullable) the header has none */
const SpillPictureCell *spill_waterfall_board_get_cell (SpillWaterfallBoard  *self,
                                                       const SpillBoardCell  *cell);
/* (transfer none) (nullable) of changes: none */
SpillBuilder       *spill_waterfall_board_get_builder (SpillWaterfallBoard  *self,
                                                       const SpillBoardCell *cell);
/* (transfer none) (nullable) */
SpillBuild         *spill_waterfall_board_get_build   (SpillWaterfallBoard  *self,
                                                       const SpillBoardCell *cell);
/* (transfer none) (nullable) */
SpillStep          *spill_waterfall_board_get_step    (SpillWaterfallBoard  *self,
                                                       const SpillBoardCell *cell);
const SpillPictureLabel *spill_waterfall_board_get_label (SpillWaterfallBoard *self,
                                                       int                    row);
/* Of a build to scale: how much is beside its steps. */
double              spill_waterfall_board_get_title_width (SpillWaterfallBoard *self,
                                                       guint                build,
                                                       double               build_width);
/* Pixels of a row, or of a pixel at zoom 1. */
double              spill_waterfall_board_get_unit    (SpillWaterfallBoard  *self);
gboolean            spill_waterfall_board_is_compact_scale (SpillWaterfallBoard *self);
/* A second has passed: what runs has got older. */
void                spill_waterfall_board_tick        (SpillWaterfallBoard  *self);

G_END_DECLS
