#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How patient and how generous sources are. Tests make them less so. */
typedef struct
{
  guint headers_ms;     /* from the request to the first byte of the answer */
  guint total_ms;       /* for a whole answer, unless it keeps coming in earnest */
  guint stall_ms;       /* more time that each 256 KiB of an answer buys */
  gsize max_body;       /* bytes of an answer, unpacked; of a frame as well */
  gsize max_queue;      /* bytes of events that wait to be applied */
  gsize max_unanswered; /* bytes of memory of events that wait for the master to say what they are about */
  guint ping_ms;        /* silence on /ws after which it is asked whether it lives */
  guint pong_ms;        /* how long that answer may take */
  guint retry_min_ms;   /* the first wait before connecting again; doubles */
  guint retry_max_ms;
  guint poll_min_ms;    /* between polls while something builds, where there are no events */
  guint poll_max_ms;    /* between polls while nothing does */
  guint slow_ms;        /* an answer that takes longer makes the background wait */
  guint fill_ms;        /* between two pages of older builds */
} SpillSourceLimits;

#define SPILL_SOURCE_LIMITS_INIT ((SpillSourceLimits) { \
  .headers_ms = 10000, .total_ms = 30000, .stall_ms = 10000, \
  .max_body = 16 * 1024 * 1024, .max_queue = 8 * 1024 * 1024, \
  .max_unanswered = 64 * 1024 * 1024, \
  .ping_ms = 30000, .pong_ms = 10000, .retry_min_ms = 1000, .retry_max_ms = 60000, \
  .poll_min_ms = 5000, .poll_max_ms = 60000, .slow_ms = 1000, .fill_ms = 500 })

G_END_DECLS
