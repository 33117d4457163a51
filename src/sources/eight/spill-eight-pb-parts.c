#include "sources/eight/spill-eight-pb-need.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

#include "model/spill-source-stamp.h"
#include "protocols/spill-json.h"
#include "sources/spill-held.h"

/* Parts of builds, steps and logs, asked for when they are held: builder, build, step, log, one after
 * the other, each released when it has served. */

#define MAX_STEPS 10000

void
spill_eight_pb_need_free (SpillEightPbNeed *need)
{
  spill_eight_pb_mark_asked (need, TRUE);
  g_object_unref (need->object);
  g_object_unref (need->build);
  g_clear_object (&need->step);
  g_clear_pointer (&need->lines, g_ptr_array_unref);
  g_free (need);
}

static void
end_need (SpillEightPbNeed *need,
          gboolean          is_here)
{
  spill_eight_pb_mark_asked (need, TRUE);
  if (is_here)
    spill_held_set_state (need->object, need->part, SPILL_PART_HERE, NULL);
  else
    spill_held_set_state (need->object, need->part, SPILL_PART_FAILED, _("The master did not tell."));
  spill_eight_pb_need_free (need);
}

SpillLog *
spill_eight_pb_find_log (SpillStep  *step,
                         const char *name)
{
  SpillList *logs = spill_step_get_logs (step);
  guint n = spill_list_get_length (logs);
  SpillLog *log;

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (spill_log_get_name (spill_list_peek (logs, i)), name) == 0)
      return spill_list_peek (logs, i);
  log = spill_step_add_log (step, n + 1, name);
  spill_log_set_log_type (log, SPILL_LOG_STDIO);
  return log;
}

/* Logs */

/* An answer that comes after all others. */
static void
take_end (SpillEightPbSource *self,
          const SpillSexp    *answer,
          gpointer            data)
{
  SpillEightPbNeed *need = data;

  if (answer != NULL && need->part == SPILL_PART_STEPS)
    spill_eight_pb_set_steps_known (self, need->build);
  end_need (need, answer != NULL);
}

static void
take_logs (SpillEightPbSource *self,
           const SpillSexp    *answer,
           gpointer            data)
{
  SpillEightPbNeed *need = data;
  const SpillSexp *key, *value;

  spill_eight_pb_release (self, need->reference);
  for (guint i = 0; spill_jelly_get_pair (answer, i, &key, &value) && i < 1000; i++)
    {
      g_autofree char *name = spill_jelly_dup_text (key);

      /* How long it is, and whether there will be more, is known when it is read. */
      if (name != NULL)
        spill_eight_pb_find_log (need->step, name);
    }
  end_need (need, answer != NULL);
}

/* Steps */

/* One step: four questions at once, as for a build. */
#define N_QUESTIONS 4

typedef struct
{
  SpillBuild *build;
  guint       n_open;      /* questions */
  guint       number;
  char       *name;
  double      started, finished;
  char      **words;
  gboolean    has_result;
  SpillResult result;
  char      **text2;
} Reading;

static void
apply_step (const Reading *reading)
{
  SpillStep *step = spill_eight_pb_find_step (reading->build, reading->name);

  if (step == NULL)
    step = spill_build_add_step (reading->build, reading->number, reading->name);
  spill_step_begin (step);
  spill_step_set_words (step, (const char * const *) reading->words);
  if (reading->started > 0)
    spill_step_set_started (step, reading->started);
  if (reading->finished > 0 && !spill_step_is_finished (step))
    {
      spill_step_set_text2 (step, (const char * const *) reading->text2);
      spill_step_set_finished (step, reading->finished, reading->result);
    }
  spill_step_end (step);
}

/* After each answer: does what is to be done after the last. */
static void
advance (Reading *reading)
{
  if (--reading->n_open > 0)
    return;

  if (reading->has_result && reading->name != NULL)
    apply_step (reading);
  g_object_unref (reading->build);
  g_free (reading->name);
  g_strfreev (reading->words);
  g_strfreev (reading->text2);
  g_free (reading);
}

static void
take_step_name (SpillEightPbSource *self,
                const SpillSexp    *answer,
                gpointer            data)
{
  Reading *reading = data;

  reading->name = spill_jelly_dup_text (answer);
  advance (reading);
}

