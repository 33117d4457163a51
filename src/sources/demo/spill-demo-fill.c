#include "sources/demo/spill-demo-fill.h"

#include <string.h>

#include "model/spill-source-stamp.h"
#include "sources/demo/spill-demo-text.h"

#define STEPS_PER_BUILD 16
#define LOGS_PER_STEP 4

gint64
spill_demo_fill_step_id (const SpillDemoRun *run,
                         guint               step)
{
  return run->id * STEPS_PER_BUILD + step;
}

SpillDemoRun *
spill_demo_fill_get_run (SpillDemoLive  *live,
                         SpillBuild     *build,
                         SpillDemoRun  **past)
{
  guint index = spill_builder_get_id (spill_build_get_builder (build)) - 1;
  const SpillDemoBuilder *builder = &live->world->builders[index];
  guint number = spill_build_get_number (build);
  SpillDemoRun *run = spill_demo_live_find_run (live, builder, number);

  *past = NULL;
  if (run != NULL)
    return run;

  run = *past = spill_demo_run_new_past (live->world, builder, number);
  /* One that was forgotten, but somebody still looks at. */
  if (number > builder->n_past)
    run->started = spill_build_get_started (build);

  return run;
}

/* How much of it is done: 1 once it has ended. */
static double
share_done (const SpillDemoRun *run,
            guint               step,
            double              now)
{
  const SpillDemoStep *it = &run->steps[step];

  if (step < run->n_ended || it->end <= it->start)
    return 1;

  return CLAMP ((now - run->started - it->start) / (it->end - it->start), 0, 0.999);
}

static void
fill_logs (const SpillDemoRun *run,
           SpillStep          *it,
           guint               step,
           double              share)
{
  SpillDemoLog logs[SPILL_DEMO_MAX_LOGS];
  guint n_logs = spill_demo_text_list (run, step, logs);

  for (guint i = 0; i < n_logs && (i == 0 || share >= 1); i++)
    {
      gint64 id = spill_demo_fill_step_id (run, step) * LOGS_PER_STEP + i;
      SpillLog *log = spill_step_add_log (it, id, logs[i].name);
      guint64 n_before = spill_log_get_n_lines (log);
      guint64 n_lines = share >= 1 ? logs[i].n_lines : (guint64) (logs[i].n_lines * share);

      spill_log_set_slug (log, logs[i].slug);
      spill_log_set_log_type (log, logs[i].type);
      /* Who follows it gets the new lines, everybody their number. */
      if (spill_log_is_held (log) && spill_log_get_part_state (log) == SPILL_PART_HERE
          && n_lines > n_before)
        spill_demo_fill_lines (run, log, n_before, n_lines - n_before);
      spill_log_set_n_lines (log, n_lines);
      if (share >= 1)
        spill_log_set_complete (log);
    }
}

static GPtrArray *
make_urls (const SpillDemoRun *run,
           guint               step)
{
  SpillDemoStepFlags flags = run->steps[step].cast->flags;
  GPtrArray *urls = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_url_free);
  g_autofree char *upload = g_strdup_printf ("https://files.example.org/%u/%u/",
                                             run->builder->index, run->number);

  if (flags & SPILL_DEMO_STEP_URL)
    g_ptr_array_add (urls, spill_url_new ("download", upload));
  for (guint i = 0; (flags & SPILL_DEMO_STEP_TRIGGER) && i < run->children->len; i++)
    {
      const SpillDemoLink *child = &g_array_index (run->children, SpillDemoLink, i);
      g_autofree char *name = NULL;
      g_autofree char *url = NULL;

      if (child->number > 0)
        {
          name = g_strdup_printf ("%s #%u", child->builder->name, child->number);
          url = g_strdup_printf ("http://demo.example.org/#/builders/%u/builds/%u",
                                 (guint) child->builder->id, child->number);
        }
      else
        {
          name = g_strdup_printf ("%s #%" G_GINT64_FORMAT, child->builder->name, child->request_id);
          url = g_strdup_printf ("http://demo.example.org/#/buildrequests/%" G_GINT64_FORMAT,
                                 child->request_id);
        }
      g_ptr_array_add (urls, spill_url_new (name, url));
    }

  return urls;
}

static void
fill_children (const SpillDemoRun *run,
               SpillBuild         *build)
{
  for (guint i = 0; i < run->children->len; i++)
    {
      const SpillDemoLink *child = &g_array_index (run->children, SpillDemoLink, i);
      SpillBuildLink link = {
        child->builder->name, child->builder->id, child->number, child->id, child->request_id,
      };

      spill_build_add_child (build, &link);
    }
}

/* A step that was seen running gets its logs finished before its end is told, one of the past is
 * told in one go: it is no news. */
