#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* SpillToaster: shows toasts, and takes them away before their time when that is safe: libadwaita 1.2
 * crashes if a toast is dismissed while it, or the one before, still moves. */
#define SPILL_TYPE_TOASTER (spill_toaster_get_type ())
G_DECLARE_FINAL_TYPE (SpillToaster, spill_toaster, SPILL, TOASTER, GObject)

SpillToaster *spill_toaster_new     (AdwToastOverlay *overlay);   /* weak */
void          spill_toaster_show    (SpillToaster    *self,
                                     AdwToast        *toast);     /* (transfer full) */
void          spill_toaster_dismiss (SpillToaster    *self,
                                     AdwToast        *toast);

G_END_DECLS
