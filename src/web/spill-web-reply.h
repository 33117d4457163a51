#pragma once

#include <libsoup/soup.h>

#include "web/spill-page-entry.h"

G_BEGIN_DECLS

/* Answers, as heads and bodies. */

#define SPILL_WEB_HEAD_TOO_LARGE 431   /* RFC 6585; libsoup has no name for it */

/* What every answer says to browsers; and a page for what the library refuses by itself. */
void spill_web_reply_prepare (SoupServerMessage *message);
/* The request can be read: takes that page away. */
void spill_web_reply_begin   (SoupServerMessage *message);
/* A page that was made, or that the asker has it already. @mark: makes versions of different runs
 * different. @is_kept: others will ask for the same bytes; @message has just come, and may be over. */
void spill_web_reply_entry   (SoupServerMessage *message,
                              SpillPageEntry    *entry,
                              const char        *mark,
                              gboolean           is_kept);
/* If the asker has @version of a page already, says so. */
gboolean spill_web_reply_same (SoupServerMessage *message,
                               const char        *version,
                               const char        *mark);
/* A sentence. */
void spill_web_reply_error   (SoupServerMessage *message,
                              guint              status,
                              const char        *text);
/* The asker sends more than it should. It gets its answer now; what it still sends is not read. */
void spill_web_reply_refuse  (SoupServerMessage *message,
                              guint              status);

G_END_DECLS
