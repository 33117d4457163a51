#pragma once

#include "model/spill-build.h"
#include "model/spill-holds-private.h"
#include "model/spill-words-private.h"

G_BEGIN_DECLS

/* What only a build's page shows. */
typedef struct
{
  SpillList      *steps;          /* (nullable) */
  SpillStep      *current;        /* (nullable) borrowed from steps */
  gint64          newest_step;    /* highest number, -1: none */
  char           *reason;
  char           *scheduler;
  char          **people;
  char          **logs;
  GListStore     *changes;        /* (nullable) */
  GListStore     *stamps;         /* (nullable) */
  GPtrArray      *properties;     /* (nullable) of SpillProperty by name */
  SpillBuildLink *parent;
  GPtrArray      *children;       /* (nullable) of SpillBuildLink */
  double          locks_duration;
  double          master_eta;
  SpillHolds     *holds;
  guint           pins;           /* held parts of it, its steps and their logs */
} SpillBuildDetails;

/* 112 bytes: there are tens of thousands. */
struct _SpillBuild
{
  GObject            parent_instance;

  SpillBuilder      *builder;       /* borrowed: the builder owns us; owned if owns_builder */
  gint64             id;
  gint64             request_id;
  double             started;
  double             finished;
  SpillWords        *words;         /* (nullable) shared */
  char              *worker_name;   /* these: GRefStrings */
  char              *revision;
  char              *branch;
  SpillBuildDetails *details;       /* (nullable) */
  guint              number;
  gint8              result;        /* SpillResult */
  guint8             depth;         /* of begin and end */
  guint16            is_finished : 1;
  guint16            is_fresh : 1;      /* added, and no bracket has ended since */
  guint16            is_news : 1;       /* was above all numbers known when added */
  guint16            has_changed : 1;   /* in this bracket */
  guint16            has_ended : 1;     /* in this bracket */
  guint16            retells : 1;       /* in this bracket: what the builder derives from it */
  guint16            knows_steps : 1;   /* all steps were here: one more is news */
  guint16            owns_builder : 1;  /* off the builder's list */
};

static inline SpillBuild *
spill_build_from_id_field (gpointer field)
{
  return (SpillBuild *) ((char *) field - G_STRUCT_OFFSET (SpillBuild, id));
}

SpillBuild        *spill_build_new          (SpillBuilder *builder,
                                             gint64        id,
                                             guint         number);
SpillBuildDetails *spill_build_get_details  (SpillBuild   *self);   /* creates */
void               spill_build_details_free (SpillBuildDetails *details);
void               spill_build_link_free    (gpointer      link);
void               spill_build_touch        (SpillBuild   *self,
                                             const char   *property);   /* (nullable) inside a bracket */
/* Emits what the add of the build is news of, if nothing else has yet. */
void               spill_build_introduce    (SpillBuild   *self);
void               spill_build_orphan       (SpillBuild   *self);
/* Keeps the build, and its builder, alive while a part of it or below is held. */
void               spill_build_pin          (SpillBuild   *self);
void               spill_build_unpin        (SpillBuild   *self);
gboolean           spill_build_is_pinned    (SpillBuild   *self);
/* A step has changed: so has the build. */
void               spill_build_step_changed (SpillBuild   *self,
                                             gboolean      eta_too);
void               spill_build_eta_changed  (SpillBuild   *self);

G_END_DECLS
