#pragma once

#include <gtk/gtk.h>

#include "model/spill-types.h"

G_BEGIN_DECLS

/* SpillChangeList: changes, each one line that opens: comment, author, revision; then the whole
 * comment, files, branch. Hundreds come in bites, by a button. */
#define SPILL_TYPE_CHANGE_LIST (spill_change_list_get_type ())
G_DECLARE_FINAL_TYPE (SpillChangeList, spill_change_list, SPILL, CHANGE_LIST, GtkWidget)

GtkWidget *spill_change_list_new       (void);
void       spill_change_list_set_model (SpillChangeList *self,
                                        GListModel      *changes);   /* (nullable) of SpillChange */
/* Of whose changes the waiting builds can be cancelled, if it can do that. (nullable) */
void       spill_change_list_set_master (SpillChangeList *self,
                                        SpillMaster     *master);

G_END_DECLS
