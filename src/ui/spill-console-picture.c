#include "ui/spill-console-picture.h"

#include <string.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "ui/spill-cell-words.h"

/* With more columns than so many, groups begin folded. */
#define MANY_COLUMNS 60
/* Of each builder so many builds are asked for what they contain. */
#define HELD_BUILDS 12
/* A folded group of more builders is summed up from what is known anyway. */
#define HELD_GROUP 20

static guint
count_all (const SpillConsole *console)
{
  guint n = 0;

  for (guint i = 0; i < console->n_groups; i++)
    n += console->groups[i].n_columns;
  return n;
}

static gboolean
is_folded (const SpillConsoleGroup *group,
           GHashTable              *folds,
           gboolean                 are_many)
{
  int fold = GPOINTER_TO_INT (g_hash_table_lookup (folds, group->name));

  return fold == SPILL_CONSOLE_FOLDED || (fold != SPILL_CONSOLE_UNFOLDED && are_many);
}

/* A builder has an id for each group it is in; a group has a negative one. */
static gint64
id_of (const SpillConsole     *console,
       const SpillConsoleSlot *slot)
{
  gint64 group = (gint64) g_str_hash (console->groups[slot->group].name);

  if (slot->builder < 0)
    return -1 - group;
  return (console->columns[slot->builder]->id << 24) ^ (group & 0xffffff) ^ ((gint64) 1 << 60);
}

static void
lay_out (SpillConsolePicture *self,
         GHashTable          *folds)
{
  const SpillConsole *console = self->console;
  guint n = count_all (console);
  gboolean are_many = n > MANY_COLUMNS;

  self->slots = g_new0 (SpillConsoleSlot, MAX (n + console->n_groups, 1));
  for (guint i = 0; i < console->n_groups; i++)
    {
      const SpillConsoleGroup *group = &console->groups[i];
      gboolean folded = console->n_groups > 1 && is_folded (group, folds, are_many);

      if (console->n_groups > 1)
        self->slots[self->n_slots++] = (SpillConsoleSlot) { (int) i, -1, folded };
      for (guint c = 0; c < group->n_columns && !folded; c++)
        self->slots[self->n_slots++] = (SpillConsoleSlot) { (int) i, (int) group->columns[c], FALSE };
    }
}

static void
index_places (SpillConsolePicture *self)
{
  self->ids = g_new0 (gint64, MAX (self->n_slots, 1));
  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->changes = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (int i = 0; i < self->n_slots; i++)
    {
      self->ids[i] = id_of (self->console, &self->slots[i]);
      g_hash_table_insert (self->by_id, &self->ids[i], GINT_TO_POINTER (i + 1));
    }
  for (guint i = 0; i < self->console->n_changes; i++)
    g_hash_table_insert (self->changes, &self->console->changes[i]->id, GUINT_TO_POINTER (i + 1));
}

SpillConsolePicture *
spill_console_picture_new (SpillBoardFeed *feed,
                           GHashTable     *folds,
                           guint           n_changes)
{
  SpillConsolePicture *self = g_new0 (SpillConsolePicture, 1);
  g_autoptr(GPtrArray) columns = spill_board_feed_get_columns (feed);
  g_autoptr(GPtrArray) changes = spill_board_feed_get_changes (feed, SPILL_CONSOLE_MAX_CHANGES);
  SpillConsoleQuery query = {
    .branches = spill_board_feed_get_branches (feed),
    .n_changes = n_changes,
    .by_time = TRUE,
  };

  self->console = spill_console_new (columns, changes, &query);
  lay_out (self, folds);
  index_places (self);
  return self;
}

void
spill_console_picture_free (SpillConsolePicture *self)
{
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->changes);
  g_free (self->ids);
  g_free (self->slots);
  spill_console_unref (self->console);
  g_free (self);
}

int
spill_console_picture_find (const SpillConsolePicture *self,
                            gint64                     id)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->by_id, &id)) - 1;
}

int
spill_console_picture_find_change (const SpillConsolePicture *self,
                                   gint64                     id)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->changes, &id)) - 1;
}

gboolean
spill_console_picture_is_alike (const SpillConsolePicture *self,
                                const SpillConsolePicture *other)
{
  if (self->n_slots != other->n_slots || self->console->n_changes != other->console->n_changes)
    return FALSE;
  for (int i = 0; i < self->n_slots; i++)
    {
      if (self->ids[i] != other->ids[i] || self->slots[i].is_folded != other->slots[i].is_folded
          || self->slots[i].group != other->slots[i].group
          || self->slots[i].builder != other->slots[i].builder)
        return FALSE;
    }
  for (guint i = 0; i < self->console->n_changes; i++)
    {
      if (self->console->changes[i]->id != other->console->changes[i]->id)
        return FALSE;
    }
  return TRUE;
}

static const SpillConsoleBox *
get_box (const SpillConsole *console,
         guint               column,
         int                 line)
{
  return &console->boxes[(guint) line * console->n_columns + column];
}

const SpillConsoleBox *
spill_console_picture_get_box (const SpillConsolePicture *self,
                               int                        slot,
                               int                        line)
{
  g_return_val_if_fail (self->slots[slot].builder >= 0, NULL);

  return get_box (self->console, (guint) self->slots[slot].builder, line);
}

/* Whether a build that nobody has looked into, or that is older than those known, may be the first with
 * the change. */
static gboolean
may_be_built (const SpillColumn      *column,
              const SpillChangeFacts *change)
{
  for (guint i = 0; i < column->n_builds; i++)
    {
      const SpillColumnBuild *build = column->builds[i];

      if (build->started < change->when)
        return FALSE;
      if (!build->has_changes)
        return TRUE;
    }
  return column->n_builds > 0 && column->builds[column->n_builds - 1]->number > 1;
}

