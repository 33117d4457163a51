#pragma once

#include "app/spill-engine.h"
#include "config/spill-config.h"

G_BEGIN_DECLS

/* SpillDesktop: the program around the window (see ui/spill-host.h): keeps the masters in the
 * configuration, their logins in the keyring, and feeds both to the engine. */
#define SPILL_TYPE_DESKTOP (spill_desktop_get_type ())
G_DECLARE_FINAL_TYPE (SpillDesktop, spill_desktop, SPILL, DESKTOP, GObject)

SpillDesktop *spill_desktop_new  (SpillConfig  *config);
/* Adds the masters of the configuration and connects to them. */
void          spill_desktop_load (SpillDesktop *self);

G_END_DECLS
