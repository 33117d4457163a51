#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-source-private.h"
#include "sources/eight/spill-eight-told.h"

#include <math.h>
#include <string.h>

#include "model/spill-change.h"
#include "model/spill-list.h"
#include "model/spill-source-stamp.h"
#include "util/spill-clock.h"

/* From plain values to the model's setters: builds and what is in them. */

#define MAX_STEPS  10000
#define MAX_LOGS   1000
#define MAX_BUILDS 25000   /* of one builder */

static SpillChange *
change_new (const SpillJson08Change *c)
{
  g_autofree char *properties = NULL;

  if (c->properties != NULL && c->properties->len > 0)
    {
      GString *text = g_string_new ("{");

      for (guint i = 0; i < c->properties->len; i++)
        {
          const SpillJson08Property *p = c->properties->pdata[i];
          g_autoptr(JsonNode) name = json_node_init_string (json_node_alloc (), p->name);
          g_autofree char *quoted = json_to_string (name, FALSE);

          g_string_append_printf (text, "%s%s:%s", i > 0 ? "," : "", quoted, p->value);
        }
      g_string_append_c (text, '}');
      properties = g_string_free (text, FALSE);
    }

  return g_object_new (SPILL_TYPE_CHANGE,
                       "id", c->number,
                       "author", c->who,
                       "comments", c->comments,
                       "files", c->files,
                       "revision", c->revision,
                       "revlink", c->revlink,
                       "branch", c->branch,
                       "category", c->category,
                       "project", c->project,
                       "repository", c->repository,
                       "codebase", c->codebase,
                       "when", c->when,
                       "properties", properties,
                       NULL);
}

/* A change is told with every build that has it, and nowhere else: a higher number than all before
 * is news. */
static SpillChange *
find_change (SpillEightSource        *self,
             const SpillJson08Change *c)
{
  SpillMaster *master = spill_eight_master (self);
  SpillList *changes = spill_master_get_changes (master);
  SpillChange *change = spill_list_find (changes, c->number);
  SpillChange *newest = spill_list_peek (changes, 0);

  if (change != NULL)
    return g_object_ref (change);

  change = change_new (c);
  if (newest != NULL && c->number > spill_change_get_id (newest))
    spill_master_add_change (master, change);
  else
    spill_master_add_old_change (master, change);
  return change;
}

static void
apply_stamps (SpillEightSource *self,
              SpillBuild       *build,
              GPtrArray        *source_stamps)
{
  g_autoptr(GPtrArray) stamps = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < source_stamps->len; i++)
    {
      const SpillJson08SourceStamp *s = source_stamps->pdata[i];
      g_autoptr(GListStore) own = g_list_store_new (SPILL_TYPE_CHANGE);

      for (guint k = 0; k < s->changes->len; k++)
        {
          SpillChange *change = find_change (self, s->changes->pdata[k]);

          g_list_store_append (own, change);
          g_ptr_array_add (changes, change);
        }
      g_ptr_array_add (stamps, g_object_new (SPILL_TYPE_SOURCE_STAMP,
                                             "branch", s->branch,
                                             "revision", s->revision,
                                             "project", s->project,
                                             "repository", s->repository,
                                             "codebase", s->codebase,
                                             "has-patch", s->has_patch,
                                             "patch-level", s->patch_level,
                                             "patch-body", s->patch_body,
                                             "patch-subdir", s->patch_subdir,
                                             "patch-author", s->patch_author,
                                             "patch-comment", s->patch_comment,
                                             "changes", own,
                                             NULL));
    }
  spill_build_set_source_stamps (build, stamps);
  spill_build_set_changes (build, changes);
}

/* The text of a property, if it is one: "\"abc\"" is, {"": "abc"} of several codebases is not. */
static char *
dup_text (const SpillJson08Property *p)
{
  g_autoptr(JsonNode) node = json_from_string (p->value, NULL);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_dup_string (node) : NULL;
}

