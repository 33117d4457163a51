#pragma once

#include "ui/spill-overview-holds.h"
#include "ui/spill-overview-parts.h"
#include "ui/spill-overview-row.h"

G_BEGIN_DECLS

/* What the files of an overview's row share. */
typedef struct
{
  char        *text;
  PangoLayout *layout;   /* NULL: to be made */
} SpillRowText;

struct _SpillOverviewRow
{
  GtkWidget           parent_instance;

  SpillOverviewItem  *item;         /* NULL: not in use */
  SpillOverviewHolds *holds;        /* NULL: not needed */
  SpillRowText        texts[SPILL_ROW_N_TEXTS];
  char               *spoken;
  gboolean            is_shown;
  gboolean            is_stale;
  gboolean            is_compact;
  gboolean            shows_master;
  int                 line_height;
};

static inline SpillBuilder *
get_builder (SpillOverviewRow *self)
{
  return self->item != NULL ? spill_overview_item_get_builder (self->item) : NULL;
}

static inline SpillBuild *
get_running (SpillOverviewRow *self)
{
  SpillBuilder *builder = get_builder (self);
  SpillList *running;
  guint n;

  if (builder == NULL)
    return NULL;
  running = spill_builder_get_running (builder);
  n = spill_list_get_length (running);
  return n > 0 ? spill_list_peek (running, n - 1) : NULL;
}

/* Where everything is now; needs the height of a line. */
void spill_overview_row_place_parts   (SpillOverviewRow *self,
                                       graphene_rect_t  *boxes);   /* (array fixed-size=SPILL_ROW_N_PARTS) */
/* Layouts depend on more than the text: on the font, and on what the row is. */
void spill_overview_row_clear_layouts (SpillOverviewRow *self);
void spill_overview_row_draw          (SpillOverviewRow *self,
                                       GtkSnapshot      *snapshot);

G_END_DECLS
