#pragma once

#include "ui/spill-waterfall-board.h"

G_BEGIN_DECLS

/* How a waterfall looks: its boxes, its header, its margin, and what is behind them. */
void   spill_waterfall_draw_cell            (SpillWaterfallBoard   *board,
                                             const SpillBoardCell  *cell,
                                             GtkSnapshot           *snapshot,
                                             const graphene_rect_t *bounds,
                                             double                 top);
/* The link of a step's box at a place in it, from its start and top; -1: none. */
int    spill_waterfall_draw_find_link       (SpillWaterfallBoard   *board,
                                             const SpillBoardCell  *cell,
                                             double                 x,
                                             double                 y);
double spill_waterfall_draw_get_row_height  (SpillBoard            *board);
/* Width that a build to scale needs for symbol and number in a line. */
double spill_waterfall_draw_measure_number  (SpillBoard            *board,
                                             guint                  build);
double spill_waterfall_draw_get_head_height (SpillBoard            *board);

/* spill-waterfall-head.c */
void   spill_waterfall_head_draw            (SpillWaterfallBoard   *board,
                                             SpillBuilder          *builder,   /* (nullable): the changes' */
                                             GtkSnapshot           *snapshot,
                                             const graphene_rect_t *bounds);
void   spill_waterfall_margin_draw          (SpillWaterfallBoard   *board,
                                             const SpillBoardCell  *cell,
                                             GtkSnapshot           *snapshot,
                                             const graphene_rect_t *bounds,
                                             double                 top);
/* What the margin tells at a row; each (transfer full) (nullable). */
void   spill_waterfall_margin_read          (SpillWaterfallBoard   *board,
                                             int                    row,
                                             char                 **day,
                                             char                 **time);
void   spill_waterfall_back_draw            (SpillWaterfallBoard   *board,
                                             GtkSnapshot           *snapshot,
                                             const graphene_rect_t *area);

G_END_DECLS
