#pragma once

#include <gio/gio.h>

#include "model/spill-master.h"
#include "model/spill-source.h"
#include "model/spill-status.h"

G_BEGIN_DECLS

/* SpillEngine: what both programs have in common: the status, and for each of its masters the
 * source that feeds it. Watch the masters with spill_status_get_masters(). */
#define SPILL_TYPE_ENGINE (spill_engine_get_type ())
G_DECLARE_FINAL_TYPE (SpillEngine, spill_engine, SPILL, ENGINE, GObject)

SpillEngine *spill_engine_new             (void);
SpillStatus *spill_engine_get_status      (SpillEngine            *self);
/* Adds a master, not yet connected, so that credentials can be given first. @id is unique among
 * the masters; @url is normalized here; @name: NULL for the master's own. (transfer none) */
SpillMaster *spill_engine_add             (SpillEngine            *self,
                                           const char             *id,
                                           const char             *url,
                                           const char             *name,
                                           GError                **error);
/* Has another one with its id, at @url, take the place of @master, not yet connected. NULL: @master
 * stays. (transfer none) */
SpillMaster *spill_engine_replace         (SpillEngine            *self,
                                           SpillMaster            *master,
                                           const char             *url,
                                           const char             *name,
                                           GError                **error);
void         spill_engine_remove          (SpillEngine            *self,
                                           SpillMaster            *master);
/* Starts its source, with the credentials that were set. */
void         spill_engine_connect         (SpillEngine            *self,
                                           SpillMaster            *master);
void         spill_engine_disconnect      (SpillEngine            *self,
                                           SpillMaster            *master);   /* stays, with what it held */
void         spill_engine_set_credentials (SpillEngine            *self,
                                           SpillMaster            *master,
                                           const SpillCredentials *credentials);
SpillSource *spill_engine_get_source      (SpillEngine            *self,
                                           SpillMaster            *master);   /* (transfer none) (nullable) */

G_END_DECLS
