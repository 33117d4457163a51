#pragma once

#include "model/spill-builder.h"
#include "ui/spill-overview-facts.h"

G_BEGIN_DECLS

/* The words of a quick filter: what is shown must have them all, in any order and any case. */
typedef struct _SpillQuickFilter SpillQuickFilter;

SpillQuickFilter *spill_quick_filter_new      (const char               *text);   /* (nullable) */
void              spill_quick_filter_free     (SpillQuickFilter         *self);
gboolean          spill_quick_filter_is_empty (const SpillQuickFilter   *self);
/* @haystack: from spill_quick_filter_haystack(), or any other folded text. */
gboolean          spill_quick_filter_matches  (const SpillQuickFilter   *self,
                                               const char               *haystack);
/* Everything that a builder can be found by, folded: name, tags, master, workers, people, states. */
char             *spill_quick_filter_haystack (SpillBuilder             *builder,
                                               const SpillOverviewFacts *facts);
/* Only its name and tags, for pictures that show no more. (transfer full) */
char             *spill_quick_filter_haystack_of_names (const char         *name,
                                                        const char * const *tags);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillQuickFilter, spill_quick_filter_free)

G_END_DECLS
