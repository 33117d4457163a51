#include "protocols/json08/spill-json08.h"

#include <math.h>
#include <stdlib.h>

#include "protocols/json08/spill-json08-private.h"
#include "protocols/spill-json-reader.h"
#include "protocols/spill-json.h"

static char **
dup_strv (const SpillJsonReader *reader,
          const char            *name)
{
  char **strv = spill_json_dup_strv (reader, name);

  return strv != NULL ? strv : g_new0 (char *, 1);
}

static char *
dup_string (const SpillJsonReader *reader,
            const char            *name)
{
  return g_strdup (spill_json_get_string (reader, name, NULL));
}

/* The text of an element; NULL if it is none. 0.8 mixes in numbers and nulls. */
static char *
dup_element (JsonArray *array,
             guint      i)
{
  JsonNode *node = i < json_array_get_length (array) ? json_array_get_element (array, i) : NULL;
  const char *text = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static double
get_element (JsonArray *array,
             guint      i,
             double     fallback)
{
  JsonNode *node = array != NULL && i < json_array_get_length (array) ? json_array_get_element (array, i) : NULL;
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE ? json_node_get_double (node) : fallback;
}

/* 0.8's times are a pair: start, end or null. */
static void
read_times (const SpillJsonReader *reader,
            double                *started,
            double                *finished)
{
  JsonArray *times = spill_json_get_array (reader, "times");

  *started = get_element (times, 0, 0);
  *finished = get_element (times, 1, 0);
  if (!(*started > 0 && *started < SPILL_JSON_MAX_ID))
    *started = 0;
  if (!(*finished > 0 && *finished < SPILL_JSON_MAX_ID))
    *finished = 0;
}

/* Calls @read for each element of the list @name that is a list itself. */
static GPtrArray *
read_rows (const SpillJsonReader *reader,
           const char            *name,
           gpointer             (*read) (JsonArray *row),
           GDestroyNotify         free_row)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (free_row);
  JsonArray *array = spill_json_get_array (reader, name);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      gpointer row = JSON_NODE_HOLDS_ARRAY (node) ? read (json_node_get_array (node)) : NULL;

      if (row != NULL)
        g_ptr_array_add (rows, row);
      else
        spill_json_report_key (reader, name, "a list of lists", node);
    }

  return rows;
}

static gpointer
read_link (JsonArray *row)
{
  g_autofree char *name = dup_element (row, 0);
  SpillJson08Link *link;

  if (name == NULL)
    return NULL;
  link = g_new0 (SpillJson08Link, 1);
  link->name = g_steal_pointer (&name);
  link->url = dup_element (row, 1);
  return link;
}

static gpointer
read_property (JsonArray *row)
{
  g_autofree char *name = dup_element (row, 0);
  SpillJson08Property *property;

  if (name == NULL || json_array_get_length (row) < 2)
    return NULL;
  property = g_new0 (SpillJson08Property, 1);
  property->name = g_steal_pointer (&name);
  property->value = spill_json_to_text (json_array_get_element (row, 1));
  property->source = dup_element (row, 2);
  return property;
}

static gpointer
read_expectation (JsonArray *row)
{
  g_autofree char *metric = dup_element (row, 0);
  SpillJson08Expectation *expectation;

  if (metric == NULL)
    return NULL;
  expectation = g_new0 (SpillJson08Expectation, 1);
  expectation->metric = g_steal_pointer (&metric);
  expectation->current = get_element (row, 1, 0);
  expectation->target = get_element (row, 2, 0);
  return expectation;
}

/* Files are {"name": …} in 0.8.14, texts before. */
static char **
read_files (const SpillJsonReader *reader)
{
  GStrvBuilder *files = g_strv_builder_new ();
  JsonArray *array = spill_json_get_array (reader, "files");
  char **strv;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      SpillJsonReader file = { JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL, reader, "files[]",
                               reader->report };
      g_autofree char *text = NULL;

      if (file.object != NULL)
        text = dup_string (&file, "name");
      else
        text = dup_element (array, i);
      if (text != NULL)
        g_strv_builder_add (files, text);
    }

  strv = g_strv_builder_end (files);
  g_strv_builder_unref (files);
  return strv;
}

static SpillJson08Change *
read_change (const SpillJsonReader *reader)
{
  SpillJson08Change *change = g_new0 (SpillJson08Change, 1);

  change->number = spill_json_get_id (reader, "number", 0);
  change->who = dup_string (reader, "who");
  change->comments = dup_string (reader, "comments");
  change->files = read_files (reader);
  change->revision = dup_string (reader, "revision");
  if (change->revision == NULL)
    change->revision = dup_string (reader, "rev");
  change->revlink = dup_string (reader, "revlink");
  change->branch = dup_string (reader, "branch");
  change->category = dup_string (reader, "category");
  change->project = dup_string (reader, "project");
  change->repository = dup_string (reader, "repository");
  change->codebase = dup_string (reader, "codebase");
  change->when = spill_json_get_time (reader, "when", 0);
  change->properties = read_rows (reader, "properties", read_property, (GDestroyNotify) spill_json08_property_free);
  return change;
}

