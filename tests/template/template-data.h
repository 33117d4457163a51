#pragma once

#include <json-glib/json-glib.h>

#include "template/spill-value.h"

/* A value of JSON that a test vouches for. */
static inline SpillValue *
value_from_json (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      SpillDictBuilder *dictionary = spill_dict_builder_new ();
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &member))
        spill_dict_builder_set (dictionary, name, value_from_json (member));
      return spill_dict_builder_end (dictionary);
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      SpillListBuilder *list = spill_list_builder_new ();
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        spill_list_builder_add (list, value_from_json (json_array_get_element (array, i)));
      return spill_list_builder_end (list);
    }
  if (JSON_NODE_HOLDS_NULL (node))
    return spill_value_new_none ();
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return spill_value_new_string (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return spill_value_new_boolean (json_node_get_boolean (node));
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return spill_value_new_integer (json_node_get_int (node));
  return spill_value_new_float (json_node_get_double (node));
}
