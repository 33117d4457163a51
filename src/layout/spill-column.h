#pragma once

#include "layout/spill-box.h"

G_BEGIN_DECLS

/* One source stamp of a build, as the grid and the filters need it. */
typedef struct
{
  const char *branch;       /* (nullable) */
  const char *revision;     /* (nullable) as built: got_revision if the master told it */
  const char *project;      /* these: "" if not known */
  const char *repository;
  const char *codebase;
  guint       patch_hash;   /* 0: no patch */
} SpillColumnStamp;

/* A change that a build contains. */
typedef struct
{
  gint64      id;           /* 0: not known */
  const char *revision;     /* (nullable) */
  const char *author;       /* "" if not known */
} SpillColumnChange;

/* SpillColumnBuild: one build with its boxes, newest first, its start last: of all steps that have
 * started, hidden ones too. A value like SpillBox. */
typedef struct
{
  guint                    number;
  double                   started;
  double                   finished;      /* 0: running */
  SpillResult              result;
  gboolean                 has_steps;     /* FALSE: they are not known; one BODY box instead */
  gboolean                 has_failing_step;
  guint                    n_failed_tests;
  const char              *branch;        /* (nullable) of the build itself */
  const char              *key;           /* (nullable) what was built: equal for the same stamps */
  gboolean                 has_changes;   /* FALSE: it is not known which changes it contains */
  const char * const      *words;
  const char              *detail;        /* (nullable) text of the step it failed at */
  const char * const      *people;
  SpillBox               **boxes;
  guint                    n_boxes;
  const SpillColumnStamp  *stamps;        /* without held ones: one of branch and revision, if known */
  guint                    n_stamps;
  const SpillColumnChange *changes;
  guint                    n_changes;
} SpillColumnBuild;

typedef enum
{
  SPILL_ACTIVITY_IDLE,
  SPILL_ACTIVITY_BUILDING,
  SPILL_ACTIVITY_WAITING,     /* idle, and a scheduler has announced a build */
  SPILL_ACTIVITY_OFFLINE,
} SpillActivity;

/* SpillColumn: one builder with all that is known of it, for each of the pictures. A value. */
typedef struct
{
  gint64              id;
  const char         *name;
  const char * const *tags;         /* and its category, if there is one besides */
  SpillActivity       activity;
  guint               n_pending;
  double              next_start;   /* 0: not known */
  const double       *etas;         /* epoch seconds when each running build ends; 0: not known */
  guint               n_running;
  SpillColumnBuild  **builds;       /* newest first */
  guint               n_builds;
  SpillBox          **events;       /* newest first */
  guint               n_events;
} SpillColumn;

SpillColumnBuild *spill_column_build_new   (SpillBuild          *build);
SpillColumnBuild *spill_column_build_ref   (SpillColumnBuild    *self);
void              spill_column_build_unref (SpillColumnBuild    *self);
/* @branches: (nullable) any of them; "trunk" is also what has none. TRUE for no branches. */
gboolean          spill_column_build_has_branch (const SpillColumnBuild *self,
                                            const char * const  *branches);

/* Nothing to say but that it went well: 0.8's grid calls it "OK". */
gboolean          spill_column_build_is_plain (const SpillColumnBuild *self);

/* Builds as made by spill_column_build_new (), newest first; takes references. */
SpillColumn      *spill_column_new         (SpillBuilder        *builder,
                                            SpillColumnBuild   **builds,
                                            guint                n_builds,
                                            double               now);
SpillColumn      *spill_column_ref         (SpillColumn         *self);
void              spill_column_unref       (SpillColumn         *self);
gboolean          spill_column_equal       (const SpillColumn   *a,
                                            const SpillColumn   *b);
/* The newest finished build of any of @branches. (transfer none) (nullable) */
const SpillColumnBuild *spill_column_get_last (const SpillColumn   *self,
                                            const char * const  *branches);
/* Offline, or the last finished build is not good, or a running one has a failing step. */
gboolean          spill_column_is_failing  (const SpillColumn   *self);
gboolean          spill_column_has_tag     (const SpillColumn   *self,
                                            const char * const  *tags);   /* any of them; TRUE for none */
const char       *spill_activity_to_nick   (SpillActivity        activity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillColumnBuild, spill_column_build_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillColumn, spill_column_unref)

G_END_DECLS
