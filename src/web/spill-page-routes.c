#include <string.h>

#include "web/spill-page-job-private.h"

/* Which page is where, and what it takes: arguments as 0.8 has them. What a page does not know it
 * ignores, as 0.8 does; what it knows and cannot read is an error that names it. */

#define DAY (24 * 60 * 60)
#define LEAST_RELOAD 5      /* seconds: nobody's page should keep us busy */

typedef gboolean (*Read) (SpillPageJob  *job,
                          GError       **error);

typedef struct
{
  const char         *path[3];
  SpillPageKind       kind;
  Read                read;
  const char * const *args;
} Route;

static gboolean
read_reload (SpillPageJob  *job,
             GError       **error)
{
  if (g_strcmp0 (spill_page_args_get (job->args, "reload"), "none") == 0)
    return TRUE;
  if (!spill_page_args_get_count (job->args, "reload", 0, DAY, &job->reload, error))
    return FALSE;
  if (job->reload > 0)
    job->reload = MAX (job->reload, LEAST_RELOAD);

  return TRUE;
}

static const char * const *
tags_of (SpillPageJob *job)
{
  const char * const *tags = spill_page_args_get_list (job->args, "tag", NULL);

  return tags != NULL ? tags : spill_page_args_get_list (job->args, "category", NULL);
}

static gboolean
read_waterfall (SpillPageJob  *job,
                GError       **error)
{
  SpillWaterfallQuery *query = &job->query.waterfall;
  gboolean show_events = TRUE;

  query->builders = spill_page_args_get_list (job->args, "builder", "show");
  query->tags = tags_of (job);
  query->categories = spill_page_args_get_list (job->args, "category", NULL);
  query->branches = spill_page_args_get_list (job->args, "branch", NULL);
  query->committers = spill_page_args_get_list (job->args, "committer", NULL);
  query->projects = spill_page_args_get_list (job->args, "project", NULL);
  if (!spill_page_args_get_flag (job->args, "failures_only", &query->failures_only, error)
      || !spill_page_args_get_flag (job->args, "show_events", &show_events, error)
      || !spill_page_args_get_flag (job->args, "nobubble", &query->no_bubble, error)
      || !spill_page_args_get_time (job->args, "last_time", &query->last_time, error)
      || !spill_page_args_get_time (job->args, "first_time", &query->first_time, error)
      || !spill_page_args_get_time (job->args, "show_time", &query->show_time, error)
      || !spill_page_args_get_count (job->args, "num_events", 1, SPILL_PAGE_MAX_NUM_EVENTS,
                                     &query->num_events, error))
    return FALSE;

  query->hide_events = !show_events;
  return TRUE;
}

static gboolean
read_grid (SpillPageJob  *job,
           GError       **error)
{
  SpillGridQuery *query = &job->query.grid;

  query->tags = tags_of (job);
  query->branches = spill_page_args_get_list (job->args, "branch", NULL);

  return spill_page_args_get_count (job->args, "width", 1, SPILL_GRID_MAX_STAMPS, &query->n_stamps, error);
}

static gboolean
read_tgrid (SpillPageJob  *job,
            GError       **error)
{
  SpillGridQuery *query = &job->query.grid;

  query->tags = tags_of (job);
  query->branches = spill_page_args_get_list (job->args, "branch", NULL);
  /* The texts want no error for another word, but the default order. */
  query->newest_first = g_strcmp0 (spill_page_args_get (job->args, "rev_order"), "desc") == 0;

  return spill_page_args_get_count (job->args, "length", 1, SPILL_GRID_MAX_STAMPS, &query->n_stamps, error);
}

static gboolean
read_console (SpillPageJob  *job,
              GError       **error)
{
  SpillConsoleQuery *query = &job->query.console;

  query->builders = spill_page_args_get_list (job->args, "builder", NULL);
  query->tags = tags_of (job);
  query->branches = spill_page_args_get_list (job->args, "branch", NULL);
  query->names = spill_page_args_get_list (job->args, "name", NULL);
  query->repository = spill_page_args_get (job->args, "repository");
  query->project = spill_page_args_get (job->args, "project");
  query->codebase = spill_page_args_get (job->args, "codebase");

  return spill_page_args_get_count (job->args, "revs", 1, SPILL_CONSOLE_MAX_CHANGES, &query->n_changes, error);
}

static gboolean
read_builder (SpillPageJob  *job,
              GError       **error)
{
  job->build = 20;

  return spill_page_args_get_count (job->args, "numbuilds", 1, SPILL_PAGE_MAX_BUILDS, &job->build, error);
}

