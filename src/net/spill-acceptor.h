#pragma once

#include "net/spill-visitor.h"

G_BEGIN_DECLS

/* SpillAcceptor: listens and takes connections, within limits. Main context only.
 *
 * Connections are taken below the priority at which windows redraw: who comes too often waits, the
 * window does not. Properties: none.
 * Signal "incoming" (GSocketConnection *connection, GSocketAddress *local, GSocketAddress *remote):
 * the handler takes a reference of what it keeps; spill_visitor_find (remote) is its leash. */
#define SPILL_TYPE_ACCEPTOR (spill_acceptor_get_type ())
G_DECLARE_FINAL_TYPE (SpillAcceptor, spill_acceptor, SPILL, ACCEPTOR, GObject)

typedef struct
{
  guint connections;      /* at a time, and less where the process may open fewer files */
  guint per_address;
  guint backlog;
  guint idle_seconds;     /* nothing read or written */
  guint asking_seconds;   /* until the request must be here, however it trickles */
  guint answer_seconds;   /* until the answer must have been taken */
} SpillAcceptorLimits;

extern const SpillAcceptorLimits spill_acceptor_default_limits;

SpillAcceptor *spill_acceptor_new             (const SpillAcceptorLimits *limits);
/* Listens on 127.0.0.1 and, where there is IPv6, on ::1. @port 0: any that is free. */
gboolean       spill_acceptor_listen_loopback (SpillAcceptor             *self,
                                               guint16                    port,
                                               GError                   **error);
/* Listens there alone, where others may be able to connect. */
gboolean       spill_acceptor_listen          (SpillAcceptor             *self,
                                               GInetAddress              *address,
                                               guint16                    port,
                                               GError                   **error);
/* Listens at a UNIX socket of this @mode. One that is left over of a process gone is taken away first. */
gboolean       spill_acceptor_listen_unix     (SpillAcceptor             *self,
                                               const char                *path,
                                               guint                      mode,
                                               GError                   **error);
guint16        spill_acceptor_get_port        (SpillAcceptor             *self);   /* 0: not at one */
guint          spill_acceptor_count           (SpillAcceptor             *self);   /* connections now */
/* Ends listening and all connections. It may listen again. */
void           spill_acceptor_stop            (SpillAcceptor             *self);

G_END_DECLS
