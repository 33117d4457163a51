#include "protocols/nine/spill-nine-url.h"

#include <string.h>

#include <glib/gi18n.h>

#include "protocols/spill-json.h"

#define MAX_URL 4096

static void
set_invalid (GError     **error,
             const char  *message)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, message);
}

static void
set_has_user (GError **error)
{
  set_invalid (error,
               _("An address with a user or a password in it is not accepted; log in instead"));
}

/* "localhost:8010/x" has a port where "mailto:x" has a scheme. */
static gboolean
has_other_scheme (const char *text)
{
  gsize length = strcspn (text, ":/?#[");

  if (text[length] != ':' || !g_ascii_isalpha (text[0]))
    return FALSE;

  for (gsize i = 1; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && strchr ("+-.", text[i]) == NULL)
      return FALSE;

  return !g_ascii_isdigit (text[length + 1]);
}

/* A bare IPv6 address in brackets, so that its colons are no port. */
static char *
dup_authority (const char *text,
               gsize       length)
{
  g_autofree char *authority = g_strndup (text, length);
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (authority);

  if (address != NULL && g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    return g_strdup_printf ("[%s]", authority);

  return g_steal_pointer (&authority);
}

/* Scheme and the rest after "//"; NULL and an error if the scheme will not do. */
static const char *
split_scheme (const char  *text,
              const char **rest,
              GError     **error)
{
  const char *colons = strstr (text, "://");
  gsize length = colons != NULL ? (gsize) (colons - text) : 0;

  if (colons != NULL && strcspn (text, "/?#@") > length)
    {
      *rest = colons + 3;
      if (length == 4 && g_ascii_strncasecmp (text, "http", 4) == 0)
        return "http";
      if (length == 5 && g_ascii_strncasecmp (text, "https", 5) == 0)
        return "https";
    }
  else if (g_str_has_prefix (text, "//"))
    {
      *rest = text + 2;
      return "http";
    }
  else if (!has_other_scheme (text))
    {
      *rest = text;
      return "http";
    }

  /* "user:password@host" without a scheme looks like one. */
  if (strchr (text, '@') != NULL)
    set_has_user (error);
  else
    set_invalid (error, _("Addresses of masters begin with http://, https://, pb:// or demo:"));
  return NULL;
}

/* Pages of a master that people copy from the browser or from its documentation. */
static gboolean
is_page (char **parts,
         guint  i,
         guint  n)
{
  const char *next = i + 1 < n ? parts[i + 1] : NULL;

  if (strcmp (parts[i], "api") == 0)
    return next == NULL || strcmp (next, "v2") == 0 || strcmp (next, "v3") == 0 ||
           strcmp (next, "latest") == 0;
  if (strcmp (parts[i], "auth") == 0)
    return next != NULL && (strcmp (next, "login") == 0 || strcmp (next, "logout") == 0);

  return next == NULL && (strcmp (parts[i], "index.html") == 0 ||
                          strcmp (parts[i], "ws") == 0 ||
                          strcmp (parts[i], "config") == 0);
}

/* With slashes around, without empty parts, dots and pages. */
static char *
normalize_path (const char *path)
{
  g_auto(GStrv) all = g_strsplit (path, "/", -1);
  g_autoptr(GPtrArray) parts = g_ptr_array_new ();
  GString *result = g_string_new ("/");

  for (gsize i = 0; all[i] != NULL; i++)
    {
      if (strcmp (all[i], "..") == 0 && parts->len > 0)
        g_ptr_array_set_size (parts, (int) parts->len - 1);
      else if (all[i][0] != '\0' && strcmp (all[i], ".") != 0 && strcmp (all[i], "..") != 0)
        g_ptr_array_add (parts, all[i]);
    }

  /* What is left may end in a page again. */
  for (guint i = 0; i < parts->len; i++)
    if (is_page ((char **) parts->pdata, i, parts->len))
      {
        g_ptr_array_set_size (parts, (int) i);
        i = G_MAXUINT;   /* again from the first */
      }

  for (guint i = 0; i < parts->len; i++)
    {
      g_string_append_uri_escaped (result, g_ptr_array_index (parts, i),
                                   G_URI_RESERVED_CHARS_ALLOWED_IN_PATH_ELEMENT "%", FALSE);
      g_string_append_c (result, '/');
    }

  return g_string_free (result, FALSE);
}

static gboolean
is_host (const char *host)
{
  if (*host == '\0' || strlen (host) > 255)
    return FALSE;

  if (strchr (host, ':') != NULL)
    return g_hostname_is_ip_address (host);

  for (; *host != '\0'; host++)
    if (!g_ascii_isalnum (*host) && strchr ("-._", *host) == NULL)
      return FALSE;

  return TRUE;
}

static char *
join (const char *scheme,
      const char *host,
      int         port,
      const char *path)
{
  g_autofree char *lower = g_ascii_strdown (host, -1);
  g_autofree char *normal = normalize_path (path);

  return g_uri_join (G_URI_FLAGS_ENCODED, scheme, NULL, lower, port, normal, NULL, NULL);
}

/**
 * spill_nine_normalize_url:
 * @text: what a user typed or pasted
 * @error: return location for an error, which never quotes @text
 *
 * Makes the address of a master: http if there is no scheme; without fragment, query and pages of
 * the master; the path of a proxy stays. User and password in it are refused, they would end up in
 * settings and logs.
 *
 * Returns: (transfer full): the address, which ends with a slash, or %NULL
 */
char *
spill_nine_normalize_url (const char  *text,
                          GError     **error)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *authority = NULL;
  g_autofree char *path = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *host = NULL;
  g_autoptr(GUri) uri = NULL;
  const char *scheme, *rest;
  gsize length;
  int port;

  g_return_val_if_fail (text != NULL, NULL);

  trimmed = g_strstrip (g_strdup (text));
  if (*trimmed == '\0')
    {
      set_invalid (error, _("Enter the address of a master"));
      return NULL;
    }

  scheme = split_scheme (trimmed, &rest, error);
  if (scheme == NULL)
    return NULL;

  length = strcspn (rest, "/?#\\");
  if (memchr (rest, '@', length) != NULL)
    {
      set_has_user (error);
      return NULL;
    }

  authority = dup_authority (rest, length);
  rest += length;
  length = strcspn (rest, "?#");
  path = g_strndup (rest, length);
  whole = g_strdup_printf ("%s://%s/", scheme, authority);
  if (strlen (trimmed) <= MAX_URL && g_utf8_validate (trimmed, -1, NULL) &&
      strpbrk (trimmed, " \t\r\n\\") == NULL)
    uri = g_uri_parse (whole, G_URI_FLAGS_NONE, NULL);
  if (uri != NULL)
    host = g_hostname_to_ascii (g_uri_get_host (uri));

  if (host == NULL || !is_host (host) || g_uri_get_port (uri) == 0 || g_uri_get_port (uri) > 65535)
    {
      set_invalid (error,
                   _("This is not an address: expected something like https://ci.example.org/"));
      return NULL;
    }

  port = g_uri_get_port (uri);
  if (port == (strcmp (scheme, "https") == 0 ? 443 : 80))
    port = -1;
  return join (scheme, host, port, path);
}

