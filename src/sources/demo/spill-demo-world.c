#include "sources/demo/spill-demo-world.h"

#include <math.h>
#include <string.h>

#define HOUR 3600.0
#define WEEK (7 * 24 * HOUR)
/* 1 January 1970 was a Thursday. */
#define MONDAY (4 * 24 * HOUR)

#define CHANGE_PERIOD 1200.0       /* working seconds, before the anchor */
#define LIVE_CHANGE_PERIOD 150.0   /* seconds, after it */
#define FIRST_CHANGE_ID 40000

#define LIBRARY "aurora"
#define WEBSITE "aurora-website"

/* splitmix64, Sebastiano Vigna, public domain: https://prng.di.unimi.it/splitmix64.c */
static guint64
mix (guint64 z)
{
  z += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

guint64
spill_demo_world_draw (const SpillDemoWorld *self,
                       SpillDemoDraw         what,
                       guint64               a,
                       guint64               b)
{
  return mix (mix (mix (self->options.seed ^ ((guint64) what << 56)) ^ a) ^ b);
}

double
spill_demo_world_chance (const SpillDemoWorld *self,
                         SpillDemoDraw         what,
                         guint64               a,
                         guint64               b)
{
  return (spill_demo_world_draw (self, what, a, b) >> 11) * 0x1.0p-53;
}

/* People work from 7 to 19 and little at night and on weekends. */
static void
fill_week (SpillDemoWorld *self)
{
  for (guint i = 0; i < 168; i++)
    {
      guint hour = i % 24;
      double pace = i >= 5 * 24 ? 0.12 : hour >= 7 && hour < 19 ? 1 : hour >= 19 ? 0.3 : 0.1;

      self->week[i + 1] = self->week[i] + pace * HOUR;
    }
}

static double
work_at (const SpillDemoWorld *self,
         double                when)
{
  double weeks = floor ((when - MONDAY) / WEEK);
  double hours = (when - MONDAY - weeks * WEEK) / HOUR;
  guint i = CLAMP ((int) hours, 0, 167);

  return weeks * self->week[168]
         + self->week[i] + (hours - i) * (self->week[i + 1] - self->week[i]);
}

/* The reverse of work_at() */
static double
time_of_work (const SpillDemoWorld *self,
              double                work)
{
  double weeks = floor (work / self->week[168]);
  double rest = work - weeks * self->week[168];
  guint low = 0, high = 168;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (self->week[middle] <= rest)
        low = middle;
      else
        high = middle;
    }

  return MONDAY + weeks * WEEK
         + HOUR * (low + (rest - self->week[low]) / (self->week[low + 1] - self->week[low]));
}

static double
time_before_anchor (const SpillDemoWorld *self,
                    double                work)
{
  return time_of_work (self, work_at (self, self->anchor) - work);
}

/* A builder beyond the named ones: a compiler, a platform and a variant. */
static void
invent_builder (SpillDemoWorld   *self,
                SpillDemoBuilder *builder)
{
  static const char * const systems[] = {
    "debian12", "ubuntu2404", "fedora39", "alpine", "rhel9", "opensuse",
  };
  static const char * const compilers[] = { "gcc", "clang" };
  static const char * const variants[] = {
    "debug", "release", "lto", "asan", "static", "shared", "minimal",
  };
  guint64 draw = spill_demo_world_draw (self, SPILL_DEMO_DRAW_BUILDER, builder->index, 0);
  const char *system = systems[draw % G_N_ELEMENTS (systems)];
  const char *compiler = compilers[(draw >> 8) % 2];
  const char *variant = variants[(draw >> 16) % G_N_ELEMENTS (variants)];
  guint dice = (draw >> 24) % 100;

  builder->name = g_strdup_printf ("%s-%s-%s-%u", system, compiler, variant, builder->index);
  builder->tags = g_new0 (char *, 4);
  builder->tags[0] = g_strdup (system);
  builder->tags[1] = g_strdup (compiler);
  builder->tags[2] = g_strdup (variant);
  builder->habit = dice < 72 ? SPILL_DEMO_STEADY : dice < 82 ? SPILL_DEMO_FLAKY
                   : dice < 88 ? SPILL_DEMO_WARNINGS : dice < 93 ? SPILL_DEMO_BROKEN
                   : dice < 95 ? SPILL_DEMO_LONG_BROKEN : dice < 97 ? SPILL_DEMO_NEWLY_BROKEN
                   : dice < 99 ? SPILL_DEMO_EXCEPTION : SPILL_DEMO_NEVER;
  builder->recipe = (draw >> 40) % 8 == 0 ? SPILL_DEMO_RECIPE_SANITIZE : SPILL_DEMO_RECIPE_MAKE;
  builder->seconds = 60 * (1 + (draw >> 48) % 9);
}

