#pragma once

#include <gtk/gtk.h>

#include "model/spill-master.h"

G_BEGIN_DECLS

/* How the connection to a master is told: one symbol, one class, one word, one sentence. */
const char *spill_connection_icon_name (SpillMaster *master);
const char *spill_connection_css_class (SpillMaster *master);               /* (nullable) "success", "warning", "error" */
const char *spill_connection_word      (SpillMaster *master);               /* "Live", "Stale", "Login needed" */
char       *spill_connection_dup_age   (SpillMaster *master, double now);   /* "Stale since 14:02, next try in 12 s" */
char       *spill_connection_dup_title (SpillMaster *master);               /* "python cannot be reached" */
/* Makes @button the next step for the user: "Retry Now", "Log In…" */
void        spill_connection_set_step  (SpillMaster *master, GtkButton *button);
/* Whether the sentence changes with every second. */
gboolean    spill_connection_counts_down (SpillMaster *master);

G_END_DECLS
