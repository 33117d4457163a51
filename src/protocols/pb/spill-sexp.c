#include "protocols/pb/spill-sexp-private.h"

#include "protocols/pb/spill-banana.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PRINTED 400    /* characters of a string: logs make lines that nobody reads */
#define CHUNK_SIZE  4000   /* with its head under a page */
#define FIRST_CHUNK 1000   /* most messages are small, and thousands of them may wait */

typedef struct _Chunk Chunk;
struct _Chunk
{
  Chunk *next;
  gsize  size;
  gsize  used;
  guint8 data[] __attribute__ ((aligned (16)));
};

struct _SpillSexpTree
{
  gatomicrefcount  ref_count;
  SpillSexp        root;
  Chunk           *chunks;   /* the one in use first */
  gsize            size;
};

SpillSexpTree *
spill_sexp_tree_new (void)
{
  SpillSexpTree *self = g_new0 (SpillSexpTree, 1);

  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

static void
free_chunks (Chunk *chunk)
{
  while (chunk != NULL)
    {
      Chunk *next = chunk->next;

      g_free (chunk);
      chunk = next;
    }
}

SpillSexpTree *
spill_sexp_tree_ref (SpillSexpTree *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
spill_sexp_tree_unref (SpillSexpTree *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  free_chunks (self->chunks);
  g_free (self);
}

gboolean
spill_sexp_tree_try_reset (SpillSexpTree *self)
{
  if (!g_atomic_ref_count_compare (&self->ref_count, 1))
    return FALSE;

  /* One small chunk stays, so that a stream of small messages allocates nothing. */
  while (self->chunks != NULL && (self->chunks->next != NULL || self->chunks->size > CHUNK_SIZE))
    {
      Chunk *next = self->chunks->next;

      g_free (self->chunks);
      self->chunks = next;
    }
  self->size = self->chunks != NULL ? self->chunks->size : 0;
  if (self->chunks != NULL)
    self->chunks->used = 0;
  return TRUE;
}

gpointer
spill_sexp_tree_alloc (SpillSexpTree *self,
                       gsize          size)
{
  Chunk *chunk = self->chunks;
  gpointer memory;

  size = (size + 7) & ~(gsize) 7;
  if (chunk == NULL || chunk->size - chunk->used < size)
    {
      gsize wanted = MAX (size, (gsize) (chunk == NULL ? FIRST_CHUNK : CHUNK_SIZE));

      chunk = g_malloc (sizeof (Chunk) + wanted);
      chunk->size = wanted;
      chunk->used = 0;
      chunk->next = self->chunks;
      self->chunks = chunk;
      self->size += wanted;
    }

  memory = chunk->data + chunk->used;
  chunk->used += size;
  return memory;
}

void
spill_sexp_tree_set_root (SpillSexpTree   *self,
                          const SpillSexp *root)
{
  self->root = *root;
}

/**
 * spill_sexp_tree_get_root:
 * @self: a tree
 *
 * Returns: (transfer none): the expression; it lives as long as @self
 */
const SpillSexp *
spill_sexp_tree_get_root (SpillSexpTree *self)
{
  return &self->root;
}

gsize
spill_sexp_tree_get_size (SpillSexpTree *self)
{
  return sizeof *self + self->size;
}

const SpillSexp *
spill_sexp_get (const SpillSexp *sexp,
                guint            i)
{
  return sexp != NULL && sexp->type == SPILL_SEXP_LIST && i < sexp->length ? sexp->items + i : NULL;
}

gboolean
spill_sexp_is_string (const SpillSexp *sexp,
                      const char      *text)
{
  return sexp != NULL && sexp->type == SPILL_SEXP_STRING && sexp->length == strlen (text) &&
         memcmp (sexp->bytes, text, sexp->length) == 0;
}

gboolean
spill_sexp_is_form (const SpillSexp *sexp,
                    const char      *head)
{
  return spill_sexp_is_string (spill_sexp_get (sexp, 0), head);
}

gboolean
spill_sexp_equal (const SpillSexp *a,
                  const SpillSexp *b)
{
  if (a->type != b->type)
    return FALSE;

  switch (a->type)
    {
    case SPILL_SEXP_INT:
      return a->integer == b->integer;
    case SPILL_SEXP_FLOAT:
      return memcmp (&a->number, &b->number, sizeof a->number) == 0;
    case SPILL_SEXP_LIST:
      for (guint i = 0; a->length == b->length && i < a->length; i++)
        if (!spill_sexp_equal (a->items + i, b->items + i))
          return FALSE;
      return a->length == b->length;
    default:
      return a->length == b->length && a->is_negative == b->is_negative && a->word == b->word &&
             memcmp (a->bytes, b->bytes, a->length) == 0;
    }
}

/* As Python's repr() of a byte string: single quotes unless only they occur inside. */
static void
print_bytes (const char *bytes,
             gsize       length,
             GString    *out)
{
  char quote = memchr (bytes, '\'', length) != NULL && memchr (bytes, '"', length) == NULL ? '"' : '\'';

  gsize start = out->len;

  g_string_append_c (out, quote);
  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) bytes[i];

      if (c == (guchar) quote || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c == '\r')
        g_string_append (out, "\\r");
      else if (c == '\t')
        g_string_append (out, "\\t");
      else if (c < 0x20 || c >= 0x7f)
        g_string_append_printf (out, "\\x%02x", c);
      else
        g_string_append_c (out, (char) c);
    }
  g_string_append_c (out, quote);
  if (out->len - start > MAX_PRINTED)
    {
      g_string_truncate (out, start + MAX_PRINTED);
      g_string_append_printf (out, "...[%zu bytes]", length);
    }
}

