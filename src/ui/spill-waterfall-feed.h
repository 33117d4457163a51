#pragma once

#include "model/spill-builder.h"
#include "model/spill-master.h"
#include "ui/spill-picture.h"

G_BEGIN_DECLS

/* SpillWaterfallFeed: makes pictures of a master's builders, a new one when something has changed,
 * in a thread of its own; columns are made in the main context, in slices. Works only while active.
 *
 * Signal "picture" (gpointer before): there is a new picture; @before: (nullable) SpillPicture. */
#define SPILL_TYPE_WATERFALL_FEED (spill_waterfall_feed_get_type ())
G_DECLARE_FINAL_TYPE (SpillWaterfallFeed, spill_waterfall_feed, SPILL, WATERFALL_FEED, GObject)

SpillWaterfallFeed *spill_waterfall_feed_new         (void);
void                spill_waterfall_feed_set_master  (SpillWaterfallFeed *self,
                                                      SpillMaster        *master); /* (nullable) */
void                spill_waterfall_feed_set_filter  (SpillWaterfallFeed *self,
                                                      const char         *filter);
SpillScale          spill_waterfall_feed_get_scale   (SpillWaterfallFeed *self);
void                spill_waterfall_feed_set_scale   (SpillWaterfallFeed *self,
                                                      SpillScale          scale);
void                spill_waterfall_feed_set_active  (SpillWaterfallFeed *self,
                                                      gboolean            is_active);
/* Columns of the picture that are in sight. */
void                spill_waterfall_feed_set_sight   (SpillWaterfallFeed *self,
                                                      guint               first,
                                                      guint               n);
/* Goes further back, if more is known than is shown. FALSE: it is not. */
gboolean            spill_waterfall_feed_show_more   (SpillWaterfallFeed *self);
/* (transfer none) (nullable) */
SpillPicture       *spill_waterfall_feed_get_picture (SpillWaterfallFeed *self);
/* Of a column of the picture. (transfer none) (nullable) gone since */
SpillBuilder       *spill_waterfall_feed_get_builder (SpillWaterfallFeed *self,
                                                      guint               column);
/* The column of a builder, -1 if it is not shown. */
int                 spill_waterfall_feed_find_column (SpillWaterfallFeed *self,
                                                      gint64              builder_id);
/* Builders that match the filter, and all. */
guint               spill_waterfall_feed_get_n_matches (SpillWaterfallFeed *self);

G_END_DECLS
