#pragma once

#include "model/spill-force.h"
#include "sources/demo/spill-demo-world.h"

G_BEGIN_DECLS

/* (transfer full): of SpillForceScheduler: what @builder can be forced with */
GPtrArray *spill_demo_force_make  (const SpillDemoWorld   *world,
                                   const SpillDemoBuilder *builder);
/* What only the master knows to be wrong. Adds full name -> text to @errors. */
void       spill_demo_force_check (const char             *scheduler,
                                   GVariant               *values,
                                   GHashTable             *errors);

G_END_DECLS
