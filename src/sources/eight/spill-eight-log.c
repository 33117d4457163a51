#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-parts-private.h"

#include <string.h>

/* Logs. A master of 0.8 tells a log as one text from its beginning to its end, and of one that is
 * still written the rest as it comes. */

#define MAX_LINE (64 * 1024)

/* In the network thread: what cuts a text into lines. */
typedef struct
{
  SpillApplyQueue *queue;
  char            *host;
  char            *thing;
  gsize            max_waiting;
  guint64          n_lines;    /* told so far */
  guint64          first;      /* lines that are wanted: from here */
  guint64          end;
  GByteArray      *rest;       /* the beginning of a line */
} Reader;

static void
reader_free (gpointer data)
{
  Reader *self = data;

  spill_apply_queue_unref (self->queue);
  g_byte_array_unref (self->rest);
  g_free (self->host);
  g_free (self->thing);
  g_free (self);
}

static guint64
count_lines (const guint8 *text,
             gsize         length)
{
  const guint8 *end = text + length;
  guint64 n = 0;

  for (const guint8 *c = text; (c = memchr (c, '\n', end - c)) != NULL; c++)
    n++;
  return n;
}

static const guint8 *
skip_lines (const guint8 *text,
            guint64       n)
{
  for (; n > 0; n--)
    text = (const guint8 *) strchr ((const char *) text, '\n') + 1;
  return text;
}

/* Whole lines. What is not UTF-8 becomes so, and no byte is 0 then. */
static void
tell (Reader       *self,
      gint64        number,
      const guint8 *text,
      gsize         length)
{
  g_autofree char *valid = g_utf8_make_valid ((const char *) text, length);
  const guint8 *start = (const guint8 *) valid;
  gsize size = strlen (valid);
  guint64 n = count_lines (start, size);
  guint64 first = self->n_lines;
  SpillEightItem *item;

  self->n_lines += n;
  if (first >= self->end || self->n_lines <= self->first)
    return;

  if (first < self->first)
    {
      const guint8 *from = skip_lines (start, self->first - first);

      size -= from - start;
      start = from;
      first = self->first;
    }
  item = spill_eight_item_new (SPILL_EIGHT_ITEM_LINES, number);
  item->first = first;
  item->text = g_byte_array_sized_new (size);
  g_byte_array_append (item->text, start, size);
  spill_apply_queue_push (self->queue, item, size);
}

static void
read_text (Reader     *self,
           gint64      number,
           GByteArray *text)
{
  const guint8 *last;

  g_byte_array_append (self->rest, text->data, text->len);
  last = memrchr (self->rest->data, '\n', self->rest->len);
  if (last == NULL && self->rest->len < MAX_LINE)
    return;

  if (last == NULL)
    {
      g_byte_array_append (self->rest, (const guint8 *) "\n", 1);
      last = self->rest->data + self->rest->len - 1;
    }
  tell (self, number, self->rest->data, last + 1 - self->rest->data);
  g_byte_array_remove_range (self->rest, 0, last + 1 - self->rest->data);
}

/* The queue must not be full: what does not fit is lost. */
static gboolean
on_more (SpillFetch *fetch,
         gint64      number,
         gpointer    data)
{
  Reader *self = data;
  g_autoptr(GByteArray) text = spill_fetch_take_body (fetch);

  read_text (self, number, text);
  return spill_apply_queue_get_bytes (self->queue) < self->max_waiting;
}

/* A log without text is "not found" to such a master, with these words (0.8.14). */
static gboolean
is_empty (SpillFetch *fetch)
{
  static const char words[] = "Empty Log";
  gsize length;
  const char *body = spill_fetch_get_body (fetch, &length);

  return spill_fetch_get_status (fetch) == SOUP_STATUS_NOT_FOUND && body != NULL
         && memmem (body, length, words, strlen (words)) != NULL;
}

