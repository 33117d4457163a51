#pragma once

#include "protocols/nine/spill-nine-entity.h"
#include "protocols/spill-json-reader.h"

G_BEGIN_DECLS

/* What one line can show, and what a page can. Longer texts are cut and end in "…". */
#define SPILL_NINE_MAX_LINE 4096
#define SPILL_NINE_MAX_TEXT (256 * 1024)

/* NULL where there is none. */
char *spill_nine_read_line      (const SpillJsonReader *reader,
                                 const char            *name);
char *spill_nine_read_text      (const SpillJsonReader *reader,
                                 const char            *name);
char *spill_nine_cut            (const char            *text,
                                 gsize                  max);

/* One function a kind: NULL if a needed key is missing. */
SpillNineMaster         *spill_nine_read_master          (const SpillJsonReader *reader);
SpillNineBuilder        *spill_nine_read_builder         (const SpillJsonReader *reader);
SpillNineBuild          *spill_nine_read_build           (const SpillJsonReader *reader);
SpillNineStep           *spill_nine_read_step            (const SpillJsonReader *reader);
SpillNineLog            *spill_nine_read_log             (const SpillJsonReader *reader);
SpillNineLogChunk       *spill_nine_read_log_chunk       (const SpillJsonReader *reader);
SpillNineRequest        *spill_nine_read_request         (const SpillJsonReader *reader);
SpillNineSourceStamp    *spill_nine_read_source_stamp    (const SpillJsonReader *reader);
SpillNineBuildset       *spill_nine_read_buildset        (const SpillJsonReader *reader);
SpillNineChange         *spill_nine_read_change          (const SpillJsonReader *reader);
SpillNineWorker         *spill_nine_read_worker          (const SpillJsonReader *reader);
SpillNineScheduler      *spill_nine_read_scheduler       (const SpillJsonReader *reader);
SpillNineForceScheduler *spill_nine_read_force_scheduler (const SpillJsonReader *reader);
GPtrArray               *spill_nine_read_properties      (const SpillJsonReader *reader);
SpillNineProperty       *spill_nine_read_property        (const SpillJsonReader *reader);

G_END_DECLS
