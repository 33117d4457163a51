#pragma once

#include "model/spill-command.h"

G_BEGIN_DECLS

/* How the model was before a command, and whether it shows the command's effect now. */
typedef struct
{
  GPtrArray *there;            /* (nullable) requests or builds that are to go */
  gint64     newest_build;     /* number, -1: none */
  gint64     newest_request;   /* id at the builder, G_MININT64: none */
  gint64     newest_change;    /* id, G_MININT64: none */
} SpillBefore;

SpillMaster  *spill_command_target_master  (gpointer          target);   /* (nullable) */
SpillBuilder *spill_command_target_builder (gpointer          target);   /* (nullable) */
void          spill_before_take            (SpillBefore      *self,
                                            SpillCommandKind  kind,
                                            gpointer          target);
void          spill_before_clear           (SpillBefore      *self);
/* @request_id: of a force or rebuild, 0: not told. @effect: borrowed, may stay NULL. */
gboolean      spill_before_shows_effect    (const SpillBefore *self,
                                            SpillCommandKind   kind,
                                            gpointer           target,
                                            gint64             request_id,
                                            gpointer          *effect);
/* What to look at, and which signal says that something may be seen there; NULL: nothing. */
GObject      *spill_command_target_watched (SpillCommandKind   kind,
                                            gpointer           target,
                                            const char       **signal);

G_END_DECLS