/* Calls @read for each object of the list @name. */
static GPtrArray *
read_objects (const SpillJsonReader *reader,
              const char            *name,
              const char            *key,
              gpointer             (*read) (const SpillJsonReader *reader),
              GDestroyNotify         free_object)
{
  GPtrArray *objects = g_ptr_array_new_with_free_func (free_object);
  JsonArray *array = spill_json_get_array (reader, name);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      SpillJsonReader element = { NULL, reader, key, reader->report };

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          spill_json_report_key (reader, key, "an object", node);
          continue;
        }
      element.object = json_node_get_object (node);
      g_ptr_array_add (objects, read (&element));
    }

  return objects;
}

static SpillJson08SourceStamp *
read_source_stamp (const SpillJsonReader *reader)
{
  SpillJson08SourceStamp *stamp = g_new0 (SpillJson08SourceStamp, 1);

  stamp->branch = dup_string (reader, "branch");
  stamp->revision = dup_string (reader, "revision");
  stamp->project = dup_string (reader, "project");
  stamp->repository = dup_string (reader, "repository");
  stamp->codebase = dup_string (reader, "codebase");
  stamp->has_patch = spill_json_get_boolean (reader, "hasPatch", FALSE);
  stamp->patch_level = spill_json_get_int (reader, "patch_level", 0);
  stamp->patch_body = dup_string (reader, "patch_body");
  stamp->patch_subdir = dup_string (reader, "patch_subdir");
  stamp->patch_author = dup_string (reader, "patch_author");
  stamp->patch_comment = dup_string (reader, "patch_comment");
  stamp->changes = read_objects (reader, "changes", "changes[]", (gpointer (*) (const SpillJsonReader *)) read_change,
                                 (GDestroyNotify) spill_json08_change_free);
  return stamp;
}

static GPtrArray *
read_urls (const SpillJsonReader *reader)
{
  GPtrArray *urls = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_json08_link_free);
  JsonObject *object = spill_json_get_object (reader, "urls");
  SpillJsonReader members = { object, reader, "urls", reader->report };
  g_autoptr(GList) names = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    {
      SpillJson08Link *link = g_new0 (SpillJson08Link, 1);

      link->name = g_utf8_make_valid (l->data, -1);
      link->url = dup_string (&members, l->data);
      g_ptr_array_add (urls, link);
    }

  return urls;
}

/* A pair: number or null, words for the build. With filter=1 a 0 is null, and the list may be gone. */
static void
read_step_results (const SpillJsonReader *reader,
                   SpillJson08Step       *step)
{
  JsonArray *results = spill_json_get_array (reader, "results");
  double number = get_element (results, 0, -1);
  GStrvBuilder *words = g_strv_builder_new ();

  step->results = number >= 0 && number <= 6 ? (int) number : step->is_finished ? 0 : -1;
  if (results != NULL && json_array_get_length (results) > 1 &&
      JSON_NODE_HOLDS_ARRAY (json_array_get_element (results, 1)))
    {
      JsonArray *array = json_array_get_array_element (results, 1);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_autofree char *word = dup_element (array, i);

          if (word != NULL)
            g_strv_builder_add (words, word);
        }
    }
  step->text2 = g_strv_builder_end (words);
  g_strv_builder_unref (words);
}

static double
read_eta (const SpillJsonReader *reader)
{
  JsonNode *node = spill_json_get_node (reader, "eta");
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double (node) : NAN;
}

static SpillJson08Step *
read_step (const SpillJsonReader *reader)
{
  SpillJson08Step *step = g_new0 (SpillJson08Step, 1);
  JsonObject *statistics = spill_json_get_object (reader, "statistics");

  step->number = MAX (0, spill_json_get_int (reader, "step_number", 0));
  step->name = dup_string (reader, "name");
  read_times (reader, &step->started, &step->finished);
  step->is_started = spill_json_get_boolean (reader, "isStarted", step->started > 0);
  step->is_finished = spill_json_get_boolean (reader, "isFinished", step->finished > 0);
  step->is_hidden = spill_json_get_boolean (reader, "hidden", FALSE);
  step->text = dup_strv (reader, "text");
  step->eta = read_eta (reader);
  if (statistics != NULL && json_object_get_size (statistics) > 0)
    step->statistics = spill_json_to_text (json_object_get_member (reader->object, "statistics"));
  step->logs = read_rows (reader, "logs", read_link, (GDestroyNotify) spill_json08_link_free);
  step->urls = read_urls (reader);
  step->expectations = read_rows (reader, "expectations", read_expectation, (GDestroyNotify) spill_json08_expectation_free);
  read_step_results (reader, step);
  return step;
}

