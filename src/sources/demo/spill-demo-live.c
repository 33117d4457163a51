#include "sources/demo/spill-demo-live.h"

#include <string.h>

#include "sources/demo/spill-demo-fill.h"

/* More than these are not started at once: a slice is short. */
#define MAX_STARTS 8
/* Of the runs since the anchor, those so far behind are forgotten, as a master deletes builds. */
#define KEEP_RUNS 100

static void on_run_due (gpointer data,
                        gpointer user_data);

void
spill_demo_request_free (SpillDemoRequest *request)
{
  g_free (request->reason);
  g_free (request->scheduler);
  g_free (request->owner);
  g_free (request->branch);
  g_free (request->revision);
  g_clear_pointer (&request->values, g_variant_unref);
  g_free (request);
}

SpillBuilder *
spill_demo_live_get_builder (SpillDemoLive          *self,
                             const SpillDemoBuilder *builder)
{
  return spill_list_find (spill_master_get_builders (self->master), builder->id);
}

SpillBuild *
spill_demo_live_get_build (SpillDemoLive      *self,
                           const SpillDemoRun *run)
{
  SpillBuilder *builder = spill_demo_live_get_builder (self, run->builder);

  return builder != NULL ? spill_builder_get_build (builder, run->number) : NULL;
}

SpillDemoRun *
spill_demo_live_find_run (SpillDemoLive          *self,
                          const SpillDemoBuilder *builder,
                          guint                   number)
{
  gint64 id = spill_demo_world_build_id (self->world, builder, number);

  return g_hash_table_lookup (self->runs, &id);
}

SpillChange *
spill_demo_live_dup_change (SpillDemoLive *self,
                            gint64         index)
{
  SpillChange *change = g_hash_table_lookup (self->changes, &index);

  if (change == NULL)
    change = spill_list_find (spill_master_get_changes (self->master),
                              spill_demo_world_change_id (self->world, index));

  return change != NULL ? g_object_ref (change) : spill_demo_world_make_change (self->world, index);
}

void
spill_demo_live_tell_machine (SpillDemoLive *self,
                              guint          worker,
                              const char    *pause_reason)
{
  const SpillDemoMachine *machine = &self->machines[worker];
  SpillWorker *it = spill_list_find (spill_master_get_workers (self->master),
                                     self->world->workers[worker].id);

  if (it == NULL)
    return;

  spill_worker_set_connected (it, machine->is_connected);
  spill_worker_set_paused (it, machine->is_paused, pause_reason);
  spill_worker_set_graceful (it, machine->is_graceful);
  if (machine->is_connected)
    spill_worker_set_last_heard (it, spill_demo_agenda_now (self->agenda));
}

/* Requests */

/**
 * spill_demo_live_submit:
 *
 * Makes a request and lets it wait. Who knows more fills it in; spill_demo_live_kick() starts it.
 *
 * Returns: (transfer none): the request
 */
SpillDemoRequest *
spill_demo_live_submit (SpillDemoLive          *self,
                        const SpillDemoBuilder *builder,
                        const char             *scheduler,
                        const char             *reason)
{
  SpillDemoRequest *request = g_new (SpillDemoRequest, 1);
  SpillRequest *it;

  *request = (SpillDemoRequest) {
    .id = self->next_request++,
    .builder = builder,
    .submitted = spill_demo_agenda_now (self->agenda),
    .reason = g_strdup (reason),
    .scheduler = g_strdup (scheduler),
    .worker = -1,
  };
  g_queue_push_tail (&self->requests, request);

  it = spill_master_add_request (self->master, request->id,
                                 spill_demo_live_get_builder (self, builder));
  spill_request_set_buildset_id (it, request->id);
  spill_request_set_submitted (it, request->submitted);
  spill_request_set_reason (it, reason);

  return request;
}

gboolean
spill_demo_live_cancel (SpillDemoLive *self,
                        gint64         request_id)
{
  for (GList *l = self->requests.head; l != NULL; l = l->next)
    {
      SpillDemoRequest *request = l->data;
      SpillRequest *it;

      if (request->id != request_id)
        continue;
      g_queue_delete_link (&self->requests, l);
      it = spill_list_find (spill_master_get_requests (self->master), request_id);
      if (it != NULL)
        spill_request_set_complete (it, SPILL_RESULT_CANCELLED);
      spill_demo_request_free (request);
      return TRUE;
    }

  return FALSE;
}

/* Builds */

