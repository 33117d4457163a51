#include "app/spill-event-line.h"

#include <json-glib/json-glib.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-change.h"
#include "model/spill-log.h"
#include "model/spill-master.h"
#include "model/spill-request.h"
#include "model/spill-step.h"
#include "model/spill-worker.h"

static gboolean
is_harmful (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0)
         || c == 0x061c || (c >= 0x200e && c <= 0x200f)
         || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)
         || c == '\\';
}

/**
 * spill_event_line_escape:
 * @text: (nullable): valid UTF-8
 *
 * Returns: (transfer full): @text in one line that moves no cursor
 */
char *
spill_event_line_escape (const char *text)
{
  GString *line = g_string_new (NULL);

  for (const char *p = text != NULL ? text : ""; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!is_harmful (c))
        g_string_append_unichar (line, c);
      else if (c == '\\')
        g_string_append (line, "\\\\");
      else if (c == '\n')
        g_string_append (line, "\\n");
      else if (c == '\t')
        g_string_append (line, "\\t");
      else
        g_string_append_printf (line, "\\u%04x", c);
    }

  return g_string_free (line, FALSE);
}

static const char *
nick_of (GType type,
         int   value)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);
  const GEnumValue *found = g_enum_get_value (klass, value);

  return found != NULL ? found->value_nick : NULL;
}

/* The words that belong to an event. */
static const char *
words_of (const SpillEvent *event)
{
  switch (event->kind)
    {
    case SPILL_EVENT_LOG_CHUNK:
      return event->text;
    case SPILL_EVENT_CHANGE_ADDED:
      return event->change != NULL ? spill_change_get_comments (event->change) : NULL;
    case SPILL_EVENT_REQUEST_SUBMITTED:
    case SPILL_EVENT_REQUEST_CANCELLED:
      return event->request != NULL ? spill_request_get_reason (event->request) : NULL;
    case SPILL_EVENT_WORKER_PAUSED:
      return event->worker != NULL ? spill_worker_get_pause_reason (event->worker) : NULL;
    case SPILL_EVENT_LOG_STARTED:
    case SPILL_EVENT_LOG_FINISHED:
      return NULL;
    default:
      if (event->step != NULL)
        return spill_step_get_text (event->step);
      return event->build != NULL ? spill_build_get_text (event->build) : NULL;
    }
}

/* Result of what has ended, state of a builder. */
static const char *
result_of (const SpillEvent *event)
{
  switch (event->kind)
    {
    case SPILL_EVENT_BUILD_FINISHED:
      return spill_result_to_nick (spill_build_get_result (event->build));
    case SPILL_EVENT_STEP_FINISHED:
      return spill_result_to_nick (spill_step_get_result (event->step));
    case SPILL_EVENT_BUILDER_CHANGED_STATE:
      return nick_of (SPILL_TYPE_BUILDER_STATE, spill_builder_get_state (event->builder));
    case SPILL_EVENT_MASTER_CONNECTED:
    case SPILL_EVENT_MASTER_DISCONNECTED:
      return nick_of (SPILL_TYPE_CONNECTION, spill_master_get_connection (event->master));
    default:
      return NULL;
    }
}

static SpillBuilder *
builder_of (const SpillEvent *event)
{
  if (event->builder != NULL)
    return event->builder;
  if (event->build != NULL)
    return spill_build_get_builder (event->build);

  return event->request != NULL ? spill_request_get_builder (event->request) : NULL;
}

static char *
dup_subject (const SpillEvent *event)
{
  GString *subject = g_string_new (NULL);
  SpillBuilder *builder = builder_of (event);

  if (builder != NULL)
    g_string_append (subject, spill_builder_get_name (builder));
  if (event->build != NULL)
    g_string_append_printf (subject, " #%u", spill_build_get_number (event->build));
  if (event->step != NULL)
    g_string_append_printf (subject, " %s", spill_step_get_name (event->step));
  if (event->log != NULL)
    g_string_append_printf (subject, "/%s", spill_log_get_name (event->log));
  if (event->request != NULL)
    g_string_append_printf (subject, " request %" G_GINT64_FORMAT,
                            spill_request_get_id (event->request));
  if (event->worker != NULL)
    g_string_append (subject, spill_worker_get_name (event->worker));
  if (event->change != NULL)
    {
      const char *revision = spill_change_get_revision (event->change);
      const char *author = spill_change_get_author (event->change);

      g_string_append_printf (subject, "%s %s", revision != NULL ? revision : "",
                              author != NULL ? author : "");
    }

  return g_string_free (subject, FALSE);
}

