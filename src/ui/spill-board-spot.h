#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* SpillBoardSpot: lies over the focused cell of a board, has the keyboard and says the cell's
 * words. Draws nothing but the outline that the style sheet gives it. */
#define SPILL_TYPE_BOARD_SPOT (spill_board_spot_get_type ())
G_DECLARE_FINAL_TYPE (SpillBoardSpot, spill_board_spot, SPILL, BOARD_SPOT, GtkWidget)

GtkWidget  *spill_board_spot_new       (void);
/* Says @words from now on, and @more to whom wants to know. */
void        spill_board_spot_say       (SpillBoardSpot *self,
                                        const char     *words,
                                        const char     *more);
const char *spill_board_spot_get_words (SpillBoardSpot *self);   /* (nullable) */
const char *spill_board_spot_get_more  (SpillBoardSpot *self);   /* (nullable) */

G_END_DECLS
