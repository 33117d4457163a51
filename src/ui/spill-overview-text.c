#include "ui/spill-overview-facts.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "util/spill-format.h"

/* A master's text may be of any length; a row shows no more of it than this. */
#define MAX_WORDS 400   /* bytes */

static char *
shorten (const char *text)
{
  gsize length = strlen (text);

  if (length <= MAX_WORDS)
    return g_strdup (text);
  length = g_utf8_find_prev_char (text, text + MAX_WORDS) - text;
  return g_strdup_printf ("%.*s…", (int) length, text);
}

/**
 * spill_overview_text_person:
 * @who: an author as the version control names it
 *
 * Returns: (transfer full): the name without the address, or the address without its domain if
 *   there is nothing else
 */
char *
spill_overview_text_person (const char *who)
{
  const char *end;

  g_return_val_if_fail (who != NULL, NULL);

  end = strchr (who, '<');
  if (end != NULL && end > who)
    {
      g_autofree char *name = g_strstrip (g_strndup (who, end - who));

      if (*name != '\0')
        return shorten (name);
    }
  if (end == who)
    who++;
  end = strchr (who, '@');
  if (end != NULL && end > who)
    {
      g_autofree char *name = g_strndup (who, end - who);

      return shorten (name);
    }
  return shorten (who);
}

/* "Ann", "Ann and Bob", "3 people"; NULL: nobody is known. */
static char *
text_people (SpillBuilder *builder)
{
  g_auto(GStrv) people = spill_builder_dup_streak_people (builder);
  guint n = people != NULL ? g_strv_length (people) : 0;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (n == 0)
    return NULL;
  if (n > 2)
    return g_strdup_printf (ngettext ("%u person", "%u people", n), n);

  first = spill_overview_text_person (people[0]);
  if (n == 1)
    return g_steal_pointer (&first);

  second = spill_overview_text_person (people[1]);
  /* Translators: two names */
  return g_strdup_printf (_("%s and %s"), first, second);
}

/* "failing for 5 builds, since Tuesday" */
static char *
text_failing (const SpillStreak *streak,
              double             now)
{
  g_autofree char *since = streak->since > 0 ? spill_format_since (streak->since, now) : NULL;

  if (streak->n_builds == 0 || since == NULL)
    return g_strdup (_("failing"));
  if (streak->open_ended)
    /* Translators: the second is "since Tuesday" */
    return g_strdup_printf (ngettext ("failing for %u or more builds, %s or longer",
                                      "failing for %u or more builds, %s or longer",
                                      streak->n_builds), streak->n_builds, since);
  if (streak->n_builds == 1)
    /* Translators: "failing since 14:02 (new)" */
    return g_strdup_printf (_("failing %s (new)"), since);
  /* Translators: the second is "since Tuesday" */
  return g_strdup_printf (ngettext ("failing for %u build, %s", "failing for %u builds, %s",
                                    streak->n_builds), streak->n_builds, since);
}

/**
 * spill_overview_text_streak:
 * @builder: a builder
 * @now: epoch seconds
 *
 * How long it has been failing, since which revision and because of whom, as far as is known.
 *
 * Returns: (transfer full) (nullable): the sentence, beginning in lower case; %NULL if its last
 *   telling build was not bad
 */
char *
spill_overview_text_streak (SpillBuilder *builder,
                            double        now)
{
  g_autofree char *failing = NULL;
  g_autofree char *revision = NULL;
  g_autofree char *people = NULL;
  const char *parts[4];
  guint n = 0;
  SpillStreak streak;

  g_return_val_if_fail (SPILL_IS_BUILDER (builder), NULL);

  if (!spill_result_is_bad (spill_builder_get_last_result (builder)))
    return NULL;

  spill_builder_get_streak (builder, &streak);
  parts[n++] = failing = text_failing (&streak, now);
  if (streak.first != NULL)
    {
      const char *first = spill_build_get_revision (streak.first);

      if (first != NULL && *first != '\0')
        parts[n++] = revision = spill_format_revision (first);
    }
  people = text_people (builder);
  if (people != NULL)
    parts[n++] = people;
  parts[n] = NULL;
  return g_strjoinv (", ", (char **) parts);
}

