#include "protocols/nine/spill-nine-read-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "protocols/spill-json.h"

/**
 * spill_nine_cut:
 * @text: (nullable): valid UTF-8
 * @max: bytes that may be kept
 *
 * Returns: (transfer full) (nullable): the text, cut between characters and ended by "…" if it
 *   was longer
 */
char *
spill_nine_cut (const char *text,
                gsize       max)
{
  gsize length;

  if (text == NULL)
    return NULL;

  length = strlen (text);
  if (length <= max)
    return g_strndup (text, length);

  length = g_utf8_find_prev_char (text, text + max + 1) - text;
  return g_strdup_printf ("%.*s…", (int) length, text);
}

char *
spill_nine_read_line (const SpillJsonReader *reader,
                      const char            *name)
{
  return spill_nine_cut (spill_json_get_string (reader, name, NULL), SPILL_NINE_MAX_LINE);
}

char *
spill_nine_read_text (const SpillJsonReader *reader,
                      const char            *name)
{
  return spill_nine_cut (spill_json_get_string (reader, name, NULL), SPILL_NINE_MAX_TEXT);
}

/* {name: [value, source]}; NULL for none. */
static GPtrArray *
read_property_object (const SpillJsonReader *reader,
                      const char            *name)
{
  JsonObject *object = spill_json_get_object (reader, name);
  SpillJsonReader inner = { object, reader, name, reader->report };

  if (object == NULL || json_object_get_size (object) == 0)
    return NULL;

  return spill_nine_read_properties (&inner);
}

/**
 * spill_nine_read_properties:
 * @reader: an object of name: [value, source]
 *
 * Returns: (transfer full) (element-type SpillNineProperty): its members in the order of the wire
 */
GPtrArray *
spill_nine_read_properties (const SpillJsonReader *reader)
{
  GDestroyNotify free_func = (GDestroyNotify) spill_nine_property_free;
  GPtrArray *properties = g_ptr_array_new_with_free_func (free_func);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, reader->object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      SpillNineProperty *property;
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      JsonNode *source;

      /* The names are the master's, so they stay out of the report. */
      if (pair == NULL || json_array_get_length (pair) != 2)
        {
          spill_json_report_key (reader, "*", N_("a list of two"), node);
          continue;
        }

      property = g_new0 (SpillNineProperty, 1);
      property->name = spill_nine_cut (name, SPILL_NINE_MAX_LINE);
      property->value = spill_json_to_text (json_array_get_element (pair, 0));
      source = json_array_get_element (pair, 1);
      if (JSON_NODE_HOLDS_VALUE (source) && json_node_get_value_type (source) == G_TYPE_STRING)
        property->source = spill_nine_cut (json_node_get_string (source), SPILL_NINE_MAX_LINE);
      g_ptr_array_add (properties, property);
    }

  return properties;
}

/* As /builds/N/property_list has them: the value is JSON in a string. */
SpillNineProperty *
spill_nine_read_property (const SpillJsonReader *reader)
{
  SpillNineProperty *property;
  const char *name, *value;
  g_autoptr(JsonNode) node = NULL;

  if (!spill_json_need_string (reader, "name", &name) ||
      !spill_json_need_string (reader, "value", &value))
    return NULL;

  /* Everybody relies on the value being JSON. */
  node = spill_json_parse (value, strlen (value), 0, NULL);
  if (node == NULL)
    {
      spill_json_report_key (reader, "value", N_("JSON"), spill_json_get_node (reader, "value"));
      return NULL;
    }

  property = g_new0 (SpillNineProperty, 1);
  property->name = spill_nine_cut (name, SPILL_NINE_MAX_LINE);
  property->value = spill_json_to_text (node);
  property->source = spill_nine_read_line (reader, "source");
  return property;
}

SpillNineBuild *
spill_nine_read_build (const SpillJsonReader *reader)
{
  SpillNineBuild *build;
  gint64 id, builder_id;
  int number;

  if (!spill_json_need_id (reader, "buildid", &id) ||
      !spill_json_need_int (reader, "number", &number) ||
      !spill_json_need_id (reader, "builderid", &builder_id))
    return NULL;

  build = g_new0 (SpillNineBuild, 1);
  build->id = id;
  build->number = number;
  build->builder_id = builder_id;
  build->request_id = spill_json_get_id (reader, "buildrequestid", 0);
  build->worker_id = spill_json_get_id (reader, "workerid", 0);
  build->master_id = spill_json_get_id (reader, "masterid", 0);
  build->started_at = spill_json_get_time (reader, "started_at", 0);
  build->complete_at = spill_json_get_time (reader, "complete_at", 0);
  build->complete = spill_json_get_boolean (reader, "complete", FALSE);
  build->results = spill_json_get_int (reader, "results", -1);
  build->state_string = spill_nine_read_line (reader, "state_string");
  build->locks_duration = spill_json_get_time (reader, "locks_duration_s", -1);
  build->properties = read_property_object (reader, "properties");
  return build;
}

