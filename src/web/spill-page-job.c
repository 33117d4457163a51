#include "web/spill-page-job-private.h"

#include <string.h>

/* So many arguments are shown as such above a page. */
#define MAX_FILTERS 20

SpillPageJob *
spill_page_job_new (SpillPages       *pages,
                    SpillTemplateEnv *env)
{
  SpillPageJob *self = g_atomic_rc_box_new0 (SpillPageJob);

  g_weak_ref_init (&self->pages, pages);
  self->env = spill_template_env_ref (env);
  self->status = 200;
  self->shown = g_array_new (FALSE, FALSE, sizeof (SpillValuesShown));

  return self;
}

SpillPageJob *
spill_page_job_ref (SpillPageJob *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
job_clear (gpointer data)
{
  SpillPageJob *self = data;

  g_weak_ref_clear (&self->pages);
  spill_template_env_unref (self->env);
  g_clear_pointer (&self->args, spill_page_args_unref);
  g_clear_pointer (&self->scene, spill_page_scene_unref);
  g_clear_pointer (&self->scenes, g_ptr_array_unref);
  g_clear_pointer (&self->hrefs, g_ptr_array_unref);
  g_clear_pointer (&self->column, spill_column_unref);
  g_clear_pointer (&self->facts, spill_change_facts_unref);
  g_array_unref (self->shown);
  g_free (self->master_id);
  g_free (self->root);
  g_free (self->top);
  g_free (self->self_path);
  g_free (self->key);
  g_free (self->version);
  g_free (self->location);
  g_free (self->error);
  g_free (self->builder);
  g_strfreev (self->files);
}

void
spill_page_job_unref (SpillPageJob *self)
{
  g_atomic_rc_box_release_full (self, job_clear);
}

void
spill_page_job_fail (SpillPageJob *self,
                     guint         status,
                     const char   *text)
{
  self->kind = SPILL_PAGE_KIND_ERROR;
  self->status = status;
  self->reload = 0;
  g_clear_pointer (&self->key, g_free);
  g_free (self->error);
  self->error = g_strdup (text);
}

guint
spill_page_job_get_status (SpillPageJob *self)
{
  return self->status;
}

const char *
spill_page_job_get_type_name (SpillPageJob *self)
{
  return "text/html; charset=utf-8";
}

const char *
spill_page_job_get_location (SpillPageJob *self)
{
  return self->location;
}

const char *
spill_page_job_get_key (SpillPageJob *self)
{
  return self->key;
}

const char *
spill_page_job_get_version (SpillPageJob *self)
{
  return self->version;
}

/**
 * spill_page_job_collect:
 * @self: a job
 *
 * Takes references of what the page shows. In the main context, less than 2 ms.
 *
 * Returns: %FALSE if there is more to do: call it again, when the main loop has been idle
 */
gboolean
spill_page_job_collect (SpillPageJob *self)
{
  g_autoptr(SpillPages) pages = g_weak_ref_get (&self->pages);

  if (pages != NULL)
    return spill_pages_collect (pages, self);
  if (self->scene == NULL)
    spill_page_job_fail (self, 503, "The pages are no longer served.");

  return TRUE;
}

/* The page again, or the one at @path, with other arguments: without the one at @without of those
 * named @name, and with @extra. */
static char *
dup_href (SpillPageJob *self,
          const char   *path,
          const char   *name,
          guint         without,
          const char   *extra)
{
  const char * const *names = spill_page_job_get_arg_names (self);
  GString *query = g_string_new (extra);

  for (guint i = 0; names[i] != NULL; i++)
    {
      const char * const *values;

      if (strcmp (names[i], name) != 0)
        {
          spill_page_args_print (self->args, names[i], query);
          continue;
        }
      values = spill_page_args_get_list (self->args, name, NULL);
      for (guint j = 0; values != NULL && values[j] != NULL; j++)
        if (j != without && without != G_MAXUINT)
          {
            g_string_append_printf (query, "%s%s=", query->len > 0 ? "&" : "", name);
            g_string_append_uri_escaped (query, values[j], NULL, FALSE);
          }
    }
  spill_page_args_print (self->args, "reload", query);
  if (query->len > 0)
    g_string_prepend_c (query, '?');
  g_string_prepend (query, path);
  g_string_prepend (query, self->root);

  return g_string_free (query, FALSE);
}

static SpillValue *
new_filter (SpillPageJob *self,
            const char   *name,
            const char   *value,
            guint         position)
{
  SpillDictBuilder *filter = spill_dict_builder_new ();
  g_autofree char *href = dup_href (self, self->self_path, name, position, NULL);

  spill_dict_builder_set (filter, "name", spill_value_new_string (name));
  spill_dict_builder_set (filter, "value", spill_value_new_string (value));
  spill_dict_builder_set (filter, "href", spill_value_new_string (href));

  return spill_dict_builder_end (filter);
}

/* What the page was asked for, each with the address of the page without it. */
static SpillValue *
new_filters (SpillPageJob *self)
{
  const char * const *names = spill_page_job_get_arg_names (self);
  SpillListBuilder *filters = spill_list_builder_new ();
  guint n = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      const char * const *values = spill_page_args_get_list (self->args, names[i], NULL);

      for (guint j = 0; values != NULL && values[j] != NULL && n < MAX_FILTERS; j++, n++)
        spill_list_builder_add (filters, new_filter (self, names[i], values[j], j));
    }

  return spill_list_builder_end (filters);
}

