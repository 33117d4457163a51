#pragma once

#include <gio/gio.h>

#include "model/spill-types.h"

G_BEGIN_DECLS

/* SpillList: a GListModel of GObjects sorted by a 64-bit key, each key once. Finding is a
 * bisection, adding at the end is O(1). It owns its items. */
#define SPILL_TYPE_LIST (spill_list_get_type ())
G_DECLARE_FINAL_TYPE (SpillList, spill_list, SPILL, LIST, GObject)

typedef enum { SPILL_LIST_ASCENDING, SPILL_LIST_DESCENDING } SpillListOrder;

SpillList *spill_list_new        (GType           item_type,
                                  SpillListOrder  order);
guint      spill_list_get_length (SpillList      *self);
gpointer   spill_list_peek       (SpillList      *self,
                                  guint           position);   /* (transfer none) (nullable) */
gpointer   spill_list_find       (SpillList      *self,
                                  gint64          key);        /* (transfer none) (nullable) */
gboolean   spill_list_find_position (SpillList   *self,
                                  gint64          key,
                                  guint          *position);   /* where it is, else where it would go */
gboolean   spill_list_insert     (SpillList      *self,
                                  gint64          key,
                                  gpointer        item);       /* refs; FALSE if the key is taken */
/* Many at once, with one items-changed; keys that are taken are skipped. Refs. */
void       spill_list_insert_many (SpillList     *self,
                                  const gint64   *keys,
                                  gpointer       *items,
                                  guint           n);
gboolean   spill_list_remove     (SpillList      *self,
                                  gint64          key);
void       spill_list_remove_positions (SpillList *self,
                                  guint           position,
                                  guint           n);
void       spill_list_clear      (SpillList      *self);

G_END_DECLS
