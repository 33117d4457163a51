#pragma once

#include "model/spill-types.h"
#include "sources/demo/spill-demo-world.h"

G_BEGIN_DECLS

#define SPILL_DEMO_COMMIT_REASON \
  "The SingleBranchScheduler scheduler named 'commits' triggered this build"
#define SPILL_DEMO_NIGHTLY_REASON "The Nightly scheduler named 'nightly' triggered this build"
#define SPILL_DEMO_PARTS_REASON "The Triggerable scheduler named 'parts' triggered this build"

typedef struct
{
  const SpillDemoStepCast *cast;
  double                   start;     /* seconds after the build's start */
  double                   end;
  double                   waited;    /* of it, for a lock */
  SpillResult              result;
  guint                    n_lines;   /* of its stdio */
} SpillDemoStep;

typedef struct
{
  SpillDemoBuilder *builder;
  guint             number;
  gint64            id;
  gint64            request_id;
} SpillDemoLink;

/* SpillDemoRun: one build, past or living, with all that can be asked about it. */
typedef struct
{
  const SpillDemoWorld   *world;
  const SpillDemoBuilder *builder;
  guint                   number;
  gint64                  id;
  gint64                  request_id;
  double                  started;
  guint                   worker;          /* index */
  gint64                  change_first;    /* without changes: after change_last */
  gint64                  change_last;
  char                   *reason;
  char                   *scheduler;
  char                   *owner;           /* (nullable) */
  char                   *revision;
  char                   *branch;
  GVariant               *values;          /* (nullable) forced */
  SpillDemoLink           parent;          /* builder NULL: none */
  GArray                 *children;        /* of SpillDemoLink */
  guint                   n_steps;
  SpillDemoStep           steps[SPILL_DEMO_MAX_STEPS];
  double                  duration;
  SpillResult             result;
  gboolean                is_followed;     /* its steps are held */
  gboolean                is_finished;
  guint                   n_begun;         /* steps that have begun */
  guint                   n_ended;
  GSequenceIter          *next;            /* (unowned) on the agenda, while running */
} SpillDemoRun;

/* A build before the anchor. */
SpillDemoRun *spill_demo_run_new_past  (const SpillDemoWorld   *world,
                                        const SpillDemoBuilder *builder,
                                        guint                   number);
/* One that begins; the caller tells the rest of its fields. */
SpillDemoRun *spill_demo_run_new       (const SpillDemoWorld   *world,
                                        const SpillDemoBuilder *builder,
                                        guint                   number,
                                        double                  started);
void          spill_demo_run_free      (SpillDemoRun           *self);
/* Ends it early, @after seconds from its start. */
void          spill_demo_run_cut       (SpillDemoRun           *self,
                                        double                  after,
                                        SpillResult             result);
double        spill_demo_run_get_finished (const SpillDemoRun  *self);
/* What it says in one line when finished. */
char         *spill_demo_run_dup_text  (const SpillDemoRun     *self);
char         *spill_demo_step_dup_text (const SpillDemoStep    *step,
                                        double                  share);
/* Result and times only: what thousands of history builds need, without anything allocated. */
void          spill_demo_run_init_past (SpillDemoRun           *self,
                                        const SpillDemoWorld   *world,
                                        const SpillDemoBuilder *builder,
                                        guint                   number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillDemoRun, spill_demo_run_free)

G_END_DECLS