/* All arguments as lists of texts, for the form of them. */
static SpillValue *
new_args (SpillPageJob *self)
{
  const char * const *names = spill_page_job_get_arg_names (self);
  SpillDictBuilder *args = spill_dict_builder_new ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      const char * const *values = spill_page_args_get_list (self->args, names[i], NULL);
      SpillListBuilder *list = spill_list_builder_new ();

      for (guint j = 0; values != NULL && values[j] != NULL; j++)
        spill_list_builder_add (list, spill_value_new_string (values[j]));
      spill_dict_builder_set (args, names[i], spill_list_builder_end (list));
    }

  return spill_dict_builder_end (args);
}

static GPtrArray *
first_changes (SpillPageScene *scene,
               guint           n)
{
  GPtrArray *first = g_ptr_array_new ();

  for (guint i = 0; i < scene->changes->len && i < n; i++)
    g_ptr_array_add (first, scene->changes->pdata[i]);

  return first;
}

static void
add_waterfall (SpillPageJob           *self,
               SpillDictBuilder       *data,
               const SpillValuesScope *scope)
{
  g_autoptr(GPtrArray) changes = first_changes (self->scene, SPILL_WATERFALL_MAX_CHANGES);
  g_autoptr(SpillWaterfall) waterfall = spill_waterfall_new (self->scene->columns, changes,
                                                             &self->query.waterfall, self->scene->now);

  g_autofree char *help = dup_href (self, "waterfall/help", "", G_MAXUINT, NULL);

  spill_dict_builder_set (data, "help", spill_value_new_string (help));
  spill_dict_builder_set (data, "waterfall",
                          spill_values_waterfall (waterfall, self->query.waterfall.branches, scope,
                                                  self->shown));
  if (waterfall->rows->n_rows > 0)
    {
      g_autofree char *extra = g_strdup_printf ("last_time=%" G_GINT64_FORMAT,
                                                (gint64) waterfall->rows->oldest);
      g_autofree char *next = dup_href (self, self->self_path, "last_time", G_MAXUINT, extra);

      spill_dict_builder_set (data, "next", spill_value_new_string (next));
    }
}

/* A console needs to know what changes are in the newest builds. */
static void
find_newest (SpillPageJob       *self,
             const SpillConsole *console)
{
  for (guint i = 0; i < 8; i++)
    for (guint c = 0; c < console->n_columns; c++)
      {
        const SpillColumn *column = console->columns[c];
        SpillValuesShown shown = { column->id };

        if (i >= column->n_builds || column->builds[i]->has_changes)
          continue;
        shown.build = column->builds[i]->number;
        g_array_append_val (self->shown, shown);
      }
}