void
spill_demo_fill_step (const SpillDemoRun *run,
                      SpillBuild         *build,
                      guint               step,
                      double              now)
{
  const SpillDemoStep *plan = &run->steps[step];
  double share = share_done (run, step, now);
  g_autofree char *text = spill_demo_step_dup_text (plan, share);
  gboolean is_new = spill_list_find (spill_build_get_steps (build), step) == NULL;
  SpillStep *it = spill_build_add_step (build, step, plan->cast->name);

  spill_step_begin (it);
  spill_step_set_id (it, spill_demo_fill_step_id (run, step));
  spill_step_set_hidden (it, (plan->cast->flags & SPILL_DEMO_STEP_HIDDEN) != 0);
  spill_step_set_started (it, run->started + plan->start);
  if (plan->waited > 0 && now > run->started + plan->start + plan->waited)
    spill_step_set_locks_acquired (it, run->started + plan->start + plan->waited);
  spill_step_set_text (it, text);
  if (share >= 1 || (plan->cast->flags & SPILL_DEMO_STEP_TRIGGER))
    spill_step_set_urls (it, make_urls (run, step));
  if (share >= 1 && is_new)
    spill_step_set_finished (it, run->started + plan->end, plan->result);
  spill_step_end (it);

  if (plan->cast->flags & SPILL_DEMO_STEP_TRIGGER)
    fill_children (run, build);
  /* Of one that begins before our eyes, all logs are seen to begin. */
  if (is_new && run->is_followed)
    spill_step_set_part_state (it, SPILL_PART_LOGS, SPILL_PART_HERE, NULL);
  fill_logs (run, it, step, share);
  if (share >= 1)
    spill_step_set_finished (it, run->started + plan->end, plan->result);
}

void
spill_demo_fill_steps (const SpillDemoRun *run,
                       SpillBuild         *build,
                       double              now)
{
  spill_build_begin (build);
  for (guint i = 0; i < run->n_begun; i++)
    spill_demo_fill_step (run, build, i, now);
  spill_build_end (build);
}

static char *
as_json (const char *text)
{
  GString *json = g_string_new ("\"");

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (json, '\\');
      if (*p == '\n')
        g_string_append (json, "\\n");
      else
        g_string_append_c (json, *p);
    }
  g_string_append_c (json, '"');

  return g_string_free (json, FALSE);
}

static void
set_text_property (SpillBuild *build,
                   const char *name,
                   const char *value,
                   const char *source)
{
  g_autofree char *json = as_json (value != NULL ? value : "");

  spill_build_set_property (build, name, json, source);
}

static void
set_forced_properties (const SpillDemoRun *run,
                       SpillBuild         *build)
{
  const char *name;
  GVariant *value;
  GVariantIter iter;

  if (run->values == NULL)
    return;

  g_variant_iter_init (&iter, run->values);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autofree char *text = NULL;

      if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
        set_text_property (build, name, g_variant_get_string (value, NULL), "Force Build Form");
      else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
        spill_build_set_property (build, name, g_variant_get_boolean (value) ? "true" : "false",
                                  "Force Build Form");
      else
        {
          text = g_variant_print (value, FALSE);
          set_text_property (build, name, text, "Force Build Form");
        }
      g_variant_unref (value);
    }
}

void
spill_demo_fill_properties (const SpillDemoRun *run,
                            SpillBuild         *build)
{
  g_autofree char *number = g_strdup_printf ("%u", run->number);
  const char *git = "Git";

  if (run->builder->recipe == SPILL_DEMO_RECIPE_WEB)
    git = "SVN";
  spill_build_begin (build);
  set_text_property (build, "branch", run->branch, "Build");
  set_text_property (build, "builddir", "/var/lib/worker/build", "Worker");
  set_text_property (build, "buildername", run->builder->name, "Builder");
  spill_build_set_property (build, "buildnumber", number, "Build");
  set_text_property (build, "codebase", "", "Build");
  set_text_property (build, "project", run->builder->project, "Build");
  set_text_property (build, "repository",
                     spill_demo_project_repository (run->builder->project), "Build");
  set_text_property (build, "revision", run->revision, "Build");
  set_text_property (build, "scheduler", run->scheduler, "Scheduler");
  set_text_property (build, "workername", run->world->workers[run->worker].name, "Worker");
  spill_build_set_property (build, "features", "{\"threads\": true, \"docs\": [\"html\", \"man\"]}",
                            "Builder");
  if (run->n_ended > 1)
    set_text_property (build, "got_revision", run->revision, git);
  if (run->owner != NULL)
    set_text_property (build, "owner", run->owner, "Scheduler");
  set_forced_properties (run, build);
  spill_build_end (build);
}

/* The changes of the run's own project, oldest first. */
static GPtrArray *
collect_changes (SpillDemoLive      *live,
                 const SpillDemoRun *run)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (g_object_unref);

  for (gint64 i = run->change_first; i <= run->change_last; i++)
    {
      g_autoptr(SpillChange) change = spill_demo_live_dup_change (live, i);

      if (g_strcmp0 (spill_change_get_project (change), run->builder->project) == 0)
        g_ptr_array_add (changes, g_steal_pointer (&change));
    }

  return changes;
}

