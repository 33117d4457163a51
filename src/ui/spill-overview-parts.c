#include "ui/spill-overview-parts.h"

#include <math.h>

#include "ui/spill-strip.h"

static void
set_box (graphene_rect_t   *boxes,
         SpillOverviewPart  part,
         double             x,
         double             y,
         double             width,
         double             height)
{
  boxes[part] = GRAPHENE_RECT_INIT (x, y, MAX (width, 0), height);
}

static void
place_two_lines (const SpillOverviewRoom *room,
                 graphene_rect_t         *boxes)
{
  double badge = room->is_compact ? 18 : 22;
  double line = room->line_height;
  double top = floor ((room->height - 2 * line - 2) / 2);
  double start = 8 + badge + 8, end = room->width - 10;
  double activity = room->is_running ? 66 : 0;
  double waiting = room->is_waiting ? 80 : 0;

  set_box (boxes, SPILL_ROW_SYMBOL, 8, floor (top + (line - badge) / 2), badge, badge);
  set_box (boxes, SPILL_ROW_NAME, start, top, end - start - activity - (activity > 0 ? 8 : 0),
           line);
  set_box (boxes, SPILL_ROW_ACTIVITY, end - activity, top - 1, activity, line + 2);
  set_box (boxes, SPILL_ROW_WORDS, start, top + line + 2,
           end - start - waiting - (waiting > 0 ? 8 : 0), line);
  set_box (boxes, SPILL_ROW_WAITING, end - waiting, top + line + 2, waiting, line);
  set_box (boxes, SPILL_ROW_STRIP, 0, 0, 0, 0);
}

static void
place_one_line (const SpillOverviewRoom *room,
                graphene_rect_t         *boxes)
{
  double badge = room->is_compact ? 18 : 24;
  double cell = MIN (room->height - 6, 18);
  double bar = MIN (room->height - 4, 24);
  double start = 10 + badge + 12, end = room->width - 14;
  double name = CLAMP (floor (room->width * 0.23), 140, 280);
  double waiting = room->width < SPILL_ROW_WIDTH_STRIP ? 70 : 84;
  double activity = room->width < SPILL_ROW_WIDTH_STRIP ? 150
                    : room->width < SPILL_ROW_WIDTH_LONG ? 212 : 240;
  double strip = 0;

  if (room->width >= SPILL_ROW_WIDTH_STRIP)
    strip = (room->width >= SPILL_ROW_WIDTH_LONG ? 10 : 7) * SPILL_STRIP_PITCH - 2;
  set_box (boxes, SPILL_ROW_SYMBOL, 10, floor ((room->height - badge) / 2), badge, badge);
  set_box (boxes, SPILL_ROW_NAME, start, 0, name, room->height);
  start += name + 16;
  set_box (boxes, SPILL_ROW_STRIP, start, floor ((room->height - cell) / 2), strip, cell);
  if (strip > 0)
    start += strip + 16;

  /* Words have all the room that is left: most builders neither build nor wait. */
  set_box (boxes, SPILL_ROW_WAITING, end - waiting, 0, waiting, room->height);
  set_box (boxes, SPILL_ROW_ACTIVITY, end - waiting - 10 - activity,
           floor ((room->height - bar) / 2), activity, bar);
  if (room->is_running)
    end -= waiting + 10 + activity + 16;
  else if (room->is_waiting)
    end -= waiting + 16;
  set_box (boxes, SPILL_ROW_WORDS, start, 0, end - start, room->height);
}

static void
place_heading (const SpillOverviewRoom *room,
               graphene_rect_t         *boxes)
{
  for (guint i = 0; i < SPILL_ROW_N_PARTS; i++)
    set_box (boxes, i, 0, 0, 0, 0);
  set_box (boxes, SPILL_ROW_SYMBOL, 14, floor ((room->height - 16) / 2), 16, 16);
  set_box (boxes, SPILL_ROW_NAME, 38, 0, room->width - 52, room->height);
}

/**
 * spill_overview_parts_place:
 * @room: what there is room for, and what is to be shown
 * @boxes: (out caller-allocates) (array): a box for each part
 *
 * Places the parts of a row, from the left or, in right-to-left, as the mirror image.
 */
void
spill_overview_parts_place (const SpillOverviewRoom *room,
                            graphene_rect_t         *boxes)
{
  if (room->is_heading)
    place_heading (room, boxes);
  else if (room->width < SPILL_ROW_WIDTH_ONE_LINE)
    place_two_lines (room, boxes);
  else
    place_one_line (room, boxes);

  for (guint i = 0; room->is_rtl && i < SPILL_ROW_N_PARTS; i++)
    boxes[i].origin.x = room->width - boxes[i].origin.x - boxes[i].size.width;
}
