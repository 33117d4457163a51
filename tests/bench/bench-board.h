#pragma once

#include <gtk/gtk.h>

#include "bench.h"
#include "ui/spill-board.h"

/* What benches of boards share: what a frame costs us. */
typedef struct
{
  const char *name;          /* of the rows */
  GtkWidget  *view;          /* the whole page */
  SpillBoard *board;
  gpointer    owner;
  guint     (*count_cells) (gpointer owner);   /* that a person sees now */
} BenchBoard;

/* Processor time of this thread, in ms. */
double bench_thread_time  (void);
/* Frames of a scroll, and the renderer's own time beside them. */
void   bench_board_scroll (BenchBoard *self,
                           const char *what,
                           double      step,
                           guint       n,
                           double      budget);
/* Cells in sight, and render nodes for each. */
void   bench_board_nodes  (BenchBoard *self,
                           const char *what);
/* Frames after one column in sight has changed; its cells are where they were. */
void   bench_board_change (BenchBoard *self,
                           double      budget);
