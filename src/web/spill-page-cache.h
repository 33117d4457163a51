#pragma once

#include "web/spill-page-entry.h"
#include "web/spill-pages.h"

G_BEGIN_DECLS

/* SpillPageCache: pages that were made, and the making of others. Main context only.
 *
 * A page is made once for all who ask for it meanwhile, on the web worker's thread. */
#define SPILL_TYPE_PAGE_CACHE (spill_page_cache_get_type ())
G_DECLARE_FINAL_TYPE (SpillPageCache, spill_page_cache, SPILL, PAGE_CACHE, GObject)

typedef struct
{
  gsize bytes;    /* of all pages kept */
  guint making;   /* different pages at a time */
  guint asking;   /* for pages that are being made */
} SpillPageCacheLimits;

extern const SpillPageCacheLimits spill_page_cache_default_limits;

SpillPageCache *spill_page_cache_new         (SpillPages                 *pages,
                                              const SpillPageCacheLimits *limits);
/* (transfer none) (nullable): the page of @job as it is now, if it is kept */
SpillPageEntry *spill_page_cache_find        (SpillPageCache             *self,
                                              SpillPageJob               *job);
void            spill_page_cache_make_async  (SpillPageCache             *self,
                                              SpillPageJob               *job,
                                              gboolean                    gzip,
                                              GAsyncReadyCallback         callback,
                                              gpointer                    user_data);
/* (transfer full) (nullable). G_IO_ERROR_BUSY: too much is being made; another: our own mistake */
SpillPageEntry *spill_page_cache_make_finish (GAsyncResult               *result,
                                              GError                    **error);
/* How many pages were rendered so far. */
guint           spill_page_cache_count_made  (SpillPageCache             *self);

G_END_DECLS
