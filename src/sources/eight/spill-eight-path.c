#include "sources/eight/spill-eight-source-private.h"

#include <string.h>

#define MAX_PATH 7500   /* with the address of the master before it, a request line below 8 kB */

/**
 * spill_eight_path:
 * @name: (nullable): a builder's name
 * @children: (nullable): what is below it, escaped
 *
 * Returns: (transfer full): "json/builders", or what is below
 */
GString *
spill_eight_path (const char *name,
                  const char *children)
{
  GString *path = g_string_new ("json/builders");

  if (name != NULL)
    {
      g_autofree char *escaped = spill_json08_escape_name (name, FALSE);

      g_string_append_printf (path, "/%s", escaped);
    }
  if (children != NULL)
    g_string_append_printf (path, "/%s", children);

  return path;
}

GString *
spill_eight_path_root (void)
{
  /* How many builds of each slave are looked at: one less than this, that is none. */
  return g_string_new ("json?numbuilds=1");
}

gboolean
spill_eight_path_select (GString    *path,
                         const char *name,
                         const char *children)
{
  g_autofree char *escaped = name != NULL ? spill_json08_escape_name (name, TRUE) : NULL;
  gboolean is_root = g_str_has_prefix (path->str, "json?");
  gsize length = path->len;

  g_string_append_printf (path, "%cselect=%s%s%s%s", strchr (path->str, '?') != NULL ? '&' : '?',
                          is_root && name != NULL ? "builders/" : "",
                          escaped != NULL ? escaped : "",
                          escaped != NULL && children != NULL ? "/" : "",
                          children != NULL ? children : "");
  if (path->len <= MAX_PATH)
    return TRUE;

  g_string_truncate (path, length);
  return FALSE;
}