static char *
dup_time (double      when,
          const char *format)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc ((gint64) when);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, format) : g_strdup ("");
}

/**
 * spill_event_line_to_text:
 * @event: an event
 *
 * Returns: (transfer full): time, master, kind, what it is about, words, and result or state, with
 *   tabs between; without a line end
 */
char *
spill_event_line_to_text (const SpillEvent *event)
{
  g_autofree char *when = dup_time (event->when, "%F %T");
  g_autofree char *master = spill_event_line_escape (spill_master_get_name (event->master));
  g_autofree char *subject = dup_subject (event);
  g_autofree char *safe_subject = spill_event_line_escape (subject);
  g_autofree char *words = spill_event_line_escape (words_of (event));
  const char *result = result_of (event);

  return g_strdup_printf ("%s\t%s\t%s\t%s\t%s\t%s", when, master,
                          spill_event_kind_to_nick (event->kind), safe_subject, words,
                          result != NULL ? result : "");
}

static void
add_text (JsonObject *object,
          const char *key,
          const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, key, value);
}

static void
add_change (JsonObject  *object,
            SpillChange *change)
{
  JsonArray *files = json_array_new ();
  const char * const *names = spill_change_get_files (change);

  for (guint i = 0; names[i] != NULL; i++)
    json_array_add_string_element (files, names[i]);
  json_object_set_int_member (object, "change", spill_change_get_id (change));
  add_text (object, "author", spill_change_get_author (change));
  add_text (object, "revision", spill_change_get_revision (change));
  add_text (object, "branch", spill_change_get_branch (change));
  json_object_set_array_member (object, "files", files);
}

static void
add_build (JsonObject *object,
           SpillBuild *build)
{
  json_object_set_int_member (object, "number", spill_build_get_number (build));
  if (spill_build_get_id (build) != 0)
    json_object_set_int_member (object, "build", spill_build_get_id (build));
  if (spill_build_get_started (build) > 0)
    json_object_set_double_member (object, "started", spill_build_get_started (build));
  if (spill_build_get_finished (build) > 0)
    json_object_set_double_member (object, "finished", spill_build_get_finished (build));
  add_text (object, "worker", spill_build_get_worker_name (build));
}

/**
 * spill_event_line_to_json:
 * @event: an event
 *
 * One object in one line. Keys never change their meaning; new ones may come. Always there: `time`
 * (epoch seconds, when we learned of it), `master` (its name), `url` (its address), `kind`. Where
 * they apply: `builder` (name), `number` and `build` (global id) of a build, `started`, `finished`
 * (epoch seconds), `worker` (name), `step` (name), `step_number`, `log` (name), `request` (id),
 * `change` (id), `author`, `revision`, `branch`, `files`, `text` (words; of a log-chunk its lines,
 * each with its channel letter), `result` (of what has ended), `state` (of a builder or of the
 * connection).
 *
 * Returns: (transfer full): the object, without a line end
 */
char *
spill_event_line_to_json (const SpillEvent *event)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  SpillBuilder *builder = builder_of (event);
  gboolean has_ended = event->kind == SPILL_EVENT_BUILD_FINISHED
                       || event->kind == SPILL_EVENT_STEP_FINISHED;

  json_node_take_object (node, object);
  json_object_set_double_member (object, "time", event->when);
  add_text (object, "master", spill_master_get_name (event->master));
  add_text (object, "url", spill_master_get_url (event->master));
  add_text (object, "kind", spill_event_kind_to_nick (event->kind));
  if (builder != NULL)
    add_text (object, "builder", spill_builder_get_name (builder));
  if (event->build != NULL)
    add_build (object, event->build);
  if (event->worker != NULL)
    add_text (object, "worker", spill_worker_get_name (event->worker));
  if (event->step != NULL)
    {
      add_text (object, "step", spill_step_get_name (event->step));
      json_object_set_int_member (object, "step_number", spill_step_get_number (event->step));
    }
  if (event->log != NULL)
    add_text (object, "log", spill_log_get_name (event->log));
  if (event->request != NULL)
    json_object_set_int_member (object, "request", spill_request_get_id (event->request));
  if (event->change != NULL)
    add_change (object, event->change);
  add_text (object, "text", words_of (event));
  add_text (object, has_ended ? "result" : "state", result_of (event));

  return json_to_string (node, FALSE);
}
