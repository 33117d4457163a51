#pragma once

#include <libsoup/soup.h>

#include "net/spill-visitor.h"
#include "web/spill-pages.h"

G_BEGIN_DECLS

/* SpillWebStreams: the pages that are shown now, and stay up to date. Each has an event stream, on
 * which it is told the version of its page whenever that changes. Main context only. */
#define SPILL_TYPE_WEB_STREAMS (spill_web_streams_get_type ())
G_DECLARE_FINAL_TYPE (SpillWebStreams, spill_web_streams, SPILL, WEB_STREAMS, GObject)

typedef struct
{
  guint streams;         /* at a time */
  guint tick_ms;         /* how often versions are compared */
  guint silent_seconds;  /* after which a remark keeps the connection alive */
  guint stall_seconds;   /* after which who does not read what was sent is dropped */
  guint send_buffer;     /* bytes that the system may keep for each; it rounds up */
} SpillWebStreamsLimits;

extern const SpillWebStreamsLimits spill_web_streams_default_limits;

SpillWebStreams *spill_web_streams_new   (SpillPages                  *pages,
                                          const SpillWebStreamsLimits *limits);
/* Answers @message with the event stream of the page at @path. FALSE: there are too many. */
gboolean         spill_web_streams_add   (SpillWebStreams             *self,
                                          SoupServerMessage           *message,
                                          SpillVisitor                *visitor,
                                          const char                  *path,
                                          const char                  *query);
guint            spill_web_streams_count (SpillWebStreams             *self);

G_END_DECLS
