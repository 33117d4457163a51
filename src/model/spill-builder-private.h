#pragma once

#include "model/spill-builder.h"
#include "model/spill-holds-private.h"

G_BEGIN_DECLS

/* What trimming took out of the middle of the running bad streak: it still counts. */
typedef struct
{
  gint64     low, high;   /* numbers between these are missing because we forgot them */
  GArray    *numbers;     /* of guint, ascending: the telling ones of the streak */
  GPtrArray *people;      /* who they were, by their first build */
} SpillForgotten;

struct _SpillBuilder
{
  GObject             parent_instance;

  SpillMaster        *master;          /* weak pointer */
  gint64              id;
  char               *name;
  char               *description;
  char              **tags;
  char               *category;
  char               *basedir;
  char               *project;
  char              **schedulers;

  SpillBuilderState   state;
  SpillBuilderState   told_state;
  guint               n_pending;
  gint64              told_pending;    /* -1: count the waiting requests */
  SpillPartState      older_state;
  gint64              older_failed_at;   /* monotonic microseconds; only while older_state is FAILED */
  GPtrArray          *events;          /* (nullable) of SpillBuilderEvent */
  double              next_start;
  gint64              newest;          /* highest number ever known, -1: none */
  guint               is_known : 1;      /* as told by the source */
  guint               shows_known : 1;   /* as told, or as builds in memory tell */
  guint               has_baseline : 1;  /* a finished build above "newest" is news */
  guint               is_detached : 1;   /* off the master's list */
  guint               streak_is_valid : 1;
  guint               median_is_valid : 1;
  guint               has_forgotten : 1;   /* builds, since the master was asked for older ones */

  SpillList          *builds;
  SpillList          *running;
  SpillList          *workers;
  SpillList          *requests;
  SpillBuild         *last_build;      /* (nullable) */
  SpillResult         last_result;
  SpillStreak         streak;          /* cached */
  SpillForgotten     *forgotten;       /* (nullable) */
  GHashTable         *gaps;            /* (nullable): number to the next lower one that the master has */

  SpillHolds         *holds;           /* (nullable) */
  GListStore         *force;           /* (nullable) */
  GHashTable         *expected;        /* (nullable) step's name to double */
  double              expected_build;  /* as told by the source; <= 0: not told */
  double              median;          /* cached: of known good builds */
};

/* "last-build", "last-result", "known", "state", "n-pending": computes and notifies. TRUE if the
 * state is new; its event is then to be told. */
gboolean spill_builder_derive    (SpillBuilder *self);
void spill_builder_tell_state    (SpillBuilder *self);
void spill_builder_emit_changed  (SpillBuilder *self);
/* Both. */
void spill_builder_update        (SpillBuilder *self);
void spill_builder_notify        (SpillBuilder *self,
                                  const char   *property);
void spill_builder_synced        (SpillBuilder *self);
/* It has left its master: forgets what points back to it. */
void spill_builder_detach        (SpillBuilder *self);
void spill_builder_request_waits (SpillBuilder *self,
                                  SpillRequest *request,
                                  gboolean      waits);
void spill_builder_build_runs    (SpillBuilder *self,
                                  SpillBuild   *build);
void spill_builder_build_ends    (SpillBuilder *self,
                                  SpillBuild   *build);
void spill_builder_drop_builds   (SpillBuilder *self);

/* Streaks */
void     spill_forgotten_free          (SpillForgotten *self);
/* Before a trim, the numbers that must stay: the newest that tells; of a bad streak its first and
 * the good one before it; -1 where there is none. */
void     spill_builder_streak_keeps    (SpillBuilder   *self,
                                        gint64          keeps[3]);
/* A finished build is about to be forgotten. */
void     spill_builder_streak_forgets  (SpillBuilder   *self,
                                        const gint64    keeps[3],
                                        SpillBuild     *build);
/* A build has come back. */
void     spill_builder_streak_recalls  (SpillBuilder   *self,
                                        guint           number);

G_END_DECLS
