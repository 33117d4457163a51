#pragma once

#include <gtk/gtk.h>

#include "model/spill-builder.h"
#include "model/spill-force.h"
#include "ui/spill-force-field-row.h"

G_BEGIN_DECLS

/* SpillForceForm: the parameters of a force scheduler as its master arranges them. */
#define SPILL_TYPE_FORCE_FORM (spill_force_form_get_type ())
G_DECLARE_FINAL_TYPE (SpillForceForm, spill_force_form, SPILL, FORCE_FORM, GtkWidget)

/* @builder: its workers are the choices of a field for a worker that has none. */
GtkWidget          *spill_force_form_new         (SpillForceScheduler *scheduler,
                                                  SpillBuilder        *builder);
/* By full name; a{sv}, floating. Never of a field that is not shown. */
GVariant           *spill_force_form_get_values  (SpillForceForm      *self);
/* NULL: the defaults. Names that are no field, or missing, leave the fields as they are. */
void                spill_force_form_set_values  (SpillForceForm      *self,
                                                  GVariant            *values);
/* Full name -> what is wrong. Shows the first. Returns what belongs to no field shown, a line each.
 * (nullable) (transfer full) */
char               *spill_force_form_set_errors  (SpillForceForm      *self,
                                                  GHashTable          *errors);   /* (nullable): none */
SpillForceFieldRow *spill_force_form_find        (SpillForceForm      *self,
                                                  const char          *full_name);   /* (nullable) */
void                spill_force_form_focus_first (SpillForceForm      *self);

G_END_DECLS
