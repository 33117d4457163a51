#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* SpillForceFileButton: a button that reads a text file of the user's. Signals: "changed"; "refused"
 * (const char *why). */
#define SPILL_TYPE_FORCE_FILE_BUTTON (spill_force_file_button_get_type ())
G_DECLARE_FINAL_TYPE (SpillForceFileButton, spill_force_file_button, SPILL, FORCE_FILE_BUTTON, GtkWidget)

/* @max_size: bytes; 0: the master sets no limit, so ours holds (10 MiB) */
GtkWidget  *spill_force_file_button_new       (guint           max_size);
const char *spill_force_file_button_get_text  (SpillForceFileButton *self);   /* (nullable) */
void        spill_force_file_button_clear     (SpillForceFileButton *self);
/* What the button does once a file is chosen. */
void        spill_force_file_button_load      (SpillForceFileButton *self,
                                        GFile          *file);

G_END_DECLS
