#pragma once

#include "model/spill-master.h"
#include "model/spill-status.h"
#include "web/spill-pages.h"

G_BEGIN_DECLS

/* A page made at once, as a server would. */
typedef struct
{
  guint  status;
  char  *key;        /* (nullable) */
  char  *version;
  char  *location;   /* (nullable) */
  char  *text;
} Page;

Page        *page_get   (SpillPages  *pages,
                         const char  *address);    /* "/waterfall?reload=60" */
void         page_free  (Page        *self);
/* How often @text occurs in it. */
guint        page_count (Page        *self,
                         const char  *text);
/* The pages of one master. (transfer full) */
SpillPages  *pages_of   (SpillMaster *master);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, page_free)

G_END_DECLS
