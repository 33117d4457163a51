#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-log.h"
#include "model/spill-step.h"
#include "net/spill-broker-login.h"
#include "sources/eight/spill-eight-pb-source.h"
#include "sources/eight/spill-eight-pb-told.h"
#include "sources/eight/spill-eight-told.h"
#include "sources/spill-pace.h"

G_BEGIN_DECLS

typedef enum
{
  SPILL_EIGHT_PB_OFF,
  SPILL_EIGHT_PB_CONNECTING,
  SPILL_EIGHT_PB_READY,
  SPILL_EIGHT_PB_WAITING,   /* to connect again, or for the user */
} SpillEightPbPhase;

/* What a master of 0.8 tells. Its mode "builders", without any build, is of no use to any view. */
typedef enum
{
  SPILL_EIGHT_PB_BUILDS,
  SPILL_EIGHT_PB_STEPS,
  SPILL_EIGHT_PB_LOGS,
  SPILL_EIGHT_PB_FULL,
} SpillEightPbMode;

/* A builder as this source sees it. Its events wait while the master is asked what one means. */
typedef struct
{
  SpillEightPbSource *source;    /* not owned */
  SpillBuilder       *builder;
  GQueue              events;    /* of Event */
  gboolean            is_asking;
  gboolean            is_seen;   /* told of on this connection */
  gint64              next_older; /* the next build to ask for when older ones are wanted; -1: none */
  guint               n_older;   /* how many are still wanted */
} SpillEightPbBuilder;

/* How far the text of a held log has come. */
typedef struct
{
  GString  *rest;          /* the beginning of a line, with its channel */
  guint64   next;          /* its number */
  guint64   first;         /* lines are kept from this one on: those before were while it is held */
  guint64   end;           /* and before this one */
  GArray   *wanted;        /* (nullable) of Range: lines of before that are to come once more */
  gconstpointer asked;     /* the need that brings the text; not owned; NULL: none */
  gboolean  is_begun;      /* there was an answer */
  gboolean  is_streamed;   /* the master sends what comes, on this connection */
} SpillEightPbText;

/* The whole text of a log, on its way behind the events that came before it. */
typedef struct _SpillEightPbAnswer SpillEightPbAnswer;

struct _SpillEightPbSource
{
  SpillSource         parent_instance;

  SpillSourceLimits   limits;
  SpillCredentials   *credentials;   /* (nullable) */
  SpillEightPbPhase   phase;
  SpillPace           pace;
  GCancellable       *connecting;    /* (nullable) */
  SpillBroker        *broker;        /* (nullable) */
  gint64              perspective;
  gint64              observer;      /* ours */
  SpillEightPbMode    mode;          /* of the connection */
  guint               mode_timer;
  guint               adapting;      /* idle */
  guint               n_syncing;     /* what the first picture waits for */
  guint               n_connections; /* so far; the last of them is this one */
  gboolean            is_stale;      /* what is being answered was asked on another connection */
  gboolean            is_late;       /* there was no answer in time */
  gint64              heard;         /* when something came last, monotonic */
  guint               ping_timer;
  GHashTable         *builders;      /* name -> SpillEightPbBuilder */
  GQueue              events;        /* of Event, as they came */
  gsize               n_queued;      /* bytes of these */
  gsize               n_unanswered;  /* bytes of the builders' events */
  guint               pump;          /* source id */
  GHashTable         *logs;          /* SpillLog that is held, not owned -> SpillEightPbText */
  guint               log_timer;     /* for logs that are not streamed */

  /* spill-eight-pb-told.c */
  char               *url;           /* (nullable) where it is not the master's own address */
  SpillEightSource   *web;           /* (nullable) not owned */
  gboolean            has_names;     /* of the builders that there were: any other is new */
  gboolean            is_light;      /* the other one tells all but what happens now */
  gboolean            is_waiting;    /* what happens is told when the other one has caught up */
  gboolean            is_catching;   /* it does that */
};

/* spill-eight-pb-source.c */
SpillMaster *spill_eight_pb_master    (SpillEightPbSource *self);
/* @answer: NULL if there is none, or the connection is another by now. */
typedef void (*SpillEightPbTake)      (SpillEightPbSource *self,
                                       const SpillSexp    *answer,
                                       gpointer            data);
/* Calls a method; @text (nullable) and @number (-1 with @text NULL: none) are its argument. */
void         spill_eight_pb_ask       (SpillEightPbSource *self,
                                       gint64              target,
                                       const char         *method,
                                       const char         *text,
                                       const gint64       *number,
                                       SpillEightPbTake    take,
                                       gpointer            data);
gint64       spill_eight_pb_take      (SpillEightPbSource *self,
                                       const SpillSexp    *sexp);
void         spill_eight_pb_release   (SpillEightPbSource *self,
                                       gint64              number);
/* One thing less that the first picture waits for. */
void         spill_eight_pb_synced    (SpillEightPbSource *self);
/* Connects anew; what is known stays. */
void         spill_eight_pb_connect   (SpillSource        *source);

/* spill-eight-pb-mode.c */
/* What is held is another by now: the mode may have to be another, too. */
void         spill_eight_pb_adapt     (SpillEightPbSource *self);
SpillEightPbMode spill_eight_pb_needed_mode (SpillEightPbSource *self);
const char  *spill_eight_pb_mode_name (SpillEightPbMode    mode);

