#pragma once

#include <gtk/gtk.h>

#include "model/spill-master.h"

G_BEGIN_DECLS

/* SpillMasterRow: a master in the sidebar, or all of them: state, name, age of the data, how many
 * builders are broken, and what can be done with it. Properties: "master" (nullable: all). */
#define SPILL_TYPE_MASTER_ROW (spill_master_row_get_type ())
G_DECLARE_FINAL_TYPE (SpillMasterRow, spill_master_row, SPILL, MASTER_ROW, GtkListBoxRow)

GtkWidget   *spill_master_row_new          (SpillMaster    *master);
SpillMaster *spill_master_row_get_master   (SpillMasterRow *self);
void         spill_master_row_set_n_broken (SpillMasterRow *self,
                                            guint           n);
void         spill_master_row_set_ambiguous (SpillMasterRow *self,
                                             gboolean        is_ambiguous);

G_END_DECLS
