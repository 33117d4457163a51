#include "config.h"

#include "web/spill-pages.h"

#include <string.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-change.h"
#include "model/spill-master.h"
#include "util/spill-plain.h"
#include "web/spill-page-away.h"
#include "web/spill-page-job-private.h"

#define TEMPLATES SPILL_RESOURCE_PREFIX "/web/"

/* Microseconds of the main context that one call may take. */
#define SLICE 500

/* Seconds that a page is good for though nothing happens: it tells times. */
#define AGE_RUNNING 10
#define AGE 60

/* Builds of a page whose logs are asked for. */
#define MAX_WITH_LOGS 60

#define MAX_PATH 8192
#define MAX_SEGMENTS 20

struct _SpillPages
{
  GObject           parent_instance;

  SpillStatus      *status;
  GHashTable       *sites;      /* of SpillPageSite by SpillMaster */
  SpillTemplateEnv *env;
  char             *start;      /* tells this run from others in versions */
  gboolean          by_time;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/**
 * SpillPages:
 *
 * The classic pages of all masters of a status.
 */
G_DEFINE_FINAL_TYPE (SpillPages, spill_pages, G_TYPE_OBJECT)

static char *
load_template (const char  *name,
               gsize       *length,
               gpointer     user_data,
               GError     **error)
{
  g_autofree char *path = g_strconcat (TEMPLATES, name, NULL);
  g_autoptr(GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  const char *text;

  if (bytes == NULL)
    return NULL;

  text = g_bytes_get_data (bytes, length);
  return g_strndup (text, *length);
}

/* Hashes as their first 7 characters, all else whole. */
static SpillValue *
shorten_revision (SpillValue *const *args,
                  guint              n_args,
                  SpillValue        *named,
                  gpointer           user_data,
                  GError           **error)
{
  const char *revision = n_args > 0 ? spill_value_get_string (args[0]) : NULL;
  gsize length = revision != NULL ? strlen (revision) : 0;

  if (length >= 12 && strspn (revision, "0123456789abcdefABCDEF") == length)
    return spill_value_new_string_len (revision, 7);

  return spill_value_new_string (revision != NULL ? revision : "");
}

static void
on_site_changed (SpillMaster *master,
                 gpointer     user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_CHANGED], 0, master);
}

static void
on_masters_changed (SpillPages *self,
                    guint       position,
                    guint       removed,
                    guint       added,
                    GListModel *masters)
{
  g_autoptr(GHashTable) present = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer master;

  for (guint i = 0; i < g_list_model_get_n_items (masters); i++)
    {
      g_autoptr(SpillMaster) its = g_list_model_get_item (masters, i);

      g_hash_table_add (present, its);
      if (!g_hash_table_contains (self->sites, its))
        g_hash_table_insert (self->sites, its, spill_page_site_new (its, on_site_changed, self));
    }
  g_hash_table_iter_init (&iter, self->sites);
  while (g_hash_table_iter_next (&iter, &master, NULL))
    if (!g_hash_table_contains (present, master))
      g_hash_table_iter_remove (&iter);
}

static void
spill_pages_dispose (GObject *object)
{
  SpillPages *self = SPILL_PAGES (object);

  if (self->status != NULL)
    g_signal_handlers_disconnect_by_data (spill_status_get_masters (self->status), self);
  g_clear_pointer (&self->sites, g_hash_table_unref);
  g_clear_pointer (&self->env, spill_template_env_unref);
  g_clear_pointer (&self->start, g_free);
  g_clear_object (&self->status);

  G_OBJECT_CLASS (spill_pages_parent_class)->dispose (object);
}

static void
spill_pages_class_init (SpillPagesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = spill_pages_dispose;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", SPILL_TYPE_PAGES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, SPILL_TYPE_MASTER);
}

static void
spill_pages_init (SpillPages *self)
{
  g_autoptr(SpillValue) software = spill_value_new_string (SPILL_VERSION);
  g_autoptr(SpillValue) shorten = spill_value_new_function ("revision", shorten_revision, NULL, NULL);

  self->sites = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) spill_page_site_free);
  self->start = g_strdup_printf ("%" G_GINT64_MODIFIER "x", g_get_real_time () / 1000);
  self->env = spill_template_env_new ();
  spill_template_env_add_loader (self->env, load_template, NULL, NULL);
  spill_template_env_set_autoescape (self->env, TRUE);
  spill_template_env_set_trim (self->env, TRUE, TRUE);
  spill_template_env_add_global (self->env, "software", software);
  spill_template_env_add_filter (self->env, "revision", shorten);
}

