#include "values/spill-values-private.h"

/* "47 s", "3 m 12 s", "2 h 5 m": in English, as the whole page. */
static char *
dup_duration (double start,
              double end)
{
  int seconds = (int) CLAMP (end - start, 0, 1e9);

  if (seconds < 60)
    return g_strdup_printf ("%d s", seconds);
  if (seconds < 3600)
    return g_strdup_printf ("%d m %d s", seconds / 60, seconds % 60);

  return g_strdup_printf ("%d h %d m", seconds / 3600, seconds / 60 % 60);
}

static void
set_facts (SpillDictBuilder       *values,
           const SpillColumnBuild *build,
           const char             *builder_href,
           const SpillValuesScope *scope)
{
  g_autofree char *href = spill_values_build_href (builder_href, build->number);
  double end = build->finished > 0 ? build->finished : scope->now;
  g_autofree char *duration = dup_duration (build->started, end);
  SpillListBuilder *stamps = spill_list_builder_new ();

  spill_values_set_build (values, build);
  spill_values_set_count (values, "number", build->number);
  spill_values_set_href (values, "href", href);
  spill_dict_builder_set (values, "started", spill_values_time (build->started, scope->zone));
  spill_dict_builder_set (values, "finished", spill_values_time (build->finished, scope->zone));
  spill_values_set_text (values, "duration", duration, SPILL_VALUES_MAX_WORD);
  for (guint i = 0; i < build->n_stamps; i++)
    {
      SpillDictBuilder *stamp = spill_dict_builder_new ();

      spill_values_set_text (stamp, "revision", build->stamps[i].revision, SPILL_VALUES_MAX_WORD);
      spill_values_set_text (stamp, "branch", build->stamps[i].branch, SPILL_VALUES_MAX_WORD);
      spill_values_set_text (stamp, "project", build->stamps[i].project, SPILL_VALUES_MAX_WORD);
      spill_values_set_text (stamp, "repository", build->stamps[i].repository, SPILL_VALUES_MAX_WORD);
      spill_list_builder_add (stamps, spill_dict_builder_end (stamp));
    }
  spill_dict_builder_set (values, "stamps", spill_list_builder_end (stamps));
}

static void
set_people (SpillDictBuilder       *values,
            const SpillColumnBuild *build)
{
  SpillListBuilder *people = spill_list_builder_new ();

  for (guint i = 0; build->people[i] != NULL; i++)
    {
      g_autofree char *person = spill_values_dup_person (build->people[i]);

      spill_list_builder_add (people, spill_value_new_string (person));
    }
  spill_dict_builder_set (values, "people", spill_list_builder_end (people));
}

/**
 * spill_values_builder:
 * @column: a builder
 * @n_builds: how many of its builds to list
 * @scope: for what page, and when
 *
 * Returns: (transfer full): "name", "tags", "activity", "lines" and "builds", newest first
 */
SpillValue *
spill_values_builder (const SpillColumn      *column,
                      guint                   n_builds,
                      const SpillValuesScope *scope)
{
  SpillDictBuilder *values = spill_dict_builder_new ();
  SpillListBuilder *builds = spill_list_builder_new ();
  g_autofree char *href = spill_values_builder_href (column, scope);

  spill_values_set_text (values, "name", column->name, SPILL_VALUES_MAX_WORD);
  spill_values_set_href (values, "href", href);
  spill_values_set_words (values, "tags", column->tags);
  spill_values_set_text (values, "activity", spill_activity_to_nick (column->activity), SPILL_VALUES_MAX_WORD);
  spill_dict_builder_set (values, "lines", spill_values_new_activity (column, scope));
  for (guint i = 0; i < column->n_builds && i < n_builds; i++)
    {
      SpillDictBuilder *build = spill_dict_builder_new ();

      set_facts (build, column->builds[i], href, scope);
      spill_list_builder_add (builds, spill_dict_builder_end (build));
    }
  spill_dict_builder_set (values, "builds", spill_list_builder_end (builds));

  return spill_dict_builder_end (values);
}

static SpillValue *
new_step (const SpillBox         *box,
          const char             *builder_href,
          const SpillValuesScope *scope)
{
  SpillDictBuilder *values = spill_dict_builder_new ();
  g_autofree char *duration = dup_duration (box->start, box->end > 0 ? box->end : scope->now);

  spill_values_set_text (values, "name", box->name, SPILL_VALUES_MAX_WORD);
  spill_values_set_text (values, "state", spill_box_get_class (box), SPILL_VALUES_MAX_WORD);
  spill_values_set_words (values, "words", box->words);
  spill_dict_builder_set (values, "links", spill_values_new_links (box, builder_href));
  spill_dict_builder_set (values, "started", spill_values_time (box->start, scope->zone));
  spill_values_set_text (values, "duration", duration, SPILL_VALUES_MAX_WORD);

  return spill_dict_builder_end (values);
}

/**
 * spill_values_build:
 * @column: a builder
 * @build: one of its builds
 * @scope: for what page, and when
 *
 * Returns: (transfer full): the build, with "reason", "people" and "steps" in their order
 */
SpillValue *
spill_values_build (const SpillColumn      *column,
                    const SpillColumnBuild *build,
                    const SpillValuesScope *scope)
{
  SpillDictBuilder *values = spill_dict_builder_new ();
  SpillListBuilder *steps = spill_list_builder_new ();
  g_autofree char *href = spill_values_builder_href (column, scope);

  spill_values_set_text (values, "builder", column->name, SPILL_VALUES_MAX_WORD);
  spill_values_set_href (values, "builder_href", href);
  set_facts (values, build, href, scope);
  set_people (values, build);
  for (guint i = build->n_boxes; i > 0; i--)
    {
      const SpillBox *box = build->boxes[i - 1];

      if (box->kind == SPILL_BOX_BUILD)
        spill_values_set_text (values, "reason", box->tip, SPILL_VALUES_MAX_TEXT);
      else if (box->kind == SPILL_BOX_STEP && !box->is_hidden)
        spill_list_builder_add (steps, new_step (box, href, scope));
    }
  spill_dict_builder_set (values, "has_steps", spill_value_new_boolean (build->has_steps));
  spill_dict_builder_set (values, "steps", spill_list_builder_end (steps));

  return spill_dict_builder_end (values);
}

SpillValue *
spill_values_change (const SpillChangeFacts *change,
                     const SpillValuesScope *scope)
{
  SpillDictBuilder *values = spill_dict_builder_new ();
  g_autofree char *person = spill_values_dup_person (change->author);

  spill_values_set_count (values, "id", change->id);
  spill_dict_builder_set (values, "time", spill_values_time (change->when, scope->zone));
  spill_values_set_text (values, "author", person, SPILL_VALUES_MAX_WORD);
  spill_values_set_text (values, "comments", change->comments, 20 * SPILL_VALUES_MAX_TEXT);
  spill_values_set_text (values, "revision", change->revision, SPILL_VALUES_MAX_WORD);
  spill_values_set_url (values, "revlink", change->revlink);
  spill_values_set_text (values, "branch", change->branch, SPILL_VALUES_MAX_WORD);
  spill_values_set_text (values, "category", change->category, SPILL_VALUES_MAX_WORD);
  spill_values_set_text (values, "project", change->project, SPILL_VALUES_MAX_WORD);
  spill_values_set_text (values, "repository", change->repository, SPILL_VALUES_MAX_WORD);
  spill_values_set_text (values, "codebase", change->codebase, SPILL_VALUES_MAX_WORD);

  return spill_dict_builder_end (values);
}
