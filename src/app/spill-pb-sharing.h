#pragma once

#include "config/spill-config.h"
#include "model/spill-status.h"

G_BEGIN_DECLS

/* SpillPbSharing: offers the masters of the window to old status clients, as the settings of each
 * say; passwords are in the keyring. Main context only. */
#define SPILL_TYPE_PB_SHARING (spill_pb_sharing_get_type ())
G_DECLARE_FINAL_TYPE (SpillPbSharing, spill_pb_sharing, SPILL, PB_SHARING, GObject)

SpillPbSharing *spill_pb_sharing_new        (SpillConfig    *config,
                                             SpillStatus    *status);
GListModel     *spill_pb_sharing_get_offers (SpillPbSharing *self);   /* of SpillPbOffer, for the preferences */

G_END_DECLS
