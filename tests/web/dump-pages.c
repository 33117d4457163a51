/* Writes pages of a demo master, with their static files, into a folder, for a browser to look at.
 * Usage: dump-pages FOLDER DEMO-URL SECONDS PATH[?QUERY]=FILE… */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spill-master.h"
#include "model/spill-status.h"
#include "sources/spill-sources.h"
#include "web/spill-pages.h"

#define STATIC "/io/github/spillway/Spillway/web/static"

static void
save (const char *folder,
      const char *name,
      GBytes     *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  g_mkdir_with_parents (parent, 0700);
  if (!g_file_set_contents (path, text, (gssize) length, &error))
    g_error ("%s", error->message);
}

static void
save_static (const char *folder)
{
  g_auto(GStrv) names = g_resources_enumerate_children (STATIC, 0, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *from = g_build_filename (STATIC, names[i], NULL);
      g_autofree char *to = g_build_filename ("static", names[i], NULL);
      g_autoptr(GBytes) bytes = g_resources_lookup_data (from, 0, NULL);

      save (folder, to, bytes);
    }
}

static void
render (SpillPages *pages,
        const char *folder,
        const char *order)
{
  const char *equals = strrchr (order, '=');
  g_autofree char *address = g_strndup (order, (gsize) (equals - order));
  g_auto(GStrv) parts = g_strsplit (address, "?", 2);
  SpillPageJob *job = spill_pages_prepare (pages, parts[0], parts[0] != NULL ? parts[1] : NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  gint64 start = g_get_monotonic_time ();
  gint64 collected;

  while (!spill_page_job_collect (job))
    ;
  collected = g_get_monotonic_time ();
  bytes = spill_page_job_render (job, &error);
  if (bytes == NULL)
    g_error ("%s: %s", address, error->message);
  printf ("%s: %u, %" G_GSIZE_FORMAT " bytes, collected in %.1f ms, rendered in %.1f ms\n", address,
          spill_page_job_get_status (job), g_bytes_get_size (bytes), (double) (collected - start) / 1000,
          (double) (g_get_monotonic_time () - collected) / 1000);
  spill_pages_finish (pages, job);
  save (folder, equals + 1, bytes);
  spill_page_job_unref (job);
}

static gboolean
quit (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
wait (double seconds)
{
  gboolean is_over = FALSE;

  g_timeout_add ((guint) (seconds * 1000), quit, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(SpillStatus) status = spill_status_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillMaster) master = NULL;
  g_autoptr(SpillSource) source = NULL;
  g_autoptr(SpillPages) pages = NULL;

  if (argc < 4)
    return 2;

  master = spill_master_new ("demo", argv[2]);
  spill_status_add_master (status, master);
  source = spill_sources_new (master, &error);
  if (source == NULL)
    g_error ("%s", error->message);
  pages = spill_pages_new (status);
  spill_source_start (source);
  wait (atof (argv[3]));
  save_static (argv[1]);
  for (int round = 0; round < 2; round++)
    {
      for (int i = 4; i < argc; i++)
        render (pages, argv[1], argv[i]);
      if (round == 0)
        wait (atof (argv[3]));
    }
  spill_source_stop (source);

  return 0;
}
