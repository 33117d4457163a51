#pragma once

#include <gtk/gtk.h>

#include "ui/spill-card.h"
#include "ui/spill-console-picture.h"

G_BEGIN_DECLS

/* What cells of the console say. Texts are (transfer full), one line, plain. */

/* "linux": builders without a tag have none */
char      *spill_console_words_dup_group         (const SpillConsoleGroup   *group);
/* "4f2a91c · Ann · 12 min ago" */
char      *spill_console_words_dup_change        (const SpillChangeFacts    *change,
                                                  double                     now);
char      *spill_console_words_dup_comment       (const SpillChangeFacts    *change);
/* "change 4f2a91c on main, by Ann: Fix it, 12 min ago" */
char      *spill_console_words_dup_change_spoken (const SpillChangeFacts    *change,
                                                  double                     now);
/* @line -1: the builder alone */
char      *spill_console_words_dup_cell          (const SpillConsolePicture *picture,
                                                  int                        slot,
                                                  int                        line,
                                                  SpillBuild                *live,   /* (nullable) */
                                                  double                     now);
/* "linux, change 4f2a91c by Ann, 2 failed, 10 of 12 built"; @line -1: the group alone */
char      *spill_console_words_dup_sum           (const SpillConsolePicture *picture,
                                                  int                        slot,
                                                  int                        line);
SpillCard *spill_console_words_make_card         (const SpillChangeFacts    *change,
                                                  double                     now);

G_END_DECLS
