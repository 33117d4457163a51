#define G_LOG_DOMAIN "spillway-sources"

#include "sources/nine/spill-nine-source-private.h"

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-request.h"
#include "model/spill-worker.h"

/* The picture: read once whole, at most 20 requests whatever the size of the master, config, login
 * and /ws included; after a lost connection only what was missed. */

#define FIRST_PAGE    200    /* 17 ms for the master */
#define NEXT_PAGES    1000
#define MAX_PAGES     3
#define MISSED_PAGE   1000
#define REQUESTS_PAGE 5000
#define MAX_REQUESTS  30000  /* waiting ones that are read */
#define IDS_PER_GET   100    /* keeps addresses below 2,000 characters */

/* Of ten polls one tries /ws instead, and another reads builders and masters as well. */
#define POLLS_PER_ROUND 10
#define BUILDERS_POLL   5

/* Ids that an answer held, over all its pages: what the model has besides is gone. */
typedef struct
{
  GHashTable *ids;
  gint64      highest;
  guint64     serial;     /* of the first answer */
} Seen;

static Seen *
seen_new (void)
{
  Seen *seen = g_rc_box_new0 (Seen);

  seen->ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return seen;
}

static void
seen_clear (gpointer data)
{
  g_hash_table_unref (((Seen *) data)->ids);
}

static void
seen_unref (gpointer data)
{
  g_rc_box_release_full (data, seen_clear);
}

static void
seen_add (Seen          *seen,
          SpillNineItem *item)
{
  for (guint i = 0; i < item->n_entities; i++)
    /* Every thing begins with its id. */
    g_hash_table_add (seen->ids, g_memdup2 (item->entities[i], sizeof (gint64)));
}

static void ask_builds   (SpillNineSource *self);
static void ask_requests (SpillNineSource *self,
                          gint64           after,
                          Seen            *seen);

static void
set_all_known (SpillNineSource *self)
{
  SpillList *builders = spill_master_get_builders (spill_nine_master (self));

  for (guint i = 0; i < spill_list_get_length (builders); i++)
    spill_builder_set_known (spill_list_peek (builders, i));
}

/* An answer that the picture waits for is over. */
static void
one_less (SpillNineSource *self)
{
  if (--self->n_syncing > 0)
    return;

  if (self->wants_sync)
    spill_nine_sync (self);
  else
    spill_nine_ready (self);
}

/* Without builders and builds there is no picture. Any other list that a master has not, or that
 * makes no sense, leaves the rest. */
static gboolean
has_failed (SpillNineSource *self,
            SpillNineItem   *item,
            gboolean         is_needed)
{
  SpillFailure *failure = item->failure;

  self->poll_seconds = MAX (self->poll_seconds, item->seconds);
  if (failure == NULL)
    return FALSE;

  if (!is_needed && (failure->problem == SPILL_PROBLEM_NONE
                     || (failure->problem == SPILL_PROBLEM_BAD_ANSWER && item->status == 200)))
    {
      spill_master_report_once (spill_nine_master (self), failure->text, failure->text);
      return FALSE;
    }

  spill_nine_lost (self, failure);
  return TRUE;
}

static void
take_plain (SpillNineSource *self,
            SpillNineItem   *item,
            gpointer         data)
{
  if (item->type == SPILL_NINE_ITEM_PART)
    spill_nine_apply_part (self, item);
  else if (!has_failed (self, item, TRUE))
    one_less (self);
}

static void
forget_requests (SpillNineSource *self,
                 Seen            *seen)
{
  SpillMaster *master = spill_nine_master (self);
  SpillList *requests = spill_master_get_requests (master);

  for (guint i = spill_list_get_length (requests); i-- > 0;)
    {
      gint64 id = spill_request_get_id (spill_list_peek (requests, i));

      if (!g_hash_table_contains (seen->ids, &id)
          && !spill_nine_is_overtaken (self, SPILL_NINE_REQUEST, id, seen->serial))
        spill_master_remove_request (master, id);
    }
}

static void
take_requests (SpillNineSource *self,
               SpillNineItem   *item,
               gpointer         data)
{
  Seen *seen = data;

  if (item->type == SPILL_NINE_ITEM_PART)
    {
      const SpillNineRequest *last = item->entities[item->n_entities - 1];

      seen_add (seen, item);
      seen->serial = seen->serial == 0 ? item->serial : MIN (seen->serial, item->serial);
      seen->highest = MAX (seen->highest, last->id);
      spill_nine_apply_part (self, item);
      return;
    }
  if (has_failed (self, item, FALSE))
    return;

  if (item->n_entities == REQUESTS_PAGE && g_hash_table_size (seen->ids) < MAX_REQUESTS)
    ask_requests (self, seen->highest, seen);
  else if (item->n_entities < REQUESTS_PAGE && item->failure == NULL)
    forget_requests (self, seen);
  one_less (self);
}

