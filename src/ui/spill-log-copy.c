#include "ui/spill-log-copy.h"

#include <string.h>

#include "util/spill-ansi.h"

#define MAX_TEXT (8 * 1024 * 1024)   /* bytes */
#define BLOCK 1000                   /* lines asked for at once */

struct _SpillLogCopy
{
  GObject        parent_instance;

  SpillLog      *log;
  GtkBitset     *lines;
  GtkBitsetIter  iter;
  guint          line;        /* next one, while more */
  gboolean       more;
  gboolean       done;
  gboolean       cut;
  GString       *text;
  guint          n;
  guint          asked;       /* the line last asked for, + 1 */
};

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillLogCopy, spill_log_copy, G_TYPE_OBJECT)

static void
finish (SpillLogCopy *self)
{
  self->done = TRUE;
  g_signal_handlers_disconnect_by_data (self->log, self);
  g_signal_emit (self, signals[DONE], 0);
}

static void
go_on (SpillLogCopy *self)
{
  g_autoptr(SpillLogCopy) alive = g_object_ref (self);

  while (self->more && !self->done)
    {
      SpillAnsiStyle style = SPILL_ANSI_STYLE_INIT;
      g_autofree char *plain = NULL;
      const char *text;
      gsize length;
      char channel;

      text = spill_log_get_line (self->log, self->line, &length, &channel);
      if (text == NULL)
        {
          if (self->asked != self->line + 1)
            {
              self->asked = self->line + 1;
              spill_log_request_lines (self->log, self->line - self->line % BLOCK, BLOCK);
            }
          return;
        }

      plain = spill_ansi_strip_line (text, length, &style, NULL);
      if (self->text->len + strlen (plain) + 1 > MAX_TEXT)
        {
          self->cut = TRUE;
          break;
        }
      g_string_append (self->text, plain);
      g_string_append_c (self->text, '\n');
      self->n++;
      self->more = gtk_bitset_iter_next (&self->iter, &self->line);
    }

  if (!self->done)
    finish (self);
}

static void
on_state (SpillLogCopy *self)
{
  if (spill_log_get_part_state (self->log) == SPILL_PART_FAILED && !self->done)
    {
      self->cut = TRUE;
      finish (self);
    }
}

static void
spill_log_copy_dispose (GObject *object)
{
  SpillLogCopy *self = SPILL_LOG_COPY (object);

  if (self->log != NULL)
    g_signal_handlers_disconnect_by_data (self->log, self);
  g_clear_object (&self->log);
  g_clear_pointer (&self->lines, gtk_bitset_unref);

  G_OBJECT_CLASS (spill_log_copy_parent_class)->dispose (object);
}

static void
spill_log_copy_finalize (GObject *object)
{
  g_string_free (SPILL_LOG_COPY (object)->text, TRUE);

  G_OBJECT_CLASS (spill_log_copy_parent_class)->finalize (object);
}

static void
spill_log_copy_class_init (SpillLogCopyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_log_copy_dispose;
  object_class->finalize = spill_log_copy_finalize;

  signals[DONE] = g_signal_new ("done", SPILL_TYPE_LOG_COPY, G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
spill_log_copy_init (SpillLogCopy *self)
{
  self->text = g_string_new (NULL);
}

SpillLogCopy *
spill_log_copy_new (SpillLog  *log,
                    GtkBitset *lines)
{
  SpillLogCopy *self = g_object_new (SPILL_TYPE_LOG_COPY, NULL);

  g_return_val_if_fail (SPILL_IS_LOG (log) && lines != NULL, NULL);

  self->log = g_object_ref (log);
  self->lines = gtk_bitset_copy (lines);
  self->more = gtk_bitset_iter_init_first (&self->iter, self->lines, &self->line);

  return self;
}

void
spill_log_copy_start (SpillLogCopy *self)
{
  g_return_if_fail (SPILL_IS_LOG_COPY (self));

  g_signal_connect_object (self->log, "lines-changed", G_CALLBACK (go_on), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->log, "notify", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  go_on (self);
}

gboolean
spill_log_copy_is_done (SpillLogCopy *self)
{
  g_return_val_if_fail (SPILL_IS_LOG_COPY (self), FALSE);

  return self->done;
}

const char *
spill_log_copy_get_text (SpillLogCopy *self)
{
  g_return_val_if_fail (SPILL_IS_LOG_COPY (self), NULL);

  return self->text->str;
}

guint
spill_log_copy_get_n (SpillLogCopy *self)
{
  g_return_val_if_fail (SPILL_IS_LOG_COPY (self), 0);

  return self->n;
}

gboolean
spill_log_copy_is_cut (SpillLogCopy *self)
{
  g_return_val_if_fail (SPILL_IS_LOG_COPY (self), FALSE);

  return self->cut;
}
