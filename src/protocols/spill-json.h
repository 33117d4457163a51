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

/* Compact JSON text of a value, valid UTF-8. (transfer full) */
char            *spill_json_to_text     (JsonNode *node);

G_END_DECLS
