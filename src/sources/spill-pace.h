#pragma once

#include "model/spill-source.h"
#include "sources/spill-failure.h"
#include "sources/spill-source-limits.h"

G_BEGIN_DECLS

/* SpillPace: when a source connects again to a master that it lost, and when it asks again where a
 * master does not tell. A part of the source, which owns its limits. */
typedef struct
{
  SpillConnection          connection;
  const SpillFailure      *failure;      /* (nullable) */
  double                   retry_at;     /* epoch seconds; 0: not known */
} SpillPaceState;

typedef void (*SpillPaceFunc) (SpillSource          *source,
                               const SpillPaceState *state,
                               gpointer              data);

typedef struct
{
  SpillSource             *source;       /* not owned */
  const SpillSourceLimits *limits;       /* not owned */
  void                   (*connect)      (SpillSource *source);
  guint                    timer;
  gint64                   retry_at;     /* its end, on the clock that counts sleep */
  guint                    n_failures;   /* in a row */
  guint                    poll_ms;      /* the last wait between polls */
  SpillPaceFunc            func;         /* (nullable) hears what the master is told otherwise */
  gpointer                 func_data;
} SpillPace;

void   spill_pace_init         (SpillPace               *self,
                                SpillSource             *source,
                                const SpillSourceLimits *limits,
                                void                   (*connect) (SpillSource *source));
/* The source is one of several of its master: @func hears how it stands with it. */
void   spill_pace_set_func     (SpillPace               *self,
                                SpillPaceFunc            func,
                                gpointer                 data);
/* How it stands, where that is no failure. */
void   spill_pace_tell         (SpillPace               *self,
                                SpillConnection          connection);
/* Nothing is waited for any more. */
void   spill_pace_stop         (SpillPace               *self);
/* Shows why, and connects after a while that doubles with each failure, and varies, so that not
 * all clients of a restarted master come at once. */
void   spill_pace_retry        (SpillPace               *self,
                                const SpillFailure      *failure);
/* Shows why. What comes next is the user's. */
void   spill_pace_give_up      (SpillPace               *self,
                                const SpillFailure      *failure);
/* Connects at once, because somebody wants it, with what was known of the trouble forgotten. */
void   spill_pace_anew         (SpillPace               *self);
/* All is well. */
void   spill_pace_reset        (SpillPace               *self);
/* Milliseconds to the next poll: soon while something goes on, ever more seldom while nothing
 * does; a slow master is left twenty times as long in peace as its slowest answer took. */
guint  spill_pace_get_poll_ms  (SpillPace               *self,
                                gboolean                 is_busy,
                                double                   slowest);   /* seconds */

/* What else is told of a master than by its pace. */
void   spill_pace_show         (SpillMaster             *master,
                                const SpillPaceState    *state);

/* Microseconds on the clock that goes on while the computer sleeps. */
gint64 spill_get_boottime      (void);

G_END_DECLS
