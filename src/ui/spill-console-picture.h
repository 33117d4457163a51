#pragma once

#include "layout/spill-console.h"
#include "ui/spill-board-feed.h"
#include "ui/spill-hold-set.h"
#include "ui/spill-look.h"

G_BEGIN_DECLS

/* A column of the picture: a builder, or a group of them. */
typedef struct
{
  int      group;         /* of the console */
  int      builder;       /* column of the console; -1: the group as a whole */
  gboolean is_folded;     /* a group whose builders are not shown */
} SpillConsoleSlot;

/* How many of a group's builders are in each state for one change. */
typedef struct
{
  guint     n;            /* that could have built it */
  guint     n_done;
  guint     n_bad;
  SpillLook worst;
} SpillConsoleSum;

/* SpillConsolePicture: a console with its columns laid side by side, group by group. With one group
 * there are only its builders. Main context only. */
typedef struct
{
  SpillConsole     *console;
  SpillConsoleSlot *slots;
  int               n_slots;
  GHashTable       *by_id;      /* of slot + 1 by pointer to the id */
  GHashTable       *changes;    /* of line + 1 by pointer to the change's id */
  gint64           *ids;        /* of each slot */
} SpillConsolePicture;

/* What the user wants of a group. */
enum
{
  SPILL_CONSOLE_UNFOLDED = 1,
  SPILL_CONSOLE_FOLDED,
};

/* @folds: of groups' names, GINT_TO_POINTER () of what is wanted; other groups are folded if all
 * builders together are too many. */
SpillConsolePicture *spill_console_picture_new      (SpillBoardFeed            *feed,
                                                     GHashTable                *folds,
                                                     guint                      n_changes);
void                 spill_console_picture_free     (SpillConsolePicture       *self);
/* -1: not there */
int                  spill_console_picture_find     (const SpillConsolePicture *self,
                                                     gint64                     id);
int                  spill_console_picture_find_change (const SpillConsolePicture *self,
                                                        gint64                  id);
gboolean             spill_console_picture_is_alike (const SpillConsolePicture *self,
                                                     const SpillConsolePicture *other);
/* Of a builder's slot. */
const SpillConsoleBox *spill_console_picture_get_box (const SpillConsolePicture *self,
                                                     int                        slot,
                                                     int                        line);
/* How a box of a builder's slot looks; FALSE: nothing is to be drawn. */
gboolean             spill_console_picture_get_look (const SpillConsolePicture *self,
                                                     int                        slot,
                                                     int                        line,
                                                     SpillLook                 *look);
/* Of a group's slot. */
void                 spill_console_picture_sum      (const SpillConsolePicture *self,
                                                     int                        slot,
                                                     int                        line,
                                                     SpillConsoleSum           *sum);
/* Holds what is to be known of the builders of @n slots from @first on. */
void                 spill_console_picture_hold     (const SpillConsolePicture *self,
                                                     SpillBoardFeed            *feed,
                                                     SpillHoldSet              *holds,
                                                     int                        first,
                                                     int                        n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillConsolePicture, spill_console_picture_free)

G_END_DECLS
