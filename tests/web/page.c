#include "page.h"

#include <string.h>

Page *
page_get (SpillPages *pages,
          const char *address)
{
  g_auto(GStrv) parts = g_strsplit (address, "?", 2);
  g_autoptr(SpillPageJob) job = spill_pages_prepare (pages, parts[0], parts[1]);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  Page *self = g_new0 (Page, 1);
  gsize size;

  while (!spill_page_job_collect (job))
    ;
  bytes = spill_page_job_render (job, &error);
  g_assert_no_error (error);
  spill_pages_finish (pages, job);
  self->status = spill_page_job_get_status (job);
  self->key = g_strdup (spill_page_job_get_key (job));
  self->version = g_strdup (spill_page_job_get_version (job));
  self->location = g_strdup (spill_page_job_get_location (job));
  self->text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  size = g_bytes_get_size (bytes);
  g_assert_true (g_utf8_validate (self->text, (gssize) size, NULL));

  return self;
}

void
page_free (Page *self)
{
  g_free (self->key);
  g_free (self->version);
  g_free (self->location);
  g_free (self->text);
  g_free (self);
}

guint
page_count (Page       *self,
            const char *text)
{
  guint n = 0;

  for (const char *at = strstr (self->text, text); at != NULL; at = strstr (at + strlen (text), text))
    n++;

  return n;
}

SpillPages *
pages_of (SpillMaster *master)
{
  g_autoptr(SpillStatus) status = spill_status_new ();

  spill_status_add_master (status, master);

  return spill_pages_new (status);
}
