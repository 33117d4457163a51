#pragma once

#include <adwaita.h>

#include "ui/spill-board-feed.h"
#include "ui/spill-board.h"

G_BEGIN_DECLS

/* SpillBoardPage: a board with what is around it: a line with a summary, the choice of branch and tag
 * and the quick filter; over it what there is to say while it is empty. A SpillView.
 *
 * Properties: those of a view, "compact". Whoever made the page tells it with spill_board_page_tell ()
 * what the board shows, each time that is something else. */
#define SPILL_TYPE_BOARD_PAGE (spill_board_page_get_type ())
G_DECLARE_FINAL_TYPE (SpillBoardPage, spill_board_page, SPILL, BOARD_PAGE, AdwBin)

/* What the page is to say. */
typedef struct
{
  char       *summary;       /* taken */
  guint       n_builders;    /* that match */
  gboolean    is_loading;    /* there will be more to show */
  const char *title;         /* (nullable) why there is nothing to show */
  const char *description;
} SpillBoardPageState;

GtkWidget      *spill_board_page_new       (SpillBoardFeed            *feed,
                                            SpillBoard                *board);
void            spill_board_page_add_tool  (SpillBoardPage            *self,
                                            GtkWidget                 *tool);
void            spill_board_page_tell      (SpillBoardPage            *self,
                                            const SpillBoardPageState *state);
SpillBoardFeed *spill_board_page_get_feed  (SpillBoardPage            *self);
SpillBoard     *spill_board_page_get_board (SpillBoardPage            *self);

G_END_DECLS
