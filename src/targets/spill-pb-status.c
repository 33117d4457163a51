#include "targets/spill-pb-private.h"

#include <math.h>
#include <string.h>

#include "model/spill-change.h"
#include "protocols/spill-json.h"

/* RemoteBuilder, RemoteBuild and RemoteBuildStep. */

#define BUILDER(self) SPILL_BUILDER ((self)->item)
#define BUILD(self) SPILL_BUILD ((self)->item)
#define STEP(self) SPILL_STEP ((self)->item)
#define OLDER 100           /* builds asked for at a time when an old one is wanted */
#define WAIT_OLDER 30       /* seconds */
#define REVISION_LENGTH 7

static double
get_now (void)
{
  return (double) g_get_real_time () / G_USEC_PER_SEC;
}

static const char *
get_state (SpillBuilder *builder)
{
  switch (spill_builder_get_state (builder))
    {
    case SPILL_BUILDER_IDLE:
      return "idle";
    case SPILL_BUILDER_BUILDING:
      return "building";
    default:
      return "offline";
    }
}

static void
builder_get_name (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "s", spill_builder_get_name (BUILDER (self)));
}

static void
builder_get_category (SpillPbObject *self, const SpillBrokerRequest *request)
{
  const char *category = spill_builder_get_category (BUILDER (self));

  spill_pb_answer (self, request->id, "s", category != NULL && *category != '\0' ? category : NULL);
}

static void
builder_get_state (SpillPbObject *self, const SpillBrokerRequest *request)
{
  SpillBroker *broker = self->visitor->broker;
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  SpillList *running = spill_builder_get_running (BUILDER (self));
  guint n = spill_list_get_length (running);
  GByteArray *out = spill_broker_begin_answer (broker, request->id);

  spill_jelly_put_tuple (out, profile, 3);
  spill_banana_put_string (out, profile, get_state (BUILDER (self)));
  spill_jelly_put_none (out, profile);
  spill_jelly_put_list (out, profile, n);
  for (guint i = 0; i < n; i++)
    spill_jelly_put_remote (out, profile, spill_pb_offer (self->visitor, &spill_pb_build_class, spill_list_peek (running, i)));
  spill_broker_end_answer (broker);
}

static void
builder_get_slaves (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer_list (self, request->id, &spill_pb_slave_class, G_LIST_MODEL (spill_builder_get_workers (BUILDER (self))));
}

static void
builder_get_last_finished_build (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "o", &spill_pb_build_class, spill_builder_get_last_build (BUILDER (self)));
}

static void
builder_get_current_builds (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer_list (self, request->id, &spill_pb_build_class, G_LIST_MODEL (spill_builder_get_running (BUILDER (self))));
}

/* An old build: asks for older ones until it is here or cannot be. */
static gboolean
has_build (SpillPbObject *self,
           GObject       *item,
           gint64         number)
{
  SpillBuilder *builder = SPILL_BUILDER (item);
  SpillPartState older = spill_builder_get_older_state (builder);

  if (spill_builder_get_build (builder, (guint) number) != NULL || older == SPILL_PART_HERE || older == SPILL_PART_FAILED)
    return TRUE;
  if (older == SPILL_PART_UNKNOWN)
    spill_builder_request_older (builder, OLDER);
  return FALSE;
}

static void
answer_build (SpillPbObject *self,
              gint64         id,
              gint64         number)
{
  spill_pb_answer (self, id, "o", &spill_pb_build_class, spill_builder_get_build (BUILDER (self), (guint) number));
}

/* As in 0.8: -1 is the newest one, running or not; None for what there is not. */
static void
builder_get_build (SpillPbObject *self, const SpillBrokerRequest *request)
{
  gint64 number = spill_pb_arg_integer (request, 0, -1);
  SpillList *builds = spill_builder_get_builds (BUILDER (self));
  SpillBuild *newest = spill_list_peek (builds, 0);

  if (number < 0 && newest != NULL)
    number += (gint64) spill_build_get_number (newest) + 1;
  if (newest == NULL || number < 0 || number > spill_build_get_number (newest))
    {
      spill_pb_answer (self, request->id, "n");
      return;
    }
  if (spill_builder_get_build (BUILDER (self), (guint) number) != NULL)
    {
      spill_pb_answer (self, request->id, "o", &spill_pb_build_class, spill_builder_get_build (BUILDER (self), (guint) number));
      return;
    }
  spill_pb_answer_when (self, request, self->item, WAIT_OLDER, number, has_build, answer_build);
}

