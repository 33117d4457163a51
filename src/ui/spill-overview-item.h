#pragma once

#include <glib-object.h>

#include "ui/spill-overview-facts.h"

G_BEGIN_DECLS

/* SpillOverviewItem: one row of the overview, a heading or a builder under it. Its model alone
 * changes it. Signal "changed": the row has to be drawn anew. */
#define SPILL_TYPE_OVERVIEW_ITEM (spill_overview_item_get_type ())
G_DECLARE_FINAL_TYPE (SpillOverviewItem, spill_overview_item, SPILL, OVERVIEW_ITEM, GObject)

SpillOverviewItem        *spill_overview_item_new_heading (const char        *key,
                                                           const char        *title);
SpillOverviewItem        *spill_overview_item_new         (SpillBuilder      *builder,
                                                           const char        *key);
gboolean                  spill_overview_item_is_heading  (SpillOverviewItem *self);
/* What a heading is remembered by; of a builder's row that of its tag, or "". */
const char               *spill_overview_item_get_key     (SpillOverviewItem *self);

/* Headings */
const char               *spill_overview_item_get_title   (SpillOverviewItem *self);
guint                     spill_overview_item_get_n       (SpillOverviewItem *self);
guint                     spill_overview_item_get_n_broken (SpillOverviewItem *self);
gboolean                  spill_overview_item_is_expanded (SpillOverviewItem *self);
void                      spill_overview_item_set_heading (SpillOverviewItem *self,
                                                           guint              n,
                                                           guint              n_broken,
                                                           gboolean           is_expanded);

/* Builders */
/* NULL: a heading */
SpillBuilder             *spill_overview_item_get_builder (SpillOverviewItem *self);
const SpillOverviewFacts *spill_overview_item_get_facts   (SpillOverviewItem *self);
void                      spill_overview_item_set_facts   (SpillOverviewItem        *self,
                                                           const SpillOverviewFacts *facts);

void                      spill_overview_item_changed     (SpillOverviewItem *self);
void                      spill_overview_item_changed_a_bit (SpillOverviewItem *self);
void                      spill_overview_item_catch_up    (SpillOverviewItem *self);

G_END_DECLS