/* "failed at test", or the build's own words while its steps are not here; NULL: nothing is known.
 * What was cancelled, retried or skipped did not fail, whatever its steps did. */
static char *
text_failed_at (SpillBuilder *builder)
{
  SpillBuild *build = spill_builder_get_last_build (builder);
  SpillResult result = build != NULL ? spill_build_get_result (build) : SPILL_RESULT_NONE;
  SpillStep *step;

  if (build == NULL || spill_result_is_good (result))
    return NULL;
  if (result != SPILL_RESULT_FAILURE && result != SPILL_RESULT_EXCEPTION)
    return g_strdup (spill_result_to_text (result));

  step = spill_build_get_failed_step (build);
  if (step != NULL)
    {
      g_autofree char *name = shorten (spill_step_get_name (step));

      if (spill_build_get_result (build) == SPILL_RESULT_EXCEPTION)
        /* Translators: the name of a step */
        return g_strdup_printf (_("exception at %s"), name);
      /* Translators: the name of a step */
      return g_strdup_printf (_("failed at %s"), name);
    }
  if (spill_build_get_text (build) != NULL)
    return shorten (spill_build_get_text (build));
  return NULL;
}

/* "#127, 12 min ago", or "last build unknown" */
static char *
text_last_build (SpillBuilder *builder,
                 double        now)
{
  SpillBuild *build = spill_builder_get_last_build (builder);
  g_autofree char *ago = NULL;
  g_autofree char *duration = NULL;

  if (build == NULL)
    return NULL;
  ago = spill_format_ago (spill_build_get_finished (build), now);
  duration = spill_format_duration (spill_build_get_duration (build, now));
  /* Translators: number of a build, how long ago it ended, how long it took */
  return g_strdup_printf (_("#%u · %s · took %s"), spill_build_get_number (build), ago, duration);
}

/* "test: 312 passed, step 4 of 9" of a running build */
static char *
text_current_step (SpillBuild *build)
{
  SpillStep *step = spill_build_get_current_step (build);
  g_autofree char *name = NULL;

  if (step == NULL)
    return NULL;

  name = shorten (spill_step_get_name (step));
  /* Translators: position and name of the step that runs now */
  return g_strdup_printf (_("step %u, %s"), spill_step_get_number (step) + 1, name);
}

static SpillBuild *
newest_running (SpillBuilder *builder)
{
  SpillList *running = spill_builder_get_running (builder);
  guint n = spill_list_get_length (running);

  return n > 0 ? spill_list_peek (running, n - 1) : NULL;
}

/* "a · b · c" of those that are not NULL or empty. */
static char *
join_words (const char *one,
            const char *two,
            const char *three)
{
  const char *parts[4];
  guint n = 0;

  if (one != NULL && *one != '\0')
    parts[n++] = one;
  if (two != NULL && *two != '\0')
    parts[n++] = two;
  if (three != NULL && *three != '\0')
    parts[n++] = three;
  parts[n] = NULL;
  return g_strjoinv (" · ", (char **) parts);
}

static const char *
text_offline (SpillBuilder *builder)
{
  return spill_builder_get_state (builder) == SPILL_BUILDER_OFFLINE ? _("no worker connected") : NULL;
}

/* Broken: the sentence first, for the name and the symbol have said already that it is. */
static char *
words_of_broken (SpillBuilder *builder,
                 double        now)
{
  g_autofree char *streak = spill_overview_text_streak (builder, now);
  g_autofree char *failed_at = text_failed_at (builder);

  return join_words (failed_at, streak, text_offline (builder));
}

static char *
words_of_building (SpillBuilder             *builder,
                   const SpillOverviewFacts *facts)
{
  /* It may have ended since @facts were read. */
  SpillBuild *running = newest_running (builder);
  g_autofree char *step = running != NULL ? text_current_step (running) : NULL;
  g_autofree char *more = NULL;

  if (facts->n_running > 1)
    more = g_strdup_printf (ngettext ("%u build at once", "%u builds at once", facts->n_running),
                            facts->n_running);
  if (step == NULL && more == NULL)
    return g_strdup (_("building"));
  return join_words (step, more, NULL);
}