static void
apply_properties (SpillBuild *build,
                  GPtrArray  *properties)
{
  for (guint i = 0; i < properties->len; i++)
    {
      const SpillJson08Property *p = properties->pdata[i];
      g_autofree char *text = NULL;

      spill_build_set_property (build, p->name, p->value, p->source);
      if (g_str_equal (p->name, "got_revision"))
        {
          text = dup_text (p);
          if (text != NULL && *text != '\0')
            spill_build_set_revision (build, text, spill_build_get_branch (build));
        }
      else if (g_str_equal (p->name, "scheduler"))
        {
          text = dup_text (p);
          spill_build_set_scheduler (build, text);
        }
    }
}

/* Steps */

/* "http://ci/builders/linux%20gcc/builds/9", below either of the master's addresses. */
static SpillEightBuilder *
match_build (SpillEightSource *self,
             const char       *url,
             guint            *number)
{
  const char *bases[] = { self->buildbot_url, spill_eight_get_url (self) };

  for (guint i = 0; url != NULL && i < G_N_ELEMENTS (bases); i++)
    {
      g_auto(GStrv) parts = NULL;
      g_autofree char *name = NULL;
      guint64 value;

      if (bases[i] == NULL || !g_str_has_prefix (url, bases[i]))
        continue;
      parts = g_strsplit (url + strlen (bases[i]), "/", -1);
      if (g_strv_length (parts) != 4 || !g_str_equal (parts[0], "builders")
          || !g_str_equal (parts[2], "builds")
          || !g_ascii_string_to_unsigned (parts[3], 10, 0, G_MAXINT, &value, NULL))
        continue;
      name = g_uri_unescape_string (parts[1], NULL);
      *number = (guint) value;
      return spill_eight_find (self, name);
    }

  return NULL;
}

static void
apply_urls (SpillEightSource *self,
            SpillStep        *step,
            GPtrArray        *urls)
{
  GPtrArray *made = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_url_free);

  for (guint i = 0; i < urls->len; i++)
    {
      const SpillJson08Link *url = urls->pdata[i];
      SpillBuildLink child = { .relationship = url->name };
      SpillEightBuilder *b = match_build (self, url->url, &child.number);

      g_ptr_array_add (made, spill_url_new (url->name, url->url));
      if (b == NULL)
        continue;
      child.builder_id = spill_builder_get_id (b->builder);
      spill_build_add_child (spill_step_get_build (step), &child);
    }
  spill_step_set_urls (step, made);
}

static void
apply_logs (SpillStep             *step,
            const SpillJson08Step *s)
{
  for (guint i = 0; i < MIN (s->logs->len, MAX_LOGS); i++)
    {
      const SpillJson08Link *link = s->logs->pdata[i];
      SpillLog *log = spill_step_add_log (step, i, link->name);

      spill_log_set_url (log, link->url);
      spill_log_set_log_type (log, SPILL_LOG_TEXT);
    }
  spill_step_set_part_state (step, SPILL_PART_LOGS, SPILL_PART_HERE, NULL);
}

static void
apply_step (SpillEightSource      *self,
            SpillBuild            *build,
            const SpillJson08Step *s)
{
  SpillStep *step;
  GPtrArray *expectations;

  if (s->number >= MAX_STEPS)
    return;

  step = spill_build_add_step (build, (guint) s->number, s->name);
  if (spill_step_is_finished (step) && !s->is_finished)
    return;

  expectations = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_expectation_free);
  for (guint i = 0; i < s->expectations->len; i++)
    {
      const SpillJson08Expectation *e = s->expectations->pdata[i];

      g_ptr_array_add (expectations, spill_expectation_new (e->metric, e->current, e->target));
    }

  spill_step_begin (step);
  spill_step_set_words (step, (const char * const *) s->text);
  if (s->is_finished)
    spill_step_set_text2 (step, (const char * const *) s->text2);
  spill_step_set_hidden (step, s->is_hidden);
  spill_step_set_statistics (step, s->statistics);
  spill_step_set_expectations (step, expectations);
  if (s->started > 0)
    spill_step_set_started (step, s->started);
  if (!isnan (s->eta) && !s->is_finished)
    spill_step_set_master_eta (step, spill_now () + s->eta);
  apply_urls (self, step, s->urls);
  apply_logs (step, s);
  if (s->is_finished && !spill_step_is_finished (step))
    spill_step_set_finished (step, s->finished, spill_result_from_number (s->results));
  spill_step_end (step);
}

