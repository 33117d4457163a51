#pragma once

#include "layout/spill-change-facts.h"
#include "layout/spill-column.h"
#include "model/spill-master.h"
#include "template/spill-value.h"

G_BEGIN_DECLS

/* SpillPageScene: what pages show of one master at one moment. A value: any thread may read it. */
typedef struct
{
  double      now;
  char       *name;
  char       *title_url;     /* (nullable) */
  char       *version;       /* (nullable) Buildbot's */
  const char *note;          /* (nullable) static: why this may be old, a sentence without its end */
  char       *problem;       /* (nullable) what is wrong, a sentence */
  double      stale_since;   /* 0: fresh, or never complete */
  gboolean    is_known;      /* what builders it has */
  gboolean    has_pages;     /* of its own, for a browser */
  guint       n_builders;
  guint       n_failing;
  guint       n_running;
  GPtrArray  *columns;       /* (nullable) of SpillColumn, by name */
  GPtrArray  *changes;       /* (nullable) of SpillChangeFacts, newest first */
} SpillPageScene;

/* Main context. Takes the arrays; NULL: the page needs none. */
SpillPageScene *spill_page_scene_new     (SpillMaster     *master,
                                          GPtrArray       *columns,
                                          GPtrArray       *changes);
/* The same of another moment, if nothing but the time has changed. (transfer full) */
SpillPageScene *spill_page_scene_renew   (SpillPageScene  *self,
                                          SpillMaster     *master);
SpillPageScene *spill_page_scene_ref     (SpillPageScene  *self);
void            spill_page_scene_unref   (SpillPageScene  *self);
/* "name", "url", "version", "note", "problem", counts. (transfer full) */
SpillValue     *spill_page_scene_to_value (SpillPageScene *self,
                                           const char     *href,
                                           GTimeZone      *zone);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillPageScene, spill_page_scene_unref)

G_END_DECLS
