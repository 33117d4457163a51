#include "app/spill-login-attempt.h"

#include <glib/gi18n.h>

#include "sources/eight/spill-eight-both-source.h"

/* A master that has said neither yes nor no by then goes on in the background. */
#define TIMEOUT_SECONDS 20

typedef struct
{
  SpillMaster *master;
  SpillSource *both;         /* (nullable) has two ways to the master */
  gboolean     wants_user;   /* the master's own login was given, so it will tell a user */
  gboolean     wants_port;   /* that of its PBListener was given, while pages can be read without */
  gboolean     was_down;     /* since the login was given */
  gulong       notify;       /* handler id */
  gulong       refusal;      /* handler id */
  gulong       cancelled;    /* handler id */
  guint        deadline;     /* source id */
  guint        idle;         /* source id */
} Attempt;

static void
stop (GTask   *task,
      Attempt *attempt)
{
  g_clear_signal_handler (&attempt->notify, attempt->master);
  if (attempt->both != NULL)
    g_clear_signal_handler (&attempt->refusal, attempt->both);
  g_clear_handle_id (&attempt->deadline, g_source_remove);
  g_clear_handle_id (&attempt->idle, g_source_remove);
  g_cancellable_disconnect (g_task_get_cancellable (task), attempt->cancelled);
  attempt->cancelled = 0;
}

static void
attempt_free (Attempt *attempt)
{
  g_object_unref (attempt->master);
  g_clear_object (&attempt->both);
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

/* Whether the master, which is fresh, has taken the login: it tells a user; or, if there is none to
 * tell, it was not fresh before; or its port tells what happens. */
static gboolean
is_in (const Attempt *attempt)
{
  gboolean has_user = spill_master_get_user (attempt->master) != NULL;

  if (attempt->wants_port)
    return spill_master_get_connection (attempt->master) == SPILL_CONNECTION_LIVE
           && (has_user || !attempt->wants_user);
  return has_user || (attempt->was_down && !attempt->wants_user);
}

static void
check (GTask *task)
{
  Attempt *attempt = g_task_get_task_data (task);
  SpillMaster *master = attempt->master;
  const char *words = spill_master_get_problem_text (master);
  const char *refusal = attempt->both != NULL
                        ? spill_eight_both_source_get_refusal (SPILL_EIGHT_BOTH_SOURCE (attempt->both)) : NULL;

  if (refusal != NULL)
    {
      fail (task, SPILL_ERROR_REFUSED, refusal);
      return;
    }

  switch (spill_master_get_connection (master))
    {
    case SPILL_CONNECTION_FAILED:
    case SPILL_CONNECTION_RECONNECTING:
      attempt->was_down = TRUE;
      /* The port is still to answer, whatever is wrong with the pages. */
      if (spill_master_get_problem (master) == SPILL_PROBLEM_NONE || words == NULL || attempt->wants_port)
        return;
      fail (task, spill_master_get_connection (master) == SPILL_CONNECTION_FAILED
                  ? SPILL_ERROR_REFUSED : SPILL_ERROR_UNREACHABLE, words);
      return;
    case SPILL_CONNECTION_LIVE:
    case SPILL_CONNECTION_POLLING:
      if (is_in (attempt))
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

static void
on_refusal (SpillSource *source,
            GParamSpec  *pspec,
            GTask       *task)
{
  queue_check (task);
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
  if (SPILL_IS_EIGHT_BOTH_SOURCE (spill_engine_get_source (engine, master)))
    attempt->both = g_object_ref (spill_engine_get_source (engine, master));
  attempt->wants_port = attempt->both != NULL && credentials->pb_password != NULL;
  g_task_set_task_data (task, attempt, (GDestroyNotify) attempt_free);

  attempt->deadline = g_timeout_add_seconds (TIMEOUT_SECONDS, on_deadline, task);
  if (cancellable != NULL)
    attempt->cancelled = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), task, NULL);

  spill_engine_set_credentials (engine, master, credentials);
  attempt->notify = g_signal_connect (master, "notify", G_CALLBACK (on_notify), task);
  if (attempt->both != NULL)
    attempt->refusal = g_signal_connect (attempt->both, "notify::refusal", G_CALLBACK (on_refusal), task);
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