static void
schedule_run (SpillDemoLive *self,
              SpillDemoRun  *run)
{
  double offset;

  if (run->n_ended < run->n_begun)
    offset = run->steps[run->n_ended].end;
  else if (run->n_begun < run->n_steps)
    offset = run->steps[run->n_begun].start;
  else
    offset = run->duration;

  run->next = spill_demo_agenda_add (self->agenda, run->started + offset, on_run_due, run, NULL);
}

/* A part is asked for when the plan comes to it. */
static void
trigger_children (SpillDemoLive *self,
                  SpillDemoRun  *run)
{
  for (guint i = 0; i < self->world->options.n_builders; i++)
    {
      SpillDemoBuilder *builder = &self->world->builders[i];
      SpillDemoRequest *request;
      SpillDemoLink link;

      if (builder->parent != (int) run->builder->index)
        continue;
      request = spill_demo_live_submit (self, builder, "parts", SPILL_DEMO_PARTS_REASON);
      request->parent = (SpillDemoLink) {
        (SpillDemoBuilder *) run->builder, run->number, run->id, run->request_id,
      };
      link = (SpillDemoLink) { builder, 0, 0, request->id };
      g_array_append_val (run->children, link);
    }
}

/* The parent learns which build a request of its became. */
static void
tell_parent (SpillDemoLive *self,
             SpillDemoRun  *run)
{
  SpillDemoRun *parent = g_hash_table_lookup (self->runs, &run->parent.id);
  SpillBuild *build;

  for (guint i = 0; parent != NULL && i < parent->children->len; i++)
    {
      SpillDemoLink *child = &g_array_index (parent->children, SpillDemoLink, i);

      if (child->request_id != run->request_id)
        continue;
      child->number = run->number;
      child->id = run->id;
      build = spill_demo_live_get_build (self, parent);
      for (guint j = 0; parent->is_followed && build != NULL && j < parent->n_begun; j++)
        if (parent->steps[j].cast->flags & SPILL_DEMO_STEP_TRIGGER)
          spill_demo_fill_step (parent, build, j, spill_demo_agenda_now (self->agenda));
    }
}

static void
tell_step (SpillDemoLive *self,
           SpillDemoRun  *run,
           SpillBuild    *build,
           guint          step)
{
  g_autofree char *text = NULL;

  if (build == NULL)
    return;
  if (run->is_followed)
    spill_demo_fill_step (run, build, step, spill_demo_agenda_now (self->agenda));
  text = g_strdup_printf ("building (%s)", run->steps[step].cast->name);
  if (!run->is_finished)
    spill_build_set_text (build, text);
}

static void
release_machine (SpillDemoLive *self,
                 SpillDemoRun  *run)
{
  SpillDemoMachine *machine = &self->machines[run->worker];

  machine->run = NULL;
  if (machine->is_graceful)
    {
      machine->is_connected = FALSE;
      machine->is_graceful = FALSE;
      spill_demo_live_tell_machine (self, run->worker, NULL);
    }
}

gboolean
spill_demo_live_has_build (SpillDemoLive          *self,
                           const SpillDemoBuilder *builder,
                           guint                   number)
{
  return number <= builder->n_past || spill_demo_live_find_run (self, builder, number) != NULL;
}

static void
forget_old_runs (SpillDemoLive      *self,
                 const SpillDemoRun *newest)
{
  gint64 id;

  if (newest->number <= newest->builder->n_past + KEEP_RUNS)
    return;
  id = spill_demo_world_build_id (self->world, newest->builder, newest->number - KEEP_RUNS);
  g_hash_table_remove (self->runs, &id);
}

static void
finish_run (SpillDemoLive *self,
            SpillDemoRun  *run)
{
  SpillBuilder *builder = spill_demo_live_get_builder (self, run->builder);
  SpillBuild *build = spill_demo_live_get_build (self, run);
  SpillRequest *request = spill_list_find (spill_master_get_requests (self->master),
                                           run->request_id);
  g_autofree char *text = spill_demo_run_dup_text (run);

  run->is_finished = TRUE;
  run->is_followed = FALSE;
  g_ptr_array_remove (self->active, run);
  self->running[run->builder->index] = NULL;
  release_machine (self, run);

  if (build != NULL)
    {
      spill_build_begin (build);
      spill_build_set_text (build, text);
      spill_build_set_finished (build, spill_demo_run_get_finished (run), run->result);
      spill_build_end (build);
    }
  if (request != NULL)
    spill_request_set_complete (request, run->result);
  if (builder != NULL)
    spill_builder_trim (builder, MAX (25, self->world->options.n_builds));
  forget_old_runs (self, run);
}

