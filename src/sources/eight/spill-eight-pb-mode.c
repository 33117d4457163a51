#include "sources/eight/spill-eight-pb-private.h"

#include "sources/spill-held.h"

/* How much the master tells, by what is held. 0.8 has no way to change the mode of a subscription, and
 * two of one client would end each other: another connection, the old one first gone. What happens in
 * between is read when the new one is there. */

#define CALM_SECONDS  30    /* without need, until the mode is less than "logs" */
#define STEPS_SECONDS 900   /* until it is less than "steps": builds begin all the time */

const char *
spill_eight_pb_mode_name (SpillEightPbMode mode)
{
  static const char *const names[] = { "builds", "steps", "logs", "full" };

  return names[mode];
}

static void
note_need (GObject    *object,
           SpillParts  parts,
           gpointer    user_data)
{
  SpillEightPbMode *mode = user_data;

  if (SPILL_IS_LOG (object) && !spill_log_is_complete (SPILL_LOG (object))
      && !spill_held_is_over (spill_log_get_step (SPILL_LOG (object))))
    *mode = MAX (*mode, SPILL_EIGHT_PB_FULL);
  else if (SPILL_IS_STEP (object) && (parts & SPILL_PART_LOGS) && !spill_step_is_finished (SPILL_STEP (object)))
    *mode = MAX (*mode, SPILL_EIGHT_PB_LOGS);
  else if (SPILL_IS_BUILD (object) && (parts & SPILL_PART_STEPS) && !spill_build_is_finished (SPILL_BUILD (object)))
    *mode = MAX (*mode, SPILL_EIGHT_PB_STEPS);
}

/* Where pages are read as well, logs come from there: a real 0.8.14 kills its builds when two clients
 * are told of logs. */
SpillEightPbMode
spill_eight_pb_needed_mode (SpillEightPbSource *self)
{
  SpillEightPbMode mode = SPILL_EIGHT_PB_BUILDS;

  if (spill_eight_pb_master (self) != NULL)
    spill_master_foreach_held (spill_eight_pb_master (self), note_need, &mode);
  return self->is_light ? MIN (mode, SPILL_EIGHT_PB_STEPS) : mode;
}

static gboolean
on_mode (gpointer user_data)
{
  SpillEightPbSource *self = user_data;

  self->mode_timer = 0;
  if (spill_eight_pb_needed_mode (self) != self->mode && self->phase == SPILL_EIGHT_PB_READY)
    spill_eight_pb_connect (SPILL_SOURCE (self));
  return G_SOURCE_REMOVE;
}

/* More is wanted at once, less after a while. */
static gboolean
on_adapt (gpointer user_data)
{
  SpillEightPbSource *self = user_data;
  SpillEightPbMode mode = spill_eight_pb_needed_mode (self);

  self->adapting = 0;
  if (mode >= self->mode)
    g_clear_handle_id (&self->mode_timer, g_source_remove);
  if (mode > self->mode)
    on_mode (self);
  else if (mode < self->mode && self->mode_timer == 0)
    self->mode_timer = g_timeout_add_seconds (self->mode > SPILL_EIGHT_PB_STEPS ? CALM_SECONDS : STEPS_SECONDS,
                                              on_mode, self);
  return G_SOURCE_REMOVE;
}

/* Views hold and release many at a time. */
void
spill_eight_pb_adapt (SpillEightPbSource *self)
{
  if (self->adapting == 0 && self->phase == SPILL_EIGHT_PB_READY)
    self->adapting = g_idle_add (on_adapt, self);
}