static void
apply_build_logs (SpillBuild *build,
                  GPtrArray  *logs)
{
  g_autoptr(GPtrArray) pairs = g_ptr_array_new ();

  for (guint i = 0; i < logs->len; i++)
    {
      const SpillJson08Link *link = logs->pdata[i];

      if (link->url == NULL)
        continue;
      g_ptr_array_add (pairs, link->name);
      g_ptr_array_add (pairs, link->url);
    }
  g_ptr_array_add (pairs, NULL);
  spill_build_set_logs (build, (const char * const *) pairs->pdata);
}

#define ALL_PARTS (SPILL_PART_STEPS | SPILL_PART_PROPERTIES | SPILL_PART_CHANGES)

gboolean
spill_eight_is_whole (SpillBuild *build)
{
  return spill_build_get_part_state (build, SPILL_PART_STEPS) == SPILL_PART_HERE;
}

static GQuark
get_final_quark (void)
{
  return g_quark_from_static_string ("spill-eight-final");
}

gboolean
spill_eight_is_final (SpillBuild *build)
{
  return g_object_get_qdata (G_OBJECT (build), get_final_quark ()) != NULL;
}

/* What only pages of the build, and the pictures, show. */
static void
apply_details (SpillEightSource       *self,
               SpillBuild             *build,
               const SpillJson08Build *s)
{
  apply_stamps (self, build, s->source_stamps);
  apply_properties (build, s->properties);
  for (guint i = 0; i < s->steps->len; i++)
    apply_step (self, build, s->steps->pdata[i]);
  apply_build_logs (build, s->logs);
  spill_build_set_part_state (build, ALL_PARTS, SPILL_PART_HERE, NULL);
  if (s->finished > 0)
    g_object_set_qdata (G_OBJECT (build), get_final_quark (), build);
}

/* Of big masters only the newest builds are kept with all their steps. */
static gboolean
wants_details (SpillEightSource  *self,
               SpillEightBuilder *b,
               SpillBuild        *build)
{
  int number = (int) spill_build_get_number (build);

  return spill_build_get_held (build) != 0 || !spill_build_is_finished (build)
         || number > b->newest - (int) spill_eight_get_keep (self->builders->len)
         || spill_builder_get_held (b->builder) != 0;
}

static void
fill_build (SpillEightSource       *self,
            SpillEightBuilder      *b,
            SpillBuild             *build,
            const SpillJson08Build *s)
{
  gboolean was_finished = spill_build_is_finished (build);

  spill_build_begin (build);
  if (s->started > 0)
    spill_build_set_started (build, s->started);
  spill_build_set_words (build, (const char * const *) s->text);
  spill_build_set_reason (build, s->reason);
  spill_build_set_people (build, (const char * const *) s->blame);
  spill_build_set_worker_name (build, s->slave);
  if (!isnan (s->eta) && s->finished <= 0)
    spill_build_set_master_eta (build, spill_now () + s->eta);
  /* First, or its steps would be news of a build that still runs. */
  if (s->finished > 0 && !was_finished)
    spill_build_set_finished (build, s->finished, spill_result_from_number (s->results));
  if (wants_details (self, b, build))
    apply_details (self, build, s);
  spill_build_end (build);
}

/* One more has ended: as many older ones are forgotten, and may be asked for again. */
static void
trim (SpillEightSource  *self,
      SpillEightBuilder *b)
{
  SpillList *builds = spill_builder_get_builds (b->builder);
  guint n = spill_list_get_length (builds);

  spill_builder_trim (b->builder, spill_eight_get_keep (self->builders->len));
  if (spill_list_get_length (builds) == n)
    return;
  b->next_older = MAX (b->next_older, (int) spill_builder_get_older_from (b->builder));
  b->has_oldest = FALSE;
}

/* The newest build has a lower number than before: the master lost its history. */
static void
begin_anew (SpillEightBuilder *b,
            int                newest)
{
  SpillList *builds = spill_builder_get_builds (b->builder);

  while (spill_list_get_length (builds) > 0
         && (int) spill_build_get_number (spill_list_peek (builds, 0)) > newest)
    spill_builder_remove_build (b->builder, spill_build_get_number (spill_list_peek (builds, 0)));
  b->newest = -1;
  b->has_oldest = FALSE;
}

