#include "app/spill-login-attempt.h"

#include <glib/gi18n.h>

/* A master that has said neither yes nor no by then goes on in the background. */
#define TIMEOUT_SECONDS 20

typedef struct
{
  SpillMaster *master;
  gboolean     wants_user;   /* the master's own login was given, so it will tell a user */
  gboolean     was_down;     /* since the login was given */
  gulong       notify;       /* handler id */
  gulong       cancelled;    /* handler id */
  guint        deadline;     /* source id */
  guint        idle;         /* source id */
} Attempt;

static void
stop (GTask   *task,
      Attempt *attempt)
{
  g_clear_signal_handler (&attempt->notify, attempt->master);
  g_clear_handle_id (&attempt->deadline, g_source_remove);
  g_clear_handle_id (&attempt->idle, g_source_remove);
  g_cancellable_disconnect (g_task_get_cancellable (task), attempt->cancelled);
  attempt->cancelled = 0;
}

static void
attempt_free (Attempt *attempt)
{
  g_object_unref (attempt->master);
  g_free (attempt);
}

static void
fail (GTask      *task,
      SpillError  code,
      const char *words)
{
  g_autoptr(GTask) owned = task;

  stop (task, g_task_get_task_data (task));
  g_task_return_new_error (task, SPILL_ERROR, code, "%s", words);
}

static gboolean
on_deadline (gpointer user_data)
{
  GTask *task = user_data;
  Attempt *attempt = g_task_get_task_data (task);

  attempt->deadline = 0;
  fail (task, SPILL_ERROR_UNREACHABLE, _("The master has not answered yet. It is still being asked."));
  return G_SOURCE_REMOVE;
}

/* Yes is: the master is fresh and tells a user; or, if there is none to tell, fresh again. */
static void
check (GTask *task)
{
  Attempt *attempt = g_task_get_task_data (task);
  SpillMaster *master = attempt->master;
  const char *words = spill_master_get_problem_text (master);

  switch (spill_master_get_connection (master))
    {
    case SPILL_CONNECTION_FAILED:
    case SPILL_CONNECTION_RECONNECTING:
      attempt->was_down = TRUE;
      if (spill_master_get_problem (master) == SPILL_PROBLEM_NONE || words == NULL)
        return;
      fail (task, spill_master_get_connection (master) == SPILL_CONNECTION_FAILED
                  ? SPILL_ERROR_REFUSED : SPILL_ERROR_UNREACHABLE, words);
      return;
    case SPILL_CONNECTION_LIVE:
    case SPILL_CONNECTION_POLLING:
      if (spill_master_get_user (master) != NULL || (attempt->was_down && !attempt->wants_user))
        {
          g_autoptr(GTask) owned = task;

          stop (task, attempt);
          g_task_return_boolean (task, TRUE);
        }
      return;
    case SPILL_CONNECTION_OFF:
    case SPILL_CONNECTION_CONNECTING:
    case SPILL_CONNECTION_SYNCING:
    default:
      attempt->was_down = TRUE;
    }
}

static gboolean
on_idle (gpointer user_data)
{
  ((Attempt *) g_task_get_task_data (user_data))->idle = 0;
  check (user_data);
  return G_SOURCE_REMOVE;
}

/* Not at once: the source is still writing, and what follows an answer may tell it to do something. */
static void
queue_check (GTask *task)
{
  Attempt *attempt = g_task_get_task_data (task);

  if (attempt->idle == 0)
    attempt->idle = g_idle_add (on_idle, task);
}

static void
on_notify (SpillMaster *master,
           GParamSpec  *pspec,
           GTask       *task)
{
  static const char *const telling[] = { "connection", "problem", "problem-text", "user", NULL };

  if (g_strv_contains (telling, pspec->name))
    {
      Attempt *attempt = g_task_get_task_data (task);

      attempt->was_down = attempt->was_down || !spill_master_is_fresh (master);
      queue_check (task);
    }
}

static gboolean
on_cancelled_idle (gpointer user_data)
{
  GTask *task = user_data;

  /* It may have ended in the meantime. */
  if (((Attempt *) g_task_get_task_data (task))->notify != 0)
    {
      g_autoptr(GTask) owned = task;

      stop (task, g_task_get_task_data (task));
      g_task_return_error_if_cancelled (task);
    }

  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable,
              GTask        *task)
{
  g_idle_add (on_cancelled_idle, g_object_ref (task));
}

/**
 * spill_login_attempt_async:
 * @engine: the engine
 * @master: one of its masters
 * @credentials: what to try
 * @cancellable: (nullable): to stop waiting; the credentials stay in use
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Tries a login.
 */
void
spill_login_attempt_async (SpillEngine            *engine,
                           SpillMaster            *master,
                           const SpillCredentials *credentials,
                           GCancellable           *cancellable,
                           GAsyncReadyCallback     callback,
                           gpointer                user_data)
{
  GTask *task;
  Attempt *attempt;

  g_return_if_fail (SPILL_IS_ENGINE (engine));
  g_return_if_fail (SPILL_IS_MASTER (master));
  g_return_if_fail (credentials != NULL);

  task = g_task_new (master, cancellable, callback, user_data);
  g_task_set_source_tag (task, spill_login_attempt_async);
  attempt = g_new0 (Attempt, 1);
  attempt->master = g_object_ref (master);
  attempt->wants_user = credentials->user != NULL;
  g_task_set_task_data (task, attempt, (GDestroyNotify) attempt_free);

  attempt->deadline = g_timeout_add_seconds (TIMEOUT_SECONDS, on_deadline, task);
  if (cancellable != NULL)
    attempt->cancelled = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), task, NULL);

  spill_engine_set_credentials (engine, master, credentials);
  attempt->notify = g_signal_connect (master, "notify", G_CALLBACK (on_notify), task);
  attempt->was_down = !spill_master_is_fresh (master);
  queue_check (task);
}

gboolean
spill_login_attempt_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (G_IS_TASK (result), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
