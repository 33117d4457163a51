#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"

G_BEGIN_DECLS

/* SpillHoldSet: parts of builders and builds that a view holds together. What is in sight is said anew
 * each time between begin and end; what is said no more is released. */
typedef struct _SpillHoldSet SpillHoldSet;

SpillHoldSet *spill_hold_set_new         (void);
void          spill_hold_set_free        (SpillHoldSet *self);   /* releases all */
void          spill_hold_set_begin       (SpillHoldSet *self);
void          spill_hold_set_add_builder (SpillHoldSet *self,
                                          SpillBuilder *builder,
                                          SpillParts    parts);
void          spill_hold_set_add_build   (SpillHoldSet *self,
                                          SpillBuild   *build,
                                          SpillParts    parts);
void          spill_hold_set_end         (SpillHoldSet *self);
/* Whether a part of a build is still to come. */
gboolean      spill_hold_set_is_loading  (SpillHoldSet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillHoldSet, spill_hold_set_free)

G_END_DECLS
