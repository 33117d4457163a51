#include "app/spill-secret-files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#define MAX_SECRET 4096

void
spill_secret_files_clear (SpillSecretFiles *self)
{
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->password_file, g_free);
  g_clear_pointer (&self->cookie_file, g_free);
  g_clear_pointer (&self->proxy_user, g_free);
  g_clear_pointer (&self->proxy_password_file, g_free);
  g_clear_pointer (&self->pb_password_file, g_free);
  g_clear_pointer (&self->directory, g_free);
}

/* The first line. Read here, not by GLib, so that no copy of it stays in freed memory. */
gboolean
spill_secret_files_read_line (const char  *path,
                              char       **line,
                              GError     **error)
{
  char buffer[MAX_SECRET + 1];
  gsize length = 0;
  gssize got;
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  int problem = errno;

  while (fd >= 0 && length < sizeof buffer
         && ((got = read (fd, buffer + length, sizeof buffer - length)) > 0
             || (got < 0 && errno == EINTR)))
    length += MAX (got, 0);
  if (fd >= 0 && length < sizeof buffer && got < 0)
    problem = errno;
  else if (fd >= 0)
    problem = length > MAX_SECRET ? EFBIG : 0;
  if (fd >= 0)
    close (fd);

  if (problem == 0)
    {
      buffer[length] = '\0';
      buffer[strcspn (buffer, "\r\n")] = '\0';
      g_free (*line);
      *line = g_strdup (buffer);
    }
  explicit_bzero (buffer, sizeof buffer);
  if (problem == 0 && g_utf8_validate (*line, -1, NULL))
    return TRUE;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (problem), "%s: %s", path,
               problem != 0 ? g_strerror (problem) : _("This is not text"));
  return FALSE;
}

/* A file of the credentials directory for this master; it need not be there. */
static gboolean
read_from_directory (const char  *directory,
                     const char  *host,
                     const char  *what,
                     char       **line,
                     GError     **error)
{
  g_autofree char *name = g_strconcat (host, ".", what, NULL);
  g_autofree char *path = NULL;

  if (directory == NULL || *line != NULL)
    return TRUE;

  path = g_build_filename (directory, name, NULL);
  return !g_file_test (path, G_FILE_TEST_EXISTS) || spill_secret_files_read_line (path, line, error);
}

/**
 * spill_secret_files_read:
 * @self: which files
 * @url: the master's address
 * @credentials: (out) (nullable) (transfer full): what they say; %NULL if they say nothing
 * @error: (out): which file cannot be read, and why
 *
 * What is named by an option, else the files `HOST.user`, `HOST.password`, `HOST.cookie`,
 * `HOST.proxy-user`, `HOST.proxy-password` and `HOST.pb-password` of the credentials directory, where HOST is the
 * master's host name, or "demo" for the demo. Only the first line of a file counts.
 *
 * Returns: %FALSE on error
 */
gboolean
spill_secret_files_read (const SpillSecretFiles  *self,
                         const char              *url,
                         SpillCredentials       **credentials,
                         GError                 **error)
{
  g_autoptr(SpillCredentials) read = spill_credentials_new ();
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  const struct { const char *what; const char *value; const char *file; char **where; } rows[] = {
    { "user", self->user, NULL, &read->user },
    { "password", NULL, self->password_file, &read->password },
    { "cookie", NULL, self->cookie_file, &read->cookie },
    { "proxy-user", self->proxy_user, NULL, &read->proxy_user },
    { "proxy-password", NULL, self->proxy_password_file, &read->proxy_password },
    { "pb-password", NULL, self->pb_password_file, &read->pb_password },
  };
  gboolean any = FALSE;

  *credentials = NULL;
  if (host == NULL || *host == '\0')
    host = "demo";
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].value != NULL)
        *rows[i].where = g_strdup (rows[i].value);
      if (rows[i].file != NULL && !spill_secret_files_read_line (rows[i].file, rows[i].where, error))
        return FALSE;
      if (!read_from_directory (self->directory, host, rows[i].what, rows[i].where, error))
        return FALSE;
      any |= *rows[i].where != NULL;
    }
  if (any)
    *credentials = g_steal_pointer (&read);

  return TRUE;
}