static GPtrArray *
read_urls (const SpillJsonReader *reader)
{
  JsonArray *array = spill_json_get_array (reader, "urls");
  GPtrArray *urls;

  if (array == NULL || json_array_get_length (array) == 0)
    return NULL;

  urls = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_nine_url_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      SpillJsonReader inner = { .parent = reader, .key = "urls[]", .report = reader->report };
      SpillNineUrl *url;
      const char *text;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          spill_json_report_key (reader, "urls[]", N_("an object"), node);
          continue;
        }

      inner.object = json_node_get_object (node);
      if (!spill_json_need_string (&inner, "url", &text))
        continue;

      url = g_new0 (SpillNineUrl, 1);
      url->name = spill_nine_read_line (&inner, "name");
      url->url = spill_nine_cut (text, SPILL_NINE_MAX_LINE);
      if (url->name == NULL)
        url->name = g_strdup (url->url);
      g_ptr_array_add (urls, url);
    }

  return urls;
}

SpillNineStep *
spill_nine_read_step (const SpillJsonReader *reader)
{
  SpillNineStep *step;
  gint64 id, build_id;
  int number;
  const char *name;

  if (!spill_json_need_id (reader, "stepid", &id) ||
      !spill_json_need_int (reader, "number", &number) ||
      !spill_json_need_string (reader, "name", &name) ||
      !spill_json_need_id (reader, "buildid", &build_id))
    return NULL;

  step = g_new0 (SpillNineStep, 1);
  step->id = id;
  step->number = number;
  step->name = spill_nine_cut (name, SPILL_NINE_MAX_LINE);
  step->build_id = build_id;
  step->started_at = spill_json_get_time (reader, "started_at", 0);
  step->complete_at = spill_json_get_time (reader, "complete_at", 0);
  step->locks_acquired_at = spill_json_get_time (reader, "locks_acquired_at", 0);
  step->complete = spill_json_get_boolean (reader, "complete", FALSE);
  step->hidden = spill_json_get_boolean (reader, "hidden", FALSE);
  step->results = spill_json_get_int (reader, "results", -1);
  step->state_string = spill_nine_read_line (reader, "state_string");
  step->urls = read_urls (reader);
  return step;
}

SpillNineLog *
spill_nine_read_log (const SpillJsonReader *reader)
{
  SpillNineLog *log;
  gint64 id;
  const char *name, *type;

  if (!spill_json_need_id (reader, "logid", &id) ||
      !spill_json_need_string (reader, "name", &name))
    return NULL;

  log = g_new0 (SpillNineLog, 1);
  log->id = id;
  log->name = spill_nine_cut (name, SPILL_NINE_MAX_LINE);
  log->slug = spill_nine_read_line (reader, "slug");
  log->step_id = spill_json_get_id (reader, "stepid", 0);
  log->complete = spill_json_get_boolean (reader, "complete", FALSE);
  log->n_lines = spill_json_get_id (reader, "num_lines", 0);
  type = spill_json_get_string (reader, "type", "t");
  log->type = strlen (type) == 1 && strchr ("sthd", type[0]) != NULL ? type[0] : 't';
  return log;
}

SpillNineLogChunk *
spill_nine_read_log_chunk (const SpillJsonReader *reader)
{
  SpillNineLogChunk *chunk = g_new0 (SpillNineLogChunk, 1);

  chunk->log_id = spill_json_get_id (reader, "logid", 0);
  chunk->first_line = spill_json_get_id (reader, "firstline", 0);
  chunk->content = g_strdup (spill_json_get_string (reader, "content", ""));
  chunk->length = strlen (chunk->content);
  return chunk;
}

SpillNineRequest *
spill_nine_read_request (const SpillJsonReader *reader)
{
  SpillNineRequest *request;
  gint64 id, builder_id;

  if (!spill_json_need_id (reader, "buildrequestid", &id) ||
      !spill_json_need_id (reader, "builderid", &builder_id))
    return NULL;

  request = g_new0 (SpillNineRequest, 1);
  request->id = id;
  request->buildset_id = spill_json_get_id (reader, "buildsetid", 0);
  request->builder_id = builder_id;
  request->priority = spill_json_get_int (reader, "priority", 0);
  request->claimed = spill_json_get_boolean (reader, "claimed", FALSE);
  request->claimed_at = spill_json_get_time (reader, "claimed_at", 0);
  request->claimed_by = spill_json_get_id (reader, "claimed_by_masterid", 0);
  request->complete = spill_json_get_boolean (reader, "complete", FALSE);
  request->complete_at = spill_json_get_time (reader, "complete_at", 0);
  request->results = spill_json_get_int (reader, "results", -1);
  request->submitted_at = spill_json_get_time (reader, "submitted_at", 0);
  request->waited_for = spill_json_get_boolean (reader, "waited_for", FALSE);
  request->properties = read_property_object (reader, "properties");
  return request;
}
