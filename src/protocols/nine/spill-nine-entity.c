#include "protocols/nine/spill-nine-entity.h"

#include <string.h>

#include "protocols/spill-json.h"

static void
clear_array (GPtrArray **array)
{
  g_clear_pointer (array, g_ptr_array_unref);
}

static void
clear_values (GArray **array)
{
  g_clear_pointer (array, g_array_unref);
}

void
spill_nine_property_free (SpillNineProperty *self)
{
  g_free (self->name);
  g_free (self->value);
  g_free (self->source);
  g_free (self);
}

void
spill_nine_url_free (SpillNineUrl *self)
{
  g_free (self->name);
  g_free (self->url);
  g_free (self);
}

void
spill_nine_master_free (SpillNineMaster *self)
{
  g_free (self->name);
  g_free (self);
}

void
spill_nine_builder_free (SpillNineBuilder *self)
{
  g_free (self->name);
  g_free (self->description);
  g_free (self->description_format);
  g_free (self->description_html);
  clear_values (&self->master_ids);
  g_strfreev (self->tags);
  g_free (self);
}

void
spill_nine_build_free (SpillNineBuild *self)
{
  g_free (self->state_string);
  clear_array (&self->properties);
  g_free (self);
}

void
spill_nine_step_free (SpillNineStep *self)
{
  g_free (self->name);
  g_free (self->state_string);
  clear_array (&self->urls);
  g_free (self);
}

void
spill_nine_log_free (SpillNineLog *self)
{
  g_free (self->name);
  g_free (self->slug);
  g_free (self);
}

void
spill_nine_log_chunk_free (SpillNineLogChunk *self)
{
  g_free (self->content);
  g_free (self);
}

void
spill_nine_request_free (SpillNineRequest *self)
{
  clear_array (&self->properties);
  g_free (self);
}

void
spill_nine_source_stamp_free (SpillNineSourceStamp *self)
{
  g_free (self->branch);
  g_free (self->revision);
  g_free (self->project);
  g_free (self->repository);
  g_free (self->codebase);
  g_free (self->patch_subdir);
  g_free (self->patch_author);
  g_free (self->patch_comment);
  g_free (self->patch_body);
  g_free (self);
}

void
spill_nine_buildset_free (SpillNineBuildset *self)
{
  g_free (self->external_id);
  g_free (self->reason);
  g_free (self->scheduler);
  g_free (self->parent_relationship);
  clear_array (&self->source_stamps);
  g_free (self);
}

void
spill_nine_change_free (SpillNineChange *self)
{
  g_free (self->author);
  g_free (self->committer);
  g_free (self->comments);
  g_strfreev (self->files);
  g_free (self->revision);
  g_free (self->revlink);
  g_free (self->branch);
  g_free (self->category);
  g_free (self->project);
  g_free (self->repository);
  g_free (self->codebase);
  clear_array (&self->properties);
  clear_values (&self->parent_ids);
  g_clear_pointer (&self->source_stamp, spill_nine_source_stamp_free);
  g_free (self);
}

void
spill_nine_worker_free (SpillNineWorker *self)
{
  g_free (self->name);
  clear_values (&self->connected_to);
  clear_values (&self->configured_on);
  g_free (self->admin);
  g_free (self->host);
  g_free (self->access_uri);
  g_free (self->version);
  g_free (self->pause_reason);
  g_free (self);
}

void
spill_nine_scheduler_free (SpillNineScheduler *self)
{
  g_free (self->name);
  g_free (self);
}

void
spill_nine_force_scheduler_free (SpillNineForceScheduler *self)
{
  g_free (self->name);
  g_free (self->label);
  g_free (self->button_name);
  g_strfreev (self->builder_names);
  clear_array (&self->fields);
  g_free (self);
}

/**
 * spill_nine_entity_get_free_func:
 * @kind: a kind of thing, not %SPILL_NINE_NONE
 *
 * Returns: what frees one
 */
