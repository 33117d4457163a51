#pragma once

#include "model/spill-worker.h"

G_BEGIN_DECLS

gboolean spill_worker_serves  (SpillWorker *self,
                               gint64       builder_id);
/* Only the worker's side of the link. */
void     spill_worker_link    (SpillWorker *self,
                               gint64       builder_id);
void     spill_worker_unlink  (SpillWorker *self,
                               gint64       builder_id);

G_END_DECLS
