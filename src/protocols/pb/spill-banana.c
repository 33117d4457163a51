#include "protocols/pb/spill-banana.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "protocols/pb/spill-sexp-private.h"

#define MAX_PREFIX 64   /* digits; Twisted's limit as well */

enum
{
  TYPE_LIST = 0x80,
  TYPE_INT = 0x81,
  TYPE_STRING = 0x82,
  TYPE_NEG = 0x83,
  TYPE_FLOAT = 0x84,
  TYPE_LONGINT = 0x85,
  TYPE_LONGNEG = 0x86,
  TYPE_VOCAB = 0x87,
};

static const char *const words[] = {
  NULL,
  "None", "class", "dereference", "reference", "dictionary", "function", "instance", "list",
  "module", "persistent", "tuple", "unpersistable",
  "copy", "cache", "cached", "remote", "local", "lcache",
  "version", "login", "password", "challenge", "logged_in", "not_logged_in", "cachemessage",
  "message", "answer", "error", "decref", "decache", "uncache",
};

typedef struct
{
  guint n_items;   /* announced */
  guint first;     /* where they begin in nodes */
} OpenList;

struct _SpillBananaDecoder
{
  SpillBananaLimits   limits;
  SpillBananaProfile  profile;
  SpillSexpTree      *tree;      /* of the expression under way */
  GArray             *nodes;     /* of SpillSexp: complete items of open lists, in order */
  GArray             *open;      /* of OpenList */
  GByteArray         *pending;   /* an element that is not all here */
  gsize               needed;    /* bytes that @pending must have before another look is worth it */
};

G_DEFINE_QUARK (spill-banana-error-quark, spill_banana_error)

const char *
spill_banana_get_word (guint number)
{
  return number < G_N_ELEMENTS (words) ? words[number] : NULL;
}

guint
spill_banana_find_word (const char *bytes,
                        gsize       length)
{
  static GHashTable *numbers;

  if (length == 0 || length > strlen ("unpersistable"))
    return 0;

  if (g_once_init_enter (&numbers))
    {
      GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint i = 1; i < G_N_ELEMENTS (words); i++)
        g_hash_table_insert (table, (gpointer) words[i], GUINT_TO_POINTER (i));
      g_once_init_leave (&numbers, table);
    }

  char text[16];

  memcpy (text, bytes, length);
  text[length] = '\0';
  if (strlen (text) != length)
    return 0;
  return GPOINTER_TO_UINT (g_hash_table_lookup (numbers, text));
}

/**
 * spill_banana_decoder_new:
 * @limits: (nullable): what is accepted; NULL for Twisted's own limits
 *
 * Returns: (transfer full): a decoder for one direction of one connection
 */
SpillBananaDecoder *
spill_banana_decoder_new (const SpillBananaLimits *limits)
{
  SpillBananaDecoder *self = g_new0 (SpillBananaDecoder, 1);

  self->limits = limits != NULL ? *limits : SPILL_BANANA_LIMITS_DEFAULT;
  self->tree = spill_sexp_tree_new ();
  self->nodes = g_array_new (FALSE, FALSE, sizeof (SpillSexp));
  self->open = g_array_new (FALSE, FALSE, sizeof (OpenList));
  self->pending = g_byte_array_new ();
  return self;
}

void
spill_banana_decoder_free (SpillBananaDecoder *self)
{
  spill_sexp_tree_unref (self->tree);
  g_array_unref (self->nodes);
  g_array_unref (self->open);
  g_byte_array_unref (self->pending);
  g_free (self);
}

void
spill_banana_decoder_set_profile (SpillBananaDecoder *self,
                                  SpillBananaProfile  profile)
{
  self->profile = profile;
}

gboolean
spill_banana_decoder_is_idle (SpillBananaDecoder *self)
{
  return self->pending->len == 0 && self->open->len == 0;
}

gsize
spill_banana_decoder_get_size (SpillBananaDecoder *self)
{
  return spill_sexp_tree_get_size (self->tree) + self->pending->len +
         self->nodes->len * sizeof (SpillSexp) + self->open->len * sizeof (OpenList);
}

