#include "world.h"

#include <string.h>

#include "model/spill-build.h"
#include "model/spill-change.h"
#include "model/spill-source-stamp.h"
#include "model/spill-step.h"

static GStrv
words_of (const char *text)
{
  return g_strsplit (text, "_", -1);
}

static SpillResult
result_of (const char *nick)
{
  for (int i = SPILL_RESULT_NONE; i <= SPILL_RESULT_CANCELLED; i++)
    if (g_str_equal (spill_result_to_nick (i), nick))
      return i;
  g_assert_not_reached ();
}

static void
times_of (const char *text,
          double     *start,
          double     *end)
{
  char *rest;

  *start = g_ascii_strtod (text, &rest);
  g_assert_cmpint (*rest, ==, '-');
  *end = rest[1] != '\0' ? g_ascii_strtod (rest + 1, NULL) : 0;
}

static void
add_step (SpillBuild *build,
          GStrv       parts)
{
  guint number = spill_list_get_length (spill_build_get_steps (build));
  g_auto(GStrv) words = words_of (parts[5] != NULL ? parts[5] : "");
  SpillStep *step = spill_build_add_step (build, number, words[0]);
  double start, end;

  times_of (parts[3], &start, &end);
  spill_step_begin (step);
  spill_step_set_words (step, (const char * const *) words);
  spill_step_set_hidden (step, g_str_equal (parts[2], "h"));
  spill_step_set_started (step, start);
  if (end > 0)
    spill_step_set_finished (step, end, result_of (parts[4]));
  spill_step_end (step);
}

static void
add_stamp (SpillBuild *build,
           const char *branch,
           const char *revision,
           const char *project)   /* (nullable) */
{
  g_autoptr(GPtrArray) stamps = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (stamps, g_object_new (SPILL_TYPE_SOURCE_STAMP,
                                         "branch", g_str_equal (branch, "-") ? NULL : branch,
                                         "revision", revision, "codebase", "",
                                         "project", project, NULL));
  spill_build_set_source_stamps (build, stamps);
  spill_build_set_part_state (build, SPILL_PART_CHANGES, SPILL_PART_HERE, NULL);
}

static void
add_build (SpillBuilder *builder,
           GStrv         parts)
{
  guint number = (guint) g_ascii_strtoull (parts[1] + 1, NULL, 10);
  SpillBuild *build = spill_builder_add_build (builder, 0, number);
  double start, end;

  if (g_str_equal (parts[2], "s") || g_str_equal (parts[2], "h"))
    {
      add_step (build, parts);
      return;
    }
  if (g_str_equal (parts[2], "~"))
    {
      spill_build_set_revision (build, parts[4], parts[3]);
      return;
    }
  if (g_str_equal (parts[2], "*"))
    {
      g_autoptr(GPtrArray) changes = g_ptr_array_new ();

      for (guint i = 3; parts[i] != NULL; i++)
        g_ptr_array_add (changes,
                         spill_list_find (spill_master_get_changes (spill_builder_get_master (builder)),
                                          g_ascii_strtoll (parts[i], NULL, 10)));
      spill_build_set_changes (build, changes);
      return;
    }

  times_of (parts[2], &start, &end);
  spill_build_begin (build);
  spill_build_set_started (build, start);
  spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_HERE, NULL);
  if (end > 0)
    spill_build_set_finished (build, end, result_of (parts[3]));
  parts += end > 0 ? 4 : 3;
  if (parts[0] != NULL)
    add_stamp (build, parts[0], parts[1], parts[1] != NULL ? parts[2] : NULL);
  spill_build_end (build);
}

