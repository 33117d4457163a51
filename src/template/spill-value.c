#include "template/spill-value.h"

#include <math.h>
#include <string.h>

#include "template/spill-value-private.h"

#define SMALL_FIRST (-16)
#define SMALL_LAST  256
#define PLAIN_WEIGHT 8

static SpillValue none = { 1, SPILL_VALUE_NONE, FALSE, 0, PLAIN_WEIGHT };
static SpillNumber booleans[2] = { { { 1, SPILL_VALUE_BOOLEAN, FALSE, 0, PLAIN_WEIGHT }, { .integer = 0 } },
                                   { { 1, SPILL_VALUE_BOOLEAN, FALSE, 0, PLAIN_WEIGHT }, { .integer = 1 } } };
/* Most integers of a page are small; they are made once. */
static SpillNumber smalls[SMALL_LAST - SMALL_FIRST + 1];

static gpointer
value_alloc (gsize          size,
             SpillValueKind kind)
{
  SpillValue *self = g_malloc0 (size);

  self->ref_count = 1;
  self->kind = kind;
  self->weight = PLAIN_WEIGHT;
  return self;
}

SpillValue *
spill_undefined_new (SpillValue *name,
                     const char *of)
{
  SpillUndefined *self = value_alloc (sizeof *self, SPILL_VALUE_UNDEFINED);

  self->name = name != NULL ? spill_value_ref (name) : NULL;
  self->of = of;
  return &self->base;
}

char *
spill_undefined_explain (const SpillValue *undefined)
{
  const SpillUndefined *self = (const SpillUndefined *) undefined;
  g_autofree char *name = self->name != NULL ? spill_value_to_string (self->name) : NULL;

  if (name == NULL)
    return g_strdup ("a value is undefined");
  if (self->of == NULL)
    return g_strdup_printf ("'%s' is undefined", name);
  if (!spill_value_is_string (self->name))
    return g_strdup_printf ("'%s' has no element %s", self->of, name);
  return g_strdup_printf ("'%s' has no attribute '%s'", self->of, name);
}

/**
 * spill_value_new_undefined:
 * @name: (nullable): what was looked for
 *
 * Returns: (transfer full): what stands for something that is not there: prints as nothing
 */
SpillValue *
spill_value_new_undefined (const char *name)
{
  g_autoptr(SpillValue) string = name != NULL ? spill_value_new_string (name) : NULL;

  return spill_undefined_new (string, NULL);
}

SpillValue *
spill_value_new_none (void)
{
  return spill_value_ref (&none);
}

SpillValue *
spill_value_new_boolean (gboolean value)
{
  return spill_value_ref (&booleans[value ? 1 : 0].base);
}

static gpointer
make_smalls (gpointer unused)
{
  for (int i = SMALL_FIRST; i <= SMALL_LAST; i++)
    smalls[i - SMALL_FIRST] = (SpillNumber) { { 1, SPILL_VALUE_INTEGER, FALSE, 0, PLAIN_WEIGHT }, { .integer = i } };
  return smalls;
}

SpillValue *
spill_value_new_integer (gint64 value)
{
  static GOnce once = G_ONCE_INIT;
  SpillNumber *self;

  if (value >= SMALL_FIRST && value <= SMALL_LAST)
    {
      g_once (&once, make_smalls, NULL);
      return spill_value_ref (&smalls[value - SMALL_FIRST].base);
    }

  self = value_alloc (sizeof *self, SPILL_VALUE_INTEGER);
  self->as.integer = value;
  return &self->base;
}

SpillValue *
spill_value_new_float (double value)
{
  SpillNumber *self = value_alloc (sizeof *self, SPILL_VALUE_FLOAT);

  self->as.number = value;
  return &self->base;
}

SpillValue *
spill_string_new (const char *text,
                  gsize       length,
                  gboolean    is_safe)
{
  SpillString *self = g_malloc (sizeof *self + length + 1);

  self->base = (SpillValue) { 1, SPILL_VALUE_STRING, is_safe, 0, (guint) MIN (length, G_MAXUINT - 8) + 8 };
  self->hash = 0;
  self->length = length;
  memcpy (self->text, text, length);
  self->text[length] = '\0';
  return &self->base;
}

/**
 * spill_value_new_string_len:
 * @text: any bytes
 * @length: how many, -1: up to a NUL
 *
 * Returns: (transfer full): a string; what of @text is not UTF-8 or is NUL became U+FFFD
 */
SpillValue *
spill_value_new_string_len (const char *text,
                            gssize      length)
{
  gsize size;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  size = length < 0 ? strlen (text) : (gsize) length;
  if (size == 0)
    return spill_string_new ("", 0, FALSE);
  if (!g_utf8_validate_len (text, size, NULL))
    {
      g_autofree char *valid = g_utf8_make_valid (text, (gssize) size);

      return spill_string_new (valid, strlen (valid), FALSE);
    }
  return spill_string_new (text, size, FALSE);
}

SpillValue *
spill_value_new_string (const char *text)
{
  return spill_value_new_string_len (text, -1);
}

SpillValue *
spill_value_new_safe (const char *markup)
{
  SpillValue *self = spill_value_new_string (markup);

  self->is_safe = TRUE;
  return self;
}

