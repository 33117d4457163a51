#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-command.h"
#include "model/spill-master.h"
#include "model/spill-request.h"
#include "model/spill-worker.h"
#include "sources/demo/spill-demo-agenda.h"
#include "sources/demo/spill-demo-run.h"

G_BEGIN_DECLS

typedef struct
{
  gint64                  id;
  const SpillDemoBuilder *builder;
  double                  submitted;
  char                   *reason;
  char                   *scheduler;
  char                   *owner;        /* (nullable) */
  char                   *branch;       /* (nullable) asked for */
  char                   *revision;     /* (nullable) asked for */
  GVariant               *values;       /* (nullable) forced */
  SpillDemoLink           parent;       /* builder NULL: none */
  int                     worker;       /* index that was asked for; -1: any */
} SpillDemoRequest;

typedef struct
{
  SpillDemoRun *run;          /* (unowned) (nullable) that it is busy with */
  gboolean      is_connected;
  gboolean      is_paused;
  gboolean      is_graceful;
} SpillDemoMachine;

void spill_demo_request_free (SpillDemoRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillDemoRequest, spill_demo_request_free)

/* SpillDemoLive: what happens at the demo's master from its anchor on: changes come, requests wait
 * for workers, builds run. The only one that writes moving parts of the model. */
typedef struct
{
  SpillDemoWorld    *world;
  SpillMaster       *master;         /* (unowned) outlives it */
  SpillDemoAgenda   *agenda;
  GHashTable        *runs;           /* build id -> SpillDemoRun: all that began since the anchor */
  SpillDemoRun     **running;        /* (element unowned) (nullable) by builder */
  guint             *next_number;    /* by builder */
  gint64            *built_change;   /* by builder: the last change that was built */
  SpillDemoMachine  *machines;       /* by worker */
  GPtrArray         *active;         /* (element unowned) running ones, oldest first */
  GHashTable        *changes;        /* number -> SpillChange that users added */
  GQueue             requests;       /* of SpillDemoRequest: waiting ones, oldest first */
  gint64             next_request;
  gint64             last_change;
  guint64            turn;           /* counts draws */
  guint              n_tried;        /* builders that could have run at the beginning */
  gboolean           is_closing;     /* starts no more builds */
} SpillDemoLive;

SpillDemoLive    *spill_demo_live_new          (SpillMaster             *master,
                                                const SpillDemoOptions  *options,
                                                SpillClock              *clock);
void              spill_demo_live_free         (SpillDemoLive           *self);
/* Some of the first running builds; FALSE when all are there. Then everything follows by itself. */
gboolean          spill_demo_live_begin        (SpillDemoLive           *self);
/* (transfer none) (nullable): only builds that began since the anchor */
SpillDemoRun     *spill_demo_live_find_run     (SpillDemoLive           *self,
                                                const SpillDemoBuilder  *builder,
                                                guint                    number);
/* Whether the master still has it. */
gboolean          spill_demo_live_has_build    (SpillDemoLive           *self,
                                                const SpillDemoBuilder  *builder,
                                                guint                    number);
SpillBuilder     *spill_demo_live_get_builder  (SpillDemoLive           *self,
                                                const SpillDemoBuilder  *builder);
SpillBuild       *spill_demo_live_get_build    (SpillDemoLive           *self,
                                                const SpillDemoRun      *run);
SpillChange      *spill_demo_live_dup_change   (SpillDemoLive           *self,
                                                gint64                   index);
SpillDemoRequest *spill_demo_live_submit       (SpillDemoLive           *self,
                                                const SpillDemoBuilder  *builder,
                                                const char              *scheduler,
                                                const char              *reason);
int               spill_demo_live_find_machine (SpillDemoLive           *self,
                                                const SpillDemoRequest  *request);
void              spill_demo_live_start        (SpillDemoLive           *self,
                                                SpillDemoRequest        *request,
                                                guint                    worker,
                                                double                   when);
/* Starts what can be started, some now and some in the next slice. */
void              spill_demo_live_kick         (SpillDemoLive           *self);
gboolean          spill_demo_live_cancel       (SpillDemoLive           *self,
                                                gint64                   request_id);
void              spill_demo_live_stop         (SpillDemoLive           *self,
                                                SpillDemoRun            *run,
                                                SpillResult              result);
void              spill_demo_live_add_change   (SpillDemoLive           *self,
                                                SpillChange             *change);
/* Tells the model what a worker's machine is like now. */
void              spill_demo_live_tell_machine (SpillDemoLive           *self,
                                                guint                    worker,
                                                const char              *pause_reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillDemoLive, spill_demo_live_free)

G_END_DECLS
