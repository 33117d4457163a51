#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Reading of JSON that nobody vouches for. */

#define SPILL_JSON_MAX_SIZE  (16 * 1024 * 1024)
#define SPILL_JSON_MAX_DEPTH 100
#define SPILL_JSON_MAX_ID    (G_GINT64_CONSTANT (1) << 53)   /* beyond it doubles lose integers */

#define SPILL_JSON_ERROR (spill_json_error_quark ())
GQuark spill_json_error_quark (void);

typedef enum
{
  SPILL_JSON_ERROR_TOO_LARGE,
  SPILL_JSON_ERROR_TOO_DEEP,
  SPILL_JSON_ERROR_NOT_JSON,
  SPILL_JSON_ERROR_NOT_EXPECTED,   /* JSON, but not the object or list that was due */
} SpillJsonError;

/* @max_size 0: SPILL_JSON_MAX_SIZE. NULL and an error that names the trouble without quoting the
 * text. (transfer full) */
JsonNode *spill_json_parse (const char  *data,
                            gsize        length,
                            gsize        max_size,
                            GError     **error);

/* SpillJsonReport: what a master sends in a wrong type, each key once. Thread-safe. Keys have no
 * positions, so "builds[].number" is told once however many builds there are; at most 100 are
 * kept. */
typedef struct _SpillJsonReport SpillJsonReport;

typedef struct
{
  char *key;         /* "builds[].number" */
  char *expected;    /* "a number" */
  char *found;       /* "a text", "nothing": never the value */
} SpillJsonProblem;

SpillJsonReport *spill_json_report_new      (void);
SpillJsonReport *spill_json_report_ref      (SpillJsonReport *self);
void             spill_json_report_unref    (SpillJsonReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillJsonReport, spill_json_report_unref)

guint            spill_json_report_get_n    (SpillJsonReport *self);
/* @position counts from 0 in order of arrival and stays. (nullable): none there. Lives as long as
 * the report. */
const SpillJsonProblem *spill_json_report_get (SpillJsonReport *self,
                                               guint            position);
/* "builds[].number: expected a number, found a text". (transfer full) */
char            *spill_json_problem_to_text (const SpillJsonProblem *problem);

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
gboolean         spill_json_get_boolean (const SpillJsonReader *reader, const char *name, gboolean    fallback);
gint64           spill_json_get_id      (const SpillJsonReader *reader, const char *name, gint64      fallback);   /* 0 to 2^53 */
int              spill_json_get_int     (const SpillJsonReader *reader, const char *name, int         fallback);   /* -2^31 to 2^31 - 1 */
double           spill_json_get_time    (const SpillJsonReader *reader, const char *name, double      fallback);   /* 0 to 2^53, finite */
const char      *spill_json_get_string  (const SpillJsonReader *reader, const char *name, const char *fallback);
JsonObject      *spill_json_get_object  (const SpillJsonReader *reader, const char *name);   /* (nullable) */
JsonArray       *spill_json_get_array   (const SpillJsonReader *reader, const char *name);   /* (nullable) */
JsonNode        *spill_json_get_node    (const SpillJsonReader *reader, const char *name);   /* (nullable) also null itself */
/* Array of strings; NULL: not there. What is no string is left out and reported. (transfer full) */
char           **spill_json_dup_strv    (const SpillJsonReader *reader, const char *name);
/* As above, for keys without which the rest means nothing: missing is reported as well. */
gboolean         spill_json_need_id     (const SpillJsonReader *reader, const char *name, gint64      *value);
gboolean         spill_json_need_int    (const SpillJsonReader *reader, const char *name, int         *value);
gboolean         spill_json_need_string (const SpillJsonReader *reader, const char *name, const char **value);
void             spill_json_report_key  (const SpillJsonReader *reader, const char *name, const char *expected, JsonNode *found);

/* Compact JSON text of a value, valid UTF-8. (transfer full) */
char            *spill_json_to_text     (JsonNode *node);

G_END_DECLS