static void
ask_requests (SpillNineSource *self,
              gint64           after,
              Seen            *seen)
{
  GString *path = spill_nine_path_new ("api/v2/buildrequests");

  spill_nine_path_query (path, "complete", "false");
  spill_nine_path_query (path, "order", "buildrequestid");
  spill_nine_path_query_id (path, "limit", REQUESTS_PAGE);
  if (after > 0)
    spill_nine_path_query_id (path, "buildrequestid__gt", after);
  self->n_syncing++;
  spill_nine_ask_things (self, SPILL_NINE_REQUEST, path, take_requests,
                         g_rc_box_acquire (seen), seen_unref);
}

static gboolean
any_unknown (SpillNineSource *self)
{
  SpillList *builders = spill_master_get_builders (spill_nine_master (self));

  for (guint i = 0; i < spill_list_get_length (builders); i++)
    if (!spill_builder_is_known (spill_list_peek (builders, i)))
      return TRUE;

  return FALSE;
}

static guint
page_size (SpillNineSource *self)
{
  if (self->is_resync)
    return MISSED_PAGE;

  return self->n_pages == 1 ? FIRST_PAGE : NEXT_PAGES;
}

/* The last build known is read again: if it is not the same, the admin has begun a new database,
 * and everything that was known is of another one. */
static gboolean
is_new_database (SpillNineSource *self)
{
  return self->is_resync && self->n_pages == 1 && !self->is_same;
}

static void
start_over (SpillNineSource *self)
{
  SpillMaster *master = spill_nine_master (self);
  SpillList *builders = spill_master_get_builders (master);
  SpillList *workers = spill_master_get_workers (master);

  g_debug ("%s: another database", spill_master_get_url (master));
  for (guint i = spill_list_get_length (builders); i-- > 0;)
    spill_master_remove_builder (master, spill_builder_get_id (spill_list_peek (builders, i)));
  for (guint i = spill_list_get_length (workers); i-- > 0;)
    spill_master_remove_worker (master, spill_worker_get_id (spill_list_peek (workers, i)));
  self->highest_id = 0;
  self->lowest_id = 0;
  self->has_all = FALSE;
  self->wants_sync = TRUE;
}

static void
note_page (SpillNineSource *self,
           SpillNineItem   *item)
{
  for (guint i = 0; i < item->n_entities; i++)
    {
      const SpillNineBuild *b = item->entities[i];

      if (b->id == self->highest_id && b->started_at == self->highest_started)
        self->is_same = TRUE;
      self->page_lowest = self->page_lowest == 0 ? b->id : MIN (self->page_lowest, b->id);
      if (b->id > self->page_highest)
        {
          self->page_highest = b->id;
          self->page_started = b->started_at;
        }
    }
}

static void
take_builds (SpillNineSource *self,
             SpillNineItem   *item,
             gpointer         data)
{
  gboolean is_full = item->n_entities == page_size (self);

  if (item->type == SPILL_NINE_ITEM_PART)
    {
      note_page (self, item);
      spill_nine_apply_part (self, item);
      return;
    }
  if (has_failed (self, item, TRUE))
    return;

  if (is_new_database (self))
    {
      start_over (self);
      one_less (self);
      return;
    }

  if (self->page_highest > self->highest_id)
    {
      self->highest_id = self->page_highest;
      self->highest_started = self->page_started;
    }
  if (!self->is_resync && self->page_lowest != 0)
    self->lowest_id = self->page_lowest;
  if (!self->is_resync && !is_full)
    {
      self->has_all = TRUE;
      set_all_known (self);
    }
  if (is_full && (self->is_resync || (self->n_pages < MAX_PAGES && any_unknown (self))))
    ask_builds (self);
  one_less (self);
}

/* From the newest back at first, and from the newest known on later. */
static void
ask_builds (SpillNineSource *self)
{
  GString *path = spill_nine_path_new ("api/v2/builds");

  self->n_pages++;
  if (self->is_resync)
    {
      spill_nine_path_query_id (path, "buildid__ge", self->highest_id);
      spill_nine_path_query (path, "order", "buildid");
    }
  else
    {
      if (self->page_lowest != 0)
        spill_nine_path_query_id (path, "buildid__lt", self->page_lowest);
      spill_nine_path_query (path, "order", "-buildid");
    }
  spill_nine_path_query_id (path, "limit", page_size (self));
  self->n_syncing++;
  spill_nine_ask_things (self, SPILL_NINE_BUILD, path, take_builds, NULL, NULL);
}

static void
ask_running (SpillNineSource *self)
{
  GString *path = spill_nine_path_new ("api/v2/builds");

  spill_nine_path_query (path, "complete", "false");
  self->n_syncing++;
  spill_nine_ask_things (self, SPILL_NINE_BUILD, path, take_plain, NULL, NULL);
}

