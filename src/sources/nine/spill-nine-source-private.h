#pragma once

#include "protocols/nine/spill-nine-path.h"
#include "protocols/nine/spill-nine-version.h"
#include "sources/nine/spill-nine-client.h"
#include "sources/nine/spill-nine-source.h"
#include "sources/spill-pace.h"

G_BEGIN_DECLS

/* What the files of the source share; each of the blocks below is one file's. */

#define SPILL_NINE_KEEP 25   /* finished builds of each builder */

/* Called with each item of an answer: PARTs, then one END. */
typedef void (*SpillNineTake) (SpillNineSource *self,
                               SpillNineItem   *item,
                               gpointer         data);

typedef enum
{
  SPILL_NINE_OFF,
  SPILL_NINE_GREETING,      /* config, login */
  SPILL_NINE_OPENING,       /* /ws and its subscriptions */
  SPILL_NINE_SYNCING,
  SPILL_NINE_READY,         /* live or polling */
  SPILL_NINE_WAITING,       /* to connect again */
  SPILL_NINE_STUCK,         /* needs the user */
} SpillNinePhase;

typedef struct _SpillNineHold SpillNineHold;

struct _SpillNineSource
{
  SpillSource       parent_instance;

  SpillSourceLimits limits;
  SpillCredentials *credentials;   /* (nullable) */
  char             *fingerprint;   /* (nullable) */

  SpillApplyQueue  *queue;         /* (nullable) while started, as the next two */
  SpillNineClient  *client;
  SpillJsonReport  *report;
  guint             n_reported;
  GHashTable       *asks;          /* number -> Ask */
  guint             n_requests;
  gint64            touched_at;    /* monotonic */

  /* spill-nine-source.c: the connection */
  SpillStrangerFunc on_stranger;   /* (nullable) */
  gpointer          stranger_data;
  gboolean          is_stranger;   /* somebody else sees to this master */
  SpillNinePhase    phase;
  gint64            socket;        /* number of the open /ws; 0: none */
  gboolean          is_polling;    /* /ws is refused */
  GHashTable       *subscribing;   /* set of base paths that the master did not take yet */
  SpillPace         pace;
  guint             login_timer;
  gboolean          is_second_login;   /* the first session was not enough to read */
  guint             version;
  char             *buildbot_url;  /* (nullable) where the master believes to be */

  /* spill-nine-sync.c: the picture */
  guint             n_syncing;     /* answers that the picture waits for */
  gboolean          wants_sync;    /* once more, when this one is done */
  gboolean          is_resync;
  guint             n_pages;
  gint64            lowest_id;     /* builds: the oldest one read in one piece from the newest */
  gint64            page_lowest, page_highest;   /* of the page that is coming */
  double            page_started;
  gint64            highest_id;    /* builds: up to it all is known */
  double            highest_started;
  gboolean          is_same;       /* it is still the same build */
  gboolean          has_all;       /* the oldest build of the master was read */
  guint             poll_timer;
  guint             n_polls;
  double            poll_seconds;  /* the slowest answer of the last poll */

  /* spill-nine-apply.c */
  GHashTable       *newest;        /* entity -> serial of the event that brought it last */
  GHashTable       *masters;       /* id -> whether it is active */
  GHashTable       *builder_masters;   /* builder id -> the last master it was on */
  GHashTable       *doubtful;      /* set of ids of builders that were stopped */
  GHashTable       *strange;       /* set of ids of builders that the model does not show */
  guint             doubt_timer;

  /* spill-nine-parts.c */
  GHashTable       *holds;         /* set of SpillNineHold */
  GHashTable       *paths;         /* path -> SpillNineHold that waits for its subscription */
  GHashTable       *logs;          /* id -> SpillLog: of held steps */
  GHashTable       *lines;         /* set of "log first": lines that are asked for */

  /* spill-nine-fill.c */
  GQueue            gentle;        /* of SpillNineHold: steps wanted */
  GQueue            unknown;       /* of ids of builders without a last result */
  GQueue            alone;         /* of those that a busy builder kept off a shared page */
  gboolean          is_filling;    /* something is asked */
  gboolean          wants_changes;
  gboolean          has_changes;   /* recent ones were read once */
  guint             fill_timer;
  guint             n_filled;      /* pages of older builds read */
};

/* spill-nine-source.c */
SpillMaster *spill_nine_master            (SpillNineSource   *self);
/* @path: (transfer full) */
void         spill_nine_ask               (SpillNineSource   *self,
                                           SpillNineAsk       ask,
                                           SpillNineKind      kind,
                                           GString           *path,
                                           const char        *body,
                                           SpillNineTake      take,
                                           gpointer           data,
                                           GDestroyNotify     free_data);
void         spill_nine_ask_things        (SpillNineSource   *self,
                                           SpillNineKind      kind,
                                           GString           *path,
                                           SpillNineTake      take,
                                           gpointer           data,
                                           GDestroyNotify     free_data);
