#include "sources/spill-pace.h"

#include <time.h>

#include "model/spill-master.h"

#define MAX_NAP_MS 5000

static void wait_on (SpillPace *self);

gint64
spill_get_boottime (void)
{
  struct timespec ts;

  clock_gettime (CLOCK_BOOTTIME, &ts);
  return (gint64) ts.tv_sec * G_TIME_SPAN_SECOND + ts.tv_nsec / 1000;
}

/**
 * spill_pace_show:
 * @master: the master of a source
 * @state: how it stands with it
 *
 * Tells the master.
 */
void
spill_pace_show (SpillMaster          *master,
                 const SpillPaceState *state)
{
  const SpillFailure *failure = state->failure;
  SpillProblem problem = failure != NULL ? failure->problem : SPILL_PROBLEM_NONE;

  if (failure != NULL && problem == SPILL_PROBLEM_NONE)
    problem = SPILL_PROBLEM_BAD_ANSWER;
  if (failure == NULL)
    spill_master_set_problem (master, SPILL_PROBLEM_NONE, NULL);
  spill_master_set_connection (master, state->connection);
  if (state->connection == SPILL_CONNECTION_FAILED && failure != NULL)
    spill_master_set_certificate (master, failure->certificate);
  if (failure != NULL)
    spill_master_set_problem (master, problem, failure->text);
  spill_master_set_retry_at (master, state->retry_at);
}

static void
show (SpillPace      *self,
      SpillPaceState  state)
{
  SpillMaster *master = spill_source_get_master (self->source);

  if (self->func != NULL)
    self->func (self->source, &state, self->func_data);
  else if (master != NULL)
    spill_pace_show (master, &state);
}

/**
 * spill_pace_init:
 * @source: whose pace it is; it outlives @self
 * @limits: the first and the longest waits; they may change while nothing is waited for
 * @connect: called when the time has come
 */
void
spill_pace_init (SpillPace               *self,
                 SpillSource             *source,
                 const SpillSourceLimits *limits,
                 void                   (*connect) (SpillSource *source))
{
  *self = (SpillPace) { .source = source, .limits = limits, .connect = connect };
}

void
spill_pace_set_func (SpillPace     *self,
                     SpillPaceFunc  func,
                     gpointer       data)
{
  self->func = func;
  self->func_data = data;
}

void
spill_pace_tell (SpillPace       *self,
                 SpillConnection  connection)
{
  show (self, (SpillPaceState) { connection, NULL, 0 });
}

void
spill_pace_stop (SpillPace *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
}

static gboolean
on_retry (gpointer user_data)
{
  SpillPace *self = user_data;

  self->timer = 0;
  if (spill_get_boottime () < self->retry_at)
    wait_on (self);
  else
    self->connect (self->source);
  return G_SOURCE_REMOVE;
}

/* Timeouts stand still while the computer sleeps: so that a long wait is over soon after it wakes,
 * it is waited for in short ones. */
static void
wait_on (SpillPace *self)
{
  gint64 left = self->retry_at - spill_get_boottime ();

  self->timer = g_timeout_add (CLAMP (left / 1000, 1, MAX_NAP_MS), on_retry, self);
}

void
spill_pace_retry (SpillPace          *self,
                  const SpillFailure *failure)
{
  double wait_ms = MIN ((double) self->limits->retry_min_ms * (1u << MIN (self->n_failures, 20u)),
                        self->limits->retry_max_ms);

  spill_pace_stop (self);
  self->n_failures++;
  wait_ms *= g_random_double_range (0.75, 1.25);
  self->retry_at = spill_get_boottime () + (gint64) (wait_ms * 1000);
  wait_on (self);
  show (self, (SpillPaceState) { SPILL_CONNECTION_RECONNECTING, failure,
                                 (double) g_get_real_time () / G_USEC_PER_SEC + wait_ms / 1000 });
}

void
spill_pace_give_up (SpillPace          *self,
                    const SpillFailure *failure)
{
  spill_pace_stop (self);
  show (self, (SpillPaceState) { SPILL_CONNECTION_FAILED, failure, 0 });
}

void
spill_pace_anew (SpillPace *self)
{
  SpillMaster *master = spill_source_get_master (self->source);

  self->n_failures = 0;
  spill_pace_tell (self, spill_master_has_synced (master) ? SPILL_CONNECTION_RECONNECTING
                                                          : SPILL_CONNECTION_CONNECTING);
  self->connect (self->source);
}

void
spill_pace_reset (SpillPace *self)
{
  self->n_failures = 0;
  if (self->func == NULL)
    spill_master_set_retry_at (spill_source_get_master (self->source), 0);
}

guint
spill_pace_get_poll_ms (SpillPace *self,
                        gboolean   is_busy,
                        double     slowest)
{
  self->poll_ms = is_busy || self->poll_ms == 0
    ? self->limits->poll_min_ms
    : MIN (self->poll_ms * 2, self->limits->poll_max_ms);
  if (slowest * 1000 > self->limits->slow_ms)
    return MAX (self->poll_ms, (guint) (slowest * 20000));

  return self->poll_ms;
}
