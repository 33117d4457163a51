#include "protocols/nine/spill-nine-field.h"

#include <string.h>

#include <glib/gi18n.h>

#include "protocols/nine/spill-nine-read-private.h"
#include "protocols/spill-json.h"

#define MAX_FIELDS 1000
#define MAX_DEPTH  20

static GPtrArray *read_fields (JsonArray             *array,
                               const SpillJsonReader *reader,
                               const char            *key,
                               guint                  depth,
                               guint                 *left);

/**
 * spill_nine_field_free:
 * @self: (transfer full): a field
 *
 * Frees a field and all below it.
 */
void
spill_nine_field_free (SpillNineField *self)
{
  g_free (self->name);
  g_free (self->full_name);
  g_free (self->label);
  g_free (self->tooltip);
  g_clear_pointer (&self->default_value, g_variant_unref);
  g_strfreev (self->choices);
  g_free (self->regex);
  g_free (self->layout);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_free (self);
}

/* What a choice or a default says as a text; NULL for lists and the like. */
static char *
dup_scalar (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return spill_nine_cut (json_node_get_string (node), SPILL_NINE_MAX_TEXT);

  return spill_json_to_text (node);
}

static char **
dup_scalars (JsonArray *array)
{
  g_autoptr(GStrvBuilder) strv = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *text = dup_scalar (json_array_get_element (array, i));

      if (text != NULL)
        g_strv_builder_add (strv, text);
    }

  return g_strv_builder_end (strv);
}

static GVariant *
read_int_default (JsonNode *node)
{
  gint64 value;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      if (!g_ascii_string_to_signed (json_node_get_string (node), 10, G_MININT64, G_MAXINT64,
                                     &value, NULL))
        return NULL;
      return g_variant_new_int64 (value);
    }

  if (json_node_get_value_type (node) != G_TYPE_INT64)
    return NULL;
  return g_variant_new_int64 (json_node_get_int (node));
}

static GVariant *
read_list_default (JsonNode *node)
{
  g_auto(GStrv) texts = NULL;
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      texts = dup_scalars (json_node_get_array (node));
    }
  else
    {
      text = dup_scalar (node);
      texts = g_new0 (char *, 2);
      if (text != NULL && *text != '\0')
        texts[0] = g_steal_pointer (&text);
    }

  return g_variant_new_strv ((const char * const *) texts, -1);
}

/* The default in the type that the field's value has; floating. */
static GVariant *
read_default (const SpillJsonReader *reader,
              const SpillNineField  *field)
{
  JsonNode *node = spill_json_get_node (reader, "default");
  g_autofree char *text = NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;

  switch (field->type)
    {
    case SPILL_NINE_FIELD_NESTED:
      return NULL;

    case SPILL_NINE_FIELD_BOOL:
      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
        return g_variant_new_boolean (json_node_get_boolean (node));
      return NULL;

    case SPILL_NINE_FIELD_INT:
      return read_int_default (node);

    default:
      break;
    }

  if (field->multiple)
    return read_list_default (node);

  if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0)
    node = json_array_get_element (json_node_get_array (node), 0);
  text = dup_scalar (node);
  return text != NULL ? g_variant_new_string (text) : NULL;
}

static SpillNineFieldType
read_type (const SpillJsonReader *reader)
{
  static const struct { const char *name; SpillNineFieldType type; } types[] = {
    { "text", SPILL_NINE_FIELD_TEXT },
    { "textarea", SPILL_NINE_FIELD_TEXTAREA },
    { "int", SPILL_NINE_FIELD_INT },
    { "bool", SPILL_NINE_FIELD_BOOL },
    { "list", SPILL_NINE_FIELD_LIST },
    { "username", SPILL_NINE_FIELD_USERNAME },
    { "fixed", SPILL_NINE_FIELD_FIXED },
    { "file", SPILL_NINE_FIELD_FILE },
    { "nested", SPILL_NINE_FIELD_NESTED },
  };
  const char *name = spill_json_get_string (reader, "type", "text");

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].name, name) == 0)
      return types[i].type;

  return SPILL_NINE_FIELD_TEXT;
}

