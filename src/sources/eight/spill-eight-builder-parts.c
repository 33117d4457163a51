#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-parts-private.h"

#include "model/spill-list.h"
#include "model/spill-request.h"
#include "model/spill-source-stamp.h"
#include "sources/eight/spill-eight-expect.h"

/* Parts of a builder: streak, waiting requests, forms. */

#define STREAK_MAX     100
#define STREAK_STEP    25
#define MAX_REQUESTS   1000
#define MAX_REMEMBERED 20000

static SpillBuilder *
builder_of (SpillEightHold *hold)
{
  return SPILL_BUILDER (hold->object);
}

static void
hold_release (gpointer hold)
{
  spill_eight_hold_unref (hold);
}

/* Streak: back to the last good build */

void
spill_eight_streak_grown (SpillEightHold *hold)
{
  SpillBuilder *builder = builder_of (hold);
  guint n = spill_list_get_length (spill_builder_get_builds (builder));
  SpillPartState older = spill_builder_get_older_state (builder);
  SpillStreak streak;

  spill_builder_get_streak (builder, &streak);
  if (spill_result_is_bad (streak.result) && streak.open_ended && n < STREAK_MAX
      && (older == SPILL_PART_UNKNOWN || older == SPILL_PART_LOADING))
    {
      if (spill_held_get_state (builder, SPILL_PART_STREAK) != SPILL_PART_HERE)
        spill_eight_hold_set (hold, SPILL_PART_LOADING, NULL);
      spill_eight_request_older (SPILL_SOURCE (hold->source), builder, STREAK_STEP);
    }
  else
    spill_eight_hold_set (hold, SPILL_PART_HERE, NULL);
}

/* Waiting requests. The master tells no number of theirs: one is known by when it came and what it
 * says, and by its place among those that are the same in that. */

static char *
describe (const SpillJson08Request *r)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < r->properties->len; i++)
    {
      const SpillJson08Property *p = r->properties->pdata[i];

      g_string_append_printf (text, "%s\n%s\n", p->name, p->value != NULL ? p->value : "");
    }
  if (r->source != NULL)
    {
      const char *const parts[] = { r->source->codebase, r->source->branch, r->source->revision };

      for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        g_string_append_printf (text, "%s\n", parts[i] != NULL ? parts[i] : "");
    }

  return g_strdup_printf ("%.0f %x", r->submitted, g_str_hash (text->str));
}

static gint64
id_of_request (SpillEightSource *self,
               const char       *name,
               const char       *description,
               guint             nth)
{
  g_autofree char *key = g_strdup_printf ("%s %u %s", description, nth, name);
  gint64 *id = g_hash_table_lookup (self->requests, key);

  if (id == NULL)
    {
      /* Old ones are told apart by newer numbers as well. */
      if (g_hash_table_size (self->requests) >= MAX_REMEMBERED)
        g_hash_table_remove_all (self->requests);
      id = g_new (gint64, 1);
      *id = ++self->last_request;
      g_hash_table_insert (self->requests, g_steal_pointer (&key), id);
    }

  return *id;
}

static char *
dup_property (GPtrArray  *properties,
              const char *name)
{
  for (guint i = 0; i < properties->len; i++)
    {
      const SpillJson08Property *p = properties->pdata[i];
      g_autoptr(JsonNode) node = NULL;

      if (!g_str_equal (p->name, name))
        continue;
      node = json_from_string (p->value, NULL);
      if (node != NULL && JSON_NODE_HOLDS_VALUE (node))
        return json_node_dup_string (node);
    }

  return NULL;
}

