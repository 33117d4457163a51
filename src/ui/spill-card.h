#pragma once

#include <gtk/gtk.h>

#include "ui/spill-look.h"

G_BEGIN_DECLS

/* SpillCard: what there is to tell of a cell at length: a title and lines below it. The hover card
 * shows it; a screen reader tells what the cell's own words do not say already.
 *
 * Texts are plain, hostile, and kept short; NULL and "" are left out. */
typedef struct _SpillCard SpillCard;

SpillCard *spill_card_new         (const char      *title,
                                   const SpillLook *look);       /* (nullable) before the title */
void       spill_card_free        (SpillCard       *self);
void       spill_card_add         (SpillCard       *self,
                                   const char      *text,        /* (nullable) */
                                   const char      *css_class);  /* (nullable) static */
/* A line that the cell's words say as well, as they do the title. */
void       spill_card_add_said    (SpillCard       *self,
                                   const char      *text,
                                   const char      *css_class);
GtkWidget *spill_card_make_widget (const SpillCard *self,
                                   int              room);       /* (transfer floating) */
/* What the cell's words do not say, a line each; "": nothing. (transfer full) */
char      *spill_card_dup_unsaid  (const SpillCard *self);
/* All of it, for tests. (transfer full) */
char      *spill_card_dup_text    (const SpillCard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillCard, spill_card_free)

G_END_DECLS
