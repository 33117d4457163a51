#pragma once

#include "model/spill-change.h"
#include "sources/demo/spill-demo-cast.h"
#include "sources/demo/spill-demo-options.h"

G_BEGIN_DECLS

typedef struct
{
  guint               index;
  gint64              id;
  char               *name;
  const char         *description;   /* (nullable) */
  char              **tags;
  const char         *project;
  SpillDemoHabit      habit;
  SpillDemoRecipeId   recipe;
  double              seconds;       /* a typical build */
  double              period;        /* working seconds between builds before the anchor */
  double              offset;        /* working seconds from the newest build to the anchor */
  guint               n_past;        /* builds before the anchor, numbered from 1 */
  guint               bad_from;      /* number that the last bad run begins with; 0: none */
  guint               bad_to;        /* the first good one after it, after the anchor */
  int                 parent;        /* index of the builder that triggers it; -1: none */
  guint               workers[8];    /* indexes of those that may build it */
  guint               n_workers;
} SpillDemoBuilder;

typedef struct
{
  guint              index;
  gint64             id;
  char              *name;
  const char        *host;
  SpillDemoPlatform  platform;
  gboolean           is_offline;
  gboolean           is_paused;
} SpillDemoWorker;

/* SpillDemoWorld: all that never changes of a demo master. Everything in it and asked of it is a
 * function of the options and of the anchor, the moment when the demo began. */
typedef struct
{
  SpillDemoOptions  options;
  double            anchor;
  SpillDemoBuilder *builders;
  SpillDemoWorker  *workers;
  double            week[169];   /* working seconds from Monday 0:00 UTC to each hour */
} SpillDemoWorld;

/* What a draw is for, so that draws of the same things are independent. */
typedef enum
{
  SPILL_DEMO_DRAW_BUILDER,
  SPILL_DEMO_DRAW_RESULT,
  SPILL_DEMO_DRAW_DURATION,
  SPILL_DEMO_DRAW_STEP,
  SPILL_DEMO_DRAW_SLOT,
  SPILL_DEMO_DRAW_WORKER,
  SPILL_DEMO_DRAW_CHANGE,
  SPILL_DEMO_DRAW_TEXT,
  SPILL_DEMO_DRAW_LIVE,
} SpillDemoDraw;

SpillDemoWorld *spill_demo_world_new         (const SpillDemoOptions *options,
                                              double                  anchor);
void            spill_demo_world_free        (SpillDemoWorld         *self);
guint64         spill_demo_world_draw        (const SpillDemoWorld   *self,
                                              SpillDemoDraw           what,
                                              guint64                 a,
                                              guint64                 b);
/* 0 to 1, without 1 */
double          spill_demo_world_chance      (const SpillDemoWorld   *self,
                                              SpillDemoDraw           what,
                                              guint64                 a,
                                              guint64                 b);
/* When build @number of @builder began, if that is before the anchor. */
double          spill_demo_world_slot        (const SpillDemoWorld   *self,
                                              const SpillDemoBuilder *builder,
                                              guint                   number);
gint64          spill_demo_world_build_id    (const SpillDemoWorld   *self,
                                              const SpillDemoBuilder *builder,
                                              guint                   number);

/* Changes are numbered: 0 is the last one before the anchor, 1 the first after it. */
double          spill_demo_world_change_time (const SpillDemoWorld   *self,
                                              gint64                  index);
/* The last one before @when, which is before the anchor. */
gint64          spill_demo_world_change_at   (const SpillDemoWorld   *self,
                                              double                  when);
gint64          spill_demo_world_change_id   (const SpillDemoWorld   *self,
                                              gint64                  index);
const char     *spill_demo_world_change_project (const SpillDemoWorld *self,
                                              gint64                  index);
const char     *spill_demo_world_change_author (const SpillDemoWorld *self,
                                              gint64                  index);
char           *spill_demo_world_change_revision (const SpillDemoWorld *self,
                                              gint64                  index);
SpillChange    *spill_demo_world_make_change (const SpillDemoWorld   *self,
                                              gint64                  index);
const char     *spill_demo_project_repository (const char            *project);
const char     *spill_demo_project_branch    (const char             *project);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillDemoWorld, spill_demo_world_free)

G_END_DECLS
