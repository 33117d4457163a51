#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names, and the numbers in them. */
int spill_natural_compare (const char *a,
                           const char *b);

G_END_DECLS
