#define G_LOG_DOMAIN "spillway-sources"

#include "sources/nine/spill-nine-parts-private.h"

#include <string.h>

#include "model/spill-change.h"
#include "model/spill-eta.h"
#include "model/spill-force.h"
#include "model/spill-request.h"
#include "protocols/nine/spill-nine-field.h"

/* Parts of a builder: force schedulers, expectations, streak, waiting requests, older builds. */

#define N_SAMPLES    5      /* builds that the expected durations of steps come from */
#define STREAK_MAX   100
#define MAX_REASONS  20     /* waiting requests whose reason is asked for, one by one */
#define MAX_OLDER    500

static SpillBuilder *
builder_of (SpillNineHold *hold)
{
  return SPILL_BUILDER (hold->object);
}

static GString *
builder_path (SpillNineHold *hold,
              const char    *children)
{
  return spill_nine_entity_path ("builders", spill_builder_get_id (builder_of (hold)), children);
}

/* Force schedulers */

static GPtrArray *
fields_new (GPtrArray *fields)
{
  GPtrArray *made = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_force_field_unref);

  for (guint i = 0; i < fields->len; i++)
    {
      const SpillNineField *f = fields->pdata[i];
      SpillForceField *field = spill_force_field_new ((SpillForceType) f->type, f->name,
                                                      f->full_name, f->label);

      field->tooltip = g_strdup (f->tooltip);
      field->default_value = f->default_value != NULL ? g_variant_ref (f->default_value) : NULL;
      field->choices = g_strdupv (f->choices);
      field->regex = g_strdup (f->regex);
      field->layout = g_strdup (f->layout);
      field->columns = f->columns;
      field->rows = f->rows;
      field->size = f->size;
      field->max_size = f->max_size;
      field->required = f->required;
      field->multiple = f->multiple;
      field->strict = f->strict;
      field->hidden = f->hidden;
      field->need_email = f->need_email;
      if (f->fields != NULL)
        field->fields = fields_new (f->fields);
      g_ptr_array_add (made, field);
    }

  return made;
}

static void
take_force (SpillNineSource *self,
            SpillNineItem   *item,
            gpointer         data)
{
  SpillNineHold *hold = data;
  g_autoptr(GPtrArray) schedulers = NULL;

  if (item->type == SPILL_NINE_ITEM_END)
    {
      if (!spill_nine_hold_answered (hold, item))
        return;
      if (item->n_entities == 0)
        {
          schedulers = g_ptr_array_new ();
          spill_builder_set_force_schedulers (builder_of (hold), schedulers);
        }
      spill_nine_hold_here (hold);
      return;
    }

  schedulers = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < item->n_entities; i++)
    {
      const SpillNineForceScheduler *s = item->entities[i];

      g_ptr_array_add (schedulers,
                       spill_force_scheduler_new (s->name, s->label, s->button_name,
                                                  (const char * const *) s->builder_names,
                                                  s->enabled, fields_new (s->fields)));
    }
  spill_builder_set_force_schedulers (builder_of (hold), schedulers);
}

void
spill_nine_fetch_force (SpillNineHold *hold)
{
  spill_nine_hold_ask (hold, SPILL_NINE_FORCE_SCHEDULER, builder_path (hold, "forceschedulers"),
                       take_force);
}

/* Expectations: the median of recent good builds, step by step */

static void
set_medians (SpillNineHold *hold)
{
  GHashTableIter iter;
  const char *name;
  GArray *durations;

  g_hash_table_iter_init (&iter, hold->durations);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &durations))
    spill_builder_set_expected (builder_of (hold), *name != '\0' ? name : NULL,
                                spill_eta_median ((double *) durations->data, durations->len));
}

static void
add_duration (SpillNineHold *hold,
              const char    *name,
              double         started,
              double         finished)
{
  GArray *durations = g_hash_table_lookup (hold->durations, name);
  double duration = finished - started;

  if (started <= 0 || duration <= 0)
    return;

  if (durations == NULL)
    {
      durations = g_array_new (FALSE, FALSE, sizeof (double));
      g_hash_table_insert (hold->durations, g_strdup (name), durations);
    }
  g_array_append_val (durations, duration);
}

