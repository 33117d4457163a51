#pragma once

#include "protocols/spill-json-reader.h"

G_BEGIN_DECLS

/* In the order of the model's SpillForceType, so that one is the other. */
typedef enum
{
  SPILL_NINE_FIELD_TEXT,
  SPILL_NINE_FIELD_TEXTAREA,
  SPILL_NINE_FIELD_INT,
  SPILL_NINE_FIELD_BOOL,
  SPILL_NINE_FIELD_LIST,
  SPILL_NINE_FIELD_USERNAME,
  SPILL_NINE_FIELD_FIXED,
  SPILL_NINE_FIELD_FILE,
  SPILL_NINE_FIELD_WORKER,     /* a list without choices, as WorkerChoiceParameter sends it */
  SPILL_NINE_FIELD_NESTED,
} SpillNineFieldType;

/* SpillNineField: a parameter of a force scheduler, or a group of them. Unknown types are texts. */
typedef struct
{
  SpillNineFieldType  type;
  char               *name;            /* never NULL */
  char               *full_name;       /* (nullable) key of its value; NULL: anonymous group */
  char               *label;           /* never NULL; hostile */
  char               *tooltip;         /* (nullable) */
  GVariant           *default_value;   /* (nullable) b, x, s or as */
  char              **choices;         /* (nullable) */
  char               *regex;           /* (nullable) masters so far always say null */
  char               *layout;          /* (nullable) nested: "vertical", "simple", "tabs" */
  guint               columns, rows;   /* nested: columns; textarea: both; 0: not told */
  guint               size;            /* text: width in characters; 0: not told */
  guint               max_size;        /* file, text: bytes; 0: not told */
  gboolean            required, multiple, strict, hidden, need_email;
  GPtrArray          *fields;          /* (nullable) of SpillNineField: nested */
} SpillNineField;

/* At most 1,000 fields, 20 groups deep; the rest is left out and reported. */
GPtrArray *spill_nine_fields_read (JsonArray             *array,    /* (nullable) */
                                   const SpillJsonReader *reader,   /* whose member it is */
                                   const char            *key);
void       spill_nine_field_free  (SpillNineField        *self);

G_END_DECLS
