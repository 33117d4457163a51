#define G_LOG_DOMAIN "spillway-sources"

#include "sources/nine/spill-nine-parts-private.h"

#include <string.h>

/* Logs of a step, and lines of a log. */

#define TAIL          1000   /* lines that a held log begins with */
#define PAGE          1000   /* lines at once: 4 ms for the master wherever they are */
#define TOO_FAR       5000   /* behind: the end is of more use than what lies between */
#define FOLLOW_MS     300    /* a fast log tells of 90 chunks a second */
#define MAX_REQUESTED 10000

static gint64
log_id_of (SpillNineHold *hold)
{
  return spill_log_get_id (SPILL_LOG (hold->object));
}

static SpillLogType
log_type (char letter)
{
  switch (letter)
    {
    case 's':
      return SPILL_LOG_STDIO;
    case 'h':
      return SPILL_LOG_HTML;
    case 'd':
      return SPILL_LOG_DELETED;
    default:
      return SPILL_LOG_TEXT;
    }
}

void
spill_nine_apply_log (SpillNineSource    *self,
                      SpillStep          *step,
                      const SpillNineLog *l)
{
  SpillLog *log = spill_step_add_log (step, l->id, l->name);

  g_hash_table_insert (self->logs, g_memdup2 (&l->id, sizeof l->id), g_object_ref (log));
  spill_log_set_slug (log, l->slug);
  spill_log_set_log_type (log, log_type (l->type));
  if ((guint64) l->n_lines > spill_log_get_n_lines (log))
    spill_log_set_n_lines (log, l->n_lines);
  if (l->complete && !spill_log_is_complete (log))
    spill_log_set_complete (log);
}

static void
take_logs (SpillNineSource *self,
           SpillNineItem   *item,
           gpointer         data)
{
  SpillNineHold *hold = data;

  if (item->type == SPILL_NINE_ITEM_PART)
    {
      for (guint i = 0; i < item->n_entities; i++)
        {
          const SpillNineLog *l = item->entities[i];

          if (!spill_nine_is_overtaken (self, SPILL_NINE_LOG, l->id, item->serial))
            spill_nine_apply_log (self, SPILL_STEP (hold->object), l);
        }
    }
  else if (spill_nine_hold_answered (hold, item))
    spill_nine_hold_here (hold);
}

void
spill_nine_fetch_logs (SpillNineHold *hold)
{
  gint64 id = spill_step_get_id (SPILL_STEP (hold->object));

  spill_nine_hold_ask (hold, SPILL_NINE_LOG, spill_nine_entity_path ("steps", id, "logs"),
                       take_logs);
}

/* Content */

static GString *
contents_path (gint64  log_id,
               guint64 first,
               guint64 n)
{
  GString *path = spill_nine_entity_path ("logs", log_id, "contents");

  spill_nine_path_query_id (path, "offset", first);
  spill_nine_path_query_id (path, "limit", n);
  return path;
}

static guint64
add_chunk (SpillLog                *log,
           const SpillNineLogChunk *chunk)
{
  guint64 n = 0;

  for (const char *c = chunk->content; (c = memchr (c, '\n', chunk->content + chunk->length - c));
       c++)
    n++;
  if (n > 0)
    spill_log_add_lines (log, chunk->first_line, chunk->content, chunk->length);

  return n;
}

static void
take_tail (SpillNineSource *self,
           SpillNineItem   *item,
           gpointer         data)
{
  SpillNineHold *hold = data;
  SpillLog *log = SPILL_LOG (hold->object);

  if (item->type == SPILL_NINE_ITEM_PART)
    {
      for (guint i = 0; i < item->n_entities; i++)
        {
          const SpillNineLogChunk *chunk = item->entities[i];
          guint64 n = add_chunk (log, chunk);

          hold->n_here = MAX (hold->n_here, chunk->first_line + n);
          /* The janitor may have taken the text and left the number of lines. */
          if (n == 0)
            hold->n_here = MAX (hold->n_here, spill_log_get_n_lines (log));
        }
      return;
    }

  /* Lines may be 64 KiB each, a thousand of them are too much then. */
  if (item->failure != NULL && item->failure->problem == SPILL_PROBLEM_BAD_ANSWER
      && item->failure->status == 200 && hold->n_lines > 1)
    {
      hold->n_lines /= 4;
      g_clear_pointer (&item->failure, spill_failure_free);
      hold->wants_again = FALSE;
    }
  if (!spill_nine_hold_answered (hold, item))
    return;

  spill_nine_hold_here (hold);
  spill_nine_follow_content (hold);
}

