#include "sources/demo/spill-demo.h"

#include <glib/gi18n.h>

#include "sources/demo/spill-demo-commands.h"
#include "sources/demo/spill-demo-fill.h"
#include "sources/demo/spill-demo-force.h"
#include "sources/demo/spill-demo-live.h"
#include "sources/demo/spill-demo-options.h"

#define MAX_STREAK 100
#define N_CHANGES 60

/**
 * SpillDemo:
 *
 * The source of a master that exists only here.
 *
 * With the wall clock, needs and wishes are answered after a moment, so that everything can be
 * seen waiting; with a manual clock at once.
 */
struct _SpillDemo
{
  SpillSource       parent_instance;

  SpillDemoOptions  options;
  SpillClock       *clock;
  SpillDemoLive    *live;        /* (nullable) from the first start on */
  guint             n_loaded;    /* builders, then workers, then slices of what runs */
  gboolean          is_complete;
  gboolean          is_started;
  gboolean          is_refused;  /* by a wrong login */
  char             *user;        /* (nullable) */
};

G_DEFINE_FINAL_TYPE (SpillDemo, spill_demo, SPILL_TYPE_SOURCE)

/* What waits for its answer. */
typedef struct
{
  SpillDemo  *self;      /* (unowned) its agenda is freed with it */
  GObject    *object;
  SpillParts  parts;
  guint64     first;     /* lines of a log */
  guint       n;         /* lines of a log, or older builds */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->object);
  g_free (question);
}

static SpillMaster *
master_of (SpillDemo *self)
{
  return spill_source_get_master (SPILL_SOURCE (self));
}

static const SpillDemoBuilder *
builder_of (SpillDemo    *self,
            SpillBuilder *builder)
{
  return &self->live->world->builders[spill_builder_get_id (builder) - 1];
}

/* As slow as a master in the same town. */
static void
ask (SpillDemo     *self,
     SpillDemoFunc  answer,
     gpointer       object,
     SpillParts     parts,
     guint64        first,
     guint          n)
{
  Question *question;
  double delay;

  if (self->live == NULL)
    return;

  question = g_new (Question, 1);
  *question = (Question) { self, g_object_ref (object), parts, first, n };
  if (spill_clock_is_manual (self->clock))
    {
      answer (question, self->live);
      question_free (question);
      return;
    }
  delay = 0.05 + 0.1 * g_random_double ();
  spill_demo_agenda_add (self->live->agenda, spill_clock_now (self->clock) + delay, answer,
                         question, question_free);
}

/* Starting */

static void
load_worker (SpillDemo *self,
             guint      index)
{
  const SpillDemoWorld *world = self->live->world;
  const SpillDemoWorker *worker = &world->workers[index];
  SpillWorker *it = spill_master_add_worker (master_of (self), worker->id, worker->name);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < world->options.n_builders; i++)
    for (guint j = 0; j < world->builders[i].n_workers; j++)
      if (world->builders[i].workers[j] == index)
        g_array_append_val (ids, world->builders[i].id);
  spill_worker_set_info (it, "Ops <ops@example.org>", worker->host, NULL, "3.7.0");
  spill_worker_set_builder_ids (it, (const gint64 *) ids->data, ids->len);
  spill_demo_live_tell_machine (self->live, index,
                                worker->is_paused ? "New disk on Thursday" : NULL);
}

static void
load_changes (SpillDemo *self)
{
  for (gint64 i = -N_CHANGES + 1; i <= 0; i++)
    {
      g_autoptr(SpillChange) change = spill_demo_world_make_change (self->live->world, i);

      spill_master_add_change (master_of (self), change);
    }
}

