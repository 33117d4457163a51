#define G_LOG_DOMAIN "spillway-sources"

#include "sources/nine/spill-nine-parts-private.h"

#include <string.h>

#include "sources/spill-held.h"

/* Holds: what follows them and when they are fetched. The other files of parts know how. */

static guint
hold_hash (gconstpointer data)
{
  const SpillNineHold *hold = data;

  return g_direct_hash (hold->object) + hold->part;
}

static gboolean
hold_equal (gconstpointer a,
            gconstpointer b)
{
  const SpillNineHold *one = a;
  const SpillNineHold *other = b;

  return one->object == other->object && one->part == other->part;
}

SpillNineHold *
spill_nine_hold_ref (SpillNineHold *hold)
{
  g_ref_count_inc (&hold->refs);
  return hold;
}

void
spill_nine_hold_unref (gpointer data)
{
  SpillNineHold *hold = data;

  if (!g_ref_count_dec (&hold->refs))
    return;

  g_clear_handle_id (&hold->timer, g_source_remove);
  g_clear_pointer (&hold->durations, g_hash_table_unref);
  g_clear_pointer (&hold->changes, g_ptr_array_unref);
  g_clear_pointer (&hold->owners, g_strfreev);
  spill_failure_free (hold->failure);
  g_object_unref (hold->object);
  g_free (hold->path);
  g_free (hold);
}

gboolean
spill_nine_hold_is_released (SpillNineHold *hold)
{
  return hold->source == NULL;
}

SpillNineHold *
spill_nine_find_hold (SpillNineSource *self,
                      gpointer         object,
                      SpillParts       part)
{
  SpillNineHold key = { .object = object, .part = part };

  return g_hash_table_lookup (self->holds, &key);
}

GString *
spill_nine_entity_path (const char *collection,
                        gint64      id,
                        const char *children)
{
  GString *path = spill_nine_path_new ("api/v2");

  spill_nine_path_add (path, collection);
  spill_nine_path_add_id (path, id);
  if (children != NULL)
    spill_nine_path_add (path, children);

  return path;
}

static SpillPartState
get_state (SpillNineHold *hold)
{
  return spill_held_get_state (hold->object, hold->part);
}

static void
set_state (SpillNineHold  *hold,
           SpillPartState  state,
           const char     *error)
{
  spill_held_set_state (hold->object, hold->part, state, error);
}

void
spill_nine_hold_here (SpillNineHold *hold)
{
  set_state (hold, SPILL_PART_HERE, NULL);
}

typedef struct
{
  SpillNineHold *hold;
  SpillNineTake  take;
} HoldAsk;

static void
hold_ask_free (gpointer data)
{
  HoldAsk *ask = data;

  spill_nine_hold_unref (ask->hold);
  g_free (ask);
}

static void
take_for_hold (SpillNineSource *self,
               SpillNineItem   *item,
               gpointer         data)
{
  HoldAsk *ask = data;
  g_autoptr(GObject) object = g_object_ref (ask->hold->object);

  if (!spill_nine_hold_is_released (ask->hold))
    ask->take (self, item, ask->hold);
  else if (item->type == SPILL_NINE_ITEM_END && ask->hold->part == SPILL_PART_STEPS)
    spill_nine_fill_steps_done (self, item->seconds);
}

void
spill_nine_hold_ask (SpillNineHold *hold,
                     SpillNineKind  kind,
                     GString       *path,
                     SpillNineTake  take)
{
  HoldAsk *ask = g_new (HoldAsk, 1);

  *ask = (HoldAsk) { spill_nine_hold_ref (hold), take };
  hold->n_asks++;
  spill_nine_ask_things (hold->source, kind, path, take_for_hold, ask, hold_ask_free);
}

