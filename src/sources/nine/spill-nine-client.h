#pragma once

#include "model/spill-source.h"
#include "protocols/spill-json-report.h"
#include "sources/nine/spill-nine-item.h"
#include "sources/spill-source-limits.h"
#include "sources/spill-apply-queue.h"

G_BEGIN_DECLS

/* SpillNineClient: the network side of a source. Called from the main context, works in the
 * network thread, answers with SpillNineItems through the apply queue. One libsoup session with
 * four connections: three for questions, in their order, so that a command never waits for them. */
typedef struct _SpillNineClient SpillNineClient;

typedef enum
{
  SPILL_NINE_ASK_THINGS,     /* GET; PART items, then END */
  SPILL_NINE_ASK_CONFIG,     /* GET; END with a config */
  SPILL_NINE_ASK_LOGIN,      /* GET with user and password; END with a session */
  SPILL_NINE_ASK_COMMAND,    /* POST; END with a reply */
} SpillNineAsk;

SpillNineClient *spill_nine_client_new         (const char             *url,
                                                const SpillSourceLimits *limits,
                                                SpillApplyQueue        *queue,
                                                SpillJsonReport        *report);
/* Ends everything and gives up the caller's reference. Nothing is pushed any more once all that
 * is on its way has been refused or dropped by the queue. */
void             spill_nine_client_shut        (SpillNineClient        *self);
/* What was set before is forgotten, the session as well. @credentials, @fingerprint: (nullable) */
void             spill_nine_client_set_secrets (SpillNineClient        *self,
                                                const SpillCredentials *credentials);
void             spill_nine_client_trust       (SpillNineClient        *self,
                                                const char             *fingerprint);
/* @path: below the master's address. @body: of a command. The number that its items bear. */
gint64           spill_nine_client_ask         (SpillNineClient        *self,
                                                SpillNineAsk            ask,
                                                SpillNineKind           kind,
                                                const char             *path,
                                                const char             *body);
/* Forgets all questions, those on their way as well; no item tells of them. Commands go on. */
void             spill_nine_client_forget      (SpillNineClient        *self);
/* Opens /ws in place of any before. The number that its items bear. */
gint64           spill_nine_client_open        (SpillNineClient        *self);
/* Closes /ws; no item tells of it. */
void             spill_nine_client_close       (SpillNineClient        *self);
void             spill_nine_client_subscribe   (SpillNineClient        *self,
                                                const char             *path);
void             spill_nine_client_unsubscribe (SpillNineClient        *self,
                                                const char             *path);
/* Asks over /ws whether the master is still there; else it closes soon. */
void             spill_nine_client_check       (SpillNineClient        *self);

G_END_DECLS
