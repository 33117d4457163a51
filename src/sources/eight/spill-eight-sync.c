#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-source-private.h"

#include <glib/gi18n.h>

#include "model/spill-list.h"
#include "sources/eight/spill-eight-told.h"

/* The picture: who there is, in what state, and the newest build of each. What a question costs a
 * 0.8 master, which does nothing else meanwhile: 1.8 ms for the state of a builder, about as much
 * for a build. */

#define MAX_BUILDERS     4000   /* a master that says there are more is not believed */
#define BUILDERS_PER_GET 100
#define COST_PER_POLL    400    /* builders and builds: below a second */
#define POLLS_PER_ROUND  6      /* workers, and new builders, are asked for in one of so many */
#define STRAY_POLLS      3
#define SOON_MS          500

SpillEightBuilder *
spill_eight_find (SpillEightSource *self,
                  const char       *name)
{
  return name != NULL ? g_hash_table_lookup (self->by_name, name) : NULL;
}

SpillEightBuilder *
spill_eight_learn (SpillEightSource *self,
                   const char       *name)
{
  SpillEightBuilder *b = spill_eight_find (self, name);

  if (b != NULL || self->builders->len >= MAX_BUILDERS)
    return b;

  b = g_new0 (SpillEightBuilder, 1);
  b->name = g_strdup (name);
  b->builder = g_object_ref (spill_eight_add_builder (spill_eight_master (self), name));
  b->newest = b->next_older = b->cached_top = -1;
  b->current = g_array_new (FALSE, FALSE, sizeof (int));
  g_ptr_array_add (self->builders, b);
  g_hash_table_insert (self->by_name, b->name, b);
  return b;
}

void
spill_eight_unlearn (SpillEightSource  *self,
                     SpillEightBuilder *b)
{
  spill_master_remove_builder (spill_eight_master (self), spill_builder_get_id (b->builder));
  g_hash_table_remove (self->by_name, b->name);
  g_ptr_array_remove (self->builders, b);
}

void
spill_eight_builder_free (gpointer data)
{
  SpillEightBuilder *b = data;

  g_object_unref (b->builder);
  g_array_unref (b->current);
  g_free (b->name);
  g_free (b);
}

/* What has come to nothing ends the connection. */
static gboolean
has_failed (SpillEightSource *self,
            SpillEightItem   *item)
{
  self->seconds = MAX (self->seconds, item->seconds);
  if (item->failure == NULL)
    return FALSE;

  spill_eight_lost (self, item->failure);
  return TRUE;
}

static void
take_last (SpillEightSource *self,
           SpillEightItem   *item,
           gpointer          data)
{
  if (item->type == SPILL_EIGHT_ITEM_END && !has_failed (self, item) && --self->n_syncing == 0)
    spill_eight_ready (self);
}

static void
want_running (SpillEightSource *self)
{
  SpillList *running = spill_master_get_running (spill_eight_master (self));

  for (guint i = 0; spill_master_has_synced (spill_eight_master (self)) && i < spill_list_get_length (running); i++)
    {
      SpillBuild *build = spill_list_peek (running, i);
      SpillBuilder *builder = spill_build_get_builder (build);
      SpillEightBuilder *b = spill_eight_find (self, spill_builder_get_name (builder));

      if (b != NULL)
        spill_eight_want_later (self, b, (int) spill_build_get_number (build));
    }
}

static void
take_states (SpillEightSource *self,
             SpillEightItem   *item,
             gpointer          data)
{
  if (item->type != SPILL_EIGHT_ITEM_END || has_failed (self, item) || --self->n_syncing > 0)
    return;

  /* Running builds besides the newest of their builder, and what has become of those that ran. */
  want_running (self);
  self->n_syncing = spill_eight_ask_wanted (self, take_last);
  if (self->n_syncing == 0)
    spill_eight_ready (self);
}

