#pragma once

#include "web/spill-pages.h"

G_BEGIN_DECLS

/* SpillWebWorker: the one thread that renders pages and compresses them, in the order of asking. */
#define SPILL_TYPE_WEB_WORKER (spill_web_worker_get_type ())
G_DECLARE_FINAL_TYPE (SpillWebWorker, spill_web_worker, SPILL, WEB_WORKER, GObject)

typedef struct
{
  GBytes *plain;
  GBytes *gzip;   /* (nullable): not wanted, or it would be no smaller */
} SpillWebBytes;

SpillWebWorker *spill_web_worker_new         (void);
/* @job: (nullable): what to render; @plain: else what to compress */
void            spill_web_worker_run_async   (SpillWebWorker      *self,
                                              SpillPageJob        *job,
                                              GBytes              *plain,
                                              gboolean             gzip,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
/* (transfer full) (nullable) */
SpillWebBytes  *spill_web_worker_run_finish  (GAsyncResult        *result,
                                              GError             **error);
void            spill_web_bytes_free         (SpillWebBytes       *bytes);
/* (transfer full) (nullable): @plain compressed; NULL if that is no smaller. Any thread. */
GBytes         *spill_web_gzip               (GBytes              *plain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillWebBytes, spill_web_bytes_free)

G_END_DECLS
