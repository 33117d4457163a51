#include "layout/spill-waterfall-query.h"

#define DAY (24 * 60 * 60.0)

static gboolean
is_empty (const char * const *list)
{
  return list == NULL || list[0] == NULL;
}

gboolean
spill_query_matches (const char * const *list,
                     const char         *name)
{
  return is_empty (list) || (name != NULL && g_strv_contains (list, name));
}

gboolean
spill_query_matches_branch (const char * const *branches,
                            const char         *branch)
{
  if (is_empty (branches))
    return TRUE;

  return branch == NULL || *branch == '\0' ? g_strv_contains (branches, "trunk")
                                           : g_strv_contains (branches, branch);
}

double
spill_waterfall_query_get_newest (const SpillWaterfallQuery *self,
                                  double                     now)
{
  return self->last_time > 0 ? self->last_time : now;
}

double
spill_waterfall_query_get_oldest (const SpillWaterfallQuery *self,
                                  double                     now)
{
  double newest = spill_waterfall_query_get_newest (self, now);

  if (self->show_time > 0)
    return newest - self->show_time;
  if (self->first_time > 0)
    return self->first_time;
  if (self->last_time <= 0 && (!is_empty (self->branches) || !is_empty (self->committers)))
    return newest - DAY;

  return 0;
}

gboolean
spill_waterfall_query_has_column (const SpillWaterfallQuery *self,
                                  const SpillColumn         *column)
{
  return spill_query_matches (self->builders, column->name)
         && spill_column_has_tag (column, self->tags)
         && (!self->failures_only || spill_column_is_failing (column));
}

static gboolean
has_person (const SpillColumnBuild *build,
            const char * const     *people)
{
  for (guint i = 0; i < build->n_changes; i++)
    if (spill_query_matches (people, build->changes[i].author))
      return TRUE;
  for (guint i = 0; build->people[i] != NULL; i++)
    if (spill_query_matches (people, build->people[i]))
      return TRUE;

  return FALSE;
}

static gboolean
has_project (const SpillColumnBuild *build,
             const char * const     *projects)
{
  for (guint i = 0; i < build->n_stamps; i++)
    if (spill_query_matches (projects, build->stamps[i].project))
      return TRUE;

  return FALSE;
}

gboolean
spill_waterfall_query_has_build (const SpillWaterfallQuery *self,
                                 const SpillColumnBuild    *build)
{
  return spill_column_build_has_branch (build, self->branches)
         && (is_empty (self->committers) || has_person (build, self->committers))
         && (is_empty (self->projects) || has_project (build, self->projects));
}

gboolean
spill_waterfall_query_has_change (const SpillWaterfallQuery *self,
                                  const SpillChangeFacts    *change)
{
  return spill_query_matches_branch (self->branches, change->branch)
         && spill_query_matches (self->categories, change->category)
         && spill_query_matches (self->committers, change->author)
         && spill_query_matches (self->projects, change->project);
}