static void
load_builder (SpillDemo *self,
              guint      index)
{
  const SpillDemoBuilder *builder = &self->live->world->builders[index];
  static const char * const schedulers[] = { "commits", "nightly", "force", NULL };
  SpillBuilder *it = spill_master_add_builder (master_of (self), builder->id, builder->name);
  guint first = builder->n_past > self->options.n_builds
                ? builder->n_past - self->options.n_builds + 1 : 1;

  spill_builder_set_description (it, builder->description);
  spill_builder_set_tags (it, (const char * const *) builder->tags);
  spill_builder_set_basedir (it, builder->name);
  spill_builder_set_project (it, builder->project);
  spill_builder_set_schedulers (it, schedulers);
  for (guint number = first; number <= builder->n_past; number++)
    spill_demo_fill_build (self->live, builder, number);
  spill_builder_set_older_state (it, first > 1 ? SPILL_PART_UNKNOWN : SPILL_PART_HERE);
  spill_builder_set_known (it);
}

static void
hold_again (GObject    *object,
            SpillParts  parts,
            gpointer    user_data)
{
  SPILL_SOURCE_GET_CLASS (user_data)->hold (user_data, object, parts);
}

static void
tell_connection (SpillDemo *self)
{
  SpillMaster *master = master_of (self);

  if (!self->is_started)
    spill_master_set_connection (master, SPILL_CONNECTION_OFF);
  else if (self->is_refused)
    {
      spill_master_set_connection (master, SPILL_CONNECTION_FAILED);
      spill_master_set_problem (master, SPILL_PROBLEM_LOGIN_REFUSED,
                                _("The demo knows one user: demo, with the password demo."));
    }
  else
    spill_master_set_connection (master, self->is_complete ? SPILL_CONNECTION_LIVE
                                                           : SPILL_CONNECTION_SYNCING);
}

static void
on_load (gpointer data,
         gpointer user_data)
{
  SpillDemo *self = data;
  guint index = self->n_loaded++;

  if (index < self->options.n_builders)
    load_builder (self, index);
  else if (index < self->options.n_builders + self->options.n_workers)
    load_worker (self, index - self->options.n_builders);
  else if (!spill_demo_live_begin (self->live))
    {
      self->is_complete = TRUE;
      tell_connection (self);
      return;
    }
  spill_demo_agenda_add (self->live->agenda, self->live->world->anchor, on_load, self, NULL);
}

static void
on_connected (gpointer data,
              gpointer user_data)
{
  SpillDemo *self = data;
  SpillMaster *master = master_of (self);

  spill_master_set_kind (master, "demo");
  spill_master_set_title (master, "Demo of Spillway");
  spill_master_set_title_url (master, "https://example.org/");
  spill_master_set_base_url (master, "http://demo.example.org/");
  spill_master_set_version (master, "3.7.0");
  tell_connection (self);
  load_changes (self);
  on_load (self, user_data);
}

static void
spill_demo_start (SpillSource *source)
{
  SpillDemo *self = SPILL_DEMO (source);

  if (self->is_started)
    return;

  self->is_started = TRUE;
  if (self->live == NULL)
    {
      spill_master_set_connection (master_of (self), SPILL_CONNECTION_CONNECTING);
      self->live = spill_demo_live_new (master_of (self), &self->options, self->clock);
      spill_demo_agenda_add (self->live->agenda, self->live->world->anchor, on_connected,
                             self, NULL);
    }
  if (self->is_complete || self->is_refused)
    tell_connection (self);

  if (!self->is_refused)
    spill_demo_agenda_start (self->live->agenda);
  spill_master_foreach_held (master_of (self), hold_again, self);
}

static void
spill_demo_stop (SpillSource *source)
{
  SpillDemo *self = SPILL_DEMO (source);

  if (!self->is_started)
    return;

  self->is_started = FALSE;
  spill_demo_agenda_stop (self->live->agenda);
  tell_connection (self);
}