/**
 * spill_pages_new:
 * @status: the masters; they may come and go
 *
 * Returns: (transfer full): their pages
 */
SpillPages *
spill_pages_new (SpillStatus *status)
{
  SpillPages *self;
  GListModel *masters;

  g_return_val_if_fail (SPILL_IS_STATUS (status), NULL);

  self = g_object_new (SPILL_TYPE_PAGES, NULL);
  self->status = g_object_ref (status);
  masters = spill_status_get_masters (status);
  g_signal_connect_swapped (masters, "items-changed", G_CALLBACK (on_masters_changed), self);
  on_masters_changed (self, 0, 0, g_list_model_get_n_items (masters), masters);

  return self;
}

void
spill_pages_set_order_console_by_time (SpillPages *self,
                                       gboolean    by_time)
{
  g_return_if_fail (SPILL_IS_PAGES (self));

  self->by_time = by_time;
}

static SpillPageSite *
find_site (SpillPages *self,
           const char *id)
{
  SpillMaster *master = id != NULL ? spill_status_find_master (self->status, id) : NULL;

  return master != NULL ? g_hash_table_lookup (self->sites, master) : NULL;
}

/* Paths are split first and then decoded: a "/" in a name is "%2F". (transfer full) (nullable) */
static GStrv
split_path (const char *path)
{
  g_auto(GStrv) segments = NULL;

  if (path == NULL || path[0] != '/' || strlen (path) > MAX_PATH)
    return NULL;

  if (path[1] == '\0')
    return g_strdupv ((char *[]) { (char *) "", NULL });   /* which g_strsplit () makes nothing of */

  segments = g_strsplit (path + 1, "/", MAX_SEGMENTS);
  for (guint i = 0; segments[i] != NULL; i++)
    {
      char *decoded = g_uri_unescape_string (segments[i], NULL);

      if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL))
        {
          g_free (decoded);
          return NULL;
        }
      g_free (segments[i]);
      segments[i] = decoded;
    }

  return g_steal_pointer (&segments);
}

/* "/masters/ID/…" is the master's; all else the first one's. */
static guint
find_prefix (SpillPages         *self,
             const char * const *segments,
             SpillMaster       **master)
{
  g_autoptr(SpillMaster) first = g_list_model_get_item (spill_status_get_masters (self->status), 0);

  *master = first;   /* the status keeps it */
  if (g_strv_length ((char **) segments) < 3 || strcmp (segments[0], "masters") != 0)
    return 0;

  *master = spill_status_find_master (self->status, segments[1]);
  return 2;
}

static char *
dup_up (guint n)
{
  GString *up = g_string_new (n == 0 ? "./" : NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (up, "../");

  return g_string_free (up, FALSE);
}

static void
set_version (SpillPages   *self,
             SpillPageJob *job)
{
  GListModel *masters = spill_status_get_masters (self->status);
  gint64 age = AGE;
  guint64 generation = 0;

  for (guint i = 0; i < g_list_model_get_n_items (masters); i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, i);
      SpillPageSite *site = g_hash_table_lookup (self->sites, master);

      if (job->kind != SPILL_PAGE_KIND_INDEX && g_strcmp0 (spill_master_get_id (master), job->master_id) != 0)
        continue;
      generation += spill_page_site_get_generation (site);
      if (spill_list_get_length (spill_master_get_running (master)) > 0)
        age = AGE_RUNNING;
    }
  g_free (job->version);
  job->version = g_strdup_printf ("%s-%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x", self->start,
                                  generation, g_get_real_time () / G_USEC_PER_SEC / age);
}

