#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where the parts of a row of the overview are. */
typedef enum
{
  SPILL_ROW_NAME,
  SPILL_ROW_WORDS,
  SPILL_ROW_ACTIVITY,
  SPILL_ROW_WAITING,
  SPILL_ROW_SYMBOL,     /* from here on without a text */
  SPILL_ROW_STRIP,
} SpillOverviewPart;
#define SPILL_ROW_N_TEXTS 4
#define SPILL_ROW_N_PARTS 6

/* Widths in pixels from which on there is room for one line, for the strip, for long words. */
#define SPILL_ROW_WIDTH_ONE_LINE 560
#define SPILL_ROW_WIDTH_STRIP    800
#define SPILL_ROW_WIDTH_LONG     1060

typedef struct
{
  double   width;
  double   height;
  double   line_height;   /* of a text */
  gboolean is_heading;
  gboolean is_compact;
  gboolean is_running;
  gboolean is_waiting;
  gboolean is_rtl;
} SpillOverviewRoom;

/* @boxes: SPILL_ROW_N_PARTS of them; what there is no room for is empty. */
void spill_overview_parts_place (const SpillOverviewRoom *room,
                                 graphene_rect_t         *boxes);

G_END_DECLS
