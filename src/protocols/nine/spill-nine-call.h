#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 builder_id;
  gint64 request_id;
} SpillNineNewRequest;

/* SpillNineReply: the answer to a JSON-RPC call. */
typedef struct
{
  gboolean    failed;
  gint64      code;          /* of JSON-RPC; 0: not told */
  char       *message;       /* (nullable) failed: the master's words, one line, hostile. With field
                                errors and no other text: NULL */
  GHashTable *fields;        /* (nullable) failed: full name of a force parameter -> text */
  gint64      buildset_id;   /* force and rebuild; 0 */
  GArray     *requests;      /* (nullable) of SpillNineNewRequest: force and rebuild */
} SpillNineReply;

/* The body of a call. @params: a{sv} of b, i, x, u, s, as; NULL: none; a floating one is taken.
 * (transfer full) */
char           *spill_nine_call_new       (const char       *id,
                                           const char       *method,
                                           GVariant         *params);
/* The body of the answer, whatever its HTTP status. An error: it is no JSON-RPC answer; then the
 * HTTP status and spill_nine_error_text() are all there is. */
SpillNineReply *spill_nine_reply_read     (const char       *data,
                                           gsize             length,
                                           GError          **error);
void            spill_nine_reply_free     (SpillNineReply   *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillNineReply, spill_nine_reply_free)

/* The master's words in the body of a refused request: the text of {"error": …}, or what is
 * readable of a page; one line, at most 200 characters. NULL: none worth showing.
 * (transfer full) (nullable) */
char           *spill_nine_error_text     (const char       *data,
                                           gsize             length);

G_END_DECLS
