#define G_LOG_DOMAIN "spillway-sources"

#include "sources/nine/spill-nine-parts-private.h"

/* Events that only held parts care about */

static void
take_step_event (SpillNineSource *self,
                 SpillNineItem   *item)
{
  const SpillNineStep *s = item->entities[0];
  SpillBuild *build = spill_master_find_build (spill_nine_master (self), s->build_id);

  if (build != NULL && spill_nine_find_hold (self, build, SPILL_PART_STEPS) != NULL)
    spill_nine_apply_step (self, build, s);
}

static void
take_properties_event (SpillNineSource *self,
                       SpillNineItem   *item)
{
  SpillBuild *build = spill_master_find_build (spill_nine_master (self), item->key.build_id);
  SpillNineHold *hold;

  if (build == NULL)
    return;

  hold = spill_nine_find_hold (self, build, SPILL_PART_PROPERTIES);
  if (hold == NULL)
    return;

  /* It says only what has changed; an answer on its way may be older. */
  hold->wants_again = hold->n_asks > 0;
  spill_build_begin (build);
  spill_nine_apply_properties (build, item->entities[0]);
  spill_build_end (build);
}

static void
take_log_event (SpillNineSource *self,
                SpillNineItem   *item)
{
  const SpillNineLog *l = item->entities[0];
  SpillLog *log = g_hash_table_lookup (self->logs, &l->id);
  SpillNineHold *hold;
  GHashTableIter iter;

  if (log != NULL)
    {
      spill_nine_apply_log (self, spill_log_get_step (log), l);
      hold = spill_nine_find_hold (self, log, SPILL_PART_CONTENT);
      if (hold != NULL)
        spill_nine_follow_content (hold);
      return;
    }

  g_hash_table_iter_init (&iter, self->holds);
  while (g_hash_table_iter_next (&iter, (gpointer *) &hold, NULL))
    if (hold->part == SPILL_PART_LOGS && SPILL_IS_STEP (hold->object)
        && spill_step_get_id (SPILL_STEP (hold->object)) == l->step_id)
      {
        spill_nine_apply_log (self, SPILL_STEP (hold->object), l);
        return;
      }
}

static void
fetch_all (SpillNineSource *self,
           SpillParts       part)
{
  g_autoptr(GPtrArray) holds = spill_nine_dup_holds (self);

  for (guint i = 0; i < holds->len; i++)
    {
      SpillNineHold *hold = holds->pdata[i];

      if (hold->part == part && !spill_nine_hold_is_released (hold))
        spill_nine_hold_fetch (hold);
    }
}

static void
fetch_of_builder (SpillNineSource *self,
                  gint64           builder_id,
                  SpillParts       part)
{
  SpillBuilder *builder = spill_list_find (spill_master_get_builders (spill_nine_master (self)),
                                           builder_id);
  SpillNineHold *hold = builder != NULL ? spill_nine_find_hold (self, builder, part) : NULL;

  if (hold != NULL)
    spill_nine_hold_fetch (hold);
}

void
spill_nine_parts_event (SpillNineSource *self,
                        SpillNineItem   *item)
{
  if (g_hash_table_size (self->holds) == 0)
    return;

  switch (item->key.topic)
    {
    case SPILL_NINE_TOPIC_STEP:
      take_step_event (self, item);
      break;
    case SPILL_NINE_TOPIC_PROPERTIES:
      take_properties_event (self, item);
      break;
    case SPILL_NINE_TOPIC_LOG:
      take_log_event (self, item);
      break;
    case SPILL_NINE_TOPIC_BUILD:
      if (item->key.action == SPILL_NINE_ACTION_FINISHED)
        fetch_of_builder (self, ((SpillNineBuild *) item->entities[0])->builder_id,
                          SPILL_PART_STREAK);
      break;
    case SPILL_NINE_TOPIC_REQUEST:
      if (item->key.action == SPILL_NINE_ACTION_NEW)
        fetch_of_builder (self, ((SpillNineRequest *) item->entities[0])->builder_id,
                          SPILL_PART_REQUESTS);
      break;
    case SPILL_NINE_TOPIC_BUILDER:
    case SPILL_NINE_TOPIC_SCHEDULER:
      /* No event tells of force schedulers: they change when the master is reconfigured. */
      if (self->phase == SPILL_NINE_READY && item->key.action != SPILL_NINE_ACTION_STOPPED)
        fetch_all (self, SPILL_PART_FORCE);
      break;
    default:
      break;
    }
}
