#pragma once

#include <libsoup/soup.h>

#include "protocols/spill-json-report.h"
#include "sources/spill-source-limits.h"
#include "sources/spill-apply-queue.h"

G_BEGIN_DECLS

/* SpillNineSocket: one /ws connection, in the network thread. Decodes frames and pushes items:
 * OPEN, SUBSCRIBED, EVENT, and CLOSED once, unless it is freed before. */
typedef struct _SpillNineSocket SpillNineSocket;

SpillNineSocket *spill_nine_socket_new         (gint64                 number,
                                                guint64                serial,
                                                const char            *host,
                                                const SpillSourceLimits *limits,
                                                SpillApplyQueue       *queue,
                                                SpillJsonReport       *report);
/* @authorization, @fingerprint: (nullable) */
void             spill_nine_socket_open        (SpillNineSocket       *self,
                                                SoupSession           *session,
                                                GUri                  *uri,
                                                const char            *authorization,
                                                const char            *fingerprint);
void             spill_nine_socket_free        (SpillNineSocket       *self);
void             spill_nine_socket_subscribe   (SpillNineSocket       *self,
                                                const char            *path);
void             spill_nine_socket_unsubscribe (SpillNineSocket       *self,
                                                const char            *path);
void             spill_nine_socket_check       (SpillNineSocket       *self);
/* How many events have come, over all connections of the client. */
guint64          spill_nine_socket_get_serial  (SpillNineSocket       *self);

/* Whether the computer slept between two readings of both clocks (microseconds): the one that
 * stops while it sleeps, and the one that does not. */
gboolean         spill_nine_slept              (gint64                 monotonic_then,
                                                gint64                 boottime_then,
                                                gint64                 monotonic_now,
                                                gint64                 boottime_now);

G_END_DECLS
