#include "sources/eight/spill-eight-address.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sources/eight/spill-eight-pb-source.h"

#define KEY "pb="

/* Behind "pb=", up to the end or the next argument. (nullable) (transfer full) */
static char *
dup_pb (const char *text)
{
  const char *start = strchr (text, '?');

  for (; start != NULL; start = strchr (start, '&'))
    {
      start++;
      if (g_str_has_prefix (start, KEY))
        {
          start += strlen (KEY);
          return g_uri_unescape_segment (start, start + strcspn (start, "&#"), NULL);
        }
    }

  return NULL;
}

gboolean
spill_eight_address_is_both (const char *text)
{
  g_autofree char *pb = dup_pb (text);

  return pb != NULL;
}

/**
 * spill_eight_address_join:
 * @web: the address of the WebStatus, normalized
 * @text: what the user typed, for which spill_eight_address_is_both()
 * @error: says what is wrong with the second address
 *
 * The second address may be whole, or lack its scheme, its host, which is then the first one's, or all
 * but its port.
 *
 * Returns: (transfer full) (nullable): both in one
 */
char *
spill_eight_address_join (const char  *web,
                          const char  *text,
                          GError     **error)
{
  g_autofree char *typed = dup_pb (text);
  g_autoptr(GUri) uri = g_uri_parse (web, G_URI_FLAGS_NONE, error);
  g_autofree char *whole = NULL;
  g_autofree char *pb = NULL;
  g_autofree char *escaped = NULL;
  const char *host;

  if (uri == NULL)
    return NULL;

  host = g_uri_get_host (uri);
  if (g_ascii_strncasecmp (typed, "pb:", 3) == 0)
    whole = g_steal_pointer (&typed);
  else if (*typed == '\0' || typed[strspn (typed, "0123456789")] == '\0')
    whole = g_strdup_printf (strchr (host, ':') != NULL ? "pb://[%s]%s%s" : "pb://%s%s%s", host,
                             *typed != '\0' ? ":" : "", typed);
  else
    whole = g_strconcat ("pb://", typed, NULL);
  pb = spill_eight_pb_normalize_url (whole, error);
  if (pb == NULL)
    {
      g_prefix_error (error, _("The address of the PBListener, behind “?pb=”: "));
      return NULL;
    }

  escaped = g_uri_escape_string (pb + strlen ("pb://"), "@:[]!$'()*,;", TRUE);
  return g_strconcat (web, "?" KEY, escaped, NULL);
}

gboolean
spill_eight_address_split (const char  *url,
                           char       **web,
                           char       **pb)
{
  g_autofree char *address = dup_pb (url);

  if (address == NULL)
    return FALSE;

  *web = g_strndup (url, strcspn (url, "?"));
  *pb = g_strconcat ("pb://", address, NULL);
  return TRUE;
}