/* spill-eight-pb-told.c */
const char  *spill_eight_pb_get_url   (SpillEightPbSource *self);
/* In a light connection: it is subscribed. */
void         spill_eight_pb_wait      (SpillEightPbSource *self);
/* The other one is to read what has become of @builder, of @build (nullable). */
void         spill_eight_pb_look      (SpillEightPbSource *self,
                                       SpillBuilder       *builder,
                                       SpillBuild         *build);

/* spill-eight-pb-build.c */
/* Reads a build; @done gets it, or NULL, and @b NULL if the builder is gone by then; it is called
 * unless the connection is another. Takes @reference. @is_start: as it was when it began: it may
 * have ended by now, but what happened in between is still to be told. */
typedef void (*SpillEightPbBuildFunc) (SpillEightPbSource *self,
                                       SpillEightPbBuilder *b,
                                       SpillBuild         *build,
                                       gpointer            data);
void         spill_eight_pb_read_build (SpillEightPbBuilder *b,
                                       gint64              reference,
                                       gboolean            is_start,
                                       SpillEightPbBuildFunc done,
                                       gpointer            data);
char       **spill_eight_pb_dup_words (const SpillSexp    *list);

/* spill-eight-pb-sync.c */
SpillEightPbBuilder *spill_eight_pb_learn (SpillEightPbSource *self,
                                       const char         *name);
/* (nullable) As the master has it now. */
SpillEightPbBuilder *spill_eight_pb_find (SpillEightPbSource *self,
                                       const char         *name);
/* (nullable): @builder, as long as it is known */
SpillEightPbBuilder *spill_eight_pb_find_known (SpillEightPbSource *self,
                                       SpillBuilder       *builder);
void         spill_eight_pb_builder_free (gpointer         data);
SpillBuilderState spill_eight_pb_read_state (const SpillSexp *sexp);
/* A build has: what is held of its builder may be another now. */
void         spill_eight_pb_ended     (SpillEightPbBuilder *b);
/* One more has ended: as many are kept as where there are pages. */
void         spill_eight_pb_trim      (SpillEightPbBuilder *b);
/* What a builder can tell by what is known of its builds. */
void         spill_eight_pb_fetch_builder (SpillEightPbSource *self,
                                       SpillBuilder       *builder,
                                       SpillParts          part);
void         spill_eight_pb_sync_builder (SpillEightPbBuilder *b,
                                       gint64              reference);   /* takes it */
void         spill_eight_pb_request_older (SpillSource    *source,
                                       SpillBuilder       *builder,
                                       guint               n);

/* spill-eight-pb-events.c */
void         spill_eight_pb_on_event  (SpillBroker              *broker,
                                       const SpillBrokerRequest *request,
                                       gpointer                  object);
void         spill_eight_pb_push_text (SpillEightPbSource *self,
                                       SpillEightPbAnswer *text);   /* takes it */
void         spill_eight_pb_drop_events (SpillEightPbSource *self);
/* Those that wait are told now. */
void         spill_eight_pb_pump      (SpillEightPbSource *self);
void         spill_eight_pb_free_event (gpointer            event);

/* Whether all steps of a build that have begun are known: seen on this connection, or asked for. */
void         spill_eight_pb_set_steps_known (SpillEightPbSource *self,
                                       SpillBuild         *build);
/* Names of steps are unique in a build of 0.8. (nullable) */
SpillStep   *spill_eight_pb_find_step (SpillBuild         *build,
                                       const char         *name);

/* spill-eight-pb-parts.c */
void         spill_eight_pb_hold      (SpillSource        *source,
                                       GObject            *object,
                                       SpillParts          parts);
void         spill_eight_pb_unhold    (SpillSource        *source,
                                       GObject            *object,
                                       SpillParts          parts);
/* All that is held is asked for anew. */
void         spill_eight_pb_hold_all  (SpillEightPbSource *self);
SpillLog    *spill_eight_pb_find_log  (SpillStep          *step,
                                       const char         *name);   /* finds or adds */
void         spill_eight_pb_apply_text (SpillEightPbSource *self,
                                       SpillEightPbAnswer *text);   /* takes it */
void         spill_eight_pb_free_text (SpillEightPbAnswer *text);
gsize        spill_eight_pb_get_text_size (SpillEightPbAnswer *text);   /* bytes of memory, nearly */
void         spill_eight_pb_request_lines (SpillSource    *source,
                                       SpillLog           *log,
                                       guint64             first,
                                       guint               n);
/* The log begins anew, or its chunks come: it need not be asked for. */
void         spill_eight_pb_stream    (SpillEightPbSource *self,
                                       SpillLog           *log,
                                       gboolean            is_start);
void         spill_eight_pb_text_free (gpointer            text);
/* @channel: 0 stdout, 1 stderr, 2 header; @text: cut anywhere */
void         spill_eight_pb_add_text  (SpillEightPbSource *self,
                                       SpillLog           *log,
                                       int                 channel,
                                       const char         *text,
                                       gsize               length);
/* No more comes: what has no line end gets one. */
void         spill_eight_pb_end_text  (SpillEightPbSource *self,
                                       SpillLog           *log);

G_END_DECLS
