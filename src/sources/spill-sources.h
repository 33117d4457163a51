#pragma once

#include <gio/gio.h>

#include "model/spill-master.h"
#include "model/spill-source.h"

G_BEGIN_DECLS

/* Which source reads which address: "demo:…" the demo, http and https a master, modern or of 0.8:
 * which of both, its answers tell; pb:// one of 0.8 by its PBListener, http with "?pb=" by both. */

/* Turns what a user typed or pasted into a master's address: adds a missing scheme (http), drops
 * fragments ("#/builders"), queries and known page names, keeps a path prefix, ends with "/".
 * NULL and an error that names the trouble if it cannot be one. (transfer full) */
char        *spill_sources_normalize_url (const char   *text,
                                          GError      **error);

/* A source for @master's URL, linked to it (spill_master_set_source) but not started. */
SpillSource *spill_sources_new           (SpillMaster  *master,
                                          GError      **error);

G_END_DECLS