/* All builders, and the newest build of each. */
static void
ask_states (SpillEightSource *self)
{
  guint i = 0;

  while (i < self->builders->len)
    {
      GString *path = spill_eight_path (NULL, NULL);
      guint n = 0;

      for (; i < self->builders->len && n < BUILDERS_PER_GET; i++, n++)
        {
          SpillEightBuilder *b = self->builders->pdata[i];
          gsize length = path->len;

          b->has_newest = FALSE;
          if (spill_eight_path_select (path, b->name, NULL)
              && spill_eight_path_select (path, b->name, "builds/-1"))
            continue;
          g_string_truncate (path, length);
          if (n > 0)
            break;
        }
      self->n_syncing++;
      spill_eight_ask (self, SPILL_EIGHT_ASK_BUILDERS, path, NULL, take_states, NULL, NULL);
    }
  if (self->n_syncing == 0)
    spill_eight_ready (self);
}

static void
take_names (SpillEightSource *self,
            SpillEightItem   *item,
            gpointer          data)
{
  if (item->type != SPILL_EIGHT_ITEM_END || has_failed (self, item))
    return;

  self->n_syncing--;
  ask_states (self);
}

static gboolean
is_master (SpillEightSource *self,
           SpillEightItem   *end)
{
  if (end->failure == NULL)
    return self->has_project;

  /* It answers, but with something else. */
  return end->failure->code != SPILL_ERROR_GONE && !end->is_strange;
}

static void
take_root (SpillEightSource *self,
           SpillEightItem   *item,
           gpointer          data)
{
  SpillMaster *master = spill_eight_master (self);

  if (item->type != SPILL_EIGHT_ITEM_END)
    return;
  if (!is_master (self, item))
    {
      spill_failure_free (item->failure);
      item->failure = spill_failure_new (SPILL_PROBLEM_NOT_A_MASTER, SPILL_ERROR_FAILED,
                                         _("%s answers, but not as a Buildbot master does. "
                                           "Perhaps the address is not complete."),
                                         spill_asker_get_host (self->asker));
    }
  if (has_failed (self, item))
    return;

  if (!spill_master_has_synced (master))
    spill_pace_tell (&self->pace, SPILL_CONNECTION_SYNCING);
  if (self->builders->len == 0)
    {
      spill_eight_ask (self, SPILL_EIGHT_ASK_BUILDERS, spill_eight_path (NULL, NULL), NULL,
                       take_names, NULL, NULL);
      return;
    }
  self->n_syncing--;
  ask_states (self);
}

/* What ran and does not any more, without ever having ended: the master was killed meanwhile. */
static void
end_strays (SpillEightSource *self)
{
  SpillList *running = spill_master_get_running (spill_eight_master (self));
  g_autoptr(GHashTable) before = g_steal_pointer (&self->strays);

  self->strays = g_hash_table_new (NULL, NULL);
  for (guint i = spill_list_get_length (running); i-- > 0;)
    {
      SpillBuild *build = spill_list_peek (running, i);
      SpillBuilder *builder = spill_build_get_builder (build);
      SpillEightBuilder *b = spill_eight_find (self, spill_builder_get_name (builder));
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (before, build)) + 1;
      gboolean is_current = b == NULL;

      for (guint k = 0; !is_current && k < b->current->len; k++)
        is_current = g_array_index (b->current, int, k) == (int) spill_build_get_number (build);
      if (is_current)
        continue;
      if (n < STRAY_POLLS)
        g_hash_table_insert (self->strays, build, GUINT_TO_POINTER (n));
      else
        spill_build_set_finished (build, spill_build_get_started (build), SPILL_RESULT_EXCEPTION);
    }
}

static void
take_poll (SpillEightSource *self,
           SpillEightItem   *item,
           gpointer          data)
{
  if (item->type != SPILL_EIGHT_ITEM_END || has_failed (self, item))
    return;

  if (self->n_to_catch > 0)
    {
      spill_eight_sync (self);
      return;
    }
  end_strays (self);
  self->n_syncing = spill_eight_ask_wanted (self, take_last);
  if (self->n_syncing == 0)
    spill_eight_ready (self);
}

