#include <string.h>

#include "layout/spill-console.h"
#include "layout/spill-grid.h"
#include "model/spill-change.h"

#include "frozen.h"

static SpillMaster *master;
static GPtrArray *columns;
static GPtrArray *changes;

static char *
stamps_to_text (const SpillColumnBuild *build)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < build->n_stamps; i++)
    {
      const SpillColumnStamp *stamp = &build->stamps[i];

      g_string_append_printf (text, "%s%s%s%s%s%s", text->len > 0 ? " " : "", stamp->project,
                              *stamp->project != '\0' ? ": " : "", stamp->revision,
                              stamp->branch != NULL ? " in " : "",
                              stamp->branch != NULL ? stamp->branch : "");
    }

  return g_string_free (text, FALSE);
}

static void
compare_cell (const SpillGrid *grid,
              guint            column,
              guint            stamp,
              JsonNode        *fact)
{
  const SpillColumnBuild *build = spill_grid_get_cell (grid, column, stamp);
  JsonArray *array;
  JsonArray *words;
  g_autofree char *link = NULL;
  g_autofree char *plain = NULL;

  if (JSON_NODE_HOLDS_NULL (fact))
    {
      g_assert_null (build);
      return;
    }

  g_assert_nonnull (build);
  array = json_node_get_array (fact);
  g_assert_cmpstr (spill_result_to_nick (build->result), ==, json_array_get_string_element (array, 0));
  link = g_strdup_printf ("builders/%s/builds/%u", grid->columns[column]->name, build->number);
  plain = g_uri_unescape_string (json_array_get_string_element (array, 2), NULL);
  g_assert_cmpstr (link, ==, plain);
  words = json_array_get_array_element (array, 1);
  if (spill_column_build_is_plain (build))
    {
      g_assert_cmpstr (json_array_get_string_element (words, 0), ==, "OK");
      return;
    }
  for (guint i = 0; i < json_array_get_length (words); i++)
    g_assert_cmpstr (build->words[i], ==, json_array_get_string_element (words, i));
  g_assert_null (build->words[json_array_get_length (words)]);
}

static void
test_grid (gconstpointer name)
{
  g_autoptr(JsonObject) page = frozen_load_page (name);
  gboolean is_transposed = g_str_has_prefix (name, "t");
  g_auto(GStrv) branches = frozen_args (page, "branch");
  g_auto(GStrv) categories = frozen_args (page, "category");
  g_auto(GStrv) size = frozen_args (page, is_transposed ? "length" : "width");
  g_auto(GStrv) order = frozen_args (page, "rev_order");
  SpillGridQuery query = {
    .branches = (const char * const *) branches,
    .tags = (const char * const *) categories,
    .n_stamps = size != NULL ? (guint) atoi (size[0]) : 0,
    .newest_first = order != NULL && g_str_equal (order[0], "desc"),
  };
  g_autoptr(SpillGrid) grid = spill_grid_new (columns, &query);
  JsonArray *stamps = json_object_get_array_member (page, "stamps");
  JsonArray *builders = json_object_get_array_member (page, "builders");
  JsonArray *cells = json_object_get_array_member (page, "cells");

  g_assert_cmpuint (grid->n_stamps, ==, json_array_get_length (stamps));
  g_assert_cmpuint (grid->n_columns, ==, json_array_get_length (builders));
  for (guint i = 0; i < grid->n_stamps; i++)
    {
      g_autofree char *text = stamps_to_text (grid->stamps[i]);

      g_assert_cmpstr (text, ==, json_array_get_string_element (stamps, i));
    }
  for (guint c = 0; c < grid->n_columns; c++)
    {
      JsonArray *fact = json_array_get_array_element (builders, c);
      const char *state = json_array_get_string_element (fact, 1);

      g_assert_cmpstr (grid->columns[c]->name, ==, json_array_get_string_element (fact, 0));
      if (!g_str_equal (state, "waiting") || !frozen_differs ("grid/waiting-not-told"))
        g_assert_cmpstr (spill_activity_to_nick (grid->columns[c]->activity), ==, state);
      for (guint i = 0; i < grid->n_stamps; i++)
        compare_cell (grid, c, i,
                      json_array_get_element (json_array_get_array_element (cells, is_transposed ? i : c),
                                              is_transposed ? c : i));
    }
}

/* The console names more changes than the JSON: those that nothing was built of. Its lines in turn are
 * the newest known change of their revision, or one made for them. */
static GPtrArray *
changes_of_lines (JsonArray *lines,
                  gint64     oldest)
{
  GPtrArray *made = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_change_facts_unref);
  g_autoptr(GHashTable) used = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonObject *line = json_array_get_object_element (lines, i);
      const char *revision = json_object_get_string_member (line, "revision");
      g_autoptr(SpillChange) change = NULL;
      const SpillChangeFacts *known = NULL;

      for (guint j = 0; j < changes->len && known == NULL; j++)
        {
          const SpillChangeFacts *facts = changes->pdata[j];

          if (facts->id >= oldest && g_str_equal (facts->revision, revision) && *revision != '\0'
              && !g_hash_table_contains (used, facts))
            known = facts;
        }
      if (known != NULL)
        g_hash_table_add (used, (gpointer) known);
      change = g_object_new (SPILL_TYPE_CHANGE, "id", known != NULL ? known->id : 100000 - (gint64) i,
                             "revision", revision, "when", 1e6 - i,
                             "branch", known != NULL ? known->branch : NULL,
                             "author", known != NULL ? known->author : NULL, NULL);
      g_ptr_array_add (made, spill_change_facts_new (change));
    }

  return made;
}

