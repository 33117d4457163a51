#pragma once

#include <gtk/gtk.h>

#include "model/spill-builder.h"
#include "model/spill-command.h"

G_BEGIN_DECLS

/* What can be done to one or several builders at once. @builders: of SpillBuilder. */

/* Why @kind cannot be done to them; NULL: it can. */
const char *spill_overview_wishes_why_not (GPtrArray        *builders,
                                           SpillCommandKind  kind);
/* Opens the force dialog; they are all of one master. */
void        spill_overview_wishes_force   (GtkWidget        *widget,
                                           GPtrArray        *builders);
/* Shows which builds would be stopped, asks for a reason, stops them. */
void        spill_overview_wishes_stop    (GtkWidget        *widget,
                                           GPtrArray        *builders);
/* Asks for a reason, stops this one. */
void        spill_overview_wishes_stop_build (GtkWidget   *widget,
                                              SpillBuild  *build);
/* Shows which requests would be cancelled, lets some be kept, asks for a reason, cancels them. */
void        spill_overview_wishes_cancel  (GtkWidget        *widget,
                                           GPtrArray        *builders);
/* 0.8: asks the builder's workers whether they are there. */
void        spill_overview_wishes_ping    (GtkWidget        *widget,
                                           SpillBuilder     *builder);
/* Pauses, unpauses or shuts down a worker; asks before it kills one. */
void        spill_overview_wishes_worker  (GtkWidget        *widget,
                                           SpillWorker      *worker,
                                           SpillCommandKind  kind);
/* The page of @builder at its master, for the browser; NULL: it has none. (transfer full) */
char       *spill_overview_wishes_dup_url (SpillBuilder     *builder);

G_END_DECLS
