#include "bench-master.h"

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-change.h"
#include "model/spill-step.h"

#define N_STEPS 8

static void
fill_build (SpillBuilder *builder,
            guint         number)
{
  const char *const words[] = { "compile", "done", NULL };
  double start = BENCH_MASTER_NOW - (BENCH_MASTER_BUILDS - number) * 1800.0 + (double) spill_builder_get_id (builder);
  SpillBuild *build = spill_builder_add_build (builder, 0, number);

  spill_build_begin (build);
  spill_build_set_started (build, start);
  spill_build_set_text (build, "build successful");
  spill_build_set_revision (build, number % 2 ? "r1" : "r2", "master");
  spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_HERE, NULL);
  for (guint i = 0; i < N_STEPS; i++)
    {
      SpillStep *step = spill_build_add_step (build, i, "compile");

      spill_step_begin (step);
      spill_step_set_words (step, words);
      spill_step_add_log (step, i, "stdio");
      spill_step_set_started (step, start + i * 60);
      spill_step_set_finished (step, start + i * 60 + 59, SPILL_RESULT_SUCCESS);
      spill_step_end (step);
    }
  spill_build_set_finished (build, start + N_STEPS * 60, SPILL_RESULT_SUCCESS);
  spill_build_end (build);
}

SpillMaster *
bench_master_new (guint n_builders,
                  guint n_builds)
{
  SpillMaster *master = spill_master_new ("bench", "http://master/");

  for (guint i = 1; i <= n_builders; i++)
    {
      g_autofree char *name = g_strdup_printf ("builder-%u", i);
      SpillBuilder *builder = spill_master_add_builder (master, i, name);

      for (guint number = 0; number < n_builds; number++)
        fill_build (builder, number);
    }
  for (gint64 id = 1; id <= 500; id++)
    {
      g_autoptr(SpillChange) change = g_object_new (SPILL_TYPE_CHANGE, "id", id, "author", "ann",
                                                    "revision", id % 2 ? "r1" : "r2", "branch", "master",
                                                    "when", BENCH_MASTER_NOW - (double) (500 - id) * 60, NULL);

      spill_master_add_old_change (master, change);
    }

  return master;
}
