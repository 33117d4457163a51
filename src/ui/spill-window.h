#pragma once

#include <adwaita.h>

#include "ui/spill-host.h"

G_BEGIN_DECLS

/* SpillWindow: the main window. Its actions are listed in ui/spill-actions.h. */
#define SPILL_TYPE_WINDOW (spill_window_get_type ())
G_DECLARE_FINAL_TYPE (SpillWindow, spill_window, SPILL, WINDOW, AdwApplicationWindow)

GtkWidget   *spill_window_new         (GtkApplication *application,
                                       SpillHost      *host);
SpillHost   *spill_window_get_host    (SpillWindow    *self);
SpillMaster *spill_window_get_master  (SpillWindow    *self);   /* (nullable): all are shown */
/* Shows the builders of @master (nullable: of all), away from any page. */
void         spill_window_show_master (SpillWindow    *self,
                                       SpillMaster    *master);
/* Shows @page over what is shown now; going back leads there again. If @instead, it takes the place
 * of the page that is shown. */
void         spill_window_push        (SpillWindow    *self,
                                       GtkWidget      *page,
                                       SpillMaster    *master,
                                       const char     *title,
                                       const char     *subtitle,
                                       gboolean        instead);
/* (nullable): the page over the builders that is shown. */
GtkWidget   *spill_window_get_page    (SpillWindow    *self);
gboolean     spill_window_pop         (SpillWindow    *self);   /* FALSE: there is nowhere to go back to */
void         spill_window_toast       (SpillWindow    *self,
                                       const char     *text);
/* See spill_actions_tell(). */
void         spill_window_tell        (SpillWindow    *self,
                                       SpillCommand   *command);
/* See spill_actions_run(). */
void         spill_window_run         (SpillWindow    *self,
                                       SpillCommand   *command);

G_END_DECLS
