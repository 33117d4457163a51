#pragma once

#include <gtk/gtk.h>

#include "model/spill-force.h"

G_BEGIN_DECLS

/* SpillForceFieldRow: one parameter of a force scheduler: label, control, what is wrong with it.
 * Signal "changed": by the user or by setting; takes the error away. */
#define SPILL_TYPE_FORCE_FIELD_ROW (spill_force_field_row_get_type ())
G_DECLARE_FINAL_TYPE (SpillForceFieldRow, spill_force_field_row, SPILL, FORCE_FIELD_ROW, GtkWidget)

/* @label: with a mnemonic. @choices: (nullable): instead of the field's own. */
GtkWidget       *spill_force_field_row_new       (SpillForceField    *field,
                                                  const char         *label,
                                                  const char * const *choices);
SpillForceField *spill_force_field_row_get_field (SpillForceFieldRow *self);
GtkWidget       *spill_force_field_row_get_control (SpillForceFieldRow *self);
/* b, x, s or as; %NULL: nothing to send (an empty number, no file). Floating. */
GVariant        *spill_force_field_row_get_value (SpillForceFieldRow *self);
/* Takes any of these types where it can be read as the field's. NULL: the field's default. */
void             spill_force_field_row_set_value (SpillForceFieldRow *self,
                                                  GVariant           *value);
const char      *spill_force_field_row_get_error (SpillForceFieldRow *self);   /* (nullable) */
void             spill_force_field_row_set_error (SpillForceFieldRow *self,
                                                  const char         *text);   /* (nullable) */

G_END_DECLS
