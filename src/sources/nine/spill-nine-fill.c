#define G_LOG_DOMAIN "spillway-sources"

#include "sources/nine/spill-nine-source-private.h"

#include "model/spill-build.h"
#include "model/spill-builder.h"

/* After the first picture, in the background: one request at a time, none while the master is slow.
 * First the steps that are on screen, then the last results of builders that have none yet, then
 * recent changes, then older builds until every builder has its 25. */

#define GROUP          10    /* silent builders in a request */
#define GROUP_BUILDS   50
#define ALONE_BUILDS   5
#define OLDER_PAGE     500
#define MAX_OLDER      100   /* pages of older builds */
#define RECENT_CHANGES 25    /* each costs the master three queries */

static void fill_next (SpillNineSource *self);

static gboolean
on_fill (gpointer user_data)
{
  SpillNineSource *self = user_data;

  self->fill_timer = 0;
  fill_next (self);
  return G_SOURCE_REMOVE;
}

/* An answer is over; a slow one is followed by a rest of twice its time. */
static void
fill_done (SpillNineSource *self,
           double           seconds,
           guint            rest_ms)
{
  self->is_filling = FALSE;
  if (self->phase != SPILL_NINE_READY)
    return;

  if (seconds * 1000 > self->limits.slow_ms)
    rest_ms = MAX (rest_ms, (guint) (seconds * 2000));
  if (rest_ms == 0)
    fill_next (self);
  else if (self->fill_timer == 0)
    self->fill_timer = g_timeout_add (rest_ms, on_fill, self);
}

/* Builders without a last result */

typedef struct
{
  gint64 ids[GROUP];
  guint  n;
  guint  n_builds;   /* the limit of the page */
} Group;

static void
take_group (SpillNineSource *self,
            SpillNineItem   *item,
            gpointer         data)
{
  Group *group = data;

  if (item->type == SPILL_NINE_ITEM_PART)
    {
      spill_nine_apply_part (self, item);
      return;
    }

  for (guint i = 0; i < group->n && item->failure == NULL; i++)
    {
      SpillBuilder *builder = spill_nine_find_builder (self, group->ids[i]);

      if (builder == NULL || spill_builder_is_known (builder))
        continue;
      /* A busy builder may have filled the page: only a page that is not full says "never". */
      if (item->n_entities < group->n_builds || group->n == 1)
        spill_builder_set_known (builder);
      else
        g_queue_push_tail (&self->alone, g_memdup2 (&group->ids[i], sizeof (gint64)));
    }
  fill_done (self, item->seconds, 0);
}

static void
ask_group (SpillNineSource *self,
           GQueue          *from,
           guint            max)
{
  GString *path = spill_nine_path_new ("api/v2/builds");
  Group *group = g_new0 (Group, 1);
  gint64 *id;

  while (group->n < max && (id = g_queue_pop_head (from)) != NULL)
    {
      group->ids[group->n++] = *id;
      g_free (id);
    }
  group->n_builds = group->n == 1 ? ALONE_BUILDS : GROUP_BUILDS;

  spill_nine_path_query_ids (path, "builderid", group->ids, group->n);
  spill_nine_path_query (path, "complete", "true");
  spill_nine_path_query (path, "order", "-buildid");
  spill_nine_path_query_id (path, "limit", group->n_builds);
  self->is_filling = TRUE;
  spill_nine_ask_things (self, SPILL_NINE_BUILD, path, take_group, group, g_free);
}

/* Recent changes */

static void
take_changes (SpillNineSource *self,
              SpillNineItem   *item,
              gpointer         data)
{
  if (item->type == SPILL_NINE_ITEM_PART)
    {
      spill_nine_apply_part (self, item);
      return;
    }

  self->has_changes = self->has_changes || item->failure == NULL;
  fill_done (self, item->seconds, 0);
}

static void
ask_changes (SpillNineSource *self)
{
  GString *path = spill_nine_path_new ("api/v2/changes");

  spill_nine_path_query (path, "order", "-changeid");
  spill_nine_path_query_id (path, "limit", RECENT_CHANGES);
  self->wants_changes = FALSE;
  self->is_filling = TRUE;
  spill_nine_ask_things (self, SPILL_NINE_CHANGE, path, take_changes, NULL, NULL);
}

/* Older builds */

