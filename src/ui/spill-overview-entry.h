#pragma once

#include "ui/spill-overview-item.h"
#include "ui/spill-quick-filter.h"

G_BEGIN_DECLS

/* A builder in view, whether it has rows or not: what its model knows of it. */
typedef struct
{
  SpillBuilder       *builder;
  gpointer            owner;      /* unowned: the model */
  SpillOverviewFacts  facts;
  char               *sort_key;   /* of its name */
  char               *haystack;   /* NULL: to be made when there is a filter */
  char              **tags;
  GPtrArray          *items;      /* of SpillOverviewItem, one; under tags one for each */
  gboolean            is_dirty;
  gboolean            matches;
  gboolean            is_here;    /* for looking for the ones that have gone */
} SpillOverviewEntry;

/* What reading an entry anew has shown. */
typedef struct
{
  SpillOverviewFacts old;
  gboolean           tags_changed;
} SpillOverviewChange;

/* @on_changed (entry): the builder has changed. */
SpillOverviewEntry *spill_overview_entry_new      (SpillBuilder        *builder,
                                                   gpointer             owner,
                                                   GCallback            on_changed);
void                spill_overview_entry_free     (SpillOverviewEntry  *self);
void                spill_overview_entry_read     (SpillOverviewEntry  *self,
                                                   SpillOverviewChange *change);
/* Returns whether it passes @filter now and did not before, or the other way round. */
gboolean            spill_overview_entry_match    (SpillOverviewEntry     *self,
                                                   const SpillQuickFilter *filter);
/* Its row under the tag of @key, or "" for its only row; made once, so that it stays the same row.
 * (transfer none) */
SpillOverviewItem  *spill_overview_entry_get_item (SpillOverviewEntry  *self,
                                                   const char          *key);

G_END_DECLS
