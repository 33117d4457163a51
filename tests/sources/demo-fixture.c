#include "demo-fixture.h"

#include "sources/demo/spill-demo.h"

void
demo_init (Demo       *demo,
           const char *url,
           SpillClock *clock)
{
  g_autoptr(GError) error = NULL;

  demo->clock = clock != NULL ? g_object_ref (clock) : spill_clock_new_manual (NOW);
  demo->status = spill_status_new ();
  demo->master = spill_master_new ("demo", url);
  spill_status_add_master (demo->status, demo->master);
  demo->source = spill_demo_new (demo->master, demo->clock, &error);
  g_assert_no_error (error);
  spill_master_set_source (demo->master, demo->source);
  spill_source_start (demo->source);
}

void
demo_clear (Demo *demo)
{
  spill_source_stop (demo->source);
  spill_status_remove_master (demo->status, demo->master);
  g_assert_finalize_object (demo->source);
  g_assert_finalize_object (demo->master);
  g_assert_finalize_object (demo->status);
  g_assert_finalize_object (demo->clock);
}

/* In steps, as time goes by. */
void
demo_advance (Demo   *demo,
              double  seconds,
              double  step)
{
  for (double passed = 0; passed < seconds; passed += step)
    spill_clock_advance (demo->clock, step);
}

SpillBuilder *
demo_builder (Demo       *demo,
              const char *name)
{
  SpillBuilder *builder = spill_master_find_builder (demo->master, name);

  g_assert_nonnull (builder);
  return builder;
}

SpillBuild *
demo_last_build (SpillBuilder *builder)
{
  SpillBuild *build = spill_builder_get_last_build (builder);

  g_assert_nonnull (build);
  return build;
}

SpillCommand *
demo_force (Demo       *demo,
            const char *builder)
{
  SpillCommand *command = spill_command_new (SPILL_COMMAND_FORCE, demo_builder (demo, builder));

  spill_command_set_scheduler (command, "force");
  spill_command_set_values (command, g_variant_new_parsed ("{'reason': <'because'>}"));
  spill_master_run (demo->master, command);
  return command;
}
