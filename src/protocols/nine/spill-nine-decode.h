#pragma once

#include "protocols/nine/spill-nine-entity.h"
#include "protocols/spill-json-report.h"

G_BEGIN_DECLS

/* Reads the body of an answer to a GET under /api/v2. Safe in any thread.
 *
 * @kind says which things are due: the list under their plural name. @total (out) (optional) gets
 * meta.total as the master says it, -1 if it does not. An array whose elements
 * are of that kind's type, or NULL and an error. Elements that miss a needed key are left out and
 * reported. (transfer full) */
GPtrArray *spill_nine_decode        (SpillNineKind     kind,
                                     const char       *data,
                                     gsize             length,
                                     gint64           *total,
                                     SpillJsonReport  *report,
                                     GError          **error);
/* One thing, as events carry them. NULL: dropped. */
gpointer   spill_nine_decode_object (SpillNineKind     kind,
                                     JsonObject       *object,
                                     SpillJsonReport  *report);
/* "builds", NULL for SPILL_NINE_NONE */
const char *spill_nine_kind_get_plural (SpillNineKind  kind);

G_END_DECLS
