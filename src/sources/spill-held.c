#include "sources/spill-held.h"

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-log.h"
#include "model/spill-step.h"

SpillPartState
spill_held_get_state (gpointer   object,
                      SpillParts part)
{
  if (SPILL_IS_BUILDER (object))
    return spill_builder_get_part_state (object, part);
  if (SPILL_IS_BUILD (object))
    return spill_build_get_part_state (object, part);
  if (SPILL_IS_STEP (object))
    return spill_step_get_part_state (object, part);

  return spill_log_get_part_state (SPILL_LOG (object));
}

void
spill_held_set_state (gpointer        object,
                      SpillParts      part,
                      SpillPartState  state,
                      const char     *error)
{
  if (SPILL_IS_BUILDER (object))
    spill_builder_set_part_state (object, part, state, error);
  else if (SPILL_IS_BUILD (object))
    spill_build_set_part_state (object, part, state, error);
  else if (SPILL_IS_STEP (object))
    spill_step_set_part_state (object, part, state, error);
  else
    spill_log_set_part_state (SPILL_LOG (object), state, error);
}

gboolean
spill_held_is_over (gpointer object)
{
  if (SPILL_IS_BUILD (object))
    return spill_build_is_finished (object);
  if (SPILL_IS_STEP (object))
    return spill_step_is_finished (object);
  if (SPILL_IS_LOG (object))
    return spill_log_is_complete (object);

  return FALSE;
}
