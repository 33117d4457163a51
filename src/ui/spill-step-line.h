#pragma once

#include <gtk/gtk.h>

#include "ui/spill-look.h"

G_BEGIN_DECLS

/* SpillStepLine: the line of a step: symbol, name, word, state text, duration, arrow. In columns
 * where there is room, on two lines where there is not; a list of them lines up by itself. */
#define SPILL_TYPE_STEP_LINE (spill_step_line_get_type ())
G_DECLARE_FINAL_TYPE (SpillStepLine, spill_step_line, SPILL, STEP_LINE, GtkWidget)

GtkWidget *spill_step_line_new          (void);
void       spill_step_line_set          (SpillStepLine *self,
                                         SpillLook      look,
                                         const char    *name,       /* hostile, as all texts */
                                         const char    *text);      /* (nullable) */
void       spill_step_line_set_duration (SpillStepLine *self,
                                         const char    *duration);  /* may be empty */
void       spill_step_line_set_expanded (SpillStepLine *self,
                                         gboolean       expanded);

G_END_DECLS