/**
 * spill_overview_text_words:
 * @builder: a builder
 * @facts: what was read from it
 * @now: epoch seconds
 *
 * Returns: (transfer full): what its row says beside the name; plain text, may be hostile
 */
char *
spill_overview_text_words (SpillBuilder             *builder,
                           const SpillOverviewFacts *facts,
                           double                    now)
{
  g_autofree char *last = NULL;

  g_return_val_if_fail (SPILL_IS_BUILDER (builder), NULL);

  switch (facts->section)
    {
    case SPILL_OVERVIEW_BROKEN:
      return words_of_broken (builder, now);
    case SPILL_OVERVIEW_BUILDING:
      return words_of_building (builder, facts);
    case SPILL_OVERVIEW_UNKNOWN:
      return g_strdup (_("not known yet"));
    case SPILL_OVERVIEW_NEVER:
      return g_strdup (_("never built"));
    case SPILL_OVERVIEW_OFFLINE:
      last = text_last_build (builder, now);
      return join_words (text_offline (builder), last, NULL);
    case SPILL_OVERVIEW_OTHER:
      {
        g_autofree char *text = text_failed_at (builder);

        last = text_last_build (builder, now);
        return join_words (text != NULL ? text : spill_look_word (facts->look), last, NULL);
      }
    case SPILL_OVERVIEW_GOOD:
    default:
      {
        SpillBuild *build = spill_builder_get_last_build (builder);
        SpillResult result = build != NULL ? spill_build_get_result (build) : SPILL_RESULT_NONE;

        if (build == NULL)
          return g_strdup (spill_look_word (facts->look));
        last = text_last_build (builder, now);
        /* Good before, and cancelled or skipped since: that is not what the symbol shows. */
        return join_words (result == SPILL_RESULT_NONE || spill_result_is_good (result)
                             ? NULL : spill_look_word (spill_look_of_result (result)), last, NULL);
      }
    }
}

/**
 * spill_overview_text_activity:
 * @build: a running build
 * @now: epoch seconds
 * @length: how much room there is
 *
 * Returns: (transfer full): its number, how far it is and how long it will take, as far as is known
 */
char *
spill_overview_text_activity (SpillBuild          *build,
                              double               now,
                              SpillActivityLength  length)
{
  double progress = spill_build_get_progress (build, now);
  double left = spill_build_get_eta (build, now);
  g_autofree char *number = g_strdup_printf ("#%u", spill_build_get_number (build));
  g_autofree char *percent = NULL;
  g_autofree char *eta = NULL;

  if (progress >= 0)
    /* Translators: how far a build is */
    percent = g_strdup_printf (_("%d %%"), (int) floor (CLAMP (progress, 0, 1) * 100));
  if (length == SPILL_ACTIVITY_SHORT)
    return percent != NULL ? g_steal_pointer (&percent) : g_steal_pointer (&number);

  if (!isnan (left))
    eta = spill_format_eta (left);
  else
    eta = spill_format_duration (spill_build_get_duration (build, now));
  return join_words (length == SPILL_ACTIVITY_LONG || percent == NULL ? number : NULL, percent, eta);
}

/**
 * spill_overview_text_waiting:
 * @n: number of waiting requests
 *
 * Returns: (transfer full): "2 waiting"
 */
char *
spill_overview_text_waiting (guint n)
{
  return g_strdup_printf (ngettext ("%u waiting", "%u waiting", n), n);
}

/* "building #128, 62 percent, about 4 min left" */
static void
append_running_spoken (GString    *text,
                       SpillBuild *build,
                       double      now)
{
  double progress = spill_build_get_progress (build, now);
  double left = spill_build_get_eta (build, now);

  g_string_append_printf (text, _("; building #%u"), spill_build_get_number (build));
  if (progress >= 0)
    g_string_append_printf (text, _(", %d percent"), (int) floor (CLAMP (progress, 0, 1) * 100));
  if (!isnan (left))
    {
      g_autofree char *eta = spill_format_eta (left);

      g_string_append_printf (text, ", %s", eta);
    }
}

/* The result of the newest build, where what was said so far is another. */
static void
append_last_spoken (GString   *text,
                    SpillLook  last,
                    gboolean   is_said)
{
  if (!is_said && last != SPILL_LOOK_UNKNOWN)
    g_string_append_printf (text, _("; last result %s"), spill_look_word (last));
}

