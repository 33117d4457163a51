#pragma once

#include "config/spill-config.h"

G_BEGIN_DECLS

/* Of the master's own path. (transfer none) */
GSettings *spill_config_get_master_settings (SpillConfig *self,
                                             const char  *id);
/* What paths in a key file are relative to. (nullable) */
void        spill_config_set_folder          (SpillConfig *self,
                                             const char  *folder);
const char *spill_config_get_folder          (SpillConfig *self);

G_END_DECLS