static void
on_done (SpillFetch *fetch,
         gint64      number,
         gpointer    data)
{
  Reader *self = data;
  SpillEightItem *end = spill_eight_item_new (SPILL_EIGHT_ITEM_END, number);

  if (self->rest->len > 0)
    {
      g_byte_array_append (self->rest, (const guint8 *) "\n", 1);
      tell (self, number, self->rest->data, self->rest->len);
    }
  end->status = spill_fetch_get_status (fetch);
  end->seconds = spill_fetch_get_seconds (fetch);
  end->failure = spill_failure_from_fetch (fetch, self->host, self->thing);
  end->is_empty = is_empty (fetch);
  spill_apply_queue_push (self->queue, end, 0);
}

/* In the main context */

static char *
dup_path (SpillLog *log,
          gboolean  is_page)
{
  SpillStep *step = spill_log_get_step (log);
  SpillBuild *build = step != NULL ? spill_step_get_build (step) : NULL;
  SpillBuilder *builder = build != NULL ? spill_build_get_builder (build) : NULL;
  g_autofree char *builder_name = NULL;
  g_autofree char *step_name = NULL;
  g_autofree char *log_name = NULL;

  if (builder == NULL)
    return NULL;

  builder_name = spill_json08_escape_name (spill_builder_get_name (builder), FALSE);
  step_name = spill_json08_escape_name (spill_step_get_name (step), FALSE);
  log_name = spill_json08_escape_name (spill_log_get_name (log), FALSE);
  return g_strdup_printf ("builders/%s/builds/%u/steps/%s/logs/%s%s", builder_name,
                          spill_build_get_number (build), step_name, log_name,
                          is_page ? "" : "/text");
}

static gint64
ask (SpillEightHold *hold,
     gboolean        is_page,
     guint64         first,
     guint64         n,
     SpillEightTake  take)
{
  SpillEightSource *self = hold->source;
  g_autofree char *path = dup_path (SPILL_LOG (hold->object), is_page);
  Reader *reader;
  SpillAskSpec spec;

  if (path == NULL)
    return 0;

  reader = g_new0 (Reader, 1);
  reader->queue = spill_apply_queue_ref (self->queue);
  reader->host = g_strdup (spill_asker_get_host (self->asker));
  reader->thing = g_strdup (path);
  reader->max_waiting = self->limits.max_queue / 4;
  reader->first = first;
  reader->end = n > G_MAXUINT64 - first ? G_MAXUINT64 : first + n;
  reader->rest = g_byte_array_new ();
  spec = (SpillAskSpec) { .path = path, .is_aside = TRUE, .more = on_more, .done = on_done,
                          .data = reader, .free_data = reader_free };
  return spill_eight_ask_spec (self, &spec, take, spill_eight_hold_ref (hold),
                               spill_eight_hold_unref);
}

/* Streams that wait for room in the queue go on. */
static void
resume_all (SpillEightSource *self)
{
  GHashTableIter iter;
  SpillEightHold *hold;

  g_hash_table_iter_init (&iter, self->holds);
  while (g_hash_table_iter_next (&iter, (gpointer *) &hold, NULL))
    {
      if (hold->part == SPILL_PART_CONTENT && hold->question != 0)
        spill_asker_resume (self->asker, hold->question);
      if (hold->reread != 0)
        spill_asker_resume (self->asker, hold->reread);
    }
}

static void
take_lines (SpillEightSource *self,
            SpillEightHold   *hold,
            SpillEightItem   *item)
{
  spill_log_add_lines (SPILL_LOG (hold->object), item->first, (const char *) item->text->data,
                       item->text->len);
  resume_all (self);
}

static void
end_log (SpillEightHold *hold,
         SpillEightItem *item)
{
  hold->question = 0;
  if (item->failure != NULL && !item->is_empty)
    {
      spill_eight_hold_set (hold, SPILL_PART_FAILED, item->failure->text);
      return;
    }

  spill_log_set_complete (SPILL_LOG (hold->object));
  spill_eight_hold_set (hold, SPILL_PART_HERE, NULL);
}