static SpillJson08Build *
read_build (const SpillJsonReader *reader,
            const char            *builder_name,
            int                    number)
{
  SpillJson08Build *build = g_new0 (SpillJson08Build, 1);
  JsonObject *current = spill_json_get_object (reader, "currentStep");
  SpillJsonReader step = { current, reader, "currentStep", reader->report };

  build->number = spill_json_get_int (reader, "number", number);
  build->builder_name = g_strdup (spill_json_get_string (reader, "builderName", builder_name));
  read_times (reader, &build->started, &build->finished);
  /* A success is 0, which filter=1 leaves out. */
  build->results = spill_json_get_int (reader, "results", build->finished > 0 ? 0 : -1);
  build->text = dup_strv (reader, "text");
  build->reason = dup_string (reader, "reason");
  build->slave = dup_string (reader, "slave");
  build->blame = dup_strv (reader, "blame");
  build->eta = read_eta (reader);
  build->current_step = current != NULL ? spill_json_get_int (&step, "step_number", 0) : -1;
  build->logs = read_rows (reader, "logs", read_link, (GDestroyNotify) spill_json08_link_free);
  build->properties = read_rows (reader, "properties", read_property, (GDestroyNotify) spill_json08_property_free);
  build->steps = read_objects (reader, "steps", "steps[]", (gpointer (*) (const SpillJsonReader *)) read_step,
                               (GDestroyNotify) spill_json08_step_free);
  build->source_stamps = read_objects (reader, "sourceStamps", "sourceStamps[]",
                                       (gpointer (*) (const SpillJsonReader *)) read_source_stamp,
                                       (GDestroyNotify) spill_json08_source_stamp_free);
  if (build->source_stamps->len == 0)
    {
      /* Before codebases there was one. */
      SpillJsonReader stamp = { spill_json_get_object (reader, "sourceStamp"), reader, "sourceStamp", reader->report };

      if (stamp.object != NULL)
        g_ptr_array_add (build->source_stamps, read_source_stamp (&stamp));
    }
  return build;
}

static GArray *
read_numbers (const SpillJsonReader *reader,
              const char            *name)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (int));
  JsonArray *array = spill_json_get_array (reader, name);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      gint64 value;

      /* currentBuilds: numbers, or whole builds in some answers */
      if (spill_json_read_id (json_array_get_element (array, i), &value) && value <= G_MAXINT)
        {
          int number = (int) value;

          g_array_append_val (numbers, number);
        }
    }

  return numbers;
}

static SpillJson08Builder *
read_builder (const SpillJsonReader *reader,
              const char            *name)
{
  SpillJson08Builder *builder = g_new0 (SpillJson08Builder, 1);
  const char *category = spill_json_get_string (reader, "category", NULL);

  builder->name = g_strdup (name);
  builder->basedir = dup_string (reader, "basedir");
  builder->state = dup_string (reader, "state");
  builder->tags = dup_strv (reader, "tags");
  if (builder->tags[0] == NULL && category != NULL)
    {
      const char *const tags[] = { category, NULL };

      g_strfreev (builder->tags);
      builder->tags = g_strdupv ((char **) tags);
    }
  builder->schedulers = dup_strv (reader, "schedulers");
  builder->slaves = dup_strv (reader, "slaves");
  builder->cached_builds = read_numbers (reader, "cachedBuilds");
  builder->current_builds = read_numbers (reader, "currentBuilds");
  builder->n_pending = MAX (0, spill_json_get_int (reader, "pendingBuilds", 0));
  return builder;
}

/* admin and host come as the slave's files have them: with a line end. */
static char *
dup_stripped (const SpillJsonReader *reader,
              const char            *name)
{
  char *text = dup_string (reader, name);

  return text != NULL ? g_strchomp (text) : NULL;
}

static SpillJson08Slave *
read_slave (const SpillJsonReader *reader,
            const char            *name)
{
  SpillJson08Slave *slave = g_new0 (SpillJson08Slave, 1);
  JsonObject *builders = spill_json_get_object (reader, "builders");
  g_autoptr(GList) names = builders != NULL ? json_object_get_members (builders) : NULL;
  GStrvBuilder *strv = g_strv_builder_new ();

  slave->name = g_strdup (name);
  slave->admin = dup_stripped (reader, "admin");
  slave->host = dup_stripped (reader, "host");
  slave->access_uri = dup_string (reader, "access_uri");
  slave->version = dup_string (reader, "version");
  slave->is_connected = spill_json_get_boolean (reader, "connected", FALSE);
  for (GList *l = names; l != NULL; l = l->next)
    g_strv_builder_add (strv, l->data);
  slave->builders = g_strv_builder_end (strv);
  g_strv_builder_unref (strv);
  return slave;
}

