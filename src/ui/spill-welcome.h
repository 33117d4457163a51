#pragma once

#include <adwaita.h>

#include "ui/spill-host.h"

G_BEGIN_DECLS

/* SpillWelcome: the first page, while there is no master: name one, or try the demo. */
#define SPILL_TYPE_WELCOME (spill_welcome_get_type ())
G_DECLARE_FINAL_TYPE (SpillWelcome, spill_welcome, SPILL, WELCOME, AdwBin)

void spill_welcome_set_host (SpillWelcome *self,
                             SpillHost    *host);

G_END_DECLS