static void
spill_demo_set_credentials (SpillSource            *source,
                            const SpillCredentials *credentials)
{
  SpillDemo *self = SPILL_DEMO (source);
  const char *user = credentials != NULL ? credentials->user : NULL;
  gboolean is_right = g_strcmp0 (user, "demo") == 0
                      && g_strcmp0 (credentials->password, "demo") == 0;

  g_free (self->user);
  self->user = is_right ? g_strdup (user) : NULL;
  self->is_refused = user != NULL && !is_right;
  spill_master_set_user (master_of (self), self->user);
  if (!self->is_started)
    return;

  tell_connection (self);
  if (self->is_refused)
    spill_demo_agenda_stop (self->live->agenda);
  else
    spill_demo_agenda_start (self->live->agenda);
}

/* Needs */

static void
answer_streak (SpillDemo    *self,
               SpillBuilder *it)
{
  const SpillDemoBuilder *builder = builder_of (self, it);
  SpillBuild *last = spill_builder_get_last_build (it);
  gboolean is_bad = spill_result_is_bad (spill_builder_get_last_result (it));
  guint number = last != NULL ? spill_build_get_number (last) : 0;

  for (guint n = 0; number > 0 && n < MAX_STREAK; n++, number--)
    {
      g_autoptr(SpillDemoRun) past = NULL;
      SpillDemoRun *run;
      SpillBuild *build = spill_builder_get_build (it, number);

      if (build == NULL)
        {
          spill_demo_fill_build (self->live, builder, number);
          build = spill_builder_get_build (it, number);
        }
      if (build == NULL)
        continue;
      run = spill_demo_fill_get_run (self->live, build, &past);
      spill_demo_fill_people (self->live, run, build);
      if (is_bad ? spill_result_is_good (run->result) : spill_result_is_bad (run->result))
        break;
    }
}

static void
answer_expectations (SpillDemo    *self,
                     SpillBuilder *it)
{
  const SpillDemoBuilder *builder = builder_of (self, it);
  const SpillDemoStepCast *steps = spill_demo_recipes[builder->recipe].steps;

  if (builder->n_past == 0)
    return;

  spill_builder_set_expected (it, NULL, builder->seconds);
  for (guint i = 0; i < SPILL_DEMO_MAX_STEPS && steps[i].name != NULL; i++)
    spill_builder_set_expected (it, steps[i].name, builder->seconds * steps[i].weight);
}

static void
answer_builder (SpillDemo    *self,
                SpillBuilder *it,
                SpillParts    parts)
{
  g_autoptr(GPtrArray) schedulers = NULL;

  if (parts & SPILL_PART_FORCE)
    {
      schedulers = spill_demo_force_make (self->live->world, builder_of (self, it));
      spill_builder_set_force_schedulers (it, schedulers);
    }
  if (parts & SPILL_PART_EXPECTATIONS)
    answer_expectations (self, it);
  if (parts & SPILL_PART_STREAK)
    answer_streak (self, it);
  spill_builder_set_part_state (it, parts, SPILL_PART_HERE, NULL);
}

static void
answer_build (SpillDemo  *self,
              SpillBuild *build,
              SpillParts  parts)
{
  g_autoptr(SpillDemoRun) past = NULL;
  SpillDemoRun *run = spill_demo_fill_get_run (self->live, build, &past);

  if (parts & SPILL_PART_STEPS)
    {
      spill_demo_fill_steps (run, build, spill_demo_agenda_now (self->live->agenda));
      run->is_followed = !run->is_finished;
    }
  if (parts & SPILL_PART_PROPERTIES)
    spill_demo_fill_properties (run, build);
  if (parts & SPILL_PART_CHANGES)
    spill_demo_fill_changes (self->live, run, build);
  spill_build_set_part_state (build, parts, SPILL_PART_HERE, NULL);
}

