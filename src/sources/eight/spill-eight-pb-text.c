#include "sources/eight/spill-eight-pb-need.h"

#include <string.h>

#include <glib/gi18n.h>

/* The text of logs: chunks as they come, and all of it where it is asked for. A log may come from its
 * beginning more than once; what was kept before is skipped, unless it fell out and is wanted again. */

#define MAX_LINE    (256 * 1024)   /* bytes that wait for a line end */
#define LOG_SECONDS 5              /* between looks at a log that the master does not stream */

typedef struct
{
  guint64 first, end;
} Range;

void
spill_eight_pb_text_free (gpointer data)
{
  SpillEightPbText *text = data;

  g_string_free (text->rest, TRUE);
  g_clear_pointer (&text->wanted, g_array_unref);
  g_free (text);
}

static SpillEightPbText *
get_text (SpillEightPbSource *self,
          SpillLog           *log)
{
  SpillEightPbText *text = g_hash_table_lookup (self->logs, log);

  if (text != NULL)
    return text;
  text = g_new0 (SpillEightPbText, 1);
  text->rest = g_string_new (NULL);
  text->end = G_MAXUINT64;
  g_hash_table_insert (self->logs, log, text);
  return text;
}

static void
begin_again (SpillEightPbSource *self,
             SpillLog           *log)
{
  SpillEightPbText *text = get_text (self, log);

  g_string_truncate (text->rest, 0);
  text->next = 0;
}

void
spill_eight_pb_stream (SpillEightPbSource *self,
                       SpillLog           *log,
                       gboolean            is_start)
{
  if (!spill_log_is_held (log) || self->is_light)
    return;
  get_text (self, log)->is_streamed |= self->mode == SPILL_EIGHT_PB_FULL;
  /* All chunks that there are come once more. */
  if (is_start)
    begin_again (self, log);
}

/* Whether what comes goes on with what there is: also where not all of it could be had again. */
static gboolean
is_followed (SpillEightPbSource *self,
             SpillLog           *log)
{
  SpillEightPbText *text = g_hash_table_lookup (self->logs, log);
  SpillPartState state = spill_log_get_part_state (log);

  return !self->is_light && spill_log_is_held (log)
         && (state == SPILL_PART_HERE || (state == SPILL_PART_FAILED && text != NULL && text->is_begun));
}

static void
end_line (SpillEightPbText *text,
          GString          *lines)
{
  if (text->next >= text->first && text->next < text->end)
    {
      g_string_append_len (lines, text->rest->str, (gssize) text->rest->len);
      g_string_append_c (lines, '\n');
    }
  text->next++;
  g_string_truncate (text->rest, 0);
}

/* Lines of a channel may come in pieces. Those of other channels (interrupted commands have them) are
 * not shown, as in 0.8. */
static void
split (SpillEightPbText *text,
       int               channel,
       const char       *chunk,
       gsize             length,
       GString          *lines)
{
  char letter = "oeh"[CLAMP (channel, 0, 2)];

  if (channel < 0 || channel > 2)
    return;
  if (text->rest->len > 0 && text->rest->str[0] != letter)
    end_line (text, lines);
  while (length > 0)
    {
      const char *end = memchr (chunk, '\n', length);
      gsize n = end != NULL ? (gsize) (end - chunk) : length;

      if (text->rest->len == 0)
        g_string_append_c (text->rest, letter);
      g_string_append_len (text->rest, chunk, (gssize) n);
      if (end == NULL && text->rest->len < MAX_LINE)
        break;
      end_line (text, lines);
      n += end != NULL;
      chunk += n;
      length -= n;
    }
}

/* Who hears of it may release the log, and with that @text. */
static void
add_lines (SpillEightPbText *text,
           SpillLog         *log,
           guint64           first,
           const GString    *lines)
{
  text->first = MAX (text->first, text->next);
  if (lines->len > 0)
    spill_log_add_lines (log, first, lines->str, lines->len);
}

void
spill_eight_pb_add_text (SpillEightPbSource *self,
                         SpillLog           *log,
                         int                 channel,
                         const char         *chunk,
                         gsize               length)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  SpillEightPbText *text;
  guint64 first;

  if (!is_followed (self, log))
    return;
  text = get_text (self, log);
  first = MAX (text->first, text->next);
  split (text, channel, chunk, length, lines);
  add_lines (text, log, first, lines);
}