static void
builder_get_event (SpillPbObject *self, const SpillBrokerRequest *request)
{
  GPtrArray *events = spill_builder_get_events (BUILDER (self));
  gint64 n = events != NULL ? events->len : 0;
  gint64 number = spill_pb_arg_integer (request, 0, -1);
  const SpillBuilderEvent *event;
  SpillBroker *broker = self->visitor->broker;
  GByteArray *out;

  if (number < 0)
    number += n;
  if (number < 0 || number >= n)
    {
      spill_pb_answer (self, request->id, "n");
      return;
    }
  event = events->pdata[number];
  out = spill_broker_begin_answer (broker, request->id);
  spill_jelly_put_remote (out, spill_broker_get_profile (broker), spill_pb_offer_event (self->visitor, event->when, event->words));
  spill_broker_end_answer (broker);
}

static const SpillPbMethod builder_methods[] = {
  { "getName", 0, 0, builder_get_name },
  { "getCategory", 0, 0, builder_get_category },
  { "getState", 0, 0, builder_get_state },
  { "getSlaves", 0, 0, builder_get_slaves },
  { "getLastFinishedBuild", 0, 0, builder_get_last_finished_build },
  { "getCurrentBuilds", 0, 0, builder_get_current_builds },
  { "getBuild", 1, 1, builder_get_build },
  { "getEvent", 1, 1, builder_get_event },
  { NULL },
};

const SpillPbClass spill_pb_builder_class = { "RemoteBuilder", "remote_", builder_methods };

static void
build_get_builder_name (SpillPbObject *self, const SpillBrokerRequest *request)
{
  SpillBuilder *builder = spill_build_get_builder (BUILD (self));

  spill_pb_answer (self, request->id, "s", builder != NULL ? spill_builder_get_name (builder) : NULL);
}

static void
build_get_number (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "i", (gint64) spill_build_get_number (BUILD (self)));
}

static void
answer_reason (SpillPbObject *self, gint64 id)
{
  const char *reason = spill_build_get_reason (BUILD (self));

  spill_pb_answer (self, id, "u", reason != NULL ? reason : "");
}

static void
answer_changes (SpillPbObject *self, gint64 id)
{
  spill_pb_answer_list (self, id, &spill_pb_change_class, spill_build_get_changes (BUILD (self)));
}

/* As 0.8 tells them: of what was asked for, not of what was got; "" where the latest was asked for. */
static void
answer_revisions (SpillPbObject *self, gint64 id)
{
  GListModel *stamps = spill_build_get_source_stamps (BUILD (self));
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (stamps); i++)
    {
      g_autoptr(SpillSourceStamp) stamp = g_list_model_get_item (stamps, i);
      const char *revision = spill_source_stamp_get_revision (stamp);

      if (revision == NULL || *revision == '\0')
        continue;
      g_string_append_printf (text, "%s%.*s", text->len > 0 ? ", " : "", REVISION_LENGTH, revision);
    }
  spill_pb_answer (self, id, "s", text->str);
}

static void
answer_people (SpillPbObject *self, gint64 id)
{
  spill_pb_answer (self, id, "v", spill_build_get_people (BUILD (self)));
}

static void
build_get_reason (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer_with (self, request, SPILL_PART_CHANGES, answer_reason);
}

static void
build_get_changes (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer_with (self, request, SPILL_PART_CHANGES, answer_changes);
}

static void
build_get_revisions (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer_with (self, request, SPILL_PART_CHANGES, answer_revisions);
}

static void
build_get_responsible_users (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer_with (self, request, SPILL_PART_CHANGES, answer_people);
}

static void
answer_steps (SpillPbObject *self, gint64 id)
{
  spill_pb_answer_list (self, id, &spill_pb_step_class, G_LIST_MODEL (spill_build_get_steps (BUILD (self))));
}

static void
build_get_steps (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer_with (self, request, SPILL_PART_STEPS, answer_steps);
}

static void
answer_current_step (SpillPbObject *self, gint64 id)
{
  spill_pb_answer (self, id, "o", &spill_pb_step_class,
                   spill_build_is_finished (BUILD (self)) ? NULL : spill_build_get_current_step (BUILD (self)));
}

static void
build_get_current_step (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer_with (self, request, SPILL_PART_STEPS, answer_current_step);
}

static void
build_get_times (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "t", spill_build_get_started (BUILD (self)), spill_build_get_finished (BUILD (self)));
}

