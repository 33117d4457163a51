#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Turns what a user typed or pasted into the address of a master: adds a missing scheme (http),
 * drops fragments, queries and /api/v2…, keeps a path prefix, ends with "/". Refuses other
 * schemes, and user:password@ without repeating it. (transfer full) */
char *spill_nine_normalize_url (const char  *text,
                                GError     **error);

/* A page of the master that we have a view for. */
typedef struct
{
  gint64 builder_id;     /* 0: not told */
  int    build_number;   /* 0: the builder itself */
  gint64 request_id;     /* 0: not a request */
} SpillNineLink;

/* TRUE if @url is below @base (a normalized address) and names a builder, a build or a request:
 * BASE#builders/4/builds/1, BASE#/builders/4/builds/1, BASE#buildrequests/9. */
gboolean spill_nine_link_match (const char    *base,
                                const char    *url,
                                SpillNineLink *link);
/* The page for the browser. (transfer full) */
char    *spill_nine_link_to_url (const char          *base,
                                 const SpillNineLink *link);

G_END_DECLS
