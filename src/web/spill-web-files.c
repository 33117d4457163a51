#include "web/spill-web-files.h"

#include <string.h>

#include "config.h"
#include "web/spill-web-worker.h"

#define FOLDER SPILL_RESOURCE_PREFIX "/web/static/"

/* All kinds there are; a file of another kind is not served. */
static const struct
{
  const char *suffix;
  const char *type;
} types[] = {
  { ".css", "text/css; charset=utf-8" },
  { ".ico", "image/x-icon" },
  { ".js", "text/javascript; charset=utf-8" },
  { ".png", "image/png" },
  { ".svg", "image/svg+xml" },
  { ".txt", "text/plain; charset=utf-8" },
};

/* Files that have their place outside of /static/. Old pages and style sheets of users name the
 * first two. */
static const struct
{
  const char *path;
  const char *name;
} aliases[] = {
  { "/buildbot.css", "spillway.css" },
  { "/default.css", "spillway.css" },
  { "/favicon.ico", "spillway.svg" },
  { "/robots.txt", "robots.txt" },
};

/* (element-type utf8 SpillPageEntry): by name, for the life of the program */
static GHashTable *files;

static const char *
type_of (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (g_str_has_suffix (name, types[i].suffix))
        return types[i].type;
    }

  return NULL;
}

/* Resources are asked only for what cannot lead out of the folder. */
static gboolean
is_name (const char *name)
{
  return *name != '\0' && *name != '.' && name[strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-.")] == '\0';
}

static SpillPageEntry *
load (const char *name)
{
  g_autofree char *resource = g_strconcat (FOLDER, name, NULL);
  g_autoptr(GBytes) bytes = g_resources_lookup_data (resource, 0, NULL);
  g_autofree char *sum = NULL;
  SpillPageEntry *entry;

  if (bytes == NULL)
    return NULL;

  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  sum[16] = '\0';
  entry = spill_page_entry_new (name, sum, type_of (name), bytes);
  entry->gzip = spill_web_gzip (bytes);
  return entry;
}

/**
 * spill_web_files_find:
 * @path: the path of a request, as it was sent
 *
 * Returns: (transfer none) (nullable): the file at /static/NAME or at one of the places of old
 */
SpillPageEntry *
spill_web_files_find (const char *path)
{
  const char *name = g_str_has_prefix (path, "/static/") ? path + strlen ("/static/") : NULL;
  SpillPageEntry *entry;

  for (guint i = 0; name == NULL && i < G_N_ELEMENTS (aliases); i++)
    {
      if (g_str_equal (path, aliases[i].path))
        name = aliases[i].name;
    }
  if (name == NULL || !is_name (name) || type_of (name) == NULL)
    return NULL;

  if (files == NULL)
    files = g_hash_table_new (g_str_hash, g_str_equal);
  entry = g_hash_table_lookup (files, name);
  if (entry == NULL && (entry = load (name)) != NULL)
    g_hash_table_insert (files, entry->key, entry);

  return entry;
}
