#include "sources/demo/spill-demo-run.h"

#include <math.h>

/* More changes than these are not told with one build. */
#define MAX_CHANGES 8

static SpillResult
result_of_chance (double chance,
                  double failing)
{
  if (chance < failing)
    return SPILL_RESULT_FAILURE;
  chance -= failing;

  return chance < 0.010 ? SPILL_RESULT_EXCEPTION
         : chance < 0.015 ? SPILL_RESULT_RETRY
         : chance < 0.025 ? SPILL_RESULT_CANCELLED
         : chance < 0.028 ? SPILL_RESULT_SKIPPED
         : chance < 0.070 ? SPILL_RESULT_WARNINGS
         : SPILL_RESULT_SUCCESS;
}

static SpillResult
choose_result (const SpillDemoWorld   *world,
               const SpillDemoBuilder *builder,
               guint                   number)
{
  double chance = spill_demo_world_chance (world, SPILL_DEMO_DRAW_RESULT, builder->index, number);

  if (builder->bad_from > 0 && number >= builder->bad_from && number < builder->bad_to)
    /* What is to be seen of it now is the fault. */
    return chance < 0.06 && number < builder->n_past ? SPILL_RESULT_EXCEPTION : SPILL_RESULT_FAILURE;
  if (builder->bad_from > 0 && (number + 1 == builder->bad_from || number == builder->bad_to))
    return SPILL_RESULT_SUCCESS;

  switch (builder->habit)
    {
    case SPILL_DEMO_FLAKY:
      return result_of_chance (chance, 0.25);
    case SPILL_DEMO_EXCEPTION:
      return number == builder->n_past ? SPILL_RESULT_EXCEPTION
             : chance < 0.2 ? SPILL_RESULT_EXCEPTION : result_of_chance (chance, 0);
    case SPILL_DEMO_WARNINGS:
      return chance < 0.03 ? SPILL_RESULT_FAILURE : SPILL_RESULT_WARNINGS;
    case SPILL_DEMO_STEADY:
    case SPILL_DEMO_LONG_BROKEN:
    case SPILL_DEMO_BROKEN:
    case SPILL_DEMO_NEWLY_BROKEN:
    case SPILL_DEMO_NEVER:
      break;
    }

  return result_of_chance (chance, 0.02);
}

/* Which step spoils it. A lasting fault stays at its step. */
static guint
choose_bad_step (const SpillDemoRun *self)
{
  const SpillDemoStepCast *steps = spill_demo_recipes[self->builder->recipe].steps;
  gboolean lasting = self->builder->bad_from > 0 && self->number >= self->builder->bad_from;
  guint64 which = lasting ? G_MAXUINT64 : self->number + G_GUINT64_CONSTANT (0x100000000);
  guint64 draw = spill_demo_world_draw (self->world, SPILL_DEMO_DRAW_RESULT,
                                        self->builder->index, which);
  guint may_fail[SPILL_DEMO_MAX_STEPS] = { 0 };
  guint n_may_fail = 0, n_steps = 0;

  for (; n_steps < SPILL_DEMO_MAX_STEPS && steps[n_steps].name != NULL; n_steps++)
    if (steps[n_steps].flags & SPILL_DEMO_STEP_MAY_FAIL)
      may_fail[n_may_fail++] = n_steps;

  switch (self->result)
    {
    case SPILL_RESULT_FAILURE:
      /* Flaky is what tests are: the last one that may fail. */
      if (self->builder->habit == SPILL_DEMO_FLAKY)
        return may_fail[n_may_fail - 1];
      return may_fail[draw % n_may_fail];
    case SPILL_RESULT_WARNINGS:
      return may_fail[0];
    case SPILL_RESULT_EXCEPTION:
    case SPILL_RESULT_RETRY:
    case SPILL_RESULT_CANCELLED:
      return draw % n_steps;
    default:
      return G_MAXUINT;
    }
}

static double
vary (const SpillDemoRun *self,
      guint               step,
      double              low,
      double              high)
{
  guint64 which = ((guint64) self->number << 8) | step;

  return low + (high - low) * spill_demo_world_chance (self->world, SPILL_DEMO_DRAW_DURATION,
                                                       self->builder->index, which);
}

static void
lay_step (SpillDemoRun            *self,
          const SpillDemoStepCast *cast,
          double                   at,
          double                   seconds,
          SpillResult              result)
{
  double n_lines = self->world->options.n_lines;
  guint i = self->n_steps++;
  SpillDemoStep *step = &self->steps[i];

  step->cast = cast;
  step->start = at;
  step->end = at + seconds;
  step->result = result;
  if (cast->text != SPILL_DEMO_TEXT_NONE)
    step->n_lines = MAX (6, n_lines * cast->lines * vary (self, 0x80 | i, 0.8, 1));
  if (cast->flags & SPILL_DEMO_STEP_LOCK)
    step->waited = seconds * 0.9;
}

