#include "sources/eight/spill-eight-pb-private.h"

/* With somebody else who reads the master's pages: while both are there this one tells only what
 * happens, and the other one where something has. */

void
spill_eight_pb_set_url (SpillEightPbSource *self,
                        const char         *url)
{
  g_free (self->url);
  self->url = g_strdup (url);
}

const char *
spill_eight_pb_get_url (SpillEightPbSource *self)
{
  return self->url != NULL ? self->url : spill_master_get_url (spill_eight_pb_master (self));
}

void
spill_eight_pb_set_pace_func (SpillEightPbSource *self,
                              SpillPaceFunc       func,
                              gpointer            data)
{
  spill_pace_set_func (&self->pace, func, data);
}

void
spill_eight_pb_set_web (SpillEightPbSource *self,
                        SpillEightSource   *web)
{
  self->web = web;
}

gboolean
spill_eight_pb_is_telling (SpillEightPbSource *self)
{
  return self->phase == SPILL_EIGHT_PB_READY;
}

gboolean
spill_eight_pb_is_alone (SpillEightPbSource *self)
{
  return self->phase == SPILL_EIGHT_PB_READY && !self->is_light;
}

/* Subscribed before the other one catches up: nothing can happen unseen in between. */
void
spill_eight_pb_wait (SpillEightPbSource *self)
{
  self->phase = SPILL_EIGHT_PB_READY;
  self->is_waiting = TRUE;
  self->is_catching = FALSE;
  spill_pace_tell (&self->pace, SPILL_CONNECTION_SYNCING);
}

static void
go_on (SpillEightPbSource *self)
{
  self->is_waiting = self->is_catching = FALSE;
  spill_pace_reset (&self->pace);
  spill_eight_pb_pump (self);
  spill_pace_tell (&self->pace, SPILL_CONNECTION_LIVE);
  spill_eight_pb_adapt (self);
}

void
spill_eight_pb_arrange (SpillEightPbSource *self)
{
  gboolean is_ready = spill_eight_is_ready (self->web);

  if (self->phase != SPILL_EIGHT_PB_READY)
    return;

  if (!self->is_waiting)
    {
      /* It has read all that there is; from now on it is asked. */
      if (is_ready && !self->is_light)
        {
          self->is_light = TRUE;
          spill_eight_pb_adapt (self);
        }
    }
  else if (spill_eight_is_down (self->web))
    spill_eight_pb_connect (SPILL_SOURCE (self));   /* alone */
  else if (spill_eight_is_off (self->web))
    self->is_catching = TRUE;   /* by all that it reads from now on */
  else if (!is_ready)
    return;
  else if (!self->is_catching)
    {
      self->is_catching = TRUE;
      spill_eight_catch_up (self->web);
    }
  else if (spill_eight_is_caught_up (self->web))
    go_on (self);
}

void
spill_eight_pb_look (SpillEightPbSource *self,
                     SpillBuilder       *builder,
                     SpillBuild         *build)
{
  if (!self->is_light)
    return;

  spill_eight_look (self->web, spill_builder_get_name (builder));
  if (build != NULL)
    spill_eight_look_at (self->web, build);
}
