#pragma once

#include "layout/spill-change-facts.h"
#include "layout/spill-column.h"

G_BEGIN_DECLS

/* The arguments of a waterfall. All 0: what 0.8 shows for no arguments, with events. Lists are
 * (nullable), an empty one is none; strings are borrowed. */
typedef struct
{
  const char * const *builders;         /* "builder", "show" */
  const char * const *tags;             /* "tag", else "category": builders that have any of them */
  const char * const *categories;       /* "category": of changes */
  const char * const *branches;
  const char * const *committers;
  const char * const *projects;
  gboolean            failures_only;
  gboolean            hide_events;      /* show_events=false */
  double              last_time;        /* newest moment, epoch seconds; 0: now */
  double              first_time;       /* oldest moment; 0: as far as is known */
  double              show_time;        /* seconds back from last_time; > 0 outdoes first_time */
  guint               num_events;       /* rows of time; 0: 200 */
  gboolean            no_bubble;
} SpillWaterfallQuery;

#define SPILL_WATERFALL_NUM_EVENTS 200

/* What the times come to. Without any, a branch or committer limits to a day. 0: no limit. */
double   spill_waterfall_query_get_newest  (const SpillWaterfallQuery *self,
                                            double                     now);
double   spill_waterfall_query_get_oldest  (const SpillWaterfallQuery *self,
                                            double                     now);
gboolean spill_waterfall_query_has_column  (const SpillWaterfallQuery *self,
                                            const SpillColumn         *column);
gboolean spill_waterfall_query_has_build   (const SpillWaterfallQuery *self,
                                            const SpillColumnBuild    *build);
gboolean spill_waterfall_query_has_change  (const SpillWaterfallQuery *self,
                                            const SpillChangeFacts    *change);

/* Whether @name is in @list; TRUE if there is no list. For branches: "trunk" is also NULL and "". */
gboolean spill_query_matches               (const char * const        *list,
                                            const char                *name);
gboolean spill_query_matches_branch        (const char * const        *branches,
                                            const char                *branch);

G_END_DECLS
