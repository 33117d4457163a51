#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"

G_BEGIN_DECLS

/* Finds a build that is older than those held: asks for older ones until it comes. */
void        spill_older_build_async  (SpillBuilder         *builder,
                                      guint                 number,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
SpillBuild *spill_older_build_finish (GAsyncResult         *result,
                                      GError              **error);   /* (transfer full) */

G_END_DECLS