static void
compare_boxes (const SpillConsole *console,
               guint               line,
               JsonArray          *fact)
{
  const SpillChangeFacts *change = console->changes[line];

  for (guint g = 0; g < console->n_groups; g++)
    {
      JsonArray *boxes = json_array_get_array_element (fact, g);

      g_assert_cmpuint (console->groups[g].n_columns, ==, json_array_get_length (boxes));
      for (guint i = 0; i < console->groups[g].n_columns; i++)
        {
          guint c = console->groups[g].columns[i];
          const SpillConsoleBox *box = &console->boxes[line * console->n_columns + c];
          JsonArray *its = json_array_get_array_element (boxes, i);
          gint64 number = json_array_get_null_element (its, 1) ? -1 : json_array_get_int_element (its, 1);
          gboolean came_again = FALSE;

          for (guint j = 0; j < changes->len; j++)
            {
              const SpillChangeFacts *other = changes->pdata[j];

              came_again = came_again || (other->id != change->id
                                          && g_str_equal (other->revision, change->revision));
            }
          if (came_again && (box->build != NULL ? (gint64) box->build->number : -1) != number
              && frozen_differs ("console/revision-came-again"))
            continue;
          g_assert_cmpint ((box->build != NULL ? (gint64) box->build->number : -1), ==, number);
          g_assert_cmpstr (spill_console_state_to_nick (box->state), ==,
                           json_array_get_string_element (its, 0));
        }
    }
}

static void
test_console (gconstpointer name)
{
  g_autoptr(JsonObject) page = frozen_load_page (name);
  g_auto(GStrv) categories = frozen_args (page, "category");
  g_auto(GStrv) branches = frozen_args (page, "branch");
  g_auto(GStrv) revs = frozen_args (page, "revs");
  SpillConsoleQuery query = {
    .tags = (const char * const *) categories,
    .branches = (const char * const *) branches,
    .n_changes = 100,
    .by_time = TRUE,   /* as that master was configured */
  };
  JsonArray *groups = json_object_get_array_member (page, "groups");
  JsonArray *lines = json_object_get_array_member (page, "lines");
  gint64 newest = ((SpillChangeFacts *) changes->pdata[0])->id;
  g_autoptr(GPtrArray) its = changes_of_lines (lines, newest + 1 - (revs != NULL ? atoi (revs[0]) : 40));
  g_autoptr(SpillConsole) console = spill_console_new (columns, its, &query);

  g_assert_cmpuint (console->n_changes, ==, json_array_get_length (lines));
  for (guint i = 0; i < console->n_changes; i++)
    {
      JsonObject *line = json_array_get_object_element (lines, i);

      g_assert_cmpstr (console->changes[i]->revision, ==, json_object_get_string_member (line, "revision"));
    }
  if (console->n_changes == 0)
    return;   /* then 0.8 prints no builders either */

  g_assert_cmpuint (console->n_groups, ==, json_array_get_length (groups));
  for (guint g = 0; g < console->n_groups; g++)
    {
      JsonArray *group = json_array_get_array_element (groups, g);
      JsonArray *members = json_array_get_array_element (group, 1);

      g_assert_cmpstr (console->groups[g].name, ==, json_array_get_string_element (group, 0));
      g_assert_cmpuint (console->groups[g].n_columns, ==, json_array_get_length (members));
      for (guint i = 0; i < console->groups[g].n_columns; i++)
        {
          guint c = console->groups[g].columns[i];
          JsonArray *member = json_array_get_array_element (members, i);

          g_assert_cmpstr (console->columns[c]->name, ==, json_array_get_string_element (member, 0));
          g_assert_cmpstr (spill_console_state_to_nick (console->states[c]), ==,
                           json_array_get_string_element (member, 1));
        }
    }
  for (guint i = 0; i < console->n_changes; i++)
    compare_boxes (console, i,
                   json_object_get_array_member (json_array_get_object_element (lines, i), "boxes"));
}

int
main (int    argc,
      char **argv)
{
  static const char *const grids[] = { "grid", "grid-w20", "grid-branch", "grid-category", "tgrid",
                                       "tgrid-l20" };
  static const char *const consoles[] = { "console", "console-cat", "console-repo", "console-branch" };
  int status;

  g_test_init (&argc, &argv, NULL);
  master = frozen_master_new ();
  columns = frozen_columns (master, &changes);
  for (guint i = 0; i < G_N_ELEMENTS (grids); i++)
    {
      g_autofree char *path = g_strdup_printf ("/layout/frozen/%s", grids[i]);

      g_test_add_data_func (path, grids[i], test_grid);
    }
  for (guint i = 0; i < G_N_ELEMENTS (consoles); i++)
    {
      g_autofree char *path = g_strdup_printf ("/layout/frozen/%s", consoles[i]);

      g_test_add_data_func (path, consoles[i], test_console);
    }

  status = g_test_run ();
  frozen_end ("grid/");
  frozen_end ("console/");
  g_ptr_array_unref (columns);
  g_ptr_array_unref (changes);
  g_object_unref (master);
  return status;
}
