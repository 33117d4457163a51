#include <math.h>
#include <string.h>

#include "template/spill-value-private.h"

/* Keys come from the network: with a seed of this run nobody can prepare ones that collide. */
static guint64
get_seed (void)
{
  static gsize seed;

  if (g_once_init_enter (&seed))
    g_once_init_leave (&seed, ((gsize) g_random_int () << 16 ^ g_random_int ()) | 1);
  return seed;
}

static guint64
mix (guint64 hash)
{
  hash ^= hash >> 32;
  hash *= G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return hash ^ hash >> 29;
}

guint
spill_hash_text (const char *text,
                 gsize       length)
{
  guint64 hash = get_seed () ^ length;

  for (; length >= 8; text += 8, length -= 8)
    {
      guint64 eight;

      memcpy (&eight, text, 8);
      hash = mix (hash ^ eight);
    }
  for (; length > 0; text++, length--)
    hash = (hash ^ (guchar) *text) * G_GUINT64_CONSTANT (0x100000001b3);
  hash = mix (hash);
  return (guint) hash != 0 ? (guint) hash : 1;
}

guint
spill_value_string_hash (const SpillValue *string)
{
  SpillString *self = SPILL_STRING (string);
  guint hash = (guint) g_atomic_int_get ((int *) &self->hash);

  if (hash == 0)
    {
      hash = spill_hash_text (self->text, self->length);
      g_atomic_int_set ((int *) &self->hash, (int) hash);
    }
  return hash;
}

static guint
hash_number (const SpillValue *self)
{
  double number = spill_value_get_float (self);

  /* 1, 1.0 and True are one key. */
  if (spill_value_is_whole (self) || (number == floor (number) && fabs (number) < 9e18))
    return (guint) mix ((guint64) spill_value_get_integer (self) ^ get_seed ());
  return spill_hash_text ((const char *) &number, sizeof number);
}

gboolean
spill_value_hash (const SpillValue *self,
                  guint            *hash)
{
  switch ((SpillValueKind) self->kind)
    {
    case SPILL_VALUE_STRING:
      *hash = spill_value_string_hash (self);
      return TRUE;

    case SPILL_VALUE_BOOLEAN:
    case SPILL_VALUE_INTEGER:
    case SPILL_VALUE_FLOAT:
      *hash = hash_number (self);
      return TRUE;

    case SPILL_VALUE_UNDEFINED:
    case SPILL_VALUE_NONE:
      *hash = self->kind + 1;
      return TRUE;

    case SPILL_VALUE_TUPLE:
      {
        guint64 sum = get_seed ();

        for (guint i = 0; i < SPILL_SEQUENCE (self)->n; i++)
          {
            guint item;

            if (!spill_value_hash (SPILL_SEQUENCE (self)->items[i], &item))
              return FALSE;
            sum = mix (sum + item);
          }
        *hash = (guint) sum;
        return TRUE;
      }

    case SPILL_VALUE_FUNCTION:
    case SPILL_VALUE_OBJECT:
      *hash = (guint) mix (GPOINTER_TO_SIZE (self));
      return TRUE;

    case SPILL_VALUE_LIST:
    case SPILL_VALUE_DICTIONARY:
      return FALSE;
    }

  return FALSE;
}

gboolean
spill_value_is_true (const SpillValue *self)
{
  switch ((SpillValueKind) self->kind)
    {
    case SPILL_VALUE_UNDEFINED:
    case SPILL_VALUE_NONE:
      return FALSE;

    case SPILL_VALUE_BOOLEAN:
    case SPILL_VALUE_INTEGER:
      return ((const SpillNumber *) self)->as.integer != 0;

    case SPILL_VALUE_FLOAT:
      return ((const SpillNumber *) self)->as.number != 0;

    case SPILL_VALUE_STRING:
      return SPILL_STRING (self)->length > 0;

    case SPILL_VALUE_LIST:
    case SPILL_VALUE_TUPLE:
    case SPILL_VALUE_DICTIONARY:
      return spill_value_get_n_items (self) > 0;

    case SPILL_VALUE_FUNCTION:
    case SPILL_VALUE_OBJECT:
      return TRUE;
    }

  return FALSE;
}

