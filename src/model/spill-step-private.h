#pragma once

#include "model/spill-step.h"

G_BEGIN_DECLS

SpillStep *spill_step_new         (SpillBuild *build,
                                   guint       number,
                                   const char *name,
                                   gboolean    is_news);
/* Its build is gone. */
void       spill_step_detach      (SpillStep  *self);
/* All steps were seen: from now on what it does is news. */
void       spill_step_meet        (SpillStep  *self);
void       spill_step_pin         (SpillStep  *self);
void       spill_step_unpin       (SpillStep  *self);
gboolean   spill_step_knows_logs  (SpillStep  *self);

G_END_DECLS