void
spill_eight_pb_end_text (SpillEightPbSource *self,
                         SpillLog           *log)
{
  SpillEightPbText *text = g_hash_table_lookup (self->logs, log);
  g_autoptr(GString) lines = g_string_new (NULL);
  guint64 first;

  if (text == NULL || text->rest->len == 0 || self->is_light || !spill_log_is_held (log))
    return;
  first = MAX (text->first, text->next);
  end_line (text, lines);
  add_lines (text, log, first, lines);
}

/* The text of a log */

struct _SpillEightPbAnswer
{
  SpillEightPbNeed *need;
  GPtrArray        *chunks;      /* of GBytes */
  GArray           *channels;    /* of int */
  gboolean          is_over;     /* there is no more */
  gsize             size;        /* of the chunks */
};

/* What GLib keeps of a GBytes besides. */
#define BYTES_SIZE 64

void
spill_eight_pb_free_text (SpillEightPbAnswer *text)
{
  spill_eight_pb_need_free (text->need);
  g_ptr_array_unref (text->chunks);
  g_array_unref (text->channels);
  g_free (text);
}

gsize
spill_eight_pb_get_text_size (SpillEightPbAnswer *text)
{
  return sizeof *text + text->size;
}

static SpillEightPbAnswer *
answer_new (SpillEightPbNeed *need)
{
  SpillEightPbAnswer *text = g_new0 (SpillEightPbAnswer, 1);

  text->need = need;
  text->is_over = need->is_over;
  text->chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  text->channels = g_array_new (FALSE, FALSE, sizeof (int));
  return text;
}

static void
answer_add (SpillEightPbAnswer *text,
            int                 channel,
            const char         *chunk,
            gsize               length)
{
  g_ptr_array_add (text->chunks, g_bytes_new (chunk, length));
  g_array_append_val (text->channels, channel);
  text->size += length + BYTES_SIZE;
}

/* In mode steps, and for logs that had begun when the mode became full: 0.8 does not tell of them. */
static gboolean
on_log_timer (gpointer user_data)
{
  SpillEightPbSource *self = user_data;
  g_autoptr(GPtrArray) logs = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer log, text;

  self->log_timer = 0;
  g_hash_table_iter_init (&iter, self->logs);
  while (g_hash_table_iter_next (&iter, &log, &text))
    if (!((SpillEightPbText *) text)->is_streamed && !spill_log_is_complete (log))
      g_ptr_array_add (logs, g_object_ref (log));
  for (guint i = 0; i < logs->len; i++)
    spill_eight_pb_ask_for (self, logs->pdata[i], SPILL_PART_CONTENT);
  return G_SOURCE_REMOVE;
}

/* Lines that fell out */

void
spill_eight_pb_mark_asked (SpillEightPbNeed *need,
                           gboolean          is_over)
{
  SpillEightPbText *text = g_hash_table_lookup (need->self->logs, need->object);

  if (text != NULL && !is_over)
    text->asked = need;
  else if (text != NULL && text->asked == need)
    text->asked = NULL;
}

/* The master has no way to give a part of a log: it gives all of it, and what is not wanted is left out.
 * What is wanted before that has come comes with it. */
void
spill_eight_pb_request_lines (SpillSource *source,
                              SpillLog    *log,
                              guint64      first,
                              guint        n)
{
  SpillEightPbSource *self = SPILL_EIGHT_PB_SOURCE (source);
  SpillEightPbText *text = g_hash_table_lookup (self->logs, log);
  guint64 n_lines = spill_log_get_n_lines (log);
  Range range = { first, first < n_lines ? first + MIN (n, n_lines - first) : first };

  /* While the log is read for the first time they are still to come. */
  if (text == NULL || !text->is_begun || range.end == first)
    return;

  if (text->wanted == NULL)
    text->wanted = g_array_new (FALSE, FALSE, sizeof (Range));
  g_array_append_val (text->wanted, range);
  if (text->asked == NULL)
    spill_eight_pb_ask_for (self, G_OBJECT (log), SPILL_PART_CONTENT);
}

