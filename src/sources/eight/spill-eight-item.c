#include "sources/eight/spill-eight-item.h"

#include "protocols/spill-json.h"

SpillEightItem *
spill_eight_item_new (SpillEightItemType type,
                      gint64             number)
{
  SpillEightItem *self = g_new0 (SpillEightItem, 1);

  self->type = type;
  self->number = number;
  return self;
}

void
spill_eight_item_free (SpillEightItem *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->page, spill_html08_page_free);
  g_clear_pointer (&self->project, spill_json08_project_free);
  g_clear_pointer (&self->slaves, g_ptr_array_unref);
  g_clear_pointer (&self->requests, g_ptr_array_unref);
  g_clear_pointer (&self->builder, spill_json08_builder_free);
  g_clear_pointer (&self->build, spill_json08_build_free);
  g_clear_pointer (&self->text, g_byte_array_unref);
  spill_failure_free (self->failure);
  g_free (self->name);
  g_free (self->location);
  g_free (self->session);
  g_free (self);
}

/* What is read while an answer is taken apart. */
typedef struct
{
  gint64           number;
  SpillJsonReport *report;
  SpillApplyQueue *queue;
} Reading;

/* Not counted by the queue: answers are bounded by their size, and few come at a time. */
static void
push (const Reading  *reading,
      SpillEightItem *item)
{
  spill_apply_queue_push (reading->queue, item, 0);
}

/* Where something selected is not there: {"error": "Not available"}. */
static gboolean
is_missing (JsonNode *node)
{
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return TRUE;

  object = json_node_get_object (node);
  return json_object_get_size (object) == 1 && json_object_has_member (object, "error");
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  return (*(SpillEightItem * const *) a)->build_number - (*(SpillEightItem * const *) b)->build_number;
}

/* In the order of their numbers: what is higher than all before is news. */
static void
read_builds (const Reading *reading,
             const char    *name,
             JsonNode      *node)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *member;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &key, &member))
    {
      SpillEightItem *item;
      gint64 number;

      if (!g_ascii_string_to_signed (key, 10, -1, G_MAXINT, &number, NULL))
        continue;
      item = spill_eight_item_new (is_missing (member) ? SPILL_EIGHT_ITEM_NO_BUILD
                                                       : SPILL_EIGHT_ITEM_BUILD, reading->number);
      item->name = g_strdup (name);
      item->build_number = (int) number;
      if (item->type == SPILL_EIGHT_ITEM_BUILD)
        item->build = spill_json08_read_build (member, name, reading->report);
      /* With a number that is left out by mistake it would be taken for build 0. */
      if (item->build != NULL && number >= 0)
        item->build->number = (int) number;
      g_ptr_array_add (items, item);
    }

  g_ptr_array_sort (items, compare_numbers);
  for (guint i = 0; i < items->len; i++)
    push (reading, items->pdata[i]);
}

static void
read_builders (const Reading *reading,
               JsonNode      *node)
{
  g_autoptr(GPtrArray) builders = spill_json08_read (SPILL_JSON08_BUILDERS, node, reading->report);

  /* The items own them. */
  g_ptr_array_set_free_func (builders, NULL);
  for (guint i = 0; i < builders->len; i++)
    {
      SpillJson08Builder *builder = builders->pdata[i];
      JsonNode *member = json_object_get_member (json_node_get_object (node), builder->name);
      JsonNode *builds = json_object_get_member (json_node_get_object (member), "builds");
      SpillEightItem *item = spill_eight_item_new (SPILL_EIGHT_ITEM_BUILDER, reading->number);
      g_autofree char *name = g_strdup (builder->name);

      if (is_missing (member))
        item->type = SPILL_EIGHT_ITEM_NO_BUILDER;
      item->name = g_strdup (name);
      item->builder = builder;
      /* Only builds of it may have been asked for. */
      if (item->type == SPILL_EIGHT_ITEM_NO_BUILDER || builder->state != NULL)
        push (reading, item);
      else
        spill_eight_item_free (item);
      if (builds != NULL)
        read_builds (reading, name, builds);
    }
}

