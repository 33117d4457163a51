#include "model/spill-builder-private.h"

#include "model/spill-build-private.h"
#include "model/spill-master.h"
#include "model/spill-source.h"

/* Older builds are asked for from the newest on, so that none is left out: not below the oldest that is
 * known, which may be there because somebody looked at it, or because a row tells of it. */

#define FAILED_PAUSE G_TIME_SPAN_MINUTE   /* before a master that failed is asked again, unless by a user */

/* Number of the build before which something is missing; the oldest if nothing is; -1 without any. */
static gint64
get_end_of_whole (SpillBuilder *self,
                  gboolean     *is_all)
{
  guint n = spill_list_get_length (self->builds);
  gint64 end = -1;

  *is_all = TRUE;
  for (guint i = 0; i < n; i++)
    {
      gint64 number = ((SpillBuild *) spill_list_peek (self->builds, i))->number;
      gint64 *after = NULL;

      if (end >= 0 && end - number > 1 && self->gaps != NULL)
        after = g_hash_table_lookup (self->gaps, &end);
      if (end >= 0 && end - number > 1 && (after == NULL || *after > number))
        {
          *is_all = FALSE;
          break;
        }
      end = number;
    }
  return end;
}

/**
 * spill_builder_request_older:
 * @self: a builder
 * @n: how many
 *
 * Asks the master for @n builds older than those known. Nothing happens while it is being asked,
 * nor once all are known.
 */
void
spill_builder_request_older (SpillBuilder *self,
                             guint         n)
{
  SpillSource *source;
  SpillPartState state;

  g_return_if_fail (SPILL_IS_BUILDER (self));

  source = self->master != NULL ? spill_master_get_source (self->master) : NULL;
  state = spill_builder_get_older_state (self);
  if (source != NULL && n > 0 && state != SPILL_PART_LOADING && state != SPILL_PART_HERE)
    SPILL_SOURCE_GET_CLASS (source)->request_older (source, self, n);
}

SpillPartState
spill_builder_get_older_state (SpillBuilder *self)
{
  gboolean is_all = TRUE;

  g_return_val_if_fail (SPILL_IS_BUILDER (self), SPILL_PART_UNKNOWN);

  if (self->older_state == SPILL_PART_HERE)
    get_end_of_whole (self, &is_all);
  return is_all ? self->older_state : SPILL_PART_UNKNOWN;
}

/**
 * spill_builder_may_ask_older:
 * @self: a builder
 *
 * For views that want more as they are looked at, again and again. What a user asks for is asked at once.
 *
 * Returns: whether there may be older builds, and the master has not just failed to tell them
 */
gboolean
spill_builder_may_ask_older (SpillBuilder *self)
{
  SpillPartState state = spill_builder_get_older_state (self);

  return state == SPILL_PART_UNKNOWN
         || (state == SPILL_PART_FAILED && g_get_monotonic_time () >= self->older_failed_at + FAILED_PAUSE);
}

/**
 * spill_builder_get_older_from:
 * @self: a builder
 *
 * Returns: number of the build before which the first is missing, counted from the newest: the master
 *   is to be asked for those below it; -1 if none is known
 */
gint64
spill_builder_get_older_from (SpillBuilder *self)
{
  gboolean is_all;

  g_return_val_if_fail (SPILL_IS_BUILDER (self), -1);

  return get_end_of_whole (self, &is_all);
}

/**
 * spill_builder_set_whole:
 * @self: a builder
 * @low: number of a build
 * @high: number of a later one
 *
 * The master has told all that it has between these two: what is not known now does not exist. Unless
 * something was forgotten while it was asked: then it is not said what of it exists.
 */
void
spill_builder_set_whole (SpillBuilder *self,
                         gint64        low,
                         gint64        high)
{
  gint64 newer = -1;

  g_return_if_fail (SPILL_IS_BUILDER (self));

  if (self->has_forgotten)
    return;

  for (guint i = 0; i < spill_list_get_length (self->builds); i++)
    {
      gint64 number = ((SpillBuild *) spill_list_peek (self->builds, i))->number;

      if (number < low)
        break;
      if (newer >= 0 && newer <= high && newer - number > 1)
        {
          if (self->gaps == NULL)
            self->gaps = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
          g_hash_table_insert (self->gaps, g_memdup2 (&newer, sizeof newer), g_memdup2 (&number, sizeof number));
        }
      newer = number;
    }
}

void
spill_builder_set_older_state (SpillBuilder   *self,
                               SpillPartState  state)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));

  if (state == SPILL_PART_HERE && self->has_forgotten)
    state = SPILL_PART_UNKNOWN;
  self->has_forgotten = FALSE;
  if (state == SPILL_PART_HERE)
    spill_builder_set_whole (self, 0, G_MAXINT64);
  if (self->older_state == state)
    return;

  self->older_state = state;
  if (state == SPILL_PART_FAILED)
    self->older_failed_at = g_get_monotonic_time ();
  spill_builder_changed (self);
}
