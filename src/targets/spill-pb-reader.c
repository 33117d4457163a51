#include "targets/spill-pb-private.h"

#include <string.h>

/* The text of a log from its first line on, however it comes: a held log has its last lines first
 * and forgets what nobody has read for long. */

#define PAGE      1000     /* lines asked for at a time */
#define MAX_CHUNK 65536    /* bytes given at a time, unless one line is longer */
#define MAX_TURN  8        /* chunks given in one turn of the loop: there may be many who take them */
#define MAX_GONE  10000    /* forgotten lines passed over in one turn */

struct _SpillPbReader
{
  SpillLog  *log;
  SpillStep *step;          /* (nullable) as long as we live, so that the log knows its step */
  GObject   *build;         /* (nullable) */
  void     (*changed) (gpointer user_data);
  gpointer   user_data;
  gulong     notified, lines_changed;
  guint64    next;          /* line */
  guint64    asked;         /* up to this line, exclusive */
};

static void
on_changed (SpillPbReader *self)
{
  self->changed (self->user_data);
}

SpillPbReader *
spill_pb_reader_new (SpillLog  *log,
                     GCallback  changed,
                     gpointer   user_data)
{
  SpillPbReader *self = g_new0 (SpillPbReader, 1);
  SpillStep *step = spill_log_get_step (log);

  self->log = g_object_ref (log);
  self->step = step != NULL ? g_object_ref (step) : NULL;
  self->build = step != NULL && spill_step_get_build (step) != NULL ? G_OBJECT (g_object_ref (spill_step_get_build (step))) : NULL;
  self->changed = (void (*) (gpointer)) changed;
  self->user_data = user_data;
  spill_log_hold (log);
  self->notified = g_signal_connect_swapped (log, "notify", G_CALLBACK (on_changed), self);
  self->lines_changed = g_signal_connect_swapped (log, "lines-changed", G_CALLBACK (on_changed), self);
  return self;
}

void
spill_pb_reader_free (SpillPbReader *self)
{
  g_signal_handler_disconnect (self->log, self->notified);
  g_signal_handler_disconnect (self->log, self->lines_changed);
  spill_log_release (self->log);
  g_object_unref (self->log);
  g_clear_object (&self->step);
  g_clear_object (&self->build);
  g_free (self);
}

static int
number_of_channel (char channel)
{
  return channel == 'e' ? 1 : channel == 'h' ? 2 : 0;
}

/* Lines from @line up to @end, or to the first that is not here; @n chunks at most. Returns: the line
 * after the last */
static guint64
give_lines (SpillPbReader    *self,
            guint64           line,
            guint64           end,
            guint             n,
            SpillPbChunkFunc  func,
            gpointer          user_data)
{
  g_autoptr(GString) chunk = g_string_new (NULL);
  int current = 0;

  for (; line < end; line++)
    {
      gsize length;
      char channel;
      const char *text = spill_log_get_line (self->log, line, &length, &channel);

      if (text == NULL)
        break;
      if (chunk->len > 0 && (number_of_channel (channel) != current || chunk->len + length >= MAX_CHUNK))
        {
          func (current, chunk->str, chunk->len, user_data);
          g_string_truncate (chunk, 0);
          if (--n == 0)
            return line;
        }
      current = number_of_channel (channel);
      g_string_append_len (chunk, text, (gssize) length);
      g_string_append_c (chunk, '\n');
    }
  if (chunk->len > 0)
    func (current, chunk->str, chunk->len, user_data);
  return line;
}

gboolean
spill_pb_reader_read (SpillPbReader    *self,
                      SpillPbChunkFunc  func,
                      gpointer          user_data)
{
  SpillPartState state = spill_log_get_part_state (self->log);
  guint64 n_lines = spill_log_get_n_lines (self->log);

  self->next = give_lines (self, self->next, n_lines, MAX_TURN, func, user_data);
  if (self->next < n_lines && spill_log_has_lines (self->log, self->next, 1))
    {
      self->changed (self->user_data);
      return FALSE;
    }
  if (self->next >= n_lines)
    return state == SPILL_PART_HERE || state == SPILL_PART_FAILED;
  if (state == SPILL_PART_FAILED)
    return TRUE;
  if (state == SPILL_PART_HERE && self->asked <= self->next)
    {
      self->asked = MIN (self->next + PAGE, n_lines);
      spill_log_request_lines (self->log, self->next, (guint) (self->asked - self->next));
    }
  return FALSE;
}

guint64
spill_pb_reader_get_next (SpillPbReader *self)
{
  return self->next;
}

guint64
spill_pb_reader_find (SpillPbReader *self,
                      guint64        line)
{
  for (guint i = 0; i < MAX_GONE && line < self->next && !spill_log_has_lines (self->log, line, 1); i++)
    line++;
  return line;
}

guint64
spill_pb_reader_repeat (SpillPbReader    *self,
                        guint64           line,
                        SpillPbChunkFunc  func,
                        gpointer          user_data)
{
  return give_lines (self, line, self->next, MAX_TURN, func, user_data);
}
