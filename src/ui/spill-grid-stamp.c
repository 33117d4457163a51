#include "ui/spill-grid-stamp.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/spill-change.h"
#include "ui/spill-cell-words.h"
#include "util/spill-plain.h"

#define MAX_CHARS 200

static gint64
hash (const char *key)
{
  guint64 value = 14695981039346656037u;   /* FNV-1a */

  for (const char *at = key; *at != '\0'; at++)
    value = (value ^ (guchar) *at) * 1099511628211u;
  /* 0 is what has no id. */
  return (gint64) (value != 0 ? value : 1);
}

static char *
dup_revision (const SpillColumnBuild *build)
{
  g_autofree char *first = spill_cell_words_dup_revision (build->n_stamps > 0
                                                          ? build->stamps[0].revision : NULL);
  gboolean is_patched = build->n_stamps > 0 && build->stamps[0].patch_hash != 0;

  if (build->n_stamps > 1)
    return g_strdup_printf ("%s + %u", first, build->n_stamps - 1);
  /* Translators: a revision with somebody's changes that are not committed */
  return is_patched ? g_strdup_printf (_("%s, patched"), first) : g_steal_pointer (&first);
}

static char *
dup_branch (const SpillColumnBuild *build)
{
  const SpillColumnStamp *stamp = build->n_stamps > 0 ? &build->stamps[0] : NULL;
  g_autoptr(GString) text = NULL;

  if (stamp == NULL)
    return g_strdup ("");
  text = g_string_new (stamp->branch != NULL && *stamp->branch != '\0' ? stamp->branch : "trunk");
  if (*stamp->project != '\0')
    g_string_append_printf (text, " · %s", stamp->project);
  if (*stamp->codebase != '\0' && strcmp (stamp->codebase, stamp->project) != 0)
    g_string_append_printf (text, "%s%s", *stamp->project != '\0' ? "/" : " · ", stamp->codebase);
  return spill_plain_one_line (text->str, MAX_CHARS);
}

static char *
dup_person (const char *person)
{
  g_autofree char *name = spill_person_short_name (person);

  return spill_plain_one_line (name, MAX_CHARS);
}

static SpillChangeFacts *
find_change (SpillBoardFeed         *feed,
             const SpillColumnBuild *build)
{
  /* The newest of several is what the revision is of. */
  for (guint i = build->n_changes; i > 0; i--)
    {
      const SpillColumnChange *change = &build->changes[i - 1];
      SpillChangeFacts *facts = spill_board_feed_find_change (feed, change->id, change->revision);

      if (facts != NULL)
        return facts;
    }
  return build->n_stamps > 0 ? spill_board_feed_find_change (feed, 0, build->stamps[0].revision) : NULL;
}

static char *
dup_first_line (const char *text)
{
  g_autofree char *line = g_strndup (text, strcspn (text, "\r\n"));

  return spill_plain_one_line (line, MAX_CHARS);
}

SpillGridStamp *
spill_grid_stamp_new (SpillBoardFeed         *feed,
                      const SpillColumnBuild *build)
{
  SpillGridStamp *self = g_new0 (SpillGridStamp, 1);
  SpillChangeFacts *change = find_change (feed, build);

  self->key = build->key;
  self->id = hash (build->key);
  self->revision = dup_revision (build);
  self->branch = dup_branch (build);
  if (change != NULL)
    {
      self->author = dup_person (change->author);
      self->comment = dup_first_line (change->comments);
      self->revlink = *change->revlink != '\0' ? g_strdup (change->revlink) : NULL;
      self->when = change->when;
    }
  else
    {
      self->author = build->people[0] != NULL ? dup_person (build->people[0]) : g_strdup ("");
      self->comment = g_strdup ("");
    }
  return self;
}

void
spill_grid_stamp_free (SpillGridStamp *self)
{
  g_free (self->revision);
  g_free (self->branch);
  g_free (self->author);
  g_free (self->comment);
  g_free (self->revlink);
  g_free (self);
}

gboolean
spill_grid_stamp_equal (const SpillGridStamp *a,
                        const SpillGridStamp *b)
{
  return strcmp (a->key, b->key) == 0 && strcmp (a->author, b->author) == 0
         && strcmp (a->comment, b->comment) == 0 && g_strcmp0 (a->revlink, b->revlink) == 0;
}

char *
spill_grid_stamp_dup_spoken (const SpillGridStamp *self)
{
  /* Translators: “revision 4f2a91c, main · core” */
  g_autofree char *what = g_strdup_printf (_("revision %s, %s"), self->revision, self->branch);
  g_autofree char *text = NULL;

  if (*self->author != '\0' && *self->comment != '\0')
    /* Translators: “revision 4f2a91c, main”, who wrote it, the first line of what they said */
    text = g_strdup_printf (_("%s, by %s: %s"), what, self->author, self->comment);
  else if (*self->author != '\0')
    /* Translators: “revision 4f2a91c, main”, who wrote it */
    text = g_strdup_printf (_("%s, by %s"), what, self->author);
  return spill_plain_one_line (text != NULL ? text : what, 2 * MAX_CHARS);
}