static void
ask_tail (SpillNineHold *hold)
{
  guint64 total = spill_log_get_n_lines (SPILL_LOG (hold->object));
  guint64 n;

  if (total > hold->n_here + TOO_FAR || hold->n_here == 0)
    hold->n_here = total > TAIL ? total - TAIL : 0;
  n = MIN (total - hold->n_here, MAX (hold->n_lines, 1));
  if (n > 0)
    spill_nine_hold_ask (hold, SPILL_NINE_LOG_CHUNK,
                         contents_path (log_id_of (hold), hold->n_here, n), take_tail);
}

static gboolean
on_follow (gpointer user_data)
{
  SpillNineHold *hold = user_data;

  hold->timer = 0;
  if (!spill_nine_hold_is_released (hold) && hold->source->phase == SPILL_NINE_READY)
    ask_tail (hold);
  return G_SOURCE_REMOVE;
}

void
spill_nine_follow_content (SpillNineHold *hold)
{
  if (hold->timer != 0 || hold->n_asks > 0
      || spill_log_get_n_lines (SPILL_LOG (hold->object)) <= hold->n_here)
    return;

  hold->timer = g_timeout_add (FOLLOW_MS, on_follow, hold);
}

static void
take_log (SpillNineSource *self,
          SpillNineItem   *item,
          gpointer         data)
{
  SpillNineHold *hold = data;
  SpillLog *log = SPILL_LOG (hold->object);

  if (item->type == SPILL_NINE_ITEM_PART)
    {
      for (guint i = 0; i < item->n_entities; i++)
        spill_nine_apply_log (self, spill_log_get_step (log), item->entities[i]);
      if (spill_log_get_log_type (log) != SPILL_LOG_DELETED)
        ask_tail (hold);
    }
  else if (spill_nine_hold_answered (hold, item))
    spill_nine_hold_here (hold);
}

void
spill_nine_fetch_content (SpillNineHold *hold)
{
  if (hold->n_lines == 0)
    hold->n_lines = PAGE;
  spill_nine_hold_ask (hold, SPILL_NINE_LOG,
                       spill_nine_entity_path ("logs", log_id_of (hold), NULL), take_log);
}

/* Lines that somebody scrolled to */

typedef struct
{
  SpillLog *log;
  char     *key;
} LinesAsk;

static void
lines_ask_free (gpointer data)
{
  LinesAsk *ask = data;

  g_object_unref (ask->log);
  g_free (ask->key);
  g_free (ask);
}

static void
take_lines (SpillNineSource *self,
            SpillNineItem   *item,
            gpointer         data)
{
  LinesAsk *ask = data;

  if (item->type == SPILL_NINE_ITEM_PART)
    for (guint i = 0; i < item->n_entities; i++)
      add_chunk (ask->log, item->entities[i]);
  else
    g_hash_table_remove (self->lines, ask->key);
}

static void
ask_lines (SpillNineSource *self,
           SpillLog        *log,
           guint64          first,
           guint            n)
{
  gint64 id = spill_log_get_id (log);
  LinesAsk *ask;
  char *key = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GUINT64_FORMAT, id, first);

  if (!g_hash_table_add (self->lines, key))
    return;

  ask = g_new (LinesAsk, 1);
  *ask = (LinesAsk) { g_object_ref (log), g_strdup (key) };
  spill_nine_ask_things (self, SPILL_NINE_LOG_CHUNK, contents_path (id, first, n), take_lines, ask,
                         lines_ask_free);
}

void
spill_nine_request_lines (SpillSource *source,
                          SpillLog    *log,
                          guint64      first,
                          guint        n)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (source);
  guint64 total = spill_log_get_n_lines (log);
  guint64 end = MIN (first + MIN (n, MAX_REQUESTED), total);

  if (self->phase != SPILL_NINE_READY)
    return;

  /* In whole pages, so that the next line scrolled to is here already. */
  for (guint64 page = first / PAGE * PAGE; page < end; page += PAGE)
    {
      guint64 n_page = MIN (PAGE, total - page);

      if (!spill_log_has_lines (log, page, n_page))
        ask_lines (self, log, page, n_page);
    }
}