/* Whether what the page is about is there. */
static void
check (SpillPageJob       *job,
       SpillMaster        *master,
       const char * const *segments)
{
  SpillBuilder *builder = job->builder != NULL ? spill_master_find_builder (master, job->builder) : NULL;
  SpillBuild *build = NULL;
  guint n = g_strv_length ((char **) segments);

  if (job->kind == SPILL_PAGE_KIND_CHANGE
      && spill_list_find (spill_master_get_changes (master), job->change) == NULL)
    spill_page_job_fail (job, 404, "This change is not known.");
  if (job->kind != SPILL_PAGE_KIND_BUILDER && job->kind != SPILL_PAGE_KIND_BUILD
      && job->kind != SPILL_PAGE_KIND_AWAY)
    return;
  if (builder == NULL)
    {
      spill_page_job_fail (job, 404, "There is no such builder.");
      return;
    }
  if (job->kind == SPILL_PAGE_KIND_BUILDER)
    return;

  build = spill_builder_get_build (builder, job->build);
  if (build == NULL || spill_build_get_started (build) <= 0)
    {
      spill_page_job_fail (job, 404, "This build is not known.");
      return;
    }
  if (job->kind == SPILL_PAGE_KIND_AWAY)
    {
      job->location = spill_page_away_dup_url (build, segments[5], n >= 8 ? segments[7] : NULL);
      job->kind = job->location != NULL ? SPILL_PAGE_KIND_AWAY : SPILL_PAGE_KIND_BUILD;
      job->status = job->location != NULL ? 302 : 200;
    }
}

static SpillPageJob *
job_for_path (SpillPages         *self,
              const char * const *segments,
              SpillMaster       **master)
{
  SpillPageJob *job = spill_page_job_new (self, self->env);
  guint n = segments != NULL ? g_strv_length ((char **) segments) : 1;
  guint prefix = segments != NULL ? find_prefix (self, segments, master) : 0;
  g_autoptr(GStrvBuilder) below = g_strv_builder_new ();
  g_auto(GStrv) parts = NULL;

  for (guint i = prefix; segments != NULL && i < n; i++)
    {
      g_autofree char *escaped = g_uri_escape_string (segments[i], NULL, FALSE);

      g_strv_builder_add (below, escaped);
    }
  parts = g_strv_builder_end (below);
  job->self_path = g_strjoinv ("/", parts);
  job->top = dup_up (n - 1);
  if (prefix > 0 && *master == NULL)
    job->root = g_strdup (job->top);
  else
    job->root = dup_up (n - 1 - prefix);
  if (*master != NULL)
    job->master_id = g_strdup (spill_master_get_id (*master));

  return job;
}

SpillPageJob *
spill_pages_prepare (SpillPages *self,
                     const char *path,
                     const char *query)
{
  g_auto(GStrv) segments = NULL;
  SpillMaster *master = NULL;
  SpillPageJob *job;
  guint prefix;

  g_return_val_if_fail (SPILL_IS_PAGES (self), NULL);

  segments = split_path (path);
  job = job_for_path (self, (const char * const *) segments, &master);
  if (segments == NULL)
    {
      spill_page_job_fail (job, 404, "There is no such page.");
    }
  else
    {
      prefix = find_prefix (self, (const char * const *) segments, &master);
      spill_page_job_route (job, (const char * const *) segments + prefix, query);
      if (master == NULL && job->kind != SPILL_PAGE_KIND_ERROR && job->kind != SPILL_PAGE_KIND_INDEX)
        spill_page_job_fail (job, 404, "There is no such master.");
      if (job->kind == SPILL_PAGE_KIND_CONSOLE)
        job->query.console.by_time = self->by_time;
      if (master != NULL)
        check (job, master, (const char * const *) segments + prefix);
    }
  set_version (self, job);

  return job;
}

static void
collect_index (SpillPages   *self,
               SpillPageJob *job)
{
  GListModel *masters = spill_status_get_masters (self->status);

  g_clear_pointer (&job->scenes, g_ptr_array_unref);
  g_clear_pointer (&job->hrefs, g_ptr_array_unref);
  job->scenes = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_page_scene_unref);
  job->hrefs = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < g_list_model_get_n_items (masters); i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, i);
      g_autofree char *id = g_uri_escape_string (spill_master_get_id (master), NULL, FALSE);

      g_ptr_array_add (job->scenes,
                       spill_page_site_collect_facts (g_hash_table_lookup (self->sites, master), TRUE));
      g_ptr_array_add (job->hrefs, i == 0 ? g_strdup (job->top)
                                          : g_strdup_printf ("%smasters/%s/", job->top, id));
    }
}

