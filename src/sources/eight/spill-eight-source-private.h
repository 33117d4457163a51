#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-log.h"
#include "model/spill-step.h"
#include "sources/eight/spill-eight-item.h"
#include "sources/eight/spill-eight-source.h"
#include "sources/spill-asker.h"
#include "sources/spill-pace.h"

G_BEGIN_DECLS

/* What the files of the source share; each of the blocks below is one file's. */

/* Called with each item of an answer, after it was applied; the last one is an END. */
typedef void (*SpillEightTake) (SpillEightSource *self,
                                SpillEightItem   *item,
                                gpointer          data);

typedef enum
{
  SPILL_EIGHT_OFF,
  SPILL_EIGHT_SYNCING,
  SPILL_EIGHT_READY,      /* polling */
  SPILL_EIGHT_WAITING,    /* to connect again */
  SPILL_EIGHT_STUCK,      /* needs the user */
} SpillEightPhase;

/* A builder as this source sees it. */
typedef struct
{
  char         *name;
  SpillBuilder *builder;
  int           newest;       /* the highest number heard of; -1: none */
  int           next_older;   /* from here on up all was asked for, or is known */
  int           cached_top;   /* the highest number in the master's memory; -1: none */
  GArray       *current;      /* of int: builds that run, as the master last said */
  gboolean      has_newest;   /* it was asked which is the newest */
  gboolean      has_oldest;   /* nothing is older */
} SpillEightBuilder;

typedef struct _SpillEightHold  SpillEightHold;
typedef struct _SpillEightForms SpillEightForms;

struct _SpillEightSource
{
  SpillSource        parent_instance;

  SpillSourceLimits  limits;
  SpillCredentials  *credentials;   /* (nullable) */
  char              *fingerprint;   /* (nullable) */
  char              *url;           /* (nullable) where it is not the master's own address */

  SpillApplyQueue   *queue;         /* (nullable) while started, as the next two */
  SpillAsker        *asker;
  SpillJsonReport   *report;
  guint              n_reported;
  GHashTable        *asks;          /* number -> Ask */
  guint              n_requests;
  SpillEightPhase    phase;
  SpillPace          pace;
  char              *buildbot_url;  /* (nullable) where the master believes to be */
  gboolean           has_project;   /* an answer told of the master itself */

  /* spill-eight-sync.c */
  GPtrArray         *builders;      /* of SpillEightBuilder, in the order of their ids */
  GHashTable        *by_name;       /* name -> SpillEightBuilder */
  gint64             last_id;       /* of a worker */
  guint              n_syncing;     /* answers that the picture waits for */
  guint              next_state;    /* builder whose state is asked for next */
  guint              poll_timer;
  guint              n_polls;
  double             seconds;       /* the slowest answer of this poll */
  GHashTable        *strays;        /* build, not owned -> polls since its builder knew of it */

  /* spill-eight-fill.c */
  GHashTable        *wanted;        /* set of "number name": builds to be asked for soon */
  guint              wanted_timer;
  guint              fill_timer;
  gboolean           is_filling;
  guint              page;          /* builds of a page of older ones */

  /* spill-eight-told.c */
  gboolean           is_told;       /* somebody says what happens: no polls */
  guint              n_to_catch;    /* builders whose state is not known since that began or ended */
  GHashTable        *looked;        /* set of names: builders to be asked about soon */
  gboolean           looks_at_slaves;
  guint              look_timer;

  /* spill-eight-parts.c */
  GHashTable        *holds;         /* set of SpillEightHold */
  GHashTable        *requests;      /* text that tells a request -> id */
  gint64             last_request;

  SpillEightForms   *forms;         /* spill-eight-session.c */
};

/* spill-eight-source.c */
SpillMaster *spill_eight_master         (SpillEightSource   *self);
const char  *spill_eight_get_url        (SpillEightSource   *self);
/* @path: (transfer full); @name: (nullable) of the builder it is below */
void         spill_eight_ask            (SpillEightSource   *self,
                                         SpillEightAsk       ask,
                                         GString            *path,
                                         const char         *name,
                                         SpillEightTake      take,
                                         gpointer            data,
                                         GDestroyNotify      free_data);
/* Something else of the answer than JSON; the items of @number come to @take. */
gint64       spill_eight_ask_spec       (SpillEightSource   *self,
                                         const SpillAskSpec *spec,
                                         SpillEightTake      take,
                                         gpointer            data,
                                         GDestroyNotify      free_data);
void         spill_eight_drop           (SpillEightSource   *self,
                                         gint64              number);
/* The connection is of no use any more. */
void         spill_eight_lost           (SpillEightSource   *self,
                                         SpillFailure       *failure);
/* The picture is complete. */
void         spill_eight_ready          (SpillEightSource   *self);

/* spill-eight-told.c */
void         spill_eight_look_stop      (SpillEightSource   *self);

/* spill-eight-path.c: addresses. A request line stays below 8 kB. */
GString     *spill_eight_path           (const char         *name,        /* (nullable) builder */
                                         const char         *children);   /* (nullable) */
