#pragma once

#include <gio/gio.h>

#include "config/spill-config.h"
#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-force.h"

G_BEGIN_DECLS

/* SpillForceTarget: the builders that a force dialog is for, and what is known of how to force
 * them. Holds their force schedulers, and the properties of the build to repeat. Signals: "changed":
 * state or schedulers; "filled": the build's properties are here now. */
#define SPILL_TYPE_FORCE_TARGET (spill_force_target_get_type ())
G_DECLARE_FINAL_TYPE (SpillForceTarget, spill_force_target, SPILL, FORCE_TARGET, GObject)

SpillForceTarget *spill_force_target_new            (GListModel          *builders,
                                                     SpillBuild          *again);   /* (nullable) */
SpillMaster      *spill_force_target_get_master     (SpillForceTarget    *self);
SpillBuilder     *spill_force_target_get_first      (SpillForceTarget    *self);
/* Of all builders together: one that fails or loads holds up the rest. */
SpillPartState    spill_force_target_get_state      (SpillForceTarget    *self,
                                                     const char         **error);
void              spill_force_target_retry          (SpillForceTarget    *self);
/* Empty until all are here. Those that force most of the builders come first. */
GListModel       *spill_force_target_get_schedulers (SpillForceTarget    *self);
/* The builders that @scheduler forces, or those that it does not. (transfer container) */
GPtrArray        *spill_force_target_list_builders  (SpillForceTarget    *self,
                                                     SpillForceScheduler *scheduler,
                                                     gboolean             forced);
char             *spill_force_target_dup_names      (SpillForceTarget    *self);
/* A builder that was forced, and is not to be again. */
void              spill_force_target_drop           (SpillForceTarget    *self,
                                                     SpillBuilder        *builder);
/* What to fill a form with: last values, then the build's. (transfer full): a{sv} */
GVariant         *spill_force_target_dup_values     (SpillForceTarget    *self);
void              spill_force_target_remember       (SpillForceTarget    *self,
                                                     SpillForceScheduler *scheduler,
                                                     GVariant            *values);

/* "a, b and 3 others" (transfer full) */
char             *spill_force_target_join_names     (GPtrArray           *builders);

G_END_DECLS