static void
build_is_finished (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "b", spill_build_is_finished (BUILD (self)));
}

static void
build_get_eta (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "f", spill_build_is_finished (BUILD (self)) ? (double) NAN : spill_build_get_eta (BUILD (self), get_now ()));
}

/* Masters from nine on tell one text, where clients of 0.8 know words: "build successful" is two, and a
 * build that runs has none. */
static void
build_get_text (SpillPbObject *self, const SpillBrokerRequest *request)
{
  const char * const *words = spill_build_get_words (BUILD (self));
  gboolean is_text = words[0] != NULL && words[1] == NULL && strchr (words[0], ' ') != NULL;
  g_auto(GStrv) split = g_strsplit (is_text && spill_build_is_finished (BUILD (self)) ? words[0] : "", " ", 2);

  spill_pb_answer (self, request->id, "w", is_text ? (const char * const *) split : words);
}

static void
build_get_results (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "R", spill_build_get_result (BUILD (self)));
}

/* As 0.8.14 answers, which no client can use: a build has no logs of its own. */
static void
build_get_logs (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_fail (self, request->id, "AttributeError", "'list' object has no attribute 'items'");
}

static gboolean
is_finished (SpillPbObject *self, GObject *item, gint64 number)
{
  return SPILL_IS_BUILD (item) ? spill_build_is_finished (SPILL_BUILD (item)) : spill_step_is_finished (SPILL_STEP (item));
}

static void
answer_itself (SpillPbObject *self, gint64 id, gint64 number)
{
  spill_pb_answer_self (self, id, number);
}

static void
wait_until_finished (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer_when (self, request, self->item, 0, request->target, is_finished, answer_itself);
}

/* Values as Python would send them: texts as unicode. */
static void
put_json (GByteArray         *out,
          SpillBananaProfile  profile,
          JsonNode           *node)
{
  g_autoptr(GList) members = NULL;
  JsonArray *array;

  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_ARRAY:
      array = json_node_get_array (node);
      spill_jelly_put_list (out, profile, json_array_get_length (array));
      for (guint i = 0; i < json_array_get_length (array); i++)
        put_json (out, profile, json_array_get_element (array, i));
      break;
    case JSON_NODE_OBJECT:
      members = json_object_get_members (json_node_get_object (node));
      spill_jelly_put_dictionary (out, profile, g_list_length (members));
      for (GList *link = members; link != NULL; link = link->next)
        {
          spill_jelly_put_pair (out);
          spill_jelly_put_text (out, profile, link->data);
          put_json (out, profile, json_object_get_member (json_node_get_object (node), link->data));
        }
      break;
    case JSON_NODE_VALUE:
      if (json_node_get_value_type (node) == G_TYPE_STRING)
        spill_jelly_put_text (out, profile, json_node_get_string (node));
      else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
        spill_jelly_put_boolean (out, profile, json_node_get_boolean (node));
      else if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
        spill_banana_put_float (out, json_node_get_double (node));
      else
        spill_banana_put_int (out, json_node_get_int (node));
      break;
    default:
      spill_jelly_put_none (out, profile);
    }
}

/* {name: (value, source)} */
static void
answer_properties (SpillPbObject *self, gint64 id)
{
  SpillBroker *broker = self->visitor->broker;
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  GPtrArray *properties = spill_build_get_properties (BUILD (self));
  guint n = properties != NULL ? properties->len : 0;
  GByteArray *out = spill_broker_begin_answer (broker, id);

  spill_jelly_put_dictionary (out, profile, n);
  for (guint i = 0; i < n; i++)
    {
      const SpillProperty *property = properties->pdata[i];
      g_autofree char *text = g_strdup_printf ("[%s]", property->value);
      g_autoptr(JsonNode) node = spill_json_parse (text, strlen (text), 0, NULL);

      spill_jelly_put_pair (out);
      spill_banana_put_string (out, profile, property->name);
      spill_jelly_put_tuple (out, profile, 2);
      if (node != NULL && JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) == 1)
        put_json (out, profile, json_array_get_element (json_node_get_array (node), 0));
      else
        spill_jelly_put_text (out, profile, property->value);
      spill_banana_put_string (out, profile, property->source != NULL ? property->source : "");
    }
  spill_broker_end_answer (broker);
}

static void
build_get_properties (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer_with (self, request, SPILL_PART_PROPERTIES, answer_properties);
}

