#include "model/spill-log-blocks-private.h"

#include <string.h>

#define MAX_BLOCK_LINES 1000
/* So that forgetting one block forgets little, however long lines are. */
#define MAX_BLOCK_BYTES (256 * 1024)
/* Buildbot cuts lines here as well. */
#define MAX_LINE_BYTES  65536

typedef struct
{
  guint64  first;
  GString *text;       /* lines, each ended by NUL */
  GArray  *offsets;    /* of guint32: where each begins in text */
  guint64  last_read;
} Block;

struct _SpillLogBlocks
{
  GPtrArray *blocks;    /* of Block, by first line, never overlapping */
  gsize      budget;
  gsize      size;
  guint64    now;       /* counts reads */
};

static void
block_free (gpointer data)
{
  Block *block = data;

  g_string_free (block->text, TRUE);
  g_array_unref (block->offsets);
  g_free (block);
}

static gsize
block_size (const Block *block)
{
  return sizeof (Block) + block->text->allocated_len + block->offsets->len * sizeof (guint32);
}

static guint64
block_end (const Block *block)
{
  return block->first + block->offsets->len;
}

static Block *
block_at (SpillLogBlocks *self,
          guint           index)
{
  return self->blocks->pdata[index];
}

/* The first block that ends behind @line. */
static guint
find_block (SpillLogBlocks *self,
            guint64         line)
{
  guint low = 0;
  guint high = self->blocks->len;

  if (high > 0 && block_end (block_at (self, high - 1)) <= line)
    return high;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (block_end (block_at (self, middle)) <= line)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
append_line (Block      *block,
             const char *line,
             gsize       length)
{
  g_autofree char *made = NULL;
  guint32 offset = (guint32) block->text->len;

  length = MIN (length, MAX_LINE_BYTES);
  if (!g_utf8_validate_len (line, length, NULL))
    {
      made = g_utf8_make_valid (line, (gssize) length);
      line = made;
      length = strlen (made);
    }
  if (length > MAX_LINE_BYTES)
    length = g_utf8_find_prev_char (line, line + MAX_LINE_BYTES + 1) - line;

  g_array_append_val (block->offsets, offset);
  g_string_append_len (block->text, line, (gssize) length);
  g_string_append_c (block->text, '\0');
}

/* The block that @line is to be appended to; a new one unless that before it ends there and has
 * room. */
static Block *
block_for (SpillLogBlocks *self,
           guint64         line)
{
  guint index = find_block (self, line);
  Block *block = index > 0 ? block_at (self, index - 1) : NULL;

  if (block == NULL || block_end (block) != line || block->offsets->len >= MAX_BLOCK_LINES
      || block->text->len >= MAX_BLOCK_BYTES)
    {
      block = g_new0 (Block, 1);
      block->first = line;
      block->text = g_string_new (NULL);
      block->offsets = g_array_new (FALSE, FALSE, sizeof (guint32));
      g_ptr_array_insert (self->blocks, (int) index, block);
      self->size += block_size (block);
    }

  return block;
}

/* Forgets what was not read for longest; never @keep. */
static void
forget (SpillLogBlocks *self,
        const Block    *keep)
{
  while (self->size > self->budget && self->blocks->len > 1)
    {
      guint oldest = 0;

      for (guint i = 1; i < self->blocks->len; i++)
        {
          const Block *candidate = block_at (self, oldest);

          if (candidate == keep || (block_at (self, i) != keep
                                    && block_at (self, i)->last_read < candidate->last_read))
            oldest = i;
        }
      self->size -= block_size (block_at (self, oldest));
      g_ptr_array_remove_index (self->blocks, oldest);
    }
}

SpillLogBlocks *
spill_log_blocks_new (gsize budget)
{
  SpillLogBlocks *self = g_new0 (SpillLogBlocks, 1);

  self->budget = budget;
  self->blocks = g_ptr_array_new_with_free_func (block_free);

  return self;
}

void
spill_log_blocks_free (SpillLogBlocks *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->blocks);
  g_free (self);
}

guint64
spill_log_blocks_add (SpillLogBlocks *self,
                      guint64         first,
                      const char     *content,
                      gsize           length)
{
  const char *end = content + length;
  Block *block = NULL;
  guint64 line = first;

  self->now++;
  for (const char *start = content; start < end; line++)
    {
      const char *stop = memchr (start, '\n', end - start);
      gsize old;

      if (stop == NULL)
        stop = end;
      if (!spill_log_blocks_has (self, line, 1))
        {
          block = block_for (self, line);
          old = block_size (block);
          append_line (block, start, stop - start);
          block->last_read = self->now;
          self->size += block_size (block) - old;
          if (self->size > self->budget)
            forget (self, block);
        }
      start = stop + 1;
    }

  return line - first;
}

const char *
spill_log_blocks_get (SpillLogBlocks *self,
                      guint64         line,
                      gsize          *length)
{
  guint index = find_block (self, line);
  guint32 offset, next;
  Block *block;

  if (index == self->blocks->len || block_at (self, index)->first > line)
    return NULL;

  block = block_at (self, index);
  block->last_read = ++self->now;
  index = (guint) (line - block->first);
  offset = g_array_index (block->offsets, guint32, index);
  next = index + 1 < block->offsets->len ? g_array_index (block->offsets, guint32, index + 1)
                                         : (guint32) block->text->len;
  *length = next - offset - 1;

  return block->text->str + offset;
}

gboolean
spill_log_blocks_has (SpillLogBlocks *self,
                      guint64         first,
                      guint64         n)
{
  guint64 end = n > G_MAXUINT64 - first ? G_MAXUINT64 : first + n;

  for (guint i = find_block (self, first); first < end; i++)
    {
      if (i == self->blocks->len || block_at (self, i)->first > first)
        return FALSE;
      first = block_end (block_at (self, i));
    }

  return TRUE;
}
