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
  g_clear_pointer (&strports->key_file, g_free);
  g_clear_pointer (&strports->chain_file, g_free);
  g_clear_pointer (&strports->path, g_free);
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

/* How many may wait is long enough here. */
static gboolean
take_backlog (const char     *text,
              SpillStrports  *strports,
              GError        **error)
{
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, NULL, NULL))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is no length of a backlog"), text);
  return FALSE;
}

/* TLS is as new as both sides know. */
static gboolean
take_nothing (const char     *text,
              SpillStrports  *strports,
              GError        **error)
{
  return TRUE;
}

static gboolean
take_file (const char  *text,
           char       **where,
           GError     **error)
{
  g_free (*where);
  *where = g_strdup (text);
  if (*text == '\0')
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("A port names an empty file"));
  return *text != '\0';
}

static gboolean
take_key (const char     *text,
          SpillStrports  *strports,
          GError        **error)
{
  return take_file (text, &strports->key_file, error);
}

static gboolean
take_chain (const char     *text,
            SpillStrports  *strports,
            GError        **error)
{
  return take_file (text, &strports->chain_file, error);
}

static gboolean
take_path (const char     *text,
           SpillStrports  *strports,
           GError        **error)
{
  return take_file (text, &strports->path, error);
}

/* Octal, as chmod has it. */
static gboolean
take_mode (const char     *text,
           SpillStrports  *strports,
           GError        **error)
{
  char *end;
  guint64 mode = g_ascii_strtoull (text, &end, 8);

  if (!g_ascii_isdigit (*text) || *end != '\0' || mode > 0777)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is no mode of a file"), text);
      return FALSE;
    }
  strports->mode = (guint) mode;
  return TRUE;
}

/* What can be said of a port. The first of a kind that is @is_first needs no name, and must be there. */
static const struct
{
  const char *name;
  guint       kinds;      /* bits */
  gboolean    is_first;
  gboolean  (*take) (const char     *text,
                     SpillStrports  *strports,
                     GError        **error);
} words[] = {
#define TCP (1u << SPILL_STRPORTS_TCP)
#define TLS (1u << SPILL_STRPORTS_TLS)
#define UNIX (1u << SPILL_STRPORTS_UNIX)
  { "port", TCP | TLS, TRUE, take_port },
  { "address", UNIX, TRUE, take_path },
  { "interface", TCP | TLS, FALSE, take_interface },
  { "backlog", TCP | TLS | UNIX, FALSE, take_backlog },
  { "privateKey", TLS, FALSE, take_key },
  { "certKey", TLS, FALSE, take_chain },
  { "sslmethod", TLS, FALSE, take_nothing },
  { "mode", UNIX, FALSE, take_mode },
  { "lockfile", UNIX, FALSE, take_nothing },
};

static const struct { const char *name; SpillStrportsKind kind; } kinds[] = {
  { "tcp", SPILL_STRPORTS_TCP },
  { "ssl", SPILL_STRPORTS_TLS },
  { "unix", SPILL_STRPORTS_UNIX },
};

static gboolean
take_part (const Part     *part,
           gboolean       *has_first,
           SpillStrports  *strports,
           GError        **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gboolean is_meant = part->key != NULL ? strcmp (part->key, words[i].name) == 0
                                            : words[i].is_first && !*has_first;

      if (!is_meant || !(words[i].kinds & (1u << strports->kind)))
        continue;
      *has_first |= words[i].is_first;
      return words[i].take (part->value, strports, error);
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” is not known of a port"),
               part->key != NULL ? part->key : part->value);
  return FALSE;
}

static gboolean
take_kind (const Part     *part,
           SpillStrports  *strports,
           GError        **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (part->key == NULL && strcmp (part->value, kinds[i].name) == 0)
      {
        strports->kind = kinds[i].kind;
        return TRUE;
      }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               _("“%s” is no kind of port that is known here: tcp, ssl and unix are"), part->value);
  return FALSE;
}

static void
complete (SpillStrports *strports)
{
  if (strports->kind != SPILL_STRPORTS_TLS)
    return;
  if (strports->key_file == NULL)
    strports->key_file = g_strdup ("server.pem");
  if (strports->chain_file == NULL)
    strports->chain_file = g_strdup (strports->key_file);
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
  gboolean has_first = FALSE, ok = TRUE;

  g_return_val_if_fail (text != NULL, FALSE);

  *strports = (SpillStrports) { .mode = 0600 };
  parts = split (text);
  if (parts->len > 1)
    ok = take_kind (&g_array_index (parts, Part, 0), strports, error);
  for (guint i = parts->len > 1; ok && i < parts->len; i++)
    ok = take_part (&g_array_index (parts, Part, i), &has_first, strports, error);
  if (ok && !has_first)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” names no port"), text);
      ok = FALSE;
    }

  if (ok)
    complete (strports);
  else
    spill_strports_clear (strports);
  return ok;
}
