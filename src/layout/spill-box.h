#pragma once

#include "model/spill-types.h"

G_BEGIN_DECLS

typedef enum
{
  SPILL_BOX_STEP,     /* a step that has started */
  SPILL_BOX_BODY,     /* the whole of a build whose steps are not here */
  SPILL_BOX_BUILD,    /* the start of a build */
  SPILL_BOX_EVENT,    /* a worker came or went */
  SPILL_BOX_CHANGE,
  SPILL_BOX_GAP,      /* nothing, for longer than SPILL_LANE_GAP */
} SpillBoxKind;

typedef struct
{
  const char *name;
  const char *url;    /* (nullable) hostile, a step's link; NULL: a log of the step */
} SpillBoxLink;

/* SpillBox: what a picture shows of one thing that happened to a builder. Never changes, is counted
 * atomically, and needs nothing of the model: it may be kept and read in any thread. Text is valid
 * UTF-8, hostile: escape it. */
typedef struct
{
  SpillBoxKind         kind;
  double               start;        /* epoch seconds */
  double               end;          /* 0: not over */
  SpillResult          result;       /* NONE: running, or has none */
  guint                build;        /* number; STEP, BODY and BUILD */
  guint                step;         /* number; STEP */
  gint64               id;           /* change's number; CHANGE */
  gboolean             is_hidden;    /* STEP: fills time, is not shown */
  const char          *name;         /* step's name, change's author; never NULL */
  const char          *tip;          /* (nullable) build's reason, change's comments */
  const char * const  *words;        /* a line each; never NULL */
  const SpillBoxLink  *links;
  guint                n_links;
} SpillBox;

SpillBox   *spill_box_new_step    (SpillStep         *step);
SpillBox   *spill_box_new_body    (SpillBuild        *build);
SpillBox   *spill_box_new_build   (SpillBuild        *build);
SpillBox   *spill_box_new_change  (SpillChange       *change);   /* end: start */
SpillBox   *spill_box_new_event   (double             when,
                                   const char * const *words);
SpillBox   *spill_box_new_gap     (double             start,
                                   double             end);
SpillBox   *spill_box_ref         (SpillBox          *self);
void        spill_box_unref       (SpillBox          *self);
gboolean    spill_box_equal       (const SpillBox    *a,
                                   const SpillBox    *b);
/* "success" … of what has a result, "running", "start", "event", "change", "gap": for styles and
 * tests, never translated. */
const char *spill_box_get_class   (const SpillBox    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillBox, spill_box_unref)

G_END_DECLS
