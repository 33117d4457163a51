#pragma once

#include <adwaita.h>

#include "ui/spill-pb-offer.h"

G_BEGIN_DECLS

/* SpillPbOfferRow: switches the port of one master for old status clients on and off, and opens to
 * what is set of it. */
#define SPILL_TYPE_PB_OFFER_ROW (spill_pb_offer_row_get_type ())
G_DECLARE_FINAL_TYPE (SpillPbOfferRow, spill_pb_offer_row, SPILL, PB_OFFER_ROW, AdwExpanderRow)

GtkWidget *spill_pb_offer_row_new (SpillPbOffer *offer);

/* Names between commas, with a backslash before a comma or backslash in a name. */
char      *spill_pb_offer_row_join  (const char * const *names);
GStrv      spill_pb_offer_row_split (const char         *text);

G_END_DECLS