/* The connection is of no use any more. */
void         spill_nine_lost              (SpillNineSource   *self,
                                           SpillFailure      *failure);
/* The picture is complete. */
void         spill_nine_ready             (SpillNineSource   *self);
void         spill_nine_try_events        (SpillNineSource   *self);

/* spill-nine-greet.c */
void         spill_nine_greet             (SpillNineSource   *self);
void         spill_nine_login             (SpillNineSource   *self,
                                           gboolean           is_renewal);
/* What the greeting calls when it is done. */
void         spill_nine_greeted           (SpillNineSource   *self);

/* spill-nine-sync.c */
void         spill_nine_sync              (SpillNineSource   *self);
void         spill_nine_poll_later        (SpillNineSource   *self);
void         spill_nine_sync_stop         (SpillNineSource   *self);

/* spill-nine-apply.c. @serial: of the item; @is_event: the thing was in an event. */
void         spill_nine_apply_init        (SpillNineSource   *self);
void         spill_nine_apply_clear       (SpillNineSource   *self);
void         spill_nine_apply_event       (SpillNineSource   *self,
                                           SpillNineItem     *item);
/* All the things of a PART, of any kind that the model shows by itself. */
void         spill_nine_apply_part        (SpillNineSource   *self,
                                           SpillNineItem     *item);
SpillBuild  *spill_nine_apply_build       (SpillNineSource   *self,
                                           const SpillNineBuild *b,
                                           gboolean           is_event);
void         spill_nine_apply_step        (SpillNineSource   *self,
                                           SpillBuild        *build,
                                           const SpillNineStep *s);
SpillChange *spill_nine_change_new        (const SpillNineChange *c);
/* @stamps: (nullable) of SpillNineSourceStamp */
GPtrArray   *spill_nine_stamps_new        (GPtrArray         *stamps);
void         spill_nine_apply_properties  (SpillBuild        *build,
                                           GPtrArray         *properties);
/* TRUE if an event brought a newer one after the request of @serial was sent. */
gboolean     spill_nine_is_overtaken      (SpillNineSource   *self,
                                           SpillNineKind      kind,
                                           gint64             id,
                                           guint64            serial);
SpillBuilder *spill_nine_find_builder     (SpillNineSource   *self,
                                           gint64             id);   /* (nullable) */
void         spill_nine_id_set_add        (GHashTable        *set,
                                           gint64             id);

/* spill-nine-builders.c */
void         spill_nine_apply_builder     (SpillNineSource   *self,
                                           const SpillNineBuilder *b);
void         spill_nine_apply_builder_event (SpillNineSource *self,
                                           SpillNineItem     *item);
void         spill_nine_ask_builder       (SpillNineSource   *self,
                                           gint64             id);
void         spill_nine_check_doubtful    (SpillNineSource   *self);

/* spill-nine-parts.c */
void         spill_nine_parts_init        (SpillNineSource   *self);
void         spill_nine_parts_clear       (SpillNineSource   *self);
/* Connected: all that is held. */
void         spill_nine_parts_begin       (SpillNineSource   *self);
void         spill_nine_parts_subscribed  (SpillNineSource   *self,
                                           const char        *path);
void         spill_nine_parts_poll        (SpillNineSource   *self);
/* What only held parts care about. In spill-nine-parts-events.c. */
void         spill_nine_parts_event       (SpillNineSource   *self,
                                           SpillNineItem     *item);
void         spill_nine_hold              (SpillSource       *source,
                                           GObject           *object,
                                           SpillParts         parts);
void         spill_nine_release           (SpillSource       *source,
                                           GObject           *object,
                                           SpillParts         parts);
void         spill_nine_refresh           (SpillSource       *source,
                                           GObject           *object,
                                           SpillParts         parts);
void         spill_nine_request_older     (SpillSource       *source,
                                           SpillBuilder      *builder,
                                           guint              n);
void         spill_nine_request_lines     (SpillSource       *source,
                                           SpillLog          *log,
                                           guint64            first,
                                           guint              n);
SpillNineHold *spill_nine_hold_ref        (SpillNineHold     *hold);
void         spill_nine_hold_unref        (gpointer           hold);
void         spill_nine_hold_fetch        (SpillNineHold     *hold);
gboolean     spill_nine_hold_is_released  (SpillNineHold     *hold);

/* spill-nine-fill.c */
void         spill_nine_fill_begin        (SpillNineSource   *self);
void         spill_nine_fill_stop         (SpillNineSource   *self);
void         spill_nine_fill_steps        (SpillNineSource   *self,
                                           SpillNineHold     *hold);   /* its fetch, gently */
void         spill_nine_fill_steps_done   (SpillNineSource   *self,
                                           double             seconds);

/* spill-nine-commands.c */
void         spill_nine_run               (SpillSource       *source,
                                           SpillCommand      *command);
gboolean     spill_nine_can               (SpillSource       *source,
                                           SpillCommandKind   kind,
                                           const char       **why);

G_END_DECLS