static void
add_grid (SpillPageJob           *self,
          SpillDictBuilder       *data,
          const SpillValuesScope *scope)
{
  g_autoptr(SpillGrid) grid = spill_grid_new (self->scene->columns, &self->query.grid);

  spill_dict_builder_set (data, "grid", spill_values_grid (grid, scope));
  if (self->kind == SPILL_PAGE_KIND_TGRID)
    {
      gboolean newest_first = self->query.grid.newest_first;
      g_autofree char *order = dup_href (self, self->self_path, "rev_order", G_MAXUINT,
                                         newest_first ? "rev_order=asc" : "rev_order=desc");

      spill_dict_builder_set (data, "newest_first", spill_value_new_boolean (newest_first));
      spill_dict_builder_set (data, "order_href", spill_value_new_string (order));
    }
}

static void
add_console (SpillPageJob           *self,
             SpillDictBuilder       *data,
             const SpillValuesScope *scope)
{
  g_autoptr(SpillConsole) console = spill_console_new (self->scene->columns, self->scene->changes,
                                                       &self->query.console);

  guint n_boxes = 0;

  for (guint i = 0; i < console->n_groups; i++)
    n_boxes += console->groups[i].n_columns;
  spill_dict_builder_set (data, "console", spill_values_console (console, scope));
  spill_dict_builder_set (data, "by_time", spill_value_new_boolean (self->query.console.by_time));
  spill_dict_builder_set (data, "n_boxes", spill_value_new_integer (n_boxes));
  find_newest (self, console);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static SpillValue *
new_choices (GPtrArray *texts)
{
  SpillListBuilder *choices = spill_list_builder_new ();

  for (guint i = 0; i < texts->len; i++)
    spill_list_builder_add (choices, spill_value_new_string (texts->pdata[i]));

  return spill_list_builder_end (choices);
}

/* What the form lets one choose from: builders in their order, their tags by name. */
static void
add_choices (SpillPageJob     *self,
             SpillDictBuilder *data)
{
  g_autoptr(GPtrArray) builders = g_ptr_array_new ();
  g_autoptr(GPtrArray) tags = g_ptr_array_new ();
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->scene->columns->len; i++)
    {
      const SpillColumn *column = self->scene->columns->pdata[i];

      g_ptr_array_add (builders, (char *) column->name);
      for (guint j = 0; column->tags[j] != NULL; j++)
        if (g_hash_table_add (known, (char *) column->tags[j]))
          g_ptr_array_add (tags, (char *) column->tags[j]);
    }
  g_ptr_array_sort (tags, compare_texts);
  spill_dict_builder_set (data, "builders", new_choices (builders));
  spill_dict_builder_set (data, "tags", new_choices (tags));
  spill_dict_builder_set (data, "args", new_args (self));
}

static void
add_build (SpillPageJob           *self,
           SpillDictBuilder       *data,
           const SpillValuesScope *scope)
{
  for (guint i = 0; i < self->column->n_builds; i++)
    {
      const SpillColumnBuild *build = self->column->builds[i];
      SpillValuesShown shown = { self->column->id, self->build };

      if (build->number != self->build)
        continue;
      spill_dict_builder_set (data, "build", spill_values_build (self->column, build, scope));
      g_array_append_val (self->shown, shown);
      return;
    }
}

static void
add_change (SpillPageJob           *self,
            SpillDictBuilder       *data,
            const SpillValuesScope *scope)
{
  SpillListBuilder *files = spill_list_builder_new ();

  for (guint i = 0; self->files != NULL && self->files[i] != NULL; i++)
    spill_list_builder_add (files, spill_value_new_string (self->files[i]));
  spill_dict_builder_set (data, "change", spill_values_change (self->facts, scope));
  spill_dict_builder_set (data, "files", spill_list_builder_end (files));
}