static void
expectations_answered (SpillNineHold *hold,
                       SpillNineItem *item)
{
  if (!spill_nine_hold_answered (hold, item))
    return;

  set_medians (hold);
  g_clear_pointer (&hold->durations, g_hash_table_unref);
  spill_nine_hold_here (hold);
}

static void
take_sample_steps (SpillNineSource *self,
                   SpillNineItem   *item,
                   gpointer         data)
{
  SpillNineHold *hold = data;

  if (item->type == SPILL_NINE_ITEM_END)
    {
      expectations_answered (hold, item);
      return;
    }

  for (guint i = 0; i < item->n_entities; i++)
    {
      const SpillNineStep *s = item->entities[i];

      if (s->complete && s->results >= 0 && s->results <= 1)
        add_duration (hold, s->name, s->started_at, s->complete_at);
    }
}

static void
take_samples (SpillNineSource *self,
              SpillNineItem   *item,
              gpointer         data)
{
  SpillNineHold *hold = data;

  if (item->type == SPILL_NINE_ITEM_END)
    {
      expectations_answered (hold, item);
      return;
    }

  for (guint i = 0; i < item->n_entities; i++)
    {
      const SpillNineBuild *b = item->entities[i];

      add_duration (hold, "", b->started_at, b->complete_at);
      spill_nine_hold_ask (hold, SPILL_NINE_STEP, spill_nine_entity_path ("builds", b->id, "steps"),
                           take_sample_steps);
    }
}

static void
only_good (GString *path)
{
  spill_nine_path_query_id (path, "results", SPILL_RESULT_SUCCESS);
  spill_nine_path_query_id (path, "results", SPILL_RESULT_WARNINGS);
}

void
spill_nine_fetch_expectations (SpillNineHold *hold)
{
  GString *path = builder_path (hold, "builds");

  g_clear_pointer (&hold->durations, g_hash_table_unref);
  hold->durations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) g_array_unref);
  only_good (path);
  spill_nine_path_query (path, "order", "-number");
  spill_nine_path_query_id (path, "limit", N_SAMPLES);
  spill_nine_hold_ask (hold, SPILL_NINE_BUILD, path, take_samples);
}

/* Streak: back to the last good build, and whose changes are since then */

static void
take_blame (SpillNineSource *self,
            SpillNineItem   *item,
            gpointer         data)
{
  SpillNineHold *hold = data;
  SpillBuild *last = spill_builder_get_last_build (builder_of (hold));
  g_autoptr(GPtrArray) people = NULL;

  if (item->type == SPILL_NINE_ITEM_END)
    {
      if (spill_nine_hold_answered (hold, item))
        {
          spill_nine_hold_here (hold);
          spill_builder_changed (builder_of (hold));
        }
      return;
    }
  if (last == NULL)
    return;

  people = g_ptr_array_new ();
  for (guint i = 0; i < item->n_entities; i++)
    {
      char *author = ((SpillNineChange *) item->entities[i])->author;

      if (author != NULL && !g_ptr_array_find_with_equal_func (people, author, g_str_equal, NULL))
        g_ptr_array_add (people, author);
    }
  if (people->len == 0)
    return;

  g_ptr_array_add (people, NULL);
  spill_build_set_people (last, (const char * const *) people->pdata);
}

/* A master counts the changes of a build since the last good one: one request tells them all. */
static void
ask_blame (SpillNineHold *hold)
{
  SpillBuild *last = spill_builder_get_last_build (builder_of (hold));
  SpillStreak streak;

  spill_builder_get_streak (builder_of (hold), &streak);
  if (last != NULL && spill_result_is_bad (streak.result)
      && spill_build_get_people (last)[0] == NULL)
    spill_nine_hold_ask (hold, SPILL_NINE_CHANGE,
                         spill_nine_entity_path ("builds", spill_build_get_id (last), "changes"),
                         take_blame);
}

