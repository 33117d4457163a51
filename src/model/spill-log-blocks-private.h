#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lines of one log, by number: those that were told and not yet forgotten. */
typedef struct _SpillLogBlocks SpillLogBlocks;

SpillLogBlocks *spill_log_blocks_new   (gsize           budget);   /* bytes */
void            spill_log_blocks_free  (SpillLogBlocks *self);
/* Takes over whole lines, each ended by \n; those that are here already stay. Returns how many
 * lines there were. */
guint64         spill_log_blocks_add   (SpillLogBlocks *self,
                                        guint64         first,
                                        const char     *content,
                                        gsize           length);
/* Borrowed until the next add; NULL: not here. */
const char     *spill_log_blocks_get   (SpillLogBlocks *self,
                                        guint64         line,
                                        gsize          *length);
gboolean        spill_log_blocks_has   (SpillLogBlocks *self,
                                        guint64         first,
                                        guint64         n);

G_END_DECLS