static void
set_people (SpillBuild *build,
            GPtrArray  *changes)
{
  g_autoptr(GPtrArray) people = g_ptr_array_new ();

  for (guint i = 0; i < changes->len; i++)
    {
      const char *author = spill_change_get_author (g_ptr_array_index (changes, i));

      if (author != NULL && !g_ptr_array_find_with_equal_func (people, author, g_str_equal, NULL))
        g_ptr_array_add (people, (char *) author);
    }
  g_ptr_array_add (people, NULL);
  spill_build_set_people (build, (const char * const *) people->pdata);
}

void
spill_demo_fill_people (SpillDemoLive      *live,
                        const SpillDemoRun *run,
                        SpillBuild         *build)
{
  g_autoptr(GPtrArray) changes = collect_changes (live, run);

  spill_build_begin (build);
  set_people (build, changes);
  spill_build_set_revision (build, run->revision, run->branch);
  spill_build_end (build);
}

void
spill_demo_fill_changes (SpillDemoLive      *live,
                         const SpillDemoRun *run,
                         SpillBuild         *build)
{
  g_autoptr(GPtrArray) changes = collect_changes (live, run);
  g_autoptr(GPtrArray) stamps = g_ptr_array_new_with_free_func (g_object_unref);
  const char *project = run->builder->project;

  g_ptr_array_add (stamps,
                   g_object_new (SPILL_TYPE_SOURCE_STAMP,
                                 "id", run->id,
                                 "branch", run->branch,
                                 "revision", run->revision != NULL ? run->revision : "",
                                 "project", project,
                                 "repository", spill_demo_project_repository (project),
                                 "codebase", "",
                                 "created", run->started - 5,
                                 NULL));
  spill_build_begin (build);
  set_people (build, changes);
  spill_build_set_reason (build, run->reason);
  spill_build_set_scheduler (build, run->scheduler);
  spill_build_set_revision (build, run->revision, run->branch);
  spill_build_set_changes (build, changes);
  spill_build_set_source_stamps (build, stamps);
  if (run->builder->recipe == SPILL_DEMO_RECIPE_BENCH)
    spill_build_set_locks_duration (build, run->builder->seconds * 0.07);
  if (run->parent.builder != NULL)
    {
      SpillBuildLink parent = {
        (char *) "Triggered from", run->parent.builder->id, run->parent.number, run->parent.id,
        run->parent.request_id,
      };

      spill_build_set_parent (build, &parent);
    }
  spill_build_end (build);
}

/**
 * spill_demo_fill_lines:
 *
 * Writes lines [@first, @first + @n) of @log as far as there are any in the end.
 */
void
spill_demo_fill_lines (const SpillDemoRun *run,
                       SpillLog           *log,
                       guint64             first,
                       guint               n)
{
  gint64 id = spill_log_get_id (log);
  guint step = id / LOGS_PER_STEP % STEPS_PER_BUILD;
  guint index = id % LOGS_PER_STEP;
  SpillDemoLog logs[SPILL_DEMO_MAX_LOGS];
  g_autoptr(GString) text = g_string_sized_new ((gsize) n * 64);

  if (step >= run->n_steps || index >= spill_demo_text_list (run, step, logs)
      || logs[index].type == SPILL_LOG_DELETED)
    return;

  n = first < logs[index].n_lines ? MIN (n, logs[index].n_lines - first) : 0;
  for (guint i = 0; i < n; i++)
    spill_demo_text_append (run, step, index, first + i, text);
  if (n > 0)
    spill_log_add_lines (log, first, text->str, text->len);
}

void
spill_demo_fill_build (SpillDemoLive          *live,
                       const SpillDemoBuilder *builder,
                       guint                   number)
{
  SpillDemoRun *run = spill_demo_live_find_run (live, builder, number);
  SpillDemoRun past;
  SpillBuild *build;
  g_autofree char *text = NULL;

  if (!spill_demo_live_has_build (live, builder, number))
    return;
  if (run == NULL)
    {
      spill_demo_run_init_past (&past, live->world, builder, number);
      run = &past;
    }
  if (!run->is_finished)
    return;

  text = spill_demo_run_dup_text (run);
  build = spill_builder_add_build (spill_demo_live_get_builder (live, builder), run->id, number);
  spill_build_begin (build);
  spill_build_set_request_id (build, run->request_id);
  spill_build_set_worker_name (build, live->world->workers[run->worker].name);
  spill_build_set_started (build, run->started);
  spill_build_set_text (build, text);
  spill_build_set_finished (build, spill_demo_run_get_finished (run), run->result);
  spill_build_end (build);
}
