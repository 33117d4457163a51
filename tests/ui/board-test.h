#pragma once

#include "ui/spill-board.h"

G_BEGIN_DECLS

/* What tests of boards share: keys without a window manager, what is spoken, what is drawn. */

/* Presses a key as the board has it bound: "<Control>Home". Fails if it is not. */
void           board_press       (SpillBoard    *board,
                                  const char    *key);
/* Presses a key that @view has bound for all of its window. Fails if it has not. */
void           board_press_anywhere (GtkWidget  *view,
                                  const char    *key);
/* Ends a click there. */
void           board_click       (SpillBoard    *board,
                                  double         x,
                                  double         y);
/* What the child with the focus says; NULL: none has it. (transfer none) */
const char    *board_get_spoken  (SpillBoard    *board);
/* What the board draws now. (transfer full) (nullable) */
GskRenderNode *board_draw        (SpillBoard    *board);
/* Nodes in it, containers as well. */
guint          board_count_nodes (GskRenderNode *node);   /* (nullable) */
/* A window with the board scrolled in it. (transfer none) */
GtkWidget     *board_show        (SpillBoard    *board,
                                  int            width,
                                  int            height);

G_END_DECLS
