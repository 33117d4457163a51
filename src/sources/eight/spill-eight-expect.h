#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"

G_BEGIN_DECLS

/* How long builds of a builder, and their steps, take. */
void spill_eight_expect (SpillBuilder *builder,
                         gboolean      wants_steps);

G_END_DECLS
