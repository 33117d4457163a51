#pragma once

#include "protocols/spill-json-report.h"

G_BEGIN_DECLS

/* SpillJsonReader: one object being read, and where it is. On the stack; @key is one part of the
 * path and must outlive it ("builds[]"). @report may be NULL. */
typedef struct _SpillJsonReader SpillJsonReader;
struct _SpillJsonReader
{
  JsonObject            *object;     /* borrowed */
  const SpillJsonReader *parent;     /* (nullable) borrowed */
  const char            *key;        /* (nullable) borrowed */
  SpillJsonReport       *report;     /* (nullable) borrowed */
};

/* Each gives the member @name, and the default when it is not there or null. Another type, or a
 * number out of range, is reported and gives the default as well. Strings are valid UTF-8 and
 * borrowed from the object. */
gboolean     spill_json_get_boolean (const SpillJsonReader *reader,
                                     const char            *name,
                                     gboolean               fallback);
gint64       spill_json_get_id      (const SpillJsonReader *reader,
                                     const char            *name,
                                     gint64                 fallback);   /* 0 to 2^53 */
int          spill_json_get_int     (const SpillJsonReader *reader,
                                     const char            *name,
                                     int                    fallback);   /* 32 bits */
double       spill_json_get_time    (const SpillJsonReader *reader,
                                     const char            *name,
                                     double                 fallback);   /* 0 to 2^53 */
const char  *spill_json_get_string  (const SpillJsonReader *reader,
                                     const char            *name,
                                     const char            *fallback);
JsonObject  *spill_json_get_object  (const SpillJsonReader *reader,
                                     const char            *name);       /* (nullable) */
JsonArray   *spill_json_get_array   (const SpillJsonReader *reader,
                                     const char            *name);       /* (nullable) */
JsonNode    *spill_json_get_node    (const SpillJsonReader *reader,
                                     const char            *name);       /* (nullable) or null */
/* A list of texts; NULL: not there. What is no text is left out and reported. (transfer full) */
char       **spill_json_dup_strv    (const SpillJsonReader *reader,
                                     const char            *name);

/* As above, for keys without which the rest means nothing: missing is reported as well. */
gboolean     spill_json_need_id     (const SpillJsonReader *reader,
                                     const char            *name,
                                     gint64                *value);
gboolean     spill_json_need_int    (const SpillJsonReader *reader,
                                     const char            *name,
                                     int                   *value);      /* 0 to 2^31 - 1 */
gboolean     spill_json_need_string (const SpillJsonReader *reader,
                                     const char            *name,
                                     const char           **value);
void         spill_json_report_key  (const SpillJsonReader *reader,
                                     const char            *name,
                                     const char            *expected,
                                     JsonNode              *found);

/* A whole number from 0 to 2^53, as an element of a list. Reports nothing. */
gboolean     spill_json_read_id     (JsonNode              *node,
                                     gint64                *value);

G_END_DECLS
