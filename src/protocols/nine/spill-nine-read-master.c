#include "protocols/nine/spill-nine-read-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "protocols/nine/spill-nine-field.h"

/* [1, 2]: what is no id is left out and reported. NULL: not there. */
static GArray *
read_ids (const SpillJsonReader *reader,
          const char            *name,
          const char            *element)
{
  JsonArray *array = spill_json_get_array (reader, name);
  GArray *ids;

  if (array == NULL)
    return NULL;

  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      gint64 id;

      if (spill_json_read_id (node, &id))
        g_array_append_val (ids, id);
      else
        spill_json_report_key (reader, element, N_("a whole number"), node);
    }

  return ids;
}

/* [{masterid, builderid}]; with @with_builder of SpillNineConfigured, else of gint64. */
static GArray *
read_places (const SpillJsonReader *reader,
             const char            *name,
             const char            *element,
             gboolean               with_builder)
{
  JsonArray *array = spill_json_get_array (reader, name);
  GArray *places;

  if (array == NULL)
    return NULL;

  places = g_array_new (FALSE, FALSE,
                        with_builder ? sizeof (SpillNineConfigured) : sizeof (gint64));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      SpillJsonReader inner = { .parent = reader, .key = element, .report = reader->report };
      SpillNineConfigured place = { 0 };

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          spill_json_report_key (reader, element, N_("an object"), node);
          continue;
        }

      inner.object = json_node_get_object (node);
      if (!spill_json_need_id (&inner, "masterid", &place.master_id) ||
          (with_builder && !spill_json_need_id (&inner, "builderid", &place.builder_id)))
        continue;

      if (with_builder)
        g_array_append_val (places, place);
      else
        g_array_append_val (places, place.master_id);
    }

  return places;
}

SpillNineMaster *
spill_nine_read_master (const SpillJsonReader *reader)
{
  SpillNineMaster *master;
  gint64 id;

  if (!spill_json_need_id (reader, "masterid", &id))
    return NULL;

  master = g_new0 (SpillNineMaster, 1);
  master->id = id;
  master->name = spill_nine_read_line (reader, "name");
  master->active = spill_json_get_boolean (reader, "active", TRUE);
  master->last_active = spill_json_get_time (reader, "last_active", 0);
  return master;
}

SpillNineBuilder *
spill_nine_read_builder (const SpillJsonReader *reader)
{
  SpillNineBuilder *builder;
  gint64 id;
  const char *name;

  if (!spill_json_need_id (reader, "builderid", &id) ||
      !spill_json_need_string (reader, "name", &name))
    return NULL;

  builder = g_new0 (SpillNineBuilder, 1);
  builder->id = id;
  builder->name = spill_nine_cut (name, SPILL_NINE_MAX_LINE);
  builder->description = spill_nine_read_text (reader, "description");
  builder->description_format = spill_nine_read_line (reader, "description_format");
  builder->description_html = spill_nine_read_text (reader, "description_html");
  builder->master_ids = read_ids (reader, "masterids", "masterids[]");
  builder->tags = spill_json_dup_strv (reader, "tags");
  builder->project_id = spill_json_get_id (reader, "projectid", 0);
  return builder;
}

static void
read_patch (const SpillJsonReader *reader,
            SpillNineSourceStamp  *stamp)
{
  JsonObject *object = spill_json_get_object (reader, "patch");
  SpillJsonReader inner = { object, reader, "patch", reader->report };

  if (object == NULL)
    return;

  stamp->has_patch = TRUE;
  stamp->patch_level = spill_json_get_int (&inner, "level", 0);
  stamp->patch_subdir = spill_nine_read_line (&inner, "subdir");
  stamp->patch_author = spill_nine_read_line (&inner, "author");
  stamp->patch_comment = spill_nine_read_text (&inner, "comment");
  stamp->patch_body = spill_nine_read_text (&inner, "body");
}

SpillNineSourceStamp *
spill_nine_read_source_stamp (const SpillJsonReader *reader)
{
  SpillNineSourceStamp *stamp = g_new0 (SpillNineSourceStamp, 1);

  stamp->id = spill_json_get_id (reader, "ssid", 0);
  stamp->branch = spill_nine_read_line (reader, "branch");
  stamp->revision = spill_nine_read_line (reader, "revision");
  stamp->project = spill_nine_read_line (reader, "project");
  stamp->repository = spill_nine_read_line (reader, "repository");
  stamp->codebase = spill_nine_read_line (reader, "codebase");
  stamp->created_at = spill_json_get_time (reader, "created_at", 0);
  read_patch (reader, stamp);
  return stamp;
}

static GPtrArray *
read_source_stamps (const SpillJsonReader *reader)
{
  JsonArray *array = spill_json_get_array (reader, "sourcestamps");
  GPtrArray *stamps;

  if (array == NULL)
    return NULL;

  stamps = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_nine_source_stamp_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      SpillJsonReader inner = { NULL, reader, "sourcestamps[]", reader->report };

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          spill_json_report_key (reader, "sourcestamps[]", N_("an object"), node);
          continue;
        }

      inner.object = json_node_get_object (node);
      g_ptr_array_add (stamps, spill_nine_read_source_stamp (&inner));
    }

  return stamps;
}

