#include "protocols/nine/spill-nine-session.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "protocols/nine/spill-nine-read-private.h"
#include "protocols/spill-json.h"

#define MAX_TOKEN (16 * 1024)

/* RFC 7515, 2: base64 for URLs, without padding. */
static char *
decode_part (const char *part,
             gsize       length,
             gsize      *n)
{
  GString *plain = g_string_new_len (part, length);

  for (gsize i = 0; i < plain->len; i++)
    {
      if (plain->str[i] == '-')
        plain->str[i] = '+';
      else if (plain->str[i] == '_')
        plain->str[i] = '/';
    }
  while (plain->len % 4 != 0)
    g_string_append_c (plain, '=');

  g_base64_decode_inplace (plain->str, n);
  return g_string_free (plain, FALSE);
}

/* Only the characters that a token has: the middle of three parts between dots. */
static gboolean
find_middle (const char  *token,
             const char **start,
             gsize       *length)
{
  const char *first = strchr (token, '.');
  const char *second = first != NULL ? strchr (first + 1, '.') : NULL;

  if (second == NULL || strchr (second + 1, '.') != NULL || strlen (token) > MAX_TOKEN)
    return FALSE;

  for (const char *c = token; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("-_.", *c) == NULL)
      return FALSE;

  *start = first + 1;
  *length = second - first - 1;
  return *length > 0;
}

/**
 * spill_nine_session_read:
 * @token: the value of a session cookie
 * @error: return location for an error, which never quotes the token
 *
 * Reads what a session cookie says of itself (buildbot/www/service.py: a JSON Web Token with
 * user_info and exp). It is not verified: nothing here depends on its truth.
 *
 * Returns: (transfer full): the session, or %NULL
 */
SpillNineSession *
spill_nine_session_read (const char  *token,
                         GError     **error)
{
  SpillJsonReader reader = { 0 };
  SpillJsonReader user = { .parent = &reader };
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) root = NULL;
  SpillNineSession *session;
  const char *start;
  gsize length;

  g_return_val_if_fail (token != NULL, NULL);

  if (find_middle (token, &start, &length))
    {
      text = decode_part (start, length, &length);
      root = spill_json_parse (text, length, MAX_TOKEN, NULL);
    }

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("The session cookie is not readable"));
      return NULL;
    }

  reader.object = json_node_get_object (root);
  session = g_new0 (SpillNineSession, 1);
  session->expires = (gint64) spill_json_get_time (&reader, "exp", 0);
  session->anonymous = TRUE;

  user.object = spill_json_get_object (&reader, "user_info");
  if (user.object != NULL)
    {
      session->username = spill_nine_read_line (&user, "username");
      session->full_name = spill_nine_read_line (&user, "full_name");
      session->email = spill_nine_read_line (&user, "email");
      session->anonymous = spill_json_get_boolean (&user, "anonymous", FALSE);
    }
  return session;
}

void
spill_nine_session_free (SpillNineSession *self)
{
  g_free (self->username);
  g_free (self->full_name);
  g_free (self->email);
  g_free (self);
}

/* TWISTED_SESSION, TWISTED_SECURE_SESSION, and either with the parts of the master's path prefix
 * behind it (twisted.web.server.Request.getSession). */
static gboolean
is_session_name (const char *name)
{
  static const char *names[] = { "TWISTED_SESSION", "TWISTED_SECURE_SESSION" };

  for (const char *c = name; *c != '\0'; c++)
    if (!g_ascii_isgraph (*c) || strchr ("()<>@,;:\\\"/[]?={}", *c) != NULL)
      return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (name, names[i]))
      {
        char next = name[strlen (names[i])];

        return next == '\0' || next == '_';
      }

  return FALSE;
}

/* RFC 6265, 4.1.1, so that nothing else gets into a header. */
static gboolean
is_cookie_value (const char *value)
{
  if (*value == '\0' || strlen (value) > MAX_TOKEN)
    return FALSE;

  for (; *value != '\0'; value++)
    if (!g_ascii_isgraph (*value) || strchr ("\",;\\", *value) != NULL)
      return FALSE;

  return TRUE;
}

/* "NAME=VALUE" with blanks around. */
static gboolean
read_pair (const char  *text,
           char       **name,
           char       **value)
{
  g_auto(GStrv) halves = g_strsplit (text, "=", 2);

  if (g_strv_length (halves) != 2)
    return FALSE;

  g_strstrip (halves[0]);
  g_strstrip (halves[1]);
  if (!is_session_name (halves[0]) || !is_cookie_value (halves[1]))
    return FALSE;

  g_free (*name);
  g_free (*value);
  *name = g_strdup (halves[0]);
  *value = g_strdup (halves[1]);
  return TRUE;
}

/**
 * spill_nine_cookie_pick:
 * @set_cookies: (nullable): the Set-Cookie headers of one answer, in order
 * @name: (out) (transfer full): name of the session cookie
 * @value: (out) (transfer full): its value, a secret
 *
 * Finds the session cookie. /auth/login sends an anonymous one first, so the last counts.
 *
 * Returns: %FALSE if there is none
 */
gboolean
spill_nine_cookie_pick (const char * const  *set_cookies,
                        char               **name,
                        char               **value)
{
  gboolean found = FALSE;

  g_return_val_if_fail (name != NULL && value != NULL, FALSE);

  *name = NULL;
  *value = NULL;
  for (gsize i = 0; set_cookies != NULL && set_cookies[i] != NULL; i++)
    {
      g_autofree char *pair = g_strndup (set_cookies[i], strcspn (set_cookies[i], ";"));

      found |= read_pair (pair, name, value);
    }

  return found;
}

/**
 * spill_nine_cookie_parse:
 * @text: what a user pasted
 * @secure: the master is reached by https
 * @name: (out) (transfer full): name of the cookie
 * @value: (out) (transfer full): its value, a secret
 * @error: return location for an error, which never quotes the text
 *
 * Reads a pasted cookie: a Cookie header, one pair of it, or only the token.
 *
 * Returns: %FALSE if there is no session in it
 */
gboolean
spill_nine_cookie_parse (const char  *text,
                         gboolean     secure,
                         char       **name,
                         char       **value,
                         GError     **error)
{
  g_autofree char *trimmed = NULL;
  const char *rest;
  const char *middle;
  gsize length;
  g_auto(GStrv) pairs = NULL;
  gboolean found = FALSE;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (name != NULL && value != NULL, FALSE);

  *name = NULL;
  *value = NULL;
  trimmed = g_strstrip (g_strdup (text));
  rest = trimmed;
  if (g_ascii_strncasecmp (rest, "cookie:", 7) == 0)
    rest += 7;

  if (find_middle (rest, &middle, &length))
    {
      *name = g_strdup (secure ? "TWISTED_SECURE_SESSION" : "TWISTED_SESSION");
      *value = g_strdup (rest);
      return TRUE;
    }

  pairs = g_strsplit (rest, ";", 100);
  for (gsize i = 0; pairs[i] != NULL; i++)
    found |= read_pair (pairs[i], name, value);

  if (!found)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         _("There is no session cookie (TWISTED_SESSION=…) in this text"));
  return found;
}
