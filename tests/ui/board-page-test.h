#pragma once

#include "ui-test.h"

#include "ui/spill-board-page.h"

G_BEGIN_DECLS

/* A page with a board in a window, over a master of no source. */
typedef struct
{
  SpillStatus    *status;
  SpillMaster    *master;
  SpillBoardPage *page;      /* (unowned) */
  SpillBoard     *board;     /* (unowned) */
  GtkWidget      *window;    /* (unowned) */
} BoardTest;

typedef GtkWidget *(*BoardTestMake) (SpillStatus *status);

/* Takes @master. */
void  board_test_open   (BoardTest     *self,
                         BoardTestMake  make,
                         SpillMaster   *master,
                         int            width,
                         int            height);
/* Fails if page or board live on, or hold anything of the model. */
void  board_test_close  (BoardTest     *self);
/* Iterates until what has changed is shown. */
void  board_test_settle (BoardTest     *self);
/* What is spoken of a cell. (transfer full) */
char *board_test_words  (BoardTest     *self,
                         int            column,
                         int            row);
/* Fails if at some zoom the lines between rows are not between them. */
void  board_test_check_lines (BoardTest *self);
/* Builds of which a part is held. */
guint board_test_count_held (BoardTest *self);

G_END_DECLS