/* Everything of @run up to now, in its order. Frees nothing: a finished run stays known. */
static void
advance_run (SpillDemoLive *self,
             SpillDemoRun  *run)
{
  double elapsed = spill_demo_agenda_now (self->agenda) - run->started + 1e-6;
  SpillBuild *build = spill_demo_live_get_build (self, run);

  for (;;)
    {
      if (run->n_ended < run->n_begun)
        {
          if (run->steps[run->n_ended].end > elapsed)
            return;
          tell_step (self, run, build, run->n_ended++);
        }
      else if (run->n_begun < run->n_steps)
        {
          if (run->steps[run->n_begun].start > elapsed)
            return;
          if (run->steps[run->n_begun].cast->flags & SPILL_DEMO_STEP_TRIGGER)
            trigger_children (self, run);
          tell_step (self, run, build, run->n_begun++);
        }
      else
        {
          if (run->duration <= elapsed)
            finish_run (self, run);
          return;
        }
    }
}

static void
on_run_due (gpointer data,
            gpointer user_data)
{
  SpillDemoLive *self = user_data;
  SpillDemoRun *run = data;

  run->next = NULL;
  advance_run (self, run);
  if (!run->is_finished)
    schedule_run (self, run);
  spill_demo_live_kick (self);
}

void
spill_demo_live_stop (SpillDemoLive *self,
                      SpillDemoRun  *run,
                      SpillResult    result)
{
  double now = spill_demo_agenda_now (self->agenda);

  g_return_if_fail (!run->is_finished);

  spill_demo_run_cut (run, MAX (now - run->started, 0), result);
  spill_demo_agenda_remove (self->agenda, g_steal_pointer (&run->next));
  advance_run (self, run);
  if (!run->is_finished)
    schedule_run (self, run);
  spill_demo_live_kick (self);
}

static gboolean
is_free (const SpillDemoMachine *machine)
{
  return machine->run == NULL && machine->is_connected && !machine->is_paused
         && !machine->is_graceful;
}

/**
 * spill_demo_live_find_machine:
 *
 * Returns: index of a worker that could build @request now; -1 if there is none
 */
int
spill_demo_live_find_machine (SpillDemoLive          *self,
                              const SpillDemoRequest *request)
{
  for (guint i = 0; i < request->builder->n_workers; i++)
    {
      guint worker = request->builder->workers[i];

      if (is_free (&self->machines[worker])
          && (request->worker < 0 || request->worker == (int) worker))
        return worker;
    }

  return -1;
}

/* What it is of: the changes since the last build, or what was asked for. */
static void
choose_sources (SpillDemoLive          *self,
                SpillDemoRun           *run,
                const SpillDemoRequest *request)
{
  const char *project = run->builder->project;
  gint64 told;

  run->change_first = MAX (self->built_change[run->builder->index] + 1, self->last_change - 8);
  run->change_last = self->last_change;
  self->built_change[run->builder->index] = self->last_change;
  run->branch = g_strdup (request->branch != NULL ? request->branch
                                                  : spill_demo_project_branch (project));
  run->revision = g_strdup (request->revision);
  for (told = self->last_change; run->revision == NULL && told > self->last_change - 100; told--)
    {
      g_autoptr(SpillChange) change = spill_demo_live_dup_change (self, told);

      if (g_strcmp0 (spill_change_get_project (change), project) == 0)
        run->revision = g_strdup (spill_change_get_revision (change));
    }
}

static void
tell_new_build (SpillDemoLive *self,
                SpillDemoRun  *run)
{
  SpillBuilder *builder = spill_demo_live_get_builder (self, run->builder);
  SpillBuild *build;

  build = spill_builder_add_build (builder, run->id, run->number);
  spill_build_begin (build);
  spill_build_set_request_id (build, run->request_id);
  spill_build_set_worker_name (build, self->world->workers[run->worker].name);
  spill_build_set_text (build, "building");
  spill_build_set_started (build, run->started);
  spill_build_end (build);
}

/**
 * spill_demo_live_start:
 * @request: taken from the queue; what a run keeps of it is stolen
 * @worker: index of a free one
 * @when: epoch seconds, now or before
 */
