#include "model/spill-step.h"

#include "model/spill-step-private.h"
#include "model/spill-text-private.h"

/* What a source says of a step. */

void
spill_step_set_id (SpillStep *self,
                   gint64     id)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (self->id != id)
    {
      self->id = id;
      spill_step_touch (self, SPILL_STEP_PROP_ID);
    }
  spill_step_end (self);
}

void
spill_step_set_started (SpillStep *self,
                        double     when)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (self->started != when)
    {
      self->has_begun = self->has_begun || !(self->started > 0);
      self->started = when;
      spill_step_touch (self, SPILL_STEP_PROP_STARTED);
      spill_step_touch (self, SPILL_STEP_PROP_ETA);
    }
  spill_step_end (self);
}

/**
 * spill_step_set_finished:
 * @self: a step
 * @when: epoch seconds of its end; 0: it has ended, nobody knows when
 * @result: how it ended
 *
 * Ends the step, for good. Said again, only corrects time and result.
 */
void
spill_step_set_finished (SpillStep   *self,
                         double       when,
                         SpillResult  result)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (!self->is_finished)
    {
      self->is_finished = TRUE;
      self->has_ended = TRUE;
      spill_step_touch (self, SPILL_STEP_PROP_ETA);
    }
  if (self->finished != when)
    {
      self->finished = when;
      spill_step_touch (self, SPILL_STEP_PROP_FINISHED);
    }
  if (self->result != result)
    {
      self->result = result;
      spill_step_touch (self, SPILL_STEP_PROP_RESULT);
    }
  spill_step_end (self);
}

void
spill_step_set_text (SpillStep  *self,
                     const char *text)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (spill_words_set_text (&self->words, text))
    {
      self->has_new_text = TRUE;
      spill_step_touch (self, SPILL_STEP_PROP_TEXT);
    }
  spill_step_end (self);
}

/* Told with the result, so nobody is notified. */
void
spill_step_set_text2 (SpillStep          *self,
                      const char * const *words)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_words_set (&self->text2, words);
  self->knows_text2 = TRUE;
}

/**
 * spill_step_set_words:
 * @self: a step
 * @words: (nullable): its text as 0.8 tells it, each word a line of a box
 *
 * "text" is then all of them in one line.
 */
void
spill_step_set_words (SpillStep          *self,
                      const char * const *words)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (spill_words_set (&self->words, words))
    {
      self->has_new_text = TRUE;
      spill_step_touch (self, SPILL_STEP_PROP_TEXT);
    }
  spill_step_end (self);
}

void
spill_step_set_hidden (SpillStep *self,
                       gboolean   hidden)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (self->is_hidden != !!hidden)
    {
      self->is_hidden = !!hidden;
      spill_step_touch (self, SPILL_STEP_PROP_IS_HIDDEN);
    }
  spill_step_end (self);
}

void
spill_step_set_locks_acquired (SpillStep *self,
                               double     when)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (self->locks_acquired != when)
    {
      self->locks_acquired = when;
      self->has_changed = TRUE;
    }
  spill_step_end (self);
}

/**
 * spill_step_set_master_eta:
 * @self: a step
 * @when: epoch seconds of the end that the master expects; 0: it does not say
 */
void
spill_step_set_master_eta (SpillStep *self,
                           double     when)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  if (self->master_eta == when)
    return;

  spill_step_begin (self);
  self->master_eta = when;
  spill_step_touch (self, SPILL_STEP_PROP_ETA);
  spill_step_end (self);
  if (!self->is_finished)
    spill_step_emit (self, SPILL_EVENT_STEP_ETA_UPDATE);
}

static gboolean
urls_equal (GPtrArray *a,
            GPtrArray *b)
{
  if (a == NULL || b == NULL || a->len != b->len)
    return a == b;

  for (guint i = 0; i < a->len; i++)
    {
      const SpillUrl *left = a->pdata[i];
      const SpillUrl *right = b->pdata[i];

      if (g_strcmp0 (left->name, right->name) != 0 || g_strcmp0 (left->url, right->url) != 0)
        return FALSE;
    }

  return TRUE;
}

/**
 * spill_step_set_urls:
 * @self: a step
 * @urls: (nullable) (transfer full) (element-type SpillUrl): all of its links
 */
void
spill_step_set_urls (SpillStep *self,
                     GPtrArray *urls)
{
  g_autoptr(GPtrArray) taken = urls;

  g_return_if_fail (SPILL_IS_STEP (self));

  if (urls_equal (self->urls, urls))
    return;

  spill_step_begin (self);
  g_clear_pointer (&self->urls, g_ptr_array_unref);
  self->urls = g_steal_pointer (&taken);
  self->has_changed = TRUE;
  spill_step_end (self);
}

/**
 * spill_step_set_expectations:
 * @self: a step
 * @expectations: (nullable) (transfer full) (element-type SpillExpectation): what the master
 *   expects of it
 */
void
spill_step_set_expectations (SpillStep *self,
                             GPtrArray *expectations)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  g_clear_pointer (&self->expectations, g_ptr_array_unref);
  self->expectations = expectations;
  self->has_changed = TRUE;
  spill_step_end (self);
}

void
spill_step_set_statistics (SpillStep  *self,
                           const char *json)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (spill_text_set (&self->statistics, json))
    self->has_changed = TRUE;
  spill_step_end (self);
}