/* The revision that broke it, and for a forced build, which has no changes, who forced it. */
static void
take_first (SpillNineSource *self,
            SpillNineItem   *item,
            gpointer         data)
{
  SpillNineHold *hold = data;

  if (item->type == SPILL_NINE_ITEM_PART)
    {
      const SpillNineBuild *b = item->entities[0];
      SpillBuild *build = spill_nine_apply_build (self, b, FALSE);
      g_autofree char *owner = NULL;

      if (b->properties != NULL)
        owner = spill_nine_properties_dup_text (b->properties, "owner");
      if (build != NULL && owner != NULL && spill_build_get_people (build)[0] == NULL)
        spill_build_set_people (build, (const char *[]) { owner, NULL });
      return;
    }

  if (spill_nine_hold_answered (hold, item))
    {
      spill_nine_hold_here (hold);
      spill_builder_changed (builder_of (hold));
    }
}

/* Properties cost the master a query a build, so only those of one build. */
static void
ask_first (SpillNineHold *hold)
{
  static const char *const names[] = { "owner", "revision", "got_revision", "branch", NULL };
  SpillStreak streak;
  GString *path;

  spill_builder_get_streak (builder_of (hold), &streak);
  if (streak.first == NULL || !spill_result_is_bad (streak.result)
      || spill_build_get_revision (streak.first) != NULL)
    return;

  path = spill_nine_path_new ("api/v2/builds");
  spill_nine_path_query_id (path, "buildid", spill_build_get_id (streak.first));
  spill_nine_path_query_strv (path, "property", names);
  spill_nine_hold_ask (hold, SPILL_NINE_BUILD, path, take_first);
}

static void
take_streak (SpillNineSource *self,
             SpillNineItem   *item,
             gpointer         data)
{
  SpillNineHold *hold = data;

  if (item->type == SPILL_NINE_ITEM_PART)
    {
      for (guint i = 0; i < item->n_entities; i++)
        spill_nine_apply_build (self, item->entities[i], FALSE);
      return;
    }

  if (item->failure == NULL)
    {
      ask_blame (hold);
      ask_first (hold);
    }
  if (spill_nine_hold_answered (hold, item))
    spill_nine_hold_here (hold);
}

static void
ask_streak (SpillNineHold *hold,
            int            after)
{
  GString *path = builder_path (hold, "builds");

  if (after > 0)
    spill_nine_path_query_id (path, "number__gt", after);
  spill_nine_path_query (path, "complete", "true");
  spill_nine_path_query (path, "order", "-number");
  spill_nine_path_query_id (path, "limit", STREAK_MAX);
  spill_nine_hold_ask (hold, SPILL_NINE_BUILD, path, take_streak);
}

static void
take_last_good (SpillNineSource *self,
                SpillNineItem   *item,
                gpointer         data)
{
  SpillNineHold *hold = data;

  if (item->type == SPILL_NINE_ITEM_PART)
    {
      const SpillNineBuild *b = item->entities[0];

      spill_nine_apply_build (self, b, FALSE);
      ask_streak (hold, b->number);
      return;
    }

  if (item->failure == NULL && item->n_entities == 0)
    ask_streak (hold, 0);
  if (spill_nine_hold_answered (hold, item))
    spill_nine_hold_here (hold);
}

void
spill_nine_fetch_streak (SpillNineHold *hold)
{
  SpillStreak streak;
  GString *path;

  spill_builder_get_streak (builder_of (hold), &streak);
  if (spill_result_is_bad (streak.result) && streak.open_ended)
    {
      path = builder_path (hold, "builds");
      only_good (path);
      spill_nine_path_query (path, "order", "-number");
      spill_nine_path_query_id (path, "limit", 1);
      spill_nine_hold_ask (hold, SPILL_NINE_BUILD, path, take_last_good);
      return;
    }

  ask_blame (hold);
  ask_first (hold);
  if (hold->n_asks == 0)
    spill_nine_hold_here (hold);
}

/* Waiting requests: why, and for whom */

static void
take_reason (SpillNineSource *self,
             SpillNineItem   *item,
             gpointer         data)
{
  SpillNineHold *hold = data;
  SpillList *requests = spill_builder_get_requests (builder_of (hold));

  if (item->type == SPILL_NINE_ITEM_END)
    {
      if (spill_nine_hold_answered (hold, item))
        spill_nine_hold_here (hold);
      return;
    }

  for (guint i = 0; i < item->n_entities; i++)
    {
      const SpillNineBuildset *set = item->entities[i];

      for (guint k = 0; k < spill_list_get_length (requests); k++)
        {
          SpillRequest *request = spill_list_peek (requests, k);
          g_autoptr(GPtrArray) stamps = NULL;

          if (spill_request_get_buildset_id (request) != set->id)
            continue;
          stamps = spill_nine_stamps_new (set->source_stamps);
          spill_request_set_source_stamps (request, stamps);
          spill_request_set_reason (request, set->reason);
        }
    }
}

