#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-told.h"

#include "sources/eight/spill-eight-source-private.h"

/* While somebody else tells what happens, questions are asked where something has: gathered for a
 * moment, so that a busy master is asked for much at once and not for each of it. */

#define LOOK_MS  500
#define MAX_LOOK 100   /* builders in one question */

void
spill_eight_set_url (SpillEightSource *self,
                     const char       *url)
{
  g_free (self->url);
  self->url = g_strdup (url);
}

void
spill_eight_set_pace_func (SpillEightSource *self,
                           SpillPaceFunc     func,
                           gpointer          data)
{
  spill_pace_set_func (&self->pace, func, data);
}

SpillBuilder *
spill_eight_add_builder (SpillMaster *master,
                         const char  *name)
{
  GQuark quark = g_quark_from_static_string ("spill-eight-last-builder");
  SpillBuilder *builder = spill_master_find_builder (master, name);
  gsize id = GPOINTER_TO_SIZE (g_object_get_qdata (G_OBJECT (master), quark)) + 1;

  if (builder != NULL)
    return builder;

  g_object_set_qdata (G_OBJECT (master), quark, GSIZE_TO_POINTER (id));
  return spill_master_add_builder (master, (gint64) id, name);
}

gboolean
spill_eight_is_ready (SpillEightSource *self)
{
  return self->phase == SPILL_EIGHT_READY;
}

gboolean
spill_eight_is_off (SpillEightSource *self)
{
  return self->phase == SPILL_EIGHT_OFF;
}

gboolean
spill_eight_is_down (SpillEightSource *self)
{
  return self->phase == SPILL_EIGHT_WAITING || self->phase == SPILL_EIGHT_STUCK;
}

gboolean
spill_eight_is_caught_up (SpillEightSource *self)
{
  return self->phase == SPILL_EIGHT_READY && self->n_syncing == 0 && self->n_to_catch == 0;
}

/**
 * spill_eight_catch_up:
 *
 * What the master says from now on about each of its builders is read, once; then the connection is
 * told to be polling, and spill_eight_is_caught_up().
 */
void
spill_eight_catch_up (SpillEightSource *self)
{
  if (self->phase != SPILL_EIGHT_READY)
    return;

  /* A question that is under way may have been answered before that. */
  self->n_to_catch = self->builders->len;
  if (self->n_syncing == 0)
    spill_eight_sync (self);
}

void
spill_eight_set_told (SpillEightSource *self,
                      gboolean          is_told)
{
  if (self->is_told == is_told)
    return;

  self->is_told = is_told;
  if (is_told)
    g_clear_handle_id (&self->poll_timer, g_source_remove);
  else
    spill_eight_catch_up (self);
}

static void
take_look (SpillEightSource *self,
           SpillEightItem   *item,
           gpointer          data)
{
  if (item->type == SPILL_EIGHT_ITEM_BUILDER)
    {
      SpillEightBuilder *b = spill_eight_find (self, item->builder->name);

      if (b != NULL)
        spill_eight_parts_look (self, b->builder);
    }
  if (item->type != SPILL_EIGHT_ITEM_END)
    return;

  self->seconds = item->seconds;
  if (item->failure != NULL)
    spill_eight_lost (self, item->failure);
}

static gboolean
on_look (gpointer user_data)
{
  SpillEightSource *self = user_data;
  GString *path = self->looks_at_slaves ? spill_eight_path_root () : spill_eight_path (NULL, NULL);
  SpillEightAsk ask = self->looks_at_slaves ? SPILL_EIGHT_ASK_ROOT : SPILL_EIGHT_ASK_BUILDERS;
  GHashTableIter iter;
  const char *name;
  guint n = 0;

  self->look_timer = 0;
  if (self->looks_at_slaves)
    spill_eight_path_select (path, NULL, "slaves");
  n += self->looks_at_slaves;
  self->looks_at_slaves = FALSE;
  g_hash_table_iter_init (&iter, self->looked);
  while (n < MAX_LOOK && g_hash_table_iter_next (&iter, (gpointer *) &name, NULL)
         && spill_eight_path_select (path, name, NULL))
    {
      g_hash_table_iter_remove (&iter);
      n++;
    }
  if (n > 0)
    spill_eight_ask (self, ask, path, NULL, take_look, NULL, NULL);
  else
    g_string_free (path, TRUE);
  spill_eight_ask_wanted (self, take_look);
  if (g_hash_table_size (self->looked) > 0)
    self->look_timer = g_timeout_add (LOOK_MS, on_look, self);
  return G_SOURCE_REMOVE;
}

/* A master that takes long for its answers is asked ever more seldom. */
static void
look_later (SpillEightSource *self)
{
  guint wait = MIN (LOOK_MS, self->limits.poll_min_ms);

  if (self->seconds * 1000 > self->limits.slow_ms)
    wait = MAX (wait, (guint) (self->seconds * 20000));
  if (self->look_timer == 0 && self->phase == SPILL_EIGHT_READY)
    self->look_timer = g_timeout_add (wait, on_look, self);
}

void
spill_eight_look (SpillEightSource *self,
                  const char       *builder)
{
  if (self->phase != SPILL_EIGHT_READY)
    return;

  g_hash_table_add (self->looked, g_strdup (builder));
  look_later (self);
}

void
spill_eight_look_at (SpillEightSource *self,
                     SpillBuild       *build)
{
  SpillBuilder *builder = spill_build_get_builder (build);
  SpillEightBuilder *b = builder != NULL ? spill_eight_find (self, spill_builder_get_name (builder)) : NULL;

  if (b == NULL || self->phase != SPILL_EIGHT_READY)
    return;

  spill_eight_want_later (self, b, (int) spill_build_get_number (build));
  look_later (self);
}

void
spill_eight_look_at_slaves (SpillEightSource *self)
{
  self->looks_at_slaves = TRUE;
  look_later (self);
}

void
spill_eight_look_stop (SpillEightSource *self)
{
  g_clear_handle_id (&self->look_timer, g_source_remove);
  g_hash_table_remove_all (self->looked);
  self->looks_at_slaves = FALSE;
}

void
spill_eight_forget (SpillEightSource *self,
                    const char       *builder)
{
  SpillEightBuilder *b = spill_eight_find (self, builder);

  if (b != NULL)
    spill_eight_unlearn (self, b);
}
