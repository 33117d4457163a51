#pragma once

#include <libsoup/soup.h>

#include "web/spill-page-entry.h"

G_BEGIN_DECLS

/* Long pages that are kept leave from a file in memory, which the system sends without copying: libsoup
 * copies them each time, which for 200 kB takes as long as all else together. */

/* Sends the head of @message and @entry's bytes, in place of the library, which is done with @message.
 * FALSE: @entry is too short for that, or it cannot be done; nothing has happened. */
gboolean spill_web_sender_send (SoupServerMessage *message,
                                SpillPageEntry    *entry,
                                gboolean           gzip);

G_END_DECLS