SpillNineBuildset *
spill_nine_read_buildset (const SpillJsonReader *reader)
{
  SpillNineBuildset *set;
  gint64 id;

  if (!spill_json_need_id (reader, "bsid", &id))
    return NULL;

  set = g_new0 (SpillNineBuildset, 1);
  set->id = id;
  set->external_id = spill_nine_read_line (reader, "external_idstring");
  set->reason = spill_nine_read_text (reader, "reason");
  set->scheduler = spill_nine_read_line (reader, "scheduler");
  set->submitted_at = spill_json_get_time (reader, "submitted_at", 0);
  set->complete = spill_json_get_boolean (reader, "complete", FALSE);
  set->complete_at = spill_json_get_time (reader, "complete_at", 0);
  set->results = spill_json_get_int (reader, "results", -1);
  set->parent_build_id = spill_json_get_id (reader, "parent_buildid", 0);
  set->parent_relationship = spill_nine_read_line (reader, "parent_relationship");
  set->rebuilt_build_id = spill_json_get_id (reader, "rebuilt_buildid", 0);
  set->source_stamps = read_source_stamps (reader);
  return set;
}

SpillNineChange *
spill_nine_read_change (const SpillJsonReader *reader)
{
  SpillJsonReader inner = { .parent = reader, .report = reader->report };
  SpillNineChange *change;
  gint64 id;

  if (!spill_json_need_id (reader, "changeid", &id))
    return NULL;

  change = g_new0 (SpillNineChange, 1);
  change->id = id;
  change->author = spill_nine_read_line (reader, "author");
  change->committer = spill_nine_read_line (reader, "committer");
  change->comments = spill_nine_read_text (reader, "comments");
  change->files = spill_json_dup_strv (reader, "files");
  if (change->files == NULL)
    change->files = g_new0 (char *, 1);
  change->revision = spill_nine_read_line (reader, "revision");
  change->revlink = spill_nine_read_line (reader, "revlink");
  change->branch = spill_nine_read_line (reader, "branch");
  change->category = spill_nine_read_line (reader, "category");
  change->project = spill_nine_read_line (reader, "project");
  change->repository = spill_nine_read_line (reader, "repository");
  change->codebase = spill_nine_read_line (reader, "codebase");
  change->when = spill_json_get_time (reader, "when_timestamp", 0);
  change->parent_ids = read_ids (reader, "parent_changeids", "parent_changeids[]");

  inner.key = "properties";
  inner.object = spill_json_get_object (reader, "properties");
  if (inner.object != NULL && json_object_get_size (inner.object) > 0)
    change->properties = spill_nine_read_properties (&inner);

  inner.key = "sourcestamp";
  inner.object = spill_json_get_object (reader, "sourcestamp");
  if (inner.object != NULL)
    change->source_stamp = spill_nine_read_source_stamp (&inner);
  return change;
}

SpillNineWorker *
spill_nine_read_worker (const SpillJsonReader *reader)
{
  SpillJsonReader info = { .parent = reader, .key = "workerinfo", .report = reader->report };
  SpillNineWorker *worker;
  gint64 id;
  const char *name;

  if (!spill_json_need_id (reader, "workerid", &id) ||
      !spill_json_need_string (reader, "name", &name))
    return NULL;

  worker = g_new0 (SpillNineWorker, 1);
  worker->id = id;
  worker->name = spill_nine_cut (name, SPILL_NINE_MAX_LINE);
  worker->connected_to = read_places (reader, "connected_to", "connected_to[]", FALSE);
  worker->configured_on = read_places (reader, "configured_on", "configured_on[]", TRUE);
  worker->has_state = spill_json_get_node (reader, "paused") != NULL;
  worker->paused = spill_json_get_boolean (reader, "paused", FALSE);
  worker->graceful = spill_json_get_boolean (reader, "graceful", FALSE);
  worker->pause_reason = spill_nine_read_text (reader, "pause_reason");

  info.object = spill_json_get_object (reader, "workerinfo");
  if (info.object != NULL)
    {
      worker->admin = spill_nine_read_text (&info, "admin");
      worker->host = spill_nine_read_text (&info, "host");
      worker->access_uri = spill_nine_read_line (&info, "access_uri");
      worker->version = spill_nine_read_line (&info, "version");
    }
  return worker;
}

SpillNineScheduler *
spill_nine_read_scheduler (const SpillJsonReader *reader)
{
  SpillJsonReader master = { .parent = reader, .key = "master", .report = reader->report };
  SpillNineScheduler *scheduler;
  gint64 id;
  const char *name;

  if (!spill_json_need_id (reader, "schedulerid", &id) ||
      !spill_json_need_string (reader, "name", &name))
    return NULL;

  scheduler = g_new0 (SpillNineScheduler, 1);
  scheduler->id = id;
  scheduler->name = spill_nine_cut (name, SPILL_NINE_MAX_LINE);
  scheduler->has_enabled = spill_json_get_node (reader, "enabled") != NULL;
  scheduler->enabled = spill_json_get_boolean (reader, "enabled", TRUE);

  master.object = spill_json_get_object (reader, "master");
  if (master.object != NULL)
    scheduler->master_id = spill_json_get_id (&master, "masterid", 0);
  return scheduler;
}

SpillNineForceScheduler *
spill_nine_read_force_scheduler (const SpillJsonReader *reader)
{
  SpillNineForceScheduler *scheduler;
  const char *name;

  if (!spill_json_need_string (reader, "name", &name))
    return NULL;

  scheduler = g_new0 (SpillNineForceScheduler, 1);
  scheduler->name = spill_nine_cut (name, SPILL_NINE_MAX_LINE);
  scheduler->label = spill_nine_read_line (reader, "label");
  scheduler->button_name = spill_nine_read_line (reader, "button_name");
  scheduler->builder_names = spill_json_dup_strv (reader, "builder_names");
  if (scheduler->builder_names == NULL)
    scheduler->builder_names = g_new0 (char *, 1);
  scheduler->enabled = spill_json_get_boolean (reader, "enabled", TRUE);
  scheduler->fields = spill_nine_fields_read (spill_json_get_array (reader, "all_fields"),
                                              reader, "all_fields[]");
  return scheduler;
}
