#pragma once

#include "ui/spill-overview-folds.h"
#include "ui/spill-overview-model.h"
#include "ui/spill-quick-filter.h"

G_BEGIN_DECLS

/* What the files of the overview's model share. */
struct _SpillOverviewModel
{
  GObject              parent_instance;

  SpillStatus         *status;
  SpillMaster         *master;         /* NULL: all */
  GPtrArray           *watched;        /* of SpillMaster */
  SpillOverviewSort    sort;
  SpillOverviewGroup   group;
  char                *filter_text;
  SpillQuickFilter    *filter;

  GHashTable          *entries;        /* SpillBuilder -> SpillOverviewEntry */
  GPtrArray           *dirty;          /* of SpillOverviewEntry, unowned */
  GPtrArray           *rows;           /* of SpillOverviewItem */
  GHashTable          *headings;       /* key -> SpillOverviewItem */
  SpillOverviewFolds  *folds;
  SpillOverviewCounts  counts;
  guint                n_matches;
  gboolean             members_changed;
  gboolean             rows_changed;
  gboolean             has_more;       /* something changed since the round was due first */
  guint                round_id;
  guint                limit_id;
};

static inline gboolean
has_filter (SpillOverviewModel *self)
{
  return !spill_quick_filter_is_empty (self->filter);
}

/* To be called when something has changed: a round comes soon. */
void spill_overview_model_schedule        (SpillOverviewModel *self);
/* The entry is to be read in the next round. */
void spill_overview_model_mark_entry      (SpillOverviewEntry *entry);

/* spill-overview-model-rows.c: makes the rows anew of the entries. */
void spill_overview_model_make_rows       (SpillOverviewModel *self);

/* spill-overview-model-members.c: which masters are watched, and an entry for each of their builders. */
void spill_overview_model_watch_masters   (SpillOverviewModel *self);
void spill_overview_model_unwatch         (SpillOverviewModel *self);
void spill_overview_model_collect_members (SpillOverviewModel *self);

G_END_DECLS