static void
take_page (SpillEightSource *self,
           SpillEightItem   *item,
           gpointer          data)
{
  SpillEightHold *hold = data;

  if (hold->source == NULL)
    return;
  if (item->type == SPILL_EIGHT_ITEM_LINES)
    {
      spill_log_set_log_type (SPILL_LOG (hold->object), SPILL_LOG_HTML);
      take_lines (self, hold, item);
    }
  else if (item->type == SPILL_EIGHT_ITEM_END)
    end_log (hold, item);
}

static void
take_text (SpillEightSource *self,
           SpillEightItem   *item,
           gpointer          data)
{
  SpillEightHold *hold = data;

  if (hold->source == NULL)
    return;
  if (item->type == SPILL_EIGHT_ITEM_LINES)
    {
      take_lines (self, hold, item);
      /* The end of one that is still written may be long in coming. */
      if (!spill_step_is_finished (spill_log_get_step (SPILL_LOG (hold->object))))
        spill_eight_hold_set (hold, SPILL_PART_HERE, NULL);
    }
  else if (item->type == SPILL_EIGHT_ITEM_END && item->failure != NULL
           && item->failure->code == SPILL_ERROR_GONE && !item->is_empty)
    /* A log that is a page has no text. */
    hold->question = ask (hold, TRUE, 0, G_MAXUINT64, take_page);
  else if (item->type == SPILL_EIGHT_ITEM_END)
    end_log (hold, item);
}

void
spill_eight_fetch_log (SpillEightHold *hold)
{
  SpillLog *log = SPILL_LOG (hold->object);

  if (hold->question != 0
      || (spill_log_is_complete (log) && spill_log_get_part_state (log) == SPILL_PART_HERE))
    return;

  if (spill_log_get_part_state (log) != SPILL_PART_HERE)
    spill_eight_hold_set (hold, SPILL_PART_LOADING, NULL);
  hold->question = ask (hold, FALSE, 0, G_MAXUINT64, take_text);
}

void
spill_eight_drop_log (SpillEightHold *hold)
{
  if (hold->source->asker == NULL)
    return;

  spill_eight_drop (hold->source, hold->question);
  spill_eight_drop (hold->source, hold->reread);
  hold->question = hold->reread = 0;
  g_clear_pointer (&hold->ranges, g_array_unref);
}

/* Lines that were here and had to be forgotten: the log is read anew up to them. */

static void reread (SpillEightHold *hold);

static void
take_again (SpillEightSource *self,
            SpillEightItem   *item,
            gpointer          data)
{
  SpillEightHold *hold = data;
  guint64 end;

  if (hold->source == NULL || hold->ranges == NULL)
    return;

  end = g_array_index (hold->ranges, guint64, 0) + g_array_index (hold->ranges, guint64, 1);
  if (item->type == SPILL_EIGHT_ITEM_LINES)
    {
      guint64 n = count_lines (item->text->data, item->text->len);

      take_lines (self, hold, item);
      if (item->first + n < end)
        return;
      spill_eight_drop (self, hold->reread);
    }
  else if (item->type != SPILL_EIGHT_ITEM_END)
    return;

  hold->reread = 0;
  g_array_remove_range (hold->ranges, 0, 2);
  reread (hold);
}

static void
reread (SpillEightHold *hold)
{
  if (hold->reread != 0 || hold->ranges->len == 0)
    return;

  hold->reread = ask (hold, spill_log_get_log_type (SPILL_LOG (hold->object)) == SPILL_LOG_HTML,
                      g_array_index (hold->ranges, guint64, 0),
                      g_array_index (hold->ranges, guint64, 1), take_again);
}

void
spill_eight_request_lines (SpillSource *source,
                           SpillLog    *log,
                           guint64      first,
                           guint        n)
{
  SpillEightSource *self = SPILL_EIGHT_SOURCE (source);
  SpillEightHold *hold = spill_eight_find_hold (self, log, SPILL_PART_CONTENT);
  guint64 range[] = { first, n };

  /* While the log is read for the first time they are still to come. */
  if (self->phase != SPILL_EIGHT_READY || hold == NULL || n == 0
      || first >= spill_log_get_n_lines (log))
    return;

  if (hold->ranges == NULL)
    hold->ranges = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_array_append_vals (hold->ranges, range, 2);
  reread (hold);
}
