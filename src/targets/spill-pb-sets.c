#include "targets/spill-pb-private.h"

#include "model/spill-change.h"

/* RemoteBuildSet, RemoteBuildRequest, RemoteSlave, RemoteChange and RemoteEvent. */

#define REQUEST(self) SPILL_REQUEST ((self)->item)
#define WORKER(self)  SPILL_WORKER ((self)->item)
#define CHANGE(self)  SPILL_CHANGE ((self)->item)

/* A set is known by one of its requests. */
static GPtrArray *
dup_requests (SpillPbObject *self)
{
  SpillList *all = spill_master_get_requests (spill_pb_listener_get_master (self->visitor->listener));
  GPtrArray *found = g_ptr_array_new ();
  gint64 id = spill_request_get_buildset_id (REQUEST (self));

  for (guint i = 0; i < spill_list_get_length (all); i++)
    {
      SpillRequest *request = spill_list_peek (all, i);

      if (request == REQUEST (self) || (id != 0 && spill_request_get_buildset_id (request) == id))
        g_ptr_array_add (found, request);
    }
  return found;
}

static const char *
get_builder_name (SpillRequest *request)
{
  SpillBuilder *builder = spill_request_get_builder (request);

  return builder != NULL ? spill_builder_get_name (builder) : "";
}

/* As in 0.8.14, whose clients expect no more. */
static void
set_get_source_stamp (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_fail (self, request->id, "AttributeError", "BuildSetStatus instance has no attribute 'getSourceStamp'");
}

/* A build that runs knows why itself: its request is not among those of the builder any more. */
static SpillBuild *
find_running (SpillRequest *request)
{
  SpillBuilder *builder = spill_request_get_builder (request);
  SpillList *running = builder != NULL ? spill_builder_get_running (builder) : NULL;

  for (guint i = 0; running != NULL && i < spill_list_get_length (running); i++)
    {
      SpillBuild *build = spill_list_peek (running, i);

      if (spill_build_get_request_id (build) == spill_request_get_id (request))
        return build;
    }
  return NULL;
}

static const char *
get_reason (SpillPbObject *self)
{
  const char *reason = spill_request_get_reason (REQUEST (self));

  return reason == NULL && SPILL_IS_BUILD (self->owner) ? spill_build_get_reason (SPILL_BUILD (self->owner)) : reason;
}

/* The part is that of the builder, or of the build. */
static gboolean
has_reason (SpillPbObject *self, GObject *item, gint64 number)
{
  SpillPartState state = SPILL_IS_BUILD (item) ? spill_build_get_part_state (SPILL_BUILD (item), SPILL_PART_CHANGES)
                         : spill_builder_get_part_state (SPILL_BUILDER (item), SPILL_PART_REQUESTS);

  return get_reason (self) != NULL || state == SPILL_PART_HERE || state == SPILL_PART_FAILED;
}

static void
answer_reason (SpillPbObject *self, gint64 id, gint64 number)
{
  const char *reason = get_reason (self);

  spill_pb_answer (self, id, "u", reason != NULL ? reason : "");
}

static void
set_get_reason (SpillPbObject *self, const SpillBrokerRequest *request)
{
  SpillBuild *build = find_running (REQUEST (self));

  if (self->owner == NULL)
    {
      answer_reason (self, request->id, 0);
      return;
    }
  if (self->owner_held == 0 && build != NULL)
    {
      g_set_object (&self->owner, G_OBJECT (build));
      self->owner_held = SPILL_PART_CHANGES;
      spill_build_hold (build, SPILL_PART_CHANGES);
    }
  else if (self->owner_held == 0)
    {
      self->owner_held = SPILL_PART_REQUESTS;
      spill_builder_hold (SPILL_BUILDER (self->owner), SPILL_PART_REQUESTS);
    }
  spill_pb_answer_when (self, request, self->owner, 10, 0, has_reason, answer_reason);
}

static void
set_get_id (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "n");   /* no external id: no master tells */
}

static void
set_get_builder_names (SpillPbObject *self, const SpillBrokerRequest *request)
{
  g_autoptr(GPtrArray) requests = dup_requests (self);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < requests->len; i++)
    g_ptr_array_add (names, (gpointer) get_builder_name (requests->pdata[i]));
  if (requests->len == 0)
    g_ptr_array_add (names, (gpointer) get_builder_name (REQUEST (self)));
  g_ptr_array_add (names, NULL);
  spill_pb_answer (self, request->id, "v", names->pdata);
}

static void
set_get_build_requests (SpillPbObject *self, const SpillBrokerRequest *request)
{
  SpillBroker *broker = self->visitor->broker;
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  g_autoptr(GPtrArray) requests = dup_requests (self);
  GByteArray *out = spill_broker_begin_answer (broker, request->id);

  spill_jelly_put_list (out, profile, requests->len);
  for (guint i = 0; i < requests->len; i++)
    {
      spill_jelly_put_tuple (out, profile, 2);
      spill_jelly_put_text (out, profile, get_builder_name (requests->pdata[i]));
      spill_jelly_put_remote (out, profile, spill_pb_offer (self->visitor, &spill_pb_request_class, requests->pdata[i]));
    }
  spill_broker_end_answer (broker);
}

static gboolean
is_set_over (SpillPbObject *self, GObject *item, gint64 number)
{
  g_autoptr(GPtrArray) requests = dup_requests (self);

  return requests->len == 0;
}

static void
set_is_finished (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "b", is_set_over (self, NULL, 0));
}

