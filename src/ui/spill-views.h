#pragma once

#include <adwaita.h>

#include "ui/spill-view.h"

G_BEGIN_DECLS

/* SpillViews: the ways to see a master's builders, one of them in front. A view is made when it is
 * first seen in front. All have the same filter, so it stays when one changes from one to the other.
 *
 * Properties (notify): "master" (nullable: all), "filter", "view" (name of what is wanted in front;
 * while all masters are shown, a view that cannot do so waits).
 * Signal "made" (SpillView *view): when one is made, before it is shown. */
#define SPILL_TYPE_VIEWS (spill_views_get_type ())
G_DECLARE_FINAL_TYPE (SpillViews, spill_views, SPILL, VIEWS, AdwBin)

/* @kinds: lives on; the first shows all masters. (transfer floating) */
GtkWidget    *spill_views_new        (SpillStatus         *status,
                                      const SpillViewKind *kinds,
                                      guint                n_kinds);
/* For a switcher; not to be changed. (transfer none) */
AdwViewStack *spill_views_get_stack  (SpillViews          *self);
/* The one in front. (transfer none) (nullable) while there is none */
SpillView    *spill_views_get_front  (SpillViews          *self);
/* (transfer none) (nullable) not made yet, or no such name */
SpillView    *spill_views_find       (SpillViews          *self,
                                      const char          *name);
/* Brings a view to front, and the keyboard to it. FALSE: it cannot be now. */
gboolean      spill_views_show       (SpillViews          *self,
                                      const char          *name);
/* Of the one in front, if there is one. */
void          spill_views_focus_filter  (SpillViews       *self);
gboolean      spill_views_focus_content (SpillViews       *self);
/* Whether the switcher is below the views: there is no room for it above them. */
void          spill_views_set_narrow (SpillViews          *self,
                                      gboolean             is_narrow);

G_END_DECLS
