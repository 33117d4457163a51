#include "web/spill-page-entry.h"

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
