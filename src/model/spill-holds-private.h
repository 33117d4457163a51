#pragma once

#include "model/spill-types.h"

G_BEGIN_DECLS

/* Who holds which parts of one object, and how far these have come. NULL is one that was never
 * held and knows nothing: that costs a pointer. */
typedef struct _SpillHolds SpillHolds;

/* Those of @parts that nobody held before. */
SpillParts     spill_holds_add       (SpillHolds      **self,
                                      SpillParts        parts);
/* Those of @parts that nobody holds any more. */
SpillParts     spill_holds_drop      (SpillHolds       *self,
                                      SpillParts        parts);
SpillParts     spill_holds_get_held  (const SpillHolds *self);
SpillPartState spill_holds_get_state (const SpillHolds *self,
                                      SpillParts        part);
const char    *spill_holds_get_error (const SpillHolds *self,
                                      SpillParts        part);
/* Those in state HERE. */
SpillParts     spill_holds_get_here  (const SpillHolds *self);
gboolean       spill_holds_set_state (SpillHolds      **self,
                                      SpillParts        parts,
                                      SpillPartState    state,
                                      const char       *error);
void           spill_holds_free      (SpillHolds       *self);

G_END_DECLS