static GStrv
dup_files (SpillChange *change)
{
  const char * const *files = spill_change_get_files (change);
  g_autoptr(GStrvBuilder) first = g_strv_builder_new ();

  for (guint i = 0; files[i] != NULL && i < SPILL_PAGE_MAX_FILES; i++)
    {
      g_autofree char *cut = spill_plain_one_line (files[i], SPILL_VALUES_MAX_WORD);

      g_strv_builder_add (first, cut);
    }

  return g_strv_builder_end (first);
}

static gboolean
has_build (const SpillColumn *column,
           guint              number)
{
  for (guint i = 0; i < column->n_builds; i++)
    if (column->builds[i]->number == number)
      return TRUE;

  return FALSE;
}

/* What one builder or change shows. */
static void
collect_detail (SpillPageSite *site,
                SpillPageJob  *job)
{
  SpillMaster *master = spill_page_site_get_master (site);

  g_clear_pointer (&job->column, spill_column_unref);
  if (job->builder != NULL)
    job->column = spill_page_site_get_column (site, job->builder);
  if (job->builder != NULL && job->column == NULL)
    spill_page_job_fail (job, 404, "There is no such builder.");
  if (job->kind == SPILL_PAGE_KIND_BUILD && !has_build (job->column, job->build))
    spill_page_job_fail (job, 404, "This build is not known.");
  if (job->kind == SPILL_PAGE_KIND_CHANGE)
    {
      SpillChange *change = spill_list_find (spill_master_get_changes (master), job->change);

      g_clear_pointer (&job->facts, spill_change_facts_unref);
      g_clear_pointer (&job->files, g_strfreev);
      if (change == NULL)
        {
          spill_page_job_fail (job, 404, "This change is not known.");
          return;
        }
      job->facts = spill_change_facts_new (change);
      job->files = dup_files (change);
    }
}

static gboolean
shows_columns (SpillPageKind kind)
{
  return kind == SPILL_PAGE_KIND_WATERFALL || kind == SPILL_PAGE_KIND_WATERFALL_HELP
         || kind == SPILL_PAGE_KIND_GRID || kind == SPILL_PAGE_KIND_TGRID
         || kind == SPILL_PAGE_KIND_CONSOLE;
}

gboolean
spill_pages_collect (SpillPages   *self,
                     SpillPageJob *job)
{
  SpillPageSite *site = find_site (self, job->master_id);
  SpillPageScene *scene = NULL;

  if (job->kind == SPILL_PAGE_KIND_INDEX)
    collect_index (self, job);
  if (site != NULL && shows_columns (job->kind))
    {
      scene = spill_page_site_collect (site, g_get_monotonic_time () + SLICE);
      if (scene == NULL)
        return FALSE;
    }
  else if (site != NULL)
    {
      scene = spill_page_site_collect_facts (site, FALSE);
      collect_detail (site, job);
    }
  else if (job->master_id != NULL)
    {
      spill_page_job_fail (job, 404, "There is no such master any more.");
    }
  g_clear_pointer (&job->scene, spill_page_scene_unref);
  job->scene = scene;
  set_version (self, job);

  return TRUE;
}

/**
 * spill_pages_finish:
 * @self: pages
 * @job: one that was rendered
 *
 * What the builds lack that the page showed is held for a while, so that the master is asked for it;
 * when it is here the page has changed. Logs take a request a step of modern masters: those of the
 * newest builds only.
 */
void
spill_pages_finish (SpillPages   *self,
                    SpillPageJob *job)
{
  SpillPageSite *site;

  g_return_if_fail (SPILL_IS_PAGES (self));

  site = find_site (self, job->master_id);
  for (guint i = 0; site != NULL && i < job->shown->len; i++)
    {
      const SpillValuesShown *shown = &g_array_index (job->shown, SpillValuesShown, i);

      spill_page_site_need (site, shown->builder, shown->build,
                            job->kind != SPILL_PAGE_KIND_CONSOLE && i < MAX_WITH_LOGS);
    }
}

SpillMaster *
spill_pages_find_master (SpillPages *self,
                         const char *path)
{
  g_auto(GStrv) segments = NULL;
  SpillMaster *master = NULL;

  g_return_val_if_fail (SPILL_IS_PAGES (self), NULL);

  segments = split_path (path);
  if (segments != NULL)
    find_prefix (self, (const char * const *) segments, &master);

  return master;
}
