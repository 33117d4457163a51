#include "protocols/nine/spill-nine-decode.h"

#include <glib/gi18n.h>

#include "protocols/nine/spill-nine-read-private.h"
#include "protocols/spill-json.h"

typedef gpointer (*ReadFunc) (const SpillJsonReader *reader);

#define KIND(plural, read) { plural, plural "[]", (ReadFunc) spill_nine_read_##read }

static const struct
{
  const char *plural;
  const char *key;      /* an element in reports */
  ReadFunc    read;
} kinds[SPILL_NINE_N_KINDS] = {
  [SPILL_NINE_MASTER] = KIND ("masters", master),
  [SPILL_NINE_BUILDER] = KIND ("builders", builder),
  [SPILL_NINE_BUILD] = KIND ("builds", build),
  [SPILL_NINE_STEP] = KIND ("steps", step),
  [SPILL_NINE_LOG] = KIND ("logs", log),
  [SPILL_NINE_LOG_CHUNK] = KIND ("logchunks", log_chunk),
  [SPILL_NINE_REQUEST] = KIND ("buildrequests", request),
  [SPILL_NINE_BUILDSET] = KIND ("buildsets", buildset),
  [SPILL_NINE_SOURCE_STAMP] = KIND ("sourcestamps", source_stamp),
  [SPILL_NINE_CHANGE] = KIND ("changes", change),
  [SPILL_NINE_WORKER] = KIND ("workers", worker),
  [SPILL_NINE_SCHEDULER] = KIND ("schedulers", scheduler),
  [SPILL_NINE_FORCE_SCHEDULER] = KIND ("forceschedulers", force_scheduler),
  [SPILL_NINE_PROPERTIES] = KIND ("properties", properties),
};

/**
 * spill_nine_kind_get_plural:
 * @kind: a kind of thing
 *
 * Returns: (nullable): what lists of it are called on the wire: "builds"
 */
const char *
spill_nine_kind_get_plural (SpillNineKind kind)
{
  g_return_val_if_fail (kind < SPILL_NINE_N_KINDS, NULL);

  return kinds[kind].plural;
}

/**
 * spill_nine_decode_object:
 * @kind: what is due, not %SPILL_NINE_NONE
 * @object: the thing
 * @report: (nullable): where wrong types go
 *
 * Reads one thing, as events carry them.
 *
 * Returns: (transfer full) (nullable): the thing, to be freed by spill_nine_entity_free(), or %NULL
 *   if a needed key is missing
 */
gpointer
spill_nine_decode_object (SpillNineKind    kind,
                          JsonObject      *object,
                          SpillJsonReport *report)
{
  SpillJsonReader reader = { .object = object, .report = report };

  g_return_val_if_fail (kind > SPILL_NINE_NONE && kind < SPILL_NINE_N_KINDS, NULL);
  g_return_val_if_fail (object != NULL, NULL);

  reader.key = kinds[kind].key;
  return kinds[kind].read (&reader);
}

static void
decode_elements (SpillNineKind          kind,
                 JsonArray             *array,
                 const SpillJsonReader *reader,
                 GPtrArray             *result)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      gpointer entity;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          spill_json_report_key (reader, kinds[kind].key, N_("an object"), node);
          continue;
        }

      entity = spill_nine_decode_object (kind, json_node_get_object (node), reader->report);
      if (entity != NULL)
        g_ptr_array_add (result, entity);
    }
}

/* The other form of properties, /builds/N/property_list: one property an element. */
static void
decode_property_list (JsonArray             *array,
                      const SpillJsonReader *reader,
                      GPtrArray             *result)
{
  GDestroyNotify free_func = (GDestroyNotify) spill_nine_property_free;
  GPtrArray *properties = g_ptr_array_new_with_free_func (free_func);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      SpillJsonReader inner = { .key = "_properties[]", .report = reader->report };
      SpillNineProperty *property;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          spill_json_report_key (reader, "_properties[]", N_("an object"), node);
          continue;
        }

      inner.object = json_node_get_object (node);
      property = spill_nine_read_property (&inner);
      if (property != NULL)
        g_ptr_array_add (properties, property);
    }

  g_ptr_array_add (result, properties);
}

/**
 * spill_nine_decode:
 * @kind: what is due, not %SPILL_NINE_NONE
 * @data: the body of an answer to a GET below /api/v2
 * @length: its bytes
 * @total: (out) (optional): meta.total, -1 if there is none. With limit= it is worthless for
 *   builds, requests, sets and changes
 * @report: (nullable): where wrong types go
 * @error: return location for a #SpillJsonError
 *
 * Reads a whole answer. A single thing comes as a list of one. Elements without a needed key are
 * left out and reported. %SPILL_NINE_PROPERTIES reads both /properties and /property_list. Safe in
 * any thread.
 *
 * Returns: (transfer full) (element-type gpointer): things of that kind, or %NULL
 */
GPtrArray *
spill_nine_decode (SpillNineKind     kind,
                   const char       *data,
                   gsize             length,
                   gint64           *total,
                   SpillJsonReport  *report,
                   GError          **error)
{
  g_autoptr(JsonNode) root = NULL;
  SpillJsonReader reader = { .report = report };
  SpillJsonReader meta = { .parent = &reader, .key = "meta", .report = report };
  JsonArray *array, *list = NULL;
  GPtrArray *result;

  g_return_val_if_fail (kind > SPILL_NINE_NONE && kind < SPILL_NINE_N_KINDS, NULL);

  root = spill_json_parse (data, length, 0, error);
  if (root == NULL)
    return NULL;

  if (JSON_NODE_HOLDS_OBJECT (root))
    reader.object = json_node_get_object (root);
  array = reader.object != NULL ? spill_json_get_array (&reader, kinds[kind].plural) : NULL;
  if (array == NULL && reader.object != NULL && kind == SPILL_NINE_PROPERTIES)
    list = spill_json_get_array (&reader, "_properties");
  if (array == NULL && list == NULL)
    {
      g_set_error (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_NOT_EXPECTED,
                   _("no list of \"%s\""), kinds[kind].plural);
      return NULL;
    }

  result = g_ptr_array_new_with_free_func (spill_nine_entity_get_free_func (kind));
  if (array != NULL)
    decode_elements (kind, array, &reader, result);
  else
    decode_property_list (list, &reader, result);

  if (total != NULL)
    {
      meta.object = spill_json_get_object (&reader, "meta");
      *total = meta.object != NULL ? spill_json_get_id (&meta, "total", -1) : -1;
    }
  return result;
}