static void
choose_workers (SpillDemoWorld    *self,
                SpillDemoBuilder  *builder,
                SpillDemoPlatform  platform)
{
  g_autofree guint *fit = g_new (guint, self->options.n_workers);
  guint n_fit = 0;
  guint first;

  for (guint i = 0; i < self->options.n_workers; i++)
    if (self->workers[i].platform == platform)
      fit[n_fit++] = i;
  if (n_fit == 0)
    for (; n_fit < self->options.n_workers; n_fit++)
      fit[n_fit] = n_fit;

  builder->n_workers = MIN (n_fit, G_N_ELEMENTS (builder->workers));
  first = n_fit > builder->n_workers
          ? spill_demo_world_draw (self, SPILL_DEMO_DRAW_WORKER, builder->index, 0) % n_fit : 0;
  for (guint i = 0; i < builder->n_workers; i++)
    builder->workers[i] = fit[(first + i) % n_fit];
}

/* How many builds there were, how often, and where a bad run begins. */
static void
lay_past (SpillDemoWorld   *self,
          SpillDemoBuilder *builder)
{
  guint64 draw = spill_demo_world_draw (self, SPILL_DEMO_DRAW_BUILDER, builder->index, 1);
  guint n_bad = 0, n_more = 0;

  builder->period = MAX ((30 + draw % 60) * 60.0, builder->seconds * 2.5);
  builder->offset = 120 + builder->seconds * 3 + (draw >> 8) % 1000 * 0.5 * builder->period / 1000;
  builder->n_past = self->options.n_builds + 10 + (draw >> 20) % 1500;
  if (builder->index % 13 == 3)
    builder->n_past = 6 + (draw >> 20) % 12;
  else if (builder->index == 14)
    builder->n_past += 330000;

  switch (builder->habit)
    {
    case SPILL_DEMO_LONG_BROKEN:
      builder->n_past = MAX (builder->n_past, self->options.n_builds + 40);
      n_bad = self->options.n_builds + 8;
      n_more = 1000;
      break;
    case SPILL_DEMO_BROKEN:
      n_bad = 2 + (draw >> 32) % 6;
      n_more = 3 + (draw >> 40) % 4;
      break;
    case SPILL_DEMO_NEWLY_BROKEN:
      n_bad = 1;
      n_more = 2;
      break;
    case SPILL_DEMO_NEVER:
      builder->n_past = 0;
      break;
    case SPILL_DEMO_STEADY:
    case SPILL_DEMO_FLAKY:
    case SPILL_DEMO_EXCEPTION:
    case SPILL_DEMO_WARNINGS:
      break;
    }
  if (n_bad > 0)
    {
      builder->bad_from = builder->n_past - MIN (n_bad, builder->n_past - 1) + 1;
      builder->bad_to = builder->n_past + n_more;
    }
}

