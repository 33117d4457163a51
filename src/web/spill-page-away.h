#pragma once

#include "model/spill-build.h"

G_BEGIN_DECLS

/* Where a master shows a step, or one of its logs, itself. @log: (nullable). (transfer full) (nullable)
 * NULL: it has no pages. */
char *spill_page_away_dup_url (SpillBuild *build,
                               const char *step,
                               const char *log);

G_END_DECLS