/* WorkerChoiceParameter sends no choices, and its name is fixed by the master's build loop. */
static gboolean
is_worker_choice (const SpillNineField *field)
{
  return (field->choices == NULL || field->choices[0] == NULL) &&
         (strcmp (field->name, "workername") == 0 || strcmp (field->name, "slavename") == 0);
}

static SpillNineField *
read_field (const SpillJsonReader *reader,
            guint                  depth,
            guint                 *left)
{
  SpillNineField *field = g_new0 (SpillNineField, 1);
  JsonArray *choices;

  field->type = read_type (reader);
  field->name = spill_nine_read_line (reader, "name");
  if (field->name == NULL)
    field->name = g_strdup ("");
  field->full_name = spill_nine_read_line (reader, "fullName");
  field->label = spill_nine_read_line (reader, "label");
  if (field->label == NULL)
    field->label = g_strdup ("");
  field->tooltip = spill_nine_read_text (reader, "tooltip");
  field->regex = spill_nine_read_line (reader, "regex");
  field->layout = spill_nine_read_line (reader, "layout");
  field->columns = MAX (0, spill_json_get_int (reader, "columns", 0));
  if (field->type == SPILL_NINE_FIELD_TEXTAREA)
    field->columns = MAX (0, spill_json_get_int (reader, "cols", 0));
  field->rows = MAX (0, spill_json_get_int (reader, "rows", 0));
  field->size = MAX (0, spill_json_get_int (reader, "size", 0));
  field->max_size = MAX (0, spill_json_get_int (reader, "maxsize", 0));
  field->required = spill_json_get_boolean (reader, "required", FALSE);
  field->multiple = spill_json_get_boolean (reader, "multiple", FALSE);
  field->strict = spill_json_get_boolean (reader, "strict", FALSE);
  field->hidden = spill_json_get_boolean (reader, "hide", FALSE);
  field->need_email = spill_json_get_boolean (reader, "need_email", FALSE);

  choices = spill_json_get_array (reader, "choices");
  if (choices != NULL)
    field->choices = dup_scalars (choices);
  if (field->type == SPILL_NINE_FIELD_LIST && is_worker_choice (field))
    field->type = SPILL_NINE_FIELD_WORKER;
  if (field->type == SPILL_NINE_FIELD_NESTED)
    field->fields = read_fields (spill_json_get_array (reader, "fields"), reader, "fields[]",
                                 depth + 1, left);

  field->default_value = read_default (reader, field);
  if (field->default_value != NULL)
    g_variant_ref_sink (field->default_value);
  return field;
}

static GPtrArray *
read_fields (JsonArray             *array,
             const SpillJsonReader *reader,
             const char            *key,
             guint                  depth,
             guint                 *left)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_nine_field_free);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      SpillJsonReader inner = { .parent = reader, .key = key, .report = reader->report };

      if (*left == 0 || depth >= MAX_DEPTH)
        {
          spill_json_report_key (reader, key, N_("fewer fields"), node);
          break;
        }

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          spill_json_report_key (reader, key, N_("an object"), node);
          continue;
        }

      (*left)--;
      inner.object = json_node_get_object (node);
      g_ptr_array_add (fields, read_field (&inner, depth, left));
    }

  return fields;
}

/**
 * spill_nine_fields_read:
 * @array: (nullable): "all_fields" of a force scheduler
 * @reader: the force scheduler
 * @key: what the report calls an element
 *
 * Reads the parameters of a force scheduler (buildbot/schedulers/forcesched.py, getSpec). At most
 * 1,000 of them and 20 groups deep; the rest is left out and reported.
 *
 * Returns: (transfer full) (element-type SpillNineField): the fields
 */
GPtrArray *
spill_nine_fields_read (JsonArray             *array,
                        const SpillJsonReader *reader,
                        const char            *key)
{
  guint left = MAX_FIELDS;

  g_return_val_if_fail (reader != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return read_fields (array, reader, key, 0, &left);
}
