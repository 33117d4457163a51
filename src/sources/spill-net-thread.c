#include "sources/spill-net-thread.h"

typedef struct
{
  GFunc          func;
  gpointer       data;
  GDestroyNotify free_data;
} Call;

static gpointer
run_thread (gpointer data)
{
  GMainContext *context = data;

  g_main_context_push_thread_default (context);
  while (TRUE)
    g_main_context_iteration (context, TRUE);

  return NULL;
}

/**
 * spill_net_thread_get_context:
 *
 * Returns: (transfer none): the network thread's main context
 */
GMainContext *
spill_net_thread_get_context (void)
{
  static GMainContext *context;

  if (g_once_init_enter (&context))
    {
      GMainContext *made = g_main_context_new ();

      /* Never joined, like GLib's own workers: it holds nothing of its own. */
      g_thread_unref (g_thread_new ("spillway-net", run_thread, made));
      g_once_init_leave (&context, made);
    }

  return context;
}

gboolean
spill_net_thread_is_here (void)
{
  return g_main_context_is_owner (spill_net_thread_get_context ());
}

static gboolean
on_call (gpointer user_data)
{
  Call *call = user_data;

  call->func (call->data, NULL);
  return G_SOURCE_REMOVE;
}

static void
call_free (gpointer data)
{
  Call *call = data;

  if (call->free_data != NULL)
    call->free_data (call->data);
  g_free (call);
}

void
spill_net_thread_call (GFunc          func,
                       gpointer       data,
                       GDestroyNotify free_data)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  Call *call = g_new (Call, 1);

  *call = (Call) { func, data, free_data };
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_call, call, call_free);
  g_source_attach (source, spill_net_thread_get_context ());
}

typedef struct
{
  GMutex   lock;
  GCond    cond;
  gboolean is_done;
} Flush;

static void
flush_done (gpointer data,
            gpointer unused)
{
  Flush *flush = data;

  g_mutex_lock (&flush->lock);
  flush->is_done = TRUE;
  g_cond_signal (&flush->cond);
  g_mutex_unlock (&flush->lock);
}

void
spill_net_thread_flush (void)
{
  Flush flush = { 0 };

  g_return_if_fail (!spill_net_thread_is_here ());

  g_mutex_init (&flush.lock);
  g_cond_init (&flush.cond);
  spill_net_thread_call (flush_done, &flush, NULL);

  g_mutex_lock (&flush.lock);
  while (!flush.is_done)
    g_cond_wait (&flush.cond, &flush.lock);
  g_mutex_unlock (&flush.lock);

  g_cond_clear (&flush.cond);
  g_mutex_clear (&flush.lock);
}
