#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Setters for text from a master: what is not UTF-8 becomes it. TRUE if the text is another one now. */
gboolean spill_text_set      (char              **where,
                              const char         *value);
gboolean spill_text_set_ref  (char              **where,   /* an interned GRefString */
                              const char         *value);
gboolean spill_text_set_strv (char             ***where,
                              const char * const *value);
char    *spill_text_dup      (const char         *value);
/* @strv, or an empty vector for NULL. */
const char * const *spill_text_strv (char       **strv);

G_END_DECLS
