#pragma once

#include "sources/demo/spill-demo-live.h"

G_BEGIN_DECLS

/* Does what @command wishes, and ends it or says that the master accepted it. @user: (nullable):
 * who is logged in. */
void spill_demo_commands_run (SpillDemoLive *live,
                              const char    *user,
                              SpillCommand  *command);

G_END_DECLS
