#include "model/spill-builder.h"

#include "model/spill-build-private.h"
#include "model/spill-builder-private.h"
#include "model/spill-eta.h"
#include "model/spill-force.h"
#include "model/spill-master-private.h"
#include "model/spill-text-private.h"
#include "model/spill-worker-private.h"

/* Builds whose median stands in for what the master has not told. */
#define N_EXPECTATION_BUILDS 10

static void
set_text (SpillBuilder  *self,
          char         **where,
          const char    *value,
          const char    *property)
{
  if (!spill_text_set (where, value))
    return;

  spill_builder_notify (self, property);
  spill_builder_emit_changed (self);
}

void
spill_builder_set_description (SpillBuilder *self,
                               const char   *description)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  set_text (self, &self->description, description, "description");
}

void
spill_builder_set_tags (SpillBuilder       *self,
                        const char * const *tags)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  if (!spill_text_set_strv (&self->tags, tags))
    return;

  spill_builder_notify (self, "tags");
  if (self->category == NULL)
    spill_builder_notify (self, "category");
  spill_builder_emit_changed (self);
}

void
spill_builder_set_category (SpillBuilder *self,
                            const char   *category)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  set_text (self, &self->category, category, "category");
}

void
spill_builder_set_basedir (SpillBuilder *self,
                           const char   *basedir)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  set_text (self, &self->basedir, basedir, "basedir");
}

void
spill_builder_set_project (SpillBuilder *self,
                           const char   *project)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  set_text (self, &self->project, project, "project");
}

void
spill_builder_set_schedulers (SpillBuilder       *self,
                              const char * const *schedulers)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  if (spill_text_set_strv (&self->schedulers, schedulers))
    spill_builder_emit_changed (self);
}

/**
 * spill_builder_set_state:
 * @self: a builder
 * @state: what the master says
 *
 * For masters that tell it. Running builds, and workers that are known, are believed first.
 */
void
spill_builder_set_state (SpillBuilder      *self,
                         SpillBuilderState  state)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  if (self->told_state == state)
    return;

  self->told_state = state;
  spill_builder_update (self);
}

/**
 * spill_builder_set_n_pending:
 * @self: a builder
 * @n: how many requests wait
 *
 * For masters that tell only their number. Once a request is added, requests are counted instead.
 */
void
spill_builder_set_n_pending (SpillBuilder *self,
                             guint         n)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  if (self->told_pending == n)
    return;

  self->told_pending = n;
  spill_builder_update (self);
}

static void
event_free (gpointer data)
{
  SpillBuilderEvent *event = data;

  g_strfreev (event->words);
  g_free (event);
}

/**
 * spill_builder_add_event:
 * @self: a builder
 * @when: epoch seconds
 * @words: what happened, a line of a box each
 */
void
spill_builder_add_event (SpillBuilder       *self,
                         double              when,
                         const char * const *words)
{
  SpillBuilderEvent *event;
  guint i;

  g_return_if_fail (SPILL_IS_BUILDER (self));

  if (self->events == NULL)
    self->events = g_ptr_array_new_with_free_func (event_free);
  event = g_new0 (SpillBuilderEvent, 1);
  event->when = when;
  spill_text_set_strv (&event->words, words);
  for (i = self->events->len; i > 0; i--)
    if (((SpillBuilderEvent *) self->events->pdata[i - 1])->when <= when)
      break;
  g_ptr_array_insert (self->events, (int) i, event);
  if (self->events->len > SPILL_BUILDER_MAX_EVENTS)
    g_ptr_array_remove_index (self->events, 0);
  spill_builder_emit_changed (self);
}

/**
 * spill_builder_set_next_start:
 * @self: a builder
 * @when: when a scheduler has announced a build for, epoch seconds; 0: none
 */
void
spill_builder_set_next_start (SpillBuilder *self,
                              double        when)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  if (self->next_start == when)
    return;

  self->next_start = when;
  spill_builder_emit_changed (self);
}

/**
 * spill_builder_set_newest:
 * @self: a builder
 * @number: the highest number that the master has given to a build of it
 *
 * Says that builds up to this number are no news, whenever they come to be known.
 */
void
spill_builder_set_newest (SpillBuilder *self,
                          guint         number)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  self->newest = MAX (self->newest, (gint64) number);
}

/**
 * spill_builder_set_known:
 * @self: a builder
 *
 * Says that the newest finished build is known, or that there is none. From now on a finished build
 * above all that are known is news.
 */
void
spill_builder_set_known (SpillBuilder *self)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  self->has_baseline = TRUE;
  if (self->is_known)
    return;

  self->is_known = TRUE;
  spill_builder_update (self);
}

void
spill_builder_changed (SpillBuilder *self)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  spill_builder_update (self);
}

/**
 * spill_builder_set_workers:
 * @self: a builder
 * @workers: (nullable) (transfer none) (element-type SpillWorker): all workers that it may use
 *
 * The same as spill_worker_set_builder_ids(), from the other side.
 */