static int
compare_ranges (gconstpointer a,
                gconstpointer b)
{
  guint64 x = ((const Range *) a)->first, y = ((const Range *) b)->first;

  return x < y ? -1 : x > y;
}

/* In their order, with lines between them that nobody wants. */
static void
merge_ranges (GArray *ranges)
{
  guint n = 0;

  g_array_sort (ranges, compare_ranges);
  for (guint i = 0; i < ranges->len; i++)
    {
      Range range = g_array_index (ranges, Range, i);
      Range *last = n > 0 ? &g_array_index (ranges, Range, n - 1) : NULL;

      if (last != NULL && range.first <= last->end)
        last->end = MAX (last->end, range.end);
      else
        g_array_index (ranges, Range, n++) = range;
    }
  g_array_set_size (ranges, n);
}

/* A range of @ranges is whole: the next one, if there is any. */
static void
end_range (SpillEightPbText *walk,
           GArray           *ranges,
           SpillLog         *log,
           GString          *lines)
{
  if (lines->len > 0)
    spill_log_add_lines (log, walk->first, lines->str, lines->len);
  g_string_truncate (lines, 0);
  g_array_remove_index (ranges, 0);
  if (ranges->len == 0)
    return;
  walk->first = g_array_index (ranges, Range, 0).first;
  walk->end = g_array_index (ranges, Range, 0).end;
}

/* Takes no other way through the text than what follows it, so that lines have the same numbers. */
static void
give_wanted (SpillLog                 *log,
             const SpillEightPbAnswer *text,
             GArray                   *ranges)
{
  SpillEightPbText walk = { .rest = g_string_new (NULL) };
  g_autoptr(GString) lines = g_string_new (NULL);

  merge_ranges (ranges);
  walk.first = g_array_index (ranges, Range, 0).first;
  walk.end = g_array_index (ranges, Range, 0).end;
  for (guint i = 0; i < text->chunks->len && ranges->len > 0; i++)
    {
      gsize length;
      const char *chunk = g_bytes_get_data (text->chunks->pdata[i], &length);

      /* Line by line: one may end another that has no line end, but no more. */
      while (length > 0 && ranges->len > 0)
        {
          const char *end = memchr (chunk, '\n', length);
          gsize n = end != NULL ? (gsize) (end - chunk) + 1 : length;

          split (&walk, g_array_index (text->channels, int, i), chunk, n, lines);
          if (walk.next >= walk.end)
            end_range (&walk, ranges, log, lines);
          chunk += n;
          length -= n;
        }
    }
  if (ranges->len > 0)
    {
      if (text->is_over && walk.rest->len > 0)
        end_line (&walk, lines);
      end_range (&walk, ranges, log, lines);
    }
  g_string_free (walk.rest, TRUE);
}

/* All from the beginning: what was kept of it is skipped. */
void
spill_eight_pb_apply_text (SpillEightPbSource *self,
                           SpillEightPbAnswer *text)
{
  SpillLog *log = SPILL_LOG (text->need->object);
  SpillEightPbText *known = g_hash_table_lookup (self->logs, log);
  g_autoptr(GArray) wanted = known != NULL ? g_steal_pointer (&known->wanted) : NULL;

  /* Who hears of lines may want others. */
  spill_eight_pb_mark_asked (text->need, TRUE);
  if (spill_log_is_held (log))
    {
      begin_again (self, log);
      get_text (self, log)->is_begun = TRUE;
      spill_log_set_part_state (log, SPILL_PART_HERE, NULL);
      for (guint i = 0; i < text->chunks->len; i++)
        {
          gsize length;
          const char *chunk = g_bytes_get_data (text->chunks->pdata[i], &length);

          spill_eight_pb_add_text (self, log, g_array_index (text->channels, int, i), chunk, length);
        }
      if (text->is_over)
        {
          spill_eight_pb_end_text (self, log);
          spill_log_set_complete (log);
        }
      else if (self->log_timer == 0)
        self->log_timer = g_timeout_add_seconds (LOG_SECONDS, on_log_timer, self);
      if (wanted != NULL)
        give_wanted (log, text, wanted);
    }
  spill_eight_pb_free_text (text);
}

