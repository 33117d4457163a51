#include "model/spill-step.h"

#include <math.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-holds-private.h"
#include "model/spill-log.h"
#include "model/spill-step-private.h"
#include "model/spill-text-private.h"

SpillBuild *
spill_step_get_build (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), NULL);

  return self->build;
}

gint64
spill_step_get_id (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), 0);

  return self->id;
}

guint
spill_step_get_number (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), 0);

  return self->number;
}

const char *
spill_step_get_name (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), NULL);

  return self->name;
}

SpillResult
spill_step_get_result (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), SPILL_RESULT_NONE);

  return self->result;
}

const char *
spill_step_get_text (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), NULL);

  return spill_words_text (self->words);
}

const char * const *
spill_step_get_words (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), NULL);

  return spill_words_strv (self->words);
}

double
spill_step_get_started (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), 0);

  return self->started;
}

double
spill_step_get_finished (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), 0);

  return self->finished;
}

gboolean
spill_step_is_started (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), FALSE);

  return self->started > 0;
}

gboolean
spill_step_is_finished (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), FALSE);

  return self->is_finished;
}

gboolean
spill_step_is_hidden (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), FALSE);

  return self->is_hidden;
}

double
spill_step_get_locks_acquired (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), 0);

  return self->locks_acquired;
}

/**
 * spill_step_get_duration:
 * @self: a step
 * @now: epoch seconds
 *
 * Returns: seconds that it took, or has taken until @now; 0 if it is not known when it began
 */
double
spill_step_get_duration (SpillStep *self,
                         double     now)
{
  double end;

  g_return_val_if_fail (SPILL_IS_STEP (self), 0);

  end = self->is_finished ? self->finished : now;
  return self->started > 0 && end > self->started ? end - self->started : 0;
}

/**
 * spill_step_get_eta:
 * @self: a step
 * @now: epoch seconds
 *
 * Returns: seconds left of a running step; negative: over its time; NAN: not known, or not running
 */
double
spill_step_get_eta (SpillStep *self,
                    double     now)
{
  double expected;

  g_return_val_if_fail (SPILL_IS_STEP (self), NAN);

  if (self->is_finished || !(self->started > 0))
    return NAN;
  if (self->master_eta > 0)
    return self->master_eta - now;
  if (self->build == NULL || spill_build_get_builder (self->build) == NULL)
    return NAN;

  expected = spill_builder_get_expected_step_duration (spill_build_get_builder (self->build),
                                                       self->name);
  return expected > 0 ? expected - spill_step_get_duration (self, now) : NAN;
}

GPtrArray *
spill_step_get_urls (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), NULL);

  return self->urls;
}

GPtrArray *
spill_step_get_expectations (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), NULL);

  return self->expectations;
}

const char *
spill_step_get_statistics (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), NULL);

  return self->statistics;
}

/**
 * spill_step_get_logs:
 * @self: a step
 *
 * Returns: (transfer none): its known logs by id, live
 */
SpillList *
spill_step_get_logs (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), NULL);

  if (self->logs == NULL)
    self->logs = spill_list_new (SPILL_TYPE_LOG, SPILL_LIST_ASCENDING);

  return self->logs;
}

SpillParts
spill_step_get_held (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), 0);

  return spill_holds_get_held (self->holds);
}

SpillPartState
spill_step_get_part_state (SpillStep  *self,
                           SpillParts  part)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), SPILL_PART_UNKNOWN);

  return spill_holds_get_state (self->holds, part);
}

const char *
spill_step_get_part_error (SpillStep  *self,
                           SpillParts  part)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), NULL);

  return spill_holds_get_error (self->holds, part);
}

SpillUrl *
spill_url_new (const char *name,
               const char *url)
{
  SpillUrl *self = g_new (SpillUrl, 1);

  self->name = spill_text_dup (name);
  self->url = spill_text_dup (url);

  return self;
}

void
spill_url_free (SpillUrl *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->url);
  g_free (self);
}

SpillExpectation *
spill_expectation_new (const char *metric,
                       double      current,
                       double      target)
{
  SpillExpectation *self = g_new (SpillExpectation, 1);

  self->metric = spill_text_dup (metric);
  self->current = current;
  self->target = target;

  return self;
}

void
spill_expectation_free (SpillExpectation *self)
{
  if (self == NULL)
    return;

  g_free (self->metric);
  g_free (self);
}

const char * const *
spill_step_get_text2 (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), NULL);

  return self->knows_text2 ? spill_words_strv (self->text2) : NULL;
}
