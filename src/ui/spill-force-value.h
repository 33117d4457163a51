#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Values of force parameters (b, x, s or as), read as one another. */

/* What an entry shows for it; the first of several. (transfer full) */
char     *spill_force_value_dup_text    (GVariant   *value);    /* (nullable) */
gboolean  spill_force_value_is_true     (GVariant   *value);    /* (nullable) */
/* A whole number as x; nothing as NULL; anything else as s, for the check to find. Floating. */
GVariant *spill_force_value_from_number (const char *text);

G_END_DECLS
