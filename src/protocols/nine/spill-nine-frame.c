#include "protocols/nine/spill-nine-frame.h"

#include <glib/gi18n.h>

#include "protocols/nine/spill-nine-decode.h"
#include "protocols/nine/spill-nine-read-private.h"
#include "protocols/spill-json.h"

void
spill_nine_frame_free (SpillNineFrame *self)
{
  g_free (self->text);
  spill_nine_entity_free (self->kind, self->entity);
  g_free (self);
}

static void
read_event (SpillNineFrame        *frame,
            const SpillJsonReader *reader,
            const char            *key)
{
  JsonNode *message = spill_json_get_node (reader, "m");

  frame->type = SPILL_NINE_FRAME_EVENT;
  if (!spill_nine_key_parse (key, &frame->key))
    return;

  /* 4.3 sends null with buildrequests/N/cancel. */
  if (message == NULL || JSON_NODE_HOLDS_NULL (message))
    return;

  if (!JSON_NODE_HOLDS_OBJECT (message))
    {
      spill_json_report_key (reader, "m", N_("an object"), message);
      return;
    }

  frame->kind = spill_nine_key_get_kind (&frame->key);
  if (frame->kind != SPILL_NINE_NONE)
    frame->entity = spill_nine_decode_object (frame->kind, json_node_get_object (message),
                                              reader->report);
}

static void
read_answer (SpillNineFrame        *frame,
             const SpillJsonReader *reader)
{
  frame->command = spill_json_get_id (reader, "_id", -1);
  frame->code = spill_json_get_int (reader, "code", 0);

  if (json_object_has_member (reader->object, "error"))
    {
      frame->type = SPILL_NINE_FRAME_ERROR;
      frame->text = spill_nine_read_line (reader, "error");
    }
  else if (json_object_has_member (reader->object, "msg"))
    {
      frame->type = SPILL_NINE_FRAME_ANSWER;
      frame->text = spill_nine_read_line (reader, "msg");
    }
}

/**
 * spill_nine_frame_read:
 * @data: a text frame of /ws
 * @length: its bytes
 * @report: (nullable): where wrong types go
 * @error: return location for a #SpillJsonError
 *
 * Reads a frame from the master (buildbot/www/ws.py): an event {k, m}, an answer {msg, code, _id}
 * or an error {error, code, _id}. Events under keys that we do not know have topic OTHER and no
 * entity. Safe in any thread.
 *
 * Returns: (transfer full): the frame, or %NULL if it is not JSON or not an object
 */
SpillNineFrame *
spill_nine_frame_read (const char       *data,
                       gsize             length,
                       SpillJsonReport  *report,
                       GError          **error)
{
  g_autoptr(JsonNode) root = spill_json_parse (data, length, 0, error);
  SpillJsonReader reader = { .key = "event", .report = report };
  SpillNineFrame *frame;
  const char *key;

  if (root == NULL)
    return NULL;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_NOT_EXPECTED,
                           _("a frame that is no object"));
      return NULL;
    }

  frame = g_new0 (SpillNineFrame, 1);
  frame->type = SPILL_NINE_FRAME_OTHER;
  frame->command = -1;

  reader.object = json_node_get_object (root);
  key = spill_json_get_string (&reader, "k", NULL);
  if (key != NULL)
    read_event (frame, &reader, key);
  else
    read_answer (frame, &reader);
  return frame;
}

static char *
command_new (gint64      command,
             const char *name,
             const char *path)
{
  g_autoptr(JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "_id", command);
  json_object_set_string_member (object, "cmd", name);
  if (path != NULL)
    json_object_set_string_member (object, "path", path);
  json_node_take_object (root, object);
  return spill_json_to_text (root);
}

/**
 * spill_nine_command_subscribe:
 * @command: a number that the answer repeats
 * @path: which events: "builds/ * / *" without the blanks; an asterisk stands for one part
 *
 * Returns: (transfer full): a frame for the master
 */
char *
spill_nine_command_subscribe (gint64      command,
                              const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);

  return command_new (command, "startConsuming", path);
}

/**
 * spill_nine_command_unsubscribe:
 * @command: a number that the answer repeats
 * @path: what was subscribed
 *
 * Returns: (transfer full): a frame for the master
 */
char *
spill_nine_command_unsubscribe (gint64      command,
                                const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);

  return command_new (command, "stopConsuming", path);
}

/**
 * spill_nine_command_ping:
 * @command: a number that the answer repeats
 *
 * Returns: (transfer full): a frame for the master, answered by "pong"
 */
char *
spill_nine_command_ping (gint64 command)
{
  return command_new (command, "ping", NULL);
}
