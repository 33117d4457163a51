#pragma once

#include <gio/gio.h>

#include "model/spill-status.h"

G_BEGIN_DECLS

/* SpillPageJob: one page that was asked for. Made in the main context, rendered anywhere, counted
 * atomically. It is used in this order:
 *
 * 1. spill_pages_prepare (): reads path and arguments. There is a job for whatever is asked: what
 *    does not exist or cannot be read is the page of a 404 or 400.
 * 2. A page that is still in a cache under its key with the same version need not be made again.
 * 3. spill_page_job_collect (): takes references of what is to be shown, again and again from idle
 *    while it returns FALSE. Each call needs less than 2 ms. It brings the version up to date.
 * 4. spill_page_job_render (): on the web worker's thread.
 * 5. spill_pages_finish (): tells the pages what was shown, so that what is missing is asked of
 *    the master. Not calling it (the asker is gone) does no harm. */
typedef struct _SpillPageJob SpillPageJob;

/* SpillPages: the classic pages of all masters of a status. Main context only; jobs are good anywhere.
 *
 * The first master is at the root: /waterfall, /grid, …; each one is at /masters/ID/ as well.
 * Signal "changed" (SpillMaster *master): pages of this master may be old. It comes in bursts: wait a
 * moment before telling anybody. Not again for what no page was made of since. */
#define SPILL_TYPE_PAGES (spill_pages_get_type ())
G_DECLARE_FINAL_TYPE (SpillPages, spill_pages, SPILL, PAGES, GObject)

SpillPages   *spill_pages_new               (SpillStatus  *status);
/* The console's lines by the changes' time; else, as 0.8 does, by their revision as text. */
void          spill_pages_set_order_console_by_time
                                            (SpillPages   *self,
                                             gboolean      by_time);
/* @path: as it was sent, escaped, from the first "/" to before the "?"; @query: (nullable) what
 * followed the "?". Both hostile. (transfer full) (not nullable) */
SpillPageJob *spill_pages_prepare           (SpillPages   *self,
                                             const char   *path,
                                             const char   *query);
void          spill_pages_finish            (SpillPages   *self,
                                             SpillPageJob *job);
/* The master whose pages are at @path. (transfer none) (nullable) */
SpillMaster  *spill_pages_find_master       (SpillPages   *self,
                                             const char   *path);

SpillPageJob *spill_page_job_ref            (SpillPageJob *self);
void          spill_page_job_unref          (SpillPageJob *self);
guint         spill_page_job_get_status     (SpillPageJob *self);   /* 200, 302, 400, 404 … */
const char   *spill_page_job_get_type_name  (SpillPageJob *self);   /* "text/html; charset=utf-8" */
const char   *spill_page_job_get_location   (SpillPageJob *self);   /* (nullable) of a 302 */
/* (nullable) the same for the same page however it was asked for; NULL: not to be cached */
const char   *spill_page_job_get_key        (SpillPageJob *self);
/* Letters, digits and "-": equal while the page would be the same. Good for an ETag. */
const char   *spill_page_job_get_version    (SpillPageJob *self);
gboolean      spill_page_job_collect        (SpillPageJob *self);
/* (transfer full) NULL only for our own mistakes, such as a template that does not compile */
GBytes       *spill_page_job_render         (SpillPageJob *self,
                                             GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillPageJob, spill_page_job_unref)

G_END_DECLS
