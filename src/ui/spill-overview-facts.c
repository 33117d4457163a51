#include "ui/spill-overview-facts.h"

#include <glib/gi18n.h>

static const struct
{
  const char *nick;
  const char *title;
} sections[SPILL_N_OVERVIEW_SECTIONS] = {
  { "broken",   N_("Broken") },
  { "building", N_("Building") },
  { "other",    N_("Warnings and Others") },
  { "offline",  N_("Offline") },
  { "unknown",  N_("Not Known Yet") },
  { "good",     N_("Good") },
  { "never",    N_("Never Built") },
};

/* Which section, and the look of its symbol, once the numbers are known. */
static void
place (SpillBuilder       *builder,
       SpillOverviewFacts *facts)
{
  SpillBuild *last_build = spill_builder_get_last_build (builder);
  SpillResult result = spill_builder_get_last_result (builder);
  SpillResult newest = last_build != NULL ? spill_build_get_result (last_build) : SPILL_RESULT_NONE;

  facts->look = spill_look_of_builder (builder);
  if (spill_result_is_bad (result))
    facts->section = SPILL_OVERVIEW_BROKEN;
  else if (facts->n_running > 0)
    {
      facts->section = SPILL_OVERVIEW_BUILDING;
      facts->look = SPILL_LOOK_RUNNING;
    }
  else if (spill_builder_get_state (builder) == SPILL_BUILDER_OFFLINE)
    {
      facts->section = SPILL_OVERVIEW_OFFLINE;
      facts->look = SPILL_LOOK_OFFLINE;
    }
  else if (newest == SPILL_RESULT_EXCEPTION || newest == SPILL_RESULT_RETRY)
    {
      facts->section = SPILL_OVERVIEW_OTHER;
      facts->look = spill_look_of_result (newest);
    }
  else if (result == SPILL_RESULT_SUCCESS)
    facts->section = SPILL_OVERVIEW_GOOD;
  else if (result != SPILL_RESULT_NONE)
    facts->section = SPILL_OVERVIEW_OTHER;
  else
    facts->section = spill_builder_is_known (builder) ? SPILL_OVERVIEW_NEVER : SPILL_OVERVIEW_UNKNOWN;

  if (facts->section == SPILL_OVERVIEW_NEVER)
    facts->look = SPILL_LOOK_PENDING;
}

/**
 * spill_overview_facts_read:
 * @builder: a builder
 * @facts: (out caller-allocates): what the overview needs to know of it
 */
void
spill_overview_facts_read (SpillBuilder       *builder,
                           SpillOverviewFacts *facts)
{
  SpillBuild *last_build;

  g_return_if_fail (SPILL_IS_BUILDER (builder));
  g_return_if_fail (facts != NULL);

  *facts = (SpillOverviewFacts) { 0 };
  facts->n_running = spill_list_get_length (spill_builder_get_running (builder));
  facts->n_pending = spill_builder_get_n_pending (builder);
  facts->is_good = spill_result_is_good (spill_builder_get_last_result (builder));
  last_build = spill_builder_get_last_build (builder);
  if (last_build != NULL)
    facts->last = spill_build_get_finished (last_build);
  place (builder, facts);

  if (facts->section == SPILL_OVERVIEW_BROKEN)
    {
      SpillStreak streak;

      spill_builder_get_streak (builder, &streak);
      facts->is_new = streak.n_builds == 1 && !streak.open_ended;
      facts->since = streak.since > 0 ? streak.since : facts->last;
    }
}

/**
 * spill_overview_facts_equal:
 * @a: facts
 * @b: others
 *
 * Returns: whether the overview shows, sorts and counts them alike
 */
gboolean
spill_overview_facts_equal (const SpillOverviewFacts *a,
                            const SpillOverviewFacts *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a->section == b->section && a->look == b->look && a->is_new == b->is_new
         && a->is_good == b->is_good && a->since == b->since && a->last == b->last
         && a->n_running == b->n_running && a->n_pending == b->n_pending;
}

/**
 * spill_overview_counts_add:
 * @counts: numbers so far; all 0 at first
 * @facts: one more builder
 */
void
spill_overview_counts_add (SpillOverviewCounts      *counts,
                           const SpillOverviewFacts *facts)
{
  counts->n_builders++;
  counts->n_broken += facts->section == SPILL_OVERVIEW_BROKEN;
  counts->n_good += facts->is_good;
  counts->n_building += facts->n_running > 0;
  counts->n_waiting += facts->n_pending;
  counts->n_offline += facts->section == SPILL_OVERVIEW_OFFLINE;
  counts->n_unknown += facts->section == SPILL_OVERVIEW_UNKNOWN;
  if (facts->is_new)
    {
      counts->n_new++;
      if (counts->new_since == 0 || facts->since < counts->new_since)
        counts->new_since = facts->since;
    }
}

/**
 * spill_overview_section_to_nick:
 * @section: a section
 *
 * Returns: its name in settings and filters, never translated
 */
const char *
spill_overview_section_to_nick (SpillOverviewSection section)
{
  g_return_val_if_fail (section < SPILL_N_OVERVIEW_SECTIONS, NULL);

  return sections[section].nick;
}

/**
 * spill_overview_section_to_title:
 * @section: a section
 *
 * Returns: its heading, translated
 */
const char *
spill_overview_section_to_title (SpillOverviewSection section)
{
  g_return_val_if_fail (section < SPILL_N_OVERVIEW_SECTIONS, NULL);

  return _(sections[section].title);
}