gboolean
spill_nine_hold_answered (SpillNineHold *hold,
                          SpillNineItem *item)
{
  if (item->failure != NULL && hold->failure == NULL)
    hold->failure = g_steal_pointer (&item->failure);
  if (--hold->n_asks > 0)
    return FALSE;

  if (hold->failure != NULL)
    {
      /* What is here stays when the master goes; it is fetched again when that comes back. */
      if (get_state (hold) != SPILL_PART_HERE
          || hold->failure->problem != SPILL_PROBLEM_UNREACHABLE)
        set_state (hold, SPILL_PART_FAILED, hold->failure->text);
      g_clear_pointer (&hold->failure, spill_failure_free);
      return FALSE;
    }
  if (hold->wants_again)
    {
      hold->wants_again = FALSE;
      spill_nine_hold_fetch (hold);
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_over (SpillNineHold *hold)
{
  return spill_held_is_over (hold->object);
}

static char *
dup_path (SpillNineHold *hold)
{
  gint64 id = 0;

  if (is_over (hold))
    return NULL;

  if (SPILL_IS_BUILD (hold->object))
    id = spill_build_get_id (SPILL_BUILD (hold->object));
  else if (SPILL_IS_STEP (hold->object))
    id = spill_step_get_id (SPILL_STEP (hold->object));
  else if (SPILL_IS_LOG (hold->object))
    id = spill_log_get_id (SPILL_LOG (hold->object));

  switch (hold->part)
    {
    case SPILL_PART_STEPS:
      return g_strdup_printf ("builds/%" G_GINT64_FORMAT "/steps/*/*", id);
    case SPILL_PART_PROPERTIES:
      return g_strdup_printf ("builds/%" G_GINT64_FORMAT "/properties/*", id);
    case SPILL_PART_LOGS:
      return g_strdup_printf ("steps/%" G_GINT64_FORMAT "/logs/*/*", id);
    case SPILL_PART_CONTENT:
      return g_strdup_printf ("logs/%" G_GINT64_FORMAT "/*", id);
    case SPILL_PART_CHANGES:
    case SPILL_PART_FORCE:
    case SPILL_PART_EXPECTATIONS:
    case SPILL_PART_STREAK:
    case SPILL_PART_REQUESTS:
      break;
    }

  return NULL;
}

/**
 * spill_nine_hold_fetch:
 *
 * Asks for a held part, whether or not it is here.
 */
void
spill_nine_hold_fetch (SpillNineHold *hold)
{
  if (hold->n_asks > 0)
    {
      hold->wants_again = TRUE;
      return;
    }

  switch (hold->part)
    {
    case SPILL_PART_STEPS:
      spill_nine_fetch_steps (hold);
      break;
    case SPILL_PART_PROPERTIES:
      spill_nine_fetch_properties (hold);
      break;
    case SPILL_PART_CHANGES:
      spill_nine_fetch_changes (hold);
      break;
    case SPILL_PART_LOGS:
      spill_nine_fetch_logs (hold);
      break;
    case SPILL_PART_CONTENT:
      spill_nine_fetch_content (hold);
      break;
    case SPILL_PART_FORCE:
      spill_nine_fetch_force (hold);
      break;
    case SPILL_PART_EXPECTATIONS:
      spill_nine_fetch_expectations (hold);
      break;
    case SPILL_PART_STREAK:
      spill_nine_fetch_streak (hold);
      break;
    case SPILL_PART_REQUESTS:
      spill_nine_fetch_requests (hold);
      break;
    }
}

/* Steps are what an overview asks for by the dozen: they are fetched one after the other. */
static void
fetch_in_turn (SpillNineHold *hold)
{
  if (hold->part == SPILL_PART_STEPS)
    spill_nine_fill_steps (hold->source, hold);
  else
    spill_nine_hold_fetch (hold);
}

/* First the events, then the state: so nothing falls between the two. */
void
spill_nine_hold_begin (SpillNineHold *hold)
{
  SpillNineSource *self = hold->source;

  if (self->phase != SPILL_NINE_READY)
    return;
  if (is_over (hold) && get_state (hold) == SPILL_PART_HERE)
    return;

  if (get_state (hold) != SPILL_PART_HERE)
    set_state (hold, SPILL_PART_LOADING, NULL);
  if (self->is_polling)
    {
      fetch_in_turn (hold);
      return;
    }

  if (hold->path == NULL)
    hold->path = dup_path (hold);
  if (hold->path == NULL || hold->is_subscribed)
    fetch_in_turn (hold);
  else
    {
      g_hash_table_insert (self->paths, g_strdup (hold->path), spill_nine_hold_ref (hold));
      spill_nine_client_subscribe (self->client, hold->path);
    }
}

void
spill_nine_parts_subscribed (SpillNineSource *self,
                             const char      *path)
{
  SpillNineHold *hold = g_hash_table_lookup (self->paths, path);

  if (hold == NULL)
    return;

  if (!spill_nine_hold_is_released (hold))
    {
      hold->is_subscribed = TRUE;
      fetch_in_turn (hold);
    }
  g_hash_table_remove (self->paths, path);
}

/* What is applied to the model may make others hold and release. */
GPtrArray *
spill_nine_dup_holds (SpillNineSource *self)
{
  GPtrArray *holds = g_ptr_array_new_with_free_func (spill_nine_hold_unref);
  GHashTableIter iter;
  SpillNineHold *hold;

  g_hash_table_iter_init (&iter, self->holds);
  while (g_hash_table_iter_next (&iter, (gpointer *) &hold, NULL))
    g_ptr_array_add (holds, spill_nine_hold_ref (hold));

  return holds;
}

static void
collect_held (GObject    *object,
              SpillParts  parts,
              gpointer    user_data)
{
  SpillNineSource *self = user_data;

  for (guint i = 0; i < SPILL_N_PARTS; i++)
    if ((parts & (1u << i)) && spill_nine_find_hold (self, object, 1u << i) == NULL)
      spill_nine_hold (SPILL_SOURCE (self), object, 1u << i);
}

/**
 * spill_nine_parts_begin:
 *
 * Connected (again): fetches everything that is held and may have changed since.
 */
void
spill_nine_parts_begin (SpillNineSource *self)
{
  g_autoptr(GPtrArray) holds = spill_nine_dup_holds (self);

  for (guint i = 0; i < holds->len; i++)
    {
      SpillNineHold *hold = holds->pdata[i];

      if (spill_nine_hold_is_released (hold))
        continue;
      hold->is_subscribed = FALSE;
      hold->wants_again = FALSE;
      hold->n_asks = 0;
      g_clear_pointer (&hold->failure, spill_failure_free);
      spill_nine_hold_begin (hold);
    }

  /* Held before this source began. */
  spill_master_foreach_held (spill_nine_master (self), collect_held, self);
}

/**
 * spill_nine_parts_poll:
 *
 * Without events: asks again for what is held and still changes.
 */
void
spill_nine_parts_poll (SpillNineSource *self)
{
  g_autoptr(GPtrArray) holds = spill_nine_dup_holds (self);

  for (guint i = 0; i < holds->len; i++)
    {
      SpillNineHold *hold = holds->pdata[i];

      if (spill_nine_hold_is_released (hold)
          || (SPILL_IS_BUILDER (hold->object) && hold->part != SPILL_PART_REQUESTS))
        continue;
      /* Once more after the end, for what came last. */
      if (hold->n_asks == 0 && (!is_over (hold) || hold->was_running))
        fetch_in_turn (hold);
      hold->was_running = !is_over (hold);
    }
}

/* The model's side */

void
spill_nine_hold (SpillSource *source,
                 GObject     *object,
                 SpillParts   parts)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (source);

  for (guint i = 0; i < SPILL_N_PARTS; i++)
    {
      SpillNineHold *hold;

      if (!(parts & (1u << i)) || spill_nine_find_hold (self, object, 1u << i) != NULL)
        continue;

      hold = g_new0 (SpillNineHold, 1);
      g_ref_count_init (&hold->refs);
      hold->source = self;
      hold->object = g_object_ref (object);
      hold->part = 1u << i;
      g_hash_table_add (self->holds, hold);
      spill_nine_hold_begin (hold);
    }
}

static gboolean
is_log_let_go (gpointer id,
               gpointer log,
               gpointer user_data)
{
  SpillNineSource *self = user_data;

  return spill_nine_find_hold (self, log, SPILL_PART_CONTENT) == NULL
         && spill_nine_find_hold (self, spill_log_get_step (log), SPILL_PART_LOGS) == NULL;
}

static void
let_go (SpillNineHold *hold)
{
  SpillNineSource *self = hold->source;

  hold->source = NULL;
  g_clear_handle_id (&hold->timer, g_source_remove);
  if (hold->part == SPILL_PART_LOGS || hold->part == SPILL_PART_CONTENT)
    g_hash_table_foreach_remove (self->logs, is_log_let_go, self);
  if (hold->path != NULL && self->client != NULL && self->socket != 0)
    spill_nine_client_unsubscribe (self->client, hold->path);
  /* What stays is as old as the release; held again, it is fetched again. */
  if (!is_over (hold) || get_state (hold) == SPILL_PART_LOADING)
    set_state (hold, SPILL_PART_UNKNOWN, NULL);
}

void
spill_nine_release (SpillSource *source,
                    GObject     *object,
                    SpillParts   parts)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (source);

  for (guint i = 0; i < SPILL_N_PARTS; i++)
    {
      SpillNineHold *hold;

      if (!(parts & (1u << i)))
        continue;
      hold = spill_nine_find_hold (self, object, 1u << i);
      if (hold == NULL)
        continue;

      spill_nine_hold_ref (hold);
      g_hash_table_remove (self->holds, hold);
      let_go (hold);
      spill_nine_hold_unref (hold);
    }
}

