#include "web/spill-web-gate.h"

#include <string.h>

#include <libsoup/soup.h>

static gboolean
is_port (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= 5 && strspn (text, "0123456789") == length;
}

/**
 * spill_web_is_local_host:
 * @host: (nullable): the value of a Host header
 *
 * The port is not compared: tunnels end at another one, and a name is all that can be forged.
 * HTTP/1.0 needs no Host, and browsers always send one.
 *
 * Returns: whether it is "localhost", 127.0.0.1 or [::1], with any port or none
 */
gboolean
spill_web_is_local_host (const char *host)
{
  static const char *const names[] = { "localhost", "localhost.", "127.0.0.1", "[::1]" };

  for (guint i = 0; host != NULL && i < G_N_ELEMENTS (names); i++)
    {
      gsize length = strlen (names[i]);

      if (g_ascii_strncasecmp (host, names[i], length) != 0)
        continue;
      if (host[length] == '\0' || (host[length] == ':' && is_port (host + length + 1)))
        return TRUE;
    }

  return host == NULL;
}

static gboolean
is_gzip (const char *coding)
{
  return g_ascii_strcasecmp (coding, "gzip") == 0 || g_ascii_strcasecmp (coding, "x-gzip") == 0;
}

static gboolean
has_gzip (GSList *codings)
{
  for (GSList *l = codings; l != NULL; l = l->next)
    {
      if (is_gzip (l->data))
        return TRUE;
    }

  return FALSE;
}

gboolean
spill_web_accepts_gzip (const char *header)
{
  GSList *refused = NULL;
  GSList *wanted = header != NULL ? soup_header_parse_quality_list (header, &refused) : NULL;
  gboolean accepts = FALSE;

  /* The best first. */
  for (GSList *l = wanted; l != NULL; l = l->next)
    {
      if (g_ascii_strcasecmp (l->data, "identity") == 0)
        break;
      accepts = is_gzip (l->data) || (g_str_equal (l->data, "*") && !has_gzip (refused));
      if (accepts)
        break;
    }

  soup_header_free_list (wanted);
  soup_header_free_list (refused);
  return accepts;
}

/**
 * spill_web_matches_etag:
 * @header: (nullable): the value of an If-None-Match header
 * @etag: with its quotes, without W/
 *
 * Returns: whether the asker has what it asks for
 */
gboolean
spill_web_matches_etag (const char *header,
                        const char *etag)
{
  gsize length = strlen (etag);

  while (header != NULL && *header != '\0')
    {
      const char *end;

      header += strspn (header, " \t,");
      if (*header == '*')
        return TRUE;
      if (g_str_has_prefix (header, "W/"))
        header += 2;
      if (*header != '"')
        return FALSE;
      if (strncmp (header, etag, length) == 0)
        return TRUE;
      end = strchr (header + 1, '"');
      header = end != NULL ? end + 1 : NULL;
    }

  return FALSE;
}
