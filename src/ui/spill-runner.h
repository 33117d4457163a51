#pragma once

#include <adwaita.h>

#include "model/spill-command.h"
#include "ui/spill-toaster.h"

G_BEGIN_DECLS

/* SpillRunner: runs commands and tells in toasts what becomes of them: one while they run, one when
 * the last of those that ran together has ended. */
#define SPILL_TYPE_RUNNER (spill_runner_get_type ())
G_DECLARE_FINAL_TYPE (SpillRunner, spill_runner, SPILL, RUNNER, GObject)

SpillRunner *spill_runner_new           (SpillToaster    *toaster);
void         spill_runner_run           (SpillRunner     *self,
                                         SpillCommand    *command);
/* The same for a command that was run, and has ended, elsewhere. */
void         spill_runner_tell          (SpillRunner     *self,
                                         SpillCommand    *command);
/* The commands that masters refused last, as new ones to run again. (transfer full) */
GPtrArray   *spill_runner_steal_refused (SpillRunner     *self);

/* A toast whose text is no markup. */
AdwToast    *spill_runner_toast_new     (const char      *text);

G_END_DECLS
