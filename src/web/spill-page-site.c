#include "web/spill-page-site.h"

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-step.h"
#include "util/spill-clock.h"

/* Builds held at the same time, and how long after a page last showed them. */
#define MAX_HELD     1000
#define HOLD_SECONDS 600

#define PARTS (SPILL_PART_STEPS | SPILL_PART_CHANGES)

/* A build of which something is held. */
typedef struct
{
  SpillBuild *build;
  GPtrArray  *steps;     /* of which the logs are held */
  gint64      used;      /* monotonic */
} Held;

struct _SpillPageSite
{
  SpillMaster       *master;
  SpillColumns      *columns;
  SpillPageScene    *scene;             /* (nullable) */
  guint64            scene_generation;
  guint64            generation;
  gboolean           has_facts;         /* the facts were collected since they changed */
  GHashTable        *held;              /* of Held by SpillBuild */
  guint              timeout;
  SpillPageSiteFunc  changed;
  gpointer           user_data;
};

static void
held_free (gpointer data)
{
  Held *self = data;

  for (guint i = 0; i < self->steps->len; i++)
    spill_step_release (self->steps->pdata[i], SPILL_PART_LOGS);
  g_ptr_array_unref (self->steps);
  spill_build_release (self->build, PARTS);
  g_object_unref (self->build);
  g_free (self);
}

static void
touch (SpillPageSite *self)
{
  self->generation++;
  self->changed (self->master, self->user_data);
}

/* Numbers of the welcome page follow anything that happens. */
static void
touch_facts (SpillPageSite *self)
{
  if (!self->has_facts)
    return;

  self->has_facts = FALSE;
  touch (self);
}

/**
 * spill_page_site_new:
 * @master: a master
 * @changed: called when what was collected is old
 * @user_data: for @changed
 *
 * Returns: (transfer full): a site; nothing is watched or made until something is collected
 */
SpillPageSite *
spill_page_site_new (SpillMaster       *master,
                     SpillPageSiteFunc  changed,
                     gpointer           user_data)
{
  static const char *const facts[] = { "notify::name", "notify::title", "notify::title-url", "notify::version",
                                       "notify::connection", "notify::problem-text" };
  SpillPageSite *self = g_new0 (SpillPageSite, 1);

  self->master = g_object_ref (master);
  self->columns = spill_columns_new (master);
  self->held = g_hash_table_new_full (NULL, NULL, NULL, held_free);
  self->changed = changed;
  self->user_data = user_data;
  self->generation = 1;
  g_signal_connect_swapped (self->columns, "changed", G_CALLBACK (touch), self);
  g_signal_connect_swapped (self->columns, "changes-changed", G_CALLBACK (touch), self);
  g_signal_connect_swapped (spill_master_get_builders (master), "items-changed", G_CALLBACK (touch), self);
  g_signal_connect_swapped (master, "settled", G_CALLBACK (touch_facts), self);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    g_signal_connect_swapped (master, facts[i], G_CALLBACK (touch), self);

  return self;
}

void
spill_page_site_free (SpillPageSite *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->columns, self);
  g_signal_handlers_disconnect_by_data (spill_master_get_builders (self->master), self);
  g_signal_handlers_disconnect_by_data (self->master, self);
  g_hash_table_unref (self->held);
  g_clear_pointer (&self->scene, spill_page_scene_unref);
  g_object_unref (self->columns);
  g_object_unref (self->master);
  g_free (self);
}

SpillMaster *
spill_page_site_get_master (SpillPageSite *self)
{
  return self->master;
}

guint64
spill_page_site_get_generation (SpillPageSite *self)
{
  return self->generation;
}

SpillPageScene *
spill_page_site_collect (SpillPageSite *self,
                         gint64         deadline)
{
  g_autoptr(GPtrArray) changes = NULL;

  if (self->scene != NULL && self->scene_generation == self->generation)
    {
      if (spill_now () != self->scene->now)
        {
          SpillPageScene *renewed = spill_page_scene_renew (self->scene, self->master);

          spill_page_scene_unref (self->scene);
          self->scene = renewed;
        }
      return spill_page_scene_ref (self->scene);
    }
  if (!spill_columns_prepare (self->columns, spill_now (), deadline))
    return NULL;
  changes = spill_columns_get_changes (self->columns, G_MAXUINT);
  if (g_get_monotonic_time () >= deadline)
    return NULL;

  g_clear_pointer (&self->scene, spill_page_scene_unref);
  self->scene = spill_page_scene_new (self->master, spill_columns_get_all (self->columns, spill_now ()),
                                      g_steal_pointer (&changes));
  self->scene_generation = self->generation;

  return spill_page_scene_ref (self->scene);
}

SpillPageScene *
spill_page_site_collect_facts (SpillPageSite *self,
                               gboolean       has_numbers)
{
  self->has_facts = self->has_facts || has_numbers;

  return spill_page_scene_new (self->master, NULL, NULL);
}

SpillColumn *
spill_page_site_get_column (SpillPageSite *self,
                            const char    *builder)
{
  SpillBuilder *found = spill_master_find_builder (self->master, builder);

  return found != NULL ? spill_column_ref (spill_columns_get (self->columns, found, spill_now ())) : NULL;
}

static gboolean
is_unused (gpointer key,
           gpointer value,
           gpointer oldest)
{
  return ((Held *) value)->used < *(gint64 *) oldest;
}

static gboolean
release_unused (gpointer data)
{
  SpillPageSite *self = data;
  gint64 oldest = g_get_monotonic_time () - HOLD_SECONDS * G_USEC_PER_SEC;

  g_hash_table_foreach_remove (self->held, is_unused, &oldest);
  if (g_hash_table_size (self->held) > 0)
    return G_SOURCE_CONTINUE;

  self->timeout = 0;
  return G_SOURCE_REMOVE;
}

static void
hold_logs (Held *held)
{
  SpillList *steps = spill_build_peek_steps (held->build);

  for (guint i = 0; steps != NULL && i < spill_list_get_length (steps); i++)
    {
      SpillStep *step = spill_list_peek (steps, i);

      if (spill_step_get_part_state (step, SPILL_PART_LOGS) != SPILL_PART_UNKNOWN
          || !spill_step_is_started (step) || g_ptr_array_find (held->steps, step, NULL))
        continue;
      g_ptr_array_add (held->steps, g_object_ref (step));
      spill_step_hold (step, SPILL_PART_LOGS);
    }
}

void
spill_page_site_need (SpillPageSite *self,
                      gint64         builder,
                      guint          build,
                      gboolean       with_logs)
{
  SpillBuilder *its = spill_list_find (spill_master_get_builders (self->master), builder);
  SpillBuild *shown = its != NULL ? spill_builder_get_build (its, build) : NULL;
  Held *held;

  if (shown == NULL)
    return;

  held = g_hash_table_lookup (self->held, shown);
  if (held == NULL)
    {
      if (g_hash_table_size (self->held) >= MAX_HELD)
        return;
      held = g_new0 (Held, 1);
      held->build = g_object_ref (shown);
      held->steps = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (self->held, shown, held);
      spill_build_hold (shown, PARTS);
    }
  held->used = g_get_monotonic_time ();
  if (with_logs)
    hold_logs (held);
  if (self->timeout == 0)
    self->timeout = g_timeout_add_seconds (60, release_unused, self);
}