static void
take_step_times (SpillEightPbSource *self,
                 const SpillSexp    *answer,
                 gpointer            data)
{
  Reading *reading = data;

  reading->started = spill_jelly_get_double (spill_jelly_get_item (answer, 0), 0);
  reading->finished = spill_jelly_get_double (spill_jelly_get_item (answer, 1), 0);
  advance (reading);
}

static void
take_step_words (SpillEightPbSource *self,
                 const SpillSexp    *answer,
                 gpointer            data)
{
  Reading *reading = data;

  reading->words = spill_eight_pb_dup_words (answer);
  advance (reading);
}

static void
take_step_result (SpillEightPbSource *self,
                  const SpillSexp    *answer,
                  gpointer            data)
{
  Reading *reading = data;

  reading->has_result = answer != NULL;
  reading->result = spill_result_from_number (spill_jelly_get_integer (spill_jelly_get_item (answer, 0), -1));
  reading->text2 = spill_eight_pb_dup_words (spill_jelly_get_item (answer, 1));
  advance (reading);
}

static void
take_steps (SpillEightPbSource *self,
            const SpillSexp    *answer,
            gpointer            data)
{
  SpillEightPbNeed *need = data;
  guint n = MIN (spill_jelly_get_length (answer), MAX_STEPS);
  guint wanted = need->step != NULL ? spill_step_get_number (need->step) : G_MAXUINT;

  spill_eight_pb_release (self, need->reference);
  need->reference = -1;
  for (guint i = 0; i < n; i++)
    {
      gint64 reference = need->step != NULL && i != wanted ? -1 : spill_eight_pb_take (self, spill_jelly_get_item (answer, i));
      Reading *reading;

      if (reference < 0)
        continue;
      if (need->step != NULL)
        {
          need->reference = reference;
          continue;
        }
      reading = g_new0 (Reading, 1);
      *reading = (Reading) { .build = g_object_ref (need->build), .n_open = N_QUESTIONS, .number = i };
      spill_eight_pb_ask (self, reference, "getName", NULL, NULL, take_step_name, reading);
      spill_eight_pb_ask (self, reference, "getTimes", NULL, NULL, take_step_times, reading);
      spill_eight_pb_ask (self, reference, "getText", NULL, NULL, take_step_words, reading);
      spill_eight_pb_ask (self, reference, "getResults", NULL, NULL, take_step_result, reading);
      spill_eight_pb_release (self, reference);
    }

  if (need->step == NULL)
    spill_eight_pb_ask (self, self->perspective, "ping", NULL, NULL, take_end, need);
  else if (need->reference < 0)
    end_need (need, FALSE);
  else
    spill_eight_pb_ask (self, need->reference, "getLogs", NULL, NULL,
                        SPILL_IS_LOG (need->object) ? spill_eight_pb_take_log : take_logs, need);
}

/* Builds */

static void
take_reason (SpillEightPbSource *self,
             const SpillSexp    *answer,
             gpointer            data)
{
  g_autoptr(SpillBuild) build = data;
  g_autofree char *reason = spill_jelly_dup_text (answer);

  if (reason != NULL)
    spill_build_set_reason (build, reason);
}

static void
take_people (SpillEightPbSource *self,
             const SpillSexp    *answer,
             gpointer            data)
{
  SpillEightPbNeed *need = data;
  g_auto(GStrv) people = spill_eight_pb_dup_words (answer);

  if (answer != NULL)
    spill_build_set_people (need->build, (const char * const *) people);
  spill_eight_pb_release (self, need->reference);
  end_need (need, answer != NULL);
}

/* As JSON, which the model keeps. */
static JsonNode *
to_json (const SpillSexp *sexp,
         guint            depth)
{
  JsonNode *node = json_node_new (JSON_NODE_NULL);
  g_autofree char *text = NULL;
  JsonArray *array;
  JsonObject *object;
  const SpillSexp *key, *value;

  switch (depth > 20 ? SPILL_JELLY_NONE : spill_jelly_get_type (sexp))
    {
    case SPILL_JELLY_BOOLEAN:
      return json_node_init_boolean (node, spill_jelly_get_boolean (sexp));
    case SPILL_JELLY_INTEGER:
      return json_node_init_int (node, spill_jelly_get_integer (sexp, 0));
    case SPILL_JELLY_FLOAT:
      return isfinite (sexp->number) ? json_node_init_double (node, sexp->number) : node;
    case SPILL_JELLY_BYTES:
    case SPILL_JELLY_TEXT:
      text = spill_jelly_dup_text (sexp);
      return json_node_init_string (node, text);
    case SPILL_JELLY_TUPLE:
    case SPILL_JELLY_LIST:
    case SPILL_JELLY_SET:
      array = json_array_new ();
      for (guint i = 0; i < spill_jelly_get_length (sexp); i++)
        json_array_add_element (array, to_json (spill_jelly_get_item (sexp, i), depth + 1));
      json_node_init_array (node, array);
      json_array_unref (array);
      return node;
    case SPILL_JELLY_DICTIONARY:
      object = json_object_new ();
      for (guint i = 0; spill_jelly_get_pair (sexp, i, &key, &value); i++)
        {
          g_autofree char *name = spill_jelly_dup_text (key);

          if (name != NULL)
            json_object_set_member (object, name, to_json (value, depth + 1));
        }
      json_node_init_object (node, object);
      json_object_unref (object);
      return node;
    default:
      return node;
    }
}

