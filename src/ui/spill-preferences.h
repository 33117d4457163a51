#pragma once

#include <adwaita.h>

#include "config/spill-config.h"

G_BEGIN_DECLS

/* SpillPreferences: the window in which the user sets what the program is like.
 *
 * Properties, for who serves the web pages to set: "web-address" (nullable: they are not served),
 * "web-problem" (nullable: there is none); for who offers masters to old status clients: "offers"
 * (GListModel of SpillPbOffer, nullable: none). */
#define SPILL_TYPE_PREFERENCES (spill_preferences_get_type ())
G_DECLARE_FINAL_TYPE (SpillPreferences, spill_preferences, SPILL, PREFERENCES, AdwPreferencesWindow)

GtkWidget *spill_preferences_new (GtkWindow   *parent,      /* (nullable) */
                                  SpillConfig *config);

G_END_DECLS
