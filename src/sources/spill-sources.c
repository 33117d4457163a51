#include "sources/spill-sources.h"

#include <glib/gi18n.h>
#include <string.h>

#include "protocols/nine/spill-nine-url.h"
#include "sources/demo/spill-demo.h"
#include "sources/eight/spill-eight-address.h"
#include "sources/eight/spill-eight-both-source.h"
#include "sources/eight/spill-eight-pb-source.h"
#include "sources/spill-any-source.h"

/* Pages of old masters that bookmarks lead to; those of modern ones are behind a "#". */
static const char * const pages[] = {
  "waterfall", "grid", "tgrid", "console", "builders", "buildslaves", "changes", "about", "json",
  "xmlrpc", "one_line_per_build", "one_box_per_builder", "buildstatus", "root.html", NULL,
};

/* Cuts @url, which ends with "/", at the first page in its path. */
static void
cut_page (char *url)
{
  char *start = strstr (url, "://") + 3;

  while ((start = strchr (start, '/')) != NULL && start[1] != '\0')
    {
      g_autofree char *segment = NULL;

      start++;
      segment = g_strndup (start, strcspn (start, "/"));
      if (g_strv_contains (pages, segment))
        {
          *start = '\0';
          return;
        }
    }
}

/**
 * spill_sources_normalize_url:
 * @text: what a user typed or pasted
 *
 * Returns: (transfer full): a master's address, or %NULL and an error that names the trouble
 */
char *
spill_sources_normalize_url (const char  *text,
                             GError     **error)
{
  g_autofree char *stripped = NULL;
  g_autofree char *url = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = g_strstrip (g_strdup (text));
  if (g_str_has_prefix (stripped, "demo:") && g_utf8_validate (stripped, -1, NULL))
    return g_steal_pointer (&stripped);

  if (g_ascii_strncasecmp (stripped, "pb:", 3) == 0)
    return spill_eight_pb_normalize_url (stripped, error);

  url = spill_nine_normalize_url (stripped, error);
  if (url != NULL)
    cut_page (url);
  if (url != NULL && spill_eight_address_is_both (stripped))
    return spill_eight_address_join (url, stripped, error);
  return g_steal_pointer (&url);
}

/**
 * spill_sources_new:
 * @master: a master whose URL is in the form of spill_sources_normalize_url()
 *
 * Returns: (transfer full): a source for it, not started; %NULL and an error if no source reads
 *   such an address
 */
SpillSource *
spill_sources_new (SpillMaster  *master,
                   GError      **error)
{
  SpillSource *source = NULL;
  const char *url;

  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  url = spill_master_get_url (master);
  if (spill_eight_address_is_both (url) && !g_str_has_prefix (url, "demo:"))
    source = spill_eight_both_source_new (master);
  else if (g_str_has_prefix (url, "http://") || g_str_has_prefix (url, "https://"))
    source = spill_any_source_new (master);
  else if (g_str_has_prefix (url, "pb://"))
    source = spill_eight_pb_source_new (master);
  else if (g_str_has_prefix (url, "demo:"))
    source = spill_demo_new (master, NULL, error);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _("Spillway does not know how to read “%s”."), url);

  if (source != NULL)
    spill_master_set_source (master, source);
  return source;
}