static void
set_get_results (SpillPbObject *self, const SpillBrokerRequest *request)
{
  gint64 result = is_set_over (self, NULL, 0) ? (gint64) spill_request_get_result (REQUEST (self)) : -1;

  spill_pb_answer (self, request->id, "i", result);
}

static void
answer_itself (SpillPbObject *self, gint64 id, gint64 number)
{
  spill_pb_answer_self (self, id, number);
}

/* Asked at each change of the request that stands for the set, and of what the set still has. */
static void
set_wait (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer_when (self, request, G_OBJECT (spill_pb_listener_get_master (self->visitor->listener)), 0, request->target, is_set_over, answer_itself);
}

static const SpillPbMethod set_methods[] = {
  { "getSourceStamp", 0, 0, set_get_source_stamp },
  { "getReason", 0, 0, set_get_reason },
  { "getID", 0, 0, set_get_id },
  { "getBuilderNames", 0, 0, set_get_builder_names },
  { "getBuildRequests", 0, 0, set_get_build_requests },
  { "isFinished", 0, 0, set_is_finished },
  { "waitUntilFinished", 0, 0, set_wait },
  { "waitUntilSuccess", 0, 0, set_wait },
  { "getResults", 0, 0, set_get_results },
  { NULL },
};

const SpillPbClass spill_pb_set_class = { "RemoteBuildSet", "remote_", set_methods };

static void
request_get_builder_name (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "u", get_builder_name (REQUEST (self)));
}

/* 0.8.14 means to answer a SourceStamp, and cannot send it. Its oldest clients knew it as this tuple. */
static void
request_get_source_stamp (SpillPbObject *self, const SpillBrokerRequest *request)
{
  SpillBroker *broker = self->visitor->broker;
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  GListModel *stamps = spill_request_get_source_stamps (REQUEST (self));
  g_autoptr(SpillSourceStamp) stamp = stamps != NULL ? g_list_model_get_item (stamps, 0) : NULL;
  const char *revision = stamp != NULL ? spill_source_stamp_get_revision (stamp) : NULL;
  GByteArray *out = spill_broker_begin_answer (broker, request->id);

  spill_jelly_put_tuple (out, profile, 3);
  spill_jelly_put_text (out, profile, stamp != NULL ? spill_source_stamp_get_branch (stamp) : NULL);
  spill_jelly_put_text (out, profile, revision != NULL && *revision != '\0' ? revision : NULL);
  spill_jelly_put_none (out, profile);
  spill_broker_end_answer (broker);
}

static void
request_subscribe (SpillPbObject *self, const SpillBrokerRequest *request)
{
  gint64 observer = spill_broker_take_remote (self->visitor->broker, spill_jelly_get_item (request->args, 0));

  if (observer < 0)
    spill_pb_fail (self, request->id, "AttributeError", "the observer cannot be called");
  else
    spill_pb_visitor_add_watch (self->visitor, NULL, spill_request_get_id (REQUEST (self)), observer, 0);
}

static void
request_unsubscribe (SpillPbObject *self, const SpillBrokerRequest *request)
{
  gint64 observer = spill_jelly_get_reference (spill_jelly_get_item (request->args, 0));

  spill_pb_visitor_remove_watch (self->visitor, NULL, spill_request_get_id (REQUEST (self)), observer);
}

static const SpillPbMethod request_methods[] = {
  { "getSourceStamp", 0, 0, request_get_source_stamp },
  { "getBuilderName", 0, 0, request_get_builder_name },
  { "subscribe", 1, 1, request_subscribe },
  { "unsubscribe", 1, 1, request_unsubscribe },
  { NULL },
};

const SpillPbClass spill_pb_request_class = { "RemoteBuildRequest", "remote_", request_methods };

static void
slave_get_name (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "s", spill_worker_get_name (WORKER (self)));
}

static void
slave_get_admin (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "s", spill_worker_get_admin (WORKER (self)));
}

static void
slave_get_host (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "s", spill_worker_get_host (WORKER (self)));
}

static void
slave_is_connected (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "b", spill_worker_is_connected (WORKER (self)));
}

static const SpillPbMethod slave_methods[] = {
  { "getName", 0, 0, slave_get_name },
  { "getAdmin", 0, 0, slave_get_admin },
  { "getHost", 0, 0, slave_get_host },
  { "isConnected", 0, 0, slave_is_connected },
  { NULL },
};

const SpillPbClass spill_pb_slave_class = { "RemoteSlave", "remote_", slave_methods };

static void
change_get_who (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "u", spill_change_get_author (CHANGE (self)));
}

static void
change_get_files (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "v", spill_change_get_files (CHANGE (self)));
}

static void
change_get_comments (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "u", spill_change_get_comments (CHANGE (self)));
}

static const SpillPbMethod change_methods[] = {
  { "getWho", 0, 0, change_get_who },
  { "getFiles", 0, 0, change_get_files },
  { "getComments", 0, 0, change_get_comments },
  { NULL },
};

const SpillPbClass spill_pb_change_class = { "RemoteChange", "remote_", change_methods };

static void
event_get_times (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "t", self->when, 0.0);
}

static void
event_get_text (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "w", self->words);
}

static const SpillPbMethod event_methods[] = {
  { "getTimes", 0, 0, event_get_times },
  { "getText", 0, 0, event_get_text },
  { NULL },
};

const SpillPbClass spill_pb_event_class = { "RemoteEvent", "remote_", event_methods };