static void
make_builder (SpillDemoWorld *self,
              guint           index)
{
  SpillDemoBuilder *builder = &self->builders[index];
  SpillDemoPlatform platform = SPILL_DEMO_LINUX;

  builder->index = index;
  builder->id = index + 1;
  builder->parent = -1;
  builder->project = LIBRARY;
  if (index < spill_demo_n_builders)
    {
      const SpillDemoBuilderCast *cast = &spill_demo_builders[index];

      builder->name = g_strdup (cast->name);
      builder->description = cast->description;
      builder->tags = g_strsplit (cast->tags, " ", -1);
      builder->habit = cast->habit;
      builder->recipe = cast->recipe;
      builder->seconds = cast->minutes * 60;
      platform = cast->platform;
      if (cast->recipe == SPILL_DEMO_RECIPE_WEB)
        builder->project = WEBSITE;
    }
  else
    invent_builder (self, builder);

  choose_workers (self, builder, platform);
  lay_past (self, builder);
  if (platform == SPILL_DEMO_SPARC)
    builder->offset += 30 * HOUR;
  /* Parts are built as often as what triggers them, a little later. */
  for (guint i = 0; i < index; i++)
    if (self->builders[i].recipe == SPILL_DEMO_RECIPE_PIPELINE
        && g_strv_contains ((const char * const *) builder->tags, "part"))
      {
        builder->parent = i;
        builder->n_past = self->builders[i].n_past;
        builder->period = self->builders[i].period;
        builder->offset = self->builders[i].offset - 60;
      }
}

/**
 * spill_demo_world_new:
 * @options: its sizes
 * @anchor: epoch seconds: what is before is history
 *
 * Returns: (transfer full): the same for the same arguments
 */
SpillDemoWorld *
spill_demo_world_new (const SpillDemoOptions *options,
                      double                  anchor)
{
  SpillDemoWorld *self = g_new0 (SpillDemoWorld, 1);

  self->options = *options;
  self->anchor = anchor;
  self->builders = g_new0 (SpillDemoBuilder, options->n_builders);
  self->workers = g_new0 (SpillDemoWorker, options->n_workers);
  fill_week (self);

  for (guint i = 0; i < options->n_workers; i++)
    {
      const SpillDemoWorkerCast *cast = &spill_demo_workers[i % spill_demo_n_workers];
      SpillDemoWorker *worker = &self->workers[i];

      worker->index = i;
      worker->id = i + 1;
      worker->host = cast->host;
      worker->platform = cast->platform;
      worker->name = i < spill_demo_n_workers ? g_strdup (cast->name)
                                              : g_strdup_printf ("linux-%03u", i);
      if (i >= spill_demo_n_workers)
        worker->platform = SPILL_DEMO_LINUX;
      worker->is_offline = i == 5 || (i > 12 && i % 40 == 0);
      worker->is_paused = i == 7;
    }
  for (guint i = 0; i < options->n_builders; i++)
    make_builder (self, i);

  return self;
}

void
spill_demo_world_free (SpillDemoWorld *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->options.n_builders; i++)
    {
      g_free (self->builders[i].name);
      g_strfreev (self->builders[i].tags);
    }
  for (guint i = 0; i < self->options.n_workers; i++)
    g_free (self->workers[i].name);
  g_free (self->builders);
  g_free (self->workers);
  g_free (self);
}

double
spill_demo_world_slot (const SpillDemoWorld   *self,
                       const SpillDemoBuilder *builder,
                       guint                   number)
{
  /* Parts draw like what triggers them, to stay behind it. */
  guint of = builder->parent < 0 ? builder->index : (guint) builder->parent;
  double early = spill_demo_world_chance (self, SPILL_DEMO_DRAW_SLOT, of, number) * 0.3;
  double back = builder->offset + (builder->n_past - (double) number + early) * builder->period;

  return floor (time_before_anchor (self, back));
}

gint64
spill_demo_world_build_id (const SpillDemoWorld   *self,
                           const SpillDemoBuilder *builder,
                           guint                   number)
{
  return (gint64) number * self->options.n_builders + builder->index + 1;
}