static SpillValueOrder
compare_numbers (const SpillValue *a,
                 const SpillValue *b)
{
  long double left = a->kind == SPILL_VALUE_FLOAT ? (long double) spill_value_get_float (a) : (long double) spill_value_get_integer (a);
  long double right = b->kind == SPILL_VALUE_FLOAT ? (long double) spill_value_get_float (b) : (long double) spill_value_get_integer (b);

  if (isnan (left) || isnan (right))
    return SPILL_VALUE_UNORDERED;
  return left < right ? SPILL_VALUE_LESS : left > right ? SPILL_VALUE_GREATER : SPILL_VALUE_EQUAL;
}

static gboolean
equal_dictionaries (const SpillDictionary *a,
                    const SpillDictionary *b)
{
  if (a->n != b->n)
    return FALSE;

  for (guint i = 0; i < a->n; i++)
    {
      SpillEntry *other = spill_entries_find (b->entries, b->n, b->index, b->mask, a->entries[i].key, a->entries[i].hash);

      if (other == NULL || !spill_value_equal (a->entries[i].value, other->value))
        return FALSE;
    }
  return TRUE;
}

gboolean
spill_value_equal (const SpillValue *self,
                   const SpillValue *other)
{
  if (spill_value_is_number (self) && spill_value_is_number (other))
    return compare_numbers (self, other) == SPILL_VALUE_EQUAL;
  if (self->kind != other->kind)
    return FALSE;
  if (self == other)
    return TRUE;

  switch ((SpillValueKind) self->kind)
    {
    case SPILL_VALUE_UNDEFINED:
    case SPILL_VALUE_NONE:
      return TRUE;

    case SPILL_VALUE_STRING:
      return SPILL_STRING (self)->length == SPILL_STRING (other)->length &&
             memcmp (SPILL_STRING (self)->text, SPILL_STRING (other)->text, SPILL_STRING (self)->length) == 0;

    case SPILL_VALUE_LIST:
    case SPILL_VALUE_TUPLE:
      if (SPILL_SEQUENCE (self)->n != SPILL_SEQUENCE (other)->n)
        return FALSE;
      for (guint i = 0; i < SPILL_SEQUENCE (self)->n; i++)
        if (!spill_value_equal (SPILL_SEQUENCE (self)->items[i], SPILL_SEQUENCE (other)->items[i]))
          return FALSE;
      return TRUE;

    case SPILL_VALUE_DICTIONARY:
      return equal_dictionaries (SPILL_DICTIONARY (self), SPILL_DICTIONARY (other));

    case SPILL_VALUE_BOOLEAN:
    case SPILL_VALUE_INTEGER:
    case SPILL_VALUE_FLOAT:
    case SPILL_VALUE_FUNCTION:
    case SPILL_VALUE_OBJECT:
      return FALSE;
    }

  return FALSE;
}

static SpillValueOrder
compare_sequences (const SpillSequence *a,
                   const SpillSequence *b)
{
  for (guint i = 0; i < a->n && i < b->n; i++)
    if (!spill_value_equal (a->items[i], b->items[i]))
      return spill_value_compare (a->items[i], b->items[i]);
  return a->n < b->n ? SPILL_VALUE_LESS : a->n > b->n ? SPILL_VALUE_GREATER : SPILL_VALUE_EQUAL;
}

/**
 * spill_value_compare:
 * @self: a value
 * @other: another
 *
 * Returns: how @self stands to @other: numbers by size, strings by code point, lists and tuples
 *   item by item; all else is %SPILL_VALUE_UNLIKE
 */
SpillValueOrder
spill_value_compare (const SpillValue *self,
                     const SpillValue *other)
{
  if (spill_value_is_number (self) && spill_value_is_number (other))
    return compare_numbers (self, other);
  if (self->kind != other->kind)
    return SPILL_VALUE_UNLIKE;
  if (spill_value_is_sequence (self))
    return compare_sequences (SPILL_SEQUENCE (self), SPILL_SEQUENCE (other));
  if (spill_value_is_string (self))
    {
      /* The order of UTF-8's bytes is that of its code points. */
      int order = strcmp (SPILL_STRING (self)->text, SPILL_STRING (other)->text);

      return order < 0 ? SPILL_VALUE_LESS : order > 0 ? SPILL_VALUE_GREATER : SPILL_VALUE_EQUAL;
    }
  return SPILL_VALUE_UNLIKE;
}