static void
add_change (SpillMaster *master,
            GStrv        parts)
{
  g_autoptr(SpillChange) change =
    g_object_new (SPILL_TYPE_CHANGE, "id", g_ascii_strtoll (parts[1], NULL, 10),
                  "when", g_ascii_strtod (parts[2], NULL), "author", parts[3],
                  "branch", g_str_equal (parts[4], "-") ? NULL : parts[4], "revision", parts[5],
                  "repository", parts[6], "project", parts[6] != NULL ? parts[7] : NULL,
                  "codebase", parts[6] != NULL && parts[7] != NULL ? parts[8] : NULL,
                  "category", parts[6] != NULL && parts[7] != NULL && parts[8] != NULL ? parts[9] : NULL,
                  NULL);

  spill_master_add_old_change (master, change);
}

static void
add_line (SpillMaster *master,
          GStrv        parts)
{
  SpillBuilder *builder = spill_master_find_builder (master, parts[0]);
  g_auto(GStrv) words = NULL;

  if (g_str_equal (parts[0], "*"))
    {
      add_change (master, parts);
      return;
    }
  if (builder == NULL)
    {
      guint n = spill_list_get_length (spill_master_get_builders (master));

      builder = spill_master_add_builder (master, n + 1, parts[0]);
      spill_builder_set_state (builder, SPILL_BUILDER_IDLE);
    }
  if (g_str_equal (parts[1], "+"))
    spill_builder_set_tags (builder, (const char * const *) parts + 2);
  else if (parts[1][0] == '#')
    add_build (builder, parts);
  else if (g_str_equal (parts[1], "!"))
    {
      words = words_of (parts[3]);
      spill_builder_add_event (builder, g_ascii_strtod (parts[2], NULL), (const char * const *) words);
    }
  else if (g_str_equal (parts[1], "offline"))
    spill_builder_set_state (builder, SPILL_BUILDER_OFFLINE);
  else if (g_str_equal (parts[1], "next"))
    spill_builder_set_next_start (builder, g_ascii_strtod (parts[2], NULL));
  else
    g_assert_not_reached ();
}

SpillMaster *
world_new (const char *lines)
{
  SpillMaster *master = spill_master_new ("world", "http://master/");
  g_auto(GStrv) split = g_strsplit (lines, "\n", -1);

  for (guint i = 0; split[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (g_strstrip (split[i]), " ", -1);

      if (parts[0] != NULL && *parts[0] != '\0')
        add_line (master, parts);
    }

  return master;
}

static void
append_box (GString        *text,
            const SpillBox *box)
{
  static const char *const kinds[] = { "step", "body", "build", "event", "change", "gap" };

  g_string_append (text, kinds[box->kind]);
  if (box->kind == SPILL_BOX_BUILD)
    g_string_append_printf (text, " %u", box->build);
  if (box->kind == SPILL_BOX_CHANGE)
    g_string_append_printf (text, " %d", (int) box->id);
  for (guint i = 0; box->words[i] != NULL; i++)
    g_string_append_printf (text, " %s", box->words[i]);
}

char *
lane_to_text (const SpillLane *lane)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lane->n_boxes; i++)
    {
      const SpillBox *box = lane->boxes[i];

      g_string_append (text, i > 0 ? ", " : "");
      append_box (text, box);
      g_string_append_printf (text, " %g", box->start);
      if (box->kind == SPILL_BOX_GAP)
        g_string_append_printf (text, "-%g", box->end);
    }

  return g_string_free (text, FALSE);
}

char *
rows_to_text (const SpillRows *rows)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->n_labels; i++)
    g_string_append_printf (text, "%s%u+%u %g", i > 0 ? ", " : "", rows->labels[i].row,
                            rows->labels[i].span, rows->labels[i].time);
  for (guint lane = 0; lane < rows->n_lanes; lane++)
    {
      g_string_append (text, " |");
      for (guint i = 0; i < rows->n_cells[lane]; i++)
        {
          const SpillRowCell *cell = &rows->cells[lane][i];

          g_string_append_printf (text, "%s %u+%u ", i > 0 ? "," : "", cell->row, cell->span);
          if (cell->box != NULL)
            append_box (text, cell->box);
          else
            g_string_append (text, cell->is_unknown ? "?" : "nothing");
        }
    }

  return g_string_free (text, FALSE);
}
