#include "model/spill-build.h"

#include <math.h>

#include "model/spill-build-private.h"
#include "model/spill-builder-private.h"
#include "model/spill-eta.h"
#include "model/spill-master-private.h"
#include "model/spill-step-private.h"

/* The parts that a build has. */
#define PARTS (SPILL_PART_STEPS | SPILL_PART_PROPERTIES | SPILL_PART_CHANGES)

void
spill_build_details_free (SpillBuildDetails *details)
{
  for (guint i = 0; details->steps != NULL && i < spill_list_get_length (details->steps); i++)
    spill_step_detach (spill_list_peek (details->steps, i));
  if (details->steps != NULL)
    g_object_run_dispose (G_OBJECT (details->steps));
  g_clear_object (&details->steps);
  g_free (details->reason);
  g_free (details->scheduler);
  g_strfreev (details->people);
  g_strfreev (details->logs);
  g_clear_object (&details->changes);
  g_clear_object (&details->stamps);
  g_clear_pointer (&details->properties, g_ptr_array_unref);
  g_clear_pointer (&details->parent, spill_build_link_free);
  g_clear_pointer (&details->children, g_ptr_array_unref);
  g_clear_pointer (&details->holds, spill_holds_free);
  g_free (details);
}

SpillBuildDetails *
spill_build_get_details (SpillBuild *self)
{
  if (self->details == NULL)
    {
      self->details = g_new0 (SpillBuildDetails, 1);
      self->details->newest_step = -1;
      self->details->locks_duration = -1;
    }

  return self->details;
}

void
spill_build_pin (SpillBuild *self)
{
  if (spill_build_get_details (self)->pins++ > 0)
    return;

  g_object_ref (self);
  if (self->builder != NULL)
    g_object_ref (self->builder);
}

/* May be the end of @self. */
void
spill_build_unpin (SpillBuild *self)
{
  g_autoptr(SpillBuilder) builder = NULL;

  if (--self->details->pins > 0)
    return;

  builder = self->builder;
  g_object_unref (self);
}

gboolean
spill_build_is_pinned (SpillBuild *self)
{
  return self->details != NULL && self->details->pins > 0;
}

/**
 * spill_build_hold:
 * @self: a build
 * @parts: what is needed of it
 *
 * Has @parts fetched and followed until as many releases. A held build stays alive and known.
 */
void
spill_build_hold (SpillBuild *self,
                  SpillParts  parts)
{
  SpillBuildDetails *details;
  SpillMaster *master;
  SpillParts first;

  g_return_if_fail (SPILL_IS_BUILD (self));

  parts &= PARTS;
  if (parts == 0)
    return;

  details = spill_build_get_details (self);
  if (spill_holds_get_held (details->holds) == 0)
    spill_build_pin (self);
  first = spill_holds_add (&details->holds, parts);
  master = spill_build_get_master (self);
  if (first != 0 && master != NULL)
    spill_master_held (master, G_OBJECT (self), first);
}

/**
 * spill_build_release:
 * @self: a build
 * @parts: what is no more needed
 *
 * Ends a hold. What is here of @parts stays, but a running build's is no longer followed and thus
 * unknown.
 */
void
spill_build_release (SpillBuild *self,
                     SpillParts  parts)
{
  SpillBuildDetails *details;
  SpillMaster *master;
  SpillParts last, held;

  g_return_if_fail (SPILL_IS_BUILD (self));

  parts &= PARTS;
  details = self->details;
  last = spill_holds_drop (details != NULL ? details->holds : NULL, parts);
  if (last == 0)
    return;

  held = spill_holds_get_held (details->holds);
  master = spill_build_get_master (self);
  if (master != NULL)
    spill_master_released (master, G_OBJECT (self), last, held);
  for (guint i = 0; i < SPILL_N_PARTS; i++)
    {
      SpillParts part = last & (1u << i);

      if (part != 0 && (!self->is_finished
                        || spill_holds_get_state (details->holds, part) != SPILL_PART_HERE))
        spill_build_set_part_state (self, part, SPILL_PART_UNKNOWN, NULL);
    }
  if (held == 0)
    spill_build_unpin (self);
}

SpillParts
spill_build_get_held (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), 0);

  return self->details != NULL ? spill_holds_get_held (self->details->holds) : 0;
}

