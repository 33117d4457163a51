#include "web/spill-page-scene.h"

#include "model/spill-builder.h"
#include "util/spill-clock.h"
#include "util/spill-plain.h"
#include "values/spill-values.h"

static void
scene_clear (gpointer data)
{
  SpillPageScene *self = data;

  g_free (self->name);
  g_free (self->title_url);
  g_free (self->version);
  g_free (self->problem);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
}

static const char *
note_of (SpillMaster *master)
{
  SpillConnection connection = spill_master_get_connection (master);

  if (spill_master_is_fresh (master))
    return NULL;
  if (spill_master_has_synced (master))
    return "There is no connection to the master. This is what was last known of it";

  return connection == SPILL_CONNECTION_FAILED || connection == SPILL_CONNECTION_RECONNECTING
           ? "The master cannot be read" : "The master is being read";
}

/* It holds no secret, and the pages are for this machine alone. */
static char *
dup_problem (SpillMaster *master)
{
  const char *text = spill_master_is_fresh (master) ? NULL : spill_master_get_problem_text (master);

  return text != NULL && *text != '\0' ? spill_plain_one_line (text, SPILL_VALUES_MAX_TEXT) : NULL;
}

static void
count_builders (SpillPageScene *self,
                SpillMaster    *master)
{
  SpillList *builders = spill_master_get_builders (master);

  self->n_builders = spill_list_get_length (builders);
  self->n_running = spill_list_get_length (spill_master_get_running (master));
  for (guint i = 0; i < self->n_builders; i++)
    if (spill_result_is_bad (spill_builder_get_last_result (spill_list_peek (builders, i))))
      self->n_failing++;
}

/**
 * spill_page_scene_new:
 * @master: a master
 * @columns: (nullable) (transfer full) (element-type SpillColumn): those of all its builders
 * @changes: (nullable) (transfer full) (element-type SpillChangeFacts): changes, newest first
 *
 * Returns: (transfer full): the scene of now
 */
SpillPageScene *
spill_page_scene_new (SpillMaster *master,
                      GPtrArray   *columns,
                      GPtrArray   *changes)
{
  SpillPageScene *self = g_atomic_rc_box_new0 (SpillPageScene);
  const char *title = spill_master_get_title (master);

  self->now = spill_now ();
  self->name = spill_plain_one_line (title != NULL && *title != '\0' ? title : spill_master_get_name (master),
                                     SPILL_VALUES_MAX_WORD);
  self->title_url = g_strdup (spill_master_get_title_url (master));
  self->version = spill_plain_one_line (spill_master_get_version (master), 40);
  self->note = note_of (master);
  if (self->note != NULL && spill_master_has_synced (master))
    self->stale_since = spill_master_get_last_contact (master);
  self->problem = dup_problem (master);
  self->is_known = spill_master_has_synced (master)
                   || spill_list_get_length (spill_master_get_builders (master)) > 0;
  self->has_pages = g_strcmp0 (spill_master_get_kind (master), "demo") != 0
                    && spill_values_is_web_url (spill_master_get_base_url (master));
  self->columns = columns;
  self->changes = changes;
  count_builders (self, master);

  return self;
}

SpillPageScene *
spill_page_scene_renew (SpillPageScene *self,
                        SpillMaster    *master)
{
  return spill_page_scene_new (master, self->columns != NULL ? g_ptr_array_ref (self->columns) : NULL,
                               self->changes != NULL ? g_ptr_array_ref (self->changes) : NULL);
}

SpillPageScene *
spill_page_scene_ref (SpillPageScene *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
spill_page_scene_unref (SpillPageScene *self)
{
  g_atomic_rc_box_release_full (self, scene_clear);
}

static SpillValue *
text_or_none (const char *text)
{
  return text != NULL && *text != '\0' ? spill_value_new_string (text) : spill_value_new_none ();
}

SpillValue *
spill_page_scene_to_value (SpillPageScene *self,
                           const char     *href,
                           GTimeZone      *zone)
{
  SpillDictBuilder *values = spill_dict_builder_new ();

  spill_dict_builder_set (values, "name", spill_value_new_string (self->name));
  spill_dict_builder_set (values, "href", spill_value_new_string (href));
  spill_dict_builder_set (values, "url", spill_values_is_web_url (self->title_url)
                                           ? spill_value_new_string (self->title_url)
                                           : spill_value_new_none ());
  spill_dict_builder_set (values, "version", text_or_none (self->version));
  spill_dict_builder_set (values, "note", text_or_none (self->note));
  spill_dict_builder_set (values, "problem", text_or_none (self->problem));
  spill_dict_builder_set (values, "is_known", spill_value_new_boolean (self->is_known));
  spill_dict_builder_set (values, "stale_since", spill_values_time (self->stale_since, zone));
  spill_dict_builder_set (values, "has_pages", spill_value_new_boolean (self->has_pages));
  spill_dict_builder_set (values, "n_builders", spill_value_new_integer (self->n_builders));
  spill_dict_builder_set (values, "n_failing", spill_value_new_integer (self->n_failing));
  spill_dict_builder_set (values, "n_running", spill_value_new_integer (self->n_running));

  return spill_dict_builder_end (values);
}
