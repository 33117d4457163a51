#pragma once

#include "ui/spill-board.h"

G_BEGIN_DECLS

/* Cells of grid and console, drawn with at most 4 render nodes each. Sizes are at the zoom of now. */

/* A result: box, symbol, text, and below it a smaller line if there is room for it. */
void   spill_cell_draw_result (SpillBoard            *board,
                               GtkSnapshot           *snapshot,
                               const graphene_rect_t *bounds,
                               SpillLook              look,
                               const char            *text,
                               const char            *small);    /* (nullable) */
/* Only a symbol, in the middle: nothing was built. */
void   spill_cell_draw_symbol (SpillBoard            *board,
                               GtkSnapshot           *snapshot,
                               const graphene_rect_t *bounds,
                               SpillLook              look);
/* The same for several results: their number beside the symbol. */
void   spill_cell_draw_sum    (SpillBoard            *board,
                               GtkSnapshot           *snapshot,
                               const graphene_rect_t *bounds,
                               SpillLook              look,
                               const char            *text);
/* A heading of several lines: each in its style, dim from the second on. @look: (nullable) symbol
 * before the first. */
void   spill_cell_draw_heading (SpillBoard            *board,
                                GtkSnapshot           *snapshot,
                                const graphene_rect_t *bounds,
                                const SpillLook       *look,
                                const char * const    *lines,
                                const SpillTextStyle  *styles,
                                guint                  n_lines);
/* A line under each of @n_rows rows of @height from y 0 on, as far as @area goes. */
void   spill_cell_draw_lines   (SpillBoard            *board,
                                GtkSnapshot           *snapshot,
                                const graphene_rect_t *area,
                                double                 height,
                                int                    n_rows);
/* Height of a cell of such lines, with what is above and below them. */
double spill_cell_draw_height  (SpillBoard            *board,
                                const SpillTextStyle  *styles,
                                guint                  n_lines);

G_END_DECLS