static guint
select_running (SpillEightSource *self,
                GString          *path)
{
  SpillList *running = spill_master_get_running (spill_eight_master (self));
  guint n = 0;

  for (guint i = 0; i < spill_list_get_length (running) && n < COST_PER_POLL / 2; i++)
    {
      SpillBuild *build = spill_list_peek (running, i);
      g_autofree char *children = g_strdup_printf ("builds/%u", spill_build_get_number (build));

      if (spill_eight_path_select (path, spill_builder_get_name (spill_build_get_builder (build)),
                                   children))
        n++;
    }

  return n;
}

/* One question: running builds, and the states of as many builders as there is room for. */
static void
poll (SpillEightSource *self)
{
  gboolean is_round = self->n_polls % POLLS_PER_ROUND == 0;
  GString *path = is_round ? spill_eight_path_root () : spill_eight_path (NULL, NULL);
  guint cost;

  if (is_round)
    spill_eight_path_select (path, NULL, "slaves");
  cost = select_running (self, path);
  for (guint n = 0; n < self->builders->len && cost < COST_PER_POLL; n++, cost++)
    {
      SpillEightBuilder *b = self->builders->pdata[self->next_state % self->builders->len];

      if (!spill_eight_path_select (path, b->name, NULL) && n > 0)
        break;
      if (!b->has_newest && spill_eight_path_select (path, b->name, "builds/-1"))
        cost++;
      self->n_to_catch -= self->n_to_catch > 0;
      self->next_state = (self->next_state + 1) % self->builders->len;
    }

  self->n_syncing = 1;
  spill_eight_ask (self, is_round ? SPILL_EIGHT_ASK_ROOT : SPILL_EIGHT_ASK_BUILDERS, path, NULL,
                   take_poll, NULL, NULL);
}

/**
 * spill_eight_sync:
 *
 * Reads the picture, or what has changed in it; ends with spill_eight_ready() or
 * spill_eight_lost().
 */
void
spill_eight_sync (SpillEightSource *self)
{
  GString *path;

  spill_eight_sync_stop (self);
  self->seconds = 0;
  if (self->phase == SPILL_EIGHT_READY)
    {
      poll (self);
      return;
    }

  self->phase = SPILL_EIGHT_SYNCING;
  self->n_to_catch = 0;
  self->has_project = FALSE;
  self->n_syncing = 1;
  path = spill_eight_path_root ();
  spill_eight_path_select (path, NULL, "project");
  spill_eight_path_select (path, NULL, "slaves");
  spill_eight_ask (self, SPILL_EIGHT_ASK_ROOT, path, NULL, take_root, NULL, NULL);
}

void
spill_eight_sync_stop (SpillEightSource *self)
{
  g_clear_handle_id (&self->poll_timer, g_source_remove);
  self->n_syncing = 0;
}

static gboolean
on_poll (gpointer user_data)
{
  SpillEightSource *self = user_data;

  self->poll_timer = 0;
  self->n_polls++;
  spill_eight_sync (self);
  return G_SOURCE_REMOVE;
}

void
spill_eight_poll_later (SpillEightSource *self)
{
  SpillList *running = spill_master_get_running (spill_eight_master (self));
  guint wait = spill_pace_get_poll_ms (&self->pace, spill_list_get_length (running) > 0,
                                       self->seconds);

  g_clear_handle_id (&self->poll_timer, g_source_remove);
  if (!self->is_told)
    self->poll_timer = g_timeout_add (wait, on_poll, self);
}

void
spill_eight_poll_soon (SpillEightSource *self)
{
  if (self->phase != SPILL_EIGHT_READY || self->n_syncing > 0)
    return;

  g_clear_handle_id (&self->poll_timer, g_source_remove);
  self->poll_timer = g_timeout_add (MIN (SOON_MS, self->limits.poll_min_ms), on_poll, self);
}
