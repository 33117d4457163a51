#pragma once

#include <adwaita.h>

#include "ui/spill-host.h"

G_BEGIN_DECLS

/* Shows the certificate that the system does not trust: whose it is, who signed it, how long it is
 * valid, its fingerprint; and offers to trust exactly this one for @master. */
void  spill_certificate_dialog_present (GtkWindow       *parent,
                                        SpillHost       *host,
                                        SpillMaster     *master);

/* SHA-256 of the certificate, in lower-case hex. */
char *spill_certificate_fingerprint    (GTlsCertificate *certificate);

G_END_DECLS
