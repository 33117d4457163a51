#include "web/spill-page-entry.h"

#include <sys/mman.h>
#include <unistd.h>

/* Where to copy costs more than to have a file, and where to make one would keep the main context. */
#define LEAST_FILE (64 * 1024)
#define MOST_FILE  (1024 * 1024)
#define MAX_FILES  32
/* To make a file and to end it costs as much as some copies. */
#define LEAST_ASKED 8

static guint n_files;

SpillPageEntry *
spill_page_entry_new (const char *key,
                      const char *version,
                      const char *type,
                      GBytes     *plain)
{
  SpillPageEntry *self = g_new0 (SpillPageEntry, 1);

  g_ref_count_init (&self->refs);
  self->key = g_strdup (key);
  self->version = g_strdup (version != NULL ? version : "");
  self->type = g_strdup (type);
  self->status = 200;
  self->plain = g_bytes_ref (plain);
  self->files[0] = self->files[1] = -1;

  return self;
}

SpillPageEntry *
spill_page_entry_ref (SpillPageEntry *self)
{
  g_ref_count_inc (&self->refs);

  return self;
}

void
spill_page_entry_unref (SpillPageEntry *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (self->files); i++)
    {
      if (self->files[i] < 0)
        continue;
      close (self->files[i]);
      n_files--;
    }
  g_free (self->key);
  g_free (self->version);
  g_free (self->type);
  g_free (self->location);
  g_bytes_unref (self->plain);
  g_clear_pointer (&self->gzip, g_bytes_unref);
  g_free (self);
}

gsize
spill_page_entry_size (SpillPageEntry *self)
{
  return sizeof *self + g_bytes_get_size (self->plain)
         + (self->gzip != NULL ? g_bytes_get_size (self->gzip) : 0);
}

/* Returns: a new file, or -1 */
static int
file_of (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  int file = memfd_create ("spillway-page", MFD_CLOEXEC);

  if (file < 0)
    return -1;
  for (gsize written = 0; written < size; )
    {
      gssize n = write (file, data + written, size - written);

      if (n <= 0)
        {
          close (file);
          return -1;
        }
      written += n;
    }

  return file;
}

int
spill_page_entry_get_file (SpillPageEntry *self,
                           gboolean        gzip)
{
  GBytes *bytes = gzip ? self->gzip : self->plain;
  int *file = &self->files[gzip ? 1 : 0];

  if (*file < 0 && ++self->n_asked >= LEAST_ASKED && n_files < MAX_FILES
      && g_bytes_get_size (bytes) >= LEAST_FILE && g_bytes_get_size (bytes) <= MOST_FILE)
    {
      *file = file_of (bytes);
      n_files += *file >= 0;
    }

  return *file;
}
