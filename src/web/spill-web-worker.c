#include "web/spill-web-worker.h"

/* Of 9. More makes pages 5 % smaller and takes twice as long. */
#define GZIP_LEVEL 4
/* What one packet holds is not made faster by being smaller. */
#define GZIP_LEAST 1000

struct _SpillWebWorker
{
  GObject      parent_instance;

  GThreadPool *pool;   /* of one thread */
};

typedef struct
{
  SpillPageJob *job;     /* (nullable) */
  GBytes       *plain;   /* (nullable) */
  gboolean      gzip;
} Work;

G_DEFINE_FINAL_TYPE (SpillWebWorker, spill_web_worker, G_TYPE_OBJECT)

static void
work_free (Work *work)
{
  g_clear_pointer (&work->job, spill_page_job_unref);
  g_clear_pointer (&work->plain, g_bytes_unref);
  g_free (work);
}

void
spill_web_bytes_free (SpillWebBytes *bytes)
{
  g_clear_pointer (&bytes->plain, g_bytes_unref);
  g_clear_pointer (&bytes->gzip, g_bytes_unref);
  g_free (bytes);
}

GBytes *
spill_web_gzip (GBytes *plain)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (plain, &size);
  g_autoptr(GZlibCompressor) compressor = NULL;
  g_autofree guint8 *out = NULL;
  gsize used = 0, made = 0;

  if (size < GZIP_LEAST)
    return NULL;

  compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, GZIP_LEVEL);
  out = g_malloc (size);
  while (made < size)
    {
      gsize taken, given;
      GConverterResult result = g_converter_convert (G_CONVERTER (compressor), data + used, size - used,
                                                     out + made, size - made,
                                                     G_CONVERTER_INPUT_AT_END, &taken, &given, NULL);

      if (result == G_CONVERTER_ERROR)
        return NULL;
      used += taken;
      made += given;
      if (result == G_CONVERTER_FINISHED)
        return g_bytes_new_take (g_realloc (g_steal_pointer (&out), made), made);
    }

  return NULL;
}

static void
run (gpointer data,
     gpointer user_data)
{
  g_autoptr(GTask) task = data;
  Work *work = g_task_get_task_data (task);
  g_autoptr(SpillWebBytes) bytes = g_new0 (SpillWebBytes, 1);
  GError *error = NULL;

  bytes->plain = work->job != NULL ? spill_page_job_render (work->job, &error) : g_bytes_ref (work->plain);
  if (bytes->plain == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (work->gzip)
    bytes->gzip = spill_web_gzip (bytes->plain);
  g_task_return_pointer (task, g_steal_pointer (&bytes), (GDestroyNotify) spill_web_bytes_free);
}

static void
spill_web_worker_finalize (GObject *object)
{
  SpillWebWorker *self = SPILL_WEB_WORKER (object);

  /* Nothing waits: each task has a reference. */
  g_thread_pool_free (self->pool, FALSE, FALSE);

  G_OBJECT_CLASS (spill_web_worker_parent_class)->finalize (object);
}

static void
spill_web_worker_class_init (SpillWebWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = spill_web_worker_finalize;
}

static void
spill_web_worker_init (SpillWebWorker *self)
{
  self->pool = g_thread_pool_new (run, NULL, 1, FALSE, NULL);
}

SpillWebWorker *
spill_web_worker_new (void)
{
  return g_object_new (SPILL_TYPE_WEB_WORKER, NULL);
}

/**
 * spill_web_worker_run_async:
 * @self: the worker
 * @job: (nullable): a collected job to render
 * @plain: (nullable): without a job, bytes to compress
 * @gzip: whether compressed bytes are wanted, too
 * @callback: called in the main context
 * @user_data: for @callback
 */
void
spill_web_worker_run_async (SpillWebWorker      *self,
                            SpillPageJob        *job,
                            GBytes              *plain,
                            gboolean             gzip,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;
  Work *work;

  g_return_if_fail (SPILL_IS_WEB_WORKER (self));
  g_return_if_fail ((job != NULL) != (plain != NULL));

  work = g_new0 (Work, 1);
  work->job = job != NULL ? spill_page_job_ref (job) : NULL;
  work->plain = plain != NULL ? g_bytes_ref (plain) : NULL;
  work->gzip = gzip;

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, spill_web_worker_run_async);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  g_thread_pool_push (self->pool, task, NULL);
}

SpillWebBytes *
spill_web_worker_run_finish (GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
