#pragma once

#include "model/spill-types.h"
#include "sources/spill-fetch.h"

G_BEGIN_DECLS

/* SpillFailure: why a request came to nothing, in words for people. Never holds a secret nor
 * what a master wrote for programmers. */
typedef struct
{
  SpillProblem     problem;       /* what it means for the connection; NONE: nothing */
  SpillError       code;          /* what it means for a command or a part */
  guint            status;        /* of HTTP; 0: no answer */
  char            *text;          /* a sentence; never NULL */
  GTlsCertificate *certificate;   /* (nullable) problem CERTIFICATE */
} SpillFailure;

SpillFailure *spill_failure_new        (SpillProblem      problem,
                                        SpillError        code,
                                        const char       *format,
                                        ...) G_GNUC_PRINTF (3, 4);
/* NULL if the answer is a 2xx. @host: how the master is called; @thing: what was asked for
 * ("builders/7/builds"), as an address. (nullable) (transfer full) */
SpillFailure *spill_failure_from_fetch (SpillFetch       *fetch,
                                        const char       *host,
                                        const char       *thing);
/* From an error of the decoders or of a connection. (transfer full) */
SpillFailure *spill_failure_from_error (const GError     *error,
                                        const char       *host,
                                        const char       *thing);
/* Whether it is of no use to try again until the user does something. @has_synced: whether the master
 * was one when it was asked before. */
gboolean      spill_failure_needs_user (const SpillFailure *self,
                                        gboolean          has_synced);
SpillFailure *spill_failure_copy       (const SpillFailure *self);
void          spill_failure_free       (SpillFailure     *self);
GError       *spill_failure_to_error   (SpillFailure     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillFailure, spill_failure_free)

G_END_DECLS
