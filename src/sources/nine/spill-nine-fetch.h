#pragma once

#include <libsoup/soup.h>

#include "sources/nine/spill-nine-limits.h"

G_BEGIN_DECLS

/* SpillNineFetch: one request to a master and its whole answer, within limits. Lives in the
 * network thread. Redirects are followed on the same scheme, host and port only, five at most; an
 * answer that ends too early is asked for once more on a new connection. */
typedef struct _SpillNineFetch SpillNineFetch;

typedef void (*SpillNineFetchDone) (SpillNineFetch *self,
                                    gpointer        user_data);

#define SPILL_NINE_FETCH_ERROR (spill_nine_fetch_error_quark ())
GQuark spill_nine_fetch_error_quark (void);

typedef enum
{
  SPILL_NINE_FETCH_ERROR_SILENT,          /* no answer in time */
  SPILL_NINE_FETCH_ERROR_SLOW,            /* an answer that does not get on */
  SPILL_NINE_FETCH_ERROR_TOO_LARGE,
  SPILL_NINE_FETCH_ERROR_CIRCLE,          /* redirects without end */
  SPILL_NINE_FETCH_ERROR_ELSEWHERE,       /* a redirect to another place: the message */
} SpillNineFetchError;

typedef struct
{
  GUri       *uri;
  char       *body;             /* (nullable) JSON: makes it a POST */
  char       *authorization;    /* (nullable) */
  char       *fingerprint;      /* (nullable) of the certificate that is accepted anyhow */
  gboolean    no_redirect;      /* a redirect is an answer */
} SpillNineFetchSpec;

SpillNineFetch  *spill_nine_fetch_new              (SoupSession              *session,
                                                    const SpillNineFetchSpec *spec,
                                                    const SpillNineLimits    *limits,
                                                    SpillNineFetchDone        done,
                                                    gpointer                  user_data);
void             spill_nine_fetch_start            (SpillNineFetch *self);
/* @done is not called any more. */
void             spill_nine_fetch_cancel           (SpillNineFetch *self);
SpillNineFetch  *spill_nine_fetch_ref              (SpillNineFetch *self);
void             spill_nine_fetch_unref            (SpillNineFetch *self);

/* When done. */
const GError    *spill_nine_fetch_get_error        (SpillNineFetch *self);   /* (nullable) */
guint            spill_nine_fetch_get_status       (SpillNineFetch *self);   /* 0: no answer */
const char      *spill_nine_fetch_get_reason       (SpillNineFetch *self);   /* "Not Found" */
const char      *spill_nine_fetch_get_body         (SpillNineFetch           *self,
                                                    gsize                    *length);
const char      *spill_nine_fetch_get_header       (SpillNineFetch           *self,
                                                    const char               *name);
char           **spill_nine_fetch_dup_set_cookies  (SpillNineFetch *self);   /* in order */
double           spill_nine_fetch_get_seconds      (SpillNineFetch *self);   /* all of it */
/* The certificate that was refused. (nullable) */
GTlsCertificate *spill_nine_fetch_get_certificate  (SpillNineFetch           *self,
                                                    GTlsCertificateFlags     *flags);

/* SHA-256 of a certificate, lower-case hex. (transfer full) */
char            *spill_nine_fingerprint            (GTlsCertificate          *certificate);
/* In @a and @b upper and lower case and colons do not matter. */
gboolean         spill_nine_fingerprint_equal      (const char               *a,
                                                    const char               *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillNineFetch, spill_nine_fetch_unref)

G_END_DECLS
