#pragma once

#include "sources/eight/spill-eight-pb-private.h"

G_BEGIN_DECLS

/* SpillEightPbNeed: a part that is asked for: of builder, build, step and log, one after the other. */
typedef struct
{
  SpillEightPbSource *self;
  GObject            *object;
  SpillParts          part;
  SpillBuild         *build;
  SpillStep          *step;      /* (nullable) LOGS and CONTENT */
  gint64              reference; /* of what is looked at: a step, a log; -1 */
  guint               n;         /* steps: which */
  GPtrArray          *lines;     /* CONTENT: of what getText said */
  gboolean            is_over;   /* CONTENT: the log is finished */
  gint64              number;
} SpillEightPbNeed;

void         spill_eight_pb_need_free (SpillEightPbNeed   *need);
/* Asks for the part; nothing is shown of that. */
void         spill_eight_pb_ask_for   (SpillEightPbSource *self,
                                       GObject            *object,
                                       SpillParts          part);
/* The text of a log is asked for by @need, or (@is_over) no more. */
void         spill_eight_pb_mark_asked (SpillEightPbNeed  *need,
                                       gboolean            is_over);
/* The logs of the step are here; the one that is needed is among them. */
void         spill_eight_pb_take_log  (SpillEightPbSource *self,
                                       const SpillSexp    *answer,
                                       gpointer            need);

G_END_DECLS