static void
build_subscribe (SpillPbObject *self, const SpillBrokerRequest *request)
{
  gint64 observer = spill_broker_take_remote (self->visitor->broker, spill_jelly_get_item (request->args, 0));

  if (observer < 0)
    {
      spill_pb_fail (self, request->id, "AttributeError", "the observer cannot be called");
      return;
    }
  spill_pb_visitor_add_watch (self->visitor, BUILD (self), 0, observer, (guint) CLAMP (spill_pb_arg_integer (request, 1, 0), 0, 86400));
}

static void
build_unsubscribe (SpillPbObject *self, const SpillBrokerRequest *request)
{
  gint64 observer = spill_jelly_get_reference (spill_jelly_get_item (request->args, 0));

  spill_pb_visitor_remove_watch (self->visitor, BUILD (self), 0, observer);
}

static const SpillPbMethod build_methods[] = {
  { "getBuilderName", 0, 0, build_get_builder_name },
  { "getNumber", 0, 0, build_get_number },
  { "getReason", 0, 0, build_get_reason },
  { "getChanges", 0, 0, build_get_changes },
  { "getRevisions", 0, 0, build_get_revisions },
  { "getResponsibleUsers", 0, 0, build_get_responsible_users },
  { "getSteps", 0, 0, build_get_steps },
  { "getTimes", 0, 0, build_get_times },
  { "isFinished", 0, 0, build_is_finished },
  { "waitUntilFinished", 0, 0, wait_until_finished },
  { "getETA", 0, 0, build_get_eta },
  { "getCurrentStep", 0, 0, build_get_current_step },
  { "getText", 0, 0, build_get_text },
  { "getResults", 0, 0, build_get_results },
  { "getLogs", 0, 0, build_get_logs },
  { "getProperties", 0, 0, build_get_properties },
  { "subscribe", 1, 2, build_subscribe },
  { "unsubscribe", 1, 1, build_unsubscribe },
  { NULL },
};

const SpillPbClass spill_pb_build_class = { "RemoteBuild", "remote_", build_methods };

static void
step_get_name (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "s", spill_step_get_name (STEP (self)));
}

static void
step_get_build (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "o", &spill_pb_build_class, self->owner);
}

static void
step_get_times (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "t", spill_step_get_started (STEP (self)), spill_step_get_finished (STEP (self)));
}

static void
step_get_expectations (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "e", self->item);
}

static void
answer_logs (SpillPbObject *self, gint64 id)
{
  SpillBroker *broker = self->visitor->broker;
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  SpillList *logs = spill_step_get_logs (STEP (self));
  guint n = spill_list_get_length (logs);
  GByteArray *out = spill_broker_begin_answer (broker, id);

  spill_jelly_put_dictionary (out, profile, n);
  for (guint i = 0; i < n; i++)
    {
      SpillLog *log = spill_list_peek (logs, i);

      spill_jelly_put_pair (out);
      spill_banana_put_string (out, profile, spill_log_get_name (log));
      spill_jelly_put_remote (out, profile, spill_pb_offer (self->visitor, &spill_pb_log_class, log));
    }
  spill_broker_end_answer (broker);
}

static void
step_get_logs (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer_with (self, request, SPILL_PART_LOGS, answer_logs);
}

static void
step_is_finished (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "b", spill_step_is_finished (STEP (self)));
}

static void
step_get_eta (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "f", spill_step_is_finished (STEP (self)) ? (double) NAN : spill_step_get_eta (STEP (self), get_now ()));
}

static void
step_get_text (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "w", spill_step_get_words (STEP (self)));
}

static void
step_get_results (SpillPbObject *self, const SpillBrokerRequest *request)
{
  spill_pb_answer (self, request->id, "r", self->item);
}

static const SpillPbMethod step_methods[] = {
  { "getName", 0, 0, step_get_name },
  { "getBuild", 0, 0, step_get_build },
  { "getTimes", 0, 0, step_get_times },
  { "getExpectations", 0, 0, step_get_expectations },
  { "getLogs", 0, 0, step_get_logs },
  { "isFinished", 0, 0, step_is_finished },
  { "waitUntilFinished", 0, 0, wait_until_finished },
  { "getETA", 0, 0, step_get_eta },
  { "getText", 0, 0, step_get_text },
  { "getResults", 0, 0, step_get_results },
  { NULL },
};

const SpillPbClass spill_pb_step_class = { "RemoteBuildStep", "remote_", step_methods };
