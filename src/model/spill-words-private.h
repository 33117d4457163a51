#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SpillWords: the words of a build's or step's text, and all of them in one line. Counted and
 * shared by all that say the same: tens of thousands of builds share a handful. */
typedef struct _SpillWords SpillWords;

/* TRUE if the words are others now. NULL and no words at all: NULL. */
gboolean             spill_words_set      (SpillWords         **where,
                                           const char * const  *words);
gboolean             spill_words_set_text (SpillWords         **where,
                                           const char          *text);    /* (nullable) one word */
void                 spill_words_unref    (SpillWords          *self);
const char          *spill_words_text     (const SpillWords    *self);    /* (nullable) */
const char * const  *spill_words_strv     (const SpillWords    *self);    /* never NULL */

G_END_DECLS
