#pragma once

#include <gtk/gtk.h>

#include "ui/spill-part-view.h"

G_BEGIN_DECLS

/* SpillSection: an expander with a title, a count, and a part of the model inside. Signals:
 * "expanded": it was opened or closed; "retry": as of a part view. */
#define SPILL_TYPE_SECTION (spill_section_get_type ())
G_DECLARE_FINAL_TYPE (SpillSection, spill_section, SPILL, SECTION, GtkWidget)

GtkWidget *spill_section_new          (const char     *title,
                                       GtkWidget      *child,
                                       const char     *empty);
/* As spill_part_view_set(), with how many things are inside. */
void       spill_section_set          (SpillSection   *self,
                                       SpillPartState  state,
                                       const char     *error,
                                       guint           n);
gboolean   spill_section_get_expanded (SpillSection   *self);
void       spill_section_set_expanded (SpillSection   *self,
                                       gboolean        expanded);

G_END_DECLS