/* Everything about its steps: from the recipe, the result and the number. */
static void
lay_steps (SpillDemoRun *self)
{
  const SpillDemoStepCast *steps = spill_demo_recipes[self->builder->recipe].steps;
  guint bad = choose_bad_step (self);
  double seconds = self->builder->seconds * vary (self, 0xff, 0.85, 1.1);
  double at = 0.5;
  gboolean halted = FALSE;

  if (self->result == SPILL_RESULT_SKIPPED)
    seconds *= 0.01;

  for (guint i = 0; i < SPILL_DEMO_MAX_STEPS && steps[i].name != NULL; i++)
    {
      const SpillDemoStepCast *cast = &steps[i];
      double part = seconds * cast->weight * vary (self, i, 0.85, 1.15);
      SpillResult result = SPILL_RESULT_SUCCESS;

      if (halted && !(cast->flags & SPILL_DEMO_STEP_HIDDEN))
        continue;
      if (i == bad)
        {
          result = self->result;
          if (result != SPILL_RESULT_WARNINGS)
            part *= 0.2 + 0.7 * vary (self, 0x40, 0, 1);
          if (result != SPILL_RESULT_WARNINGS && result != SPILL_RESULT_FAILURE)
            halted = TRUE;
          else if (result == SPILL_RESULT_FAILURE && (cast->flags & SPILL_DEMO_STEP_HALT))
            halted = TRUE;
        }
      else if (self->result == SPILL_RESULT_SKIPPED
               || ((cast->flags & SPILL_DEMO_STEP_SKIPPED) && self->number % 3 != 0))
        {
          result = SPILL_RESULT_SKIPPED;
          part = 0;
        }
      lay_step (self, cast, at, part, result);
      at += part;
    }
  self->duration = at + 0.5;
}

/**
 * spill_demo_run_init_past:
 * @self: (out caller-allocates): filled; nothing in it is to be freed
 */
void
spill_demo_run_init_past (SpillDemoRun           *self,
                          const SpillDemoWorld   *world,
                          const SpillDemoBuilder *builder,
                          guint                   number)
{
  guint64 draw = spill_demo_world_draw (world, SPILL_DEMO_DRAW_WORKER, builder->index, number);

  *self = (SpillDemoRun) {
    .world = world, .builder = builder, .number = number,
    .id = spill_demo_world_build_id (world, builder, number),
    .started = spill_demo_world_slot (world, builder, number),
    .result = choose_result (world, builder, number),
    .is_finished = TRUE,
    .worker = builder->workers[draw % builder->n_workers],
  };
  self->request_id = self->id;
  lay_steps (self);
  self->n_begun = self->n_ended = self->n_steps;
}

/**
 * spill_demo_run_new:
 *
 * Returns: (transfer full): with its whole course, and no changes, no reason and no worker yet
 */
SpillDemoRun *
spill_demo_run_new (const SpillDemoWorld   *world,
                    const SpillDemoBuilder *builder,
                    guint                   number,
                    double                  started)
{
  SpillDemoRun *self = g_new (SpillDemoRun, 1);

  *self = (SpillDemoRun) {
    .world = world, .builder = builder, .number = number,
    .id = spill_demo_world_build_id (world, builder, number),
    .started = started,
    .result = choose_result (world, builder, number),
    .change_last = -1,
  };
  self->children = g_array_new (FALSE, FALSE, sizeof (SpillDemoLink));
  lay_steps (self);

  return self;
}

/* The changes of its project since the build before it, newest last. */
static void
find_past_changes (SpillDemoRun *self)
{
  const SpillDemoWorld *world = self->world;
  gint64 last = spill_demo_world_change_at (world, self->started);
  gint64 first = self->number > 1
                 ? spill_demo_world_change_at (world, spill_demo_world_slot (world, self->builder,
                                                                             self->number - 1)) + 1
                 : last;
  gint64 told;

  self->change_first = MAX (first, last - MAX_CHANGES);
  self->change_last = last;
  for (told = last; told > last - 100; told--)
    if (g_str_equal (spill_demo_world_change_project (world, told), self->builder->project))
      break;
  self->revision = spill_demo_world_change_revision (world, told);
}

/**
 * spill_demo_run_new_past:
 *
 * Returns: (transfer full): build @number of @builder, which began before the anchor
 */