static gboolean
get_look (const SpillConsole *console,
          guint               column,
          int                 line,
          SpillLook          *look)
{
  const SpillConsoleBox *box = get_box (console, column, line);

  switch (box->state)
    {
    case SPILL_CONSOLE_NOT_STARTED:
      *look = may_be_built (console->columns[column], console->changes[line]) ? SPILL_LOOK_UNKNOWN
                                                                              : SPILL_LOOK_PENDING;
      return TRUE;
    case SPILL_CONSOLE_FAILURE:
      *look = SPILL_LOOK_FAILURE;
      return TRUE;
    case SPILL_CONSOLE_FAILURE_AGAIN:
      *look = SPILL_LOOK_FAILURE_AGAIN;
      return TRUE;
    case SPILL_CONSOLE_RUNNING:
      *look = SPILL_LOOK_RUNNING;
      return TRUE;
    case SPILL_CONSOLE_SUCCESS:
    case SPILL_CONSOLE_WARNINGS:
    case SPILL_CONSOLE_EXCEPTION:
      *look = spill_look_of_result (box->build->result);
      return TRUE;
    case SPILL_CONSOLE_NOT_IN_BUILDER:
    case SPILL_CONSOLE_OFFLINE:
    default:
      return FALSE;
    }
}

gboolean
spill_console_picture_get_look (const SpillConsolePicture *self,
                                int                        slot,
                                int                        line,
                                SpillLook                 *look)
{
  g_return_val_if_fail (self->slots[slot].builder >= 0, FALSE);

  return get_look (self->console, (guint) self->slots[slot].builder, line, look);
}

/* How much a look matters in a sum. */
static int
weight_of (SpillLook look)
{
  static const int weights[SPILL_N_LOOKS] = {
    [SPILL_LOOK_FAILURE] = 9, [SPILL_LOOK_EXCEPTION] = 8, [SPILL_LOOK_FAILURE_AGAIN] = 7,
    [SPILL_LOOK_RUNNING] = 6, [SPILL_LOOK_WARNINGS] = 5, [SPILL_LOOK_SUCCESS] = 4,
    [SPILL_LOOK_RETRY] = 3, [SPILL_LOOK_CANCELLED] = 3, [SPILL_LOOK_SKIPPED] = 3,
    [SPILL_LOOK_UNKNOWN] = 2, [SPILL_LOOK_PENDING] = 1,
  };

  return weights[look];
}

void
spill_console_picture_sum (const SpillConsolePicture *self,
                           int                        slot,
                           int                        line,
                           SpillConsoleSum           *sum)
{
  const SpillConsoleGroup *group = &self->console->groups[self->slots[slot].group];

  *sum = (SpillConsoleSum) { .worst = SPILL_LOOK_PENDING };
  for (guint i = 0; i < group->n_columns; i++)
    {
      SpillLook look;

      if (!get_look (self->console, group->columns[i], line, &look))
        continue;
      sum->n++;
      if (look != SPILL_LOOK_PENDING && look != SPILL_LOOK_UNKNOWN)
        sum->n_done++;
      if (look == SPILL_LOOK_FAILURE || look == SPILL_LOOK_FAILURE_AGAIN || look == SPILL_LOOK_EXCEPTION)
        sum->n_bad++;
      if (weight_of (look) > weight_of (sum->worst))
        sum->worst = look;
    }
}

static void
hold_column (const SpillConsolePicture *self,
             SpillBoardFeed            *feed,
             SpillHoldSet              *holds,
             guint                      column,
             double                     oldest)
{
  SpillBuilder *builder = spill_board_feed_find_builder (feed, self->console->columns[column]);
  SpillList *builds = builder != NULL ? spill_builder_get_builds (builder) : NULL;
  gboolean reaches = FALSE;   /* back to before the oldest line */
  guint n = 0;

  for (guint i = 0; builds != NULL && i < spill_list_get_length (builds) && n < HELD_BUILDS; i++)
    {
      SpillBuild *build = spill_list_peek (builds, i);

      reaches = spill_build_get_started (build) < oldest;
      if (reaches)
        break;
      spill_hold_set_add_build (holds, build, SPILL_PART_CHANGES);
      n++;
    }
  if (n > 0 && n < HELD_BUILDS && !reaches && spill_builder_may_ask_older (builder))
    spill_builder_request_older (builder, HELD_BUILDS - n);
  if (builder != NULL && spill_list_get_length (spill_builder_get_running (builder)) > 0)
    spill_hold_set_add_builder (holds, builder, SPILL_PART_EXPECTATIONS);
}

/* Changes are only worth asking for that are newer than the oldest line. */
void
spill_console_picture_hold (const SpillConsolePicture *self,
                            SpillBoardFeed            *feed,
                            SpillHoldSet              *holds,
                            int                        first,
                            int                        n)
{
  const SpillConsole *console = self->console;
  double oldest = console->n_changes > 0 ? console->changes[console->n_changes - 1]->when : G_MAXDOUBLE;

  spill_hold_set_begin (holds);
  for (int i = MAX (first, 0); i < MIN (first + n, self->n_slots); i++)
    {
      const SpillConsoleSlot *slot = &self->slots[i];
      const SpillConsoleGroup *group = &console->groups[slot->group];

      if (slot->builder >= 0)
        hold_column (self, feed, holds, (guint) slot->builder, oldest);
      else if (slot->is_folded && group->n_columns <= HELD_GROUP)
        for (guint c = 0; c < group->n_columns; c++)
          hold_column (self, feed, holds, group->columns[c], oldest);
    }
  spill_hold_set_end (holds);
}
