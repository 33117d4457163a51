#include "frozen.h"

#include <stdio.h>
#include <string.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-change.h"
#include "model/spill-source-stamp.h"
#include "model/spill-step.h"
#include "protocols/json08/spill-json08.h"
#include "protocols/spill-json.h"

JsonNode *
frozen_load (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "eight", "frozen", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  JsonNode *node;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  node = spill_json_parse (text, length, 0, &error);
  g_assert_no_error (error);

  return node;
}

JsonObject *
frozen_load_page (const char *name)
{
  g_autofree char *file = g_strdup_printf ("pages/%s.json", name);
  g_autoptr(JsonNode) node = frozen_load (file);

  return json_object_ref (json_node_get_object (node));
}

GStrv
frozen_args (JsonObject *page,
             const char *name)
{
  const char *request = json_object_get_string_member (page, "request");
  const char *query = strchr (request, '?');
  g_auto(GStrv) pairs = g_strsplit (query != NULL ? query + 1 : "", "&", -1);
  g_autoptr(GStrvBuilder) values = g_strv_builder_new ();
  gboolean has_any = FALSE;

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto(GStrv) pair = g_strsplit (pairs[i], "=", 2);

      if (g_strcmp0 (pair[0], name) == 0)
        {
          g_autofree char *value = g_uri_unescape_string (pair[1], NULL);

          g_strv_builder_add (values, value);
          has_any = TRUE;
        }
    }

  return has_any ? g_strv_builder_end (values) : NULL;
}

static SpillChange *
change_of (const SpillJson08Change *c)
{
  return g_object_new (SPILL_TYPE_CHANGE, "id", c->number, "author", c->who, "comments", c->comments,
                       "files", c->files, "revision", c->revision, "revlink", c->revlink,
                       "branch", c->branch, "category", c->category, "project", c->project,
                       "repository", c->repository, "codebase", c->codebase, "when", c->when, NULL);
}

static void
fill_stamps (SpillMaster            *master,
             SpillBuild             *build,
             const SpillJson08Build *b)
{
  g_autoptr(GPtrArray) stamps = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < b->source_stamps->len; i++)
    {
      const SpillJson08SourceStamp *s = b->source_stamps->pdata[i];

      g_ptr_array_add (stamps,
                       g_object_new (SPILL_TYPE_SOURCE_STAMP, "branch", s->branch,
                                     "revision", s->revision, "project", s->project,
                                     "repository", s->repository, "codebase", s->codebase,
                                     "has-patch", s->has_patch, "patch-body", s->patch_body, NULL));
      for (guint j = 0; j < s->changes->len; j++)
        {
          SpillChange *change = change_of (s->changes->pdata[j]);

          g_ptr_array_add (changes, change);
          if (spill_list_find (spill_master_get_changes (master), spill_change_get_id (change)) == NULL)
            spill_master_add_old_change (master, change);
        }
    }
  spill_build_set_source_stamps (build, stamps);
  spill_build_set_changes (build, changes);
}

static void
fill_step (SpillBuild            *build,
           const SpillJson08Step *s)
{
  SpillStep *step = spill_build_add_step (build, (guint) s->number, s->name);
  g_autoptr(GPtrArray) urls = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_url_free);

  spill_step_begin (step);
  spill_step_set_words (step, (const char * const *) s->text);
  spill_step_set_hidden (step, s->is_hidden);
  spill_step_set_statistics (step, s->statistics);
  if (s->started > 0)
    spill_step_set_started (step, s->started);
  if (s->is_finished)
    spill_step_set_finished (step, s->finished, spill_result_from_number (s->results));
  for (guint i = 0; i < s->logs->len; i++)
    spill_step_add_log (step, i, ((SpillJson08Link *) s->logs->pdata[i])->name);
  for (guint i = 0; i < s->urls->len; i++)
    {
      const SpillJson08Link *link = s->urls->pdata[i];

      g_ptr_array_add (urls, spill_url_new (link->name, link->url));
    }
  spill_step_set_urls (step, g_steal_pointer (&urls));
  spill_step_end (step);
}

