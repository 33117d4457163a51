#include "protocols/spill-json-reader.h"

#include <math.h>

#include <glib/gi18n.h>

#include "protocols/spill-json.h"

static void
append_path (GString               *path,
             const SpillJsonReader *reader)
{
  if (reader == NULL)
    return;

  append_path (path, reader->parent);
  if (reader->key == NULL)
    return;

  if (path->len > 0)
    g_string_append_c (path, '.');
  g_string_append (path, reader->key);
}

/**
 * spill_json_report_key:
 * @reader: the object being read
 * @name: its member
 * @expected: untranslated: "a number"
 * @found: (nullable): what is there instead
 *
 * Reports a member of the object, if there is anybody to report to.
 */
void
spill_json_report_key (const SpillJsonReader *reader,
                       const char            *name,
                       const char            *expected,
                       JsonNode              *found)
{
  g_autoptr(GString) path = NULL;

  if (reader->report == NULL)
    return;

  path = g_string_new (NULL);
  append_path (path, reader);
  if (path->len > 0)
    g_string_append_c (path, '.');
  g_string_append (path, name);
  spill_json_report_add (reader->report, path->str, expected, found);
}

/* The member, NULL where it is null or not there. */
static JsonNode *
get_member (const SpillJsonReader *reader,
            const char            *name)
{
  JsonNode *node = json_object_get_member (reader->object, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

/* A whole number in range; fractions of zero are fine. */
static gboolean
read_integer (JsonNode *node,
              gint64    min,
              gint64    max,
              gint64   *value)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;

  if (json_node_get_value_type (node) == G_TYPE_INT64)
    {
      *value = json_node_get_int (node);
    }
  else if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    {
      double number = json_node_get_double (node);

      if (!isfinite (number) || number != floor (number) ||
          fabs (number) > (double) SPILL_JSON_MAX_ID)
        return FALSE;
      *value = (gint64) number;
    }
  else
    {
      return FALSE;
    }

  return *value >= min && *value <= max;
}

gboolean
spill_json_get_boolean (const SpillJsonReader *reader,
                        const char            *name,
                        gboolean               fallback)
{
  JsonNode *node = get_member (reader, name);

  if (node == NULL)
    return fallback;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);

  spill_json_report_key (reader, name, N_("true or false"), node);
  return fallback;
}

static gint64
get_integer (const SpillJsonReader *reader,
             const char            *name,
             gint64                 min,
             gint64                 max,
             gint64                 fallback)
{
  JsonNode *node = get_member (reader, name);
  gint64 value;

  if (node == NULL)
    return fallback;

  if (read_integer (node, min, max, &value))
    return value;

  spill_json_report_key (reader, name, N_("a whole number"), node);
  return fallback;
}

/**
 * spill_json_read_id:
 * @node: an element of a list
 * @value: (out): a whole number from 0 to 2^53
 *
 * Returns: %FALSE if it is something else; nothing is reported
 */
gboolean
spill_json_read_id (JsonNode *node,
                    gint64   *value)
{
  return read_integer (node, 0, SPILL_JSON_MAX_ID, value);
}

gint64
spill_json_get_id (const SpillJsonReader *reader,
                   const char            *name,
                   gint64                 fallback)
{
  return get_integer (reader, name, 0, SPILL_JSON_MAX_ID, fallback);
}

int
spill_json_get_int (const SpillJsonReader *reader,
                    const char            *name,
                    int                    fallback)
{
  return (int) get_integer (reader, name, G_MININT, G_MAXINT, fallback);
}

/**
 * spill_json_get_time:
 * @reader: an object being read
 * @name: its member
 * @fallback: what to give for null and nothing
 *
 * Returns: seconds: of the epoch, or a duration
 */
double
spill_json_get_time (const SpillJsonReader *reader,
                     const char            *name,
                     double                 fallback)
{
  JsonNode *node = get_member (reader, name);

  if (node == NULL)
    return fallback;

  if (JSON_NODE_HOLDS_VALUE (node) &&
      (json_node_get_value_type (node) == G_TYPE_INT64 ||
       json_node_get_value_type (node) == G_TYPE_DOUBLE))
    {
      double value = json_node_get_double (node);

      if (isfinite (value) && value >= 0 && value <= (double) SPILL_JSON_MAX_ID)
        return value;
    }

  spill_json_report_key (reader, name, N_("a time"), node);
  return fallback;
}

const char *
spill_json_get_string (const SpillJsonReader *reader,
                       const char            *name,
                       const char            *fallback)
{
  JsonNode *node = get_member (reader, name);

  if (node == NULL)
    return fallback;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);

  spill_json_report_key (reader, name, N_("a text"), node);
  return fallback;
}

JsonObject *
spill_json_get_object (const SpillJsonReader *reader,
                       const char            *name)
{
  JsonNode *node = get_member (reader, name);

  if (node == NULL)
    return NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);

  spill_json_report_key (reader, name, N_("an object"), node);
  return NULL;
}

JsonArray *
spill_json_get_array (const SpillJsonReader *reader,
                      const char            *name)
{
  JsonNode *node = get_member (reader, name);

  if (node == NULL)
    return NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);

  spill_json_report_key (reader, name, N_("a list"), node);
  return NULL;
}

JsonNode *
spill_json_get_node (const SpillJsonReader *reader,
                     const char            *name)
{
  return json_object_get_member (reader->object, name);
}

/**
 * spill_json_dup_strv:
 * @reader: an object being read
 * @name: its member, a list of texts
 *
 * Returns: (transfer full) (nullable): the texts; elements of other types are left out and
 *   reported
 */
char **
spill_json_dup_strv (const SpillJsonReader *reader,
                     const char            *name)
{
  JsonArray *array = spill_json_get_array (reader, name);
  g_autoptr(GStrvBuilder) strv = NULL;

  if (array == NULL)
    return NULL;

  strv = g_strv_builder_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        {
          g_strv_builder_add (strv, json_node_get_string (node));
        }
      else
        {
          g_autofree char *element = g_strconcat (name, "[]", NULL);

          spill_json_report_key (reader, element, N_("a text"), node);
        }
    }

  return g_strv_builder_end (strv);
}

/* Wrong types were reported by the getters. */
static void
report_missing (const SpillJsonReader *reader,
                const char            *name,
                const char            *expected)
{
  JsonNode *node = json_object_get_member (reader->object, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    spill_json_report_key (reader, name, expected, node);
}

gboolean
spill_json_need_id (const SpillJsonReader *reader,
                    const char            *name,
                    gint64                *value)
{
  *value = spill_json_get_id (reader, name, -1);
  if (*value >= 0)
    return TRUE;

  report_missing (reader, name, N_("a whole number"));
  return FALSE;
}

/**
 * spill_json_need_int:
 * @reader: an object being read
 * @name: its member
 * @value: (out): from 0 to 2^31 - 1
 *
 * Returns: %FALSE if it is not there, and was reported
 */
gboolean
spill_json_need_int (const SpillJsonReader *reader,
                     const char            *name,
                     int                   *value)
{
  *value = (int) get_integer (reader, name, 0, G_MAXINT, -1);
  if (*value >= 0)
    return TRUE;

  report_missing (reader, name, N_("a whole number"));
  return FALSE;
}

gboolean
spill_json_need_string (const SpillJsonReader  *reader,
                        const char             *name,
                        const char            **value)
{
  *value = spill_json_get_string (reader, name, NULL);
  if (*value != NULL)
    return TRUE;

  report_missing (reader, name, N_("a text"));
  return FALSE;
}