void
spill_nine_refresh (SpillSource *source,
                    GObject     *object,
                    SpillParts   parts)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (source);

  for (guint i = 0; i < SPILL_N_PARTS; i++)
    {
      SpillNineHold *hold = NULL;

      if (parts & (1u << i))
        hold = spill_nine_find_hold (self, object, 1u << i);
      if (hold == NULL || self->phase != SPILL_NINE_READY)
        continue;

      if (get_state (hold) != SPILL_PART_HERE)
        set_state (hold, SPILL_PART_LOADING, NULL);
      spill_nine_hold_fetch (hold);
    }
}

void
spill_nine_parts_init (SpillNineSource *self)
{
  self->holds = g_hash_table_new_full (hold_hash, hold_equal, spill_nine_hold_unref, NULL);
  self->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, spill_nine_hold_unref);
  self->logs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
spill_nine_parts_clear (SpillNineSource *self)
{
  GHashTableIter iter;
  SpillNineHold *hold;

  g_hash_table_iter_init (&iter, self->holds);
  while (g_hash_table_iter_next (&iter, (gpointer *) &hold, NULL))
    {
      hold->source = NULL;
      g_clear_handle_id (&hold->timer, g_source_remove);
    }
  g_hash_table_remove_all (self->holds);
  g_hash_table_remove_all (self->paths);
  g_hash_table_remove_all (self->logs);
}
