#define G_LOG_DOMAIN "spillway-web"

#include "web/spill-page-cache.h"

#include <glib/gi18n.h>

#include "web/spill-web-worker.h"

/* Beside taking connections: what draws windows and applies what masters say comes first. */
#define PRIORITY 134

const SpillPageCacheLimits spill_page_cache_default_limits = {
  .bytes = 32 * 1024 * 1024,
  .making = 64,
  .asking = 1000,
};

struct _SpillPageCache
{
  GObject               parent_instance;

  SpillPages           *pages;
  SpillWebWorker       *worker;
  SpillPageCacheLimits  limits;
  GHashTable           *entries;   /* (element-type utf8 GList): key -> link in order */
  GQueue                order;     /* of SpillPageEntry, the one used last first */
  gsize                 bytes;
  GHashTable           *making;    /* (element-type utf8 Making): by key; not owned */
  guint                 n_making;
  guint                 n_asking;
  guint                 n_made;
};

/* A page that is being made. */
typedef struct
{
  SpillPageCache *cache;
  SpillPageJob   *job;
  SpillPageEntry *entry;         /* (nullable): only to be compressed */
  GPtrArray      *tasks;         /* of GTask: who waits for it */
  SpillPageJob   *next_job;      /* (nullable): the same page, newer; made after this one */
  GPtrArray      *next_tasks;    /* who waits for that */
  gboolean        gzip;
  gboolean        next_gzip;
  gboolean        is_collected;
} Making;

G_DEFINE_FINAL_TYPE (SpillPageCache, spill_page_cache, G_TYPE_OBJECT)

static void collect (Making *making);

/* What is kept */

static void
forget (SpillPageCache *self,
        GList          *link)
{
  g_autoptr(SpillPageEntry) entry = link->data;

  self->bytes -= spill_page_entry_size (entry);
  g_hash_table_remove (self->entries, entry->key);
  g_queue_delete_link (&self->order, link);
}

static void
keep (SpillPageCache *self,
      SpillPageEntry *entry)
{
  gsize size = spill_page_entry_size (entry);
  GList *link = g_hash_table_lookup (self->entries, entry->key);

  if (link != NULL)
    forget (self, link);
  /* One page does not push all others out. */
  if (size > self->limits.bytes / 2)
    return;

  g_queue_push_head (&self->order, spill_page_entry_ref (entry));
  g_hash_table_insert (self->entries, entry->key, self->order.head);
  self->bytes += size;
  while (self->bytes > self->limits.bytes)
    forget (self, self->order.tail);
}

/**
 * spill_page_cache_find:
 * @self: a cache
 * @job: a job that was just prepared
 *
 * Returns: (transfer none) (nullable): its page, if that is kept and still what would be made now
 */
SpillPageEntry *
spill_page_cache_find (SpillPageCache *self,
                       SpillPageJob   *job)
{
  const char *key = spill_page_job_get_key (job);
  GList *link = key != NULL ? g_hash_table_lookup (self->entries, key) : NULL;
  SpillPageEntry *entry = link != NULL ? link->data : NULL;

  if (entry == NULL || g_strcmp0 (entry->version, spill_page_job_get_version (job)) != 0)
    return NULL;

  g_queue_unlink (&self->order, link);
  g_queue_push_head_link (&self->order, link);
  return entry;
}

/* The making */

static Making *
making_new (SpillPageCache *self,
            SpillPageJob   *job)
{
  Making *making = g_new0 (Making, 1);
  const char *key = spill_page_job_get_key (job);

  making->cache = g_object_ref (self);
  making->job = spill_page_job_ref (job);
  making->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  making->next_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  if (key != NULL)
    g_hash_table_insert (self->making, g_strdup (key), making);
  self->n_making++;

  return making;
}

/* Returns: (transfer full): what has to be made next */
static Making *
making_end (Making *making)
{
  SpillPageCache *self = making->cache;
  const char *key = spill_page_job_get_key (making->job);
  Making *next = NULL;

  self->n_making--;
  if (key != NULL)
    g_hash_table_remove (self->making, key);
  if (making->next_job != NULL)
    {
      next = making_new (self, making->next_job);
      next->gzip = making->next_gzip;
      g_ptr_array_extend_and_steal (next->tasks, g_steal_pointer (&making->next_tasks));
    }

  g_clear_pointer (&making->next_tasks, g_ptr_array_unref);
  g_clear_pointer (&making->next_job, spill_page_job_unref);
  g_clear_pointer (&making->entry, spill_page_entry_unref);
  g_ptr_array_unref (making->tasks);
  spill_page_job_unref (making->job);
  g_free (making);
  return next;
}

static SpillPageEntry *
entry_of (SpillPageJob  *job,
          SpillWebBytes *bytes,
          gboolean       gzip)
{
  SpillPageEntry *entry = spill_page_entry_new (spill_page_job_get_key (job),
                                                spill_page_job_get_version (job),
                                                spill_page_job_get_type_name (job), bytes->plain);

  entry->status = spill_page_job_get_status (job);
  entry->location = g_strdup (spill_page_job_get_location (job));
  if (bytes->gzip != NULL)
    entry->gzip = g_bytes_ref (bytes->gzip);
  entry->is_plain = gzip && bytes->gzip == NULL;

  return entry;
}

