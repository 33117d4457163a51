#pragma once

#include "model/spill-build.h"
#include "model/spill-request.h"

G_BEGIN_DECLS

/* SpillRequestWatch: waits for the build that a request leads to. Signal "started" (SpillBuild
 * *build), once, while it lives; it does not outlive its request by much. */
#define SPILL_TYPE_REQUEST_WATCH (spill_request_watch_get_type ())
G_DECLARE_FINAL_TYPE (SpillRequestWatch, spill_request_watch, SPILL, REQUEST_WATCH, GObject)

SpillRequestWatch *spill_request_watch_new (SpillRequest *request);

G_END_DECLS
