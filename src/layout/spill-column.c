#include "layout/spill-column.h"

#include <math.h>
#include <string.h>

#include "layout/spill-waterfall-query.h"
#include "model/spill-build.h"
#include "model/spill-builder.h"

static SpillActivity
activity_of (SpillBuilder *builder)
{
  switch (spill_builder_get_state (builder))
    {
    case SPILL_BUILDER_OFFLINE:
      return SPILL_ACTIVITY_OFFLINE;
    case SPILL_BUILDER_BUILDING:
      return SPILL_ACTIVITY_BUILDING;
    case SPILL_BUILDER_IDLE:
    case SPILL_BUILDER_UNKNOWN:
    default:
      return spill_builder_get_next_start (builder) > 0 ? SPILL_ACTIVITY_WAITING : SPILL_ACTIVITY_IDLE;
    }
}

const char *
spill_activity_to_nick (SpillActivity activity)
{
  static const char *const nicks[] = { "idle", "building", "waiting", "offline" };

  g_return_val_if_fail (activity < G_N_ELEMENTS (nicks), "idle");

  return nicks[activity];
}

static char **
dup_tags (SpillBuilder *builder)
{
  const char * const *tags = spill_builder_get_tags (builder);
  const char *category = spill_builder_get_category (builder);
  guint n = g_strv_length ((char **) tags);
  char **all = g_new0 (char *, n + 2);

  for (guint i = 0; i < n; i++)
    all[i] = g_strdup (tags[i]);
  if (category != NULL && *category != '\0' && !g_strv_contains (tags, category))
    all[n] = g_strdup (category);

  return all;
}

static void
copy_etas (SpillColumn  *self,
           SpillBuilder *builder,
           double        now)
{
  SpillList *running = spill_builder_get_running (builder);
  double *etas;

  self->n_running = spill_list_get_length (running);
  if (self->n_running == 0)
    return;

  self->etas = etas = g_new0 (double, self->n_running);
  for (guint i = 0; i < self->n_running; i++)
    {
      double left = spill_build_get_eta (spill_list_peek (running, i), now);

      etas[i] = isnan (left) ? 0 : now + left;
    }
}

static void
copy_events (SpillColumn  *self,
             SpillBuilder *builder)
{
  GPtrArray *events = spill_builder_get_events (builder);

  self->n_events = events != NULL ? events->len : 0;
  self->events = g_new0 (SpillBox *, MAX (self->n_events, 1));
  for (guint i = 0; i < self->n_events; i++)
    {
      const SpillBuilderEvent *event = events->pdata[self->n_events - 1 - i];

      self->events[i] = spill_box_new_event (event->when, (const char * const *) event->words);
    }
}

/**
 * spill_column_new:
 * @builder: a builder
 * @builds: (array length=n_builds): its builds, newest first
 * @n_builds: how many
 * @now: epoch seconds
 *
 * Returns: (transfer full): the builder with its builds
 */
SpillColumn *
spill_column_new (SpillBuilder      *builder,
                  SpillColumnBuild **builds,
                  guint              n_builds,
                  double             now)
{
  SpillColumn *self = g_atomic_rc_box_new0 (SpillColumn);

  self->id = spill_builder_get_id (builder);
  self->name = g_strdup (spill_builder_get_name (builder));
  self->tags = (const char * const *) dup_tags (builder);
  self->activity = activity_of (builder);
  self->n_pending = spill_builder_get_n_pending (builder);
  self->next_start = spill_builder_get_next_start (builder);
  copy_etas (self, builder, now);
  copy_events (self, builder);
  self->n_builds = n_builds;
  self->builds = g_new0 (SpillColumnBuild *, MAX (n_builds, 1));
  for (guint i = 0; i < n_builds; i++)
    self->builds[i] = spill_column_build_ref (builds[i]);

  return self;
}

SpillColumn *
spill_column_ref (SpillColumn *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
column_clear (gpointer data)
{
  SpillColumn *self = data;

  for (guint i = 0; i < self->n_builds; i++)
    spill_column_build_unref (self->builds[i]);
  for (guint i = 0; i < self->n_events; i++)
    spill_box_unref (self->events[i]);
  g_free (self->builds);
  g_free (self->events);
  g_free ((double *) self->etas);
  g_free ((char *) self->name);
  g_strfreev ((char **) self->tags);
}

void
spill_column_unref (SpillColumn *self)
{
  g_atomic_rc_box_release_full (self, column_clear);
}

static gboolean
build_equal (const SpillColumnBuild *a,
             const SpillColumnBuild *b)
{
  if (a == b)
    return TRUE;
  if (a->number != b->number || a->started != b->started || a->finished != b->finished
      || a->result != b->result || a->n_boxes != b->n_boxes || a->n_stamps != b->n_stamps
      || a->n_changes != b->n_changes || a->n_failed_tests != b->n_failed_tests
      || !g_strv_equal (a->words, b->words))
    return FALSE;
  for (guint i = 0; i < a->n_boxes; i++)
    if (!spill_box_equal (a->boxes[i], b->boxes[i]))
      return FALSE;

  return TRUE;
}

/**
 * spill_column_equal:
 * @a: a column
 * @b: another one
 *
 * Estimates of ends, which move with the clock, do not count.
 *
 * Returns: whether they show the same
 */
gboolean
spill_column_equal (const SpillColumn *a,
                    const SpillColumn *b)
{
  if (a == b)
    return TRUE;
  if (strcmp (a->name, b->name) != 0 || a->activity != b->activity || a->n_pending != b->n_pending
      || a->n_running != b->n_running || a->next_start != b->next_start || a->n_builds != b->n_builds
      || a->n_events != b->n_events || !g_strv_equal (a->tags, b->tags))
    return FALSE;
  for (guint i = 0; i < a->n_builds; i++)
    if (!build_equal (a->builds[i], b->builds[i]))
      return FALSE;
  for (guint i = 0; i < a->n_events; i++)
    if (!spill_box_equal (a->events[i], b->events[i]))
      return FALSE;

  return TRUE;
}

const SpillColumnBuild *
spill_column_get_last (const SpillColumn  *self,
                       const char * const *branches)
{
  for (guint i = 0; i < self->n_builds; i++)
    if (self->builds[i]->finished > 0 && spill_column_build_has_branch (self->builds[i], branches))
      return self->builds[i];

  return NULL;
}

gboolean
spill_column_is_failing (const SpillColumn *self)
{
  const SpillColumnBuild *last = spill_column_get_last (self, NULL);

  if (self->activity == SPILL_ACTIVITY_OFFLINE || (last != NULL && last->result != SPILL_RESULT_SUCCESS))
    return TRUE;
  for (guint i = 0; i < self->n_builds; i++)
    if (self->builds[i]->finished <= 0 && self->builds[i]->has_failing_step)
      return TRUE;

  return FALSE;
}

gboolean
spill_column_has_tag (const SpillColumn  *self,
                      const char * const *tags)
{
  if (tags == NULL || tags[0] == NULL)
    return TRUE;
  for (guint i = 0; tags[i] != NULL; i++)
    if (g_strv_contains (self->tags, tags[i]))
      return TRUE;

  return FALSE;
}
