#pragma once

#include "protocols/pb/spill-sexp.h"

G_BEGIN_DECLS

/* How the Banana decoder makes trees. */
SpillSexpTree *spill_sexp_tree_new       (void);
/* TRUE if nobody else holds it: then it is empty again. */
gboolean       spill_sexp_tree_try_reset (SpillSexpTree   *self);
gpointer       spill_sexp_tree_alloc     (SpillSexpTree   *self,
                                          gsize            size);
void           spill_sexp_tree_set_root  (SpillSexpTree   *self,
                                          const SpillSexp *root);

G_END_DECLS