/* Its steps bring the logs of a step; a log's lines are made when they are wanted. */
static void
answer_log (SpillDemo *self,
            SpillLog  *log,
            guint64    first,
            guint      n)
{
  g_autoptr(SpillDemoRun) past = NULL;
  SpillBuild *build = spill_step_get_build (spill_log_get_step (log));
  SpillDemoRun *run = spill_demo_fill_get_run (self->live, build, &past);
  guint64 n_lines = spill_log_get_n_lines (log);

  if (first < n_lines)
    spill_demo_fill_lines (run, log, first, MIN (n, n_lines - first));
  spill_log_set_part_state (log, SPILL_PART_HERE, NULL);
}

static void
answer_step (SpillDemo  *self,
             SpillStep  *step,
             SpillParts  parts)
{
  g_autoptr(SpillDemoRun) past = NULL;
  SpillBuild *build = spill_step_get_build (step);
  SpillDemoRun *run = spill_demo_fill_get_run (self->live, build, &past);

  if (spill_step_get_number (step) < run->n_begun)
    spill_demo_fill_step (run, build, spill_step_get_number (step),
                          spill_demo_agenda_now (self->live->agenda));
  spill_step_set_part_state (step, parts, SPILL_PART_HERE, NULL);
}

static void
on_part_answer (gpointer data,
                gpointer user_data)
{
  Question *question = data;
  SpillDemo *self = question->self;
  GObject *object = question->object;

  if (SPILL_IS_BUILDER (object))
    answer_builder (self, SPILL_BUILDER (object),
                    question->parts & spill_builder_get_held (SPILL_BUILDER (object)));
  else if (SPILL_IS_BUILD (object))
    answer_build (self, SPILL_BUILD (object),
                  question->parts & spill_build_get_held (SPILL_BUILD (object)));
  else if (SPILL_IS_STEP (object))
    answer_step (self, SPILL_STEP (object),
                 question->parts & spill_step_get_held (SPILL_STEP (object)));
  else if (spill_log_is_held (SPILL_LOG (object)))
    {
      guint64 n_lines = spill_log_get_n_lines (SPILL_LOG (object));

      answer_log (self, SPILL_LOG (object), n_lines > 1000 ? n_lines - 1000 : 0, 1000);
    }
}

static void
set_loading (GObject    *object,
             SpillParts  parts)
{
  if (SPILL_IS_BUILDER (object))
    spill_builder_set_part_state (SPILL_BUILDER (object), parts, SPILL_PART_LOADING, NULL);
  else if (SPILL_IS_BUILD (object))
    spill_build_set_part_state (SPILL_BUILD (object), parts, SPILL_PART_LOADING, NULL);
  else if (SPILL_IS_STEP (object))
    spill_step_set_part_state (SPILL_STEP (object), parts, SPILL_PART_LOADING, NULL);
  else
    spill_log_set_part_state (SPILL_LOG (object), SPILL_PART_LOADING, NULL);
}

static void
spill_demo_hold (SpillSource *source,
                 GObject     *object,
                 SpillParts   parts)
{
  SpillDemo *self = SPILL_DEMO (source);

  if (self->live == NULL)
    return;

  set_loading (object, parts);
  ask (self, on_part_answer, object, parts, 0, 0);
}

static void
spill_demo_release (SpillSource *source,
                    GObject     *object,
                    SpillParts   parts)
{
  SpillDemo *self = SPILL_DEMO (source);
  g_autoptr(SpillDemoRun) past = NULL;

  if (self->live == NULL || !SPILL_IS_BUILD (object) || !(parts & SPILL_PART_STEPS))
    return;

  spill_demo_fill_get_run (self->live, SPILL_BUILD (object), &past)->is_followed = FALSE;
}

static void
on_older_answer (gpointer data,
                 gpointer user_data)
{
  Question *question = data;
  SpillDemo *self = question->self;
  SpillBuilder *it = SPILL_BUILDER (question->object);
  gint64 from = spill_builder_get_older_from (it);
  guint number = (guint) MAX (from, 1);

  for (guint i = 0; i < question->n && number > 1; )
    {
      number--;
      i += spill_demo_live_has_build (self->live, builder_of (self, it), number);
      spill_demo_fill_build (self->live, builder_of (self, it), number);
    }
  spill_builder_set_whole (it, number, from);
  spill_builder_set_older_state (it, number > 1 ? SPILL_PART_UNKNOWN : SPILL_PART_HERE);
}

