#pragma once

#include "ui/spill-overview-actions.h"
#include "ui/spill-overview-input.h"
#include "ui/spill-overview-list.h"
#include "ui/spill-overview.h"

G_BEGIN_DECLS

/* What the button of the page without rows does. */
typedef enum
{
  SPILL_OVERVIEW_BUTTON_NONE,
  SPILL_OVERVIEW_BUTTON_CLEAR,
  SPILL_OVERVIEW_BUTTON_BROWSE,
} SpillOverviewButton;

/* What the files of the overview share. */
struct _SpillOverview
{
  AdwBin                parent_instance;

  SpillStatus          *status;
  SpillOverviewModel   *model;
  SpillOverviewList    *rows;
  SpillOverviewActions *actions;
  SpillOverviewInput   *input;
  SpillOverviewButton   page_action;
  gboolean              is_compact;
  gboolean              had_rows;
  gboolean              wants_focus;  /* asked for the keyboard before there was anything */
  guint                 summary_id;
  guint                 turn_id;

  /* Owned by the template */
  GtkBox               *bar;
  GtkBox               *tools;
  GtkLabel             *summary;
  GtkSearchEntry       *entry;
  GtkStack             *stack;
  GtkScrolledWindow    *scrolled;
  GtkListView          *list;
  AdwStatusPage        *page;
  GtkButton            *page_button;
  GtkRevealer          *revealer;
  GtkLabel             *selection;
};

/* spill-overview-state.c: what is told over the rows, and instead of them where there are none. */
void spill_overview_show_state     (SpillOverview *self);
void spill_overview_show_summary   (SpillOverview *self);
/* The button of the page without rows was pressed. */
void spill_overview_do_page_button (SpillOverview *self);

G_END_DECLS
