#include "targets/spill-pb-private.h"

/* Clients that are behind in one log: they came in its midst, or read more slowly than it grows. Each
 * goes on where it is as soon as it has read what waits for it, until it is where all others are. */

#define MAX_BEHIND (8 * 1024 * 1024)   /* bytes told to others meanwhile */

typedef struct
{
  SpillPbVisitor *visitor;
  gulong          written;
  guint64         line;       /* that comes next */
  guint64         from;       /* of these on none may be missing */
  gsize           behind;     /* of these it has not been told */
  gboolean        is_lost;    /* there are too many of these, or they were forgotten */
} Late;

static void
free_late (gpointer data)
{
  Late *late = data;

  g_signal_handler_disconnect (late->visitor->broker, late->written);
  spill_pb_visitor_unref (late->visitor);
  g_free (late);
}

GPtrArray *
spill_pb_late_new (void)
{
  return g_ptr_array_new_with_free_func (free_late);
}

static gint
find (GPtrArray      *all,
      SpillPbVisitor *visitor)
{
  for (guint i = 0; i < all->len; i++)
    if (((const Late *) all->pdata[i])->visitor == visitor)
      return (gint) i;
  return -1;
}

gboolean
spill_pb_late_has (GPtrArray      *all,
                   SpillPbVisitor *visitor)
{
  return find (all, visitor) >= 0;
}

void
spill_pb_late_remove (GPtrArray      *all,
                      SpillPbVisitor *visitor)
{
  gint i = find (all, visitor);

  if (i >= 0)
    g_ptr_array_remove_index (all, (guint) i);
}

void
spill_pb_late_add (GPtrArray      *all,
                   SpillPbVisitor *visitor,
                   SpillPbReader  *reader,
                   guint64         line,
                   GCallback       written,
                   gpointer        user_data)
{
  Late *late = g_new0 (Late, 1);

  spill_pb_late_remove (all, visitor);
  *late = (Late) { spill_pb_visitor_ref (visitor), .line = line, .from = spill_pb_reader_get_next (reader) };
  late->written = g_signal_connect_swapped (visitor->broker, "written", written, user_data);
  g_ptr_array_add (all, late);
}

/* TRUE: it is behind, and so not told these @length bytes now. */
gboolean
spill_pb_late_skip (GPtrArray      *all,
                    SpillPbVisitor *visitor,
                    gsize           length)
{
  gint i = find (all, visitor);
  Late *late;

  if (i < 0)
    return FALSE;
  late = all->pdata[i];
  late->behind += length;
  late->is_lost |= late->behind > MAX_BEHIND;
  return TRUE;
}

/* Who is lost gets the rest however much waits for it, and is dropped for that if it goes on not
 * reading. */
static gboolean
may_take (const Late *late,
          gsize       size)
{
  return late->is_lost || spill_broker_get_output_size (late->visitor->broker) < size;
}

typedef struct
{
  Late            *late;
  SpillPbLateFunc  func;
  gpointer         user_data;
} Taker;

static void
take_chunk (int         channel,
            const char *text,
            gsize       length,
            gpointer    user_data)
{
  const Taker *taker = user_data;

  taker->late->behind -= MIN (taker->late->behind, length);
  taker->func (taker->late->visitor, channel, text, length, taker->user_data);
}

static void
repeat (Late             *late,
        SpillPbReader    *reader,
        SpillPbLateFunc   func,
        gpointer          user_data)
{
  guint64 first = spill_pb_reader_find (reader, late->line);
  Taker taker = { late, func, user_data };

  late->is_lost |= first > MAX (late->line, late->from);
  late->line = spill_pb_reader_repeat (reader, first, take_chunk, &taker);
}

gboolean
spill_pb_late_serve (GPtrArray       *all,
                     SpillPbReader   *reader,
                     SpillPbLateFunc  func,
                     gpointer         user_data)
{
  gboolean is_more = FALSE;

  for (guint i = all->len; i-- > 0;)
    {
      Late *late = all->pdata[i];

      if (late->visitor->mode >= SPILL_PB_FULL && may_take (late, SPILL_PB_LOW))
        repeat (late, reader, func, user_data);
      if (late->visitor->mode < SPILL_PB_FULL || late->line >= spill_pb_reader_get_next (reader))
        g_ptr_array_remove_index (all, i);
      else
        is_more |= may_take (late, SPILL_PB_LOW);
    }
  return is_more;
}

void
spill_pb_late_end (GPtrArray       *all,
                   SpillPbReader   *reader,
                   gsize            size,
                   SpillPbLateFunc  func,
                   gpointer         user_data)
{
  for (guint i = 0; i < all->len; i++)
    {
      Late *late = all->pdata[i];

      while (late->visitor->mode >= SPILL_PB_FULL && late->line < spill_pb_reader_get_next (reader) &&
             spill_broker_get_output_size (late->visitor->broker) < size)
        repeat (late, reader, func, user_data);
    }
  g_ptr_array_set_size (all, 0);
}