static void
fill_build (SpillMaster            *master,
            SpillBuilder           *builder,
            const SpillJson08Build *b)
{
  SpillBuild *build = spill_builder_add_build (builder, 0, (guint) b->number);

  spill_build_begin (build);
  spill_build_set_words (build, (const char * const *) b->text);
  spill_build_set_reason (build, b->reason);
  spill_build_set_people (build, (const char * const *) b->blame);
  spill_build_set_started (build, b->started);
  for (guint i = 0; i < b->properties->len; i++)
    {
      const SpillJson08Property *p = b->properties->pdata[i];

      spill_build_set_property (build, p->name, p->value, p->source);
    }
  fill_stamps (master, build, b);
  for (guint i = 0; i < b->steps->len; i++)
    fill_step (build, b->steps->pdata[i]);
  if (b->finished > 0)
    spill_build_set_finished (build, b->finished, spill_result_from_number (b->results));
  spill_build_end (build);
}

/* The time of the label at the left of a row: that of the oldest box beside it. A date holds for the
 * labels below as well. */
static double
time_of_row (JsonArray *boxes,
             gint64     row)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const char *date = "21 Nov 2026";

  for (guint i = 0; i < json_array_get_length (boxes); i++)
    {
      JsonArray *box = json_array_get_array_element (boxes, i);
      JsonArray *lines = json_array_get_array_element (box, 4);
      const char *time;
      g_autoptr(GDateTime) when = NULL;
      int day, year, hour, minute, second;
      char month[4];

      if (json_array_get_int_element (box, 0) != 0)
        continue;
      if (json_array_get_length (lines) == 3)
        date = json_array_get_string_element (lines, 1);
      if (json_array_get_int_element (box, 1) + json_array_get_int_element (box, 2) <= row)
        continue;

      time = json_array_get_string_element (lines, json_array_get_length (lines) - 1);
      g_assert_cmpint (sscanf (date, "%d %3s %d", &day, month, &year), ==, 3);
      g_assert_cmpint (sscanf (time, "%d:%d:%d", &hour, &minute, &second), ==, 3);
      when = g_date_time_new_utc (year, (int) (strstr (months, month) - months) / 3 + 1, day, hour,
                                  minute, second);
      return (double) g_date_time_to_unix (when);
    }
  g_assert_not_reached ();
}

/* A label tells the oldest moment beside it, so of all pages the newest label tells best. */
static void
keep_newest (GHashTable *times,
             const char *key,
             double      when)
{
  double *known = g_hash_table_lookup (times, key);

  if (known == NULL)
    g_hash_table_insert (times, g_strdup (key), g_memdup2 (&when, sizeof when));
  else
    *known = MAX (*known, when);
}

/* On a page without events the newest of each builder is told by the gap above it. */
static void
collect_times (const char *name,
               GHashTable *events,
               GHashTable *changes)
{
  g_autoptr(JsonObject) page = frozen_load_page (name);
  JsonArray *boxes = json_object_get_array_member (page, "boxes");
  JsonArray *columns = json_object_get_array_member (page, "columns");
  g_autofree gboolean *seen = g_new0 (gboolean, json_array_get_length (columns) + 2);

  for (guint i = 0; i < json_array_get_length (boxes); i++)
    {
      JsonArray *box = json_array_get_array_element (boxes, i);
      JsonArray *lines = json_array_get_array_element (box, 4);
      gint64 bottom = json_array_get_int_element (box, 1) + json_array_get_int_element (box, 2) - 1;
      gint64 column = json_array_get_int_element (box, 0);

      if (g_str_equal (json_array_get_string_element (box, 3), "Change"))
        keep_newest (changes, json_array_get_string_element (json_array_get_array_element (lines, 0), 1),
                     time_of_row (boxes, bottom));
      if (column < 2 || seen[column])
        continue;
      g_assert_cmpstr (json_array_get_string_element (box, 3), ==, "");
      keep_newest (events, json_array_get_string_element (columns, (guint) column - 2),
                   time_of_row (boxes, bottom));
      seen[column] = TRUE;
    }
}

/* Changes that nothing was built of stand on the pages alone. */
static void
add_change (SpillMaster *master,
            JsonArray   *box,
            GHashTable  *changes)
{
  JsonArray *line = json_array_get_array_element (json_array_get_array_element (box, 4), 0);
  const char *link = json_array_get_string_element (line, 1);
  gint64 id = g_ascii_strtoll (link + strlen ("changes/"), NULL, 10);
  g_autoptr(SpillChange) change = NULL;

  if (spill_list_find (spill_master_get_changes (master), id) != NULL)
    return;

  change = g_object_new (SPILL_TYPE_CHANGE, "id", id,
                         "author", json_array_get_string_element (line, 0),
                         "comments", json_array_get_string_element (box, 5),
                         "when", *(double *) g_hash_table_lookup (changes, link), NULL);
  spill_master_add_old_change (master, change);
}

