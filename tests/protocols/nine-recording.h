#pragma once

#include <string.h>

#include <gio/gio.h>

/* Recordings of real masters under tests/data/nine, see the README there. */

G_GNUC_UNUSED static const char *nine_versions[] = { "3.7", "4.3" };

typedef struct
{
  char  *path;      /* of the file */
  char  *target;    /* "/api/v2/builds?limit=5" */
  guint  status;
  GStrv  headers;   /* of the answer, with their names */
  char  *body;      /* exact-size copy, so that ASan sees one byte too many */
  gsize  length;
} NineRecording;

static inline void
nine_recording_free (NineRecording *self)
{
  g_free (self->path);
  g_free (self->target);
  g_strfreev (self->headers);
  g_free (self->body);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NineRecording, nine_recording_free)

static inline void *
exact_copy (const char *data,
            gsize       length)
{
  return g_memdup2 (data, MAX (length, 1));
}

static inline NineRecording *
nine_recording_load (const char *path)
{
  NineRecording *self = g_new0 (NineRecording, 1);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *head = NULL;
  char *answer, *body;
  gsize length;
  const char *blank;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);

  self->path = g_strdup (path);
  blank = strchr (text, ' ');
  self->target = g_strndup (blank + 1, strcspn (blank + 1, " \n"));

  answer = g_strstr_len (text, length, "--- response");
  g_assert_nonnull (answer);
  answer = strchr (answer, '\n') + 1;
  body = g_strstr_len (answer, text + length - answer, "\r\n\r\n");
  if (body != NULL)
    {
      head = g_strndup (answer, body - answer);
      body += 4;
    }
  else
    {
      body = g_strstr_len (answer, text + length - answer, "\n\n");
      g_assert_nonnull (body);
      head = g_strndup (answer, body - answer);
      body += 2;
    }

  self->headers = g_strsplit (head, "\n", -1);
  self->status = atoi (strchr (self->headers[0], ' '));
  self->length = text + length - body;
  self->body = exact_copy (body, self->length);
  return self;
}

/* One file of a version: nine_recording_open ("3.7", "rest/009-builders.http"). */
static inline NineRecording *
nine_recording_open (const char *version,
                     const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "nine", version, name, NULL);

  return nine_recording_load (path);
}

static inline int
compare_paths (gconstpointer a,
               gconstpointer b,
               gpointer      unused)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

/* Paths of all files in a folder of a version, sorted. */
static inline GPtrArray *
nine_recording_list (const char *version,
                     const char *folder)
{
  g_autofree char *path = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "nine", version, folder, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (path, 0, &error);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (paths, g_build_filename (path, name, NULL));
  g_ptr_array_sort_with_data (paths, compare_paths, NULL);
  return paths;
}