/* A property that is a text. (transfer full) (nullable) */
static char *
dup_property (SpillBuild *build,
              const char *name)
{
  const char *value = spill_build_get_property_value (build, name);
  g_autoptr(JsonNode) node = value != NULL ? json_from_string (value, NULL) : NULL;
  gboolean is_text = node != NULL && JSON_NODE_HOLDS_VALUE (node)
                     && json_node_get_value_type (node) == G_TYPE_STRING;

  return is_text && *json_node_get_string (node) != '\0' ? json_node_dup_string (node) : NULL;
}

/* Source stamps cannot be sent by 0.8; what was built is in the properties, if it is of one codebase. */
static void
apply_stamp (SpillBuild *build)
{
  g_autofree char *revision = dup_property (build, "got_revision");
  g_autofree char *branch = dup_property (build, "branch");
  g_autofree char *project = dup_property (build, "project");
  g_autofree char *repository = dup_property (build, "repository");
  g_autofree char *codebase = dup_property (build, "codebase");
  g_autofree char *worker = dup_property (build, "slavename");
  g_autoptr(GPtrArray) stamps = g_ptr_array_new_with_free_func (g_object_unref);

  if (revision == NULL)
    revision = dup_property (build, "revision");
  if (worker != NULL)
    spill_build_set_worker_name (build, worker);
  if (revision != NULL)
    spill_build_set_revision (build, revision, branch);
  if (revision == NULL && branch == NULL && repository == NULL)
    return;

  g_ptr_array_add (stamps, g_object_new (SPILL_TYPE_SOURCE_STAMP, "branch", branch, "revision", revision,
                                         "project", project, "repository", repository, "codebase", codebase, NULL));
  spill_build_set_source_stamps (build, stamps);
}

static void
apply_properties (SpillBuild      *build,
                  const SpillSexp *answer)
{
  const SpillSexp *key, *value;

  for (guint i = 0; spill_jelly_get_pair (answer, i, &key, &value); i++)
    {
      g_autofree char *name = spill_jelly_dup_text (key);
      g_autofree char *source = spill_jelly_dup_text (spill_jelly_get_item (value, 1));
      g_autoptr(JsonNode) node = to_json (spill_jelly_get_item (value, 0), 0);
      g_autofree char *text = spill_json_to_text (node);

      if (name != NULL)
        spill_build_set_property (build, name, text, source);
    }
  if (answer != NULL)
    apply_stamp (build);
}

static void
take_properties (SpillEightPbSource *self,
                 const SpillSexp    *answer,
                 gpointer            data)
{
  SpillEightPbNeed *need = data;

  spill_eight_pb_release (self, need->reference);
  apply_properties (need->build, answer);
  end_need (need, answer != NULL);
}

static void
take_stamp (SpillEightPbSource *self,
            const SpillSexp    *answer,
            gpointer            data)
{
  g_autoptr(SpillBuild) build = data;

  apply_properties (build, answer);
}

static void
take_build (SpillEightPbSource *self,
            const SpillSexp    *answer,
            gpointer            data)
{
  SpillEightPbNeed *need = data;
  gint64 reference = spill_eight_pb_take (self, answer);

  need->reference = reference;
  if (reference < 0)
    end_need (need, FALSE);
  else if (need->part == SPILL_PART_PROPERTIES)
    spill_eight_pb_ask (self, reference, "getProperties", NULL, NULL, take_properties, need);
  else if (need->part == SPILL_PART_CHANGES)
    {
      spill_eight_pb_ask (self, reference, "getReason", NULL, NULL, take_reason, g_object_ref (need->build));
      spill_eight_pb_ask (self, reference, "getProperties", NULL, NULL, take_stamp, g_object_ref (need->build));
      spill_eight_pb_ask (self, reference, "getResponsibleUsers", NULL, NULL, take_people, need);
    }
  else
    spill_eight_pb_ask (self, reference, "getSteps", NULL, NULL, take_steps, need);
}

