#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* SpillForceChoices: several of many choices: a box with a check mark for each, and, where others
 * are allowed, an entry for those. Signal "changed". */
#define SPILL_TYPE_FORCE_CHOICES (spill_force_choices_get_type ())
G_DECLARE_FINAL_TYPE (SpillForceChoices, spill_force_choices, SPILL, FORCE_CHOICES, GtkWidget)

GtkWidget *spill_force_choices_new        (const char * const *choices,
                                           gboolean            strict);
GStrv      spill_force_choices_dup_values (SpillForceChoices  *self);
/* Values that are no choices go to the entry, or are dropped where there is none. */
void       spill_force_choices_set_values (SpillForceChoices  *self,
                                           const char * const *values);

G_END_DECLS
