#include "ui/spill-waterfall-holds.h"

/* Each idle turn asks for so many. */
#define PER_TURN 4
#define PARTS    (SPILL_PART_STEPS | SPILL_PART_CHANGES)

struct _SpillWaterfallHolds
{
  GHashTable *builds;     /* round in which each was in sight last, by SpillBuild (owned) */
  GHashTable *builders;   /* likewise, by SpillBuilder (owned) */
  GPtrArray  *wanted;     /* builds that are to be held yet */
  guint       round;
  guint       idle_id;
};

SpillWaterfallHolds *
spill_waterfall_holds_new (void)
{
  SpillWaterfallHolds *self = g_new0 (SpillWaterfallHolds, 1);

  self->builds = g_hash_table_new (NULL, NULL);
  self->builders = g_hash_table_new (NULL, NULL);
  self->wanted = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

static void
release_build (SpillBuild *build)
{
  spill_build_release (build, PARTS);
  g_object_unref (build);
}

static void
release_builder (SpillBuilder *builder)
{
  spill_builder_release (builder, SPILL_PART_EXPECTATIONS);
  g_object_unref (builder);
}

/* Releasing may tell others, who look at what is held: first it goes from the list. */
static void
drop (GHashTable *table,
      gboolean    is_build,
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
    {
      if (is_build)
        release_build (gone->pdata[i]);
      else
        release_builder (gone->pdata[i]);
    }
}

void
spill_waterfall_holds_release (SpillWaterfallHolds *self)
{
  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_ptr_array_set_size (self->wanted, 0);
  drop (self->builds, TRUE, G_MAXUINT);
  drop (self->builders, FALSE, G_MAXUINT);
}

void
spill_waterfall_holds_free (SpillWaterfallHolds *self)
{
  spill_waterfall_holds_release (self);
  g_hash_table_unref (self->builds);
  g_hash_table_unref (self->builders);
  g_ptr_array_unref (self->wanted);
  g_free (self);
}

void
spill_waterfall_holds_begin (SpillWaterfallHolds *self)
{
  self->round++;
  g_ptr_array_set_size (self->wanted, 0);
}

void
spill_waterfall_holds_add_builder (SpillWaterfallHolds *self,
                                   SpillBuilder        *builder)
{
  if (!g_hash_table_contains (self->builders, builder))
    spill_builder_hold (g_object_ref (builder), SPILL_PART_EXPECTATIONS);
  g_hash_table_insert (self->builders, builder, GUINT_TO_POINTER (self->round));
}

void
spill_waterfall_holds_add_build (SpillWaterfallHolds *self,
                                 SpillBuild          *build)
{
  if (g_hash_table_contains (self->builds, build))
    g_hash_table_insert (self->builds, build, GUINT_TO_POINTER (self->round));
  else
    g_ptr_array_add (self->wanted, g_object_ref (build));
}

static gboolean
on_idle (gpointer user_data)
{
  SpillWaterfallHolds *self = user_data;

  for (guint i = 0; i < PER_TURN && self->wanted->len > 0; i++)
    {
      g_autoptr(SpillBuild) build = g_ptr_array_steal_index (self->wanted, 0);

      if (g_hash_table_contains (self->builds, build))
        continue;
      g_hash_table_insert (self->builds, g_object_ref (build), GUINT_TO_POINTER (self->round));
      spill_build_hold (build, PARTS);
    }
  if (self->wanted->len > 0)
    return G_SOURCE_CONTINUE;
  self->idle_id = 0;
  return G_SOURCE_REMOVE;
}

void
spill_waterfall_holds_end (SpillWaterfallHolds *self)
{
  drop (self->builders, FALSE, self->round);
  /* Those looked at least recently go first; of one round, all. */
  for (guint before = self->round > 20 ? self->round - 20 : 0;
       before < self->round && g_hash_table_size (self->builds) > SPILL_WATERFALL_MAX_HELD; before++)
    drop (self->builds, TRUE, before + 1);
  if (self->wanted->len > 0 && self->idle_id == 0)
    self->idle_id = g_idle_add (on_idle, self);
}
