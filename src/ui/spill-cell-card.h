#pragma once

#include "layout/spill-column.h"
#include "model/spill-build.h"
#include "ui/spill-card.h"

G_BEGIN_DECLS

/* A card of a title and lines; the cell's words say the first @n_said as well. (transfer full) */
SpillCard *spill_cell_card_new   (const char             *title,
                                  const SpillLook        *look,      /* (nullable) */
                                  const char * const     *lines,
                                  guint                   n_said);
/* Of a build. @what: (nullable) a line besides, as of the revision. */
SpillCard *spill_cell_card_of_build (const SpillColumn      *column,
                                     const SpillColumnBuild *build,
                                     SpillBuild             *live,   /* (nullable) */
                                     const char             *what,
                                     double                  now);

G_END_DECLS