static gboolean
any_has_few (SpillNineSource *self)
{
  SpillList *builders = spill_master_get_builders (spill_nine_master (self));

  for (guint i = 0; i < spill_list_get_length (builders); i++)
    {
      SpillBuilder *builder = spill_list_peek (builders, i);

      if (spill_builder_get_last_build (builder) != NULL
          && spill_list_get_length (spill_builder_get_builds (builder)) < SPILL_NINE_KEEP)
        return TRUE;
    }

  return FALSE;
}

static void
take_page (SpillNineSource *self,
           SpillNineItem   *item,
           gpointer         data)
{
  if (item->type == SPILL_NINE_ITEM_PART)
    {
      for (guint i = 0; i < item->n_entities; i++)
        self->lowest_id = MIN (self->lowest_id, ((SpillNineBuild *) item->entities[i])->id);
      spill_nine_apply_part (self, item);
      return;
    }

  if (item->failure == NULL && item->n_entities < OLDER_PAGE)
    self->has_all = TRUE;
  fill_done (self, item->seconds, self->limits.fill_ms);
}

static void
ask_page (SpillNineSource *self)
{
  GString *path = spill_nine_path_new ("api/v2/builds");

  self->n_filled++;
  spill_nine_path_query_id (path, "buildid__lt", self->lowest_id);
  spill_nine_path_query (path, "order", "-buildid");
  spill_nine_path_query_id (path, "limit", OLDER_PAGE);
  self->is_filling = TRUE;
  spill_nine_ask_things (self, SPILL_NINE_BUILD, path, take_page, NULL, NULL);
}

/* Steps on screen */

static gboolean
fetch_next_steps (SpillNineSource *self)
{
  SpillNineHold *hold;

  while ((hold = g_queue_pop_head (&self->gentle)) != NULL)
    {
      gboolean is_wanted = !spill_nine_hold_is_released (hold);

      if (is_wanted)
        {
          self->is_filling = TRUE;
          spill_nine_hold_fetch (hold);
        }
      spill_nine_hold_unref (hold);
      if (is_wanted)
        return TRUE;
    }

  return FALSE;
}

void
spill_nine_fill_steps (SpillNineSource *self,
                       SpillNineHold   *hold)
{
  if (g_queue_find (&self->gentle, hold) == NULL)
    g_queue_push_tail (&self->gentle, spill_nine_hold_ref (hold));
  fill_next (self);
}

void
spill_nine_fill_steps_done (SpillNineSource *self,
                            double           seconds)
{
  fill_done (self, seconds, 0);
}

static void
fill_next (SpillNineSource *self)
{
  if (self->is_filling || self->fill_timer != 0 || self->phase != SPILL_NINE_READY)
    return;

  if (fetch_next_steps (self))
    return;
  if (!g_queue_is_empty (&self->unknown))
    ask_group (self, &self->unknown, GROUP);
  else if (!g_queue_is_empty (&self->alone))
    ask_group (self, &self->alone, 1);
  else if (self->wants_changes)
    ask_changes (self);
  else if (!self->has_all && self->lowest_id > 0 && self->n_filled < MAX_OLDER
           && any_has_few (self))
    ask_page (self);
}

static void
clear_ids (GQueue *ids)
{
  g_queue_clear_full (ids, g_free);
}

/**
 * spill_nine_fill_begin:
 *
 * Looks what the picture lacks, and begins to fill it in.
 */
void
spill_nine_fill_begin (SpillNineSource *self)
{
  SpillMaster *master = spill_nine_master (self);
  SpillList *builders = spill_master_get_builders (master);

  clear_ids (&self->unknown);
  clear_ids (&self->alone);
  for (guint i = 0; i < spill_list_get_length (builders); i++)
    {
      SpillBuilder *builder = spill_list_peek (builders, i);
      gint64 id = spill_builder_get_id (builder);

      if (!spill_builder_is_known (builder))
        g_queue_push_tail (&self->unknown, g_memdup2 (&id, sizeof id));
    }
  self->wants_changes = TRUE;
  spill_nine_check_doubtful (self);
  fill_next (self);
}

void
spill_nine_fill_stop (SpillNineSource *self)
{
  g_clear_handle_id (&self->fill_timer, g_source_remove);
  self->is_filling = FALSE;
  g_queue_clear_full (&self->gentle, spill_nine_hold_unref);
  clear_ids (&self->unknown);
  clear_ids (&self->alone);
}
