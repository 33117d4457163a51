#pragma once

#include "net/spill-acceptor.h"
#include "web/spill-page-cache.h"
#include "web/spill-web-streams.h"

G_BEGIN_DECLS

/* SpillWebServer: the classic web pages, for programs on this machine, read only. Main context only.
 *
 * Besides the pages there are /static/… and /live?page=PATH, the event stream of a page.
 * Property "port" (uint, notify): where it listens; 0: it does not. */
#define SPILL_TYPE_WEB_SERVER (spill_web_server_get_type ())
G_DECLARE_FINAL_TYPE (SpillWebServer, spill_web_server, SPILL, WEB_SERVER, GObject)

typedef struct
{
  SpillAcceptorLimits    acceptor;
  SpillPageCacheLimits   cache;
  SpillWebStreamsLimits  streams;
} SpillWebLimits;

void             spill_web_limits_init        (SpillWebLimits       *limits);   /* the usual ones */

/* @limits: NULL for the usual ones */
SpillWebServer  *spill_web_server_new         (SpillPages           *pages,
                                               const SpillWebLimits *limits);
/* @port: 0 for any that is free. The error is a sentence for the user. */
gboolean         spill_web_server_start       (SpillWebServer       *self,
                                               guint16               port,
                                               GError              **error);
void             spill_web_server_stop        (SpillWebServer       *self);
guint16          spill_web_server_get_port    (SpillWebServer       *self);
/* (transfer full) (nullable): the address of the first page; NULL while it does not listen */
char            *spill_web_server_dup_url     (SpillWebServer       *self);
/* For tests and figures. */
SpillAcceptor   *spill_web_server_get_acceptor (SpillWebServer      *self);
SpillPageCache  *spill_web_server_get_cache    (SpillWebServer      *self);
SpillWebStreams *spill_web_server_get_streams  (SpillWebServer      *self);

G_END_DECLS
