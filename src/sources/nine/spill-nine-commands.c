#define G_LOG_DOMAIN "spillway-sources"

#include "sources/nine/spill-nine-source-private.h"

#include <glib/gi18n.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-command.h"
#include "model/spill-force.h"
#include "model/spill-request.h"
#include "model/spill-worker.h"
#include "sources/spill-pb-change.h"
#include "sources/spill-wish.h"

static GError *
error_from_reply (SpillNineItem *item,
                  SpillCommand  *command)
{
  SpillNineReply *reply = item->reply;
  const char *words = reply->message;
  GHashTableIter iter;
  gpointer field;
  gpointer text;

  if (reply->fields != NULL)
    {
      g_hash_table_iter_init (&iter, reply->fields);
      while (g_hash_table_iter_next (&iter, &field, &text))
        spill_command_fail_field (command, field, text);
      return g_error_new_literal (SPILL_ERROR, SPILL_ERROR_INVALID, words != NULL ? words
                                  : _("The master does not accept these values."));
    }

  /* Masters answer 500 and a text for programmers where something is not there. */
  switch (item->status)
    {
    case 403:
      return g_error_new (SPILL_ERROR, SPILL_ERROR_REFUSED, _("The master refuses: %s"),
                          words != NULL ? words : _("you may not do this"));
    case 404:
    case 500:
      return g_error_new_literal (SPILL_ERROR, SPILL_ERROR_GONE,
                                  _("The master could not do it; it may not know (any more) what "
                                    "this is about."));
    case 501:
      return g_error_new_literal (SPILL_ERROR, SPILL_ERROR_NOT_SUPPORTED,
                                  _("This master cannot do that."));
    default:
      return g_error_new (SPILL_ERROR, SPILL_ERROR_FAILED, _("The master says: %s"),
                          words != NULL ? words : _("it failed"));
    }
}

static void
take_reply (SpillNineSource *self,
            SpillNineItem   *item,
            gpointer         data)
{
  SpillWish *wish = data;
  GError *error = NULL;

  if (item->type != SPILL_NINE_ITEM_END)
    return;

  if (item->reply == NULL)
    error = spill_failure_to_error (item->failure);
  else if (item->reply->failed)
    error = error_from_reply (item, wish->command);
  else if (wish->request_id == 0 && item->reply->requests != NULL && item->reply->requests->len > 0)
    wish->request_id = g_array_index (item->reply->requests, SpillNineNewRequest, 0).request_id;

  spill_wish_answered (wish, error);
}

static void
call (SpillNineSource *self,
      SpillWish       *wish,
      GString         *path,
      const char      *method,
      GVariant        *params)   /* (nullable) floating */
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *body = spill_nine_call_new (id, method, params);

  spill_nine_ask (self, SPILL_NINE_ASK_COMMAND, SPILL_NINE_NONE, path, body, take_reply,
                  spill_wish_expect (wish), spill_wish_unref);
}

static GString *
path_to (const char *collection,
         gint64      id)
{
  GString *path = spill_nine_path_new ("api/v2");

  spill_nine_path_add (path, collection);
  spill_nine_path_add_id (path, id);
  return path;
}

static GVariant *
reason_params (SpillCommand *command)
{
  const char *reason = spill_command_get_reason (command);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  if (reason != NULL && *reason != '\0')
    g_variant_dict_insert (&dict, "reason", "s", reason);

  return g_variant_dict_end (&dict);
}

static GError *
gone (void)
{
  return g_error_new_literal (SPILL_ERROR, SPILL_ERROR_GONE, _("It is not there any more."));
}

static gboolean
serves (SpillBuilder *builder,
        const char   *scheduler)
{
  GListModel *schedulers = spill_builder_get_force_schedulers (builder);
  guint n = schedulers != NULL ? g_list_model_get_n_items (schedulers) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SpillForceScheduler) one = g_list_model_get_item (schedulers, i);

      if (g_strcmp0 (spill_force_scheduler_get_name (one), scheduler) == 0)
        return g_strv_contains (spill_force_scheduler_get_builders (one),
                                spill_builder_get_name (builder));
    }

  /* Without the list the master will say. */
  return spill_builder_get_part_state (builder, SPILL_PART_FORCE) != SPILL_PART_HERE;
}

/* Masters accept any builder for any force scheduler; so it is checked here. */
static void
force (SpillNineSource *self,
       SpillWish       *wish,
       SpillBuilder    *builder)
{
  const char *scheduler = spill_command_get_scheduler (wish->command);
  const char *reason = spill_command_get_reason (wish->command);
  GVariant *values = spill_command_get_values (wish->command);
  GString *path = NULL;
  GVariantDict dict;

  if (scheduler == NULL || !serves (builder, scheduler))
    {
      wish->error = g_error_new_literal (SPILL_ERROR, SPILL_ERROR_NOT_SUPPORTED,
                                         _("No force scheduler of the master serves this "
                                           "builder."));
      return;
    }

  g_variant_dict_init (&dict, values);
  g_variant_dict_insert (&dict, "builderid", "x", spill_builder_get_id (builder));
  if (reason != NULL && *reason != '\0' && !g_variant_dict_contains (&dict, "reason"))
    g_variant_dict_insert (&dict, "reason", "s", reason);

  path = spill_nine_path_new ("api/v2/forceschedulers");
  spill_nine_path_add (path, scheduler);
  call (self, wish, path, "force", g_variant_dict_end (&dict));
}

