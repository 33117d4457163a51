#include "ui/spill-waterfall-failures.h"

#include "ui/spill-waterfall-board.h"

static SpillPicture *
get_picture (SpillBoard *board)
{
  return spill_waterfall_feed_get_picture (
    spill_waterfall_board_get_feed (SPILL_WATERFALL_BOARD (board)));
}

/* Of the builders whose boxes are not made. */
static gboolean
find_failing_builder (SpillWaterfallBoard *self,
                      SpillPicture        *picture,
                      gboolean             forward,
                      SpillBoardCell      *found)
{
  SpillWaterfallFeed *feed = spill_waterfall_board_get_feed (self);
  int step = forward ? 1 : -1;
  int column = forward ? (int) (picture->first + picture->n_made) + 1 : (int) picture->first;

  for (; column > 0 && column <= (int) picture->n_columns; column += step)
    {
      SpillBuilder *builder = spill_waterfall_feed_get_builder (feed, column - 1);

      *found = (SpillBoardCell) { column, SPILL_BOARD_HEAD };
      if (builder != NULL && spill_result_is_bad (spill_builder_get_last_result (builder)))
        return TRUE;
    }
  return FALSE;
}

/* To scale: the step a build failed at, if it can be reached, else the build. */
static void
go_to_failed_step (SpillBoard     *board,
                   SpillBoardCell *cell)
{
  SpillWaterfallBoard *self = SPILL_WATERFALL_BOARD (board);
  const SpillPictureCell *build = spill_waterfall_board_get_cell (self, cell);
  SpillBoardCell step = *cell;
  const SpillPictureCell *it;

  for (step.row++; (it = spill_waterfall_board_get_cell (self, &step)) != NULL
                   && it->build == build->build;
       step.row++)
    if (it->box->result == build->box->result && spill_board_is_focusable (board, &step))
      {
        *cell = step;
        return;
      }
}

/* To scale, a step belongs to the build before it. */
static int
get_build_row (SpillBoard           *board,
               const SpillBoardCell *cell)
{
  SpillPicture *picture = get_picture (board);
  int row = cell->row;

  while (row > 0 && cell->column >= 0
         && spill_picture_is_step_to_scale (picture, &picture->lanes[cell->column].cells[row]))
    row--;
  return row;
}

/* To scale: where the build that the focus is in failed, if that lies ahead. */
static gboolean
find_failed_step (SpillBoard           *board,
                  const SpillBoardCell *from,
                  gboolean              forward,
                  SpillBoardCell       *found)
{
  SpillWaterfallBoard *self = SPILL_WATERFALL_BOARD (board);
  const SpillPictureCell *build;

  if (spill_waterfall_board_is_compact_scale (self) || from->column < 1 || from->row < 0)
    return FALSE;
  *found = (SpillBoardCell) { from->column, get_build_row (board, from) };
  build = spill_waterfall_board_get_cell (self, found);
  if (build == NULL || build->build == NULL
      || (build->box->result != SPILL_RESULT_FAILURE
          && build->box->result != SPILL_RESULT_EXCEPTION))
    return FALSE;
  go_to_failed_step (board, found);
  return forward ? found->row > from->row : found->row < from->row;
}

gboolean
spill_waterfall_find_failure (SpillBoard           *board,
                              const SpillBoardCell *from,
                              gboolean              forward,
                              SpillBoardCell       *found)
{
  SpillPicture *picture = get_picture (board);
  guint lane, cell;

  if (picture == NULL)
    return FALSE;
  if (find_failed_step (board, from, forward, found))
    return TRUE;
  if (!spill_picture_find_failure (picture, MAX (from->column, 0), get_build_row (board, from),
                                   forward, &lane, &cell))
    return find_failing_builder (SPILL_WATERFALL_BOARD (board), picture, forward, found);
  *found = (SpillBoardCell) { lane, cell };
  if (picture->scale != SPILL_SCALE_COMPACT)
    go_to_failed_step (board, found);
  return TRUE;
}
