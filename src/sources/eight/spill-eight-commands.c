#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-forms-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/spill-change.h"
#include "model/spill-command.h"
#include "model/spill-list.h"
#include "model/spill-request.h"
#include "model/spill-worker.h"
#include "sources/spill-pb-change.h"
#include "sources/spill-wish.h"

/* What the forms on a 0.8 master's pages do. All of them answer with a redirect, also when they
 * refuse; where it leads tells which. */

static void
on_posted (SpillEightSource *self,
           GError           *error,
           const char       *alert,
           guint             status,
           gpointer          data)
{
  SpillWish *wish = data;

  if (error == NULL && alert != NULL)
    error = spill_eight_alert_to_error (alert);
  spill_wish_answered (wish, error);
  spill_eight_poll_soon (self);
}

/* @home: a part of the address that success leads to. @field: (nullable) */
static void
post (SpillEightSource *self,
      SpillWish        *wish,
      const char       *path,
      const char       *home,
      const char       *field,
      const char       *value)
{
  GString *body = g_string_new (NULL);

  if (field != NULL && value != NULL)
    spill_html08_add_pair (body, field, value);
  spill_eight_submit (self, path, body, home, on_posted, spill_wish_expect (wish),
                      spill_wish_unref);
}

static void
post_builder (SpillEightSource *self,
              SpillWish        *wish,
              SpillBuilder     *builder,
              const char       *action,
              const char       *field,
              const char       *value)
{
  g_autofree char *path = spill_eight_builder_path (builder, action);

  post (self, wish, path, "builders/", field, value);
}

/* A comment in anything but ASCII makes such a master answer 500, and the build goes on. */
static void
post_build (SpillEightSource *self,
            SpillWish        *wish,
            SpillBuild       *build,
            const char       *action)
{
  const char *reason = spill_command_get_reason (wish->command);
  g_autofree char *ascii = reason != NULL ? g_str_to_ascii (reason, "C") : NULL;
  g_autofree char *path = g_strdup_printf ("/builds/%u/%s", spill_build_get_number (build), action);

  if (spill_build_get_builder (build) != NULL)
    post_builder (self, wish, spill_build_get_builder (build), path, "comments",
                  ascii != NULL ? ascii : "");
}

static void
stop_all (SpillEightSource *self,
          SpillWish        *wish,
          SpillBuilder     *builder)
{
  SpillList *running = spill_builder_get_running (builder);

  for (guint i = 0; i < spill_list_get_length (running); i++)
    post_build (self, wish, spill_list_peek (running, i), "stop");
}

/* Cancelling one request. Its number is on the page of its builder only. It is told from the others'
 * by when it came; of those that came in the same second, by its place. */

/* The page is in the master's time, which is off by quarters of an hour: only so much is compared.
 * Pages that tell no time leave the place alone. */
static guint
get_clock (const SpillHtml08Request *r)
{
  return r->minute >= 0 ? (guint) r->minute % 15 * 60 + (guint) r->second : 0;
}

static guint
get_clock_of (SpillRequest *request,
              gboolean      has_times)
{
  return has_times ? (guint) ((gint64) spill_request_get_submitted (request) % (15 * 60)) : 0;
}

/* The number; -1: it cannot be told. */
static gint64
find_number (SpillHtml08Page *page,
             SpillRequest    *request)
{
  SpillList *waiting = spill_builder_get_requests (spill_request_get_builder (request));
  gboolean has_times = page->requests->len > 0
                       && ((SpillHtml08Request *) page->requests->pdata[0])->minute >= 0;
  guint clock = get_clock_of (request, has_times);
  guint nth = 0, n_ours = 0, n_theirs = 0;
  gint64 number = -1;

  for (guint i = 0; i < spill_list_get_length (waiting); i++)
    {
      SpillRequest *one = spill_list_peek (waiting, i);

      if (one == request)
        nth = n_ours;
      n_ours += get_clock_of (one, has_times) == clock;
    }
  for (guint i = 0; i < page->requests->len; i++)
    {
      const SpillHtml08Request *r = page->requests->pdata[i];

      if (get_clock (r) == clock && n_theirs++ == nth)
        number = r->id;
    }

  return n_ours == n_theirs ? number : -1;
}

