#pragma once

#include "model/spill-log.h"
#include "model/spill-step.h"
#include "sources/demo/spill-demo-live.h"

G_BEGIN_DECLS

/* From runs to the model's parts. All of it is told in full each time: setters of the same value
 * change nothing. */

gint64 spill_demo_fill_step_id    (const SpillDemoRun *run,
                                   guint               step);
/* The run of @build. One of the past is @past as well, to be freed; else @past is NULL. */
SpillDemoRun *spill_demo_fill_get_run (SpillDemoLive *live,
                                   SpillBuild         *build,
                                   SpillDemoRun      **past);
/* Steps that have begun, with the lines of their logs at @now. */
void   spill_demo_fill_steps      (const SpillDemoRun *run,
                                   SpillBuild         *build,
                                   double              now);
void   spill_demo_fill_step       (const SpillDemoRun *run,
                                   SpillBuild         *build,
                                   guint               step,
                                   double              now);
void   spill_demo_fill_properties (const SpillDemoRun *run,
                                   SpillBuild         *build);
void   spill_demo_fill_changes    (SpillDemoLive      *live,
                                   const SpillDemoRun *run,
                                   SpillBuild         *build);
void   spill_demo_fill_people     (SpillDemoLive      *live,
                                   const SpillDemoRun *run,
                                   SpillBuild         *build);
/* Writes lines [first, first + n) as far as they exist. */
void   spill_demo_fill_lines      (const SpillDemoRun *run,
                                   SpillLog           *log,
                                   guint64             first,
                                   guint               n);
/* A finished build of the past with what a list shows. */
void   spill_demo_fill_build      (SpillDemoLive      *live,
                                   const SpillDemoBuilder *builder,
                                   guint               number);

G_END_DECLS
