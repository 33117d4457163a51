#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The address of a 0.8 master that is read by both its tongues: that of its WebStatus, with the one of
 * its PBListener as "?pb=USER@HOST:PORT". */

/* Whether @text, which a user typed, names both. */
gboolean  spill_eight_address_is_both (const char   *text);
/* The canonical form of @web, which is normal but for that, with the "pb" of @text. (transfer full) */
char     *spill_eight_address_join    (const char   *web,
                                       const char   *text,
                                       GError      **error);
/* @url: a canonical address. FALSE if it does not name both. */
gboolean  spill_eight_address_split   (const char   *url,
                                       char        **web,
                                       char        **pb);

G_END_DECLS
