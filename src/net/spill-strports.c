#include "net/spill-strports.h"

#include <glib/gi18n.h>
#include <string.h>

/* Cuts at ":"; "\" takes the next character as it is. @is_named: whether a "=" stood in the part. */
typedef struct
{
  char *key;     /* (nullable) */
  char *value;
} Part;

static void
clear_part (gpointer data)
{
  Part *part = data;

  g_free (part->key);
  g_free (part->value);
}

static GArray *
split (const char *text)
{
  GArray *parts = g_array_new (FALSE, TRUE, sizeof (Part));
  g_autoptr(GString) word = g_string_new (NULL);
  Part part = { 0 };

  g_array_set_clear_func (parts, clear_part);
  for (;; text++)
    {
      if (*text == '\\' && text[1] != '\0')
        g_string_append_c (word, *++text);
      else if (*text == '=' && part.key == NULL)
        {
          part.key = g_strdup (word->str);
          g_string_truncate (word, 0);
        }
      else if (*text == ':' || *text == '\0')
        {
          part.value = g_strdup (word->str);
          g_string_truncate (word, 0);
          g_array_append_val (parts, part);
          part = (Part) { 0 };
        }
      else
        g_string_append_c (word, *text);
      if (*text == '\0')
        return parts;
    }
}

void
spill_strports_clear (SpillStrports *strports)
{
  g_clear_object (&strports->interface);
  strports->port = 0;
}

static gboolean
take_port (const char     *text,
           SpillStrports  *strports,
           GError        **error)
{
  guint64 port;

  if (!g_ascii_string_to_unsigned (text, 10, 0, 65535, &port, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is no port"), text);
      return FALSE;
    }
  strports->port = (guint16) port;
  return TRUE;
}

static gboolean
take_interface (const char     *text,
                SpillStrports  *strports,
                GError        **error)
{
  g_clear_object (&strports->interface);
  if (*text == '\0')
    return (strports->interface = g_inet_address_new_any (G_SOCKET_FAMILY_IPV4)) != NULL;
  if (strcmp (text, "localhost") == 0)
    return TRUE;
  strports->interface = g_inet_address_new_from_string (text);
  if (strports->interface == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is no address of an interface"), text);
  return strports->interface != NULL;
}

/**
 * spill_strports_parse:
 * @text: what a user wrote
 * @strports: (out caller-allocates): where to listen; to be cleared
 * @error: says what is wrong
 *
 * An empty interface means all of IPv4, as in Twisted.
 *
 * Returns: whether it could be read
 */
gboolean
spill_strports_parse (const char     *text,
                      SpillStrports  *strports,
                      GError        **error)
{
  g_autoptr(GArray) parts = NULL;
  gboolean has_port = FALSE;
  guint first;

  g_return_val_if_fail (text != NULL, FALSE);

  *strports = (SpillStrports) { 0 };
  parts = split (text);
  first = g_strcmp0 (g_array_index (parts, Part, 0).value, "tcp") == 0 && g_array_index (parts, Part, 0).key == NULL;
  if (parts->len > 1 && first == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("“%s” is no kind of port that is known here: tcp is"),
                   g_array_index (parts, Part, 0).value);
      return FALSE;
    }

  for (guint i = first; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);
      gboolean is_port = g_strcmp0 (part->key, "port") == 0 || (part->key == NULL && !has_port);

      if (is_port && take_port (part->value, strports, error))
        has_port = TRUE;
      else if (is_port)
        return FALSE;
      else if (g_strcmp0 (part->key, "interface") == 0)
        {
          if (!take_interface (part->value, strports, error))
            return FALSE;
        }
      else if (g_strcmp0 (part->key, "backlog") != 0)   /* ours is long enough */
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is not known of a port"),
                       part->key != NULL ? part->key : part->value);
          spill_strports_clear (strports);
          return FALSE;
        }
    }
  if (!has_port)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” names no port"), text);
      spill_strports_clear (strports);
    }
  return has_port;
}
