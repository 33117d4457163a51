#pragma once

#include "model/spill-holds-private.h"
#include "model/spill-status.h"
#include "model/spill-step.h"
#include "model/spill-words-private.h"

G_BEGIN_DECLS

typedef enum
{
  SPILL_STEP_PROP_0,
  SPILL_STEP_PROP_BUILD,
  SPILL_STEP_PROP_NUMBER,
  SPILL_STEP_PROP_NAME,
  SPILL_STEP_PROP_ID,
  SPILL_STEP_PROP_RESULT,
  SPILL_STEP_PROP_TEXT,
  SPILL_STEP_PROP_STARTED,
  SPILL_STEP_PROP_FINISHED,
  SPILL_STEP_PROP_IS_HIDDEN,
  SPILL_STEP_PROP_ETA,
  SPILL_STEP_PROP_PARTS,
  SPILL_STEP_N_PROPS
} SpillStepProp;

struct _SpillStep
{
  GObject      parent_instance;

  SpillBuild  *build;        /* borrowed: the build owns us */
  gint64       id;
  guint        number;
  SpillResult  result;
  char        *name;
  SpillWords  *words;          /* (nullable) shared */
  SpillWords  *text2;          /* (nullable) shared */
  char        *statistics;
  double       started;
  double       finished;
  double       locks_acquired;
  double       master_eta;
  GPtrArray   *urls;           /* (nullable) of SpillUrl */
  GPtrArray   *expectations;   /* (nullable) of SpillExpectation */
  SpillList   *logs;           /* (nullable) */
  SpillHolds  *holds;          /* (nullable) */
  guint        pins;
  guint        depth;
  guint        is_finished : 1;
  guint        is_hidden : 1;
  guint        is_quiet : 1;     /* loaded with others, no bracket has ended: no news yet */
  guint        knows_logs : 1;   /* all logs were here: one more is news */
  guint        has_changed : 1;  /* these: in this bracket */
  guint        has_begun : 1;
  guint        has_ended : 1;
  guint        has_new_text : 1;
  guint        knows_text2 : 1;
};

SpillStep *spill_step_new         (SpillBuild *build,
                                   guint       number,
                                   const char *name,
                                   gboolean    is_news);
/* Inside a bracket: the property has another value. */
void       spill_step_touch       (SpillStep      *self,
                                   SpillStepProp   property);
/* Tells its master's status, if it still has one. */
void       spill_step_emit        (SpillStep      *self,
                                   SpillEventKind  kind);
/* Its build is gone. */
void       spill_step_detach      (SpillStep  *self);
/* All steps were seen: from now on what it does is news. */
void       spill_step_meet        (SpillStep  *self);
void       spill_step_pin         (SpillStep  *self);
void       spill_step_unpin       (SpillStep  *self);
gboolean   spill_step_knows_logs  (SpillStep  *self);

G_END_DECLS
