#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-parts-private.h"

#include <glib/gi18n.h>

/* Holds. A build comes whole or not at all, so all of its parts are asked for as one. */

static guint
hold_hash (gconstpointer data)
{
  const SpillEightHold *hold = data;

  return g_direct_hash (hold->object) + hold->part;
}

static gboolean
hold_equal (gconstpointer a,
            gconstpointer b)
{
  const SpillEightHold *one = a;
  const SpillEightHold *other = b;

  return one->object == other->object && one->part == other->part;
}

SpillEightHold *
spill_eight_hold_ref (SpillEightHold *hold)
{
  g_ref_count_inc (&hold->refs);
  return hold;
}

void
spill_eight_hold_unref (gpointer data)
{
  SpillEightHold *hold = data;

  if (!g_ref_count_dec (&hold->refs))
    return;

  g_clear_pointer (&hold->ranges, g_array_unref);
  g_object_unref (hold->object);
  g_free (hold);
}

SpillEightHold *
spill_eight_find_hold (SpillEightSource *self,
                       gpointer          object,
                       SpillParts        part)
{
  SpillEightHold key = { .object = object, .part = part };

  return g_hash_table_lookup (self->holds, &key);
}

void
spill_eight_hold_set (SpillEightHold *hold,
                      SpillPartState  state,
                      const char     *error)
{
  spill_held_set_state (hold->object, hold->part, state, error);
}

static SpillBuild *
build_of (SpillEightHold *hold)
{
  return SPILL_IS_STEP (hold->object) ? spill_step_get_build (SPILL_STEP (hold->object))
                                      : SPILL_BUILD (hold->object);
}

/* The build is here, and as fresh as the polls are, or comes with others. */
static void
fetch_build (SpillEightHold *hold,
             gboolean        is_refresh)
{
  SpillEightSource *self = hold->source;
  SpillBuild *build = build_of (hold);
  SpillEightBuilder *b;

  if (build == NULL || spill_build_get_builder (build) == NULL)
    return;
  if (spill_eight_is_whole (build) && (!is_refresh || spill_build_is_finished (build)))
    {
      spill_eight_hold_set (hold, SPILL_PART_HERE, NULL);
      return;
    }

  b = spill_eight_find (self, spill_builder_get_name (spill_build_get_builder (build)));
  if (b == NULL)
    return;
  if (spill_held_get_state (hold->object, hold->part) != SPILL_PART_HERE)
    spill_eight_hold_set (hold, SPILL_PART_LOADING, NULL);
  spill_eight_want (self, b, (int) spill_build_get_number (build));
}

static void
fetch (SpillEightHold *hold,
       gboolean        is_refresh)
{
  if (hold->source->phase != SPILL_EIGHT_READY)
    return;

  if (SPILL_IS_LOG (hold->object))
    spill_eight_fetch_log (hold);
  else if (SPILL_IS_BUILDER (hold->object))
    spill_eight_fetch_builder (hold);
  else
    fetch_build (hold, is_refresh);
}

/* What is applied to the model may make others hold and release. */
static GPtrArray *
dup_holds (SpillEightSource *self)
{
  GPtrArray *holds = g_ptr_array_new_with_free_func (spill_eight_hold_unref);
  GHashTableIter iter;
  SpillEightHold *hold;

  g_hash_table_iter_init (&iter, self->holds);
  while (g_hash_table_iter_next (&iter, (gpointer *) &hold, NULL))
    g_ptr_array_add (holds, spill_eight_hold_ref (hold));

  return holds;
}

static void
collect_held (GObject    *object,
              SpillParts  parts,
              gpointer    user_data)
{
  SpillEightSource *self = user_data;

  for (guint i = 0; i < SPILL_N_PARTS; i++)
    if ((parts & (1u << i)) && spill_eight_find_hold (self, object, 1u << i) == NULL)
      spill_eight_hold (SPILL_SOURCE (self), object, 1u << i);
}

/**
 * spill_eight_parts_begin:
 *
 * Connected (again): fetches everything that is held and may have changed since.
 */
void
spill_eight_parts_begin (SpillEightSource *self)
{
  g_autoptr(GPtrArray) holds = dup_holds (self);

  for (guint i = 0; i < holds->len; i++)
    {
      SpillEightHold *hold = holds->pdata[i];

      if (hold->source != NULL
          && !(spill_held_is_over (hold->object)
               && spill_held_get_state (hold->object, hold->part) == SPILL_PART_HERE))
        fetch (hold, TRUE);
    }

  /* Held before this source began. */
  spill_master_foreach_held (spill_eight_master (self), collect_held, self);
}

