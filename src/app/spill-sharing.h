#pragma once

#include "config/spill-config.h"
#include "model/spill-status.h"

G_BEGIN_DECLS

/* SpillSharing: serves the web pages of all masters while the settings say so.
 *
 * Properties (read-only, notify): "address" (of the first page, NULL while nothing is served),
 * "problem" (a sentence that says why nothing is although it should be, NULL if there is none). */
#define SPILL_TYPE_SHARING (spill_sharing_get_type ())
G_DECLARE_FINAL_TYPE (SpillSharing, spill_sharing, SPILL, SHARING, GObject)

SpillSharing *spill_sharing_new (SpillConfig *config,
                                 SpillStatus *status);

G_END_DECLS