SpillDemoRun *
spill_demo_run_new_past (const SpillDemoWorld   *world,
                         const SpillDemoBuilder *builder,
                         guint                   number)
{
  SpillDemoRun *self = g_new (SpillDemoRun, 1);

  spill_demo_run_init_past (self, world, builder, number);
  self->children = g_array_new (FALSE, FALSE, sizeof (SpillDemoLink));
  self->branch = g_strdup (spill_demo_project_branch (builder->project));
  find_past_changes (self);

  if (builder->parent >= 0)
    {
      SpillDemoBuilder *parent = &world->builders[builder->parent];
      gint64 id = spill_demo_world_build_id (world, parent, number);

      self->parent = (SpillDemoLink) { parent, number, id, id };
      self->scheduler = g_strdup ("parts");
      self->reason = g_strdup (SPILL_DEMO_PARTS_REASON);
    }
  else if (g_strv_contains ((const char * const *) builder->tags, "nightly"))
    {
      self->scheduler = g_strdup ("nightly");
      self->reason = g_strdup (SPILL_DEMO_NIGHTLY_REASON);
    }
  else
    {
      self->scheduler = g_strdup ("commits");
      self->reason = g_strdup (SPILL_DEMO_COMMIT_REASON);
    }
  for (guint i = 0; i < world->options.n_builders; i++)
    if (builder->recipe == SPILL_DEMO_RECIPE_PIPELINE
        && world->builders[i].parent == (int) builder->index)
      {
        gint64 id = spill_demo_world_build_id (world, &world->builders[i], number);
        SpillDemoLink child = { &world->builders[i], number, id, id };

        g_array_append_val (self->children, child);
      }

  return self;
}

void
spill_demo_run_free (SpillDemoRun *self)
{
  g_free (self->reason);
  g_free (self->scheduler);
  g_free (self->owner);
  g_free (self->revision);
  g_free (self->branch);
  g_clear_pointer (&self->values, g_variant_unref);
  g_clear_pointer (&self->children, g_array_unref);
  g_free (self);
}

void
spill_demo_run_cut (SpillDemoRun *self,
                    double        after,
                    SpillResult   result)
{
  self->duration = after;
  self->result = result;
  while (self->n_steps > 0 && self->steps[self->n_steps - 1].start > after)
    self->n_steps--;
  if (self->n_steps > 0 && self->steps[self->n_steps - 1].end > after)
    {
      SpillDemoStep *step = &self->steps[self->n_steps - 1];

      step->n_lines *= (after - step->start) / (step->end - step->start);
      step->end = after;
      step->result = result;
    }
}

double
spill_demo_run_get_finished (const SpillDemoRun *self)
{
  return self->started + self->duration;
}

static const char *
result_word (SpillResult result)
{
  switch (result)
    {
    case SPILL_RESULT_WARNINGS:
      return "warnings";
    case SPILL_RESULT_FAILURE:
      return "failed";
    case SPILL_RESULT_EXCEPTION:
      return "exception";
    case SPILL_RESULT_RETRY:
      return "retry";
    case SPILL_RESULT_CANCELLED:
      return "cancelled";
    default:
      return NULL;
    }
}

char *
spill_demo_run_dup_text (const SpillDemoRun *self)
{
  const char *word = result_word (self->result);

  if (self->result == SPILL_RESULT_SKIPPED)
    return g_strdup ("build skipped");
  for (guint i = 0; i < self->n_steps && word != NULL; i++)
    if (self->steps[i].result == self->result)
      return g_strdup_printf ("%s %s", word, self->steps[i].cast->name);

  return g_strdup (word != NULL ? word : "build successful");
}

/**
 * spill_demo_step_dup_text:
 * @step: a step
 * @share: how much of it is done, 0 to 1; 1 and more: it is finished
 *
 * Returns: (transfer full): what the master says of it in one line
 */
char *
spill_demo_step_dup_text (const SpillDemoStep *step,
                          double               share)
{
  const char *word;

  if (share < 1 && step->cast->text == SPILL_DEMO_TEXT_TEST)
    return g_strdup_printf ("%s, %u of %u", step->cast->doing, (guint) (share * step->n_lines),
                            step->n_lines);
  if (share < 1 && step->cast->text == SPILL_DEMO_TEXT_COMPILE)
    return g_strdup_printf ("%s, %.0f %%", step->cast->doing, share * 100);
  if (share < 1)
    return g_strdup (step->cast->doing);

  word = step->result == SPILL_RESULT_FAILURE ? "failure" : result_word (step->result);
  if (step->result == SPILL_RESULT_SKIPPED)
    word = "skipped";
  if (step->result == SPILL_RESULT_FAILURE && step->cast->text == SPILL_DEMO_TEXT_TEST)
    return g_strdup_printf ("%s, %u failed (failure)", step->cast->name, 1 + step->n_lines % 7);

  return word != NULL ? g_strdup_printf ("%s (%s)", step->cast->name, word)
                      : g_strdup (step->cast->name);
}
