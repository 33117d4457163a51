#pragma once

#include <glib-object.h>

#include "model/spill-types.h"

G_BEGIN_DECLS

/* A part of something held, whatever it is of: builder, build, step or log. */
SpillPartState spill_held_get_state (gpointer        object,
                                     SpillParts      part);
void           spill_held_set_state (gpointer        object,
                                     SpillParts      part,
                                     SpillPartState  state,
                                     const char     *error);   /* (nullable) */
/* Nothing about it changes any more. */
gboolean       spill_held_is_over   (gpointer        object);

G_END_DECLS
