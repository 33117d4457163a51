#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Paths below the address of a master, percent-encoded, without a leading slash:
 *
 *   GString *path = spill_nine_path_new ("api/v2/builders");
 *   spill_nine_path_add_id (path, 4);
 *   spill_nine_path_add (path, "builds");
 *   spill_nine_path_query (path, "order", "-number");
 *   spill_nine_path_query_id (path, "limit", 5);
 *
 * gives api/v2/builders/4/builds?order=-number&limit=5. */

GString *spill_nine_path_new      (const char *start);               /* taken as it is */
void     spill_nine_path_add      (GString *path, const char *part);  /* one segment, encoded */
void     spill_nine_path_add_id   (GString *path, gint64      id);
void     spill_nine_path_query    (GString *path, const char *name, const char *value);
void     spill_nine_path_query_id (GString *path, const char *name, gint64      value);
/* name=a&name=b: "any of" for filters, and the list of "field" */
void     spill_nine_path_query_strv (GString *path, const char *name, const char * const *values);
void     spill_nine_path_query_ids  (GString *path, const char *name, const gint64 *ids, gsize n);

G_END_DECLS
