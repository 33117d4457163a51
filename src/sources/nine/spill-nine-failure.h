#pragma once

#include "model/spill-types.h"
#include "sources/nine/spill-nine-fetch.h"

G_BEGIN_DECLS

/* SpillNineFailure: why a request came to nothing, in words for people. Never holds a secret nor
 * what a master wrote for programmers. */
typedef struct
{
  SpillProblem     problem;       /* what it means for the connection; NONE: nothing */
  SpillError       code;          /* what it means for a command or a part */
  guint            status;        /* of HTTP; 0: no answer */
  char            *text;          /* a sentence; never NULL */
  GTlsCertificate *certificate;   /* (nullable) problem CERTIFICATE */
} SpillNineFailure;

SpillNineFailure *spill_nine_failure_new        (SpillProblem      problem,
                                                 SpillError        code,
                                                 const char       *format,
                                                 ...) G_GNUC_PRINTF (3, 4);
/* NULL if the answer is a 2xx. @host: how the master is called; @thing: what was asked for
 * ("builders/7/builds"), as an address. (nullable) (transfer full) */
SpillNineFailure *spill_nine_failure_from_fetch (SpillNineFetch   *fetch,
                                                 const char       *host,
                                                 const char       *thing);
/* From an error of the decoders or of a connection. (transfer full) */
SpillNineFailure *spill_nine_failure_from_error (const GError     *error,
                                                 const char       *host,
                                                 const char       *thing);
void              spill_nine_failure_free       (SpillNineFailure *self);
GError           *spill_nine_failure_to_error   (SpillNineFailure *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillNineFailure, spill_nine_failure_free)

G_END_DECLS
