#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* SpillStampList: source stamps: what was built, one row a codebase. */
#define SPILL_TYPE_STAMP_LIST (spill_stamp_list_get_type ())
G_DECLARE_FINAL_TYPE (SpillStampList, spill_stamp_list, SPILL, STAMP_LIST, GtkWidget)

GtkWidget *spill_stamp_list_new       (void);
void       spill_stamp_list_set_model (SpillStampList *self,
                                       GListModel     *stamps);   /* (nullable) of SpillSourceStamp */

G_END_DECLS