static void
on_made (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Making *making = user_data;
  g_autoptr(SpillPageCache) self = making->cache;
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillWebBytes) bytes = spill_web_worker_run_finish (result, &error);
  g_autoptr(SpillPageEntry) entry = NULL;
  Making *next;

  if (bytes == NULL)
    g_warning ("%s: %s", spill_page_job_get_key (making->job), error->message);
  else
    entry = entry_of (making->job, bytes, making->gzip);

  if (entry != NULL && making->entry == NULL)
    {
      self->n_made++;
      spill_pages_finish (self->pages, making->job);
    }
  if (entry != NULL && entry->key != NULL)
    keep (self, entry);

  self->n_asking -= making->tasks->len;
  for (guint i = 0; i < making->tasks->len; i++)
    {
      if (entry != NULL)
        g_task_return_pointer (making->tasks->pdata[i], spill_page_entry_ref (entry),
                               (GDestroyNotify) spill_page_entry_unref);
      else
        g_task_return_error (making->tasks->pdata[i], g_error_copy (error));
    }

  next = making_end (making);
  if (next != NULL)
    collect (next);
}

static gboolean
on_collect_more (gpointer user_data)
{
  collect (user_data);
  return G_SOURCE_REMOVE;
}

static void
collect (Making *making)
{
  if (making->entry == NULL && !spill_page_job_collect (making->job))
    {
      g_idle_add_full (PRIORITY, on_collect_more, making, NULL);
      return;
    }

  making->is_collected = TRUE;
  spill_web_worker_run_async (making->cache->worker,
                              making->entry == NULL ? making->job : NULL,
                              making->entry != NULL ? making->entry->plain : NULL,
                              making->gzip, on_made, making);
}

/* Waits for what is being made, or for what comes after it if the page has changed since. */
static void
join (Making       *making,
      SpillPageJob *job,
      gboolean      gzip,
      GTask        *task)
{
  if (!making->is_collected
      || g_strcmp0 (spill_page_job_get_version (making->job), spill_page_job_get_version (job)) == 0)
    {
      g_ptr_array_add (making->tasks, task);
      /* Who comes too late for that gets it plain. */
      if (!making->is_collected)
        making->gzip |= gzip;
      return;
    }

  g_clear_pointer (&making->next_job, spill_page_job_unref);
  making->next_job = spill_page_job_ref (job);
  making->next_gzip |= gzip;
  g_ptr_array_add (making->next_tasks, task);
}

/**
 * spill_page_cache_make_async:
 * @self: a cache
 * @job: a job that was just prepared
 * @gzip: whether to compress it as well
 * @callback: called in the main context
 * @user_data: for @callback
 *
 * Makes a page that is not kept, or compresses one that is. What comes may be newer than @job.
 */
void
spill_page_cache_make_async (SpillPageCache      *self,
                             SpillPageJob        *job,
                             gboolean             gzip,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  const char *key;
  Making *making;

  g_return_if_fail (SPILL_IS_PAGE_CACHE (self));
  g_return_if_fail (job != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, spill_page_cache_make_async);
  key = spill_page_job_get_key (job);
  making = key != NULL ? g_hash_table_lookup (self->making, key) : NULL;
  if (self->n_asking >= self->limits.asking
      || (making == NULL && self->n_making >= self->limits.making))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, _("Too many pages are being made"));
      return;
    }

  self->n_asking++;
  if (making != NULL)
    {
      join (making, job, gzip, g_steal_pointer (&task));
      return;
    }

  making = making_new (self, job);
  making->gzip = gzip;
  making->entry = spill_page_cache_find (self, job);
  if (making->entry != NULL)
    spill_page_entry_ref (making->entry);
  g_ptr_array_add (making->tasks, g_steal_pointer (&task));
  collect (making);
}

SpillPageEntry *
spill_page_cache_make_finish (GAsyncResult  *result,
                              GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

guint
spill_page_cache_count_made (SpillPageCache *self)
{
  g_return_val_if_fail (SPILL_IS_PAGE_CACHE (self), 0);

  return self->n_made;
}

static void
spill_page_cache_finalize (GObject *object)
{
  SpillPageCache *self = SPILL_PAGE_CACHE (object);

  g_queue_clear_full (&self->order, (GDestroyNotify) spill_page_entry_unref);
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->making);
  g_object_unref (self->worker);
  g_object_unref (self->pages);

  G_OBJECT_CLASS (spill_page_cache_parent_class)->finalize (object);
}

static void
spill_page_cache_class_init (SpillPageCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = spill_page_cache_finalize;
}

static void
spill_page_cache_init (SpillPageCache *self)
{
  self->worker = spill_web_worker_new ();
  self->entries = g_hash_table_new (g_str_hash, g_str_equal);
  self->making = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->order);
}

/**
 * spill_page_cache_new:
 * @pages: what makes the pages
 * @limits: how many
 *
 * Returns: (transfer full): an empty cache
 */
SpillPageCache *
spill_page_cache_new (SpillPages                 *pages,
                      const SpillPageCacheLimits *limits)
{
  SpillPageCache *self;

  g_return_val_if_fail (SPILL_IS_PAGES (pages), NULL);

  self = g_object_new (SPILL_TYPE_PAGE_CACHE, NULL);
  self->pages = g_object_ref (pages);
  self->limits = *limits;

  return self;
}