/* Digits up to @end; FALSE if there is something else. */
static gboolean
read_number (const char **text,
             gint64       max,
             gint64      *number)
{
  const char *start = *text;

  *number = 0;
  while (g_ascii_isdigit (**text) && *text - start < 16)
    *number = *number * 10 + (*(*text)++ - '0');

  return *text > start && *number > 0 && *number <= max;
}

static gboolean
skip (const char **text,
      const char  *prefix)
{
  if (!g_str_has_prefix (*text, prefix))
    return FALSE;

  *text += strlen (prefix);
  return TRUE;
}

/**
 * spill_nine_link_match:
 * @base: the address of a master
 * @url: any link
 * @link: (out): what it leads to
 *
 * Recognizes the pages of a builder, a build or a request of the master, as trigger steps and
 * reporters link to them.
 *
 * Returns: %FALSE if it is another link
 */
gboolean
spill_nine_link_match (const char    *base,
                       const char    *url,
                       SpillNineLink *link)
{
  const char *rest;
  gint64 number;

  g_return_val_if_fail (base != NULL && url != NULL && link != NULL, FALSE);

  *link = (SpillNineLink) { 0 };
  if (!g_str_has_prefix (url, base))
    return FALSE;

  rest = url + strlen (base);
  if (!skip (&rest, "#"))
    return FALSE;
  skip (&rest, "/");

  if (skip (&rest, "buildrequests/"))
    {
      if (!read_number (&rest, SPILL_JSON_MAX_ID, &link->request_id))
        return FALSE;
    }
  else if (skip (&rest, "builders/"))
    {
      if (!read_number (&rest, SPILL_JSON_MAX_ID, &link->builder_id))
        return FALSE;
      if (skip (&rest, "/builds/"))
        {
          if (!read_number (&rest, G_MAXINT, &number))
            return FALSE;
          link->build_number = (int) number;
        }
    }
  else
    {
      return FALSE;
    }

  skip (&rest, "/");
  return *rest == '\0' || *rest == '?';
}

/**
 * spill_nine_link_to_url:
 * @base: the address of a master
 * @link: a builder, a build or a request
 *
 * Returns: (transfer full): its page
 */
char *
spill_nine_link_to_url (const char          *base,
                        const SpillNineLink *link)
{
  g_return_val_if_fail (base != NULL && link != NULL, NULL);

  if (link->request_id > 0)
    return g_strdup_printf ("%s#/buildrequests/%" G_GINT64_FORMAT, base, link->request_id);
  if (link->build_number > 0)
    return g_strdup_printf ("%s#/builders/%" G_GINT64_FORMAT "/builds/%d",
                            base, link->builder_id, link->build_number);

  return g_strdup_printf ("%s#/builders/%" G_GINT64_FORMAT, base, link->builder_id);
}