static void
fail_log (SpillEightPbNeed *need)
{
  spill_eight_pb_release (need->self, need->reference);
  spill_eight_pb_mark_asked (need, TRUE);
  spill_log_set_part_state (SPILL_LOG (need->object), SPILL_PART_FAILED, _("The master did not tell."));
  spill_eight_pb_need_free (need);
}

/* What is in the text with headers and not in the one without is a header. */
static void
take_with_headers (SpillEightPbSource *self,
                   const SpillSexp    *answer,
                   gpointer            data)
{
  SpillEightPbNeed *need = data;
  SpillEightPbAnswer *text;
  gsize length;
  const char *bytes = spill_jelly_get_bytes (answer, &length);
  guint next = 0;

  if (bytes == NULL)
    {
      fail_log (need);
      return;
    }
  spill_eight_pb_release (self, need->reference);
  text = answer_new (need);
  while (length > 0)
    {
      const char *end = memchr (bytes, '\n', length);
      gsize n = end != NULL ? (gsize) (end - bytes) + 1 : length;
      GBytes *line = next < need->lines->len ? need->lines->pdata[next] : NULL;
      gboolean is_text = line != NULL && g_bytes_get_size (line) == n && memcmp (g_bytes_get_data (line, NULL), bytes, n) == 0;

      next += is_text;
      answer_add (text, is_text ? 0 : 2, bytes, n);
      bytes += n;
      length -= n;
    }
  spill_eight_pb_push_text (self, text);
}

static void
take_text (SpillEightPbSource *self,
           const SpillSexp    *answer,
           gpointer            data)
{
  SpillEightPbNeed *need = data;
  gsize length;
  const char *text = spill_jelly_get_bytes (answer, &length);

  need->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  while (text != NULL && length > 0)
    {
      const char *end = memchr (text, '\n', length);
      gsize n = end != NULL ? (gsize) (end - text) + 1 : length;

      g_ptr_array_add (need->lines, g_bytes_new (text, n));
      text += n;
      length -= n;
    }
  spill_eight_pb_ask (self, need->reference, "getTextWithHeaders", NULL, NULL, take_with_headers, need);
}

static void
take_chunks (SpillEightPbSource *self,
             const SpillSexp    *answer,
             gpointer            data)
{
  SpillEightPbNeed *need = data;
  SpillEightPbAnswer *text;

  if (spill_jelly_get_type (answer) != SPILL_JELLY_LIST)
    {
      /* 0.8.14 cannot send them. */
      spill_eight_pb_ask (self, need->reference, "getText", NULL, NULL, take_text, need);
      return;
    }
  spill_eight_pb_release (self, need->reference);
  text = answer_new (need);
  for (guint i = 0; i < spill_jelly_get_length (answer); i++)
    {
      const SpillSexp *chunk = spill_jelly_get_item (answer, i);
      gsize length;
      const char *bytes = spill_jelly_get_bytes (spill_jelly_get_item (chunk, 1), &length);

      if (bytes != NULL)
        answer_add (text, (int) spill_jelly_get_integer (spill_jelly_get_item (chunk, 0), 0), bytes, length);
    }
  spill_eight_pb_push_text (self, text);
}

static void
take_over (SpillEightPbSource *self,
           const SpillSexp    *answer,
           gpointer            data)
{
  SpillEightPbNeed *need = data;

  /* Asked before the text, so that nothing can come in between. */
  need->is_over = spill_jelly_get_boolean (answer);
  spill_eight_pb_ask (self, need->reference, "getChunks", NULL, NULL, take_chunks, need);
}

void
spill_eight_pb_take_log (SpillEightPbSource *self,
                         const SpillSexp    *answer,
                         gpointer            data)
{
  SpillEightPbNeed *need = data;
  const SpillSexp *key, *value;
  gint64 reference = -1;

  spill_eight_pb_release (self, need->reference);
  for (guint i = 0; reference < 0 && spill_jelly_get_pair (answer, i, &key, &value); i++)
    if (spill_jelly_is_text (key, spill_log_get_name (SPILL_LOG (need->object))))
      reference = spill_eight_pb_take (self, value);
  need->reference = reference;
  if (reference < 0)
    fail_log (need);
  else
    spill_eight_pb_ask (self, reference, "isFinished", NULL, NULL, take_over, need);
}
