#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Small things that all forms and dialogs share. */

/* Shows what is wrong with @row in @label, or that nothing is (@text NULL), to eyes and ears. */
void        spill_form_set_error   (GtkWidget  *row,
                                    GtkLabel   *label,
                                    const char *text);
/* The text of a row. (transfer none) */
const char *spill_form_get_text    (AdwEntryRow *row);
/* NULL for "". (transfer none) */
const char *spill_form_get_text_or_null (AdwEntryRow *row);
/* Moves the focus to @widget, inside @window: now, or once the window is there. */
void        spill_form_focus       (GtkWindow  *window,
                                    GtkWidget  *widget);
/* Mends how the buttons inside @root are spoken. */
void        spill_form_name_buttons (GtkWidget *root);
/* Escape closes @window. */
void        spill_form_close_on_escape (GtkWindow *window);

G_END_DECLS
