#pragma once

#include "model/spill-status.h"

/* Fills a master with builders of all kinds, always the same ones: of ten, two are broken, one
 * builds, one has warnings, one waits; one in 40 is offline, not known or never built. @now is when
 * the newest builds ended. */
void overview_fill (SpillMaster *master,
                    guint        n,
                    double       now);
/* A build of the @i-th builder starts, or the one that runs ends, badly if it was good and well if
 * it was bad. */
void overview_event (SpillMaster *master,
                     guint        i,
                     double       now);
