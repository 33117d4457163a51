#pragma once

#include "layout/spill-columns.h"

G_BEGIN_DECLS

/* SpillBoardFeed: what grid and console are made of: the columns of the builders that are wanted, and
 * what is wanted. Watches the model only while it is active.
 *
 * Properties (notify): "master" (nullable), "filter" (words: of names and tags of builders),
 * "branch", "tag" (nullable: all).
 * Signal "updated": make the picture anew; soon after anything has changed, but not more often than
 * ten times a second. Columns are made in slices before it, so that no frame waits for all of them. */
#define SPILL_TYPE_BOARD_FEED (spill_board_feed_get_type ())
G_DECLARE_FINAL_TYPE (SpillBoardFeed, spill_board_feed, SPILL, BOARD_FEED, GObject)

SpillBoardFeed   *spill_board_feed_new          (void);
SpillMaster      *spill_board_feed_get_master   (SpillBoardFeed         *self);   /* (nullable) */
void              spill_board_feed_set_master   (SpillBoardFeed         *self,
                                                 SpillMaster            *master);
const char       *spill_board_feed_get_filter   (SpillBoardFeed         *self);
const char       *spill_board_feed_get_branch   (SpillBoardFeed         *self);
void              spill_board_feed_set_branch   (SpillBoardFeed         *self,
                                                 const char             *branch);
const char       *spill_board_feed_get_tag      (SpillBoardFeed         *self);
void              spill_board_feed_set_tag      (SpillBoardFeed         *self,
                                                 const char             *tag);
void              spill_board_feed_set_active   (SpillBoardFeed         *self,
                                                 gboolean                is_active);
/* FALSE: the first columns of this master are still being made. */
gboolean          spill_board_feed_is_ready     (SpillBoardFeed         *self);
/* Of builders that match, by name, as of the last "updated". (transfer full)
 * (element-type SpillColumn) */
GPtrArray        *spill_board_feed_get_columns  (SpillBoardFeed         *self);
/* (transfer full) (element-type SpillChangeFacts): newest first */
GPtrArray        *spill_board_feed_get_changes  (SpillBoardFeed         *self,
                                                 guint                   n);
/* NULL-terminated, or NULL for all: as queries want it. (transfer none) until it changes */
const char * const *spill_board_feed_get_branches (SpillBoardFeed       *self);
/* By number, else by revision. (transfer none) (nullable) */
SpillChangeFacts *spill_board_feed_find_change  (SpillBoardFeed         *self,
                                                 gint64                  id,
                                                 const char             *revision);   /* (nullable) */
/* Of a column, if it is still there. (transfer none) (nullable) */
SpillBuilder     *spill_board_feed_find_builder (SpillBoardFeed         *self,
                                                 const SpillColumn      *column);
SpillBuild       *spill_board_feed_find_build   (SpillBoardFeed         *self,
                                                 const SpillColumn      *column,
                                                 const SpillColumnBuild *build);
guint             spill_board_feed_get_n_builders (SpillBoardFeed       *self);   /* of the master */
/* What there is to choose from, by name: at most 500. (transfer full) */
GStrv             spill_board_feed_dup_branches (SpillBoardFeed         *self);
GStrv             spill_board_feed_dup_tags     (SpillBoardFeed         *self);

G_END_DECLS
