#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-log.h"
#include "model/spill-step.h"
#include "sources/nine/spill-nine-source-private.h"

G_BEGIN_DECLS

/* SpillNineHold: a part of an object that somebody needs. */
struct _SpillNineHold
{
  grefcount         refs;
  SpillNineSource  *source;        /* not owned; NULL: released */
  GObject          *object;
  SpillParts        part;
  char             *path;          /* (nullable) what its events are subscribed as */
  gboolean          is_subscribed;
  gboolean          was_running;   /* when it was polled */
  gboolean          wants_again;   /* something came while it was fetched */
  guint             n_asks;        /* answers it waits for */
  SpillFailure     *failure;       /* (nullable) the first one of this time */

  guint             timer;         /* log: the next look */
  guint64           n_here;        /* log: lines up to which it was read */
  guint             n_lines;       /* log: how many are asked for at once */
  GHashTable       *durations;     /* (nullable) expectations: name of step -> GArray of double */
  GPtrArray        *changes;       /* (nullable) of SpillChange */
  char            **owners;        /* (nullable) */
};

/* Asks for something; @take gets the hold as data unless it was released meanwhile. */
void spill_nine_hold_ask   (SpillNineHold *hold,
                            SpillNineKind  kind,
                            GString       *path,
                            SpillNineTake  take);
/* An answer is over: the last one decides the state. TRUE: it was the last and none has failed. */
gboolean spill_nine_hold_answered (SpillNineHold *hold,
                            SpillNineItem *item);
void spill_nine_hold_here  (SpillNineHold *hold);
void spill_nine_hold_begin (SpillNineHold *hold);
SpillNineHold *spill_nine_find_hold (SpillNineSource *self,
                            gpointer       object,
                            SpillParts     part);
/* (transfer full) of SpillNineHold */
GPtrArray *spill_nine_dup_holds (SpillNineSource *self);
GString *spill_nine_entity_path (const char *collection,
                            gint64         id,
                            const char    *children);   /* (nullable) */

void spill_nine_fetch_steps        (SpillNineHold *hold);
void spill_nine_fetch_properties   (SpillNineHold *hold);
void spill_nine_fetch_changes      (SpillNineHold *hold);
void spill_nine_fetch_force        (SpillNineHold *hold);
void spill_nine_fetch_expectations (SpillNineHold *hold);
void spill_nine_fetch_streak       (SpillNineHold *hold);
void spill_nine_fetch_requests     (SpillNineHold *hold);
void spill_nine_fetch_logs         (SpillNineHold *hold);
void spill_nine_fetch_content      (SpillNineHold *hold);
/* More lines may be there. */
void spill_nine_follow_content     (SpillNineHold *hold);
void spill_nine_apply_log          (SpillNineSource *self,
                                    SpillStep       *step,
                                    const SpillNineLog *l);

G_END_DECLS