static void
apply_request (SpillEightSource         *self,
               SpillBuilder             *builder,
               const SpillJson08Request *r,
               gint64                    id)
{
  SpillMaster *master = spill_eight_master (self);
  SpillRequest *request = spill_list_find (spill_master_get_requests (master), id);
  g_autofree char *reason = dup_property (r->properties, "reason");
  g_autofree char *owner = dup_property (r->properties, "owner");
  g_autoptr(GPtrArray) stamps = NULL;

  if (request != NULL)
    return;

  request = spill_master_add_request (master, id, builder);
  spill_request_set_submitted (request, r->submitted);
  spill_request_set_reason (request, reason);
  spill_request_set_owner (request, owner);
  if (r->source == NULL)
    return;

  stamps = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (stamps, g_object_new (SPILL_TYPE_SOURCE_STAMP,
                                         "branch", r->source->branch,
                                         "revision", r->source->revision,
                                         "project", r->source->project,
                                         "repository", r->source->repository,
                                         "codebase", r->source->codebase,
                                         "has-patch", r->source->has_patch,
                                         NULL));
  spill_request_set_source_stamps (request, stamps);
}

static void
apply_requests (SpillEightSource *self,
                SpillBuilder     *builder,
                GPtrArray        *requests)
{
  SpillList *waiting = spill_builder_get_requests (builder);
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GPtrArray) descriptions = g_ptr_array_new_with_free_func (g_free);
  guint n = MIN (requests->len, MAX_REQUESTS);

  for (guint i = 0; i < n; i++)
    {
      const SpillJson08Request *r = requests->pdata[i];
      char *description = describe (r);
      guint nth = 0;
      gint64 id;

      for (guint k = 0; k < i; k++)
        nth += g_str_equal (descriptions->pdata[k], description);
      g_ptr_array_add (descriptions, description);
      id = id_of_request (self, spill_builder_get_name (builder), description, nth);
      g_hash_table_add (ids, g_memdup2 (&id, sizeof id));
      apply_request (self, builder, r, id);
    }
  for (guint i = spill_list_get_length (waiting); i-- > 0;)
    {
      gint64 id = spill_request_get_id (spill_list_peek (waiting, i));

      if (!g_hash_table_contains (ids, &id))
        spill_master_remove_request (spill_eight_master (self), id);
    }
  spill_builder_set_n_pending (builder, requests->len);
}

static void
take_requests (SpillEightSource *self,
               SpillEightItem   *item,
               gpointer          data)
{
  SpillEightHold *hold = data;

  if (hold->source == NULL)
    return;
  if (item->type == SPILL_EIGHT_ITEM_REQUESTS)
    apply_requests (self, builder_of (hold), item->requests);
  if (item->type != SPILL_EIGHT_ITEM_END)
    return;

  hold->question = 0;
  spill_eight_hold_set (hold, item->failure == NULL ? SPILL_PART_HERE : SPILL_PART_FAILED,
                        item->failure != NULL ? item->failure->text : NULL);
}

static void
fetch_requests (SpillEightHold *hold)
{
  SpillBuilder *builder = builder_of (hold);
  const char *name = spill_builder_get_name (builder);
  gboolean is_here = spill_held_get_state (builder, SPILL_PART_REQUESTS) == SPILL_PART_HERE;

  if (hold->question != 0)
    return;
  if (is_here && spill_builder_get_n_pending (builder) == 0
      && spill_list_get_length (spill_builder_get_requests (builder)) == 0)
    return;

  if (!is_here)
    spill_eight_hold_set (hold, SPILL_PART_LOADING, NULL);
  hold->question = 1;
  spill_eight_ask (hold->source, SPILL_EIGHT_ASK_REQUESTS,
                   spill_eight_path (name, "pendingBuilds"), name, take_requests,
                   spill_eight_hold_ref (hold), hold_release);
}

void
spill_eight_fetch_builder (SpillEightHold *hold)
{
  switch (hold->part)
    {
    case SPILL_PART_EXPECTATIONS:
      spill_eight_expect (builder_of (hold), TRUE);
      spill_eight_hold_set (hold, SPILL_PART_HERE, NULL);
      break;
    case SPILL_PART_STREAK:
      spill_eight_streak_grown (hold);
      break;
    case SPILL_PART_REQUESTS:
      fetch_requests (hold);
      break;
    case SPILL_PART_FORCE:
      spill_eight_fetch_force (hold);
      break;
    case SPILL_PART_STEPS:
    case SPILL_PART_PROPERTIES:
    case SPILL_PART_CHANGES:
    case SPILL_PART_LOGS:
    case SPILL_PART_CONTENT:
      break;
    }
}