/* One element, as it stands in the bytes. */
typedef struct
{
  guint8        type;
  const guint8 *digits;
  guint         n_digits;
  guint64       value;      /* of the digits */
  gboolean      is_big;     /* more than 63 bits: @value is not to be used */
  const guint8 *body;       /* strings and floats */
} Element;

/* Returns: bytes of the element, 0 if it is not all here (then *@needed), -1 on error */
static gssize
read_element (SpillBananaDecoder *self,
              const guint8       *data,
              gsize               length,
              Element            *element,
              gsize              *needed,
              GError            **error)
{
  gsize body = 0;
  gsize n = 0;

  while (n < length && data[n] < 0x80 && n <= MAX_PREFIX)
    n++;
  if (n > MAX_PREFIX)
    {
      g_set_error (error, SPILL_BANANA_ERROR, SPILL_BANANA_ERROR_PREFIX,
                   _("More than %d digits before an element"), MAX_PREFIX);
      return -1;
    }
  *needed = n + 1;
  if (n == length)
    return 0;

  *element = (Element) { data[n], data, (guint) n };
  for (gsize i = n; i-- > 0;)
    {
      element->is_big |= element->value >> 56 != 0;
      element->value = element->value << 7 | data[i];
    }

  if (element->type == TYPE_STRING || element->type == TYPE_LIST)
    {
      gsize limit = element->type == TYPE_STRING ? self->limits.max_string : self->limits.max_list;

      if (element->is_big || element->value > limit)
        {
          g_set_error (error, SPILL_BANANA_ERROR, SPILL_BANANA_ERROR_TOO_LONG,
                       element->type == TYPE_STRING ? _("A string longer than %zu bytes")
                                                    : _("A list longer than %zu items"), limit);
          return -1;
        }
    }
  if (element->type == TYPE_STRING)
    body = element->value;
  else if (element->type == TYPE_FLOAT)
    body = sizeof (guint64);

  *needed = n + 1 + body;
  if (length < *needed)
    return 0;
  element->body = data + n + 1;
  return (gssize) *needed;
}

static const char *
keep_bytes (SpillBananaDecoder *self,
            const guint8       *bytes,
            gsize               length)
{
  char *copy = spill_sexp_tree_alloc (self->tree, length + 1);

  memcpy (copy, bytes, length);
  copy[length] = '\0';
  return copy;
}

static void
make_integer (SpillBananaDecoder *self,
              const Element      *element,
              gboolean            is_negative,
              SpillSexp          *node)
{
  if (element->is_big)
    {
      node->type = SPILL_SEXP_BIG;
      node->is_negative = is_negative;
      node->length = element->n_digits;
      node->bytes = keep_bytes (self, element->digits, element->n_digits);
      return;
    }
  node->type = SPILL_SEXP_INT;
  node->integer = is_negative ? -(gint64) element->value : (gint64) element->value;
}

static gboolean
make_leaf (SpillBananaDecoder *self,
           const Element      *element,
           SpillSexp          *node,
           GError            **error)
{
  const char *word;
  guint64 bits;

  *node = (SpillSexp) { 0 };
  switch (element->type)
    {
    case TYPE_INT:
    case TYPE_LONGINT:
      make_integer (self, element, FALSE, node);
      return TRUE;
    case TYPE_NEG:
    case TYPE_LONGNEG:
      make_integer (self, element, TRUE, node);
      return TRUE;
    case TYPE_FLOAT:
      memcpy (&bits, element->body, sizeof bits);
      bits = GUINT64_FROM_BE (bits);
      node->type = SPILL_SEXP_FLOAT;
      memcpy (&node->number, &bits, sizeof bits);
      return TRUE;
    case TYPE_STRING:
      node->type = SPILL_SEXP_STRING;
      node->length = (guint32) element->value;
      node->bytes = keep_bytes (self, element->body, element->value);
      return TRUE;
    case TYPE_VOCAB:
      word = element->is_big || element->value > G_MAXUINT ? NULL
             : spill_banana_get_word ((guint) element->value);
      if (word == NULL || self->profile == SPILL_BANANA_NONE)
        {
          g_set_error (error, SPILL_BANANA_ERROR, SPILL_BANANA_ERROR_WORD,
                       _("A word that is not in the vocabulary"));
          return FALSE;
        }
      node->type = SPILL_SEXP_STRING;
      node->word = (guint8) element->value;
      node->length = (guint32) strlen (word);
      node->bytes = word;
      return TRUE;
    default:
      g_set_error (error, SPILL_BANANA_ERROR, SPILL_BANANA_ERROR_TYPE,
                   _("An element of the unknown type 0x%02x"), element->type);
      return FALSE;
    }
}

