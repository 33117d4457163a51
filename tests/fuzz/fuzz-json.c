#include "protocols/spill-json.h"

#include "fuzz.h"
#include "protocols/spill-json-reader.h"

static void walk (JsonNode              *node,
                  const SpillJsonReader *parent,
                  SpillJsonReport       *report);

static void
read_member (const SpillJsonReader *reader,
             const char            *name)
{
  g_auto(GStrv) strv = NULL;
  const char *string;
  gint64 id;
  int number;
  double time;

  check_text (name);
  spill_json_get_boolean (reader, name, TRUE);
  id = spill_json_get_id (reader, name, 0);
  g_assert (id >= 0 && id <= SPILL_JSON_MAX_ID);
  spill_json_get_int (reader, name, 0);
  time = spill_json_get_time (reader, name, 0);
  g_assert (time >= 0);
  check_text (spill_json_get_string (reader, name, NULL));
  spill_json_get_object (reader, name);
  spill_json_get_array (reader, name);
  strv = spill_json_dup_strv (reader, name);
  for (guint i = 0; strv != NULL && strv[i] != NULL; i++)
    check_text (strv[i]);
  if (spill_json_need_id (reader, name, &id))
    spill_json_read_id (spill_json_get_node (reader, name), &id);
  spill_json_need_int (reader, name, &number);
  spill_json_need_string (reader, name, &string);
}

static void
walk_object (JsonObject            *object,
             const SpillJsonReader *parent,
             SpillJsonReport       *report)
{
  SpillJsonReader reader = { .object = object, .parent = parent, .key = "x[]", .report = report };
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      read_member (&reader, name);
      walk (member, &reader, report);
    }
  read_member (&reader, "missing");
}

static void
walk (JsonNode              *node,
      const SpillJsonReader *parent,
      SpillJsonReport       *report)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    walk_object (json_node_get_object (node), parent, report);

  if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      walk (json_array_get_element (json_node_get_array (node), i), parent, report);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  g_autoptr(SpillJsonReport) same = spill_json_report_ref (report);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) root = spill_json_parse ((const char *) data, size, size % 7 == 0 ? 4096 : 0, &error);
  g_autoptr(JsonNode) again = NULL;
  g_autofree char *text = NULL;

  g_assert ((root == NULL) == (error != NULL));
  if (root == NULL)
    {
      g_assert (strlen (error->message) < 100);
      return 0;
    }

  text = spill_json_to_text (root);
  check_text (text);
  again = spill_json_parse (text, strlen (text), 0, NULL);
  walk (root, NULL, report);
  for (guint i = 0; i < spill_json_report_get_n (same); i++)
    {
      g_autofree char *line = spill_json_problem_to_text (spill_json_report_get (same, i));

      check_text (line);
    }
  return 0;
}