static void
take_requests (SpillNineSource *self,
               SpillNineItem   *item,
               gpointer         data)
{
  SpillNineHold *hold = data;
  SpillList *requests = spill_builder_get_requests (builder_of (hold));
  guint n_asked = 0;

  if (item->type == SPILL_NINE_ITEM_PART)
    {
      spill_nine_apply_part (self, item);
      return;
    }

  for (guint i = 0; i < spill_list_get_length (requests) && n_asked < MAX_REASONS; i++)
    {
      SpillRequest *request = spill_list_peek (requests, i);
      gint64 id = spill_request_get_buildset_id (request);

      if (id == 0 || spill_request_get_reason (request) != NULL)
        continue;
      spill_nine_hold_ask (hold, SPILL_NINE_BUILDSET,
                           spill_nine_entity_path ("buildsets", id, NULL), take_reason);
      n_asked++;
    }
  if (spill_nine_hold_answered (hold, item))
    spill_nine_hold_here (hold);
}

void
spill_nine_fetch_requests (SpillNineHold *hold)
{
  GString *path = builder_path (hold, "buildrequests");

  spill_nine_path_query (path, "complete", "false");
  spill_nine_path_query (path, "claimed", "false");
  if (hold->source->version >= SPILL_NINE_VERSION (1, 4, 0))
    spill_nine_path_query (path, "property", "owner");
  spill_nine_hold_ask (hold, SPILL_NINE_REQUEST, path, take_requests);
}

/* Older builds */

typedef struct
{
  SpillBuilder *builder;
  guint         n;
  gint64        from;          /* -1: from the newest on */
  gint64        lowest;
  gboolean      is_answered;
} Older;

/* Without an answer the connection was lost: it may be asked again. */
static void
older_free (gpointer data)
{
  Older *older = data;

  if (!older->is_answered)
    spill_builder_set_older_state (older->builder, SPILL_PART_UNKNOWN);
  g_object_unref (older->builder);
  g_free (older);
}

static void
take_older (SpillNineSource *self,
            SpillNineItem   *item,
            gpointer         data)
{
  Older *older = data;

  older->is_answered = item->type == SPILL_NINE_ITEM_END;
  if (item->type == SPILL_NINE_ITEM_PART)
    for (guint i = 0; i < item->n_entities; i++)
      {
        SpillNineBuild *build = item->entities[i];

        spill_nine_apply_build (self, build, FALSE);
        older->lowest = MIN (older->lowest, build->number);
      }
  else if (item->failure != NULL)
    spill_builder_set_older_state (older->builder, SPILL_PART_FAILED);
  else
    {
      spill_builder_set_known (older->builder);
      if (older->from >= 0)
        spill_builder_set_whole (older->builder, older->lowest, older->from);
      spill_builder_set_older_state (older->builder, item->n_entities < older->n
                                     ? SPILL_PART_HERE : SPILL_PART_UNKNOWN);
    }
}

void
spill_nine_request_older (SpillSource  *source,
                          SpillBuilder *builder,
                          guint         n)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (source);
  gint64 from = spill_builder_get_older_from (builder);
  GString *path;
  Older *older;

  if (self->phase != SPILL_NINE_READY
      || spill_builder_get_older_state (builder) == SPILL_PART_LOADING)
    return;

  n = CLAMP (n, 1, MAX_OLDER);
  path = spill_nine_entity_path ("builders", spill_builder_get_id (builder), "builds");
  if (from >= 0)
    spill_nine_path_query_id (path, "number__lt", from);
  spill_nine_path_query (path, "order", "-number");
  spill_nine_path_query_id (path, "limit", n);

  older = g_new (Older, 1);
  *older = (Older) { g_object_ref (builder), n, from, from, FALSE };
  spill_builder_set_older_state (builder, SPILL_PART_LOADING);
  spill_nine_ask_things (self, SPILL_NINE_BUILD, path, take_older, older, older_free);
}
