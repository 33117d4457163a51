#pragma once

#include "ui/spill-board-feed.h"

G_BEGIN_DECLS

/* SpillGridStamp: in words, what a line of the grid is named for. Texts are hostile. */
typedef struct
{
  const char *key;         /* of the build */
  gint64      id;          /* made of the key */
  char       *revision;    /* "4f2a91c"; " + 2" if there are more codebases */
  char       *branch;      /* "main · core/lib": branch, project and codebase; never NULL */
  char       *author;      /* never NULL */
  char       *comment;     /* first line; never NULL */
  char       *revlink;     /* (nullable) */
  double      when;        /* of the change; 0: not known */
} SpillGridStamp;

SpillGridStamp *spill_grid_stamp_new        (SpillBoardFeed         *feed,
                                             const SpillColumnBuild *build);
void            spill_grid_stamp_free       (SpillGridStamp         *self);
gboolean        spill_grid_stamp_equal      (const SpillGridStamp   *a,
                                             const SpillGridStamp   *b);
/* "revision 4f2a91c, main, by Ann: Fix it" */
char           *spill_grid_stamp_dup_spoken (const SpillGridStamp   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillGridStamp, spill_grid_stamp_free)

G_END_DECLS
