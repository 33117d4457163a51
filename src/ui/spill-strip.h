#pragma once

#include "model/spill-builder.h"
#include "ui/spill-look.h"

G_BEGIN_DECLS

/* The strip of a builder's recent results: a cell each, the newest at the end. */
#define SPILL_STRIP_PITCH 15   /* from cell to cell, in pixels */

/* Draws as many as fit. */
void        spill_strip_draw     (SpillBuilder          *builder,
                                  GtkWidget             *widget,
                                  GtkSnapshot           *snapshot,
                                  const graphene_rect_t *bounds,
                                  gboolean               is_stale);
/* The build whose cell is at @x. (transfer none) (nullable) */
SpillBuild *spill_strip_pick     (SpillBuilder          *builder,
                                  GtkWidget             *widget,
                                  const graphene_rect_t *bounds,
                                  double                 x);
/* "last results: Failed again, Failed, 3 × Success"; newest first. NULL: none. */
char       *spill_strip_describe (SpillBuilder          *builder,
                                  guint                  n);

G_END_DECLS