void
spill_demo_live_start (SpillDemoLive    *self,
                       SpillDemoRequest *request,
                       guint             worker,
                       double            when)
{
  const SpillDemoBuilder *builder = request->builder;
  guint number = self->next_number[builder->index]++;
  SpillDemoRun *run = spill_demo_run_new (self->world, builder, number, when);
  SpillRequest *it = spill_list_find (spill_master_get_requests (self->master), request->id);

  run->request_id = request->id;
  run->worker = worker;
  run->parent = request->parent;
  run->reason = g_steal_pointer (&request->reason);
  run->scheduler = g_steal_pointer (&request->scheduler);
  run->owner = g_steal_pointer (&request->owner);
  run->values = g_steal_pointer (&request->values);
  choose_sources (self, run, request);

  g_hash_table_insert (self->runs, &run->id, run);
  g_ptr_array_add (self->active, run);
  self->running[builder->index] = run;
  self->machines[worker].run = run;

  if (it != NULL)
    spill_request_set_claimed (it, TRUE);
  tell_new_build (self, run);
  tell_parent (self, run);
  advance_run (self, run);
  if (!run->is_finished)
    schedule_run (self, run);
}

static gboolean
any_is_free (SpillDemoLive *self)
{
  for (guint i = 0; i < self->world->options.n_workers; i++)
    if (is_free (&self->machines[i]))
      return TRUE;

  return FALSE;
}

static void
on_kick (gpointer data,
         gpointer user_data)
{
  spill_demo_live_kick (user_data);
}

/**
 * spill_demo_live_kick:
 *
 * Starts every waiting request whose builder is idle and has a free worker; the first ones now.
 */
void
spill_demo_live_kick (SpillDemoLive *self)
{
  guint n_started = 0;
  GList *next;

  if (self->is_closing || !any_is_free (self))
    return;

  for (GList *l = self->requests.head; l != NULL; l = next)
    {
      SpillDemoRequest *request = l->data;
      gboolean is_busy = self->running[request->builder->index] != NULL;
      int worker = is_busy ? -1 : spill_demo_live_find_machine (self, request);

      next = l->next;
      if (worker < 0)
        continue;
      if (n_started++ == MAX_STARTS)
        {
          spill_demo_agenda_add (self->agenda, spill_demo_agenda_now (self->agenda), on_kick,
                                 NULL, NULL);
          return;
        }
      g_queue_delete_link (&self->requests, l);
      spill_demo_live_start (self, request, worker, spill_demo_agenda_now (self->agenda));
      spill_demo_request_free (request);
    }
}

static void
on_settle (gpointer user_data)
{
  SpillDemoLive *self = user_data;

  spill_master_touch (self->master);
  spill_master_settle (self->master);
}

SpillDemoLive *
spill_demo_live_new (SpillMaster            *master,
                     const SpillDemoOptions *options,
                     SpillClock             *clock)
{
  SpillDemoLive *self = g_new0 (SpillDemoLive, 1);
  guint n_builders = options->n_builders;

  self->master = master;
  self->world = spill_demo_world_new (options, spill_clock_now (clock));
  self->agenda = spill_demo_agenda_new (clock, on_settle, self);
  self->runs = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                      (GDestroyNotify) spill_demo_run_free);
  self->changes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->active = g_ptr_array_new ();
  self->running = g_new0 (SpillDemoRun *, n_builders);
  self->next_number = g_new (guint, n_builders);
  self->built_change = g_new0 (gint64, n_builders);
  self->machines = g_new0 (SpillDemoMachine, options->n_workers);
  g_queue_init (&self->requests);

  for (guint i = 0; i < n_builders; i++)
    {
      const SpillDemoBuilder *builder = &self->world->builders[i];
      gint64 id = spill_demo_world_build_id (self->world, builder, builder->n_past + 2);

      self->next_number[i] = builder->n_past + 1;
      self->built_change[i] = -2;
      self->next_request = MAX (self->next_request, id);
    }
  for (guint i = 0; i < options->n_workers; i++)
    {
      self->machines[i].is_connected = !self->world->workers[i].is_offline;
      self->machines[i].is_paused = self->world->workers[i].is_paused;
    }

  return self;
}

void
spill_demo_live_free (SpillDemoLive *self)
{
  g_return_if_fail (self != NULL);

  spill_demo_agenda_free (self->agenda);
  g_queue_clear_full (&self->requests, (GDestroyNotify) spill_demo_request_free);
  g_hash_table_unref (self->runs);
  g_hash_table_unref (self->changes);
  g_ptr_array_unref (self->active);
  g_free (self->running);
  g_free (self->next_number);
  g_free (self->built_change);
  g_free (self->machines);
  spill_demo_world_free (self->world);
  g_free (self);
}
