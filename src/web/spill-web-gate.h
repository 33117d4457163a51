#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the head of a request says. All of it is hostile. */

/* Whether @host, the value of a Host header or NULL, is a name of this very machine as seen from
 * itself. A page of the Internet whose name was made to point here is not let in. */
gboolean spill_web_is_local_host  (const char *host);
/* Whether an Accept-Encoding of @header (nullable) prefers gzip to nothing. */
gboolean spill_web_accepts_gzip   (const char *header);
/* Whether an If-None-Match of @header (nullable) has @etag, compared weakly. */
gboolean spill_web_matches_etag   (const char *header,
                                   const char *etag);

G_END_DECLS
