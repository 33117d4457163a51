#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-source-private.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#include "model/spill-change.h"
#include "model/spill-command.h"
#include "model/spill-list.h"
#include "model/spill-worker.h"
#include "sources/spill-pb-change.h"
#include "sources/spill-wish.h"

/* What the forms on a 0.8 master's pages do. All of them answer with a redirect, also when they
 * refuse; where it leads tells which. */

/* In the network thread */

typedef struct
{
  SpillApplyQueue *queue;
  char            *host;
  char            *thing;
} Reply;

static void
reply_free (gpointer data)
{
  Reply *reply = data;

  spill_apply_queue_unref (reply->queue);
  g_free (reply->host);
  g_free (reply->thing);
  g_free (reply);
}

static void
on_reply (SpillFetch *fetch,
          gint64      number,
          gpointer    data)
{
  Reply *reply = data;
  SpillEightItem *end = spill_eight_item_new (SPILL_EIGHT_ITEM_END, number);

  end->status = spill_fetch_get_status (fetch);
  end->seconds = spill_fetch_get_seconds (fetch);
  if (spill_fetch_get_error (fetch) == NULL && SOUP_STATUS_IS_REDIRECTION (end->status))
    end->location = g_strdup (spill_fetch_get_header (fetch, "Location"));
  if (end->location == NULL)
    end->failure = spill_failure_from_fetch (fetch, reply->host, reply->thing);
  spill_apply_queue_push (reply->queue, end, 0);
}

/* In the main context */

/* The words of "…?alert_msg=WORDS", which are escaped for a page as well. (transfer full) */
static char *
dup_alert (const char *query)
{
  static const char *const entities[][2] = {
    { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" }, { "&amp;", "&" },
  };
  g_autoptr(GHashTable) args = soup_form_decode (query);
  const char *found = g_hash_table_lookup (args, "alert_msg");
  g_autoptr(GString) text = NULL;

  if (found == NULL || *found == '\0')
    return NULL;

  text = g_string_new (found);
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    g_string_replace (text, entities[i][0], entities[i][1], 0);
  return g_utf8_make_valid (text->str, MIN (text->len, 1000));
}

/* @home: a part of the address that success leads to */
static GError *
error_from_reply (SpillEightItem *item,
                  const char     *home)
{
  const char *query = item->location != NULL ? strchr (item->location, '?') : NULL;
  g_autofree char *alert = query != NULL ? dup_alert (query + 1) : NULL;

  if (item->location == NULL)
    return item->failure != NULL ? spill_failure_to_error (item->failure)
                                 : g_error_new_literal (SPILL_ERROR, SPILL_ERROR_FAILED,
                                                        _("The master could not do it."));
  if (alert != NULL)
    return g_error_new (SPILL_ERROR, SPILL_ERROR_FAILED, _("The master says: %s"), alert);
  /* Where nobody may see anything without a login, a refusal leads to the first page. */
  if (strstr (item->location, "authzfail") != NULL || strstr (item->location, "authfail") != NULL
      || strstr (item->location, home) == NULL)
    return g_error_new (SPILL_ERROR, SPILL_ERROR_REFUSED, _("The master refuses: %s"),
                        _("you may not do this"));

  return NULL;
}

typedef struct
{
  SpillWish  *wish;
  const char *home;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  spill_wish_unref (call->wish);
  g_free (call);
}

static void
take_reply (SpillEightSource *self,
            SpillEightItem   *item,
            gpointer          data)
{
  Call *call = data;

  if (item->type != SPILL_EIGHT_ITEM_END)
    return;

  spill_wish_answered (call->wish, error_from_reply (item, call->home));
  spill_eight_poll_soon (self);
}

/* The login goes with the form: such masters take it so, and no session has to be kept. @field:
 * (nullable) */
static void
post (SpillEightSource *self,
      SpillWish        *wish,
      const char       *path,
      const char       *home,
      const char       *field,
      const char       *value)
{
  g_autoptr(GHashTable) fields = g_hash_table_new (g_str_hash, g_str_equal);
  const SpillCredentials *login = self->credentials;
  g_autofree char *form = NULL;
  Reply *reply = g_new (Reply, 1);
  Call *call = g_new (Call, 1);
  SpillAskSpec spec = { .path = path, .is_aside = TRUE, .done = on_reply, .data = reply,
                        .free_data = reply_free };

  if (field != NULL && value != NULL)
    g_hash_table_insert (fields, (gpointer) field, (gpointer) value);
  if (login != NULL && login->user != NULL)
    {
      g_hash_table_insert (fields, (gpointer) "username", login->user);
      g_hash_table_insert (fields, (gpointer) "passwd",
                           login->password != NULL ? login->password : (gpointer) "");
    }
  form = soup_form_encode_hash (fields);
  *reply = (Reply) { spill_apply_queue_ref (self->queue),
                     g_strdup (spill_asker_get_host (self->asker)), g_strdup (path) };
  *call = (Call) { spill_wish_expect (wish), home };
  spec.body = form;
  spec.is_form = TRUE;
  spill_eight_ask_spec (self, &spec, take_reply, call, call_free);
}

static void
post_builder (SpillEightSource *self,
              SpillWish        *wish,
              SpillBuilder     *builder,
              const char       *action,
              const char       *field,
              const char       *value)
{
  g_autofree char *name = spill_json08_escape_name (spill_builder_get_name (builder), FALSE);
  g_autofree char *path = g_strdup_printf ("builders/%s/%s", name, action);

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
  g_autofree char *path = g_strdup_printf ("builds/%u/%s", spill_build_get_number (build), action);

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
    case SPILL_COMMAND_CANCEL_ALL:
      post_builder (self, wish, target, "cancelbuild", "id", "all");
      break;
    case SPILL_COMMAND_STOP_ALL:
      stop_all (self, wish, target);
      break;
    case SPILL_COMMAND_PING:
      post_builder (self, wish, target, "ping", NULL, NULL);
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
    case SPILL_COMMAND_FORCE:
    case SPILL_COMMAND_CANCEL:
    case SPILL_COMMAND_WORKER_KILL:
    case SPILL_COMMAND_ADD_CHANGE:
      g_return_if_reached ();
    }
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
    case SPILL_COMMAND_STOP:
    case SPILL_COMMAND_REBUILD:
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
    case SPILL_COMMAND_FORCE:
      *why = _("A 0.8 master tells what may be forced on its web pages only.");
      return FALSE;
    case SPILL_COMMAND_CANCEL:
      *why = _("A 0.8 master does not tell waiting builds apart: cancel all of them, or use its web "
               "page.");
      return FALSE;
    case SPILL_COMMAND_WORKER_KILL:
      *why = _("A 0.8 master stops workers only when they have nothing to do.");
      return FALSE;
    }

  return FALSE;
}
