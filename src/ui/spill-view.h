#pragma once

#include <gtk/gtk.h>

#include "model/spill-status.h"

G_BEGIN_DECLS

/* SpillView: a widget that shows the builders of a master in its own way. It holds parts of the model
 * and works for its picture only while it is mapped.
 *
 * Properties (notify, read and write): "master" (nullable: all masters, for a view that can), "filter"
 * (words; builders that have them all are shown). "compact" if it has two densities. */
#define SPILL_TYPE_VIEW (spill_view_get_type ())
G_DECLARE_INTERFACE (SpillView, spill_view, SPILL, VIEW, GtkWidget)

struct _SpillViewInterface
{
  GTypeInterface parent_iface;

  void     (*focus_filter)  (SpillView *self);
  gboolean (*focus_content) (SpillView *self);
  /* (nullable) As focus_content, for somebody who has filtered. */
  gboolean (*focus_match)   (SpillView *self);
  /* (nullable) Escape undoes this before the filter. FALSE: there is nothing. */
  gboolean (*undo)          (SpillView *self);
};

/* What SpillViews needs to know of a view before there is one. */
typedef struct
{
  const char *name;         /* never translated */
  const char *title;        /* marked with N_() */
  const char *icon_name;
  gboolean    shows_all;    /* the builders of all masters at once, too */
  GtkWidget  *(*make) (SpillStatus *status);
} SpillViewKind;

/* Moves the keyboard to where its filter is typed. */
void     spill_view_focus_filter  (SpillView *self);
/* Moves the keyboard to what had it last. FALSE: there is nothing. */
gboolean spill_view_focus_content (SpillView *self);

/* For class_init of views: Ctrl+F and / go to the filter, Escape undoes it. */
void     spill_view_class_add_keys (GtkWidgetClass *widget_class);
/* Has @entry show and set the filter, and Enter, Down and Escape leave it for the content. */
void     spill_view_adopt_entry    (SpillView      *self,
                                    GtkSearchEntry *entry);

G_END_DECLS
