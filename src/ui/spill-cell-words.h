#pragma once

#include "layout/spill-column.h"
#include "ui/spill-look.h"

G_BEGIN_DECLS

/* What cells of grid and console say of a build. @live: the model's build, for what changes as it runs;
 * (nullable). Texts are hostile but for what is said of them; all are (transfer full). */

/* Failure is again if the last telling build of @column before @build was bad. */
SpillLook spill_cell_words_look        (const SpillColumn      *column,
                                        const SpillColumnBuild *build);
/* "compile failed", "Success", "62 %": the failed step's text, else how it went. */
char     *spill_cell_words_dup_text    (const SpillColumnBuild *build,
                                        SpillLook               look,
                                        SpillBuild             *live,
                                        double                  now);
/* "#128 · 3 m 12 s" */
char     *spill_cell_words_dup_number  (const SpillColumnBuild *build,
                                        double                  now);
/* "build 128, Failure, compile failed, 3 minutes 12 seconds, 12 min ago": one line */
char     *spill_cell_words_dup_spoken  (const SpillColumnBuild *build,
                                        SpillLook               look,
                                        SpillBuild             *live,
                                        double                  now);
/* "4f2a91c": a line that fits */
char     *spill_cell_words_dup_revision (const char            *revision);   /* (nullable): the latest */
/* "idle", "building, about 3 min left", "2 waiting", "offline": of a builder */
char     *spill_cell_words_dup_activity (const SpillColumn     *column,
                                         double                 now);
/* Of its newest finished build, whatever came of it; without one offline, or unknown. */
SpillLook spill_cell_words_look_of_column (const SpillColumn   *column);

G_END_DECLS