/* What is not below builders; selecting builders there as well is possible. */
GString     *spill_eight_path_root      (void);
/* Adds select=NAME/CHILDREN, @name escaped as it has to be. FALSE: there is no room any more. */
gboolean     spill_eight_path_select    (GString            *path,
                                         const char         *name,        /* (nullable) */
                                         const char         *children);   /* (nullable) */

/* spill-eight-sync.c */
void         spill_eight_sync           (SpillEightSource   *self);
void         spill_eight_sync_stop      (SpillEightSource   *self);
void         spill_eight_poll_later     (SpillEightSource   *self);
/* Something has been done there. */
void         spill_eight_poll_soon      (SpillEightSource   *self);
SpillEightBuilder *spill_eight_find     (SpillEightSource   *self,
                                         const char         *name);   /* (nullable) */
/* Finds or adds. (nullable): too many */
SpillEightBuilder *spill_eight_learn    (SpillEightSource   *self,
                                         const char         *name);
void         spill_eight_unlearn        (SpillEightSource   *self,
                                         SpillEightBuilder  *b);
void         spill_eight_builder_free   (gpointer            data);

/* spill-eight-apply.c */
void         spill_eight_apply          (SpillEightSource   *self,
                                         SpillEightItem     *item);
/* All that JSON tells of it is in the model. */
gboolean     spill_eight_is_whole       (SpillBuild         *build);
/* The same, as it was when it had ended: it need not be asked for any more. */
gboolean     spill_eight_is_final       (SpillBuild         *build);

/* spill-eight-builders.c */
void         spill_eight_apply_project  (SpillEightSource   *self,
                                         const SpillJson08Project *p);
void         spill_eight_apply_slaves   (SpillEightSource   *self,
                                         GPtrArray          *slaves);   /* of SpillJson08Slave */
void         spill_eight_apply_builder  (SpillEightSource   *self,
                                         const SpillJson08Builder *s);
/* Wants all builds up to @top that are not known yet. */
void         spill_eight_want_new       (SpillEightSource   *self,
                                         SpillEightBuilder  *b,
                                         int                 top);

/* spill-eight-fill.c */
void         spill_eight_fill_begin     (SpillEightSource   *self);
void         spill_eight_fill_stop      (SpillEightSource   *self);
/* The build is asked for with others, soon. */
void         spill_eight_want           (SpillEightSource   *self,
                                         SpillEightBuilder  *b,
                                         int                 number);
/* The same, but somebody else asks. */
void         spill_eight_want_later     (SpillEightSource   *self,
                                         SpillEightBuilder  *b,
                                         int                 number);
/* Asks for all that is wanted. Returns how many answers will come to @take. */
guint        spill_eight_ask_wanted     (SpillEightSource   *self,
                                         SpillEightTake      take);
void         spill_eight_request_older  (SpillSource        *source,
                                         SpillBuilder       *builder,
                                         guint               n);

/* spill-eight-parts.c */
void         spill_eight_parts_init     (SpillEightSource   *self);
void         spill_eight_parts_clear    (SpillEightSource   *self);
void         spill_eight_parts_begin    (SpillEightSource   *self);
void         spill_eight_parts_poll     (SpillEightSource   *self);
void         spill_eight_parts_lost     (SpillEightSource   *self);
/* A build was applied, or there is none. */
void         spill_eight_parts_build    (SpillEightSource   *self,
                                         SpillBuild         *build);
/* Its state was asked for: what is held of it may be another now. */
void         spill_eight_parts_look     (SpillEightSource   *self,
                                         SpillBuilder       *builder);
/* Older builds were asked for, and have come or not. */
void         spill_eight_parts_older    (SpillEightSource   *self,
                                         SpillBuilder       *builder);
void         spill_eight_hold           (SpillSource        *source,
                                         GObject            *object,
                                         SpillParts          parts);
void         spill_eight_release        (SpillSource        *source,
                                         GObject            *object,
                                         SpillParts          parts);
void         spill_eight_refresh        (SpillSource        *source,
                                         GObject            *object,
                                         SpillParts          parts);
void         spill_eight_request_lines  (SpillSource        *source,
                                         SpillLog           *log,
                                         guint64             first,
                                         guint               n);

/* spill-eight-session.c */
void         spill_eight_forms_init     (SpillEightSource   *self);
void         spill_eight_forms_stop     (SpillEightSource   *self);
void         spill_eight_forms_clear    (SpillEightSource   *self);
/* Logs in if there is somebody to log in as, then begins. */
void         spill_eight_greet          (SpillEightSource   *self);
/* What was logged in is to be logged out. */
void         spill_eight_leave          (SpillEightSource   *self);

/* spill-eight-force.c */
void         spill_eight_fetch_force    (SpillEightHold     *hold);

/* spill-eight-commands.c */
void         spill_eight_run            (SpillSource        *source,
                                         SpillCommand       *command);
gboolean     spill_eight_can            (SpillSource        *source,
                                         SpillCommandKind    kind,
                                         const char        **why);

G_END_DECLS
