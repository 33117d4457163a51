#pragma once

#include "sources/eight/spill-eight-source-private.h"
#include "sources/spill-held.h"

G_BEGIN_DECLS

/* SpillEightHold: a part of an object that somebody needs. */
struct _SpillEightHold
{
  grefcount         refs;
  SpillEightSource *source;     /* not owned; NULL: released */
  GObject          *object;
  SpillParts        part;
  gint64            question;   /* number; 0: none. Of a log: its stream */
  gboolean          was_running;

  /* Of a log: what is asked for besides. */
  gint64            reread;     /* number of the question; 0: none */
  GArray           *ranges;     /* (nullable) of first, n: guint64 pairs */
};

SpillEightHold *spill_eight_hold_ref   (SpillEightHold *hold);
void            spill_eight_hold_unref (gpointer        hold);
SpillEightHold *spill_eight_find_hold  (SpillEightSource *self,
                                        gpointer        object,
                                        SpillParts      part);   /* (nullable) */
void            spill_eight_hold_set   (SpillEightHold *hold,
                                        SpillPartState  state,
                                        const char     *error);

/* spill-eight-builder-parts.c */
void            spill_eight_fetch_builder (SpillEightHold *hold);
/* Older builds have come. */
void            spill_eight_streak_grown  (SpillEightHold *hold);

/* spill-eight-log.c */
void            spill_eight_fetch_log  (SpillEightHold *hold);
void            spill_eight_drop_log   (SpillEightHold *hold);

G_END_DECLS
