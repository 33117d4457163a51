#include "ui/spill-hold-set.h"

struct _SpillHoldSet
{
  GHashTable *held;      /* of Held by object */
  GPtrArray  *order;     /* borrowed objects, as they were said */
  gboolean    is_open;   /* between begin and end */
};

typedef struct
{
  GObject    *object;
  SpillParts  parts;
  SpillParts  wanted;
} Held;

static void
change (Held       *held,
        SpillParts  wanted)
{
  SpillParts more = wanted & ~held->parts, less = held->parts & ~wanted;

  held->parts = wanted;
  if (SPILL_IS_BUILDER (held->object))
    {
      if (more != 0)
        spill_builder_hold (SPILL_BUILDER (held->object), more);
      if (less != 0)
        spill_builder_release (SPILL_BUILDER (held->object), less);
      return;
    }
  if (more != 0)
    spill_build_hold (SPILL_BUILD (held->object), more);
  if (less != 0)
    spill_build_release (SPILL_BUILD (held->object), less);
}

static void
held_free (gpointer data)
{
  Held *held = data;

  change (held, 0);
  g_object_unref (held->object);
  g_free (held);
}

SpillHoldSet *
spill_hold_set_new (void)
{
  SpillHoldSet *self = g_new0 (SpillHoldSet, 1);

  self->held = g_hash_table_new_full (NULL, NULL, NULL, held_free);
  self->order = g_ptr_array_new ();
  return self;
}

void
spill_hold_set_free (SpillHoldSet *self)
{
  g_hash_table_unref (self->held);
  g_ptr_array_unref (self->order);
  g_free (self);
}

/**
 * spill_hold_set_begin:
 * @self: a set
 *
 * Begins to say what is wanted from now on. Nothing is held or released before the end.
 */
void
spill_hold_set_begin (SpillHoldSet *self)
{
  GHashTableIter iter;
  gpointer held;

  g_return_if_fail (!self->is_open);

  self->is_open = TRUE;
  g_ptr_array_set_size (self->order, 0);
  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, NULL, &held))
    ((Held *) held)->wanted = 0;
}

static void
add (SpillHoldSet *self,
     gpointer      object,
     SpillParts    parts)
{
  Held *held = g_hash_table_lookup (self->held, object);

  g_return_if_fail (self->is_open);

  if (parts == 0)
    return;
  if (held == NULL)
    {
      held = g_new0 (Held, 1);
      held->object = g_object_ref (object);
      g_hash_table_insert (self->held, object, held);
    }
  if (held->wanted == 0)
    g_ptr_array_add (self->order, object);
  held->wanted |= parts;
}

void
spill_hold_set_add_builder (SpillHoldSet *self,
                            SpillBuilder *builder,
                            SpillParts    parts)
{
  g_return_if_fail (SPILL_IS_BUILDER (builder));

  add (self, builder, parts);
}

void
spill_hold_set_add_build (SpillHoldSet *self,
                          SpillBuild   *build,
                          SpillParts    parts)
{
  g_return_if_fail (SPILL_IS_BUILD (build));

  add (self, build, parts);
}

static gboolean
is_unwanted (gpointer key,
             gpointer value,
             gpointer user_data)
{
  return ((Held *) value)->wanted == 0;
}

/**
 * spill_hold_set_end:
 * @self: a set
 *
 * Releases what was not said again, then holds what is new in the order it was said: masters are asked
 * in that order.
 */
void
spill_hold_set_end (SpillHoldSet *self)
{
  g_return_if_fail (self->is_open);

  self->is_open = FALSE;
  g_hash_table_foreach_remove (self->held, is_unwanted, NULL);
  for (guint i = 0; i < self->order->len; i++)
    {
      Held *held = g_hash_table_lookup (self->held, self->order->pdata[i]);

      change (held, held->wanted);
    }
  g_ptr_array_set_size (self->order, 0);
}

gboolean
spill_hold_set_is_loading (SpillHoldSet *self)
{
  GHashTableIter iter;
  gpointer object, held;

  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, &object, &held))
    {
      SpillPartState state;

      if (!SPILL_IS_BUILD (object) || (((Held *) held)->parts & SPILL_PART_CHANGES) == 0)
        continue;
      state = spill_build_get_part_state (SPILL_BUILD (object), SPILL_PART_CHANGES);
      if (state == SPILL_PART_UNKNOWN || state == SPILL_PART_LOADING)
        return TRUE;
    }
  return FALSE;
}