GDestroyNotify
spill_nine_entity_get_free_func (SpillNineKind kind)
{
  static const GDestroyNotify functions[SPILL_NINE_N_KINDS] = {
    [SPILL_NINE_MASTER] = (GDestroyNotify) spill_nine_master_free,
    [SPILL_NINE_BUILDER] = (GDestroyNotify) spill_nine_builder_free,
    [SPILL_NINE_BUILD] = (GDestroyNotify) spill_nine_build_free,
    [SPILL_NINE_STEP] = (GDestroyNotify) spill_nine_step_free,
    [SPILL_NINE_LOG] = (GDestroyNotify) spill_nine_log_free,
    [SPILL_NINE_LOG_CHUNK] = (GDestroyNotify) spill_nine_log_chunk_free,
    [SPILL_NINE_REQUEST] = (GDestroyNotify) spill_nine_request_free,
    [SPILL_NINE_BUILDSET] = (GDestroyNotify) spill_nine_buildset_free,
    [SPILL_NINE_SOURCE_STAMP] = (GDestroyNotify) spill_nine_source_stamp_free,
    [SPILL_NINE_CHANGE] = (GDestroyNotify) spill_nine_change_free,
    [SPILL_NINE_WORKER] = (GDestroyNotify) spill_nine_worker_free,
    [SPILL_NINE_SCHEDULER] = (GDestroyNotify) spill_nine_scheduler_free,
    [SPILL_NINE_FORCE_SCHEDULER] = (GDestroyNotify) spill_nine_force_scheduler_free,
    [SPILL_NINE_PROPERTIES] = (GDestroyNotify) g_ptr_array_unref,
  };

  g_return_val_if_fail (kind > SPILL_NINE_NONE && kind < SPILL_NINE_N_KINDS, NULL);

  return functions[kind];
}

/**
 * spill_nine_entity_free:
 * @kind: what @entity is
 * @entity: (nullable) (transfer full): a thing of that kind
 *
 * Frees a thing by its kind.
 */
void
spill_nine_entity_free (SpillNineKind kind,
                        gpointer      entity)
{
  if (entity != NULL)
    spill_nine_entity_get_free_func (kind) (entity);
}

/**
 * spill_nine_properties_find:
 * @properties: (nullable) (element-type SpillNineProperty): properties
 * @name: which
 *
 * Returns: (transfer none) (nullable): the property
 */
const SpillNineProperty *
spill_nine_properties_find (GPtrArray  *properties,
                            const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; properties != NULL && i < properties->len; i++)
    {
      const SpillNineProperty *property = g_ptr_array_index (properties, i);

      if (strcmp (property->name, name) == 0)
        return property;
    }

  return NULL;
}

static gboolean
is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static JsonNode *
parse_value (GPtrArray  *properties,
             const char *name)
{
  const SpillNineProperty *property = spill_nine_properties_find (properties, name);

  if (property == NULL)
    return NULL;

  return spill_json_parse (property->value, strlen (property->value), 0, NULL);
}

/**
 * spill_nine_properties_dup_text:
 * @properties: (nullable) (element-type SpillNineProperty): properties
 * @name: which
 *
 * Returns: (transfer full) (nullable): the value if it is a text or a number
 */
char *
spill_nine_properties_dup_text (GPtrArray  *properties,
                                const char *name)
{
  g_autoptr(JsonNode) node = parse_value (properties, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;

  if (is_string (node))
    return json_node_dup_string (node);

  return json_node_get_value_type (node) != G_TYPE_BOOLEAN ? spill_json_to_text (node) : NULL;
}

/**
 * spill_nine_properties_dup_strv:
 * @properties: (nullable) (element-type SpillNineProperty): properties
 * @name: which
 *
 * Returns: (transfer full) (nullable): the value if it is a text, or the texts in it if it is a
 *   list
 */
char **
spill_nine_properties_dup_strv (GPtrArray  *properties,
                                const char *name)
{
  g_autoptr(JsonNode) node = parse_value (properties, name);
  g_autoptr(GStrvBuilder) strv = g_strv_builder_new ();

  if (node == NULL)
    return NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *element = json_array_get_element (array, i);

          if (is_string (element))
            g_strv_builder_add (strv, json_node_get_string (element));
        }
    }
  else if (is_string (node))
    {
      g_strv_builder_add (strv, json_node_get_string (node));
    }
  else
    {
      return NULL;
    }

  return g_strv_builder_end (strv);
}