static gpointer
read_request (const SpillJsonReader *reader)
{
  SpillJson08Request *request = g_new0 (SpillJson08Request, 1);
  SpillJsonReader source = { spill_json_get_object (reader, "source"), reader, "source", reader->report };

  request->builder_name = dup_string (reader, "builderName");
  request->submitted = spill_json_get_time (reader, "submittedAt", 0);
  if (source.object != NULL)
    request->source = read_source_stamp (&source);
  request->properties = read_rows (reader, "properties", read_property, (GDestroyNotify) spill_json08_property_free);
  return request;
}

/* One member of an object whose keys are names or numbers. NULL: nothing there to use. */
static gpointer
read_member (SpillJson08Kind        kind,
             const char            *name,
             const SpillJsonReader *reader)
{
  gint64 number;

  switch (kind)
    {
    case SPILL_JSON08_BUILDS:
      if (!g_ascii_string_to_signed (name, 10, 0, G_MAXINT, &number, NULL))
        return NULL;
      return read_build (reader, NULL, (int) number);
    case SPILL_JSON08_BUILDERS:
      return read_builder (reader, name);
    case SPILL_JSON08_SLAVES:
      return read_slave (reader, name);
    case SPILL_JSON08_REQUESTS:
    default:
      return NULL;
    }
}

/**
 * spill_json08_select:
 * @root: an answer
 * @path: (array zero-terminated=1): names of members, from the outside in
 *
 * Returns: (transfer none) (nullable): what stands there
 */
JsonNode *
spill_json08_select (JsonNode           *root,
                     const char * const *path)
{
  JsonNode *node = root;

  for (guint i = 0; node != NULL && path[i] != NULL; i++)
    node = JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), path[i]) : NULL;
  return node;
}

GPtrArray *
spill_json08_read (SpillJson08Kind  kind,
                   JsonNode        *node,
                   SpillJsonReport *report)
{
  static const struct { const char *key; GDestroyNotify free; } kinds[] = {
    [SPILL_JSON08_BUILDS] = { "builds[]", (GDestroyNotify) spill_json08_build_free },
    [SPILL_JSON08_BUILDERS] = { "builders[]", (GDestroyNotify) spill_json08_builder_free },
    [SPILL_JSON08_SLAVES] = { "slaves[]", (GDestroyNotify) spill_json08_slave_free },
    [SPILL_JSON08_REQUESTS] = { "pendingBuilds[]", (GDestroyNotify) spill_json08_request_free },
  };
  GPtrArray *result = g_ptr_array_new_with_free_func (kinds[kind].free);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (node != NULL && kind == SPILL_JSON08_REQUESTS && JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *element = json_array_get_element (array, i);
          SpillJsonReader reader = { NULL, NULL, kinds[kind].key, report };

          if (!JSON_NODE_HOLDS_OBJECT (element))
            continue;
          reader.object = json_node_get_object (element);
          g_ptr_array_add (result, read_request (&reader));
        }
      return result;
    }
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return result;

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      SpillJsonReader reader = { NULL, NULL, kinds[kind].key, report };
      gpointer element;

      if (!JSON_NODE_HOLDS_OBJECT (member))
        continue;   /* builds that the master only knows to exist are null */
      reader.object = json_node_get_object (member);
      element = read_member (kind, name, &reader);
      if (element != NULL)
        g_ptr_array_add (result, element);
    }

  return result;
}

SpillJson08Build *
spill_json08_read_build (JsonNode        *node,
                         const char      *builder_name,
                         SpillJsonReport *report)
{
  SpillJsonReader reader = { NULL, NULL, "builds[]", report };

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  reader.object = json_node_get_object (node);
  return read_build (&reader, builder_name, 0);
}

SpillJson08Project *
spill_json08_read_project (JsonNode        *node,
                           SpillJsonReport *report)
{
  SpillJson08Project *project = g_new0 (SpillJson08Project, 1);
  SpillJsonReader reader = { NULL, NULL, "project", report };

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return project;
  reader.object = json_node_get_object (node);
  project->title = dup_string (&reader, "title");
  project->title_url = dup_string (&reader, "titleURL");
  project->buildbot_url = dup_string (&reader, "buildbotURL");
  return project;
}

char *
spill_json08_escape_name (const char *name,
                          gboolean    in_select)
{
  g_autofree char *once = g_uri_escape_string (name, NULL, FALSE);

  return in_select ? g_uri_escape_string (once, NULL, FALSE) : g_steal_pointer (&once);
}
