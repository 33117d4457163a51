#define G_LOG_DOMAIN "spillway-sources"

#include "sources/nine/spill-nine-source-private.h"

#include "model/spill-builder.h"

/* Builders: which are shown, and when one comes or goes. */

#define MAX_ASKS 50
#define DOUBT_MS 2000   /* a master that goes down says "stopped" of each builder and then closes */

void
spill_nine_apply_builder (SpillNineSource        *self,
                          const SpillNineBuilder *b)
{
  SpillBuilder *builder = spill_nine_find_builder (self, b->id);

  if (b->master_ids != NULL && b->master_ids->len == 0)
    {
      if (builder != NULL)
        spill_nine_id_set_add (self->doubtful, b->id);
      else
        spill_nine_id_set_add (self->strange, b->id);
    }
  else if (b->master_ids != NULL)
    {
      gint64 *last = g_memdup2 (&g_array_index (b->master_ids, gint64, 0), sizeof *last);

      g_hash_table_insert (self->builder_masters, g_memdup2 (&b->id, sizeof b->id), last);
      g_hash_table_remove (self->doubtful, &b->id);
      g_hash_table_remove (self->strange, &b->id);
      if (builder == NULL)
        builder = spill_master_add_builder (spill_nine_master (self), b->id, b->name);
    }
  if (builder == NULL)
    return;

  spill_builder_set_description (builder, b->description);
  if (b->tags != NULL)
    {
      spill_builder_set_tags (builder, (const char * const *) b->tags);
      spill_builder_set_category (builder, b->tags[0]);
    }
  if (self->has_all)
    spill_builder_set_known (builder);
}

static void
take_workers (SpillNineSource *self,
              SpillNineItem   *item,
              gpointer         data)
{
  if (item->type == SPILL_NINE_ITEM_PART)
    spill_nine_apply_part (self, item);
}

static void
take_new_builder (SpillNineSource *self,
                  SpillNineItem   *item,
                  gpointer         data)
{
  if (item->type == SPILL_NINE_ITEM_PART)
    {
      spill_nine_apply_part (self, item);
      return;
    }

  spill_nine_ask_things (self, SPILL_NINE_WORKER, spill_nine_path_new ("api/v2/workers"),
                         take_workers, NULL, NULL);
  if (self->phase == SPILL_NINE_READY)
    spill_nine_fill_begin (self);
}

void
spill_nine_ask_builder (SpillNineSource *self,
                        gint64           id)
{
  GString *path;

  /* A master that makes up builders is not asked about each. */
  if (g_hash_table_size (self->asks) >= MAX_ASKS)
    return;

  path = spill_nine_path_new ("api/v2/builders");
  spill_nine_path_add_id (path, id);
  spill_nine_ask_things (self, SPILL_NINE_BUILDER, path, take_new_builder, NULL, NULL);
}

/* A builder leaves when, connected and synced, its master is active and it has no master still. */
static void
remove_doubtful (SpillNineSource *self)
{
  GHashTableIter iter;
  gint64 *id;

  g_hash_table_iter_init (&iter, self->doubtful);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    {
      const gint64 *master = g_hash_table_lookup (self->builder_masters, id);

      if (master != NULL && !GPOINTER_TO_INT (g_hash_table_lookup (self->masters, master)))
        continue;

      spill_master_remove_builder (spill_nine_master (self), *id);
      spill_nine_id_set_add (self->strange, *id);
      g_hash_table_iter_remove (&iter);
    }
}

static void
take_doubtful (SpillNineSource *self,
               SpillNineItem   *item,
               gpointer         data)
{
  if (item->type == SPILL_NINE_ITEM_PART)
    spill_nine_apply_part (self, item);
  else if (item->failure == NULL && self->phase == SPILL_NINE_READY)
    remove_doubtful (self);
}

static void
take_doubtful_masters (SpillNineSource *self,
                       SpillNineItem   *item,
                       gpointer         data)
{
  if (item->type == SPILL_NINE_ITEM_PART)
    spill_nine_apply_part (self, item);
  else if (item->failure == NULL)
    spill_nine_ask_things (self, SPILL_NINE_BUILDER, spill_nine_path_new ("api/v2/builders"),
                           take_doubtful, NULL, NULL);
}

static gboolean
on_doubt (gpointer user_data)
{
  SpillNineSource *self = user_data;

  self->doubt_timer = 0;
  if (self->phase == SPILL_NINE_READY && g_hash_table_size (self->doubtful) > 0)
    spill_nine_ask_things (self, SPILL_NINE_MASTER, spill_nine_path_new ("api/v2/masters"),
                           take_doubtful_masters, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/**
 * spill_nine_check_doubtful:
 *
 * Looks, a little later, whether the builders that were stopped are gone for good.
 */
void
spill_nine_check_doubtful (SpillNineSource *self)
{
  if (g_hash_table_size (self->doubtful) == 0)
    return;

  g_clear_handle_id (&self->doubt_timer, g_source_remove);
  self->doubt_timer = g_timeout_add (DOUBT_MS, on_doubt, self);
}

/* A new builder is named by an event that tells little else. */
void
spill_nine_apply_builder_event (SpillNineSource *self,
                                SpillNineItem   *item)
{
  const SpillNineBuilder *b = item->entities[0];

  if (item->key.action == SPILL_NINE_ACTION_STOPPED)
    {
      if (spill_nine_find_builder (self, b->id) == NULL)
        return;
      spill_nine_id_set_add (self->doubtful, b->id);
      if (self->phase == SPILL_NINE_READY)
        spill_nine_check_doubtful (self);
    }
  else if (item->key.action == SPILL_NINE_ACTION_STARTED)
    {
      g_hash_table_remove (self->doubtful, &b->id);
      if (spill_nine_find_builder (self, b->id) == NULL)
        {
          g_hash_table_remove (self->strange, &b->id);
          spill_nine_ask_builder (self, b->id);
        }
    }
  else
    spill_nine_apply_builder (self, b);
}