/**
 * spill_overview_text_spoken:
 * @builder: a builder
 * @facts: what was read from it
 * @now: epoch seconds
 *
 * Returns: (transfer full): everything that its row shows, as a sentence: "linux-gcc: failing for 5
 *   builds, since Tuesday; failed at test; building #128, 62 percent, about 4 min left; 2 waiting"
 */
char *
spill_overview_text_spoken (SpillBuilder             *builder,
                            const SpillOverviewFacts *facts,
                            double                    now)
{
  g_autoptr(GString) text = NULL;
  g_autofree char *streak = NULL;
  SpillBuild *running = newest_running (builder);
  SpillLook last;

  g_return_val_if_fail (SPILL_IS_BUILDER (builder), NULL);

  last = spill_look_of_last_build (builder);
  text = g_string_new (spill_builder_get_name (builder));
  streak = spill_overview_text_streak (builder, now);
  if (streak != NULL)
    {
      g_autofree char *failed_at = text_failed_at (builder);

      g_string_append_printf (text, ": %s", streak);
      if (failed_at != NULL)
        g_string_append_printf (text, "; %s", failed_at);
      append_last_spoken (text, last,
                          last == SPILL_LOOK_FAILURE || last == SPILL_LOOK_FAILURE_AGAIN);
    }
  else
    {
      g_autofree char *words = NULL;

      /* The section says what the symbol shows; the last result is another matter while building. */
      if (facts->section == SPILL_OVERVIEW_BUILDING)
        g_string_append_printf (text, _(": last result %s"), spill_look_word (last));
      else
        g_string_append_printf (text, ": %s", spill_look_word (facts->look));
      words = spill_overview_text_words (builder, facts, now);
      if (g_ascii_strcasecmp (words, spill_look_word (facts->look)) != 0)
        g_string_append_printf (text, "; %s", words);
      append_last_spoken (text, last,
                          facts->section == SPILL_OVERVIEW_BUILDING || last == facts->look);
    }
  if (running != NULL)
    append_running_spoken (text, running, now);
  if (facts->n_pending > 0)
    {
      g_autofree char *waiting = spill_overview_text_waiting (facts->n_pending);

      g_string_append_printf (text, "; %s", waiting);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
append_count (GString *text,
              char    *count)   /* taken */
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, count);
  g_free (count);
}

/**
 * spill_overview_text_summary:
 * @counts: numbers of all builders in view
 * @now: epoch seconds
 *
 * Returns: (transfer full): the numbers that are not 0 in a line; "nothing broken" leads if nothing is
 */
char *
spill_overview_text_summary (const SpillOverviewCounts *counts,
                             double                     now)
{
  GString *text = g_string_new (NULL);

  if (counts->n_broken > 0)
    append_count (text, g_strdup_printf (ngettext ("%u broken", "%u broken", counts->n_broken),
                                         counts->n_broken));
  else if (counts->n_good > 0)
    append_count (text, g_strdup (_("nothing broken")));
  if (counts->n_new > 0)
    {
      g_autofree char *since = spill_format_since (counts->new_since, now);

      /* Translators: "2 new since 14:02" */
      append_count (text, g_strdup_printf (ngettext ("%u new %s", "%u new %s", counts->n_new),
                                           counts->n_new, since));
    }
  if (counts->n_good > 0)
    append_count (text, g_strdup_printf (ngettext ("%u good", "%u good", counts->n_good),
                                         counts->n_good));
  if (counts->n_building > 0)
    append_count (text, g_strdup_printf (ngettext ("%u building", "%u building", counts->n_building),
                                         counts->n_building));
  if (counts->n_waiting > 0)
    append_count (text, spill_overview_text_waiting (counts->n_waiting));
  if (counts->n_offline > 0)
    append_count (text, g_strdup_printf (ngettext ("%u offline", "%u offline", counts->n_offline),
                                         counts->n_offline));
  if (counts->n_unknown > 0)
    append_count (text, g_strdup_printf (ngettext ("%u not known yet", "%u not known yet",
                                                   counts->n_unknown), counts->n_unknown));
  return g_string_free (text, FALSE);
}