void
spill_builder_set_workers (SpillBuilder *self,
                           GPtrArray    *workers)
{
  g_autoptr(GHashTable) wanted = g_hash_table_new (NULL, NULL);

  g_return_if_fail (SPILL_IS_BUILDER (self));

  for (guint i = 0; workers != NULL && i < workers->len; i++)
    g_hash_table_add (wanted, workers->pdata[i]);
  for (guint i = spill_list_get_length (self->workers); i-- > 0; )
    {
      SpillWorker *worker = spill_list_peek (self->workers, i);

      if (g_hash_table_contains (wanted, worker))
        continue;
      spill_worker_unlink (worker, self->id);
      spill_list_remove_positions (self->workers, i, 1);
    }
  for (guint i = 0; workers != NULL && i < workers->len; i++)
    {
      SpillWorker *worker = workers->pdata[i];

      spill_worker_link (worker, self->id);
      spill_list_insert (self->workers, spill_worker_get_id (worker), worker);
    }
  spill_builder_update (self);
}

/**
 * spill_builder_get_force_schedulers:
 * @self: a builder
 *
 * Returns: (transfer none): a live list of SpillForceScheduler
 */
GListModel *
spill_builder_get_force_schedulers (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  if (self->force == NULL)
    self->force = g_list_store_new (SPILL_TYPE_FORCE_SCHEDULER);

  return G_LIST_MODEL (self->force);
}

/**
 * spill_builder_set_force_schedulers:
 * @self: a builder
 * @schedulers: (nullable) (transfer none) (element-type SpillForceScheduler): all of them
 */
void
spill_builder_set_force_schedulers (SpillBuilder *self,
                                    GPtrArray    *schedulers)
{
  GListModel *force;

  g_return_if_fail (SPILL_IS_BUILDER (self));

  force = spill_builder_get_force_schedulers (self);
  g_list_store_splice (self->force, 0, g_list_model_get_n_items (force),
                       schedulers != NULL ? schedulers->pdata : NULL,
                       schedulers != NULL ? schedulers->len : 0);
  spill_builder_emit_changed (self);
}

void
spill_builder_set_part_state (SpillBuilder   *self,
                              SpillParts      parts,
                              SpillPartState  state,
                              const char     *error)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  if (!spill_holds_set_state (&self->holds, parts, state, error))
    return;

  spill_builder_notify (self, "parts");
  spill_builder_emit_changed (self);
}

static void
median_of_known_builds (SpillBuilder *self)
{
  double durations[N_EXPECTATION_BUILDS];
  guint used = 0;

  for (guint i = 0; used < N_EXPECTATION_BUILDS && i < spill_list_get_length (self->builds); i++)
    {
      SpillBuild *build = spill_list_peek (self->builds, i);

      if (build->is_finished && spill_result_is_good (build->result))
        durations[used++] = spill_build_get_duration (build, 0);
    }
  self->median = spill_eta_median (durations, used);
  self->median_is_valid = TRUE;
}

/**
 * spill_builder_get_expected_duration:
 * @self: a builder
 *
 * Returns: seconds that a build is expected to take: what the source found, else the median of the
 *   ten newest good builds in memory; 0 or less: not known
 */
double
spill_builder_get_expected_duration (SpillBuilder *self)
{
  g_return_val_if_fail (SPILL_IS_BUILDER (self), 0);

  if (self->expected_build > 0)
    return self->expected_build;
  if (!self->median_is_valid)
    median_of_known_builds (self);
  return self->median;
}

/**
 * spill_builder_get_expected_step_duration:
 * @self: a builder
 * @step_name: a step's name
 *
 * Returns: seconds that such a step is expected to take; 0 or less: not known
 */
double
spill_builder_get_expected_step_duration (SpillBuilder *self,
                                          const char   *step_name)
{
  double *seconds;

  g_return_val_if_fail (SPILL_IS_BUILDER (self), 0);

  if (self->expected == NULL || step_name == NULL)
    return 0;

  seconds = g_hash_table_lookup (self->expected, step_name);
  return seconds != NULL ? *seconds : 0;
}

/**
 * spill_builder_set_expected:
 * @self: a builder
 * @step_name: (nullable): a step's name; NULL: the whole build
 * @seconds: median of its recent durations; 0 or less: not known
 */
void
spill_builder_set_expected (SpillBuilder *self,
                            const char   *step_name,
                            double        seconds)
{
  double old;

  g_return_if_fail (SPILL_IS_BUILDER (self));

  seconds = seconds > 0 ? seconds : 0;
  old = step_name != NULL ? spill_builder_get_expected_step_duration (self, step_name)
                          : self->expected_build;
  if (old == seconds)
    return;

  if (step_name == NULL)
    self->expected_build = seconds;
  else
    {
      if (self->expected == NULL)
        self->expected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      if (seconds > 0)
        g_hash_table_replace (self->expected, spill_text_dup (step_name),
                              g_memdup2 (&seconds, sizeof seconds));
      else
        g_hash_table_remove (self->expected, step_name);
    }
  for (guint i = 0; i < spill_list_get_length (self->running); i++)
    spill_build_eta_changed (spill_list_peek (self->running, i));
}
