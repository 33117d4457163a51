#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* SpillApplication: the desktop program: one instance, the addresses of its command line, its
 * window. */
#define SPILL_TYPE_APPLICATION (spill_application_get_type ())
G_DECLARE_FINAL_TYPE (SpillApplication, spill_application, SPILL, APPLICATION, AdwApplication)

SpillApplication *spill_application_new (void);

G_END_DECLS
