#pragma once

#include "sources/spill-ask-queue.h"

G_BEGIN_DECLS

/* SpillAsker: a SpillAskQueue of the network thread, for the main context. */
typedef struct _SpillAsker SpillAsker;

/* @max_questions: at the same time */
SpillAsker *spill_asker_new         (const char              *url,
                                     const SpillSourceLimits *limits,
                                     guint                    max_questions);
/* Ends everything and gives up the caller's reference. */
void        spill_asker_shut        (SpillAsker              *self);
/* User and password of what stands in front of the master. What was set before is forgotten.
 * @credentials, @fingerprint: (nullable) */
void        spill_asker_set_secrets (SpillAsker              *self,
                                     const SpillCredentials  *credentials);
void        spill_asker_trust       (SpillAsker              *self,
                                     const char              *fingerprint);
gint64      spill_asker_ask         (SpillAsker              *self,
                                     const SpillAskSpec      *spec);
/* Forgets one, or all; nothing is heard of it. */
void        spill_asker_drop        (SpillAsker              *self,
                                     gint64                   number);
void        spill_asker_forget      (SpillAsker              *self);
/* A stream that was told to wait goes on. */
void        spill_asker_resume      (SpillAsker              *self,
                                     gint64                   number);
/* How the master is called in texts: host and port. */
const char *spill_asker_get_host    (SpillAsker              *self);

G_END_DECLS
