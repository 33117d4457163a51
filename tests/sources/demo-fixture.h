#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-command.h"
#include "model/spill-master.h"
#include "model/spill-source.h"
#include "model/spill-status.h"
#include "util/spill-clock.h"

/* A Wednesday, 14:00 UTC */
#define NOW 1700661600.0

/* A demo master with its source, started; by a manual clock where none is given. */
typedef struct
{
  SpillClock  *clock;
  SpillStatus *status;
  SpillMaster *master;
  SpillSource *source;
} Demo;

void          demo_init       (Demo         *demo,
                               const char   *url,
                               SpillClock   *clock);
/* Checks that nothing is left of it. */
void          demo_clear      (Demo         *demo);
void          demo_advance    (Demo         *demo,
                               double        seconds,
                               double        step);
SpillBuilder *demo_builder    (Demo         *demo,
                               const char   *name);
SpillBuild   *demo_last_build (SpillBuilder *builder);
/* (transfer full): a command that runs */
SpillCommand *demo_force      (Demo         *demo,
                               const char   *builder);
