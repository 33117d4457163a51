#include "values/spill-values-private.h"

/* What a line stands for: all that was built, as it is told apart. */
static SpillValue *
new_stamp (const SpillColumnStamp *stamp)
{
  SpillDictBuilder *values = spill_dict_builder_new ();
  const char *revision = stamp->revision != NULL ? stamp->revision : "latest";

  spill_values_set_text (values, "revision", revision, SPILL_VALUES_MAX_WORD);
  spill_values_set_text (values, "branch", stamp->branch, SPILL_VALUES_MAX_WORD);
  spill_values_set_text (values, "project", stamp->project, SPILL_VALUES_MAX_WORD);
  spill_values_set_text (values, "codebase", stamp->codebase, SPILL_VALUES_MAX_WORD);
  spill_dict_builder_set (values, "has_patch", spill_value_new_boolean (stamp->patch_hash != 0));

  return spill_dict_builder_end (values);
}

static SpillValue *
new_stamps (const SpillColumnBuild *build)
{
  SpillListBuilder *list = spill_list_builder_new ();

  for (guint i = 0; i < build->n_stamps; i++)
    spill_list_builder_add (list, new_stamp (&build->stamps[i]));

  return spill_list_builder_end (list);
}

static SpillValue *
new_cell (const SpillColumnBuild *build,
          const char             *builder_href)
{
  static const char *const ok[] = { "OK", NULL };
  static const char *const building[] = { "building", NULL };
  SpillDictBuilder *values;
  g_autofree char *href = NULL;
  gboolean is_running;

  if (build == NULL)
    return spill_value_new_none ();

  values = spill_dict_builder_new ();
  is_running = build->finished <= 0;
  href = spill_values_build_href (builder_href, build->number);
  spill_values_set_text (values, "state", spill_values_build_state (build), SPILL_VALUES_MAX_WORD);
  spill_values_set_count (values, "number", build->number);
  spill_values_set_href (values, "href", href);
  spill_values_set_words (values, "words",
                          is_running && build->words[0] == NULL ? building
                          : spill_column_build_is_plain (build) ? ok : build->words);
  spill_values_set_text (values, "detail", build->detail, SPILL_VALUES_MAX_WORD);

  return spill_dict_builder_end (values);
}

static SpillValue *
new_builder (const SpillGrid        *grid,
             guint                   column,
             const SpillValuesScope *scope)
{
  const SpillColumn *its = grid->columns[column];
  SpillDictBuilder *values = spill_dict_builder_new ();
  SpillListBuilder *cells = spill_list_builder_new ();
  g_autofree char *href = spill_values_builder_href (its, scope);

  spill_values_set_text (values, "name", its->name, SPILL_VALUES_MAX_WORD);
  spill_values_set_href (values, "href", href);
  spill_values_set_text (values, "activity", spill_activity_to_nick (its->activity), SPILL_VALUES_MAX_WORD);
  spill_values_set_count (values, "n_pending", its->n_pending);
  for (guint i = 0; i < grid->n_stamps; i++)
    spill_list_builder_add (cells, new_cell (spill_grid_get_cell (grid, column, i), href));
  spill_dict_builder_set (values, "cells", spill_list_builder_end (cells));

  return spill_dict_builder_end (values);
}

/**
 * spill_values_grid:
 * @grid: a grid, for either way round
 * @scope: for what page, and when
 *
 * Returns: (transfer full): "stamps", a list each, and "builders" with a cell (or none) for each stamp
 */
SpillValue *
spill_values_grid (const SpillGrid        *grid,
                   const SpillValuesScope *scope)
{
  SpillDictBuilder *values = spill_dict_builder_new ();
  SpillListBuilder *stamps = spill_list_builder_new ();
  SpillListBuilder *builders = spill_list_builder_new ();

  for (guint i = 0; i < grid->n_stamps; i++)
    spill_list_builder_add (stamps, new_stamps (grid->stamps[i]));
  for (guint i = 0; i < grid->n_columns; i++)
    spill_list_builder_add (builders, new_builder (grid, i, scope));
  spill_dict_builder_set (values, "stamps", spill_list_builder_end (stamps));
  spill_dict_builder_set (values, "builders", spill_list_builder_end (builders));

  return spill_dict_builder_end (values);
}
