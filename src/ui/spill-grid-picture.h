#pragma once

#include "layout/spill-grid.h"
#include "ui/spill-board-feed.h"
#include "ui/spill-grid-stamp.h"
#include "ui/spill-hold-set.h"

G_BEGIN_DECLS

/* SpillGridPicture: a grid, newest first, with the words for its lines and where everything is in it.
 * Main context only. */
typedef struct
{
  SpillGrid  *grid;
  GPtrArray  *stamps;         /* of SpillGridStamp: a line each */
  GHashTable *builders;       /* of place + 1, by pointer to the column's id */
  GHashTable *stamp_places;   /* of place + 1, by pointer to the stamp's id */
} SpillGridPicture;

SpillGridPicture *spill_grid_picture_new          (SpillBoardFeed         *feed,
                                                   guint                   n_stamps);
void              spill_grid_picture_free         (SpillGridPicture       *self);
/* -1: not there */
int               spill_grid_picture_find_builder (const SpillGridPicture *self,
                                                   gint64                  id);
int               spill_grid_picture_find_stamp   (const SpillGridPicture *self,
                                                   gint64                  id);
/* Whether everything has the same place and the lines have the same words, so that only cells differ. */
gboolean          spill_grid_picture_is_alike     (const SpillGridPicture *self,
                                                   const SpillGridPicture *other);
/* Whether one of a builder's newest @n_stamps builds is of nobody knows what: nobody has held it yet. */
gboolean          spill_grid_picture_is_unknown   (const SpillGridPicture *self,
                                                   int                     builder,
                                                   guint                   n_stamps);
/* Holds what is to be known of the newest @n_stamps builds of @n builders from place @first on. */
void              spill_grid_picture_hold         (const SpillGridPicture *self,
                                                   SpillBoardFeed         *feed,
                                                   SpillHoldSet           *holds,
                                                   int                     first,
                                                   int                     n,
                                                   guint                   n_stamps);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillGridPicture, spill_grid_picture_free)

G_END_DECLS
