#pragma once

#include <gtk/gtk.h>

#include "layout/spill-column.h"
#include "ui/spill-look.h"

G_BEGIN_DECLS

/* The inside of a hover card: a title, what there is to tell, a line each. Lines are plain text,
 * hostile; NULL and "" are left out. (transfer floating) */
GtkWidget *spill_cell_card_new   (const char             *title,
                                  const SpillLook        *look,      /* (nullable) */
                                  const char * const     *lines);
/* Of a build. @what: (nullable) a line besides, as of the revision. */
GtkWidget *spill_cell_card_of_build (const SpillColumn      *column,
                                     const SpillColumnBuild *build,
                                     SpillBuild             *live,   /* (nullable) */
                                     const char             *what,
                                     double                  now);

G_END_DECLS