static void
spill_demo_request_older (SpillSource  *source,
                          SpillBuilder *builder,
                          guint         n)
{
  SpillDemo *self = SPILL_DEMO (source);

  if (self->live == NULL || spill_builder_get_older_state (builder) == SPILL_PART_HERE)
    return;

  spill_builder_set_older_state (builder, SPILL_PART_LOADING);
  ask (self, on_older_answer, builder, 0, 0, n);
}

static void
on_lines_answer (gpointer data,
                 gpointer user_data)
{
  Question *question = data;

  answer_log (question->self, SPILL_LOG (question->object), question->first, question->n);
}

static void
spill_demo_request_lines (SpillSource *source,
                          SpillLog    *log,
                          guint64      first,
                          guint        n)
{
  ask (SPILL_DEMO (source), on_lines_answer, log, 0, first, MIN (n, 10000));
}

/* Wishes */

static void
on_command_answer (gpointer data,
                   gpointer user_data)
{
  Question *question = data;

  spill_demo_commands_run (question->self->live, question->self->user,
                           SPILL_COMMAND (question->object));
}

static void
spill_demo_run (SpillSource  *source,
                SpillCommand *command)
{
  SpillDemo *self = SPILL_DEMO (source);
  g_autoptr(GError) error = NULL;

  if (self->is_complete && self->is_started && !self->is_refused)
    {
      ask (self, on_command_answer, command, 0, 0, 0);
      return;
    }

  error = g_error_new_literal (SPILL_ERROR, SPILL_ERROR_UNREACHABLE,
                               _("The demo is not connected."));
  spill_command_fail (command, error);
}

static gboolean
spill_demo_can (SpillSource       *source,
                SpillCommandKind   kind,
                const char       **why)
{
  return TRUE;
}

static void
spill_demo_dispose (GObject *object)
{
  SpillDemo *self = SPILL_DEMO (object);

  g_clear_pointer (&self->live, spill_demo_live_free);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->user, g_free);

  G_OBJECT_CLASS (spill_demo_parent_class)->dispose (object);
}

static void
spill_demo_class_init (SpillDemoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SpillSourceClass *source_class = SPILL_SOURCE_CLASS (klass);

  object_class->dispose = spill_demo_dispose;
  source_class->start = spill_demo_start;
  source_class->stop = spill_demo_stop;
  source_class->hold = spill_demo_hold;
  source_class->release = spill_demo_release;
  source_class->request_older = spill_demo_request_older;
  source_class->request_lines = spill_demo_request_lines;
  source_class->run = spill_demo_run;
  source_class->can = spill_demo_can;
  source_class->set_credentials = spill_demo_set_credentials;
}

static void
spill_demo_init (SpillDemo *self)
{
}

/**
 * spill_demo_new:
 * @master: the master to play; its URL says how large
 * @clock: (nullable): what time it is; %NULL for the wall clock
 * @error: (out): what is wrong with the URL
 *
 * Returns: (transfer full) (nullable): a source, not started and not yet known to @master
 */
SpillSource *
spill_demo_new (SpillMaster  *master,
                SpillClock   *clock,
                GError      **error)
{
  SpillDemo *self;
  SpillDemoOptions options;

  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  if (!spill_demo_options_parse (&options, spill_master_get_url (master), error))
    return NULL;

  self = g_object_new (SPILL_TYPE_DEMO, "master", master, NULL);
  self->options = options;
  self->clock = g_object_ref (clock != NULL ? clock : spill_clock_get_default ());

  return SPILL_SOURCE (self);
}