/* Closes the lists that are complete. Their items are contiguous at the end of nodes. */
static void
close_lists (SpillBananaDecoder *self)
{
  while (self->open->len > 0)
    {
      OpenList *list = &g_array_index (self->open, OpenList, self->open->len - 1);
      SpillSexp node = { .type = SPILL_SEXP_LIST, .length = list->n_items };
      SpillSexp *items;

      if (self->nodes->len - list->first < list->n_items)
        return;

      items = spill_sexp_tree_alloc (self->tree, list->n_items * sizeof (SpillSexp));
      if (list->n_items > 0)
        memcpy (items, &g_array_index (self->nodes, SpillSexp, list->first),
                list->n_items * sizeof (SpillSexp));
      node.items = items;
      g_array_set_size (self->nodes, list->first);
      g_array_set_size (self->open, self->open->len - 1);
      g_array_append_val (self->nodes, node);
    }
}

static gboolean
take_element (SpillBananaDecoder *self,
              const Element      *element,
              SpillBananaFunc     func,
              gpointer            user_data,
              GError            **error)
{
  SpillSexp node;

  if (element->type == TYPE_LIST)
    {
      OpenList list = { (guint) element->value, self->nodes->len };

      if (self->open->len >= self->limits.max_depth)
        {
          g_set_error (error, SPILL_BANANA_ERROR, SPILL_BANANA_ERROR_TOO_DEEP,
                       _("Lists nested deeper than %u"), self->limits.max_depth);
          return FALSE;
        }
      g_array_append_val (self->open, list);
    }
  else
    {
      if (!make_leaf (self, element, &node, error))
        return FALSE;
      g_array_append_val (self->nodes, node);
    }

  close_lists (self);
  if (self->open->len > 0)
    {
      if (spill_banana_decoder_get_size (self) <= self->limits.max_size)
        return TRUE;
      g_set_error (error, SPILL_BANANA_ERROR, SPILL_BANANA_ERROR_TOO_LARGE,
                   _("An expression larger than %zu bytes"), self->limits.max_size);
      return FALSE;
    }

  spill_sexp_tree_set_root (self->tree, &g_array_index (self->nodes, SpillSexp, 0));
  g_array_set_size (self->nodes, 0);
  if (!func (self->tree, user_data, error))
    return FALSE;
  if (!spill_sexp_tree_try_reset (self->tree))
    {
      spill_sexp_tree_unref (self->tree);
      self->tree = spill_sexp_tree_new ();
    }
  return TRUE;
}

/* Returns: bytes taken as whole elements, -1 on error */
static gssize
take_elements (SpillBananaDecoder *self,
               const guint8       *data,
               gsize               length,
               SpillBananaFunc     func,
               gpointer            user_data,
               GError            **error)
{
  gsize taken = 0;

  while (taken < length)
    {
      Element element;
      gssize used = read_element (self, data + taken, length - taken, &element, &self->needed, error);

      if (used < 0)
        return -1;
      if (used == 0)
        break;
      if (!take_element (self, &element, func, user_data, error))
        return -1;
      taken += (gsize) used;
    }

  return (gssize) taken;
}

/**
 * spill_banana_decoder_feed:
 * @self: a decoder
 * @data: (array length=length): what arrived, cut anywhere
 * @length: its bytes
 * @func: (scope call): gets each expression that became complete
 * @user_data: for @func
 * @error: says which limit or rule was broken
 *
 * Takes all of @data. After an error the stream cannot be read on.
 *
 * Returns: whether all was well
 */
