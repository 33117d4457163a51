#pragma once

#include <libsoup/soup.h>

#include "sources/spill-source-limits.h"

G_BEGIN_DECLS

/* SpillFetch: one request to a master and its whole answer, within limits. Lives in the network
 * thread. Redirects are followed on the same scheme, host and port only, five at most; an answer
 * that ends too early is asked for once more on a new connection. */
typedef struct _SpillFetch SpillFetch;

typedef void     (*SpillFetchDone) (SpillFetch *self,
                                    gpointer    user_data);
/* More of the answer is here: see spill_fetch_take_body(). FALSE: enough until
 * spill_fetch_resume(). */
typedef gboolean (*SpillFetchMore) (SpillFetch *self,
                                    gpointer    user_data);

#define SPILL_FETCH_ERROR (spill_fetch_error_quark ())
GQuark spill_fetch_error_quark (void);

typedef enum
{
  SPILL_FETCH_ERROR_SILENT,          /* no answer in time */
  SPILL_FETCH_ERROR_SLOW,            /* an answer that does not get on */
  SPILL_FETCH_ERROR_TOO_LARGE,
  SPILL_FETCH_ERROR_CIRCLE,          /* redirects without end */
  SPILL_FETCH_ERROR_ELSEWHERE,       /* a redirect to another place: the message */
} SpillFetchError;

typedef struct
{
  GUri           *uri;
  char           *body;             /* (nullable) makes it a POST */
  gboolean        is_form;          /* it is a web form; else JSON */
  char           *authorization;    /* (nullable) */
  const char     *cookie;           /* (nullable) NAME=VALUE */
  char           *fingerprint;      /* (nullable) of the certificate that is accepted anyhow */
  gboolean        no_redirect;      /* a redirect is an answer */
  SpillFetchMore  more;             /* (nullable) makes a success a stream: it may take for ever */
} SpillFetchSpec;

SpillFetch      *spill_fetch_new              (SoupSession             *session,
                                               const SpillFetchSpec    *spec,
                                               const SpillSourceLimits *limits,
                                               SpillFetchDone           done,
                                               gpointer                 user_data);
void             spill_fetch_start            (SpillFetch           *self);
/* @done is not called any more. */
void             spill_fetch_cancel           (SpillFetch           *self);
SpillFetch      *spill_fetch_ref              (SpillFetch           *self);
void             spill_fetch_unref            (SpillFetch           *self);

/* A stream: what has come since this was last called. (transfer full) */
GByteArray      *spill_fetch_take_body        (SpillFetch           *self);
void             spill_fetch_resume           (SpillFetch           *self);

/* When done. */
const GError    *spill_fetch_get_error        (SpillFetch           *self);   /* (nullable) */
guint            spill_fetch_get_status       (SpillFetch           *self);   /* 0: no answer */
/* Whether it was sent with what @spec had as authorization. */
gboolean         spill_fetch_has_login        (SpillFetch           *self);
const char      *spill_fetch_get_reason       (SpillFetch           *self);   /* "Not Found" */
const char      *spill_fetch_get_body         (SpillFetch           *self,
                                               gsize                *length);
const char      *spill_fetch_get_header       (SpillFetch           *self,
                                               const char           *name);
char           **spill_fetch_dup_set_cookies  (SpillFetch           *self);   /* in order */
double           spill_fetch_get_seconds      (SpillFetch           *self);   /* all of it */
/* The certificate that was refused. (nullable) */
GTlsCertificate *spill_fetch_get_certificate  (SpillFetch           *self,
                                               GTlsCertificateFlags *flags);

/* SHA-256 of a certificate, lower-case hex. (transfer full) */
char            *spill_fingerprint            (GTlsCertificate      *certificate);
/* In @a and @b upper and lower case and colons do not matter. */
gboolean         spill_fingerprint_equal      (const char           *a,
                                               const char           *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillFetch, spill_fetch_unref)

G_END_DECLS
