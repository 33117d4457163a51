/* What happens by itself at the demo's master: changes, nightly builds, workers that come and go,
 * the progress of builds that are looked at, and load. */
#include "sources/demo/spill-demo-live.h"

#include "sources/demo/spill-demo-fill.h"

/* Seconds between a change and the requests for it, as a scheduler's tree-stable timer. */
#define STABLE 15
/* Seconds between looks whether there is anything to watch. */
#define PATROL 20
/* Seconds between texts, lines and percentages of builds whose steps are held. */
#define FOLLOW 0.5
/* At most so many load events at once. */
#define LOAD_SLICE 0.05
/* Builders that are tried at once for the first running builds, and for those of a change. */
#define BEGIN_SLICE 16
#define STABLE_SLICE 64

static double
chance (SpillDemoLive *self)
{
  return spill_demo_world_chance (self->world, SPILL_DEMO_DRAW_LIVE, self->turn++, 0);
}

static gboolean
is_waiting (SpillDemoLive          *self,
            const SpillDemoBuilder *builder,
            const char             *scheduler)
{
  SpillBuilder *it = spill_demo_live_get_builder (self, builder);

  if (it == NULL || spill_list_get_length (spill_builder_get_requests (it)) == 0)
    return FALSE;

  for (GList *l = self->requests.head; l != NULL; l = l->next)
    {
      SpillDemoRequest *request = l->data;

      if (request->builder == builder && g_str_equal (request->scheduler, scheduler))
        return TRUE;
    }

  return FALSE;
}

typedef struct
{
  gint64 change;
  guint  builder;   /* the next one to ask */
} Stable;

static void
on_stable (gpointer data,
           gpointer user_data)
{
  SpillDemoLive *self = user_data;
  const Stable *stable = data;
  g_autoptr(SpillChange) change = spill_demo_live_dup_change (self, stable->change);
  guint end = MIN (stable->builder + STABLE_SLICE, self->world->options.n_builders);

  for (guint i = stable->builder; i < end; i++)
    {
      const SpillDemoBuilder *builder = &self->world->builders[i];
      const char * const *tags = (const char * const *) builder->tags;

      if (builder->habit == SPILL_DEMO_NEVER || builder->parent >= 0
          || g_strcmp0 (builder->project, spill_change_get_project (change)) != 0
          || g_strv_contains (tags, "nightly")
          || is_waiting (self, builder, "commits")
          || chance (self) > (g_strv_contains (tags, "tier1") ? 0.45 : 0.12))
        continue;
      spill_demo_live_submit (self, builder, "commits", SPILL_DEMO_COMMIT_REASON);
    }
  spill_demo_live_kick (self);
  if (end < self->world->options.n_builders)
    {
      Stable *next = g_new (Stable, 1);

      *next = (Stable) { stable->change, end };
      spill_demo_agenda_add (self->agenda, spill_demo_agenda_now (self->agenda), on_stable,
                             next, g_free);
    }
}

/**
 * spill_demo_live_add_change:
 * @change: its id must be of the change after the last one
 *
 * Tells of a change, and builds it some seconds later.
 */
void
spill_demo_live_add_change (SpillDemoLive *self,
                            SpillChange   *change)
{
  Stable *stable = g_new (Stable, 1);

  *stable = (Stable) { ++self->last_change, 0 };
  spill_master_add_change (self->master, change);
  spill_demo_agenda_add (self->agenda, spill_demo_agenda_now (self->agenda) + STABLE, on_stable,
                         stable, g_free);
}

static void
on_change_due (gpointer data,
               gpointer user_data)
{
  SpillDemoLive *self = user_data;
  g_autoptr(SpillChange) change = NULL;
  gint64 index = self->last_change + 1;

  /* A user's change took this one's number: the next comes at its own time. */
  if (spill_demo_world_change_time (self->world, index) <= spill_demo_agenda_now (self->agenda))
    {
      change = spill_demo_world_make_change (self->world, index);
      spill_demo_live_add_change (self, change);
      index++;
    }
  spill_demo_agenda_add (self->agenda, spill_demo_world_change_time (self->world, index),
                         on_change_due, NULL, NULL);
}

/* Life besides changes */

/* Keeps something to watch: some builders are asked for when few are busy. A worker leaves now and
 * then, and comes back. */
static void
on_patrol (gpointer data,
           gpointer user_data)
{
  SpillDemoLive *self = user_data;
  guint n_builders = self->world->options.n_builders;
  guint wanted = MIN (MAX (3, n_builders / 12), self->world->options.n_workers);

  for (guint i = self->active->len; i < wanted; i++)
    {
      guint index = chance (self) * n_builders;
      const SpillDemoBuilder *builder = &self->world->builders[index];

      if (builder->habit != SPILL_DEMO_NEVER && builder->parent < 0
          && self->running[index] == NULL && !is_waiting (self, builder, "nightly")
          && g_queue_get_length (&self->requests) < wanted * 3)
        spill_demo_live_submit (self, builder, "nightly", SPILL_DEMO_NIGHTLY_REASON);
    }
  spill_demo_live_kick (self);

  for (guint i = 0; i < self->world->options.n_workers; i++)
    {
      SpillDemoMachine *machine = &self->machines[i];
      gboolean leaves = machine->is_connected && machine->run == NULL && chance (self) < 0.004;
      gboolean returns = !machine->is_connected && !self->world->workers[i].is_offline
                         && chance (self) < 0.2;

      if (!leaves && !returns)
        continue;
      machine->is_connected = returns;
      spill_demo_live_tell_machine (self, i, machine->is_paused ? "maintenance" : NULL);
    }

  spill_demo_agenda_add (self->agenda, spill_demo_agenda_now (self->agenda) + PATROL, on_patrol,
                         NULL, NULL);
}

