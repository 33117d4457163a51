#pragma once

#include "app/spill-engine.h"

G_BEGIN_DECLS

/* Uses @credentials for @master and waits for its answer: yes; SPILL_ERROR_REFUSED with its words; or
 * SPILL_ERROR_UNREACHABLE, when it is still being asked. */
void     spill_login_attempt_async  (SpillEngine             *engine,
                                     SpillMaster             *master,
                                     const SpillCredentials  *credentials,
                                     GCancellable            *cancellable,
                                     GAsyncReadyCallback      callback,
                                     gpointer                 user_data);
gboolean spill_login_attempt_finish (GAsyncResult            *result,
                                     GError                 **error);

G_END_DECLS
