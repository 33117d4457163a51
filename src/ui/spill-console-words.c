#include "ui/spill-console-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/spill-change.h"
#include "ui/spill-cell-card.h"
#include "ui/spill-cell-words.h"
#include "util/spill-format.h"
#include "util/spill-plain.h"

#define MAX_CHARS 120

char *
spill_console_words_dup_group (const SpillConsoleGroup *group)
{
  /* That is how 0.8 calls it, too. */
  return strcmp (group->name, "default") == 0 ? g_strdup (_("Without tag"))
                                              : spill_plain_one_line (group->name, MAX_CHARS);
}

char *
spill_console_words_dup_change (const SpillChangeFacts *change,
                                double                  now)
{
  g_autofree char *revision = spill_cell_words_dup_revision (change->revision);
  g_autofree char *person = spill_person_short_name (change->author);
  g_autofree char *who = spill_plain_one_line (person, MAX_CHARS);
  g_autofree char *ago = spill_format_ago (change->when, now);

  if (*who == '\0')
    return g_strdup_printf ("%s · %s", revision, ago);
  return g_strdup_printf ("%s · %s · %s", revision, who, ago);
}

char *
spill_console_words_dup_comment (const SpillChangeFacts *change)
{
  g_autofree char *line = g_strndup (change->comments, strcspn (change->comments, "\r\n"));

  return spill_plain_one_line (line, MAX_CHARS);
}

static char *
dup_short (const SpillChangeFacts *change)
{
  g_autofree char *revision = spill_cell_words_dup_revision (change->revision);
  g_autofree char *person = spill_person_short_name (change->author);
  g_autofree char *who = spill_plain_one_line (person, MAX_CHARS);

  if (*who == '\0')
    /* Translators: a change’s revision */
    return g_strdup_printf (_("change %s"), revision);
  /* Translators: a change’s revision, who made it */
  return g_strdup_printf (_("change %s by %s"), revision, who);
}

char *
spill_console_words_dup_change_spoken (const SpillChangeFacts *change,
                                       double                  now)
{
  g_autofree char *what = dup_short (change);
  g_autofree char *comment = spill_console_words_dup_comment (change);
  g_autofree char *branch = spill_plain_one_line (change->branch != NULL && *change->branch != '\0'
                                                  ? change->branch : "trunk", MAX_CHARS);
  g_autofree char *ago = spill_format_ago (change->when, now);

  /* Translators: “change 4f2a91c by Ann”, what she said, the branch, “12 min ago” */
  return g_strdup_printf (_("%s: %s, %s, %s"), what, comment, branch, ago);
}

static char *
dup_builder (const SpillColumn *column,
             double             now)
{
  g_autofree char *name = spill_plain_one_line (column->name, MAX_CHARS);
  g_autofree char *activity = spill_cell_words_dup_activity (column, now);

  /* Translators: a builder, how its last build went, what it is doing */
  return g_strdup_printf (_("%s, %s, %s"), name,
                          spill_look_word (spill_cell_words_look_of_column (column)), activity);
}

char *
spill_console_words_dup_cell (const SpillConsolePicture *picture,
                              int                        slot,
                              int                        line,
                              SpillBuild                *live,
                              double                     now)
{
  const SpillColumn *column = picture->console->columns[picture->slots[slot].builder];
  const SpillConsoleBox *box;
  g_autofree char *name = NULL;
  g_autofree char *change = NULL;
  g_autofree char *what = NULL;
  SpillLook look;

  if (line < 0)
    return dup_builder (column, now);
  box = spill_console_picture_get_box (picture, slot, line);
  name = spill_plain_one_line (column->name, MAX_CHARS);
  change = dup_short (picture->console->changes[line]);
  if (!spill_console_picture_get_look (picture, slot, line, &look))
    what = g_strdup (_("not built by it"));
  else if (box->build != NULL)
    what = spill_cell_words_dup_spoken (box->build, look, live, now);
  else
    what = g_strdup (look == SPILL_LOOK_UNKNOWN ? _("not known yet") : _("not built yet"));
  /* Translators: a builder, “change 4f2a91c by Ann”, the build and how it went */
  return g_strdup_printf (_("%s, %s, %s"), name, change, what);
}

static char *
dup_group_words (const SpillConsolePicture *picture,
                 int                        slot)
{
  const SpillConsoleGroup *group = &picture->console->groups[picture->slots[slot].group];
  g_autofree char *name = spill_console_words_dup_group (group);
  g_autofree char *n = g_strdup_printf (ngettext ("%u builder", "%u builders", group->n_columns),
                                        group->n_columns);

  /* Translators: a tag, “12 builders” */
  return picture->slots[slot].is_folded ? g_strdup_printf (_("%s, %s, folded"), name, n)
                                        : g_strdup_printf (_("%s, %s, unfolded"), name, n);
}

char *
spill_console_words_dup_sum (const SpillConsolePicture *picture,
                             int                        slot,
                             int                        line)
{
  const SpillConsoleGroup *group = &picture->console->groups[picture->slots[slot].group];
  SpillConsoleSum sum;
  g_autofree char *name = NULL;
  g_autofree char *change = NULL;
  g_autofree char *counts = NULL;

  if (line < 0)
    return dup_group_words (picture, slot);
  spill_console_picture_sum (picture, slot, line, &sum);
  name = spill_console_words_dup_group (group);
  change = dup_short (picture->console->changes[line]);
  /* Translators: builders that failed, that have built it, all that build it */
  counts = g_strdup_printf (_("%u failed, %u of %u built"), sum.n_bad, sum.n_done, sum.n);
  /* Translators: a tag, “change 4f2a91c by Ann”, “2 failed, 10 of 12 built” */
  return g_strdup_printf (_("%s, %s, %s"), name, change, counts);
}

SpillCard *
spill_console_words_make_card (const SpillChangeFacts *change,
                               double                  now)
{
  g_autofree char *title = dup_short (change);
  g_autofree char *ago = spill_format_ago (change->when, now);
  const char *card[] = { change->comments, ago, change->branch != NULL ? change->branch : "",
                         change->project, change->revision, NULL };

  return spill_cell_card_new (title, NULL, card, 0);
}
