#pragma once

#include "template/spill-value.h"

G_BEGIN_DECLS

/* How values lie in memory, for the files of this folder only. */

struct _SpillValue
{
  int     ref_count;     /* atomic */
  guint8  kind;
  guint8  is_safe;       /* of strings */
  guint16 depth;         /* of what holds others: one more than the deepest of them */
  guint   weight;        /* bytes it prints as, about: what is held twice counts twice; G_MAXUINT: more */
};

typedef struct
{
  SpillValue base;
  union
  {
    gint64 integer;      /* also of booleans */
    double number;
  } as;
} SpillNumber;

typedef struct
{
  SpillValue base;
  guint      hash;       /* atomic; 0: not asked for yet */
  gsize      length;     /* bytes */
  char       text[];
} SpillString;

typedef struct
{
  SpillValue   base;
  guint        n;
  SpillValue **items;
} SpillSequence;

typedef struct
{
  guint       hash;
  SpillValue *key;
  SpillValue *value;
} SpillEntry;

typedef struct
{
  SpillValue  base;
  guint       n;
  guint       mask;      /* of the index; 0: there is none, few are found sooner without */
  SpillEntry *entries;
  guint      *index;     /* place of an entry plus 1 */
} SpillDictionary;

typedef struct
{
  SpillValue     base;
  char          *name;
  SpillFunction  function;
  gpointer       user_data;
  GDestroyNotify destroy;
} SpillFunctionValue;

/* Says what it would have been: "'x' is undefined" or "'dict object' has no attribute 'x'". */
typedef struct
{
  SpillValue  base;
  SpillValue *name;      /* (nullable) string, or the key that was looked for */
  const char *of;        /* (nullable) static: type of what was asked */
} SpillUndefined;

typedef struct _SpillEval SpillEval;
typedef struct _SpillArgs SpillArgs;
typedef struct _SpillObject SpillObject;

/* What a running template makes. All may be NULL. */
typedef struct
{
  const char *type_name;
  gboolean    is_markup;     /* what it prints is escaped already */
  SpillValue *(*get)      (SpillEval *eval, SpillObject *self, const char *name);   /* NULL: no such thing */
  SpillValue *(*call)     (SpillEval *eval, SpillObject *self, const SpillArgs *args);
  void        (*print)    (const SpillObject *self, GString *into);
  SpillValue *(*iterate)  (SpillObject *self);   /* a list */
  void        (*clear)    (SpillObject *self);   /* drops what it has been given since it was made, itself maybe */
  void        (*finalize) (SpillObject *self);   /* frees fields, not itself */
} SpillObjectClass;

struct _SpillObject
{
  SpillValue              base;
  const SpillObjectClass *klass;
};

#define SPILL_STRING(v)     ((SpillString *) (v))
#define SPILL_SEQUENCE(v)   ((SpillSequence *) (v))
#define SPILL_DICTIONARY(v) ((SpillDictionary *) (v))
#define SPILL_OBJECT(v)     ((SpillObject *) (v))

static inline gboolean
spill_value_is_string (const SpillValue *value)
{
  return value->kind == SPILL_VALUE_STRING;
}

static inline gboolean
spill_value_is_sequence (const SpillValue *value)
{
  return value->kind == SPILL_VALUE_LIST || value->kind == SPILL_VALUE_TUPLE;
}

/* Boolean, integer or float */
static inline gboolean
spill_value_is_number (const SpillValue *value)
{
  return value->kind >= SPILL_VALUE_BOOLEAN && value->kind <= SPILL_VALUE_FLOAT;
}

/* Boolean or integer */
static inline gboolean
spill_value_is_whole (const SpillValue *value)
{
  return value->kind == SPILL_VALUE_BOOLEAN || value->kind == SPILL_VALUE_INTEGER;
}

static inline guint
spill_weight_add (guint weight,
                  guint more)
{
  return weight > G_MAXUINT - more ? G_MAXUINT : weight + more;
}

/* @text is known to be valid. */
SpillValue *spill_string_new        (const char       *text,
                                     gsize             length,
                                     gboolean          is_safe);
SpillValue *spill_undefined_new     (SpillValue       *name,
                                     const char       *of);
/* (transfer full) a sentence */
char       *spill_undefined_explain (const SpillValue *undefined);
gpointer    spill_object_new        (gsize                   size,
                                     const SpillObjectClass *klass);
/* An object that owns @held is as deep as that. */
void        spill_object_hold       (gpointer          object,
                                     const SpillValue *held);

guint       spill_hash_text         (const char       *text,
                                     gsize             length);
guint       spill_value_string_hash (const SpillValue *string);
SpillEntry *spill_entries_find      (SpillEntry       *entries,
                                     guint             n,
                                     const guint      *index,
                                     guint             mask,
                                     const SpillValue *key,
                                     guint             hash);

/* str() and repr() */
void        spill_print_repr        (const SpillValue *value,
                                     GString          *into);
void        spill_print_float       (double            number,
                                     GString          *into);

G_END_DECLS