static void
take_builder (SpillEightPbSource *self,
              const SpillSexp    *answer,
              gpointer            data)
{
  SpillEightPbNeed *need = data;
  gint64 reference = spill_eight_pb_take (self, answer);

  if (reference < 0)
    {
      end_need (need, FALSE);
      return;
    }
  spill_eight_pb_ask (self, reference, "getBuild", NULL, &need->number, take_build, need);
  spill_eight_pb_release (self, reference);
}

void
spill_eight_pb_ask_for (SpillEightPbSource *self,
                        GObject            *object,
                        SpillParts          part)
{
  SpillStep *step = SPILL_IS_LOG (object) ? spill_log_get_step (SPILL_LOG (object)) : SPILL_IS_STEP (object) ? SPILL_STEP (object) : NULL;
  SpillBuild *build = step != NULL ? spill_step_get_build (step) : SPILL_IS_BUILD (object) ? SPILL_BUILD (object) : NULL;
  SpillBuilder *builder = build != NULL ? spill_build_get_builder (build) : NULL;
  SpillEightPbNeed *need;

  if (builder == NULL)
    {
      /* What a builder could tell besides comes by other ways, or not at all. */
      if (SPILL_IS_BUILDER (object))
        spill_eight_pb_fetch_builder (self, SPILL_BUILDER (object), part);
      return;
    }
  if (self->phase != SPILL_EIGHT_PB_READY || self->is_light)
    return;   /* with all others, when there is a connection; or by the other source */

  need = g_new0 (SpillEightPbNeed, 1);
  *need = (SpillEightPbNeed) { .self = self, .object = g_object_ref (object), .part = part, .build = g_object_ref (build), .reference = -1 };
  need->step = step != NULL ? g_object_ref (step) : NULL;
  need->number = spill_build_get_number (build);
  spill_eight_pb_mark_asked (need, FALSE);
  spill_eight_pb_ask (self, self->perspective, "getBuilder", spill_builder_get_name (builder), NULL, take_builder, need);
}

static void
fetch (SpillEightPbSource *self,
       GObject            *object,
       SpillParts          part)
{
  if (self->web != NULL && !spill_eight_pb_is_alone (self))
    return;
  if (!SPILL_IS_BUILDER (object) && spill_held_get_state (object, part) != SPILL_PART_HERE)
    spill_held_set_state (object, part, SPILL_PART_LOADING, NULL);
  spill_eight_pb_ask_for (self, object, part);
}

void
spill_eight_pb_hold (SpillSource *source,
                     GObject     *object,
                     SpillParts   parts)
{
  SpillEightPbSource *self = SPILL_EIGHT_PB_SOURCE (source);

  if (!SPILL_IS_BUILDER (object))
    spill_eight_pb_adapt (self);
  for (guint i = 0; i < SPILL_N_PARTS; i++)
    if (parts & (1u << i))
      fetch (self, object, (SpillParts) (1u << i));
}

void
spill_eight_pb_unhold (SpillSource *source,
                       GObject     *object,
                       SpillParts   parts)
{
  SpillEightPbSource *self = SPILL_EIGHT_PB_SOURCE (source);

  if (SPILL_IS_LOG (object))
    g_hash_table_remove (self->logs, object);
  if (!SPILL_IS_BUILDER (object))
    spill_eight_pb_adapt (self);
}

static void
hold_again (GObject    *object,
            SpillParts  parts,
            gpointer    user_data)
{
  for (guint i = 0; i < SPILL_N_PARTS; i++)
    if (parts & (1u << i))
      fetch (user_data, object, (SpillParts) (1u << i));
}

void
spill_eight_pb_hold_all (SpillEightPbSource *self)
{
  GHashTableIter iter;
  gpointer text;

  g_hash_table_iter_init (&iter, self->logs);
  while (g_hash_table_iter_next (&iter, NULL, &text))
    ((SpillEightPbText *) text)->is_streamed = FALSE;
  spill_master_foreach_held (spill_eight_pb_master (self), hold_again, self);
}