static void
add_masters (SpillPageJob           *self,
             SpillDictBuilder       *data,
             const SpillValuesScope *scope)
{
  SpillListBuilder *masters = spill_list_builder_new ();

  for (guint i = 0; self->scenes != NULL && i < self->scenes->len; i++)
    spill_list_builder_add (masters, spill_page_scene_to_value (self->scenes->pdata[i],
                                                                self->hrefs->pdata[i], scope->zone));
  spill_dict_builder_set (data, "masters", spill_list_builder_end (masters));
}

/* Returns: the template, whose data is added */
static const char *
add_data (SpillPageJob           *self,
          SpillDictBuilder       *data,
          const SpillValuesScope *scope)
{
  switch (self->kind)
    {
    case SPILL_PAGE_KIND_INDEX:
      add_masters (self, data, scope);
      return "root.html";
    case SPILL_PAGE_KIND_WATERFALL:
      add_waterfall (self, data, scope);
      return "waterfall.html";
    case SPILL_PAGE_KIND_WATERFALL_HELP:
      add_choices (self, data);
      return "waterfallhelp.html";
    case SPILL_PAGE_KIND_GRID:
      add_grid (self, data, scope);
      return "grid.html";
    case SPILL_PAGE_KIND_TGRID:
      add_grid (self, data, scope);
      return "grid_transposed.html";
    case SPILL_PAGE_KIND_CONSOLE:
      add_console (self, data, scope);
      return "console.html";
    case SPILL_PAGE_KIND_BUILDER:
      spill_dict_builder_set (data, "builder", spill_values_builder (self->column, self->build, scope));
      return "builder.html";
    case SPILL_PAGE_KIND_BUILD:
      add_build (self, data, scope);
      return "build.html";
    case SPILL_PAGE_KIND_CHANGE:
      add_change (self, data, scope);
      return "change.html";
    case SPILL_PAGE_KIND_AWAY:
    case SPILL_PAGE_KIND_ERROR:
    default:
      return "error.html";
    }
}

static void
set_optional (SpillDictBuilder *data,
              const char       *key,
              const char       *text)
{
  spill_dict_builder_set (data, key, text != NULL ? spill_value_new_string (text) : spill_value_new_none ());
}

/**
 * spill_page_job_render:
 * @self: a job that was collected
 * @error: what is wrong with a template
 *
 * Any thread; one at a time for the same job.
 *
 * Returns: (transfer full): the page, or %NULL
 */
GBytes *
spill_page_job_render (SpillPageJob  *self,
                       GError       **error)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  double now = self->scene != NULL ? self->scene->now : (double) g_get_real_time () / 1e6;
  SpillValuesScope scope = { self->root, now, zone };
  SpillDictBuilder *builder = spill_dict_builder_new ();
  const char *name;
  g_autoptr(SpillTemplate) template = NULL;
  g_autoptr(SpillValue) data = NULL;
  gsize length;
  char *page;

  g_array_set_size (self->shown, 0);
  set_optional (builder, "root", self->root);
  set_optional (builder, "top", self->top);
  set_optional (builder, "page", self->self_path);
  set_optional (builder, "version", self->version);
  set_optional (builder, "error", self->error);
  spill_dict_builder_set (builder, "status", spill_value_new_integer (self->status));
  spill_dict_builder_set (builder, "reload", spill_value_new_integer (self->reload));
  spill_dict_builder_set (builder, "time", spill_values_time (now, zone));
  spill_dict_builder_set (builder, "master", self->scene != NULL
                                               ? spill_page_scene_to_value (self->scene, self->root, zone)
                                               : spill_value_new_none ());
  spill_dict_builder_set (builder, "filters", self->args != NULL ? new_filters (self)
                                                                 : spill_value_new_none ());
  name = add_data (self, builder, &scope);
  g_array_set_size (self->shown, MIN (self->shown->len, SPILL_PAGE_MAX_SHOWN));
  data = spill_dict_builder_end (builder);
  template = spill_template_env_get (self->env, name, error);
  page = template != NULL ? spill_template_env_render (self->env, template, data, &length, error) : NULL;

  return page != NULL ? g_bytes_new_take (page, length) : NULL;
}
