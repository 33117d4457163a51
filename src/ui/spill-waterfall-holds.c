#include "ui/spill-waterfall-holds.h"

/* Each idle turn asks for so many. */
#define PER_TURN 4
#define PARTS    (SPILL_PART_STEPS | SPILL_PART_CHANGES)

struct _SpillWaterfallHolds
{
  GHashTable *builds;     /* round in which each was in sight last, by SpillBuild (owned) */
  GHashTable *steps;      /* likewise, by SpillStep (owned) */
  GHashTable *builders;   /* likewise, by SpillBuilder (owned) */
  GPtrArray  *wanted;     /* builds, then steps, that are to be held yet */
  GPtrArray  *wanted_steps;
  guint       round;
  guint       idle_id;
};

SpillWaterfallHolds *
spill_waterfall_holds_new (void)
{
  SpillWaterfallHolds *self = g_new0 (SpillWaterfallHolds, 1);

  self->builds = g_hash_table_new (NULL, NULL);
  self->steps = g_hash_table_new (NULL, NULL);
  self->builders = g_hash_table_new (NULL, NULL);
  self->wanted = g_ptr_array_new_with_free_func (g_object_unref);
  self->wanted_steps = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

static void
hold (gpointer object)
{
  if (SPILL_IS_BUILD (object))
    spill_build_hold (object, PARTS);
  else if (SPILL_IS_STEP (object))
    spill_step_hold (object, SPILL_PART_LOGS);
  else
    spill_builder_hold (object, SPILL_PART_EXPECTATIONS);
}

static void
release (gpointer object)
{
  if (SPILL_IS_BUILD (object))
    spill_build_release (object, PARTS);
  else if (SPILL_IS_STEP (object))
    spill_step_release (object, SPILL_PART_LOGS);
  else
    spill_builder_release (object, SPILL_PART_EXPECTATIONS);
  g_object_unref (object);
}

/* Releasing may tell others, who look at what is held: first it goes from the list. */
static void
drop (GHashTable *table,
      guint       before)   /* rounds older than this */
{
  g_autoptr(GPtrArray) gone = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key, round;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &round))
    if (GPOINTER_TO_UINT (round) < before)
      {
        g_ptr_array_add (gone, key);
        g_hash_table_iter_remove (&iter);
      }
  for (guint i = 0; i < gone->len; i++)
    release (gone->pdata[i]);
}

void
spill_waterfall_holds_release (SpillWaterfallHolds *self)
{
  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_ptr_array_set_size (self->wanted, 0);
  g_ptr_array_set_size (self->wanted_steps, 0);
  drop (self->steps, G_MAXUINT);
  drop (self->builds, G_MAXUINT);
  drop (self->builders, G_MAXUINT);
}

void
spill_waterfall_holds_free (SpillWaterfallHolds *self)
{
  spill_waterfall_holds_release (self);
  g_hash_table_unref (self->builds);
  g_hash_table_unref (self->steps);
  g_hash_table_unref (self->builders);
  g_ptr_array_unref (self->wanted);
  g_ptr_array_unref (self->wanted_steps);
  g_free (self);
}

void
spill_waterfall_holds_begin (SpillWaterfallHolds *self)
{
  self->round++;
  g_ptr_array_set_size (self->wanted, 0);
  g_ptr_array_set_size (self->wanted_steps, 0);
}

static void
add_builder (SpillWaterfallHolds *self,
             SpillBuilder        *builder)
{
  if (!g_hash_table_contains (self->builders, builder))
    hold (g_object_ref (builder));
  g_hash_table_insert (self->builders, builder, GUINT_TO_POINTER (self->round));
}

static void
add (SpillWaterfallHolds *self,
     GHashTable          *held,
     GPtrArray           *wanted,
     gpointer             object)   /* (nullable) */
{
  if (object == NULL)
    return;
  if (g_hash_table_contains (held, object))
    g_hash_table_insert (held, object, GUINT_TO_POINTER (self->round));
  else
    g_ptr_array_add (wanted, g_object_ref (object));
}

void
spill_waterfall_holds_add_column (SpillWaterfallHolds *self,
                                  SpillWaterfallBoard *board,
                                  int                  column,
                                  double               top,
                                  double               bottom)
{
  SpillBoardCell cell = { column, 0 };
  SpillBuilder *builder = spill_waterfall_board_get_builder (board, &cell);
  const SpillColumnBuild *last = NULL;
  int n;
  int first = SPILL_BOARD_GET_CLASS (board)->find_rows (SPILL_BOARD (board), column, top, bottom, &n);

  if (builder == NULL)
    return;
  if (spill_list_get_length (spill_builder_get_running (builder)) > 0)
    add_builder (self, builder);
  for (int i = 0; i < n; i++)
    {
      const SpillPictureCell *it;

      cell.row = first + i;
      it = spill_waterfall_board_get_cell (board, &cell);
      if (spill_board_is_focusable (SPILL_BOARD (board), &cell))
        add (self, self->steps, self->wanted_steps, spill_waterfall_board_get_step (board, &cell));
      if (it->build != NULL && it->build != last)
        add (self, self->builds, self->wanted, spill_waterfall_board_get_build (board, &cell));
      last = it->build != NULL ? it->build : last;
    }
}

static gboolean
on_idle (gpointer user_data)
{
  SpillWaterfallHolds *self = user_data;

  for (guint i = 0; i < PER_TURN && self->wanted->len + self->wanted_steps->len > 0; i++)
    {
      GPtrArray *from = self->wanted->len > 0 ? self->wanted : self->wanted_steps;
      GHashTable *held = from == self->wanted ? self->builds : self->steps;
      g_autoptr(GObject) object = g_ptr_array_steal_index (from, 0);

      if (g_hash_table_contains (held, object))
        continue;
      g_hash_table_insert (held, g_object_ref (object), GUINT_TO_POINTER (self->round));
      hold (object);
    }
  if (self->wanted->len + self->wanted_steps->len > 0)
    return G_SOURCE_CONTINUE;
  self->idle_id = 0;
  return G_SOURCE_REMOVE;
}

/* Those looked at least recently go first; of one round, all. */
static void
limit (SpillWaterfallHolds *self,
       GHashTable          *held)
{
  for (guint before = self->round > 20 ? self->round - 20 : 0;
       before < self->round && g_hash_table_size (held) > SPILL_WATERFALL_MAX_HELD; before++)
    drop (held, before + 1);
}

void
spill_waterfall_holds_end (SpillWaterfallHolds *self)
{
  drop (self->builders, self->round);
  limit (self, self->steps);
  limit (self, self->builds);
  if (self->wanted->len + self->wanted_steps->len > 0 && self->idle_id == 0)
    self->idle_id = g_idle_add (on_idle, self);
}