/* The shortest digits that read back as the same number, in the form of Python's repr(). */
static void
print_float (double   number,
             GString *out)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  int precision = 1;
  char *exponent;

  if (isnan (number) || isinf (number))
    {
      g_string_append (out, isnan (number) ? "nan" : number < 0 ? "-inf" : "inf");
      return;
    }

  do
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", precision);
      g_ascii_formatd (digits, sizeof digits, format, number);
    }
  while (g_ascii_strtod (digits, NULL) != number && ++precision <= 17);

  exponent = strchr (digits, 'e');
  if (exponent != NULL && fabs (number) < 1e16 && fabs (number) >= 1e-4)
    {
      char format[8];

      /* %g turns to an exponent where digits end; repr() does from 1e16 on */
      g_snprintf (format, sizeof format, "%%.%df", 0);
      g_ascii_formatd (digits, sizeof digits, format, number);
      exponent = NULL;
    }
  g_string_append (out, digits);
  if (exponent == NULL && strchr (digits, '.') == NULL)
    g_string_append (out, ".0");
}

static void
print_big (const SpillSexp *sexp,
           GString         *out)
{
  /* Base 128 to base 10 by repeated division: at most 64 digits come from the wire. */
  g_autofree guint8 *digits = g_memdup2 (sexp->bytes, sexp->length);
  g_autoptr(GString) decimal = g_string_new (NULL);
  gsize n = sexp->length;

  while (n > 0)
    {
      guint rest = 0;

      for (gsize i = n; i-- > 0;)
        {
          guint value = rest * 128 + digits[i];

          digits[i] = (guint8) (value / 10);
          rest = value % 10;
        }
      g_string_prepend_c (decimal, (char) ('0' + rest));
      while (n > 0 && digits[n - 1] == 0)
        n--;
    }
  g_string_append_printf (out, "%s%sL", sexp->is_negative ? "-" : "", decimal->str);
}

void
spill_sexp_print (const SpillSexp *sexp,
                  GString         *out)
{
  switch (sexp->type)
    {
    case SPILL_SEXP_LIST:
      g_string_append_c (out, '(');
      for (guint i = 0; i < sexp->length; i++)
        {
          if (i > 0)
            g_string_append_c (out, ' ');
          spill_sexp_print (sexp->items + i, out);
        }
      g_string_append_c (out, ')');
      break;
    case SPILL_SEXP_INT:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, sexp->integer);
      break;
    case SPILL_SEXP_BIG:
      print_big (sexp, out);
      break;
    case SPILL_SEXP_FLOAT:
      print_float (sexp->number, out);
      break;
    default:
      if (sexp->word != 0)
        g_string_append_len (out, sexp->bytes, sexp->length);
      else
        print_bytes (sexp->bytes, sexp->length, out);
    }
}
