#pragma once

#include "web/spill-page-entry.h"

G_BEGIN_DECLS

/* The style sheet, the script and the icon: files of the program, at fixed paths. */

/* @path: of a request. (transfer none) (nullable): no such file. Main context only. */
SpillPageEntry *spill_web_files_find (const char *path);

G_END_DECLS
