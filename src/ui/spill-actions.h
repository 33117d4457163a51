#pragma once

#include <gtk/gtk.h>

#include "model/spill-command.h"
#include "model/spill-types.h"

G_BEGIN_DECLS

/* The doors between views: actions of the window, activated from any widget inside it.
 *
 *   win.open-overview  s       master's id, "" for all masters
 *   win.open-build     (sxu)   master's id, builder's id, number
 *   win.open-step      (sxuu)  master's id, builder's id, build's number, step's number
 *   win.open-log       (sxuux) master's id, builder's id, build's number, step's number, log's id
 *   win.force          (sax)   master's id, builders' ids: the force dialog
 *   win.show-view      s       "overview", "waterfall" …: brings it to front
 *   win.log-in         s       master's id
 *   win.add-change     s       master's id
 *   win.edit-master    s       master's id
 *   win.back
 */
void spill_actions_open_build (GtkWidget    *widget,
                               SpillBuild   *build);
void spill_actions_open_step  (GtkWidget    *widget,
                               SpillStep    *step);   /* on the page of its build */
void spill_actions_open_log   (GtkWidget    *widget,
                               SpillLog     *log);
void spill_actions_force      (GtkWidget    *widget,
                               SpillBuilder *builder);
/* Opens an http or https address in the browser; refuses any other with a toast. */
void spill_actions_open_uri   (GtkWidget    *widget,
                               const char   *uri);
void spill_actions_copy       (GtkWidget    *widget,
                               const char   *text);   /* with a toast */
/* Runs @command on its target's master and tells in a toast how it ended; refused: the master's
 * words and a button to log in. */
void spill_actions_run        (GtkWidget    *widget,
                               SpillCommand *command);
/* Only tells how @command ended, which was run elsewhere, with a button to what it led to. */
void spill_actions_tell       (GtkWidget    *widget,
                               SpillCommand *command);
/* A line at the bottom of the window. */
void spill_actions_toast      (GtkWidget    *widget,
                               const char   *text);

G_END_DECLS
