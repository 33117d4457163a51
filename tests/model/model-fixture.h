#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-log.h"
#include "model/spill-master.h"
#include "model/spill-source.h"
#include "model/spill-status.h"
#include "model/spill-step.h"

G_BEGIN_DECLS

#define BUILDER_ID 3

/* A status with one master with one builder, a source that records what it is asked, and all
 * events as one line of text. */
typedef struct
{
  SpillStatus  *status;
  SpillMaster  *master;
  SpillBuilder *builder;   /* borrowed */
  SpillSource  *source;
  GString      *events;    /* "build-started:8 …" */
  GString      *asked;     /* "hold build:8 steps; …" */
} Fixture;

void        fixture_init  (Fixture     *self);
/* Also checks that nothing of it is left. */
void        fixture_clear (Fixture     *self);

void        count         (guint       *n);
SpillBuild *add_running   (Fixture     *self,
                           guint        number);
SpillBuild *add_finished  (Fixture     *self,
                           guint        number,
                           SpillResult  result);
void        finish_build  (Fixture     *self,
                           guint        number,
                           SpillResult  result);
SpillBuild *build_of      (Fixture     *self,
                           guint        number);
/* Running if it has not ended. */
void        set_step      (SpillStep   *step,
                           double       started,
                           double       finished);
/* Iterates the main context until @flag, 5 s at most. */
void        wait_for      (gboolean    *flag);

G_END_DECLS
