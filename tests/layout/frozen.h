#pragma once

#include <json-glib/json-glib.h>

#include "layout/spill-columns.h"
#include "model/spill-master.h"

G_BEGIN_DECLS

/* One state of a real 0.8.14 (tests/data/eight/frozen): what its JSON says, and facts of its pages of
 * the same second, as tests/tools/extract-page prints them. */
#define FROZEN_NOW 1795291907.0   /* 2026-11-21 20:11:47 UTC */

JsonNode    *frozen_load        (const char  *name);    /* "json.json": (transfer full) */
JsonObject  *frozen_load_page   (const char  *name);    /* "waterfall": (transfer full) */
/* What the JSON does not tell, worker events and changes, comes from the pages. (transfer full) */
SpillMaster *frozen_master_new  (void);
/* Arguments of the page's request, NULL-terminated; NULL if it has none */
GStrv        frozen_args        (JsonObject  *page,
                                 const char  *name);    /* (transfer full) */
/* Columns of all builders. (transfer full) */
GPtrArray   *frozen_columns     (SpillMaster *master,
                                 GPtrArray  **changes);  /* (out) (transfer full) of SpillChangeFacts */
/* Whether differences.txt lists @name, "waterfall/…". What it lists for a picture and nothing has
 * differed by fails in frozen_end (). */
gboolean     frozen_differs     (const char  *name);
void         frozen_end         (const char  *picture);

G_END_DECLS
