#pragma once

#include "model/spill-command.h"
#include "model/spill-master.h"

G_BEGIN_DECLS

/* Runs an ADD_CHANGE by a master's PBChangeSource, as `buildbot sendchange` does; old and new masters
 * have the same. Values of the command, all optional but "author":
 *   "pb" s: HOST:PORT, or PORT of the master's host (9989) · "pb-user", "pb-password" s (change, changepw)
 *   "author", "comments", "branch", "revision", "category", "repository", "project", "codebase",
 *   "revlink", "vc" s · "files" as · "when" d: epoch seconds · "properties" a{ss}
 * The command fails, or is accepted and done when the change is seen. */
void spill_pb_change_run (SpillMaster  *master,
                          SpillCommand *command);

G_END_DECLS
