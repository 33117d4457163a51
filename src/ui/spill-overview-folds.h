#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Which headings are open: by themselves, because the user wished so, or while there is a filter. */
typedef struct _SpillOverviewFolds SpillOverviewFolds;

SpillOverviewFolds *spill_overview_folds_new     (void);
void                spill_overview_folds_free    (SpillOverviewFolds *self);
gboolean            spill_overview_folds_is_open (SpillOverviewFolds *self,
                                                  const char         *key,
                                                  gboolean            has_filter);
/* Returns whether it is something to remember. */
gboolean            spill_overview_folds_toggle  (SpillOverviewFolds *self,
                                                  const char         *key,
                                                  gboolean            has_filter);
/* There is nothing but this one: open it, and let it stay so when others come. */
void                spill_overview_folds_open_alone   (SpillOverviewFolds *self,
                                                       const char         *key);
void                spill_overview_folds_forget_alone (SpillOverviewFolds *self);
/* Another filter: all are open again. */
void                spill_overview_folds_forget_filter (SpillOverviewFolds *self);
/* The user's wishes, "+KEY" or "-KEY". */
GStrv               spill_overview_folds_dup     (SpillOverviewFolds *self);
void                spill_overview_folds_set     (SpillOverviewFolds *self,
                                                  const char * const *folds);

G_END_DECLS