SpillPartState
spill_build_get_part_state (SpillBuild *self,
                            SpillParts  part)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), SPILL_PART_UNKNOWN);

  return self->details != NULL ? spill_holds_get_state (self->details->holds, part)
                               : SPILL_PART_UNKNOWN;
}

const char *
spill_build_get_part_error (SpillBuild *self,
                            SpillParts  part)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return self->details != NULL ? spill_holds_get_error (self->details->holds, part) : NULL;
}

/**
 * spill_build_refresh:
 * @self: a build
 * @parts: what is wanted again; those that nobody holds are ignored
 */
void
spill_build_refresh (SpillBuild *self,
                     SpillParts  parts)
{
  SpillMaster *master;

  g_return_if_fail (SPILL_IS_BUILD (self));

  master = spill_build_get_master (self);
  if (master != NULL)
    spill_master_refresh (master, G_OBJECT (self), parts & spill_build_get_held (self));
}

/**
 * spill_build_set_part_state:
 * @self: a build
 * @parts: parts of it
 * @state: how far they have come
 * @error: (nullable): a sentence, with state `FAILED`
 */
void
spill_build_set_part_state (SpillBuild     *self,
                            SpillParts      parts,
                            SpillPartState  state,
                            const char     *error)
{
  SpillBuildDetails *details;

  g_return_if_fail (SPILL_IS_BUILD (self));

  parts &= PARTS;
  if (parts == 0 || (self->details == NULL && state == SPILL_PART_UNKNOWN))
    return;

  details = spill_build_get_details (self);
  spill_build_begin (self);
  if (spill_holds_set_state (&details->holds, parts, state, error))
    spill_build_touch (self, "parts");
  if ((parts & SPILL_PART_STEPS) && state == SPILL_PART_HERE)
    {
      self->knows_steps = TRUE;
      for (guint i = 0; details->steps != NULL && i < spill_list_get_length (details->steps); i++)
        spill_step_meet (spill_list_peek (details->steps, i));
    }
  else if ((parts & SPILL_PART_STEPS) && state == SPILL_PART_UNKNOWN)
    self->knows_steps = FALSE;
  spill_build_end (self);
}

/**
 * spill_build_get_steps:
 * @self: a build
 *
 * Returns: (transfer none): its known steps by number, live
 */
SpillList *
spill_build_get_steps (SpillBuild *self)
{
  SpillBuildDetails *details;

  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  details = spill_build_get_details (self);
  if (details->steps == NULL)
    details->steps = spill_list_new (SPILL_TYPE_STEP, SPILL_LIST_ASCENDING);

  return details->steps;
}

SpillList *
spill_build_peek_steps (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return self->details != NULL ? self->details->steps : NULL;
}

/**
 * spill_build_add_step:
 * @self: a build
 * @number: from 0
 * @name: its name
 *
 * Finds the step with @number, or adds one.
 *
 * Returns: (transfer none): the step
 */
SpillStep *
spill_build_add_step (SpillBuild *self,
                      guint       number,
                      const char *name)
{
  g_autoptr(SpillStep) step = NULL;
  SpillBuildDetails *details;
  SpillList *steps;
  SpillStep *known;
  gboolean is_news;

  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  steps = spill_build_get_steps (self);
  known = spill_list_find (steps, number);
  if (known != NULL)
    return known;

  spill_build_introduce (self);
  details = self->details;
  is_news = self->knows_steps && !self->is_finished && number > details->newest_step;
  details->newest_step = MAX (details->newest_step, number);
  step = spill_step_new (self, number, name, is_news);
  spill_list_insert (steps, number, step);

  return step;   /* the list has a reference */
}

static SpillStep *
find_current_step (SpillBuild *self)
{
  SpillList *steps = self->details != NULL ? self->details->steps : NULL;

  if (steps == NULL || self->is_finished)
    return NULL;

  for (guint i = spill_list_get_length (steps); i-- > 0; )
    {
      SpillStep *step = spill_list_peek (steps, i);

      if (spill_step_is_started (step) && !spill_step_is_finished (step))
        return step;
    }

  return NULL;
}

/**
 * spill_build_get_current_step:
 * @self: a build
 *
 * Returns: (nullable) (transfer none): the last of its steps that run
 */
