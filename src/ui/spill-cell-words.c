#include "ui/spill-cell-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/spill-build.h"
#include "util/spill-format.h"
#include "util/spill-plain.h"

#define MAX_CHARS 120
#define MAX_REVISION 40

/* The result of the last telling build among @builds from @i on. */
static SpillResult
telling_from (const SpillColumn *column,
              guint              i)
{
  for (; i < column->n_builds; i++)
    {
      SpillResult result = column->builds[i]->result;

      if (column->builds[i]->finished > 0
          && (spill_result_is_good (result) || spill_result_is_bad (result)))
        return result;
    }
  return SPILL_RESULT_NONE;
}

/* Builds are newest first, by number. */
static guint
find_build (const SpillColumn *column,
            guint              number)
{
  guint low = 0, high = column->n_builds;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (column->builds[middle]->number > number)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

SpillLook
spill_cell_words_look (const SpillColumn      *column,
                       const SpillColumnBuild *build)
{
  if (build->finished <= 0)
    return SPILL_LOOK_RUNNING;
  if (build->result == SPILL_RESULT_FAILURE
      && spill_result_is_bad (telling_from (column, find_build (column, build->number) + 1)))
    return SPILL_LOOK_FAILURE_AGAIN;
  return spill_look_of_result (build->result);
}

SpillLook
spill_cell_words_look_of_column (const SpillColumn *column)
{
  const SpillColumnBuild *last = spill_column_get_last (column, NULL);

  if (last != NULL)
    return spill_cell_words_look (column, last);
  return column->activity == SPILL_ACTIVITY_OFFLINE ? SPILL_LOOK_OFFLINE : SPILL_LOOK_UNKNOWN;
}

static char *
dup_progress (SpillBuild *live,   /* (nullable) */
              double      now)
{
  double progress = live != NULL ? spill_build_get_progress (live, now) : -1;

  if (progress < 0)
    return g_strdup (spill_look_word (SPILL_LOOK_RUNNING));
  /* Translators: how much of a build is done. */
  return g_strdup_printf (_("%d %%"), (int) (CLAMP (progress, 0, 1) * 100));
}

/* Not what the symbol says already. */
static gboolean
is_telling (const SpillColumnBuild *build)
{
  return build->words[0] != NULL && build->result != SPILL_RESULT_SUCCESS
         && build->result != SPILL_RESULT_CANCELLED && build->result != SPILL_RESULT_SKIPPED;
}

/* "test, 5 failed (failure)": modern masters say again what the symbol says. */
static char *
dup_without_result (const char  *text,
                    SpillResult  result)
{
  g_autofree char *line = spill_plain_one_line (text, MAX_CHARS);
  g_autofree char *end = g_strdup_printf (" (%s)", spill_result_to_nick (result));

  if (g_str_has_suffix (line, end) && strlen (line) > strlen (end))
    line[strlen (line) - strlen (end)] = '\0';
  return g_steal_pointer (&line);
}

char *
spill_cell_words_dup_text (const SpillColumnBuild *build,
                           SpillLook               look,
                           SpillBuild             *live,
                           double                  now)
{
  g_autofree char *words = NULL;

  if (build->finished <= 0)
    return build->has_failing_step && build->detail != NULL
           ? spill_plain_one_line (build->detail, MAX_CHARS) : dup_progress (live, now);
  if (!spill_result_is_good (build->result) && build->detail != NULL)
    return dup_without_result (build->detail, build->result);
  if (!is_telling (build))
    return g_strdup (spill_look_word (look));
  words = g_strjoinv (" ", (char **) build->words);
  return dup_without_result (words, build->result);
}

char *
spill_cell_words_dup_number (const SpillColumnBuild *build,
                             double                  now)
{
  double end = build->finished > 0 ? build->finished : now;
  g_autofree char *duration = spill_format_duration (end - build->started);

  /* Translators: a build’s number and how long it took: “#128 · 3 m 12 s” */
  return g_strdup_printf (_("#%u · %s"), build->number, duration);
}

char *
spill_cell_words_dup_spoken (const SpillColumnBuild *build,
                             SpillLook               look,
                             SpillBuild             *live,
                             double                  now)
{
  g_autofree char *text = spill_cell_words_dup_text (build, look, live, now);
  double end = build->finished > 0 ? build->finished : now;
  g_autofree char *duration = spill_format_duration_spoken (end - build->started);
  g_autofree char *ago = spill_format_ago (end, now);
  const char *word = spill_look_word (look);

  if (build->finished <= 0)
    /* Translators: number of a build, “Running”, “62 %”, how long so far */
    return g_strdup_printf (_("build %u, %s, %s, for %s"), build->number, word, text, duration);
  if (g_str_equal (text, word))
    /* Translators: number of a build, how it went, how long it took, “12 min ago” */
    return g_strdup_printf (_("build %u, %s, %s, %s"), build->number, word, duration, ago);
  /* Translators: number of a build, how it went, the failed step, how long it took, “12 min ago” */
  return g_strdup_printf (_("build %u, %s, %s, %s, %s"), build->number, word, text, duration, ago);
}

char *
spill_cell_words_dup_revision (const char *revision)
{
  g_autofree char *text = spill_format_revision (revision);

  return spill_plain_one_line (text, MAX_REVISION);
}

static char *
dup_building (const SpillColumn *column,
              double             now)
{
  g_autofree char *left = NULL;

  if (column->n_running == 0 || column->etas[0] <= 0)
    return g_strdup (_("building"));
  left = spill_format_eta (column->etas[0] - now);
  /* Translators: “building, about 3 min left” */
  return g_strdup_printf (_("building, %s"), left);
}

char *
spill_cell_words_dup_activity (const SpillColumn *column,
                               double             now)
{
  g_autofree char *what = NULL;
  g_autofree char *waiting = NULL;

  if (column->activity == SPILL_ACTIVITY_BUILDING)
    what = dup_building (column, now);
  else if (column->activity == SPILL_ACTIVITY_OFFLINE)
    what = g_strdup (_("offline"));
  else if (column->n_pending == 0)
    return g_strdup (_("idle"));
  if (column->n_pending == 0)
    return g_steal_pointer (&what);
  waiting = g_strdup_printf (ngettext ("%u waiting", "%u waiting", column->n_pending),
                             column->n_pending);
  return what != NULL ? g_strdup_printf ("%s · %s", what, waiting) : g_steal_pointer (&waiting);
}