gboolean
spill_banana_decoder_feed (SpillBananaDecoder *self,
                           const guint8       *data,
                           gsize               length,
                           SpillBananaFunc     func,
                           gpointer            user_data,
                           GError            **error)
{
  gssize taken;

  while (self->pending->len > 0 && length > 0)
    {
      gsize missing = self->needed > self->pending->len ? self->needed - self->pending->len : 1;
      gsize more = MIN (missing, length);

      g_byte_array_append (self->pending, data, (guint) more);
      data += more;
      length -= more;
      if (self->pending->len < self->needed)
        return TRUE;

      taken = take_elements (self, self->pending->data, self->pending->len, func, user_data, error);
      if (taken < 0)
        return FALSE;
      if (taken > 0)
        g_byte_array_set_size (self->pending, 0);   /* it was exactly one element */
    }

  if (length == 0)
    return TRUE;
  taken = take_elements (self, data, length, func, user_data, error);
  if (taken < 0)
    return FALSE;
  if ((gsize) taken < length)
    g_byte_array_append (self->pending, data + taken, (guint) (length - (gsize) taken));
  return TRUE;
}

static void
put_element (GByteArray *out,
             guint64     value,
             guint8      type)
{
  guint8 bytes[11];
  guint n = 0;

  do
    {
      bytes[n++] = value & 0x7f;
      value >>= 7;
    }
  while (value != 0);
  bytes[n++] = type;
  g_byte_array_append (out, bytes, n);
}

void
spill_banana_put_list (GByteArray *out,
                       gsize       length)
{
  put_element (out, length, TYPE_LIST);
}

void
spill_banana_put_int (GByteArray *out,
                      gint64      value)
{
  if (value >= 0)
    put_element (out, (guint64) value, value <= G_MAXINT32 ? TYPE_INT : TYPE_LONGINT);
  else
    put_element (out, -(guint64) value, value >= G_MININT32 ? TYPE_NEG : TYPE_LONGNEG);
}

void
spill_banana_put_float (GByteArray *out,
                        double      value)
{
  guint8 type = TYPE_FLOAT;
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT64_TO_BE (bits);
  g_byte_array_append (out, &type, 1);
  g_byte_array_append (out, (const guint8 *) &bits, sizeof bits);
}

void
spill_banana_put_bytes (GByteArray         *out,
                        SpillBananaProfile  profile,
                        const char         *bytes,
                        gsize               length)
{
  guint word = profile == SPILL_BANANA_PB ? spill_banana_find_word (bytes, length) : 0;

  if (word != 0)
    {
      put_element (out, word, TYPE_VOCAB);
      return;
    }
  put_element (out, length, TYPE_STRING);
  g_byte_array_append (out, (const guint8 *) bytes, (guint) length);
}

void
spill_banana_put_string (GByteArray         *out,
                         SpillBananaProfile  profile,
                         const char         *text)
{
  spill_banana_put_bytes (out, profile, text, strlen (text));
}

void
spill_banana_put_sexp (GByteArray      *out,
                       const SpillSexp *sexp)
{
  guint8 type;

  switch (sexp->type)
    {
    case SPILL_SEXP_LIST:
      spill_banana_put_list (out, sexp->length);
      for (guint i = 0; i < sexp->length; i++)
        spill_banana_put_sexp (out, sexp->items + i);
      break;
    case SPILL_SEXP_INT:
      spill_banana_put_int (out, sexp->integer);
      break;
    case SPILL_SEXP_BIG:
      type = sexp->is_negative ? TYPE_LONGNEG : TYPE_LONGINT;
      g_byte_array_append (out, (const guint8 *) sexp->bytes, sexp->length);
      g_byte_array_append (out, &type, 1);
      break;
    case SPILL_SEXP_FLOAT:
      spill_banana_put_float (out, sexp->number);
      break;
    default:
      if (sexp->word != 0)
        put_element (out, sexp->word, TYPE_VOCAB);
      else
        spill_banana_put_bytes (out, SPILL_BANANA_NONE, sexp->bytes, sexp->length);
    }
}