SpillStep *
spill_build_get_current_step (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return find_current_step (self);
}

void
spill_build_step_changed (SpillBuild *self,
                          gboolean    eta_too)
{
  SpillStep *current = find_current_step (self);

  spill_build_begin (self);
  spill_build_touch (self, NULL);
  if (current != self->details->current)
    {
      self->details->current = current;
      spill_build_touch (self, "current-step");
    }
  spill_build_end (self);
  if (eta_too)
    spill_build_eta_changed (self);
}

/* Buildbot calls a build what its worst step is: exceptions outdo failures. */
static int
badness (SpillStep *step)
{
  switch (spill_step_get_result (step))
    {
    case SPILL_RESULT_EXCEPTION:
      return 2;
    case SPILL_RESULT_FAILURE:
      return 1;
    default:
      return 0;
    }
}

/**
 * spill_build_get_failed_step:
 * @self: a build
 *
 * Returns: (nullable) (transfer none): the first of the worst of its bad steps
 */
SpillStep *
spill_build_get_failed_step (SpillBuild *self)
{
  SpillStep *worst = NULL;
  SpillList *steps;

  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  steps = self->details != NULL ? self->details->steps : NULL;
  for (guint i = 0; steps != NULL && i < spill_list_get_length (steps); i++)
    {
      SpillStep *step = spill_list_peek (steps, i);

      if (badness (step) > (worst != NULL ? badness (worst) : 0))
        worst = step;
    }

  return worst;
}

/* The build's steps with what is expected of each, then the steps still to come. */
static GArray *
collect_eta_steps (SpillBuild *self,
                   double      now)
{
  GArray *result = g_array_new (FALSE, FALSE, sizeof (SpillEtaStep));
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  SpillList *steps = self->details != NULL ? self->details->steps : NULL;
  GHashTableIter iter;
  gpointer name, seconds;

  if (self->builder == NULL || self->builder->expected == NULL || steps == NULL
      || spill_list_get_length (steps) == 0)
    return result;

  for (guint i = 0; i < spill_list_get_length (steps); i++)
    {
      SpillStep *step = spill_list_peek (steps, i);
      SpillEtaStep eta = {
        .expected = spill_builder_get_expected_step_duration (self->builder,
                                                              spill_step_get_name (step)),
        .elapsed = spill_step_is_started (step) ? spill_step_get_duration (step, now) : -1,
        .finished = spill_step_is_finished (step),
      };

      g_hash_table_add (seen, (char *) spill_step_get_name (step));
      g_array_append_val (result, eta);
    }
  g_hash_table_iter_init (&iter, self->builder->expected);
  while (g_hash_table_iter_next (&iter, &name, &seconds))
    {
      SpillEtaStep eta = { .expected = *(double *) seconds, .elapsed = -1 };

      if (!g_hash_table_contains (seen, name))
        g_array_append_val (result, eta);
    }

  return result;
}

/**
 * spill_build_get_eta:
 * @self: a build
 * @now: epoch seconds
 *
 * Returns: seconds left; negative: over its time; NAN: not known, or finished
 */
double
spill_build_get_eta (SpillBuild *self,
                     double      now)
{
  g_autoptr(GArray) steps = NULL;
  double expected;

  g_return_val_if_fail (SPILL_IS_BUILD (self), NAN);

  if (self->is_finished)
    return NAN;
  if (self->details != NULL && self->details->master_eta > 0)
    return self->details->master_eta - now;
  if (self->builder == NULL || !(self->started > 0))
    return NAN;

  steps = collect_eta_steps (self, now);
  expected = spill_builder_get_expected_duration (self->builder);
  return spill_eta_left ((const SpillEtaStep *) steps->data, steps->len, expected,
                         spill_build_get_duration (self, now));
}

/**
 * spill_build_get_progress:
 * @self: a build
 * @now: epoch seconds
 *
 * Returns: 0 to 1, 1 only if finished; -1: not known
 */
double
spill_build_get_progress (SpillBuild *self,
                          double      now)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), -1);

  if (self->is_finished)
    return 1;

  return spill_eta_progress (spill_build_get_eta (self, now),
                             spill_build_get_duration (self, now));
}