static const char *const waterfall_args[] = {
  "builder", "show", "tag", "category", "branch", "committer", "project", "failures_only", "show_events",
  "last_time", "first_time", "show_time", "num_events", "nobubble", NULL
};
static const char *const grid_args[] = { "tag", "category", "branch", "width", NULL };
static const char *const tgrid_args[] = { "tag", "category", "branch", "length", "rev_order", NULL };
static const char *const console_args[] = {
  "builder", "tag", "category", "branch", "name", "repository", "project", "codebase", "revs", NULL
};
static const char *const builder_args[] = { "numbuilds", NULL };
static const char *const no_args[] = { NULL };

static const Route routes[] = {
  { { "" },                  SPILL_PAGE_KIND_INDEX,          NULL,           no_args },
  { { "waterfall" },         SPILL_PAGE_KIND_WATERFALL,      read_waterfall, waterfall_args },
  { { "waterfall", "help" }, SPILL_PAGE_KIND_WATERFALL_HELP, read_waterfall, waterfall_args },
  { { "grid" },              SPILL_PAGE_KIND_GRID,           read_grid,      grid_args },
  { { "tgrid" },             SPILL_PAGE_KIND_TGRID,          read_tgrid,     tgrid_args },
  { { "console" },           SPILL_PAGE_KIND_CONSOLE,        read_console,   console_args },
};
static const Route builder_route = { { NULL }, SPILL_PAGE_KIND_BUILDER, read_builder, builder_args };
static const Route build_route = { { NULL }, SPILL_PAGE_KIND_BUILD, NULL, no_args };
static const Route change_route = { { NULL }, SPILL_PAGE_KIND_CHANGE, NULL, no_args };
static const Route away_route = { { NULL }, SPILL_PAGE_KIND_AWAY, NULL, no_args };

static gboolean
is_path (const char * const *segments,
         const Route        *route)
{
  for (guint i = 0; i < G_N_ELEMENTS (route->path); i++)
    {
      if (g_strcmp0 (segments[i], route->path[i]) != 0)
        return FALSE;
      if (segments[i] == NULL)
        return TRUE;
    }

  return TRUE;
}

static gboolean
read_number (const char *text,
             guint64     most,
             guint64    *number)
{
  return g_ascii_string_to_unsigned (text, 10, 0, most, number, NULL);
}

/* builders/NAME[/builds/N[/steps/STEP[/logs/LOG]]]: a trailing slash is accepted, as by 0.8. */
static const Route *
find_builder_route (SpillPageJob       *job,
                    const char * const *segments,
                    guint               n)
{
  guint64 number;

  if (n > 2 && *segments[n - 1] == '\0')
    n--;
  job->builder = g_strdup (segments[1]);
  if (n == 2)
    return &builder_route;
  if (strcmp (segments[2], "builds") != 0 || n == 3 || !read_number (segments[3], G_MAXINT, &number))
    return NULL;
  job->build = (guint) number;
  if (n == 4)
    return &build_route;
  if (strcmp (segments[4], "steps") == 0 && (n == 6 || (n == 8 && strcmp (segments[6], "logs") == 0)))
    return &away_route;

  return NULL;
}

static const Route *
find_route (SpillPageJob       *job,
            const char * const *segments)
{
  guint n = g_strv_length ((char **) segments);
  guint64 number;

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (is_path (segments, &routes[i]))
      return &routes[i];
  if (n >= 2 && strcmp (segments[0], "builders") == 0 && *segments[1] != '\0')
    return find_builder_route (job, segments, n);
  if (n == 2 && strcmp (segments[0], "changes") == 0 && read_number (segments[1], G_MAXINT64, &number))
    {
      job->change = (gint64) number;
      return &change_route;
    }

  return NULL;
}

/* The same page has the same key, whatever else came with its address. */
static void
set_key (SpillPageJob *job,
         const Route  *route)
{
  GString *key = g_string_new (NULL);

  for (guint i = 0; route->args[i] != NULL; i++)
    spill_page_args_print (job->args, route->args[i], key);
  spill_page_args_print (job->args, "reload", key);
  g_string_prepend_c (key, '?');
  g_string_prepend (key, job->self_path);
  g_string_prepend_c (key, '/');
  g_string_prepend (key, job->top);
  if (job->master_id != NULL)
    g_string_prepend (key, job->master_id);

  job->key = g_string_free (key, FALSE);
}

void
spill_page_job_route (SpillPageJob       *self,
                      const char * const *segments,
                      const char         *query)
{
  const Route *route = find_route (self, segments);
  g_autoptr(GError) error = NULL;

  if (route == NULL)
    {
      spill_page_job_fail (self, 404, "There is no such page.");
      return;
    }

  self->kind = route->kind;
  self->args = spill_page_args_new (query, &error);
  if (self->args == NULL || !read_reload (self, &error)
      || (route->read != NULL && !route->read (self, &error)))
    {
      spill_page_job_fail (self, 400, error->message);
      return;
    }
  set_key (self, route);
}

const char * const *
spill_page_job_get_arg_names (SpillPageJob *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (routes[i].kind == self->kind)
      return routes[i].args;

  return no_args;
}