static GError *
cannot_find (SpillHtml08Page *page)
{
  if (page->requests->len > 0)
    return g_error_new_literal (SPILL_ERROR, SPILL_ERROR_GONE,
                                _("What waits there has changed meanwhile; try again."));

  return g_error_new_literal (SPILL_ERROR, SPILL_ERROR_REFUSED,
                              page->can_log_in
                              ? _("The master shows no way to cancel this; logging in may help.")
                              : _("The master shows no way to cancel this."));
}

static void
take_page_to_cancel (SpillEightSource   *self,
                     SpillHtml08Page    *page,
                     const SpillFailure *failure,
                     gpointer            data)
{
  SpillWish *wish = data;
  SpillRequest *request = spill_command_get_target (wish->command);
  gint64 number = page != NULL ? find_number (page, request) : -1;
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  if (number >= 0)
    post_builder (self, wish, spill_request_get_builder (request), "/cancelbuild", "id", text);
  spill_wish_answered (wish, number >= 0 ? NULL
                             : page != NULL ? cannot_find (page)
                             : failure != NULL ? spill_failure_to_error ((SpillFailure *) failure)
                             : g_error_new_literal (SPILL_ERROR, SPILL_ERROR_FAILED,
                                                    _("The master could not do it.")));
}

static void
cancel (SpillEightSource *self,
        SpillWish        *wish,
        SpillRequest     *request)
{
  spill_eight_read_builder (self, spill_request_get_builder (request), take_page_to_cancel,
                            spill_wish_expect (wish), spill_wish_unref);
}

static void
post_worker (SpillEightSource *self,
             SpillWish        *wish,
             SpillWorker      *worker,
             const char       *action)
{
  g_autofree char *name = spill_json08_escape_name (spill_worker_get_name (worker), FALSE);
  g_autofree char *path = g_strdup_printf ("buildslaves/%s/%s", name, action);

  post (self, wish, path, "buildslaves", NULL, NULL);
}

static void
stop_change (SpillEightSource *self,
             SpillWish        *wish,
             SpillChange      *change)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, spill_change_get_id (change));

  post (self, wish, "builders/_all/stopchangeall", "", "change", number);
}

void
spill_eight_send_one (SpillEightSource *self,
                      SpillWish        *wish)
{
  SpillBuilder *builder = spill_command_get_target (wish->command);

  switch ((int) spill_command_get_kind (wish->command))
    {
    case SPILL_COMMAND_FORCE:
      spill_eight_force (self, wish);
      return;
    case SPILL_COMMAND_STOP_ALL:
      stop_all (self, wish, builder);
      break;
    case SPILL_COMMAND_CANCEL_ALL:
      post_builder (self, wish, builder, "/cancelbuild", "id", "all");
      break;
    default:
      g_warn_if_reached ();
    }

  /* What was sent instead is waited for now. */
  spill_wish_answered (wish, NULL);
  spill_wish_unref (wish);
}

static void
send_wish (SpillEightSource *self,
           SpillWish        *wish,
           gpointer          target)
{
  switch (spill_command_get_kind (wish->command))
    {
    case SPILL_COMMAND_STOP:
      post_build (self, wish, target, "stop");
      break;
    case SPILL_COMMAND_REBUILD:
      post_build (self, wish, target, "rebuild");
      break;
    case SPILL_COMMAND_CANCEL:
      cancel (self, wish, target);
      break;
    case SPILL_COMMAND_FORCE:
    case SPILL_COMMAND_CANCEL_ALL:
    case SPILL_COMMAND_STOP_ALL:
      spill_eight_batch (self, spill_wish_expect (wish));
      break;
    case SPILL_COMMAND_PING:
      post_builder (self, wish, target, "/ping", NULL, NULL);
      break;
    case SPILL_COMMAND_STOP_CHANGE:
      stop_change (self, wish, target);
      break;
    case SPILL_COMMAND_WORKER_PAUSE:
      post_worker (self, wish, target, "pause");
      break;
    case SPILL_COMMAND_WORKER_UNPAUSE:
      post_worker (self, wish, target, "unpause");
      break;
    case SPILL_COMMAND_WORKER_GRACEFUL:
      post_worker (self, wish, target, "shutdown");
      break;
    case SPILL_COMMAND_CLEAN_SHUTDOWN:
      post (self, wish, "shutdown", "", NULL, NULL);
      break;
    case SPILL_COMMAND_CANCEL_SHUTDOWN:
      post (self, wish, "cancel_shutdown", "", NULL, NULL);
      break;
    case SPILL_COMMAND_WORKER_KILL:
    case SPILL_COMMAND_ADD_CHANGE:
      g_return_if_reached ();
    }
}

