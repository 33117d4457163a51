#include "ui/spill-overview-holds.h"

struct _SpillOverviewHolds
{
  SpillBuilder *builder;
  SpillParts    parts;        /* of the builder */
  SpillBuild   *builds[2];    /* (nullable) last failed one, newest running one: their steps */
};

/**
 * spill_overview_holds_new:
 * @builder: a builder
 *
 * Returns: (transfer full): holds that hold nothing yet
 */
SpillOverviewHolds *
spill_overview_holds_new (SpillBuilder *builder)
{
  SpillOverviewHolds *self = g_new0 (SpillOverviewHolds, 1);

  self->builder = g_object_ref (builder);
  return self;
}

static void
hold_build (SpillOverviewHolds *self,
            guint               i,
            SpillBuild         *build)   /* (nullable) */
{
  SpillBuild *old = self->builds[i];

  if (old == build)
    return;
  self->builds[i] = build != NULL ? g_object_ref (build) : NULL;
  if (build != NULL)
    spill_build_hold (build, SPILL_PART_STEPS);
  if (old != NULL)
    {
      spill_build_release (old, SPILL_PART_STEPS);
      g_object_unref (old);
    }
}

static void
hold_parts (SpillOverviewHolds *self,
            SpillParts          parts)
{
  SpillParts more = parts & ~self->parts, less = self->parts & ~parts;

  self->parts = parts;
  if (more != 0)
    spill_builder_hold (self->builder, more);
  if (less != 0)
    spill_builder_release (self->builder, less);
}

/**
 * spill_overview_holds_free:
 * @self: (transfer full): holds
 */
void
spill_overview_holds_free (SpillOverviewHolds *self)
{
  hold_build (self, 0, NULL);
  hold_build (self, 1, NULL);
  hold_parts (self, 0);
  g_object_unref (self->builder);
  g_free (self);
}

/**
 * spill_overview_holds_update:
 * @self: holds
 * @facts: what is known of the builder now
 */
void
spill_overview_holds_update (SpillOverviewHolds       *self,
                             const SpillOverviewFacts *facts)
{
  SpillBuild *last = spill_builder_get_last_build (self->builder);
  SpillList *running = spill_builder_get_running (self->builder);
  SpillParts parts = 0;

  if (facts->section == SPILL_OVERVIEW_BROKEN)
    parts |= SPILL_PART_STREAK;
  if (facts->n_running > 0)
    parts |= SPILL_PART_EXPECTATIONS;
  hold_parts (self, parts);

  if (last != NULL && spill_result_is_good (spill_build_get_result (last)))
    last = NULL;
  if (facts->section != SPILL_OVERVIEW_BROKEN && facts->section != SPILL_OVERVIEW_OTHER)
    last = NULL;
  hold_build (self, 0, last);
  hold_build (self, 1, facts->n_running > 0
                         ? spill_list_peek (running, spill_list_get_length (running) - 1) : NULL);
}
