#pragma once

#include "model/spill-status.h"
#include "ui/spill-waterfall-view.h"

G_BEGIN_DECLS

/* A waterfall in a window, with its first picture. */
typedef struct
{
  SpillWaterfallView *view;
  SpillBoard         *board;
  GtkWidget          *window;
} WaterfallShown;

void          waterfall_show             (WaterfallShown *shown,
                                          SpillStatus    *status,
                                          SpillMaster    *master);
void          waterfall_show_sized       (WaterfallShown *shown,
                                          SpillStatus    *status,
                                          SpillMaster    *master,
                                          int             width,
                                          int             height);
void          waterfall_hide             (WaterfallShown *shown);
SpillPicture *waterfall_get_picture      (WaterfallShown *shown);   /* (transfer none) */
void          waterfall_wait_for_columns (WaterfallShown *shown,
                                          guint           n_columns);
void          waterfall_wait_for_scale   (WaterfallShown *shown,
                                          SpillScale      scale);
/* Until lane 1 has so many steps of that name. */
void          waterfall_wait_for_step    (WaterfallShown *shown,
                                          const char     *step,
                                          guint           n_steps);
void          waterfall_press            (WaterfallShown *shown,
                                          const char     *key);

G_END_DECLS