static void
on_ended (SpillBuilder *builder)
{
  spill_builder_release (builder, SPILL_PART_REQUESTS);
}

/* What was asked for may wait, and is seen then, unless what waits already is not known. */
static void
watch_requests (SpillCommand *command)
{
  gpointer target = spill_command_get_target (command);
  SpillBuilder *builder = SPILL_IS_BUILD (target) ? spill_build_get_builder (target) : target;

  if ((spill_command_get_kind (command) != SPILL_COMMAND_FORCE
       && spill_command_get_kind (command) != SPILL_COMMAND_REBUILD) || builder == NULL
      || spill_builder_get_n_pending (builder)
         != spill_list_get_length (spill_builder_get_requests (builder)))
    return;

  spill_builder_hold (builder, SPILL_PART_REQUESTS);
  g_signal_connect_object (command, "ended", G_CALLBACK (on_ended), builder, G_CONNECT_SWAPPED);
}

void
spill_eight_run (SpillSource  *source,
                 SpillCommand *command)
{
  SpillEightSource *self = SPILL_EIGHT_SOURCE (source);
  gpointer target = spill_command_get_target (command);
  g_autoptr(GError) error = NULL;
  const char *why = NULL;
  SpillWish *wish;

  if (spill_command_get_kind (command) == SPILL_COMMAND_ADD_CHANGE && target != NULL)
    {
      spill_pb_change_run (target, command);
      return;
    }
  if (!spill_eight_can (source, spill_command_get_kind (command), &why))
    error = g_error_new_literal (SPILL_ERROR, SPILL_ERROR_NOT_SUPPORTED, why);
  else if (self->phase != SPILL_EIGHT_READY)
    error = g_error_new_literal (SPILL_ERROR, SPILL_ERROR_UNREACHABLE,
                                 _("The master is not connected."));
  else if (target == NULL)
    error = g_error_new_literal (SPILL_ERROR, SPILL_ERROR_GONE, _("It is not there any more."));
  if (error != NULL)
    {
      spill_command_fail (command, error);
      return;
    }

  wish = spill_wish_new (command);
  spill_command_sent (command);
  watch_requests (command);
  send_wish (self, wish, target);
  spill_wish_sent (wish);
}

gboolean
spill_eight_can (SpillSource       *source,
                 SpillCommandKind   kind,
                 const char       **why)
{
  const char *unused;

  if (why == NULL)
    why = &unused;

  switch (kind)
    {
    case SPILL_COMMAND_FORCE:
    case SPILL_COMMAND_STOP:
    case SPILL_COMMAND_REBUILD:
    case SPILL_COMMAND_CANCEL:
    case SPILL_COMMAND_CANCEL_ALL:
    case SPILL_COMMAND_STOP_ALL:
    case SPILL_COMMAND_PING:
    case SPILL_COMMAND_STOP_CHANGE:
    case SPILL_COMMAND_WORKER_PAUSE:
    case SPILL_COMMAND_WORKER_UNPAUSE:
    case SPILL_COMMAND_WORKER_GRACEFUL:
    case SPILL_COMMAND_CLEAN_SHUTDOWN:
    case SPILL_COMMAND_CANCEL_SHUTDOWN:
    case SPILL_COMMAND_ADD_CHANGE:
      return TRUE;
    case SPILL_COMMAND_WORKER_KILL:
      *why = _("A 0.8 master stops workers only when they have nothing to do.");
      return FALSE;
    }

  return FALSE;
}
