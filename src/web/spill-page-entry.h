#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* SpillPageEntry: the bytes of a page, as they are sent. Main context only. */
typedef struct
{
  grefcount  refs;
  char      *key;        /* (nullable): not to be kept */
  char      *version;    /* the same while the bytes are; "" if there is none */
  char      *type;       /* "text/html; charset=utf-8" */
  char      *location;   /* (nullable): of a redirection */
  guint      status;
  GBytes    *plain;
  GBytes    *gzip;       /* (nullable): nobody asked for it yet, or it would be no smaller */
  gboolean   is_plain;   /* it would be no smaller */
  int        files[2];   /* with the plain and with the compressed bytes; -1: none yet */
  guint      n_asked;    /* how often one was of use */
} SpillPageEntry;

SpillPageEntry *spill_page_entry_new   (const char     *key,
                                        const char     *version,
                                        const char     *type,
                                        GBytes         *plain);
SpillPageEntry *spill_page_entry_ref   (SpillPageEntry *self);
void            spill_page_entry_unref (SpillPageEntry *self);
/* Bytes that it needs. */
gsize           spill_page_entry_size  (SpillPageEntry *self);
/* A file in memory with the bytes, for sendfile(); -1 if it would not be worth it, or there are too many. */
int             spill_page_entry_get_file (SpillPageEntry *self,
                                           gboolean        gzip);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillPageEntry, spill_page_entry_unref)

G_END_DECLS
