#pragma once

#include "layout/spill-console.h"
#include "ui/spill-table-board.h"

G_BEGIN_DECLS

/* SpillConsoleBoard: changes down, newest on top, builders across, tag by tag; what became of each
 * change on each builder. A tag's builders fold into one column that sums them up. More changes come
 * as one scrolls to the end.
 *
 * Properties (notify): "folds" (strv): groups that were unfolded ("+tag") or folded ("-tag"). */
#define SPILL_TYPE_CONSOLE_BOARD (spill_console_board_get_type ())
G_DECLARE_FINAL_TYPE (SpillConsoleBoard, spill_console_board, SPILL, CONSOLE_BOARD, SpillTableBoard)

GtkWidget    *spill_console_board_new         (SpillBoardFeed       *feed);
/* What it shows. (transfer none) */
SpillConsole *spill_console_board_get_console (SpillConsoleBoard    *self);
/* Which line and which column of the console a cell shows; FALSE: a header, or a group. */
gboolean      spill_console_board_get_place   (SpillConsoleBoard    *self,
                                               const SpillBoardCell *cell,
                                               guint                *change,
                                               guint                *column);
/* What a group's column is of. (nullable): not one */
const char   *spill_console_board_get_group   (SpillConsoleBoard    *self,
                                               int                   column);
void          spill_console_board_fold        (SpillConsoleBoard    *self,
                                               const char           *group,
                                               gboolean              is_folded);

G_END_DECLS
