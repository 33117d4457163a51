#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text from the network on its way to a label or a value. All return new strings but the last. */

/* One line: control characters and line ends become spaces, runs of white space one space; at most
 * @max_chars characters, the rest replaced by "…". NULL gives "". */
char     *spill_plain_one_line     (const char *text,
                                    guint       max_chars);
/* The same between bidirectional isolates, to be put into a sentence. */
char     *spill_plain_isolated     (const char *text,
                                    guint       max_chars);
/* At most @max_chars characters of text that keeps its lines. */
char     *spill_plain_cut          (const char *text,
                                    guint       max_chars);
/* A JSON value as people read it: strings without quotes and escapes, all else as it is. */
char     *spill_plain_from_json    (const char *json);
/* true, whole numbers, strings and arrays of strings as b, x, s and as; objects of these as a{sv};
 * NULL for all else. (transfer full) */
GVariant *spill_plain_json_variant (const char *json);
/* What @text says behind the @name that it begins with, else all of it: a part of @text. */
const char *spill_plain_after_name (const char *text,
                                    const char *name);

G_END_DECLS
