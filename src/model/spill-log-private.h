#pragma once

#include "model/spill-log.h"

G_BEGIN_DECLS

SpillLog *spill_log_new    (SpillStep  *step,
                            gint64      id,
                            const char *name);
/* Its step is gone. */
void      spill_log_detach (SpillLog   *self);

G_END_DECLS
