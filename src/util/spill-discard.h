#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): frees the elements by and by. Main context only. */
void spill_discard (GPtrArray *items);

G_END_DECLS