/* Builds that were running when we last heard of them. */
static void
ask_known_running (SpillNineSource *self)
{
  SpillList *running = spill_master_get_running (spill_nine_master (self));
  guint n = spill_list_get_length (running);
  g_autofree gint64 *ids = g_new (gint64, n);

  for (guint i = 0; i < n; i++)
    ids[i] = spill_build_get_id (spill_list_peek (running, i));

  for (guint first = 0; first < n; first += IDS_PER_GET)
    {
      GString *path = spill_nine_path_new ("api/v2/builds");

      spill_nine_path_query_ids (path, "buildid", ids + first, MIN (IDS_PER_GET, n - first));
      self->n_syncing++;
      spill_nine_ask_things (self, SPILL_NINE_BUILD, path, take_plain, NULL, NULL);
    }
}

static void
ask_rest (SpillNineSource *self)
{
  Seen *seen = seen_new ();

  self->page_lowest = self->page_highest = 0;
  self->is_same = FALSE;
  self->n_pages = 0;
  ask_requests (self, 0, seen);
  seen_unref (seen);
  if (self->is_resync)
    ask_known_running (self);
  else
    ask_running (self);
  ask_builds (self);
}

static void
forget_builders (SpillNineSource *self,
                 Seen            *seen)
{
  SpillMaster *master = spill_nine_master (self);
  SpillList *builders = spill_master_get_builders (master);

  for (guint i = spill_list_get_length (builders); i-- > 0;)
    {
      gint64 id = spill_builder_get_id (spill_list_peek (builders, i));

      if (!g_hash_table_contains (seen->ids, &id)
          && !spill_nine_is_overtaken (self, SPILL_NINE_BUILDER, id, seen->serial))
        spill_master_remove_builder (master, id);
    }
}

/* Builders, workers and masters come before what refers to them. */
static void
take_basics (SpillNineSource *self,
             SpillNineItem   *item,
             gpointer         data)
{
  Seen *seen = data;

  if (item->type == SPILL_NINE_ITEM_PART)
    {
      if (seen != NULL)
        {
          seen_add (seen, item);
          seen->serial = item->serial;
        }
      spill_nine_apply_part (self, item);
      return;
    }
  if (has_failed (self, item, seen != NULL))
    return;

  if (seen != NULL && item->failure == NULL)
    forget_builders (self, seen);
  if (self->n_syncing == 1)
    ask_rest (self);
  one_less (self);
}

/**
 * spill_nine_sync:
 *
 * Reads the picture, or what was missed since it was read; ends with spill_nine_ready() or
 * spill_nine_lost().
 */
void
spill_nine_sync (SpillNineSource *self)
{
  gboolean is_poll = self->phase == SPILL_NINE_READY && self->is_polling;

  self->wants_sync = self->n_syncing > 0;
  if (self->wants_sync)
    return;

  spill_nine_sync_stop (self);
  self->is_resync = self->highest_id > 0 && spill_master_has_synced (spill_nine_master (self));
  self->poll_seconds = 0;
  if (!is_poll)
    self->phase = SPILL_NINE_SYNCING;

  if (!is_poll || self->n_polls % POLLS_PER_ROUND == BUILDERS_POLL)
    {
      Seen *seen = seen_new ();

      self->n_syncing = 3;
      spill_nine_ask_things (self, SPILL_NINE_MASTER, spill_nine_path_new ("api/v2/masters"),
                             take_basics, NULL, NULL);
      spill_nine_ask_things (self, SPILL_NINE_BUILDER, spill_nine_path_new ("api/v2/builders"),
                             take_basics, seen, seen_unref);
      spill_nine_ask_things (self, SPILL_NINE_WORKER, spill_nine_path_new ("api/v2/workers"),
                             take_basics, NULL, NULL);
    }
  else
    {
      self->n_syncing = 1;
      spill_nine_ask_things (self, SPILL_NINE_WORKER, spill_nine_path_new ("api/v2/workers"),
                             take_basics, NULL, NULL);
    }
}

void
spill_nine_sync_stop (SpillNineSource *self)
{
  g_clear_handle_id (&self->poll_timer, g_source_remove);
  self->n_syncing = 0;
  self->wants_sync = FALSE;
}

static gboolean
on_poll (gpointer user_data)
{
  SpillNineSource *self = user_data;

  self->poll_timer = 0;
  self->n_polls++;
  if (self->n_polls % POLLS_PER_ROUND == 0)
    spill_nine_try_events (self);
  else
    spill_nine_sync (self);
  return G_SOURCE_REMOVE;
}

/**
 * spill_nine_poll_later:
 *
 * Where /ws is refused: asks again after a while.
 */
void
spill_nine_poll_later (SpillNineSource *self)
{
  SpillMaster *master = spill_nine_master (self);
  gboolean is_busy = spill_list_get_length (spill_master_get_running (master)) > 0
                     || spill_list_get_length (spill_master_get_requests (master)) > 0;
  guint wait = spill_pace_get_poll_ms (&self->pace, is_busy, self->poll_seconds);

  g_clear_handle_id (&self->poll_timer, g_source_remove);
  self->poll_timer = g_timeout_add (wait, on_poll, self);
}
