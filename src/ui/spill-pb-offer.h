#pragma once

#include "config/spill-pb-settings.h"

G_BEGIN_DECLS

/* SpillPbOffer: what the preferences show of the port on which one master is offered to old status
 * clients. Who opens the ports makes it and sets the state.
 *
 * Properties (notify): "name" (string, of the master), "settings" (SpillPbSettings, set once),
 * "address" (nullable: it does not listen), "problem" (nullable: there is none; a sentence).
 * Signal "password-entered" (const char *password): the user set another one. */
#define SPILL_TYPE_PB_OFFER (spill_pb_offer_get_type ())
G_DECLARE_FINAL_TYPE (SpillPbOffer, spill_pb_offer, SPILL, PB_OFFER, GObject)

SpillPbOffer    *spill_pb_offer_new            (SpillPbSettings *settings);
SpillPbSettings *spill_pb_offer_get_settings   (SpillPbOffer    *self);
const char      *spill_pb_offer_get_address    (SpillPbOffer    *self);
const char      *spill_pb_offer_get_problem    (SpillPbOffer    *self);
void             spill_pb_offer_set_state      (SpillPbOffer    *self,
                                                const char      *address,
                                                const char      *problem);
void             spill_pb_offer_enter_password (SpillPbOffer    *self,
                                                const char      *password);

G_END_DECLS