static void
apply_build (SpillEightSource *self,
             SpillEightItem   *item)
{
  const SpillJson08Build *s = item->build;
  SpillEightBuilder *b = spill_eight_find (self, item->name);
  SpillBuild *build;
  gboolean was_running;

  if (b == NULL || s == NULL || s->number < 0
      || (spill_builder_get_build (b->builder, (guint) s->number) == NULL
          && spill_list_get_length (spill_builder_get_builds (b->builder)) >= MAX_BUILDS))
    return;

  if (item->build_number < 0 && s->number < b->newest)
    begin_anew (b, s->number);
  if (item->build_number < 0)
    {
      /* Others came before it, unseen: all in their order, or the last would make them old ones. */
      b->has_newest = TRUE;
      if (b->newest >= 0 && s->number > b->newest + 1)
        {
          spill_eight_want_new (self, b, s->number);
          return;
        }
      if (b->newest < 0)
        b->next_older = s->number;
    }
  b->newest = MAX (b->newest, s->number);

  build = spill_builder_add_build (b->builder, 0, (guint) s->number);
  /* What is over does not change, unless the master began its history anew. */
  if (spill_build_is_finished (build) && s->started > 0
      && fabs (spill_build_get_started (build) - s->started) >= 1)
    {
      spill_builder_remove_build (b->builder, (guint) s->number);
      build = spill_builder_add_build (b->builder, 0, (guint) s->number);
    }
  was_running = !spill_build_is_finished (build);
  if (was_running || !spill_eight_is_final (build))
    fill_build (self, b, build, s);
  if (spill_build_is_finished (build))
    spill_builder_set_known (b->builder);
  spill_eight_parts_build (self, build);
  if ((was_running || self->is_told) && s->number == b->newest && spill_build_is_finished (build))
    trim (self, b);
}

static void
apply_no_build (SpillEightSource *self,
                SpillEightItem   *item)
{
  SpillEightBuilder *b = spill_eight_find (self, item->name);
  SpillBuild *build;

  if (b == NULL)
    return;

  if (item->build_number < 0 && b->cached_top >= 0)
    {
      /* The newest cannot be read, but there were others. */
      b->has_newest = TRUE;
      b->newest = MAX (b->newest, b->cached_top);
      spill_builder_set_newest (b->builder, (guint) b->newest);
      if (b->next_older < 0)
        b->next_older = b->cached_top + 1;
      return;
    }
  if (item->build_number < 0)
    {
      b->has_newest = TRUE;
      b->has_oldest = TRUE;
      spill_builder_set_known (b->builder);
      spill_builder_set_older_state (b->builder, SPILL_PART_HERE);
      return;
    }

  /* It was thrown away, or never written: a build that runs and is not there has been lost. */
  build = spill_builder_get_build (b->builder, (guint) item->build_number);
  if (build != NULL && !spill_build_is_finished (build))
    spill_builder_remove_build (b->builder, (guint) item->build_number);
  else if (build != NULL)
    spill_eight_parts_build (self, build);
}

/**
 * spill_eight_apply:
 * @item: a part of an answer
 *
 * Takes over what @item says, whatever was asked.
 */
void
spill_eight_apply (SpillEightSource *self,
                   SpillEightItem   *item)
{
  SpillEightBuilder *b;

  switch (item->type)
    {
    case SPILL_EIGHT_ITEM_PROJECT:
      spill_eight_apply_project (self, item->project);
      break;
    case SPILL_EIGHT_ITEM_SLAVES:
      spill_eight_apply_slaves (self, item->slaves);
      break;
    case SPILL_EIGHT_ITEM_BUILDER:
      spill_eight_apply_builder (self, item->builder);
      break;
    case SPILL_EIGHT_ITEM_NO_BUILDER:
      b = spill_eight_find (self, item->name);
      if (b != NULL)
        spill_eight_unlearn (self, b);
      break;
    case SPILL_EIGHT_ITEM_BUILD:
      apply_build (self, item);
      break;
    case SPILL_EIGHT_ITEM_NO_BUILD:
      apply_no_build (self, item);
      break;
    case SPILL_EIGHT_ITEM_REQUESTS:
    case SPILL_EIGHT_ITEM_LINES:
    case SPILL_EIGHT_ITEM_PAGE:
    case SPILL_EIGHT_ITEM_END:
      break;
    }
}