static void
tell_progress (SpillDemoLive *self,
               SpillDemoRun  *run)
{
  SpillBuild *build = spill_demo_live_get_build (self, run);
  double now = spill_demo_agenda_now (self->agenda);
  g_autofree char *text = NULL;

  if (build == NULL || run->n_begun == run->n_ended)
    return;
  if (run->is_followed)
    {
      spill_demo_fill_step (run, build, run->n_ended, now);
      return;
    }
  text = g_strdup_printf ("building (%s), %.0f s", run->steps[run->n_ended].cast->name,
                          now - run->started);
  spill_build_set_text (build, text);
}

static void
on_follow (gpointer data,
           gpointer user_data)
{
  SpillDemoLive *self = user_data;

  for (guint i = 0; i < self->active->len; i++)
    {
      SpillDemoRun *run = g_ptr_array_index (self->active, i);

      if (run->is_followed)
        tell_progress (self, run);
    }
  spill_demo_agenda_again (self->agenda, FOLLOW, on_follow);
}

static void
on_load (gpointer data,
         gpointer user_data)
{
  SpillDemoLive *self = user_data;
  double pause = MAX (1.0 / self->world->options.n_events, LOAD_SLICE);
  guint n = MAX (1, self->world->options.n_events * pause + 0.5);

  for (guint i = 0; i < n && self->active->len > 0; i++)
    tell_progress (self, g_ptr_array_index (self->active,
                                            (guint) (chance (self) * self->active->len)));
  spill_demo_agenda_again (self->agenda, pause, on_load);
}

/* TRUE: there may be more to try. */
static gboolean
begin_some (SpillDemoLive *self)
{
  guint n_builders = self->world->options.n_builders;
  guint wanted = MIN (MAX (2, n_builders / 8), self->world->options.n_workers);

  for (guint n = 0; n < BEGIN_SLICE; n++)
    {
      guint index = (self->n_tried * 7 + 3) % n_builders;
      const SpillDemoBuilder *builder = &self->world->builders[index];
      g_autoptr(SpillDemoRequest) request = NULL;
      int worker;

      if (self->n_tried++ >= n_builders || self->active->len >= wanted)
        return FALSE;

      if (builder->habit == SPILL_DEMO_NEVER || builder->parent >= 0
          || self->running[builder->index] != NULL)
        continue;
      request = g_new0 (SpillDemoRequest, 1);
      request->builder = builder;
      request->id = spill_demo_world_build_id (self->world, builder, builder->n_past + 1);
      request->reason = g_strdup (SPILL_DEMO_COMMIT_REASON);
      request->scheduler = g_strdup ("commits");
      request->worker = -1;
      worker = spill_demo_live_find_machine (self, request);
      if (worker >= 0)
        spill_demo_live_start (self, request, worker, self->world->anchor
                               - (0.1 + 0.7 * chance (self)) * builder->seconds);
    }

  return TRUE;
}

/* A queue: for busy builders, and for one whose only worker is away. */
static void
begin_waiting (SpillDemoLive *self)
{
  for (guint i = 0; i < self->active->len && i < 6; i += 2)
    {
      const SpillDemoRun *run = g_ptr_array_index (self->active, i);

      spill_demo_live_submit (self, run->builder, "commits", SPILL_DEMO_COMMIT_REASON);
    }
  for (guint i = 0; i < self->world->options.n_builders; i++)
    {
      const SpillDemoBuilder *builder = &self->world->builders[i];

      if (builder->n_workers == 1 && !self->machines[builder->workers[0]].is_connected)
        spill_demo_live_submit (self, builder, "commits", SPILL_DEMO_COMMIT_REASON);
    }
  spill_demo_live_kick (self);
}

gboolean
spill_demo_live_begin (SpillDemoLive *self)
{
  double now = spill_demo_agenda_now (self->agenda);

  if (begin_some (self))
    return TRUE;

  begin_waiting (self);
  on_change_due (NULL, self);
  spill_demo_agenda_add (self->agenda, now + PATROL, on_patrol, NULL, NULL);
  spill_demo_agenda_add (self->agenda, now + FOLLOW, on_follow, NULL, NULL);
  if (self->world->options.n_events > 0)
    spill_demo_agenda_add (self->agenda, now + LOAD_SLICE, on_load, NULL, NULL);

  return FALSE;
}
