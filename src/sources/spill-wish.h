#pragma once

#include "model/spill-command.h"

G_BEGIN_DECLS

/* SpillWish: a command on its way to a master as one call, or as one for each of several things. It
 * fails by itself if the connection goes before all the answers have come. */
typedef struct
{
  grefcount      refs;
  SpillCommand  *command;
  guint          n_left;       /* answers that are to come */
  gint64         request_id;   /* the first that it made */
  GError        *error;        /* (nullable) the first one */
} SpillWish;

SpillWish *spill_wish_new      (SpillCommand *command);
/* One more call: a reference for what waits for the answer. */
SpillWish *spill_wish_expect   (SpillWish    *self);
/* An answer has come. @error: (nullable) (transfer full) */
void       spill_wish_answered (SpillWish    *self,
                                GError       *error);
/* All calls were made, or none because of an error or for want of things. Gives the caller's
 * reference up. */
void       spill_wish_sent     (SpillWish    *self);
void       spill_wish_unref    (gpointer      wish);

G_END_DECLS