static void
fill_from_pages (SpillMaster *master)
{
  static const char *const pages[] = { "waterfall", "waterfall-category", "waterfall-builders",
                                       "waterfall-failures", "waterfall-branch" };
  const char *const words[] = { "connect", NULL };
  g_autoptr(GHashTable) events = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GHashTable) changes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(JsonObject) page = frozen_load_page (pages[0]);
  JsonArray *boxes = json_object_get_array_member (page, "boxes");
  GHashTableIter iter;
  gpointer name, when;

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    collect_times (pages[i], events, changes);
  g_hash_table_iter_init (&iter, events);
  while (g_hash_table_iter_next (&iter, &name, &when))
    spill_builder_add_event (spill_master_find_builder (master, name), *(double *) when, words);
  for (guint i = 0; i < json_array_get_length (boxes); i++)
    {
      JsonArray *box = json_array_get_array_element (boxes, i);

      if (g_str_equal (json_array_get_string_element (box, 3), "Change"))
        add_change (master, box, changes);
    }
}

static SpillBuilderState
state_of (const char *state)
{
  if (g_strcmp0 (state, "offline") == 0)
    return SPILL_BUILDER_OFFLINE;

  return g_strcmp0 (state, "building") == 0 ? SPILL_BUILDER_BUILDING : SPILL_BUILDER_IDLE;
}

SpillMaster *
frozen_master_new (void)
{
  SpillMaster *master = spill_master_new ("frozen", "http://127.0.0.1:8010/");
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  const char *const builders_path[] = { "builders", NULL };
  g_autoptr(JsonNode) root = frozen_load ("json.json");
  g_autoptr(GPtrArray) builders = spill_json08_read (SPILL_JSON08_BUILDERS,
                                                     spill_json08_select (root, builders_path), report);

  for (guint i = 0; i < builders->len; i++)
    {
      const SpillJson08Builder *b = builders->pdata[i];
      SpillBuilder *builder = spill_master_add_builder (master, i + 1, b->name);

      spill_builder_set_tags (builder, (const char * const *) b->tags);
      spill_builder_set_state (builder, state_of (b->state));
      spill_builder_set_n_pending (builder, (guint) b->n_pending);
    }
  for (guint i = 0; i < builders->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("all-%02u.json", i);
      g_autoptr(JsonNode) node = frozen_load (name);
      g_autoptr(GPtrArray) builds = spill_json08_read (SPILL_JSON08_BUILDS, node, report);

      for (guint j = 0; j < builds->len; j++)
        {
          const SpillJson08Build *b = builds->pdata[j];

          fill_build (master, spill_master_find_builder (master, b->builder_name), b);
        }
    }
  fill_from_pages (master);

  return master;
}

GPtrArray *
frozen_columns (SpillMaster  *master,
                GPtrArray   **changes)
{
  g_autoptr(SpillColumns) columns = spill_columns_new (master);

  *changes = spill_columns_get_changes (columns, G_MAXUINT);

  return spill_columns_get_all (columns, FROZEN_NOW);
}

/* Name: reason, a line each. */
static GHashTable *
differences (void)
{
  static GHashTable *all;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (all != NULL)
    return all;

  all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  path = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "eight", "frozen", "differences.txt", NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (lines[i], ": ", 2);

      if (parts[0] == NULL || *parts[0] == '#' || *parts[0] == '\0')
        continue;
      g_assert_cmpuint (g_strv_length (parts), ==, 2);
      g_assert_cmpuint (strlen (parts[1]), >, 20);
      g_hash_table_insert (all, g_strdup (parts[0]), GUINT_TO_POINTER (1));
    }
  g_assert_cmpuint (g_hash_table_size (all), <=, 12);

  return all;
}

gboolean
frozen_differs (const char *name)
{
  GHashTable *all = differences ();

  if (!g_hash_table_contains (all, name))
    return FALSE;

  g_hash_table_insert (all, g_strdup (name), GUINT_TO_POINTER (2));
  return TRUE;
}

void
frozen_end (const char *picture)
{
  GHashTableIter iter;
  gpointer name, state;

  g_hash_table_iter_init (&iter, differences ());
  while (g_hash_table_iter_next (&iter, &name, &state))
    if (g_str_has_prefix (name, picture) && state != GUINT_TO_POINTER (2))
      g_error ("%s is listed as a difference, and is none", (const char *) name);
}