/* Builds that run come with each poll. */
void
spill_eight_parts_poll (SpillEightSource *self)
{
  g_autoptr(GPtrArray) holds = dup_holds (self);

  for (guint i = 0; i < holds->len; i++)
    {
      SpillEightHold *hold = holds->pdata[i];

      if (hold->source != NULL && SPILL_IS_BUILDER (hold->object)
          && hold->part != SPILL_PART_FORCE)
        fetch (hold, TRUE);
    }
}

void
spill_eight_parts_look (SpillEightSource *self,
                        SpillBuilder     *builder)
{
  static const SpillParts parts[] = { SPILL_PART_REQUESTS, SPILL_PART_EXPECTATIONS, SPILL_PART_STREAK };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      SpillEightHold *hold = spill_eight_find_hold (self, builder, parts[i]);

      if (hold != NULL)
        fetch (hold, TRUE);
    }
}

/* Questions were forgotten; what is here stays. */
void
spill_eight_parts_lost (SpillEightSource *self)
{
  GHashTableIter iter;
  SpillEightHold *hold;

  g_hash_table_iter_init (&iter, self->holds);
  while (g_hash_table_iter_next (&iter, (gpointer *) &hold, NULL))
    {
      hold->question = 0;
      hold->reread = 0;
      g_clear_pointer (&hold->ranges, g_array_unref);
    }
}

void
spill_eight_parts_build (SpillEightSource *self,
                         SpillBuild       *build)
{
  static const SpillParts parts[] = { SPILL_PART_STEPS, SPILL_PART_PROPERTIES, SPILL_PART_CHANGES };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      SpillEightHold *hold = spill_eight_find_hold (self, build, parts[i]);

      if (hold == NULL || spill_held_get_state (build, parts[i]) != SPILL_PART_LOADING)
        continue;
      if (spill_eight_is_whole (build))
        spill_eight_hold_set (hold, SPILL_PART_HERE, NULL);
      else
        spill_eight_hold_set (hold, SPILL_PART_FAILED,
                              _("The master does not have this build any more."));
    }
}

void
spill_eight_parts_older (SpillEightSource *self,
                         SpillBuilder     *builder)
{
  SpillEightHold *hold = spill_eight_find_hold (self, builder, SPILL_PART_STREAK);

  if (hold != NULL)
    spill_eight_streak_grown (hold);
}

/* The model's side */

void
spill_eight_hold (SpillSource *source,
                  GObject     *object,
                  SpillParts   parts)
{
  SpillEightSource *self = SPILL_EIGHT_SOURCE (source);

  for (guint i = 0; i < SPILL_N_PARTS; i++)
    {
      SpillEightHold *hold;

      if (!(parts & (1u << i)) || spill_eight_find_hold (self, object, 1u << i) != NULL)
        continue;

      hold = g_new0 (SpillEightHold, 1);
      g_ref_count_init (&hold->refs);
      hold->source = self;
      hold->object = g_object_ref (object);
      hold->part = 1u << i;
      g_hash_table_add (self->holds, hold);
      fetch (hold, FALSE);
    }
}

void
spill_eight_release (SpillSource *source,
                     GObject     *object,
                     SpillParts   parts)
{
  SpillEightSource *self = SPILL_EIGHT_SOURCE (source);

  for (guint i = 0; i < SPILL_N_PARTS; i++)
    {
      SpillEightHold *hold = NULL;

      if (parts & (1u << i))
        hold = spill_eight_find_hold (self, object, 1u << i);
      if (hold == NULL)
        continue;

      spill_eight_hold_ref (hold);
      g_hash_table_remove (self->holds, hold);
      if (SPILL_IS_LOG (object))
        spill_eight_drop_log (hold);
      hold->source = NULL;
      if (spill_held_get_state (object, hold->part) == SPILL_PART_LOADING)
        spill_eight_hold_set (hold, SPILL_PART_UNKNOWN, NULL);
      spill_eight_hold_unref (hold);
    }
}

void
spill_eight_refresh (SpillSource *source,
                     GObject     *object,
                     SpillParts   parts)
{
  SpillEightSource *self = SPILL_EIGHT_SOURCE (source);

  for (guint i = 0; i < SPILL_N_PARTS; i++)
    {
      SpillEightHold *hold = NULL;

      if (parts & (1u << i))
        hold = spill_eight_find_hold (self, object, 1u << i);
      if (hold != NULL)
        fetch (hold, TRUE);
    }
}

void
spill_eight_parts_init (SpillEightSource *self)
{
  self->holds = g_hash_table_new_full (hold_hash, hold_equal, spill_eight_hold_unref, NULL);
  self->requests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
spill_eight_parts_clear (SpillEightSource *self)
{
  GHashTableIter iter;
  SpillEightHold *hold;

  g_hash_table_iter_init (&iter, self->holds);
  while (g_hash_table_iter_next (&iter, (gpointer *) &hold, NULL))
    hold->source = NULL;
  g_hash_table_remove_all (self->holds);
}
