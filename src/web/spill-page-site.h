#pragma once

#include "layout/spill-columns.h"
#include "web/spill-page-scene.h"

G_BEGIN_DECLS

/* SpillPageSite: one master, for its pages: its columns, how often it has changed, and what of its
 * builds is held because a page shows it. Main context only. */
typedef struct _SpillPageSite SpillPageSite;

typedef void (*SpillPageSiteFunc) (SpillMaster *master,
                                   gpointer     user_data);

/* @changed: called as SpillPages' signal is emitted */
SpillPageSite   *spill_page_site_new            (SpillMaster       *master,
                                                 SpillPageSiteFunc  changed,
                                                 gpointer           user_data);
void             spill_page_site_free           (SpillPageSite     *self);
SpillMaster     *spill_page_site_get_master     (SpillPageSite     *self);
/* Rises with each change of anything that was collected. */
guint64          spill_page_site_get_generation (SpillPageSite     *self);
/* Makes columns until @deadline (monotonic). NULL: there is more to do. One build's boxes take some
 * 6 µs to make the first time: 170 ms for 30,000 of them, a few µs for what has changed since.
 * (transfer full) (nullable) */
SpillPageScene  *spill_page_site_collect        (SpillPageSite     *self,
                                                 gint64             deadline);
/* Without columns and changes. @has_numbers: the page shows how many builders are failing, and so is old
 * with whatever happens. (transfer full) */
SpillPageScene  *spill_page_site_collect_facts  (SpillPageSite     *self,
                                                 gboolean           has_numbers);
/* (transfer full) (nullable) if there is no such builder */
SpillColumn     *spill_page_site_get_column     (SpillPageSite     *self,
                                                 const char        *builder);
/* A page shows the build: holds its steps and changes for a while, and the logs of its steps once
 * these are here. */
void             spill_page_site_need           (SpillPageSite     *self,
                                                 gint64             builder,
                                                 guint              build,
                                                 gboolean           with_logs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillPageSite, spill_page_site_free)

G_END_DECLS
