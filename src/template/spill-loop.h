#pragma once

#include "template/spill-template-eval.h"

G_BEGIN_DECLS

/* "loop": where a for stands, and, if it is recursive, the for itself as a function. */

/* @items: a list; @depth: of recursion, from 0. (transfer full) */
SpillValue *spill_loop_new       (SpillEval  *eval,
                                  SpillNode  *node,
                                  SpillValue *items,
                                  guint       depth);
void        spill_loop_set_index (SpillValue *self,
                                  guint       index);

G_END_DECLS
