#include "sources/eight/spill-eight-expect.h"

#include "model/spill-eta.h"
#include "model/spill-list.h"
#include "model/spill-step.h"

/* The median of recent good builds, step by step. */

#define N_SAMPLES 5   /* builds that the expected durations come from */

static void
add_duration (GHashTable *durations,
              const char *name,
              double      started,
              double      finished)
{
  GArray *array = g_hash_table_lookup (durations, name);
  double duration = finished - started;

  if (started <= 0 || duration <= 0)
    return;

  if (array == NULL)
    {
      array = g_array_new (FALSE, FALSE, sizeof (double));
      g_hash_table_insert (durations, g_strdup (name), array);
    }
  g_array_append_val (array, duration);
}

static void
add_sample (GHashTable *durations,
            SpillBuild *build)
{
  SpillList *steps = spill_build_peek_steps (build);

  add_duration (durations, "", spill_build_get_started (build), spill_build_get_finished (build));
  for (guint i = 0; steps != NULL && i < spill_list_get_length (steps); i++)
    {
      SpillStep *step = spill_list_peek (steps, i);

      if (spill_step_is_finished (step) && spill_result_is_good (spill_step_get_result (step)))
        add_duration (durations, spill_step_get_name (step), spill_step_get_started (step),
                      spill_step_get_finished (step));
    }
}

/**
 * spill_eight_expect:
 * @builder: a builder
 * @wants_steps: only builds count of which all steps are known
 *
 * Tells @builder how long its builds, and their steps, take, by those that are known.
 */
void
spill_eight_expect (SpillBuilder *builder,
                    gboolean      wants_steps)
{
  g_autoptr(GHashTable) durations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                           (GDestroyNotify) g_array_unref);
  SpillList *builds = spill_builder_get_builds (builder);
  GHashTableIter iter;
  const char *name;
  GArray *array;
  guint n = 0;

  for (guint i = 0; i < spill_list_get_length (builds) && n < N_SAMPLES; i++)
    {
      SpillBuild *build = spill_list_peek (builds, i);

      if (!spill_build_is_finished (build) || !spill_result_is_good (spill_build_get_result (build))
          || (wants_steps && spill_build_get_part_state (build, SPILL_PART_STEPS) != SPILL_PART_HERE))
        continue;
      add_sample (durations, build);
      n++;
    }
  g_hash_table_iter_init (&iter, durations);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &array))
    spill_builder_set_expected (builder, *name != '\0' ? name : NULL,
                                spill_eta_median ((double *) array->data, array->len));
}