double
spill_demo_world_change_time (const SpillDemoWorld *self,
                              gint64                index)
{
  double jitter = 0.8 * spill_demo_world_chance (self, SPILL_DEMO_DRAW_CHANGE, index, 0);

  if (index <= 0)
    return floor (time_before_anchor (self, (-index + jitter) * CHANGE_PERIOD + 40));
  return ceil (self->anchor + (index - jitter) * LIVE_CHANGE_PERIOD);
}

gint64
spill_demo_world_change_at (const SpillDemoWorld *self,
                            double                when)
{
  double back = work_at (self, self->anchor) - work_at (self, when) - 40;
  gint64 index = -(gint64) floor (back / CHANGE_PERIOD);

  while (index < 0 && spill_demo_world_change_time (self, index + 1) <= when)
    index++;
  while (spill_demo_world_change_time (self, index) > when)
    index--;

  return index;
}

gint64
spill_demo_world_change_id (const SpillDemoWorld *self,
                            gint64                index)
{
  return FIRST_CHANGE_ID + index;
}

const char *
spill_demo_world_change_project (const SpillDemoWorld *self,
                                 gint64                index)
{
  guint64 draw = spill_demo_world_draw (self, SPILL_DEMO_DRAW_CHANGE, index, 1);

  return draw % 7 == 0 ? WEBSITE : LIBRARY;
}

const char *
spill_demo_world_change_author (const SpillDemoWorld *self,
                                gint64                index)
{
  guint64 draw = spill_demo_world_draw (self, SPILL_DEMO_DRAW_CHANGE, index, 2);

  return spill_demo_people[draw % spill_demo_n_people];
}

/* The website is numbered, the library has hashes. */
char *
spill_demo_world_change_revision (const SpillDemoWorld *self,
                                  gint64                index)
{
  if (strcmp (spill_demo_world_change_project (self, index), WEBSITE) == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, 21000 + index);

  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x%08x",
                          spill_demo_world_draw (self, SPILL_DEMO_DRAW_CHANGE, index, 3),
                          spill_demo_world_draw (self, SPILL_DEMO_DRAW_CHANGE, index, 4),
                          (guint) spill_demo_world_draw (self, SPILL_DEMO_DRAW_CHANGE, index, 5));
}

const char *
spill_demo_project_repository (const char *project)
{
  return g_str_equal (project, WEBSITE) ? "svn://svn.example.org/website"
                                        : "https://git.example.org/aurora.git";
}

const char *
spill_demo_project_branch (const char *project)
{
  return g_str_equal (project, WEBSITE) ? "trunk" : "main";
}

/**
 * spill_demo_world_make_change:
 * @self: a world
 * @index: of the change
 *
 * Returns: (transfer full): a new object, always with the same content
 */
SpillChange *
spill_demo_world_make_change (const SpillDemoWorld *self,
                              gint64                index)
{
  guint64 draw = spill_demo_world_draw (self, SPILL_DEMO_DRAW_CHANGE, index, 6);
  const char *project = spill_demo_world_change_project (self, index);
  g_autofree char *revision = spill_demo_world_change_revision (self, index);
  g_autofree char *link = g_strdup_printf ("https://git.example.org/%s/commit/%s",
                                           project, revision);
  const char *files[9] = { NULL };
  guint n_files = 1 + draw % 100 * (draw % 100) / 1500;

  for (guint i = 0; i < n_files; i++)
    files[i] = spill_demo_files[((draw >> 8) + i * 5) % spill_demo_n_files];

  return g_object_new (SPILL_TYPE_CHANGE,
                       "id", spill_demo_world_change_id (self, index),
                       "author", spill_demo_world_change_author (self, index),
                       "comments", spill_demo_comments[(draw >> 16) % spill_demo_n_comments],
                       "files", files,
                       "revision", revision,
                       "revlink", link,
                       "branch", spill_demo_project_branch (project),
                       "project", project,
                       "repository", spill_demo_project_repository (project),
                       "codebase", "",
                       "when", spill_demo_world_change_time (self, index),
                       "properties", "{}",
                       NULL);
}
