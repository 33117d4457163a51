#include "protocols/nine/spill-nine-path.h"

#include <string.h>

/**
 * spill_nine_path_new:
 * @start: the first segments as they are, without slashes around
 *
 * Returns: (transfer full): a path to add to
 */
GString *
spill_nine_path_new (const char *start)
{
  g_return_val_if_fail (start != NULL, NULL);

  return g_string_new (start);
}

/**
 * spill_nine_path_add:
 * @path: a path without a query
 * @part: valid UTF-8
 *
 * Adds one segment; slashes and all else in it are encoded.
 */
void
spill_nine_path_add (GString    *path,
                     const char *part)
{
  g_return_if_fail (path != NULL);
  g_return_if_fail (part != NULL);

  g_string_append_c (path, '/');
  /* What is called ".." cannot be asked for, but must not lead elsewhere either; "%2E" would, with
   * those that decode before they resolve. */
  if (strcmp (part, ".") == 0 || strcmp (part, "..") == 0)
    g_string_append (path, part[1] == '\0' ? "%252E" : "%252E%252E");
  else
    g_string_append_uri_escaped (path, part, NULL, FALSE);
}

void
spill_nine_path_add_id (GString *path,
                        gint64   id)
{
  g_return_if_fail (path != NULL);

  g_string_append_printf (path, "/%" G_GINT64_FORMAT, id);
}

/**
 * spill_nine_path_query:
 * @path: a path
 * @name: a parameter
 * @value: valid UTF-8
 *
 * Adds a parameter to the query.
 */
void
spill_nine_path_query (GString    *path,
                       const char *name,
                       const char *value)
{
  g_return_if_fail (path != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  g_string_append_c (path, strchr (path->str, '?') != NULL ? '&' : '?');
  g_string_append_uri_escaped (path, name, NULL, FALSE);
  g_string_append_c (path, '=');
  g_string_append_uri_escaped (path, value, NULL, FALSE);
}

void
spill_nine_path_query_id (GString    *path,
                          const char *name,
                          gint64      value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  spill_nine_path_query (path, name, text);
}

/**
 * spill_nine_path_query_strv:
 * @path: a path
 * @name: a parameter
 * @values: its values
 *
 * Adds a parameter once per value: "any of" in filters, a list with "field".
 */
void
spill_nine_path_query_strv (GString            *path,
                            const char         *name,
                            const char * const *values)
{
  g_return_if_fail (values != NULL);

  for (gsize i = 0; values[i] != NULL; i++)
    spill_nine_path_query (path, name, values[i]);
}

void
spill_nine_path_query_ids (GString      *path,
                           const char   *name,
                           const gint64 *ids,
                           gsize         n)
{
  g_return_if_fail (ids != NULL || n == 0);

  for (gsize i = 0; i < n; i++)
    spill_nine_path_query_id (path, name, ids[i]);
}