/**
 * spill_value_new_function:
 * @name: what it prints as
 * @function: what a call does; must be safe to be called from any thread that renders
 * @user_data: for @function
 * @destroy: (nullable): frees @user_data, in whatever thread lets go last
 *
 * Returns: (transfer full): a function
 */
SpillValue *
spill_value_new_function (const char     *name,
                          SpillFunction   function,
                          gpointer        user_data,
                          GDestroyNotify  destroy)
{
  SpillFunctionValue *self = value_alloc (sizeof *self, SPILL_VALUE_FUNCTION);

  self->name = g_strdup (name);
  self->function = function;
  self->user_data = user_data;
  self->destroy = destroy;
  return &self->base;
}

gpointer
spill_object_new (gsize                   size,
                  const SpillObjectClass *klass)
{
  SpillObject *self = value_alloc (size, SPILL_VALUE_OBJECT);

  self->klass = klass;
  return self;
}

void
spill_object_hold (gpointer          object,
                   const SpillValue *held)
{
  SpillValue *self = object;

  self->depth = MAX (self->depth, held->depth + 1);
  self->weight = spill_weight_add (self->weight, held->weight);
}

SpillValue *
spill_value_ref (SpillValue *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

static void
value_free (SpillValue *self)
{
  switch ((SpillValueKind) self->kind)
    {
    case SPILL_VALUE_UNDEFINED:
      g_clear_pointer (&((SpillUndefined *) self)->name, spill_value_unref);
      break;

    case SPILL_VALUE_LIST:
    case SPILL_VALUE_TUPLE:
      for (guint i = 0; i < SPILL_SEQUENCE (self)->n; i++)
        spill_value_unref (SPILL_SEQUENCE (self)->items[i]);
      g_free (SPILL_SEQUENCE (self)->items);
      break;

    case SPILL_VALUE_DICTIONARY:
      for (guint i = 0; i < SPILL_DICTIONARY (self)->n; i++)
        {
          spill_value_unref (SPILL_DICTIONARY (self)->entries[i].key);
          spill_value_unref (SPILL_DICTIONARY (self)->entries[i].value);
        }
      g_free (SPILL_DICTIONARY (self)->entries);
      g_free (SPILL_DICTIONARY (self)->index);
      break;

    case SPILL_VALUE_FUNCTION:
      {
        SpillFunctionValue *function = (SpillFunctionValue *) self;

        if (function->destroy != NULL)
          function->destroy (function->user_data);
        g_free (function->name);
      }
      break;

    case SPILL_VALUE_OBJECT:
      if (SPILL_OBJECT (self)->klass->finalize != NULL)
        SPILL_OBJECT (self)->klass->finalize (SPILL_OBJECT (self));
      break;

    case SPILL_VALUE_NONE:
    case SPILL_VALUE_BOOLEAN:
    case SPILL_VALUE_INTEGER:
    case SPILL_VALUE_FLOAT:
    case SPILL_VALUE_STRING:
      break;
    }

  g_free (self);
}

void
spill_value_unref (SpillValue *self)
{
  if (g_atomic_int_dec_and_test (&self->ref_count))
    value_free (self);
}

SpillValueKind
spill_value_get_kind (const SpillValue *self)
{
  return self->kind;
}

const char *
spill_value_get_type_name (const SpillValue *self)
{
  static const char *const names[] = {
    "Undefined", "None", "bool", "int", "float", "str", "list", "tuple", "dict", "function",
  };

  if (self->kind == SPILL_VALUE_OBJECT)
    return SPILL_OBJECT (self)->klass->type_name;
  if (self->is_safe)
    return "Markup";
  return names[self->kind];
}

gint64
spill_value_get_integer (const SpillValue *self)
{
  if (spill_value_is_whole (self))
    return ((const SpillNumber *) self)->as.integer;
  if (self->kind == SPILL_VALUE_FLOAT && fabs (((const SpillNumber *) self)->as.number) < 9.2e18)
    return (gint64) ((const SpillNumber *) self)->as.number;
  return 0;
}

double
spill_value_get_float (const SpillValue *self)
{
  if (spill_value_is_whole (self))
    return (double) ((const SpillNumber *) self)->as.integer;
  return self->kind == SPILL_VALUE_FLOAT ? ((const SpillNumber *) self)->as.number : 0;
}

const char *
spill_value_get_string (const SpillValue *self)
{
  return spill_value_is_string (self) ? SPILL_STRING (self)->text : NULL;
}

gsize
spill_value_get_string_size (const SpillValue *self)
{
  return spill_value_is_string (self) ? SPILL_STRING (self)->length : 0;
}

guint
spill_value_get_n_items (const SpillValue *self)
{
  if (spill_value_is_sequence (self))
    return SPILL_SEQUENCE (self)->n;
  return self->kind == SPILL_VALUE_DICTIONARY ? SPILL_DICTIONARY (self)->n : 0;
}

SpillValue *
spill_value_get_item (const SpillValue *self,
                      guint             index)
{
  g_return_val_if_fail (index < spill_value_get_n_items (self), NULL);

  if (spill_value_is_sequence (self))
    return SPILL_SEQUENCE (self)->items[index];
  return SPILL_DICTIONARY (self)->entries[index].key;
}
