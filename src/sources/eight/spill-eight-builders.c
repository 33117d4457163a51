#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-source-private.h"

#include <string.h>

#include "model/spill-list.h"
#include "model/spill-request.h"
#include "model/spill-worker.h"

/* From plain values to the model's setters: the master itself, its workers and builders. */

#define MAX_WORKERS 10000
#define MAX_NEW     100     /* builds that a builder made since it was last asked */

void
spill_eight_apply_project (SpillEightSource         *self,
                           const SpillJson08Project *p)
{
  SpillMaster *master = spill_eight_master (self);

  self->has_project = TRUE;
  spill_master_set_title (master, p->title);
  spill_master_set_title_url (master, p->title_url);
  g_free (self->buildbot_url);
  self->buildbot_url = g_strdup (p->buildbot_url);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* In the order of their names, for that is all the order there is. */
static void
learn_builders (SpillEightSource *self,
                GPtrArray        *slaves)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < slaves->len; i++)
    for (char **name = ((SpillJson08Slave *) slaves->pdata[i])->builders; *name != NULL; name++)
      if (spill_eight_find (self, *name) == NULL)
        g_ptr_array_add (names, *name);
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    spill_eight_learn (self, names->pdata[i]);
}

/* @worker: (nullable): the one of that name */
static void
apply_slave (SpillEightSource       *self,
             SpillWorker            *worker,
             const SpillJson08Slave *s)
{
  SpillMaster *master = spill_eight_master (self);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (worker == NULL)
    worker = spill_master_add_worker (master, ++self->last_id, s->name);
  spill_worker_set_info (worker, s->admin, s->host, s->access_uri, s->version);
  spill_worker_set_connected (worker, s->is_connected);
  for (char **name = s->builders; *name != NULL; name++)
    {
      SpillEightBuilder *b = spill_eight_find (self, *name);
      gint64 id = b != NULL ? spill_builder_get_id (b->builder) : 0;

      if (b != NULL)
        g_array_append_val (ids, id);
    }
  spill_worker_set_builder_ids (worker, (const gint64 *) ids->data, ids->len);
}

void
spill_eight_apply_slaves (SpillEightSource *self,
                          GPtrArray        *slaves)
{
  SpillMaster *master = spill_eight_master (self);
  SpillList *workers = spill_master_get_workers (master);
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  learn_builders (self, slaves);
  for (guint i = 0; i < spill_list_get_length (workers); i++)
    {
      SpillWorker *worker = spill_list_peek (workers, i);

      g_hash_table_insert (known, (gpointer) spill_worker_get_name (worker), worker);
    }
  for (guint i = 0; i < MIN (slaves->len, MAX_WORKERS); i++)
    {
      const SpillJson08Slave *s = slaves->pdata[i];

      g_hash_table_add (names, s->name);
      apply_slave (self, g_hash_table_lookup (known, s->name), s);
    }
  for (guint i = spill_list_get_length (workers); i-- > 0;)
    {
      SpillWorker *worker = spill_list_peek (workers, i);

      if (!g_hash_table_contains (names, spill_worker_get_name (worker)))
        spill_master_remove_worker (master, spill_worker_get_id (worker));
    }
}

/* Builders */

static SpillBuilderState
state_of (const char *state)
{
  if (g_strcmp0 (state, "offline") == 0)
    return SPILL_BUILDER_OFFLINE;

  return g_strcmp0 (state, "building") == 0 ? SPILL_BUILDER_BUILDING : SPILL_BUILDER_IDLE;
}

/* Builds after those that are known: what began and ended between two polls is in the master's
 * memory only. */
void
spill_eight_want_new (SpillEightSource  *self,
                      SpillEightBuilder *b,
                      int                top)
{
  for (int number = MAX (b->newest + 1, top - MAX_NEW + 1); number <= top; number++)
    if (spill_builder_get_build (b->builder, number) == NULL)
      spill_eight_want (self, b, number);
  b->newest = MAX (b->newest, top);
}

static int
top_of (GArray *numbers)
{
  int top = -1;

  for (guint i = 0; i < numbers->len; i++)
    top = MAX (top, g_array_index (numbers, int, i));

  return top;
}

/* Those that nobody holds any more are not asked for. */
static void
forget_requests (SpillEightSource *self,
                 SpillBuilder     *builder)
{
  SpillList *waiting = spill_builder_get_requests (builder);

  for (guint i = spill_list_get_length (waiting); i-- > 0;)
    spill_master_remove_request (spill_eight_master (self),
                                 spill_request_get_id (spill_list_peek (waiting, i)));
}

void
spill_eight_apply_builder (SpillEightSource         *self,
                           const SpillJson08Builder *s)
{
  SpillEightBuilder *b = spill_eight_learn (self, s->name);
  int top = top_of (s->cached_builds);

  if (b == NULL)
    return;

  spill_builder_set_basedir (b->builder, s->basedir);
  spill_builder_set_tags (b->builder, (const char * const *) s->tags);
  spill_builder_set_schedulers (b->builder, (const char * const *) s->schedulers);
  spill_builder_set_state (b->builder, state_of (s->state));
  spill_builder_set_n_pending (b->builder, (guint) s->n_pending);
  if (s->n_pending == 0)
    forget_requests (self, b->builder);
  g_array_set_size (b->current, 0);
  g_array_append_vals (b->current, s->current_builds->data, s->current_builds->len);

  /* A memory that holds less than before is that of a master that was started anew. */
  if (top < b->cached_top)
    b->has_newest = FALSE;
  b->cached_top = top;
  if (b->has_newest)
    spill_eight_want_new (self, b, MAX (top, top_of (b->current)));
  for (guint i = 0; i < b->current->len; i++)
    {
      int number = g_array_index (b->current, int, i);

      if (spill_builder_get_build (b->builder, number) == NULL)
        spill_eight_want (self, b, number);
    }
}