static void
cancel_all (SpillNineSource *self,
            SpillWish       *wish,
            SpillBuilder    *builder)
{
  SpillList *requests = spill_builder_get_requests (builder);

  for (guint i = 0; i < spill_list_get_length (requests); i++)
    call (self, wish, path_to ("buildrequests",
                               spill_request_get_id (spill_list_peek (requests, i))),
          "cancel", reason_params (wish->command));
}

static void
stop_all (SpillNineSource *self,
          SpillWish       *wish,
          SpillBuilder    *builder)
{
  SpillList *running = spill_builder_get_running (builder);

  for (guint i = 0; i < spill_list_get_length (running); i++)
    call (self, wish, path_to ("builds", spill_build_get_id (spill_list_peek (running, i))),
          "stop", reason_params (wish->command));
}

static void
send_wish (SpillNineSource *self,
           SpillWish       *wish,
           gpointer         target)
{
  SpillCommand *command = wish->command;

  switch (spill_command_get_kind (command))
    {
    case SPILL_COMMAND_FORCE:
      force (self, wish, target);
      break;
    case SPILL_COMMAND_STOP:
      call (self, wish, path_to ("builds", spill_build_get_id (target)), "stop",
            reason_params (command));
      break;
    case SPILL_COMMAND_REBUILD:
      call (self, wish, path_to ("builds", spill_build_get_id (target)), "rebuild", NULL);
      break;
    case SPILL_COMMAND_CANCEL:
      call (self, wish, path_to ("buildrequests", spill_request_get_id (target)), "cancel",
            reason_params (command));
      break;
    case SPILL_COMMAND_CANCEL_ALL:
      cancel_all (self, wish, target);
      break;
    case SPILL_COMMAND_STOP_ALL:
      stop_all (self, wish, target);
      break;
    case SPILL_COMMAND_WORKER_PAUSE:
      call (self, wish, path_to ("workers", spill_worker_get_id (target)), "pause",
            reason_params (command));
      break;
    case SPILL_COMMAND_WORKER_UNPAUSE:
      call (self, wish, path_to ("workers", spill_worker_get_id (target)), "unpause", NULL);
      break;
    case SPILL_COMMAND_WORKER_GRACEFUL:
      call (self, wish, path_to ("workers", spill_worker_get_id (target)), "stop",
            reason_params (command));
      break;
    case SPILL_COMMAND_WORKER_KILL:
      call (self, wish, path_to ("workers", spill_worker_get_id (target)), "kill",
            reason_params (command));
      break;
    case SPILL_COMMAND_PING:
    case SPILL_COMMAND_STOP_CHANGE:
    case SPILL_COMMAND_CLEAN_SHUTDOWN:
    case SPILL_COMMAND_CANCEL_SHUTDOWN:
    case SPILL_COMMAND_ADD_CHANGE:
      g_return_if_reached ();
    }
}

void
spill_nine_run (SpillSource  *source,
                SpillCommand *command)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (source);
  gpointer target = spill_command_get_target (command);
  g_autoptr(GError) error = NULL;
  const char *why = NULL;
  SpillWish *wish;

  if (spill_command_get_kind (command) == SPILL_COMMAND_ADD_CHANGE && target != NULL)
    {
      spill_pb_change_run (target, command);
      return;
    }
  if (!spill_nine_can (source, spill_command_get_kind (command), &why))
    error = g_error_new_literal (SPILL_ERROR, SPILL_ERROR_NOT_SUPPORTED, why);
  else if (self->client == NULL || !spill_master_has_synced (spill_nine_master (self)))
    error = g_error_new_literal (SPILL_ERROR, SPILL_ERROR_UNREACHABLE,
                                 _("The master is not connected."));
  else if (target == NULL)
    error = gone ();
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
spill_nine_can (SpillSource       *source,
                SpillCommandKind   kind,
                const char       **why)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (source);
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
      return TRUE;
    case SPILL_COMMAND_WORKER_PAUSE:
    case SPILL_COMMAND_WORKER_UNPAUSE:
    case SPILL_COMMAND_WORKER_GRACEFUL:
    case SPILL_COMMAND_WORKER_KILL:
      if (self->version == 0 || spill_nine_version_has (self->version,
                                                        SPILL_NINE_HAS_WORKER_CONTROL))
        return TRUE;
      *why = _("Masters before 0.9.15 do not let workers be controlled.");
      return FALSE;
    case SPILL_COMMAND_PING:
      *why = _("Modern masters do not ping workers on demand.");
      return FALSE;
    case SPILL_COMMAND_STOP_CHANGE:
      *why = _("Modern masters stop builds, not changes.");
      return FALSE;
    case SPILL_COMMAND_CLEAN_SHUTDOWN:
    case SPILL_COMMAND_CANCEL_SHUTDOWN:
      *why = _("Modern masters are not shut down from outside.");
      return FALSE;
    case SPILL_COMMAND_ADD_CHANGE:
      return TRUE;   /* by its PBChangeSource, if it has one */
    }

  return FALSE;
}
