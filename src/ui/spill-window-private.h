#pragma once

#include "ui/spill-master-view.h"
#include "ui/spill-runner.h"
#include "ui/spill-sidebar.h"
#include "ui/spill-views.h"
#include "ui/spill-welcome.h"
#include "ui/spill-window.h"

G_BEGIN_DECLS

struct _SpillWindow
{
  AdwApplicationWindow  parent_instance;

  SpillHost            *host;
  SpillMaster          *master;       /* (nullable): all are shown */
  SpillToaster         *toaster;
  SpillRunner          *runner;
  guint                 drop;         /* source id: drops pages that were left */
  SpillMasterView      *view;         /* owned by pages: the first of them */
  SpillViews           *views;        /* owned by view */

  /* Template children: owned by the template */
  AdwToastOverlay      *toasts;
  GtkStack             *root;         /* "welcome", "main" */
  SpillWelcome         *welcome;
  AdwLeaflet           *leaflet;      /* sidebar_pane, separator, content */
  GtkWidget            *sidebar_pane;
  GtkWidget            *separator;
  SpillSidebar         *sidebar;
  GtkWidget            *content;
  AdwViewSwitcherTitle *title;
  GtkWidget            *back;
  GtkWidget            *sidebar_toggle;
  GtkMenuButton        *welcome_menu;
  GtkMenuButton        *sidebar_menu;
  GtkMenuButton        *menu;
  AdwLeaflet           *pages;
};

/* spill-window-actions.c */
void spill_window_install_actions (SpillWindowClass *klass);
void spill_window_add_shortcuts   (SpillWindow      *self);

/* spill-window-pages.c */
void spill_window_update_title    (SpillWindow      *self);
void spill_window_update_buttons  (SpillWindow      *self);
void spill_window_on_visible_page (SpillWindow      *self);
/* The switcher between views stands below them if there is no room for it above. */
void spill_window_update_switcher (SpillWindow      *self);
/* A page whose master is no longer there goes, with all over it. */
void spill_window_drop_orphans    (SpillWindow      *self);

G_END_DECLS