static void
read_root (const Reading *reading,
           JsonNode      *root)
{
  static const char *const project_path[] = { "project", NULL };
  static const char *const slaves_path[] = { "slaves", NULL };
  static const char *const builders_path[] = { "builders", NULL };
  JsonNode *project = spill_json08_select (root, project_path);
  JsonNode *slaves = spill_json08_select (root, slaves_path);
  JsonNode *builders = spill_json08_select (root, builders_path);
  SpillEightItem *item;

  if (project != NULL && !is_missing (project))
    {
      item = spill_eight_item_new (SPILL_EIGHT_ITEM_PROJECT, reading->number);
      item->project = spill_json08_read_project (project, reading->report);
      push (reading, item);
    }
  if (slaves != NULL && !is_missing (slaves))
    {
      item = spill_eight_item_new (SPILL_EIGHT_ITEM_SLAVES, reading->number);
      item->slaves = spill_json08_read (SPILL_JSON08_SLAVES, slaves, reading->report);
      push (reading, item);
    }
  if (builders != NULL)
    read_builders (reading, builders);
}

static void
read_requests (const Reading *reading,
               const char    *name,
               JsonNode      *root)
{
  SpillEightItem *item = spill_eight_item_new (SPILL_EIGHT_ITEM_REQUESTS, reading->number);

  item->name = g_strdup (name);
  item->requests = spill_json08_read (SPILL_JSON08_REQUESTS, root, reading->report);
  push (reading, item);
}

static void
read_answer (SpillEightAsk  ask,
             const Reading *reading,
             const char    *name,
             JsonNode      *root)
{
  switch (ask)
    {
    case SPILL_EIGHT_ASK_ROOT:
      read_root (reading, root);
      break;
    case SPILL_EIGHT_ASK_BUILDERS:
      read_builders (reading, root);
      break;
    case SPILL_EIGHT_ASK_BUILDS:
      read_builds (reading, name, root);
      break;
    case SPILL_EIGHT_ASK_REQUESTS:
      read_requests (reading, name, root);
      break;
    }
}

void
spill_eight_answer (SpillEightAsk    ask,
                    SpillFetch      *fetch,
                    gint64           number,
                    const char      *name,
                    const char      *host,
                    const char      *thing,
                    SpillJsonReport *report,
                    SpillApplyQueue *queue)
{
  Reading reading = { number, report, queue };
  SpillEightItem *end = spill_eight_item_new (SPILL_EIGHT_ITEM_END, number);

  end->seconds = spill_fetch_get_seconds (fetch);
  end->status = spill_fetch_get_status (fetch);
  end->failure = spill_failure_from_fetch (fetch, host, thing);
  if (end->failure == NULL)
    {
      g_autoptr(GError) error = NULL;
      gsize length;
      const char *body = spill_fetch_get_body (fetch, &length);
      g_autoptr(JsonNode) root = spill_json_parse (body, length, 0, &error);
      JsonNodeType type = ask == SPILL_EIGHT_ASK_REQUESTS ? JSON_NODE_ARRAY : JSON_NODE_OBJECT;

      if (root != NULL && json_node_get_node_type (root) != type)
        {
          g_clear_pointer (&root, json_node_unref);
          error = g_error_new_literal (SPILL_JSON_ERROR, SPILL_JSON_ERROR_NOT_EXPECTED, "");
        }
      if (root != NULL)
        read_answer (ask, &reading, name, root);
      else
        {
          end->failure = spill_failure_from_error (error, host, thing);
          end->is_strange = g_error_matches (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_NOT_JSON)
                            || g_error_matches (error, SPILL_JSON_ERROR,
                                                SPILL_JSON_ERROR_NOT_EXPECTED);
        }
    }
  push (&reading, end);
}
